// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare docs/reference/generated/commands.md with the compiled tables. With --print the program
 * writes the page to standard output.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "gen9/commands.h"
#include "mediator/audit/audit.h"
#include "tests/lib/page.h"

#define MAX_REASONS	32

static const char *const titles[GEN9_KINDS] = {
	[GEN9_KIND_MI] = "MI",
	[GEN9_KIND_2D] = "2D",
	[GEN9_KIND_RCS] = "3D, GPGPU and media of the render engine",
	[GEN9_KIND_VCS] = "MFX, HCP, VDENC, HuC and SFC of the video engine",
	[GEN9_KIND_VECS] = "VEBOX and SFC of the video enhancement engine",
};

static const char intro[] =
	"# Commands\n"
	"\n"
	"This page is for developers. It lists each command of the tables (`gen9/commands*.c`,\n"
	"`mediator/audit/audit_table.c`). `test_commands_page --print` prints the page, and the "
	"unit test of\n"
	"that name compares it with the tables.\n"
	"\n"
	"- **dword 0**: value of the bits that identify the command. Each heading names these "
	"bits.\n"
	"- **dwords**: length of the whole command, dword 0 included.\n"
	"- **addresses**: dwords where an address begins, and the page tables that translate it. "
	"If the\n"
	"  address has an upper half, it is in the next dword. *either*: a bit of the command "
	"selects PPGTT or\n"
	"  GGTT. Then the length of the access, at most: *surfaces*: by pitch and height. "
	"*bases*: as far as\n"
	"  offsets from them reach. Without a length, other fields or state that they name give "
	"it.\n"
	"- **ring, privileged batch**: places where the audit allows the command. Each byte at a "
	"GGTT address\n"
	"  must belong to the guest. A register that is closed to commands reads 0 and ignores "
	"writes\n"
	"  (`registers.md`). *context*: also in batches that a context image names. A number: "
	"the audit\n"
	"  refuses the command, for that reason below. MI_WAIT_FOR_EVENT and MI_LOAD_SCAN_LINES "
	"become\n"
	"  MI_NOOPs in the copy: no engine has a guest's screen. So does MI_ARB_ON_OFF where the "
	"engine\n"
	"  obeys it.\n"
	"- **user batch**: what an engine that polices user batches does with the command there. "
	"For a blitter\n"
	"  that does not, the audit copies user batches. MI_NOOPs replace what is skipped. "
	"*copied*: the copy\n"
	"  differs. A register that is closed to user batches reads 0 and ignores writes. *point*: "
	"when the\n"
	"  command has ended, also an engine that preempts work at arbitration points alone may "
	"give way.\n"
	"  Commands that wait are such points while they wait.\n"
	"\n"
	"A command that is not listed fails the workload. In a user batch the engine skips a 3D "
	"or media\n"
	"opcode without a name by the length rule of its pipeline, and counts it.\n";

struct page {
	FILE *out;
	const char *reasons[MAX_REASONS];
	u32 n_reasons;
};

static u32 lowest_bit(u32 mask)
{
	return __builtin_ctz(mask);
}

static u32 highest_bit(u32 mask)
{
	return 31 - __builtin_clz(mask);
}

static u32 reason_number(struct page *page, const char *why)
{
	u32 i;

	for (i = 0; i < page->n_reasons; i++)
		if (!strcmp(page->reasons[i], why))
			return i + 1;
	if (i == MAX_REASONS)
		abort();
	page->reasons[page->n_reasons++] = why;
	return i + 1;
}

static void print_engines(struct page *page, u32 engines)
{
	static const char *const names[GEN9_ENGINES] = { "RCS", "BCS", "VCS", "VECS" };
	const char *between = "";
	u32 i;

	if (engines == GEN9_ON_ALL) {
		fputs("all", page->out);
		return;
	}
	for (i = 0; i < GEN9_ENGINES; i++) {
		if (!(engines & BIT(i)))
			continue;
		fprintf(page->out, "%s%s", between, names[i]);
		between = " ";
	}
}

static void print_length(struct page *page, const struct gen9_cmd *cmd)
{
	if (cmd->length_mask)
		fprintf(page->out, "bits %u:0 + %u", highest_bit(cmd->length_mask), cmd->bias);
	else
		fprintf(page->out, "%u", cmd->bias);
}

static void print_extent(struct page *page, const struct gen9_cmd *cmd)
{
	static const char *const extents[] = {
		[GEN9_EXTENT_DATA] = ": the data that follows",
		[GEN9_EXTENT_BATCH] = ": a batch",
		[GEN9_EXTENT_SURFACE] = ": surfaces",
		[GEN9_EXTENT_BASE] = ": bases",
	};

	if (cmd->extent == GEN9_EXTENT_BYTES)
		fprintf(page->out, ": %u bytes", cmd->bytes);
	else if (cmd->extent != GEN9_EXTENT_FIELDS)
		fputs(extents[cmd->extent], page->out);
}

static void print_addresses(struct page *page, const struct gen9_cmd *cmd)
{
	static const char *const spaces[] = {
		[GEN9_SPACE_PPGTT] = "PPGTT",
		[GEN9_SPACE_EITHER] = "either",
		[GEN9_SPACE_GGTT] = "GGTT",
	};
	const u8 *at;

	if (!cmd->addresses)
		return;
	fprintf(page->out, "%s: ", spaces[cmd->space]);
	for (at = cmd->addresses; *at; at++)
		fprintf(page->out, at == cmd->addresses ? "%u" : ", %u", *at);
	if (cmd->stride)
		fprintf(page->out, ", again every %u", cmd->stride);
	print_extent(page, cmd);
}

static void print_places(struct page *page, const struct gen9_cmd *cmd)
{
	static const struct {
		u32 place;
		const char *name;
	} places[] = {
		{ FACET_AUDIT_RING, "ring" },
		{ FACET_AUDIT_BATCH | FACET_AUDIT_BATCH2, "batch" },
		{ FACET_AUDIT_CONTEXT | FACET_AUDIT_PER_CTX, "context" },
	};
	const struct facet_audit_rule *rule = facet_audit_rule_of(cmd->id);
	const char *between = "";
	u32 i;

	if (!rule || !(rule->places & ~FACET_AUDIT_USERS)) {
		fprintf(page->out, "no: %u", reason_number(page, facet_audit_refusal(cmd->id)));
		return;
	}
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		if (!(rule->places & places[i].place))
			continue;
		fprintf(page->out, "%s%s", between, places[i].name);
		between = ", ";
	}
	if (rule->forbid0)
		fprintf(page->out, "; not with bit %u", lowest_bit(rule->forbid0));
}

static const char *user_batch(const struct gen9_cmd *cmd)
{
	const struct facet_audit_rule *rule = facet_audit_rule_of(cmd->id);

	if (cmd->flags & GEN9_CMD_PRIVILEGED)
		return "skipped: privileged";
	if (cmd->flags & GEN9_CMD_GGTT_BIT)
		return rule ? "skipped with bit 22" : "skipped with bit 22; copied: skipped";
	if (cmd->engines & GEN9_ON_BCS && !(rule && rule->places & FACET_AUDIT_USERS))
		return "yes; copied: skipped";
	return cmd->space == GEN9_SPACE_EITHER ? "PPGTT only" : "yes";
}

static void print_row(struct page *page, const struct gen9_cmd *cmd)
{
	fprintf(page->out, "| %s | ", cmd->name);
	print_engines(page, cmd->engines);
	fprintf(page->out, " | 0x%08x | ", cmd->value);
	print_length(page, cmd);
	fputs(" | ", page->out);
	print_addresses(page, cmd);
	fputs(" | ", page->out);
	print_places(page, cmd);
	fprintf(page->out, " | %s%s |\n", user_batch(cmd),
		cmd->flags & GEN9_CMD_ARBITRATION ? "; point" : "");
}

static void print_kind(struct page *page, u32 kind)
{
	const struct gen9_cmd_table *table = gen9_cmd_tables[kind];
	u32 i = 0;

	while (!table->rows[i].name)
		i++;
	fprintf(page->out, "\n## %s: bits 31:%u\n\n", titles[kind],
		lowest_bit(table->rows[i].mask));
	fputs("| command | engines | dword 0 | dwords | addresses | ring, privileged batch |"
	      " user batch |\n|---|---|---|---|---|---|---|\n", page->out);
	for (; i < table->count; i++)
		if (table->rows[i].name)
			print_row(page, &table->rows[i]);
}

static void print_page(FILE *out)
{
	struct page page = { .out = out };
	u32 i;

	fputs(intro, out);
	for (i = 0; i < GEN9_KINDS; i++)
		print_kind(&page, i);
	fputs("\n## Why refused\n\n", out);
	for (i = 0; i < page.n_reasons; i++)
		fprintf(out, "%u. %s\n", i + 1, page.reasons[i]);
}

static void the_page_is_what_the_tables_say(void **state)
{
	char *page = page_read("reference/generated/commands.md"), *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(page);
	assert_non_null(f);
	print_page(f);
	fclose(f);
	if (strcmp(page, text))
		fail_msg("the page is old: test_commands_page --print > "
			 "docs/reference/generated/commands.md");
	free(page);
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_what_the_tables_say),
	};

	if (argc == 2 && !strcmp(argv[1], "--print")) {
		print_page(stdout);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
