/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_display, for the display's own files. Others use display.h. */
#ifndef DISPLAY_TYPES_H
#define DISPLAY_TYPES_H

#include "port.h"

#include "display/clock.h"
#include "display/display.h"
#include "display/pipe_snapshot.h"
#include "display/plane.h"
#include "gen9/aux_defs.h"
#include "gen9/display_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/plane_defs.h"
#include "device/timer.h"
#include "device/device.h"

struct facet_display;
struct facet_vgpu;

#define DISPLAY_SLOT_PIPE	DISPLAY_PIPE_PLANES	/* what is latched for the pipe itself */
#define DISPLAY_SLOTS		(DISPLAY_SLOT_PIPE + 1)
#define DISPLAY_SCANOUTS	16u

/** enum display_crc_state - How far the checksum of a frame is. */
enum display_crc_state {
	DISPLAY_CRC_IDLE,
	DISPLAY_CRC_WANTED,
	DISPLAY_CRC_RUNNING,
};

/**
 * struct display_crc - Checksums of a pipe's frames (crc.c).
 * @state: of the one that is made
 * @last_frame: frame count at which the last frame ended that was looked at
 * @raised: the guest has been told of its result, and has not read it yet
 * @frame: frame count at which the frame of @snapshot ended
 * @changed: something else has been shown since, from @changed_at on
 * @changed_at: frame count
 * @epoch: moves when the guest asks for others
 * @snapshot_epoch: @epoch when @snapshot was taken
 * @snapshot: what the frame showed; the worker's while @state is running
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
	struct display_pipe_snapshot snapshot;
};

/**
 * struct display_crc_turn - Which checksum is next, and when; the worker's.
 * @first: index of the pipe that is looked at first
 * @next_ns: none begins before
 * @timer: due then
 */
struct display_crc_turn {
	u32 first;
	u64 next_ns;
	struct facet_timer timer;
};

/**
 * struct display_pipe - A pipe and the transcoder of its name.
 * @display: whose it is
 * @index: 0 is pipe A
 * @clock: runs while the pipe is enabled
 * @timer: due at the next vertical blank while it runs
 * @off_ns: when the transcoder is seen to be off, if it was turned off
 * @reported_frame: frame count that the guest was last told of
 * @armed: plane registers at the last write of SURF, waiting for the blank
 * @live: plane registers scanned out
 * @pipe_armed: the pipe's own, likewise
 * @pipe_live: the pipe's own
 * @armed_at: frame count when armed
 * @pending: mask of slots (planes, cursor, the pipe) whose registers wait
 * @flipped: mask of planes whose flip is done and not yet told
 * @serial: how often what is live has changed
 * @replaced: how often the buffer of each plane and the cursor has given way to another
 * @crc: checksums of frames
 */
struct display_pipe {
	struct facet_display *display;
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
	struct display_crc crc;
};

/**
 * struct display_ddc - A monitor's I2C device between two bytes (ddc.c).
 * @segment: 256 bytes of the EDID each
 * @pointer: next byte of the segment; past its end there are zeroes
 * @fresh: the next byte that is written is an address
 */
struct display_ddc {
	u32 segment;
	u32 pointer;
	bool fresh;
};

/**
 * struct display_dpcd - Registers of a DisplayPort sink that can change (dpcd.c).
 * @link: from GEN9_DPCD_LINK on, as the source set them
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
 * struct display_i2c - I2C over AUX between two messages (aux.c).
 * @open: no stop since the last start
 * @read: direction
 * @addr: 7 bits
 */
struct display_i2c {
	bool open;
	bool read;
	u32 addr;
};

/**
 * struct display_head - An output and its monitor.
 * @kind: enum facet_output_kind
 * @port: DDI, 1 is port B; its AUX channel has the same number
 * @pin: of GMBUS
 * @connected: a monitor answers there
 * @edid_size: bytes of @edid
 * @edid: as the guest reads it
 * @ddc: how far it has read
 * @dpcd: DisplayPort: the link as the monitor sees it
 * @i2c: DisplayPort: the way to @ddc
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
 * struct display_gmbus - The I2C controller between two register accesses.
 * @status: GEN9_GMBUS2_* bits
 * @head: index of the head that answered
 * @addr: of its device that did
 * @reading: direction of the transfer
 * @stop: it ends with a stop
 * @left: bytes of the transfer still to come
 * @data: GMBUS3 as last written
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
 * struct display_scanout - A buffer that was scanned out, and its name.
 * @plane: its description, with the id
 * @digest: of the guest pages behind it
 * @used: larger is later
 */
struct display_scanout {
	struct facet_plane plane;
	u64 digest;
	u64 used;
};

/**
 * struct facet_display - The display of one vGPU.
 * @dev: the device whose registers it has
 * @vgpu: whose pages it reads
 * @config: limits of its outputs
 * @rom: with the VBT that tells of @heads
 * @lock: leaf but for the device's lock, which is taken under it (timers, interrupts): all below; taken by
 *	traps, timers and the front end's queries, for moments
 * @pipes: A, B, C
 * @crc_turn: of their checksums; the worker's, not under @lock
 * @heads: outputs; kind, port and pin stay
 * @n_heads: how many there are
 * @gmbus: the I2C controller
 * @hotplug: SHOTPLUG_CTL
 * @scanouts: buffers shown lately
 * @last_id: of @scanouts
 * @uses: counts look-ups in @scanouts
 * @bad_planes: planes that were asked for and cannot be
 * @palettes: precision palettes of the pipes; under mmio_lock, not @lock (palette.c)
 */
struct facet_display {
	struct facet_device *dev;
	struct facet_vgpu *vgpu;
	struct facet_display_config config;
	u8 rom[GEN9_ROM_SIZE];
	u32 n_heads;

	spinlock_t lock;	/* see above */
	struct display_pipe pipes[GEN9_PIPES];
	struct display_crc_turn crc_turn;
	struct display_head heads[FACET_DISPLAY_HEADS];
	struct display_gmbus gmbus;
	u32 hotplug;
	struct display_scanout scanouts[DISPLAY_SCANOUTS];
	u32 last_id;
	u64 uses;
	atomic64_t bad_planes;
	u32 palettes[GEN9_PIPES][GEN9_PREC_PAL_ENTRIES];
};

/** display_of() - The display that register handlers of a vGPU work on. */
static inline struct facet_display *display_of(const struct facet_device *dev)
{
	return dev->display;
}

#endif
