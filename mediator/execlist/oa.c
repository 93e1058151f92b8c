// SPDX-License-Identifier: GPL-2.0-only
/*
 * The observation architecture (OA) unit of a vGPU. At each end of a period the unit writes a
 * report to a ring in guest memory. No timer of the host runs for that. The unit writes the due
 * reports when the guest reads the tail or the status, or writes OACONTROL. A guest reads the tail
 * or the status before it reads the ring. The ring's size bounds the cost of one such access.
 *
 * A report has the time, the clock, and the context that the engine has when the unit writes the
 * report. All other counters count signals inside a GPU: they stay 0.
 *
 * Trapped accesses call this file with mmio_lock held. The worker sets the timer's control
 * (facet_oa_set_context()). context_now() takes vgpu->dev.lock.
 *
 * Source: PRM SKL Vol. 2c and "Observability"; i915 i915_perf.c.
 */
#include "mediator/execlist/oa.h"

#include "device/reg_blocks.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "gen9/engine_defs.h"
#include "gen9/identity.h"
#include "gen9/oa_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/ggtt.h"

#define CLOCK_BITS	32u	/* bits of a report's time; a period is 2^32 ticks at most */
#define CHUNK_DWORDS	1024u	/* dwords of reports that one write carries, at most */
#define CS_TICKS_PER_US	(GEN9_CS_CLOCK_HZ / 1000000u)

_Static_assert(CHUNK_DWORDS * sizeof(u32) >= GEN9_OA_REPORT_MAX, "a report fits");

/**
 * struct facet_oa - The OA unit of one vGPU. Under mmio_lock.
 * @anchored: @reported_tick belongs to the clock of this pGPU
 * @reported_tick: tick of the engines' clock up to which reports are written. Its low half is the
 *	clock's; its upper half counts overflows since the first update
 * @chunk: reports that the next write carries
 */
struct facet_oa {
	bool anchored;
	u64 reported_tick;
	u32 chunk[CHUNK_DWORDS];
};

/**
 * struct oa_ring - The ring of reports in guest memory.
 * @base: GGTT address of the ring in bytes
 * @bytes: size of the ring in bytes, a power of two
 * @tail: offset behind the last report in bytes
 * @room: number of reports that fit before the tail meets the head
 */
struct oa_ring {
	u32 base;
	u32 bytes;
	u32 tail;
	u32 room;
};

/* Return the size of a report in bytes; 0: OACONTROL names no format. */
static u32 report_bytes(const struct facet_vgpu *vgpu)
{
	static const u32 bytes[GEN9_OA_FORMATS] = GEN9_OA_FORMAT_BYTES;

	return bytes[GEN9_OACONTROL_FORMAT(facet_reg_get(&vgpu->dev, GEN9_OACONTROL))];
}

/* Return log2 of the ticks of a period; 0: the timer is off. */
static u32 timer_shift(const struct facet_vgpu *vgpu)
{
	u32 context = facet_reg_get(&vgpu->dev, GEN9_OACTXCONTROL);

	if (!(facet_reg_get(&vgpu->dev, GEN9_OACONTROL) & GEN9_OACONTROL_ENABLE) ||
	    !(context & GEN9_OACTX_TIMER))
		return 0;
	return min(GEN9_OACTX_EXPONENT(context) + 1, CLOCK_BITS);
}

/* Read the ring from the registers. @report: size of a report in bytes. */
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

/*
 * Write @bytes bytes at the tail, around the end of the ring if need be, and move the tail. Return:
 * as facet_ggtt_write().
 */
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

/*
 * Return the descriptor of the context that the render engine has; 0: none. Takes vgpu->dev.lock.
 */
static u64 context_now(struct facet_vgpu *vgpu)
{
	unsigned long flags;
	u64 desc;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	desc = vgpu->execlists->engines[PGPU_RCS].active.desc[0];
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return desc;
}

/* Return the clocks of the render engine, at its highest frequency, in @ticks of the engines. */
static u64 clocks_of(const struct facet_vgpu *vgpu, u64 ticks)
{
	return ticks * gen9_identity_clock_mhz(vgpu->dev.identity) / CS_TICKS_PER_US;
}

/* Return dword 0 of a report. @desc: the descriptor of the context; 0: none. */
static u32 report_id(const struct facet_vgpu *vgpu, u64 desc)
{
	u32 id = GEN9_OA_ID_TIMER | (desc ? GEN9_OA_ID_CONTEXT : 0);

	if (facet_reg_get(&vgpu->dev, GEN9_OA_DEBUG) & GEN9_OA_DEBUG_CLOCK_RATIO)
		id |= GEN9_OA_ID_CLOCKS(gen9_identity_clock_mhz(vgpu->dev.identity) * 1000u /
					GEN9_OA_CLOCK_UNIT_KHZ);
	return id;
}

/*
 * Write @n reports of @report bytes each, the first for the end of period number @period. @shift:
 * log2 of the ticks of a period. May sleep. Return: as facet_ggtt_write(); after an error the other
 * reports are lost.
 */
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
		at[GEN9_OA_REPORT_TICKS] = lower_32_bits(clocks_of(vgpu, period << shift));
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

/*
 * Write the reports of the periods that ended after tick @since, up to tick @now. Set the status
 * bits of reports that are lost. mmio_lock held; may sleep.
 */
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

/* Write the reports that are due now. mmio_lock held; may sleep. */
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

/* Read OASTATUS or OATAILPTR, behind the reports that are due. */
static u32 oa_status_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	oa_update(vgpu);
	return facet_reg_get(&vgpu->dev, offset);
}

/* Write OACONTROL. Reports of periods before the write have the old format. */
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

static void oa_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);

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
