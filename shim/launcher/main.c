// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-run: run a program on a simulated GPU. The launcher starts the program with the preload
 * library libfacet-run.so, which answers the i915 uAPI. The launcher ends with status 3 if the
 * program did not use the simulated GPU. One thread; all signals arrive by sigtimedwait(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shim/facet_run.h"
#include "shim/launcher/descendants.h"
#include "shim/launcher/nested_weston.h"
#include "shim/launcher/run_environment.h"
#include "shim/launcher/run_signals.h"
#include "shim/launcher/verdict.h"
#include "shim/program_file.h"
#include "tools/lib/options.h"

#define NAME		"facet-run"
#define REPORT		"report"
#define STATUS_FAILED	1		/* the launcher itself failed */
#define STATUS_NO_GPU	3		/* the program did not use the simulated GPU */
#define STATUS_NO_EXEC	126		/* the program cannot be executed, as in a shell */
#define STATUS_MISSING	127		/* there is no such program, as in a shell */
#define STATUS_SIGNAL	128		/* plus the signal that ended the program */

#define CHECK_NS	200000000L	/* time between two checks of a running program */
#define GRACE_CHECKS	10		/* checks between SIGTERM and SIGKILL: two seconds */
#define FRAMES_MOST	10000000

enum { KEY_SHOTS = 0x100, KEY_FRAMES, KEY_CLOCK, KEY_REPORT, KEY_WINDOW };

const char *argp_program_version = NAME " " FACET_VERSION;

/**
 * struct run - One run of a program.
 * @shots: folder for frames; NULL: none
 * @frames: numbers of the frames to write; NULL: all
 * @clock: frames after which a process ends; 0: never; -1: leave the clock alone
 * @window: show the program in a window on the desktop
 * @weston: the compositor of the window
 * @weston_status: how the compositor has ended, as from waitpid(2)
 * @keep: the user's file for the report; NULL: the report is removed at the end
 * @dir: folder of the run
 * @report: path of the report
 * @library: path of the preload library
 * @program: path of the program
 * @started: process of the program
 * @child: the same; 0: it has ended
 * @status: exit status of the program, as in a shell
 * @signal: signal that ended the program; 0: none
 * @early: the run has ended the program
 * @stray: a process uses a driver without the library; a line on stderr says which
 * @verdict: what the processes have reported
 */
struct run {
	char *shots;
	const char *frames;
	int clock;
	bool window;
	struct nested_weston weston;
	int weston_status;
	const char *keep;
	char dir[PATH_MAX];
	char report[PATH_MAX + sizeof(REPORT)];
	char library[PATH_MAX];
	char program[PATH_MAX];
	pid_t started;
	pid_t child;
	int status;
	int signal;
	bool early;
	bool stray;
	struct verdict verdict;
};

/* --- command line --------------------------------------------------------------------------- */

static const struct argp_option options[] = {
	{ "shots", KEY_SHOTS, "DIR", 0, "write each frame to DIR as PNG", 0 },
	{ "frames", KEY_FRAMES, "N,N...", 0, "write these frames only; the first frame is 1", 0 },
	{ "clock", KEY_CLOCK, "FRAMES", 0,
	  "let the clock step 1/60 s per frame, and end after FRAMES frames; 0: do not end", 0 },
	{ "window", KEY_WINDOW, NULL, 0, "show PROGRAM in a window on this desktop", 0 },
	{ "report", KEY_REPORT, "FILE", 0, "write what the processes reported to FILE", 0 },
	{ 0 },
};

/* Test for numbers from 1 on with single commas. */
static bool is_list(const char *text)
{
	size_t digits;

	for (;; text++) {
		digits = strspn(text, "0123456789");
		if (!digits || *text == '0')
			return false;
		text += digits;
		if (*text != ',')
			return !*text;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run *run = state->input;

	switch (key) {
	case KEY_SHOTS:
		run->shots = arg;
		return 0;
	case KEY_FRAMES:
		if (!is_list(arg))
			options_usage_error(state->name, NULL, "--frames=%s: must be numbers from "
					    "1 on with commas, such as 1,30", arg);
		run->frames = arg;
		return 0;
	case KEY_CLOCK:
		run->clock = options_number(state, "--clock", arg, 0, FRAMES_MOST);
		return 0;
	case KEY_WINDOW:
		run->window = true;
		return 0;
	case KEY_REPORT:
		run->keep = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* End with a usage error if a frame of --frames is never written. */
static void check_frames(const struct run *run)
{
	const char *number = run->frames;
	char *end;

	if (number && !run->shots)
		options_usage_error(NAME, NULL, "--frames needs --shots: name a folder for them");
	while (number && *number && run->clock > 0) {
		if (strtoul(number, &end, 10) > (unsigned long)run->clock)
			options_usage_error(NAME, NULL, "--frames=%s: frame %.*s is never shown: "
					    "--clock ends each process after frame %d", run->frames,
					    (int)(end - number), number, run->clock);
		number = end + (*end == ',');
	}
}

/* End with a usage error if the library would not understand the time of FACET_RUN_HANG_MS. */
static void check_hang_time(void)
{
	const char *value = getenv(FACET_RUN_HANG_MS);

	if (!value)
		return;
	if (!*value || value[strspn(value, "0123456789")] ||
	    strtoull(value, NULL, 10) > FACET_RUN_HANG_MOST)
		options_usage_error(NAME, NULL, FACET_RUN_HANG_MS "=%s: must be a number of "
				    "milliseconds from 0 to %llu", value, FACET_RUN_HANG_MOST);
}

static const struct argp argp = {
	options, parse, "PROGRAM [ARG...]",
	"Run PROGRAM on a simulated Kaby Lake GPU, with the drivers of Mesa for real hardware.\v"
	"Exit status: that of PROGRAM; 2 usage error; 3 PROGRAM did not use the simulated GPU.",
	NULL, NULL, NULL,
};

/* --- before the program --------------------------------------------------------------------- */

static void fail(int status, const char *what, const char *why)
{
	fprintf(stderr, NAME ": %s: %s\n", what, why);
	exit(status);
}

static void find_program(struct run *run, const char *name)
{
	char why[PATH_MAX + 256];
	int ret = program_file_find(name, run->program, sizeof(run->program));

	if (ret)
		fail(ret == -EACCES ? STATUS_NO_EXEC : STATUS_MISSING, name,
		     ret == -EACCES ? "cannot be executed: check its permissions" :
		     "there is no such program");
	ret = program_file_obstacle(run->program, why, sizeof(why));
	if (ret)
		fail(ret == -EINVAL ? STATUS_NO_GPU : STATUS_NO_EXEC, name, why);
}

static void find_library(struct run *run)
{
	const char *path = getenv(FACET_RUN_LIBRARY);

	if (!path)
		path = FACET_RUN_LIBRARY_PATH;
	if (!realpath(path, run->library))
		fail(STATUS_FAILED, path, "there is no preload library: install facet-run again, "
		     "or name the library in FACET_RUN_LIBRARY");
	/* LD_PRELOAD is a list with these separators. */
	if (strpbrk(run->library, " :"))
		fail(STATUS_FAILED, run->library, "a path with a space or a colon cannot be "
		     "preloaded: move the library");
}

/* Make an empty report in the file of the user. Its path must be absolute for all processes. */
static void make_report(struct run *run)
{
	int fd = open(run->keep, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || !realpath(run->keep, run->report)) {
		fprintf(stderr, NAME ": --report=%s: cannot be written: %s\n", run->keep,
			strerror(errno));
		exit(STATUS_FAILED);
	}
	close(fd);
}

/* Make the folder for frames, if it does not exist. Its path must be absolute, too. */
static void make_shots(struct run *run)
{
	char *shots = run->shots;

	run->shots = mkdir(shots, 0777) && errno != EEXIST ? NULL : realpath(shots, NULL);
	if (run->shots)
		return;
	fprintf(stderr, NAME ": --shots=%s: cannot be made: %s\n", shots, strerror(errno));
	exit(STATUS_FAILED);
}

static void make_folders(struct run *run)
{
	const char *parent = getenv("XDG_RUNTIME_DIR");

	if (run->keep)
		make_report(run);
	if (!parent || access(parent, W_OK))
		parent = "/tmp";
	if (run->shots)
		make_shots(run);
	if (snprintf(run->dir, sizeof(run->dir), "%s/facet-run.XXXXXX", parent) >=
	    (int)sizeof(run->dir) || !mkdtemp(run->dir))
		fail(STATUS_FAILED, parent, "cannot make a folder there: set XDG_RUNTIME_DIR to a "
		     "folder of yours");
	if (!run->keep)
		snprintf(run->report, sizeof(run->report), "%s/" REPORT, run->dir);
}

static void find_weston(struct run *run)
{
	char why[256];

	if (run->window && nested_weston_prepare(&run->weston, why, sizeof(why)))
		fail(STATUS_FAILED, "--window", why);
}

static void remove_folder(const struct run *run)
{
	if (run->window)
		nested_weston_remove_files(&run->weston);
	if (!run->keep)
		unlink(run->report);
	if (rmdir(run->dir))
		fprintf(stderr, NAME ": %s: cannot be removed: %s\n", run->dir, strerror(errno));
}

/* --- the program ---------------------------------------------------------------------------- */

static void become_program(struct run *run, char **argv)
{
	/* A launcher that is killed takes the program with it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	run_signals_give_back();
	if ((run->window && nested_weston_set_display(&run->weston)) ||
	    run_environment_set(run->library, run->report, run->shots, run->frames, run->clock))
		errno = ENOMEM;
	else
		execv(run->program, argv);
	fprintf(stderr, NAME ": %s: %s\n", run->program, strerror(errno));
	_exit(STATUS_NO_EXEC);
}

/* Collect all processes that have ended. Return false if no process is left. */
static bool reap(struct run *run)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == run->weston.pid) {
			run->weston.pid = 0;
			run->weston_status = status;
		}
		if (pid != run->child)
			continue;
		run->child = 0;
		run->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
		run->status = run->signal ? STATUS_SIGNAL + run->signal : WEXITSTATUS(status);
	}
	return !pid;
}

/* End all processes of the run: by SIGTERM, and after two seconds by SIGKILL. */
static void end_all(struct run *run)
{
	const struct timespec nap = { .tv_nsec = CHECK_NS / 10 };
	int naps;

	for (naps = 0; reap(run); naps++) {
		if (!naps)
			descendants_signal(SIGTERM);
		else if (naps >= GRACE_CHECKS * 10)
			descendants_signal(SIGKILL);
		nanosleep(&nap, NULL);
	}
}

/* Find a process that does not draw on the simulated GPU: the run ends early. */
static bool goes_astray(struct run *run)
{
	char name[64];
	pid_t pid = descendants_stray(run->library, name, sizeof(name));

	if (pid) {
		fprintf(stderr, NAME ": %s (process %d): uses a GPU driver without the preload "
			"library: a parent has dropped LD_PRELOAD\n", name, pid);
		run->stray = true;
		return true;
	}
	verdict_read(&run->verdict, run->report);
	return verdict_astray(&run->verdict);
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Wait for the end of the program. Return the signal that ends the run early; 0: none. */
static int watch(struct run *run, const sigset_t *signals)
{
	const struct timespec period = { .tv_nsec = CHECK_NS };
	long long checked = now_ns();
	int sig;

	while (run->child && (!run->window || run->weston.pid)) {
		sig = sigtimedwait(signals, NULL, &period);
		if (sig > 0 && sig != SIGCHLD)
			return sig;
		reap(run);
		/* Processes that end all the time must not put the check off. */
		if (!run->child || now_ns() - checked < CHECK_NS)
			continue;
		checked = now_ns();
		if (goes_astray(run))
			return 0;
	}
	return 0;
}

/*
 * Print why a run did not use the simulated GPU. A program that fails by itself may fail before it
 * opens the GPU: the line has its end, too.
 */
static void print_failure(const struct run *run, const char *name, const char *why)
{
	char end[64] = "";

	if (run->signal && !run->early)
		snprintf(end, sizeof(end), "; signal %d ended the program", run->signal);
	else if (run->status && !run->early)
		snprintf(end, sizeof(end), "; the program ended with status %d", run->status);
	fprintf(stderr, NAME ": %s: %s%s\n", name, why, end);
}

static int conclude(struct run *run, const char *name)
{
	char why[2 * FACET_RUN_LINE];
	unsigned int i;

	verdict_read(&run->verdict, run->report);
	for (i = 0; i < run->verdict.n_missing; i++)
		fprintf(stderr, NAME ": %s: the simulated GPU does not have: %s\n", name,
			run->verdict.missing[i]);
	if (*run->verdict.hang)
		fprintf(stderr, NAME ": %s: the GPU stopped a batch: %s\n", name,
			run->verdict.hang);
	if (*run->verdict.lost)
		fprintf(stderr, NAME ": %s: a frame cannot be written: %s\n", name,
			run->verdict.lost);
	/* Processes that the run has ended early are not judged. */
	if (run->stray)
		return STATUS_NO_GPU;
	if (!verdict_failure(&run->verdict, run->started, why, sizeof(why)))
		return *run->verdict.lost && !run->status ? STATUS_FAILED : run->status;
	print_failure(run, name, why);
	return STATUS_NO_GPU;
}

/* Tell why there is no window. @error is that of nested_weston_start(). */
static int no_window(struct run *run, int error)
{
	const char *what = error == -ETIMEDOUT ? "is not ready after a minute" : "has ended";
	char line[512];

	nested_weston_trouble(&run->weston, line, sizeof(line));
	if (error == -ENODEV)
		fputs(NAME ": --window: Weston does not draw on the simulated GPU: install Mesa's "
		      "drivers\n", stderr);
	else if (error == -ETIMEDOUT || error == -EIO)
		fprintf(stderr, NAME ": --window: Weston %s: %s\n", what, line);
	else
		fprintf(stderr, NAME ": --window: Weston cannot be started: %s\n",
			strerror(-error));
	return STATUS_FAILED;
}

static int open_window(struct run *run)
{
	run->weston.dir = run->dir;
	return run->window ? nested_weston_start(&run->weston, run->library) : 0;
}

static int start_program(struct run *run, char **argv)
{
	pid_t pid = fork();

	if (pid < 0) {
		fprintf(stderr, NAME ": %s: %s\n", argv[0], strerror(errno));
		end_all(run);
		return STATUS_FAILED;
	}
	if (!pid)
		become_program(run, argv);
	run->child = pid;
	run->started = pid;
	return 0;
}

static int run_program(struct run *run, char **argv)
{
	sigset_t signals;
	int sig, status;
	bool closed;

	run_signals_take(&signals);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	status = open_window(run);
	if (status) {
		end_all(run);
		return no_window(run, status);
	}
	status = start_program(run, argv);
	if (status)
		return status;
	sig = watch(run, &signals);
	run->early = run->child;
	closed = run->early && run->window && !run->weston.pid;
	end_all(run);
	if (sig)
		return STATUS_SIGNAL + sig;
	if (closed && run->weston_status)
		return no_window(run, -EIO);
	/* The user has closed the window: how the program took that does not matter. */
	if (closed)
		run->status = 0;
	return conclude(run, argv[0]);
}

int main(int argc, char **argv)
{
	static struct run run = { .clock = -1 };
	int index, status;

	options_parse(&argp, argc, argv, ARGP_NO_ARGS, &index, &run);
	if (index >= argc)
		options_usage_error(NAME, NULL, "PROGRAM is missing");
	check_frames(&run);
	check_hang_time();
	find_program(&run, argv[index]);
	find_library(&run);
	find_weston(&run);
	make_folders(&run);
	status = run_program(&run, argv + index);
	verdict_exit(&run.verdict);
	remove_folder(&run);
	return status;
}
