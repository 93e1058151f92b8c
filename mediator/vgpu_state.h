/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a vGPU as one versioned description: records of tag, length and value,
 * little-endian. Each part of a vGPU provides const rows (sections) that save, restore, describe
 * and reset it. Save, restore, debug dump and reset walk the same table (device/state_walk.h).
 * docs/reference/state.md has the format.
 */
#ifndef FACET_VGPU_STATE_H
#define FACET_VGPU_STATE_H

#include "port.h"
#include "device/state_walk.h"

struct facet_reg_block;
struct facet_reg_map;
struct facet_vgpu_state_table;
struct facet_type;
struct facet_vgpu;

#define FACET_STATE_MAGIC	0x5550475654434146ull	/* "FACTVGPU" */
#define FACET_STATE_VERSION	4u

/**
 * facet_vgpu_state_table_create() - Collect the state sections of a pGPU's vGPUs, in their order.
 * @extra_blocks: NULL-terminated array of register blocks from outside, whose sections come last;
 *	NULL: none. The blocks outlive the table, the array need not
 * @out: the table; written on success only. facet_vgpu_state_table_destroy() frees it
 *
 * Context: process context; takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory; -EINVAL: a section is not valid, and the log names it. Such a
 * section lacks a name, a what or a reset. Or it has a tag without save, a save without tag or
 * restore, the tag FACET_STATE_END, or the tag of an earlier section.
 */
int facet_vgpu_state_table_create(const struct facet_reg_block *const *extra_blocks,
				  struct facet_vgpu_state_table **out);

/**
 * facet_vgpu_state_table_destroy() - Free a table of state sections.
 * @table: the table; no vGPU uses it. The sections stay
 *
 * Context: process context, no spinlock held; takes no lock; may sleep.
 */
void facet_vgpu_state_table_destroy(struct facet_vgpu_state_table *table);

/**
 * facet_vgpu_state_section_at() - Return a section of a table.
 * @table: the table
 * @i: index of the section, from 0; any value
 *
 * Context: any; takes no lock.
 * Return: the section, a constant of its part of the vGPU; NULL: @i is behind the last one.
 */
const struct facet_state_section *facet_vgpu_state_section_at(
	const struct facet_vgpu_state_table *table, u32 i);

/**
 * facet_vgpu_state_reset_sections() - Reset all sections of a vGPU, the last one first.
 * @vgpu: the vGPU. Without a display, the sections from outside are left out
 *
 * Workloads, shadow contexts and shadows are freed. The function zaps the front end's mappings of
 * BAR2 and of GGTT entries.
 *
 * Context: mmio_lock serializes, but at the creation of the vGPU; no other lock of the core held.
 * No work is on the engines, and the worker is out: see &facet_state_section.reset. Takes
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock, &facet_ppgtt.notify_lock. Ops: the pGPU's, zap_aperture, snoop_writes and
 * arm_write_notify, set_irq, zap_entries, arm_timer, kick. May sleep for these mutexes, not for the
 * worker, engines or guest memory.
 */
void facet_vgpu_state_reset_sections(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_pause() - Pause a vGPU.
 * @vgpu: the vGPU
 *
 * The engines preempt its work where the pGPU can (&enum pgpu_preemption). The function runs engine
 * resets that a write has asked for. Unless the vGPU is paused already, the calling thread reports
 * ended work to the guest, as far as it can write guest memory now. No timer fires, and the worker
 * does no more than unpin pages. The vGPU goes on after as many calls of facet_vgpu_resume(). The
 * front end keeps the guest's accesses away.
 *
 * Context: process context, not the worker, a timer or an event; no lock of the core held. Takes
 * mmio_lock and, in it, &facet_detiled.lock, shadow_lock, &facet_device.lock, &facet_sched.lock.
 * Ops: the pGPU's, write (guest memory), zap_aperture, snoop_writes, set_irq, arm_timer, kick. May
 * sleep for these mutexes, guest memory, timers that fire, the worker's pass, resets of other
 * threads, and for engines as &pgpu_ops.idle.
 */
void facet_vgpu_pause(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_settle() - End what the pGPU keeps of a paused vGPU's work.
 * @vgpu: the vGPU; paused, and no other thread pauses or resumes it meanwhile
 *
 * The pGPU may keep a part of a command that was preempted. The engines run such work on in the
 * vGPU's turn, until a description says all of it. Then the vGPU writes nothing more. If the
 * function does not reach that, facet_vgpu_save() fails with -EBUSY later:
 * facet_execlists_settle() has the reasons.
 *
 * Context: process context, not the worker; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_detiled.lock, shadow_lock, &facet_device.lock, &facet_sched.lock. Ops: the pGPU's, write
 * (guest memory), zap_aperture, snoop_writes, set_irq, arm_timer, kick. May sleep for these
 * mutexes, for guest memory, and for engines: 2 s at most beside &pgpu_ops.idle.
 */
void facet_vgpu_settle(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_resume() - Undo one call of facet_vgpu_pause().
 * @vgpu: the vGPU; paused
 *
 * The interrupt line follows the registers, also if the vGPU stays paused. After the last call the
 * timers go on. The function kicks the worker, which lets the engines go on. Waits for guest memory
 * that is unavailable begin again.
 *
 * Context: process context; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_device.lock. Ops: set_irq, arm_timer, kick. May sleep for mmio_lock.
 */
void facet_vgpu_resume(struct facet_vgpu *vgpu);

/**
 * facet_vgpu_state_max() - Return how many bytes a description has at most.
 * @type: type of the vGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: bytes: as many as if all entries of the GGTT and all workloads were there.
 */
u64 facet_vgpu_state_max(const struct facet_type *type);

/**
 * facet_vgpu_save() - Describe a vGPU.
 * @vgpu: the vGPU
 * @sink: destination of the description
 *
 * The vGPU is paused meanwhile, as by facet_vgpu_pause(). Afterwards it goes on, also after an
 * error, unless the caller had paused it before (stop and copy). After an error the pieces that
 * @sink got are of no use.
 *
 * The pGPU may keep a part of a draw or dispatch that has given way. Such work of a vGPU that was
 * not paused before runs on first, in the vGPU's turn, until its position says all. A paused vGPU
 * writes no guest memory here: its VMM may have copied that. Call facet_vgpu_settle() earlier. A
 * context that the guest itself has preempted in such a command does not run on. On another pGPU it
 * stops when it runs again.
 *
 * Context: process context, not the worker; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock, &facet_ppgtt.notify_lock. Ops: the pGPU's, write (guest memory), zap_aperture,
 * snoop_writes, set_irq, zap_entries, arm_timer, kick. May sleep for memory, @sink, these mutexes
 * and guest memory, for timers, worker and engines as facet_vgpu_pause(), and for a command that
 * runs on, 2 s at most.
 * Return: 0; -EBUSY: a command did not come to such a position in 2 s, or before the pause;
 * -ENOMEM: no memory for a record, or it exceeds FACET_STATE_RECORD_MAX; -EIO: the engine saved an
 * invalid position of preempted work; else the errno of &facet_state_sink.write.
 */
int facet_vgpu_save(struct facet_vgpu *vgpu, const struct facet_state_sink *sink);

/**
 * facet_vgpu_restore() - Put a vGPU into a described state.
 * @vgpu: the vGPU; its own state and work are lost
 * @data: the description; not trusted, and not used after the return
 * @len: bytes
 *
 * The vGPU is paused first. Then it is reset: work that has ended is not reported any more. Then it
 * gets the state. The function accesses no guest memory. The worker's next pass makes page tables
 * and pins from the state; page faults make aperture mappings. A caller that had paused the vGPU
 * decides when it goes on; else it goes on at the return.
 *
 * Context: process context, not the worker; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock, &facet_ppgtt.notify_lock. Ops: the pGPU's, zap_aperture, snoop_writes and
 * arm_write_notify, set_irq, zap_entries, arm_timer, kick. May sleep for memory, these mutexes, and
 * for timers, worker and engines as facet_vgpu_pause().
 * Return: 0; -EINVAL: not a description, one of another version, not of a vGPU of this type, or a
 * record that no vGPU could have saved; -ENOMEM: no memory; -ENOSPC: the host window has no room
 * for the copies of commands and contexts. Each other errno of a section becomes -EINVAL. After an
 * error the vGPU is in its reset state.
 */
int facet_vgpu_restore(struct facet_vgpu *vgpu, const void *data, size_t len);

/**
 * facet_vgpu_dump() - Describe a vGPU as text.
 * @vgpu: the vGPU
 * @printer: destination of the text. A line may come in several calls. Called with mmio_lock taken:
 *	it calls nothing of the core
 *
 * The vGPU is paused meanwhile. No command runs on: the function prints the position of preempted
 * work also where the pGPU keeps a part of the command. Work that has ended stays for the worker to
 * report: the calling thread accesses no guest memory.
 *
 * Context: process context, not the worker; no lock of the core held. Takes mmio_lock and, in it,
 * &facet_detiled.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock,
 * &facet_sched.lock, &facet_ppgtt.notify_lock. Ops: the pGPU's, zap_aperture, snoop_writes,
 * set_irq, zap_entries, arm_timer, kick. May sleep for memory, @printer, these mutexes, and for
 * timers, worker and engines as facet_vgpu_pause().
 * Return: 0; -ENOMEM: no memory for a record, or it exceeds FACET_STATE_RECORD_MAX; -EIO: the
 * engine saved an invalid position of preempted work. After an error a part of the text is printed.
 */
int facet_vgpu_dump(struct facet_vgpu *vgpu, const struct facet_state_printer *printer);

#endif
