// SPDX-License-Identifier: GPL-2.0-only
/*
 * The store barrier. The client may show the CPU a copy of memory that engines write. The client
 * must drop the copy before the guest learns of the engine's stores. So work of a notified owner
 * asks the client before each command that reveals earlier stores. The command waits until the
 * client agrees. The client turns this on only while it has copies. Each engine has the answer in a
 * word of its own, so that work of other owners costs nothing.
 *
 * The engine's thread and the mediator's threads call this file. Takes &sgpu_notified_owners.lock.
 */
#include "softgpu/store_barrier.h"

void sgpu_store_barrier_init(struct softgpu *sg)
{
	spin_lock_init(&sg->notified_owners.lock);
}

/* Return the index of an owner; @count if it is not there. Lock held. */
static u32 owner_find(const struct sgpu_notified_owners *owners, u64 owner)
{
	u32 i;

	for (i = 0; i < owners->count; i++)
		if (owners->owner[i] == owner)
			break;
	return i;
}

/* Set @notified of the engines that run work of an owner. Lock held. */
static void update_engines(struct softgpu *sg, u64 owner, bool on)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		if (sg->engine[i].store_owner == owner)
			WRITE_ONCE(sg->engine[i].notified, on);
}

int sgpu_store_barrier_notify(struct softgpu *sg, u64 owner, bool on)
{
	struct sgpu_notified_owners *owners = &sg->notified_owners;
	unsigned long flags;
	int ret = 0;
	u32 i;

	spin_lock_irqsave(&owners->lock, flags);
	i = owner_find(owners, owner);
	if (on && i == SGPU_NOTIFIED_OWNERS)
		ret = -ENOSPC;
	else if (on && i == owners->count)
		owners->owner[owners->count++] = owner;
	else if (!on && i < owners->count)
		owners->owner[i] = owners->owner[--owners->count];
	if (!ret)
		update_engines(sg, owner, on);
	spin_unlock_irqrestore(&owners->lock, flags);
	smp_mb();	/* before the caller's reads: pairs with sgpu_store_barrier_pass() */
	return ret;
}

void sgpu_store_barrier_run(struct sgpu_engine *e, u64 owner)
{
	struct sgpu_notified_owners *owners = &e->sg->notified_owners;
	unsigned long flags;

	spin_lock_irqsave(&owners->lock, flags);
	e->store_owner = owner;
	WRITE_ONCE(e->notified, owner_find(owners, owner) < owners->count);
	spin_unlock_irqrestore(&owners->lock, flags);
}

bool sgpu_store_barrier_ask(struct sgpu_engine *e)
{
	/* pairs with softgpu_open() and softgpu_close() */
	const struct pgpu_client_ops *ops = smp_load_acquire(&e->sg->client_ops);

	bool may_run;

	if (!ops || !ops->store_barrier)
		return true;
	non_block_start();
	may_run = ops->store_barrier(e->sg->client, e->store_owner, &e->pos.barrier_seqno);
	non_block_end();
	return may_run;
}
