// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write tracking by KVM: it maps a watched page read-only into the guest, emulates the
 * instruction that writes there and tells us, on the vCPU's thread, before the guest goes
 * on. Of a watched page the core is told once and it is let go; of a followed one each time
 * (mediator/host.h).
 *
 * KVM counts who watches a page, and forgets that with the memory slot. The table here says
 * what we have asked for, so that both begin and end together: KVM complains of one that is
 * let go too often. KVM's own lock order: slots_lock, then ours; in ours only its mmu_lock
 * and reading sides of SRCU are waited for. A vCPU's thread is inside one of those when it comes
 * here, and may sleep.
 *
 * Called by the core (through kernel/vfio_host.c), by KVM, and by kernel/vdev.c. Lock:
 * facet_track.lock, over facet_vgpu_page_written(), which takes leaf spinlocks only, but not over
 * facet_aperture_written(), which writes guest memory and asks for less to be followed.
 */
#include "kernel/track.h"

#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/sched/signal.h>

#include "kernel/stats.h"
#include "kernel/vdev_types.h"
#include "mediator/aperture.h"
#include "mediator/host.h"
#include "mediator/vgpu.h"

static struct facet_vdev *node_vdev(struct kvm_page_track_notifier_node *node)
{
	return container_of(node, struct facet_vdev, track.node);
}

/* Who wants a page: a value in the table. Lock held, or to look at it once. */
#define ARMED		1ul
#define SNOOPER	2ul	/* how many times it is followed, from this bit on */

/* Reports of one write to a followed page, and milliseconds between them. */
#define SNOOP_TRIES		10u
#define SNOOP_PACE_MS	10u

static unsigned long wanted(struct facet_track *track, u64 gfn)
{
	void *entry = xa_load(&track->pages, gfn);

	return entry ? xa_to_value(entry) : 0;
}

/*
 * Lock held. A slot that is on its way out still takes a page after KVM has told us of its end, and
 * forgets it with the slot; we would let go of what the next slot there has never heard of, of
 * which KVM complains. slots_lock is above ours, so it is not waited for.
 */
static int protect(struct facet_track *track, u64 gfn)
{
	int ret;

	if (!facet_kvm_slots_try(track->kvm))
		return -EBUSY;
	ret = kvm_write_track_add_gfn(track->kvm, gfn);
	facet_kvm_slots_put(track->kvm);
	return ret;
}

/* Lock held. The first to want a page has KVM protect it. */
static int want(struct facet_track *track, u64 gfn, unsigned long more)
{
	unsigned long now = wanted(track, gfn);
	int ret;

	ret = xa_err(xa_store(&track->pages, gfn, xa_mk_value(now + more), GFP_KERNEL_ACCOUNT));
	if (ret || now)
		return ret;
	ret = protect(track, gfn);
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

/* Lock held. A page that went away is in no table any more. */
static void want_no_more(struct facet_track *track, u64 gfn, unsigned long less)
{
	unsigned long now = wanted(track, gfn);

	if (now == less)
		let_go(track, gfn);
	else if (now > less)	/* the entry is there: nothing is allocated */
		xa_store(&track->pages, gfn, xa_mk_value(now - less), GFP_KERNEL_ACCOUNT);
}

int facet_track_arm(struct facet_vdev *v, u64 gfn, bool on)
{
	struct facet_track *track = &v->track;
	int ret = 0;

	mutex_lock(&track->lock);
	if (!track->kvm)
		ret = -EOPNOTSUPP;
	else if (on && !(wanted(track, gfn) & ARMED))
		ret = want(track, gfn, ARMED);
	else if (!on && wanted(track, gfn) & ARMED)
		want_no_more(track, gfn, ARMED);
	mutex_unlock(&track->lock);
	return ret;
}

int facet_track_snoop(struct facet_vdev *v, u64 gfn, bool on)
{
	struct facet_track *track = &v->track;
	int ret = 0;

	mutex_lock(&track->lock);
	if (!track->kvm)
		ret = -EOPNOTSUPP;
	else if (on)
		ret = want(track, gfn, SNOOPER);
	else if (wanted(track, gfn) >= SNOOPER)
		want_no_more(track, gfn, SNOOPER);
	mutex_unlock(&track->lock);
	return ret;
}

static void report_written(struct facet_track *track, struct facet_vgpu *vgpu, u64 gpa, u32 len)
{
	u64 gfn = gpa >> PAGE_SHIFT;

	mutex_lock(&track->lock);
	if (wanted(track, gfn) & ARMED) {
		facet_vgpu_page_written(vgpu, gpa, len);
		track->stats.notices++;
		want_no_more(track, gfn, ARMED);
	}
	mutex_unlock(&track->lock);
}

/*
 * Memory that is away for a moment is written a little later. Not for long: who changes the slots of
 * guest memory waits for this vCPU.
 */
static void report_snooped(struct facet_vdev *v, struct facet_vgpu *vgpu, u64 gpa,
			    const u8 *data, u32 len)
{
	u32 tries;
	int ret;

	mutex_lock(&v->track.lock);
	v->track.stats.snooped++;
	mutex_unlock(&v->track.lock);
	for (tries = 0; tries < SNOOP_TRIES && !fatal_signal_pending(current); tries++) {
		if (tries)
			msleep(SNOOP_PACE_MS);
		/* A trapped access like others: a reset sees none. */
		down_read(&v->access);
		ret = facet_aperture_written(vgpu, gpa, data, len, tries > 0);
		up_read(&v->access);
		if (ret != FACET_HOST_RETRY)
			break;
	}
}

/* All emulated writes of the virtual machine come here, ours or not. */
static void track_write(gpa_t gpa, const u8 *data, int len,
			struct kvm_page_track_notifier_node *node)
{
	struct facet_vdev *v = node_vdev(node);
	struct facet_vgpu *vgpu = READ_ONCE(v->vgpu);
	unsigned long who = wanted(&v->track, gpa >> PAGE_SHIFT);

	if (who)
		facet_stats_count_trap(v->stats, FACET_TRAP_TRACKED);
	if (!vgpu || len <= 0)
		return;
	if (who & ARMED)
		report_written(&v->track, vgpu, gpa, len);
	if (who >= SNOOPER || facet_aperture_covers(vgpu, gpa))
		report_snooped(v, vgpu, gpa, data, len);
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
	if (vgpu)
		facet_aperture_memory_removed(vgpu, gfn, n);
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

/*
 * KVM exports its tracking for i915's own mediator alone and may drop it. What is left then can be
 * had on any kernel by this parameter.
 */
static bool use_tracking = true;
module_param_named(track, use_tracking, bool, 0444);
MODULE_PARM_DESC(track, "have KVM report writes to guests' page tables (default); 0: compare page tables instead, and offer no fences");

/* Without it the core compares tables, which is slower and as right. */
void facet_track_open(struct facet_vdev *v)
{
	struct facet_track *track = &v->track;
	struct kvm *kvm = v->vdev.kvm;
	int srcu, failed;

	memset(&track->stats, 0, sizeof(track->stats));
	track->node.track_write = track_write;
	track->node.track_remove_region = track_remove_region;
	if (!use_tracking || !kvm)
		return;
	/*
	 * KVM walks all memory slots for the first notifier of a VM. The caller must hold
	 * kvm->srcu or slots_lock.
	 */
	srcu = srcu_read_lock(&kvm->srcu);
	failed = kvm_page_track_register_notifier(kvm, &track->node);
	srcu_read_unlock(&kvm->srcu, srcu);
	if (!failed)
		track->kvm = kvm;
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
