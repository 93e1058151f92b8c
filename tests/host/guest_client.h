/* SPDX-License-Identifier: GPL-2.0-only */
/* A VFIO user whose guest is a mini-guest (tests/lib/mini_device.h). One in a program. */
#ifndef TESTS_HOST_GUEST_CLIENT_H
#define TESTS_HOST_GUEST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

struct client;

/*
 * Opens a vGPU and gives it @ram_size bytes of memory. Mini-guests that are made from now on are on
 * it, with all memory but the first MiB. @c stays while they do. Return: true: the vGPU is open.
 */
bool guest_client_open(struct client *c, const char *uuid, size_t ram_size);

#endif
