// SPDX-License-Identifier: GPL-2.0-only
/*
 * Screenshots without a VMM's help. VFIO lets only the VMM's own threads and kernel threads read
 * guest memory. So a work item composes the picture. The caller gets a file in memory, which is
 * charged to the caller. Allocations for reading guest memory are charged to the VMM. control.c
 * calls facet_screenshot_take(), and vdev.c facet_screenshot_wait_killed().
 *
 * Lock: facet_vdev.screenshot_lock. It allows one screenshot of a vGPU at a time, and keeps the
 * device open. A caller that waits can be killed. Then the next caller, or close, waits for its
 * picture.
 */
#include "kernel/screenshot.h"

#include <linux/capability.h>
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "display/display.h"
#include "kernel/charge.h"
#include "kernel/compat/compat.h"
#include "kernel/picture.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"

/**
 * struct facet_screenshot_work - A picture that a work item composes. The thread that waits for it
 * owns the struct, or &facet_vdev.screenshot if that thread was killed.
 * @work: the work item
 * @done: completed when @picture and @ret are there
 * @v: the vGPU
 * @head: head of the vGPU
 * @picture: gets the pixels
 * @ret: result of the work item: 0 or an errno
 */
struct facet_screenshot_work {
	struct work_struct work;
	struct completion done;
	struct facet_vdev *v;
	u32 head;
	struct facet_picture *picture;
	int ret;
};

/* Wait for the work item, if it was queued, and free the struct. */
static void screenshot_free(struct facet_screenshot_work *request)
{
	flush_work(&request->work);
	facet_picture_put(request->picture);
	kfree(request);
}

/* Compose the picture, on a thread of system_dfl_wq. */
static void screenshot_work(struct work_struct *work)
{
	struct facet_screenshot_work *request =
		container_of(work, struct facet_screenshot_work, work);
	struct facet_picture *picture = request->picture;
	struct facet_charge charge;

	/* Reading guest memory may allocate: charge the VMM, as for its own reads. */
	facet_charge_begin(&charge, request->v->mm);
	request->ret = facet_capture_screenshot(request->v->display, request->head, picture->mem,
						picture->width * FACET_PICTURE_BPP, picture->width,
						picture->height, true);
	facet_charge_end(&charge);
	complete(&request->done);
}

static struct facet_screenshot_work *screenshot_create(struct facet_vdev *v, u32 head, u32 width,
						       u32 height)
{
	struct facet_screenshot_work *request = kzalloc(sizeof(*request), GFP_KERNEL_ACCOUNT);

	if (!request)
		return NULL;
	INIT_WORK(&request->work, screenshot_work);
	init_completion(&request->done);
	request->v = v;
	request->head = head;
	request->picture = facet_picture_create(width, height);
	if (request->picture)
		return request;
	screenshot_free(request);
	return NULL;
}

/*
 * Wait for a picture. If the thread is killed, leave the picture to the next caller: reading guest
 * memory may take long. screenshot_lock held. Return: 0; -EINTR: the thread was killed.
 */
static int wait_for(struct facet_vdev *v, struct facet_screenshot_work *request)
{
	int ret = wait_for_completion_killable(&request->done);

	v->screenshot = ret ? request : NULL;
	return ret;
}

/* Compose a picture, which the caller puts. screenshot_lock held, and the device open. */
static int compose(struct facet_vdev *v, u32 head, struct facet_picture **out)
{
	struct facet_screenshot_work *request;
	u32 width, height;
	int ret;

	ret = facet_scanout_size(v->display, head, &width, &height);
	if (ret)
		return ret;
	if (!width || !height)
		return -ENODATA;
	request = screenshot_create(v, head, width, height);
	if (!request)
		return -ENOMEM;
	queue_work(system_dfl_wq, &request->work);
	ret = wait_for(v, request);
	if (ret)
		return ret;
	ret = request->ret;
	if (!ret)
		swap(*out, request->picture);
	screenshot_free(request);
	return ret;
}

/* Wait for a picture whose caller was killed, and free it. screenshot_lock held. */
static int wait_for_earlier(struct facet_vdev *v)
{
	struct facet_screenshot_work *request = v->screenshot;
	int ret;

	if (!request)
		return 0;
	ret = wait_for(v, request);
	if (!ret)
		screenshot_free(request);
	return ret;
}

void facet_screenshot_wait_killed(struct facet_vdev *v)
{
	lockdep_assert_held(&v->screenshot_lock);
	if (v->screenshot)
		screenshot_free(v->screenshot);
	v->screenshot = NULL;
}

/* Copy a picture into a file in memory. */
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

/*
 * Take a picture of an open vGPU. Nobody but root sees what the host itself draws, whoever may open
 * /dev/facet. screenshot_lock held.
 */
static int open_picture(struct facet_vdev *v, u32 head, struct facet_picture **out)
{
	if (!v->instance)
		return -ENODEV;
	if (!v->mm && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	return compose(v, head, out);
}

/* Take screenshot_lock, and compose a picture. */
static int take_picture(struct facet_vdev *v, u32 head, struct facet_picture **out)
{
	int ret = mutex_lock_killable(&v->screenshot_lock);

	if (ret)
		return ret;
	*out = NULL;
	ret = wait_for_earlier(v);
	if (!ret)
		ret = open_picture(v, head, out);
	mutex_unlock(&v->screenshot_lock);
	return ret;
}

int facet_screenshot_take(struct facet_vdev *v, struct facet_screenshot *screenshot,
			  struct file **file)
{
	struct facet_picture *picture;
	int ret;

	ret = take_picture(v, screenshot->head, &picture);
	if (ret)
		return ret;
	ret = to_file(picture, file);
	if (!ret) {
		screenshot->width = picture->width;
		screenshot->height = picture->height;
		screenshot->stride = picture->width * FACET_PICTURE_BPP;
		screenshot->format = FACET_FOURCC_XRGB8888;
		screenshot->size = picture->size;
	}
	facet_picture_put(picture);
	return ret;
}
