// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start and end worker processes (workers.h). main.c calls this file. facet-engine has one thread.
 *
 * A worker is a fork without an exec. It has the descriptor of its vGPU, and a pipe to facet-engine
 * as its stderr, and nothing else.
 */
#include "engine/service/workers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/service/sandbox.h"
#include "engine/service/vmm_group.h"
#include "engine/service/worker_log.h"
#include "engine/service/worker_process.h"
#include "kernel/uapi/facet_engine.h"

#define STARTS		5u	/* for one vGPU, if its workers crash */
#define LOGS		16	/* logs that one workers_read_logs() reads */
#define OOM_FIRST	"1000"	/* proc(5): the largest value of oom_score_adj */

/**
 * struct worker_process - A worker.
 * @list: in &workers.processes
 * @owner: number of the vGPU
 * @vmm: its VMM
 * @pid: the process
 * @starts: how often the vGPU got a worker
 * @log: what the process writes to its stderr
 */
struct worker_process {
	struct list_head list;
	u64 owner;
	pid_t vmm;
	pid_t pid;
	u32 starts;
	struct worker_log log;
};

/**
 * struct workers - The workers.
 * @node: /dev/facet-engine
 * @logs: descriptor of epoll_create1(), of the logs of all workers
 * @charges: control groups of VMMs pay for workers
 * @user: user of the workers
 * @processes: the workers
 */
struct workers {
	int node;
	int logs;
	bool charges;
	struct sandbox_user user;
	struct list_head processes;
};

/**
 * struct files - What a child gets.
 * @fd: descriptor of the vGPU
 * @group: descriptor for vmm_group_enter(); -1: nobody pays
 */
struct files {
	int fd;
	int group;
};

/* Descriptors of a child. */
enum {
	CHILD_FD = STDERR_FILENO + 1,	/* of its vGPU */
	CHILD_GROUP,			/* of the control group that it enters; closed then */
	CHILD_FDS,
};

/* --- the child ------------------------------------------------------------------------------ */

/* If its control group reaches its bound, the kernel kills the worker before the VMM. */
static void offer_to_die(void)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "we");

	if (!file)
		return;
	fputs(OOM_FIRST, file);
	fclose(file);
}

/*
 * Arrange the descriptors: @log becomes stderr, the files CHILD_FD and CHILD_GROUP. All others are
 * closed, the node among them: the child may stop in a control group that is frozen.
 */
static void arrange_files(const struct files *files, int log)
{
	/* Copy all of them above the targets first: so dup2() overwrites none. */
	int from[CHILD_FDS] = {
		[STDERR_FILENO] = fcntl(log, F_DUPFD, CHILD_FDS),
		[CHILD_FD] = fcntl(files->fd, F_DUPFD, CHILD_FDS),
		[CHILD_GROUP] = fcntl(files->group, F_DUPFD, CHILD_FDS),
	};
	int to;

	for (to = STDERR_FILENO; to < CHILD_FDS; to++)
		if (from[to] >= 0)
			dup2(from[to], to);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close_range(CHILD_FDS, ~0u, 0);
}

static void reset_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	/* facet-engine does not read a worker's log for ever. */
	signal(SIGPIPE, SIG_IGN);
}

/* The child. Its descriptors are those of arrange_files(). @charged: it enters a control group. */
static void child(const struct workers *workers, bool charged)
{
	int ret = 0;

	reset_signals();
	/* From here on the module ends the process when the vGPU is gone, also if it is frozen. */
	if (ioctl(CHILD_FD, FACET_ENGINE_PROCESS))
		_exit(0);
	if (charged)
		ret = vmm_group_enter(CHILD_GROUP);
	close(CHILD_GROUP);
	if (ret) {
		pr_err("the control group of the VMM cannot be entered: %s\n", strerror(-ret));
		_exit(1);
	}
	offer_to_die();
	ret = sandbox_leave_root(&workers->user);
	if (!ret)
		_exit(worker_run(CHILD_FD));
	pr_err("a worker cannot drop its rights: %s\n", strerror(-ret));
	_exit(1);
}

/* --- the parent ----------------------------------------------------------------------------- */

static int open_vgpu(const struct workers *workers, u64 owner, pid_t vmm)
{
	const struct facet_engine_worker argument = {
		.owner = owner, .api = FACET_ENGINE_API, .pid = vmm,
	};
	int fd = ioctl(workers->node, FACET_ENGINE_WORKER, &argument);

	return fd < 0 ? -errno : fd;
}

static bool is_gone(const struct workers *workers, const struct worker_process *process)
{
	/* No VMM has this number. So the module makes no descriptor. */
	return open_vgpu(workers, process->owner, -1) == -ENOENT;
}

static void close_files(const struct files *files)
{
	if (files->fd >= 0)
		close(files->fd);
	if (files->group >= 0)
		close(files->group);
}

/*
 * Open what a child needs. Return: 0, for close_files(); -ENOENT: the vGPU is gone; or another
 * negative errno.
 */
static int open_files(const struct workers *workers, const struct worker_process *process,
		      struct files *files)
{
	pid_t vmm = workers->charges ? process->vmm : 0;
	int folder = vmm ? vmm_group_process(vmm) : -ESRCH;
	int ret = 0;

	/* The folder is opened before: if the module confirms the number now, it is the VMM's. */
	files->group = -1;
	files->fd = open_vgpu(workers, process->owner, vmm);
	if (files->fd < 0)
		ret = files->fd;
	else if (workers->charges)
		ret = files->group = folder < 0 ? folder : vmm_group_open(folder);
	if (folder >= 0)
		close(folder);
	if (ret >= 0)
		return 0;
	close_files(files);
	return ret;
}

static int spawn(struct workers *workers, struct worker_process *process)
{
	struct files files;
	int log, ret = open_files(workers, process, &files);

	if (ret)
		return ret;
	log = worker_log_open(&process->log, process->owner, workers->logs);
	if (log < 0) {
		close_files(&files);
		return log;
	}
	process->pid = fork();
	if (!process->pid) {
		arrange_files(&files, log);
		child(workers, files.group >= 0);
	}
	if (process->pid < 0)
		ret = -errno;
	else
		process->starts++;
	close(log);
	close_files(&files);
	return ret;
}

static void forget(struct worker_process *process)
{
	worker_log_close(&process->log);
	list_del(&process->list);
	free(process);
}

static void start(struct workers *workers, struct worker_process *process)
{
	int ret;

	worker_log_close(&process->log);
	ret = spawn(workers, process);
	if (!ret)
		return;
	/* A vGPU that is gone needs none. */
	if (ret != -ENOENT)
		pr_warn_ratelimited("vGPU %llu gets no worker: %s\n",
				    (unsigned long long)process->owner,
				    ret == -ESRCH ? "its VMM has ended, and nobody pays for it" :
						    strerror(-ret));
	forget(process);
}

void workers_start(struct workers *workers, u64 owner, pid_t vmm)
{
	struct worker_process *process = calloc(1, sizeof(*process));

	if (!process) {
		pr_err("vGPU %llu gets no worker: no memory\n", (unsigned long long)owner);
		return;
	}
	process->owner = owner;
	process->vmm = vmm;
	list_add_tail(&process->list, &workers->processes);
	start(workers, process);
}

static struct worker_process *find(struct workers *workers, pid_t pid)
{
	struct worker_process *process;

	list_for_each_entry(process, &workers->processes, list)
		if (process->pid == pid)
			return process;
	return NULL;
}

/* A worker has ended: start another one if it has crashed. */
static void ended(struct workers *workers, struct worker_process *process, int status)
{
	if (WIFEXITED(status) || is_gone(workers, process)) {
		forget(process);
		return;
	}
	pr_warn_ratelimited("the worker of process %d (vGPU %llu) was ended by signal %d (%s)\n",
			    (int)process->vmm, (unsigned long long)process->owner, WTERMSIG(status),
			    strsignal(WTERMSIG(status)));
	if (process->starts < STARTS) {
		start(workers, process);
		return;
	}
	pr_warn_ratelimited("vGPU %llu gets no further worker\n",
			    (unsigned long long)process->owner);
	forget(process);
}

void workers_reap(struct workers *workers)
{
	struct worker_process *process;
	int status;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, &status, WNOHANG);
		if (pid <= 0)
			return;
		process = find(workers, pid);
		if (process)
			ended(workers, process, status);
	}
}

int workers_logs(const struct workers *workers)
{
	return workers->logs;
}

void workers_read_logs(struct workers *workers)
{
	struct epoll_event events[LOGS];
	int i, n = epoll_wait(workers->logs, events, LOGS, 0);

	for (i = 0; i < n; i++)
		worker_log_read(events[i].data.ptr);
}

struct workers *workers_create(int node)
{
	struct workers *workers = calloc(1, sizeof(*workers));

	if (!workers)
		return NULL;
	workers->node = node;
	workers->logs = epoll_create1(EPOLL_CLOEXEC);
	if (workers->logs < 0) {
		free(workers);
		return NULL;
	}
	workers->charges = vmm_group_possible();
	if (!workers->charges)
		pr_warn("there are no control groups of version 2: nobody pays for workers\n");
	workers->user = sandbox_find_user();
	if (!workers->user.own)
		pr_warn("there is no user %s: workers run as nobody\n", SANDBOX_USER);
	INIT_LIST_HEAD(&workers->processes);
	return workers;
}

/*
 * End all children. Some are not in the list: workers of the program that was here before, which
 * have draws that were left. Source: proc(5), /proc/PID/task/TID/children.
 */
static void end_children(void)
{
	FILE *file = fopen("/proc/thread-self/children", "re");
	int pid;

	while (file && fscanf(file, "%d", &pid) == 1)
		kill(pid, SIGKILL);
	if (file)
		fclose(file);
}

void workers_destroy(struct workers *workers)
{
	struct worker_process *process, *next;

	if (!workers)
		return;
	end_children();
	list_for_each_entry_safe(process, next, &workers->processes, list) {
		kill(process->pid, SIGKILL);
		waitpid(process->pid, NULL, 0);
		forget(process);
	}
	close(workers->logs);
	free(workers);
}
