// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of a process that executes commands for a command streamer elsewhere (remote_end.h). The
 * thread of the units calls all of this file. Takes no lock. The process believes the request: the
 * command streamer has all power over it.
 */
#include "engine/remote_end.h"

#include "softgpu/remote_regs.h"

/* --- the host of the units ------------------------------------------------------------------ */

static void end_context(void *host, u64 *owner, u32 *context)
{
	const struct remote_end *end = host;

	*owner = end->request->owner;
	*context = end->request->context;
}

static u8 *end_page(void *host, u64 va, bool write)
{
	struct remote_end *end = host;

	return end->ops->page(end->arg, va, write);
}

static u64 end_translations(void *host)
{
	const struct remote_end *end = host;

	return READ_ONCE(end->request->translations);
}

static u32 end_reg_read(void *host, u32 offset)
{
	const struct remote_end *end = host;
	u32 row = sgpu_remote_reg_row(offset);

	return row < sgpu_remote_reg_rows() ? end->regs[row] : 0;
}

static void end_reg_write(void *host, u32 offset, u32 value)
{
	struct remote_end *end = host;
	u32 row = sgpu_remote_reg_row(offset);

	if (row < sgpu_remote_reg_rows())
		end->regs[row] = value;
}

static u64 end_now(void *host)
{
	const struct remote_end *end = host;

	return end->ops->now(end->arg);
}

/* The command streamer counts no work of this process: it measures the time. */
static void end_charge(void *host, u32 cost)
{
}

static bool end_stopped(void *host)
{
	const struct remote_end *end = host;
	const struct sgpu_remote_request *request = end->request;

	return READ_ONCE(request->cancel) == end->seq ||
	       (!end->refuses && READ_ONCE(request->give_way) == end->seq);
}

static void end_give_way(void *host, bool obey)
{
	struct remote_end *end = host;

	end->refuses = !obey;
}

static bool end_settles(void *host)
{
	const struct remote_end *end = host;

	return end->request->settle;
}

/* The process has one owner. It ends with that. */
static bool end_owner_exists(void *host, u64 owner)
{
	return true;
}

static const struct softgpu_unit_host_ops host_ops = {
	.context = end_context,
	.page = end_page,
	.translations = end_translations,
	.reg_read = end_reg_read,
	.reg_write = end_reg_write,
	.now = end_now,
	.charge = end_charge,
	.stopped = end_stopped,
	.give_way = end_give_way,
	.settles = end_settles,
	.owner_exists = end_owner_exists,
};

/* --- requests ------------------------------------------------------------------------------- */

void remote_end_init(struct remote_end *end, const struct remote_end_ops *ops, void *arg,
		     const struct sgpu_remote_request *request, struct sgpu_remote_result *result)
{
	memset(end, 0, sizeof(*end));
	end->ops = ops;
	end->arg = arg;
	end->request = request;
	end->result = result;
	end->host.ops = &host_ops;
	end->host.host = end;
}

bool remote_end_waits(const struct remote_end *end)
{
	return smp_load_acquire(&end->request->seq) != end->seq;
}

/* Prepare what the command finds. */
static void begin(struct remote_end *end)
{
	const struct sgpu_remote_request *request = end->request;
	u32 i;

	memcpy(end->regs, request->regs, sizeof(end->regs));
	for (i = 0; i < request->drops; i++)
		end->unit_ops->drop(end->units, request->owner, request->drop[i]);
	if (request->begin)
		end->unit_ops->load(end->units, &request->state);
	else if (!softgpu_progress_is_kept(request->progress))
		end->unit_ops->set_state(end->units, &request->state);
	if (request->flush)
		end->unit_ops->flush(end->units, request->flush);
}

static u32 code_of(int ret)
{
	switch (ret) {
	case 0:
		return SGPU_REMOTE_DONE;
	case -EINTR:
		return SGPU_REMOTE_LEFT_COMMAND;
	default:
		return SGPU_REMOTE_INVALID;
	}
}

void remote_end_execute(struct remote_end *end)
{
	const struct sgpu_remote_request *request = end->request;
	struct sgpu_remote_result *result = end->result;
	u64 progress = request->progress;

	end->seq = request->seq;
	begin(end);
	result->code = code_of(end->unit_ops->command(end->units, request->dw, request->dwords,
						      &progress));
	result->progress = progress;
	memcpy(result->regs, end->regs, sizeof(result->regs));
	smp_store_release(&result->seq, end->seq);
}
