// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mailbox to the power-control firmware: a command is answered within the
 * write that asks. Rows of the register map; mmio_lock held.
 */
#include "device/reg_blocks.h"

#include "gen9/regs_defs.h"
#include "device/regs.h"

#define PCODE_ANSWERS	2u

/**
 * struct pcode_command - What a command answers.
 * @command: bits 7:0 of the mailbox
 * @by_data: the answer is the entry that DATA names; else always the first
 * @keep: DATA stays as the guest wrote it, but for the bits of the answer
 * @answer: for DATA
 */
struct pcode_command {
	u8 command;
	bool by_data;
	bool keep;
	u32 answer[PCODE_ANSWERS];
};

/*
 * Latencies are microseconds of watermark levels 0-3 and 4-7: those of a Kaby
 * Lake board with DDR4. A guest changes the core display clock only after
 * CDCLK_READY, and takes SAGV for off after SAGV_DONE.
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
	u32 answer;

	if (!(value & GEN9_PCODE_READY)) {
		facet_reg_set(dev, offset, value);
		return;
	}
	command = pcode_find(value);
	if (!command) {
		facet_reg_set(dev, offset, GEN9_PCODE_ILLEGAL_CMD);
		return;
	}
	answer = command->answer[command->by_data && data ? 1 : 0];
	facet_reg_set(dev, GEN9_PCODE_DATA, command->keep ? data | answer : answer);
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
