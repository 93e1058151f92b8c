/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who a knob's value is from: facetd, or somebody else, whose value it gives back. And what is to be written
 * next. Pure; watch.c brings what is seen, apply.c writes.
 */
#ifndef FACETD_LEDGER_H
#define FACETD_LEDGER_H

#include "tools/facetd/policy.h"

/**
 * struct ledger_knob - A knob of a vGPU.
 * @base: what it is when no policy wishes anything: as somebody else has set it last
 * @now: what it is, or in a dry run would be
 * @before: what it was before that; where facetd was killed in between it still is
 * @seen: what was last seen in sysfs, or written there
 * @ours: a policy's wish is there
 * @left_alone: somebody else has written over a wish: theirs stays
 * @refused: a write of @refused_value was refused; it is not tried again before something changes
 */
struct ledger_knob {
	uint32_t base;
	uint32_t now;
	uint32_t before;
	uint32_t seen;
	bool ours;
	bool left_alone;
	bool refused;
	uint32_t refused_value;
};

/**
 * struct ledger_vgpu - A vGPU, by UUID and time, since one UUID may come again.
 * @gone: it cannot be written to any more
 */
struct ledger_vgpu {
	char uuid[FACET_UUID_SIZE];
	uint64_t created_ns;
	struct ledger_knob knobs[KNOBS];
	bool gone;
};

/**
 * struct ledger_change - A write.
 * @vgpu: index, of those that were asked about
 * @wished: by a policy; else it gets its own value back
 */
struct ledger_change {
	uint32_t vgpu;
	enum knob knob;
	uint32_t value;
	bool wished;
};

/** ledger_begin() - A vGPU that was not there before, with values as they are. */
void ledger_begin(struct ledger_vgpu *vgpu, const char *uuid, uint64_t created_ns,
		  const uint32_t seen[KNOBS]);

/**
 * ledger_resume() - What a facetd that did not end properly has left of this vGPU.
 * @left: its row of the state file; of the same UUID and time
 *
 * Return: bits of knobs that somebody else has written since: they are left alone.
 */
uint32_t ledger_resume(struct ledger_vgpu *vgpu, const struct ledger_vgpu *left);

/**
 * ledger_found() - Another value is in sysfs than was seen last.
 * Return: whether it has overruled a policy, and is left alone from now on.
 */
bool ledger_found(struct ledger_vgpu *vgpu, enum knob knob, uint32_t value);

/** ledger_retake() - Nothing is left alone any more. */
void ledger_retake(struct ledger_vgpu *vgpu);

/**
 * ledger_plan() - Writes that make vGPUs as they are wished to be; @vgpus and @wishes: @n of them.
 * @changes: room for @n * KNOBS
 *
 * In this order: caps that get tighter, slices, priorities, weights, caps that get wider, since under fixed_share
 * what one vGPU gives up may be what the next one gets. Return: how many.
 */
uint32_t ledger_plan(const struct ledger_vgpu *vgpus, const struct policy_wish *wishes, uint32_t n,
		     struct ledger_change *changes);

/**
 * ledger_intend() - Before anything is written: also knobs that are as they are wished to be are ours from now on.
 * Return: whether the state file is to be written first.
 */
bool ledger_intend(struct ledger_vgpu *vgpus, const struct policy_wish *wishes, uint32_t n,
		   const struct ledger_change *changes, uint32_t n_changes);

/** ledger_failed() - A change that was intended has not been. @refused: it would not be again, either */
void ledger_failed(struct ledger_vgpu *vgpu, enum knob knob, bool refused);

/** ledger_done() - It was written; @wished as in struct ledger_change. */
void ledger_done(struct ledger_vgpu *vgpu, enum knob knob, bool wished);

/** ledger_is_ours() - Whether anything of it is to be in the state file. */
bool ledger_is_ours(const struct ledger_vgpu *vgpu);

#endif
