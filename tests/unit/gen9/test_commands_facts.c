// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare Facet's command table with Mesa's genxml, for each Gen9 instruction.
 * gen9_commands_facts.py makes gen9_commands_facts.h from genxml.
 */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/commands.h"
#include "gen9_commands_facts.h"
#include "mediator/audit/audit.h"

#define MAX_ADDRESSES 40

struct fact {
	const char *name;
	u32 mask;
	u32 value;
	u32 engines;
	u32 length_mask;
	u32 bias;
	u32 dwords;
	u8 addresses[MAX_ADDRESSES];	/* a 0 ends the list */
	u32 stride;
};

#define A(...) { __VA_ARGS__ }
#define FACT(...) { __VA_ARGS__ },
static const struct fact facts[] = { GEN9_COMMANDS_FACTS };

/* A row of the table that differs from genxml, and why. */
struct exception {
	const char *name;
	u32 engines;		/* engines for which the row does not follow genxml */
	bool length;
	bool addresses;
	bool stride;
	const char *why;
};

static const struct exception exceptions[] = {
	{ "MI_PREDICATE", .engines = GEN9_ON_XCS,
	  .why = "the registers that it combines are those of the render engine alone" },
	{ "MI_SET_CONTEXT", .engines = GEN9_ON_XCS,
	  .why = "saves the state of the render engine, and is refused in any case" },
	{ "MFX_WAIT", .length = true,
	  .why = "i915_cmd_parser.c: always one dword, whatever its length field says" },
	{ "HCP_TILE_CODING", .length = true,
	  .why = "one dword and a field in the fifth contradict; follows the rule of all HCP" },
	{ "SFC_STATE", .addresses = true,
	  .why = "genxml has its surfaces as plain numbers; iHD mhw_sfc_hwcmd_g9_X names them" },
	{ "HCP_PAK_INSERT_OBJECT", .stride = true,
	  .why = "what repeats is the inline payload; the indirect one has one address" },
};

static const struct exception *exception_of(const char *name)
{
	static const struct exception none;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(exceptions); i++)
		if (!strcmp(exceptions[i].name, name))
			return &exceptions[i];
	return &none;
}

static bool same_addresses(const struct fact *fact, const struct gen9_cmd *cmd)
{
	static const u8 none[1];
	const u8 *have = cmd->addresses ? cmd->addresses : none;
	u32 i;

	for (i = 0; i < MAX_ADDRESSES; i++) {
		if (have[i] != fact->addresses[i])
			return false;
		if (!have[i])
			return true;
	}
	return false;
}

static bool agrees(const struct fact *fact, const struct gen9_cmd *cmd, const char **what)
{
	const struct exception *except = exception_of(fact->name);

	*what = "is not in the table";
	if (!cmd || cmd->id == GEN9_CMD_UNLISTED || strcmp(cmd->name, fact->name))
		return false;
	*what = "has other opcode bits";
	if (cmd->mask != fact->mask || cmd->value != fact->value)
		return false;
	*what = "has another length rule";
	if (!except->length &&
	    (cmd->length_mask != fact->length_mask || cmd->bias != fact->bias))
		return false;
	*what = "has other addresses";
	if (!except->addresses && !same_addresses(fact, cmd))
		return false;
	*what = "repeats its addresses otherwise";
	return cmd->stride == fact->stride || except->stride;
}

static void every_instruction_of_genxml_is_in_the_table(void **state)
{
	const char *what;
	u32 i, engine, failed = 0;

	for (i = 0; i < ARRAY_SIZE(facts); i++) {
		const struct fact *fact = &facts[i];

		for (engine = 0; engine < GEN9_ENGINES; engine++) {
			if (!(fact->engines & ~exception_of(fact->name)->engines & BIT(engine)))
				continue;
			if (agrees(fact, gen9_cmd_find(engine, fact->value), &what))
				continue;
			print_message("# %s %s (engine %u)\n", fact->name, what, engine);
			failed++;
		}
	}
	assert_int_equal(failed, 0);
}

/* If the table and genxml agree without an exception, the exception must be deleted. */
static void every_exception_is_needed(void **state)
{
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(exceptions); i++) {
		const struct fact *fact = NULL;
		const struct gen9_cmd *cmd = NULL;
		bool needed;

		for (j = 0; j < ARRAY_SIZE(facts); j++)
			if (!strcmp(facts[j].name, exceptions[i].name))
				fact = &facts[j];
		assert_non_null(fact);
		for (j = 0; j < GEN9_ENGINES && !cmd; j++)
			if (fact->engines & BIT(j))
				cmd = gen9_cmd_find(j, fact->value);
		assert_non_null(cmd);
		needed = fact->engines & ~cmd->engines & exceptions[i].engines;
		needed |= exceptions[i].length && (cmd->length_mask != fact->length_mask ||
						   cmd->bias != fact->bias);
		needed |= exceptions[i].addresses && !same_addresses(fact, cmd);
		needed |= exceptions[i].stride && cmd->stride != fact->stride;
		if (!needed)
			fail_msg("%s needs no exception", exceptions[i].name);
	}
}

/* The lookup bisects: it would not find rows out of order. */
static void every_row_is_found_on_its_engines(void **state)
{
	u32 kind, i, engine;

	for (kind = 0; kind < GEN9_KINDS; kind++) {
		for (i = 0; i < gen9_cmd_tables[kind]->count; i++) {
			const struct gen9_cmd *cmd = &gen9_cmd_tables[kind]->rows[i];

			if (!cmd->name)
				continue;
			for (engine = 0; engine < GEN9_ENGINES; engine++)
				if (cmd->engines & BIT(engine))
					assert_ptr_equal(gen9_cmd_find(engine, cmd->value), cmd);
		}
	}
}

static bool has_address(const struct gen9_cmd *cmd, u8 dword)
{
	const u8 *at;

	for (at = cmd->addresses; at && *at; at++)
		if (*at == dword)
			return true;
	return false;
}

/*
 * For each command with a rule, the rule checks each address that can be in the GGTT. It checks no
 * other field. The row says how much memory the command accesses there.
 */
static void check_rule(const struct gen9_cmd *cmd, const struct facet_audit_rule *rule)
{
	u32 i, in_rule = 0, in_row = 0;
	const u8 *at;

	for (i = 0; i < ARRAY_SIZE(rule->address); i++) {
		if (!rule->address[i].ggtt)
			continue;
		if (!has_address(cmd, rule->address[i].dword))
			fail_msg("%s: dword %u is no address", cmd->name, rule->address[i].dword);
		in_rule++;
	}
	for (at = cmd->addresses; at && *at; at++)
		in_row++;
	if (cmd->space != GEN9_SPACE_PPGTT && cmd->extent != GEN9_EXTENT_BYTES &&
	    cmd->extent != GEN9_EXTENT_DATA && cmd->id != GEN9_CMD_MI_BATCH_BUFFER_START)
		fail_msg("%s: nobody says how much of the GGTT it touches", cmd->name);
	assert_int_equal(cmd->extent == GEN9_EXTENT_BYTES, !!cmd->bytes);
	if (cmd->space == GEN9_SPACE_PPGTT || cmd->id == GEN9_CMD_MI_BATCH_BUFFER_START)
		assert_int_equal(in_rule, 0);
	else if (in_rule != in_row && !rule->check)
		fail_msg("%s: %u of %u addresses are checked", cmd->name, in_rule, in_row);
}

static void every_row_is_judged(void **state)
{
	u32 kind, i;

	for (kind = 0; kind < GEN9_KINDS; kind++) {
		for (i = 0; i < gen9_cmd_tables[kind]->count; i++) {
			const struct gen9_cmd *cmd = &gen9_cmd_tables[kind]->rows[i];
			const struct facet_audit_rule *rule;

			if (!cmd->name)
				continue;
			rule = facet_audit_rule_of(cmd->id);
			/* A command that only users may have has both. */
			if (!(rule && rule->places & ~FACET_AUDIT_USERS) ==
			    !facet_audit_refusal(cmd->id))
				fail_msg("%s: neither or both of rule and refusal", cmd->name);
			if (rule)
				check_rule(cmd, rule);
		}
	}
	assert_null(facet_audit_rule_of(GEN9_CMD_UNLISTED));
	assert_null(facet_audit_rule_of(GEN9_CMD_INVALID));
	assert_null(facet_audit_refusal(GEN9_CMD_IDS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_instruction_of_genxml_is_in_the_table),
		cmocka_unit_test(every_exception_is_needed),
		cmocka_unit_test(every_row_is_found_on_its_engines),
		cmocka_unit_test(every_row_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
