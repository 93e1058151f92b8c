/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execution units whose kernels are C functions of the test. A program keeps the bytes of its
 * kernel: as many as its first dword says.
 */
#ifndef TESTS_UNIT_RENDER_FAKE_EU_H
#define TESTS_UNIT_RENDER_FAKE_EU_H

#include "tests/unit/render/render_rig.h"

#include "eu/eu.h"

struct eu_program {
	u32 n;
	u8 code[64];
};

static u32 fake_programs;	/* programs that exist */
static u32 fake_created;	/* programs that were ever made */
static u32 fake_memory;		/* bytes that each program occupies */
static u32 fake_work;		/* work of each thread */
static enum eu_status (*fake_kernel)(struct eu_thread *thread);

int eu_program_create(const struct eu_code *code, struct eu_program **program)
{
	struct eu_program *made;
	u32 n;

	assert_int_equal(code->read(code->client, 0, &n, sizeof(n)), 0);
	if (!n || n > sizeof(made->code))
		return -EINVAL;
	made = calloc(1, sizeof(*made));
	made->n = n;
	assert_int_equal(code->read(code->client, 0, made->code, n), 0);
	fake_programs++;
	fake_created++;
	*program = made;
	return 0;
}

void eu_program_destroy(struct eu_program *program)
{
	fake_programs -= !!program;
	free(program);
}

u32 eu_program_bytes(const struct eu_program *program)
{
	return program->n;
}

u32 eu_program_memory(const struct eu_program *program)
{
	return fake_memory;
}

const void *eu_program_code(const struct eu_program *program)
{
	return program->code;
}

void eu_thread_init(struct eu_thread *thread)
{
}

enum eu_status eu_thread_run(const struct eu_program *program, struct eu_thread *thread)
{
	thread->exec.polled = fake_work;
	return fake_kernel(thread);
}

#endif
