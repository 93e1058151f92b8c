/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What facetd sees: the shared statistics, names and knobs in sysfs. From two looks a snapshot is made, on which
 * policies decide. Keeps the ledger, the memory of policies, and what they wish, vGPU by vGPU.
 */
#ifndef FACETD_WATCH_H
#define FACETD_WATCH_H

#include "tools/facetd/ledger.h"
#include "tools/facetd/times.h"
#include "tools/lib/stats.h"

/**
 * struct watch_vgpu - What else is known of a vGPU.
 * @name: as people call it, or ""
 * @class: as in &policy_vgpu.class
 * @times: by engine
 */
struct watch_vgpu {
	char name[FACET_NAME_MAX + 1];
	uint32_t class;
	struct times times[FACET_STATS_ENGINES];
};

/** struct watch_gpu - The same of a parent's record. */
struct watch_gpu {
	char name[sizeof(((struct facet_stats_gpu *)0)->name)];
	struct times times[FACET_STATS_ENGINES];
};

/**
 * struct watch - All of it. Arrays are of @n vGPUs each, in the order of @sample.
 * @root: of sysfs
 * @sample: the last look
 * @before: the one before that, which also keeps its memory
 * @gpus: by place in @sample
 * @torn: looks in a row that lack a record
 * @named: the serial by which names are known
 * @named_ns: when they were asked for; 0: never
 * @left: what the state file had when facetd began, @n_left; taken up when the vGPU is seen
 */
struct watch {
	const char *root;
	struct stats stats;
	struct stats_take_sample sample;
	struct stats_take_sample before;
	struct watch_gpu gpus[FACET_STATS_GPUS];
	uint32_t torn;
	uint64_t named;
	uint64_t named_ns;
	uint32_t n;
	struct watch_vgpu *vgpus;
	struct ledger_vgpu *ledger;
	struct policy_vgpu *shown;
	struct policy_memory *memory;
	struct policy_memory *memory_after;
	struct policy_wish *wishes;
	struct ledger_change *changes;
	struct ledger_vgpu *left;
	uint32_t n_left;
};

/** watch_open() - Map the statistics. Return: 0, or what stats_open() gives; @error says why. */
int watch_open(struct watch *watch, char error[static STATS_ERROR]);
void watch_close(struct watch *watch);

/**
 * watch_update() - Another look.
 * @dirty: set where the state file is to be written
 * Return: 0; -ENOMEM; -EAGAIN: a record could not be had, which may be that of a vGPU that is known. Then nothing has changed.
 */
int watch_update(struct watch *watch, const struct config *config, bool *dirty);

/** watch_reclassify() - By another configuration; nothing is left alone any more. */
void watch_reclassify(struct watch *watch, const struct config *config);

/** watch_snapshot() - For policies. @week_minute: see struct policy_snapshot */
struct policy_snapshot watch_snapshot(const struct watch *watch, uint32_t week_minute);

/** watch_wrote() - So many knobs were written by us: that is no reason to ask for names again. */
void watch_wrote(struct watch *watch, uint32_t n);

/** watch_label() - A vGPU for people: name and UUID. Return: @text. */
#define WATCH_LABEL	(FACET_NAME_MAX + FACET_UUID_SIZE + 8)
const char *watch_label(const struct watch *watch, uint32_t vgpu, char text[static WATCH_LABEL]);

#endif
