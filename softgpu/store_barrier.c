// SPDX-License-Identifier: GPL-2.0-only
/*
 * The store barrier. The client may show the CPU a copy of memory that engines write. The client
 * must drop the copy before the guest learns of the engine's stores. So work on a notified root
 * asks the client before each command that reveals earlier stores. The command waits until the
 * client agrees. The client turns this on only while it has copies. Each engine has the answer in a
 * word of its own, so that work on other roots costs nothing.
 *
 * The engine's thread and the mediator's threads call this file. Takes &sgpu_notified_roots.lock.
 */
#include "softgpu/store_barrier.h"

void sgpu_store_barrier_init(struct softgpu *sg)
{
	spin_lock_init(&sg->notified_roots.lock);
}

/* Return the index of a root; @count if it is not there. Lock held. */
static u32 root_find(const struct sgpu_notified_roots *roots, u64 root)
{
	u32 i;

	for (i = 0; i < roots->count; i++)
		if (roots->root[i] == root)
			break;
	return i;
}

/* Set @notified of the engines that run work of a root. Lock held. */
static void update_engines(struct softgpu *sg, u64 root, bool on)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		if (sg->engine[i].store_root == root)
			WRITE_ONCE(sg->engine[i].notified, on);
}

int sgpu_store_barrier_notify(struct softgpu *sg, u64 root, bool on)
{
	struct sgpu_notified_roots *roots = &sg->notified_roots;
	unsigned long flags;
	int ret = 0;
	u32 i;

	spin_lock_irqsave(&roots->lock, flags);
	i = root_find(roots, root);
	if (on && i == SGPU_NOTIFIED_ROOTS)
		ret = -ENOSPC;
	else if (on && i == roots->count)
		roots->root[roots->count++] = root;
	else if (!on && i < roots->count)
		roots->root[i] = roots->root[--roots->count];
	if (!ret)
		update_engines(sg, root, on);
	spin_unlock_irqrestore(&roots->lock, flags);
	smp_mb();	/* before the caller's reads: pairs with sgpu_store_barrier_pass() */
	return ret;
}

void sgpu_store_barrier_run(struct sgpu_engine *e, u64 root)
{
	struct sgpu_notified_roots *roots = &e->sg->notified_roots;
	unsigned long flags;

	spin_lock_irqsave(&roots->lock, flags);
	e->store_root = root;
	WRITE_ONCE(e->notified, root_find(roots, root) < roots->count);
	spin_unlock_irqrestore(&roots->lock, flags);
}

bool sgpu_store_barrier_ask(struct sgpu_engine *e)
{
	/* pairs with softgpu_open() and softgpu_close() */
	const struct pgpu_client_ops *ops = smp_load_acquire(&e->sg->client_ops);

	bool may_run;

	if (!ops || !ops->store_barrier)
		return true;
	non_block_start();
	may_run = ops->store_barrier(e->sg->client, e->store_root, &e->pos.barrier_seqno);
	non_block_end();
	return may_run;
}
