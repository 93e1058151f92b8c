/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that Facet builds for, 6.12 to 7.2, under the newer
 * kernel's meaning. The only place that looks at a kernel's version and configuration.
 */
#ifndef FACET_COMPAT_H
#define FACET_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/vhost_task.h>
#include <linux/version.h>
#include <linux/vfio.h>

/* 6.13: the name space of imported symbols is a string. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define FACET_IMPORT_NS(ns) MODULE_IMPORT_NS(ns)
#else
#define FACET_IMPORT_NS(ns) MODULE_IMPORT_NS(#ns)
#endif

/* 6.13: a timer gets its function when it is set up. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void facet_hrtimer_setup(struct hrtimer *timer,
				       enum hrtimer_restart (*function)(struct hrtimer *),
				       enum hrtimer_mode mode)
{
	hrtimer_init(timer, CLOCK_MONOTONIC, mode);
	timer->function = function;
}
#else
static inline void facet_hrtimer_setup(struct hrtimer *timer,
				       enum hrtimer_restart (*function)(struct hrtimer *),
				       enum hrtimer_mode mode)
{
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, mode);
}
#endif

/*
 * 6.13: KVM maps whatever page a driver maps. Before, it takes a reference of that very page
 * (virt/kvm/kvm_main.c, kvm_try_get_pfn()), which all but the first of a huge page refuse, and
 * KVM_RUN fails: the guest is lost. So the VMM's memory is to be of small pages, as s390 has
 * it for all VMMs, and what is huge nevertheless is not shown.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#include <linux/sched/coredump.h>

static inline void facet_refuse_huge_pages(struct mm_struct *mm)
{
	set_bit(MMF_DISABLE_THP, &mm->flags);
}

static inline bool facet_kvm_can_map(struct page *page)
{
	return !PageTail(page);
}
#else
static inline void facet_refuse_huge_pages(struct mm_struct *mm)
{
}

static inline bool facet_kvm_can_map(struct page *page)
{
	return true;
}
#endif

/* 7.0: flags of a mapping have a type of their own. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define FACET_NO_VMA_FLAGS 0
#else
#define FACET_NO_VMA_FLAGS EMPTY_VMA_FLAGS
#endif

/* Kernels with iommufd: whether a device's memory comes by that and not by a VFIO container. */
#if IS_ENABLED(CONFIG_IOMMUFD)
static inline bool facet_by_iommufd(const struct vfio_device *vdev)
{
	return vdev->iommufd_access;
}
#else
static inline bool facet_by_iommufd(const struct vfio_device *vdev)
{
	return false;
}
#endif

/**
 * facet_task_create() - Make a thread of the calling process, as vhost_task_create() does.
 * @fn: called again and again by the thread, which sleeps after false
 * @killed: called once by the thread when the process ends or calls exec()
 * @data: argument of both
 * @name: of the thread, at most TASK_COMM_LEN - 1 characters count
 *
 * Early 6.12: vhost_task_create() returns NULL where it cannot make the thread. Later it returns
 * an error.
 *
 * Context: process context; may sleep.
 * Return: the thread, not started; an ERR_PTR(): -ENOMEM on early 6.12, else the kernel's reason.
 */
static inline struct vhost_task *facet_task_create(bool (*fn)(void *data),
						   void (*killed)(void *data), void *data,
						   const char *name)
{
	struct vhost_task *task = vhost_task_create(fn, killed, data, name);

	return task ? task : ERR_PTR(-ENOMEM);
}

typedef int facet_region_info_fn(struct vfio_device *vdev, struct vfio_region_info *info,
				 struct vfio_info_cap *caps);

/*
 * 6.19: the VFIO core copies struct vfio_region_info in and out and calls an op. Before,
 * the driver's ioctl did all of it.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define FACET_REGION_INFO_OP
#else
#define FACET_REGION_INFO_OP .get_region_info_caps = facet_ioctl_region_info,
#endif

/**
 * facet_region_info_ioctl() - Answer VFIO_DEVICE_GET_REGION_INFO where the driver has to do it.
 * @vdev: the device
 * @arg: of the ioctl
 * @fn: the op of newer kernels
 *
 * Context: the caller's process in its ioctl(); may sleep.
 * Return: 0; -EFAULT; -EINVAL: &vfio_region_info.argsz is too small; or the errno of @fn.
 */
long facet_region_info_ioctl(struct vfio_device *vdev, unsigned long arg,
			     facet_region_info_fn *fn);

#endif
