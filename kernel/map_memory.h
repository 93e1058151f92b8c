/* SPDX-License-Identifier: GPL-2.0-only */
/* Map memory of __vmalloc() that a cgroup pays for: vmalloc_user() charges nobody. */
#ifndef FACET_MAP_MEMORY_H
#define FACET_MAP_MEMORY_H

#include <linux/mm.h>
#include <linux/vmalloc.h>

/**
 * facet_map_memory() - Map zeroed memory of the kernel for a process.
 * @vma: the mapping; it can be smaller than the memory
 * @mem: memory of __vmalloc(), zeroed when it was allocated
 * @size: its bytes, whole pages
 * @page: page of @mem at which the mapping begins, any value
 *
 * The mapping does not grow, and is left out of dumps. Its pages stay while it maps them.
 *
 * Context: &file_operations.mmap: mmap_lock is held for writing; may sleep. Takes no lock.
 * Return: 0; -EINVAL: the mapping does not lie in the memory; or an errno of vm_insert_page().
 */
static inline int facet_map_memory(struct vm_area_struct *vma, const void *mem, u64 size,
				   unsigned long page)
{
	u64 offset = (u64)page << PAGE_SHIFT;
	unsigned long address;
	int ret = 0;

	if (offset > size || vma->vm_end - vma->vm_start > size - offset)
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	for (address = vma->vm_start; !ret && address < vma->vm_end; address += PAGE_SIZE) {
		ret = vm_insert_page(vma, address, vmalloc_to_page(mem + offset));
		offset += PAGE_SIZE;
	}
	return ret;
}

#endif
