// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare docs/reference/state.md with the sections of a saved state. With --print the program
 * writes the tables of the page to standard output.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/gpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/page.h"
#include "tests/unit/display/display_rig.h"
#include "virtio/virtio_pci_state.h"

static const char begin[] = "<!-- Printed by test_state_page --print -->\n";
static const char end[] = "<!-- End -->\n";

static void print_records(FILE *out, const struct facet_state_section *section)
{
	if (section->records == FACET_STATE_ANY)
		fputs("as many as there are", out);
	else
		fprintf(out, "%u", section->records);
}

static void print_fields(FILE *out, const struct facet_state_section *section)
{
	const struct facet_state_field *field;
	u32 at = 0, i;

	if (!section->n_fields)
		return;
	fputs("\n| byte | field | bytes | highest |\n|---|---|---|---|\n", out);
	for (i = 0; i < section->n_fields; i++) {
		field = &section->fields[i];
		fprintf(out, "| %u | `%s` | %u", at, field->name, field->size);
		if (field->count > 1)
			fprintf(out, " x %u", field->count);
		if (field->max)
			fprintf(out, " | %llu |\n", field->max);
		else
			fputs(" | any |\n", out);
		at += field->size * field->count;
	}
}

static void print_section(FILE *out, const struct facet_state_section *section)
{
	fprintf(out, "\n### %s\n\n%c%s.\n", section->name, section->what[0] & ~0x20,
		section->what + 1);
	if (!section->save) {
		fputs("Nothing is saved.\n", out);
		return;
	}
	fprintf(out, "Tag `%.4s`; records: ", (const char *)&section->tag);
	print_records(out, section);
	fputs(".\n", out);
	print_fields(out, section);
	if (section->rest)
		fprintf(out, "\n%s: %s.\n", section->n_fields ? "Then" : "Value", section->rest);
}

static void print_tables(FILE *out)
{
	const struct facet_state_section *section;
	void *rig;
	u32 i;

	rig_setup(&rig);
	for (i = 0;
	     (section = facet_vgpu_state_section_at(facet_gpu_state(((struct rig *)rig)->gpu), i));
	     i++)
		print_section(out, section);
	rig_teardown(&rig);
	fputs("\n## Sections of a virtio-gpu\n", out);
	for (i = 0; (section = facet_virtio_pci_section_at(i)); i++)
		print_section(out, section);
	fputc('\n', out);
}

static void the_page_is_what_the_sections_say(void **state)
{
	char *page = page_read("reference/state.md"), *text = NULL, *first, *last;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(page);
	assert_non_null(f);
	print_tables(f);
	fclose(f);
	first = strstr(page, begin);
	assert_non_null(first);
	first += strlen(begin);
	last = strstr(first, end);
	assert_non_null(last);
	if ((size_t)(last - first) != size || memcmp(first, text, size))
		fail_msg("docs/reference/state.md is old: put into it what "
			 "test_state_page --print says");
	free(page);
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_what_the_sections_say),
	};

	if (argc == 2 && !strcmp(argv[1], "--print")) {
		print_tables(stdout);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
