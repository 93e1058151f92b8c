// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cache of programs (kernels.h). The stages of draws and dispatches call this file in the engine's
 * thread. Takes no lock.
 */
#include "render/kernels.h"
#include "gen9/state_3d.h"
#include "render/render_types.h"
#include "render/state.h"

#define HASH_SLOTS	1024u	/* a power of two */
#define SLOT_NONE	0xffffu

/**
 * struct kernel - A program in the cache.
 * @address: graphics address of its kernel
 * @program: the program; NULL: the entry is free
 * @epoch: &render_kernels.epoch of the last comparison with memory
 * @used: &render_kernels.clock of the last use
 * @bytes: memory of the program
 * @next: index of the next entry of the same hash, or SLOT_NONE
 */
struct kernel {
	u64 address;
	struct eu_program *program;
	u64 epoch;
	u64 used;
	u32 bytes;
	u16 next;
};

/**
 * struct render_kernels - Programs.
 * @epoch: counts invalidations, and changes of translations
 * @generation: &sample_memory_ops.generation of @epoch
 * @clock: counts uses
 * @begun: @clock at the begin of the command: programs that were used since are in use
 * @bytes: memory of all programs
 * @slots: first entry of each hash, or SLOT_NONE
 * @kernels: entries
 */
struct render_kernels {
	u64 epoch;
	u64 generation;
	u64 clock;
	u64 begun;
	u64 bytes;
	u16 slots[HASH_SLOTS];
	struct kernel kernels[RENDER_KERNELS];
};

/**
 * struct source - A kernel in memory, for &eu_code.
 * @render: the engine
 * @address: graphics address of its first byte
 */
struct source {
	struct render *render;
	u64 address;
};

struct render_kernels *render_kernels_create(void)
{
	struct render_kernels *kernels = port_zalloc(sizeof(*kernels));

	if (kernels)
		memset(kernels->slots, 0xff, sizeof(kernels->slots));
	return kernels;
}

void render_kernels_destroy(struct render_kernels *kernels)
{
	u32 i;

	if (!kernels)
		return;
	for (i = 0; i < RENDER_KERNELS; i++)
		eu_program_destroy(kernels->kernels[i].program);
	port_free(kernels);
}

void render_kernels_invalidate(struct render_kernels *kernels)
{
	kernels->epoch++;
}

void render_kernels_begin(struct render_kernels *kernels)
{
	kernels->begun = kernels->clock;
}

static u32 slot_of(u64 address)
{
	u64 line = address / GEN9_KERNEL_ALIGN;

	return (line ^ line >> 10 ^ line >> 20) & (HASH_SLOTS - 1);
}

static struct kernel *find(struct render_kernels *kernels, u64 address)
{
	u16 at = kernels->slots[slot_of(address)];

	while (at != SLOT_NONE && kernels->kernels[at].address != address)
		at = kernels->kernels[at].next;
	return at == SLOT_NONE ? NULL : &kernels->kernels[at];
}

static void unlink_kernel(struct render_kernels *kernels, const struct kernel *kernel)
{
	u16 *at = &kernels->slots[slot_of(kernel->address)];

	while (&kernels->kernels[*at] != kernel)
		at = &kernels->kernels[*at].next;
	*at = kernel->next;
}

static void drop(struct render_kernels *kernels, struct kernel *kernel)
{
	unlink_kernel(kernels, kernel);
	kernels->bytes -= kernel->bytes;
	eu_program_destroy(kernel->program);
	*kernel = (struct kernel){ 0 };
}

/* Find the entry with a program that was not used for the longest time; NULL: there is none. */
static struct kernel *oldest(struct render_kernels *kernels)
{
	struct kernel *found = NULL;
	u32 i;

	for (i = 0; i < RENDER_KERNELS; i++) {
		struct kernel *kernel = &kernels->kernels[i];

		if (kernel->program && (!found || kernel->used < found->used))
			found = kernel;
	}
	return found;
}

static struct kernel *find_entry(struct render_kernels *kernels)
{
	u32 i;

	for (i = 0; i < RENDER_KERNELS; i++)
		if (!kernels->kernels[i].program)
			return &kernels->kernels[i];
	return NULL;
}

/*
 * Find an entry for a program of @bytes. Programs that were not used for the longest time are
 * dropped until there is room. Return: the entry; NULL: there is no room beside those in use.
 */
static struct kernel *make_room(struct render_kernels *kernels, u32 bytes)
{
	struct kernel *entry = find_entry(kernels);

	while (!entry || kernels->bytes + bytes > RENDER_KERNELS_BYTES) {
		struct kernel *last = oldest(kernels);

		if (!last || last->used > kernels->begun)
			return NULL;
		drop(kernels, last);
		entry = last;
	}
	return entry;
}

static int read_code(void *client, u64 offset, void *to, u32 bytes)
{
	const struct source *source = client;

	sample_window_read(source->render->windows, source->address + offset, to, bytes);
	return 0;
}

static int poll_code(void *client)
{
	const struct source *source = client;

	return render_poll(source->render);
}

static void refuse_code(void *client, const char *what)
{
	const struct source *source = client;

	render_unsupported(source->render, what);
}

/*
 * Compare a program with memory, page by page. Return: 0: its bytes are there unchanged; 1: they
 * are not; -ECANCELED: cancelled.
 */
static int changed(struct render *render, const struct kernel *kernel)
{
	const u8 *code = eu_program_code(kernel->program);
	u32 left = eu_program_bytes(kernel->program), n;
	u64 va = kernel->address;
	int error = 0;

	for (; left && !error; left -= n, code += n, va += n) {
		n = min(left, (u32)(PAGE_SIZE - (va & (PAGE_SIZE - 1))));
		if (memcmp(sample_window_at(render->windows, va, false), code, n))
			return 1;
		error = render_work(render, n);
	}
	return error;
}

static int create(struct render *render, u64 address, struct kernel **made)
{
	struct render_kernels *kernels = render->kernels;
	struct source source = { render, address };
	const struct eu_code code = {
		.read = read_code, .client = &source, .poll = poll_code, .refuse = refuse_code,
	};
	struct eu_program *program;
	struct kernel *kernel;
	int error = eu_program_create(&code, &program);

	if (error)
		return error;
	kernel = make_room(kernels, eu_program_memory(program));
	if (!kernel) {
		eu_program_destroy(program);
		return -ENOMEM;
	}
	kernel->address = address;
	kernel->program = program;
	kernel->bytes = eu_program_memory(program);
	kernels->bytes += kernel->bytes;
	kernel->next = kernels->slots[slot_of(address)];
	kernels->slots[slot_of(address)] = kernel - kernels->kernels;
	*made = kernel;
	return 0;
}

/* Begin a new epoch if translations changed. */
static void check_generation(struct render *render)
{
	u64 generation = render->memory->ops->generation(render->memory->host);

	if (render->kernels->generation == generation)
		return;
	render->kernels->generation = generation;
	render->kernels->epoch++;
}

int render_kernel(struct render *render, u64 pointer, const struct eu_program **program)
{
	struct render_kernels *kernels = render->kernels;
	u64 address = (render_base(render, RENDER_BASE_INSTRUCTION) +
		       (pointer & ~(u64)(GEN9_KERNEL_ALIGN - 1))) & GEN9_ADDRESS_BITS;
	struct kernel *kernel;
	int error = 0;
	bool in_use;
	u64 epoch;

	check_generation(render);
	epoch = kernels->epoch;
	kernel = find(kernels, address);
	/* A program that this command uses stays, even if its bytes have changed meanwhile. */
	in_use = kernel && kernel->used > kernels->begun;
	if (kernel && kernel->epoch != epoch && !in_use)
		error = changed(render, kernel);
	if (error > 0) {
		drop(kernels, kernel);
		kernel = NULL;
	}
	if (error < 0)
		return error;
	if (!kernel) {
		error = create(render, address, &kernel);
		if (error)
			return error;
	}
	if (!in_use)
		kernel->epoch = epoch;
	kernel->used = ++kernels->clock;
	*program = kernel->program;
	return 0;
}
