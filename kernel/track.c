// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write tracking by KVM. KVM maps a protected page read-only into the guest. It emulates an
 * instruction that writes there, and calls this file on the vCPU's thread before the guest goes on.
 * This file reports the write to the core. It reports one write to an armed page, and releases the
 * page then. It reports each write to a snooped page (mediator/host.h).
 *
 * KVM counts the users of a protected page, and forgets the count with the memory slot. The table
 * here has our own count, so that both begin and end together: KVM warns of a page that is released
 * too often.
 *
 * The core calls this file through kernel/vfio_host.c; KVM and kernel/vdev.c call it, too.
 *
 * Lock: facet_track.lock. KVM may hold its slots_lock outside it. Inside it, this file waits only
 * for KVM's mmu_lock and for reading sides of SRCU. A vCPU's thread that comes here holds such a
 * reading side, and may sleep. The lock is held around facet_vgpu_page_written(), which takes leaf
 * spinlocks only. It is not held around facet_aperture_written(), which writes guest memory and
 * releases snooped pages.
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

/* Bits of a value in the table. */
#define ARMED		1ul	/* the page is armed */
#define SNOOPER		2ul	/* one snooper; from this bit on the value counts snoopers */

/* Number of tries to report a write to a snooped page, and milliseconds between them. */
#define SNOOP_TRIES		10u
#define SNOOP_RETRY_MS		10u

/* Return a page's value; 0: nobody uses it. Without the lock it may be out of date. */
static unsigned long page_users(struct facet_track *track, u64 gfn)
{
	void *entry = xa_load(&track->pages, gfn);

	return entry ? xa_to_value(entry) : 0;
}

/* Add to a page's value. The first user has KVM protect the page. Lock held. */
static int page_get(struct facet_track *track, u64 gfn, unsigned long more)
{
	unsigned long now = page_users(track, gfn);
	int ret;

	ret = xa_err(xa_store(&track->pages, gfn, xa_mk_value(now + more), GFP_KERNEL_ACCOUNT));
	if (ret || now)
		return ret;
	ret = facet_kvm_write_track_add(track->kvm, gfn);
	if (ret)
		xa_erase(&track->pages, gfn);
	else
		track->stats.pages++;
	return ret;
}

/* Release a page. If KVM has forgotten it with its slot, KVM does nothing. Lock held. */
static void page_release(struct facet_track *track, u64 gfn)
{
	if (!xa_erase(&track->pages, gfn))
		return;
	kvm_write_track_remove_gfn(track->kvm, gfn);
	track->stats.pages--;
}

/* Subtract from a page's value, and release the page at 0. Lock held. */
static void page_put(struct facet_track *track, u64 gfn, unsigned long less)
{
	unsigned long now = page_users(track, gfn);

	if (now == less)
		page_release(track, gfn);
	else if (now > less)	/* the entry exists: xa_store() allocates nothing */
		xa_store(&track->pages, gfn, xa_mk_value(now - less), GFP_KERNEL_ACCOUNT);
}

int facet_track_arm(struct facet_vdev *v, u64 gfn, bool on)
{
	struct facet_track *track = &v->track;
	int ret = 0;

	mutex_lock(&track->lock);
	if (!track->kvm)
		ret = -EOPNOTSUPP;
	else if (on && !(page_users(track, gfn) & ARMED))
		ret = page_get(track, gfn, ARMED);
	else if (!on && page_users(track, gfn) & ARMED)
		page_put(track, gfn, ARMED);
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
		ret = page_get(track, gfn, SNOOPER);
	else if (page_users(track, gfn) >= SNOOPER)
		page_put(track, gfn, SNOOPER);
	mutex_unlock(&track->lock);
	return ret;
}

/* Report the first write to an armed page, and release the page in the same hold of the lock. */
static void report_written(struct facet_track *track, struct facet_vgpu *vgpu, u64 gpa, u32 len)
{
	u64 gfn = gpa >> PAGE_SHIFT;

	mutex_lock(&track->lock);
	if (page_users(track, gfn) & ARMED) {
		facet_vgpu_page_written(vgpu, gpa, len);
		track->stats.notices++;
		page_put(track, gfn, ARMED);
	}
	mutex_unlock(&track->lock);
}

/*
 * Report a write to a snooped page. While guest memory is unavailable, try again for a tenth of a
 * second at most: a thread that changes memory slots waits for this vCPU.
 */
static void report_snooped(struct facet_vdev *v, struct facet_vgpu *vgpu, u64 gpa,
			   const u8 *data, u32 len)
{
	int ret = FACET_HOST_RETRY;
	u32 tries;

	for (tries = 0; tries < SNOOP_TRIES && !fatal_signal_pending(current); tries++) {
		if (tries)
			msleep(SNOOP_RETRY_MS);
		/* As around each trapped access: no reset runs meanwhile. */
		down_read(&v->access);
		ret = facet_aperture_written(vgpu, gpa, data, len);
		up_read(&v->access);
		if (ret != FACET_HOST_RETRY)
			break;
	}
	mutex_lock(&v->track.lock);
	v->track.stats.snooped++;
	v->track.stats.lost += ret == FACET_HOST_RETRY;
	mutex_unlock(&v->track.lock);
}

/* KVM calls this for each emulated write of the virtual machine, also to pages we do not track. */
static void track_write(gpa_t gpa, const u8 *data, int len,
			struct kvm_page_track_notifier_node *node)
{
	struct facet_vdev *v = node_vdev(node);
	struct facet_vgpu *vgpu = READ_ONCE(v->vgpu);
	unsigned long users = page_users(&v->track, gpa >> PAGE_SHIFT);

	if (users)
		facet_stats_count_trap(v->stats, FACET_TRAP_TRACKED);
	if (!vgpu || len <= 0)
		return;
	if (users & ARMED)
		report_written(&v->track, vgpu, gpa, len);
	if (users >= SNOOPER || facet_aperture_covers(vgpu, gpa))
		report_snooped(v, vgpu, gpa, data, len);
}

/*
 * KVM calls this when a memory slot is removed, once for each of its address spaces. In another
 * address space than that of the slot, pages may still be protected. So release them.
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
		page_release(track, index);
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
 * KVM exports its tracking for i915's own mediator, GVT-g, alone, and may drop it. This parameter
 * shows on any kernel how Facet works without it.
 */
static bool use_tracking = true;
module_param_named(track, use_tracking, bool, 0444);
MODULE_PARM_DESC(track,
		 "have KVM report writes to guests' page tables (default); 0: compare page tables "
		 "instead, and offer no fences");

bool facet_track_possible(void)
{
	return use_tracking && IS_ENABLED(CONFIG_KVM_EXTERNAL_WRITE_TRACKING);
}

/*
 * Without tracking the core compares page tables, which is slower and just as correct. The virtual
 * machine is held until the close: VFIO lets go of it and forgets it (&vfio_device.kvm) when a
 * second process fails to bind the device to an iommufd. Source: vfio_df_ioctl_bind_iommufd().
 */
void facet_track_open(struct facet_vdev *v)
{
	struct facet_track *track = &v->track;
	struct kvm *kvm = v->vdev.kvm;
	int srcu, failed;

	lockdep_assert_held(&v->open_lock);
	memset(&track->stats, 0, sizeof(track->stats));
	track->node.track_write = track_write;
	track->node.track_remove_region = track_remove_region;
	if (!use_tracking || !kvm)
		return;
	/*
	 * KVM walks all memory slots for the first notifier of a virtual machine. The caller has to
	 * hold kvm->srcu or slots_lock.
	 */
	srcu = srcu_read_lock(&kvm->srcu);
	failed = kvm_page_track_register_notifier(kvm, &track->node);
	srcu_read_unlock(&kvm->srcu, srcu);
	if (failed)
		return;
	facet_kvm_get(kvm);
	track->kvm = kvm;
}

void facet_track_close(struct facet_vdev *v)
{
	struct facet_track *track = &v->track;
	struct kvm *kvm = track->kvm;
	unsigned long index;
	void *entry;

	lockdep_assert_held(&v->open_lock);
	if (!kvm)
		return;
	mutex_lock(&track->lock);
	xa_for_each(&track->pages, index, entry)
		page_release(track, index);
	track->kvm = NULL;
	mutex_unlock(&track->lock);
	/* This waits for vCPUs that are in one of the functions above. */
	kvm_page_track_unregister_notifier(kvm, &track->node);
	facet_kvm_put(kvm);
}

void facet_track_stats(struct facet_vdev *v, struct facet_track_stats *stats)
{
	struct facet_track *track = &v->track;

	mutex_lock(&track->lock);
	*stats = track->stats;
	mutex_unlock(&track->lock);
}
