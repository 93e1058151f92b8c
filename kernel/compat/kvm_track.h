/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's write tracking for other modules, under KVM's names. On a kernel that was built without it,
 * the functions here refuse: no virtual machine has write tracking then.
 */
#ifndef FACET_COMPAT_KVM_TRACK_H
#define FACET_COMPAT_KVM_TRACK_H

#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/kvm_types.h>
#include <linux/srcu.h>

#if IS_ENABLED(CONFIG_KVM_EXTERNAL_WRITE_TRACKING)
#include <linux/kvm_host.h>

#include <asm/kvm_page_track.h>

/**
 * facet_kvm_write_track_add() - Have KVM protect a page (kvm_write_track_add_gfn()).
 * @kvm: the virtual machine
 * @gfn: guest page number
 *
 * A memory slot that is being removed still accepts a page after KVM has reported the slot's end,
 * and forgets the page with the slot. So such a slot is refused here. A slot that is not being
 * removed when this looks reports its end behind the call: KVM marks it, waits for all readers of
 * kvm->srcu, and reports then. Source: kvm_set_memslot() of Linux 6.12 and 7.2.
 *
 * Context: process context; &facet_track.lock may be held. Takes KVM's mmu_lock, and no lock that a
 * change of memory slots holds. May sleep.
 * Return: 0; -EBUSY: the slot is being removed; -EINVAL: there is no slot; -EOPNOTSUPP: the kernel
 * has no write tracking.
 */
static inline int facet_kvm_write_track_add(struct kvm *kvm, gfn_t gfn)
{
	const int srcu = srcu_read_lock(&kvm->srcu);
	const struct kvm_memory_slot *slot;
	int ret = -EINVAL;

	slot = ____gfn_to_memslot(kvm_memslots(kvm), gfn, false);
	if (slot)
		ret = slot->flags & KVM_MEMSLOT_INVALID ? -EBUSY :
							  kvm_write_track_add_gfn(kvm, gfn);
	srcu_read_unlock(&kvm->srcu, srcu);
	return ret;
}

/**
 * facet_kvm_get() - Hold a virtual machine.
 * @kvm: the virtual machine, which somebody else holds
 *
 * Context: any; takes no lock; does not sleep.
 */
static inline void facet_kvm_get(struct kvm *kvm)
{
	kvm_get_kvm(kvm);
}

/**
 * facet_kvm_put() - Let go of a virtual machine.
 * @kvm: that of facet_kvm_get()
 *
 * Context: process context; may sleep. The last one who lets go destroys @kvm.
 */
static inline void facet_kvm_put(struct kvm *kvm)
{
	kvm_put_kvm(kvm);
}
#else
struct kvm_page_track_notifier_node {
	void (*track_write)(gpa_t gpa, const u8 *data, int len,
			    struct kvm_page_track_notifier_node *node);
	void (*track_remove_region)(gfn_t gfn, unsigned long n,
				    struct kvm_page_track_notifier_node *node);
};

static inline int kvm_page_track_register_notifier(struct kvm *kvm,
						   struct kvm_page_track_notifier_node *node)
{
	return -EOPNOTSUPP;
}

static inline void kvm_page_track_unregister_notifier(struct kvm *kvm,
						      struct kvm_page_track_notifier_node *node)
{
}

static inline int facet_kvm_write_track_add(struct kvm *kvm, gfn_t gfn)
{
	return -EOPNOTSUPP;
}

static inline void facet_kvm_get(struct kvm *kvm)
{
}

static inline void facet_kvm_put(struct kvm *kvm)
{
}

static inline int kvm_write_track_remove_gfn(struct kvm *kvm, gfn_t gfn)
{
	return -EOPNOTSUPP;
}
#endif

#endif
