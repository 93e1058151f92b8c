/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to the memory that an ioctl's argument points to. The address is in this process, but it
 * comes from the client: a wrong one fails as it does in the kernel.
 */
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
 * Context: any.
 * Return: 0; -EFAULT: no address, or a part of the bytes cannot be read.
 */
int shim_user_read(void *to, u64 from, size_t len);

/**
 * shim_user_write() - Copy to an address that a client passed.
 * @to: the address
 * @from: the bytes
 * @len: number of bytes
 *
 * Context: any.
 * Return: 0; -EFAULT: no address, or a part of the bytes cannot be written.
 */
int shim_user_write(u64 to, const void *from, size_t len);

#endif
