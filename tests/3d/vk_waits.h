/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A picture of work that waits: for events of the GPU and of the CPU, and for timeline semaphores.
 */
#ifndef TESTS_3D_VK_WAITS_H
#define TESTS_3D_VK_WAITS_H

#include "vk_device.h"

/**
 * vk_waits_draw() - Fill stripes of a picture, each behind another kind of wait.
 * @vk: the device
 * @pixels: the picture
 *
 * Ends the process if work ran before what it waits for.
 */
void vk_waits_draw(struct vk *vk, const struct vk_buffer *pixels);

#endif
