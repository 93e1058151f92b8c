// SPDX-License-Identifier: GPL-2.0-only
/* Builds page tables of a mini-guest as i915 does, with scratch tables; see mini.h. */
#include "mini.h"

#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/vgpu.h"

#define SCRATCH_FLAGS		0x1bull		/* flags of entries that name scratch tables */
#define SCRATCH_PTE		0x19ull
#define TABLE_FLAGS		0x3ull

static void fill_table(struct mini_guest *guest, u64 table, u64 entry)
{
	u64 *p = mini_ptr(guest, table);
	u32 i;

	for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
		p[i] = entry;
	fake_host_wrote(&guest->host, p, GEN9_PAGE_SIZE);
}

void mini_vm_create(struct mini_guest *guest, struct mini_vm *vm)
{
	u32 level;

	vm->guest = guest;
	vm->scratch_page = mini_alloc(guest, 1);
	for (level = 0; level < 3; level++) {
		vm->scratch[level] = mini_alloc(guest, 1);
		fill_table(guest, vm->scratch[level],
			   level ? vm->scratch[level - 1] | SCRATCH_FLAGS :
				   vm->scratch_page | SCRATCH_PTE);
	}
	vm->pml4 = mini_alloc(guest, 1);
	fill_table(guest, vm->pml4, vm->scratch[2] | SCRATCH_FLAGS);
}

static u64 *table_entry(struct mini_vm *vm, u64 table, u64 va, u32 level)
{
	u64 *p = mini_ptr(vm->guest, table);

	return &p[(va >> (GEN9_PAGE_SHIFT + GEN9_PTE_SHIFT * level)) % GEN9_PTES_PER_PAGE];
}

u64 *mini_vm_entry(struct mini_vm *vm, u64 va)
{
	u64 table = vm->pml4;
	u32 level;

	for (level = 3; level; level--) {
		table = *table_entry(vm, table, va, level) & GEN9_PTE_ADDR_MASK;
		if (table == vm->scratch[level - 1])
			return NULL;
	}
	return table_entry(vm, table, va, 0);
}

void mini_vm_store(struct mini_vm *vm, u64 *entry, u64 value)
{
	fake_host_store(&vm->guest->host, entry, value);
}

/* Return the entry of an address at level @to. Create the missing tables above it. */
static u64 *table_entry_make(struct mini_vm *vm, u64 va, u32 to)
{
	u64 table = vm->pml4;
	u32 level;

	for (level = 3; level > to; level--) {
		u64 *entry = table_entry(vm, table, va, level);
		u64 next = *entry & GEN9_PTE_ADDR_MASK;

		if (next == vm->scratch[level - 1]) {
			next = mini_alloc(vm->guest, 1);
			fill_table(vm->guest, next, level > 1 ?
				   vm->scratch[level - 2] | SCRATCH_FLAGS :
				   vm->scratch_page | SCRATCH_PTE);
			mini_vm_store(vm, entry, next | TABLE_FLAGS);
		}
		table = next;
	}
	return table_entry(vm, table, va, to);
}

void mini_vm_map(struct mini_vm *vm, u64 va, u64 gpa, u64 flags)
{
	mini_vm_store(vm, table_entry_make(vm, va, 0), gpa | flags);
}

void mini_vm_map_large(struct mini_vm *vm, u64 va, u64 gpa, u64 flags)
{
	mini_vm_store(vm, table_entry_make(vm, va, 1), gpa | flags | GEN9_PDE_PS);
}

void mini_vm_map_big(struct mini_vm *vm, u64 va, u64 gpa, u64 flags)
{
	u64 table = mini_alloc(vm->guest, 1);
	u32 i;

	for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
		mini_vm_store(vm, table_entry(vm, table, (u64)i * GEN9_PAGE_SIZE, 0),
			      (gpa + (u64)i * GEN9_PAGE_SIZE) | flags);
	mini_vm_store(vm, table_entry_make(vm, va, 1), table | TABLE_FLAGS | GEN9_PDE_IPS_64K);
}
