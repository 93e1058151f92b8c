// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checksums of frames, while a guest has them on. The first caller that finds a frame ended takes a
 * snapshot of its registers. The vGPU's worker reads the pixels and raises the result. The checksum
 * is a hash of our choice. Equal pictures have equal checksums.
 *
 * A result that is raised at frame count N covers the picture of count N - 1. The guest reads the
 * count when it takes the result. A guest that does not run for a while would take the result for
 * that of the next frame. So the frame's clock is held until the guest has read the result. Three
 * quarters of the frame are still to come then.
 *
 * The clock goes on before the frame gets too long (display_clock_hold_end()). Then a late result
 * is raised only if the pipe has shown nothing else in between. Otherwise the result is dropped,
 * and the worker skips frames.
 *
 * So checksums cost only the guest's own worker, and at most three quarters of its time. The pipes
 * take turns, one in a pass of the worker. After each checksum a third of the time passes that it
 * took. The guest's submissions come first.
 *
 * Register handlers run under the device's mmio_lock. The display's lock protects
 * &display_pipe.crc; only the worker uses &gen9_display.crc_turn.
 */
#include "display/pipe/crc.h"

#include "device/device.h"
#include "device/irq.h"
#include "device/regs.h"
#include "device/timer.h"
#include "display/display_types.h"
#include "display/picture/composer.h"
#include "display/pipe/views.h"
#include "gen9/irq_defs.h"
#include "mediator/ggtt.h"
#include "mediator/progress.h"
#include "mediator/retry.h"

/* The pause after a checksum is its duration divided by this number. */
#define CRC_PAUSE_DIVISOR	3u

static u32 crc_ctl(const struct display_pipe *pipe)
{
	return facet_reg_get(pipe->display->dev,
			     GEN9_PIPE_CRC_CTL + pipe->index * GEN9_PIPE_STRIDE);
}

void display_crc_frame(struct display_pipe *pipe, u32 frame)
{
	struct display_crc *crc = &pipe->crc;

	lockdep_assert_held(&pipe->display->lock);
	if (frame == crc->last_frame)
		return;
	crc->last_frame = frame;
	if (!(crc_ctl(pipe) & GEN9_PIPE_CRC_ENABLE) || crc->state == DISPLAY_CRC_RUNNING) {
		crc->tears.count = 0;
		return;
	}
	display_pipe_snapshot_take(pipe, &crc->snapshot);
	crc->snapshot_tears = crc->tears;
	crc->tears.count = 0;
	crc->raised = false;
	crc->frame = frame;
	crc->changed = false;
	crc->snapshot_epoch = crc->epoch;
	/* Hold no frame for a worker that has not begun with the last one. */
	if (crc->state == DISPLAY_CRC_IDLE)
		display_clock_hold(&pipe->clock, facet_device_now_ns(pipe->display->dev));
	crc->state = DISPLAY_CRC_WANTED;
	facet_device_kick(pipe->display->dev);
}

/* Let the clock of a held frame go on, and move its blank by the time of the hold. Lock held. */
static void crc_release_clock(struct display_pipe *pipe)
{
	struct facet_device *dev = pipe->display->dev;
	u64 now = facet_device_now_ns(dev);

	if (!pipe->clock.held_since_ns)
		return;
	display_clock_release(&pipe->clock, now);
	facet_timer_arm(dev, &pipe->timer,
			display_clock_due(&pipe->clock, pipe->reported_frame, now));
}

void display_crc_tear(struct display_pipe *pipe, u32 slot)
{
	u32 base = pipe->index * GEN9_PIPE_STRIDE, line;
	struct facet_device *dev = pipe->display->dev;

	lockdep_assert_held(&pipe->display->lock);
	if (!(crc_ctl(pipe) & GEN9_PIPE_CRC_ENABLE))
		return;
	line = display_clock_line(&pipe->clock, facet_device_now_ns(dev));
	/* In the vertical blank the next frame has no line yet. */
	if (line < GEN9_TIMING_ACTIVE(facet_reg_get(dev, GEN9_TRANS_VTOTAL + base)))
		display_tears_add(&pipe->crc.tears, line, slot, &pipe->live[slot]);
}

void display_crc_changed(struct display_pipe *pipe, u32 frame)
{
	struct display_crc *crc = &pipe->crc;

	lockdep_assert_held(&pipe->display->lock);
	if (crc->state == DISPLAY_CRC_IDLE || crc->changed)
		return;
	crc->changed = true;
	crc->changed_at = frame;
}

void display_crc_begin(struct display_pipe *pipe)
{
	struct display_crc *crc = &pipe->crc;

	lockdep_assert_held(&pipe->display->lock);
	crc->epoch++;
	crc->tears.count = 0;
	crc->last_frame = display_clock_frames(&pipe->clock,
					       facet_device_now_ns(pipe->display->dev));
	if (crc->state == DISPLAY_CRC_WANTED)
		crc->state = DISPLAY_CRC_IDLE;
	crc->raised = false;
	crc_release_clock(pipe);
}

/* Tell whether a result may be raised now (see above). Lock held. */
static bool crc_valid(const struct display_pipe *pipe)
{
	const struct display_crc *crc = &pipe->crc;
	u32 now, i;

	if (!pipe->clock.running || crc->epoch != crc->snapshot_epoch ||
	    !(crc_ctl(pipe) & GEN9_PIPE_CRC_ENABLE))
		return false;
	now = display_clock_frames(&pipe->clock, facet_device_now_ns(pipe->display->dev));
	if (now == crc->frame)
		return true;
	/* Armed registers that no caller has latched yet are shown nevertheless. */
	for (i = 0; i < DISPLAY_SLOTS; i++)
		if (pipe->pending & BIT(i) && (s32)(pipe->armed_at[i] + 1 - now) < 0)
			return false;
	return !crc->changed || (s32)(crc->changed_at - now) >= 0;
}

/* Return the mask of planes of which the guest wants the checksum. */
static u32 crc_planes(u32 ctl)
{
	switch (GEN9_PIPE_CRC_SOURCE(ctl)) {
	case GEN9_PIPE_CRC_PLANE_1:
		return BIT(0);
	case GEN9_PIPE_CRC_PLANE_2:
		return BIT(1);
	case GEN9_PIPE_CRC_PLANE_3:
		return BIT(2);
	default:
		return DISPLAY_PLANES_ALL;
	}
}

/* Claim the checksum of a pipe for the worker. Return: false: none is wanted. */
static bool crc_claim(struct display_pipe *pipe)
{
	unsigned long flags;
	bool claimed;

	spin_lock_irqsave(&pipe->display->lock, flags);
	claimed = pipe->crc.state == DISPLAY_CRC_WANTED;
	if (claimed)
		pipe->crc.state = DISPLAY_CRC_RUNNING;
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return claimed;
}

/* Claim the next wanted checksum in turn. Return: its pipe; NULL: none is wanted. */
static struct display_pipe *crc_next(struct gen9_display *display)
{
	u32 i;

	for (i = 0; i < GEN9_PIPES; i++) {
		u32 index = (display->crc_turn.first + i) % GEN9_PIPES;

		if (crc_claim(&display->pipes[index])) {
			display->crc_turn.first = index + 1;
			return &display->pipes[index];
		}
	}
	return NULL;
}

/* Compute a claimed checksum and raise its result. Return: as display_composer_hash(). */
static int crc_compute(struct facet_device *dev, struct display_pipe *pipe)
{
	unsigned long flags;
	u32 result = 0;
	int ret;

	/* A page that is not pinned takes twice the time. */
	display_views_use(pipe->display, &pipe->crc.snapshot);
	ret = display_composer_hash(pipe->display, &pipe->crc.snapshot, &pipe->crc.snapshot_tears,
				    crc_planes(crc_ctl(pipe)), &result);
	spin_lock_irqsave(&pipe->display->lock, flags);
	/* The snapshot is still good, unless the guest has changed its request. */
	pipe->crc.state = (ret == -EAGAIN || ret == -EBUSY) &&
			  pipe->crc.epoch == pipe->crc.snapshot_epoch ?
			  DISPLAY_CRC_WANTED : DISPLAY_CRC_IDLE;
	if (!ret && crc_valid(pipe)) {
		facet_reg_set(dev, GEN9_PIPE_CRC_RES + pipe->index * GEN9_PIPE_STRIDE, result);
		/* A guest that gets no interrupt does not read the result. */
		pipe->crc.raised = facet_irq_raise(dev, FACET_IRQ_PIPE_A + pipe->index,
						   GEN9_PIPE_CRC_DONE);
	}
	if (pipe->crc.state == DISPLAY_CRC_IDLE && !pipe->crc.raised)
		crc_release_clock(pipe);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return ret;
}

static bool crc_wanted(struct gen9_display *display)
{
	unsigned long flags;
	bool wanted = false;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	for (i = 0; i < GEN9_PIPES; i++)
		wanted |= display->pipes[i].crc.state == DISPLAY_CRC_WANTED;
	spin_unlock_irqrestore(&display->lock, flags);
	return wanted;
}

void display_crc_work(struct facet_device *dev)
{
	struct gen9_display *display = display_of(dev);
	struct display_crc_turn *turn = &display->crc_turn;
	u64 begin_ns = facet_device_now_ns(dev);
	struct display_pipe *pipe;
	u64 end_ns;
	int ret;

	if (!port_check(CRC_PACE, begin_ns < turn->next_ns)) {
		pipe = crc_next(display);
		if (!pipe)
			return;
		ret = crc_compute(dev, pipe);
		end_ns = facet_device_now_ns(dev);
		turn->next_ns = end_ns + (end_ns - begin_ns) / CRC_PAUSE_DIVISOR;
		if (ret == -EBUSY)
			turn->next_ns = max(turn->next_ns, end_ns + FACET_RETRY_INTERVAL_NS);
	}
	if (crc_wanted(display))
		facet_timer_arm(dev, &turn->timer, turn->next_ns);
}

/* Kick the worker: the pause after a checksum is over. Atomic context. */
static void crc_due(struct facet_device *dev, struct facet_timer *timer)
{
	facet_device_kick(dev);
}

void display_crc_init(struct gen9_display *display)
{
	facet_timer_init(&display->crc_turn.timer, crc_due);
}

void display_crc_exit(struct gen9_display *display)
{
	facet_timer_disarm(display->dev, &display->crc_turn.timer);
}

static void crc_ctl_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct gen9_display *display = display_of(dev);
	u32 index = min_t(u32, (offset - GEN9_PIPE_CRC_CTL) / GEN9_PIPE_STRIDE, GEN9_PIPES - 1);
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	if (facet_reg_get(dev, offset) != value) {
		facet_reg_set(dev, offset, value);
		display_crc_begin(&display->pipes[index]);
	}
	spin_unlock_irqrestore(&display->lock, flags);
}

static u32 crc_res_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct gen9_display *display = display_of(dev);
	u32 index = min_t(u32, (offset - GEN9_PIPE_CRC_RES) / GEN9_PIPE_STRIDE, GEN9_PIPES - 1);
	struct display_pipe *pipe = &display->pipes[index];
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&display->lock, flags);
	value = facet_reg_get(dev, offset);
	if (pipe->crc.raised) {
		pipe->crc.raised = false;
		crc_release_clock(pipe);
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return value;
}

static const struct facet_reg rows[] = {
	{ .name = "PIPE_CRC_CTL", .offset = GEN9_PIPE_CRC_CTL, .count = GEN9_PIPES,
	  .stride = GEN9_PIPE_STRIDE, .write = crc_ctl_write },
	{ .name = "PIPE_CRC_RES", .offset = GEN9_PIPE_CRC_RES, .count = GEN9_PIPES,
	  .stride = GEN9_PIPE_STRIDE, .flags = FACET_REG_RO, .read = crc_res_read },
};

const struct facet_reg_block display_crc_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
};
