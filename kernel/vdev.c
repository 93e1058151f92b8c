// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a vGPU as a VFIO device. The core's vGPU lives from the first open to the last close.
 * Trapped accesses and resets are in access.c, ioctls in ioctl.c, guest memory in vfio_host.c. VFIO
 * calls the ops here, endpoint.c opens and closes the device for others than a VMM, and mdev.c
 * creates and destroys it.
 *
 * Locks: facet_vdev.screenshot_lock, and in it facet_vdev.open_lock, for open and close; open_lock
 * for dma_unmap.
 */
#include "kernel/vdev.h"

#include <linux/iommufd.h>
#include <linux/mdev.h>
#include <linux/module.h>

#include "display/display.h"
#include "display/gen9_display.h"
#include "kernel/access.h"
#include "kernel/attrs.h"
#include "kernel/bar2.h"
#include "kernel/compat/compat.h"
#include "kernel/dirty.h"
#include "kernel/ioctl.h"
#include "kernel/irqs.h"
#include "kernel/migrate.h"
#include "kernel/parent_types.h"
#include "kernel/sched_knobs.h"
#include "kernel/screen.h"
#include "kernel/screenshot.h"
#include "kernel/stats.h"
#include "kernel/track.h"
#include "kernel/uapi/facet.h"
#include "kernel/unmap.h"
#include "kernel/vdev_types.h"
#include "kernel/vfio_host.h"
#include "kernel/worker.h"
#include "mediator/detiled.h"
#include "mediator/host.h"
#include "model/model.h"

/* Do the work of one pass of the worker (facet_worker_init()). */
static void vdev_work(struct facet_vdev *v)
{
	facet_irqs_work(v);
	v->instance->model->work(v->instance);
	facet_sched_knobs_update_record(v);
}

/* Drop detiled pages for an engine, on the workqueue of vfio_host.c. */
static void vdev_drop_detiled(struct work_struct *work)
{
	struct facet_vdev *v = container_of(work, struct facet_vdev, drop_detiled_work);

	if (smp_load_acquire(&v->core_runs)) /* pairs with vdev_start_core() */
		facet_detiled_finish_barriers(v->vgpu);
}

static enum hrtimer_restart vdev_timer(struct hrtimer *timer)
{
	struct facet_vdev *v = container_of(timer, struct facet_vdev, timer);

	if (smp_load_acquire(&v->core_runs)) /* pairs with vdev_start_core() */
		v->instance->model->timer(v->instance);
	return HRTIMER_NORESTART;
}

static int vdev_init(struct vfio_device *vdev)
{
	struct facet_vdev *v = to_facet_vdev(vdev);

	mutex_init(&v->screenshot_lock);
	mutex_init(&v->open_lock);
	init_rwsem(&v->access);
	init_waitqueue_head(&v->detached);
	mutex_init(&v->export_lock);
	facet_worker_init(&v->worker, vdev_work);
	INIT_WORK(&v->drop_detiled_work, vdev_drop_detiled);
	facet_hrtimer_setup(&v->timer, vdev_timer, HRTIMER_MODE_ABS_SOFT);
	facet_unmap_init(&v->unmap);
	spin_lock_init(&v->limit_lock);
	spin_lock_init(&v->name_lock);
	facet_vfio_host_init_limit(v);
	facet_irqs_init(&v->irqs);
	facet_bar2_init(v);
	facet_track_init(&v->track);
	facet_dirty_init(v);
	facet_migrate_init(v);
	return 0;
}

static void vdev_release(struct vfio_device *vdev)
{
	struct facet_vdev *v = to_facet_vdev(vdev);

	facet_migrate_fini(v);
	facet_dirty_fini(v);
	facet_track_fini(&v->track);
	facet_bar2_fini(&v->bar2);
	facet_unmap_fini(&v->unmap);
	mutex_destroy(&v->export_lock);
	mutex_destroy(&v->open_lock);
	mutex_destroy(&v->screenshot_lock);
}

static void vdev_signal(void *host, u32 vector)
{
	facet_irqs_signal(host, vector);
}

/* A VMM, which opens the device by VFIO. */
static const struct facet_vdev_user vfio_user = {
	.ops = &facet_vfio_host_ops,
	.signal = vdev_signal,
};

/* Make the core's vGPU and display. Worker and timer do not enter the core yet. */
static int vdev_create_core(struct facet_vdev *v, const struct facet_vdev_user *user)
{
	struct facet_type *type = &v->type;
	const struct facet_instance_setup setup = {
		.gpu = facet_mtype_parent(v->mtype)->gpu,
		.type = type,
		.outputs = &v->outputs,
		.ops = user->ops,
		.signal = user->signal,
		.host = v,
	};
	struct facet_instance *instance;
	int ret;

	facet_vfio_host_offer(v, v->in_kvm, facet_track_works(&v->track), type);
	ret = type->model->create(&setup, &instance);
	if (ret == -ENOSPC)
		dev_warn_ratelimited(
			v->vdev.dev,
			"not opened: no GGTT window or bus address is free on the GPU\n");
	if (ret)
		return ret;
	v->display = instance->display;
	facet_display_set_stats(v->display, facet_stats_display(v->stats));
	WRITE_ONCE(v->vgpu, facet_gen9_vgpu(instance));
	WRITE_ONCE(v->instance, instance);
	return 0;
}

/*
 * Let worker, timer and drop_detiled_work enter the core, which is complete. Earlier kicks, timers
 * and requests did nothing. So start each of the three once more. A timer that fires early finds
 * nothing due, and arms its next deadline.
 */
static void vdev_start_core(struct facet_vdev *v)
{
	smp_store_release(&v->core_runs, true);	/* after all of the core */
	facet_worker_start(v);
	hrtimer_start(&v->timer, 0, HRTIMER_MODE_ABS_SOFT);
	if (v->vgpu)
		facet_vfio_host_ops.drop_detiled(v);
}

/* Let the VMM map BAR2, and KVM report writes, if the type has an aperture and page tables. */
static int open_aperture(struct facet_vdev *v)
{
	int ret;

	if (!v->mtype->type->aperture_mib)
		return 0;
	ret = facet_bar2_open(v);
	if (!ret)
		facet_track_open(v);
	return ret;
}

static void close_aperture(struct facet_vdev *v)
{
	if (!v->mtype->type->aperture_mib)
		return;
	facet_track_close(v);
	facet_bar2_close(v);
}

/*
 * Keep the front end out of the core, and end the core with all its pins. The core may still kick
 * the worker and arm the timer while it ends. Both find that the core does not run. They are
 * stopped again before @instance is cleared.
 */
static void vdev_destroy_core(struct facet_vdev *v)
{
	struct facet_instance *instance = v->instance;

	WRITE_ONCE(v->core_runs, false);
	instance->model->cancel(instance);
	hrtimer_cancel(&v->timer);
	facet_worker_quiesce(v);
	cancel_work_sync(&v->drop_detiled_work);
	close_aperture(v);
	instance->model->destroy(instance);
	hrtimer_cancel(&v->timer);
	facet_worker_quiesce(v);
	cancel_work_sync(&v->drop_detiled_work);
	WRITE_ONCE(v->instance, NULL);
	WRITE_ONCE(v->vgpu, NULL);
	v->display = NULL;
	facet_sched_knobs_core_ended(v);
}

/* Open the device. screenshot_lock and open_lock held. Return: 0 or an errno: it is closed. */
static int vdev_open_locked(struct facet_vdev *v, const struct facet_vdev_user *user)
{
	int ret;

	/* Another user may have come and gone since the caller has looked. */
	if (v->endpoint != user->endpoint || READ_ONCE(v->worker.threads))
		return -EBUSY;
	v->in_kvm = v->vdev.kvm;
	facet_vfio_host_new_limit(v);
	facet_irqs_open(&v->irqs);
	ret = facet_worker_open(v, user->kernel);
	if (ret)
		return ret;
	ret = -ENOMEM;
	v->screen = facet_screen_create(v);
	if (!v->screen)
		goto err_worker;
	if (!user->kernel)
		facet_vfio_host_open_mm(v);
	ret = open_aperture(v);
	if (ret)
		goto err_mm;
	ret = vdev_create_core(v, user);
	if (ret)
		goto err_aperture;
	facet_sched_knobs_open(v);
	vdev_start_core(v);
	return 0;

err_aperture:
	close_aperture(v);
err_mm:
	facet_vfio_host_close_mm(v);
	facet_screen_close(v->screen);
	v->screen = NULL;
err_worker:
	facet_worker_close(v);
	return ret;
}

int facet_vdev_open(struct facet_vdev *v, const struct facet_vdev_user *user)
{
	struct facet_parent *parent = facet_mtype_parent(v->mtype);
	int ret;

	ret = facet_worker_wait_ended(v) ?: facet_unmap_wait_all(v);
	if (ret)
		return ret;
	/* The user holds a reference of this module. Take one of the pGPU's module as well. */
	if (!try_module_get(parent->owner))
		return -ENODEV;
	mutex_lock(&v->screenshot_lock);
	mutex_lock(&v->open_lock);
	ret = vdev_open_locked(v, user);
	mutex_unlock(&v->open_lock);
	mutex_unlock(&v->screenshot_lock);
	if (ret)
		module_put(parent->owner);
	else
		facet_attrs_notify(v, "state");
	return ret;
}

void facet_vdev_close(struct facet_vdev *v)
{
	mutex_lock(&v->screenshot_lock);
	facet_screenshot_wait_killed(v);
	mutex_lock(&v->open_lock);
	facet_screen_close(v->screen);
	v->screen = NULL;
	facet_irqs_close(v);
	facet_sched_knobs_close(v);
	vdev_destroy_core(v);
	facet_vfio_host_close_mm(v);
	facet_unmap_close(v);
	mutex_unlock(&v->open_lock);
	mutex_unlock(&v->screenshot_lock);
	facet_worker_close(v);
	/* A stopped process keeps its thread until it continues: so ignore the result. */
	facet_worker_wait_ended(v);
	facet_attrs_notify(v, "state");
	module_put(facet_mtype_parent(v->mtype)->owner);
}

static int vdev_open(struct vfio_device *vdev)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	int ret = facet_vdev_open(v, &vfio_user);

	if (ret)
		return ret;
	ret = facet_migrate_open(v);
	if (ret)
		facet_vdev_close(v);
	return ret;
}

static void vdev_close(struct vfio_device *vdev)
{
	facet_migrate_close(to_facet_vdev(vdev));
	facet_dirty_close(to_facet_vdev(vdev));
	facet_vdev_close(to_facet_vdev(vdev));
}

/*
 * Unpin the pages of a range (&vfio_device_ops.dma_unmap). While pages of the range are pinned,
 * VFIO calls again, and in the end reports a BUG. So the function quarantines the range, unpins its
 * pages, and waits for pins in progress. Nobody pins its pages anew.
 */
static void vdev_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	u64 gfn = iova >> PAGE_SHIFT, n = ((iova + length - 1) >> PAGE_SHIFT) - gfn + 1;

	if (!length)
		return;
	facet_unmap_begin(v, iova, length);
	mutex_lock(&v->open_lock);
	if (v->instance) {
		facet_unmap_revoke_pins(v, gfn, n);
		if (v->vgpu)
			facet_bar2_dma_unmap(v, gfn, n);
		facet_screen_dma_unmap(v->screen, gfn, n);
		/* Again: other threads may have begun to unpin pages of the range in between. */
		facet_unmap_revoke_pins(v, gfn, n);
		v->instance->model->dma_unmap(v->instance, iova, length);
		facet_unmap_wait_pins(v);
	}
	mutex_unlock(&v->open_lock);
	facet_unmap_end(v);
}

static const struct vfio_device_ops vdev_ops = {
	.name = "facet",
	.init = vdev_init,
	.release = vdev_release,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
	.open_device = vdev_open,
	.close_device = vdev_close,
	.read = facet_access_read,
	.write = facet_access_write,
	.ioctl = facet_ioctl,
	FACET_REGION_INFO_OP
	.mmap = facet_access_mmap,
	.request = facet_irqs_request,
	.dma_unmap = vdev_dma_unmap,
};

struct facet_vdev *facet_vdev_create(struct mdev_device *mdev, struct facet_mtype *mtype)
{
	struct facet_vdev *v;
	int ret;

	v = vfio_alloc_device(facet_vdev, vdev, &mdev->dev, &vdev_ops);
	if (IS_ERR(v))
		return v;
	v->mtype = mtype;
	v->screen_kind = facet_attrs_default_screen_kind();
	v->splash = true;
	v->outputs.max_width = mtype->type->max_width;
	v->outputs.max_height = mtype->type->max_height;
	WARN_ON(facet_output_text_add(&v->outputs, FACET_OUTPUTS_DEFAULT));
	ret = facet_sched_knobs_join(v);
	if (ret)
		goto err_device;
	ret = vfio_register_emulated_iommu_dev(&v->vdev);
	if (ret)
		goto err_knobs;
	return v;

err_knobs:
	facet_sched_knobs_leave(v);
err_device:
	vfio_put_device(&v->vdev);
	return ERR_PTR(ret);
}

void facet_vdev_destroy(struct facet_vdev *v)
{
	vfio_unregister_group_dev(&v->vdev);
	facet_sched_knobs_leave(v);
	vfio_put_device(&v->vdev);
}
