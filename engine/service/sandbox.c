// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sandbox of a worker (sandbox.h). workers.c leaves root's rights when it has started the
 * process. worker_process.c enters the sandbox before it executes the first request. A worker
 * executes what a guest wants it to: a fault in the render engine must not reach the host.
 */
#include "engine/service/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kernel/uapi/facet_engine.h"
#include "port.h"

#define NOBODY	65534	/* user and group of a worker without SANDBOX_USER */

struct sandbox_user sandbox_find_user(void)
{
	const struct passwd *entry = getpwnam(SANDBOX_USER);

	if (!entry || !entry->pw_uid)
		return (struct sandbox_user){ .uid = NOBODY, .gid = NOBODY };
	return (struct sandbox_user){ .uid = entry->pw_uid, .gid = entry->pw_gid, .own = true };
}

int sandbox_leave_root(const struct sandbox_user *user)
{
	static const int limits[] = { RLIMIT_CORE, RLIMIT_NPROC, RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE };
	const struct rlimit none = { 0, 0 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		if (setrlimit(limits[i], &none))
			return -errno;
	if (setgroups(0, NULL) || setresgid(user->gid, user->gid, user->gid) ||
	    setresuid(user->uid, user->uid, user->uid) || prctl(PR_SET_DUMPABLE, 0) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || setrlimit(RLIMIT_NOFILE, &none))
		return -errno;
	return 0;
}

/*
 * System calls that a worker may use with any arguments: memory that it has, its clock, its end.
 * malloc() asks for a random number once.
 */
static const int free_calls[] = {
	SCMP_SYS(brk),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(getpid),
	SCMP_SYS(getrandom),
	SCMP_SYS(gettid),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
};

/*
 * Calls with rules for their arguments. Memory is the process's own, and never executed. Huge pages
 * of hugetlb are no part of it: control groups of memory do not count them. The kernel must not
 * merge it with equal pages of others (MADV_MERGEABLE), since the time of a write would tell of
 * them. abort() sends a signal to the process itself.
 */
static int allow_some(scmp_filter_ctx filter, int fd)
{
	const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp anonymous =
		SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS | MAP_HUGETLB, MAP_ANONYMOUS);
	const struct scmp_arg_cmp no_merge = SCMP_A2(SCMP_CMP_NE, MADV_MERGEABLE, 0);
	const struct scmp_arg_cmp stderr_only = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0);
	const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)fd, 0);
	const struct scmp_arg_cmp next = SCMP_A1(SCMP_CMP_EQ, FACET_ENGINE_NEXT, 0);
	const struct scmp_arg_cmp translate = SCMP_A1(SCMP_CMP_EQ, FACET_ENGINE_TRANSLATE, 0);
	const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
	int ret;

	ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_exec, anonymous);
	if (!ret)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec);
	if (!ret)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1, no_merge);
	if (!ret)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, stderr_only);
	if (!ret)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 2, own, next);
	if (!ret)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 2, own, translate);
	if (!ret)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self);
	return ret;
}

int sandbox_enter(int fd)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int ret = filter ? 0 : -ENOMEM;
	u32 i;

	for (i = 0; !ret && i < ARRAY_SIZE(free_calls); i++)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, free_calls[i], 0);
	if (!ret)
		ret = allow_some(filter, fd);
	if (!ret)
		ret = seccomp_load(filter);
	/* The process may still free memory: that is allowed. */
	seccomp_release(filter);
	return ret;
}
