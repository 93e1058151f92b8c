// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frame clock of a pipe. No timer drives it. The clock computes scanline, frame count and the time
 * of the next vertical blank from the host's time. So the values that a guest reads always agree
 * with its interrupts. A checksum may hold the clock (crc.c), and an update may delay a blank.
 * Callers: pipe.c and crc.c, with the display's lock held; the clock takes no lock.
 */
#include "display/clock.h"

#define FRAME_NS_MIN		4000000ull	/* limits the work for the host */
#define FRAME_NS_MAX		1000000000ull
#define FRAMES_PER_SECOND	60u
#define NS_PER_MS		1000000ull
#define NS_PER_SECOND		1000000000ull
#define LINES_MIN		2u
#define LINES_MAX		0x10000u	/* more than the registers can hold */
/*
 * The scanline stands still for this time before a vertical blank. A driver that is near a blank
 * waits for it to pass before it changes a plane (i915: 100 us, 250 us with debugging;
 * intel_vblank_evade()). The driver reports an error when a busy host makes it miss that moment.
 * Nothing tears here, since all live registers change at once.
 */
#define VBLANK_EVADE_NS		300000ull

/*
 * Longest duration of a frame that is held: a quarter of the frame before the hold, the hold, and
 * three quarters after it. Linux warns of a vertical blank that does not come within 100 ms
 * (drm_wait_one_vblank()).
 */
#define HELD_FRAME_NS		90000000ull

/*
 * Times by which an update delays a blank. Armed registers are live from the next blank on.
 * i915 reads the frame count for its flip event after it has armed them. Its writes take some
 * microseconds on a GPU, and 1 ms in an emulated machine that traps each write. With a blank
 * between the writes and the read, the event would be late by a frame.
 *
 * So the blank comes at least UPDATE_NS after a plane was armed, but at most DELAY_NS_MAX late. A
 * read of the count means that all is written. i915 reads the count once, then twice around the
 * scanline for the event (intel_pipe_update_end(), drm_crtc_arm_vblank_event(),
 * drm_update_vblank_count()). So the blank comes COUNT_READ_NS after each of these reads.
 */
#define UPDATE_NS		1000000ull
#define COUNT_READ_NS		300000ull
#define DELAY_NS_MAX		2000000ull

/* Return the length of a frame in ns, clamped to FRAME_NS_MIN and FRAME_NS_MAX. */
static u64 frame_length(const struct display_timings *t)
{
	u64 ns = NS_PER_SECOND / FRAMES_PER_SECOND;

	if (t->khz)
		ns = (u64)t->htotal * t->vtotal * NS_PER_MS / t->khz;
	if (port_check(FRAME_SHORT, ns < FRAME_NS_MIN))
		ns = FRAME_NS_MIN;
	return min_t(u64, ns, FRAME_NS_MAX);
}

void display_clock_start(struct display_clock *clock, const struct display_timings *timings,
			 u64 now_ns)
{
	u32 blank_line;

	clock->running = true;
	clock->held_since_ns = 0;
	clock->updating = false;
	clock->epoch_ns = now_ns;
	clock->frame_ns = frame_length(timings);
	clock->lines = max_t(u32, timings->vtotal, LINES_MIN);
	blank_line = min_t(u32, timings->vactive, clock->lines - 1);
	/* Round up, so that the line at the blank is the first one of the blank. */
	clock->blank_ns = DIV_ROUND_UP(blank_line * clock->frame_ns, clock->lines);
}

void display_clock_stop(struct display_clock *clock, u64 now_ns)
{
	clock->frames_before = display_clock_frames(clock, now_ns);
	clock->running = false;
	clock->held_since_ns = 0;
}

/* Return for how long a held clock has been held, in ns. */
static u64 held_ns(const struct display_clock *clock, u64 now_ns)
{
	if (!clock->held_since_ns || now_ns <= clock->held_since_ns)
		return 0;
	return now_ns - clock->held_since_ns;
}

/* Return the number of vertical blanks since the start of the clock. */
static u64 blanks_since_start(const struct display_clock *clock, u64 now_ns)
{
	u64 first = clock->epoch_ns + clock->blank_ns;

	now_ns -= held_ns(clock, now_ns);
	return now_ns < first ? 0 : (now_ns - first) / clock->frame_ns + 1;
}

void display_clock_hold(struct display_clock *clock, u64 now_ns)
{
	u64 left = display_clock_next_blank(clock, now_ns) - now_ns;
	u64 wanted = clock->frame_ns * 3 / 4;

	if (clock->running && !clock->held_since_ns && left >= clock->frame_ns / 2 &&
	    clock->frame_ns < HELD_FRAME_NS)
		clock->held_since_ns = now_ns + (left > wanted ? left - wanted : 0);
}

void display_clock_release(struct display_clock *clock, u64 now_ns)
{
	clock->epoch_ns += held_ns(clock, now_ns);
	clock->held_since_ns = 0;
}

u64 display_clock_hold_end(const struct display_clock *clock)
{
	return clock->held_since_ns ? clock->held_since_ns + HELD_FRAME_NS - clock->frame_ns
				      : ~0ull;
}

/*
 * Move the next blank to @ns from now. The blank comes neither before its own time nor more than
 * DELAY_NS_MAX after it. Return: true: its time has changed.
 */
static bool move_blank(struct display_clock *clock, u64 now_ns, u64 ns)
{
	u64 left = display_clock_next_blank(clock, now_ns) - now_ns;
	u64 was = clock->delay_ns;

	clock->delay_ns = was + ns > left ? min(was + ns - left, DELAY_NS_MAX) : 0;
	clock->epoch_ns += clock->delay_ns - was;
	return clock->delay_ns != was;
}

bool display_clock_delay_blank(struct display_clock *clock, u64 now_ns)
{
	u32 frame;

	if (!clock->running || clock->held_since_ns ||
	    display_clock_next_blank(clock, now_ns) - now_ns >= UPDATE_NS)
		return false;
	frame = display_clock_frames(clock, now_ns);
	if (!clock->updating || clock->updated_at != frame) {
		clock->updating = true;
		clock->updated_at = frame;
		clock->delay_ns = 0;
	}
	return move_blank(clock, now_ns, UPDATE_NS);
}

bool display_clock_count_read(struct display_clock *clock, u64 now_ns)
{
	if (!clock->running || clock->held_since_ns || !clock->updating ||
	    clock->updated_at != display_clock_frames(clock, now_ns))
		return false;
	return move_blank(clock, now_ns, COUNT_READ_NS);
}

u64 display_clock_age(struct display_clock *clock, u64 now_ns)
{
	u64 frames;

	now_ns -= held_ns(clock, now_ns);
	if (!clock->running || now_ns < clock->epoch_ns)
		return 0;
	frames = (now_ns - clock->epoch_ns) / clock->frame_ns;
	clock->frames_before += (u32)frames;
	clock->epoch_ns += frames * clock->frame_ns;
	return now_ns - clock->epoch_ns;
}

int display_clock_restore(struct display_clock *clock, u64 age_ns, u64 now_ns)
{
	if (!clock->running) {
		clock->epoch_ns = 0;
		return age_ns ? -EINVAL : 0;
	}
	if (clock->frame_ns < FRAME_NS_MIN || clock->frame_ns > FRAME_NS_MAX ||
	    clock->lines < LINES_MIN || clock->lines > LINES_MAX ||
	    clock->blank_ns > clock->frame_ns || age_ns >= clock->frame_ns)
		return -EINVAL;
	clock->epoch_ns = now_ns - min(age_ns, now_ns);
	return 0;
}

u32 display_clock_frames(const struct display_clock *clock, u64 now_ns)
{
	if (!clock->running)
		return clock->frames_before;
	return clock->frames_before + (u32)blanks_since_start(clock, now_ns);
}

u32 display_clock_line(const struct display_clock *clock, u64 now_ns)
{
	u64 position, still = max_t(u64, clock->blank_ns, VBLANK_EVADE_NS) - VBLANK_EVADE_NS;

	now_ns -= held_ns(clock, now_ns);
	if (!clock->running || now_ns < clock->epoch_ns)
		return 0;
	position = (now_ns - clock->epoch_ns) % clock->frame_ns;
	if (position < clock->blank_ns)
		position = min_t(u64, position, still);
	return position * clock->lines / clock->frame_ns;
}

u64 display_clock_next_blank(const struct display_clock *clock, u64 now_ns)
{
	if (!clock->running)
		return ~0ull;
	return clock->epoch_ns + clock->blank_ns +
	       blanks_since_start(clock, now_ns) * clock->frame_ns + held_ns(clock, now_ns);
}

u64 display_clock_due(const struct display_clock *clock, u32 reported, u64 now_ns)
{
	return display_clock_frames(clock, now_ns) != reported
		       ? now_ns
		       : display_clock_next_blank(clock, now_ns);
}
