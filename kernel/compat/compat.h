/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between the kernels that Facet builds for, 6.12 to 7.2. Each name here means what the
 * newer kernel does. No other file checks a kernel's version.
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

/* 6.17: the queue for work on any processor has a new name. 7.2 warns of the old one. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define system_dfl_wq system_unbound_wq
#endif

/* 6.13: a timer gets its function when it is set up. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
/**
 * facet_hrtimer_setup() - Initialise a timer of CLOCK_MONOTONIC, not started.
 * @timer: the timer, in memory of the caller; it is cancelled before that memory is freed
 * @function: called when the timer fires
 * @mode: meaning of deadlines, and the context of @function (HRTIMER_MODE_*_SOFT: softirq)
 *
 * Context: any; takes no lock; does not sleep. Nobody uses the timer yet.
 */
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
 * 6.13: KVM maps any page that a driver maps. Before, KVM takes a reference of that page
 * (kvm_try_get_pfn() in virt/kvm/kvm_main.c). Only the first page of a huge page gives one. For any
 * other page KVM_RUN fails, and the guest is lost. So the VMM's memory has to have small pages, as
 * s390 enforces for all VMMs. BAR2 shows no page of a huge page.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#include <linux/sched/coredump.h>

/**
 * facet_refuse_huge_pages() - Let a process get no transparent huge pages, where KVM needs that.
 * @mm: memory map of the process, not NULL; pages that it has already stay as they are
 *
 * The setting stays until the process ends or undoes it (PR_SET_THP_DISABLE). Later children
 * inherit it. A repeated call is harmless. From 6.13 on the function does nothing.
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 */
static inline void facet_refuse_huge_pages(struct mm_struct *mm)
{
	set_bit(MMF_DISABLE_THP, &mm->flags);
}

/**
 * facet_kvm_can_map() - Tell whether KVM can map a page that a driver has mapped.
 * @page: the page, which is pinned
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: true: it can, always so from 6.13 on; false: KVM_RUN would fail, since @page is not the
 * first page of its huge page.
 */
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

/* Kernels with iommufd: a device gets guest memory from iommufd, or from a VFIO container. */
#if IS_ENABLED(CONFIG_IOMMUFD)
/**
 * facet_by_iommufd() - Tell whether a device gets guest memory from iommufd.
 * @vdev: the device, which is open
 *
 * Context: any, also atomic; takes no lock; does not sleep. The result stays until the device is
 * closed.
 * Return: true: from iommufd; false: from a VFIO container, always so in kernels without iommufd.
 */
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
 * @fn: the thread calls it again and again, and sleeps until it is woken after it has returned
 *	false. The task's state is TASK_INTERRUPTIBLE at the call.
 * @killed: the thread calls it once, when the process ends or calls exec(); not after
 *	vhost_task_stop()
 * @data: argument of both; valid until vhost_task_stop() has returned
 * @name: of the thread, copied; at most TASK_COMM_LEN - 1 characters count
 *
 * In early 6.12 vhost_task_create() returns NULL if it cannot make the thread. In newer kernels it
 * returns an ERR_PTR(). After an error neither @fn nor @killed is called.
 *
 * Context: process context, no spinlock held; may sleep for memory.
 * Return: the thread, not started: the caller calls vhost_task_start(), and vhost_task_stop() frees
 * it. An ERR_PTR(): -ENOMEM: no memory, or early 6.12 cannot make the thread; -EAGAIN: the user or
 * the control group may have no more threads; -ERESTARTNOINTR: a signal is pending; or another
 * errno of the kernel's copy_process().
 */
static inline struct vhost_task *facet_task_create(bool (*fn)(void *data),
						   void (*killed)(void *data), void *data,
						   const char *name)
{
	struct vhost_task *task = vhost_task_create(fn, killed, data, name);

	return task ? task : ERR_PTR(-ENOMEM);
}

/* The type of facet_ioctl_region_info(). */
typedef int facet_region_info_fn(struct vfio_device *vdev, struct vfio_region_info *info,
				 struct vfio_info_cap *caps);

/*
 * 6.19: the VFIO core copies struct vfio_region_info in and out, and calls an op. Before, the
 * driver's ioctl does all of that.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define FACET_REGION_INFO_OP
#else
#define FACET_REGION_INFO_OP .get_region_info_caps = facet_ioctl_region_info,
#endif

/**
 * facet_region_info_ioctl() - Answer VFIO_DEVICE_GET_REGION_INFO on kernels whose core does not.
 * @vdev: the device, which is open
 * @arg: argument of the ioctl: address of struct vfio_region_info in the VMM
 * @fn: the op of newer kernels: facet_ioctl_region_info()
 *
 * The capabilities of @fn follow the struct. If &vfio_region_info.argsz has no room for them, it
 * gets the number of bytes that are needed. No capability is copied then, and that is no error. If
 * @fn fails, the VMM's memory is unchanged. After -EFAULT a part may be written.
 *
 * Context: an ioctl of the VMM, process context; may sleep, for the VMM's memory and in @fn for
 * memory. Takes no lock of ours; the kernel may take the VMM's mmap_lock in a page fault.
 * Return: 0; -EFAULT: @arg cannot be read or written; -EINVAL: &vfio_region_info.argsz is too
 * small, or @fn has no such region; -ENOMEM: @fn has no memory for a capability.
 */
long facet_region_info_ioctl(struct vfio_device *vdev, unsigned long arg,
			     facet_region_info_fn *fn);

#endif
