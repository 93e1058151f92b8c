/* SPDX-License-Identifier: GPL-2.0-only */
/* A VFIO user whose guest is a mini-guest (tests/lib/mini_device.h). One for each program. */
#ifndef TESTS_HOST_GUEST_CLIENT_H
#define TESTS_HOST_GUEST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

struct client;

/*
 * Open a vGPU and give it @ram_size bytes of memory. Mini-guests made afterwards run on that vGPU
 * and use all of its memory but the first MiB. @c has to live as long as they do. Return: true: the
 * vGPU is open.
 */
bool guest_client_open(struct client *c, const char *uuid, size_t ram_size);

#endif
