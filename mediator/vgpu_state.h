/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a vGPU as one versioned description: records of tag, length and value,
 * little-endian. Each part of a vGPU provides const rows (sections) that save, restore, describe
 * and reset it. Save, restore, debug dump and reset walk the same table. docs/state.md has the
 * format.
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

/* Flag of a record: a reader that does not know its tag skips the record. */
#define FACET_STATE_OPTIONAL	BIT(0)

/**
 * struct facet_state_sink - Destination of a description.
 * @write: takes a piece: first the head, then one whole record a call, in order. May sleep;
 *	mmio_lock held: it calls nothing of the core. An errno ends the save
 * @arg: first argument of @write
 */
struct facet_state_sink {
	int (*write)(void *arg, const void *data, size_t len);
	void *arg;
};

/**
 * facet_vgpu_state_table_create() - Collect the state sections of a pGPU's vGPUs, in their order.
 * @extra_blocks: NULL-terminated array of register blocks from outside, whose sections come last;
 *	NULL: none
 * @out: the table; written on success only
 *
 * Context: no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory; -EINVAL: a section is not valid, and the log names it. Such a
 * section has no name or reset, a save without tag or restore, or the tag of another section.
 */
int facet_vgpu_state_table_create(const struct facet_reg_block *const *extra_blocks,
				  struct facet_vgpu_state_table **out);

/**
 * facet_vgpu_state_table_destroy() - Free a table of state sections.
 * @table: the table; no vGPU uses it
 *
 * Context: no lock held; may sleep.
 */
void facet_vgpu_state_table_destroy(struct facet_vgpu_state_table *table);

/**
 * facet_vgpu_state_section_at() - Return a section of a table.
 * @table: the table
 * @i: index of the section
 *
 * Context: any; takes no lock.
 * Return: the section; NULL: @i is behind the last one.
 */
const struct facet_state_section *facet_vgpu_state_section_at(
	const struct facet_vgpu_state_table *table, u32 i);

/**
 * facet_vgpu_state_reset_sections() - Reset all sections of a vGPU, the last one first.
 * @vgpu: the vGPU
 *
 * Context: mmio_lock held, or creation of the vGPU; may sleep. No work is on the engines, and the
 * worker is out: see &facet_state_section.reset.
 */
void facet_vgpu_state_reset_sections(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_pause() - Pause a vGPU.
 * @vgpu: the vGPU
 *
 * The engines preempt its work at a command boundary. The calling thread reports ended work to the
 * guest. Worker and timers do nothing. The vGPU goes on after as many calls of facet_vgpu_resume().
 * The front end keeps the guest's accesses away.
 *
 * Context: no lock of the core held; takes mmio_lock; waits for worker and engines, bounded as
 * facet_vgpu_dma_unmap(); may sleep. Not the worker.
 */
void facet_vgpu_pause(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_resume() - Undo one call of facet_vgpu_pause().
 * @vgpu: the vGPU
 *
 * Context: no lock of the core held; takes mmio_lock; may sleep. Not the worker.
 */
void facet_vgpu_resume(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_save() - Describe a vGPU.
 * @vgpu: the vGPU
 * @sink: destination of the description
 *
 * The vGPU is paused meanwhile. Afterwards it goes on, unless the caller had paused it before (stop
 * and copy).
 *
 * Context: no lock of the core held; takes mmio_lock; may sleep. Not the worker.
 * Return: 0; -ENOMEM: no memory for a record; else the errno of &facet_state_sink.write.
 */
int facet_vgpu_save(struct facet_vgpu *vgpu, const struct facet_state_sink *sink);

/**
 * facet_vgpu_restore() - Put a vGPU into a described state.
 * @vgpu: the vGPU; its own state and work are lost
 * @data: the description; not trusted
 * @len: bytes
 *
 * The function reads no guest memory. The worker's next pass makes page tables and pins from it;
 * page faults make aperture mappings. A caller that had paused the vGPU decides when it goes on.
 *
 * Context: no lock of the core held; takes mmio_lock; may sleep. Not the worker.
 * Return: 0; -EINVAL: not a description, one of another version, not of a vGPU of this type, or a
 * record that no vGPU could have saved; -ENOMEM: no memory; -ENOSPC: the host window has no room
 * for the copies of commands and contexts. Each other errno of a section becomes -EINVAL. After an
 * error the vGPU is in its reset state.
 */
int facet_vgpu_restore(struct facet_vgpu *vgpu, const void *data, size_t len);

/**
 * facet_vgpu_dump() - Describe a vGPU as text.
 * @vgpu: the vGPU
 * @printer: destination of the text; called with mmio_lock held: it calls nothing of the core
 *
 * The vGPU is paused meanwhile, as in facet_vgpu_save().
 *
 * Context: no lock of the core held; takes mmio_lock and, in it, other locks of the vGPU,
 * &facet_sched.lock and &facet_display.lock; waits for worker and engines as facet_vgpu_pause();
 * may sleep. Not the worker.
 * Return: 0; -ENOMEM: no memory for a record; -EIO: the engine saved an invalid position of
 * preempted work. After an error a part of the text is printed.
 */
int facet_vgpu_dump(struct facet_vgpu *vgpu, const struct facet_state_printer *printer);

#endif
