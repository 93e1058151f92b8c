/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to the memory that an ioctl's argument points to. */
#ifndef FACET_SHIM_USER_H
#define FACET_SHIM_USER_H

#include "port.h"

/* Addresses below are no memory: a client passed a number or NULL. */
#define SHIM_USER_FIRST	0x10000ull

/**
 * shim_user_read() - Copy from an address that a client passed.
 * @to: gets the bytes
 * @from: the address
 * @len: number of bytes
 *
 * The address is in this process, so a wrong one ends the process like any wrong pointer. NULL and
 * small numbers do not.
 *
 * Context: any.
 * Return: 0; -EFAULT: no address.
 */
static inline int shim_user_read(void *to, u64 from, size_t len)
{
	if (!len)
		return 0;
	if (from < SHIM_USER_FIRST)
		return -EFAULT;
	memcpy(to, (const void *)(uintptr_t)from, len);
	return 0;
}

/**
 * shim_user_write() - Copy to an address that a client passed.
 * @to: the address
 * @from: the bytes
 * @len: number of bytes
 *
 * Context: any.
 * Return: 0; -EFAULT: no address.
 */
static inline int shim_user_write(u64 to, const void *from, size_t len)
{
	if (!len)
		return 0;
	if (to < SHIM_USER_FIRST)
		return -EFAULT;
	memcpy((void *)(uintptr_t)to, from, len);
	return 0;
}

#endif
