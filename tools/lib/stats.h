/* SPDX-License-Identifier: GPL-2.0-only */
/* The shared statistics of Facet (kernel/uapi/facet.h), and what two looks at them say. */
#ifndef TOOLS_STATS_H
#define TOOLS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

#define STATS_NODE	"/dev/" FACET_STATS_NAME
#define STATS_ERROR	256u

/** struct stats - The mapped statistics. @map: @size bytes, read only; @header: copied when it was opened */
struct stats {
	const uint8_t *map;
	size_t size;
	struct facet_stats_header header;
};

/**
 * stats_open() - Map them.
 * @path: NULL: FACET_STATS in the environment, or STATS_NODE
 * @error: why not, with what to do
 *
 * Return: 0 or a negative errno; -EPROTO: the module's version is another one than ours.
 */
int stats_open(struct stats *stats, const char *path, char error[static STATS_ERROR]);
void stats_close(struct stats *stats);

/**
 * struct stats_take_sample - Copies of all records that are in use, each whole in itself.
 * @now_ns: CLOCK_MONOTONIC when it was taken
 * @serial: of the header
 * @gpus: @n_gpus parents; &facet_stats_vgpu.gpu counts records, not these: see stats_parent()
 * @gpu_records: which record each of them is
 * @vgpus: @n_vgpus vGPUs, in the order of their records
 * @n_torn: records that kept changing and are not here; a writer that is put aside for long, or a broken module
 */
struct stats_take_sample {
	uint64_t now_ns;
	uint64_t serial;
	struct facet_stats_gpu gpus[FACET_STATS_GPUS];
	uint32_t gpu_records[FACET_STATS_GPUS];
	uint32_t n_gpus;
	struct facet_stats_vgpu *vgpus;
	uint32_t n_vgpus;
	uint32_t n_torn;
	uint32_t room;
};

/**
 * stats_take_sample() - Take one; @look is zero at first, and then holds the last one's memory.
 *
 * Return: 0 or -ENOMEM. One record that cannot be had is no reason to know nothing of the others: see @n_torn.
 */
int stats_take_sample(const struct stats *stats, struct stats_take_sample *look);
void stats_sample_free(struct stats_take_sample *look);

/** stats_parent() - Of a vGPU of this look. Return: its name; "": it has just gone, or come. */
const char *stats_parent(const struct stats_take_sample *look, const struct facet_stats_vgpu *vgpu);

/** stats_same() - Whether two records are of one vGPU, and not of two that had one UUID. */
bool stats_same(const struct facet_stats_vgpu *a, const struct facet_stats_vgpu *b);

/** stats_find() - The same vGPU in another look; it may be at @hint. Return: NULL: it was not there. */
const struct facet_stats_vgpu *stats_find(const struct stats_take_sample *look,
					  const struct facet_stats_vgpu *vgpu, uint32_t hint);

/** stats_busy_ns() - Of an engine's record until @now_ns, what runs included. */
uint64_t stats_busy_ns(const struct facet_stats_engine *engine, uint64_t now_ns);

/** stats_waiting_ns() - The same of time with work that does not run. */
uint64_t stats_waiting_ns(const struct facet_stats_engine *engine, uint64_t now_ns);

/**
 * struct stats_rate - What an engine did for somebody between two looks, each per second.
 * @busy: seconds; 1: all of the engine
 * @waiting: seconds
 * @submissions: pieces of work
 * @preemptions: times that it was put aside
 */
struct stats_rate {
	double busy;
	double waiting;
	double submissions;
	double preemptions;
};

/** stats_rate() - @before: NULL: since it was made, at @since_ns. */
struct stats_rate stats_rate(const struct facet_stats_engine *before, uint64_t since_ns,
			     const struct facet_stats_engine *after, uint64_t now_ns);

extern const char *const stats_engine_names[FACET_STATS_ENGINES];
extern const char *const stats_trap_names[FACET_TRAP_CLASSES];

#endif
