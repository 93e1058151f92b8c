/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a vGPU as one versioned description: records of tag, length and
 * value, little-endian. Each concern gives const rows (sections) that save,
 * restore, describe and reset its part; saving, restoring, debug dumps and
 * resets walk the same table. docs/state.md has the format.
 */
#ifndef FACET_VGPU_STATE_H
#define FACET_VGPU_STATE_H

#include "port.h"
#include "device/state_section.h"

struct facet_reg_block;
struct facet_reg_map;
struct facet_vgpu_state_table;
struct facet_vgpu;

#define FACET_STATE_MAGIC	0x5550475654434146ull	/* "FACTVGPU" */
#define FACET_STATE_VERSION	3u

/* Of a record: a reader that does not know its tag skips it. */
#define FACET_STATE_OPTIONAL	BIT(0)

/**
 * struct facet_state_sink - Where a description goes.
 * @write: takes a piece, in order: the head, then one whole record a call. May
 *	sleep; mmio_lock held: it calls nothing of the core. An error ends the save.
 * @arg: first argument of @write
 */
struct facet_state_sink {
	int (*write)(void *arg, const void *data, size_t len);
	void *arg;
};

/**
 * facet_vgpu_state_table_create() - The sections of a pGPU's vGPUs, in their order.
 * @units: NULL-terminated: register blocks from outside, whose sections come last
 * Return: 0; -EINVAL: a section without reset, without restore beside a save, without
 * name, or with another's tag (logged); -ENOMEM. May sleep.
 */
int facet_vgpu_state_table_create(const struct facet_reg_block *const *units,
			     struct facet_vgpu_state_table **out);
void facet_vgpu_state_table_destroy(struct facet_vgpu_state_table *table);

/** facet_vgpu_state_section_at() - Section @i of a table, NULL behind the last. */
const struct facet_state_section *facet_vgpu_state_section_at(
	const struct facet_vgpu_state_table *table, u32 i);

/** facet_vgpu_state_reset_sections() - All sections, last first. Locks as &facet_state_section.reset. */
void facet_vgpu_state_reset_sections(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_pause() - The vGPU stands still: its work is put aside at a command boundary, what has
 * ended is reported to the guest, worker and timers do nothing. As many calls of
 * facet_vgpu_resume() let it go on. The guest's accesses are the front end's to keep away.
 *
 * No lock held; may sleep; bounded as facet_vgpu_dma_unmap() is.
 */
void facet_vgpu_pause(struct facet_vgpu *vgpu);

/** facet_vgpu_resume() - After a pause, here or before a restore elsewhere. No lock held. */
void facet_vgpu_resume(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_save() - Describe the vGPU. It is paused for that and goes on afterwards,
 * unless the caller has paused it before (stop and copy).
 *
 * No lock held; may sleep. Return: 0; -ENOMEM; the sink's error.
 */
int facet_vgpu_save(struct facet_vgpu *vgpu, const struct facet_state_sink *sink);

/**
 * facet_vgpu_restore() - Become what a description says. Guest memory is not looked at before
 * the worker's next pass: page tables, pins and aperture mappings are made anew from it.
 * @data: untrusted: anything may be in it
 * @len: bytes
 *
 * A caller that has paused the vGPU before decides when it goes on.
 * No lock held; may sleep. Return: 0; -EINVAL: not a description, of another version, or not
 * of a vGPU of this type; -ENOMEM, -ENOSPC. After an error the vGPU is in its reset state.
 */
int facet_vgpu_restore(struct facet_vgpu *vgpu, const void *data, size_t len);

/** facet_vgpu_dump() - Save it and tell people what was saved. As facet_vgpu_save(). */
int facet_vgpu_dump(struct facet_vgpu *vgpu, const struct facet_state_printer *printer);

#endif
