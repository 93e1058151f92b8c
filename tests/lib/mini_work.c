// SPDX-License-Identifier: GPL-2.0-only
/* Builds contexts, requests and batches of a mini-guest; see mini.h. */
#include "mini.h"

#include "gen9/blt_defs.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "tests/lib/mini_image.h"

#define PPHWSP_SCRATCH		0xd0u

static void fill_image(struct mini_context *context, bool inhibit)
{
	u32 *image = context->image;

	mini_image_offsets(image, context->engine->base, context->engine->id == PGPU_RCS, true);
	image[GEN9_CTX_CONTROL] = inhibit ? 0x000f0009 : 0x000f0008;
	image[GEN9_CTX_RING_HEAD] = 0;
	image[GEN9_CTX_RING_TAIL] = 0;
	image[GEN9_CTX_RING_START] = context->ring_gva;
	image[GEN9_CTX_RING_CTL] = (context->ring_size - GEN9_PAGE_SIZE) | GEN9_RING_CTL_VALID;
	image[GEN9_CTX_PDP0_U] = upper_32_bits(context->vm->pml4);
	image[GEN9_CTX_PDP0_L] = lower_32_bits(context->vm->pml4);
	if (context->engine->id == PGPU_RCS)
		image[GEN9_CTX_RPCS] = 0x80000088;
}

void mini_context_create(struct mini_guest *guest, struct mini_context *context, u32 engine,
			 struct mini_vm *vm, u32 ring_size)
{
	static u32 tags;
	u32 pages = engine == PGPU_RCS ? GEN9_RCS_CONTEXT_PAGES : GEN9_XCS_CONTEXT_PAGES;
	u64 image = mini_alloc(guest, pages);
	u64 ring = mini_alloc(guest, ring_size / GEN9_PAGE_SIZE);
	u64 timeline = mini_alloc(guest, 1);

	memset(context, 0, sizeof(*context));
	context->guest = guest;
	context->engine = &guest->engines[engine];
	context->vm = vm;
	context->lrca = mini_ggtt_map(guest, image, pages);
	context->image = mini_ptr(guest, image + GEN9_CONTEXT_STATE_PAGE * GEN9_PAGE_SIZE);
	context->ring_gva = mini_ggtt_map(guest, ring, ring_size / GEN9_PAGE_SIZE);
	context->ring = mini_ptr(guest, ring);
	context->ring_size = ring_size;
	context->timeline_gva = mini_ggtt_map(guest, timeline, 1);
	context->timeline = mini_ptr(guest, timeline);
	context->tag = (__atomic_add_fetch(&tags, 1, __ATOMIC_SEQ_CST) % 1000) << 5;
	fill_image(context, true);
}

void mini_emit(struct mini_context *context, u32 n, const u32 *dw)
{
	u32 i;

	if (context->emit + n * sizeof(u32) > context->ring_size) {
		while (context->emit < context->ring_size) {
			context->ring[context->emit / sizeof(u32)] = 0;
			context->emit += sizeof(u32);
		}
		context->emit = 0;
	}
	for (i = 0; i < n; i++)
		context->ring[context->emit / sizeof(u32) + i] = dw[i];
	context->emit += n * sizeof(u32);
	context->emit %= context->ring_size;
}

static void emit_invalidate(struct mini_context *context)
{
	u32 id = context->engine->id;

	if (id == PGPU_RCS) {
		MINI_EMIT(context, 0x7a000004, 0, 0, 0, 0, 0);
		MINI_EMIT(context, 0x7a000004, 0x00344c1c, PPHWSP_SCRATCH, 0, 0, 0);
	} else {
		MINI_EMIT(context, id == PGPU_VCS ? 0x13244082 : 0x13244002, PPHWSP_SCRATCH, 0, 0);
	}
}

void mini_request_begin(struct mini_context *context)
{
	context->seqno++;
	emit_invalidate(context);
	MINI_EMIT(context, 0x10400002, context->timeline_gva, 0, context->seqno - 1);
	MINI_EMIT(context, 0, 0x02800000);
	MINI_EMIT(context, 0x04000000, 0);
}

void mini_request_close(struct mini_context *context)
{
	/* TAIL is a multiple of eight. */
	if (!IS_ALIGNED(context->emit, 8))
		MINI_EMIT(context, 0);
	if (context->engine->id == PGPU_RCS) {
		MINI_EMIT(context, 0x7a000004, 0x00141021, 0, 0, 0, 0);
		MINI_EMIT(context, 0x7a000004, 0x01104080, context->timeline_gva, 0,
			  context->seqno, 0);
	} else {
		MINI_EMIT(context, 0x13004002, context->timeline_gva | GEN9_FLUSH_DW_USE_GGTT, 0,
			  context->seqno);
	}
	MINI_EMIT(context, GEN9_MI_USER_INTERRUPT, 0x04000001);
}

void mini_request_end(struct mini_context *context)
{
	mini_request_close(context);
	mini_tail(context);
}

void mini_request(struct mini_context *context)
{
	mini_request_begin(context);
	mini_request_end(context);
}

void mini_request_batch(struct mini_context *context, u64 va)
{
	mini_request_begin(context);
	MINI_EMIT(context, 0x18800101, lower_32_bits(va), upper_32_bits(va), 0);
	mini_request_end(context);
}

void mini_tail(struct mini_context *context)
{
	WRITE_ONCE(context->image[GEN9_CTX_RING_TAIL], context->emit);
}

u64 mini_desc(const struct mini_context *context, bool force_restore)
{
	return (u64)context->tag << 32 | context->lrca | 0x119 | (force_restore ? 4 : 0);
}

void mini_elsp(struct mini_context *first, bool force_restore, struct mini_context *second)
{
	u32 elsp = first->engine->base + GEN9_RING_ELSP;
	u64 desc0 = mini_desc(first, force_restore);
	u64 desc1 = second ? mini_desc(second, true) : 0;

	first->engine->idle = false;
	first->engine->pending = true;
	first->submitted = first->emit;
	mini_write(first->guest, elsp, upper_32_bits(desc1));
	mini_write(first->guest, elsp, lower_32_bits(desc1));
	mini_write(first->guest, elsp, upper_32_bits(desc0));
	mini_write(first->guest, elsp, lower_32_bits(desc0));
}

bool mini_flush(struct mini_context *context)
{
	if (context->engine->pending || context->submitted == context->emit)
		return false;
	mini_tail(context);
	mini_elsp(context, context->engine->idle, NULL);
	return true;
}

/* Batches */

void mini_batch_add(struct mini_batch *batch, u32 n, const u32 *dw)
{
	memcpy(&batch->dw[batch->n], dw, n * sizeof(u32));
	batch->n += n;
}

void mini_copy_blit(struct mini_batch *batch, u64 dst, u64 src, u32 pitch, u32 width, u32 height)
{
	MINI_BATCH(batch, 0x54c00008 | GEN9_BLT_WRITE_ALPHA | GEN9_BLT_WRITE_RGB,
		   GEN9_BLT_DEPTH_32 << 24 | GEN9_ROP_SRC_COPY << 16 | pitch,
		   0, height << 16 | width, lower_32_bits(dst), upper_32_bits(dst),
		   0, pitch, lower_32_bits(src), upper_32_bits(src));
}
