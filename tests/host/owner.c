// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process that owns a vGPU's worker, and other processes that use the vGPU. TAP on stdout.
 *
 *   facet-host-owner cost UUID     cost.c
 *   facet-host-owner forks UUID    forks.c
 *   facet-host-owner passed UUID   one process opens it, another one gives memory and uses it
 *   facet-host-owner forked UUID   the process that opened it ends, the descriptor stays open
 *   facet-host-owner closed UUID   one process opens it and is stopped, another one closes it
 *   facet-host-owner exec UUID     the process that opened it becomes another program
 *   facet-host-owner seen FD       that program
 *   facet-host-owner beside UUID UUID HOW
 *                                  beside.c
 */
#include "owner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gen9/irq_defs.h"
#include "submit.h"

#define STILL_MS	500
#define TURN_US		100000

uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

bool open_with_memory(struct client *c, const char *uuid)
{
	if (client_open(c, uuid, RAM_SIZE) || client_map(c, 0, RAM_SIZE))
		return false;
	submit_prepare(c);
	return true;
}

bool request_runs(struct client *c, int ms)
{
	submit_start(c);
	return submit_done(c, ms);
}

void end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* --- descriptors that are passed to another process --------------------------------------- */

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

/* Start a process that opens the device, passes its descriptors on, closes them and stays. */
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

/* Use the other process's device with memory of this process. */
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
	ok(open_with_memory(&c, uuid) && request_runs(&c, PATIENCE_MS),
	   "and it can be opened anew");
	client_close(&c);
	return ok_status();
}

/* Let a process open the device and stop it. Only this process has the device now. */
static bool open_and_stop(const char *uuid, struct client *c, pid_t *pid)
{
	int fds[FDS], status;

	*pid = opener(uuid, fds);
	if (*pid <= 0 || !adopt(c, fds) || !request_runs(c, PATIENCE_MS))
		return false;
	kill(*pid, SIGSTOP);
	return waitpid(*pid, &status, WUNTRACED) == *pid;
}

bool ends_by_itself(pid_t pid)
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

/* Let another process close the device last: a process that waits in close() cannot be killed. */
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
	return file_value("/sys/module/facet/refcnt");
}

bool opens_soon(struct client *c, const char *uuid)
{
	uint64_t until = now_ms() + PATIENCE_MS;

	while (client_open(c, uuid, RAM_SIZE) == -EBUSY && now_ms() < until) {
		client_close(c);
		usleep(TURN_US);
	}
	if (c->device < 0 || client_map(c, 0, RAM_SIZE))
		return false;
	submit_prepare(c);
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
	ok(host_suspends(0), "the host can be suspended then");
	if (!closed) {	/* another open would wait as well */
		end(pid);
		return 1;
	}
	ok(client_open(&c, uuid, RAM_SIZE) == -EBUSY,
	   "the device is busy until its worker has ended");
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

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "cost"))
		return program_cost(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "forks"))
		return program_forks(argv[2]);
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
	fprintf(stderr, "facet-host-owner cost|forks|passed|forked|closed|exec UUID, "
		"or beside UUID UUID stopped|killed|idle|frozen|throttled\n");
	return 2;
}
