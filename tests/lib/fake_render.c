// SPDX-License-Identifier: GPL-2.0-only
/* A render engine that counts in memory (fake_render.h). It dies if it is entered in a command. */
#include "tests/lib/fake_render.h"

#define WALKER		0x7105000du
#define STATE_WORDS	600u

/**
 * struct render - A fake engine.
 * @ops: the command streamer
 * @memory: the address space
 * @host: first argument of @ops
 * @state: state of the context; [0] is the sum
 * @busy: a command is under way
 */
struct render {
	const struct render_host_ops *ops;
	const struct sample_memory *memory;
	void *host;
	u32 state[STATE_WORDS];
	bool busy;
};

static atomic64_t unwound;
static bool polls_often;
static u32 engines;

/* Return the memory at @va. The @bytes from there on are in one page. */
static u8 *memory_at(const struct render *render, u64 va, u32 bytes, bool write)
{
	u32 at = va & (PAGE_SIZE - 1);

	if (at + bytes > PAGE_SIZE)
		abort();
	return render->memory->ops->page(render->memory->host, va, write) + at;
}

/* The guest reads and writes the same words meanwhile. */
static u32 word_read(const struct render *render, u64 va)
{
	return READ_ONCE(*(u32 *)memory_at(render, va, sizeof(u32), false));
}

static void word_write(const struct render *render, u64 va, u32 value)
{
	WRITE_ONCE(*(u32 *)memory_at(render, va, sizeof(value), true), value);
}

static void must_be_free(const struct render *render)
{
	if (render->busy)
		abort();
}

static struct render *fake_create(const struct render_host_ops *ops,
				  const struct sample_memory *memory, void *host)
{
	struct render *render = calloc(1, sizeof(*render));

	if (!render)
		abort();
	render->ops = ops;
	render->memory = memory;
	render->host = host;
	engines++;
	return render;
}

static void fake_destroy(struct render *render)
{
	must_be_free(render);
	engines--;
	free(render);
}

static int count_up(struct render *render, const u32 *dw)
{
	u32 i;
	int ret = 0;

	for (i = 0; !ret && i < dw[2]; i++) {
		word_write(render, dw[3], word_read(render, dw[3]) + 1);
		ret = render->ops->poll(render->host);
	}
	atomic64_add(ret == -ECANCELED, &unwound);
	return ret;
}

/* Poll @n times. */
static int poll_often(struct render *render, u32 n)
{
	int ret = 0;

	WRITE_ONCE(polls_often, n > 0);
	while (!ret && n--)
		ret = render->ops->poll(render->host);
	WRITE_ONCE(polls_often, false);
	return ret;
}

static bool may_end(const struct render *render, const u32 *dw)
{
	return !dw[4] || word_read(render, dw[4]);
}

static int count_places(struct render *render, const u32 *dw, u32 polls, u64 *place)
{
	u64 i = *place;
	int ret = 0;

	while (!ret && i < dw[2]) {
		if (i + 1 < dw[2] || may_end(render, dw)) {
			word_write(render, dw[3], word_read(render, dw[3]) + 1);
			i++;
		}
		ret = poll_often(render, polls);
		if (!ret)
			ret = render->ops->place(render->host);
	}
	atomic64_add(ret == -ECANCELED, &unwound);
	*place = i;
	return ret;
}

static int wait_for_one(struct render *render, const u32 *dw)
{
	u32 value;
	int ret = 0;

	word_write(render, dw[3], word_read(render, dw[3]) + 1);
	do {
		ret = render->ops->poll(render->host);
		value = word_read(render, dw[4]);
	} while (!ret && value != 1);
	atomic64_add(ret == -ECANCELED, &unwound);
	return ret;
}

static int store_generation(struct render *render, const u32 *dw)
{
	u64 generation = render->memory->ops->generation(render->memory->host);
	int ret;

	memcpy(memory_at(render, dw[3], sizeof(generation), true), &generation,
	       sizeof(generation));
	ret = render->ops->poll(render->host);
	generation = render->memory->ops->generation(render->memory->host);
	memcpy(memory_at(render, dw[3] + 8, sizeof(generation), true), &generation,
	       sizeof(generation));
	return ret;
}

static int store_late(struct render *render, const u32 *dw)
{
	const struct sample_memory_ops *ops = render->memory->ops;
	u64 generation = ops->generation(render->memory->host);
	u8 *at = memory_at(render, dw[3], sizeof(u32), true);
	int ret;

	do {
		ret = render->ops->poll(render->host);
		if (ops->generation(render->memory->host) != generation)
			at = memory_at(render, dw[3], sizeof(u32), true);
		generation = ops->generation(render->memory->host);
	} while (!ret);
	memcpy(at, &dw[2], sizeof(dw[2]));
	atomic64_inc(&unwound);
	return ret;
}

static int execute(struct render *render, const u32 *dw, u64 *place)
{
	u32 value;

	switch (dw[1]) {
	case FAKE_COUNT:
		return count_up(render, dw);
	case FAKE_PLACES:
		return count_places(render, dw, 0, place);
	case FAKE_POLLS_AND_PLACES:
		return count_places(render, dw, FAKE_POLLS, place);
	case FAKE_COPY:
		word_write(render, dw[3], word_read(render, dw[4]));
		return 0;
	case FAKE_SINK:
		memcpy(&value, render->memory->ops->page(render->memory->host, dw[4], true) +
		       dw[4] % PAGE_SIZE, sizeof(value));
		word_write(render, dw[3], value);
		return 0;
	case FAKE_GENERATION:
		return store_generation(render, dw);
	case FAKE_WAIT:
		return wait_for_one(render, dw);
	case FAKE_LATE:
		return store_late(render, dw);
	case FAKE_STATE:
		word_write(render, dw[3], render->state[0]);
		return 0;
	default:
		render->ops->unsupported(render->host, "a fake message");
		return -EINVAL;
	}
}

static int fake_command(struct render *render, const u32 *dw, u32 n, u64 *place)
{
	int ret;

	must_be_free(render);
	if (dw[0] != WALKER) {
		render->state[0] += dw[0];
		return 0;
	}
	render->busy = true;
	ret = execute(render, dw, place);
	render->busy = false;
	return ret;
}

static void fake_flush(struct render *render, u32 flags)
{
	must_be_free(render);
	if (render->ops->poll(render->host))
		abort();
}

static u32 fake_state_bytes(void)
{
	return STATE_WORDS * sizeof(u32);
}

static u32 fake_state_layout(void)
{
	return STATE_WORDS;
}

static void fake_save(const struct render *render, void *to)
{
	memcpy(to, render->state, sizeof(render->state));
}

static void fake_load(struct render *render, const void *from)
{
	must_be_free(render);
	if (from)
		memcpy(render->state, from, sizeof(render->state));
	else
		memset(render->state, 0, sizeof(render->state));
}

const struct render_units_ops fake_render_ops = {
	.create = fake_create,
	.destroy = fake_destroy,
	.command = fake_command,
	.flush = fake_flush,
	.state_bytes = fake_state_bytes,
	.state_layout = fake_state_layout,
	.state_save = fake_save,
	.state_load = fake_load,
	.state_set = fake_load,
};

u32 *fake_render_put(u32 *at, enum fake_render_kind kind, u32 times, u32 to, u32 from)
{
	const u32 dw[FAKE_RENDER_DWORDS] = { WALKER, kind, times, to, from };

	memcpy(at, dw, sizeof(dw));
	return at + FAKE_RENDER_DWORDS;
}

u32 fake_render_unwound(void)
{
	return (u32)atomic64_read(&unwound);
}

u32 fake_render_engines(void)
{
	return engines;
}

bool fake_render_polls(void)
{
	return READ_ONCE(polls_often);
}

void fake_render_reset(void)
{
	atomic64_set(&unwound, 0);
}
