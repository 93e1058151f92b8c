// SPDX-License-Identifier: GPL-2.0-only
/*
 * Show a kernel of the execution units as text: each instruction, its offset, and the rules that it
 * breaks. The file has the bytes of the kernel. Without --all, the output ends with the instruction
 * that ends the thread.
 */
#include "port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eu/decode.h"
#include "eu/disasm.h"
#include "eu/validate.h"

#define MOST_BYTES	(16u << 20)

static void show_rules(const struct eu_inst *inst)
{
	u64 broken = eu_validate(inst);
	u32 i;

	if (eu_validate_refused(inst))
		printf("          # refused\n");
	for (i = 0; i < EU_RULES; i++)
		if (broken >> i & 1)
			printf("          # breaks %s\n", eu_rule_name(i));
}

/* Show one instruction. Return its bytes; 0: the file ends. */
static u32 show(const u8 *code, u32 bytes, u32 offset, bool *end)
{
	char text[EU_TEXT_BYTES];
	struct eu_inst inst;
	int err = eu_decode_fields(code + offset, bytes - offset, &inst);

	if (err == -ENODATA)
		return 0;
	if (err) {
		printf("%08x: invalid (opcode %u)\n", offset, inst.op);
		return inst.bytes;
	}
	eu_disasm(&inst, offset, text, sizeof(text));
	printf("%08x: %s\n", offset, text);
	show_rules(&inst);
	*end = inst.eot;
	return inst.bytes;
}

int main(int argc, char **argv)
{
	bool all = argc > 1 && !strcmp(argv[1], "--all"), end = false;
	const char *path = argc == 2 + all ? argv[1 + all] : NULL;
	u8 *code = malloc(MOST_BYTES);
	u32 bytes, offset = 0, step;
	FILE *file = path ? fopen(path, "rb") : NULL;

	if (!path || !file || !code) {
		fprintf(stderr, path ? "eu_disasm: cannot read %s\n" :
			"usage: eu_disasm [--all] FILE\n", path);
		free(code);
		return path ? 1 : 2;
	}
	bytes = fread(code, 1, MOST_BYTES, file);
	fclose(file);
	while (all || !end) {
		step = show(code, bytes, offset, &end);
		if (!step)
			break;
		offset += step;
	}
	free(code);
	return 0;
}
