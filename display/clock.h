/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frame clock of a pipe. The clock computes scanline, frame count and vertical blanks from the
 * host's monotonic time. Callers: pipe.c and crc.c in display/pipe/.
 *
 * These functions take no lock and never sleep. &gen9_display.lock protects the clock of a pipe. A
 * copy of a clock needs no lock. Times are nanoseconds of facet_device_now_ns(), which never go
 * back.
 */
#ifndef DISPLAY_CLOCK_H
#define DISPLAY_CLOCK_H

#include "port.h"

/**
 * struct display_timings - Timings that the guest programmed into a transcoder.
 * @htotal: pixels of a line, with its blank
 * @vtotal: lines of a frame, with the vertical blank
 * @vactive: lines shown; the vertical blank begins after them
 * @khz: pixel clock in kHz; 0: not known, and the frame rate is 60 Hz
 */
struct display_timings {
	u32 htotal;
	u32 vtotal;
	u32 vactive;
	u32 khz;
};

/**
 * struct display_clock - Clock of a pipe's frames.
 * @running: true: the clock runs. false: the scanline is 0 and the frame count stays
 * @epoch_ns: time at which line 0 of the first frame began
 * @frame_ns: length of a frame
 * @blank_ns: time from the begin of a frame to its vertical blank
 * @lines: lines of a frame
 * @frames_before: frame count at the start of the clock
 * @held_since_ns: time from which on the clock stands still; 0: it is not held
 * @updating: the guest armed planes shortly before a blank
 * @updated_at: frame count at which @updating was set
 * @delay_ns: time by which that blank is delayed
 *
 * While the clock runs and is neither held nor delayed, its phase is constant. Then all values are
 * functions of the time.
 */
struct display_clock {
	bool running;
	u64 epoch_ns;
	u64 frame_ns;
	u64 blank_ns;
	u32 lines;
	u32 frames_before;
	u64 held_since_ns;
	bool updating;
	u32 updated_at;
	u64 delay_ns;
};

/**
 * display_clock_start() - Start a clock at line 0 of a frame.
 * @clock: a stopped clock; its frame count goes on. An update or a hold of an earlier time ends
 * @timings: timings that the guest programmed
 * @now_ns: time of the start, ns
 *
 * A frame lasts htotal * vtotal / khz, or 1/60 s if khz is 0. The length is clamped to 4 ms to 1 s.
 * The clock has 2 lines at least. The blank begins with the last line at the latest.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 */
void display_clock_start(struct display_clock *clock, const struct display_timings *timings,
			 u64 now_ns);

/**
 * display_clock_stop() - Stop a clock and keep its frame count.
 * @clock: the clock; a stopped clock stays as it is
 * @now_ns: time of the stop, ns
 *
 * A hold ends. A blank that is due at @now_ns counts; of a held clock those up to the hold count.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 */
void display_clock_stop(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_hold() - Let a clock stand still, three quarters of a frame before its blank.
 * @clock: the clock
 * @now_ns: current time, ns
 *
 * If less than three quarters of the frame are left, the clock stands at once. Nothing happens if
 * the clock is stopped or held, or if less than half a frame is left. Nothing happens either if a
 * frame lasts 90 ms or longer. A hold does not end by itself: display_clock_release(),
 * display_clock_stop() and display_clock_start() end it. The caller calls the first one at
 * display_clock_hold_end() at the latest.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 */
void display_clock_hold(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_release() - Let a held clock go on from where it stands.
 * @clock: the clock; if it is not held, nothing happens
 * @now_ns: current time, ns
 *
 * The frame gets longer by the time for which the clock was held. If the hold begins after @now_ns
 * only, it is dropped and the frame keeps its length. The caller arms its timer again.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 */
void display_clock_release(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_hold_end() - Return the time at which the caller has to release a held clock.
 * @clock: the clock
 *
 * A held frame lasts 90 ms at most. Linux warns of a blank that does not come within 100 ms
 * (drm_wait_one_vblank()).
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: the time in ns; ~0: the clock is not held.
 */
u64 display_clock_hold_end(const struct display_clock *clock);

/**
 * display_clock_delay_blank() - Delay a near blank, because the guest changes planes.
 * @clock: the clock; if it is stopped or held, nothing happens
 * @now_ns: current time, ns
 *
 * A blank within the next 1 ms is delayed to 1 ms from now. All delays of a frame sum up to 2 ms at
 * most. Until the blank, display_clock_count_read() may move it again. A blank that is 1 ms away or
 * more stays.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: true: the time of the next blank has changed, and the caller arms its timer again; false:
 * it has not changed.
 */
bool display_clock_delay_blank(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_count_read() - Note that the guest reads the frame count, which ends its update.
 * @clock: the clock; if it is stopped or held, nothing happens
 * @now_ns: current time, ns
 *
 * If display_clock_delay_blank() delayed the blank of this frame, the blank now comes in 0.3 ms.
 * The blank comes neither before its own time nor more than 2 ms after it. Each further read moves
 * the blank in the same way.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: true: the time of the next blank has changed, and the caller arms its timer again; false:
 * it has not changed.
 */
bool display_clock_count_read(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_age() - Return the time since the current frame began.
 * @clock: the clock. Frames that have ended move from its epoch to its frame count
 * @now_ns: current time, ns
 *
 * Only the phase of the clock is left in its epoch. So a saved state holds no host time. The time
 * for which a clock is held does not count.
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes. A save calls this
 * for a copy of a pipe's clock.
 * Return: ns, less than a frame; 0 also if the clock is stopped or its first frame begins after
 * @now_ns.
 */
u64 display_clock_age(struct display_clock *clock, u64 now_ns);

/**
 * display_clock_restore() - Let a restored clock go on in a frame that began some time ago.
 * @clock: a clock whose fields running, frame_ns, blank_ns, lines and frames_before come from a
 *	saved state, and are not trusted. All other fields are zero; epoch_ns is written
 * @age_ns: time since the frame began, ns; not trusted
 * @now_ns: current time, ns
 *
 * Context: any; takes no lock; does not sleep. A restore calls it on a copy.
 * Return: 0; -EINVAL: display_clock_start() and display_clock_age() cannot make such a clock, and
 * the caller drops it.
 */
int display_clock_restore(struct display_clock *clock, u64 age_ns, u64 now_ns);

/**
 * display_clock_frames() - Return the number of vertical blanks that have begun (FRMCOUNT).
 * @clock: the clock
 * @now_ns: current time, ns
 *
 * A stopped clock keeps its number, and the next start goes on from it. The number of a held clock
 * stands still. Source: PRM SKL Vol. 2c (gen9/display_defs.h).
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: the number, modulo 2^32.
 */
u32 display_clock_frames(const struct display_clock *clock, u64 now_ns);

/**
 * display_clock_line() - Return the current scanline (PIPEDSL).
 * @clock: the clock
 * @now_ns: current time, ns
 *
 * The scanline stands still while the clock is held, and during the last 0.3 ms before a blank.
 * i915 waits there before it changes a plane (intel_vblank_evade()). Source: PRM SKL Vol. 2c
 * (gen9/display_defs.h).
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: the line, from 0 to @lines of the clock less 1; 0 also if the clock is stopped or its
 * first frame begins after @now_ns.
 */
u32 display_clock_line(const struct display_clock *clock, u64 now_ns);

/**
 * display_clock_next_blank() - Return the time of the next vertical blank.
 * @clock: the clock
 * @now_ns: current time, ns
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: the time in ns, after @now_ns; of a held clock the earliest time, as if it went on at
 * @now_ns; ~0: the clock is stopped.
 */
u64 display_clock_next_blank(const struct display_clock *clock, u64 now_ns);

/**
 * display_clock_due() - Return the time at which the next blank is reported to the guest.
 * @clock: the clock
 * @reported: display_clock_frames() at the last blank that was reported
 * @now_ns: current time, ns
 *
 * Context: any; takes no lock; does not sleep. The owner of @clock serializes; for a pipe's clock
 * &gen9_display.lock does.
 * Return: the time in ns. @now_ns: the frame count is not @reported, so a blank is not reported
 * yet. Else display_clock_next_blank(): after @now_ns; of a held clock the earliest time; ~0: the
 * clock is stopped.
 */
u64 display_clock_due(const struct display_clock *clock, u32 reported, u64 now_ns);

#endif
