// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a thread: the loop over instructions, and the modes of floating point. render/ calls it for
 * each thread. Takes no lock.
 */
#include "eu/eu_op.h"
#include "eu/program.h"
#include "gen9/eu_send_defs.h"

#define CSR_FLUSH		0x8040u	/* MXCSR: denormal results and operands are zero */
#define CSR_ROUNDING_SHIFT	13u

u32 eu_modes_csr(u32 cr0, bool df)
{
	/* cr0: nearest, up, down, zero; MXCSR: nearest, down, up, zero */
	static const u8 rounding[] = {
		[GEN9_EU_ROUND_NEAREST] = 0,
		[GEN9_EU_ROUND_UP] = 2,
		[GEN9_EU_ROUND_DOWN] = 1,
		[GEN9_EU_ROUND_ZERO] = 3,
	};
	u32 mode = gen9_field(&cr0, GEN9_EU_CR0_ROUNDING);
	u32 keep = df ? GEN9_EU_CR0_DENORM_DF : GEN9_EU_CR0_DENORM_F;

	return EU_CSR_DEFAULT | (cr0 & keep ? 0 : CSR_FLUSH) |
		(u32)rounding[mode] << CSR_ROUNDING_SHIFT;
}

int eu_thread_poll(struct eu_thread *t)
{
	u32 ours = t->exec.csr;
	int ret;

	t->exec.polled = 0;
	_mm_setcsr(EU_CSR_DEFAULT);
	ret = t->ops->poll(t->client);
	_mm_setcsr(ours);
	return ret;
}

void eu_thread_init(struct eu_thread *t)
{
	u32 channels = t->dispatch_mask | t->vector_mask;

	memset(&t->exec, 0, sizeof(t->exec));
	t->exec.enabled = channels;
	t->exec.cr0 = t->cr0 | (t->float_mode ? GEN9_EU_CR0_ALT : 0);
}

/* The general way alone knows mode ALT. */
static void run_alt(struct eu_thread *t, const struct eu_op *op)
{
	while (op)
		op = op->mid(t, op);
}

static void run_ieee(struct eu_thread *t, const struct eu_op *op)
{
	while (op)
		op = op->exec(t, op);
}

enum eu_status eu_thread_run(const struct eu_program *program, struct eu_thread *t)
{
	const struct eu_op *op = &program->ops[min(t->exec.at, program->count)];
	u32 theirs = _mm_getcsr();

	t->exec.csr = eu_modes_csr(t->exec.cr0, false);
	t->exec.program = program;
	t->exec.from = op->work;
	_mm_setcsr(t->exec.csr);
	if (t->exec.cr0 & GEN9_EU_CR0_ALT)
		run_alt(t, op);
	else
		run_ieee(t, op);
	_mm_setcsr(theirs);
	return t->exec.status;
}
