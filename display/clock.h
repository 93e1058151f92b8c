/* SPDX-License-Identifier: GPL-2.0-only */
/* A pipe's frame clock: scanline, frame count and vertical blanks from the host's time. */
#ifndef DISPLAY_CLOCK_H
#define DISPLAY_CLOCK_H

#include "port.h"

/**
 * struct display_timings - What a transcoder was programmed to.
 * @htotal: pixels a line
 * @vtotal: lines a frame
 * @vactive: lines shown; the vertical blank begins after them
 * @khz: pixel clock; 0 where unknown: 60 frames a second
 */
struct display_timings {
	u32 htotal;
	u32 vtotal;
	u32 vactive;
	u32 khz;
};

/**
 * struct display_clock - Constant phase while it runs and is neither held nor put off: all is a function of time.
 * @running: false: line is 0, the frame count stands
 * @epoch_ns: when line 0 of the first frame began
 * @frame_ns: length of a frame
 * @blank_ns: from a frame's begin to its vertical blank
 * @lines: a frame
 * @frames_before: frame count when it was started
 * @stands_since_ns: it stands from then on; 0: it is not held
 * @updating: planes were armed shortly before a blank
 * @updated_at: frame count then
 * @put_off_ns: by how much that blank comes later
 */
struct display_clock {
	bool running;
	u64 epoch_ns;
	u64 frame_ns;
	u64 blank_ns;
	u32 lines;
	u32 frames_before;
	u64 stands_since_ns;
	bool updating;
	u32 updated_at;
	u64 put_off_ns;
};

/**
 * display_clock_start() - Let it run.
 * @clock: stopped
 * @timings: the guest's; absurd ones are clamped, to frames of 4 ms to 1 s
 * @now_ns: when
 */
void display_clock_start(struct display_clock *clock, const struct display_timings *timings,
			 u64 now_ns);
void display_clock_stop(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_hold() - Stand still in this frame, three quarters of one before its blank, until it is
 * let go. Not where less than half a frame is left or frames are long, nor where it is stopped or held.
 */
void display_clock_hold(struct display_clock *clock, u64 now_ns);

/** display_clock_let_go() - Go on from where it was held; this frame was as much longer. */
void display_clock_let_go(struct display_clock *clock, u64 now_ns);

/** display_clock_held_until() - When it has to go on, lest a driver misses its blank; ~0: it is not held. */
u64 display_clock_held_until(const struct display_clock *clock);

/**
 * display_clock_put_off() - A driver changes planes: a blank that is near waits a little for the rest.
 * @clock: where it is stopped or held, nothing happens
 * @now_ns: when
 *
 * Return: whether the next blank comes at another time now.
 */
bool display_clock_put_off(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_count_read() - The driver was told how many frames there were, for which it asks when all is written:
 * a blank that was put off comes shortly after that.
 * Return: whether the next blank comes at another time now.
 */
bool display_clock_count_read(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_age() - How far a running clock is in its frame; earlier frames are folded into the
 * count, so that only the phase is left. 0 where it is stopped.
 */
u64 display_clock_age(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_restore() - Go on in a frame that began @age_ns ago.
 * @clock: its other fields are set, by anyone
 * Return: 0; -EINVAL: display_clock_start() never makes such a clock.
 */
int display_clock_restore(struct display_clock *clock, u64 age_ns, u64 now_ns);

/** display_clock_frames() - Vertical blanks begun so far, modulo 2^32 (FRMCOUNT). */
u32 display_clock_frames(const struct display_clock *clock, u64 now_ns);
/** display_clock_line() - The scanline at @now_ns (PIPEDSL); stands still shortly before a blank. */
u32 display_clock_line(const struct display_clock *clock, u64 now_ns);
/**
 * display_clock_next_blank() - Begin of the next vertical blank after @now_ns, the first that there can be
 * where it is held; ~0 if stopped.
 */
u64 display_clock_next_blank(const struct display_clock *clock, u64 now_ns);

/**
 * display_clock_due() - When the guest is to be told of a vertical blank.
 * @seen: display_clock_frames() of the last one that it was told of
 * @now_ns: now
 *
 * Return: @now_ns where there was another one since, else when the next begins, in ns.
 */
u64 display_clock_due(const struct display_clock *clock, u32 seen, u64 now_ns);

#endif
