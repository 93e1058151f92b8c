// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of the arcs and data of a migration (model/migration.h). Whoever has the VMM goes along any
 * arc, and writes any data. The vGPU is that of the hostile guest.
 */
#include "classes.h"
#include "core.h"

#include "device/config.h"
#include "device/pci_config_defs.h"
#include "display/display.h"
#include "mediator/base/vgpu_types.h"
#include "model/model.h"
#include "model/traits.h"
#include "tests/lib/mover.h"
#include "tests/lib/saved.h"
#include "tests/lib/virtio_type.h"

#define STATE(name)	FACET_MIGRATION_##name
#define PIECE		4096u
#define CUTS		64u
#define HEAD_CUTS	64u		/* bytes of the first head, and of traits */
#define BEYOND		4u		/* states behind the last one that are tried */
#define LENGTH_AT	8u		/* in each head */
#define RECORD_BYTES	12u
#define BAR_AT		(PCI_CFG_BAR(0) + 3)	/* a byte that a guest may choose */

/**
 * struct stage - What a case has: the vGPU, and good data of it.
 * @v: the vGPU, which is RESUMING
 * @parts: parts of the good data, in @v
 */
struct stage {
	struct mover v;
	struct mover_parts parts;
};

/* Do a reset as a VMM does. */
static void reset(struct mover *v)
{
	v->instance->model->reset(v->instance);
	facet_migration_reset(v->m);
	EXPECT(facet_migration_state(v->m) == STATE(RUNNING));
	v->reasons = 0;
}

static void resume(struct mover *v)
{
	reset(v);
	EXPECT(!mover_go(v, STATE(RESUMING)));
}

static void begin(struct hostile *h, struct stage *s)
{
	mover_init(&s->v, h->evil->instance);
	EXPECT(!mover_go(&s->v, STATE(STOP_COPY)));
	EXPECT(!mover_read(&s->v, PIECE));
	EXPECT(mover_parts(s->v.data, s->v.len, &s->parts));
	resume(&s->v);
}

/* Take the good data, and check that the guest works. */
static void goes_on(struct hostile *h, struct stage *s)
{
	struct mini_context context;

	resume(&s->v);
	EXPECT(!mover_write(&s->v, s->v.data, s->v.len, PIECE));
	EXPECT(!mover_go(&s->v, STATE(RUNNING)));
	mover_exit(&s->v);
	hostile_context(h, &context, PGPU_RCS);
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* The data were refused: the vGPU takes no more of them, and does not run. */
static void stays(struct stage *s)
{
	EXPECT(s->v.reasons == 1);
	EXPECT(facet_migration_write(s->v.m, s->v.data, 1) == -EINVAL);
	EXPECT(mover_go(&s->v, STATE(STOP)) == -EINVAL);
	EXPECT(facet_migration_state(s->v.m) == STATE(RESUMING));
}

/* Write @len bytes from the beginning, and expect that they are refused. */
static void refused(struct stage *s, size_t len)
{
	EXPECT(mover_write(&s->v, s->v.data, len, PIECE) == -EINVAL);
	stays(s);
	resume(&s->v);
}

/* --- states and arcs ------------------------------------------------------------------------ */

static void rubbish_in_every_state(struct hostile *h, const void *arg)
{
	static const u8 rubbish[PIECE] = { 0xa5 };
	struct stage s;
	u32 state;

	begin(h, &s);
	for (state = STATE(STOP); state < STATE(STATES); state++) {
		u64 pending;

		reset(&s.v);
		EXPECT(!mover_go(&s.v, state));
		pending = facet_migration_pending(s.v.m);
		EXPECT(facet_migration_write(s.v.m, rubbish, state == STATE(RESUMING) ? PIECE :
					     1) == -EINVAL);
		EXPECT(facet_migration_state(s.v.m) == state);
		EXPECT(facet_migration_pending(s.v.m) == pending);
	}
	goes_on(h, &s);
}

/* All arcs of linux/vfio.h, as a mask of the states that each state leads to. */
static const u32 arcs[FACET_MIGRATION_STATES] = {
	[STATE(RUNNING)] = BIT(STATE(PRE_COPY)) | BIT(STATE(RUNNING_P2P)),
	[STATE(PRE_COPY)] = BIT(STATE(RUNNING)) | BIT(STATE(PRE_COPY_P2P)),
	[STATE(PRE_COPY_P2P)] = BIT(STATE(PRE_COPY)) | BIT(STATE(RUNNING_P2P)) |
		BIT(STATE(STOP_COPY)),
	[STATE(RUNNING_P2P)] = BIT(STATE(RUNNING)) | BIT(STATE(PRE_COPY_P2P)) | BIT(STATE(STOP)),
	[STATE(STOP)] = BIT(STATE(RUNNING_P2P)) | BIT(STATE(STOP_COPY)) | BIT(STATE(RESUMING)),
	[STATE(STOP_COPY)] = BIT(STATE(STOP)),
	[STATE(RESUMING)] = BIT(STATE(STOP)),
};

static void arcs_that_do_not_exist(struct hostile *h, const void *arg)
{
	struct stage s;
	u32 from, to;

	begin(h, &s);
	for (from = STATE(STOP); from < STATE(STATES); from++) {
		reset(&s.v);
		EXPECT(!mover_go(&s.v, from));
		for (to = STATE(ERROR); to < STATE(STATES); to++) {
			if (arcs[from] & BIT(to))
				continue;
			EXPECT(facet_migration_arc(s.v.m, to) == -EINVAL);
			EXPECT(facet_migration_state(s.v.m) == from);
		}
	}
	goes_on(h, &s);
}

static void states_beyond_the_last(struct hostile *h, const void *arg)
{
	enum facet_migration_state next;
	struct stage s;
	u32 from, i;

	begin(h, &s);
	for (from = STATE(STOP); from < STATE(STATES); from++) {
		for (i = 0; i < BEYOND; i++)
			EXPECT(facet_migration_next(from, STATE(STATES) + i, &next) == -EINVAL);
		EXPECT(facet_migration_next(from, ~0u, &next) == -EINVAL);
		EXPECT(facet_migration_next(from, STATE(ERROR), &next) == -EINVAL);
	}
	goes_on(h, &s);
}

/* --- heads ---------------------------------------------------------------------------------- */

static void wrong_heads(struct hostile *h, const void *arg)
{
	struct stage s;
	u8 *heads[2];
	u32 i, bit;

	begin(h, &s);
	heads[0] = s.v.data;
	heads[1] = s.parts.description - MOVER_DATA;
	for (i = 0; i < ARRAY_SIZE(heads); i++)
		for (bit = 0; bit < 8 * sizeof(u64); bit++) {
			heads[i][bit / 8] ^= BIT(bit % 8);
			refused(&s, s.v.len);
			heads[i][bit / 8] ^= BIT(bit % 8);
		}
	goes_on(h, &s);
}

/* The length of a part, and where its head ends. */
static void wrong_lengths(struct stage *s, u8 *length, u32 most, size_t end)
{
	const u32 wrong[] = { 0, most + 1, 1u << 31, ~0u };
	u32 good = get_unaligned_le32(length), i;
	u64 bytes;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		put_unaligned_le32(wrong[i], length);
		bytes = hostile_bytes;
		refused(s, end);
		EXPECT(hostile_bytes <= bytes);
	}
	put_unaligned_le32(good, length);
}

static void lengths_of_4_gib(struct hostile *h, const void *arg)
{
	struct stage s;

	begin(h, &s);
	wrong_lengths(&s, s.v.data + LENGTH_AT, FACET_TRAITS_MAX, MOVER_HEAD);
	wrong_lengths(&s, s.parts.description - MOVER_DATA + LENGTH_AT, mover_bound(&s.v),
		      s.parts.description - s.v.data);
	goes_on(h, &s);
}

static void cut_at(struct stage *s, size_t len)
{
	EXPECT(!mover_write(&s->v, s->v.data, len, PIECE));
	EXPECT(mover_go(&s->v, STATE(STOP)) == -EINVAL);
	EXPECT(s->v.reasons == 1);
	resume(&s->v);
}

static void cut(struct hostile *h, const void *arg)
{
	struct stage s;
	u32 i;

	begin(h, &s);
	for (i = 0; i < HEAD_CUTS; i++)
		cut_at(&s, i);
	for (i = 1; i < CUTS; i++)
		cut_at(&s, s.v.len * i / CUTS);
	for (i = 1; i <= MOVER_DATA; i++)
		cut_at(&s, s.parts.description - s.v.data - i);
	cut_at(&s, s.v.len - 1);
	goes_on(h, &s);
}

/* --- traits --------------------------------------------------------------------------------- */

/* The traits have as many bytes as they may have, and no line ends. */
static void traits_without_a_newline(struct hostile *h, const void *arg)
{
	u8 data[MOVER_HEAD + FACET_TRAITS_MAX];
	struct stage s;
	u32 first;

	begin(h, &s);
	for (first = 0; first < 2; first++) {
		memcpy(data, s.v.data, MOVER_HEAD);
		put_unaligned_le32(FACET_TRAITS_MAX, data + LENGTH_AT);
		memset(data + MOVER_HEAD, first ? ' ' : 'x', FACET_TRAITS_MAX);
		EXPECT(mover_write(&s.v, data, sizeof(data), PIECE) == -EINVAL);
		EXPECT(strlen(s.v.reason) < FACET_MIGRATION_REASON - 1);
		stays(&s);
		resume(&s.v);
	}
	goes_on(h, &s);
}

/* Read the data of a virtio-gpu that no driver uses. It stays paused. */
static void virtio_data(struct hostile *h, struct mover *other)
{
	const struct facet_type *type = virtio_type();
	const struct facet_display_config outputs = {
		.max_width = type->max_width, .max_height = type->max_height, .n_outputs = 1,
	};
	const struct facet_instance_setup setup = {
		.gpu = h->machine->gpu, .type = type, .outputs = &outputs,
		.ops = h->evil->vgpu->ops, .host = &h->evil->host,
	};
	struct facet_instance *instance;

	EXPECT(!facet_model_virtio_gpu.create(&setup, &instance));
	mover_init(other, instance);
	EXPECT(!mover_go(other, STATE(STOP_COPY)));
	EXPECT(!mover_read(other, PIECE));
}

static void of_the_other_model(struct hostile *h, const void *arg)
{
	struct mover_parts parts;
	struct mover other;
	struct stage s;

	begin(h, &s);
	virtio_data(h, &other);
	EXPECT(mover_parts(other.data, other.len, &parts));
	EXPECT(mover_write(&s.v, other.data, MOVER_HEAD + parts.n_traits, PIECE) == -EINVAL);
	stays(&s);
	resume(&s.v);
	/* The traits are right, and the description is the other one. */
	EXPECT(!mover_write(&s.v, s.v.data, MOVER_HEAD + s.parts.n_traits, PIECE));
	EXPECT(mover_write(&s.v, parts.description - MOVER_DATA, MOVER_DATA + parts.len, PIECE) ==
	       -EINVAL);
	stays(&s);
	facet_model_virtio_gpu.destroy(other.instance);
	mover_exit(&other);
	goes_on(h, &s);
}

/* --- descriptions --------------------------------------------------------------------------- */

static void damaged(struct hostile *h, const void *arg)
{
	struct saved saved = { .head = SAVED_HEAD };
	struct stage s;
	size_t at;

	begin(h, &s);
	saved.data = s.parts.description;
	saved.len = s.parts.len;
	at = saved_find(&saved, facet_config_state.tag, 0);
	EXPECT(at);
	at += SAVED_RECORD + BAR_AT;
	s.parts.description[at] ^= 0x40;
	refused(&s, s.v.len);
	s.parts.description[at] ^= 0x40;
	goes_on(h, &s);
}

/* The record that ends a description comes twice, and the digest is right. */
static void ended_twice(struct hostile *h, const void *arg)
{
	struct mover_parts parts;
	struct stage s;
	size_t len;
	u8 *data;

	begin(h, &s);
	len = s.v.len + RECORD_BYTES;
	data = malloc(len);
	EXPECT(data);
	memcpy(data, s.v.data, s.v.len);
	memcpy(data + s.v.len, data + s.v.len - RECORD_BYTES, RECORD_BYTES);
	put_unaligned_le32(s.parts.len + RECORD_BYTES, data + (s.parts.description - s.v.data) -
			   MOVER_DATA + LENGTH_AT);
	EXPECT(mover_parts(data, len, &parts));
	mover_seal(&parts);
	EXPECT(mover_write(&s.v, data, len, PIECE) == -EINVAL);
	stays(&s);
	free(data);
	goes_on(h, &s);
}

static void more_pins_than_may_be(struct hostile *h, const void *arg)
{
	static const u32 pins[] = { 101, 0x80000000, ~0u };
	struct stage s;
	u32 i;

	begin(h, &s);
	s.v.most_pins = 100;
	for (i = 0; i < ARRAY_SIZE(pins); i++) {
		put_unaligned_le32(pins[i], s.parts.description - MOVER_DATA + MOVER_PINS);
		mover_seal(&s.parts);
		refused(&s, s.v.len);
	}
	put_unaligned_le32(s.v.most_pins, s.parts.description - MOVER_DATA + MOVER_PINS);
	mover_seal(&s.parts);
	goes_on(h, &s);
}

/* --- behind the end ------------------------------------------------------------------------- */

static void bytes_behind_the_end(struct hostile *h, const void *arg)
{
	struct stage s;

	begin(h, &s);
	EXPECT(!mover_write(&s.v, s.v.data, s.v.len, PIECE));
	EXPECT(facet_migration_write(s.v.m, s.v.data, 1) == -EINVAL);
	stays(&s);
	goes_on(h, &s);
}

static void a_state_with_bytes_behind_it(struct hostile *h, const void *arg)
{
	u32 none = 0;
	struct stage s;

	begin(h, &s);
	EXPECT(!mover_write(&s.v, s.v.data, s.v.len, PIECE));
	EXPECT(facet_migration_write(s.v.m, &none, sizeof(none)) == -EINVAL);
	EXPECT(mover_go(&s.v, STATE(STOP)) == -EINVAL);
	goes_on(h, &s);
}

static void good_data_behind_bad_data(struct hostile *h, const void *arg)
{
	struct stage s;

	begin(h, &s);
	s.v.data[0] ^= 1;
	EXPECT(mover_write(&s.v, s.v.data, MOVER_HEAD, PIECE) == -EINVAL);
	s.v.data[0] ^= 1;
	EXPECT(facet_migration_write(s.v.m, s.v.data, 1) == -EINVAL);
	EXPECT(mover_write(&s.v, s.v.data, s.v.len, PIECE) == -EINVAL);
	stays(&s);
	goes_on(h, &s);
}

#define NOT_TAKEN	"it is refused; the guest goes on from good data"
#define NOT_GONE	"-EINVAL; the state is as before"

static const struct hostile_case cases[] = {
	CASE(rubbish_in_every_state, MOVE_TAKES, "rubbish is written in each state", NOT_TAKEN),
	CASE(arcs_that_do_not_exist, MOVE_ARC, "each pair of states that no arc connects",
	     NOT_GONE),
	CASE(states_beyond_the_last, MOVE_STATE, "states behind the last one, and the error state",
	     NOT_GONE),
	CASE(wrong_heads, MOVE_MAGIC, "heads with one wrong bit, at 128 places", NOT_TAKEN),
	CASE(lengths_of_4_gib, MOVE_LENGTH, "parts of 0 bytes, of too many, and of 4 GiB",
	     NOT_TAKEN),
	CASE(cut, MOVE_COMPLETE, "data that end too early, at 152 places", NOT_TAKEN),
	CASE(traits_without_a_newline, MOVE_TRAITS, "traits of 1024 bytes in one line", NOT_TAKEN),
	CASE(of_the_other_model, MOVE_TRAITS, "data of a virtio-gpu", NOT_TAKEN),
	CASE(damaged, MOVE_DIGEST, "a description with a wrong bit that a guest may set",
	     NOT_TAKEN),
	CASE(more_pins_than_may_be, MOVE_PINS, "more pinned pages than the VMM may lock",
	     NOT_TAKEN),
	CASE(ended_twice, STATE_REST, "a description with two ends, and the right digest",
	     NOT_TAKEN),
	CASE(bytes_behind_the_end, MOVE_END, "a byte behind the end", NOT_TAKEN),
	CASE(a_state_with_bytes_behind_it, MOVE_AFTER_END,
	     "bytes behind the end, and then the end of RESUMING", NOT_TAKEN),
	CASE(good_data_behind_bad_data, MOVE_REFUSED, "good data behind a head that was refused",
	     NOT_TAKEN),
};

HOSTILE_CLASS(hostile_moves, "migration", false, cases);
