/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The watch samples the statistics and reads names and knobs in sysfs. Two samples make a snapshot
 * for the policies. The watch also keeps the ledger, the memory of policies and the wishes of each
 * vGPU. control.c calls these functions from facetd's only thread; none takes a lock.
 */
#ifndef FACETD_WATCH_H
#define FACETD_WATCH_H

#include "tools/facetd/ledger.h"
#include "tools/facetd/times.h"
#include "tools/lib/stats.h"

/**
 * struct watch_vgpu - Further facts about one vGPU.
 * @name: the administrator's name for the vGPU; "": none
 * @class: index of &config.classes; NO_CLASS: none
 * @times: counters of each engine
 */
struct watch_vgpu {
	char name[FACET_NAME_MAX + 1];
	uint32_t class;
	struct times times[FACET_STATS_ENGINES];
};

/**
 * struct watch_gpu - Further facts about one parent.
 * @name: name of the parent device
 * @times: counters of each engine
 */
struct watch_gpu {
	char name[sizeof(((struct facet_stats_gpu *)0)->name)];
	struct times times[FACET_STATS_ENGINES];
};

/**
 * struct watch - State of the watch. Arrays from @vgpus to @wishes have @n entries, in the order of
 * @sample.
 * @root: prefix of paths in sysfs: "", or a folder that replaces the root of the file system
 * @stats: the mapped statistics
 * @sample: the last sample
 * @before: the previous sample; its memory serves the next sample
 * @gpus: facts about parents, in the order of @sample
 * @torn: number of samples in a row that lack a record
 * @names_serial: serial of the statistics at the last read of names, plus facetd's own writes
 * @names_ns: time of the last read of names, CLOCK_MONOTONIC in nanoseconds; 0: never
 * @n: number of vGPUs
 * @vgpus: further facts about each vGPU
 * @ledger: records of knobs
 * @snapshot: the vGPUs of the last snapshot
 * @memory: memory of policies
 * @memory_after: memory that policy_decide() writes; control_round() swaps it with @memory
 * @wishes: wishes of policies
 * @changes: planned writes; room for @n * KNOBS
 * @left: records of the state file at the start; used when their vGPU appears
 * @n_left: number of records in @left
 */
struct watch {
	const char *root;
	struct stats stats;
	struct stats_sample sample;
	struct stats_sample before;
	struct watch_gpu gpus[FACET_STATS_GPUS];
	uint32_t torn;
	uint64_t names_serial;
	uint64_t names_ns;
	uint32_t n;
	struct watch_vgpu *vgpus;
	struct ledger_vgpu *ledger;
	struct policy_vgpu *snapshot;
	struct policy_memory *memory;
	struct policy_memory *memory_after;
	struct policy_wish *wishes;
	struct ledger_change *changes;
	struct ledger_vgpu *left;
	uint32_t n_left;
};

/**
 * watch_open() - Map the statistics.
 * @watch: the watch, zeroed but for its root
 * @error: gets the reason of a failure, at most STATS_ERROR bytes with the NUL
 *
 * Context: facetd's thread; blocks as stats_open() does.
 * Return: 0; a negative errno of stats_open(), with the same meaning.
 */
int watch_open(struct watch *watch, char error[static STATS_ERROR]);

/**
 * watch_close() - Unmap the statistics and free all arrays.
 * @watch: the watch
 *
 * Context: facetd's thread.
 */
void watch_close(struct watch *watch);

/**
 * watch_update() - Take the next sample, and read names and knobs that may have changed.
 * @watch: the watch
 * @config: the configuration, for the classes of vGPUs
 * @dirty: set to true if the state file must be written; else unchanged
 *
 * Context: facetd's thread; blocks for reads of sysfs.
 * Return: 0; -ENOMEM: no memory; -EAGAIN: the sample lacks a record that kept changing, perhaps of
 *	a known vGPU. After an error the previous sample stays in force.
 */
int watch_update(struct watch *watch, const struct config *config, bool *dirty);

/**
 * watch_reclassify() - Find the class of each vGPU by another configuration.
 * @watch: the watch
 * @config: the new configuration
 *
 * From then on, policies again set the knobs that somebody else had set.
 *
 * Context: facetd's thread; does not block.
 */
void watch_reclassify(struct watch *watch, const struct config *config);

/**
 * watch_snapshot() - Make the snapshot of the last two samples for the policies.
 * @watch: the watch
 * @week_minute: local time in minutes since Monday 00:00
 *
 * Context: facetd's thread; does not block.
 * Return: the snapshot; its array is @watch->snapshot, valid until the next watch_update().
 */
struct policy_snapshot watch_snapshot(const struct watch *watch, uint32_t week_minute);

/**
 * watch_wrote() - Account for knobs that facetd has written itself.
 * @watch: the watch
 * @n: number of writes that the kernel has taken; each raises the serial of the statistics by one
 *
 * A higher serial makes the watch read all names again. facetd's own writes need no such read.
 *
 * Context: facetd's thread; does not block.
 */
void watch_wrote(struct watch *watch, uint32_t n);

#define WATCH_LABEL	(FACET_NAME_MAX + FACET_UUID_SIZE + 8)

/**
 * watch_label() - Print the name and the UUID of a vGPU, for messages.
 * @watch: the watch
 * @vgpu: index of the vGPU
 * @text: gets the text, at most WATCH_LABEL bytes with the NUL
 *
 * Context: facetd's thread; does not block.
 * Return: @text.
 */
const char *watch_label(const struct watch *watch, uint32_t vgpu, char text[static WATCH_LABEL]);

#endif
