// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policies: convert an administrator's knobs to scheduling parameters. The front end
 * calls this file when a vGPU is created or removed, and when a knob is written. The simulator
 * calls this file, too. Takes no lock: the caller holds the lock of the policy.
 */
#include "mediator/sched_policy.h"

#include "mediator/type.h"

#define PART_OF_CAP	(FACET_SCHED_WHOLE / FACET_KNOB_CAP_MAX)

/*
 * fixed_share: the weight of a vGPU is its part of FACET_SCHED_WHOLE, divided by this number. A
 * part of 1/1000 of an engine still gets a weight of 100.
 */
#define PARTS_A_WEIGHT	10u

static u32 member_part(const struct facet_sched_policy_member *member)
{
	return member->knobs.cap ? member->knobs.cap * PART_OF_CAP : member->type_part;
}

static bool slice_valid(u32 slice_us)
{
	return !slice_us || (slice_us >= FACET_KNOB_SLICE_US_MIN &&
			     slice_us <= FACET_KNOB_SLICE_US_MAX);
}

void facet_sched_knobs_init(struct facet_sched_knobs *knobs, const struct facet_type *type)
{
	*knobs = (struct facet_sched_knobs){
		.weight = type->weight, .priority = FACET_SCHED_PRIORITY_NORMAL
	};
}

void facet_sched_knobs_apply(struct facet_sched_knobs *knobs,
			     const struct facet_sched_knobs_change *change)
{
	if (change->weight)
		knobs->weight = change->to.weight;
	if (change->cap)
		knobs->cap = change->to.cap;
	if (change->slice_us)
		knobs->slice_us = change->to.slice_us;
	if (change->priority)
		knobs->priority = change->to.priority;
}

int facet_sched_knobs_check(const struct facet_sched_knobs *knobs)
{
	if (!knobs->weight || knobs->weight > FACET_KNOB_WEIGHT_MAX ||
	    knobs->cap > FACET_KNOB_CAP_MAX || !slice_valid(knobs->slice_us) ||
	    (u32)knobs->priority >= FACET_SCHED_PRIORITIES)
		return -EINVAL;
	return 0;
}

int facet_sched_policy_join(struct facet_sched_policy *sched_policy,
			    struct facet_sched_policy_member *member, const struct facet_type *type,
			    const struct facet_sched_knobs *knobs)
{
	member->knobs = *knobs;
	member->type_part = FACET_SCHED_WHOLE / type->max_instances;
	if (sched_policy->policy == FACET_FIXED_SHARE &&
	    sched_policy->parts + member_part(member) > FACET_SCHED_WHOLE)
		return -ENOSPC;
	sched_policy->parts += member_part(member);
	return 0;
}

void facet_sched_policy_leave(struct facet_sched_policy *sched_policy,
			      struct facet_sched_policy_member *member)
{
	sched_policy->parts -= member_part(member);
}

int facet_sched_policy_set_knobs(struct facet_sched_policy *sched_policy,
				 struct facet_sched_policy_member *member,
				 const struct facet_sched_knobs *knobs)
{
	struct facet_sched_policy_member next = { *knobs, member->type_part };
	u64 parts = sched_policy->parts - member_part(member) + member_part(&next);

	if (facet_sched_knobs_check(knobs))
		return -EINVAL;
	if (sched_policy->policy == FACET_FIXED_SHARE && parts > FACET_SCHED_WHOLE)
		return -EINVAL;
	sched_policy->parts = parts;
	*member = next;
	return 0;
}

int facet_sched_policy_set(struct facet_sched_policy *sched_policy, enum facet_policy policy)
{
	if ((u32)policy >= FACET_POLICIES ||
	    (policy == FACET_FIXED_SHARE && sched_policy->parts > FACET_SCHED_WHOLE))
		return -EINVAL;
	sched_policy->policy = policy;
	return 0;
}

int facet_sched_policy_set_slice(struct facet_sched_policy *sched_policy, u32 slice_us)
{
	if (!slice_valid(slice_us))
		return -EINVAL;
	sched_policy->default_slice_us = slice_us;
	return 0;
}

void facet_sched_policy_resolve(const struct facet_sched_policy *sched_policy,
				const struct facet_sched_policy_member *member,
				struct facet_sched_params *params)
{
	const struct facet_sched_knobs *knobs = &member->knobs;
	u32 slice_us = knobs->slice_us ? knobs->slice_us : sched_policy->default_slice_us;

	*params = (struct facet_sched_params){
		.weight = knobs->weight,
		.limit = knobs->cap * PART_OF_CAP,
		.slice_ns = slice_us * 1000ull,
		.priority = knobs->priority,
	};
	if (sched_policy->policy == FACET_EQUAL_SHARE)
		params->weight = FACET_SCHED_WEIGHT_UNIT;
	if (sched_policy->policy == FACET_FIXED_SHARE) {
		params->limit = member_part(member);
		params->weight = params->limit / PARTS_A_WEIGHT;
	}
}
