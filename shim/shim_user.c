// SPDX-License-Identifier: GPL-2.0-only
/*
 * Access to memory that clients point to. The kernel copies, since it knows which addresses are
 * memory. A sandbox may refuse that call: a wrong address then ends the process. The ioctls call
 * this file.
 */
#include "shim/shim_user.h"

#include <sys/uio.h>
#include <unistd.h>

typedef ssize_t (*copy_fn)(pid_t pid, const struct iovec *local, unsigned long n_local,
			   const struct iovec *remote, unsigned long n_remote, unsigned long flags);

/* Copy between @local and the address of a client. Return: 1: the sandbox refuses the call. */
static int copy(copy_fn call, void *local, u64 address, size_t len)
{
	struct iovec here = { .iov_base = local, .iov_len = len };
	struct iovec there = { .iov_base = (void *)(uintptr_t)address, .iov_len = len };
	ssize_t n;

	if (address < SHIM_USER_FIRST)
		return -EFAULT;
	n = call(getpid(), &here, 1, &there, 1, 0);
	if (n < 0 && errno != EFAULT)
		return 1;
	return n == (ssize_t)len ? 0 : -EFAULT;
}

int shim_user_read(void *to, u64 from, size_t len)
{
	int ret = len ? copy(process_vm_readv, to, from, len) : 0;

	if (ret > 0)
		memcpy(to, (const void *)(uintptr_t)from, len);
	return min(ret, 0);
}

int shim_user_write(u64 to, const void *from, size_t len)
{
	int ret = len ? copy(process_vm_writev, (void *)from, to, len) : 0;

	if (ret > 0)
		memcpy((void *)(uintptr_t)to, from, len);
	return min(ret, 0);
}
