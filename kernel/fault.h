/* SPDX-License-Identifier: GPL-2.0-only */
/* Helpers that all page faults of this front end use. */
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

/**
 * facet_fault_end() - What the fault of a page that a virtual machine has is to return.
 * @ret: of the mapping
 *
 * KVM asks for the page once more when a fault has succeeded, and if it was zapped in between, KVM_RUN
 * fails and the guest is lost (virt/kvm/kvm_main.c, hva_to_pfn_remapped()); unless the lock of the memory
 * map went meanwhile: then KVM begins anew. So it goes where it may.
 *
 * Context: no lock of ours. @vmf and what belongs to its mapping are not to be used after this.
 */
static inline vm_fault_t facet_fault_end(struct vm_fault *vmf, vm_fault_t ret)
{
	if (ret != VM_FAULT_NOPAGE || !(vmf->flags & FAULT_FLAG_ALLOW_RETRY) ||
	    vmf->flags & (FAULT_FLAG_TRIED | FAULT_FLAG_RETRY_NOWAIT))
		return ret;
	release_fault_lock(vmf);
	return VM_FAULT_RETRY;
}

#endif
