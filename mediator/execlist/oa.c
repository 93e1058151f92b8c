// SPDX-License-Identifier: GPL-2.0-only
/*
 * The OA unit of a vGPU: at each end of a period a report lands in a ring of guest memory.
 * Nothing runs for that. Reports that are due are written when the guest reads the tail or
 * the status, which it does before it looks at the ring, or turns the unit on or off; how much
 * that may cost is what the ring holds. Reports tell the time, the clock, and the context that the
 * engine has when they are written. All other counters are of signals inside a GPU: they stay 0.
 *
 * Called in the trap with mmio_lock held; the worker tells of the timer.
 */
#include "mediator/execlist/oa.h"

#include "gen9/engine_defs.h"
#include "gen9/oa_defs.h"
#include "mediator/execlist/engine.h"
#include "mediator/ggtt.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "device/reg_blocks.h"
#include "mediator/base/vgpu_types.h"

#define CLOCK_BITS	32u			/* of a report's time; longer periods are cut to it */
#define CHUNK_DWORDS	1024u			/* written at once */
#define GT_PER_CS(n)	((n) * GEN9_GT_CLOCK_MHZ / (GEN9_CS_CLOCK_HZ / 1000000u))

_Static_assert(CHUNK_DWORDS * sizeof(u32) >= GEN9_OA_REPORT_MAX, "a report fits");

/**
 * struct facet_oa - Of one vGPU. Under mmio_lock.
 * @anchored: @reported_tick is of this clock
 * @reported_tick: tick of the engines' clock up to which reports have been written; its low half is
 *	the clock's, its upper half counts from the anchor
 * @chunk: reports on their way
 */
struct facet_oa {
	bool anchored;
	u64 reported_tick;
	u32 chunk[CHUNK_DWORDS];
};

/**
 * struct oa_ring - Where reports go.
 * @base: GGTT address
 * @bytes: a power of two
 * @tail: offset behind the last report
 * @room: reports that fit, so that the tail does not meet the head
 */
struct oa_ring {
	u32 base;
	u32 bytes;
	u32 tail;
	u32 room;
};

static u32 report_bytes(const struct facet_vgpu *vgpu)
{
	static const u32 bytes[GEN9_OA_FORMATS] = GEN9_OA_FORMAT_BYTES;

	return bytes[GEN9_OACONTROL_FORMAT(facet_reg_get(&vgpu->dev, GEN9_OACONTROL))];
}

/* Log2 of the ticks of a period; 0: no timer runs. */
static u32 timer_shift(const struct facet_vgpu *vgpu)
{
	u32 context = facet_reg_get(&vgpu->dev, GEN9_OACTXCONTROL);

	if (!(facet_reg_get(&vgpu->dev, GEN9_OACONTROL) & GEN9_OACONTROL_ENABLE) ||
	    !(context & GEN9_OACTX_TIMER))
		return 0;
	return min(GEN9_OACTX_EXPONENT(context) + 1, CLOCK_BITS);
}

static struct oa_ring ring_of(const struct facet_vgpu *vgpu, u32 report)
{
	u32 buffer = facet_reg_get(&vgpu->dev, GEN9_OABUFFER);
	struct oa_ring ring = {
		.base = buffer & GEN9_OA_ADDRESS,
		.bytes = GEN9_OABUFFER_BYTES(buffer),
	};
	u32 head = facet_reg_get(&vgpu->dev, GEN9_OAHEADPTR) - ring.base;

	ring.tail = (facet_reg_get(&vgpu->dev, GEN9_OATAILPTR) - ring.base) & (ring.bytes - 1);
	ring.room = (ring.bytes - 1 - ((ring.tail - head) & (ring.bytes - 1))) / report;
	return ring;
}

static int ring_write(struct facet_vgpu *vgpu, struct oa_ring *ring, const void *from, u32 bytes)
{
	u32 first = min(bytes, ring->bytes - ring->tail);
	int ret;

	ret = facet_ggtt_write(vgpu, ring->base + ring->tail, from, first);
	if (!ret && first < bytes)
		ret = facet_ggtt_write(vgpu, ring->base, (const u8 *)from + first, bytes - first);
	ring->tail = (ring->tail + bytes) & (ring->bytes - 1);
	return ret;
}

/* The context that the render engine has; 0: none. */
static u64 context_now(struct facet_vgpu *vgpu)
{
	unsigned long flags;
	u64 desc;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	desc = vgpu->execlists->engines[PGPU_RCS].active.desc[0];
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return desc;
}

static u32 report_id(const struct facet_vgpu *vgpu, u64 desc)
{
	u32 id = GEN9_OA_ID_TIMER | (desc ? GEN9_OA_ID_CONTEXT : 0);

	if (facet_reg_get(&vgpu->dev, GEN9_OA_DEBUG) & GEN9_OA_DEBUG_CLOCK_RATIO)
		id |= GEN9_OA_ID_CLOCKS(GEN9_GT_CLOCK_MHZ * 1000u / GEN9_OA_CLOCK_UNIT_KHZ);
	return id;
}

/* @n reports, the first at the end of period number @period. */
static int write_reports(struct facet_vgpu *vgpu, struct oa_ring *ring, u32 report, u64 period,
			 u32 shift, u64 n)
{
	u64 desc = context_now(vgpu);
	u32 id = report_id(vgpu, desc);
	u32 dwords = report / sizeof(u32);
	u32 *at = vgpu->oa->chunk;
	int ret = 0;

	for (; n && !ret; n--, period++) {
		memset(at, 0, report);
		at[GEN9_OA_REPORT_ID] = id;
		at[GEN9_OA_REPORT_TIMESTAMP] = lower_32_bits(period << shift);
		at[GEN9_OA_REPORT_CONTEXT] = facet_ccid(desc) & GEN9_OA_CONTEXT_MASK;
		at[GEN9_OA_REPORT_TICKS] = lower_32_bits(GT_PER_CS(period << shift));
		at += dwords;
		if (at + dwords <= vgpu->oa->chunk + CHUNK_DWORDS && n > 1)
			continue;
		ret = ring_write(vgpu, ring, vgpu->oa->chunk,
				 (at - vgpu->oa->chunk) * sizeof(u32));
		at = vgpu->oa->chunk;
		cond_resched();
	}
	return ret;
}

/* All reports of the periods that ended after @since, up to @now. */
static void report_periods(struct facet_vgpu *vgpu, u64 since, u64 now)
{
	u32 shift = timer_shift(vgpu);
	u32 report = report_bytes(vgpu);
	u32 status = facet_reg_get(&vgpu->dev, GEN9_OASTATUS);
	u64 n = (now >> shift) - (since >> shift);
	struct oa_ring ring;

	if (!shift || !report || !n ||
	    !(facet_reg_get(&vgpu->dev, GEN9_OABUFFER) & GEN9_OABUFFER_GGTT))
		return;
	ring = ring_of(vgpu, report);
	if (port_check(OA_ROOM, n > ring.room)) {
		n = ring.room;
		status |= GEN9_OASTATUS_OVERFLOW;
	}
	if (write_reports(vgpu, &ring, report, (since >> shift) + 1, shift, n))
		status |= GEN9_OASTATUS_REPORT_LOST;
	facet_reg_set(&vgpu->dev, GEN9_OATAILPTR, ring.base + ring.tail);
	facet_reg_set(&vgpu->dev, GEN9_OASTATUS, status);
}

static void oa_update(struct facet_vgpu *vgpu)
{
	u32 clock = facet_reg_read(&vgpu->dev, GEN9_RCS_BASE + GEN9_RING_TIMESTAMP);
	struct facet_oa *oa = vgpu->oa;
	u64 since = oa->reported_tick;

	oa->reported_tick = oa->anchored ? since + (u32)(clock - lower_32_bits(since)) : clock;
	if (oa->anchored)
		report_periods(vgpu, since, oa->reported_tick);
	oa->anchored = true;
}

static u32 oa_status_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	oa_update(vgpu);
	return facet_reg_get(&vgpu->dev, offset);
}

/* Of what was before the write, reports are as it was before. */
static void control_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	oa_update(vgpu);
	facet_reg_set(&vgpu->dev, offset, value);
}

static const struct facet_reg oa_rows[] = {
	{ .name = "OABUFFER_UDW", .offset = GEN9_OABUFFER_UDW },
	{ .name = "OACONTROL", .offset = GEN9_OACONTROL, .write = control_write },
	{ .name = "OA_DEBUG", .offset = GEN9_OA_DEBUG, .flags = FACET_REG_MASKED },
	{ .name = "OASTATUS", .offset = GEN9_OASTATUS, .read = oa_status_read },
	{ .name = "OAHEADPTR", .offset = GEN9_OAHEADPTR, .wmask = GEN9_OA_ADDRESS },
	{ .name = "OATAILPTR", .offset = GEN9_OATAILPTR, .wmask = GEN9_OA_ADDRESS,
	  .read = oa_status_read },
	{ .name = "OABUFFER", .offset = GEN9_OABUFFER },
};

const struct facet_reg_block facet_oa_regs = {
	.rows = oa_rows,
	.count = ARRAY_SIZE(oa_rows),
};

void facet_oa_set_context(struct facet_vgpu *vgpu, u32 control)
{
	facet_reg_set(&vgpu->dev, GEN9_OACTXCONTROL, control);
}

static void oa_reset(struct facet_device *dev)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	vgpu->oa->anchored = false;
}

int facet_oa_create(struct facet_vgpu *vgpu)
{
	vgpu->oa = port_zalloc(sizeof(*vgpu->oa));
	return vgpu->oa ? 0 : -ENOMEM;
}

void facet_oa_destroy(struct facet_vgpu *vgpu)
{
	port_free(vgpu->oa);
	vgpu->oa = NULL;
}

const struct facet_state_section facet_oa_state = {
	.name = "oa",
	.what = "reports go on by the clock of the pGPU that the vGPU is on",
	.reset = oa_reset,
};
