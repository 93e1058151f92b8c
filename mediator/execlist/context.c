// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow contexts. While no workload uses a context, the guest's image holds its state. Before the
 * first workload runs, the worker fills the shadow from the image. After the last workload has
 * ended, the worker writes the engine's saved state to the image. At a preemption by the host the
 * saved state stays in the shadow, and the guest does not get it.
 *
 * The worker calls this file (workload.c, retire.c), or a save or restore in its place. No lock is
 * held but mmio_lock. Functions of the host window take shadow_lock (mediator/ggtt/buffer.h).
 *
 * Source: gen9/context_defs.h.
 */
#include "mediator/execlist/context.h"
#include "device/regs.h"
#include "gen9/context_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/oa_defs.h"
#include "gen9/pipe_control_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/guest_fetch.h"
#include "mediator/execlist/image_seal.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/gpu.h"
#include "pgpu/pgpu.h"
#include "pgpu/position.h"

#define STATE_DWORDS	1024u

/* Indices of &facet_context.operands. */
enum { OPERANDS_INDIRECT, OPERANDS_PER_CTX };

/* Return the page of the shadow that holds the copy of the indirect context batch. */
static u32 indirect_page(const struct facet_context *context)
{
	return GEN9_CONTEXT_STATE_PAGE + context->pages;
}

/* Return the page of the shadow that holds the copy of the batch per context. */
static u32 per_ctx_page(const struct facet_context *context)
{
	return indirect_page(context) + 1;
}

/* Return the offset in the shadow of the copy of the indirect context batch, in bytes. */
static u32 indirect_at(const struct facet_context *context)
{
	return indirect_page(context) * GEN9_PAGE_SIZE + context->host_lines * GEN9_CACHELINE;
}

/* Return the 1024 dwords of register state. */
static u32 *state_page(const struct facet_context *context)
{
	return context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE];
}

/* Forget the slots and operands of the batches. */
static void batches_end(struct facet_context *context)
{
	u32 i;

	facet_alias_set_end(&context->aliases);
	for (i = 0; i < ARRAY_SIZE(context->operands); i++) {
		port_free(context->operands[i].list);
		context->operands[i] = (struct facet_audit_operands){ 0 };
	}
}

static void context_free(struct facet_vgpu *vgpu, struct facet_engine *engine,
			 struct facet_context *context)
{
	list_del(&context->list);
	engine->context_count--;
	batches_end(context);
	facet_alias_unbind(vgpu, &context->status);
	facet_buffer_put(vgpu, context->buffer);
	port_free(context);
}

/*
 * Count the host's own lines in front of an indirect batch. What runs next on the engine must find
 * nothing in shared local memory.
 */
static u32 host_lines(const struct pgpu_caps *caps, const struct facet_engine *engine)
{
	return port_check(CONTEXT_SLM, engine->id == PGPU_RCS && caps->slm_stays);
}

/* Free the least recently used contexts without users until the cache has room for one more. */
static void context_evict(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_context *context, *next;

	list_for_each_entry_safe(context, next, &engine->contexts, list) {
		if (!port_check(CONTEXTS_KEPT, engine->context_count >= FACET_CONTEXTS_MAX))
			return;
		if (!port_check(CONTEXT_BUSY, context->users))
			context_free(vgpu, engine, context);
	}
}

/* Make an empty shadow, and add it to the cache. Return: as facet_context_get(). */
static int context_create(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 lrca,
			  struct facet_context **out)
{
	const struct pgpu_caps *caps = facet_gpu_pgpu(vgpu->gpu)->caps;
	struct facet_context *context = port_zalloc(sizeof(*context));
	int ret;

	if (!context)
		return -ENOMEM;
	context->lrca = lrca;
	context->pages = caps->context_pages[engine->id];
	context->host_lines = host_lines(caps, engine);
	ret = facet_buffer_get(vgpu, FACET_WINDOW_CONTEXTS,
			       context->pages + FACET_CONTEXT_OTHER_PAGES, &context->buffer);
	if (ret) {
		port_free(context);
		return ret;
	}
	facet_alias_bind(vgpu, &context->status, context->buffer->gva, lrca,
			 context->buffer->bus[0]);
	list_add_tail(&context->list, &engine->contexts);
	engine->context_count++;
	*out = context;
	return 0;
}

int facet_context_get(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 lrca,
		      struct facet_context **out)
{
	struct facet_context *context;
	int ret;

	list_for_each_entry(context, &engine->contexts, list) {
		if (context->lrca == lrca)
			goto found;
	}
	context_evict(vgpu, engine);
	ret = context_create(vgpu, engine, lrca, &context);
	if (ret)
		return ret;
found:
	list_move_tail(&context->list, &engine->contexts);
	port_ref_get(&context->users);
	*out = context;
	return 0;
}

void facet_context_put(struct facet_context *context)
{
	bool last = port_ref_put(&context->users);

	/* The next user loads the batches again, and gets the slots of what they name then. */
	if (port_check(CONTEXT_SLOTS, last))
		facet_alias_set_end(&context->aliases);
}

/*
 * Find the next list of registers (MI_LOAD_REGISTER_IMM) at dword *@at, or behind the MI_NOOPs
 * there. Move *@at to its first pair. Return: the number of pairs; 0: no list follows, or it would
 * leave the page.
 */
static u32 next_list(const u32 *state, u32 *at)
{
	u32 header, pairs;

	while (*at < STATE_DWORDS && !state[*at])
		(*at)++;
	if (*at == STATE_DWORDS)
		return 0;
	header = state[*at] & ~GEN9_MI_LRI_POSTED;
	pairs = GEN9_MI_LRI_PAIRS(header);
	if (header != GEN9_MI_LRI_HEADER(pairs) ||
	    port_check(CONTEXT_LIST_END, *at + 1 + 2 * pairs > STATE_DWORDS))
		return 0;
	(*at)++;
	return pairs;
}

/*
 * Copy the lists of registers from @image to @to. Leave out registers that are not of this engine's
 * contexts: the entry of @to stays 0.
 */
static void load_registers(const struct facet_reg_map *map, u32 engine, u32 *to, const u32 *image)
{
	u32 at = GEN9_CTX_ENGINE_STATE;
	u32 pairs;

	while ((pairs = next_list(image, &at))) {
		to[at - 1] = image[at - 1];
		for (; pairs; pairs--, at += 2) {
			if (port_check(CONTEXT_REGISTER,
				       !facet_reg_map_allows(map, engine, image[at],
							     FACET_REG_CONTEXT)))
				continue;
			to[at] = image[at];
			to[at + 1] = image[at + 1];
		}
	}
}

/*
 * Count the dwords that the engine saved, from GEN9_CTX_ENGINE_STATE on. MI_BATCH_BUFFER_END behind
 * the last list counts, too.
 */
static u32 saved_registers(const u32 *state)
{
	u32 at = GEN9_CTX_ENGINE_STATE;
	u32 end = at;
	u32 pairs;

	while ((pairs = next_list(state, &at))) {
		at += 2 * pairs;
		end = at;
	}
	if (end < STATE_DWORDS && state[end] == GEN9_MI_BATCH_BUFFER_END)
		end++;
	return end - GEN9_CTX_ENGINE_STATE;
}

/*
 * Copy one of the two batches from GGTT address @gva to byte @at of the shadow, and audit it.
 * @count: its dwords; 0: the batch goes up to its MI_BATCH_BUFFER_END. Return: as
 * facet_context_load().
 */
static int load_batch(struct facet_vgpu *vgpu, struct facet_engine *engine,
		      struct facet_context *context, u32 at, u64 gva, u32 count)
{
	struct facet_audit *audit = facet_guest_fetch_audit(vgpu, engine, 0,
							    &context->aliases);
	struct facet_segment *segment = &audit->segments[0];
	int ret = 0;

	*segment = (struct facet_segment){
		.gva = gva, .count = count,
		.place = count ? FACET_AUDIT_CONTEXT : FACET_AUDIT_PER_CTX,
	};
	audit->n_segments = 1;
	audit->used = count;
	if (count) {
		ret = facet_audit_check_ggtt(audit, gva, count * sizeof(u32));
		if (!ret)
			ret = audit->ops->read(audit->arg, gva, audit->code, count * sizeof(u32));
	}
	if (!ret)
		ret = facet_audit_run(audit);
	/* Nobody makes such a batch shorter. */
	if (ret == -E2BIG)
		audit->ops->refused(audit->arg, audit->engine, audit->ipehr);
	if (ret)
		return ret;
	if (port_check(CONTEXT_BATCH_LONG, segment->count * sizeof(u32) > GEN9_PAGE_SIZE))
		return -E2BIG;
	facet_buffer_write(context->buffer, at, audit->code, segment->count * sizeof(u32));
	return facet_audit_take_operands(audit, &context->operands[count ? OPERANDS_INDIRECT :
									  OPERANDS_PER_CTX]);
}

/*
 * Write the host's line, which clears shared local memory: one PIPE_CONTROL. Its post-sync write
 * goes to the last line of its own page, where no batch reaches (GEN9_INDIRECT_CTX_LINES).
 */
static void write_host_line(struct facet_context *context)
{
	const u32 at = indirect_page(context) * GEN9_PAGE_SIZE;
	const u32 line[GEN9_CACHELINE / sizeof(u32)] = {
		GEN9_PIPE_CONTROL,
		GEN9_PIPE_CONTROL_FLUSH_L3 | GEN9_PIPE_CONTROL_CS_STALL |
		GEN9_PIPE_CONTROL_USE_GGTT | GEN9_POST_SYNC_IMMEDIATE << GEN9_POST_SYNC_SHIFT,
		context->buffer->gva + at + GEN9_PAGE_SIZE - GEN9_CACHELINE,
	};

	facet_buffer_write(context->buffer, at, line, sizeof(line));
}

/*
 * Let @state name the indirect batch: the host's lines and those of the guest. The engine comes by
 * the place of the host's lines, whatever place the guest's image names.
 */
static void name_indirect(struct facet_context *context, u32 *state)
{
	u32 lines = context->host_lines + context->indirect_lines;

	if (context->host_lines)
		write_host_line(context);
	if (lines)
		state[GEN9_CTX_INDIRECT_CTX] = (context->buffer->gva +
						indirect_page(context) * GEN9_PAGE_SIZE) | lines;
	state[GEN9_CTX_INDIRECT_OFFSET] = port_check(CONTEXT_SLM_PLACE, context->host_lines) ?
					  GEN9_INDIRECT_CTX_PLACE : context->indirect_offset;
}

/*
 * Copy and audit the indirect batch that @image names, if any. Return: as facet_context_load().
 */
static int load_indirect(struct facet_vgpu *vgpu, struct facet_engine *engine,
			 struct facet_context *context, const u32 *image)
{
	u32 indirect = image[GEN9_CTX_INDIRECT_CTX];
	u32 lines = indirect & GEN9_INDIRECT_CTX_LINES;

	if (!lines)
		return 0;
	if (port_check(CONTEXT_SLM_LONG, context->host_lines + lines > GEN9_INDIRECT_CTX_LINES))
		return -E2BIG;
	context->indirect = indirect & GEN9_INDIRECT_CTX_MASK;
	context->indirect_lines = lines;
	context->indirect_offset = image[GEN9_CTX_INDIRECT_OFFSET];
	return load_batch(vgpu, engine, context, indirect_at(context), context->indirect,
			  lines * GEN9_CACHELINE / sizeof(u32));
}

/*
 * Copy and audit the two batches of a context of the render engine. Other engines have none. Let
 * @state point to the copies. Return: as facet_context_load().
 */
static int load_batches(struct facet_vgpu *vgpu, struct facet_engine *engine,
			struct facet_context *context, const u32 *image, u32 *state)
{
	u32 per_ctx = image[GEN9_CTX_BB_PER_CTX_PTR];
	int ret;

	if (engine->id != PGPU_RCS)
		return 0;
	ret = load_indirect(vgpu, engine, context, image);
	if (ret)
		return ret;
	name_indirect(context, state);
	if (per_ctx & GEN9_BB_PER_CTX_VALID) {
		ret = load_batch(vgpu, engine, context, per_ctx_page(context) * GEN9_PAGE_SIZE,
				 per_ctx & GEN9_BB_PER_CTX_MASK, 0);
		if (ret)
			return ret;
		context->per_ctx = per_ctx & GEN9_BB_PER_CTX_MASK;
		context->per_ctx_count = vgpu->execlists->audit.segments[0].count;
		state[GEN9_CTX_BB_PER_CTX_PTR] = (context->buffer->gva +
						  per_ctx_page(context) * GEN9_PAGE_SIZE) |
						 GEN9_BB_PER_CTX_VALID;
	}
	return 0;
}

/* Let the pages of state behind page 1 be those with which a context of the pGPU begins. */
static void load_golden_pages(struct facet_vgpu *vgpu, const struct facet_engine *engine,
			      struct facet_context *context)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	u32 i;

	for (i = GEN9_CONTEXT_STATE_PAGE + 1; i < indirect_page(context); i++)
		pgpu->ops->golden(pgpu, engine->id, i, context->buffer->cpu[i]);
}

/*
 * Tell whether the pGPU may get these pages from the guest: an engine saved them, or it checks them
 * by itself.
 */
static bool pages_allowed(struct facet_vgpu *vgpu, const struct facet_engine *engine,
			  const struct facet_context *context, void *const *pages, u32 n)
{
	return facet_gpu_pgpu(vgpu->gpu)->caps->images_checked ||
	       facet_seal_known(vgpu, engine->id, context->lrca, pages, n);
}

/*
 * Read the pages of state behind page 1, if the pGPU has any. No guest relies on their layout. If
 * the pGPU may not get these pages, use its own. Return: as facet_guest_fetch().
 */
static int load_pages(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		      struct facet_context *context)
{
	void **pages = &context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE + 1];
	u32 n = context->pages - 1;
	u32 gva = context->lrca + (GEN9_CONTEXT_STATE_PAGE + 1) * GEN9_PAGE_SIZE;
	u32 i;
	int ret;

	for (i = 0; i < n; i++) {
		ret = facet_guest_fetch(vgpu, gva + i * GEN9_PAGE_SIZE, pages[i], GEN9_PAGE_SIZE);
		if (ret) {
			/* No page of the guest's may stay here unchecked. */
			load_golden_pages(vgpu, engine, context);
			return ret;
		}
	}
	if (n && port_check(CONTEXT_SEALED, !pages_allowed(vgpu, engine, context, pages, n)))
		load_golden_pages(vgpu, engine, context);
	return 0;
}

/*
 * Tell whether the context begins with default values, and the engine cannot see to that: with a
 * restore inhibited, it would begin with those that the last context left, or would not run the
 * host's lines.
 */
static bool begins_anew(const struct facet_vgpu *vgpu, const struct facet_context *context,
			const u32 *image)
{
	const struct pgpu_caps *caps = facet_gpu_pgpu(vgpu->gpu)->caps;

	return port_check(CONTEXT_INHIBITED,
			  image[GEN9_CTX_CONTROL] & GEN9_CTX_CTRL_RESTORE_INHIBIT &&
			  (!caps->inhibit_clears || context->host_lines));
}

int facet_context_load(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       struct facet_context *context, const u32 *image)
{
	u32 *state = state_page(context);
	int ret;

	batches_end(context);
	context->loaded = false;
	context->indirect_lines = 0;
	context->indirect_offset = 0;
	memset(state, 0, GEN9_PAGE_SIZE);
	state[GEN9_CTX_CONTROL] = image[GEN9_CTX_CONTROL];
	state[GEN9_CTX_TIMESTAMP] = image[GEN9_CTX_TIMESTAMP];
	if (engine->id == PGPU_RCS)
		state[GEN9_CTX_RPCS] = image[GEN9_CTX_RPCS];
	if (begins_anew(vgpu, context, image)) {
		state[GEN9_CTX_CONTROL] &= ~GEN9_CTX_CTRL_RESTORE_INHIBIT;
		load_golden_pages(vgpu, engine, context);
		name_indirect(context, state);
		context->loaded = true;
		return 0;
	}
	load_registers(facet_gpu_reg_map(vgpu->gpu), engine->id, state, image);
	ret = load_pages(vgpu, engine, context);
	if (!ret)
		ret = load_batches(vgpu, engine, context, image, state);
	context->loaded = !ret;
	return ret;
}

bool facet_context_inhibited(const struct facet_context *context)
{
	return state_page(context)[GEN9_CTX_CONTROL] & GEN9_CTX_CTRL_RESTORE_INHIBIT;
}

/*
 * Write @len bytes to one page of the guest's image. If the guest itself has unmapped that page
 * from its GGTT, the write is lost, as on hardware. Return: as facet_context_save().
 */
static int image_write(struct facet_vgpu *vgpu, u32 gva, const void *buf, size_t len)
{
	int ret = facet_ggtt_write(vgpu, gva, buf, len);
	u64 gpa;

	return ret && facet_ggtt_translate(vgpu, gva, &gpa) ? 0 : ret;
}

/* Write dword number @dword of page 1 of the guest's image. Return: as facet_context_save(). */
static int save_dword(struct facet_vgpu *vgpu, const struct facet_context *context, u32 dword,
		      u32 value)
{
	return image_write(vgpu, context->lrca + GEN9_CONTEXT_STATE_PAGE * GEN9_PAGE_SIZE +
			   dword * sizeof(u32), &value, sizeof(value));
}

int facet_context_save(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		       const struct facet_context *context, u32 head)
{
	const u32 *state = state_page(context);
	bool registers = !(state[GEN9_CTX_CONTROL] & GEN9_CTX_CTRL_SAVE_INHIBIT);
	u32 lrca = context->lrca;
	u32 i;
	int ret;

	ret = save_dword(vgpu, context, GEN9_CTX_RING_HEAD, head);
	if (!ret)
		ret = save_dword(vgpu, context, GEN9_CTX_CONTROL,
				 state[GEN9_CTX_CONTROL] & ~GEN9_CTX_CTRL_RESTORE_INHIBIT);
	if (!ret)
		ret = save_dword(vgpu, context, GEN9_CTX_TIMESTAMP, state[GEN9_CTX_TIMESTAMP]);
	if (!ret && registers)
		ret = image_write(vgpu, lrca + GEN9_CONTEXT_STATE_PAGE * GEN9_PAGE_SIZE +
				  GEN9_CTX_ENGINE_STATE * sizeof(u32),
				  &state[GEN9_CTX_ENGINE_STATE],
				  saved_registers(state) * sizeof(u32));
	for (i = GEN9_CONTEXT_STATE_PAGE + 1; !ret && i < indirect_page(context); i++)
		ret = image_write(vgpu, lrca + i * GEN9_PAGE_SIZE, context->buffer->cpu[i],
				  GEN9_PAGE_SIZE);
	if (!ret)
		facet_seal_add(vgpu, engine->id, lrca,
			       &context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE + 1],
			       context->pages - 1);
	return ret;
}

void facet_context_export(const struct facet_vgpu *vgpu, const struct facet_engine *engine,
			  const struct facet_context *context, u32 *image)
{
	const u32 *state = state_page(context);

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	memset(image, 0, GEN9_PAGE_SIZE);
	image[GEN9_CTX_CONTROL] = state[GEN9_CTX_CONTROL];
	image[GEN9_CTX_TIMESTAMP] = state[GEN9_CTX_TIMESTAMP];
	image[GEN9_CTX_RPCS] = state[GEN9_CTX_RPCS];
	image[GEN9_CTX_INDIRECT_OFFSET] = context->indirect_offset;
	load_registers(facet_gpu_reg_map(vgpu->gpu), engine->id, image, state);
	if (context->indirect_lines)
		image[GEN9_CTX_INDIRECT_CTX] = context->indirect | context->indirect_lines;
	if (state[GEN9_CTX_BB_PER_CTX_PTR])
		image[GEN9_CTX_BB_PER_CTX_PTR] = context->per_ctx | GEN9_BB_PER_CTX_VALID;
}

u32 facet_context_indirect(const struct facet_context *context, const void **copy)
{
	const u8 *page = context->buffer->cpu[indirect_page(context)];

	*copy = page + context->host_lines * GEN9_CACHELINE;
	return context->indirect_lines * GEN9_CACHELINE;
}

u32 facet_context_per_ctx(const struct facet_context *context, const void **copy)
{
	*copy = context->buffer->cpu[per_ctx_page(context)];
	return state_page(context)[GEN9_CTX_BB_PER_CTX_PTR] ?
	       context->per_ctx_count * (u32)sizeof(u32) : 0;
}

u32 facet_context_save_batch(const struct facet_context *context, u32 stage, u32 *to)
{
	bool indirect = stage == PGPU_STAGE_INDIRECT;
	const void *copy;
	u32 len = indirect ? facet_context_indirect(context, &copy) :
			     facet_context_per_ctx(context, &copy);

	memcpy(to, copy, len);
	facet_audit_restore_operands(&context->operands[indirect ? 0 : 1], to, len / sizeof(u32));
	return len;
}

u32 facet_context_pages(const struct facet_context *context, void *const **pages)
{
	*pages = &context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE + 1];
	return context->loaded ? context->pages - 1 : 0;
}

u32 facet_context_timestamp(const struct facet_context *context)
{
	return READ_ONCE(state_page(context)[GEN9_CTX_TIMESTAMP]);
}

u32 facet_context_oa(const struct facet_context *context)
{
	const u32 *pair = &state_page(context)[GEN9_CTX_OA_STATE + 1];

	return READ_ONCE(pair[0]) == GEN9_OACTXCONTROL ? READ_ONCE(pair[1]) : 0;
}

u32 facet_context_gva(const struct facet_context *context)
{
	return context->buffer->gva;
}

void facet_contexts_free(struct facet_vgpu *vgpu, struct facet_engine *engine)
{
	struct facet_context *context, *next;

	list_for_each_entry_safe(context, next, &engine->contexts, list)
		context_free(vgpu, engine, context);
}

u32 facet_context_batch(const struct facet_context *context, u32 stage)
{
	u32 at = stage == PGPU_STAGE_INDIRECT ? indirect_at(context) :
						per_ctx_page(context) * GEN9_PAGE_SIZE;

	return context->buffer->gva + at;
}
