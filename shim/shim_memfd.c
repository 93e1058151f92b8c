// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memfds that processes share. Seals fix their size. Locks are those of open file descriptions
 * (fcntl(2), F_OFD_SETLK). Objects and sync objects call this file.
 */
#include "shim/shim_memfd.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "shim/shim_libc.h"

#define SIZE_SEALS	(F_SEAL_SHRINK | F_SEAL_GROW)

int shim_memfd_new(const char *name, u64 bytes)
{
	int fd = libc_high_fd(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));

	if (fd < 0)
		return -EMFILE;
	if (!ftruncate(fd, (off_t)bytes) &&
	    !libc.fcntl(fd, F_ADD_SEALS, SIZE_SEALS | F_SEAL_SEAL))
		return fd;
	libc.close(fd);
	return -ENOMEM;
}

/* Return the device of the kernel's file system of memfds; 0: it is not known. */
static u64 memfd_device(void)
{
	static u64 device;
	struct stat st;
	int fd;

	if (READ_ONCE(device))
		return READ_ONCE(device);
	fd = memfd_create("facet-device", MFD_CLOEXEC);
	if (fd < 0)
		return 0;
	if (!libc.fstat(fd, &st))
		WRITE_ONCE(device, (u64)st.st_dev);
	libc.close(fd);
	return READ_ONCE(device);
}

u64 shim_memfd_inode(int fd)
{
	struct stat st;

	/* A memfd has no name in a folder. */
	if (libc.fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink)
		return 0;
	return st.st_dev == memfd_device() ? (u64)st.st_ino : 0;
}

u64 shim_memfd_bytes(int fd)
{
	struct statfs fs;
	struct stat st;
	int seals;

	/* A memfd has no name in a folder. One of huge pages is of another file system. */
	if (libc.fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink || fstatfs(fd, &fs) ||
	    fs.f_type != TMPFS_MAGIC || !IS_ALIGNED((u64)st.st_size, PAGE_SIZE))
		return 0;
	seals = libc.fcntl(fd, F_GET_SEALS);
	return seals >= 0 && (seals & SIZE_SEALS) == SIZE_SEALS ? (u64)st.st_size : 0;
}

int shim_memfd_reopen(int fd)
{
	char path[32];
	int own;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	own = libc_high_fd(libc.open(path, O_RDWR | O_CLOEXEC));
	return own < 0 ? -errno : own;
}

static int lock(int own, u64 at, short type)
{
	struct flock range = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)at, .l_len = 1,
	};

	return libc.fcntl(own, F_OFD_SETLK, &range) ? -EAGAIN : 0;
}

int shim_memfd_lock(int own, u64 at)
{
	return lock(own, at, F_WRLCK);
}

void shim_memfd_unlock(int own, u64 at)
{
	lock(own, at, F_UNLCK);
}

bool shim_memfd_locked(int fd, u64 at)
{
	struct flock range = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)at, .l_len = 1,
	};

	return !libc.fcntl(fd, F_OFD_GETLK, &range) && range.l_type != F_UNLCK;
}
