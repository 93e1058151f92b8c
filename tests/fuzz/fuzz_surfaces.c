// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz surfaces and samplers: surface states, sampler states, and messages to the sampler and the
 * data ports, without a draw. Graphics memory, shared local memory and registers lie between
 * guards.
 */
#include "gen9/eu_defs.h"
#include "gen9/sampler_defs.h"
#include "gen9/surface_defs.h"
#include "sample/unit.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/guard.h"
#include "tests/fuzz/letters.h"
#include "tests/fuzz/render_world.h"
#include "tests/fuzz/target.h"

/* Graphics addresses. A base is that of all surface states, and of dynamic state. */
#define BASE		0x100000000ull
#define TABLE		(BASE + 0x10000)
#define SURFACES	0x20000u	/* offsets from BASE */
#define SAMPLERS	0x30000u
#define SURFACE_BYTES	(GEN9_SURFACE_STATE_DWORDS * 4u)
#define SAMPLER_BYTES	16u
#define INDICES		32u

static const u8 units[] = {
	GEN9_SFID_SAMPLER, GEN9_SFID_DATA_CACHE_RO, GEN9_SFID_CONSTANT_CACHE,
	GEN9_SFID_DATA_CACHE_0, GEN9_SFID_DATA_CACHE_1, GEN9_SFID_SAMPLER,
	GEN9_SFID_DATA_CACHE_0, GEN9_SFID_DATA_CACHE_1,
};

static struct {
	struct render_world world;
	struct sample_bindings bindings;
	union eu_reg grf[GEN9_EU_GRF_COUNT];
} run;

static int send(void *arg, const struct eu_message *message)
{
	struct eu_message m = *message;

	world_begin(&run.world);
	m.sfid = units[message->sfid % ARRAY_SIZE(units)];
	return m.sfid == GEN9_SFID_SAMPLER ? sample_sampler(&run.bindings, &m) :
	       sample_data_port(&run.bindings, &m);
}

/* Bytes of a state at an address. The binding table has an entry for each surface. */
static void put_state(const struct render_record *record, u32 offset, u32 bytes)
{
	u32 n = record->n ? min((record->n - 1) * 4, bytes) : 0;
	u32 index = render_record_dword(record, 0) % INDICES;
	u32 at = offset + index * bytes;

	world_memory(&run.world, BASE + at, record->at + 4, n);
	if (record->kind == RENDER_SURFACE)
		world_memory(&run.world, TABLE + 4 * index, &at, sizeof(at));
}

/* Use a surface as a render target. */
static void use_target(const struct render_record *record)
{
	const struct sample_aux_rectangle pixels = {
		render_record_dword(record, 3), render_record_dword(record, 4),
		render_record_dword(record, 5), render_record_dword(record, 6),
	};
	u32 index = render_record_dword(record, 0) % INDICES;
	u32 layer = render_record_dword(record, 1);
	const struct sample_surface *surface;
	int ret;

	world_begin(&run.world);
	ret = sample_unit_surface(&run.bindings, index, true, &surface);
	if (ret)
		return;
	switch (render_record_dword(record, 2) % 4) {
	case 0:
		ret = sample_unit_mark(&run.bindings, surface, layer, &pixels);
		break;
	case 1:
		ret = sample_unit_settle(&run.bindings, surface);
		if (!ret)
			ret = sample_unit_resolve(&run.bindings, surface, layer);
		break;
	default:
		ret = sample_unit_settle(&run.bindings, surface);
	}
	fuzz_check(!ret || ret == -EINVAL || (ret == -ECANCELED && run.world.cancelled),
		   "result %d of a target", ret);
}

static void play_record(const struct render_record *record)
{
	switch (record->kind) {
	case RENDER_MESSAGE:
		letter_send(record, run.grf, send, NULL);
		break;
	case RENDER_SURFACE:
		put_state(record, SURFACES, SURFACE_BYTES);
		break;
	case RENDER_SAMPLER:
		put_state(record, SAMPLERS, SAMPLER_BYTES);
		break;
	case RENDER_TARGET:
		use_target(record);
		break;
	case RENDER_FLUSH:
		sample_unit_flush(run.bindings.unit);
		break;
	default:
		world_record(&run.world, record);
	}
}

static void set_bindings(const struct render_head *head, struct sample_unit *unit)
{
	run.bindings = (struct sample_bindings){
		.unit = unit,
		.surface_base = BASE,
		.binding_table = TABLE,
		.sampler_states = BASE + SAMPLERS,
		.dynamic_base = BASE,
		.bindless_base = BASE + SURFACES,
		.general_base = BASE,
		.slm_bytes = head->pad[0] & 8 ? 1024u << (head->pad[0] & 7) % 7 : 0,
		.scratch_bytes = 1024u << (head->pad[1] & 15) % 12,
		.derivatives = head->pad[0] >> 7,
	};
	if (run.bindings.slm_bytes)
		run.bindings.slm = guard_alloc(run.bindings.slm_bytes,
					       head->side & 1 ? GUARD_BEGIN : GUARD_END);
}

static u64 play(const struct render_input *input, u8 sink)
{
	struct render_record record;
	struct sample_windows *windows;
	struct sample_unit *unit;
	size_t at = 0;
	u64 hash;
	u32 i;

	world_open(&run.world, &input->head, sink);
	windows = sample_windows_create(&run.world.memory);
	unit = sample_unit_create(windows, world_ops.unsupported, world_ops.poll, &run.world);
	set_bindings(&input->head, unit);
	for (i = 0; i < sizeof(run.grf) / 4; i++)
		run.grf[i / 8].ud[i % 8] = i * 0x01000193u * input->head.seed;
	while (render_input_next(input, &at, &record))
		play_record(&record);
	guard_free(run.bindings.slm);
	sample_unit_destroy(unit);
	sample_windows_destroy(windows);
	hash = world_absent(&input->head) ? world_hash(&run.world) : 0;
	world_close(&run.world);
	return hash + letter_results();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct render_input input;
	u64 hash;

	if (!render_input_open(&input, data, size))
		return 0;
	hash = play(&input, 0);
	if (world_absent(&input.head))
		fuzz_check(play(&input, 0xa5) == hash, "the result depends on the sink");
	return 0;
}
