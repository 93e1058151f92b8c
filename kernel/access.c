// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trapped accesses: read(2), write(2) and mmap(2) on a vGPU's file descriptor. An offset in the
 * file names a region and a place in it. VFIO calls these functions on the VMM's threads.
 *
 * Lock: an access takes facet_vdev.access for reading around each call of the core, and releases it
 * while it waits for guest memory. A reset takes it for writing, so that no access runs meanwhile.
 */
#include "kernel/access.h"

#include <linux/jiffies.h>
#include <linux/nospec.h>
#include <linux/pci.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#include "device/config.h"
#include "display/output/edid_region.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "kernel/bar0.h"
#include "kernel/bar2.h"
#include "kernel/irqs.h"
#include "kernel/screen.h"
#include "kernel/stats.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"
#include "mediator/host.h"
#include "mediator/retry.h"
#include "model/model.h"

#define ACCESS_MAX	8u

/**
 * struct region_ops - Functions that access one region.
 * @size: return the region's size in bytes, 0: the vGPU has no such region; NULL: no vGPU has one
 * @max: longest access of @rw in bytes, a power of two; accesses are naturally aligned
 * @whole: refuse a request that goes beyond the region; false: cut it short
 * @rw: do one access. Return: 0; FACET_CONFIG_FLR: the guest asks for a reset of the vGPU;
 *	FACET_HOST_RETRY: guest memory is unavailable, and the caller may try again; or another
 *	errno
 * @mmap: map a part of the region; NULL: the region cannot be mapped
 */
struct region_ops {
	u64 (*size)(struct facet_vdev *v, u32 index);
	u32 max;
	bool whole;
	int (*rw)(struct facet_vdev *v, u32 index, u64 offset, void *buf, u32 len, bool write);
	int (*mmap)(struct facet_vdev *v, struct vm_area_struct *vma);
};

static u64 bar_size(struct facet_vdev *v, u32 index)
{
	return v->instance->model->bar(v->instance, index);
}

static u64 config_size(struct facet_vdev *v, u32 index)
{
	return PCI_CFG_SPACE_SIZE;
}

static u64 screen_size(struct facet_vdev *v, u32 index)
{
	return facet_screen_region_size(v);
}

static u64 edid_size(struct facet_vdev *v, u32 index)
{
	return FACET_EDID_REGION_SIZE;
}

/* Return the class of a trapped access behind a BAR, or to the ROM. */
static u32 trap_class(const struct facet_vdev *v, u32 index, u64 offset, bool write)
{
	switch (v->instance->model->regions[index]) {
	case FACET_REGION_MEMORY:
		return FACET_TRAP_APERTURE;
	case FACET_REGION_ROM:
		return FACET_TRAP_CONFIG;
	default:
		if (v->vgpu && offset >= GEN9_GGTT_PTES)
			return FACET_TRAP_GGTT;
		return write ? FACET_TRAP_MMIO_WRITE : FACET_TRAP_MMIO_READ;
	}
}

static int bar_rw(struct facet_vdev *v, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	int ret = v->instance->model->access(v->instance, index, offset, buf, len, write);

	/* Count an access that is tried again only once, when it is done. */
	if (ret != FACET_HOST_RETRY)
		facet_stats_count_trap(v->stats, trap_class(v, index, offset, write));
	return ret;
}

/*
 * Access configuration space. A write may have enabled or disabled MSI or INTx, so check the line
 * again. Return: as &facet_model.config.
 */
static int config_rw(struct facet_vdev *v, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	int ret;

	facet_stats_count_trap(v->stats, FACET_TRAP_CONFIG);
	ret = v->instance->model->config(v->instance, offset, buf, len, write);
	if (write)
		facet_irqs_update(v);
	return ret;
}

static int screen_rw(struct facet_vdev *v, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	return facet_screen_region_rw(v, offset, buf, len, write);
}

static int edid_rw(struct facet_vdev *v, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	return facet_screen_edid_rw(v, offset, buf, len, write);
}

static const struct region_ops regions[] = {
	[VFIO_PCI_BAR0_REGION_INDEX] = { bar_size, 8, false, bar_rw, facet_bar0_mmap },
	[VFIO_PCI_BAR1_REGION_INDEX] = { bar_size, 8, false, bar_rw },
	[VFIO_PCI_BAR2_REGION_INDEX] = { bar_size, 8, false, bar_rw, facet_bar2_mmap },
	[VFIO_PCI_BAR4_REGION_INDEX] = { bar_size, 8, false, bar_rw },
	[VFIO_PCI_ROM_REGION_INDEX] = { bar_size, 8, false, bar_rw },
	[VFIO_PCI_CONFIG_REGION_INDEX] = { config_size, 4, false, config_rw },
	[FACET_REGION_SCREEN] = { screen_size, 8, false, screen_rw, facet_screen_region_mmap },
	[FACET_REGION_EDID] = { edid_size, 8, true, edid_rw },
};

static_assert(FACET_MODEL_ROM == VFIO_PCI_ROM_REGION_INDEX);

/* Return the region of an offset in the file, and its index; NULL: there is none. */
static const struct region_ops *find_region(u64 pos, u32 *index)
{
	u64 i = pos >> FACET_REGION_SHIFT;

	if (i >= ARRAY_SIZE(regions))
		return NULL;
	i = array_index_nospec(i, ARRAY_SIZE(regions));
	if (!regions[i].size)
		return NULL;
	*index = i;
	return &regions[i];
}

/* Return the length of the longest naturally aligned access at @offset, at most @count bytes. */
static u32 piece(u64 offset, size_t count, u32 max)
{
	u32 len = max;

	while (len > count || offset % len)
		len /= 2;
	return len;
}

/* Return the bytes of a request that lie in the region; 0: none, or the request is refused. */
static size_t clip(struct facet_vdev *v, const struct region_ops *region, u32 index, u64 offset,
		   size_t count)
{
	u64 size = region->size(v, index);

	if (region->whole && (offset > size || count > size - offset))
		return 0;
	return offset < size ? min_t(u64, count, size - offset) : 0;
}

/**
 * struct request - One read or write of the VMM.
 * @in: buffer of a write; NULL: a read
 * @out: buffer of a read; NULL: a write
 * @until: end of all waits for guest memory that is unavailable, in jiffies
 */
struct request {
	const char __user *in;
	char __user *out;
	unsigned long until;
};

/*
 * Wait a jiffy for guest memory. A VMM kicks its vCPUs by signals, and drops an access that fails.
 * So only a fatal signal ends the wait. Return: false: the time is over, or the thread is killed.
 */
static bool wait_for_memory(const struct request *rq)
{
	if (time_after_eq(jiffies, rq->until) || fatal_signal_pending(current))
		return false;
	schedule_timeout_killable(1 /* jiffy */);
	return true;
}

/* Reset the vGPU by @reset, while no access runs. */
static void reset_by(struct facet_vdev *v, void (*reset)(struct facet_instance *instance))
{
	down_write(&v->access);
	reset(v->instance);
	facet_irqs_update(v);
	up_write(&v->access);
}

void facet_access_reset(struct facet_vdev *v)
{
	reset_by(v, v->instance->model->reset);
}

/* Do one piece of a request, by way of a copy on the stack. Return: 0 or an errno. */
static int access_piece(struct facet_vdev *v, const struct region_ops *region, u32 index,
			const struct request *rq, u64 offset, size_t done, u32 len)
{
	u8 data[ACCESS_MAX] = {};
	int ret;

	if (rq->in && copy_from_user(data, rq->in + done, len))
		return -EFAULT;
	do {
		down_read(&v->access);
		ret = region->rw(v, index, offset + done, data, len, rq->in);
		up_read(&v->access);
	} while (ret == FACET_HOST_RETRY && wait_for_memory(rq));
	if (ret == FACET_CONFIG_FLR) {
		reset_by(v, v->instance->model->flr);
		ret = 0;
	}
	if (!ret && rq->out && copy_to_user(rq->out + done, data, len))
		ret = -EFAULT;
	return ret;
}

/* Do a request piece by piece. Return: bytes done; if there are none, an errno. */
static ssize_t access(struct vfio_device *vdev, struct request *rq, size_t count, loff_t *ppos)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	const struct region_ops *region;
	u64 offset = *ppos & FACET_REGION_MASK;
	size_t done = 0;
	u32 index, len;
	int ret = -EINTR;

	region = find_region(*ppos, &index);
	if (!region)
		return -EINVAL;
	if (!count)
		return 0;
	rq->until = jiffies + nsecs_to_jiffies(FACET_RETRY_MAX_NS);
	count = clip(v, region, index, offset, count);
	if (!count)
		return -EINVAL;
	for (; done < count && !fatal_signal_pending(current); done += len) {
		len = piece(offset + done, count - done, region->max);
		ret = access_piece(v, region, index, rq, offset, done, len);
		if (ret)
			break;
		cond_resched();
	}
	*ppos += done;
	return done ? done : ret;
}

ssize_t facet_access_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos)
{
	return access(vdev, &(struct request){ .out = buf }, count, ppos);
}

ssize_t facet_access_write(struct vfio_device *vdev, const char __user *buf, size_t count,
			   loff_t *ppos)
{
	return access(vdev, &(struct request){ .in = buf }, count, ppos);
}

int facet_access_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	struct facet_vdev *v = to_facet_vdev(vdev);
	const struct region_ops *region;
	u64 start = (u64)vma->vm_pgoff << PAGE_SHIFT;
	u64 len = vma->vm_end - vma->vm_start;
	u32 index;

	region = find_region(start, &index);
	if (!region || !region->mmap || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	start &= FACET_REGION_MASK;
	if (start + len > PAGE_ALIGN(region->size(v, index)))
		return -EINVAL;
	return region->mmap(v, vma);
}
