// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checksums of frames. While a guest has them on, the registers of each frame
 * that ends are taken down under the display's lock, by whoever sees first that
 * it has ended; the vGPU's worker reads the pixels and raises the result. It is
 * any hash to the guest, equal where pictures are.
 *
 * A result that is raised at frame count N must be of what was shown while the
 * count was N - 1, and a guest counts when it takes it: so the frame's clock is
 * held until it has read the result, with most of the frame still to come: one that is
 * kept from running would take it for the next frame's. Where that would be too long a frame (display_clock_held_until()), the clock goes on; a
 * result is then raised where nothing else has been shown in between, else dropped,
 * and the worker skips frames. So a guest that turns this on costs its own worker
 * alone, and that no more than three quarters of its time: the pipes take turns, one
 * in a pass, and after each a third of the time passes that it took. What the guest
 * has submitted comes first.
 */
#include "display/pipe/crc.h"

#include "display/picture/composer.h"
#include "display/display_types.h"
#include "device/device.h"
#include "device/timer.h"
#include "mediator/ggtt.h"
#include "device/irq.h"
#include "mediator/retry.h"
#include "mediator/progress.h"
#include "device/regs.h"

/* The pause after a checksum is so much shorter than it. */
#define CRC_REST	3u

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
	if (!(crc_ctl(pipe) & GEN9_PIPE_CRC_ENABLE) || crc->state == DISPLAY_CRC_RUNNING)
		return;
	display_pipe_snapshot_take(pipe, &crc->snapshot);
	crc->raised = false;
	crc->frame = frame;
	crc->changed = false;
	crc->snapshot_epoch = crc->epoch;
	/* A worker that did not come to the last one may not come to this one either. */
	if (crc->state == DISPLAY_CRC_IDLE)
		display_clock_hold(&pipe->clock, facet_device_now_ns(pipe->display->dev));
	crc->state = DISPLAY_CRC_WANTED;
	facet_device_kick(pipe->display->dev);
}

/* The frame that was held for a checksum goes on, to a blank that is later by as much. Lock held. */
static void crc_let_go(struct display_pipe *pipe)
{
	struct facet_device *dev = pipe->display->dev;
	u64 now = facet_device_now_ns(dev);

	if (!pipe->clock.stands_since_ns)
		return;
	display_clock_let_go(&pipe->clock, now);
	facet_timer_arm(dev, &pipe->timer,
			display_clock_due(&pipe->clock, pipe->reported_frame, now));
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
	crc->last_frame = display_clock_frames(&pipe->clock,
					 facet_device_now_ns(pipe->display->dev));
	if (crc->state == DISPLAY_CRC_WANTED)
		crc->state = DISPLAY_CRC_IDLE;
	crc->raised = false;
	crc_let_go(pipe);
}

/* Whether a result may be raised now: see above. Lock held. */
static bool crc_holds(const struct display_pipe *pipe)
{
	const struct display_crc *crc = &pipe->crc;
	u32 now, i;

	if (!pipe->clock.running || crc->epoch != crc->snapshot_epoch ||
	    !(crc_ctl(pipe) & GEN9_PIPE_CRC_ENABLE))
		return false;
	now = display_clock_frames(&pipe->clock, facet_device_now_ns(pipe->display->dev));
	if (now == crc->frame)
		return true;
	/* What nobody has latched yet, but is shown. */
	for (i = 0; i < DISPLAY_SLOTS; i++)
		if (pipe->pending & BIT(i) && (s32)(pipe->armed_at[i] + 1 - now) < 0)
			return false;
	return !crc->changed || (s32)(crc->changed_at - now) >= 0;
}

/* Planes that the guest wants the checksum of. */
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

/* The next one in turn that is wanted; NULL: there is none. */
static struct display_pipe *crc_next(struct facet_display *display)
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

/* Return: as display_composer_hash(). */
static int crc_make(struct facet_device *dev, struct display_pipe *pipe)
{
	unsigned long flags;
	u32 result = 0;
	int ret;

	/* As for a request: what is pinned is read where it is, else a copy takes twice the time. */
	facet_ggtt_sync_ahead(pipe->display->vgpu);
	ret = display_composer_hash(pipe->display, &pipe->crc.snapshot, crc_planes(crc_ctl(pipe)),
				   &result);
	spin_lock_irqsave(&pipe->display->lock, flags);
	/* What was shown is known still, unless the guest wants others by now. */
	pipe->crc.state = (ret == -EAGAIN || ret == -EBUSY) &&
			  pipe->crc.epoch == pipe->crc.snapshot_epoch ?
			  DISPLAY_CRC_WANTED : DISPLAY_CRC_IDLE;
	if (!ret && crc_holds(pipe)) {
		facet_reg_set(dev, GEN9_PIPE_CRC_RES + pipe->index * GEN9_PIPE_STRIDE, result);
		/* Who is not told of it does not read it. */
		pipe->crc.raised = facet_irq_raise(dev, FACET_IRQ_PIPE_A + pipe->index,
						   GEN9_PIPE_CRC_DONE);
	}
	if (pipe->crc.state == DISPLAY_CRC_IDLE && !pipe->crc.raised)
		crc_let_go(pipe);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return ret;
}

static bool crc_wanted(struct facet_display *display)
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
	struct facet_display *display = display_of(dev);
	struct display_crc_turn *turn = &display->crc_turn;
	u64 begin_ns = facet_device_now_ns(dev);
	struct display_pipe *pipe;
	u64 end_ns;
	int ret;

	if (!port_check(CRC_PACE, begin_ns < turn->next_ns)) {
		pipe = crc_next(display);
		if (!pipe)
			return;
		ret = crc_make(dev, pipe);
		end_ns = facet_device_now_ns(dev);
		turn->next_ns = end_ns + (end_ns - begin_ns) / CRC_REST;
		if (ret == -EBUSY)
			turn->next_ns = max(turn->next_ns, end_ns + FACET_RETRY_INTERVAL_NS);
	}
	if (crc_wanted(display))
		facet_timer_arm(dev, &turn->timer, turn->next_ns);
}

static void crc_due(struct facet_device *dev, struct facet_timer *timer)
{
	facet_device_kick(dev);
}

void display_crc_init(struct facet_display *display)
{
	facet_timer_init(&display->crc_turn.timer, crc_due);
}

void display_crc_exit(struct facet_display *display)
{
	facet_timer_disarm(display->dev, &display->crc_turn.timer);
}

static void crc_ctl_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_display *display = display_of(dev);
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
	struct facet_display *display = display_of(dev);
	u32 index = min_t(u32, (offset - GEN9_PIPE_CRC_RES) / GEN9_PIPE_STRIDE, GEN9_PIPES - 1);
	struct display_pipe *pipe = &display->pipes[index];
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&display->lock, flags);
	value = facet_reg_get(dev, offset);
	if (pipe->crc.raised) {
		pipe->crc.raised = false;
		crc_let_go(pipe);
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
