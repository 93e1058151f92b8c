// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-aperture: reads and writes buffers through the aperture (GTT mappings, BAR2), without
 * and with a fence, and compares the result with memory. The engine writes as well, so that all
 * three ways to access a buffer meet.
 *
 *   facet-guest-aperture [--seed N]
 *
 * Exit status: 0 if every byte was right. A device need not offer fences.
 */
#include "command.h"
#include "gem.h"
#include "random.h"
#include "report.h"

#include <errno.h>
#include <i915_drm.h>
#include <stdlib.h>
#include <string.h>

#define PITCH		1024u
#define ROWS		64u	/* whole tiles of each kind */

static const uint32_t i915_tilings[TILINGS] = {
	[TILING_LINEAR] = I915_TILING_NONE, [TILING_X] = I915_TILING_X, [TILING_Y] = I915_TILING_Y,
};

/* Ways to access a buffer that are compared. */
enum way {
	READS,		/* the aperture is read */
	WRITES,		/* the aperture is written */
	ENGINE,		/* the engine writes, and the aperture is read */
	WAYS
};

static const char *const way_names[WAYS] = { "read", "written", "engine" };

/*
 * Wrong 32-bit words of the aperture, by their index. @first and @last are of the last way. @found
 * and @wanted are the values of @first, and @before is what memory had there before the store.
 */
struct wrong {
	uint32_t words[WAYS];
	uint32_t first, last;
	uint32_t found, wanted, before;
};

/* Note a wrong word. Return: true: it is the first one of this way. */
static int note(struct wrong *wrong, enum way way, uint32_t word)
{
	wrong->last = word;
	if (wrong->words[way]++)
		return 0;
	wrong->first = word;
	return 1;
}

static uint32_t wrong_words(const struct wrong *wrong)
{
	uint32_t words = 0;
	int way;

	for (way = 0; way < WAYS; way++)
		words += wrong->words[way];
	return words;
}

/*
 * Compare: the aperture shows rows in order, memory has them tiled. @before: what the aperture
 * showed before it was written; NULL: it was not.
 */
static void compare(const struct surface *memory, const uint32_t *aperture, const uint32_t *before,
		    struct wrong *wrong, enum way way)
{
	uint32_t x, y, word, at;

	for (y = 0; y < ROWS; y++)
		for (x = 0; x < PITCH; x += 4) {
			memcpy(&word, memory->pixels + surface_offset(memory, x, y), 4);
			at = (y * PITCH + x) / 4;
			if (word == aperture[at] || !note(wrong, way, at))
				continue;
			wrong->found = word;
			wrong->wanted = aperture[at];
			wrong->before = before ? before[at] : 0;
		}
}

/* Fill memory and read the aperture; then fill the aperture and read memory. */
static int both_ways(struct gem *gem, struct gem_bo *bo, struct surface *s, struct random *r,
		     struct wrong *wrong)
{
	uint32_t *copy = malloc(bo->size), *shown = malloc(bo->size);
	size_t i;
	int rc = copy && shown ? gem_map_bo(gem, bo, GEM_MAP_WB) : -ENOMEM;

	if (!rc)
		rc = gem_prepare(gem, bo, GEM_MAP_WB, 1);
	if (rc)
		goto out;
	random_fill(r, s->pixels, bo->size);
	memcpy(bo->map, s->pixels, bo->size);
	rc = gem_map_bo(gem, bo, GEM_MAP_GTT);
	if (!rc)
		rc = gem_prepare(gem, bo, GEM_MAP_GTT, 1);
	if (rc)
		goto out;
	memcpy(shown, bo->map, bo->size);
	compare(s, shown, NULL, wrong, READS);

	random_fill(r, copy, bo->size);
	for (i = 0; i < bo->size / 4; i++)
		((volatile uint32_t *)bo->map)[i] = copy[i];
	rc = gem_map_bo(gem, bo, GEM_MAP_WB);
	if (!rc)
		rc = gem_prepare(gem, bo, GEM_MAP_WB, 0);
	if (!rc) {
		memcpy(s->pixels, bo->map, bo->size);
		compare(s, copy, shown, wrong, WRITES);
	}
out:
	free(shown);
	free(copy);
	return rc;
}

/* Let the engine store a word; the aperture has to show it. */
static int engine_writes(struct gem *gem, struct gem_bo *bo, struct random *r, struct wrong *wrong)
{
	struct batch b = { .room = 1024 };
	const struct gem_bo *used = bo;
	struct gem_bo batch;
	uint32_t value = (uint32_t)random_u64(r);
	int rc = gem_create(gem, 4096, &batch);

	if (rc)
		return rc;
	rc = gem_map_bo(gem, &batch, GEM_MAP_WB);
	if (rc)
		goto out;
	b.dwords = batch.map;
	emit_store_dword(&b, bo->address, value);
	emit_end(&b);
	rc = gem_exec(gem, &gem_engines[GEM_BCS], &batch, b.count * 4, &used, 1);
	if (!rc)
		rc = gem_map_bo(gem, bo, GEM_MAP_GTT);
	if (!rc)
		rc = gem_prepare(gem, bo, GEM_MAP_GTT, 0);
	if (!rc && *(volatile uint32_t *)bo->map != value)
		note(wrong, ENGINE, 0);
out:
	gem_free(gem, &batch);
	return rc;
}

static int check_tiling(struct gem *gem, enum tiling tiling, struct random *r)
{
	struct surface s = { .tiling = tiling, .pitch = PITCH, .height = ROWS };
	struct gem_bo bo = { 0 };
	struct wrong wrong = {};
	int offered = 1;
	double start = now();
	int way, ok;
	int rc = gem_create(gem, PITCH * ROWS, &bo);

	s.pixels = malloc(PITCH * ROWS);
	if (!s.pixels)
		rc = -ENOMEM;
	if (!rc && tiling != TILING_LINEAR)
		rc = gem_set_tiling(gem, &bo, i915_tilings[tiling], PITCH);
	/* Without fences, the driver refuses the mapping, and clients do without. */
	if (rc == -EOPNOTSUPP)
		rc = offered = 0;
	if (!rc && offered)
		rc = both_ways(gem, &bo, &s, r, &wrong);
	if (!rc && offered)
		rc = engine_writes(gem, &bo, r, &wrong);
	for (way = 0; way < WAYS; way++)
		if (wrong.words[way])
			report("aperture-wrong", "\"way\":\"%s\",\"words\":%u,\"first\":%u,"
			       "\"last\":%u,\"found\":\"%08x\",\"wanted\":\"%08x\","
			       "\"before\":\"%08x\"", way_names[way], wrong.words[way],
			       wrong.first, wrong.last, wrong.found, wrong.wanted, wrong.before);
	ok = !rc && !wrong_words(&wrong);
	report("aperture",
	       "\"tiling\":\"%s\",\"ok\":%s,\"offered\":%s,\"wrong\":%u,\"seconds\":%.2f,"
	       "\"error\":\"%s\"", tiling_name(tiling), ok ? "true" : "false",
	       offered ? "true" : "false", wrong_words(&wrong), now() - start,
	       rc ? strerror(-rc) : "");
	free(s.pixels);
	gem_free(gem, &bo);
	return !ok;
}

int main(int argc, char **argv)
{
	struct random random;
	struct gem gem;
	int failed = 0, i;

	random_seed(&random, argc > 2 && !strcmp(argv[1], "--seed") ? number(argv[2]) : 1);
	if (gem_open(&gem, 0)) {
		report("aperture", "\"ok\":false,\"error\":\"no i915 render node\"");
		return 1;
	}
	for (i = 0; i < TILINGS; i++)
		failed |= check_tiling(&gem, i, &random);
	return failed;
}
