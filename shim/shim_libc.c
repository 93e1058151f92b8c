// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the C library's functions by dlsym(RTLD_NEXT). The replaced functions call it first, on any
 * thread, also before the library's constructor.
 */
#include "shim/shim_libc.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>

enum {
	HIGH_FD = 4096,		/* above FD_SETSIZE, and above what programs close in a loop */
};

struct shim_libc libc;

/**
 * struct libc_row - A function.
 * @name: its name
 * @at: where its address goes
 */
struct libc_row {
	const char *name;
	size_t at;
};

#define ROW(member, name) { name, offsetof(struct shim_libc, member) }

static const struct libc_row libc_rows[] = {
	ROW(open, "open"), ROW(openat, "openat"), ROW(fopen, "fopen"), ROW(close, "close"),
	ROW(dup2, "dup2"), ROW(dup3, "dup3"), ROW(fcntl, "fcntl"), ROW(ioctl, "ioctl"),
	ROW(mmap, "mmap"), ROW(lseek, "lseek"),
	ROW(fstat, "fstat"), ROW(stat, "stat"), ROW(lstat, "lstat"),
	ROW(fstatat, "fstatat"), ROW(statx, "statx"), ROW(access, "access"),
	ROW(faccessat, "faccessat"), ROW(readlink, "readlink"), ROW(readlinkat, "readlinkat"),
	ROW(realpath, "realpath"), ROW(opendir, "opendir"), ROW(readdir, "readdir"),
	ROW(closedir, "closedir"), ROW(rewinddir, "rewinddir"), ROW(dirfd, "dirfd"),
	ROW(execve, "execve"), ROW(execvpe, "execvpe"), ROW(fexecve, "fexecve"),
	ROW(posix_spawn, "posix_spawn"), ROW(posix_spawnp, "posix_spawnp"),
	ROW(system, "system"), ROW(popen, "popen"), ROW(scandir, "scandir"),
};

/* Let the process have as many descriptors as it may: each object is one. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void libc_init(void)
{
	struct shim_libc found;
	size_t i;

	if (smp_load_acquire(&libc.scandir))
		return;
	memset(&found, 0, sizeof(found));
	for (i = 0; i < ARRAY_SIZE(libc_rows); i++)
		*(void **)((u8 *)&found + libc_rows[i].at) = dlsym(RTLD_NEXT, libc_rows[i].name);
	raise_limit();
	for (i = 0; i + 1 < sizeof(found) / sizeof(void *); i++)
		WRITE_ONCE(((void **)&libc)[i], ((void **)&found)[i]);
	smp_store_release(&libc.scandir, found.scandir);
}

int libc_high_fd(int fd)
{
	int high;

	if (fd < 0)
		return fd;
	high = libc.fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
	if (high < 0)
		return fd;
	libc.close(fd);
	return high;
}
