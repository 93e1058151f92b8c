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
 * facet_kvm_slots_try() - Try to keep memory slots from coming and going.
 * @kvm: the virtual machine
 *
 * Context: process context; &facet_track.lock may be held. Tries KVM's slots_lock, does not wait
 * for it, and returns with it. Does not sleep. In a kernel without write tracking takes no lock.
 * Return: true: no slot changes until facet_kvm_slots_put(); false: one may be changing now, and
 * slots_lock is not taken. In a kernel without write tracking always true.
 */
static inline bool facet_kvm_slots_try(struct kvm *kvm)
{
	return mutex_trylock(&kvm->slots_lock);
}

/**
 * facet_kvm_slots_put() - Let memory slots come and go again.
 * @kvm: the virtual machine of facet_kvm_slots_try(), which returned true
 *
 * Context: process context, the thread that has tried; &facet_track.lock may be held. Releases
 * KVM's slots_lock. Takes no lock; does not sleep. In a kernel without write tracking does nothing.
 */
static inline void facet_kvm_slots_put(struct kvm *kvm)
{
	mutex_unlock(&kvm->slots_lock);
}
#else
static inline bool facet_kvm_slots_try(struct kvm *kvm)
{
	return true;
}

static inline void facet_kvm_slots_put(struct kvm *kvm)
{
}

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

static inline int kvm_write_track_add_gfn(struct kvm *kvm, gfn_t gfn)
{
	return -EOPNOTSUPP;
}

static inline int kvm_write_track_remove_gfn(struct kvm *kvm, gfn_t gfn)
{
	return -EOPNOTSUPP;
}
#endif

#endif
