/* SPDX-License-Identifier: GPL-2.0-only */
/* One vGPU on a fake pGPU behind a fake front end: what unit tests of the mediator begin with. */
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
 * struct rig - The parts.
 * @clock: the test's own time
 * @host: guest memory and what the core asked for
 * @fake: the pGPU
 * @gpu: as the mediator knows it
 * @vgpu: under test
 */
struct rig {
	struct fake_clock clock;
	struct fake_host host;
	struct fake_pgpu fake;
	struct facet_gpu *gpu;
	struct facet_vgpu *vgpu;
};

#define RIG_PAGES	4096ull		/* 16 MiB of guest memory */

/** rig_create() - With these register blocks from outside (NULL: none). NULL if anything fails. */
struct rig *rig_create(const struct facet_type *type,
		       const struct facet_reg_block *const *unit_regs);

/**
 * rig_destroy() - Take it apart.
 * Return: pages of guest or shadow memory that were leaked by it, or are still watched.
 */
u64 rig_destroy(struct rig *rig);

/* Trapped 4-byte accesses; the accesses themselves must succeed. */
u32 rig_read(struct rig *rig, u32 offset);
void rig_write(struct rig *rig, u32 offset, u32 value);

/** rig_pte() - A GGTT entry as guests write them: 8 bytes. */
void rig_pte(struct rig *rig, u32 gva, u64 pte);

/** rig_shadow() - What an engine finds at a GGTT address: memory, or NULL. */
void *rig_shadow(struct rig *rig, u32 gva);

/** rig_page() - A page of guest memory, by its number. */
void *rig_page(struct rig *rig, u64 gfn);

#endif
