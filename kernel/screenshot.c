// SPDX-License-Identifier: GPL-2.0-only
/*
 * Screenshots without a VMM's help. VFIO reads guest memory for the VMM's own threads and for
 * kernel threads, and for nobody else: so a worker composes the picture. It is
 * handed out as a file in memory; all of it is charged to who asked for it.
 *
 * Lock: facet_vdev.shot_lock, one screenshot of a vGPU at a time; the device stays open under it.
 */
#include "kernel/screenshot.h"

#include <linux/fs.h>
#include <linux/shmem_fs.h>
#include <linux/workqueue.h>

#include "display/display.h"
#include "kernel/compat/compat.h"
#include "kernel/picture.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev.h"

#define PATIENCE	16u	/* rounds of some tries each, for a picture of one frame */

/**
 * struct shot_work - A picture on its way.
 * @work: composes it
 * @display: whose
 * @head: which screen of it
 * @picture: where it goes
 * @ret: what came of it
 */
struct shot_work {
	struct work_struct work;
	struct facet_display *display;
	u32 head;
	struct facet_picture *picture;
	int ret;
};

static void shot_work(struct work_struct *work)
{
	struct shot_work *shot = container_of(work, struct shot_work, work);
	struct facet_picture *picture = shot->picture;
	u32 rounds = 0;

	do {
		shot->ret = facet_display_read(shot->display, shot->head, picture->mem,
					       picture->width * FACET_PICTURE_BPP, picture->width,
					       picture->height, true);
	} while (shot->ret == -EAGAIN && ++rounds < PATIENCE);
	/* Of a guest that is always quicker there is what there is. */
	if (shot->ret == -EAGAIN)
		shot->ret = 0;
}

/* shot_lock held, and the device open. On success the picture is the caller's. */
static int compose(struct facet_vdev *v, u32 head, struct facet_picture **out)
{
	struct shot_work shot = { .display = v->display, .head = head };
	u32 width, height;
	int ret;

	ret = facet_display_size(v->display, head, &width, &height);
	if (ret)
		return ret;
	if (!width || !height)
		return -ENODATA;
	shot.picture = facet_picture_create(width, height);
	if (!shot.picture)
		return -ENOMEM;
	INIT_WORK_ONSTACK(&shot.work, shot_work);
	queue_work(system_unbound_wq, &shot.work);
	flush_work(&shot.work);
	destroy_work_on_stack(&shot.work);
	if (shot.ret)
		facet_picture_put(shot.picture);
	else
		*out = shot.picture;
	return shot.ret;
}

static int to_file(const struct facet_picture *picture, struct file **out)
{
	struct file *file;
	ssize_t written;
	loff_t at = 0;

	file = shmem_file_setup("facet-screenshot", picture->size, FACET_NO_VMA_FLAGS);
	if (IS_ERR(file))
		return PTR_ERR(file);
	written = kernel_write(file, picture->mem, picture->size, &at);
	if (written != picture->size) {
		fput(file);
		return written < 0 ? written : -ENOMEM;
	}
	*out = file;
	return 0;
}

static int take_picture(struct facet_vdev *v, u32 head, struct facet_picture **out)
{
	int ret = mutex_lock_killable(&v->shot_lock);

	if (ret)
		return ret;
	ret = v->vgpu ? compose(v, head, out) : -ENODEV;
	mutex_unlock(&v->shot_lock);
	return ret;
}

int facet_screenshot_take(struct facet_vdev *v, struct facet_screenshot *shot, struct file **file)
{
	struct facet_picture *picture;
	int ret;

	ret = take_picture(v, shot->head, &picture);
	if (ret)
		return ret;
	ret = to_file(picture, file);
	if (!ret) {
		shot->width = picture->width;
		shot->height = picture->height;
		shot->stride = picture->width * FACET_PICTURE_BPP;
		shot->format = FACET_FOURCC_XRGB8888;
		shot->size = picture->size;
	}
	facet_picture_put(picture);
	return ret;
}
