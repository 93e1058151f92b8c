/* SPDX-License-Identifier: GPL-2.0-only */
/* struct gen9_display, for files of the display. Other folders include gen9_display.h. */
#ifndef DISPLAY_TYPES_H
#define DISPLAY_TYPES_H

#include "port.h"

#include "device/device.h"
#include "device/timer.h"
#include "display/clock.h"
#include "display/display.h"
#include "display/display_ops.h"
#include "display/pipe_snapshot.h"
#include "display/plane.h"
#include "display/scanout_ids.h"
#include "display/tears.h"
#include "gen9/aux_defs.h"
#include "gen9/display_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/plane_defs.h"

struct gen9_display;
struct facet_vgpu;

#define DISPLAY_SLOT_PIPE	DISPLAY_PIPE_PLANES	/* registers of the pipe itself */
#define DISPLAY_SLOTS		(DISPLAY_SLOT_PIPE + 1)

/**
 * enum display_crc_state - Progress of the checksum of a frame.
 * @DISPLAY_CRC_IDLE: no frame waits for a checksum
 * @DISPLAY_CRC_WANTED: a snapshot of a frame waits for the worker
 * @DISPLAY_CRC_RUNNING: the worker computes the checksum
 */
enum display_crc_state {
	DISPLAY_CRC_IDLE,
	DISPLAY_CRC_WANTED,
	DISPLAY_CRC_RUNNING,
};

/**
 * struct display_crc - Checksums of a pipe's frames (crc.c). Under &gen9_display.lock.
 * @state: progress of the current checksum
 * @last_frame: frame count at the end of the last frame that crc.c has handled
 * @raised: an interrupt has reported the result, and the guest has not read it yet
 * @frame: frame count at the end of the frame of @snapshot
 * @changed: the pipe has shown something else since that frame
 * @changed_at: frame count at the first such change
 * @epoch: moves when the guest changes PIPE_CRC_CTL, when the clock starts, and by reset and
 *	restore
 * @snapshot_epoch: @epoch at the time of @snapshot
 * @tears: asynchronous flips of the current frame
 * @snapshot: registers at the end of the frame. Only the worker uses it while @state is running
 * @snapshot_tears: asynchronous flips of the frame of @snapshot; used as @snapshot
 */
struct display_crc {
	enum display_crc_state state;
	u32 last_frame;
	bool raised;
	u32 frame;
	bool changed;
	u32 changed_at;
	u32 epoch;
	u32 snapshot_epoch;
	struct display_tears tears;
	struct display_pipe_snapshot snapshot;
	struct display_tears snapshot_tears;
};

/**
 * struct display_crc_turn - Order and pace of checksums. Only the worker uses it.
 * @first: index of the pipe that the worker checks first
 * @next_ns: time before which no checksum begins, ns
 * @timer: kicks the worker at @next_ns
 */
struct display_crc_turn {
	u32 first;
	u64 next_ns;
	struct facet_timer timer;
};

/**
 * struct display_flips - Flips of a pipe (flips.c). Under &gen9_display.lock.
 * @frame: frame count up to which blanks are counted
 * @left: number of further blanks within which another flip continues an animation
 * @animates: the last flip was shown within that number of blanks after the flip before it
 * @torn: an asynchronous flip was shown in the present frame
 * @asked: mask of planes whose other buffer waits for the blank
 */
struct display_flips {
	u32 frame;
	u32 left;
	bool animates;
	bool torn;
	u32 asked;
};

/**
 * struct display_pipe - A pipe and the transcoder of the same name.
 * @display: the display that the pipe belongs to
 * @index: 0 is pipe A
 * @clock: frame clock; it runs while the pipe is enabled
 * @timer: due at the next vertical blank while the clock runs
 * @off_ns: time at which TRANSCONF of a disabled transcoder reads as off, ns
 * @reported_frame: frame count at the last blank that was reported to the guest
 * @armed: plane registers at the last write of PLANE_SURF or CUR_BASE
 * @live: plane registers that are scanned out
 * @pipe_armed: registers of the pipe itself that wait for the blank
 * @pipe_live: registers of the pipe itself that are in use
 * @armed_at: frame count at which a slot was armed
 * @pending: mask of slots (planes, cursor, pipe) whose registers wait for the blank
 * @flipped: mask of planes and cursor whose flip is done and not reported yet
 * @serial: number of changes of what the pipe shows
 * @replaced: number of times that each plane or the cursor changed its buffer
 * @flips: flips, for the statistics
 * @crc: checksums of frames
 */
struct display_pipe {
	struct gen9_display *display;
	u32 index;
	struct display_clock clock;
	struct facet_timer timer;
	u64 off_ns;
	u32 reported_frame;
	struct display_plane_regs armed[DISPLAY_PIPE_PLANES];
	struct display_plane_regs live[DISPLAY_PIPE_PLANES];
	struct display_pipe_regs pipe_armed;
	struct display_pipe_regs pipe_live;
	u32 armed_at[DISPLAY_SLOTS];
	u32 pending;
	u32 flipped;
	u64 serial;
	u32 replaced[DISPLAY_PIPE_PLANES];
	struct display_flips flips;
	struct display_crc crc;
};

/**
 * struct display_ddc - State of a monitor's I2C device between two bytes (ddc.c).
 * @segment: number of the 256-byte segment of the EDID
 * @pointer: next byte in the segment; bytes past its end read as 0
 * @fresh: the next byte that the guest writes is an address
 */
struct display_ddc {
	u32 segment;
	u32 pointer;
	bool fresh;
};

/**
 * struct display_dpcd - Registers of a DisplayPort sink that can change (dpcd.c).
 * @link: registers from GEN9_DPCD_LINK on, as the source wrote them
 * @power: GEN9_DPCD_POWER
 * @clocked: mask of lanes that have found the clock
 * @equal: mask of lanes that are equalised
 */
struct display_dpcd {
	u8 link[GEN9_DPCD_LINK_SIZE];
	u8 power;
	u8 clocked;
	u8 equal;
};

/**
 * struct display_i2c - State of I2C over AUX between two messages (aux.c).
 * @open: no stop has followed the last start
 * @read: true: the transfer reads
 * @addr: address of the device, 7 bits
 */
struct display_i2c {
	bool open;
	bool read;
	u32 addr;
};

/**
 * struct display_head - An output and its monitor.
 * @kind: enum facet_output_kind
 * @port: DDI; 1 is port B. Its AUX channel has the same number
 * @pin: pin pair of GMBUS
 * @connected: a monitor is plugged in
 * @edid_size: bytes of @edid: 128 or 256
 * @edid: EDID that the guest reads
 * @ddc: state of the monitor's I2C device
 * @dpcd: state of the link as a DisplayPort monitor has it
 * @i2c: state of I2C over AUX, for DisplayPort
 */
struct display_head {
	enum facet_output_kind kind;
	u32 port;
	u32 pin;
	bool connected;
	u32 edid_size;
	u8 edid[FACET_EDID_MAX];
	struct display_ddc ddc;
	struct display_dpcd dpcd;
	struct display_i2c i2c;
};

/**
 * struct display_gmbus - State of the I2C controller between two register accesses.
 * @status: GEN9_GMBUS2_* bits
 * @head: index of the head at the pins that were selected last
 * @addr: I2C address of the last transfer
 * @reading: true: the transfer reads
 * @stop: the transfer ends with a stop
 * @left: bytes of the transfer that are still to come
 * @data: last value that the guest wrote to GMBUS3
 */
struct display_gmbus {
	u32 status;
	u32 head;
	u32 addr;
	bool reading;
	bool stop;
	u32 left;
	u32 data;
};

/**
 * struct gen9_display - The display of one vGPU.
 * @base: what all displays have in common, with the limits and the number of @heads
 * @dev: the device whose registers the display has
 * @vgpu: the vGPU whose guest memory the display reads
 * @rom: expansion ROM with the VBT that names @heads
 * @lock: Protects pipes, planes, GMBUS, EDIDs, DPCD. In detail: @pipes to @scanouts below, except
 *	@crc_turn. Traps, timers, the worker and the front end's queries take this lock for
 *	moments. Lock order: inside &facet_device.mmio_lock; outside &facet_device.lock
 * @pipes: pipes A, B and C
 * @crc_turn: order and pace of checksums; only the worker uses it, without @lock
 * @views_wanted: mask of pipes that front ends have read since the worker looked
 * @views_timer: kicks the worker when the oldest view may end; the worker arms it
 * @views_kept: buffers may be pinned; only the worker uses it, without @lock
 * @heads: outputs, &facet_display.n_heads of them; kind, port and pin are constant
 * @gmbus: the I2C controller; &facet_device.mmio_lock serializes accesses. Those that reach a
 *	monitor are under @lock, too
 * @hotplug: SHOTPLUG_CTL
 * @scanouts: buffers that were shown lately, and their ids
 * @bad_planes: number of planes that could not be read; atomic
 * @palettes: precision palettes of the pipes; &facet_device.mmio_lock serializes accesses
 *	(palette.c)
 */
struct gen9_display {
	struct facet_display base;
	struct facet_device *dev;
	struct facet_vgpu *vgpu;
	u8 rom[GEN9_ROM_SIZE];

	spinlock_t lock;	/* protects what follows; see the exceptions above */
	struct display_pipe pipes[GEN9_PIPES];
	struct display_crc_turn crc_turn;
	u32 views_wanted;
	struct facet_timer views_timer;
	bool views_kept;
	struct display_head heads[FACET_DISPLAY_HEADS];
	struct display_gmbus gmbus;
	u32 hotplug;
	struct facet_scanout_ids scanouts;
	atomic64_t bad_planes;
	u32 palettes[GEN9_PIPES][GEN9_PREC_PAL_ENTRIES];
};

/**
 * gen9_display_of() - Return the display of Gen9 that a display is.
 * @display: &gen9_display.base
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the display, which lives as long as @display.
 */
static inline struct gen9_display *gen9_display_of(struct facet_display *display)
{
	return container_of(display, struct gen9_display, base);
}

/**
 * display_of() - Return the display that register handlers of a device work on.
 * @dev: a device
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the display, between facet_gen9_display_create() and facet_display_destroy(); else NULL.
 */
static inline struct gen9_display *display_of(const struct facet_device *dev)
{
	return dev->display;
}

#endif
