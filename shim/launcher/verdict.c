// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict on a run: whether its processes used the simulated GPU. main.c calls this while the
 * program runs and at its end. Takes no locks.
 */
#include "shim/launcher/verdict.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each Mesa driver of the simulated GPU has this word in its renderer string. */
#define OWN_RENDERER	"Intel"

#define PROCESSES_FIRST	16u
#define PROCESSES_MOST	65536u
#define REPORT_BYTES	(4u << 20)	/* most bytes of a report that are read */

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

/* Return the place of a process in @by_pid: where it is, or where it belongs. */
static size_t place_of(const struct verdict *verdict, pid_t pid)
{
	size_t low = 0, high = verdict->n_processes, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (verdict->processes[verdict->by_pid[middle]].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Make room for one more process. Return false: there are too many, or there is no memory. */
static bool grow(struct verdict *verdict)
{
	size_t room = verdict->room ? 2 * verdict->room : PROCESSES_FIRST;
	struct verdict_process *processes;
	unsigned int *by_pid;

	if (verdict->n_processes < verdict->room)
		return true;
	if (room > PROCESSES_MOST)
		return false;
	processes = realloc(verdict->processes, room * sizeof(*processes));
	if (processes)
		verdict->processes = processes;
	by_pid = realloc(verdict->by_pid, room * sizeof(*by_pid));
	if (by_pid)
		verdict->by_pid = by_pid;
	if (!processes || !by_pid)
		return false;
	verdict->room = room;
	return true;
}

static struct verdict_process *process_add(struct verdict *verdict, pid_t pid)
{
	size_t place = place_of(verdict, pid), n = verdict->n_processes;
	struct verdict_process *process;

	if (place < n && verdict->processes[verdict->by_pid[place]].pid == pid)
		return &verdict->processes[verdict->by_pid[place]];
	if (!grow(verdict))
		return NULL;
	memmove(&verdict->by_pid[place + 1], &verdict->by_pid[place],
		(n - place) * sizeof(*verdict->by_pid));
	verdict->by_pid[place] = n;
	process = &verdict->processes[verdict->n_processes++];
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

/*
 * Read a file, at most @most bytes of it. A process may write without an end, or put a pipe in the
 * place of the file: the launcher must go on. Return the number of bytes.
 */
static size_t read_file(const char *path, char *to, size_t most)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	size_t bytes = 0;
	ssize_t n = 1;

	while (fd >= 0 && n > 0 && bytes < most) {
		n = read(fd, to + bytes, most - bytes);
		bytes += n > 0 ? n : 0;
	}
	if (fd >= 0)
		close(fd);
	return bytes;
}

void verdict_read(struct verdict *verdict, const char *path)
{
	char *text = malloc(REPORT_BYTES), *at = text, *end, line[FACET_RUN_LINE];
	size_t left = text ? read_file(path, text, REPORT_BYTES) : 0, n;

	verdict_exit(verdict);
	while (left) {
		end = memchr(at, '\n', left);
		n = end ? (size_t)(end - at) : left;
		snprintf(line, sizeof(line), "%.*s", (int)n, at);
		add_line(verdict, line);
		n += end != NULL;
		at += n;
		left -= n;
	}
	free(text);
}

void verdict_exit(struct verdict *verdict)
{
	free(verdict->processes);
	free(verdict->by_pid);
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
