/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vGPU with a display, and functions that drive it as recorded guests do, for the display's
 * tests.
 */
#ifndef TESTS_DISPLAY_RIG_H
#define TESTS_DISPLAY_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "device/device.h"
#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define RIG_MASTER_IRQ		0x44200u
#define RIG_PIPE_IRQ(pipe)	(0x44400u + 0x10u * (pipe))	/* ISR, IMR, IIR, IER */
#define RIG_SDE_IRQ		0xc4000u
#define RIG_IMR			0x4
#define RIG_IIR			0x8
#define RIG_IER			0xc
#define RIG_FRAME_NS		16666666ull	/* a frame of 1080p at 148.5 MHz, in nanoseconds */

/**
 * rig_display() - Return the display of the rig's vGPU.
 * @rig: the rig
 *
 * Context: any; takes no lock.
 * Return: the display; NULL: the vGPU has none.
 */
static inline struct facet_display *rig_display(struct rig *rig)
{
	return facet_vgpu_device(rig->vgpu)->display;
}

/**
 * rig_with_config() - Make a vGPU with a display.
 * @config: outputs and limits of the display
 *
 * Context: the test's thread, on no lock. Fails the test if the vGPU cannot be made.
 * Return: the rig, for rig_teardown().
 */
static inline struct rig *rig_with_config(const struct facet_display_config *config)
{
	struct rig *rig = rig_create(&facet_types[0], facet_display_regs);
	struct facet_display *display;

	assert_non_null(rig);
	assert_int_equal(facet_gen9_display_create(facet_vgpu_device(rig->vgpu), rig->vgpu, config,
						   &display),
			 0);
	assert_ptr_equal(display, rig_display(rig));
	return rig;
}

/**
 * rig_setup() - Make a vGPU with the display's default outputs, at most 1920x1080.
 * @state: gets the rig
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static inline int rig_setup(void **state)
{
	struct facet_display_config config = { .max_width = 1920, .max_height = 1080 };

	*state = rig_with_config(&config);
	return 0;
}

/**
 * rig_with() - Make a vGPU with three outputs.
 * @a: kind of output 0
 * @port_a: port of output 0
 * @b: kind of output 1
 * @port_b: port of output 1
 * @c: kind of output 2
 * @port_c: port of output 2
 *
 * Context: as rig_with_config().
 * Return: the rig, for rig_teardown().
 */
static inline struct rig *rig_with(enum facet_output_kind a, u32 port_a, enum facet_output_kind b,
				   u32 port_b, enum facet_output_kind c, u32 port_c)
{
	struct facet_display_config config = {
		.max_width = 1920, .max_height = 1080, .n_outputs = 3,
		.outputs = {
			{ .kind = a, .port = port_a },
			{ .kind = b, .port = port_b },
			{ .kind = c, .port = port_c },
		},
	};

	return rig_with_config(&config);
}

/**
 * rig_setup_dp() - Make a vGPU with one DisplayPort output on port B.
 * @state: gets the rig
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static inline int rig_setup_dp(void **state)
{
	struct facet_display_config config = {
		.max_width = 1920, .max_height = 1080, .n_outputs = 1,
		.outputs = { { .kind = FACET_OUTPUT_DP, .port = 1 } },
	};

	*state = rig_with_config(&config);
	return 0;
}

/**
 * rig_teardown() - Destroy the display and the rig.
 * @state: the rig
 *
 * Context: after the test, in its thread. Fails the test if a page leaked.
 * Return: 0.
 */
static inline int rig_teardown(void **state)
{
	struct rig *rig = *state;

	facet_display_destroy(rig_display(rig));
	assert_true(rig_destroy(rig) == 0);
	return 0;
}

/**
 * rig_map() - Map guest pages in the GGTT.
 * @rig: the rig
 * @gva: GGTT address of the first page in bytes
 * @gpa: guest-physical address of the first page in bytes
 * @pages: how many pages
 *
 * Context: takes &facet_device.mmio_lock for each entry; may sleep.
 */
static inline void rig_map(struct rig *rig, u32 gva, u64 gpa, u32 pages)
{
	u32 i;

	for (i = 0; i < pages; i++, gva += 4096, gpa += 4096)
		rig_pte(rig, gva, gpa | 1);
}

/**
 * rig_modeset() - Start a pipe at 1920x1080 and 60 Hz, from DPLL 1 to port B, as recorded
 * guests do.
 * @rig: the rig
 * @pipe: index of the pipe
 *
 * Context: takes &facet_device.mmio_lock for each register; may sleep.
 */
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

/**
 * rig_flip() - Program plane 1 of a pipe at position 0, linear stride, 4 bytes per pixel.
 * @rig: the rig
 * @pipe: index of the pipe
 * @ctl: value of PLANE_CTL
 * @width: pixels; a multiple of 16
 * @height: rows
 * @surf: value of PLANE_SURF
 *
 * Context: takes &facet_device.mmio_lock for each register; may sleep.
 */
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

/**
 * rig_irq_on() - Enable and unmask all interrupts of a pipe.
 * @rig: the rig
 * @pipe: index of the pipe
 *
 * Context: takes &facet_device.mmio_lock for each register; may sleep.
 */
static inline void rig_irq_on(struct rig *rig, u32 pipe)
{
	rig_write(rig, RIG_PIPE_IRQ(pipe) + RIG_IMR, 0);
	rig_write(rig, RIG_PIPE_IRQ(pipe) + RIG_IER, ~0u);
	rig_write(rig, RIG_MASTER_IRQ, 0x80000000);
}

/**
 * rig_irq_take() - Read and clear the IIR of a pipe.
 * @rig: the rig
 * @pipe: index of the pipe
 *
 * Context: takes &facet_device.mmio_lock for each access; may sleep.
 * Return: the IIR before the clear.
 */
static inline u32 rig_irq_take(struct rig *rig, u32 pipe)
{
	u32 iir = rig_read(rig, RIG_PIPE_IRQ(pipe) + RIG_IIR);

	rig_write(rig, RIG_PIPE_IRQ(pipe) + RIG_IIR, iir);
	return iir;
}

/**
 * rig_plane() - Return the live state of a plane of head 0.
 * @rig: the rig
 * @kind: the plane
 *
 * Context: as facet_scanout_plane(). Fails the test on an error.
 * Return: the plane.
 */
static inline struct facet_plane rig_plane(struct rig *rig, enum facet_plane_kind kind)
{
	struct facet_plane plane;

	assert_int_equal(facet_scanout_plane(rig_display(rig), 0, kind, &plane), 0);
	return plane;
}

/**
 * rig_edid_fix_checksum() - Write the checksum byte of an EDID block.
 * @block: 128 bytes
 *
 * Context: any; takes no lock.
 */
static inline void rig_edid_fix_checksum(u8 *block)
{
	u32 i;

	block[127] = 0;
	for (i = 0; i < 127; i++)
		block[127] -= block[i];
}

/**
 * rig_edid_two() - Make an EDID of two blocks: block 0 of head 0, and a patterned second block.
 * @rig: the rig
 * @edid: gets 256 bytes
 * @pattern: byte i of the second block is i ^ @pattern
 *
 * Context: as facet_output_get_edid(). Fails the test on an error.
 */
static inline void rig_edid_two(struct rig *rig, u8 *edid, u8 pattern)
{
	u32 i, size;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
	for (i = 128; i < 255; i++)
		edid[i] = i ^ pattern;
	edid[126] = 1;
	rig_edid_fix_checksum(edid);
	rig_edid_fix_checksum(edid + 128);
}

#endif
