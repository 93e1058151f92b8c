// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces. Entries without an object name tables of zeroes that cannot be written, as i915
 * has scratch tables: a read finds 0, and a write has no effect. EXECBUFFER2 and the ends of
 * objects call these functions with &shim.lock.
 */
#include "shim/shim_vm.h"

#include "gen9/gtt_defs.h"
#include "shim/shim_engine.h"
#include "shim/shim_query.h"
#include "shim/shim_state.h"

#define TOP_LEVEL	(GEN9_PPGTT_LEVELS - 1)

struct shim_vm *shim_vm_new(void)
{
	struct shim_vm *vm = calloc(1, sizeof(*vm));

	if (!vm)
		return NULL;
	vm->refs = 1;
	INIT_LIST_HEAD(&vm->vmas);
	return vm;
}

struct shim_vm *shim_vm_get(struct shim_vm *vm)
{
	port_ref_get(&vm->refs);
	return vm;
}

/* Free a table and the tables below. @live: the engine that has its pages is there. */
static void table_free(struct shim_table *table, bool live)
{
	u32 i;

	for (i = 0; table->below && i < GEN9_PTES_PER_PAGE; i++)
		if (table->below[i])
			table_free(table->below[i], live);
	if (live)
		shim_engine_page_free(table->entries, table->bus);
	free(table->below);
	free(table);
}

static void vma_free(struct shim_vma *vma)
{
	list_del(&vma->in_vm);
	list_del(&vma->in_bo);
	free(vma);
}

/* Drop the tables and all objects. */
static void vm_empty(struct shim_vm *vm)
{
	while (!list_empty(&vm->vmas))
		vma_free(list_first_entry(&vm->vmas, struct shim_vma, in_vm));
	if (vm->root)
		table_free(vm->root, vm->epoch == shim.epoch);
	vm->root = NULL;
}

void shim_vm_put(void *object)
{
	struct shim_vm *vm = object;

	if (!port_ref_put(&vm->refs))
		return;
	vm_empty(vm);
	free(vm);
}

/* Make a table. @level: 0: the lowest. @empty: entry that names nothing. */
static struct shim_table *table_new(u32 level)
{
	struct shim_table *table = calloc(1, sizeof(*table));
	u64 empty = shim_engine_scratch(level);
	void *cpu;

	if (!table)
		return NULL;
	if (level)
		table->below = calloc(GEN9_PTES_PER_PAGE, sizeof(struct shim_table *));
	if ((level && !table->below) || shim_engine_page_alloc(&cpu, &table->bus)) {
		free(table->below);
		free(table);
		return NULL;
	}
	table->entries = cpu;
	memset64(table->entries, empty, GEN9_PTES_PER_PAGE);
	return table;
}

static u32 entry_index(u64 va, u32 level)
{
	return (va >> (GEN9_PAGE_SHIFT + level * GEN9_PTE_SHIFT)) % GEN9_PTES_PER_PAGE;
}

/* Return the lowest table of an address. @make: make missing tables. NULL: none, or no memory. */
static struct shim_table *table_of(struct shim_vm *vm, u64 va, bool make)
{
	struct shim_table *table = vm->root;
	struct shim_table **below;
	u32 level;

	for (level = TOP_LEVEL; table && level; level--) {
		below = &table->below[entry_index(va, level)];
		if (!*below && make) {
			*below = table_new(level - 1);
			if (*below)
				WRITE_ONCE(table->entries[entry_index(va, level)],
					   (*below)->bus | GEN9_PTE_PRESENT | GEN9_PTE_RW);
		}
		table = *below;
	}
	return table;
}

/* Write the entries of an object. @clear: they name nothing again. */
static int vma_write(const struct shim_vma *vma, bool clear)
{
	u64 flags = GEN9_PTE_PRESENT | (vma->bo->read_only ? 0 : GEN9_PTE_RW);
	u64 pages = vma->bo->size >> PAGE_SHIFT;
	struct shim_table *table = NULL;
	u64 i, va;
	u32 index;

	for (i = 0; i < pages; i++) {
		va = vma->va + i * PAGE_SIZE;
		index = entry_index(va, 0);
		if (!i || !index)
			table = table_of(vma->vm, va, !clear);
		if (!table && !clear)
			return -ENOMEM;
		if (table)
			WRITE_ONCE(table->entries[index],
				   clear ? shim_engine_scratch(0) : vma->bo->bus[i] | flags);
	}
	return 0;
}

static void vma_unbind(struct shim_vma *vma)
{
	if (vma->vm->epoch == shim.epoch) {
		vma_write(vma, true);
		shim_engine_invalidate();
	}
	vma_free(vma);
}

/*
 * Enter an object's pages into the pGPU's map. An object of another process may have any size and
 * no pages: tables for it would cost this process memory and time. i915 refuses an object for which
 * there can be no pages, too (gem/i915_gem_shmem.c).
 */
static int bo_enter(struct shim_bo *bo)
{
	u64 pages = bo->size >> PAGE_SHIFT;
	int ret;

	if (bo->bus && bo->epoch == shim.epoch)
		return 0;
	if (bo->size > shim_memory_bytes())
		return -ENOMEM;
	free(bo->bus);
	bo->bus = calloc(pages, sizeof(*bo->bus));
	if (!bo->bus)
		return -ENOMEM;
	ret = shim_engine_map(bo->cpu, pages, bo->bus);
	if (ret) {
		free(bo->bus);
		bo->bus = NULL;
	}
	bo->epoch = shim.epoch;
	return ret;
}

void shim_vm_forget(struct shim_bo *bo)
{
	while (!list_empty(&bo->vmas))
		vma_unbind(list_first_entry(&bo->vmas, struct shim_vma, in_bo));
	if (bo->bus && bo->epoch == shim.epoch)
		shim_engine_unmap(bo->bus, bo->size >> PAGE_SHIFT);
	free(bo->bus);
	bo->bus = NULL;
}

/* Make the tables for the engine of this process. */
static int vm_prepare(struct shim_vm *vm)
{
	int ret = shim_engine_get();

	if (ret)
		return ret;
	if (vm->root && vm->epoch == shim.epoch)
		return 0;
	vm_empty(vm);
	vm->epoch = shim.epoch;
	vm->root = table_new(TOP_LEVEL);
	return vm->root ? 0 : -ENOMEM;
}

static struct shim_vma *vma_of(const struct shim_vm *vm, const struct shim_bo *bo)
{
	struct shim_vma *vma;

	list_for_each_entry(vma, &bo->vmas, in_bo)
		if (vma->vm == vm)
			return vma;
	return NULL;
}

static bool overlaps(const struct shim_vma *vma, u64 va, u64 size)
{
	return va < vma->va + vma->bo->size && vma->va < va + size;
}

static struct shim_vma *in_the_way(const struct shim_vm *vm, u64 va, u64 size)
{
	struct shim_vma *vma;

	list_for_each_entry(vma, &vm->vmas, in_vm)
		if (overlaps(vma, va, size))
			return vma;
	return NULL;
}

/* Remove what is in the way of an object, when no request needs it. */
static int make_room(struct shim_vm *vm, u64 va, u64 size, u64 exec)
{
	struct shim_vma *vma;

	for (;;) {
		vma = in_the_way(vm, va, size);
		if (!vma)
			return 0;
		if (vma->exec == exec)
			return -ENOSPC;
		if (vm->active)
			shim_wait(S64_MAX);
		else
			vma_unbind(vma);
	}
}

static int vma_new(struct shim_vm *vm, struct shim_bo *bo, u64 va, u64 exec)
{
	struct shim_vma *vma = calloc(1, sizeof(*vma));
	int ret;

	if (!vma)
		return -ENOMEM;
	vma->vm = vm;
	vma->bo = bo;
	vma->va = va;
	vma->exec = exec;
	list_add_tail(&vma->in_vm, &vm->vmas);
	list_add_tail(&vma->in_bo, &bo->vmas);
	ret = vma_write(vma, false);
	shim_engine_invalidate();
	if (ret)
		vma_unbind(vma);
	return ret;
}

int shim_vm_bind(struct shim_vm *vm, struct shim_bo *bo, u64 va, u64 exec)
{
	struct shim_vma *vma;
	int ret;

	if (!IS_ALIGNED(va, PAGE_SIZE) || va + bo->size > 1ull << SHIM_VM_BITS)
		return -EINVAL;
	ret = vm_prepare(vm);
	if (!ret)
		ret = bo_enter(bo);
	if (ret)
		return ret;
	vma = vma_of(vm, bo);
	if (vma && vma->va == va) {
		vma->exec = exec;
		return 0;
	}
	while (vma && vm->active) {
		shim_wait(S64_MAX);
		vma = vma_of(vm, bo);
	}
	if (vma)
		vma_unbind(vma);
	ret = make_room(vm, va, bo->size, exec);
	return ret ? ret : vma_new(vm, bo, va, exec);
}

u64 shim_vm_root(const struct shim_vm *vm)
{
	return vm->root->bus;
}
