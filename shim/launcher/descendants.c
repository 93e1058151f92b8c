// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processes of a run: all descendants of the launcher, read from /proc. main.c calls this while
 * the program runs and at its end. Takes no locks.
 */
#include "shim/launcher/descendants.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROCESSES_MOST	65536u

/* Names in /proc/PID/maps of libraries that are GPU drivers. */
static const char *const drivers[] = {
	"/libgallium-", "_dri.so", "/libvulkan_", "/libEGL_mesa.so", "/libGLX_mesa.so",
	"/libRusticlOpenCL.so", "/libigdrcl",
};

/**
 * struct process - A process and its parent.
 * @pid: number of the process
 * @parent: number of its parent
 * @ours: the process descends from this process
 */
struct process {
	pid_t pid;
	pid_t parent;
	bool ours;
};

static bool read_parent(struct process *process)
{
	char path[64], line[512], *end;
	size_t bytes;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", process->pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	bytes = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[bytes] = '\0';
	/* The name of the process may have spaces and brackets: its end is the last bracket. */
	end = strrchr(line, ')');
	return end && sscanf(end + 1, " %*c %d", &process->parent) == 1;
}

static size_t read_processes(struct process **processes)
{
	DIR *dir = opendir("/proc");
	struct process *grown;
	struct dirent *entry;
	size_t n = 0;

	*processes = NULL;
	while (dir && n < PROCESSES_MOST && (entry = readdir(dir))) {
		struct process process = { .pid = atoi(entry->d_name) };

		if (!isdigit((unsigned char)entry->d_name[0]) || !read_parent(&process))
			continue;
		grown = realloc(*processes, (n + 1) * sizeof(process));
		if (!grown)
			break;
		*processes = grown;
		grown[n++] = process;
	}
	if (dir)
		closedir(dir);
	return n;
}

static bool has_ours(const struct process *processes, size_t n, pid_t pid)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (processes[i].pid == pid)
			return processes[i].ours;
	return false;
}

/* Mark the descendants of this process, generation by generation. */
static void mark_ours(struct process *processes, size_t n)
{
	bool more;
	size_t i;

	do {
		more = false;
		for (i = 0; i < n; i++) {
			if (processes[i].ours || processes[i].pid == getpid() ||
			    (processes[i].parent != getpid() &&
			     !has_ours(processes, n, processes[i].parent)))
				continue;
			processes[i].ours = true;
			more = true;
		}
	} while (more);
}

static size_t find_ours(struct process **processes)
{
	size_t n = read_processes(processes);

	mark_ours(*processes, n);
	return n;
}

size_t descendants_signal(int sig)
{
	struct process *processes;
	size_t n = find_ours(&processes), sent = 0, i;

	for (i = 0; i < n; i++)
		if (processes[i].ours && !kill(processes[i].pid, sig))
			sent++;
	free(processes);
	return sent;
}

/* Return true if a process has a driver mapped, but not the library. */
static bool is_stray(pid_t pid, const char *library)
{
	bool driver = false, loaded = false;
	char *line = NULL, path[64];
	size_t size = 0, i;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	file = fopen(path, "re");
	while (file && !loaded && getline(&line, &size, file) > 0) {
		loaded = strstr(line, library);
		for (i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
			driver |= strstr(line, drivers[i]) != NULL;
	}
	free(line);
	if (file)
		fclose(file);
	return driver && !loaded;
}

static void read_name(pid_t pid, char *name, size_t size)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (!file || !fgets(name, size, file))
		snprintf(name, size, "?");
	name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
}

pid_t descendants_stray(const char *library, char *name, size_t size)
{
	struct process *processes;
	size_t n = find_ours(&processes), i;
	pid_t pid = 0;

	/*
	 * The maps of a process that ends while they are read stop in the middle, maybe before the
	 * library. A second look at such a process finds no maps.
	 */
	for (i = 0; i < n && !pid; i++)
		if (processes[i].ours && is_stray(processes[i].pid, library) &&
		    is_stray(processes[i].pid, library))
			pid = processes[i].pid;
	if (pid)
		read_name(pid, name, size);
	free(processes);
	return pid;
}
