/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The C library's functions behind those that the library replaces. All other files of shim/ call
 * these where the replaced name would come back to the library.
 */
#ifndef FACET_SHIM_LIBC_H
#define FACET_SHIM_LIBC_H

#include <dirent.h>
#include <spawn.h>
#include <sys/stat.h>

#include "port.h"

struct statx;

/**
 * struct shim_libc - The C library's functions, by their names.
 * @fopen: fopen(3)
 * @open: open(2)
 * @openat: openat(2)
 * @close: close(2)
 * @dup2: dup2(2)
 * @dup3: dup3(2)
 * @fcntl: fcntl(2)
 * @ioctl: ioctl(2)
 * @mmap: mmap(2)
 * @lseek: lseek(2)
 * @fstat: fstat(2)
 * @stat: stat(2)
 * @lstat: lstat(2)
 * @fstatat: fstatat(2)
 * @statx: statx(2)
 * @access: access(2)
 * @faccessat: faccessat(2)
 * @readlink: readlink(2)
 * @readlinkat: readlinkat(2)
 * @realpath: realpath(3)
 * @opendir: opendir(3)
 * @readdir: readdir(3)
 * @closedir: closedir(3)
 * @rewinddir: rewinddir(3)
 * @dirfd: dirfd(3)
 * @execve: execve(2)
 * @execvpe: execvpe(3)
 * @fexecve: fexecve(3)
 * @posix_spawn: posix_spawn(3)
 * @posix_spawnp: posix_spawnp(3)
 * @system: system(3)
 * @popen: popen(3)
 * @scandir: scandir(3); the last one that libc_init() sets
 */
struct shim_libc {
	FILE *(*fopen)(const char *path, const char *mode);
	int (*open)(const char *path, int flags, ...);
	int (*openat)(int dir, const char *path, int flags, ...);
	int (*close)(int fd);
	int (*dup2)(int from, int to);
	int (*dup3)(int from, int to, int flags);
	int (*fcntl)(int fd, int cmd, ...);
	int (*ioctl)(int fd, unsigned long request, ...);
	void *(*mmap)(void *addr, size_t len, int prot, int flags, int fd, long offset);
	long (*lseek)(int fd, long offset, int whence);
	int (*fstat)(int fd, struct stat *st);
	int (*stat)(const char *path, struct stat *st);
	int (*lstat)(const char *path, struct stat *st);
	int (*fstatat)(int dir, const char *path, struct stat *st, int flags);
	int (*statx)(int dir, const char *path, int flags, unsigned int mask, struct statx *st);
	int (*access)(const char *path, int mode);
	int (*faccessat)(int dir, const char *path, int mode, int flags);
	ssize_t (*readlink)(const char *path, char *buf, size_t len);
	ssize_t (*readlinkat)(int dir, const char *path, char *buf, size_t len);
	char *(*realpath)(const char *path, char *resolved);

	DIR *(*opendir)(const char *path);
	struct dirent *(*readdir)(DIR *dir);
	int (*closedir)(DIR *dir);
	void (*rewinddir)(DIR *dir);
	int (*dirfd)(DIR *dir);
	int (*execve)(const char *path, char *const argv[], char *const envp[]);
	int (*execvpe)(const char *name, char *const argv[], char *const envp[]);
	int (*fexecve)(int fd, char *const argv[], char *const envp[]);
	int (*posix_spawn)(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			   const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);
	int (*posix_spawnp)(pid_t *pid, const char *name, const posix_spawn_file_actions_t *actions,
			    const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);
	int (*system)(const char *command);
	FILE *(*popen)(const char *command, const char *mode);
	int (*scandir)(const char *path, struct dirent ***names,
		       int (*select)(const struct dirent *),
		       int (*compare)(const struct dirent **, const struct dirent **));
};

extern struct shim_libc libc;

/**
 * libc_init() - Find the C library's functions. More calls do nothing.
 *
 * Context: any thread; takes no lock of this library.
 */
void libc_init(void);

/**
 * libc_high_fd() - Move a descriptor to a high number, where it disturbs no select(2).
 * @fd: the descriptor; negative: an error, which is returned
 *
 * The new descriptor has the close-on-exec flag. If there is no high number, @fd stays.
 *
 * Context: any thread; takes no lock.
 * Return: the descriptor, or @fd.
 */
int libc_high_fd(int fd);

#endif
