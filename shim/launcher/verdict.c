// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict on a run: whether the program used the simulated GPU. main.c calls this while the
 * program runs and at its end. Takes no locks.
 */
#include "shim/launcher/verdict.h"

#include <stdio.h>
#include <string.h>

/* Each Mesa driver of the simulated GPU has this word in its renderer string. */
#define OWN_RENDERER	"Intel"

static void keep_first(char *kept, const char *text)
{
	if (!*kept)
		snprintf(kept, FACET_RUN_LINE, "%s", text);
}

/* Return the value if the line has this event, else NULL. */
static const char *value_of(const char *line, const char *event)
{
	size_t length = strlen(event);

	if (strncmp(line, event, length))
		return NULL;
	if (!line[length])
		return line + length;
	return line[length] == '\t' ? line + length + 1 : NULL;
}

void verdict_add(struct verdict *verdict, const char *line)
{
	const char *event = line + strspn(line, "0123456789"), *value;

	if (event == line || *event++ != '\t')
		return;
	if (value_of(event, FACET_RUN_OPEN))
		verdict->opened = true;
	else if (value_of(event, FACET_RUN_DRIVER))
		verdict->driver = true;
	else if ((value = value_of(event, FACET_RUN_UNSUPPORTED)))
		snprintf(verdict->unsupported, sizeof(verdict->unsupported), "%s", value);
	else if ((value = value_of(event, FACET_RUN_HANG)))
		keep_first(verdict->hang, value);
	else if ((value = value_of(event, FACET_RUN_RENDERER)))
		keep_first(strstr(value, OWN_RENDERER) ? verdict->renderer : verdict->foreign,
			   value);
}

void verdict_read(struct verdict *verdict, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[FACET_RUN_LINE + 1];

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		verdict_add(verdict, line);
	}
	fclose(file);
}

bool verdict_failure(const struct verdict *verdict, char *why, size_t size)
{
	if (*verdict->foreign)
		snprintf(why, size, "draws with '%s', not with the simulated GPU",
			 verdict->foreign);
	else if (!verdict->opened)
		snprintf(why, size, "did not open a GPU: does it use OpenGL, Vulkan or OpenCL, and "
			 "are Mesa's drivers installed?");
	else if (!verdict->driver && *verdict->unsupported)
		snprintf(why, size, "has no driver on the simulated GPU: the driver gave up after "
			 "it was refused %s", verdict->unsupported);
	else if (!verdict->driver)
		snprintf(why, size, "has no driver on the simulated GPU: the driver opened it and "
			 "gave up");
	else
		return false;
	return true;
}
