/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Policies choose the knobs of vGPUs. Their input is the configuration, earlier decisions and
 * statistics. All functions are pure: no clock, no file, no static memory, no lock. The same input
 * gives the same output.
 */
#ifndef FACETD_POLICY_H
#define FACETD_POLICY_H

#include "tools/facetd/config.h"

#define POLICY_REASON	128u	/* bytes of a reason, with the NUL */
#define NO_CLASS	UINT32_MAX

extern const char *const policy_engine_names[FACET_STATS_ENGINES];

/**
 * struct policy_load - Use of an engine by a vGPU between the last two samples.
 * @busy: part of the time in which the vGPU had the engine; 1: all the time
 * @waiting: part of the time in which the vGPU had work and not the engine
 * @throttled: the part of @waiting that the cap caused
 * @submissions: submissions per second
 */
struct policy_load {
	double busy;
	double waiting;
	double throttled;
	double submissions;
};

/**
 * struct policy_frames - Frames of a vGPU between the last two samples.
 * @shown: flips shown, per second
 * @missed: vertical blanks missed, per second
 */
struct policy_frames {
	double shown;
	double missed;
};

/**
 * struct policy_vgpu - A vGPU in a snapshot.
 * @class: index of &config.classes; NO_CLASS: policies may not wish anything for the vGPU
 * @gpu: index of the pGPU, below FACET_STATS_GPUS
 * @base: values of all knobs without policies
 * @slice_us: longest current slice on any engine, in microseconds
 * @load: use of each engine
 * @frames: frames on all screens
 */
struct policy_vgpu {
	uint32_t class;
	uint32_t gpu;
	struct knob_set base;
	uint32_t slice_us;
	struct policy_load load[FACET_STATS_ENGINES];
	struct policy_frames frames;
};

/**
 * struct policy_snapshot - All vGPUs at the time of a sample.
 * @now_ms: time of the sample on a monotonic clock, in ms
 * @span_ms: time since the previous sample, in ms
 * @week_minute: local time in minutes since Monday 00:00
 * @vgpus: array of @n vGPUs
 * @n: number of vGPUs
 */
struct policy_snapshot {
	uint64_t now_ms;
	uint32_t span_ms;
	uint32_t week_minute;
	const struct policy_vgpu *vgpus;
	uint32_t n;
};

/**
 * struct policy_memory - Memory of a vGPU from one sample to the next; zeroed at first. Times are
 * in ms, as &policy_snapshot.now_ms.
 * @busy: part of the time with each engine, averaged over about a second
 * @wanted: part of the time with work for each engine, averaged over about a second
 * @waits: part of the time of waiting for other vGPUs, not for the own cap, averaged likewise
 * @prompt_until: end of the time in which the vGPU is prompt by a policy of each kind; 0: never
 * @frames_hold_ms: time without misses that ends a prompt time by frames
 * @frames_excess: the vGPU is not prompt by frames: it has had more than its weight gives it
 * @active_until: end of the time in which the vGPU counts as having work for each engine
 * @over_since: begin of the time in which the vGPU is noisy; 0: not noisy
 * @calm_since: begin of the time in which the vGPU does not need its cap; 0: needs the cap
 * @shortened: the slice is shortened because another vGPU is prompt
 * @capped: the vGPU has a cap for being noisy
 */
struct policy_memory {
	double busy[FACET_STATS_ENGINES];
	double wanted[FACET_STATS_ENGINES];
	double waits[FACET_STATS_ENGINES];
	uint64_t prompt_until[POLICY_KINDS];
	uint32_t frames_hold_ms;
	bool frames_excess;
	uint64_t active_until[FACET_STATS_ENGINES];
	uint64_t over_since;
	uint64_t calm_since;
	bool shortened;
	bool capped;
};

/**
 * struct policy_wish - Values that policies want for the knobs of one vGPU.
 * @knobs: the knobs and their values. The other knobs keep their base value
 * @policy: index in &config.policies of the policy behind each wish, by enum knob
 * @reason: reason of each wish for log messages, by enum knob
 */
struct policy_wish {
	struct knob_set knobs;
	uint32_t policy[KNOBS];
	char reason[KNOBS][POLICY_REASON];
};

/**
 * struct policy_shortage - Shortage of a class whose weights cannot give its guaranteed minimum.
 * @minimum: the guaranteed part of the engine, in per cent; 0: the class has no shortage
 * @part: part that the class can get beside the vGPUs with work, in per cent, below @minimum
 * @engine: index of the engine
 */
struct policy_shortage {
	uint32_t minimum;
	uint32_t part;
	uint32_t engine;
};

/**
 * policy_class() - Find the class of a vGPU.
 * @config: the configuration
 * @uuid: UUID as text
 * @name: name of the vGPU; "": none
 * @type: name of the type, facet-N
 *
 * Context: pure; takes no lock.
 * Return: index of &config.classes; NO_CLASS: no class matches, or the vGPU is excluded.
 */
uint32_t policy_class(const struct config *config, const char *uuid, const char *name,
		      const char *type);

/**
 * policy_decide() - Decide the wishes for each vGPU.
 * @config: the configuration
 * @snapshot: the vGPUs
 * @before: memory of each vGPU from the previous call, in the order of @snapshot->vgpus
 * @after: gets the memory for the next call, in the same order; a different array than @before
 * @wishes: gets the wishes, in the same order
 * @shortages: gets the shortage of each class on the GPU and engine where the shortage is largest
 *
 * Context: pure; takes no lock.
 */
void policy_decide(const struct config *config, const struct policy_snapshot *snapshot,
		   const struct policy_memory *before, struct policy_memory *after,
		   struct policy_wish *wishes,
		   struct policy_shortage shortages[static CONFIG_CLASSES]);

#endif
