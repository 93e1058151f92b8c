/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Policies: what vGPUs should have, by the configuration, what was decided before, and what the statistics say.
 * Pure: no clock, no file, no memory of their own; the same input gives the same output.
 */
#ifndef FACETD_POLICY_H
#define FACETD_POLICY_H

#include "tools/facetd/config.h"

#define POLICY_REASON	128u	/* bytes of a reason with its end */
#define NO_CLASS	UINT32_MAX

extern const char *const policy_engine_names[FACET_STATS_ENGINES];

/**
 * struct policy_load - What a vGPU did with an engine since the last look, each as a part of that time.
 * @busy: it had the engine; 1: all the time
 * @waiting: it had work and not the engine
 * @throttled: of that, because of its cap
 * @submissions: pieces of work, per second
 */
struct policy_load {
	double busy;
	double waiting;
	double throttled;
	double submissions;
};

/**
 * struct policy_vgpu - A vGPU as it is seen.
 * @class: index of &config.classes; NO_CLASS: nothing may be wished for it
 * @gpu: which pGPU it is of, below FACET_STATS_GPUS
 * @base: all knobs, as they are when nobody wishes anything
 * @slice_us: the longest that it last had on an engine, whoever chose it
 * @load: by engine
 */
struct policy_vgpu {
	uint32_t class;
	uint32_t gpu;
	struct knob_set base;
	uint32_t slice_us;
	struct policy_load load[FACET_STATS_ENGINES];
};

/**
 * struct policy_snapshot - All of them.
 * @now_ms: of a clock that only goes on
 * @span_ms: since the last look
 * @week_minute: local time, from Monday 00:00 on
 * @vgpus: @n of them
 */
struct policy_snapshot {
	uint64_t now_ms;
	uint32_t span_ms;
	uint32_t week_minute;
	const struct policy_vgpu *vgpus;
	uint32_t n;
};

/**
 * struct policy_memory - What is remembered of a vGPU from one look to the next; zero at first.
 * @busy: of each engine, over about a second
 * @wanted: the same of time with work
 * @waits: the same of time that it waited for others, and not for its own cap
 * @bursts_until: it is interactive until then
 * @active_until: it has work for an engine, by its policy's hold
 * @over_since: it has been noisy since then; 0: it is not
 * @shortened: its slice is, since others work in bursts
 * @calm_since: its cap has not been needed since then; 0: it is
 * @capped: it is capped for being noisy
 */
struct policy_memory {
	double busy[FACET_STATS_ENGINES];
	double wanted[FACET_STATS_ENGINES];
	double waits[FACET_STATS_ENGINES];
	uint64_t bursts_until;
	uint64_t active_until[FACET_STATS_ENGINES];
	uint64_t over_since;
	uint64_t calm_since;
	bool shortened;
	bool capped;
};

/**
 * struct policy_wish - A vGPU's knobs that a policy wants to be so. Others are to be as they were found.
 * @knobs: those, and their values
 * @policy: index of &config.policies whose wish it is, for each of them
 * @reason: why, for people
 */
struct policy_wish {
	struct knob_set knobs;
	uint32_t policy[KNOBS];
	char reason[KNOBS][POLICY_REASON];
};

/**
 * struct policy_shortage - A class whose weights cannot give it the minimum that it is guaranteed.
 * @minimum: in per cent; 0: it has what it is to have
 * @part: what it has at most while those who have work now go on, in per cent, below @minimum
 * @engine: of which
 */
struct policy_shortage {
	uint32_t minimum;
	uint32_t part;
	uint32_t engine;
};

/**
 * policy_class() - Of which class a vGPU is.
 * Return: index of &config.classes; NO_CLASS: none matches, or it is excluded.
 */
uint32_t policy_class(const struct config *config, const char *uuid, const char *name,
		      const char *type);

/**
 * policy_decide() - Wishes for each vGPU.
 * @before: of the vGPUs of @snapshot, in their order
 * @after: the same for the next time; may not be @before
 * @wishes: the same
 * @shortages: by class, on the GPU and the engine where it lacks most
 */
void policy_decide(const struct config *config, const struct policy_snapshot *snapshot,
		   const struct policy_memory *before, struct policy_memory *after,
		   struct policy_wish *wishes,
		   struct policy_shortage shortages[static CONFIG_CLASSES]);

#endif
