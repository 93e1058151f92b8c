// SPDX-License-Identifier: GPL-2.0-only
/* Makes a rig whose guest has contexts; see ctx_rig.h. */
#include "ctx_rig.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "mediator/type.h"

static const u32 bases[] = { GEN9_RCS_BASE, GEN9_BCS_BASE, GEN9_VCS_BASE, GEN9_VECS_BASE };

static void *at(struct rig *rig, u32 gpa)
{
	return fake_host_ptr(&rig->host, gpa, PAGE_SIZE);
}

static void init_image(struct rig *rig, u32 i)
{
	u32 *image = ctx_image(rig, i);

	image[GEN9_CTX_CONTROL] = 0x000f0009;
	image[GEN9_CTX_RING_START] = CTX_RING(i);
	image[GEN9_CTX_RING_CTL] = (CTX_RING_SIZE - PAGE_SIZE) | GEN9_RING_CTL_VALID;
	image[GEN9_CTX_PDP0_L] = CTX_PML4;
}

void ctx_tables(struct rig *rig, u32 gpa)
{
	u64 *pml4 = at(rig, gpa), *scratch = at(rig, gpa + PAGE_SIZE);
	u32 i;

	for (i = 0; i < GEN9_PTES_PER_PAGE; i++) {
		pml4[i] = (gpa + PAGE_SIZE) | 0x1b;
		scratch[i] = (gpa + PAGE_SIZE) | 0x19;
	}
}

struct rig *ctx_rig_create(void)
{
	static const struct rig_gpu gpu = { .image_pages = 1 };

	return ctx_rig_create_on(&gpu);
}

struct rig *ctx_rig_create_on(const struct rig_gpu *gpu)
{
	struct rig *rig = rig_create_on(&facet_types[0], NULL, gpu);
	u32 i;

	if (!rig)
		return NULL;
	for (i = CTX_HWSP; i < RIG_PAGES * PAGE_SIZE; i += PAGE_SIZE)
		rig_pte(rig, i, i | GEN9_PTE_PRESENT);
	ctx_tables(rig, CTX_PML4);
	for (i = 0; i < CTX_COUNT; i++)
		init_image(rig, i);
	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		rig_write(rig, bases[i] + GEN9_RING_HWS_PGA, CTX_HWSP + i * PAGE_SIZE);
		rig_write(rig, bases[i] + GEN9_RING_CSB_PTR, 0xffff0505);
		rig_write(rig, bases[i] + GEN9_RING_IMR, 0);
		rig_write(rig, bases[i] + GEN9_RING_EMR, 0xfffffffe);
	}
	memset(at(rig, CTX_HWSP), 0xff, PAGE_SIZE);
	return rig;
}

struct rig *rig;

int ctx_rig_setup(void **state)
{
	rig = ctx_rig_create();
	return rig ? 0 : -1;
}

int ctx_rig_teardown(void **state)
{
	return rig_destroy(rig) ? -1 : 0;
}

u32 *ctx_image(struct rig *rig, u32 i)
{
	return at(rig, CTX_LRCA(i) + PAGE_SIZE);
}

u32 *ctx_ring(struct rig *rig, u32 i)
{
	return at(rig, CTX_RING(i));
}

u32 *ctx_hwsp(struct rig *rig)
{
	return at(rig, CTX_HWSP);
}

void ctx_emit(struct rig *rig, u32 i, const u32 *dw, u32 n)
{
	u32 *tail = &ctx_image(rig, i)[GEN9_CTX_RING_TAIL];
	u32 k;

	for (k = 0; k < n; k++) {
		ctx_ring(rig, i)[*tail / 4] = dw[k];
		*tail = (*tail + 4) % CTX_RING_SIZE;
	}
}

u64 ctx_desc(u32 i)
{
	return (u64)(0x20 * (i + 1)) << 32 | CTX_LRCA(i) | 0x11d;
}

void ctx_elsp(struct rig *rig, u32 base, u32 first, u32 second)
{
	u64 desc0 = ctx_desc(first);
	u64 desc1 = second == ~0u ? 0 : ctx_desc(second);

	rig_write(rig, base + GEN9_RING_ELSP, upper_32_bits(desc1));
	rig_write(rig, base + GEN9_RING_ELSP, lower_32_bits(desc1));
	rig_write(rig, base + GEN9_RING_ELSP, upper_32_bits(desc0));
	rig_write(rig, base + GEN9_RING_ELSP, lower_32_bits(desc0));
	fake_host_pump(&rig->host);
}

void ctx_end(struct rig *rig, u32 engine, enum pgpu_event_type type)
{
	if (!fake_pgpu_end(&rig->fake, engine, type))
		abort();
	fake_host_pump(&rig->host);
}

u32 ctx_csb_pointer(struct rig *rig)
{
	return ctx_hwsp(rig)[GEN9_CSB_WRITE_HWSP_DWORD];
}

u64 ctx_csb(struct rig *rig, u32 i)
{
	return get_unaligned_le64(&ctx_hwsp(rig)[GEN9_CSB_HWSP_DWORD + 2 * i]);
}
