// SPDX-License-Identifier: GPL-2.0-only
/*
 * The C library's functions that start programs, which libfacet-run.so replaces. The program's
 * threads call them, also in a child of vfork(2). The launcher alone finds processes that call the
 * kernel without these functions (shim/launcher/descendants.c).
 */
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <unistd.h>

#include "shim/facet_run.h"
#include "shim/program_file.h"
#include "shim/shim_child.h"
#include "shim/shim_libc.h"

static __attribute__((constructor)) void child_init(void)
{
	Dl_info info;

	libc_init();
	if (dladdr((void *)child_init, &info))
		shim_child_init(info.dli_fname, getenv(FACET_RUN_REPORT));
}

/* Check a program that is looked for in PATH. */
static void check_name(const char *name)
{
	char path[PATH_MAX];

	if (name && !program_file_find(name, path, sizeof(path)))
		shim_child_check(path);
}

/* Return the arguments of a function that has them one by one, up to a NULL. */
#define ARGS(first, ap) ({						\
	va_list count_;							\
	size_t n_ = 1, i_;						\
	char **args_;							\
									\
	va_copy(count_, ap);						\
	while (va_arg(count_, char *))					\
		n_++;							\
	va_end(count_);							\
	args_ = alloca((n_ + 1) * sizeof(*args_));			\
	args_[0] = (char *)(first);					\
	for (i_ = 1; i_ <= n_; i_++)					\
		args_[i_] = va_arg(ap, char *);				\
	args_;								\
})

static int exec_path(const char *path, char *const argv[], char *const envp[])
{
	struct shim_child_env room;

	libc_init();
	shim_child_check(path);
	return libc.execve(path, argv, shim_child_env(envp, &room));
}

static int exec_name(const char *name, char *const argv[], char *const envp[])
{
	struct shim_child_env room;

	libc_init();
	check_name(name);
	return libc.execvpe(name, argv, shim_child_env(envp, &room));
}

/* Programs see the functions from here on. All else in the library is hidden. */
#pragma GCC visibility push(default)

int execve(const char *path, char *const argv[], char *const envp[])
{
	return exec_path(path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
	return exec_path(path, argv, environ);
}

int execvp(const char *name, char *const argv[])
{
	return exec_name(name, argv, environ);
}

int execvpe(const char *name, char *const argv[], char *const envp[])
{
	return exec_name(name, argv, envp);
}

int execl(const char *path, const char *arg, ...)
{
	char **argv;
	va_list ap;

	va_start(ap, arg);
	argv = ARGS(arg, ap);
	va_end(ap);
	return exec_path(path, argv, environ);
}

int execlp(const char *name, const char *arg, ...)
{
	char **argv;
	va_list ap;

	va_start(ap, arg);
	argv = ARGS(arg, ap);
	va_end(ap);
	return exec_name(name, argv, environ);
}

int execle(const char *path, const char *arg, ...)
{
	char **argv, **envp;
	va_list ap;

	va_start(ap, arg);
	argv = ARGS(arg, ap);
	envp = va_arg(ap, char **);
	va_end(ap);
	return exec_path(path, argv, envp);
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
	struct shim_child_env room;
	char path[32];

	libc_init();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	shim_child_check(path);
	return libc.fexecve(fd, argv, shim_child_env(envp, &room));
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	struct shim_child_env room;

	libc_init();
	shim_child_check(path);
	return libc.posix_spawn(pid, path, actions, attr, argv, shim_child_env(envp, &room));
}

int posix_spawnp(pid_t *pid, const char *name, const posix_spawn_file_actions_t *actions,
		 const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	struct shim_child_env room;

	libc_init();
	check_name(name);
	return libc.posix_spawnp(pid, name, actions, attr, argv, shim_child_env(envp, &room));
}

int system(const char *command)
{
	libc_init();
	shim_child_keep();
	return libc.system(command);
}

FILE *popen(const char *command, const char *mode)
{
	libc_init();
	shim_child_keep();
	return libc.popen(command, mode);
}

#pragma GCC visibility pop
