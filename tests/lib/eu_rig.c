// SPDX-License-Identifier: GPL-2.0-only
#include "eu_rig.h"

u32 eu_rig_sends, eu_rig_polls;
int eu_rig_poll_result;

static struct eu_operand operand(u32 file, u32 type, u32 nr, u32 subnr)
{
	return (struct eu_operand){
		.file = (u8)file, .type = (u8)type, .nr = (u8)nr, .subnr = (u8)subnr, .vstride = 8,
		.width = 8, .hstride = 1, .swizzle = EU_SWIZZLE_XYZW, .writemask = 0xf,
	};
}

struct eu_operand eu_rig_grf(u32 type, u32 nr)
{
	return operand(EU_GRF, type, nr, 0);
}

struct eu_operand eu_rig_region(u32 type, u32 nr, u32 subnr, u32 vstride, u32 width, u32 hstride)
{
	struct eu_operand o = operand(EU_GRF, type, nr, subnr);

	o.vstride = (u8)vstride;
	o.width = (u8)width;
	o.hstride = (u8)hstride;
	return o;
}

struct eu_operand eu_rig_scalar(u32 type, u32 nr, u32 subnr)
{
	return eu_rig_region(type, nr, subnr, 0, 1, 0);
}

struct eu_operand eu_rig_imm(u32 type, u64 value)
{
	struct eu_operand o = operand(EU_IMM, type, 0, 0);

	o.vstride = 0;
	o.width = 1;
	o.hstride = 0;
	o.imm = value;
	return o;
}

struct eu_operand eu_rig_arf(u32 type, u32 nr, u32 subnr)
{
	return operand(EU_ARF, type, nr, subnr);
}

struct eu_operand eu_rig_null(u32 type)
{
	return eu_rig_arf(type, GEN9_EU_ARF_NULL, 0);
}

struct eu_inst eu_rig_inst(u32 op, u32 n, struct eu_operand dst)
{
	return (struct eu_inst){
		.op = (u8)op, .exec_size = (u8)n, .dst = dst, .bytes = GEN9_EU_INST_BYTES,
	};
}

struct eu_inst eu_rig_unary(u32 op, u32 n, struct eu_operand dst, struct eu_operand src)
{
	struct eu_inst inst = eu_rig_inst(op, n, dst);

	inst.src[0] = src;
	inst.src_count = 1;
	return inst;
}

struct eu_inst eu_rig_binary(u32 op, u32 n, struct eu_operand dst, struct eu_operand src0,
			     struct eu_operand src1)
{
	struct eu_inst inst = eu_rig_unary(op, n, dst, src0);

	inst.src[1] = src1;
	inst.src_count = 2;
	return inst;
}

static void align16(struct eu_operand *o)
{
	if (o->width != 1)
		o->vstride = o->width = 4;
}

struct eu_inst eu_rig_three(u32 op, u32 n, struct eu_operand dst, struct eu_operand src0,
			    struct eu_operand src1, struct eu_operand src2)
{
	struct eu_inst inst = eu_rig_binary(op, n, dst, src0, src1);
	u32 i;

	inst.src[2] = src2;
	inst.src_count = 3;
	inst.align16 = true;
	for (i = 0; i < 3; i++)
		align16(&inst.src[i]);
	return inst;
}

struct eu_inst eu_rig_eot(void)
{
	struct eu_inst inst = eu_rig_unary(GEN9_EU_SEND, 8, eu_rig_null(EU_UD),
					   eu_rig_grf(EU_UD, 127));

	inst.eot = true;
	inst.sfid = GEN9_SFID_THREAD_SPAWNER;
	inst.desc = 1u << 25;
	inst.mask_disable = true;
	return inst;
}

bool eu_rig_has(enum eu_rig_way way)
{
	return way < EU_RIG_AVX2 || (__builtin_cpu_supports("avx2") &&
					__builtin_cpu_supports("fma"));
}

struct eu_program *eu_rig_program(const struct eu_inst *insts, u32 n, enum eu_rig_way way)
{
	const struct eu_isa *isa = way < EU_RIG_AVX2 ? &eu_isa_base : &eu_isa_avx2;
	struct eu_program *p = calloc(1, sizeof(*p));
	const struct eu_inst *refused;
	u32 i;

	p->count = n;
	p->bytes = n * GEN9_EU_INST_BYTES;
	p->insts = calloc(n, sizeof(*insts));
	p->at = calloc(n, sizeof(*p->at));
	memcpy(p->insts, insts, n * sizeof(*insts));
	for (i = 0; i < n; i++)
		p->at[i] = i * GEN9_EU_INST_BYTES;
	if (eu_program_link(p, isa, NULL, &refused)) {
		eu_program_destroy(p);
		return NULL;
	}
	for (i = 0; i < n && (way == EU_RIG_BASE || way == EU_RIG_AVX2); i++)
		p->ops[i].exec = p->ops[i].mid;
	return p;
}

static int rig_send(void *client, struct eu_thread *t, const struct eu_message *message)
{
	eu_rig_sends++;
	return 0;
}

static int rig_poll(void *client)
{
	eu_rig_polls++;
	return eu_rig_poll_result;
}

void eu_rig_reset(void)
{
	eu_rig_sends = 0;
	eu_rig_polls = 0;
	eu_rig_poll_result = 0;
}

void eu_rig_thread(struct eu_thread *t, u32 mask)
{
	static const struct eu_client_ops ops = { .send = rig_send, .poll = rig_poll };

	t->dispatch_mask = mask;
	t->vector_mask = mask;
	t->float_mode = 0;
	t->cr0 = 0;
	t->ops = &ops;
	t->client = NULL;
}
