// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz facetd.conf with any bytes. A valid configuration prints as a valid configuration, which
 * prints the same again. A refused one has a reason for each error, with its line. The errors
 * are in the order of lines.
 */
#include "tests/fuzz/machine.h"
#include "tests/fuzz/target.h"
#include "tools/facetd/config.h"

static struct config config, again;
static struct config_errors errors;

static char *print(const struct config *from, size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	fuzz_check(out, "no memory");
	config_print(from, out);
	fclose(out);
	return text;
}

static void check_taken(void)
{
	size_t size, size_again;
	char *text = print(&config, &size), *text_again;

	fuzz_check(!config_parse(text, size, &again, &errors),
		   "line %u of what was printed: %s\n%s", errors.error[0].line,
		   errors.error[0].text, text);
	text_again = print(&again, &size_again);
	fuzz_check(size == size_again && !memcmp(text, text_again, size),
		   "printed once:\n%s\nand again:\n%s", text, text_again);
	free(text);
	free(text_again);
}

static void check_refused(const u8 *data, size_t size)
{
	u32 lines = 1, i;
	size_t k;

	for (k = 0; k < size; k++)
		lines += data[k] == '\n';
	fuzz_check(errors.n, "refused without a reason");
	for (i = 0; i < errors.n && i < CONFIG_ERRORS; i++) {
		fuzz_check(errors.error[i].line >= 1 && errors.error[i].line <= lines,
			   "line %u of %u", errors.error[i].line, lines);
		fuzz_check(!i || errors.error[i].line >= errors.error[i - 1].line, "out of order");
		fuzz_check(errors.error[i].text[0], "an error without a text");
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (config_parse((const char *)data, size, &config, &errors))
		check_refused(data, size);
	else
		check_taken();
	return 0;
}
