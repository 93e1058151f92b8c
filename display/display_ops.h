/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kinds of displays, for those who implement one. A kind is a table of ops behind the functions of
 * display.h. Its struct begins with struct facet_display, which has what all kinds have in common:
 * the ops, the configuration and the counters.
 *
 * display.c calls the ops. It checks numbers of heads, kinds of planes and strides first, so no op
 * checks them again. An op works on locks of its own kind. Such a lock may be outside
 * &facet_display.counters_lock, and the front ends hold mutexes around the calls.
 */
#ifndef DISPLAY_OPS_H
#define DISPLAY_OPS_H

#include "port.h"

#include "display/display.h"

/**
 * struct facet_display_ops - Operations of a kind of display.
 * @destroy: end a display, and free the memory that it is embedded in (facet_display_destroy())
 * @plane: describe the plane that a head shows (facet_scanout_plane())
 * @pages: return the guest pages of a scan-out (facet_scanout_pages()); @id is any number
 * @forget: forget the ids of all scan-outs (facet_scanout_forget())
 * @size: return the size of the picture of a head (facet_scanout_size())
 * @serial: return a number that changes with what a head shows (facet_scanout_serial())
 * @read: read the picture of a head (facet_capture_read()), and count the pixels that it composes
 *	(facet_display_count_copied())
 * @update: read the picture of a head, and compare it with the earlier one @shown
 *	(facet_capture_update()); count as @read. damage.h compares rows
 * @bad_planes: return how many planes could not be read (facet_display_bad_planes()). Any context;
 *	takes no lock
 * @now_ns: return the current time of a clock that never goes back, ns. Any context; takes no lock
 * @get_edid: copy the EDID of a head's monitor. @edid has FACET_EDID_MAX bytes and gets blocks of
 *	FACET_EDID_BLOCK bytes. @size gets the length in bytes, and @connected whether the monitor
 *	is plugged in
 * @set_edid: replace the EDID of a head's monitor (facet_output_set_edid()). @edid has @size bytes,
 *	both untrusted: edid.h checks them
 * @set_link: plug the monitor of a head in or out (facet_output_set_link())
 *
 * @head is < &facet_display.n_heads, @kind is < FACET_PLANE_KINDS, and @stride is a multiple of 4
 * and at least 4 * @width. All other facts of arguments and results are those of the function in
 * brackets. All ops are there. Unless it says otherwise, an op is called in process context with
 * no lock of the mediator or the display held. It may sleep for memory and mutexes; @read and
 * @update also for guest memory.
 */
struct facet_display_ops {
	void (*destroy)(struct facet_display *display);
	int (*plane)(struct facet_display *display, u32 head, enum facet_plane_kind kind,
		     struct facet_plane *plane);
	int (*pages)(struct facet_display *display, u32 id, struct facet_plane *plane, u64 *gfns,
		     u32 n);
	void (*forget)(struct facet_display *display);
	int (*size)(struct facet_display *display, u32 head, u32 *width, u32 *height);
	u64 (*serial)(struct facet_display *display, u32 head);
	int (*read)(struct facet_display *display, u32 head, void *dst, u32 stride, u32 width,
		    u32 height, bool cursor);
	int (*update)(struct facet_display *display, u32 head, void *shown, void *next, u32 stride,
		      u32 width, u32 height, bool cursor, struct facet_damage *damage);
	u64 (*bad_planes)(const struct facet_display *display);
	u64 (*now_ns)(const struct facet_display *display);
	void (*get_edid)(struct facet_display *display, u32 head, u8 *edid, u32 *size,
			 bool *connected);
	int (*set_edid)(struct facet_display *display, u32 head, const u8 *edid, u32 size);
	void (*set_link)(struct facet_display *display, u32 head, bool up);
};

/**
 * struct facet_display - What all kinds of displays have in common.
 * @ops: operations of this kind; constant
 * @config: limits and outputs, @n_heads of them; constant
 * @n_heads: number of heads, 1 to FACET_DISPLAY_HEADS; constant
 * @counters_lock: Protects the counters of screens. In detail: @stats, and what it points to. Lock
 *	order: inside &gen9_display.lock; last leaf
 * @stats: counters of the screens: @own_stats, or memory of the front end
 * @own_stats: the counters while the front end has given no memory
 */
struct facet_display {
	const struct facet_display_ops *ops;
	struct facet_display_config config;
	u32 n_heads;

	spinlock_t counters_lock;
	struct facet_display_stats *stats;
	struct facet_display_stats own_stats;
};

/**
 * facet_display_init() - Initialize the common part of a new display.
 * @display: zeroed; begins the struct of its kind
 * @ops: operations of its kind; outlive the display
 * @config: limits and outputs; copied. Kinds, ports and modes of outputs are for the caller to
 *	check. Without outputs the copy has one: HDMI on port B
 *
 * Nothing has to be undone: the caller may free @display at once.
 *
 * Context: any; takes no lock; does not sleep. Nobody else uses @display yet.
 * Return: 0; -EINVAL: @config has more than FACET_DISPLAY_HEADS outputs.
 */
int facet_display_init(struct facet_display *display, const struct facet_display_ops *ops,
		       const struct facet_display_config *config);

/**
 * facet_display_count_flips() - Count flips and missed blanks.
 * @display: the display
 * @more: numbers to add to the counters
 *
 * Context: any; &facet_display.counters_lock not held; a spinlock of the display may be held. Takes
 * &facet_display.counters_lock, and no other lock; does not sleep.
 */
void facet_display_count_flips(struct facet_display *display, const struct facet_flip_stats *more);

#endif
