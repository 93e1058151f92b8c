// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units in other processes: the command streamer's end (remote_units.h). The thread of the render
 * engine calls the operations of the units. A process is the enemy: each field of a result is read
 * once and checked.
 *
 * Lock: sgpu_remote.lock, for the list of the processes.
 */
#include "softgpu/remote_units.h"

#include "gen9/op_3d_defs.h"
#include "pgpu/pgpu.h"
#include "pgpu/pipeline_state.h"
#include "softgpu/remote_regs.h"
#include "softgpu/remote_types.h"
#include "softgpu/softgpu_types.h"

#define NS_PER_MS	1000000ull
#define MOST_MS		5u	/* most that counts between two calls of is_late() */

static const struct softgpu_unit_host *host_of(const struct sgpu_remote *remote)
{
	return softgpu_unit_host(remote->sg);
}

/* --- requests ------------------------------------------------------------------------------- */

static void fill_regs(const struct sgpu_remote *remote, u32 *regs)
{
	const struct softgpu_unit_host *host = host_of(remote);
	bool writable;
	u32 i;

	for (i = 0; i < sgpu_remote_reg_rows(); i++)
		regs[i] = host->ops->reg_read(host->host, sgpu_remote_reg_offset(i, &writable));
}

/* Send a command to the process. */
static void send_request(struct sgpu_remote *remote, const u32 *dw, u32 n, u64 progress)
{
	struct sgpu_remote_process *process = remote->process;
	struct sgpu_remote_request *request = process->request;
	const struct softgpu_unit_host *host = host_of(remote);

	request->settle = host->ops->settles(host->host);
	request->begin = remote->begin;
	request->flush = remote->flush;
	request->context = remote->context;
	request->owner = remote->owner;
	request->progress = progress;
	request->drops = process->drops;
	memcpy(request->drop, process->drop, sizeof(request->drop));
	fill_regs(remote, request->regs);
	request->state = remote->state;
	request->dwords = n;
	memcpy(request->dw, dw, n * sizeof(*dw));
	process->drops = 0;
	remote->begin = false;
	remote->flush = 0;
	remote->sent = true;
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

		if (!port_check(REMOTE_REGISTER, !writable) && value != process->request->regs[i])
			host->ops->reg_write(host->host, offset, value);
	}
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
		sgpu_remote_process_ended(process, remote->context);
		return true;
	case SGPU_REMOTE_LEFT_COMMAND:
		if (!softgpu_progress_is_kept(remote->progress)) {
			sgpu_remote_process_ended(process, remote->context);
			return !port_check(REMOTE_NUMBER, !remote->progress);
		}
		return sgpu_remote_process_left(process, remote->context);
	default:
		return !port_check(REMOTE_CODE, true);
	}
}

/*
 * Add the time that the process has taken to give way to the sum of its late answers, if it was
 * asked to. The sum leaks.
 */
static void count_late(const struct sgpu_remote *remote)
{
	const struct softgpu_unit_host *host = host_of(remote);
	struct sgpu_remote_process *process = remote->process;
	u64 now = host->ops->now(host->host);
	u64 leak = (now - process->late_at) / SGPU_REMOTE_LATE_LEAK;

	if (process->request->give_way != process->request->seq ||
	    remote->waited_ns < SGPU_REMOTE_LATE_MS * NS_PER_MS)
		return;
	process->late_ns -= min(process->late_ns, leak);
	process->late_ns += remote->waited_ns;
	process->late_at = now;
}

/* Test if the process has given way late too often: others have waited for it. */
static bool is_late_again(const struct sgpu_remote *remote)
{
	return remote->process->late_ns >= SGPU_REMOTE_LATE_SUM_MS * NS_PER_MS;
}

/*
 * Take the result of the request that is under way. Return: 0; -EINPROGRESS: there is none so far;
 * -EIO: the process is gone.
 */
static int take_result(struct sgpu_remote *remote)
{
	struct sgpu_remote_process *process = remote->process;
	/* A process may write its result and end: then the result counts. */
	bool gone = READ_ONCE(process->gone), valid;
	u32 seq;

	smp_rmb();	/* read the result behind @gone */
	seq = smp_load_acquire(&process->result->seq);	/* read the result behind it */
	if (port_check(REMOTE_SEQ, seq != process->request->seq)) {
		if (!gone)
			return -EINPROGRESS;
		remote->sent = false;
		return -EIO;
	}
	remote->sent = false;
	if (READ_ONCE(process->replaced))
		sgpu_units_to_sweep(remote->sg);
	sgpu_remote_process_set_root(process, 0);
	count_late(remote);
	valid = take_code(remote);
	if (!valid || port_check(REMOTE_LATE, is_late_again(remote))) {
		sgpu_remote_process_lose(remote, process, valid);
		return -EIO;
	}
	take_regs(remote);
	return 0;
}

/* Ask the process for something by a word of its request, once. Its time for that begins now. */
static void ask(struct sgpu_remote *remote, u32 *word, u64 now)
{
	struct sgpu_remote_process *process = remote->process;

	if (*word == process->request->seq)
		return;
	count_late(remote);	/* a cancel does not wipe out what others have waited so far */
	remote->waited_ns = 0;
	remote->counted_ns = now;
	WRITE_ONCE(*word, process->request->seq);
	process->ops->wake(process);
}

/*
 * Add the time since the last call to the time of a process that was asked for something. At most
 * MOST_MS count: the machine may have slept. Return: true: the process has had @most_ms.
 */
static bool is_late(struct sgpu_remote *remote, u64 now, u32 most_ms)
{
	remote->waited_ns += min(now - remote->counted_ns, MOST_MS * NS_PER_MS);
	remote->counted_ns = now;
	return remote->waited_ns >= most_ms * NS_PER_MS;
}

/*
 * Ask the process to leave its command, if the engine is to stop. One that does not for a while is
 * lost: a process without processor time must not cost others more. Return: -EINPROGRESS: the
 * engine is not to stop; -EALREADY: the process has time left; -EIO: it is lost.
 */
static int ask_way(struct sgpu_remote *remote)
{
	const struct softgpu_unit_host *host = host_of(remote);
	u64 now;

	if (!host->ops->stopped(host->host))
		return -EINPROGRESS;
	now = host->ops->now(host->host);
	ask(remote, &remote->process->request->give_way, now);
	if (!port_check(REMOTE_WAY, is_late(remote, now, SGPU_REMOTE_WAY_MS)))
		return -EALREADY;
	sgpu_remote_process_lose(remote, remote->process, true);
	remote->sent = false;
	return -EIO;
}

/* --- operations of the units ---------------------------------------------------------------- */

/* Return the result of a command. @progress: gets the progress of one that has given way. */
static int command_result(const struct sgpu_remote *remote, u64 *progress)
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

/* Ask for the result of the request that is under way. */
static int await(struct sgpu_remote *remote, u64 *progress)
{
	int ret = take_result(remote);

	if (ret == -EINPROGRESS)
		return ask_way(remote);
	return ret ? ret : command_result(remote, progress);
}

/* The context that runs uses no process any more. The next one begins with its state. */
static void leave_process(struct sgpu_remote *remote)
{
	if (remote->process)
		sgpu_remote_process_put(remote, remote->process);
	remote->process = NULL;
	remote->begin = true;
}

/* Let the process of a context forget the command that the context has left, if it has. */
static void drop_left(struct sgpu_remote *remote, u64 owner, u32 context)
{
	struct sgpu_remote_process *process = sgpu_remote_process_get(remote, owner, context);

	if (!process)
		return;
	sgpu_remote_process_drop(process, context);
	if (READ_ONCE(process->replaced))
		sgpu_units_to_sweep(remote->sg);
	sgpu_remote_process_put(remote, process);
}

/*
 * The context gets the process that its owner has by now. @goes_on: to go on with a command that it
 * has left. Return: false: there is none.
 */
static bool find_process(struct sgpu_remote *remote, bool goes_on)
{
	if (remote->process && READ_ONCE(remote->process->replaced) && !goes_on)
		leave_process(remote);
	if (!remote->process && !goes_on)
		drop_left(remote, remote->owner, remote->context);
	if (!remote->process)
		remote->process = sgpu_remote_process_get(remote, remote->owner, remote->context);
	return remote->process;
}

static int remote_command(void *units, const u32 *dw, u32 n, u64 *progress)
{
	struct sgpu_remote *remote = units;
	int ret;

	if (remote->sent)
		return await(remote, progress);
	ret = pgpu_pipeline_keep(&remote->state, dw, n);
	if (!find_process(remote, softgpu_progress_is_kept(*progress)))
		return remote->expects && remote->expects(remote->owner) ? -EBUSY : -ENODEV;
	if (ret == -EINVAL || pgpu_pipeline_only_state(dw[0] >> GEN9_OP_SHIFT))
		return ret;
	if (port_check(REMOTE_GONE, READ_ONCE(remote->process->gone)))
		return -EIO;
	send_request(remote, dw, n, *progress);
	return -EINPROGRESS;
}

static void remote_flush(void *units, u32 flags)
{
	struct sgpu_remote *remote = units;

	remote->flush |= flags;
}

static void remote_load(void *units, const void *state)
{
	struct sgpu_remote *remote = units;
	const struct softgpu_unit_host *host = host_of(remote);

	leave_process(remote);
	host->ops->context(host->host, &remote->owner, &remote->context);
	if (state)
		memcpy(&remote->state, state, sizeof(remote->state));
	else
		memset(&remote->state, 0, sizeof(remote->state));
	remote->flush = 0;
	remote->sent = false;
}

static void remote_save(void *units, void *state)
{
	const struct sgpu_remote *remote = units;

	memcpy(state, &remote->state, sizeof(remote->state));
}

/* Cancel the request that is under way. Return: 0; -EINPROGRESS: the process has not ended it. */
static int cancel_request(struct sgpu_remote *remote)
{
	const struct softgpu_unit_host *host = host_of(remote);
	u64 now = host->ops->now(host->host);
	int ret = take_result(remote);

	if (!ret && remote->code == SGPU_REMOTE_LEFT_COMMAND)
		sgpu_remote_process_drop(remote->process, remote->context);
	if (ret != -EINPROGRESS)
		return 0;
	ask(remote, &remote->process->request->cancel, now);
	if (!port_check(REMOTE_CANCEL, is_late(remote, now, SGPU_REMOTE_CANCEL_MS)))
		return -EINPROGRESS;
	sgpu_remote_process_lose(remote, remote->process, true);
	remote->sent = false;
	return 0;
}

static int remote_drop(void *units, u64 owner, u32 context)
{
	struct sgpu_remote *remote = units;
	bool runs = remote->owner == owner && remote->context == context;

	if (runs && remote->sent && cancel_request(remote))
		return -EINPROGRESS;
	drop_left(remote, owner, context);
	return 0;
}

/* End the processes that have no work to come. */
static void remote_sweep(void *units)
{
	struct sgpu_remote *remote = units;
	struct sgpu_remote_process *process;

	for (;;) {
		process = sgpu_remote_process_get_unneeded(remote);
		if (!process)
			return;
		if (process == remote->process && process->replaced)
			leave_process(remote);
		sgpu_remote_process_end(remote, process);
		sgpu_remote_process_put(remote, process);
	}
}

/* Tell the processes of an owner of new translations. Those of others keep theirs. */
static void remote_renew(void *units, u64 owner)
{
	struct sgpu_remote *remote = units;
	struct sgpu_remote_process *process;
	unsigned long flags;

	spin_lock_irqsave(&remote->lock, flags);
	list_for_each_entry(process, &remote->processes, list)
		if (process->owner == owner)
			WRITE_ONCE(process->request->translations,
				   process->request->translations + 1);
	spin_unlock_irqrestore(&remote->lock, flags);
}

static const struct softgpu_unit_ops unit_ops = {
	.command = remote_command,
	.flush = remote_flush,
	.load = remote_load,
	.save = remote_save,
	.drop = remote_drop,
	.sweep = remote_sweep,
	.renew = remote_renew,
	.state_bytes = sizeof(struct pgpu_pipeline_state),
};

/* --- creation and end ----------------------------------------------------------------------- */

struct sgpu_remote *sgpu_remote_create(struct softgpu *sg, bool (*expects)(u64 owner))
{
	struct sgpu_remote *remote = port_zalloc(sizeof(*remote));

	if (!remote)
		return NULL;
	remote->sg = sg;
	remote->ops = unit_ops;
	remote->ops.state_layout = pgpu_pipeline_layout();
	remote->expects = expects;
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
