// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processes that execute commands of the units (remote_types.h). The thread of the render
 * engine and the hosts of the processes call this file.
 *
 * Lock: sgpu_remote.lock, for the list of the processes; sgpu_remote_process.lock, for what a
 * process may translate.
 */
#include "softgpu/remote_types.h"

#include "pgpu/pgpu.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/walk.h"

/* --- processes ------------------------------------------------------------------------------ */

void sgpu_remote_process_put(struct sgpu_remote *remote, struct sgpu_remote_process *process)
{
	unsigned long flags;
	bool last;

	spin_lock_irqsave(&remote->lock, flags);
	last = port_ref_put(&process->refs);
	spin_unlock_irqrestore(&remote->lock, flags);
	if (last)
		process->ops->release(process);
}

/*
 * Find a process of an owner: the one that is replaced, or the last one. Lock held. Return: NULL:
 * there is none.
 */
static struct sgpu_remote_process *process_find(struct sgpu_remote *remote, u64 owner,
						bool replaced)
{
	struct sgpu_remote_process *process;

	list_for_each_entry(process, &remote->processes, list)
		if (process->owner == owner && process->replaced == replaced)
			return process;
	return NULL;
}

/* Return the place of a context in a list of @n; @n: it is not there. */
static u32 place_of(const u32 *contexts, u32 n, u32 context)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (contexts[i] == context)
			break;
	return i;
}

static bool has_left(const struct sgpu_remote_process *process, u32 context)
{
	return place_of(process->left, process->lefts, context) < process->lefts;
}

struct sgpu_remote_process *sgpu_remote_process_get(struct sgpu_remote *remote, u64 owner,
						    u32 context)
{
	struct sgpu_remote_process *process;
	unsigned long flags;

	spin_lock_irqsave(&remote->lock, flags);
	process = process_find(remote, owner, true);
	if (!process || !has_left(process, context))
		process = process_find(remote, owner, false);
	if (process)
		port_ref_get(&process->refs);
	spin_unlock_irqrestore(&remote->lock, flags);
	return process;
}

void sgpu_remote_process_set_root(struct sgpu_remote_process *process, u64 root)
{
	unsigned long flags;

	spin_lock_irqsave(&process->lock, flags);
	/* A process that is gone gets none, also if it went a moment ago. */
	process->root = READ_ONCE(process->gone) ? 0 : root;
	spin_unlock_irqrestore(&process->lock, flags);
}

/* Take a process off the list. Return: true: it was there, and its reference is the caller's. */
static bool process_unlist(struct sgpu_remote *remote, struct sgpu_remote_process *process)
{
	unsigned long flags;
	bool listed;

	spin_lock_irqsave(&remote->lock, flags);
	listed = !process->gone;
	if (listed)
		list_del(&process->list);
	WRITE_ONCE(process->gone, true);
	spin_unlock_irqrestore(&remote->lock, flags);
	return listed;
}

/*
 * A process gets no more work, and translates nothing. Return: true: it was on the list, and its
 * reference is the caller's.
 */
static bool let_go(struct sgpu_remote *remote, struct sgpu_remote_process *process)
{
	bool listed = process_unlist(remote, process);

	sgpu_remote_process_set_root(process, 0);
	return listed;
}

void sgpu_remote_process_lose(struct sgpu_remote *remote, struct sgpu_remote_process *process,
			      bool late)
{
	bool listed = let_go(remote, process);

	process->ops->lose(process, late);
	if (listed)
		sgpu_remote_process_put(remote, process);
}

void sgpu_remote_process_end(struct sgpu_remote *remote, struct sgpu_remote_process *process)
{
	bool listed = let_go(remote, process);

	process->ops->end(process);
	if (listed)
		sgpu_remote_process_put(remote, process);
}

int sgpu_remote_attach(struct sgpu_remote *remote, struct sgpu_remote_process *process)
{
	struct sgpu_remote_process *last, *older = NULL;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&remote->lock, flags);
	last = process_find(remote, process->owner, false);
	if (port_check(REMOTE_OWNER, !sgpu_ggtt_find(&remote->sg->ggtts, process->owner))) {
		ret = -ENOENT;
	} else {
		older = process_find(remote, process->owner, true);
		if (older)
			port_ref_get(&older->refs);
		if (last)
			WRITE_ONCE(last->replaced, true);
		port_ref_get(&process->refs);
		list_add_tail(&process->list, &remote->processes);
	}
	WRITE_ONCE(process->gone, ret != 0);
	spin_unlock_irqrestore(&remote->lock, flags);
	if (older) {
		sgpu_remote_process_lose(remote, older, false);
		sgpu_remote_process_put(remote, older);
	}
	if (!ret && last)
		sgpu_units_to_sweep(remote->sg);
	return ret;
}

void sgpu_remote_detach(struct sgpu_remote *remote, struct sgpu_remote_process *process)
{
	if (!process_unlist(remote, process))
		return;
	sgpu_remote_process_set_root(process, 0);
	sgpu_remote_process_put(remote, process);
	sgpu_remote_answered(remote);
}

void sgpu_remote_answered(struct sgpu_remote *remote)
{
	remote->sg->ops->kick(remote->sg->host, PGPU_RCS);
}

void sgpu_remote_translated(struct sgpu_remote_process *process)
{
	unsigned long flags;

	spin_lock_irqsave(&process->lock, flags);
	spin_unlock_irqrestore(&process->lock, flags);
}

int sgpu_remote_translate(struct sgpu_remote *remote, struct sgpu_remote_process *process, u64 va,
			  u32 n, u64 *entries, int (*grant)(void *arg, const u64 *entries, u32 n),
			  void *arg)
{
	unsigned long flags;
	int ret = -ENOENT;

	spin_lock_irqsave(&process->lock, flags);
	if (!port_check(REMOTE_IDLE, !process->root)) {
		sgpu_walk_entries(&remote->sg->bus, process->root, va, n, entries);
		ret = grant(arg, entries, n);
	}
	spin_unlock_irqrestore(&process->lock, flags);
	return ret;
}

/* Test if a process has no work to come. Lock held. */
static bool is_unneeded(struct sgpu_remote *remote, const struct sgpu_remote_process *process)
{
	bool executes = remote->process == process && remote->sent;

	return !sgpu_ggtt_find(&remote->sg->ggtts, process->owner) ||
	       (process->replaced && !process->lefts && !executes);
}

struct sgpu_remote_process *sgpu_remote_process_get_unneeded(struct sgpu_remote *remote)
{
	struct sgpu_remote_process *process, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&remote->lock, flags);
	list_for_each_entry(process, &remote->processes, list)
		if (is_unneeded(remote, process))
			found = process;
	if (found)
		port_ref_get(&found->refs);
	spin_unlock_irqrestore(&remote->lock, flags);
	return found;
}

/* --- contexts that have left a command ------------------------------------------------------ */

/* Remove a context from a list. Return: true: it was there. */
static bool forget(u32 *contexts, u32 *n, u32 context)
{
	u32 i = place_of(contexts, *n, context);

	if (i == *n)
		return false;
	contexts[i] = contexts[--*n];
	return true;
}

bool sgpu_remote_process_left(struct sgpu_remote_process *process, u32 context)
{
	forget(process->left, &process->lefts, context);
	if (process->lefts == SGPU_REMOTE_LEFT)
		return false;
	process->left[process->lefts++] = context;
	return true;
}

void sgpu_remote_process_ended(struct sgpu_remote_process *process, u32 context)
{
	forget(process->left, &process->lefts, context);
}

/* Each context in @drop was in @left, and leaves again behind the next request: there is room. */
void sgpu_remote_process_drop(struct sgpu_remote_process *process, u32 context)
{
	if (!forget(process->left, &process->lefts, context))
		return;
	forget(process->drop, &process->drops, context);
	if (process->drops < SGPU_REMOTE_LEFT)
		process->drop[process->drops++] = context;
}

