// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz the interpreter of EU instructions. An input is the state of a thread, and a kernel. The
 * thread runs between two pages that nobody may touch, with a client that answers messages at
 * random and cancels the thread after some polls. A kernel of integers has the same result at each
 * level of the instruction set, wherever the thread and its client are. The first instruction also
 * runs alone, by all ways to execute it, and is compared with the scalar twin.
 */
#include <sys/mman.h>

#include "eu/decode.h"
#include "eu/validate.h"
#include "gen9/eu_send_defs.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/eu_input.h"
#include "tests/fuzz/target.h"
#include "tests/lib/eu_rig.h"
#include "tests/lib/eu_scalar.h"

#define SLACK_BYTE	0xa5u
#define MOST_POLLS	8u
#define MOST_BARRIERS	64u
#define ANSWERS		16u	/* one message in so many gets an answer that is no success */

/* The bytes behind an input: a message that ends the thread. */
static const u32 eot[] = { 0x07600031, 0x20000a40, 0x0e000e00, 0x82000010 };

/* A client. Two of them have different addresses, which no kernel may see. */
struct client {
	const struct eu_client_ops *ops;
};

static struct {
	const u8 *code;
	u32 bytes;
	u64 random;
	u32 polls;
	const char *refused;
} run;

static u32 rnd(void)
{
	run.random = run.random * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(run.random >> 32);
}

static int read_code(void *client, u64 offset, void *to, u32 bytes)
{
	u8 *byte = to;
	u32 i;

	for (i = 0; i < bytes; i++)
		byte[i] = offset + i < run.bytes ? run.code[offset + i] :
			((const u8 *)eot)[(offset + i - run.bytes) % sizeof(eot)];
	return 0;
}

static void note_refused(void *client, const char *what)
{
	run.refused = what;
}

static int fuzz_send(void *client, struct eu_thread *t, const struct eu_message *m)
{
	static const int answers[] = { -EAGAIN, -EAGAIN, -EINVAL, -ECANCELED };
	u32 i, sum = 0;

	fuzz_check(t->client == client, "another client");
	fuzz_check(m->src_regs <= GEN9_EU_MLEN_MAX && m->dst_regs <= GEN9_EU_RLEN_MAX,
		   "a message of %u registers, %u back", m->src_regs, m->dst_regs);
	fuzz_check(!m->dst_regs == !m->dst, "%u registers for nothing", m->dst_regs);
	for (i = 0; i < m->src_regs; i++)
		sum += m->src[i].ud[i % 8];
	for (i = 0; i < m->ex_src_regs; i++)
		sum += m->ex_src[i].ud[i % 8];
	for (i = 0; i < m->dst_regs * 8; i++)
		m->dst[i / 8].ud[i % 8] = rnd();
	return rnd() % ANSWERS ? 0 : answers[(rnd() + sum) % ARRAY_SIZE(answers)];
}

static int fuzz_poll(void *client)
{
	fuzz_check(_mm_getcsr() == EU_CSR_DEFAULT, "MXCSR is 0x%x in a poll", _mm_getcsr());
	return ++run.polls < MOST_POLLS ? 0 : -ECANCELED;
}

static const struct eu_client_ops ops = { .send = fuzz_send, .poll = fuzz_poll };
static const struct eu_client_ops same_ops = { .send = fuzz_send, .poll = fuzz_poll };
static struct client clients[] = { { &ops }, { &same_ops } };

/*
 * Return a place for a thread, and the rest of its pages. The place ends where a guard page begins,
 * or begins where one ends.
 */
static struct eu_thread *guarded(bool begin, u8 **slack, u32 *slack_bytes)
{
	static u8 *pages;
	u32 bytes = DIV_ROUND_UP(sizeof(struct eu_thread), PAGE_SIZE) * PAGE_SIZE;

	if (!pages) {
		pages = mmap(NULL, bytes + 2 * PAGE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
		fuzz_check(pages != MAP_FAILED, "no pages");
		fuzz_check(!mprotect(pages + PAGE_SIZE, bytes, PROT_READ | PROT_WRITE), "mprotect");
	}
	*slack = pages + PAGE_SIZE + (begin ? sizeof(struct eu_thread) : 0);
	*slack_bytes = bytes - sizeof(struct eu_thread);
	return (struct eu_thread *)(pages + PAGE_SIZE + (begin ? 0 : *slack_bytes));
}

/* Values where edges of all types are frequent. */
static u32 value(void)
{
	static const u32 edges[] = {
		0, 1, 0x80000000, 0x7fffffff, 0xffffffff, 0x3f800000, 0x7f800000, 0x7fc00001,
		0x00000800, 0x00008000, 0x7c003c00, 0x807fffff, 0x4f000000, 0xff800000,
	};
	u32 bits = rnd();

	return bits & 3 ? bits : edges[bits / 4 % ARRAY_SIZE(edges)];
}

static void start(struct eu_thread *t, const struct eu_head *head, struct client *client)
{
	u32 i;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < GEN9_EU_GRF_COUNT * 8; i++)
		t->grf[i / 8].ud[i % 8] = value();
	t->dispatch_mask = head->mask;
	t->vector_mask = head->vector_mask;
	t->float_mode = head->alt & 1;
	t->cr0 = head->cr0;
	t->ops = client->ops;
	t->client = client;
	eu_thread_init(t);
	for (i = 0; i < ARRAY_SIZE(t->exec.address); i++)
		t->exec.address[i] = value();
	t->exec.flag[0] = rnd();
	t->exec.flag[1] = rnd();
}

/* Run a program. @result gets the thread at its end. */
static void run_program(const struct eu_program *p, const struct eu_head *head, u32 turn,
			struct eu_thread *result)
{
	u32 slack_bytes, barriers = 0, csr = _mm_getcsr(), i;
	struct client *client = &clients[turn];
	struct eu_thread *t;
	u8 *slack;

	t = guarded((head->alt >> 2 & 1) ^ turn, &slack, &slack_bytes);
	memset(slack, SLACK_BYTE, slack_bytes);
	run.random = head->seed;
	run.polls = 0;
	start(t, head, client);
	while (eu_thread_run(p, t) == EU_BARRIER && ++barriers < MOST_BARRIERS)
		;
	for (i = 0; i < slack_bytes; i++)
		fuzz_check(slack[i] == SLACK_BYTE, "a write beside the thread");
	fuzz_check(t->client == client && t->ops == client->ops, "a write behind the registers");
	fuzz_check(_mm_getcsr() == csr, "MXCSR is 0x%x", _mm_getcsr());
	*result = *t;
}

static struct eu_program *build(const struct eu_isa *isa)
{
	struct eu_code code = { .read = read_code, .refuse = note_refused };
	struct eu_program *p = NULL;
	int err;

	run.refused = NULL;
	err = eu_program_build(&code, isa, &p);
	fuzz_check((err == -EINVAL) == !!run.refused, "error %d, refused %s", err,
		   run.refused ? run.refused : "nothing");
	return err ? NULL : p;
}

static bool is_float(u32 type)
{
	return type == EU_F || type == EU_DF || type == EU_HF || type == EU_VF;
}

/* Levels may choose another NaN: a kernel of floats can differ. So can the clock. */
static bool comparable(const struct eu_program *p)
{
	u32 i, j;

	for (i = 0; i < p->count; i++) {
		const struct eu_inst *inst = &p->insts[i];

		if (inst->op == GEN9_EU_MATH || is_float(inst->dst.type))
			return false;
		for (j = 0; j < inst->src_count; j++)
			if (is_float(inst->src[j].type) || inst->src[j].file == EU_ARF)
				return false;
	}
	return true;
}

/* Run the whole kernel, by two levels of the instruction set. */
static void run_kernel(const struct eu_head *head)
{
	static struct eu_thread results[2];
	struct eu_program *p = build(head->alt & 2 ? &eu_isa_base : eu_isa_best()), *other;

	if (!p)
		return;
	run_program(p, head, 0, &results[0]);
	other = comparable(p) ? build(head->alt & 2 ? eu_isa_best() : &eu_isa_base) : NULL;
	if (other) {
		run_program(other, head, 1, &results[1]);
		fuzz_check(!memcmp(results[0].grf, results[1].grf, sizeof(results[0].grf)) &&
			   !memcmp(results[0].exec.flag, results[1].exec.flag,
				   sizeof(results[0].exec.flag)),
			   "another result at another level");
	}
	eu_program_destroy(other);
	eu_program_destroy(p);
}

/* Opcodes that the twin has, by the types of their sources: integers, floats, or both. */
enum { INTEGERS = 1, FLOATS = 2, DWORDS = 4, SINGLES = 8 };

static const u8 twins[GEN9_EU_OPS] = {
	[GEN9_EU_MOV] = INTEGERS | FLOATS, [GEN9_EU_SEL] = INTEGERS | FLOATS,
	[GEN9_EU_NOT] = INTEGERS, [GEN9_EU_AND] = INTEGERS, [GEN9_EU_OR] = INTEGERS,
	[GEN9_EU_XOR] = INTEGERS, [GEN9_EU_SHL] = DWORDS, [GEN9_EU_SHR] = DWORDS,
	[GEN9_EU_ASR] = DWORDS, [GEN9_EU_CMP] = INTEGERS | FLOATS,
	[GEN9_EU_ADD] = INTEGERS | FLOATS, [GEN9_EU_MUL] = DWORDS | FLOATS,
	[GEN9_EU_MAD] = FLOATS, [GEN9_EU_LRP] = SINGLES, [GEN9_EU_CSEL] = SINGLES,
	[GEN9_EU_RNDD] = SINGLES, [GEN9_EU_RNDU] = SINGLES, [GEN9_EU_RNDZ] = SINGLES,
	[GEN9_EU_BFREV] = DWORDS, [GEN9_EU_BFE] = DWORDS, [GEN9_EU_BFI2] = DWORDS,
	[GEN9_EU_LZD] = DWORDS, [GEN9_EU_FBL] = DWORDS, [GEN9_EU_CBIT] = DWORDS,
};

static bool twin_has_type(u32 op, u32 type)
{
	u32 has = twins[op % GEN9_EU_OPS];

	if (is_float(type))
		return has & FLOATS || (has & SINGLES && type == EU_F);
	return type < EU_V && (has & INTEGERS || (has & DWORDS && (type == EU_D || type == EU_UD)));
}

/* The twin knows operands of one type, in general registers or immediate, without modes. */
static bool twin_has(const struct eu_inst *inst)
{
	u32 i;

	if (!twin_has_type(inst->op, inst->dst.type) || inst->acc_write ||
	    (inst->align16 && inst->src_count < 3) || inst->cond > GEN9_EU_COND_LE)
		return false;
	if ((inst->op == GEN9_EU_CMP || inst->op == GEN9_EU_CSEL) != !!inst->cond &&
	    (inst->op != GEN9_EU_SEL || (inst->cond != GEN9_EU_COND_GE &&
					 inst->cond != GEN9_EU_COND_L)))
		return false;
	if (inst->op == GEN9_EU_SEL && !inst->pred == !inst->cond)
		return false;
	if (inst->dst.file != EU_GRF || inst->dst.indirect || inst->saturate)
		return false;
	for (i = 0; i < inst->src_count; i++) {
		const struct eu_operand *o = &inst->src[i];

		if (o->type != inst->dst.type || o->indirect || o->vstride == EU_VXH)
			return false;
		if (o->file == EU_ARF || (!is_float(o->type) && (o->abs || o->negate)))
			return false;
	}
	return true;
}

static bool is_nan(u32 type, const u8 *at)
{
	u64 bits = 0;

	memcpy(&bits, at, eu_type_bytes(type));
	if (type == EU_HF)
		return (bits & 0x7fff) > 0x7c00;
	if (type == EU_F)
		return (bits & 0x7fffffff) > 0x7f800000;
	return type == EU_DF && bits << 1 > 0xffe0000000000000ull;
}

static void compare(const struct eu_inst *inst, const struct eu_scalar *s,
		    const struct eu_thread *t, u32 way)
{
	u32 size = eu_type_bytes(inst->dst.type), i;
	const u8 *grf = (const u8 *)t->grf;

	for (i = 0; i < GEN9_EU_GRF_FILE_BYTES; i += size)
		fuzz_check(!memcmp(s->grf + i, grf + i, size) ||
			   (is_nan(inst->dst.type, grf + i) && is_nan(inst->dst.type, s->grf + i)),
			   "%s, way %u: byte %u", eu_op_name(inst->op), way, i);
	fuzz_check(!memcmp(s->flag, t->exec.flag, sizeof(s->flag)), "%s, way %u: flags 0x%x 0x%x",
		   eu_op_name(inst->op), way, t->exec.flag[0], t->exec.flag[1]);
}

/* Run the first instruction alone. */
static void run_first(const struct eu_head *head)
{
	u8 bytes[GEN9_EU_INST_BYTES];
	struct eu_inst insts[2];
	static struct eu_scalar s;
	static struct eu_thread t;
	u64 random = run.random;
	u32 way;

	read_code(NULL, 0, bytes, sizeof(bytes));
	if (eu_decode(bytes, sizeof(bytes), &insts[0]) || !twin_has(&insts[0]))
		return;
	insts[1] = eu_rig_eot();
	for (way = 0; way < EU_RIG_WAYS; way++) {
		struct eu_program *p = eu_rig_has(way) ? eu_rig_program(insts, 2, way) : NULL;

		if (!p)
			continue;
		run.random = random;
		start(&t, head, &clients[0]);
		t.exec.cr0 = GEN9_EU_CR0_DENORM_DF | GEN9_EU_CR0_DENORM_F | GEN9_EU_CR0_DENORM_HF;
		if (!way) {
			memcpy(s.grf, t.grf, sizeof(s.grf));
			memcpy(s.flag, t.exec.flag, sizeof(s.flag));
			s.enabled = t.exec.enabled;
			s.cr0 = t.exec.cr0;
			eu_scalar_exec(&s, &insts[0]);
		}
		eu_thread_run(p, &t);
		compare(&insts[0], &s, &t, way);
		eu_program_destroy(p);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct eu_head head;

	if (size < sizeof(head) || size > 1 << 16)
		return 0;
	memcpy(&head, data, sizeof(head));
	run.code = data + sizeof(head);
	run.bytes = size - sizeof(head);
	run.random = head.seed;
	run_first(&head);
	run_kernel(&head);
	return 0;
}
