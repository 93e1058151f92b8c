// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make ops of the decoded instructions of a program, and link their jumps. eu/program.c calls it.
 * Takes no lock.
 */
#include "eu/program.h"

#include "eu/decode.h"

/*
 * Work of an instruction, for each 8 channels that it has. MATH alone has functions that take long.
 * tests/bench/bench_eu.c measures what a unit is worth.
 */
enum {
	WORK_FAST = 4,
	WORK_FAST_MATH = 48,
	WORK_GENERAL = 32,
	WORK_GENERAL_MATH = 128,
	WORK_FLOW = 8,
	WORK_SEND = 256,
};

#define CHECK_WORK	(EU_POLL_WORK / 8)	/* of straight code between two checks */

static u32 work_of(const struct eu_op *op, const struct eu_isa *isa)
{
	u32 opcode = op->slow->inst->op;
	bool math = opcode == GEN9_EU_MATH;

	if (eu_op_is_send(opcode))
		return op->blocks * WORK_SEND;
	if (op->slow->compute)
		return op->blocks * (op->body == isa->mid ?
				     (math ? WORK_GENERAL_MATH : WORK_GENERAL) :
				     (math ? WORK_FAST_MATH : WORK_FAST));
	return op->blocks * WORK_FLOW;
}

/* Sum the work up, and let long straight code count itself. */
static void program_work(struct eu_program *p, const struct eu_isa *isa)
{
	u32 sum = 0, checked = 0, i;

	for (i = 0; i < p->count; i++) {
		struct eu_op *op = &p->ops[i];

		op->work = sum;
		if (sum - checked >= CHECK_WORK) {
			op->exec = eu_exec_check;
			op->mid = eu_exec_check_mid;
			checked = sum;
		}
		sum += work_of(op, isa);
	}
	p->ops[p->count].work = sum;
}

/* Channels may wait at the instruction @index. */
static void program_join(struct eu_program *p, u32 index)
{
	p->ops[index].exec = eu_exec_join;
	p->ops[index].mid = eu_exec_join_mid;
}

/* Set the jumps of an op, and mark where its channels may wait. A UIP of 0 is the op itself. */
static void program_link(struct eu_program *p, u32 index)
{
	const struct eu_inst *inst = &p->insts[index];
	struct eu_op *op = &p->ops[index];
	u32 target;

	if (eu_op_kind(inst->op) != GEN9_EU_KIND_FLOW)
		return;
	target = eu_program_index(p, p->at[index] + inst->jip);
	op->jip = (s32)(target - index);
	program_join(p, target);
	program_join(p, index + 1);
	target = eu_program_index(p, p->at[index] + inst->uip);
	op->uip = (s32)(target - index);
	program_join(p, target);
	program_join(p, target + 1);	/* BREAK: behind WHILE, or the op that ends the array */
}

int eu_program_link(struct eu_program *p, const struct eu_isa *isa, const struct eu_code *code,
		    const struct eu_inst **refused)
{
	struct eu_op *last;
	u32 i;
	int err = 0;

	p->slow = port_calloc(p->count, sizeof(*p->slow));
	p->ops = port_calloc(p->count + 1, sizeof(*p->ops));
	if (!p->slow || !p->ops)
		return -ENOMEM;
	last = &p->ops[p->count];
	for (i = 0; !err && i < p->count; i++) {
		err = eu_lower(&p->insts[i], isa, &p->ops[i], &p->slow[i]);
		*refused = &p->insts[i];
		p->ops[i].index = i;
		if (!err)
			err = eu_code_poll(code, i);
	}
	for (i = 0; !err && i < p->count; i++) {
		program_link(p, i);
		err = eu_code_poll(code, i);
	}
	if (!err)
		program_work(p, isa);
	last->index = p->count;
	last->exec = eu_exec_invalid;
	last->mid = eu_exec_invalid;
	return err;
}

void eu_program_destroy(struct eu_program *p)
{
	if (!p)
		return;
	port_free(p->code);
	port_free(p->insts);
	port_free(p->at);
	port_free(p->slow);
	port_free(p->ops);
	port_free(p);
}
