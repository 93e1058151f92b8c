// SPDX-License-Identifier: GPL-2.0-only
/* The rules of the context status buffer; see csb.h. */
#include "tests/fuzz/csb.h"

#include "device/regs.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/ggtt.h"
#include "mediator/vgpu.h"
#include "tests/fuzz/machine.h"

#define PROMOTES	(GEN9_CSB_IDLE_ACTIVE | GEN9_CSB_PREEMPTED)
#define KNOWN		(PROMOTES | GEN9_CSB_ELEMENT_SWITCH | GEN9_CSB_ACTIVE_IDLE | \
			 GEN9_CSB_COMPLETE | GEN9_CSB_LITE_RESTORE)

static const u32 bases[PGPU_ENGINES] = {
	[PGPU_RCS] = 0x2000, [PGPU_BCS] = 0x22000, [PGPU_VCS] = 0x12000, [PGPU_VECS] = 0x1a000,
};

/* GDRST: all, then render, media, blitter, video enhancement (PRM SKL Vol. 2c). */
static const u32 reset_bits[PGPU_ENGINES] = {
	[PGPU_RCS] = 0x3, [PGPU_VCS] = 0x5, [PGPU_BCS] = 0x9, [PGPU_VECS] = 0x11,
};

static u32 id_of(u64 desc)
{
	return upper_32_bits(desc);
}

void fuzz_csb_reset(struct fuzz_guest *guest, u32 mask)
{
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		if (mask & BIT(e))
			memset(&guest->csb[e], 0, sizeof(guest->csb[e]));
	}
}

static void execlist(struct fuzz_csb *csb)
{
	u64 desc0 = (u64)csb->elsp[2] << 32 | csb->elsp[3];
	u64 desc1 = (u64)csb->elsp[0] << 32 | csb->elsp[1];

	csb->elsp_count = 0;
	if (!(desc0 & GEN9_CTX_DESC_VALID))
		return;
	/* A context cannot follow itself. */
	if (!((desc0 ^ desc1) & GEN9_CTX_DESC_LRCA_MASK))
		desc1 = 0;
	csb->loose |= csb->n_pending;
	if (csb->n_pending == FUZZ_CSB_PENDING) {
		csb->blind = true;
		return;
	}
	csb->pending[csb->n_pending][0] = desc0;
	csb->pending[csb->n_pending++][1] = desc1 & GEN9_CTX_DESC_VALID ? desc1 : 0;
}

static bool overlaps(u64 offset, u32 len, u32 reg)
{
	return offset < reg + sizeof(u32) && reg < offset + len;
}

/* Return the part of a write that falls on a register. Other bits are 0. */
static u32 part_of(u64 offset, const void *buf, u32 len, u32 reg)
{
	u8 bytes[sizeof(u32)] = { 0 };
	u32 i;

	for (i = 0; i < len; i++) {
		if (offset + i >= reg && offset + i < reg + sizeof(u32))
			bytes[offset + i - reg] = ((const u8 *)buf)[i];
	}
	return get_unaligned_le32(bytes);
}

void fuzz_csb_mmio(struct fuzz_guest *guest, u64 offset, const void *buf, u32 len)
{
	u32 e, value, mask = 0;

	if (overlaps(offset, len, GEN9_GDRST)) {
		value = part_of(offset, buf, len, GEN9_GDRST);
		for (e = 0; e < PGPU_ENGINES; e++)
			mask |= value & reset_bits[e] ? BIT(e) : 0;
		fuzz_csb_reset(guest, mask);
	}
	for (e = 0; e < PGPU_ENGINES; e++) {
		struct fuzz_csb *csb = &guest->csb[e];
		u32 elsp = bases[e] + GEN9_RING_ELSP;

		if (!overlaps(offset, len, elsp))
			continue;
		if (len < sizeof(u32)) {
			csb->blind = true;
			continue;
		}
		csb->elsp[csb->elsp_count++] = part_of(offset, buf, len, elsp);
		if (csb->elsp_count == ARRAY_SIZE(csb->elsp))
			execlist(csb);
	}
}

static u32 hwsp_gva(struct fuzz_guest *guest, u32 e)
{
	return facet_reg_get(facet_vgpu_device(guest->vgpu), bases[e] + GEN9_RING_HWS_PGA);
}

/* Find the status page of an engine. Return: false: it cannot be written. */
static bool hwsp(struct fuzz_guest *guest, u32 e, u64 *gpa)
{
	u32 gva = hwsp_gva(guest, e);
	u64 pte = facet_ggtt_pte_read(guest->vgpu, gva >> GEN9_PAGE_SHIFT);

	*gpa = pte & GEN9_PTE_ADDR_MASK;
	return IS_ALIGNED(gva, GEN9_PAGE_SIZE) && (pte & GEN9_PTE_PRESENT) &&
	       *gpa >> GEN9_PAGE_SHIFT < FUZZ_PAGES &&
	       facet_ggtt_owned(guest->vgpu, gva, GEN9_PAGE_SIZE);
}

void fuzz_csb_look(struct fuzz_guest *guest)
{
	u64 gpa[PGPU_ENGINES];
	bool crooked = false;
	u32 e, other;

	/* Entries of a page that is not aligned may lie anywhere. */
	for (e = 0; e < PGPU_ENGINES; e++)
		crooked |= !IS_ALIGNED(hwsp_gva(guest, e), GEN9_PAGE_SIZE);
	for (e = 0; e < PGPU_ENGINES; e++) {
		if (!hwsp(guest, e, &gpa[e]) || crooked)
			guest->csb[e].blind = true;
		for (other = 0; other < e; other++) {
			if (gpa[e] == gpa[other])
				guest->csb[e].blind = guest->csb[other].blind = true;
		}
	}
}

static void promote(struct fuzz_csb *csb, u32 e, u32 status, u32 id)
{
	u32 k;

	fuzz_check(!(status & GEN9_CSB_IDLE_ACTIVE) == !!csb->active[0],
		   "engine %u: status %x while %s", e, status, csb->active[0] ? "busy" : "idle");
	for (k = 0; k < csb->n_pending && id_of(csb->pending[k][0]) != id; k++)
		;
	fuzz_check(k < csb->n_pending, "engine %u: status %x for %x, which was not submitted",
		   e, status, id);
	memcpy(csb->active, csb->pending[k], sizeof(csb->active));
	csb->unknown = false;
	/* Any pending execlist with this id may be the one, so all stay. */
	if (csb->loose)
		return;
	csb->n_pending -= k + 1;
	memmove(csb->pending[0], csb->pending[k + 1], csb->n_pending * sizeof(csb->pending[0]));
}

static void complete(struct fuzz_csb *csb, u32 e, u32 status, u32 id)
{
	bool more = status & GEN9_CSB_ELEMENT_SWITCH;

	fuzz_check(csb->active[0], "engine %u: status %x for %x, but nothing runs", e, status, id);
	fuzz_check(csb->unknown || id_of(csb->active[0]) == id,
		   "engine %u: status %x for %x, but %llx runs", e, status, id, csb->active[0]);
	fuzz_check(!more || csb->loose || csb->active[1], "engine %u: a switch to nothing", e);
	csb->unknown = more && csb->loose;
	csb->active[0] = !more ? 0 : csb->loose ? ~0ull : csb->active[1];
	csb->active[1] = 0;
}

static void entry_written(struct fuzz_csb *csb, u32 e, u32 at, u64 entry)
{
	u32 status = lower_32_bits(entry), id = upper_32_bits(entry);

	/* The pointer could not be written, so the core writes both again. */
	if (csb->entry_written && csb->entry == at && csb->value == entry)
		return;
	fuzz_check(!csb->entry_written, "engine %u: two entries and no pointer between", e);
	fuzz_check(!(status & ~KNOWN), "engine %u: status %x", e, status);
	fuzz_check(!!(status & PROMOTES) != !!(status & GEN9_CSB_COMPLETE),
		   "engine %u: status %x neither begins nor ends anything", e, status);
	csb->entry_written = true;
	csb->entry = at;
	csb->value = entry;
	if (status & PROMOTES)
		promote(csb, e, status, id);
	else
		complete(csb, e, status, id);
}

void fuzz_csb_written(struct fuzz_guest *guest, u64 gpa, const void *buf, size_t len)
{
	u64 page;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct fuzz_csb *csb = &guest->csb[e];
		u64 entries, pointer;

		if (csb->blind || !hwsp(guest, e, &page))
			continue;
		entries = page + GEN9_CSB_HWSP_DWORD * sizeof(u32);
		pointer = page + GEN9_CSB_WRITE_HWSP_DWORD * sizeof(u32);
		if (len == sizeof(u64) && gpa >= entries &&
		    gpa < entries + GEN9_CSB_ENTRIES * sizeof(u64)) {
			entry_written(csb, e, (gpa - entries) / sizeof(u64),
				      get_unaligned_le64(buf));
		} else if (len == sizeof(u32) && gpa == pointer) {
			fuzz_check(csb->entry_written && get_unaligned_le32(buf) == csb->entry,
				   "engine %u: pointer %u, entry %u%s", e, get_unaligned_le32(buf),
				   csb->entry, csb->entry_written ? "" : ", which was not written");
			csb->entry_written = false;
		}
	}
}

bool fuzz_csb_first(const struct fuzz_guest *guest)
{
	u32 e, pending = 0;

	for (e = 0; e < PGPU_ENGINES; e++) {
		if (guest->csb[e].blind || guest->csb[e].active[0])
			return false;
		pending += guest->csb[e].n_pending;
	}
	return pending == 1;
}
