/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A render engine without its outer parts, for tests of the front half: graphics memory, registers,
 * and a list of what was reported. Each test file defines the parts that it needs beside this.
 */
#ifndef TESTS_UNIT_RENDER_RIG_H
#define TESTS_UNIT_RENDER_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "gen9/state_3d.h"
#include "pgpu/pipeline_state.h"
#include "render/render_types.h"
#include "render/state.h"
#include "sample/window.h"
#include "tests/lib/memory_rig.h"

#define RIG_VA		0x100000000ull	/* graphics address of the memory */
#define RIG_BYTES	(64u * PAGE_SIZE)
#define RIG_REGS	0x6000u

/**
 * struct render_rig - The rig.
 * @render: the engine
 * @memory: its address space
 * @space: the pages of @memory
 * @bytes: graphics memory from RIG_VA on
 * @regs: registers, by dword
 * @unsupported: what was counted last; NULL: nothing
 * @polls: number of polls
 * @poll_error: what a poll returns
 * @places: number of places
 * @end_at: the place at which a command ends, from 1; 0: at none
 */
struct render_rig {
	struct render render;
	struct sample_memory memory;
	struct memory_rig space;
	u8 bytes[RIG_BYTES];
	u32 regs[RIG_REGS / 4];
	const char *unsupported;
	u32 polls;
	int poll_error;
	u32 places;
	u32 end_at;
};

static int rig_poll(void *host)
{
	struct render_rig *rig = host;

	rig->polls++;
	return rig->poll_error;
}

/* A place is a poll, too. */
static int rig_place(void *host)
{
	struct render_rig *rig = host;
	int error = rig_poll(host);

	return !error && ++rig->places == rig->end_at ? -EINTR : error;
}

static u32 rig_reg_read(void *host, u32 offset)
{
	struct render_rig *rig = host;

	assert_in_range(offset, 0, RIG_REGS - 4);
	return rig->regs[offset / 4];
}

static void rig_reg_write(void *host, u32 offset, u32 value)
{
	struct render_rig *rig = host;

	assert_in_range(offset, 0, RIG_REGS - 4);
	rig->regs[offset / 4] = value;
}

static void rig_unsupported(void *host, const char *what)
{
	struct render_rig *rig = host;

	rig->unsupported = what;
}

static const struct render_host_ops rig_host_ops = {
	rig_poll, rig_place, rig_reg_read, rig_reg_write, rig_unsupported,
};

/**
 * rig_new() - Make a rig with memory, windows and state.
 *
 * Context: a test.
 * Return: the rig, for rig_free().
 */
static inline struct render_rig *rig_new(void)
{
	struct render_rig *rig = calloc(1, sizeof(*rig));

	assert_non_null(rig);
	rig->space = (struct memory_rig){
		.va = RIG_VA, .bytes = rig->bytes, .pages = RIG_BYTES / PAGE_SIZE,
	};
	rig->memory = (struct sample_memory){ &memory_rig_ops, &rig->space };
	rig->render.ops = &rig_host_ops;
	rig->render.memory = &rig->memory;
	rig->render.host = rig;
	rig->render.windows = sample_windows_create(&rig->memory);
	rig->render.state = port_zalloc(sizeof(*rig->render.state));
	assert_non_null(rig->render.windows);
	assert_non_null(rig->render.state);
	return rig;
}

/**
 * rig_free() - Free a rig.
 * @rig: of rig_new()
 *
 * Context: a test.
 */
static inline void rig_free(struct render_rig *rig)
{
	port_free(rig->render.state);
	sample_windows_destroy(rig->render.windows);
	free(rig);
}

/**
 * rig_packet() - Give the state a command.
 * @rig: the rig
 * @op: its opcode
 * @n: number of dwords behind the first
 * @...: the dwords
 *
 * Context: a test.
 */
static inline void rig_packet(struct render_rig *rig, u32 op, u32 n, ...)
{
	u32 dw[64] = { op << GEN9_OP_SHIFT }, i;
	va_list args;

	va_start(args, n);
	for (i = 0; i < n; i++)
		dw[1 + i] = va_arg(args, u32);
	va_end(args);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, n + 1), 0);
}

/**
 * rig_bits() - Return the bits of a float.
 * @f: the float
 *
 * Context: any.
 * Return: its bits.
 */
static inline u32 rig_bits(float f)
{
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

#endif
