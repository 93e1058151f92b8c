/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Alias slots: pages of the host window that name guest pages.
 *
 * An engine walks no entry of the guest's GGTT. The audit replaces each GGTT operand of a copied
 * command by an address in a slot. A slot stands for one page of the guest's GGTT, or for two that
 * follow each other, for an access across a page. Its window entries name the guest memory behind
 * these pages. An entry is absent while the guest's entry is absent, or its page cannot be pinned.
 * The slot of a context's status page names a page of the host's then.
 *
 * A workload or a context holds its slots from its build to its end. A slot without holders stays
 * for later workloads, until another needs its place.
 */
#ifndef FACET_ALIAS_H
#define FACET_ALIAS_H

#include "port.h"

struct facet_pin;
struct facet_vgpu;

#define FACET_ALIAS_PAGES	1024u	/* pages in all slots of a vGPU */
#define FACET_ALIAS_RUN		2u	/* pages of a slot, at most */
#define FACET_ALIAS_CHAIN_BITS	10u	/* log2 of the number of hash chains of slots */
#define FACET_ALIAS_CHAINS	(1u << FACET_ALIAS_CHAIN_BITS)

/**
 * struct facet_alias - A slot.
 * @list: on &facet_alias_table.slots, most recently used last; unused in a bound slot
 * @chain: on &facet_alias_table.chains (shadow_lock)
 * @gva: address of the first page in the host window, in bytes
 * @index: index of the guest's GGTT entry of the first page
 * @pages: number of pages, at most FACET_ALIAS_RUN
 * @users: number of sets that hold the slot (worker)
 * @set: number of the last set that took the slot (worker)
 * @host_bus: bus address of the host's page that the window entries name without a pin; 0: they are
 *	absent then
 * @pins: pins of the pages; NULL: the window entry is absent, or names @host_bus (shadow_lock)
 */
struct facet_alias {
	struct list_head list;
	struct list_head chain;
	u32 gva;
	u32 index;
	u32 pages;
	u32 users;
	u64 set;
	u64 host_bus;
	struct facet_pin *pins[FACET_ALIAS_RUN];
};

/**
 * struct facet_alias_table - The slots of a vGPU.
 * @slots: all but bound ones (worker)
 * @chains: all slots, by facet_vgpu_hash() of the index of their first page (shadow_lock)
 * @pages: pages in @slots (worker)
 * @sets: number of sets that were begun (worker)
 */
struct facet_alias_table {
	struct list_head slots;
	struct list_head chains[FACET_ALIAS_CHAINS];
	u32 pages;
	u64 sets;
};

/**
 * struct facet_alias_set - The slots that a workload or a batch of a context holds.
 * @number: number of the set; 0: it is empty and was never begun
 * @slots: array of @n slots, each once
 * @n: number of slots
 * @room: number of slots for which @slots has memory
 */
struct facet_alias_set {
	u64 number;
	struct facet_alias **slots;
	u32 n;
	u32 room;
};

/**
 * facet_aliases_create() - Make the table of a new vGPU, without slots.
 * @vgpu: the vGPU
 *
 * Context: facet_vgpu_create(); takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory.
 */
int facet_aliases_create(struct facet_vgpu *vgpu);

/**
 * facet_aliases_destroy() - Free the table.
 * @vgpu: a vGPU whose slots facet_aliases_free() has freed, or that never had one
 *
 * Context: facet_vgpu_destroy(), or an error of facet_vgpu_create(); takes no lock. May sleep while
 * it frees memory.
 */
void facet_aliases_destroy(struct facet_vgpu *vgpu);

/**
 * facet_alias_get() - Find or make the slot for an access, and add it to a set.
 * @vgpu: the vGPU
 * @set: the set; all zero if it is new
 * @gva: GGTT address of the guest's, in bytes
 * @len: bytes of the access, at least 1; it touches FACET_ALIAS_RUN pages at most
 * @to: gets the address in the host window that stands for @gva
 *
 * Entries of a new slot are absent until facet_alias_sync(). If the vGPU has FACET_ALIAS_PAGES
 * pages in slots, the least recently used slots without holders make room: half of all pages at a
 * time, since engines of all vGPUs then forget translations.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock, and in it the locks of the pGPU's ggtt_write. May sleep for shadow_lock and for
 * memory.
 * Return: 0; -E2BIG: the access touches more than FACET_ALIAS_RUN pages; -ENOSPC: all slots have
 * holders; -ENOMEM: no memory. After an error @set is as before.
 */
int facet_alias_get(struct facet_vgpu *vgpu, struct facet_alias_set *set, u32 gva, u64 len,
		    u32 *to);

/**
 * facet_alias_set_end() - Give the slots of a set back, and empty the set.
 * @set: the set; no engine uses its slots any more. All zero: nothing is done
 *
 * Context: the worker, or a thread that keeps it out; takes no lock; may sleep to free memory.
 */
void facet_alias_set_end(struct facet_alias_set *set);

/**
 * facet_alias_sync() - Point the entries of a set's slots at guest memory.
 * @vgpu: the vGPU
 * @slots: array of @n slots, each with a holder
 * @n: number of slots
 *
 * The caller has called facet_pins_sync_begin() for this sync. Entries that are present stay.
 *
 * Context: worker; no lock held. Takes shadow_lock in bounded holds, and in it
 * &facet_device.lock and the locks of the pGPU's ggtt_write, one after the other; then
 * &facet_device.lock alone. Takes the locks of the ops pin and unpin.
 * Takes the locks of the pGPU's map and unmap. May sleep for these mutexes, for memory and, in the
 * ops, for guest memory.
 * Return: 0; else the error that counts (facet_pins_merge_error()), as facet_pins_get() returns it;
 * -ECANCELED: the worker's build was cancelled; -EAGAIN: a dma_unmap came in between 16 times, or a
 * page is unavailable for the moment. Entries that could not be made are absent.
 */
int facet_alias_sync(struct facet_vgpu *vgpu, struct facet_alias **slots, u32 n);

/**
 * facet_alias_bind() - Let a page of the host window be the slot of a guest page.
 * @vgpu: the vGPU
 * @alias: the slot, which the caller owns; overwritten
 * @gva: address of the page in the host window; its entry names the page @bus
 * @guest: the guest's GGTT address, page aligned
 * @bus: bus address of the host's page
 *
 * The entry names @bus until facet_alias_sync() has pinned the guest's page, and again when the
 * guest's page goes. So engines never find the entry absent. facet_alias_get() does not find such a
 * slot.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock; may sleep for it.
 */
void facet_alias_bind(struct facet_vgpu *vgpu, struct facet_alias *alias, u32 gva, u32 guest,
		      u64 bus);

/**
 * facet_alias_unbind() - End a slot of facet_alias_bind(). Its entry names the host's page.
 * @vgpu: the vGPU
 * @alias: the slot; not bound: nothing is done
 *
 * Context: the worker, or a thread that keeps it out; no engine uses the slot; no lock held but
 * mmio_lock. Takes shadow_lock, and in it the locks of the pGPU's ggtt_write; may sleep for
 * shadow_lock.
 */
void facet_alias_unbind(struct facet_vgpu *vgpu, struct facet_alias *alias);

/**
 * facet_alias_guest_address() - Translate an address of a slot back to the guest's.
 * @slots: array of @n slots, which have holders
 * @n: number of slots
 * @gva: address in the host window, any value
 * @guest: gets the guest's GGTT address
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: a slot has @gva; false: none has, and @guest is unchanged.
 */
bool facet_alias_guest_address(struct facet_alias *const *slots, u32 n, u64 gva, u64 *guest);

/**
 * facet_alias_entry_changed() - Make the window entries of a guest's GGTT entry absent.
 * @vgpu: the vGPU
 * @index: the guest's entry, which is about to change
 *
 * The pages stay pinned until each workload that was queued before has ended. The caller
 * invalidates the pGPU's translations.
 *
 * Context: shadow_lock held. Takes the locks of the pGPU's ggtt_write; may sleep (facet_pin_put()).
 * Return: true: a window entry was present.
 */
bool facet_alias_entry_changed(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_alias_zap() - Make all window entries absent that name a page of a range.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * The slots stay. The next sync pins their pages again.
 *
 * Context: the thread of a dma_unmap, after facet_pins_detach(); no lock of the mediator held.
 * Takes shadow_lock in bounded holds, and in it the locks of the pGPU's ggtt_write; may sleep for
 * shadow_lock. The pGPU is idle for this vGPU. The caller invalidates the pGPU's translations.
 */
void facet_alias_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_aliases_free() - Free all slots without holders but bound ones.
 * @vgpu: the vGPU
 *
 * Engines forget translations once, if a slot had a page.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock, and in it the locks of the pGPU's ggtt_write; may sleep for shadow_lock and to free
 * memory.
 * Return: true: a slot was freed; false: there was none.
 */
bool facet_aliases_free(struct facet_vgpu *vgpu);

#endif
