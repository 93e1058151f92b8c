// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare docs/reference/generated/registers.md with the compiled register rows, and with the
 * unlisted offsets that guests access. With --print the program writes the page to standard output.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "device/regs.h"
#include "display/gen9_display.h"
#include "gen9/regs_defs.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "tests/lib/page.h"
#include "tests/lib/rig.h"


/* An offset that a guest was found to access, and that has no row on purpose. */
struct absent {
	u32 offset;
	u32 count;
	const char *who;
	const char *why;
};

static const struct absent absent[] = {
	{ 0x0, 1, "i915's debugfs: `drpc` from 6.12 on, `i915_dmc_info` of 6.1",
	  "offset 0 is what an `i915_reg_t` that names none is: counters of RC6, which under a "
	  "vGPU is not"
	  " set up (gt/intel_rc6.c); the first dword of a DMC program that was not loaded"
	  " (display/intel_dmc.c)" },
};

static const char intro[] =
	"# Registers\n"
	"\n"
	"This page is for developers. It lists each register that a guest finds, as the rows of "
	"the register\n"
	"map have it (`device/*.c`, `mediator/*.c`, `display/*.c`). `test_registers_page "
	"--print` prints the\n"
	"page, and the unit test of that name compares it with the rows. Trapped accesses, the "
	"command audit\n"
	"and saved state use the same rows.\n"
	"\n"
	"- **offset**: offset of the first register in BAR0. Then the number of registers, and "
	"the distance\n"
	"  between two of them if it is not 4 bytes.\n"
	"- **access**: *RW* is plain memory. *RO* ignores writes. *W1C*: a written one clears "
	"the bit.\n"
	"  *masked*: bits 31:16 of a write enable bits 15:0. *computed*: a handler returns the "
	"value. *acts*:\n"
	"  a handler takes the written value.\n"
	"- **reset**: value after a reset of the device. **mask**: bits that a plain write "
	"changes, unless it\n"
	"  changes all.\n"
	"- **commands**: accesses that Facet allows to commands of the ring and of privileged "
	"batches of the\n"
	"  register's own engine: *read*, *write*. For other commands the register is closed: it "
	"reads 0 and\n"
	"  ignores writes, and the access is counted. *void*: drivers are known to name the "
	"register, so\n"
	"  these accesses are not counted. User batches write only registers of\n"
	"  `gen9/context_regs_defs.h`, and registers that FORCE_TO_NONPRIV opens among those "
	"that commands\n"
	"  may write.\n"
	"- **class**: *context*: the context's image has the value. *switch*: each vGPU has its "
	"own value on\n"
	"  the engine. *keep*: a reset of the engine keeps the value.\n"
	"\n"
	"An offset without a row reads 0 and ignores writes. Each access is counted, by MMIO and "
	"by command:\n"
	"`submission.md` says where to read the counts.\n"
	"\n"
	"| offset | name | access | reset | mask | commands | class |\n"
	"|---|---|---|---|---|---|---|\n";

static const char absent_intro[] =
	"\n"
	"## Offsets without a row\n"
	"\n"
	"Offsets that guests with kernels 6.1, 6.12 and 7.2 access under a desktop's load\n"
	"(`./run soak desktop`) and that have no row.\n"
	"\n"
	"| offset | who accesses it | why it has no row |\n"
	"|---|---|---|\n";

static struct rig *make_rig(void)
{
	struct rig *rig = rig_create(&facet_types[0], facet_display_regs);

	if (!rig)
		abort();
	return rig;
}

static void print_words(FILE *out, const char *const *words, u32 n, u32 set)
{
	const char *between = " ";
	u32 i;

	fputs(" |", out);
	for (i = 0; i < n; i++) {
		if (!(set & BIT(i)))
			continue;
		fprintf(out, "%s%s", between, words[i]);
		between = ", ";
	}
}

static void print_access(FILE *out, const struct facet_reg *row)
{
	static const char *const words[] = { "RW", "RO", "W1C", "masked", "computed", "acts" };
	u32 kind = row->flags & FACET_REG_RO ? 1 : row->flags & FACET_REG_W1C ? 2 :
		   row->flags & FACET_REG_MASKED ? 3 : 0;

	print_words(out, words, ARRAY_SIZE(words),
		    BIT(kind) | (row->read ? BIT(4) : 0) | (row->write ? BIT(5) : 0));
}

static void print_row(FILE *out, const struct facet_reg *row)
{
	static const char *const commands[] = { "read", "write", "void" };
	static const char *const classes[] = { "context", "switch", "keep" };

	fprintf(out, "| 0x%06x", row->offset);
	if (row->count > 1)
		fprintf(out, " x %u", row->count);
	if (row->count > 1 && row->stride && row->stride != sizeof(u32))
		fprintf(out, " by 0x%x", row->stride);
	fprintf(out, " | %s", row->name);
	print_access(out, row);
	fprintf(out, " | 0x%08x |", row->reset);
	if (row->wmask)
		fprintf(out, " 0x%08x", row->wmask);
	print_words(out, commands, ARRAY_SIZE(commands),
		    (row->flags & FACET_REG_CMD_READ ? BIT(0) : 0) |
		    (row->flags & FACET_REG_CMD_WRITE ? BIT(1) : 0) |
		    (row->flags & FACET_REG_CMD_IGNORED ? BIT(2) : 0));
	print_words(out, classes, ARRAY_SIZE(classes),
		    (row->flags & FACET_REG_CONTEXT ? BIT(0) : 0) |
		    (row->flags & FACET_REG_SWITCH ? BIT(1) : 0) |
		    (row->flags & FACET_REG_KEEP ? BIT(2) : 0));
	fputs(" |\n", out);
}

static void print_page(FILE *out, const struct facet_reg_map *map)
{
	u32 offset, i;

	fputs(intro, out);
	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += sizeof(u32)) {
		const struct facet_reg *row = facet_reg_map_find(map, offset);

		if (row && row->offset == offset)
			print_row(out, row);
	}
	fputs(absent_intro, out);
	for (i = 0; i < ARRAY_SIZE(absent); i++) {
		fprintf(out, "| 0x%06x", absent[i].offset);
		if (absent[i].count > 1)
			fprintf(out, " x %u", absent[i].count);
		fprintf(out, " | %s | %s |\n", absent[i].who, absent[i].why);
	}
}

static void the_page_is_what_the_rows_say(void **state)
{
	struct rig *rig = make_rig();
	char *page = page_read("reference/generated/registers.md"), *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(page);
	assert_non_null(f);
	print_page(f, facet_gpu_reg_map(rig->gpu));
	fclose(f);
	rig_destroy(rig);
	if (strcmp(page, text))
		fail_msg("the page is old: test_registers_page --print > "
			 "docs/reference/generated/registers.md");
	free(page);
	free(text);
}

static void what_is_explained_as_absent_is_absent(void **state)
{
	struct rig *rig = make_rig();
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(absent); i++)
		for (k = 0; k < absent[i].count; k++)
			assert_null(facet_reg_map_find(facet_gpu_reg_map(rig->gpu),
						      absent[i].offset + 4 * k));
	rig_destroy(rig);
}

/*
 * A row whose parts contradict each other is a mistake, for example a read-only register with a
 * handler for writes.
 */
static void no_row_contradicts_itself(void **state)
{
	struct rig *rig = make_rig();
	u32 offset;

	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += sizeof(u32)) {
		const struct facet_reg *row =
			facet_reg_map_find(facet_gpu_reg_map(rig->gpu), offset);
		u32 kinds = FACET_REG_RO | FACET_REG_MASKED | FACET_REG_W1C;
		bool wrong;

		if (!row)
			continue;
		kinds &= row->flags;
		wrong = kinds & (kinds - 1);
		wrong |= (row->flags & FACET_REG_RO) &&
			 (row->write || row->wmask || (row->flags & FACET_REG_CMD_WRITE));
		wrong |= (row->flags & FACET_REG_MASKED) && (row->wmask || row->reset >> 16);
		wrong |= (row->flags & FACET_REG_CONTEXT) && (row->flags & FACET_REG_SWITCH);
		if (wrong)
			fail_msg("%s at %#x contradicts itself", row->name, offset);
	}
	rig_destroy(rig);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_what_the_rows_say),
		cmocka_unit_test(what_is_explained_as_absent_is_absent),
		cmocka_unit_test(no_row_contradicts_itself),
	};

	if (argc == 2 && !strcmp(argv[1], "--print")) {
		struct rig *rig = make_rig();

		print_page(stdout, facet_gpu_reg_map(rig->gpu));
		rig_destroy(rig);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
