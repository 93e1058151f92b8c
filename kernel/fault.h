/* SPDX-License-Identifier: GPL-2.0-only */
/* What the page faults of this face have in common. */
#ifndef FACET_FAULT_H
#define FACET_FAULT_H

#include <linux/mm.h>

/**
 * facet_fault_table() - The part of the page table that is to hold the page of a fault.
 *
 * The VMM's cgroup may have to make room for it, which takes long, while others want the lock that a
 * fault takes: who ends views, which engines wait for, and dma_unmap. So it is there before; and
 * what maps pages ahead stays in it. Context: of the fault, no lock of ours.
 * Return: 0, -ENOMEM.
 */
static inline int facet_fault_table(struct vm_fault *vmf)
{
	return apply_to_page_range(vmf->vma->vm_mm, vmf->address & PAGE_MASK, PAGE_SIZE, NULL,
				   NULL);
}

#endif
