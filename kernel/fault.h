/* SPDX-License-Identifier: GPL-2.0-only */
/* Helpers that all page faults of this front end use. */
#ifndef FACET_FAULT_H
#define FACET_FAULT_H

#include <linux/mm.h>

/**
 * facet_fault_table() - Allocate the page table for the page of a fault.
 * @vmf: the fault
 *
 * A fault allocates the table before it takes its leaf lock. The allocation may take long, since
 * the VMM's cgroup may have to make room. Threads that drop detiled pages want that lock, and
 * engines wait for them; dma_unmap wants it as well. A fault that maps pages ahead stays within
 * this table.
 *
 * Context: a page fault; mmap_lock or the VMA's lock is held, and no lock of ours; may sleep.
 * Return: 0; -ENOMEM: there is no memory for the table.
 */
static inline int facet_fault_table(struct vm_fault *vmf)
{
	return apply_to_page_range(vmf->vma->vm_mm, vmf->address & PAGE_MASK, PAGE_SIZE, NULL,
				   NULL);
}

/**
 * facet_fault_end() - End the fault of a page that KVM may have asked for.
 * @vmf: the fault; the caller uses neither it nor its mapping after this
 * @ret: result of mapping the page
 *
 * After a fault has succeeded, KVM reads the page table again. If a zap came in between, KVM_RUN
 * fails and the guest is lost (hva_to_pfn_remapped() in virt/kvm/kvm_main.c). If the fault has
 * dropped the memory map's lock, KVM begins anew instead. So the function drops that lock where
 * the fault's flags allow it.
 *
 * Context: a page fault; no lock of ours is held. May release mmap_lock or the VMA's lock.
 * Return: VM_FAULT_RETRY: the page is mapped, and the lock is released; else @ret, with the lock
 * held as before.
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
