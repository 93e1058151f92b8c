// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the sandbox of facet-engine's workers (engine/service/sandbox.h). Each case is a child that
 * enters the sandbox and makes one system call.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/service/sandbox.h"
#include "kernel/uapi/facet_engine.h"
#include "port.h"

#define ENDS_WELL	0

/* The descriptor of the worker, and another one. */
static int own, other;

/* Run a system call in the sandbox. Return: the signal that ends the child; ENDS_WELL: none. */
static int signal_of(void (*call)(void))
{
	pid_t child = fork();
	int status;

	if (!child) {
		if (sandbox_enter(own))
			_exit(1);
		call();
		/* Before _exit(), a sanitizer makes a call that workers do not need. */
		syscall(SYS_exit_group, 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	assert_int_equal(WEXITSTATUS(status), 0);
	return ENDS_WELL;
}

/* --- what a worker needs -------------------------------------------------------------------- */

static void call_memory(void)
{
	u8 *block = malloc(3u << 20);
	void *map = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			 0);

	block[0] = 1;
	block = realloc(block, 30u << 20);
	block[1] = 1;
	madvise(map, PAGE_SIZE, MADV_DONTNEED);
	mprotect(map, PAGE_SIZE, PROT_NONE);
	munmap(map, PAGE_SIZE);
	free(block);
}

static void call_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
}

static void call_message(void)
{
	if (write(STDERR_FILENO, "", 0))
		_exit(1);
}

/* The descriptor of this test knows none of the requests: they fail, and the process goes on. */
static void call_requests(void)
{
	u32 seq = 0;

	ioctl(own, FACET_ENGINE_NEXT, &seq);
	ioctl(own, FACET_ENGINE_TRANSLATE, NULL);
}

static void a_worker_may_do_what_it_needs(void **state)
{
	static void (*const calls[])(void) = {
		call_memory, call_clock, call_message, call_requests,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		assert_int_equal(signal_of(calls[i]), ENDS_WELL);
}

/* A fault in the engine stays visible as such. */
static void a_worker_that_aborts_ends_by_its_signal(void **state)
{
	/* In case a sanitizer has a handler of its own. */
	signal(SIGABRT, SIG_DFL);
	assert_int_equal(signal_of(abort), SIGABRT);
}

/* --- what it must not do -------------------------------------------------------------------- */

static void call_open(void)
{
	open("/dev/null", O_RDONLY);
}

static void call_read(void)
{
	char c;

	if (read(other, &c, 1))
		_exit(0);
}

static void call_write_elsewhere(void)
{
	if (write(other, "", 1))
		_exit(0);
}

static void call_socket(void)
{
	socket(AF_UNIX, SOCK_STREAM, 0);
}

static void call_fork(void)
{
	if (!fork())
		_exit(0);
}

static void call_exec(void)
{
	execl("/bin/true", "true", NULL);
}

static void call_executable_memory(void)
{
	mmap(NULL, PAGE_SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void call_make_memory_executable(void)
{
	void *map = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(map, PAGE_SIZE, PROT_READ | PROT_EXEC);
}

static void call_map_file(void)
{
	mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE, other, 0);
}

/* Pages of the host's pool for virtual machines: no control group counts them. */
static void call_map_huge_pages(void)
{
	mmap(NULL, 2u << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
}

static void call_merge(void)
{
	void *map = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	madvise(map, PAGE_SIZE, MADV_MERGEABLE);
}

static void call_other_request(void)
{
	ioctl(own, FIONREAD, NULL);
}

static void call_request_elsewhere(void)
{
	u32 seq = 0;

	ioctl(other, FACET_ENGINE_NEXT, &seq);
}

static void call_kill(void)
{
	kill(getppid(), 0);
}

static void call_trace(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static void call_duplicate(void)
{
	dup(own);
}

static void call_handler(void)
{
	signal(SIGSYS, SIG_IGN);
}

static void any_other_call_ends_a_worker(void **state)
{
	static void (*const calls[])(void) = {
		call_open, call_read, call_write_elsewhere, call_socket, call_fork, call_exec,
		call_executable_memory, call_make_memory_executable, call_map_file,
		call_map_huge_pages, call_merge, call_other_request, call_request_elsewhere,
		call_kill, call_trace, call_duplicate, call_handler,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (signal_of(calls[i]) != SIGSYS)
			fail_msg("call %u is allowed", i);
}

/* --- rights --------------------------------------------------------------------------------- */

static void a_worker_has_no_right_of_root(void **state)
{
	const struct sandbox_user user = { .uid = 12345, .gid = 12346 };
	pid_t child;
	int status;

	if (geteuid())
		skip();
	child = fork();
	if (!child) {
		bool left = !sandbox_leave_root(&user);

		/* No way back, no new process, no new descriptor. */
		_exit(left && getuid() == 12345 && getegid() == 12346 && setuid(0) && fork() < 0 &&
		      dup(own) < 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void without_its_user_a_worker_is_nobody(void **state)
{
	struct sandbox_user user = sandbox_find_user();

	assert_int_not_equal(user.uid, 0);
	assert_int_not_equal(user.gid, 0);
	if (!user.own)
		assert_int_equal(user.uid, 65534);
}

static int setup(void **state)
{
	own = open("/dev/null", O_RDWR | O_CLOEXEC);
	other = open("/dev/zero", O_RDWR | O_CLOEXEC);
	return own < 0 || other < 0;
}

static int teardown(void **state)
{
	close(own);
	close(other);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_may_do_what_it_needs),
		cmocka_unit_test(a_worker_that_aborts_ends_by_its_signal),
		cmocka_unit_test(any_other_call_ends_a_worker),
		cmocka_unit_test(a_worker_has_no_right_of_root),
		cmocka_unit_test(without_its_user_a_worker_is_nobody),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
