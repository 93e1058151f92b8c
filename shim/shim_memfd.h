/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memfds that processes share. Nobody can change the size of one, so its mapping never faults. A
 * lock of a byte tells other processes that a process has not ended: the kernel drops the lock with
 * the process, in all namespaces, also if its parent has not waited for it.
 */
#ifndef FACET_SHIM_MEMFD_H
#define FACET_SHIM_MEMFD_H

#include "port.h"

/**
 * shim_memfd_new() - Make a memfd of a fixed size, filled with zeroes.
 * @name: its name, for /proc
 * @bytes: its size, whole pages
 *
 * Context: any thread; takes no lock.
 * Return: a descriptor with the close-on-exec flag; -ENOMEM, -EMFILE.
 */
int shim_memfd_new(const char *name, u64 bytes);

/**
 * shim_memfd_bytes() - Return the size of a memfd that shim_memfd_new() of any process has made.
 * @fd: any number
 *
 * Context: any thread; takes no lock.
 * Return: bytes, whole pages; 0: @fd is no memfd, or its size can change.
 */
u64 shim_memfd_bytes(int fd);

/**
 * shim_memfd_inode() - Return the inode that tells a memfd from all other memfds.
 * @fd: any number
 *
 * A file of another file system may have the same inode, and another process may pass such a file.
 *
 * Context: any thread; takes no lock.
 * Return: the inode; 0: @fd is no memfd.
 */
u64 shim_memfd_inode(int fd);

/**
 * shim_memfd_reopen() - Open a memfd a second time, for locks.
 * @fd: the memfd
 *
 * Copies of a descriptor share their locks, also with other processes. So a process takes locks by
 * a descriptor that it never gives away. A child of fork() must close its copy.
 *
 * Context: any thread; takes no lock. Needs /proc.
 * Return: a descriptor with the close-on-exec flag; a negative errno.
 */
int shim_memfd_reopen(int fd);

/**
 * shim_memfd_lock() - Lock a byte, unless another descriptor has locked it.
 * @own: descriptor of shim_memfd_reopen()
 * @at: offset of the byte
 *
 * Context: any thread; takes no lock of this library.
 * Return: 0; -EAGAIN: another descriptor has the lock.
 */
int shim_memfd_lock(int own, u64 at);

/**
 * shim_memfd_unlock() - Drop the lock of a byte.
 * @own: descriptor of shim_memfd_reopen()
 * @at: offset of the byte
 *
 * Context: any thread; takes no lock of this library.
 */
void shim_memfd_unlock(int own, u64 at);

/**
 * shim_memfd_locked() - Test if a byte is locked.
 * @fd: descriptor of the memfd, but not that of shim_memfd_reopen()
 * @at: offset of the byte
 *
 * Context: any thread; takes no lock of this library.
 * Return: true: a process that lives has locked it.
 */
bool shim_memfd_locked(int fd, u64 at);

#endif
