// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of threads, and the wait for a barrier. Takes no lock.
 *
 * Source: PRM SKL Vol. 2a, "Send Message", "Split Send Message", "Wait Notification".
 */
#include "eu/eu_op.h"
#include "gen9/eu_send_defs.h"
#include "gen9/message_defs.h"

/* The registers of a message, copied where the response overlaps them. */
struct send_copy {
	union eu_reg payload[GEN9_EU_MLEN_MAX];
	union eu_reg second[GEN9_EU_MLEN_MAX];
	union eu_reg unused[GEN9_EU_RLEN_MAX];
};

static u32 address_dword(const struct eu_thread *t, u32 index)
{
	return t->exec.address[index % ARRAY_SIZE(t->exec.address)];
}

static bool overlap(u32 a, u32 a_regs, u32 b, u32 b_regs)
{
	return a < b + b_regs && b < a + a_regs;
}

static bool operand_fits(const struct eu_operand *o, u32 regs)
{
	return !regs || (o->file == EU_GRF && !o->indirect && o->nr + regs <= GEN9_EU_GRF_COUNT);
}

static void describe(const struct eu_thread *t, const struct eu_inst *inst, struct eu_message *m)
{
	bool split = inst->op == GEN9_EU_SENDS || inst->op == GEN9_EU_SENDSC;

	m->sfid = inst->sfid;
	m->eot = inst->eot;
	m->exec_size = inst->exec_size;
	m->group = inst->group;
	m->desc = inst->desc_reg ? address_dword(t, 0) : inst->desc;
	m->ex_desc = inst->ex_desc_reg ? address_dword(t, inst->ex_desc_subnr) : inst->ex_desc;
	m->src_regs = gen9_field(&m->desc, GEN9_MSG_LENGTH);
	m->dst_regs = gen9_field(&m->desc, GEN9_MSG_RESPONSE_LENGTH);
	m->ex_src_regs = split ? gen9_field(&m->ex_desc, GEN9_MSG_EX_LENGTH) : 0;
}

/* Set the registers of @m. Return: false: they are beyond the register file. */
static bool locate(struct eu_thread *t, const struct eu_inst *inst, struct eu_message *m,
		   struct send_copy *copy)
{
	const struct eu_operand *dst = &inst->dst, *src = inst->src;

	if (!operand_fits(&src[0], m->src_regs) || !operand_fits(&src[1], m->ex_src_regs))
		return false;
	m->src = m->src_regs ? &t->grf[src[0].nr] : NULL;
	m->ex_src = m->ex_src_regs ? &t->grf[src[1].nr] : NULL;
	m->dst = NULL;
	if (!m->dst_regs)
		return true;
	if (dst->file != EU_GRF) {
		m->dst = copy->unused;
		return dst->file == EU_ARF && dst->nr == GEN9_EU_ARF_NULL;
	}
	if (!operand_fits(dst, m->dst_regs))
		return false;
	m->dst = &t->grf[dst->nr];
	if (m->src && overlap(src[0].nr, m->src_regs, dst->nr, m->dst_regs))
		m->src = memcpy(copy->payload, m->src, m->src_regs * sizeof(*m->src));
	if (m->ex_src && overlap(src[1].nr, m->ex_src_regs, dst->nr, m->dst_regs))
		m->ex_src = memcpy(copy->second, m->ex_src, m->ex_src_regs * sizeof(*m->ex_src));
	return true;
}

/* Call the client with the modes of floating point that compiled code expects. */
static int client_send(struct eu_thread *t, const struct eu_message *m)
{
	u32 ours = t->exec.csr, theirs = EU_CSR_DEFAULT;
	int ret;

	if (ours == theirs)
		return t->ops->send(t->client, t, m);
	_mm_setcsr(theirs);
	ret = t->ops->send(t->client, t, m);
	_mm_setcsr(ours);
	return ret;
}

const struct eu_op *eu_exec_send(struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_inst *inst = op->slow->inst;
	struct eu_message m;
	struct send_copy copy;
	int ret;

	m.mask = eu_exec_mask(t, op);
	if (!m.mask && !inst->eot)
		return op + 1;
	describe(t, inst, &m);
	if (!locate(t, inst, &m, &copy))
		return eu_stop(t, EU_INVALID);
	ret = client_send(t, &m);
	if (ret && ret != -EAGAIN)
		return eu_stop(t, ret == -ECANCELED ? EU_CANCELLED : EU_INVALID);
	eu_count(t, op[1].work, op[1].work);
	if (inst->eot)
		return eu_stop(t, EU_END);
	if (!ret)
		return eu_poll_due(t) && eu_thread_poll(t) ? eu_stop(t, EU_CANCELLED) : op + 1;
	t->exec.waiting = true;
	t->exec.at = op->index + 1;
	return eu_stop(t, EU_BARRIER);
}

/* The message of the barrier has stopped the thread already. A WAIT without one hangs. */
const struct eu_op *eu_exec_wait(struct eu_thread *t, const struct eu_op *op)
{
	if (!t->exec.waiting)
		return eu_stop(t, EU_INVALID);
	t->exec.waiting = false;
	return op + 1;
}
