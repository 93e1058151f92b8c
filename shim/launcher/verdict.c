// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict on a run: whether its processes used the simulated GPU. main.c calls this while the
 * program runs and at its end. Takes no locks.
 */
#include "shim/launcher/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each Mesa driver of the simulated GPU has this word in its renderer string. */
#define OWN_RENDERER	"Intel"

#define PROCESSES_MOST	65536u

static void keep_first(char *kept, const char *text)
{
	if (!*kept)
		snprintf(kept, FACET_RUN_LINE, "%s", text);
}

static void keep_missing(struct verdict *verdict, const char *name)
{
	unsigned int i;

	for (i = 0; i < verdict->n_missing; i++)
		if (!strcmp(verdict->missing[i], name))
			return;
	if (i < VERDICT_MISSING)
		snprintf(verdict->missing[verdict->n_missing++], FACET_RUN_LINE, "%s", name);
}

static struct verdict_process *process_of(const struct verdict *verdict, pid_t pid)
{
	size_t i;

	for (i = 0; i < verdict->n_processes; i++)
		if (verdict->processes[i].pid == pid)
			return &verdict->processes[i];
	return NULL;
}

static struct verdict_process *process_add(struct verdict *verdict, pid_t pid)
{
	struct verdict_process *process = process_of(verdict, pid), *grown;

	if (process || verdict->n_processes == PROCESSES_MOST)
		return process;
	grown = realloc(verdict->processes, (verdict->n_processes + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	verdict->processes = grown;
	process = &grown[verdict->n_processes++];
	memset(process, 0, sizeof(*process));
	process->pid = pid;
	return process;
}

/* Add what a process reports about itself. */
static void add_to_process(struct verdict_process *process, const char *event, const char *value)
{
	if (!strcmp(event, FACET_RUN_OPEN)) {
		process->opened = true;
		snprintf(process->name, sizeof(process->name), "%s", value);
	} else if (!strcmp(event, FACET_RUN_DRIVER)) {
		process->driver = true;
	} else if (!strcmp(event, FACET_RUN_FIRST)) {
		process->shown = true;
	} else if (!strcmp(event, FACET_RUN_UNSUPPORTED)) {
		snprintf(process->refused, sizeof(process->refused), "%s", value);
	} else if (!strcmp(event, FACET_RUN_RENDERER) && !strstr(value, OWN_RENDERER)) {
		keep_first(process->foreign, value);
	}
}

/* Add one line without its end of line. Lines that are not valid are ignored. */
static void add_line(struct verdict *verdict, char *line)
{
	char *event = line + strspn(line, "0123456789"), *value;
	struct verdict_process *process;

	if (event == line || *event != '\t')
		return;
	*event++ = '\0';
	value = event + strcspn(event, "\t");
	if (*value)
		*value++ = '\0';
	process = process_add(verdict, atoi(line));
	if (process)
		add_to_process(process, event, value);
	if (!strcmp(event, FACET_RUN_MISSING))
		keep_missing(verdict, value);
	else if (!strcmp(event, FACET_RUN_HANG))
		keep_first(verdict->hang, value);
	else if (!strcmp(event, FACET_RUN_STRAY))
		keep_first(verdict->stray, value);
	else if (!strcmp(event, FACET_RUN_LOST))
		keep_first(verdict->lost, value);
}

void verdict_read(struct verdict *verdict, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[FACET_RUN_LINE + 1];

	verdict_exit(verdict);
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		add_line(verdict, line);
	}
	fclose(file);
}

void verdict_exit(struct verdict *verdict)
{
	free(verdict->processes);
	memset(verdict, 0, sizeof(*verdict));
}

bool verdict_astray(const struct verdict *verdict)
{
	size_t i;

	for (i = 0; i < verdict->n_processes; i++)
		if (*verdict->processes[i].foreign)
			return true;
	return *verdict->stray;
}

/* Write the name of a process; nothing for the program itself. Return the number of letters. */
static size_t put_name(const struct verdict_process *process, pid_t program, char *why, size_t size)
{
	*why = '\0';
	if (process->pid != program)
		snprintf(why, size, *process->name ? "%s (process %d) " : "%sprocess %d ",
			 process->name, process->pid);
	return strlen(why);
}

/* Find out why a process has not drawn on the simulated GPU. @must: it had to. */
static bool process_failure(const struct verdict_process *process, bool must, char *why,
			    size_t size)
{
	if (process->opened && !process->driver && *process->refused)
		snprintf(why, size, "has no driver on the simulated GPU: the driver gave up after "
			 "it was refused %s", process->refused);
	else if (process->opened && !process->driver && must)
		snprintf(why, size, "has no driver on the simulated GPU: the driver opened it and "
			 "gave up");
	else if (process->shown && !process->driver)
		snprintf(why, size, "shows frames that the simulated GPU has not drawn");
	else
		return false;
	return true;
}

/* Find what ends a run early. The run has ended other processes then: they are not judged. */
static bool stray_failure(const struct verdict *verdict, pid_t program, char *why, size_t size)
{
	const struct verdict_process *process;
	size_t i, n;

	if (*verdict->stray) {
		snprintf(why, size, "starts a program that runs without the preload library: %s",
			 verdict->stray);
		return true;
	}
	for (i = 0; i < verdict->n_processes; i++) {
		process = &verdict->processes[i];
		if (!*process->foreign)
			continue;
		n = put_name(process, program, why, size);
		snprintf(why + n, size - n, "draws with '%s', not with the simulated GPU",
			 process->foreign);
		return true;
	}
	return false;
}

bool verdict_failure(const struct verdict *verdict, pid_t program, char *why, size_t size)
{
	const struct verdict_process *process;
	bool driver = false, opened = false;
	size_t i, n;

	if (stray_failure(verdict, program, why, size))
		return true;
	for (i = 0; i < verdict->n_processes; i++) {
		driver |= verdict->processes[i].driver;
		opened |= verdict->processes[i].opened;
	}
	for (i = 0; i < verdict->n_processes; i++) {
		process = &verdict->processes[i];
		n = put_name(process, program, why, size);
		if (process_failure(process, process->pid == program || !driver, why + n, size - n))
			return true;
	}
	if (!opened)
		snprintf(why, size, "did not open a GPU: check that it uses OpenGL, Vulkan or "
			 "OpenCL, and that Mesa's drivers are installed");
	return !opened;
}
