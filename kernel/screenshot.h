/* SPDX-License-Identifier: GPL-2.0-only */
/* Screenshots: copies of a guest's screen, for people on the host. */
#ifndef FACET_SCREENSHOT_H
#define FACET_SCREENSHOT_H

struct facet_screenshot;
struct facet_vdev;
struct file;

/**
 * facet_screenshot_take() - Copy the picture of a head, with the cursor, into a file in memory.
 * @v: the vGPU, of which the caller has a reference; it may be closed, or removed
 * @screenshot: in: @head; out: @width, @height, @stride, @format and @size
 * @file: gets the file, with a reference that is the caller's
 *
 * Context: process context; no lock of ours is held. Takes &facet_vdev.screenshot_lock, and in it
 * &gen9_display.lock. In the former waits for a work item. That takes &gen9_display.lock;
 * shadow_lock, and in it &facet_device.lock; &facet_device.lock alone; and reads guest memory:
 * &ops_bucket.lock, &facet_unmap.lock, and &vfio_iommu.lock with mmap_lock in it. May sleep for
 * memory, these locks and guest memory. A fatal signal ends the wait.
 * Return: 0; -ENODEV: the vGPU is not open; -ENODATA: the head shows nothing; -EINVAL: there is no
 * such head; -ENOMEM: there is no memory for the picture or the file; -EINTR: the thread was killed
 * while it waited; or another errno of shmem_file_setup() or kernel_write().
 */
int facet_screenshot_take(struct facet_vdev *v, struct facet_screenshot *screenshot,
			  struct file **file);

/**
 * facet_screenshot_wait_killed() - Wait for a screenshot whose caller was killed, and free it.
 * @v: a device that is being closed
 *
 * No work item composes a picture of this vGPU when the function returns.
 *
 * Context: &facet_vdev.screenshot_lock held; may sleep, for as long as reading guest memory takes.
 */
void facet_screenshot_wait_killed(struct facet_vdev *v);

#endif
