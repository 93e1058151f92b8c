// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose thread the worker of a vGPU is, and what others have of it. TAP on stdout.
 *
 *   facet-host-owner passed UUID   one process opens it, another one uses it and gives it memory
 *   facet-host-owner forked UUID   the process that opened it ends, the descriptor stays open
 *   facet-host-owner closed UUID   one process opens it and is stopped, another one closes it
 *   facet-host-owner exec UUID     the process that opened it becomes another program
 *   facet-host-owner seen FD       that program
 *   facet-host-owner beside UUID UUID HOW
 *                                  the second one works while the process of the first one is
 *                                  stopped, killed, idle, frozen or throttled
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "gen9/irq.h"
#include "submit.h"

#define RAM_SIZE	(32u << 20)
#define PATIENCE_MS	patience(10000)
#define STILL_MS	500
#define ALONE_MS	500u
#define BESIDE_MS	3000u
#define TURN_US		100000
#define HOGS		8
#define GROUP		"/sys/fs/cgroup/facet-owner"

/* A request that takes longer beside such a process was held up; emulated processors are slow. */
#define BOUND_MS	((uint64_t)patience(1000))

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

static bool open_with_memory(struct client *c, const char *uuid)
{
	if (client_open(c, uuid, RAM_SIZE) || client_map(c, 0, RAM_SIZE))
		return false;
	submit_prepare(c);
	return true;
}

static bool request_runs(struct client *c, int ms)
{
	submit_start(c);
	return submit_done(c, ms);
}

static void end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* --- descriptors that go elsewhere -------------------------------------------------------- */

enum { FDS = 3 };

static void send_fds(int socket, const int *fds)
{
	char control[CMSG_SPACE(FDS * sizeof(int))] = {}, byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(FDS * sizeof(int));
	memcpy(CMSG_DATA(header), fds, FDS * sizeof(int));
	sendmsg(socket, &message, 0);
}

static bool receive_fds(int socket, int *fds)
{
	char control[CMSG_SPACE(FDS * sizeof(int))] = {}, byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};

	if (recvmsg(socket, &message, 0) != 1 || !CMSG_FIRSTHDR(&message))
		return false;
	memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&message)), FDS * sizeof(int));
	return true;
}

/* Opens the device for another process, keeps nothing of it, and stays. */
static pid_t opener(const char *uuid, int *fds)
{
	struct client c;
	int pair[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -1;
	child = fork();
	if (!child) {
		if (client_open(&c, uuid, RAM_SIZE))
			_exit(1);
		fds[0] = c.container;
		fds[1] = c.group;
		fds[2] = c.device;
		send_fds(pair[1], fds);
		client_close(&c);
		for (;;)
			pause();
	}
	close(pair[1]);
	if (!receive_fds(pair[0], fds))
		child = -1;
	close(pair[0]);
	return child;
}

/* This process's memory and the other's device. */
static bool adopt(struct client *c, const int *fds)
{
	memset(c, 0, sizeof(*c));
	c->container = fds[0];
	c->group = fds[1];
	c->device = fds[2];
	c->ram_size = RAM_SIZE;
	c->ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (c->ram == MAP_FAILED || client_map(c, 0, RAM_SIZE))
		return false;
	submit_prepare(c);
	return true;
}

static int program_passed(const char *uuid)
{
	int fds[FDS], status;
	pid_t pid = opener(uuid, fds);
	struct client c;

	if (!ok(pid > 0 && adopt(&c, fds),
		"a device that another process has opened takes memory of this one"))
		return 1;
	ok(request_runs(&c, PATIENCE_MS), "a request runs");
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	submit_start(&c);
	ok(!submit_done(&c, STILL_MS), "while that process is stopped work stands still");
	ok(client_read(&c, VFIO_PCI_BAR0_REGION_INDEX, GEN9_MASTER_IRQ, 4) != ~0u,
	   "registers can be read all the same");
	kill(pid, SIGCONT);
	ok(submit_done(&c, PATIENCE_MS), "and goes on when it does");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	submit_start(&c);
	ok(!submit_done(&c, STILL_MS), "when it has ended work stands still for good");
	client_close(&c);
	ok(open_with_memory(&c, uuid) && request_runs(&c, PATIENCE_MS),
	   "who opens the device anew has a worker again");
	client_close(&c);
	return ok_status();
}

static int program_forked(const char *uuid)
{
	int fds[FDS];
	pid_t pid = opener(uuid, fds);
	struct client c;

	if (!ok(pid > 0 && adopt(&c, fds), "a device that another process has opened can be used"))
		return 1;
	submit_start_waiting(&c);
	ok(submit_waits(&c, PATIENCE_MS), "work of it runs");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	submit_release(&c);
	ok(!submit_done(&c, STILL_MS), "nobody is told of its end when that process has ended");
	ok(!client_unmap(&c, 0, RAM_SIZE), "its memory can be taken away");
	client_close(&c);
	ok(open_with_memory(&c, uuid) && request_runs(&c, PATIENCE_MS), "and it can be opened anew");
	client_close(&c);
	return ok_status();
}

/* A device that @pid has opened, and that nobody but this process has. */
static bool open_and_stop(const char *uuid, struct client *c, pid_t *pid)
{
	int fds[FDS], status;

	*pid = opener(uuid, fds);
	if (*pid <= 0 || !adopt(c, fds) || !request_runs(c, PATIENCE_MS))
		return false;
	kill(*pid, SIGSTOP);
	return waitpid(*pid, &status, WUNTRACED) == *pid;
}

static bool ends_by_itself(pid_t pid)
{
	uint64_t until = now_ms() + PATIENCE_MS;
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (now_ms() > until)
			return false;
		usleep(TURN_US);
	}
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* Another process is the last to close the device: a close that waits cannot be killed. */
static bool closes(struct client *c)
{
	pid_t pid;
	int go[2];
	char byte;

	if (pipe2(go, O_CLOEXEC))
		return false;
	pid = fork();
	if (!pid) {
		close(go[1]);
		if (read(go[0], &byte, 1))
			_exit(1);
		client_close(c);
		_exit(0);
	}
	client_close(c);
	close(go[0]);
	close(go[1]);
	return pid > 0 && ends_by_itself(pid);
}

static long module_users(void)
{
	FILE *file = fopen("/sys/module/facet/refcnt", "re");
	long n = -1;

	if (file && fscanf(file, "%ld", &n) != 1)
		n = -1;
	if (file)
		fclose(file);
	return n;
}

/* The last worker may take a moment to end. */
static bool opens_soon(struct client *c, const char *uuid)
{
	uint64_t until = now_ms() + PATIENCE_MS;

	while (!open_with_memory(c, uuid)) {
		client_close(c);
		if (now_ms() > until)
			return false;
		usleep(TURN_US);
	}
	return true;
}

static int closed_while_stopped(const char *uuid, int signal, const char *what)
{
	long users = module_users(), now;
	struct client c;
	bool closed;
	pid_t pid;

	if (!ok(open_and_stop(uuid, &c, &pid), "a process that opened a device is stopped"))
		return 1;
	closed = ok(closes(&c), "another process closes the device meanwhile");
	ok(host_suspends(), "the host can be suspended then");
	if (!closed) {	/* who opens the device would wait as well */
		end(pid);
		return 1;
	}
	ok(client_open(&c, uuid, RAM_SIZE) == -EBUSY, "the device is busy until its worker has ended");
	client_close(&c);
	now = module_users();
	ok(now > users && users >= 0, "the module has a user until then (%ld, %ld before)", now,
	   users);
	kill(pid, signal);
	ok(opens_soon(&c, uuid) && request_runs(&c, PATIENCE_MS),
	   "when the process %s the device can be opened anew", what);
	client_close(&c);
	end(pid);
	now = module_users();
	ok(now == users, "no user of the module is left (%ld, %ld before)", now, users);
	return 0;
}

static int program_closed(const char *uuid)
{
	if (closed_while_stopped(uuid, SIGCONT, "goes on") ||
	    closed_while_stopped(uuid, SIGKILL, "is killed"))
		return 1;
	return ok_status();
}

static int program_exec(const char *uuid)
{
	struct client c;
	char fd[16];
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (!open_with_memory(&c, uuid) || !request_runs(&c, PATIENCE_MS))
			_exit(1);
		submit_start(&c);
		fcntl(c.device, F_SETFD, 0);
		snprintf(fd, sizeof(fd), "%d", c.device);
		execl("/proc/self/exe", "facet-host-owner", "seen", fd, NULL);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status),
	   "a process that opened a device and becomes another program can read registers");
	ok(open_with_memory(&c, uuid) && request_runs(&c, PATIENCE_MS),
	   "when that has ended, the device can be opened anew");
	client_close(&c);
	return ok_status();
}

static int program_seen(const char *fd)
{
	struct client c = { .device = atoi(fd), .group = -1, .container = -1 };

	client_read(&c, VFIO_PCI_BAR0_REGION_INDEX, GEN9_MASTER_IRQ, 4);
	client_close(&c);
	return 0;
}

/* --- beside others ------------------------------------------------------------------------ */

static void use_processor(int n)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(n, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Has work all the time, each with a new execlist. */
static pid_t busy(const char *uuid, bool idle)
{
	struct sched_param p = {};
	struct client c;
	int pair[2];
	pid_t pid;
	char byte;

	if (pipe2(pair, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		if (idle) {
			use_processor(0);
			sched_setscheduler(0, SCHED_IDLE, &p);
		}
		if (!open_with_memory(&c, uuid))
			_exit(1);
		if (write(pair[1], "", 1) != 1)
			_exit(1);
		for (;;)
			request_runs(&c, PATIENCE_MS);
	}
	close(pair[1]);
	if (read(pair[0], &byte, 1) != 1) {
		waitpid(pid, NULL, 0);
		pid = -1;
	}
	close(pair[0]);
	return pid;
}

static bool write_group(const char *name, const char *text)
{
	char path[128];
	bool written;
	int fd;

	snprintf(path, sizeof(path), GROUP "/%s", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	return written;
}

/* The group in which a process is frozen or throttled. */
static bool group_make(const char *how)
{
	mkdir(GROUP, 0755);
	if (write_group("cgroup.freeze", "0") &&
	    (strcmp(how, "throttled") || write_group("cpu.max", "2000 100000")))
		return true;
	rmdir(GROUP);
	return false;
}

static bool group_join(pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	return write_group("cgroup.procs", text);
}

static void hogs(pid_t *pids)
{
	int i;

	for (i = 0; i < HOGS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		use_processor(0);
		for (;;)
			;
	}
}

/*
 * Another process that does to @pid what @how says, until *@stop. Its status is 0 if it could, and
 * it leaves no process behind.
 */
static pid_t disturb(const char *uuid, pid_t pid, const char *how, const volatile bool *stop)
{
	bool on = false, done = strcmp(how, "killed");
	pid_t child = fork(), victim;

	if (child)
		return child;
	while (!*stop) {
		on = !on;
		if (!strcmp(how, "stopped"))
			kill(pid, on ? SIGSTOP : SIGCONT);
		if (!strcmp(how, "frozen") && !write_group("cgroup.freeze", on ? "1" : "0"))
			_exit(1);
		if (!strcmp(how, "killed")) {
			victim = busy(uuid, false);
			done |= victim > 0;
			end(victim);
		}
		usleep(TURN_US);
	}
	_exit(!done);
}

/* The longest that a request took in @ms. */
static uint64_t longest_ms(struct client *c, unsigned int ms)
{
	uint64_t until = now_ms() + ms, began, took, longest = 0;

	while ((began = now_ms()) < until) {
		if (!request_runs(c, PATIENCE_MS))
			return ~0ull;
		took = now_ms() - began;
		longest = took > longest ? took : longest;
	}
	return longest;
}

/* The process beside which the neighbour works, as @how wants it; return: -1: that failed. */
static pid_t beside_start(const char *uuid, const char *how)
{
	bool grouped = !strcmp(how, "frozen") || !strcmp(how, "throttled");
	pid_t pid = busy(uuid, !strcmp(how, "idle"));

	if (pid <= 0 || !grouped || (group_make(how) && group_join(pid)))
		return pid;
	end(pid);
	return -1;
}

static int program_beside(const char *uuid, const char *neighbour, const char *how)
{
	volatile bool *stop = mmap(NULL, sizeof(*stop), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t hog[HOGS] = {}, pid = 0, other;
	uint64_t alone, longest;
	int i, status = -1;
	struct client c;

	if (stop == MAP_FAILED)
		return 1;
	use_processor(1);
	if (!ok(open_with_memory(&c, neighbour), "the neighbour is there"))
		return 1;
	alone = longest_ms(&c, ALONE_MS);
	/* One that is killed is made anew each time. */
	if (strcmp(how, "killed"))
		pid = beside_start(uuid, how);
	if (!ok(pid >= 0, "so is the other one, to be %s", how))
		return 1;
	if (!strcmp(how, "idle"))
		hogs(hog);
	other = disturb(uuid, pid, how, stop);
	longest = longest_ms(&c, BESIDE_MS);
	*stop = true;
	waitpid(other, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status), "it was %s all the while", how);
	ok(longest <= BOUND_MS,
	   "a neighbour's request takes %llu ms at most beside a process that is %s (alone %llu)",
	   (unsigned long long)longest, how, (unsigned long long)alone);
	write_group("cgroup.freeze", "0");
	for (i = 0; i < HOGS; i++)
		end(hog[i]);
	end(pid);
	rmdir(GROUP);
	client_close(&c);
	return ok_status();
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "passed"))
		return program_passed(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "forked"))
		return program_forked(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "closed"))
		return program_closed(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "exec"))
		return program_exec(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "seen"))
		return program_seen(argv[2]);
	if (argc == 5 && !strcmp(argv[1], "beside"))
		return program_beside(argv[2], argv[3], argv[4]);
	fprintf(stderr, "facet-host-owner passed|forked|closed|exec UUID, or beside UUID UUID "
		"stopped|killed|idle|frozen|throttled\n");
	return 2;
}
