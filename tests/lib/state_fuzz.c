// SPDX-License-Identifier: GPL-2.0-only
/* Restores saved states from untrusted input; see state_fuzz.h. */
#include "state_fuzz.h"

#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"
#include "tests/lib/saved.h"

#define BATCH		CTX_DATA
#define CHANGE		3u		/* bytes of a change */
#define PATIENCE	64u		/* limit of pieces of work that may end */

static void require(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "state: %s\n", what);
	abort();
}

static void work_make(struct rig *rig)
{
	static const u32 batch[] = {
		0x11000001, 0x2580, 0x00070004, 0x10400002, CTX_DATA + 64, 0, 1,
		GEN9_MI_BATCH_BUFFER_END,
	};

	memcpy(fake_host_ptr(&rig->host, BATCH, sizeof(batch)), batch, sizeof(batch));
	CTX_EMIT(rig, 0, 0x10400002, CTX_DATA + 68, 0, 3, 0x18800001, BATCH, 0, 0);
	CTX_EMIT(rig, 1, 0x02800000, 0);
	ctx_elsp(rig, GEN9_RCS_BASE, 0, 1);
	CTX_EMIT(rig, 2, 0x02800000, 0);
	ctx_elsp(rig, GEN9_BCS_BASE, 2, ~0u);
}

/* Save a vGPU. The description is within the bound of its type. */
static void save(struct saved *saved, struct rig *rig, const char *what)
{
	require(!saved_save(saved, rig->vgpu), what);
	require(saved->len <= facet_vgpu_state_max(facet_vgpu_type(rig->vgpu)),
		"a description is longer than its bound");
}

/* Make a saved state of the input: the bytes themselves, or changes to a valid state. */
static void description_make(struct rig *rig, struct saved *saved, const u8 *data, size_t len)
{
	u8 magic[sizeof(u64)];
	size_t at;

	put_unaligned_le64(FACET_STATE_MAGIC, magic);
	save(saved, rig, "a vGPU cannot be saved");
	if (len >= sizeof(magic) && !memcmp(data, magic, sizeof(magic))) {
		require(saved_resize(saved, len), "no memory");
		memcpy(saved->data, data, len);
		saved->len = len;
		return;
	}
	for (; len >= CHANGE; len -= CHANGE, data += CHANGE) {
		at = get_unaligned_le16(data) % saved->len;
		saved->data[at] ^= data[CHANGE - 1];
	}
}

static bool saved_same(const struct saved *a, const struct saved *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* Check an accepted state: a second save is equal, and the work ends. */
static void taken(struct rig *rig)
{
	struct saved first = {}, second = {};
	u32 i, engine;

	facet_vgpu_pause(rig->vgpu);
	save(&first, rig, "what was taken cannot be saved");
	require(!facet_vgpu_restore(rig->vgpu, first.data, first.len),
		"what was taken is refused");
	save(&second, rig, "what was taken twice cannot be saved");
	require(saved_same(&first, &second), "what was taken is saved as something else");
	facet_vgpu_resume(rig->vgpu);
	for (i = 0; i < PATIENCE; i++) {
		fake_host_pump(&rig->host);
		for (engine = 0; engine < PGPU_ENGINES; engine++)
			fake_pgpu_end(&rig->fake, engine, PGPU_EV_COMPLETE);
	}
	require(!rig->fake.n_submissions, "what was taken does not end");
	free(first.data);
	free(second.data);
}

void state_fuzz_one(const u8 *data, size_t len)
{
	struct rig *from = ctx_rig_create(), *to = ctx_rig_create();
	struct saved saved = {}, before = {}, after = {};

	require(from && to, "no memory");
	work_make(from);
	description_make(from, &saved, data, len);
	memcpy(to->host.mem, from->host.mem, CTX_DATA + PAGE_SIZE);
	facet_vgpu_reset(to->vgpu);
	save(&before, to, "a new vGPU cannot be saved");
	if (facet_vgpu_restore(to->vgpu, saved.data, saved.len)) {
		save(&after, to, "after a refusal it cannot be saved");
		require(saved_same(&before, &after), "a refusal has left a trace");
	} else {
		taken(to);
	}
	require(!rig_destroy(from) && !rig_destroy(to), "memory is leaked");
	free(saved.data);
	free(before.data);
	free(after.data);
}
