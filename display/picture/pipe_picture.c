// SPDX-License-Identifier: GPL-2.0-only
/*
 * Meaning of a pipe's registers. The functions work on copies and take no lock. Callers: scanout.c
 * and composer.c.
 * Source: PRM SKL Vol. 2c; names of registers as in i915 (gen9/display_defs.h, gen9/plane_defs.h).
 */
#include "display/picture/pipe_picture.h"

#include "display/picture/argb64.h"
#include "display/picture/format.h"

/* Decode a coefficient of sign, exponent and 9 bits, to 15 bits behind the point. */
static s32 csc_coefficient(u32 v)
{
	static const u8 shifts[] = { 3, 2, 1, 0, 0, 0, 5, 4 };
	static const bool valid[] = { true, true, true, true, false, false, true, true };
	u32 exponent = GEN9_CSC_EXPONENT(v);
	s32 c = valid[exponent] ? GEN9_CSC_MANTISSA(v) << shifts[exponent] : 0;

	return v & GEN9_CSC_SIGN ? -c : c;
}

/* Decode an offset of 13 bits in two's complement, in which 4096 is one. Return: 65535 is one. */
static s32 csc_offset(u32 v)
{
	s32 off = v & ((1u << GEN9_CSC_OFF_BITS) - 1);

	if (off >> (GEN9_CSC_OFF_BITS - 1))
		off -= 1 << GEN9_CSC_OFF_BITS;
	return off * 257 / 16;
}

static void decode_matrix(const struct display_pipe_regs *regs, struct display_matrix *matrix)
{
	u32 row;

	for (row = 0; row < ARRAY_SIZE(matrix->coeff); row++) {
		matrix->coeff[row][0] = csc_coefficient(regs->csc_coeff[2 * row] >> 16);
		matrix->coeff[row][1] = csc_coefficient(regs->csc_coeff[2 * row] & 0xffff);
		matrix->coeff[row][2] = csc_coefficient(regs->csc_coeff[2 * row + 1] >> 16);
		matrix->pre[row] = csc_offset(regs->csc_pre[row]);
		matrix->post[row] = csc_offset(regs->csc_post[row]);
	}
}

/* Find the scaler that is bound to a plane (1 and up) or the pipe (0). The first of two wins. */
static bool find_scaler(const struct display_pipe_regs *regs, u32 binding,
			struct display_window *window)
{
	u32 i;

	for (i = 0; i < GEN9_PS_SCALERS; i++) {
		const struct display_scaler_regs *ps = &regs->scalers[i];

		if (!(ps->ctrl & GEN9_PS_ENABLE) || GEN9_PS_BINDING(ps->ctrl) != binding)
			continue;
		window->used = true;
		window->x = GEN9_PS_X(ps->pos);
		window->y = GEN9_PS_Y(ps->pos);
		window->width = GEN9_PS_X(ps->size);
		window->height = GEN9_PS_Y(ps->size);
		return true;
	}
	return false;
}

/*
 * Tell whether a scaler can do this. i915 does not ask for more (skl_update_scaler() and its
 * callers).
 */
static bool can_scale(const struct facet_plane *plane, const struct display_window *window)
{
	return plane->width <= GEN9_PS_SRC_MAX && plane->height <= GEN9_PS_SRC_MAX &&
	       plane->width < GEN9_PS_DOWN_MAX * window->width &&
	       plane->height < GEN9_PS_DOWN_MAX * window->height;
}

static void decode_planes(const struct display_pipe_snapshot *snapshot,
			  struct display_pipe_picture *picture)
{
	u32 i;

	for (i = 0; i < GEN9_PLANES; i++) {
		struct facet_plane *plane = &picture->planes[i];

		display_plane_decode(&snapshot->planes[i], plane, &picture->surfaces[i]);
		if (!plane->enabled || !find_scaler(&snapshot->pipe, i + 1, &picture->windows[i]))
			continue;
		plane->x = picture->windows[i].x;
		plane->y = picture->windows[i].y;
		plane->direct = false;
		if (port_check(SCALER_SOURCE, !can_scale(plane, &picture->windows[i])))
			picture->surfaces[i].format = NULL;
	}
	display_plane_decode_cursor(&snapshot->planes[DISPLAY_CURSOR],
				    &picture->planes[DISPLAY_CURSOR],
				    &picture->surfaces[DISPLAY_CURSOR]);
	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		picture->bad += picture->planes[i].enabled && !picture->surfaces[i].format;
}

/* Tell whether a palette leaves colours of up to 8 bits unchanged. */
static bool palette_is_identity(u32 mode, const u32 *palette)
{
	u32 i, v;

	if (mode == GEN9_GAMMA_8BIT) {
		for (i = 0; i < GEN9_LGC_PALETTE_COUNT; i++)
			if ((palette[i] & 0xffffff) != i * 0x010101)
				return false;
		return true;
	}
	if (mode != GEN9_GAMMA_10BIT)
		return false;
	for (i = 0; i < GEN9_PREC_PAL_ENTRIES; i++) {
		v = palette[i];
		if (GEN9_PREC_PAL_RED(v) != i || GEN9_PREC_PAL_GREEN(v) != i ||
		    GEN9_PREC_PAL_BLUE(v) != i)
			return false;
	}
	return true;
}

/* Tell whether a plane has colours that a palette of 8 bits cannot keep. */
static bool any_deep(const struct display_pipe_picture *picture)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		if (picture->surfaces[i].format && picture->surfaces[i].format->to_argb64)
			return true;
	return false;
}

/* Tell whether the pipe makes colours between those of 8 bits, which no plane has. */
static bool any_mixed(const struct display_pipe_picture *picture)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		const struct display_surface *surface = &picture->surfaces[i];

		if (picture->planes[i].enabled && surface->format &&
		    (picture->windows[i].used || surface->alpha || surface->csc ||
		     surface->plane_alpha != 255))
			return true;
	}
	return picture->out.used;
}

/*
 * Let no plane go through the palette (@gamma) or the matrix (@csc), since these change nothing.
 */
static void drop_colour(struct display_pipe_picture *picture, bool gamma, bool csc)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		picture->surfaces[i].gamma &= !gamma;
		picture->surfaces[i].csc &= !csc;
	}
	picture->bottom_gamma &= !gamma;
	picture->bottom_csc &= !csc;
}

/* Mark planes as not direct if the pipe changes their colours. */
static void decide_direct(struct display_pipe_picture *picture)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		if (picture->surfaces[i].gamma || picture->surfaces[i].csc)
			picture->planes[i].direct = false;
}

/* Make a picture black, and no larger than the limits. */
static void refuse_picture(const struct display_pipe_snapshot *snapshot,
			   struct display_pipe_picture *picture)
{
	picture->width = min(picture->width, snapshot->max_width);
	picture->height = min(picture->height, snapshot->max_height);
	picture->out_width = picture->width;
	picture->out_height = picture->height;
	picture->out.used = false;
	picture->planes[0].enabled = true;
	picture->bad = 1;
}

void display_pipe_picture_decode(const struct display_pipe_snapshot *snapshot,
				 struct display_pipe_picture *picture)
{
	const struct display_pipe_regs *regs = &snapshot->pipe;

	picture->width = GEN9_PIPESRC_WIDTH(regs->src);
	picture->height = GEN9_PIPESRC_HEIGHT(regs->src);
	picture->out_width = picture->width;
	picture->out_height = picture->height;
	if (find_scaler(regs, 0, &picture->out)) {
		picture->out_width = snapshot->width;
		picture->out_height = snapshot->height;
	}
	if (port_check(PIPE_SIZE,
		       max(picture->width, picture->out_width) > snapshot->max_width ||
			       max(picture->height, picture->out_height) > snapshot->max_height)) {
		refuse_picture(snapshot, picture);
		return;
	}
	decode_planes(snapshot, picture);
	picture->bottom = argb64_from_rgb10(GEN9_BOTTOM_RED(regs->bottom),
					    GEN9_BOTTOM_GREEN(regs->bottom),
					    GEN9_BOTTOM_BLUE(regs->bottom));
	picture->bottom_gamma = regs->bottom & GEN9_BOTTOM_GAMMA;
	picture->bottom_csc = regs->bottom & GEN9_BOTTOM_CSC;
	picture->gamma_mode = GEN9_GAMMA_MODE_MODE(regs->gamma_mode);
	picture->csc_first = regs->csc_mode & GEN9_CSC_BEFORE_GAMMA;
	picture->bpc = snapshot->bpc;
	decode_matrix(regs, &picture->matrix);
	memcpy(picture->palette, snapshot->palette, sizeof(picture->palette));
	if (!any_deep(picture) && !any_mixed(picture) &&
	    palette_is_identity(picture->gamma_mode, picture->palette))
		drop_colour(picture, true, false);
}

/* Tell whether a matrix makes the limited range of the full range, and nothing else. */
static bool matrix_limits(const struct display_matrix *m)
{
	s32 limited = csc_coefficient(GEN9_CSC_LIMITED);
	u32 row, column;

	for (row = 0; row < ARRAY_SIZE(m->coeff); row++) {
		for (column = 0; column < ARRAY_SIZE(m->coeff[row]); column++)
			if (m->coeff[row][column] != (row == column ? limited : 0))
				return false;
		if (m->pre[row] || m->post[row] != csc_offset(GEN9_CSC_LIMITED_OFF))
			return false;
	}
	return true;
}

void display_pipe_picture_for_monitor(struct display_pipe_picture *picture)
{
	if (matrix_limits(&picture->matrix))
		drop_colour(picture, false, true);
	if (!any_deep(picture) && palette_is_identity(picture->gamma_mode, picture->palette))
		drop_colour(picture, true, false);
	decide_direct(picture);
}
