/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an administrator has set, and what follows from it: knobs of each vGPU
 * and the policy of its pGPU on one side, struct facet_sched_params on the other.
 */
#ifndef FACET_SCHED_POLICY_H
#define FACET_SCHED_POLICY_H

#include "port.h"
#include "mediator/sched.h"

struct facet_type;

/* Between what knobs may be; &facet_sched_knobs.slice_us may also be 0. */
#define FACET_KNOB_WEIGHT_MAX	1000u
#define FACET_KNOB_CAP_MAX	100u
#define FACET_KNOB_SLICE_US_MIN	50u
#define FACET_KNOB_SLICE_US_MAX	100000u

/** enum facet_policy - How vGPUs of a pGPU stand to each other. */
enum facet_policy {
	FACET_BEST_EFFORT,	/* weights; what is left over is for whoever wants it */
	FACET_EQUAL_SHARE,	/* the same for all that have work */
	FACET_FIXED_SHARE,	/* each has its part, also when others idle */
	FACET_POLICIES,
};

/**
 * struct facet_sched_knobs - Of a vGPU.
 * @weight: 1..1000
 * @cap: per cent of each engine, 0: none
 * @slice_us: 0: the pGPU's
 * @priority: enum facet_sched_priority
 */
struct facet_sched_knobs {
	u32 weight;
	u32 cap;
	u32 slice_us;
	enum facet_sched_priority priority;
};

/**
 * struct facet_sched_knobs_change - Which knobs change, and to what.
 * @to: values of those that change
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
 * struct facet_sched_policy - Of a pGPU. The caller has a lock for it and its members.
 * @policy: enum facet_policy
 * @default_slice_us: 0: the scheduler chooses
 * @parts: of FACET_SCHED_WHOLE, of all members, whatever the policy
 */
struct facet_sched_policy {
	enum facet_policy policy;
	u32 default_slice_us;
	u64 parts;
};

/**
 * struct facet_sched_policy_member - A vGPU, open or not.
 * @knobs: as they were set
 * @type_part: what its type has of FACET_SCHED_WHOLE
 */
struct facet_sched_policy_member {
	struct facet_sched_knobs knobs;
	u32 type_part;
};

/** facet_sched_knobs_init() - What a vGPU of a type has when nobody has set anything. */
void facet_sched_knobs_init(struct facet_sched_knobs *knobs, const struct facet_type *type);

/**
 * facet_sched_knobs_apply() - Change some knobs and leave the rest.
 * @knobs: to be changed
 * @change: which, and to what; not checked
 *
 * Context: Any.
 */
void facet_sched_knobs_apply(struct facet_sched_knobs *knobs,
			     const struct facet_sched_knobs_change *change);

/** facet_sched_knobs_check() - Return: 0; -EINVAL: one is out of its range. */
int facet_sched_knobs_check(const struct facet_sched_knobs *knobs);

/** facet_sched_policy_join() - @knobs: valid. Return: 0; -ENOSPC: parts are fixed, and not so much is left. */
int facet_sched_policy_join(struct facet_sched_policy *shares,
			    struct facet_sched_policy_member *member, const struct facet_type *type,
			    const struct facet_sched_knobs *knobs);
void facet_sched_policy_leave(struct facet_sched_policy *shares,
			      struct facet_sched_policy_member *member);

/**
 * facet_sched_policy_set_knobs() - All of a member's. Return: 0; -EINVAL, and nothing has changed: one
 * is out of its range, or parts are fixed and not so much is left.
 */
int facet_sched_policy_set_knobs(struct facet_sched_policy *shares,
				 struct facet_sched_policy_member *member,
				 const struct facet_sched_knobs *knobs);

/** facet_sched_policy_set() - Return: 0; -EINVAL: members' parts are more than the whole. */
int facet_sched_policy_set(struct facet_sched_policy *shares, enum facet_policy policy);

/** facet_sched_policy_set_slice() - &facet_sched_policy.default_slice_us. Return: 0, -EINVAL. */
int facet_sched_policy_set_slice(struct facet_sched_policy *shares, u32 slice_us);

/** facet_sched_policy_resolve() - What a member gets, for facet_sched_set_params(). */
void facet_sched_policy_resolve(const struct facet_sched_policy *shares,
				const struct facet_sched_policy_member *member,
				struct facet_sched_params *share);

#endif
