/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shared statistics of Facet (kernel/uapi/facet.h): mapping, samples, and rates between two
 * samples. Each function runs in user space. No function takes a lock or waits for the module.
 */
#ifndef TOOLS_STATS_H
#define TOOLS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

#define STATS_NODE	"/dev/" FACET_STATS_NAME
#define STATS_ERROR	256u	/* bytes of an error message, with the NUL */

/**
 * struct stats - The mapped statistics.
 * @map: the mapping, read only; NULL: not open
 * @size: length of @map in bytes
 * @header: copy of the header, checked by stats_open()
 */
struct stats {
	const uint8_t *map;
	size_t size;
	struct facet_stats_header header;
};

/**
 * stats_open() - Map the shared statistics and check their header.
 * @stats: the result; zeroed first, so an open mapping must be closed before. stats_close() ends
 *	it. After an error @stats->map is NULL, and nothing is left to be closed
 * @path: the device, or a file with the same content; NULL: FACET_STATS of the environment, else
 *	STATS_NODE
 * @error: gets the reason and a remedy, at most STATS_ERROR bytes with the NUL; written only if the
 *	function fails
 *
 * Context: any thread; takes no lock. Blocks for open(2), fstat(2), mmap(2), munmap(2), close(2),
 * and the first read of the mapped header.
 * Return: 0; -ENOENT: @path does not exist (the module is not loaded); -EACCES: the caller may not
 * read @path; -ENODATA: @path is a regular file, and shorter than FACET_STATS_FIRST or its header's
 * size; -EPROTO: @path holds no statistics of Facet, or another version of them, or a header that
 * contradicts itself; another negative errno of open(2), fstat(2) or mmap(2).
 */
int stats_open(struct stats *stats, const char *path, char error[static STATS_ERROR]);

/**
 * stats_close() - Unmap the statistics and zero the structure.
 * @stats: open, zeroed, or left by a stats_open() that failed. No other thread uses @stats or its
 *	mapping
 *
 * A repeated call is harmless.
 *
 * Context: any thread; takes no lock. Blocks for munmap(2) only.
 */
void stats_close(struct stats *stats);

/**
 * struct stats_sample - Copies of all records in use. In a copy the head and each engine are
 * consistent in themselves, and may be of slightly different moments.
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the start of the sample
 * @serial: the header's serial at the start of the sample
 * @gpus: @n_gpus parents. &facet_stats_vgpu.gpu is no index of this array: see stats_parent()
 * @gpu_records: index of the record of each parent in @gpus
 * @n_gpus: number of parents
 * @vgpus: array of @n_vgpus vGPUs, in the order of their records
 * @n_vgpus: number of vGPUs
 * @n_torn: number of records that kept changing; the sample lacks them. The kernel has interrupted
 *	their writer for long, or the module is broken
 * @room: number of vGPUs that @vgpus has memory for
 */
struct stats_sample {
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
 * stats_take_sample() - Copy all records in use.
 * @stats: the open statistics
 * @sample: the sample; zeroed before its first use. A later call overwrites it and reuses its
 *	memory. stats_sample_free() frees it
 *
 * The head of a record and each of its engines are copied one by one. Such a copy is repeated while
 * the module writes there, at most 10000 times. Then the function leaves out the record and counts
 * it in @sample->n_torn. The other records are valid. At most FACET_STATS_GPUS parents are copied.
 *
 * Context: any thread; one thread at a time uses @sample. Takes no lock; may yield the processor
 * after each 100 tries; does not wait for the module.
 * Return: 0; -ENOMEM: no memory for the vGPUs, and @sample is unchanged.
 */
int stats_take_sample(const struct stats *stats, struct stats_sample *sample);

/**
 * stats_sample_free() - Free the memory of a sample and zero the structure.
 * @sample: a sample, or zeroed; @sample itself stays the caller's. Nobody uses its vGPUs any more
 *
 * A repeated call is harmless.
 *
 * Context: any thread; takes no lock; does not block.
 */
void stats_sample_free(struct stats_sample *sample);

/**
 * stats_parent() - Return the name of a vGPU's parent.
 * @sample: the sample
 * @vgpu: a vGPU of @sample
 *
 * Context: any thread; takes no lock; does not block.
 * Return: the name, inside @sample, never NULL, valid until the next stats_take_sample() or
 * stats_sample_free(). "": the sample lacks the record of the parent: it came or went during the
 * sample, or its record kept changing.
 */
const char *stats_parent(const struct stats_sample *sample,
			 const struct facet_stats_vgpu *vgpu);

/**
 * stats_same() - Compare the identity of two vGPU records: UUID and time of creation.
 * @a: a record of one sample
 * @b: a record of another sample
 *
 * A UUID alone is not enough, since a UUID can be used again after its vGPU is removed.
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: true: both records are of one vGPU; false: they are of two.
 */
bool stats_same(const struct facet_stats_vgpu *a, const struct facet_stats_vgpu *b);

/**
 * stats_find() - Find a vGPU of one sample in another sample.
 * @sample: the sample to search
 * @vgpu: the record of the vGPU in the other sample
 * @hint: index in @sample->vgpus that is tried first; may be out of range
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: the record inside @sample, valid until the next stats_take_sample() or
 * stats_sample_free(); NULL: @sample has no record of the vGPU.
 */
const struct facet_stats_vgpu *stats_find(const struct stats_sample *sample,
					  const struct facet_stats_vgpu *vgpu, uint32_t hint);

/**
 * stats_busy_ns() - Compute the time that work has run on an engine.
 * @engine: the engine's part of a record, in a sample
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the time of the sample
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: nanoseconds since the counters began; the time of a run that still goes on is included up
 * to @now_ns. Of two samples the later result may be a little smaller.
 */
uint64_t stats_busy_ns(const struct facet_stats_engine *engine, uint64_t now_ns);

/**
 * stats_waiting_ns() - Compute the time that work has waited for an engine.
 * @engine: the engine's part of a record, in a sample
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the time of the sample
 *
 * The time of a wait that still goes on is included up to @now_ns. Time at the cap (throttled)
 * counts as a wait.
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: nanoseconds since the counters began. In an engine's own record: only waits that have
 * ended, the sum of all vGPUs.
 */
uint64_t stats_waiting_ns(const struct facet_stats_engine *engine, uint64_t now_ns);

/**
 * struct stats_rate - Use of an engine between two samples.
 * @busy: running time in seconds per second; 1: the whole engine
 * @waiting: waiting time in seconds per second
 * @submissions: submissions per second
 * @preemptions: preemptions per second
 */
struct stats_rate {
	double busy;
	double waiting;
	double submissions;
	double preemptions;
};

/**
 * stats_rate() - Compute the use of an engine between two samples.
 * @before: the engine's part of the record in the first sample; NULL: all counters are 0, since the
 *	vGPU or the parent was created at @since_ns
 * @since_ns: CLOCK_MONOTONIC in nanoseconds at the time of the first sample, or of the creation
 * @after: the engine's part of the record in the second sample
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the time of the second sample
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: the rates. A rate is 0 if its counter did not rise, or if @now_ns is not after @since_ns.
 */
struct stats_rate stats_rate(const struct facet_stats_engine *before, uint64_t since_ns,
			     const struct facet_stats_engine *after, uint64_t now_ns);

/**
 * struct stats_frames - Frames of a vGPU between two samples, on all screens.
 * @asked: flips that the guest asked for, per second
 * @shown: flips that were shown, per second
 * @missed: vertical blanks that were missed, per second
 */
struct stats_frames {
	double asked;
	double shown;
	double missed;
};

/**
 * stats_frames() - Compute the frames of a vGPU between two samples.
 * @before: the vGPU's record in the first sample; NULL: all counters are 0, since the vGPU was
 *	created at @since_ns
 * @since_ns: CLOCK_MONOTONIC in nanoseconds at the time of the first sample, or of the creation
 * @after: the vGPU's record in the second sample
 * @now_ns: CLOCK_MONOTONIC in nanoseconds at the time of the second sample
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: the rates. A rate is 0 if its counter did not rise, or if @now_ns is not after @since_ns.
 */
struct stats_frames stats_frames(const struct facet_stats_vgpu *before, uint64_t since_ns,
				 const struct facet_stats_vgpu *after, uint64_t now_ns);

/* Names of the engines and of the classes of traps, as the tools print them. */
extern const char *const stats_engine_names[FACET_STATS_ENGINES];
extern const char *const stats_trap_names[FACET_TRAP_CLASSES];

#endif
