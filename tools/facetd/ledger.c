// SPDX-License-Identifier: GPL-2.0-only
/* The ledger of knobs (ledger.h). watch.c, control.c and state.c use it. All functions are pure. */
#include "tools/facetd/ledger.h"

#include <string.h>

static struct ledger_knob knob_of_value(uint32_t value)
{
	return (struct ledger_knob){ .base = value, .now = value, .before = value, .known = value };
}

void ledger_begin(struct ledger_vgpu *vgpu, const char *uuid, uint64_t created_ns,
		  const uint32_t values[KNOBS])
{
	uint32_t knob;

	memset(vgpu, 0, sizeof(*vgpu));
	memcpy(vgpu->uuid, uuid, strnlen(uuid, sizeof(vgpu->uuid) - 1));
	vgpu->created_ns = created_ns;
	for (knob = 0; knob < KNOBS; knob++)
		vgpu->knobs[knob] = knob_of_value(values[knob]);
}

uint32_t ledger_resume(struct ledger_vgpu *vgpu, const struct ledger_vgpu *left)
{
	uint32_t knob, others = 0;

	for (knob = 0; knob < KNOBS; knob++) {
		struct ledger_knob *k = &vgpu->knobs[knob];
		const struct ledger_knob *old = &left->knobs[knob];

		if (old->left_alone) {
			k->left_alone = true;
		} else if (old->ours && (k->known == old->now || k->known == old->before ||
					 k->known == old->base)) {
			k->ours = true;
			k->base = old->base;
		} else if (old->ours) {
			k->left_alone = true;
			others |= 1u << knob;
		}
	}
	return others;
}

bool ledger_found(struct ledger_vgpu *vgpu, enum knob knob, uint32_t value)
{
	struct ledger_knob *k = &vgpu->knobs[knob];
	bool overruled = k->ours;

	*k = knob_of_value(value);
	k->left_alone = overruled;
	return overruled;
}

void ledger_retake(struct ledger_vgpu *vgpu)
{
	uint32_t knob;

	for (knob = 0; knob < KNOBS; knob++) {
		vgpu->knobs[knob].left_alone = false;
		vgpu->knobs[knob].refused = false;
	}
}

/* --- planning ----------------------------------------------------------------------------- */

static bool is_wished(const struct ledger_knob *k, const struct policy_wish *wish, enum knob knob)
{
	return knob_given(&wish->knobs, knob) && !k->left_alone;
}

static uint32_t target(const struct ledger_knob *k, const struct policy_wish *wish, enum knob knob)
{
	return is_wished(k, wish, knob) ? wish->knobs.value[knob] : k->base;
}

/* Tell if a cap is tighter than another one. 0 is no cap, and so the widest. */
static bool is_tighter(uint32_t cap, uint32_t than)
{
	return cap && (!than || cap < than);
}

/* The order of writes. @tighter: only caps that get tighter; a later step has the wider ones. */
static const struct step {
	enum knob knob;
	bool tighter;
} steps[] = {
	{ KNOB_CAP, true }, { KNOB_SLICE_US, false }, { KNOB_PRIORITY, false },
	{ KNOB_WEIGHT, false }, { KNOB_CAP, false },
};

static bool belongs(const struct step *step, const struct ledger_knob *k, uint32_t value)
{
	return step->knob != KNOB_CAP || is_tighter(value, k->now) == step->tighter;
}

uint32_t ledger_plan(const struct ledger_vgpu *vgpus, const struct policy_wish *wishes, uint32_t n,
		     struct ledger_change *changes)
{
	uint32_t s, i, count = 0;

	for (s = 0; s < sizeof(steps) / sizeof(steps[0]); s++)
		for (i = 0; i < n; i++) {
			enum knob knob = steps[s].knob;
			const struct ledger_knob *k = &vgpus[i].knobs[knob];
			uint32_t value = target(k, &wishes[i], knob);

			if (vgpus[i].gone || value == k->now || !belongs(&steps[s], k, value) ||
			    (k->refused && k->refused_value == value))
				continue;
			changes[count++] = (struct ledger_change){ i, knob, value,
								   is_wished(k, &wishes[i], knob) };
		}
	return count;
}

bool ledger_intend(struct ledger_vgpu *vgpus, const struct policy_wish *wishes, uint32_t n,
		   const struct ledger_change *changes, uint32_t n_changes)
{
	bool changed = n_changes;
	uint32_t i, knob;

	for (i = 0; i < n; i++)
		for (knob = 0; knob < KNOBS; knob++) {
			struct ledger_knob *k = &vgpus[i].knobs[knob];
			bool wished = is_wished(k, &wishes[i], knob);

			changed |= k->ours != wished;
			k->ours = wished;
		}
	for (i = 0; i < n_changes; i++) {
		struct ledger_knob *k = &vgpus[changes[i].vgpu].knobs[changes[i].knob];

		k->before = k->now;
		k->now = changes[i].value;
		/* The state file lists the knob until the write is done. */
		k->ours = true;
		k->refused = false;
	}
	return changed;
}

void ledger_failed(struct ledger_vgpu *vgpu, enum knob knob, bool refused)
{
	struct ledger_knob *k = &vgpu->knobs[knob];

	k->refused = refused;
	k->refused_value = k->now;
	k->now = k->before;
	k->ours = k->now != k->base;
}

void ledger_done(struct ledger_vgpu *vgpu, enum knob knob, bool wished)
{
	vgpu->knobs[knob].known = vgpu->knobs[knob].now;
	vgpu->knobs[knob].ours = wished;
}

bool ledger_is_ours(const struct ledger_vgpu *vgpu)
{
	uint32_t knob;

	for (knob = 0; knob < KNOBS; knob++)
		if (vgpu->knobs[knob].ours || vgpu->knobs[knob].left_alone)
			return true;
	return false;
}
