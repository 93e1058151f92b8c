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
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/service/sandbox.h"
#include "engine/service/vmm_group.h"
#include "engine/service/worker_log.h"
#include "engine/service/worker_process.h"
#include "kernel/uapi/facet_engine.h"

#define STARTS		5u	/* for one vGPU, if its workers crash */
#define LOGS		16	/* logs that one workers_read_logs() reads */
#define LOOKS		2	/* workers that a new one's start looks at: do they still end? */
#define END_WAITS	100u	/* how often workers_destroy() looks if all workers have ended */
#define END_WAIT_US	10000u	/* time between two looks, in microseconds */
#define NO_VMM		(-1)	/* no process has this number: the module makes no descriptor */
#define OOM_FIRST	"1000"	/* proc(5): the largest value of oom_score_adj */

/**
 * struct worker_process - A worker.
 * @list: in &workers.processes or &workers.killed
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
 * @home: descriptor for vmm_group_add(), of facet-engine's own group; negative: it has none
 * @charges: control groups of VMMs pay for workers
 * @user: user of the workers
 * @processes: the workers
 * @killed: those whose vGPUs are gone, in facet-engine's control group; they end soon
 */
struct workers {
	int node;
	int logs;
	int home;
	bool charges;
	struct sandbox_user user;
	struct list_head processes;
	struct list_head killed;
};

/**
 * struct files - What facet-engine opens for a child.
 * @fd: descriptor of the vGPU, for the child
 * @group: descriptor for vmm_group_add(); -1: nobody pays
 * @log: what becomes the child's stderr
 * @parent: facet-engine's end of a pair of sockets
 * @child: the child's end
 */
struct files {
	int fd;
	int group;
	int log;
	int parent;
	int child;
};

/* Descriptors of a child. */
enum {
	CHILD_FD = STDERR_FILENO + 1,	/* of its vGPU */
	CHILD_START,			/* end of a pair of sockets; closed when it starts */
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

/* Copy a descriptor above those of a child. */
static int copy_above(int fd)
{
	int copy = fcntl(fd, F_DUPFD, CHILD_FDS);

	if (copy < 0)
		_exit(1);
	return copy;
}

/*
 * Arrange the descriptors: the log becomes stderr, the files CHILD_FD and CHILD_START. All others
 * are closed, the node among them: the child may stop in a control group that is frozen.
 */
static void arrange_files(const struct files *files)
{
	/* Copy all of them above the targets first: so dup2() overwrites none. */
	int from[CHILD_FDS] = {
		[STDERR_FILENO] = copy_above(files->log),
		[CHILD_FD] = copy_above(files->fd),
		[CHILD_START] = copy_above(files->child),
	};
	int to;

	for (to = STDERR_FILENO; to < CHILD_FDS; to++)
		if (dup2(from[to], to) < 0)
			_exit(1);
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

/*
 * Tell facet-engine that the module knows the process, and wait until it is in its VMM's group.
 * Return: false: it is not.
 */
static bool wait_for_group(void)
{
	char byte = 0;
	bool moved = write(CHILD_START, &byte, 1) == 1 && read(CHILD_START, &byte, 1) == 1;

	close(CHILD_START);
	return moved;
}

/* The child. Its descriptors are those of arrange_files(). */
static void child(const struct workers *workers)
{
	int ret;

	reset_signals();
	/* From here on the module ends the process when the vGPU is gone, also if it is frozen. */
	if (ioctl(CHILD_FD, FACET_ENGINE_PROCESS) || !wait_for_group())
		_exit(0);
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
	return open_vgpu(workers, process->owner, NO_VMM) == -ENOENT;
}

static void close_files(const struct files *files)
{
	const int fds[] = {
		files->fd, files->group, files->log, files->parent, files->child,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/*
 * Open the descriptor of the vGPU, and the control group that pays. Return: 0; -ENOENT: the vGPU is
 * gone; -ESRCH: nobody pays; or another negative errno.
 */
static int open_payer(const struct workers *workers, const struct worker_process *process,
		      struct files *files)
{
	pid_t vmm = workers->charges ? process->vmm : 0;
	int folder = vmm ? vmm_group_process(vmm) : -ESRCH;
	int ret = 0;

	/* The folder is opened before: if the module confirms the number now, it is the VMM's. */
	files->fd = open_vgpu(workers, process->owner, vmm);
	if (files->fd < 0)
		ret = files->fd;
	else if (workers->charges)
		ret = files->group = folder < 0 ? folder : vmm_group_open(folder);
	if (folder >= 0)
		close(folder);
	return min(ret, 0);
}

/* Open what a child needs, for close_files(). Return: as open_payer(). */
static int open_files(const struct workers *workers, struct worker_process *process,
		      struct files *files)
{
	int ends[2], ret;

	*files = (struct files){ .fd = -1, .group = -1, .log = -1, .parent = -1, .child = -1 };
	ret = open_payer(workers, process, files);
	if (ret)
		return ret;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	files->parent = ends[0];
	files->child = ends[1];
	files->log = worker_log_open(&process->log, process->owner, workers->logs);
	return min(files->log, 0);
}

/*
 * Move a child to its VMM's control group when the module knows it, and let it start. A child that
 * cannot start ends. Return: 0; -ECHILD: the child has ended; -EACCES: the group cannot be entered,
 * and a line says so.
 */
static int let_start(struct files *files, const struct worker_process *process)
{
	char byte;
	int ret = 0;

	/* The child has a copy. If it ends, there is no other one. */
	close(files->child);
	files->child = -1;
	/* The child is in facet-engine's group so far: it answers soon, or it ends. */
	if (read(files->parent, &byte, 1) != 1)
		return -ECHILD;
	if (files->group >= 0)
		ret = vmm_group_add(files->group, process->pid);
	/* ESRCH of cgroup.procs: the child has ended. */
	if (ret == -ESRCH)
		return -ECHILD;
	if (ret)
		pr_warn_ratelimited("vGPU %llu gets no worker: the control group of the VMM "
				    "(process %d) cannot be entered: %s\n",
				    (unsigned long long)process->owner, (int)process->vmm,
				    strerror(-ret));
	else
		send(files->parent, &byte, 1, MSG_NOSIGNAL);
	return ret ? -EACCES : 0;
}

static int spawn(struct workers *workers, struct worker_process *process)
{
	struct files files;
	int ret = open_files(workers, process, &files);

	if (!ret) {
		process->pid = fork();
		if (!process->pid) {
			arrange_files(&files);
			child(workers);
		}
		process->starts++;
		ret = process->pid < 0 ? -errno : let_start(&files, process);
	}
	close_files(&files);
	return ret;
}

static void forget(struct worker_process *process)
{
	worker_log_close(&process->log);
	list_del(&process->list);
	free(process);
}

static const char *why_none(int error)
{
	switch (error) {
	case ESRCH:
		return "its VMM has ended, and nobody pays for it";
	case ECHILD:
		return "its process has ended";
	default:
		return strerror(error);
	}
}

static void start(struct workers *workers, struct worker_process *process)
{
	int ret;

	worker_log_close(&process->log);
	ret = spawn(workers, process);
	if (!ret)
		return;
	/* A vGPU that is gone needs none. let_start() has printed -EACCES. */
	if (ret != -ENOENT && ret != -EACCES && !is_gone(workers, process))
		pr_warn_ratelimited("vGPU %llu gets no worker: %s\n",
				    (unsigned long long)process->owner, why_none(-ret));
	forget(process);
}

/*
 * Kill a worker that nobody needs. In a control group without processor time it would stay for
 * long, and a VMM could pile up such workers. So it ends on facet-engine's time. The module kills
 * it, too, but maybe later: a worker that lives must not leave the group that pays.
 */
static void take_home(struct workers *workers, struct worker_process *process)
{
	int ret;

	kill(process->pid, SIGKILL);
	ret = workers->home < 0 ? 0 : vmm_group_add(workers->home, process->pid);
	/* A process that has ended meanwhile cannot be moved. */
	if (ret && ret != -ESRCH) {
		pr_warn_ratelimited("a worker without a vGPU cannot be moved: %s\n",
				    strerror(-ret));
		return;
	}
	worker_log_close(&process->log);
	list_move_tail(&process->list, &workers->killed);
}

/*
 * Look at a few workers, in turn, when a new one comes. So those whose vGPUs are gone do not become
 * more than those whose vGPUs are there.
 */
static void look_for_gone(struct workers *workers)
{
	struct worker_process *process;
	u32 i;

	for (i = 0; i < LOOKS && !list_empty(&workers->processes); i++) {
		process = list_first_entry(&workers->processes, struct worker_process, list);
		list_move_tail(&process->list, &workers->processes);
		if (is_gone(workers, process))
			take_home(workers, process);
	}
}

void workers_start(struct workers *workers, u64 owner, pid_t vmm)
{
	struct worker_process *process = calloc(1, sizeof(*process));

	if (!process) {
		pr_warn_ratelimited("vGPU %llu gets no worker: %s\n", (unsigned long long)owner,
				    strerror(ENOMEM));
		return;
	}
	look_for_gone(workers);
	process->owner = owner;
	process->vmm = vmm;
	list_add_tail(&process->list, &workers->processes);
	start(workers, process);
}

static struct worker_process *find(const struct list_head *list, pid_t pid)
{
	struct worker_process *process;

	list_for_each_entry(process, list, list)
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
		process = find(&workers->killed, pid);
		if (process) {
			forget(process);
			continue;
		}
		process = find(&workers->processes, pid);
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

/* Open facet-engine's own control group. Return: a descriptor or a negative errno. */
static int open_home(void)
{
	int folder = vmm_group_process(getpid());
	int ret = folder < 0 ? folder : vmm_group_open(folder);

	if (folder >= 0)
		close(folder);
	return ret;
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
	workers->home = workers->charges ? open_home() : -1;
	if (workers->charges && workers->home < 0)
		pr_warn("facet-engine's control group cannot be opened: %s\n",
			strerror(-workers->home));
	if (!workers->charges)
		pr_warn("there are no control groups of version 2: nobody pays for workers\n");
	workers->user = sandbox_find_user();
	if (!workers->user.own)
		pr_warn("there is no user %s: workers run as nobody\n", SANDBOX_USER);
	INIT_LIST_HEAD(&workers->processes);
	INIT_LIST_HEAD(&workers->killed);
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

/*
 * Wait until all children have ended, at most 1 s (END_WAITS * END_WAIT_US). A child without
 * processor time may not end.
 */
static void wait_for_children(void)
{
	pid_t pid;
	u32 i;

	for (i = 0; i < END_WAITS; i++) {
		do {
			pid = waitpid(-1, NULL, WNOHANG);
		} while (pid > 0);
		if (pid < 0 && errno == ECHILD)
			return;
		usleep(END_WAIT_US);
	}
}

static void forget_all(struct list_head *list)
{
	struct worker_process *process, *next;

	list_for_each_entry_safe(process, next, list, list)
		forget(process);
}

void workers_destroy(struct workers *workers)
{
	struct worker_process *process, *next;

	if (!workers)
		return;
	end_children();
	list_for_each_entry_safe(process, next, &workers->processes, list)
		take_home(workers, process);
	wait_for_children();
	forget_all(&workers->processes);
	forget_all(&workers->killed);
	if (workers->home >= 0)
		close(workers->home);
	close(workers->logs);
	free(workers);
}
