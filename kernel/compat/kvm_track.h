/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's write tracking for others than KVM, under its own names, also where a kernel was
 * built without it: then no virtual machine has any.
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

/* No memory slot comes or goes until facet_kvm_slots_put(); false: one may be doing so now. */
static inline bool facet_kvm_slots_try(struct kvm *kvm)
{
	return mutex_trylock(&kvm->slots_lock);
}

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
