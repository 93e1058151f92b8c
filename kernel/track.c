// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write tracking by KVM: it maps a watched page read-only into the guest, emulates the
 * instruction that writes there and tells us, on the vCPU's thread, before the guest goes
 * on. The core is told once and the page let go (mediator/host.h, "Write tracking").
 *
 * KVM counts who watches a page, and forgets that with the memory slot. The table here says
 * what we have asked for, so that both begin and end together: KVM complains of one that is
 * let go too often. KVM's own lock order: slots_lock, then ours; in ours only its mmu_lock
 * and reading sides of SRCU are taken. A vCPU's thread is inside one of those when it comes
 * here, and may sleep.
 *
 * Called by the core (through kernel/host.c), by KVM, and by kernel/vdev.c. Lock:
 * facet_track.lock, over facet_vgpu_page_written(), which takes leaf spinlocks only.
 */
#include "kernel/track.h"

#include <linux/mm.h>

#include "kernel/vdev.h"
#include "mediator/vgpu.h"

static struct facet_vdev *node_vdev(struct kvm_page_track_notifier_node *node)
{
	return container_of(node, struct facet_vdev, track.node);
}

/* Lock held. */
static int protect(struct facet_track *track, u64 gfn)
{
	int ret = xa_err(xa_store(&track->pages, gfn, xa_mk_value(0), GFP_KERNEL_ACCOUNT));

	if (ret)
		return ret;
	ret = kvm_write_track_add_gfn(track->kvm, gfn);
	if (ret)
		xa_erase(&track->pages, gfn);
	else
		track->stats.pages++;
	return ret;
}

/* Lock held. Where the slot went with all that KVM knew of it, KVM has nothing to let go. */
static void let_go(struct facet_track *track, u64 gfn)
{
	if (!xa_erase(&track->pages, gfn))
		return;
	kvm_write_track_remove_gfn(track->kvm, gfn);
	track->stats.pages--;
}

int facet_track_set(struct facet_vdev *v, u64 gfn, bool on)
{
	struct facet_track *track = &v->track;
	int ret = 0;

	mutex_lock(&track->lock);
	if (!track->kvm)
		ret = -EOPNOTSUPP;
	else if (!on)
		let_go(track, gfn);
	else if (!xa_load(&track->pages, gfn))
		ret = protect(track, gfn);
	mutex_unlock(&track->lock);
	return ret;
}

/* All emulated writes of the virtual machine come here, ours or not. */
static void track_write(gpa_t gpa, const u8 *data, int len,
			struct kvm_page_track_notifier_node *node)
{
	struct facet_vdev *v = node_vdev(node);
	struct facet_track *track = &v->track;
	u64 gfn = gpa >> PAGE_SHIFT;
	struct facet_vgpu *vgpu;

	if (!xa_load(&track->pages, gfn))
		return;
	mutex_lock(&track->lock);
	vgpu = READ_ONCE(v->vgpu);
	if (vgpu && xa_load(&track->pages, gfn)) {
		facet_vgpu_page_written(vgpu, gpa, len);
		track->stats.notices++;
		let_go(track, gfn);
	}
	mutex_unlock(&track->lock);
}

/*
 * A memory slot has gone. KVM calls for each of its address spaces: if it was not the one in
 * which pages are watched, they are still protected and have to be let go.
 */
static void track_remove_region(gfn_t gfn, unsigned long n,
				struct kvm_page_track_notifier_node *node)
{
	struct facet_vdev *v = node_vdev(node);
	struct facet_track *track = &v->track;
	struct facet_vgpu *vgpu;
	unsigned long index;
	void *entry;

	mutex_lock(&track->lock);
	vgpu = READ_ONCE(v->vgpu);
	if (vgpu)
		facet_vgpu_page_written(vgpu, gfn << PAGE_SHIFT, (u64)n << PAGE_SHIFT);
	xa_for_each_range(&track->pages, index, entry, gfn, gfn + n - 1) {
		let_go(track, index);
		track->stats.removed++;
	}
	mutex_unlock(&track->lock);
}

void facet_track_init(struct facet_track *track)
{
	mutex_init(&track->lock);
	xa_init(&track->pages);
}

void facet_track_fini(struct facet_track *track)
{
	xa_destroy(&track->pages);
	mutex_destroy(&track->lock);
}

/* Without it the core compares tables, which is slower and as right. */
void facet_track_open(struct facet_vdev *v)
{
	struct facet_track *track = &v->track;

	memset(&track->stats, 0, sizeof(track->stats));
	track->node.track_write = track_write;
	track->node.track_remove_region = track_remove_region;
	if (v->vdev.kvm && !kvm_page_track_register_notifier(v->vdev.kvm, &track->node))
		track->kvm = v->vdev.kvm;
}

void facet_track_close(struct facet_vdev *v)
{
	struct facet_track *track = &v->track;
	unsigned long index;
	void *entry;

	if (!track->kvm)
		return;
	mutex_lock(&track->lock);
	xa_for_each(&track->pages, index, entry)
		let_go(track, index);
	track->kvm = NULL;
	mutex_unlock(&track->lock);
	/* Waits for vCPUs that are in one of the functions above. */
	kvm_page_track_unregister_notifier(v->vdev.kvm, &track->node);
}

void facet_track_stats(struct facet_vdev *v, struct facet_track_stats *stats)
{
	struct facet_track *track = &v->track;

	mutex_lock(&track->lock);
	*stats = track->stats;
	mutex_unlock(&track->lock);
}
