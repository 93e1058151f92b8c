// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR0 as the VMM maps it. Registers are always trapped. Page faults map the entries of the guest's
 * own GGTT ranges: a guest writes thousands of them for a screen, and each trap goes through the
 * VMM. The core finds out which entries the guest has changed (mediator/ggtt_map.h).
 *
 * ioctl.c and access.c call the functions here, and vfio_host.c for the core. A fault holds
 * mmap_lock or the VMA's lock, and takes no lock of this folder. All mappings end before the vGPU
 * is closed, since each holds the file.
 */
#include "kernel/bar0.h"

#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/vfio.h>

#include "kernel/fault.h"
#include "kernel/stats.h"
#include "kernel/vdev_types.h"
#include "mediator/ggtt_map.h"

int facet_bar0_areas(struct facet_vdev *v, struct vfio_info_cap *caps)
{
	DEFINE_FLEX(struct vfio_region_info_cap_sparse_mmap, sparse, areas, nr_areas,
		    FACET_GGTT_SPANS);
	struct facet_ggtt_span spans[FACET_GGTT_SPANS];
	u32 n = 0;
	u32 i;
	int ret;

	facet_ggtt_spans(&v->type, spans);
	for (i = 0; i < FACET_GGTT_SPANS; i++) {
		if (!spans[i].len)
			continue;
		sparse->areas[n].offset = spans[i].offset;
		sparse->areas[n++].size = spans[i].len;
	}
	if (!n)
		return 0;
	sparse->nr_areas = n;
	sparse->header.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP;
	sparse->header.version = 1;
	ret = vfio_info_add_capability(caps, &sparse->header, struct_size(sparse, areas, n));
	return ret ? ret : n;
}

/**
 * struct bar0_fault - A page fault, for insert().
 * @vmf: the fault
 * @ret: result of insert()
 */
struct bar0_fault {
	struct vm_fault *vmf;
	vm_fault_t ret;
};

/* Map the page of a fault (facet_ggtt_map()). ggtt_map.lock is held. */
static void insert(void *arg, u64 frame)
{
	struct bar0_fault *fault = arg;

	fault->ret = vmf_insert_pfn(fault->vmf->vma, fault->vmf->address & PAGE_MASK, frame);
}

static vm_fault_t bar0_fault(struct vm_fault *vmf)
{
	struct facet_vdev *v = vmf->vma->vm_private_data;
	struct bar0_fault fault = { .vmf = vmf };
	u64 offset = ((u64)vmf->pgoff << PAGE_SHIFT) & FACET_REGION_MASK;

	facet_stats_count_trap(v->stats, FACET_TRAP_GGTT);
	if (facet_fault_table(vmf))
		return VM_FAULT_OOM;
	switch (facet_ggtt_map(v->vgpu, offset, insert, &fault)) {
	case 0:
		return facet_fault_end(vmf, fault.ret);
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct vm_operations_struct bar0_vm_ops = {
	.fault = bar0_fault,
};

int facet_bar0_mmap(struct facet_vdev *v, struct vm_area_struct *vma)
{
	u64 start = ((u64)vma->vm_pgoff << PAGE_SHIFT) & FACET_REGION_MASK;
	u64 len = vma->vm_end - vma->vm_start;
	struct facet_ggtt_span spans[FACET_GGTT_SPANS];
	u32 i;

	facet_ggtt_spans(&v->type, spans);
	for (i = 0; i < FACET_GGTT_SPANS; i++) {
		if (start >= spans[i].offset && start + len <= spans[i].offset + spans[i].len)
			break;
	}
	if (i == FACET_GGTT_SPANS)
		return -EINVAL;
	vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = v;
	vma->vm_ops = &bar0_vm_ops;
	return 0;
}

void facet_bar0_zap(struct facet_vdev *v, u32 offset, u32 len)
{
	u64 base = (u64)VFIO_PCI_BAR0_REGION_INDEX << FACET_REGION_SHIFT;

	unmap_mapping_range(v->vdev.inode->i_mapping, base + offset, len, true);
}
