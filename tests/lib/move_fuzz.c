// SPDX-License-Identifier: GPL-2.0-only
/* Goes along any arcs and writes any data; see move_fuzz.h. */
#include "move_fuzz.h"

#include "model/model.h"

#define STATE(name)	FACET_MIGRATION_##name
#define PIECE		4096u	/* bytes of a write at most */
#define PIECES		6u	/* lengths of a write */
#define WRITES_MAX	6u	/* whole data in one input: each restores several times */
#define BEYOND		2u	/* states behind the last one that are asked for */

static void require(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

static u32 hits(const struct move_fuzz *f)
{
	return f->hits ? f->hits(f->host) : 0;
}

static u8 *copy_of(const void *data, size_t len)
{
	u8 *copy = malloc(len);

	require(copy, "no memory");
	memcpy(copy, data, len);
	return copy;
}

/* --- arcs ----------------------------------------------------------------------------------- */

static bool sends(enum facet_migration_state state)
{
	return state == STATE(PRE_COPY) || state == STATE(PRE_COPY_P2P) ||
	       state == STATE(STOP_COPY);
}

/* A state was entered. */
static void entered(struct move_fuzz *f, enum facet_migration_state from,
		    enum facet_migration_state to)
{
	if (!sends(from) || !sends(to))
		f->v.len = 0;
	if (to == STATE(RESUMING)) {
		f->at = 0;
		f->mixed = false;
		f->reset = true;
	}
}

static int arc(struct move_fuzz *f, enum facet_migration_state to)
{
	enum facet_migration_state from = facet_migration_state(f->v.m);
	int ret = facet_migration_arc(f->v.m, to);

	require(facet_migration_state(f->v.m) == (ret ? from : to), "an arc ends elsewhere");
	require(ret != -E2BIG, "a description is longer than its bound");
	if (!ret)
		entered(f, from, to);
	return ret;
}

static int go(struct move_fuzz *f, enum facet_migration_state to)
{
	enum facet_migration_state next;
	int ret = 0;

	while (!ret && facet_migration_state(f->v.m) != to) {
		ret = facet_migration_next(facet_migration_state(f->v.m), to, &next);
		if (!ret)
			ret = arc(f, next);
	}
	return ret;
}

/* --- reading -------------------------------------------------------------------------------- */

/* The data are complete: keep them. */
static void keep(struct move_fuzz *f)
{
	struct mover_parts parts;

	require(mover_parts(f->v.data, f->v.len, &parts), "data end early");
	require(parts.len <= mover_bound(&f->v), "a description is longer than its bound");
	free(f->good);
	f->good = copy_of(f->v.data, f->v.len);
	f->n_good = f->v.len;
	f->at = 0;
}

static int read_all(struct move_fuzz *f)
{
	int ret = mover_read(&f->v, PIECE);

	if (!ret)
		keep(f);
	return ret;
}

/* Read one piece. What is read is forgotten if a later read begins in the middle. */
static void read_piece(struct move_fuzz *f, u32 len)
{
	u8 piece[PIECE];
	ssize_t n = facet_migration_read(f->v.m, piece, len);

	require(n <= (ssize_t)len, "a read has more than its room");
	if (n <= 0)
		return;
	f->v.data = realloc(f->v.data, f->v.len + n);
	require(f->v.data, "no memory");
	memcpy(f->v.data + f->v.len, piece, n);
	f->v.len += n;
	f->v.room = f->v.len;
}

/* --- writing -------------------------------------------------------------------------------- */

/* Save the vGPU into @saved. Return: false: a call failed. */
static bool save_again(struct move_fuzz *f, struct mover_parts *saved)
{
	u32 before = hits(f);
	int ret = go(f, STATE(STOP_COPY));

	if (!ret)
		ret = read_all(f);
	require(!ret || hits(f) != before, "what was taken cannot be saved");
	if (ret)
		return false;
	saved->len = f->n_good;
	saved->description = copy_of(f->good, f->n_good);
	return true;
}

/* Take saved data again. Return: false: a call failed. */
static bool take_again(struct move_fuzz *f, const struct mover_parts *saved)
{
	u32 before = hits(f);
	int ret = go(f, STATE(RESUMING));

	if (!ret)
		ret = mover_write(&f->v, saved->description, saved->len, PIECE);
	require(!ret || hits(f) != before, "what was taken is refused");
	return !ret;
}

/* Check that data of this vGPU, which were taken, are saved as they were. */
static void taken_good(struct move_fuzz *f)
{
	struct mover_parts saved;
	u8 *good = copy_of(f->good, f->n_good);
	size_t n_good = f->n_good;

	f->replaced = true;
	if (save_again(f, &saved)) {
		require(saved.len == n_good && !memcmp(saved.description, good, n_good),
			"data of this vGPU are saved as something else");
		free(saved.description);
	}
	free(good);
}

/* Check a state that was taken: a second save is equal. */
static void taken(struct move_fuzz *f)
{
	struct mover_parts first, second;

	f->replaced = true;
	if (!save_again(f, &first))
		return;
	if (take_again(f, &first) && save_again(f, &second)) {
		require(first.len == second.len &&
			!memcmp(first.description, second.description, first.len),
			"what was taken is saved as something else");
		free(second.description);
	}
	free(first.description);
}

/* Write whole data, which may be anything. Return: the result. */
static int write_data(struct move_fuzz *f, const void *data, size_t len, u32 piece)
{
	bool resuming = facet_migration_state(f->v.m) == STATE(RESUMING);
	int ret = mover_write(&f->v, data, len, piece);

	f->mixed = true;
	require(ret || resuming || !len, "data are taken in another state");
	return ret;
}

/* Write the next bytes of good data. */
static void write_good(struct move_fuzz *f, size_t len, u32 piece)
{
	bool resuming = facet_migration_state(f->v.m) == STATE(RESUMING);
	u32 before = hits(f);
	bool mixed = f->mixed;
	int ret;

	len = min(len, f->n_good - f->at);
	ret = write_data(f, f->good + f->at, len, piece);
	f->mixed = mixed;
	if (ret) {
		require(!resuming || mixed || hits(f) != before, "data of this vGPU are refused");
		f->mixed = true;
		return;
	}
	f->at += len;
	if (resuming && len && !mixed && f->at == f->n_good)
		taken_good(f);
}

/* Begin RESUMING anew, and write these data. */
static void write_anew(struct move_fuzz *f, const u8 *data, size_t len, u32 piece)
{
	if (f->writes++ >= WRITES_MAX)
		return;
	if (go(f, STATE(STOP)))
		move_fuzz_reset(f);
	if (go(f, STATE(RESUMING)))
		return;
	if (!write_data(f, data, len, piece) && !go(f, STATE(STOP)))
		taken(f);
}

/* Change good data: 8 bytes at a place. @sealed: it is behind the head, and the digest is right. */
static void write_changed(struct move_fuzz *f, u32 place, u64 value, bool sealed, u32 piece)
{
	u8 *data = copy_of(f->good, f->n_good);
	struct mover_parts parts;
	u8 *from = data;
	size_t len = f->n_good;
	u32 i;

	require(mover_parts(data, len, &parts), "data end early");
	if (sealed) {
		from += MOVER_HEAD;
		len -= MOVER_HEAD;
	}
	for (i = 0; i < sizeof(value); i++)
		from[(place + i) % len] ^= value >> 8 * i;
	if (sealed)
		mover_seal(&parts);
	write_anew(f, data, f->n_good, piece);
	free(data);
}

/* Write a description behind the traits of this vGPU. */
static void write_description(struct move_fuzz *f, const u8 *description, u32 n, u32 piece)
{
	size_t heads = MOVER_HEAD + get_unaligned_le32(f->good + sizeof(u64)) + MOVER_DATA;
	u8 *data = malloc(heads + n);
	struct mover_parts parts;

	require(data, "no memory");
	memcpy(data, f->good, heads);
	memcpy(data + heads, description, n);
	put_unaligned_le32(n, data + heads - MOVER_DATA + sizeof(u64));
	require(mover_parts(data, heads + n, &parts), "data end early");
	mover_seal(&parts);
	write_anew(f, data, heads + n, piece);
	free(data);
}

/* Write good data that are cut, with another length and the right digest. */
static void write_cut(struct move_fuzz *f, u32 len, u32 piece)
{
	struct mover_parts parts;

	require(mover_parts(f->good, f->n_good, &parts), "data end early");
	write_description(f, parts.description, 1 + len % parts.len, piece);
}

/* --- actions -------------------------------------------------------------------------------- */

void move_fuzz_reset(struct move_fuzz *f)
{
	f->v.instance->model->reset(f->v.instance);
	facet_migration_reset(f->v.m);
	require(facet_migration_state(f->v.m) == STATE(RUNNING), "a reset vGPU does not run");
	f->v.len = 0;
	f->reset = true;
}

static void step(struct move_fuzz *f, u32 to)
{
	enum facet_migration_state next;

	if (!facet_migration_next(facet_migration_state(f->v.m), to, &next))
		arc(f, next);
}

void move_fuzz_one(struct move_fuzz *f, u8 a, u16 b, u32 c, u64 d)
{
	u32 piece = PIECE >> b % PIECES;

	switch (a % 16) {
	default:
		step(f, b % (STATE(STATES) + BEYOND));
		break;
	case 6:
		arc(f, b % STATE(STATES));
		break;
	case 7:
		read_piece(f, c % PIECE);
		break;
	case 8:
		read_all(f);
		break;
	case 9:
		write_good(f, c % PIECE, piece);
		break;
	case 10:
		write_good(f, f->n_good, piece);
		break;
	case 11:
		write_changed(f, c, d, true, piece);
		break;
	case 12:
		write_changed(f, c, d, false, piece);
		break;
	case 13:
		write_description(f, f->foreign, f->n_foreign, piece);
		break;
	case 14:
		if (b & 1)
			write_data(f, &d, sizeof(d), piece);
		else
			write_cut(f, c, piece);
		break;
	case 15:
		move_fuzz_reset(f);
		break;
	}
}

void move_fuzz_begin(struct move_fuzz *f, struct facet_instance *instance)
{
	mover_init(&f->v, instance);
	require(!go(f, STATE(STOP_COPY)) && !read_all(f) && !go(f, STATE(RUNNING)),
		"a vGPU cannot be saved");
}

void move_fuzz_end(struct move_fuzz *f)
{
	mover_exit(&f->v);
	free(f->good);
}
