// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes. TRANSCONF turns a pipe and its frame clock on and off. Armed registers (double_buffer.c)
 * become live at the next vertical blank. Armed registers become live at once if the pipe is off or
 * the flip is asynchronous. A running pipe has a timer at each vertical blank. The timer latches
 * the pipe, then raises the vblank and flip done interrupts.
 *
 * Register handlers run under the device's mmio_lock, the timer under no lock. The display's lock
 * protects all state.
 * Source: PRM SKL Vol. 2c; names of registers as in i915 (gen9/display_defs.h).
 */
#include "display/pipe/pipe.h"

#include "device/device.h"
#include "device/irq.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "device/timer.h"
#include "display/display_types.h"
#include "display/pipe/crc.h"
#include "display/pipe/dpll.h"
#include "display/pipe/flips.h"
#include "gen9/irq_defs.h"

/*
 * A transcoder that is turned off goes on to the end of its frame. Its state bit reads as on until
 * then. i915 waits up to 100 ms for that (intel_wait_for_pipe_off()). PRM SKL Vol. 2c, TRANS_CONF,
 * "Transcoder State".
 */
#define OFF_NS_MAX	50000000ull

static u64 pipe_now(const struct display_pipe *pipe)
{
	return facet_device_now_ns(pipe->display->dev);
}

/* Return the pipe that a register at @offset belongs to. The rows below admit no other offsets. */
static struct display_pipe *pipe_at(struct facet_device *dev, u32 offset)
{
	u32 index = (offset - GEN9_PIPEDSL) / GEN9_PIPE_STRIDE;

	return &display_of(dev)->pipes[min_t(u32, index, GEN9_PIPES - 1)];
}

/* Make a slot's armed registers live. Lock held. */
static void pipe_make_live(struct display_pipe *pipe, u32 slot)
{
	if (slot == DISPLAY_SLOT_PIPE) {
		pipe->pipe_live = pipe->pipe_armed;
	} else {
		pipe->replaced[slot] += pipe->live[slot].surf != pipe->armed[slot].surf;
		pipe->live[slot] = pipe->armed[slot];
	}
	pipe->pending &= ~BIT(slot);
	display_pipe_changed(pipe);
}

void display_pipe_changed(struct display_pipe *pipe)
{
	lockdep_assert_held(&pipe->display->lock);
	pipe->serial++;
	display_crc_changed(pipe, display_clock_frames(&pipe->clock, pipe_now(pipe)));
}

void display_pipe_latch(struct display_pipe *pipe, u64 now_ns)
{
	u32 frame = display_clock_frames(&pipe->clock, now_ns);
	u32 live = 0;
	u32 i;

	lockdep_assert_held(&pipe->display->lock);
	/* The frame that has ended showed what is live until the loop below changes it. */
	if (pipe->clock.running)
		display_crc_frame(pipe, frame);
	for (i = 0; i < DISPLAY_SLOTS; i++) {
		if (!(pipe->pending & BIT(i)))
			continue;
		if (pipe->clock.running && frame == pipe->armed_at[i])
			continue;
		pipe_make_live(pipe, i);
		live |= BIT(i);
		if (i < DISPLAY_PIPE_PLANES)
			pipe->flipped |= BIT(i);
	}
	if (pipe->clock.running)
		display_flips_blank(pipe, frame, live);
}

void display_pipe_arm(struct display_pipe *pipe, u32 slot, bool async)
{
	lockdep_assert_held(&pipe->display->lock);
	pipe->armed_at[slot] = display_clock_frames(&pipe->clock, pipe_now(pipe));
	pipe->pending |= BIT(slot);
	if (pipe->clock.running)
		display_flips_arm(pipe, slot, async);
	if (async && pipe->clock.running)
		display_crc_tear(pipe, slot);
	if (async || !pipe->clock.running)
		pipe_make_live(pipe, slot);
	if (async && pipe->clock.running)
		facet_irq_raise(pipe->display->dev, FACET_IRQ_PIPE_A + pipe->index,
				GEN9_PIPE_FLIP_DONE(slot));
}

/* Arm the timer for the next vertical blank. Lock held. */
static void pipe_arm_timer(struct display_pipe *pipe, u64 now)
{
	facet_timer_arm(pipe->display->dev, &pipe->timer,
			display_clock_due(&pipe->clock, pipe->reported_frame, now));
}

void display_pipe_updating(struct display_pipe *pipe)
{
	u64 now = pipe_now(pipe);

	lockdep_assert_held(&pipe->display->lock);
	if (display_clock_delay_blank(&pipe->clock, now))
		pipe_arm_timer(pipe, now);
}

/*
 * Return the interrupt bits of finished flips, and clear the mask. Cursors have no bit. Lock held.
 */
static u32 pipe_take_flips(struct display_pipe *pipe)
{
	u32 bits = 0;
	u32 i;

	for (i = 0; i < GEN9_PLANES; i++)
		if (pipe->flipped & BIT(i))
			bits |= GEN9_PIPE_FLIP_DONE(i);
	pipe->flipped = 0;
	return bits;
}

static void pipe_raise(struct display_pipe *pipe, u32 bits)
{
	if (bits)
		facet_irq_raise(pipe->display->dev, FACET_IRQ_PIPE_A + pipe->index, bits);
}

/* Handle a vertical blank, or a deadline of an earlier mode. Atomic context; no lock held. */
static void pipe_timer(struct facet_device *dev, struct facet_timer *timer)
{
	struct display_pipe *pipe = container_of(timer, struct display_pipe, timer);
	unsigned long flags;
	u32 bits = 0;
	u32 frame;
	u64 now;

	spin_lock_irqsave(&pipe->display->lock, flags);
	if (!pipe->clock.running)
		goto out;
	now = pipe_now(pipe);
	if (now >= display_clock_hold_end(&pipe->clock))
		display_clock_release(&pipe->clock, now);
	frame = display_clock_frames(&pipe->clock, now);
	if (frame != pipe->reported_frame)
		bits |= GEN9_PIPE_VBLANK;
	pipe->reported_frame = frame;
	display_pipe_latch(pipe, now);
	bits |= pipe_take_flips(pipe);
	pipe_raise(pipe, bits);
	facet_timer_arm(dev, timer, min(display_clock_next_blank(&pipe->clock, now),
					display_clock_hold_end(&pipe->clock)));
out:
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

/* Read the timings of a transcoder. */
static void pipe_timings(const struct display_pipe *pipe, struct display_timings *timings)
{
	const struct facet_device *dev = pipe->display->dev;
	u32 base = pipe->index * GEN9_PIPE_STRIDE;
	u32 htotal = facet_reg_get(dev, GEN9_TRANS_HTOTAL + base);
	u32 vtotal = facet_reg_get(dev, GEN9_TRANS_VTOTAL + base);

	timings->htotal = GEN9_TIMING_TOTAL(htotal);
	timings->vtotal = GEN9_TIMING_TOTAL(vtotal);
	timings->vactive = GEN9_TIMING_ACTIVE(vtotal);
	timings->khz = display_dpll_khz(dev, pipe->index);
}

/* Start the clock of a pipe that is turned on. Lock held. */
static void pipe_start(struct display_pipe *pipe)
{
	struct display_timings timings;
	u64 now = pipe_now(pipe);

	pipe_timings(pipe, &timings);
	display_clock_start(&pipe->clock, &timings, now);
	display_crc_begin(pipe);
	display_flips_begin(pipe);
	pipe->reported_frame = display_clock_frames(&pipe->clock, now);
	facet_timer_arm(pipe->display->dev, &pipe->timer,
			display_clock_next_blank(&pipe->clock, now));
}

/* Stop the clock of a pipe that is turned off, and make all armed registers live. Lock held. */
static void pipe_stop(struct display_pipe *pipe)
{
	u64 now = pipe_now(pipe);

	pipe->off_ns = min(display_clock_next_blank(&pipe->clock, now), now + OFF_NS_MAX);
	display_clock_stop(&pipe->clock, now);
	display_pipe_latch(pipe, now);
	pipe_raise(pipe, pipe_take_flips(pipe));
	facet_timer_disarm(pipe->display->dev, &pipe->timer);
}

static u32 transconf_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct display_pipe *pipe = pipe_at(dev, offset);
	u32 value = facet_reg_get(dev, offset) & ~GEN9_STATE;
	unsigned long flags;
	bool on;

	spin_lock_irqsave(&pipe->display->lock, flags);
	on = value & GEN9_ENABLE || pipe_now(pipe) < pipe->off_ns;
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return on ? value | GEN9_STATE : value;
}

static void transconf_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			    u32 value)
{
	struct display_pipe *pipe = pipe_at(dev, offset);
	bool on = value & GEN9_ENABLE;
	unsigned long flags;

	facet_reg_set(dev, offset, value & ~GEN9_STATE);
	spin_lock_irqsave(&pipe->display->lock, flags);
	if (on && !pipe->clock.running)
		pipe_start(pipe);
	else if (!on && pipe->clock.running)
		pipe_stop(pipe);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

static u32 scanline_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct display_pipe *pipe = pipe_at(dev, offset);
	unsigned long flags;
	u32 line;

	spin_lock_irqsave(&pipe->display->lock, flags);
	line = display_clock_line(&pipe->clock, pipe_now(pipe));
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return line & GEN9_PIPEDSL_MASK;
}

static u32 frames_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct display_pipe *pipe = pipe_at(dev, offset);
	unsigned long flags;
	u32 frames;
	u64 now;

	spin_lock_irqsave(&pipe->display->lock, flags);
	now = pipe_now(pipe);
	frames = display_clock_frames(&pipe->clock, now);
	if (display_clock_count_read(&pipe->clock, now))
		pipe_arm_timer(pipe, now);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return frames;
}

/* Row of all pipes */
#define PIPE_ROW(reg, flag, get, set) {							\
	.name = #reg, .offset = GEN9_##reg, .count = GEN9_PIPES, .stride = GEN9_PIPE_STRIDE, \
	.flags = (flag), .read = (get), .write = (set),					\
}

static const struct facet_reg rows[] = {
	PIPE_ROW(PIPEDSL, FACET_REG_RO, scanline_read, NULL),
	PIPE_ROW(TRANSCONF, 0, transconf_read, transconf_write),
	PIPE_ROW(FRMCOUNT, FACET_REG_RO, frames_read, NULL),
};

void display_pipes_init(struct gen9_display *display)
{
	u32 i;

	for (i = 0; i < GEN9_PIPES; i++) {
		display->pipes[i].display = display;
		display->pipes[i].index = i;
		facet_timer_init(&display->pipes[i].timer, pipe_timer);
	}
}

/* Count all buffers as replaced, so that captures under way begin again. Lock held. */
static void pipe_forget_buffers(struct display_pipe *pipe)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		pipe->replaced[i]++;
}

/* Turn a pipe off and drop its registers. Lock held. */
static void pipe_reset(struct display_pipe *pipe)
{
	static const struct display_plane_regs off;
	u32 i;

	facet_timer_disarm(pipe->display->dev, &pipe->timer);
	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		pipe->armed[i] = off;
		pipe->live[i] = off;
	}
	pipe_forget_buffers(pipe);
	memset(&pipe->pipe_armed, 0, sizeof(pipe->pipe_armed));
	memset(&pipe->pipe_live, 0, sizeof(pipe->pipe_live));
	memset(pipe->armed_at, 0, sizeof(pipe->armed_at));
	pipe->clock = (struct display_clock){};
	pipe->off_ns = 0;
	pipe->reported_frame = 0;
	pipe->pending = 0;
	pipe->flipped = 0;
	pipe->serial++;
	display_crc_begin(pipe);
	display_flips_begin(pipe);
}

void display_pipes_reset(struct gen9_display *display)
{
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	for (i = 0; i < GEN9_PIPES; i++)
		pipe_reset(&display->pipes[i]);
	spin_unlock_irqrestore(&display->lock, flags);
}

/*
 * struct pipe_state - A pipe in a saved state. @age_ns: time since its frame began. @seen:
 * &display_pipe.reported_frame
 */
struct pipe_state {
	struct display_clock clock;
	u64 age_ns;
	u32 seen;
	struct display_plane_regs armed[DISPLAY_PIPE_PLANES];
	struct display_plane_regs live[DISPLAY_PIPE_PLANES];
	struct display_pipe_regs pipe_armed;
	struct display_pipe_regs pipe_live;
	u32 armed_at[DISPLAY_SLOTS];
	u32 pending;
	u32 flipped;
};

#define PLANE_MASK	(BIT(DISPLAY_PIPE_PLANES) - 1)
#define SLOT_MASK	(BIT(DISPLAY_SLOTS) - 1)

/*
 * Fields of a saved pipe. Two values that concern only the current frame are not saved: the time by
 * which its blank is delayed, and the time at which a transcoder reads as off.
 */
static const struct facet_state_field pipe_fields[] = {
	FACET_STATE_FIELD(struct pipe_state, clock.running, true),
	FACET_STATE_FIELD(struct pipe_state, clock.frame_ns, 0),
	FACET_STATE_FIELD(struct pipe_state, clock.blank_ns, 0),
	FACET_STATE_FIELD(struct pipe_state, clock.lines, 0),
	FACET_STATE_FIELD(struct pipe_state, clock.frames_before, 0),
	FACET_STATE_FIELD(struct pipe_state, age_ns, 0),
	FACET_STATE_FIELD(struct pipe_state, seen, 0),
	FACET_STATE_ARRAY(struct pipe_state, armed, u32, 0),
	FACET_STATE_ARRAY(struct pipe_state, live, u32, 0),
	FACET_STATE_ARRAY(struct pipe_state, pipe_armed, u32, 0),
	FACET_STATE_ARRAY(struct pipe_state, pipe_live, u32, 0),
	FACET_STATE_ARRAY(struct pipe_state, armed_at, u32, 0),
	FACET_STATE_FIELD(struct pipe_state, pending, SLOT_MASK),
	FACET_STATE_FIELD(struct pipe_state, flipped, PLANE_MASK),
};

static int pipe_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct gen9_display *display = display_of(owner);
	struct display_pipe *pipe = &display->pipes[index];
	struct pipe_state s;
	unsigned long flags;

	memset(&s, 0, sizeof(s));
	spin_lock_irqsave(&display->lock, flags);
	s.clock = pipe->clock;
	s.age_ns = display_clock_age(&s.clock, pipe_now(pipe));
	s.seen = pipe->reported_frame;
	memcpy(s.armed, pipe->armed, sizeof(s.armed));
	memcpy(s.live, pipe->live, sizeof(s.live));
	s.pipe_armed = pipe->pipe_armed;
	s.pipe_live = pipe->pipe_live;
	memcpy(s.armed_at, pipe->armed_at, sizeof(s.armed_at));
	s.pending = pipe->pending;
	s.flipped = pipe->flipped;
	spin_unlock_irqrestore(&display->lock, flags);
	facet_state_put_fields(out, pipe_fields, ARRAY_SIZE(pipe_fields), &s);
	return 0;
}

static int pipe_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct gen9_display *display = display_of(owner);
	struct display_pipe *pipe = &display->pipes[index];
	struct pipe_state s;
	unsigned long flags;

	memset(&s, 0, sizeof(s));
	if (facet_state_take_fields(in, pipe_fields, ARRAY_SIZE(pipe_fields), &s) ||
	    display_clock_restore(&s.clock, s.age_ns, pipe_now(pipe)))
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	pipe->clock = s.clock;
	pipe->reported_frame = s.seen;
	memcpy(pipe->armed, s.armed, sizeof(s.armed));
	memcpy(pipe->live, s.live, sizeof(s.live));
	pipe_forget_buffers(pipe);
	pipe->pipe_armed = s.pipe_armed;
	pipe->pipe_live = s.pipe_live;
	memcpy(pipe->armed_at, s.armed_at, sizeof(s.armed_at));
	pipe->pending = s.pending;
	pipe->flipped = s.flipped;
	pipe->serial++;
	display_crc_begin(pipe);
	display_flips_begin(pipe);
	if (pipe->clock.running)
		pipe_arm_timer(pipe, pipe_now(pipe));
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

static void pipes_reset(void *owner)
{
	display_pipes_reset(display_of(owner));
}

static const struct facet_state_section pipe_state = {
	.tag = FACET_STATE_TAG('P', 'I', 'P', 'E'),
	.name = "pipe",
	.what = "frame clock, with the time since a frame began; registers armed, and live",
	.records = GEN9_PIPES,
	.fields = pipe_fields,
	.n_fields = ARRAY_SIZE(pipe_fields),
	.reset = pipes_reset,
	.save = pipe_save,
	.restore = pipe_restore,
};

const struct facet_reg_block display_pipe_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
	.state = &pipe_state,
	.n_state = 1,
};

struct display_pipe *display_pipe_of_head(struct gen9_display *display, u32 head)
{
	u32 i;

	lockdep_assert_held(&display->lock);
	for (i = 0; i < GEN9_PIPES; i++) {
		u32 ddi = facet_reg_get(display->dev, GEN9_TRANS_DDI_FUNC_CTL +
					i * GEN9_PIPE_STRIDE);

		if (display->pipes[i].clock.running && (ddi & GEN9_DDI_FUNC_ENABLE) &&
		    GEN9_DDI_FUNC_PORT(ddi) == display->heads[head].port)
			return &display->pipes[i];
	}
	return NULL;
}
