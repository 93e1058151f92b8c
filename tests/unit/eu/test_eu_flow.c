// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control flow of the EU: each program is compared with what each channel alone would do. Also
 * messages, barriers, and the bounds of time.
 */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/eu_send_defs.h"
#include "tests/lib/eu_rig.h"

#define MOST		64
#define SRC		8	/* register of what a program tests */
#define SUM		20	/* register of what a program counts */
#define LEFT		22

/* A program that is written forward; jumps are set when their targets are known. */
struct code {
	struct eu_inst inst[MOST];
	u32 n;
};

static u32 add(struct code *c, struct eu_inst inst)
{
	c->inst[c->n] = inst;
	return c->n++;
}

static void jumps(struct code *c, u32 at, u32 jip, u32 uip)
{
	c->inst[at].jip = ((s32)jip - (s32)at) * (s32)GEN9_EU_INST_BYTES;
	c->inst[at].uip = ((s32)uip - (s32)at) * (s32)GEN9_EU_INST_BYTES;
}

static u32 branch(struct code *c, u32 op, bool predicated)
{
	struct eu_inst inst = eu_rig_inst(op, 16, eu_rig_null(EU_D));

	inst.pred = predicated;
	return add(c, inst);
}

/* Flag f0.0: register @nr, of 16 channels, is less than @value. */
static void compare(struct code *c, u32 nr, u32 value)
{
	struct eu_inst inst = eu_rig_binary(GEN9_EU_CMP, 16, eu_rig_null(EU_UD),
					    eu_rig_grf(EU_UD, nr), eu_rig_imm(EU_UD, value));

	inst.cond = GEN9_EU_COND_L;
	add(c, inst);
}

static void increase(struct code *c, u32 nr, u32 value)
{
	add(c, eu_rig_binary(GEN9_EU_ADD, 16, eu_rig_grf(EU_UD, nr), eu_rig_grf(EU_UD, nr),
			     eu_rig_imm(EU_UD, value)));
}

static void run(struct code *c, struct eu_thread *t, u32 mask, enum eu_status status)
{
	struct eu_program *p;

	add(c, eu_rig_eot());
	p = eu_rig_program(c->inst, c->n, EU_RIG_BASE_FAST);
	assert_non_null(p);
	eu_rig_thread(t, mask);
	eu_thread_init(t);
	assert_int_equal(eu_thread_run(p, t), status);
	eu_program_destroy(p);
}

/* Registers SRC: the number of the channel. */
static void number(struct eu_thread *t)
{
	u32 i;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < 16; i++)
		t->grf[SRC + i / 8].ud[i % 8] = i;
}

static u32 lane(const struct eu_thread *t, u32 nr, u32 channel)
{
	return t->grf[nr + channel / 8].ud[channel % 8];
}

/* if (x < 5) sum += 1; else sum += 100; sum += 1000; as Mesa has it: ELSE goes to a NOP. */
static void if_and_else_divide_the_channels(void **state)
{
	static const u32 masks[] = { 0xffff, 0x001f, 0xffe0, 0x0ff0, 0x8001 };
	struct eu_thread t;
	u32 i, k;

	for (k = 0; k < ARRAY_SIZE(masks); k++) {
		struct code c = { .n = 0 };
		u32 at_if, at_else, at_nop, at_end;

		compare(&c, SRC, 5);
		at_if = branch(&c, GEN9_EU_IF, true);
		increase(&c, SUM, 1);
		at_else = branch(&c, GEN9_EU_ELSE, false);
		increase(&c, SUM, 100);
		at_nop = add(&c, eu_rig_inst(GEN9_EU_NOP, 1, eu_rig_null(EU_UD)));
		at_end = branch(&c, GEN9_EU_ENDIF, false);
		c.inst[at_else].branch_ctrl = true;
		jumps(&c, at_if, at_else + 1, at_end);
		jumps(&c, at_else, at_nop, at_end);
		jumps(&c, at_end, at_end + 1, at_end);
		increase(&c, SUM, 1000);
		number(&t);
		run(&c, &t, masks[k], EU_END);
		for (i = 0; i < 16; i++)
			assert_int_equal(lane(&t, SUM, i), masks[k] >> i & 1 ?
					 (i < 5 ? 1001 : 1100) : 0);
	}
}

/* do { left += 1; if (x < left) break; if (left < 3) continue; sum += 1; } while (left < 9) */
static void each_channel_leaves_a_loop_alone(void **state)
{
	struct eu_thread t;
	struct code c = { .n = 0 };
	u32 start, at_break, at_cont, at_while, i;
	struct eu_inst cmp;

	start = c.n;
	increase(&c, LEFT, 1);
	cmp = eu_rig_binary(GEN9_EU_CMP, 16, eu_rig_null(EU_UD), eu_rig_grf(EU_UD, SRC),
			    eu_rig_grf(EU_UD, LEFT));
	cmp.cond = GEN9_EU_COND_L;
	add(&c, cmp);
	at_break = branch(&c, GEN9_EU_BREAK, true);
	compare(&c, LEFT, 3);
	at_cont = branch(&c, GEN9_EU_CONT, true);
	increase(&c, SUM, 1);
	compare(&c, LEFT, 9);
	at_while = branch(&c, GEN9_EU_WHILE, true);
	increase(&c, SUM, 100);
	/* CONT comes to WHILE with the flag of its own compare: true */
	jumps(&c, at_break, at_while, at_while);
	jumps(&c, at_cont, at_while, at_while);
	jumps(&c, at_while, start, at_while);
	number(&t);
	run(&c, &t, 0xffff, EU_END);
	for (i = 0; i < 16; i++) {
		u32 left = 0, sum = 0;

		do {
			left++;
			if (i < left)
				break;
			if (left < 3)
				continue;
			sum++;
		} while (left < 9);
		assert_int_equal(lane(&t, LEFT, i), left);
		assert_int_equal(lane(&t, SUM, i), sum + 100);
	}
}

/* A break inside an IF of a loop: JIP is the ENDIF. */
static void a_break_inside_an_if_leaves_the_loop(void **state)
{
	struct eu_thread t;
	struct code c = { .n = 0 };
	u32 start, at_if, at_break, at_end, at_while, i;

	start = c.n;
	increase(&c, LEFT, 1);
	compare(&c, SRC, 8);
	at_if = branch(&c, GEN9_EU_IF, true);
	compare(&c, LEFT, 4);
	c.inst[c.n - 1].cond = GEN9_EU_COND_GE;
	at_break = branch(&c, GEN9_EU_BREAK, true);
	at_end = branch(&c, GEN9_EU_ENDIF, false);
	compare(&c, LEFT, 7);
	at_while = branch(&c, GEN9_EU_WHILE, true);
	increase(&c, SUM, 1);
	jumps(&c, at_if, at_end, at_end);
	jumps(&c, at_break, at_end, at_while);
	jumps(&c, at_end, at_while, at_end);
	jumps(&c, at_while, start, at_while);
	number(&t);
	run(&c, &t, 0xffff, EU_END);
	for (i = 0; i < 16; i++) {
		assert_int_equal(lane(&t, LEFT, i), i < 8 ? 4 : 7);
		assert_int_equal(lane(&t, SUM, i), 1);
	}
}

/* HALT: the channels go on at the HALT that ends the part they skip. */
static void halted_channels_go_on_at_the_target(void **state)
{
	static const u32 limits[] = { 0, 6, 16 };
	struct eu_thread t;
	u32 k, i;

	for (k = 0; k < ARRAY_SIZE(limits); k++) {
		struct code c = { .n = 0 };
		u32 at_halt, at_target;

		compare(&c, SRC, limits[k]);
		at_halt = branch(&c, GEN9_EU_HALT, true);
		increase(&c, SUM, 1);
		at_target = branch(&c, GEN9_EU_HALT, false);
		increase(&c, SUM, 100);
		jumps(&c, at_halt, at_target, at_target);
		jumps(&c, at_target, at_target + 1, at_target + 1);
		number(&t);
		run(&c, &t, 0xffff, EU_END);
		for (i = 0; i < 16; i++)
			assert_int_equal(lane(&t, SUM, i), i < limits[k] ? 100 : 101);
	}
}

static void a_jump_depends_on_its_predicate(void **state)
{
	struct eu_thread t;
	u32 k;

	for (k = 0; k < 2; k++) {
		struct code c = { .n = 0 };
		u32 at;

		compare(&c, SRC, k);	/* channel 0 is less than 1, not less than 0 */
		at = branch(&c, GEN9_EU_JMPI, true);
		c.inst[at].exec_size = 1;
		c.inst[at].mask_disable = true;
		increase(&c, SUM, 1);
		increase(&c, SUM, 10);
		jumps(&c, at, at + 2, at);
		number(&t);
		run(&c, &t, 0xffff, EU_END);
		assert_int_equal(lane(&t, SUM, 3), k ? 10 : 11);
	}
}

/*
 * if (x >= 10) goto far; if (x < 5) goto near; sum += 1; near: sum += 10; far: sum += 100. Forward,
 * channels whose predicate is false go. A GOTO that all channels take goes to the next JOIN.
 */
static void a_goto_forward_meets_the_others_at_its_join(void **state)
{
	static const u32 masks[] = { 0xffff, 0x001f, 0xfc00, 0x03e0, 0xffe0 };
	struct eu_thread t;
	u32 k, i;

	for (k = 0; k < ARRAY_SIZE(masks); k++) {
		struct code c = { .n = 0 };
		u32 to_far, to_near, near, far;

		compare(&c, SRC, 10);
		to_far = branch(&c, GEN9_EU_GOTO, true);
		compare(&c, SRC, 5);
		to_near = branch(&c, GEN9_EU_GOTO, true);
		c.inst[to_near].pred_invert = true;
		increase(&c, SUM, 1);
		near = branch(&c, GEN9_EU_JOIN, false);
		increase(&c, SUM, 10);
		far = branch(&c, GEN9_EU_JOIN, false);
		increase(&c, SUM, 100);
		jumps(&c, to_far, near, far);
		jumps(&c, to_near, near, near);
		jumps(&c, near, far, near);
		jumps(&c, far, far + 1, far);
		number(&t);
		run(&c, &t, masks[k], EU_END);
		for (i = 0; i < 16; i++)
			assert_int_equal(lane(&t, SUM, i), !(masks[k] >> i & 1) ? 0 :
					 i >= 10 ? 100 : i < 5 ? 110 : 111);
	}
}

/* do { left += 1; } while (left < x), by a GOTO backward whose other channels wait behind it. */
static void a_goto_backward_repeats_for_its_channels(void **state)
{
	struct eu_thread t;
	struct code c = { .n = 0 };
	struct eu_inst cmp = eu_rig_binary(GEN9_EU_CMP, 16, eu_rig_null(EU_UD),
					   eu_rig_grf(EU_UD, LEFT), eu_rig_grf(EU_UD, SRC));
	u32 at, join, i;

	increase(&c, LEFT, 1);
	cmp.cond = GEN9_EU_COND_L;
	add(&c, cmp);
	at = branch(&c, GEN9_EU_GOTO, true);
	c.inst[at].branch_ctrl = true;
	join = branch(&c, GEN9_EU_JOIN, false);
	increase(&c, SUM, 1);
	jumps(&c, at, join, 0);
	jumps(&c, join, join + 1, join);
	number(&t);
	run(&c, &t, 0xffff, EU_END);
	for (i = 0; i < 16; i++) {
		assert_int_equal(lane(&t, LEFT, i), i ? i : 1);
		assert_int_equal(lane(&t, SUM, i), 1);
	}
}

#define RETURN	60	/* register of the return address */

/* sum of some channels, by a function that returns early for some of them */
static void a_function_returns_to_its_caller(void **state)
{
	struct eu_thread t;
	struct code c = { .n = 0 };
	u32 call, skip, start, again, i;
	struct eu_operand back = eu_rig_scalar(EU_UD, RETURN, 8);

	compare(&c, SRC, 12);
	call = branch(&c, GEN9_EU_CALL, true);
	increase(&c, SUM, 100);
	again = branch(&c, GEN9_EU_CALL, false);
	skip = branch(&c, GEN9_EU_JMPI, false);
	start = c.n;
	increase(&c, SUM, 1);
	compare(&c, SRC, 5);
	for (i = 0; i < 2; i++) {
		u32 ret = branch(&c, GEN9_EU_RET, !i);

		c.inst[ret].src[0] = back;
		c.inst[ret].src_count = 1;
		if (!i)
			increase(&c, SUM, 10);
	}
	jumps(&c, call, start, call);
	jumps(&c, again, start, again);
	jumps(&c, skip, c.n, skip);
	c.inst[call].dst = c.inst[again].dst = eu_rig_grf(EU_UD, RETURN);
	c.inst[call].dst.subnr = c.inst[again].dst.subnr = 8;
	number(&t);
	run(&c, &t, 0xffff, EU_END);
	for (i = 0; i < 16; i++)
		assert_int_equal(lane(&t, SUM, i), 100 + (i < 5 ? 2 : i < 12 ? 22 : 11));
}

/* A jump by a register, counted from the next instruction, skips none, one or two of two. */
/* Sums of 64 bits wrap: a sanitizer finds those that are not defined. */
static void a_distance_of_64_bits_leaves_the_program(void **state)
{
	static const u64 distances[] = { ~0ull >> 1, 1ull << 63, (~0ull >> 1) - 16, ~0ull << 32 };
	struct eu_thread t;
	u32 k;

	for (k = 0; k < ARRAY_SIZE(distances); k++) {
		struct code c = { .n = 0 };
		u32 at = branch(&c, GEN9_EU_JMPI, false);

		c.inst[at].src[0] = eu_rig_scalar(EU_Q, LEFT, 8);
		c.inst[at].src_count = 1;
		c.inst[at].exec_size = 1;
		c.inst[at].jip = GEN9_EU_INST_BYTES;
		increase(&c, SUM, 1);
		number(&t);
		t.grf[LEFT].uq[1] = distances[k];
		run(&c, &t, 0xffff, EU_INVALID);
		assert_int_equal(lane(&t, SUM, 3), 0);
	}
}

static void a_jump_can_have_its_distance_in_a_register(void **state)
{
	struct eu_thread t;
	s32 k;

	for (k = -1; k < 4; k++) {
		struct code c = { .n = 0 };
		u32 at = branch(&c, GEN9_EU_JMPI, false);

		c.inst[at].src[0] = eu_rig_scalar(EU_D, LEFT, 4);
		c.inst[at].src_count = 1;
		c.inst[at].exec_size = 1;
		c.inst[at].jip = GEN9_EU_INST_BYTES;
		increase(&c, SUM, 1);
		increase(&c, SUM, 10);
		number(&t);
		t.grf[LEFT].d[1] = k < 0 ? -100 : k == 3 ? 8 : k * (s32)GEN9_EU_INST_BYTES;
		run(&c, &t, 0xffff, k < 0 || k == 3 ? EU_INVALID : EU_END);
		assert_int_equal(lane(&t, SUM, 3), k ? (k == 1 ? 10 : 0) : 11);
	}
}

static void an_endless_loop_polls_until_it_is_cancelled(void **state)
{
	struct eu_thread t;
	struct code c = { .n = 0 };
	u32 at;

	increase(&c, SUM, 1);
	at = branch(&c, GEN9_EU_WHILE, false);
	jumps(&c, at, 0, at);
	number(&t);
	eu_rig_reset();
	eu_rig_poll_result = -ECANCELED;
	run(&c, &t, 0xffff, EU_CANCELLED);
	assert_int_equal(eu_rig_polls, 1);
	assert_true(lane(&t, SUM, 0) <= EU_POLL_WORK / 2);
}

/* Code that no channel executes ends nevertheless, and so does what runs beyond its end. */
static void the_end_of_the_code_is_invalid(void **state)
{
	struct eu_thread t;
	struct eu_inst inst = eu_rig_inst(GEN9_EU_NOP, 1, eu_rig_null(EU_UD));
	struct eu_program *p = eu_rig_program(&inst, 1, EU_RIG_BASE_FAST);

	number(&t);
	eu_rig_thread(&t, 1);
	eu_thread_init(&t);
	assert_int_equal(eu_thread_run(p, &t), EU_INVALID);
	eu_program_destroy(p);
}

/* What a message had, and what its client does. */
static struct {
	struct eu_message message;
	union eu_reg payload[4];
	int result;
} sent;

static int record(void *client, struct eu_thread *t, const struct eu_message *m)
{
	u32 i;

	if (m->eot)
		return 0;
	sent.message = *m;
	for (i = 0; i < m->src_regs && i < ARRAY_SIZE(sent.payload); i++)
		sent.payload[i] = m->src[i];
	for (i = 0; i < m->dst_regs; i++)
		memset(&m->dst[i], 0x5a, sizeof(m->dst[i]));
	for (i = 0; i < m->src_regs && i < ARRAY_SIZE(sent.payload); i++)
		assert_memory_equal(&sent.payload[i], &m->src[i], sizeof(m->src[i]));
	return sent.result;
}

static int poll_none(void *client)
{
	return 0;
}

static const struct eu_client_ops record_ops = { .send = record, .poll = poll_none };

static struct eu_inst message(u32 op, u32 desc, u32 dst, u32 src0, u32 src1)
{
	struct eu_inst inst = eu_rig_binary(op, 16, eu_rig_grf(EU_UD, dst), eu_rig_grf(EU_UD, src0),
					    eu_rig_grf(EU_UD, src1));

	inst.sfid = GEN9_SFID_DATA_CACHE_1;
	inst.desc = desc;
	return inst;
}

static enum eu_status send_one(struct eu_inst inst, struct eu_thread *t)
{
	struct eu_inst insts[] = { inst, eu_rig_eot() };
	struct eu_program *p = eu_rig_program(insts, 2, EU_RIG_BASE_FAST);
	enum eu_status status;

	eu_rig_thread(t, 0x00f3);
	t->ops = &record_ops;
	eu_thread_init(t);
	t->exec.flag[0] = 0x0ff1;
	t->exec.address[0] = 1u << 25 | 2u << 20 | 77;
	status = eu_thread_run(p, t);
	eu_program_destroy(p);
	return status;
}

static void a_message_has_its_payload_mask_and_descriptor(void **state)
{
	struct eu_inst inst = message(GEN9_EU_SENDS, 2u << 25 | 1u << 20 | 5, 30, SRC, 12);
	struct eu_thread t;

	inst.ex_desc = 3u << 6;
	inst.pred = GEN9_EU_PRED_SEQUENTIAL;
	number(&t);
	sent.result = 0;
	assert_int_equal(send_one(inst, &t), EU_END);
	assert_int_equal(sent.message.mask, 0x00f1);
	assert_int_equal(sent.message.desc, inst.desc);
	assert_int_equal(sent.message.ex_desc, inst.ex_desc);
	assert_int_equal(sent.message.src_regs, 2);
	assert_int_equal(sent.message.ex_src_regs, 3);
	assert_int_equal(sent.message.dst_regs, 1);
	assert_ptr_equal(sent.message.ex_src, &t.grf[12]);
	assert_int_equal(sent.payload[1].ud[3], 11);
	assert_int_equal(t.grf[30].ud[7], 0x5a5a5a5a);
	assert_int_equal(t.grf[31].ud[0], 0);
}

static void a_descriptor_can_be_in_a0(void **state)
{
	struct eu_inst inst = message(GEN9_EU_SEND, 0, 30, SRC, 0);
	struct eu_thread t;

	inst.desc_reg = true;
	number(&t);
	sent.result = 0;
	assert_int_equal(send_one(inst, &t), EU_END);
	assert_int_equal(sent.message.desc & 0xff, 77);
	assert_int_equal(sent.message.dst_regs, 2);
}

/* The client checks that its payload stays while it writes the response. */
static void a_response_may_overlap_the_payload(void **state)
{
	struct eu_thread t;

	number(&t);
	sent.result = 0;
	assert_int_equal(send_one(message(GEN9_EU_SEND, 2u << 25 | 4u << 20, SRC - 1, SRC, 0), &t),
			 EU_END);
	assert_int_equal(t.grf[SRC].ud[0], 0x5a5a5a5a);
}

static void a_message_stays_inside_the_registers(void **state)
{
	struct eu_thread t;

	number(&t);
	assert_int_equal(send_one(message(GEN9_EU_SEND, 2u << 25, 30, 127, 0), &t), EU_INVALID);
	assert_int_equal(send_one(message(GEN9_EU_SEND, 1u << 25 | 31u << 20, 98, SRC, 0), &t),
			 EU_INVALID);
	assert_int_equal(send_one(message(GEN9_EU_SEND, 1u << 25 | 31u << 20, 97, SRC, 0), &t),
			 EU_END);
}

static void a_client_can_refuse_and_cancel(void **state)
{
	struct eu_thread t;

	number(&t);
	sent.result = -EINVAL;
	assert_int_equal(send_one(message(GEN9_EU_SEND, 1u << 25, 30, SRC, 0), &t), EU_INVALID);
	sent.result = -ECANCELED;
	assert_int_equal(send_one(message(GEN9_EU_SEND, 1u << 25, 30, SRC, 0), &t), EU_CANCELLED);
}

static void a_thread_goes_on_behind_a_barrier(void **state)
{
	struct eu_inst wait = eu_rig_unary(GEN9_EU_WAIT, 1, eu_rig_null(EU_UD),
					   eu_rig_arf(EU_UD, GEN9_EU_ARF_NOTIFICATION, 0));
	struct code c = { .n = 0 };
	struct eu_program *p;
	struct eu_thread t;

	add(&c, message(GEN9_EU_SEND, 1u << 25, 30, SRC, 0));
	add(&c, wait);
	increase(&c, SUM, 1);
	add(&c, wait);
	p = eu_rig_program(c.inst, c.n, EU_RIG_BASE_FAST);
	number(&t);
	eu_rig_thread(&t, 0xffff);
	t.ops = &record_ops;
	eu_thread_init(&t);
	sent.result = -EAGAIN;
	assert_int_equal(eu_thread_run(p, &t), EU_BARRIER);
	assert_int_equal(lane(&t, SUM, 0), 0);
	/* the second WAIT has no barrier: hardware would hang */
	assert_int_equal(eu_thread_run(p, &t), EU_INVALID);
	assert_int_equal(lane(&t, SUM, 0), 1);
	eu_program_destroy(p);
}

/* Channels below 5 leave by BRC to the end; the others count to their number by BRD. */
static void brc_and_brd_divide_the_channels(void **state)
{
	struct eu_inst less = eu_rig_binary(GEN9_EU_CMP, 16, eu_rig_null(EU_UD),
					    eu_rig_grf(EU_UD, SUM), eu_rig_grf(EU_UD, SRC));
	struct code c = { .n = 0 };
	u32 at_brc, at_loop, at_brd, i;
	struct eu_thread t;

	compare(&c, SRC, 5);
	at_brc = branch(&c, GEN9_EU_BRC, true);
	at_loop = c.n;
	increase(&c, SUM, 1);
	less.cond = GEN9_EU_COND_L;
	add(&c, less);
	at_brd = branch(&c, GEN9_EU_BRD, true);
	jumps(&c, at_brc, c.n, c.n);
	jumps(&c, at_brd, at_loop, at_loop);
	increase(&c, SUM, 1000);
	number(&t);
	run(&c, &t, 0xffff, EU_END);
	for (i = 0; i < 16; i++)
		assert_int_equal(lane(&t, SUM, i), i < 5 ? 1000 : 1000 + i);
}

static void what_is_not_implemented_is_refused(void **state)
{
	static const u8 ops[] = { GEN9_EU_CALLA, GEN9_EU_SAD2, GEN9_EU_MOVI,
				  5 + GEN9_EU_OPS / 2 + 50 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		struct eu_inst inst = eu_rig_binary(ops[i], 8, eu_rig_grf(EU_UD, 20),
						    eu_rig_grf(EU_UD, 8), eu_rig_grf(EU_UD, 9));

		assert_null(eu_rig_program(&inst, 1, EU_RIG_BASE_FAST));
	}
}

static void operands_stay_inside_the_registers(void **state)
{
	struct eu_inst good = eu_rig_unary(GEN9_EU_MOV, 16, eu_rig_grf(EU_UD, 126),
					   eu_rig_grf(EU_UD, 126));
	struct eu_inst bad_dst = good, bad_src = good;

	bad_dst.dst = eu_rig_grf(EU_UD, 127);
	bad_src.src[0] = eu_rig_region(EU_UD, 126, 0, 32, 8, 1);
	eu_program_destroy(eu_rig_program(&good, 1, EU_RIG_BASE_FAST));
	assert_null(eu_rig_program(&bad_dst, 1, EU_RIG_BASE_FAST));
	assert_null(eu_rig_program(&bad_src, 1, EU_RIG_BASE_FAST));
}

/* Any address in a0 is inside the registers. */
static void indirect_operands_stay_inside_the_registers(void **state)
{
	struct eu_inst inst = eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, 20),
					   eu_rig_region(EU_UD, 0, 0, EU_VXH, 1, 0));
	struct eu_inst insts[2] = { inst, eu_rig_eot() };
	struct eu_program *p;
	struct eu_thread t;
	u32 i;

	insts[0].src[0].indirect = true;
	insts[0].src[0].addr_imm = -4;
	insts[0].dst.indirect = true;
	insts[0].dst.addr_subnr = 8;
	insts[0].dst.nr = 0;
	p = eu_rig_program(insts, 2, EU_RIG_BASE_FAST);
	assert_non_null(p);
	number(&t);
	eu_rig_thread(&t, 0xff);
	eu_thread_init(&t);
	for (i = 0; i < 1024; i++)
		t.grf[i / 8].ud[i % 8] = i;
	for (i = 0; i < 4; i++)
		t.exec.address[i] = (8 * i + 4) | (0x8000u + 8 * i) << 16;
	t.exec.address[4] = 0xfff8;
	assert_int_equal(eu_thread_run(p, &t), EU_END);
	assert_int_equal(t.grf[127].ud[6], 0);
	assert_int_equal(t.grf[127].ud[7], 1023);
	assert_int_equal(t.grf[0].ud[0], 2);
	assert_int_equal(t.grf[0].ud[1], 1);
	eu_program_destroy(p);
}

/* Each channel writes its number by an SMOV of its own, to its element behind its word of a0. */
static void a_scattered_move_writes_its_channels(void **state)
{
	struct code c = { .n = 0 };
	struct eu_program *p;
	struct eu_thread t;
	u32 i;

	for (i = 0; i < 8; i++) {
		struct eu_inst inst = eu_rig_binary(GEN9_EU_SMOV, 16, eu_rig_grf(EU_UD, 0),
						    eu_rig_scalar(EU_UD, SRC, 4 * i),
						    eu_rig_imm(EU_UW, 1u << i));

		inst.dst.indirect = true;
		inst.dst.addr_subnr = i;
		inst.dst.addr_imm = 4;
		add(&c, inst);
	}
	add(&c, eu_rig_eot());
	p = eu_rig_program(c.inst, c.n, EU_RIG_BASE_FAST);
	assert_non_null(p);
	number(&t);
	eu_rig_thread(&t, 0xffdf);
	eu_thread_init(&t);
	/* words of a0 are 8 bytes apart, so elements are 12 */
	for (i = 0; i < 4; i++)
		t.exec.address[i] = (SUM * 32 + 16 * i) | (SUM * 32 + 16 * i + 8) << 16;
	assert_int_equal(eu_thread_run(p, &t), EU_END);
	for (i = 0; i < 24; i++)
		assert_int_equal(lane(&t, SUM, i), i % 3 == 1 && i != 16 ? i / 3 : 0);
	eu_program_destroy(p);
	c.inst[0].src[1] = eu_rig_grf(EU_UW, SRC);
	assert_null(eu_rig_program(c.inst, c.n, EU_RIG_BASE_FAST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(if_and_else_divide_the_channels),
		cmocka_unit_test(each_channel_leaves_a_loop_alone),
		cmocka_unit_test(a_break_inside_an_if_leaves_the_loop),
		cmocka_unit_test(halted_channels_go_on_at_the_target),
		cmocka_unit_test(a_jump_depends_on_its_predicate),
		cmocka_unit_test(a_goto_forward_meets_the_others_at_its_join),
		cmocka_unit_test(a_goto_backward_repeats_for_its_channels),
		cmocka_unit_test(a_function_returns_to_its_caller),
		cmocka_unit_test(a_jump_can_have_its_distance_in_a_register),
		cmocka_unit_test(a_distance_of_64_bits_leaves_the_program),
		cmocka_unit_test(an_endless_loop_polls_until_it_is_cancelled),
		cmocka_unit_test(the_end_of_the_code_is_invalid),
		cmocka_unit_test(a_message_has_its_payload_mask_and_descriptor),
		cmocka_unit_test(a_descriptor_can_be_in_a0),
		cmocka_unit_test(a_response_may_overlap_the_payload),
		cmocka_unit_test(a_message_stays_inside_the_registers),
		cmocka_unit_test(a_client_can_refuse_and_cancel),
		cmocka_unit_test(a_thread_goes_on_behind_a_barrier),
		cmocka_unit_test(brc_and_brd_divide_the_channels),
		cmocka_unit_test(a_scattered_move_writes_its_channels),
		cmocka_unit_test(what_is_not_implemented_is_refused),
		cmocka_unit_test(operands_stay_inside_the_registers),
		cmocka_unit_test(indirect_operands_stay_inside_the_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
