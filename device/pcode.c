// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mailbox to the power-control firmware. A command completes within the write that starts it.
 * Trapped accesses call these rows with mmio_lock held. Takes no lock.
 */
#include "device/reg_blocks.h"

#include "device/regs.h"
#include "gen9/regs_defs.h"

#define PCODE_RESULTS	2u

/**
 * struct pcode_command - The result of a command.
 * @command: bits 7:0 of the mailbox
 * @by_data: DATA selects the entry of @results; else the result is the first entry
 * @keep: DATA keeps the guest's value, with the bits of the result set; else DATA is the result
 * @results: results for DATA
 */
struct pcode_command {
	u8 command;
	bool by_data;
	bool keep;
	u32 results[PCODE_RESULTS];
};

/*
 * Latencies are in microseconds, for watermark levels 0-3 and 4-7, of a Kaby Lake board with DDR4.
 * A guest changes the core display clock only after CDCLK_READY. A guest regards SAGV as off after
 * SAGV_DONE.
 */
static const struct pcode_command pcode_commands[] = {
	{ GEN9_PCODE_READ_MEM_LATENCY, true, false, { 0x1f0f0a04, 0x2d2d2820 } },
	{ GEN9_PCODE_CDCLK_CONTROL, false, true, { GEN9_PCODE_CDCLK_READY } },
	{ GEN9_PCODE_WRITE_MIN_FREQ, false, true, { 0 } },
	{ GEN9_PCODE_READ_MIN_FREQ, false, true, { 0 } },
	{ GEN9_PCODE_READ_OC_PARAMS, false, false, { 0 } },
	{ GEN9_PCODE_DYNAMIC_DUTY_CYCLE, false, true, { 0 } },
	{ GEN9_PCODE_SAGV_CONTROL, false, false, { GEN9_PCODE_SAGV_DONE } },
};

static const struct pcode_command *pcode_find(u32 mailbox)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pcode_commands); i++) {
		if (pcode_commands[i].command == (mailbox & 0xff))
			return &pcode_commands[i];
	}
	return NULL;
}

static void pcode_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			u32 value)
{
	u32 data = facet_reg_get(dev, GEN9_PCODE_DATA);
	const struct pcode_command *command;
	u32 result;

	if (!(value & GEN9_PCODE_READY)) {
		facet_reg_set(dev, offset, value);
		return;
	}
	command = pcode_find(value);
	if (!command) {
		facet_reg_set(dev, offset, GEN9_PCODE_ILLEGAL_CMD);
		return;
	}
	result = command->results[command->by_data && data ? 1 : 0];
	facet_reg_set(dev, GEN9_PCODE_DATA, command->keep ? data | result : result);
	facet_reg_set(dev, offset, value & ~(GEN9_PCODE_READY | GEN9_PCODE_ERROR_MASK));
}

static const struct facet_reg pcode_rows[] = {
	{ .name = "PCODE_MAILBOX", .offset = GEN9_PCODE_MAILBOX, .write = pcode_write },
	{ .name = "PCODE_DATA", .offset = GEN9_PCODE_DATA },
	{ .name = "PCODE_DATA1", .offset = GEN9_PCODE_DATA1 },
};

const struct facet_reg_block facet_pcode_regs = {
	.rows = pcode_rows,
	.count = ARRAY_SIZE(pcode_rows),
};
