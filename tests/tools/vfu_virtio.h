/* SPDX-License-Identifier: GPL-2.0-only */
/* A minimal driver of a virtio-gpu behind a socket: one queue, and one command. */
#ifndef VFU_VIRTIO_H
#define VFU_VIRTIO_H

#include "tests/tools/vfu_user.h"

/* Start the device and its control queue. */
void vfu_virtio_start(struct client *c);

/* Return the device status. */
uint32_t vfu_virtio_status(struct client *c);

/*
 * Let the device tell its monitors, and wait up to @ms for the answer. Return: the answer is as the
 * specification has it.
 */
bool vfu_virtio_answers(struct client *c, int ms);

#endif
