// SPDX-License-Identifier: GPL-2.0-only
/* Chooses the kind of software GPU of a test; see test_model.h. */
#include "tests/lib/test_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool chosen;
static enum softgpu_model choice;

void test_model_use(enum softgpu_model model)
{
	chosen = true;
	choice = model;
}

enum softgpu_model test_model(void)
{
	const char *name = getenv("FACET_TEST_MODEL");

	if (chosen)
		return choice;
	if (!name || !strcmp(name, "private"))
		return SOFTGPU_PRIVATE;
	if (!strcmp(name, "hardware"))
		return SOFTGPU_LIKE_HARDWARE;
	fprintf(stderr, "FACET_TEST_MODEL=%s: must be private or hardware\n", name);
	exit(2);
}
