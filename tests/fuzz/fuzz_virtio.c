// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz virtio-gpu over PCI: registers, rings and commands of any values, memory that changes while
 * it is read, that is late or gone, others who look at the screen, saved states with changes, and
 * moves (tests/lib/move_fuzz.h).
 *
 * The input is records of 16 bytes. The oracle: what the guest has stays within its limits, a pass
 * copies a bounded number of bytes, a saved state is taken again and is the same, a reset leaves
 * nothing, and the device works afterwards.
 */
#include "device/state_walk.h"
#include "display/display_ops.h"
#include "mediator/type.h"
#include "model/model.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/target.h"
#include "tests/lib/ctx_rig.h"
#include "tests/lib/move_fuzz.h"
#include "tests/lib/saved.h"
#include "tests/lib/virtio_pci_driver.h"
#include "virtio/virtio_gpu_types.h"
#include "virtio/virtio_pci_state.h"
#include "virtio/virtio_pci_types.h"

#define RECORDS_MAX	256u
#define PASS_BYTES_MAX	(3u << 20)	/* what a pass reads at most: copies, commands, entries */
#define SCREEN_SIDE	80u
#define LATE		0xf0u		/* from this first byte on: do_move() */

/**
 * struct record - An action.
 * @op: what is done
 * @a: small choice
 * @b: place or length
 * @words: values
 */
struct record {
	u8 op;
	u8 a;
	u16 b;
	u32 words[3];
};

/* Places that a record writes to. */
static const u32 places[] = {
	GPU_COMMAND, GPU_COMMAND + 24, GPU_COMMAND + 56, GPU_PIXELS,
	GPU_QUEUE(0), GPU_AVAIL(0), GPU_USED(0),
	GPU_QUEUE(1), GPU_AVAIL(1), GPU_USED(1),
};

static const struct {
	u32 type;
	u32 bytes;
} commands[] = {
	{ VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 0 },
	{ VIRTIO_GPU_CMD_GET_EDID, sizeof(struct virtio_gpu_get_edid) },
	{ VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, sizeof(struct virtio_gpu_create_2d) },
	{ VIRTIO_GPU_CMD_RESOURCE_UNREF, sizeof(struct virtio_gpu_resource) },
	{ VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, sizeof(struct virtio_gpu_attach) },
	{ VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, sizeof(struct virtio_gpu_resource) },
	{ VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB, sizeof(struct virtio_gpu_create_blob) },
	{ VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, sizeof(struct virtio_gpu_transfer) },
	{ VIRTIO_GPU_CMD_RESOURCE_FLUSH, sizeof(struct virtio_gpu_flush) },
	{ VIRTIO_GPU_CMD_SET_SCANOUT, sizeof(struct virtio_gpu_set_scanout) },
	{ VIRTIO_GPU_CMD_SET_SCANOUT_BLOB, sizeof(struct virtio_gpu_set_scanout_blob) },
	{ VIRTIO_GPU_CMD_UPDATE_CURSOR, sizeof(struct virtio_gpu_cursor) },
	{ VIRTIO_GPU_CMD_MOVE_CURSOR, sizeof(struct virtio_gpu_cursor) },
};

static void do_poke(struct pci_rig *f, const struct record *r)
{
	u32 at = places[r->a % ARRAY_SIZE(places)] + r->b % 0x800;

	memcpy(&f->gpu.memory.bytes[at], r->words, sizeof(r->words));
}

/* Send the command whose payload earlier records have written. */
static void do_send(struct pci_rig *f, const struct record *r)
{
	u32 i = r->a % ARRAY_SIZE(commands), type = commands[i].type;
	u32 queue = type >= VIRTIO_GPU_CMD_UPDATE_CURSOR ? VIRTIO_GPU_CURSORQ : VIRTIO_GPU_CONTROLQ;
	struct virtio_gpu_ctrl_hdr header = { .type = type, .flags = r->words[0] };
	u32 bytes = sizeof(header) + commands[i].bytes + r->b % 0x400;

	memcpy(&f->gpu.memory.bytes[GPU_COMMAND], &header, sizeof(header));
	gpu_offer(&f->gpu, queue, bytes, r->words[1] & 1 ? r->words[2] : 2048);
	pci_put(f, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, queue, 2);
}

static void do_register(struct pci_rig *f, const struct record *r)
{
	u32 len = 1u << r->a % 4;
	u64 value = r->words[0] | (u64)r->words[1] << 32;
	u32 offset = r->b & 0x8000 ? r->words[2] : r->b % VIO_BAR_REGS_BYTES;

	facet_virtio_pci_access(f->pci, r->a & 0x80 ? r->b % 8 : VIO_BAR_REGS, offset, &value, len,
				r->a & 0x40);
}

static void do_config(struct pci_rig *f, const struct record *r)
{
	u32 value = r->words[0];

	facet_virtio_pci_config(f->pci, r->b & 0x8000 ? r->words[1] : r->b % PCI_CFG_SIZE, &value,
				r->a % 5, r->a & 0x40);
}

static void do_work(struct pci_rig *f, const struct record *r)
{
	u32 i;

	f->gpu.memory.late = r->a & 0x80 ? r->b % 64 : ~0u;
	for (i = 0; i <= r->a % 8u; i++) {
		f->gpu.memory.read = 0;
		f->gpu.now_ns += r->words[0] % (2 * FACET_RETRY_MAX_NS);
		facet_virtio_pci_work(f->pci);
		fuzz_check(f->gpu.memory.read <= PASS_BYTES_MAX, "a pass has read %llu bytes",
			   (unsigned long long)f->gpu.memory.read);
	}
	f->gpu.memory.late = ~0u;
}

static void do_look(struct pci_rig *f, const struct record *r)
{
	static u32 screen[SCREEN_SIDE][SCREEN_SIDE];
	struct facet_virtio_gpu *g = facet_virtio_pci_gpu(f->pci);
	struct facet_virtio_gpu_picture picture;

	facet_virtio_gpu_picture(g, r->a % f->gpu.limits.scanouts, &picture);
	facet_virtio_gpu_read(g, r->a % f->gpu.limits.scanouts, screen, sizeof(screen[0]),
			      r->b % (SCREEN_SIDE + 1), r->words[0] % (SCREEN_SIDE + 1),
			      r->a & 0x80);
}

static void do_start(struct pci_rig *f, const struct record *r)
{
	if (r->a & 1)
		facet_virtio_pci_reset(f->pci);
	if (r->a & 2)
		pci_start(f, r->a & 4);
}

static void do_monitors(struct pci_rig *f, const struct record *r)
{
	f->gpu.dark = r->a & 1;
	facet_virtio_pci_monitors_changed(f->pci);
}

/* A change of the guest's memory before one of the device's next accesses. */
static struct {
	u32 accesses;	/* until then */
	u32 at;
	u32 words[3];
} change;

static void change_memory(struct driver_memory *memory)
{
	if (change.accesses-- > 1)
		return;
	memcpy(&memory->bytes[change.at], change.words, sizeof(change.words));
	memory->touch = NULL;
}

/* A processor of the guest writes while the device reads. */
static void do_change(struct pci_rig *f, const struct record *r)
{
	change.accesses = 1 + r->b / 0x800;
	change.at = places[r->a % ARRAY_SIZE(places)] + r->b % 0x800;
	memcpy(change.words, r->words, sizeof(change.words));
	f->gpu.memory.touch = change_memory;
}

#define STATE_MAX	(1u << 20)

/* A saved state. */
struct kept {
	u8 data[STATE_MAX];
	size_t len;
};

static int keep(void *arg, const void *data, size_t len)
{
	struct kept *saved = arg;

	fuzz_check(len <= STATE_MAX - saved->len, "a state of more than %u bytes", STATE_MAX);
	memcpy(saved->data + saved->len, data, len);
	saved->len += len;
	return 0;
}

static void save(struct pci_rig *f, struct kept *saved)
{
	const struct facet_state_sink sink = { .write = keep, .arg = saved };

	saved->len = 0;
	fuzz_check(!facet_virtio_pci_save(f->pci, &sink), "a state cannot be saved");
}

/* Restore the present state, as it is or with a change. */
static void do_restore(struct pci_rig *f, const struct record *r)
{
	static struct kept saved, again;
	int ret;

	f->gpu.memory.touch = NULL;
	save(f, &saved);
	if (r->a & 1) {
		saved.data[r->words[0] % saved.len] ^= r->words[1];
		if (r->a & 2)
			saved.len = r->words[2] % (saved.len + 1);
		facet_virtio_pci_restore(f->pci, saved.data, saved.len);
		return;
	}
	ret = facet_virtio_pci_restore(f->pci, saved.data, saved.len);
	fuzz_check(!ret, "a saved state is refused: %d", ret);
	save(f, &again);
	fuzz_check(saved.len == again.len && !memcmp(saved.data, again.data, saved.len),
		   "a restored state differs");
}

/* --- moves ---------------------------------------------------------------------------------- */

/* The function as a model has it. The fuzzer does the worker's passes by itself. */
static struct pci_rig *moving;

static void model_reset(struct facet_instance *instance)
{
	facet_virtio_pci_reset(moving->pci);
}

static void model_traits(const struct facet_gpu *gpu, const struct facet_type *type,
			 struct facet_traits *traits)
{
}

static void model_pause(struct facet_instance *instance)
{
	facet_virtio_pci_pause(moving->pci);
}

static void model_resume(struct facet_instance *instance)
{
	facet_virtio_pci_resume(moving->pci);
}

static u64 model_state_max(const struct facet_type *type)
{
	return facet_virtio_pci_state_max(&moving->gpu.limits);
}

static u64 model_state_size(struct facet_instance *instance)
{
	return facet_virtio_pci_state_size(moving->pci);
}

static int model_save(struct facet_instance *instance, const struct facet_state_sink *sink)
{
	return facet_virtio_pci_save(moving->pci, sink);
}

static int model_restore(struct facet_instance *instance, const void *data, size_t len)
{
	return facet_virtio_pci_restore(moving->pci, data, len);
}

static void model_settle(struct facet_instance *instance)
{
}

static const struct facet_model model = {
	.name = "virtio-gpu", .reset = model_reset, .traits = model_traits, .pause = model_pause,
	.settle = model_settle, .resume = model_resume, .state_max = model_state_max,
	.state_size = model_state_size, .save = model_save, .restore = model_restore,
};

static struct move_fuzz moves;

/* Read the description of a vGPU of the other model. */
static const u8 *foreign_description(size_t *n)
{
	static struct saved saved;
	struct rig *rig;

	if (!saved.len) {
		rig = ctx_rig_create();
		fuzz_check(rig && !saved_save(&saved, rig->vgpu), "no other model");
		rig_destroy(rig);
	}
	*n = saved.len;
	return saved.data;
}

static void moves_begin(struct pci_rig *f)
{
	static const struct facet_type type = { .name = "fuzzed", .model = &model };
	static struct facet_display display;
	static struct facet_instance instance = {
		.model = &model, .type = &type, .display = &display,
	};

	moving = f;
	moves = (struct move_fuzz){ 0 };
	moves.foreign = foreign_description(&moves.n_foreign);
	move_fuzz_begin(&moves, &instance);
}

static void do_move(struct pci_rig *f, const struct record *r)
{
	f->gpu.memory.touch = NULL;
	move_fuzz_one(&moves, r->a, r->b, r->words[0], r->words[1] | (u64)r->words[2] << 32);
}

static void (*const ops[])(struct pci_rig *f, const struct record *r) = {
	do_poke, do_poke, do_send, do_send, do_work, do_register, do_config, do_look, do_start,
	do_monitors, do_change, do_restore,
};

/* Check that the resources are within the guest's limits. */
static void check_limits(const struct pci_rig *f)
{
	const struct facet_virtio_gpu *g = facet_virtio_pci_gpu(f->pci);
	const struct facet_virtio_gpu_limits *limits = &f->gpu.limits;

	fuzz_check(g->resources.n <= limits->resources, "%u resources", g->resources.n);
	fuzz_check(g->resources.entries <= limits->entries, "%u entries", g->resources.entries);
	fuzz_check(g->resources.bytes <= limits->bytes, "%llu bytes",
		   (unsigned long long)g->resources.bytes);
}

/* A description is within the bound of the type. */
static void check_bound(struct pci_rig *f)
{
	struct saved saved = {};

	fuzz_check(!saved_save_virtio(&saved, f->pci), "the device cannot be saved");
	fuzz_check(saved.len <= facet_virtio_pci_state_max(&f->gpu.limits),
		   "a description has %zu bytes", saved.len);
	free(saved.data);
}

/* A reset leaves nothing, and the device works. */
static void check_end(struct pci_rig *f)
{
	const struct facet_virtio_gpu *g = facet_virtio_pci_gpu(f->pci);

	f->gpu.memory.touch = NULL;
	check_bound(f);
	move_fuzz_reset(&moves);
	move_fuzz_end(&moves);
	fuzz_check(!g->resources.n && !g->resources.entries && !g->resources.bytes,
		   "a reset leaves %u resources", g->resources.n);
	fuzz_check(!f->level, "a reset leaves the line high");
	pci_start(f, true);
	f->vectors[1] = 0;
	fuzz_check(pci_ask(f) == 1 && f->vectors[1] == 1, "the device works no more");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct pci_rig *f = pci_rig_create();
	struct record r;
	u32 n;

	fuzz_check(f, "no memory");
	moves_begin(f);
	pci_start(f, true);
	for (n = 0; size >= sizeof(r) && n < RECORDS_MAX; n++) {
		memcpy(&r, data, sizeof(r));
		data += sizeof(r);
		size -= sizeof(r);
		if (r.op >= LATE)
			do_move(f, &r);
		else
			ops[r.op % ARRAY_SIZE(ops)](f, &r);
		check_limits(f);
	}
	check_end(f);
	pci_rig_destroy(f);
	return 0;
}
