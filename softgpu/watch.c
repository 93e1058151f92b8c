// SPDX-License-Identifier: GPL-2.0-only
/*
 * Somebody may show the CPU a copy of what engines write, and has to drop it before the CPU
 * learns that the engine has written. So work on a watched root asks the client before each
 * store that may tell of earlier ones. The client watches only while it has copies; engines
 * look at one word otherwise. Lock: sgpu_watches.lock.
 */
#include "softgpu/watch.h"

void sgpu_watch_init(struct softgpu *sg)
{
	spin_lock_init(&sg->watches.lock);
}

/* Its place; @count: it has none. Lock held. */
static u32 watch_find(const struct sgpu_watches *watches, u64 root)
{
	u32 i;

	for (i = 0; i < watches->count; i++)
		if (watches->root[i] == root)
			break;
	return i;
}

int sgpu_watch(struct softgpu *sg, u64 root, bool on)
{
	struct sgpu_watches *watches = &sg->watches;
	unsigned long flags;
	int ret = 0;
	u32 i;

	spin_lock_irqsave(&watches->lock, flags);
	i = watch_find(watches, root);
	if (on && i == SGPU_WATCHES) {
		ret = -ENOSPC;
	} else if (on && i == watches->count) {
		watches->root[i] = root;
		WRITE_ONCE(watches->count, i + 1);
	} else if (!on && i < watches->count) {
		watches->root[i] = watches->root[watches->count - 1];
		WRITE_ONCE(watches->count, watches->count - 1);
	}
	spin_unlock_irqrestore(&watches->lock, flags);
	smp_mb();	/* the caller reads memory after this: pairs with sgpu_publish() */
	return ret;
}

void sgpu_publish_watched(struct sgpu_engine *e, u64 root)
{
	/* pairs with softgpu_open() */
	const struct pgpu_client_ops *ops = smp_load_acquire(&e->sg->client_ops);
	struct sgpu_watches *watches = &e->sg->watches;
	unsigned long flags;
	bool watched;

	spin_lock_irqsave(&watches->lock, flags);
	watched = watch_find(watches, root) < watches->count;
	spin_unlock_irqrestore(&watches->lock, flags);
	if (watched && ops && ops->publish)
		ops->publish(e->sg->client, root);
}
