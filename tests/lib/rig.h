/* SPDX-License-Identifier: GPL-2.0-only */
/* One vGPU on a fake pGPU behind a fake front end, for unit tests of the mediator. */
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "port.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"

struct facet_gpu;
struct facet_reg_block;
struct facet_type;
struct facet_vgpu;

/**
 * struct rig - The parts of a rig.
 * @clock: time that the test advances
 * @host: the front end: guest memory, and a record of the core's calls
 * @fake: the pGPU
 * @gpu: @fake as the mediator knows it
 * @vgpu: the vGPU under test
 */
struct rig {
	struct fake_clock clock;
	struct fake_host host;
	struct fake_pgpu fake;
	struct facet_gpu *gpu;
	struct facet_vgpu *vgpu;
};

#define RIG_PAGES	4096ull		/* 16 MiB of guest memory */

/**
 * struct rig_gpu - What distinguishes the pGPU of a rig from that of rig_create().
 * @image_pages: pages of a render image's state, 1 to FACET_CONTEXT_PAGES_MAX
 * @name: &pgpu_caps.name; NULL: that of rig_create()
 * @identity: &pgpu_caps.identity; NULL: that of rig_create(), a Kaby Lake GT2
 * @other_host: the host has another &facet_gpu_host_ops.secret
 */
struct rig_gpu {
	u32 image_pages;
	const char *name;
	const struct gen9_identity *identity;
	bool other_host;
};

/**
 * rig_create_on() - Make a vGPU as rig_create() does, on a pGPU of the caller's choice.
 * @type: type of the vGPU
 * @unit_regs: NULL-terminated register blocks beside the mediator's; NULL: none
 * @gpu: the pGPU
 *
 * Context: the test's thread, on no lock.
 * Return: as rig_create().
 */
struct rig *rig_create_on(const struct facet_type *type,
			  const struct facet_reg_block *const *unit_regs,
			  const struct rig_gpu *gpu);

/**
 * rig_create() - Make a vGPU with RIG_PAGES pages of memory on a fake pGPU.
 * @type: type of the vGPU
 * @unit_regs: NULL-terminated register blocks beside the mediator's; NULL: none
 *
 * Images of contexts have one page of state.
 *
 * Context: the test's thread, on no lock.
 * Return: the rig, for rig_destroy(); NULL: no memory, or the pGPU or the vGPU cannot be
 * made.
 */
struct rig *rig_create(const struct facet_type *type,
		       const struct facet_reg_block *const *unit_regs);

/**
 * rig_destroy() - Destroy the vGPU, its pGPU and the rig.
 * @rig: the rig
 *
 * Context: the test's thread, on no lock.
 * Return: number of pages that stayed pinned, armed, mapped or allocated; 0: nothing
 * leaked.
 */
u64 rig_destroy(struct rig *rig);

/**
 * rig_read() - Read a register by a trapped access of 4 bytes.
 * @rig: the rig
 * @offset: offset in BAR0 in bytes
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if the access fails.
 * Return: the value.
 */
u32 rig_read(struct rig *rig, u32 offset);

/**
 * rig_write() - Write a register by a trapped access of 4 bytes.
 * @rig: the rig
 * @offset: offset in BAR0 in bytes
 * @value: the value
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if the access fails.
 */
void rig_write(struct rig *rig, u32 offset, u32 value);

/**
 * rig_pte() - Write a GGTT entry by a trapped access of 8 bytes.
 * @rig: the rig
 * @gva: GGTT address in bytes
 * @pte: the entry
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if the access fails.
 */
void rig_pte(struct rig *rig, u32 gva, u64 pte);

/**
 * rig_shadow() - Return the memory that an engine reaches at a GGTT address.
 * @rig: the rig
 * @gva: GGTT address in bytes
 *
 * Context: the test's thread; takes no lock itself.
 * Return: the memory; NULL: the entry is absent, or is not the vGPU's.
 */
void *rig_shadow(struct rig *rig, u32 gva);

/**
 * rig_alias() - Return the memory that an engine reaches by the alias slot of a guest's page.
 * @rig: the rig
 * @gva: GGTT address of the guest's in bytes, page aligned
 *
 * Context: the test's thread; takes no lock itself.
 * Return: the page; NULL: there is no such slot, or its entry is absent.
 */
void *rig_alias(struct rig *rig, u32 gva);

/**
 * rig_page() - Return a page of guest memory.
 * @rig: the rig
 * @gfn: guest page number, below RIG_PAGES
 *
 * Context: any; takes no lock.
 * Return: PAGE_SIZE bytes.
 */
void *rig_page(struct rig *rig, u64 gfn);

#endif
