// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start and end worker processes (workers.h). main.c calls this file. facet-engine has one thread.
 *
 * A worker is a fork without an exec. It has the descriptor of its vGPU and stderr, and nothing
 * else.
 */
#include "engine/service/workers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/service/sandbox.h"
#include "engine/service/worker_process.h"
#include "kernel/uapi/facet_engine.h"

#define STARTS		5u	/* for one vGPU, if its workers crash */
#define CGROUP_ROOT	"/sys/fs/cgroup"
#define OOM_FIRST	"1000"	/* proc(5): the largest value of oom_score_adj */

/**
 * struct worker_process - A worker.
 * @list: in &workers.processes
 * @owner: number of the vGPU
 * @vmm: its VMM
 * @pid: the process
 * @starts: how often the vGPU got a worker
 */
struct worker_process {
	struct list_head list;
	u64 owner;
	pid_t vmm;
	pid_t pid;
	u32 starts;
};

struct workers {
	int node;
	struct sandbox_user user;
	struct list_head processes;
};

/* --- the child ------------------------------------------------------------------------------ */

/* Enter the control group of a process, so that it pays for the worker. */
static int enter_cgroup(pid_t vmm)
{
	char path[64], line[4096], procs[4200];
	FILE *file;
	int fd, ret = -ENOENT;

	snprintf(path, sizeof(path), "/proc/%d/cgroup", (int)vmm);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (ret && fgets(line, sizeof(line), file))
		ret = strncmp(line, "0::", 3) ? -ENOENT : 0;
	fclose(file);
	if (ret)
		return ret;
	line[strcspn(line, "\n")] = 0;
	snprintf(procs, sizeof(procs), CGROUP_ROOT "%s/cgroup.procs", line + 3);
	fd = open(procs, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, "0", 1) != 1)
		ret = -errno;
	close(fd);
	return ret;
}

/* If its control group reaches its bound, the kernel kills the worker before the VMM. */
static void offer_to_die(void)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "we");

	if (!file)
		return;
	fputs(OOM_FIRST, file);
	fclose(file);
}

/* Leave all that a worker does not need. Return: 0 or a negative errno. */
static int drop_rights(const struct workers *workers, int fd)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	if (fd != STDERR_FILENO + 1)
		dup3(fd, STDERR_FILENO + 1, O_CLOEXEC);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close_range(STDERR_FILENO + 2, ~0u, 0);
	return sandbox_leave_root(&workers->user);
}

static void child(const struct workers *workers, int fd, pid_t vmm)
{
	int ret;

	/* The child may stop in a control group that is frozen. The node must be free then. */
	close(workers->node);
	ret = vmm ? enter_cgroup(vmm) : 0;
	if (ret)
		pr_warn("the control group of process %d does not pay for its worker: %s\n",
			(int)vmm, strerror(-ret));
	offer_to_die();
	ret = drop_rights(workers, fd);
	if (!ret)
		_exit(worker_run(STDERR_FILENO + 1));
	pr_err("a worker cannot drop its rights: %s\n", strerror(-ret));
	_exit(1);
}

/* --- the parent ----------------------------------------------------------------------------- */

static int spawn(struct workers *workers, struct worker_process *process)
{
	const struct facet_engine_worker argument = {
		.owner = process->owner,
		.api = FACET_ENGINE_API,
	};
	int fd = ioctl(workers->node, FACET_ENGINE_WORKER, &argument);

	if (fd < 0)
		return -errno;
	process->pid = fork();
	if (!process->pid)
		child(workers, fd, process->vmm);
	close(fd);
	if (process->pid < 0)
		return -errno;
	process->starts++;
	return 0;
}

static void forget(struct worker_process *process)
{
	list_del(&process->list);
	free(process);
}

static void start(struct workers *workers, struct worker_process *process)
{
	int ret = spawn(workers, process);

	if (!ret)
		return;
	pr_err("vGPU %llu gets no worker: %s\n", (unsigned long long)process->owner,
	       ret == -EPROTO ? "facet-engine and the loaded modules differ in version" :
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
	if (WIFEXITED(status)) {
		forget(process);
		return;
	}
	pr_warn("the worker of process %d (vGPU %llu) was ended by signal %d (%s)\n",
		(int)process->vmm, (unsigned long long)process->owner, WTERMSIG(status),
		strsignal(WTERMSIG(status)));
	if (process->starts < STARTS) {
		start(workers, process);
		return;
	}
	pr_err("vGPU %llu gets no further worker\n", (unsigned long long)process->owner);
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

struct workers *workers_create(int node)
{
	struct workers *workers = calloc(1, sizeof(*workers));

	if (!workers)
		return NULL;
	workers->node = node;
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
	free(workers);
}
