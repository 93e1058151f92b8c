// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units in other processes: the command streamer's end (remote_units.h). The thread of the render
 * engine calls the operations of the units. A process is the enemy: each field of a result is read
 * once and checked.
 *
 * Lock: sgpu_remote.lock, for the list of the processes.
 */
#include "softgpu/remote_units.h"

#include "gen9/commands.h"
#include "pgpu/pgpu.h"
#include "softgpu/remote_regs.h"
#include "softgpu/remote_types.h"
#include "softgpu/softgpu_types.h"

#define FLUSH_DWORDS	2u	/* of an entry */
#define NS_PER_MS	1000000ull

/* The first dword of a state: what the rest of it is. */
enum state_kind {
	STATE_NEW,	/* there was no command so far */
	STATE_UNITS,	/* a state of units follows */
	STATE_MISSED,	/* commands had no effect: the context stays without units */
};

static const struct softgpu_unit_host *host_of(const struct sgpu_remote *remote)
{
	return softgpu_unit_host(remote->sg);
}

/* --- requests ------------------------------------------------------------------------------- */

/* Append an entry; there is room. */
static void append(struct sgpu_remote *remote, u32 kind, const u32 *dw, u32 n)
{
	u32 *to = &remote->process->request->entries[remote->used];

	to[0] = kind << SGPU_REMOTE_KIND_SHIFT | n;
	memcpy(to + 1, dw, n * sizeof(*dw));
	remote->used += 1 + n;
	remote->commands |= kind == SGPU_REMOTE_COMMAND;
	remote->flushes = kind == SGPU_REMOTE_FLUSH;
}

static void forget_entries(struct sgpu_remote *remote)
{
	remote->used = 0;
	remote->commands = false;
	remote->flushes = false;
}

static void fill_regs(const struct sgpu_remote *remote, u32 *regs)
{
	const struct softgpu_unit_host *host = host_of(remote);
	bool writable;
	u32 i;

	for (i = 0; i < sgpu_remote_reg_rows(); i++)
		regs[i] = host->ops->reg_read(host->host, sgpu_remote_reg_offset(i, &writable));
}

/* Send what is collected. */
static void send(struct sgpu_remote *remote, bool awaited, u64 progress, bool saves)
{
	struct sgpu_remote_process *process = remote->process;
	struct sgpu_remote_request *request = process->request;

	request->begin = remote->begin;
	if (remote->begin == SGPU_REMOTE_STATE)
		memcpy(request->state, remote->state + 1, sizeof(request->state));
	request->save = saves;
	request->context = remote->context;
	request->owner = remote->owner;
	WRITE_ONCE(request->translations, (u64)atomic64_read(&remote->sg->tlb_seq));
	request->progress = progress;
	request->drops = process->drops;
	memcpy(request->drop, process->drop, sizeof(request->drop));
	request->entry_dwords = remote->used;
	fill_regs(remote, request->regs);
	process->drops = 0;
	remote->begin = SGPU_REMOTE_SAME;
	remote->kind = STATE_UNITS;
	forget_entries(remote);
	remote->sent = true;
	remote->awaited = awaited;
	remote->saves = saves;
	sgpu_remote_process_set_root(process, remote->sg->engine[PGPU_RCS].run->sub.ppgtt_root);
	/* pairs with remote_end_waits() */
	smp_store_release(&request->seq, request->seq + 1);
	process->ops->wake(process);
}

/* Write the registers that commands of the units have written. */
static void take_regs(struct sgpu_remote *remote)
{
	const struct softgpu_unit_host *host = host_of(remote);
	const struct sgpu_remote_process *process = remote->process;
	bool writable;
	u32 i;

	for (i = 0; i < sgpu_remote_reg_rows(); i++) {
		u32 offset = sgpu_remote_reg_offset(i, &writable);
		u32 value = READ_ONCE(process->result->regs[i]);

		if (writable && value != process->request->regs[i])
			host->ops->reg_write(host->host, offset, value);
	}
}

static void take_state(struct sgpu_remote *remote)
{
	u32 i;

	for (i = 1; i < SGPU_REMOTE_STATE_DWORDS; i++)
		remote->state[i] = READ_ONCE(remote->process->result->state[i - 1]);
}

/* Test if a process answers what a request allows, and note it. */
static bool take_code(struct sgpu_remote *remote)
{
	struct sgpu_remote_process *process = remote->process;

	remote->code = READ_ONCE(process->result->code);
	remote->progress = READ_ONCE(process->result->progress);
	switch (remote->code) {
	case SGPU_REMOTE_DONE:
	case SGPU_REMOTE_INVALID:
		if (remote->awaited)
			sgpu_remote_process_ended(process, remote->context);
		return true;
	case SGPU_REMOTE_LEFT_COMMAND:
		return remote->awaited && remote->progress &&
		       sgpu_remote_process_left(process, remote->context);
	default:
		return false;
	}
}

/*
 * Take the result of the request that is under way. Return: 0; -EINPROGRESS: there is none so far;
 * -EIO: the process is gone.
 */
static int take_result(struct sgpu_remote *remote)
{
	struct sgpu_remote_process *process = remote->process;
	/* A process may write its result and end: then the result counts. */
	bool gone = READ_ONCE(process->gone);

	smp_rmb();	/* read the result behind @gone */
	if (smp_load_acquire(&process->result->seq) != process->request->seq) {
		if (!gone)
			return -EINPROGRESS;
		remote->sent = false;
		return -EIO;
	}
	remote->sent = false;
	remote->deadline_ns = 0;
	sgpu_remote_process_set_root(process, 0);
	if (!take_code(remote)) {
		sgpu_remote_process_lose(remote, process);
		return -EIO;
	}
	take_regs(remote);
	if (remote->saves && remote->code == SGPU_REMOTE_DONE)
		take_state(remote);
	return 0;
}

/* Ask the process to leave its command, if the engine is to stop. */
static void ask_way(struct sgpu_remote *remote)
{
	const struct softgpu_unit_host *host = host_of(remote);
	struct sgpu_remote_request *request = remote->process->request;

	if (request->give_way == request->seq || !host->ops->stopped(host->host))
		return;
	WRITE_ONCE(request->give_way, request->seq);
	remote->process->ops->wake(remote->process);
}

/* --- operations of the units ---------------------------------------------------------------- */

static bool remote_takes(void *units)
{
	struct sgpu_remote *remote = units;

	if (!remote->process)
		remote->kind = STATE_MISSED;
	return remote->process;
}

/* Test if a command may last. */
static bool may_last(u32 dw0)
{
	const struct gen9_cmd *cmd = gen9_cmd_find(PGPU_RCS, dw0);

	return cmd && cmd->flags & GEN9_CMD_LASTS;
}

/* Return the result of the command that the request was for. */
static int command_result(struct sgpu_remote *remote, u64 *progress)
{
	switch (remote->code) {
	case SGPU_REMOTE_DONE:
		return 0;
	case SGPU_REMOTE_LEFT_COMMAND:
		*progress = remote->progress;
		return -EINTR;
	default:
		return -EINVAL;
	}
}

static int remote_command(void *units, const u32 *dw, u32 n, u64 *progress)
{
	struct sgpu_remote *remote = units;
	bool lasts = may_last(dw[0]);
	int ret;

	if (remote->sent) {
		ret = take_result(remote);
		if (ret == -EINPROGRESS)
			ask_way(remote);
		if (ret)
			return ret;
		if (remote->awaited || remote->code != SGPU_REMOTE_DONE)
			return command_result(remote, progress);
	}
	if (READ_ONCE(remote->process->gone))
		return -EIO;
	if (remote->used + 1 + n + FLUSH_DWORDS > SGPU_REMOTE_ENTRY_DWORDS) {
		send(remote, false, 0, false);
		return -EINPROGRESS;
	}
	append(remote, SGPU_REMOTE_COMMAND, dw, n);
	if (!lasts)
		return 0;
	send(remote, true, *progress, false);
	return -EINPROGRESS;
}

/* Finish what was collected. @saves: and get the state. */
static int finish(struct sgpu_remote *remote, bool saves)
{
	int ret;

	if (remote->sent) {
		ret = take_result(remote);
		if (ret)
			return ret;
		/* The guest has changed a command that was under way: that one never goes on. */
		if (remote->code == SGPU_REMOTE_LEFT_COMMAND)
			sgpu_remote_process_drop(remote->process, remote->context);
		if (remote->code == SGPU_REMOTE_INVALID)
			return -EINVAL;
		if (remote->saves)
			return 0;
	}
	/* Flushes alone can wait, or be forgotten: the next context begins without caches. */
	if (!remote->commands && !saves)
		return 0;
	if (READ_ONCE(remote->process->gone))
		return -EIO;
	send(remote, false, 0, saves);
	return -EINPROGRESS;
}

static int remote_settle(void *units)
{
	struct sgpu_remote *remote = units;

	return remote->process ? finish(remote, false) : 0;
}

static void remote_flush(void *units, u32 flags)
{
	struct sgpu_remote *remote = units;

	if (!remote->process)
		return;
	/* There is room for one flush: remote_command() leaves it. */
	if (remote->flushes)
		remote->process->request->entries[remote->used - 1] |= flags;
	else
		append(remote, SGPU_REMOTE_FLUSH, &flags, 1);
}

static void remote_load(void *units, const void *state)
{
	struct sgpu_remote *remote = units;
	const struct softgpu_unit_host *host = host_of(remote);
	u32 kind = STATE_NEW;

	if (remote->process)
		sgpu_remote_process_put(remote, remote->process);
	host->ops->context(host->host, &remote->owner, &remote->context);
	if (state) {
		memcpy(remote->state, state, sizeof(remote->state));
		kind = remote->state[0];
	}
	remote->kind = kind > STATE_MISSED ? STATE_MISSED : kind;
	remote->process = NULL;
	if (remote->kind != STATE_MISSED)
		remote->process = sgpu_remote_process_get(remote, remote->owner);
	remote->begin = remote->kind == STATE_UNITS ? SGPU_REMOTE_STATE : SGPU_REMOTE_NEW;
	remote->sent = false;
	remote->deadline_ns = 0;
	forget_entries(remote);
}

/* Copy the state to the image. Nothing of an earlier context is in it. */
static void give_state(const struct sgpu_remote *remote, u32 *to)
{
	memset(to, 0, sizeof(remote->state));
	if (remote->kind == STATE_UNITS)
		memcpy(to, remote->state, sizeof(remote->state));
	to[0] = remote->kind;
}

static int remote_save(void *units, void *state)
{
	struct sgpu_remote *remote = units;
	bool sent = remote->begin == SGPU_REMOTE_SAME;
	int ret = 0;

	/* A context whose commands have not been sent has the state that was loaded. */
	if (remote->process && (sent || remote->commands))
		ret = finish(remote, true);
	if (!ret)
		give_state(remote, state);
	return ret;
}

/* Cancel the request that is under way. Return: 0; -EINPROGRESS: the process has not ended it. */
static int cancel_request(struct sgpu_remote *remote)
{
	const struct softgpu_unit_host *host = host_of(remote);
	struct sgpu_remote_request *request = remote->process->request;
	u64 now = host->ops->now(host->host);

	int ret = take_result(remote);

	if (!ret && remote->code == SGPU_REMOTE_LEFT_COMMAND)
		sgpu_remote_process_drop(remote->process, remote->context);
	if (ret != -EINPROGRESS)
		return 0;
	if (!remote->deadline_ns) {
		remote->deadline_ns = now + SGPU_REMOTE_CANCEL_MS * NS_PER_MS;
		WRITE_ONCE(request->cancel, request->seq);
		remote->process->ops->wake(remote->process);
	}
	if (now < remote->deadline_ns)
		return -EINPROGRESS;
	sgpu_remote_process_lose(remote, remote->process);
	remote->sent = false;
	return 0;
}

static int remote_drop(void *units, u64 owner, u32 context)
{
	struct sgpu_remote *remote = units;
	struct sgpu_remote_process *process;
	bool current = remote->owner == owner && remote->context == context;

	if (current && remote->sent && cancel_request(remote))
		return -EINPROGRESS;
	if (current)
		forget_entries(remote);
	process = sgpu_remote_process_get(remote, owner);
	if (!process)
		return 0;
	sgpu_remote_process_drop(process, context);
	sgpu_remote_process_put(remote, process);
	return 0;
}

/* End the processes of owners that are gone. */
static void remote_sweep(void *units)
{
	struct sgpu_remote *remote = units;
	struct sgpu_remote_process *process;

	for (;;) {
		process = sgpu_remote_process_get_ownerless(remote);
		if (!process)
			return;
		sgpu_remote_process_lose(remote, process);
		sgpu_remote_process_put(remote, process);
	}
}

/* Tell the processes that execute requests of new translations. */
static void remote_renew(void *units)
{
	struct sgpu_remote *remote = units;
	struct sgpu_remote_process *process;
	unsigned long flags;

	spin_lock_irqsave(&remote->lock, flags);
	list_for_each_entry(process, &remote->processes, list)
		WRITE_ONCE(process->request->translations,
			   (u64)atomic64_read(&remote->sg->tlb_seq));
	spin_unlock_irqrestore(&remote->lock, flags);
}

static const struct softgpu_unit_ops unit_ops = {
	.takes = remote_takes,
	.command = remote_command,
	.settle = remote_settle,
	.flush = remote_flush,
	.load = remote_load,
	.save = remote_save,
	.drop = remote_drop,
	.sweep = remote_sweep,
	.renew = remote_renew,
	.state_bytes = SGPU_REMOTE_STATE_DWORDS * sizeof(u32),
};

/* --- creation and end ----------------------------------------------------------------------- */

struct sgpu_remote *sgpu_remote_create(struct softgpu *sg)
{
	struct sgpu_remote *remote = port_zalloc(sizeof(*remote));

	if (!remote)
		return NULL;
	remote->sg = sg;
	remote->ops = unit_ops;
	spin_lock_init(&remote->lock);
	INIT_LIST_HEAD(&remote->processes);
	if (!softgpu_set_units(sg, &remote->ops, remote))
		return remote;
	port_free(remote);
	return NULL;
}

void sgpu_remote_destroy(struct sgpu_remote *remote)
{
	struct sgpu_remote_process *process, *next;

	if (!remote)
		return;
	if (remote->process)
		sgpu_remote_process_put(remote, remote->process);
	list_for_each_entry_safe(process, next, &remote->processes, list) {
		list_del(&process->list);
		process->ops->release(process);
	}
	port_free(remote);
}
