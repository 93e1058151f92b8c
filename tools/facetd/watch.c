// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sample statistics, names and knobs (watch.h). The statistics show knobs without a system call.
 * The watch reads a knob in sysfs only if the statistics differ from the known value. It reads all
 * names after a vGPU came, went or changed, and at least every NAMES_NS.
 */
#include "tools/facetd/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "tools/facetd/apply.h"
#include "tools/facetd/log.h"
#include "tools/lib/host.h"

#define US		1000ull
#define MS		(1000 * US)
#define NAMES_NS	(5000 * MS)	/* longest time between two reads of all names */

/* Samples in a row that may lack a vGPU's record before the watch drops the vGPU. */
#define TORN_SAMPLES	20u

/* Time after the creation in which the vGPU gets its name. The name can exclude the vGPU. */
#define SETTLE_NS	(1000 * MS)

int watch_open(struct watch *watch, char error[static STATS_ERROR])
{
	return stats_open(&watch->stats, NULL, error);
}

static void free_arrays(struct watch *watch)
{
	free(watch->vgpus);
	free(watch->ledger);
	free(watch->snapshot);
	free(watch->memory);
	free(watch->memory_after);
	free(watch->wishes);
	free(watch->changes);
}

void watch_close(struct watch *watch)
{
	free_arrays(watch);
	free(watch->left);
	stats_sample_free(&watch->sample);
	stats_sample_free(&watch->before);
	stats_close(&watch->stats);
}

const char *watch_label(const struct watch *watch, uint32_t vgpu, char text[static WATCH_LABEL])
{
	if (*watch->vgpus[vgpu].name)
		snprintf(text, WATCH_LABEL, "%s (%s)", watch->vgpus[vgpu].name,
			 watch->ledger[vgpu].uuid);
	else
		snprintf(text, WATCH_LABEL, "%s", watch->ledger[vgpu].uuid);
	return text;
}

/* --- vGPUs -------------------------------------------------------------------------------- */

static const struct facet_stats_vgpu *record(const struct watch *watch, uint32_t vgpu)
{
	return &watch->sample.vgpus[vgpu];
}

static bool same_vgpus(const struct watch *watch)
{
	uint32_t i;

	if (watch->sample.n_vgpus != watch->n)
		return false;
	for (i = 0; i < watch->n; i++)
		if (record(watch, i)->created_ns != watch->ledger[i].created_ns ||
		    strcmp(record(watch, i)->uuid, watch->ledger[i].uuid))
			return false;
	return true;
}

/* Report that somebody else has set a knob. */
static void say_others(const struct watch *watch, uint32_t vgpu, enum knob knob)
{
	char label[WATCH_LABEL], text[KNOB_TEXT];

	say(LOG_NOTICE, "%s: somebody has set %s to %s: it is left alone until facetd is reloaded",
	    watch_label(watch, vgpu, label), knob_name(knob),
	    knob_print(knob, watch->ledger[vgpu].knobs[knob].known, text));
}

/* Take over the record that an earlier facetd has left for a vGPU. */
static void resume(struct watch *watch, uint32_t vgpu)
{
	uint32_t i, knob, others;

	for (i = 0; i < watch->n_left; i++) {
		const struct ledger_vgpu *left = &watch->left[i];

		if (left->created_ns != watch->ledger[vgpu].created_ns ||
		    strcmp(left->uuid, watch->ledger[vgpu].uuid))
			continue;
		others = ledger_resume(&watch->ledger[vgpu], left);
		for (knob = 0; knob < KNOBS; knob++)
			if (others >> knob & 1)
				say_others(watch, vgpu, knob);
	}
}

/*
 * Begin the record of a vGPU. The statistics list a new vGPU a moment before sysfs has its files.
 * Until then the vGPU counts as gone.
 */
static void begin(struct watch *watch, uint32_t vgpu)
{
	const struct facet_stats_vgpu *r = record(watch, vgpu);
	uint32_t values[KNOBS] = { r->weight, r->cap, r->slice_us, r->priority }, knob;
	bool gone = false;

	for (knob = 0; knob < KNOBS; knob++)
		gone |= apply_read(watch->root, r->uuid, knob, &values[knob]) != 0;
	ledger_begin(&watch->ledger[vgpu], r->uuid, r->created_ns, values);
	watch->ledger[vgpu].gone = gone;
	if (!gone)
		resume(watch, vgpu);
}

/* Return the index of a vGPU's record; @n: there is none. */
static uint32_t find(const struct ledger_vgpu *ledger, uint32_t n, const struct facet_stats_vgpu *r)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (ledger[i].created_ns == r->created_ns && !strcmp(ledger[i].uuid, r->uuid))
			return i;
	return n;
}

/* Replace the arrays of a watch by zeroed ones for @n vGPUs. The caller has the old ones. */
static bool make_arrays(struct watch *watch, uint32_t n)
{
	watch->vgpus = calloc(n + 1, sizeof(*watch->vgpus));
	watch->ledger = calloc(n + 1, sizeof(*watch->ledger));
	watch->snapshot = calloc(n + 1, sizeof(*watch->snapshot));
	watch->memory = calloc(n + 1, sizeof(*watch->memory));
	watch->memory_after = calloc(n + 1, sizeof(*watch->memory_after));
	watch->wishes = calloc(n + 1, sizeof(*watch->wishes));
	watch->changes = calloc(n * KNOBS + 1, sizeof(*watch->changes));
	return watch->vgpus && watch->ledger && watch->snapshot && watch->memory &&
	       watch->memory_after && watch->wishes && watch->changes;
}

/* Make arrays for the vGPUs of the last sample. vGPUs of the sample before keep their records. */
static int replace_arrays(struct watch *watch)
{
	struct watch old = *watch;
	uint32_t n = watch->sample.n_vgpus, i, was;

	if (!make_arrays(watch, n)) {
		free_arrays(watch);
		*watch = old;
		return -ENOMEM;
	}
	watch->n = n;
	watch->names_ns = 0;
	for (i = 0; i < n; i++) {
		was = find(old.ledger, old.n, record(watch, i));
		watch->vgpus[i].class = NO_CLASS;
		if (was == old.n) {
			begin(watch, i);
			continue;
		}
		watch->vgpus[i] = old.vgpus[was];
		watch->ledger[i] = old.ledger[was];
		watch->memory[i] = old.memory[was];
	}
	free_arrays(&old);
	return 0;
}

/* --- names and classes -------------------------------------------------------------------- */

static void classify(struct watch *watch, const struct config *config, uint32_t vgpu)
{
	uint32_t class = policy_class(config, watch->ledger[vgpu].uuid, watch->vgpus[vgpu].name,
				      record(watch, vgpu)->type);

	if (class != watch->vgpus[vgpu].class)
		memset(&watch->memory[vgpu], 0, sizeof(watch->memory[vgpu]));
	watch->vgpus[vgpu].class = class;
}

void watch_reclassify(struct watch *watch, const struct config *config)
{
	uint32_t i;

	for (i = 0; i < watch->n; i++) {
		ledger_retake(&watch->ledger[i]);
		classify(watch, config, i);
	}
}

static bool is_new(const struct watch *watch, uint32_t vgpu, uint64_t at_ns)
{
	return at_ns < record(watch, vgpu)->created_ns + SETTLE_NS;
}

/* Tell if a name may have changed since the last read of names. */
static bool names_are_old(const struct watch *watch)
{
	uint32_t i;

	if (!watch->names_ns || watch->names_serial != watch->sample.serial ||
	    watch->sample.now_ns - watch->names_ns >= NAMES_NS)
		return true;
	for (i = 0; i < watch->n; i++)
		if (is_new(watch, i, watch->names_ns))
			return true;
	return false;
}

static void read_names(struct watch *watch, const struct config *config)
{
	struct host host;
	uint32_t i;
	size_t k;

	if (!names_are_old(watch))
		return;
	if (host_read(&host, watch->root))
		return;
	for (i = 0; i < watch->n; i++)
		for (k = 0; k < host.n_vgpus; k++)
			if (!strcmp(host.vgpus[k].uuid, watch->ledger[i].uuid))
				strcpy(watch->vgpus[i].name, host.vgpus[k].name);
	host_free(&host);
	for (i = 0; i < watch->n; i++)
		classify(watch, config, i);
	watch->names_serial = watch->sample.serial;
	watch->names_ns = watch->sample.now_ns;
}

void watch_wrote(struct watch *watch, uint32_t n)
{
	if (watch->names_serial == watch->sample.serial)
		watch->names_serial += n;
}

/* --- knobs -------------------------------------------------------------------------------- */

/* Compare a knob with the ledger. @reported: value in the statistics. Return: as check_knobs(). */
static bool check_knob(struct watch *watch, uint32_t vgpu, enum knob knob, uint32_t reported)
{
	struct ledger_vgpu *ledger = &watch->ledger[vgpu];
	uint32_t value;
	int ret;

	if (reported == ledger->knobs[knob].known)
		return false;
	ret = apply_read(watch->root, ledger->uuid, knob, &value);
	if (ret) {
		ledger->gone |= apply_is_gone(ret);
		return false;
	}
	if (value == ledger->knobs[knob].known)
		return false;
	if (ledger_found(ledger, knob, value))
		say_others(watch, vgpu, knob);
	return true;
}

/* Find knobs that somebody else has set. Return: true: there is one. */
static bool check_knobs(struct watch *watch)
{
	bool found = false;
	uint32_t i;

	for (i = 0; i < watch->n; i++) {
		const struct facet_stats_vgpu *r = record(watch, i);

		if (watch->ledger[i].gone) {
			begin(watch, i);
			continue;
		}
		found |= check_knob(watch, i, KNOB_WEIGHT, r->weight);
		found |= check_knob(watch, i, KNOB_CAP, r->cap);
		found |= check_knob(watch, i, KNOB_SLICE_US, r->slice_us);
		found |= check_knob(watch, i, KNOB_PRIORITY, r->priority);
	}
	return found;
}

/* --- samples ------------------------------------------------------------------------------ */

static void raise_all(struct times times[FACET_STATS_ENGINES],
		      const struct facet_stats_engine *engines, uint64_t now_ns)
{
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		times_raise(&times[e], &engines[e], now_ns);
}

static void raise_times(struct watch *watch)
{
	const struct stats_sample *sample = &watch->sample;
	uint32_t i;

	for (i = 0; i < watch->n; i++)
		raise_all(watch->vgpus[i].times, sample->vgpus[i].engines, sample->now_ns);
	for (i = 0; i < sample->n_gpus; i++) {
		struct watch_gpu *gpu = &watch->gpus[i];

		if (strcmp(gpu->name, sample->gpus[i].name))
			*gpu = (struct watch_gpu){ 0 };
		strcpy(gpu->name, sample->gpus[i].name);
		raise_all(gpu->times, sample->gpus[i].engines, sample->now_ns);
	}
}

/* Tell if a sample may lack a known vGPU, since the vGPU's record kept changing. */
static bool may_lack_one(struct watch *watch, const struct stats_sample *sample)
{
	watch->torn = sample->n_torn ? watch->torn + 1 : 0;
	return watch->torn && watch->torn <= TORN_SAMPLES && sample->n_vgpus < watch->n;
}

int watch_update(struct watch *watch, const struct config *config, bool *dirty)
{
	struct stats_sample next = watch->before;
	int ret = stats_take_sample(&watch->stats, &next);

	if (!ret && may_lack_one(watch, &next))
		ret = -EAGAIN;
	if (ret) {
		watch->before = next;
		return ret;
	}
	watch->before = watch->sample;
	watch->sample = next;
	if (!same_vgpus(watch)) {
		ret = replace_arrays(watch);
		if (ret) {
			watch->sample = watch->before;
			watch->before = next;
			return ret;
		}
	}
	read_names(watch, config);
	*dirty |= check_knobs(watch);
	raise_times(watch);
	return 0;
}

/* Make the snapshot of a vGPU. */
static void snapshot_vgpu(struct policy_vgpu *to, const struct watch *watch, uint32_t vgpu)
{
	const struct facet_stats_vgpu *r = record(watch, vgpu),
				      *old = stats_find(&watch->before, r, vgpu);
	uint64_t ns = watch->sample.now_ns - watch->before.now_ns;
	uint32_t e, knob;

	*to = (struct policy_vgpu){ .class = watch->vgpus[vgpu].class,
				   .gpu = r->gpu < FACET_STATS_GPUS ? r->gpu : 0 };
	if (watch->ledger[vgpu].gone || is_new(watch, vgpu, watch->sample.now_ns))
		to->class = NO_CLASS;
	for (knob = 0; knob < KNOBS; knob++)
		knob_give(&to->base, knob, watch->ledger[vgpu].knobs[knob].base);
	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (r->engines[e].slice_ns / US > to->slice_us)
			to->slice_us = r->engines[e].slice_ns / US;
	if (old && ns) {
		struct stats_frames frames = stats_frames(old, watch->before.now_ns, r,
							  watch->sample.now_ns);

		to->frames = (struct policy_frames){ frames.shown, frames.missed };
	}
	for (e = 0; old && ns && e < FACET_STATS_ENGINES; e++) {
		struct stats_rate rate = stats_rate(&old->engines[e], watch->before.now_ns,
						    &r->engines[e], watch->sample.now_ns);
		uint64_t before = times_throttled_ns(&old->engines[e], watch->before.now_ns);
		uint64_t after = times_throttled_ns(&r->engines[e], watch->sample.now_ns);

		to->load[e] = (struct policy_load){
			.busy = rate.busy, .waiting = rate.waiting, .submissions = rate.submissions,
			.throttled = after > before ? (double)(after - before) / ns : 0,
		};
	}
}

struct policy_snapshot watch_snapshot(const struct watch *watch, uint32_t week_minute)
{
	uint64_t before = watch->before.now_ns ? watch->before.now_ns : watch->sample.now_ns;
	uint32_t i;

	for (i = 0; i < watch->n; i++)
		snapshot_vgpu(&watch->snapshot[i], watch, i);
	return (struct policy_snapshot){
		.now_ms = watch->sample.now_ns / MS,
		.span_ms = (watch->sample.now_ns - before) / MS,
		.week_minute = week_minute,
		.vgpus = watch->snapshot,
		.n = watch->n,
	};
}
