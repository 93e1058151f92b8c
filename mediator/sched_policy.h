/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scheduling policy: it derives the scheduling parameters of each vGPU (struct facet_sched_params)
 * from an administrator's settings. These are the knobs of each vGPU and the policy of its pGPU.
 */
#ifndef FACET_SCHED_POLICY_H
#define FACET_SCHED_POLICY_H

#include "port.h"
#include "mediator/sched.h"

struct facet_type;

/* Ranges of the knobs. &facet_sched_knobs.slice_us may also be 0. */
#define FACET_KNOB_WEIGHT_MAX	1000u
#define FACET_KNOB_CAP_MAX	100u
#define FACET_KNOB_SLICE_US_MIN	50u
#define FACET_KNOB_SLICE_US_MAX	100000u

/**
 * enum facet_policy - How the vGPUs of a pGPU divide it.
 * @FACET_BEST_EFFORT: by weight; time that one does not use goes to any other
 * @FACET_EQUAL_SHARE: equally among all that have work
 * @FACET_FIXED_SHARE: each has its part, even while others are idle
 * @FACET_POLICIES: number of policies
 */
enum facet_policy {
	FACET_BEST_EFFORT,
	FACET_EQUAL_SHARE,
	FACET_FIXED_SHARE,
	FACET_POLICIES,
};

/**
 * struct facet_sched_knobs - An administrator's settings for a vGPU.
 * @weight: 1 to FACET_KNOB_WEIGHT_MAX
 * @cap: most time of each engine in per cent, up to FACET_KNOB_CAP_MAX; 0: no cap
 * @slice_us: slice in microseconds, FACET_KNOB_SLICE_US_MIN to FACET_KNOB_SLICE_US_MAX; 0: the
 *	pGPU's
 * @priority: enum facet_sched_priority
 */
struct facet_sched_knobs {
	u32 weight;
	u32 cap;
	u32 slice_us;
	enum facet_sched_priority priority;
};

/**
 * struct facet_sched_knobs_change - A change of some knobs.
 * @to: new values of the knobs that change
 * @weight: &facet_sched_knobs.weight changes
 * @cap: &facet_sched_knobs.cap changes
 * @slice_us: &facet_sched_knobs.slice_us changes
 * @priority: &facet_sched_knobs.priority changes
 */
struct facet_sched_knobs_change {
	struct facet_sched_knobs to;
	bool weight;
	bool cap;
	bool slice_us;
	bool priority;
};

/**
 * struct facet_sched_policy - Policy of a pGPU. The caller has a lock for the policy and its
 * members.
 * @policy: enum facet_policy
 * @default_slice_us: slice in microseconds for members without one; 0: the scheduler chooses
 * @parts: sum of the parts of all members, in FACET_SCHED_WHOLE, whatever the policy
 */
struct facet_sched_policy {
	enum facet_policy policy;
	u32 default_slice_us;
	u64 parts;
};

/**
 * struct facet_sched_policy_member - A vGPU, open or not.
 * @knobs: its settings
 * @type_part: part of a vGPU without a cap, in FACET_SCHED_WHOLE
 */
struct facet_sched_policy_member {
	struct facet_sched_knobs knobs;
	u32 type_part;
};

/**
 * facet_sched_knobs_init() - Set the knobs of a vGPU to the defaults of its type.
 * @knobs: the knobs; all are written
 * @type: the type: it has the weight. The rest is: no cap, the pGPU's slice, normal priority
 *
 * Context: any; takes no lock; does not sleep. The caller serializes access to @knobs.
 */
void facet_sched_knobs_init(struct facet_sched_knobs *knobs, const struct facet_type *type);

/**
 * facet_sched_knobs_apply() - Change some knobs and leave the rest.
 * @knobs: the knobs
 * @change: which knobs change, and their values; not checked
 *
 * Context: any; takes no lock; does not sleep. The caller serializes access to @knobs: the kernel
 * front end by &facet_parent.lock.
 */
void facet_sched_knobs_apply(struct facet_sched_knobs *knobs,
			     const struct facet_sched_knobs_change *change);

/**
 * facet_sched_knobs_check() - Check that all knobs are in their ranges.
 * @knobs: the knobs
 *
 * Context: any; takes no lock; does not sleep. The caller serializes access to @knobs.
 * Return: 0; -EINVAL: a knob is out of its range (&struct facet_sched_knobs).
 */
int facet_sched_knobs_check(const struct facet_sched_knobs *knobs);

/**
 * facet_sched_policy_join() - Add a vGPU to a pGPU's policy.
 * @sched_policy: the policy; all zero: FACET_BEST_EFFORT without members
 * @member: memory of the caller; only this file writes it until facet_sched_policy_leave(). The
 *	policy keeps no pointer to it
 * @type: type of the vGPU; a member without a cap has the part 1 / &facet_type.max_instances
 * @knobs: settings of the vGPU, copied; valid, not checked
 *
 * Context: any; takes no lock; does not sleep. The caller serializes calls for @sched_policy: the
 * kernel front end by &facet_parent.lock.
 * Return: 0; -ENOSPC: the policy is FACET_FIXED_SHARE, and the members' parts leave too little. The
 * vGPU is no member then. @member is written in both cases.
 */
int facet_sched_policy_join(struct facet_sched_policy *sched_policy,
			    struct facet_sched_policy_member *member, const struct facet_type *type,
			    const struct facet_sched_knobs *knobs);

/**
 * facet_sched_policy_leave() - Remove a vGPU from a pGPU's policy.
 * @sched_policy: the policy
 * @member: a member of it, not checked; it is unchanged, and no member any more
 *
 * Context: any; takes no lock; does not sleep. The caller serializes calls for @sched_policy: the
 * kernel front end by &facet_parent.lock.
 */
void facet_sched_policy_leave(struct facet_sched_policy *sched_policy,
			      struct facet_sched_policy_member *member);

/**
 * facet_sched_policy_set_knobs() - Replace all knobs of a member.
 * @sched_policy: the policy
 * @member: a member of it
 * @knobs: the new settings, copied
 *
 * The scheduler gets them by facet_sched_policy_resolve() and facet_sched_set_params().
 *
 * Context: any; takes no lock; does not sleep. The caller serializes calls for @sched_policy: the
 * kernel front end by &facet_parent.lock.
 * Return: 0; -EINVAL: a knob is out of its range, or the policy is FACET_FIXED_SHARE and the other
 * members' parts leave too little. Nothing has changed then.
 */
int facet_sched_policy_set_knobs(struct facet_sched_policy *sched_policy,
				 struct facet_sched_policy_member *member,
				 const struct facet_sched_knobs *knobs);

/**
 * facet_sched_policy_set() - Change the policy.
 * @sched_policy: the policy
 * @policy: the new one; the same again is harmless
 *
 * The scheduler gets it when the caller resolves the parameters of each member anew
 * (facet_sched_policy_resolve()).
 *
 * Context: any; takes no lock; does not sleep. The caller serializes calls for @sched_policy: the
 * kernel front end by &facet_parent.lock.
 * Return: 0; -EINVAL: @policy is not valid, or it is FACET_FIXED_SHARE and the members' parts
 * exceed FACET_SCHED_WHOLE. Nothing has changed then.
 */
int facet_sched_policy_set(struct facet_sched_policy *sched_policy, enum facet_policy policy);

/**
 * facet_sched_policy_set_slice() - Change the slice of members that have none of their own.
 * @sched_policy: the policy
 * @slice_us: microseconds, FACET_KNOB_SLICE_US_MIN to FACET_KNOB_SLICE_US_MAX; 0: the scheduler
 *	chooses
 *
 * The scheduler gets it when the caller resolves the parameters of each member anew
 * (facet_sched_policy_resolve()).
 *
 * Context: any; takes no lock; does not sleep. The caller serializes calls for @sched_policy: the
 * kernel front end by &facet_parent.lock.
 * Return: 0; -EINVAL: @slice_us is out of range, and nothing has changed.
 */
int facet_sched_policy_set_slice(struct facet_sched_policy *sched_policy, u32 slice_us);

/**
 * facet_sched_policy_resolve() - Derive the scheduling parameters of a member.
 * @sched_policy: the policy
 * @member: a member of it
 * @params: the parameters, for facet_sched_set_params(); all are written
 *
 * Slice and priority are the member's; without a slice it has the policy's. FACET_BEST_EFFORT takes
 * weight and cap from the knobs. FACET_EQUAL_SHARE gives each member FACET_SCHED_WEIGHT_UNIT, and
 * the cap holds. FACET_FIXED_SHARE limits each to its part: the cap, else its type's part. The
 * weight is in proportion to the part.
 *
 * Context: any; takes no lock; does not sleep. The caller serializes calls for @sched_policy: the
 * kernel front end by &facet_parent.lock.
 */
void facet_sched_policy_resolve(const struct facet_sched_policy *sched_policy,
				const struct facet_sched_policy_member *member,
				struct facet_sched_params *params);

#endif
