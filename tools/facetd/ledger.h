/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ledger records who set the value of each knob: facetd, or somebody else. facetd gives the
 * values of others back. The ledger also plans the next writes. All functions are pure: watch.c
 * brings the values of sysfs, apply.c writes. No function takes a lock or blocks.
 */
#ifndef FACETD_LEDGER_H
#define FACETD_LEDGER_H

#include "tools/facetd/policy.h"

/**
 * struct ledger_knob - One knob of a vGPU. Values are in the units of &enum knob.
 * @base: value without policies: the last value that somebody else has set
 * @now: current value; in a dry run the value that facetd would have set
 * @before: value before @now. If facetd is killed before the write, the knob still has this value
 * @known: value that facetd last read from sysfs or wrote there
 * @ours: the value is a policy's, and the state file lists the knob
 * @left_alone: somebody else has overwritten a policy's value; facetd keeps that value
 * @refused: the module refused @refused_value; facetd does not write that value again until the
 *	plan, the value in sysfs or the configuration changes
 * @refused_value: the value that the module refused
 */
struct ledger_knob {
	uint32_t base;
	uint32_t now;
	uint32_t before;
	uint32_t known;
	bool ours;
	bool left_alone;
	bool refused;
	uint32_t refused_value;
};

/**
 * struct ledger_vgpu - One vGPU, identified by UUID and time of creation.
 * @uuid: UUID as text
 * @created_ns: CLOCK_MONOTONIC in nanoseconds at the creation
 * @knobs: the knobs
 * @gone: the files in sysfs do not exist, so facetd writes no knob
 */
struct ledger_vgpu {
	char uuid[FACET_UUID_SIZE];
	uint64_t created_ns;
	struct ledger_knob knobs[KNOBS];
	bool gone;
};

/**
 * struct ledger_change - One planned write.
 * @vgpu: index of the vGPU in the array given to ledger_plan()
 * @knob: the knob
 * @value: the value to write
 * @wished: true: a policy wants the value; false: the vGPU gets its own value back
 */
struct ledger_change {
	uint32_t vgpu;
	enum knob knob;
	uint32_t value;
	bool wished;
};

/**
 * ledger_begin() - Begin the record of a new vGPU.
 * @vgpu: the record; overwritten
 * @uuid: UUID as text; a text longer than FACET_UUID_SIZE - 1 bytes is cut
 * @created_ns: CLOCK_MONOTONIC in nanoseconds at the creation
 * @values: current values of the knobs, by enum knob
 *
 * Context: pure; takes no lock.
 */
void ledger_begin(struct ledger_vgpu *vgpu, const char *uuid, uint64_t created_ns,
		  const uint32_t values[KNOBS]);

/**
 * ledger_resume() - Take over the state that a killed facetd has left for a vGPU.
 * @vgpu: the record, begun with the current values
 * @left: the vGPU's row of the state file, of the same UUID and time of creation
 *
 * A knob that still has one of the recorded values is facetd's, and its base is the recorded one.
 *
 * Context: pure; takes no lock.
 * Return: knobs that somebody else has written since, one bit for each enum knob. facetd leaves
 *	these alone.
 */
uint32_t ledger_resume(struct ledger_vgpu *vgpu, const struct ledger_vgpu *left);

/**
 * ledger_found() - Record that somebody else has set a knob.
 * @vgpu: the record
 * @knob: the knob
 * @value: value in sysfs, other than &ledger_knob.known
 *
 * Context: pure; takes no lock.
 * Return: true: the value has replaced a policy's value, and facetd leaves the knob alone.
 */
bool ledger_found(struct ledger_vgpu *vgpu, enum knob knob, uint32_t value);

/**
 * ledger_retake() - Let policies set all knobs again, after a reload of the configuration.
 * @vgpu: the record
 *
 * Context: pure; takes no lock.
 */
void ledger_retake(struct ledger_vgpu *vgpu);

/**
 * ledger_plan() - Plan the writes that bring knobs to the values of the wishes.
 * @vgpus: array of @n records
 * @wishes: array of @n wishes, in the order of @vgpus
 * @n: number of vGPUs
 * @changes: gets the writes; room for @n * KNOBS
 *
 * The order is: caps that get tighter, slices, priorities, weights, caps that get wider. Under
 * fixed_share a vGPU can only get a share that another vGPU has given up before.
 *
 * Context: pure; takes no lock.
 * Return: number of writes.
 */
uint32_t ledger_plan(const struct ledger_vgpu *vgpus, const struct policy_wish *wishes, uint32_t n,
		     struct ledger_change *changes);

/**
 * ledger_intend() - Record the planned writes before facetd does them.
 * @vgpus: array of @n records
 * @wishes: array of @n wishes, in the order of @vgpus
 * @n: number of vGPUs
 * @changes: array of @n_changes writes, of ledger_plan()
 * @n_changes: number of writes
 *
 * A knob that already has the wished value becomes facetd's, too.
 *
 * Context: pure; takes no lock.
 * Return: true: the caller writes the state file before the knobs.
 */
bool ledger_intend(struct ledger_vgpu *vgpus, const struct policy_wish *wishes, uint32_t n,
		   const struct ledger_change *changes, uint32_t n_changes);

/**
 * ledger_failed() - Record that an intended write did not happen.
 * @vgpu: the record
 * @knob: the knob
 * @refused: true: the module refused the value, so the next plan leaves the write out
 *
 * Context: pure; takes no lock.
 */
void ledger_failed(struct ledger_vgpu *vgpu, enum knob knob, bool refused);

/**
 * ledger_done() - Record that an intended write has succeeded.
 * @vgpu: the record
 * @knob: the knob
 * @wished: as in &struct ledger_change
 *
 * Context: pure; takes no lock.
 */
void ledger_done(struct ledger_vgpu *vgpu, enum knob knob, bool wished);

/**
 * ledger_is_ours() - Tell if the state file has to list a vGPU.
 * @vgpu: the record
 *
 * Context: pure; takes no lock.
 * Return: true: facetd has set a knob of the vGPU, or leaves one alone.
 */
bool ledger_is_ours(const struct ledger_vgpu *vgpu);

#endif
