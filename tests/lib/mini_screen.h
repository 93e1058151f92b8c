/* SPDX-License-Identifier: GPL-2.0-only */
/* A screen of a mini-guest, as a driver turns it on. */
#ifndef TESTS_MINI_SCREEN_H
#define TESTS_MINI_SCREEN_H

struct mini_guest;

/**
 * mini_screen_on() - Turn pipe A on: 1920x1080 at 60 Hz, with a linear plane of 32 bits a pixel.
 * @guest: the guest, whose registers have their values of a reset
 *
 * A write to GEN9_PLANE_SURF flips then.
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if an access fails.
 */
void mini_screen_on(struct mini_guest *guest);

#endif
