// SPDX-License-Identifier: GPL-2.0-only
/*
 * Screenshots without a VMM's help. VFIO reads guest memory for the VMM's own threads and for
 * kernel threads, and for nobody else: so a worker composes the picture. It is
 * handed out as a file in memory, charged to who asked for it.
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

/**
 * struct shot_work - A picture on its way.
 * @work: composes it
 * @v: of which vGPU
 * @head: which screen of it
 * @picture: what became of it
 * @ret: if nothing did
 */
struct shot_work {
	struct work_struct work;
	struct facet_vdev *v;
	u32 head;
	struct facet_picture *picture;
	int ret;
};

/* open_lock held, and the device open. */
static int compose(struct shot_work *shot)
{
	u32 width, height;
	int ret;

	ret = facet_display_size(shot->v->display, shot->head, &width, &height);
	if (ret)
		return ret;
	if (!width || !height)
		return -ENODATA;
	shot->picture = facet_picture_create(width, height);
	if (!shot->picture)
		return -ENOMEM;
	return facet_display_read(shot->v->display, shot->head, shot->picture->mem,
				  width * FACET_PICTURE_BPP, width, height, true);
}

static void shot_work(struct work_struct *work)
{
	struct shot_work *shot = container_of(work, struct shot_work, work);
	struct facet_vdev *v = shot->v;

	mutex_lock(&v->open_lock);
	shot->ret = v->vgpu ? compose(shot) : -ENODEV;
	mutex_unlock(&v->open_lock);
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

int facet_screenshot_take(struct facet_vdev *v, struct facet_screenshot *shot, struct file **file)
{
	struct shot_work work = { .v = v, .head = shot->head };
	int ret;

	INIT_WORK_ONSTACK(&work.work, shot_work);
	queue_work(system_unbound_wq, &work.work);
	flush_work(&work.work);
	destroy_work_on_stack(&work.work);
	ret = work.ret;
	if (!ret)
		ret = to_file(work.picture, file);
	if (!ret) {
		shot->width = work.picture->width;
		shot->height = work.picture->height;
		shot->stride = work.picture->width * FACET_PICTURE_BPP;
		shot->format = FACET_FOURCC_XRGB8888;
		shot->size = work.picture->size;
	}
	facet_picture_put(work.picture);
	return ret;
}
