// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make a program of a kernel's bytes: copy the bytes that can be executed once, decode them, check
 * all jumps, and lower each instruction. render/ calls it for each kernel. Takes no lock.
 */
#include "eu/program.h"

#include "eu/decode.h"
#include "eu/levels.h"
#include "eu/validate.h"

#define UNIT		GEN9_EU_COMPACT_BYTES	/* instructions begin at multiples of it */
#define CODE_MAX	(EU_PROGRAM_INSTS * GEN9_EU_INST_BYTES)
#define FIRST_CODE	1024u			/* bytes of the first buffer */

/* States of a UNIT of the code, while the code is walked. */
enum { UNKNOWN, BEGINS, INSIDE };

/*
 * A walk over the instructions that can be executed.
 * @code: the client's bytes
 * @bytes: copy of the bytes; @unit: state of each UNIT of it
 * @got: number of bytes that are copied; @room: of bytes and units
 * @todo: offsets of instructions that are to be walked; @n_todo of @todo_room
 * @op: opcode of the instruction that was decoded last
 */
struct walk {
	const struct eu_code *code;
	u8 *bytes;
	u8 *unit;
	u32 got;
	u32 room;
	u32 *todo;
	u32 n_todo;
	u32 todo_room;
	u32 count;
	u32 end;
	u32 op;
};

static void *grown(void *old, u64 old_bytes, u64 bytes)
{
	void *new = port_zalloc(bytes);

	if (new && old)
		memcpy(new, old, old_bytes);
	port_free(old);
	return new;
}

/* Make room for @bytes bytes of code. */
static int walk_reserve(struct walk *w, u32 bytes)
{
	u32 room = max(w->room, FIRST_CODE);

	while (room < bytes)
		room *= 2;
	if (room == w->room)
		return 0;
	w->bytes = grown(w->bytes, w->room, room);
	w->unit = grown(w->unit, w->room / UNIT, room / UNIT);
	w->room = room;
	return w->bytes && w->unit ? 0 : -ENOMEM;
}

/* Copy the code up to @end, each byte once. */
static int walk_read(struct walk *w, u32 end)
{
	int err;

	if (end <= w->got)
		return 0;
	err = walk_reserve(w, end);
	if (!err)
		err = w->code->read(w->code->client, w->got, w->bytes + w->got, end - w->got);
	if (!err)
		w->got = end;
	return err;
}

static int walk_push(struct walk *w, s64 offset)
{
	u32 room = w->todo_room ? w->todo_room * 2 : 64;

	if (offset < 0 || offset % UNIT)
		return -EINVAL;
	if (offset >= CODE_MAX)
		return -E2BIG;
	if (w->n_todo == w->todo_room) {
		w->todo = grown(w->todo, w->todo_room * sizeof(*w->todo),
				room * sizeof(*w->todo));
		w->todo_room = room;
		if (!w->todo)
			return -ENOMEM;
	}
	w->todo[w->n_todo++] = (u32)offset;
	return 0;
}

/* Decode the instruction at @offset. Its first 8 bytes tell how long the instruction is. */
static int walk_decode(struct walk *w, u32 offset, struct eu_inst *inst)
{
	int err = walk_read(w, offset + GEN9_EU_COMPACT_BYTES);

	if (err)
		return err;
	err = eu_decode(w->bytes + offset, GEN9_EU_COMPACT_BYTES, inst);
	if (err != -ENODATA)
		return err;
	err = walk_read(w, offset + GEN9_EU_INST_BYTES);
	return err ? err : eu_decode(w->bytes + offset, GEN9_EU_INST_BYTES, inst);
}

static bool ends(const struct eu_inst *inst)
{
	return (eu_op_is_send(inst->op) && inst->eot) || inst->op == GEN9_EU_ILLEGAL ||
		(!inst->pred && (inst->op == GEN9_EU_JMPI || inst->op == GEN9_EU_RET));
}

/* Push what can follow an instruction. A jump by a register is taken to go on behind itself. */
static int walk_follow(struct walk *w, u32 offset, const struct eu_inst *inst)
{
	u32 jumps = inst->op == GEN9_EU_CALL ? 1 : eu_op_is_branch(inst->op);
	int err = 0;

	if (jumps >= 1)
		err = walk_push(w, (s64)offset + inst->jip);
	if (!err && jumps == 2)
		err = walk_push(w, (s64)offset + inst->uip);
	if (!err && !ends(inst))
		err = walk_push(w, (s64)offset + inst->bytes);
	return err;
}

/* Note that an instruction occupies its units. Return: -EINVAL: another one overlaps it. */
static int walk_occupy(struct walk *w, u32 offset, u32 bytes)
{
	u8 *unit = w->unit + offset / UNIT;

	if (unit[0] == INSIDE || (bytes > UNIT && unit[1] != UNKNOWN))
		return -EINVAL;
	unit[0] = BEGINS;
	if (bytes > UNIT)
		unit[1] = INSIDE;
	w->end = max(w->end, offset + bytes);
	return ++w->count > EU_PROGRAM_INSTS ? -E2BIG : 0;
}

static int walk_all(struct walk *w)
{
	struct eu_inst inst = { 0 };
	u32 offset;
	int err = walk_push(w, 0);

	while (!err && w->n_todo) {
		offset = w->todo[--w->n_todo];
		if (offset + UNIT <= w->got && w->unit[offset / UNIT] == BEGINS)
			continue;
		err = walk_decode(w, offset, &inst);
		w->op = inst.op;
		if (!err)
			err = walk_occupy(w, offset, inst.bytes);
		if (!err)
			err = walk_follow(w, offset, &inst);
		if (!err)
			err = eu_code_poll(w->code, w->count);
	}
	return err;
}

/* Decode the copy again, now in the order of addresses. */
static int program_decode(struct eu_program *p, const struct eu_code *code, const u8 *unit)
{
	u32 offset, n = 0;
	int err = 0;

	p->insts = port_calloc(p->count, sizeof(*p->insts));
	p->at = port_calloc(p->count, sizeof(*p->at));
	if (!p->insts || !p->at)
		return -ENOMEM;
	for (offset = 0; !err && offset < p->bytes; offset += UNIT) {
		if (unit[offset / UNIT] != BEGINS)
			continue;
		p->at[n] = offset;
		err = eu_decode(p->code + offset, p->bytes - offset, &p->insts[n]);
		if (!err)
			err = eu_code_poll(code, n);
		n++;
	}
	return err;
}

static void refuse(const struct eu_code *code, u32 op)
{
	const char *title = eu_op_title(op);

	if (code->refuse)
		code->refuse(code->client, title ? title : "EU opcode that Gen9 does not have");
}

int eu_program_build(const struct eu_code *code, const struct eu_isa *isa,
		     struct eu_program **program)
{
	struct eu_program *p = port_zalloc(sizeof(*p));
	const struct eu_inst *refused = NULL;
	struct walk w = { .code = code };
	int err = p ? walk_all(&w) : -ENOMEM;

	if (!err) {
		p->code = w.bytes;
		p->bytes = w.end;
		p->count = w.count;
		w.bytes = NULL;
		err = program_decode(p, code, w.unit);
	}
	if (!err)
		err = eu_program_link(p, isa, code, &refused);
	if (err == -EINVAL)
		refuse(code, refused ? refused->op : w.op);
	port_free(w.bytes);
	port_free(w.unit);
	port_free(w.todo);
	if (err)
		eu_program_destroy(p);
	else
		*program = p;
	return err;
}

int eu_program_create(const struct eu_code *code, struct eu_program **program)
{
	return eu_program_build(code, eu_isa_best(), program);
}

u32 eu_program_bytes(const struct eu_program *p)
{
	return p->bytes;
}

static_assert(EU_PROGRAM_INSTS * (GEN9_EU_INST_BYTES + sizeof(struct eu_inst) + sizeof(u32) +
				  sizeof(struct eu_slow) + sizeof(struct eu_op)) +
	      sizeof(struct eu_program) + sizeof(struct eu_op) <= EU_PROGRAM_MEMORY,
	      "a program has a bound");

u32 eu_program_memory(const struct eu_program *p)
{
	return sizeof(*p) + p->bytes + sizeof(*p->ops) +
		p->count * (u32)(sizeof(*p->insts) + sizeof(*p->at) + sizeof(*p->slow) +
				 sizeof(*p->ops));
}

const void *eu_program_code(const struct eu_program *p)
{
	return p->code;
}

const struct eu_isa *eu_isa_best(void)
{
	return eu_level_is_avx2() ? &eu_isa_avx2 : &eu_isa_base;
}
