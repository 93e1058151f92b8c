// SPDX-License-Identifier: GPL-2.0-only
/*
 * Double-buffered registers. Most registers of a plane, a cursor, a scaler or the pipe's matrix
 * wait for a write of one particular register. That register is SURF, CUR_BASE, WIN_SZ or CSC_MODE.
 * The write arms all of them, and they are live from the next vertical blank on. PIPESRC,
 * BOTTOM_COLOR and GAMMA_MODE arm themselves.
 *
 * Register handlers run under the device's mmio_lock. The display's lock protects the armed values.
 * Source: PRM SKL Vol. 12, "Double Buffer" in the description of each register.
 */
#include "display/pipe/double_buffer.h"

#include "device/device.h"
#include "device/regs.h"
#include "display/display_types.h"
#include "display/pipe/pipe.h"

/*
 * Return the pipe of a register: its registers begin at @base and are @stride bytes apart. The rows
 * admit no other offsets.
 */
static struct display_pipe *pipe_at(struct facet_device *dev, u32 offset, u32 base, u32 stride)
{
	return &display_of(dev)->pipes[min_t(u32, (offset - base) / stride, GEN9_PIPES - 1)];
}

/*
 * Latch a pipe before its registers are armed, so that values of an earlier frame are live. Lock
 * held.
 */
static void latch(struct display_pipe *pipe)
{
	display_pipe_latch(pipe, facet_device_now_ns(pipe->display->dev));
}

static void arm_plane(struct display_pipe *pipe, u32 slot, const struct display_plane_regs *regs,
		      bool async)
{
	unsigned long flags;

	spin_lock_irqsave(&pipe->display->lock, flags);
	latch(pipe);
	pipe->armed[slot] = *regs;
	display_pipe_arm(pipe, slot, async);
	/* Put off no blank for a cursor: guests move it 1000 times a second, without an event. */
	if (slot != DISPLAY_CURSOR && !async)
		display_pipe_updating(pipe);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

/* Return the plane of a PLANE_SURF. */
static u32 plane_at(u32 offset)
{
	return min_t(u32, (offset - GEN9_PLANE_SURF) % GEN9_PIPE_STRIDE / GEN9_PLANE_REGS,
		     GEN9_PLANES - 1);
}

static void surf_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value)
{
	u32 base = offset - GEN9_PLANE_SURF;
	struct display_plane_regs regs = {
		.ctl = facet_reg_get(dev, GEN9_PLANE_CTL + base),
		.stride = facet_reg_get(dev, GEN9_PLANE_STRIDE + base),
		.pos = facet_reg_get(dev, GEN9_PLANE_POS + base),
		.size = facet_reg_get(dev, GEN9_PLANE_SIZE + base),
		.offset = facet_reg_get(dev, GEN9_PLANE_OFFSET + base),
		.surf = value,
		.keyval = facet_reg_get(dev, GEN9_PLANE_KEYVAL + base),
		.keymsk = facet_reg_get(dev, GEN9_PLANE_KEYMSK + base),
		.keymax = facet_reg_get(dev, GEN9_PLANE_KEYMAX + base),
		.aux_dist = facet_reg_get(dev, GEN9_PLANE_AUX_DIST + base),
		.aux_offset = facet_reg_get(dev, GEN9_PLANE_AUX_OFFSET + base),
	};

	facet_reg_set(dev, offset, value);
	arm_plane(pipe_at(dev, offset, GEN9_PIPEDSL, GEN9_PIPE_STRIDE), plane_at(offset), &regs,
		  regs.ctl & GEN9_PLANE_CTL_ASYNC);
}

static void curbase_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	u32 base = offset - GEN9_CUR_BASE;
	struct display_plane_regs regs = {
		.ctl = facet_reg_get(dev, GEN9_CUR_CTL + base),
		.pos = facet_reg_get(dev, GEN9_CUR_POS + base),
		.size = facet_reg_get(dev, GEN9_CUR_FBC_CTL + base),
		.surf = value,
	};

	facet_reg_set(dev, offset, value);
	arm_plane(pipe_at(dev, offset, GEN9_PIPEDSL, GEN9_PIPE_STRIDE), DISPLAY_CURSOR, &regs,
		  false);
}

/* Latch a pipe, and return the live address of a plane or the cursor. */
static u32 latched_surf(struct display_pipe *pipe, u32 plane)
{
	unsigned long flags;
	u32 surf;

	spin_lock_irqsave(&pipe->display->lock, flags);
	latch(pipe);
	surf = pipe->live[plane].surf;
	spin_unlock_irqrestore(&pipe->display->lock, flags);
	return surf;
}

static u32 surflive_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return latched_surf(pipe_at(dev, offset, GEN9_PIPEDSL, GEN9_PIPE_STRIDE),
			    plane_at(offset - GEN9_PLANE_SURFLIVE + GEN9_PLANE_SURF));
}

static u32 cursurflive_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return latched_surf(pipe_at(dev, offset, GEN9_PIPEDSL, GEN9_PIPE_STRIDE),
			    DISPLAY_CURSOR);
}

/*
 * Write and arm a register of the pipe that arms itself. @word: its place in
 * &display_pipe.pipe_armed
 */
static void arm_word(struct display_pipe *pipe, u32 *word, u32 value)
{
	unsigned long flags;

	spin_lock_irqsave(&pipe->display->lock, flags);
	latch(pipe);
	*word = value;
	display_pipe_arm(pipe, DISPLAY_SLOT_PIPE, false);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

static void pipesrc_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct display_pipe *pipe = pipe_at(dev, offset, GEN9_PIPESRC, GEN9_PIPE_STRIDE);

	facet_reg_set(dev, offset, value);
	arm_word(pipe, &pipe->pipe_armed.src, value);
}

static void bottom_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	struct display_pipe *pipe = pipe_at(dev, offset, GEN9_BOTTOM_COLOR, GEN9_PIPE_STRIDE);

	facet_reg_set(dev, offset, value);
	arm_word(pipe, &pipe->pipe_armed.bottom, value);
}

static void gamma_mode_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			     u32 value)
{
	struct display_pipe *pipe = pipe_at(dev, offset, GEN9_GAMMA_MODE, GEN9_PALETTE_STRIDE);

	facet_reg_set(dev, offset, value);
	arm_word(pipe, &pipe->pipe_armed.gamma_mode, value);
}

static void csc_mode_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			   u32 value)
{
	struct display_pipe *pipe = pipe_at(dev, offset, GEN9_CSC_MODE, GEN9_CSC_STRIDE);
	struct display_pipe_regs *armed = &pipe->pipe_armed;
	u32 base = offset - GEN9_CSC_MODE;
	unsigned long flags;
	u32 i;

	facet_reg_set(dev, offset, value);
	spin_lock_irqsave(&pipe->display->lock, flags);
	latch(pipe);
	armed->csc_mode = value;
	for (i = 0; i < GEN9_CSC_COEFF_COUNT; i++)
		armed->csc_coeff[i] = facet_reg_get(dev, GEN9_CSC_COEFF + base + i * sizeof(u32));
	for (i = 0; i < GEN9_CSC_OFFSETS; i++) {
		armed->csc_pre[i] = facet_reg_get(dev, GEN9_CSC_PREOFF + base + i * sizeof(u32));
		armed->csc_post[i] = facet_reg_get(dev, GEN9_CSC_POSTOFF + base +
						   i * sizeof(u32));
	}
	display_pipe_arm(pipe, DISPLAY_SLOT_PIPE, false);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

static void win_sz_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	struct display_pipe *pipe = pipe_at(dev, offset, GEN9_PS_WIN_SZ, GEN9_PS_STRIDE);
	u32 which = (offset - GEN9_PS_WIN_SZ) % GEN9_PS_STRIDE / GEN9_PS_SECOND;
	u32 base = offset - GEN9_PS_WIN_SZ;
	struct display_scaler_regs regs = {
		.ctrl = facet_reg_get(dev, GEN9_PS_CTRL + base),
		.pos = facet_reg_get(dev, GEN9_PS_WIN_POS + base),
		.size = value,
	};
	unsigned long flags;

	facet_reg_set(dev, offset, value);
	spin_lock_irqsave(&pipe->display->lock, flags);
	latch(pipe);
	pipe->pipe_armed.scalers[min_t(u32, which, GEN9_PS_SCALERS - 1)] = regs;
	display_pipe_arm(pipe, DISPLAY_SLOT_PIPE, false);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

/* Row of all planes of a pipe */
#define PLANE_ROW(pipe, reg, flag, get, set) {						\
	.name = #reg "_" #pipe, .offset = GEN9_##reg + (pipe) * GEN9_PIPE_STRIDE,	\
	.count = GEN9_PLANES, .stride = GEN9_PLANE_REGS, .flags = (flag),		\
	.read = (get), .write = (set),							\
}

/* Row of all pipes */
#define PIPE_ROW(reg, step, flag, get, set) {						\
	.name = #reg, .offset = GEN9_##reg, .count = GEN9_PIPES, .stride = (step),	\
	.flags = (flag), .read = (get), .write = (set),					\
}

/* Row of both scalers of a pipe */
#define SCALER_ROW(pipe, reg, set) {							\
	.name = #reg "_" #pipe, .offset = GEN9_##reg + (pipe) * GEN9_PS_STRIDE,		\
	.count = GEN9_PS_SCALERS, .stride = GEN9_PS_SECOND, .write = (set),		\
}

static const struct facet_reg rows[] = {
	PIPE_ROW(CUR_BASE, GEN9_PIPE_STRIDE, 0, NULL, curbase_write),
	PIPE_ROW(CUR_SURFLIVE, GEN9_PIPE_STRIDE, FACET_REG_RO, cursurflive_read, NULL),
	PLANE_ROW(0, PLANE_SURF, 0, NULL, surf_write),
	PLANE_ROW(1, PLANE_SURF, 0, NULL, surf_write),
	PLANE_ROW(2, PLANE_SURF, 0, NULL, surf_write),
	PLANE_ROW(0, PLANE_SURFLIVE, FACET_REG_RO, surflive_read, NULL),
	PLANE_ROW(1, PLANE_SURFLIVE, FACET_REG_RO, surflive_read, NULL),
	PLANE_ROW(2, PLANE_SURFLIVE, FACET_REG_RO, surflive_read, NULL),
	PIPE_ROW(PIPESRC, GEN9_PIPE_STRIDE, 0, NULL, pipesrc_write),
	PIPE_ROW(BOTTOM_COLOR, GEN9_PIPE_STRIDE, 0, NULL, bottom_write),
	PIPE_ROW(GAMMA_MODE, GEN9_PALETTE_STRIDE, 0, NULL, gamma_mode_write),
	PIPE_ROW(CSC_MODE, GEN9_CSC_STRIDE, 0, NULL, csc_mode_write),
	SCALER_ROW(0, PS_WIN_SZ, win_sz_write),
	SCALER_ROW(1, PS_WIN_SZ, win_sz_write),
	SCALER_ROW(2, PS_WIN_SZ, win_sz_write),
};

const struct facet_reg_block display_double_buffer_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
};
