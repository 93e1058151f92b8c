// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz the decoder of EU instructions with any bytes. An instruction that is decoded can be encoded
 * again, and then decodes to the same. Its text has the same length whatever space there is. What
 * the decoder takes stays within the registers of a thread, by a count of its lanes one by one.
 */
#include "eu/decode.h"
#include "eu/disasm.h"
#include "eu/validate.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/target.h"
#include "tests/lib/eu_encode.h"

#define GUARD		0xa5u

/* Return where a lane of an operand is in the register file, in bytes. */
static u32 lane_at(const struct eu_operand *operand, u32 lane, bool dst)
{
	u32 element = dst ? lane * operand->hstride :
		lane / operand->width * operand->vstride + lane % operand->width * operand->hstride;

	return operand->nr * GEN9_EU_GRF_BYTES + operand->subnr +
	       element * eu_type_bytes(operand->type);
}

static void check_operand(const struct eu_inst *inst, const struct eu_operand *operand)
{
	bool dst = operand == &inst->dst;
	u32 lane, at;

	if (operand->file != EU_GRF || operand->indirect)
		return;
	for (lane = 0; lane < inst->exec_size; lane++) {
		at = lane_at(operand, lane, dst);
		fuzz_check(at + eu_type_bytes(operand->type) <= GEN9_EU_GRF_FILE_BYTES,
			   "lane %u of opcode %u is at byte %u", lane, inst->op, at);
		fuzz_check(at % eu_type_bytes(operand->type) == 0,
			   "lane %u of opcode %u is at byte %u", lane, inst->op, at);
	}
}

static void check_message(const struct eu_inst *inst)
{
	u32 length = inst->desc_reg ? 1 : inst->desc >> 25 & 15;
	u32 response = inst->desc_reg ? 0 : inst->desc >> 20 & 31;

	fuzz_check(inst->src[0].nr + length <= GEN9_EU_GRF_COUNT, "payload at %u, %u registers",
		   inst->src[0].nr, length);
	if (inst->dst.file == EU_GRF)
		fuzz_check(inst->dst.nr + response <= GEN9_EU_GRF_COUNT,
			   "response at %u, %u registers", inst->dst.nr, response);
	else
		fuzz_check(!response, "response of %u registers to nowhere", response);
	if (inst->src_count == 2 && inst->src[1].file == EU_GRF && !inst->ex_desc_reg)
		fuzz_check(inst->src[1].nr + (inst->ex_desc >> 6 & 15) <= GEN9_EU_GRF_COUNT,
			   "second payload at %u", inst->src[1].nr);
}

/* eu_decode() has taken the instruction. */
static void check_taken(const struct eu_inst *inst)
{
	u32 i;

	fuzz_check(eu_op_name(inst->op), "opcode %u has no name", inst->op);
	fuzz_check(inst->group + inst->exec_size <= GEN9_EU_LANES, "%u channels from %u",
		   inst->exec_size, inst->group);
	if (eu_op_is_send(inst->op)) {
		check_message(inst);
		return;
	}
	check_operand(inst, &inst->dst);
	for (i = 0; i < inst->src_count; i++)
		check_operand(inst, &inst->src[i]);
}

/* The distance of a jump counts from the next instruction, so its length matters. */
static void check_encoded(const struct eu_inst *inst)
{
	u8 code[GEN9_EU_INST_BYTES];
	struct eu_inst again, same = *inst;

	same.jip += same.op == GEN9_EU_JMPI || same.op == GEN9_EU_CALL ||
		    same.op == GEN9_EU_CALLA ? GEN9_EU_INST_BYTES - same.bytes : 0;
	same.bytes = GEN9_EU_INST_BYTES;
	eu_encode(&same, code);
	fuzz_check(!eu_decode_fields(code, sizeof(code), &again), "opcode %u is invalid once more",
		   inst->op);
	fuzz_check(!memcmp(&same, &again, sizeof(same)), "opcode %u decodes to another one",
		   inst->op);
}

static void check_text(const struct eu_inst *inst, u32 offset, u32 space)
{
	u8 text[EU_TEXT_BYTES + 1], whole[EU_TEXT_BYTES];
	u32 length, most = eu_disasm(inst, offset, (char *)whole, sizeof(whole));

	fuzz_check(most < sizeof(whole) - 1, "a text of %u bytes", most);
	memset(text, GUARD, sizeof(text));
	length = eu_disasm(inst, offset, (char *)text, space);
	fuzz_check(length == (most < space ? most : space - 1), "%u of %u bytes in %u", length,
		   most, space);
	fuzz_check(!memcmp(text, whole, length) && !text[length], "another text");
	fuzz_check(text[space] == GUARD, "a text beyond its space");
}

static u32 one(const u8 *data, u32 bytes, u32 offset)
{
	u8 *code = malloc(bytes);
	struct eu_inst inst, taken;
	int err, refused;

	/* A block of its own: AddressSanitizer sees a read beyond its end. */
	memcpy(code, data, bytes);
	err = eu_decode_fields(code, bytes, &inst);
	refused = eu_decode(code, bytes, &taken);
	free(code);
	fuzz_check(err == -ENODATA || inst.bytes == 8 || inst.bytes == 16, "%u bytes", inst.bytes);
	fuzz_check(!err || err == refused, "error %d, then %d", err, refused);
	if (!err) {
		fuzz_check(!refused == !eu_validate_refused(&inst), "the rules say something else");
		check_encoded(&inst);
		check_text(&inst, offset, 1 + data[0] % EU_TEXT_BYTES);
	}
	if (!refused)
		check_taken(&taken);
	return err == -ENODATA ? bytes : inst.bytes;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u32 offset = 0, bytes;

	while (offset < size) {
		bytes = size - offset;
		/* No more than an instruction, and often less. */
		if (bytes > GEN9_EU_INST_BYTES)
			bytes = GEN9_EU_INST_BYTES;
		offset += one(data + offset, bytes, offset);
	}
	return 0;
}
