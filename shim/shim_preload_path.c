// SPDX-License-Identifier: GPL-2.0-only
/*
 * The C library's functions of paths that libfacet-run.so replaces. Each looks into the table of
 * shim_nodes.h first, and else calls the C library. The program's threads call them.
 *
 * Both names of functions that have a 64-bit twin are defined here, so the macros that map one to
 * the other must be off. So must those that put checks into headers.
 */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim/shim_libc.h"
#include "shim/shim_nodes.h"
#include "shim/shim_old.h"

/* Programs see the functions of this file. All else in the library is hidden. */
#pragma GCC visibility push(default)

/* Find a node. Return: true: the path is of this library; *@node is NULL and errno set: no file. */
static bool ours(const char *path, bool follow, const struct shim_node **node, char *real)
{
	enum shim_found found;

	libc_init();
	found = shim_node_find(path, follow, node, real);
	if (found == SHIM_FOUND_OTHER)
		return false;
	if (found == SHIM_FOUND_NONE) {
		*node = NULL;
		errno = ENOENT;
	}
	return true;
}

static int open_at(int dir, const char *path, int flags, mode_t mode)
{
	const struct shim_node *node;

	if (ours(path, true, &node, NULL))
		return node ? shim_node_open(node, flags) : -1;
	return libc.openat(dir, path, flags, mode);
}

/* Return the mode that an open with @flags has behind them. */
#define OPEN_MODE(flags) ({						\
	va_list ap_;							\
	mode_t mode_ = 0;						\
									\
	va_start(ap_, flags);						\
	if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE)	\
		mode_ = va_arg(ap_, mode_t);				\
	va_end(ap_);							\
	mode_;								\
})

int open(const char *path, int flags, ...)
{
	return open_at(AT_FDCWD, path, flags, OPEN_MODE(flags));
}

int open64(const char *path, int flags, ...)
{
	return open_at(AT_FDCWD, path, flags | O_LARGEFILE, OPEN_MODE(flags));
}

int openat(int dir, const char *path, int flags, ...)
{
	return open_at(dir, path, flags, OPEN_MODE(flags));
}

int openat64(int dir, const char *path, int flags, ...)
{
	return open_at(dir, path, flags | O_LARGEFILE, OPEN_MODE(flags));
}

int __open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags | O_LARGEFILE, 0);
}

int __openat_2(int dir, const char *path, int flags)
{
	return open_at(dir, path, flags, 0);
}

int __openat64_2(int dir, const char *path, int flags)
{
	return open_at(dir, path, flags | O_LARGEFILE, 0);
}

static FILE *open_file(const char *path, const char *mode)
{
	const struct shim_node *node;
	int fd;

	if (!ours(path, true, &node, NULL))
		return libc.fopen(path, mode);
	if (!node)
		return NULL;
	fd = shim_node_open(node, O_CLOEXEC | (*mode == 'r' ? O_RDONLY : O_WRONLY));
	return fd < 0 ? NULL : fdopen(fd, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	return open_file(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	return open_file(path, mode);
}

static int stat_at(int dir, const char *path, struct stat *st, int flags)
{
	const struct shim_node *node;

	if (!ours(path, !(flags & AT_SYMLINK_NOFOLLOW), &node, NULL)) {
		/* An empty path means the descriptor itself. */
		if (flags & AT_EMPTY_PATH && path && !*path)
			return fstat(dir, st);
		return libc.fstatat(dir, path, st, flags);
	}
	if (!node)
		return -1;
	shim_node_stat(node, st);
	return 0;
}

int stat(const char *path, struct stat *st)
{
	return stat_at(AT_FDCWD, path, st, 0);
}

int stat64(const char *path, struct stat64 *st)
{
	return stat_at(AT_FDCWD, path, (struct stat *)st, 0);
}

int lstat(const char *path, struct stat *st)
{
	return stat_at(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int lstat64(const char *path, struct stat64 *st)
{
	return stat_at(AT_FDCWD, path, (struct stat *)st, AT_SYMLINK_NOFOLLOW);
}

int fstatat(int dir, const char *path, struct stat *st, int flags)
{
	return stat_at(dir, path, st, flags);
}

int fstatat64(int dir, const char *path, struct stat64 *st, int flags)
{
	return stat_at(dir, path, (struct stat *)st, flags);
}

int __xstat(int version, const char *path, struct stat *st)
{
	return stat_at(AT_FDCWD, path, st, 0);
}

int __xstat64(int version, const char *path, struct stat64 *st)
{
	return stat_at(AT_FDCWD, path, (struct stat *)st, 0);
}

int __lxstat(int version, const char *path, struct stat *st)
{
	return stat_at(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int __lxstat64(int version, const char *path, struct stat64 *st)
{
	return stat_at(AT_FDCWD, path, (struct stat *)st, AT_SYMLINK_NOFOLLOW);
}

int statx(int dir, const char *path, int flags, unsigned int mask, struct statx *st)
{
	const struct shim_node *node;
	struct stat plain;
	int ret;

	if (ours(path, !(flags & AT_SYMLINK_NOFOLLOW), &node, NULL)) {
		if (node)
			shim_node_statx(node, st);
		return node ? 0 : -1;
	}
	ret = libc.statx(dir, path, flags, mask, st);
	if (!ret && flags & AT_EMPTY_PATH && !*path && !fstat(dir, &plain) &&
	    S_ISCHR(plain.st_mode) && !S_ISCHR(st->stx_mode))
		shim_node_statx(shim_node_render(), st);
	return ret;
}

static int access_at(int dir, const char *path, int mode, int flags)
{
	const struct shim_node *node;

	if (!ours(path, !(flags & AT_SYMLINK_NOFOLLOW), &node, NULL))
		return dir == AT_FDCWD && !flags ? libc.access(path, mode) :
						   libc.faccessat(dir, path, mode, flags);
	if (!node)
		return -1;
	if (mode & W_OK && node->type != SHIM_NODE_DEVICE) {
		errno = EACCES;
		return -1;
	}
	return 0;
}

int access(const char *path, int mode)
{
	return access_at(AT_FDCWD, path, mode, 0);
}

int faccessat(int dir, const char *path, int mode, int flags)
{
	return access_at(dir, path, mode, flags);
}

int euidaccess(const char *path, int mode)
{
	return access_at(AT_FDCWD, path, mode, AT_EACCESS);
}

int eaccess(const char *path, int mode)
{
	return access_at(AT_FDCWD, path, mode, AT_EACCESS);
}

static ssize_t readlink_at(int dir, const char *path, char *buf, size_t len)
{
	const struct shim_node *node;

	if (!ours(path, false, &node, NULL))
		return libc.readlinkat(dir, path, buf, len);
	if (!node)
		return -1;
	if (node->type != SHIM_NODE_LINK) {
		errno = EINVAL;
		return -1;
	}
	len = min(len, (size_t)node->len);
	memcpy(buf, node->data, len);
	return (ssize_t)len;
}

ssize_t readlink(const char *path, char *buf, size_t len)
{
	return readlink_at(AT_FDCWD, path, buf, len);
}

ssize_t readlinkat(int dir, const char *path, char *buf, size_t len)
{
	return readlink_at(dir, path, buf, len);
}

ssize_t __readlink_chk(const char *path, char *buf, size_t len, size_t room)
{
	return readlink_at(AT_FDCWD, path, buf, min(len, room));
}

ssize_t __readlinkat_chk(int dir, const char *path, char *buf, size_t len, size_t room)
{
	return readlink_at(dir, path, buf, min(len, room));
}

static char *real_path(const char *path, char *resolved)
{
	const struct shim_node *node;
	char real[SHIM_PATH_BYTES];

	if (!ours(path, true, &node, real))
		return libc.realpath(path, resolved);
	if (!node)
		return NULL;
	if (!resolved)
		return strdup(real);
	memcpy(resolved, real, strlen(real) + 1);
	return resolved;
}

char *realpath(const char *path, char *resolved)
{
	return real_path(path, resolved);
}

char *canonicalize_file_name(const char *path)
{
	return real_path(path, NULL);
}

char *__realpath_chk(const char *path, char *resolved, size_t room)
{
	/* The C library's own check: the buffer must have room for any path. */
	if (room < PATH_MAX)
		abort();
	return real_path(path, resolved);
}

#pragma GCC visibility pop
