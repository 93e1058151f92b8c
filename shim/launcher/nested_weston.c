// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start a nested Weston for --window. Weston has a report of its own, so that the verdict is about
 * the program alone. main.c calls this. One thread. Takes no locks.
 */
#include "shim/launcher/nested_weston.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shim/facet_run.h"
#include "shim/launcher/run_environment.h"
#include "shim/launcher/run_signals.h"
#include "shim/launcher/verdict.h"
#include "shim/program_file.h"

#define READY_CHECKS	600			/* checks until Weston must be ready: a minute */
#define CHECK_NS	100000000L		/* time between two checks */
#define LINE_MOST	512			/* bytes of a line of the log */
#define WIDTH		"1024"
#define HEIGHT		"640"

static const char *const files[] = { "weston.log", "weston.report", "weston.out" };

enum { FILE_LOG, FILE_REPORT, FILE_OUT };

static void file_path(const struct nested_weston *weston, int file, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", weston->dir, files[file]);
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

int nested_weston_prepare(struct nested_weston *weston, char *why, size_t size)
{
	if (!is_set("WAYLAND_DISPLAY") && !is_set("DISPLAY")) {
		snprintf(why, size, "there is no desktop: set WAYLAND_DISPLAY or DISPLAY, or use "
			 "--shots for pictures");
		return -ENOENT;
	}
	if (!is_set("XDG_RUNTIME_DIR")) {
		snprintf(why, size, "XDG_RUNTIME_DIR is not set: set it to a folder of yours");
		return -ENOENT;
	}
	if (program_file_find("weston", weston->program, sizeof(weston->program))) {
		snprintf(why, size, "there is no Weston: install the package weston");
		return -ENOENT;
	}
	snprintf(weston->socket, sizeof(weston->socket), "facet-run-%d", getpid());
	return 0;
}

/* --- start ---------------------------------------------------------------------------------- */

static void become_weston(const struct nested_weston *weston, const char *library)
{
	char socket[96], log[PATH_MAX + 64], path[PATH_MAX + 32], x[PATH_MAX];
	bool has_x = !program_file_find("Xwayland", x, sizeof(x));
	char *argv[11] = {
		"weston", "--no-config", "--shell=kiosk-shell.so", "--idle-time=0",
		"--width=" WIDTH, "--height=" HEIGHT,
		is_set("WAYLAND_DISPLAY") ? "--backend=wayland-backend.so" :
		"--backend=x11-backend.so",
		socket, log, has_x ? "--xwayland" : NULL, NULL,
	};
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	run_signals_give_back();
	snprintf(socket, sizeof(socket), "--socket=%s", weston->socket);
	file_path(weston, FILE_LOG, path, sizeof(path));
	snprintf(log, sizeof(log), "--log=%s", path);
	file_path(weston, FILE_OUT, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	file_path(weston, FILE_REPORT, path, sizeof(path));
	if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 ||
	    run_environment_set(library, path, NULL, NULL, -1) ||
	    setenv(FACET_RUN_WINDOW, "1", true))
		_exit(1);
	execv(weston->program, argv);
	_exit(1);
}

/* Ask for a callback of wl_display. The main loop of Weston answers. */
static bool answers(int fd)
{
	/* The object wl_display, request sync with 12 bytes, and the number of the callback. */
	static const uint32_t request[] = { 1, 12u << 16, 2 };
	const struct timeval limit = { .tv_usec = CHECK_NS / 1000 };
	uint32_t reply;

	return !setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) &&
	       send(fd, request, sizeof(request), MSG_NOSIGNAL) == sizeof(request) &&
	       recv(fd, &reply, sizeof(reply), 0) == sizeof(reply);
}

static bool is_ready(const struct nested_weston *weston)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	bool ready;
	int fd;

	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s",
		     getenv("XDG_RUNTIME_DIR"), weston->socket) >= (int)sizeof(address.sun_path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	ready = !connect(fd, (struct sockaddr *)&address, sizeof(address)) && answers(fd);
	close(fd);
	return ready;
}

/* Weston falls back to a renderer that knows no buffers of the simulated GPU. */
static bool draws(const struct nested_weston *weston)
{
	char path[PATH_MAX + 32], why[LINE_MOST];
	struct verdict verdict = { 0 };
	bool failed;

	file_path(weston, FILE_REPORT, path, sizeof(path));
	verdict_read(&verdict, path);
	failed = verdict_failure(&verdict, weston->pid, why, sizeof(why));
	verdict_exit(&verdict);
	return !failed;
}

int nested_weston_start(struct nested_weston *weston, const char *library)
{
	const struct timespec nap = { .tv_nsec = CHECK_NS };
	int check;

	weston->pid = fork();
	if (weston->pid < 0)
		return -errno;
	if (!weston->pid)
		become_weston(weston, library);
	for (check = 0; check < READY_CHECKS; check++) {
		if (is_ready(weston))
			return draws(weston) ? 0 : -ENODEV;
		if (waitpid(weston->pid, NULL, WNOHANG) == weston->pid) {
			weston->pid = 0;
			return -EIO;
		}
		nanosleep(&nap, NULL);
	}
	return -ETIMEDOUT;
}

/* --- the log -------------------------------------------------------------------------------- */

/* Find the last line of the log that has @word. Return false if there is none. */
static bool find_line(const struct nested_weston *weston, const char *word, char *line, size_t size)
{
	char path[PATH_MAX + 32], next[LINE_MOST];
	bool found = false;
	FILE *log;

	file_path(weston, FILE_LOG, path, sizeof(path));
	log = fopen(path, "re");
	while (log && fgets(next, sizeof(next), log)) {
		next[strcspn(next, "\n")] = '\0';
		if (!strstr(next, word))
			continue;
		snprintf(line, size, "%s", next);
		found = true;
	}
	if (log)
		fclose(log);
	return found;
}

void nested_weston_trouble(const struct nested_weston *weston, char *line, size_t size)
{
	char found[LINE_MOST], *text;

	*line = '\0';
	if (!find_line(weston, "", found, sizeof(found)))
		return;
	/* A line begins with a time in brackets. */
	text = *found == '[' ? strstr(found, "] ") : NULL;
	snprintf(line, size, "%s", text ? text + 2 : found + strspn(found, " "));
}

int nested_weston_set_display(const struct nested_weston *weston)
{
	static const char word[] = "xserver listening on display ";
	char line[LINE_MOST];
	int ret = setenv("WAYLAND_DISPLAY", weston->socket, true) | unsetenv("WAYLAND_SOCKET");

	/* Without Xwayland, X programs must not find the X server of the desktop. */
	if (find_line(weston, word, line, sizeof(line)))
		ret |= setenv("DISPLAY", strstr(line, word) + strlen(word), true);
	else
		ret |= unsetenv("DISPLAY");
	return ret ? -ENOMEM : 0;
}

void nested_weston_remove_files(const struct nested_weston *weston)
{
	static const char *const sockets[] = { "", ".lock" };
	char path[PATH_MAX + 32];
	size_t i;

	/* A Weston that is killed leaves its socket. */
	for (i = 0; i < sizeof(sockets) / sizeof(*sockets); i++) {
		snprintf(path, sizeof(path), "%s/%s%s", getenv("XDG_RUNTIME_DIR"), weston->socket,
			 sockets[i]);
		unlink(path);
	}
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		file_path(weston, i, path, sizeof(path));
		unlink(path);
	}
}
