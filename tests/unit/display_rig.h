/* SPDX-License-Identifier: GPL-2.0-only */
/* A vGPU with a display on an idle software engine, for the display's tests. */
#ifndef TESTS_DISPLAY_RIG_H
#define TESTS_DISPLAY_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "display/display.h"
#include "gen9/display.h"
#include "gen9/plane.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "softgpu/softgpu.h"
#include "tests/lib/fake_host.h"

#define RIG_PAGES		4096u
#define RIG_GGTT		0x800000u	/* entries in BAR0 */
#define RIG_MASTER_IRQ		0x44200u
#define RIG_PIPE_IRQ(pipe)	(0x44400u + 0x10u * (pipe))	/* ISR, IMR, IIR, IER */
#define RIG_SDE_IRQ		0xc4000u
#define RIG_IMR			0x4
#define RIG_IIR			0x8
#define RIG_IER			0xc
#define RIG_FRAME_NS		16666666ull	/* of 1080p, 148.5 MHz */

struct rig {
	struct fake_clock clock;
	struct fake_host host;
	struct softgpu *sg;
	struct facet_gpu *gpu;
	struct facet_vgpu *vgpu;
	struct facet_display *display;
};

static inline void rig_engine_kick(void *host, u32 engine)
{
}

static inline u64 rig_engine_now(void *host)
{
	return fake_clock_now(host);
}

static const struct softgpu_host_ops rig_engine_ops = {
	.kick = rig_engine_kick,
	.now_ns = rig_engine_now,
};

static inline int rig_setup(void **state)
{
	struct facet_display_config config = { .max_width = 1920, .max_height = 1080 };
	struct rig *rig = calloc(1, sizeof(*rig));

	fake_clock_init(&rig->clock, false);
	assert_int_equal(fake_host_init(&rig->host, &rig->clock, RIG_PAGES), 0);
	rig->sg = softgpu_create(&rig_engine_ops, &rig->clock);
	assert_non_null(rig->sg);
	assert_int_equal(facet_gpu_create(softgpu_pgpu(rig->sg), facet_display_regs,
					  &fake_gpu_host_ops, &rig->clock, &rig->gpu), 0);
	rig->clock.gpu = rig->gpu;
	assert_int_equal(facet_vgpu_create(rig->gpu, &facet_types[0], &fake_host_ops, &rig->host,
					   &rig->vgpu), 0);
	rig->host.vgpu = rig->vgpu;
	assert_int_equal(facet_display_create(rig->vgpu, &config, &rig->display), 0);
	*state = rig;
	return 0;
}

static inline int rig_teardown(void **state)
{
	struct rig *rig = *state;

	facet_display_destroy(rig->display);
	facet_vgpu_destroy(rig->vgpu);
	facet_gpu_destroy(rig->gpu);
	softgpu_destroy(rig->sg);
	fake_host_fini(&rig->host);
	free(rig);
	return 0;
}

static inline u32 rig_read(struct rig *rig, u32 offset)
{
	u32 value;

	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, offset, &value, sizeof(value)), 0);
	return value;
}

static inline void rig_write(struct rig *rig, u32 offset, u32 value)
{
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, offset, &value, sizeof(value)), 0);
}

/* Puts guest pages from @gpa on behind @pages of the GGTT from @gva on. */
static inline void rig_map(struct rig *rig, u32 gva, u64 gpa, u32 pages)
{
	u32 i;

	for (i = 0; i < pages; i++, gva += 4096, gpa += 4096) {
		u64 pte = gpa | 1;

		assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, RIG_GGTT + gva / 4096 * 8, &pte,
						       sizeof(pte)), 0);
	}
}

/* A pipe at 1920x1080, 60 Hz, from DPLL 1 to port B, as recorded guests do it. */
static inline void rig_modeset(struct rig *rig, u32 pipe)
{
	u32 base = pipe * GEN9_PIPE_STRIDE;

	rig_write(rig, GEN9_DPLL_CTRL1, 0x845);
	rig_write(rig, GEN9_DPLL_CFGCR1, 0x80400173);
	rig_write(rig, GEN9_DPLL_CFGCR2, 0x3a5);
	rig_write(rig, GEN9_LCPLL2_CTL, 0x80000000);
	rig_write(rig, GEN9_DPLL_CTRL2, 0x18);
	rig_write(rig, GEN9_PIPESRC + base, 0x077f0437);
	rig_write(rig, GEN9_TRANS_HTOTAL + base, 0x0897077f);
	rig_write(rig, GEN9_TRANS_VTOTAL + base, 0x04640437);
	rig_write(rig, GEN9_TRANS_DDI_FUNC_CTL + base, 0x91030000);
	rig_write(rig, GEN9_TRANSCONF + base, 0x80000000);
	rig_write(rig, GEN9_DDI_BUF_CTL + GEN9_DDI_STRIDE, 0x80000000);
}

/* A linear XRGB8888 plane over a part or all of the screen. */
static inline void rig_flip(struct rig *rig, u32 pipe, u32 ctl, u32 width, u32 height, u32 surf)
{
	u32 base = pipe * GEN9_PIPE_STRIDE;

	rig_write(rig, GEN9_PLANE_STRIDE + base, width * 4 / 64);
	rig_write(rig, GEN9_PLANE_POS + base, 0);
	rig_write(rig, GEN9_PLANE_SIZE + base, (height - 1) << 16 | (width - 1));
	rig_write(rig, GEN9_PLANE_OFFSET + base, 0);
	rig_write(rig, GEN9_PLANE_CTL + base, ctl);
	rig_write(rig, GEN9_PLANE_SURF + base, surf);
}

/* Lets all interrupts of a pipe through. */
static inline void rig_irq_on(struct rig *rig, u32 pipe)
{
	rig_write(rig, RIG_PIPE_IRQ(pipe) + RIG_IMR, 0);
	rig_write(rig, RIG_PIPE_IRQ(pipe) + RIG_IER, ~0u);
	rig_write(rig, RIG_MASTER_IRQ, 0x80000000);
}

/* The pipe's IIR, cleared by the look. */
static inline u32 rig_irq_take(struct rig *rig, u32 pipe)
{
	u32 iir = rig_read(rig, RIG_PIPE_IRQ(pipe) + RIG_IIR);

	rig_write(rig, RIG_PIPE_IRQ(pipe) + RIG_IIR, iir);
	return iir;
}

static inline struct facet_plane rig_plane(struct rig *rig, enum facet_plane_kind kind)
{
	struct facet_plane plane;

	assert_int_equal(facet_display_plane(rig->display, 0, kind, &plane), 0);
	return plane;
}

#endif
