// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-run: run a program on a simulated GPU. The launcher starts the program with the preload
 * library libfacet-run.so, which answers the i915 uAPI. The launcher ends with status 3 if the
 * program did not use the simulated GPU. One thread; all signals arrive by sigtimedwait(2).
 */
#include <errno.h>
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
#include "shim/launcher/program_file.h"
#include "shim/launcher/run_environment.h"
#include "shim/launcher/verdict.h"
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

enum { KEY_SHOTS = 0x100, KEY_FRAMES, KEY_CLOCK };

const char *argp_program_version = NAME " " FACET_VERSION;

/**
 * struct run - One run of a program.
 * @shots: folder for frames; NULL: none
 * @frames: numbers of the frames to write; NULL: all
 * @clock: frames after which a process ends; 0: never; -1: leave the clock alone
 * @dir: folder of the run
 * @report: path of the report
 * @library: path of the preload library
 * @program: path of the program
 * @child: process of the program; 0: it has ended
 * @status: exit status of the program, as in a shell
 * @verdict: what the processes have reported
 */
struct run {
	char *shots;
	const char *frames;
	int clock;
	char dir[PATH_MAX];
	char report[PATH_MAX + sizeof(REPORT)];
	char library[PATH_MAX];
	char program[PATH_MAX];
	pid_t child;
	int status;
	struct verdict verdict;
};

/* --- command line --------------------------------------------------------------------------- */

static const struct argp_option options[] = {
	{ "shots", KEY_SHOTS, "DIR", 0, "write each frame to DIR as PNG", 0 },
	{ "frames", KEY_FRAMES, "N,N...", 0, "write these frames only; the first frame is 1", 0 },
	{ "clock", KEY_CLOCK, "FRAMES", 0,
	  "let the clock step 1/60 s per frame, and end after FRAMES frames; 0: do not end", 0 },
	{ 0 },
};

static bool is_list(const char *text)
{
	return strspn(text, "0123456789,") == strlen(text) && *text && *text != ',';
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
			options_usage_error(state->name, NULL,
					    "--frames=%s: must be numbers with commas", arg);
		run->frames = arg;
		return 0;
	case KEY_CLOCK:
		run->clock = options_number(state, "--clock", arg, 0, FRAMES_MOST);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
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
		fail(ret == EACCES ? STATUS_NO_EXEC : STATUS_MISSING, name,
		     ret == EACCES ? "cannot be executed: check its permissions" :
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
		fail(STATUS_FAILED, path, "there is no preload library: install facet-run again, or "
		     "name the library in FACET_RUN_LIBRARY");
	/* LD_PRELOAD is a list with these separators. */
	if (strpbrk(run->library, " :"))
		fail(STATUS_FAILED, run->library, "a path with a space or a colon cannot be "
		     "preloaded: move the library");
}

static void make_folders(struct run *run)
{
	const char *parent = getenv("XDG_RUNTIME_DIR");
	char *shots = run->shots;

	if (!parent || access(parent, W_OK))
		parent = "/tmp";
	if (shots) {
		if (mkdir(shots, 0777) && errno != EEXIST)
			fail(STATUS_FAILED, shots, strerror(errno));
		run->shots = realpath(shots, NULL);
		if (!run->shots)
			fail(STATUS_FAILED, shots, strerror(errno));
	}
	if (snprintf(run->dir, sizeof(run->dir), "%s/facet-run.XXXXXX", parent) >=
	    (int)sizeof(run->dir) || !mkdtemp(run->dir))
		fail(STATUS_FAILED, parent, "cannot make a folder there: set XDG_RUNTIME_DIR to a "
		     "folder of yours");
	snprintf(run->report, sizeof(run->report), "%s/" REPORT, run->dir);
}

static void remove_folder(const struct run *run)
{
	unlink(run->report);
	if (rmdir(run->dir))
		fprintf(stderr, NAME ": %s: cannot be removed: %s\n", run->dir, strerror(errno));
}

/* --- the program ---------------------------------------------------------------------------- */

static void become_program(struct run *run, char **argv, const sigset_t *signals)
{
	/* A launcher that is killed takes the program with it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_UNBLOCK, signals, NULL);
	if (run_environment_set(run->library, run->report, run->shots, run->frames, run->clock))
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
		if (pid != run->child)
			continue;
		run->child = 0;
		run->status = WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) :
			      WEXITSTATUS(status);
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

/* Find a process that does not draw on the simulated GPU. */
static bool goes_astray(struct run *run)
{
	char name[64];
	pid_t pid = descendants_stray(run->library, name, sizeof(name));

	if (pid) {
		fprintf(stderr, NAME ": %s (process %d): uses a GPU driver without the preload "
			"library: a parent has dropped LD_PRELOAD\n", name, pid);
		return true;
	}
	memset(&run->verdict, 0, sizeof(run->verdict));
	verdict_read(&run->verdict, run->report);
	return *run->verdict.foreign;
}

/* Wait for the end of the program. Return the signal that ends the run early; 0: none. */
static int watch(struct run *run, const sigset_t *signals, bool *astray)
{
	const struct timespec period = { .tv_nsec = CHECK_NS };
	int sig;

	*astray = false;
	while (run->child) {
		sig = sigtimedwait(signals, NULL, &period);
		if (sig > 0 && sig != SIGCHLD)
			return sig;
		reap(run);
		if (sig < 0 && errno == EAGAIN && goes_astray(run)) {
			*astray = true;
			return 0;
		}
	}
	return 0;
}

static int conclude(struct run *run, const char *name)
{
	char why[2 * FACET_RUN_LINE];

	memset(&run->verdict, 0, sizeof(run->verdict));
	verdict_read(&run->verdict, run->report);
	if (*run->verdict.hang)
		fprintf(stderr, NAME ": %s: the GPU stopped a batch: %s\n", name,
			run->verdict.hang);
	if (!verdict_failure(&run->verdict, why, sizeof(why)))
		return run->status;
	fprintf(stderr, NAME ": %s: %s\n", name, why);
	return STATUS_NO_GPU;
}

static int run_program(struct run *run, char **argv)
{
	sigset_t signals;
	bool astray;
	int sig, status;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	run->child = fork();
	if (run->child < 0)
		fail(STATUS_FAILED, argv[0], strerror(errno));
	if (!run->child)
		become_program(run, argv, &signals);
	sig = watch(run, &signals, &astray);
	end_all(run);
	if (sig)
		return STATUS_SIGNAL + sig;
	status = conclude(run, argv[0]);
	return astray ? STATUS_NO_GPU : status;
}

int main(int argc, char **argv)
{
	static struct run run = { .clock = -1 };
	int index, status;

	options_parse(&argp, argc, argv, ARGP_NO_ARGS, &index, &run);
	if (index >= argc)
		options_usage_error(NAME, NULL, "PROGRAM is missing");
	find_program(&run, argv[index]);
	find_library(&run);
	make_folders(&run);
	status = run_program(&run, argv + index);
	remove_folder(&run);
	return status;
}
