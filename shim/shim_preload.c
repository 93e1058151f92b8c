// SPDX-License-Identifier: GPL-2.0-only
/*
 * The C library's functions of descriptors that libfacet-run.so replaces. Each asks shim.h first,
 * and else calls the C library. The program's threads call them.
 *
 * Both names of functions that have a 64-bit twin are defined here, so the macros that map one to
 * the other must be off. So must those that put checks into headers.
 */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim/shim.h"
#include "shim/shim_libc.h"
#include "shim/shim_nodes.h"
#include "shim/shim_old.h"

/* Programs see the functions of this file. All else in the library is hidden. */
#pragma GCC visibility push(default)

/* Types of ioctls that the library answers. */
static bool type_of_interest(unsigned long request)
{
	u32 type = _IOC_TYPE(request);

	return type == 'd' || type == '>' || type == 'b';
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;
	int ret;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	libc_init();
	if (!type_of_interest(request) ||
	    !shim_ioctl(fd, request, arg, __builtin_return_address(0), &ret))
		return libc.ioctl(fd, request, arg);
	if (ret >= 0)
		return ret;
	errno = -ret;
	return -1;
}

static void *map(void *addr, size_t len, int prot, int flags, int fd, u64 offset)
{
	void *at;

	libc_init();
	if (fd >= 0 && offset >= SHIM_MMAP_BASE &&
	    shim_mmap(addr, len, prot, flags, fd, offset, &at))
		return at;
	return libc.mmap(addr, len, prot, flags, fd, (long)offset);
}

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return map(addr, len, prot, flags, fd, (u64)offset);
}

void *mmap64(void *addr, size_t len, int prot, int flags, int fd, off64_t offset)
{
	return map(addr, len, prot, flags, fd, (u64)offset);
}

int close(int fd)
{
	libc_init();
	shim_close(fd);
	return libc.close(fd);
}

int dup2(int from, int to)
{
	libc_init();
	if (from != to)
		shim_close(to);
	return libc.dup2(from, to);
}

int dup3(int from, int to, int flags)
{
	libc_init();
	if (from != to)
		shim_close(to);
	return libc.dup3(from, to, flags);
}

/* A dma-buf knows the offsets 0 and its end. Source: Linux drivers/dma-buf/dma-buf.c. */
static off_t seek(int fd, off_t offset, int whence)
{
	u64 bytes;

	libc_init();
	bytes = whence == SEEK_CUR ? 0 : shim_object_bytes(fd);
	if (!bytes)
		return libc.lseek(fd, offset, whence);
	if (!offset && (whence == SEEK_END || whence == SEEK_SET))
		return whence == SEEK_END ? (off_t)bytes : 0;
	errno = EINVAL;
	return -1;
}

off_t lseek(int fd, off_t offset, int whence)
{
	return seek(fd, offset, whence);
}

off64_t lseek64(int fd, off64_t offset, int whence)
{
	return seek(fd, offset, whence);
}

static int stat_fd(int fd, struct stat *st)
{
	u64 bytes;
	int ret;

	libc_init();
	ret = libc.fstat(fd, st);
	/* The render node is a memfd: a file without a name in a folder. */
	if (ret || !S_ISREG(st->st_mode) || st->st_nlink)
		return ret;
	bytes = shim_object_bytes(fd);
	if (bytes)
		st->st_size = (off_t)bytes;
	else if (shim_is_node(fd))
		shim_node_device(st);
	return ret;
}

int fstat(int fd, struct stat *st)
{
	return stat_fd(fd, st);
}

int fstat64(int fd, struct stat64 *st)
{
	return stat_fd(fd, (struct stat *)st);
}

/* For programs that were built with a C library before 2.33. */
int __fxstat(int version, int fd, struct stat *st)
{
	return stat_fd(fd, st);
}

int __fxstat64(int version, int fd, struct stat64 *st)
{
	return stat_fd(fd, (struct stat *)st);
}

#pragma GCC visibility pop
