// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-check: checks whether this guest has a working GPU. Each engine stores a random value
 * that the CPU reads back through a mapping. The report has the wedged state, the connected outputs
 * and the kernel.
 *
 *   facet-guest-check [--seed N | --engines]
 *
 * With --engines it leaves the outputs alone: another program may be about to become DRM master.
 *
 * Exit status: 0 if four engines answered and the GPU is not wedged.
 */
#include "command.h"
#include "gem.h"
#include "kms.h"
#include "random.h"
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define STORES		4	/* stores of each engine */
#define TIMEOUT_NS	(30ll * 1000 * 1000 * 1000)

struct probe {
	struct gem *gem;
	struct gem_bo batch, target;
	struct random random;
};

/* Let an engine store @value at @slot of the target. */
static int store(struct probe *p, const struct gem_engine *engine, uint32_t slot, uint32_t value)
{
	const struct gem_bo *used = &p->target;
	struct batch b = { .room = (uint32_t)(p->batch.size / 4) };
	int rc = gem_prepare(p->gem, &p->batch, GEM_MAP_WB, 1);

	if (rc)
		return rc;
	b.dwords = p->batch.map;
	emit_store_dword(&b, p->target.address + slot * 4, value);
	emit_end(&b);
	rc = gem_exec(p->gem, engine, &p->batch, b.count * 4, &used, 1);
	if (rc)
		return rc;
	return gem_wait(p->gem, &p->target, TIMEOUT_NS);
}

/* Return 0 if each store of the engine was read back and nothing beside it changed. */
static int engine_answers(struct probe *p, const struct gem_engine *engine)
{
	uint32_t *words = p->target.map, n = (uint32_t)(p->target.size / 4), i, round;
	int rc;

	for (round = 0; round < STORES; round++) {
		uint32_t slot = random_below(&p->random, n);
		uint32_t value = (uint32_t)random_u64(&p->random) | 1;

		rc = gem_prepare(p->gem, &p->target, GEM_MAP_WB, 1);
		if (rc)
			return rc;
		memset(words, 0, p->target.size);
		rc = store(p, engine, slot, value);
		if (!rc)
			rc = gem_prepare(p->gem, &p->target, GEM_MAP_WB, 0);
		if (rc)
			return rc;
		for (i = 0; i < n; i++)
			if (words[i] != (i == slot ? value : 0))
				return -EILSEQ;
	}
	return 0;
}

static int check_engines(struct gem *gem, uint64_t seed)
{
	struct probe p = { .gem = gem };
	int rc, answered = 0;
	uint32_t i;

	random_seed(&p.random, seed);
	rc = gem_create(gem, 4096, &p.batch);
	if (!rc)
		rc = gem_create(gem, 8192, &p.target);
	if (!rc)
		rc = gem_map_bo(gem, &p.batch, GEM_MAP_WB);
	if (!rc)
		rc = gem_map_bo(gem, &p.target, GEM_MAP_WB);
	for (i = 0; i < GEM_ENGINES; i++) {
		double start = now();
		int answer = rc ? rc : engine_answers(&p, &gem_engines[i]);

		report("engine", "\"name\":\"%s\",\"ok\":%s,\"ms\":%.1f,\"error\":\"%s\"",
		       gem_engines[i].name, answer ? "false" : "true", (now() - start) * 1000,
		       answer ? strerror(-answer) : "");
		answered += !answer;
	}
	gem_free(gem, &p.target);
	gem_free(gem, &p.batch);
	return answered;
}

/* Read from debugfs whether the driver is wedged. Return: -1: debugfs is not mounted. */
static int debugfs_wedged(void)
{
	long long value = -1;
	char path[64];
	FILE *f = NULL;
	int i;

	for (i = 0; i < 4 && !f; i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%d/i915_wedged", i);
		f = fopen(path, "r");
	}
	if (!f)
		return -1;
	if (fscanf(f, "%lli", &value) != 1)
		value = -1;
	fclose(f);
	return value < 0 ? -1 : value != 0;
}

static void report_outputs(void)
{
	struct kms kms;
	int rc = kms_open(&kms, 0);

	if (rc) {
		report("output", "\"connected\":false,\"error\":\"%s\"", strerror(-rc));
		return;
	}
	report("output", "\"connected\":true,\"connector\":\"%s\",\"edid\":%u,\"modes\":%d,"
	       "\"mode\":\"%ux%u\",\"refresh\":%u", kms.name, kms.edid_bytes,
	       kms.connector->count_modes, kms.mode.hdisplay, kms.mode.vdisplay, kms.mode.vrefresh);
	kms_close(&kms);
}

int main(int argc, char **argv)
{
	uint64_t seed = (uint64_t)time(NULL) ^ (uint64_t)getpid() << 32;
	struct utsname name;
	struct gem gem;
	int rc, answered, wedged, alone = 0;

	if (argc > 2 && !strcmp(argv[1], "--seed"))
		seed = number(argv[2]);
	else if (argc > 1)
		alone = !strcmp(argv[1], "--engines");
	uname(&name);
	report("system", "\"kernel\":\"%s\",\"seed\":%llu", name.release, (unsigned long long)seed);
	rc = gem_open(&gem, 0);
	if (rc) {
		report("check", "\"ok\":false,\"error\":\"no i915 render node\"");
		return 1;
	}
	answered = check_engines(&gem, seed);
	wedged = debugfs_wedged();
	if (wedged <= 0 && gem_wedged(&gem))
		wedged = 1;
	if (!alone)
		report_outputs();
	report("check", "\"ok\":%s,\"engines\":%d,\"wedged\":%s",
	       answered == GEM_ENGINES && wedged != 1 ? "true" : "false", answered,
	       wedged == 1 ? "true" : "false");
	return !(answered == GEM_ENGINES && wedged != 1);
}
