/* SPDX-License-Identifier: GPL-2.0-only */
/* A copy of what a guest shows, for people on the host. */
#ifndef FACET_SCREENSHOT_H
#define FACET_SCREENSHOT_H

struct facet_screenshot;
struct facet_vdev;
struct file;

/**
 * facet_screenshot_take() - Copy the picture of a head, cursor and all, into a file in memory.
 * @v: the caller has a reference; it may be closed, or removed
 * @shot: &facet_screenshot.head is read; sizes and format are filled in
 * @file: gets the file, which is the caller's
 *
 * Takes shot_lock. May sleep. Return: as struct facet_screenshot says.
 */
int facet_screenshot_take(struct facet_vdev *v, struct facet_screenshot *shot, struct file **file);

/** facet_screenshot_drain() - No picture is being composed when it returns. shot_lock held. May sleep. */
void facet_screenshot_drain(struct facet_vdev *v);

#endif
