// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-hang: gives the copy engine a batch without an end: it jumps to itself.
 *
 *   facet-guest-hang
 *
 * It reports "hang" when the batch is queued, and "hang-end" when the driver has reset the engine.
 * Exit status: 0 if the driver has, and has not given the GPU up.
 */
#include "command.h"
#include "gem.h"
#include "report.h"

#include <errno.h>
#include <string.h>

#define BATCH_BYTES	4096u
#define WAIT_NS		120000000000ll

static int queue(struct gem *gem, struct gem_bo *bo)
{
	struct batch b = { .room = BATCH_BYTES / 4 };
	int rc = gem_create(gem, BATCH_BYTES, bo);

	if (!rc)
		rc = gem_map_bo(gem, bo, GEM_MAP_WB);
	if (!rc)
		rc = gem_prepare(gem, bo, GEM_MAP_WB, 1);
	if (rc)
		return rc;
	b.dwords = bo->map;
	emit_jump(&b, bo->address);
	emit_end(&b);
	return gem_exec(gem, &gem_engines[GEM_BCS], bo, b.count * 4, NULL, 0);
}

static int hang(struct gem *gem)
{
	struct gem_bo bo = {};
	int rc = queue(gem, &bo);

	if (rc)
		return rc;
	report("hang", "\"engine\":\"%s\"", gem_engines[GEM_BCS].name);
	rc = gem_wait(gem, &bo, WAIT_NS);
	if (!rc && gem_wedged(gem))
		rc = -EIO;
	return rc;
}

int main(void)
{
	double start = now();
	struct gem gem;
	int rc = gem_open(&gem, 0);

	if (!rc)
		rc = hang(&gem);
	report("hang-end", "\"ok\":%s,\"seconds\":%.1f,\"error\":\"%s\"", rc ? "false" : "true",
	       now() - start, rc ? strerror(-rc) : "");
	return rc != 0;
}
