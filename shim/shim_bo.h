/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GEM objects: memfds that are mapped in this process. The page behind an object's bytes is shared
 * by the processes that have the memfd. All functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_BO_H
#define FACET_SHIM_BO_H

#include "port.h"

struct shim_bo;

/**
 * shim_bo_create() - Make an object of zeroes.
 * @size: bytes, at least 1; rounded up to whole pages
 * @bo: gets the object, with one reference
 *
 * Context: with &shim.lock.
 * Return: 0; -EINVAL: @size is 0; -E2BIG: @size is too large; -ENOMEM; -EMFILE.
 */
int shim_bo_create(u64 size, struct shim_bo **bo);

/**
 * shim_bo_user() - Make an object of the process's memory.
 * @addr: address, page aligned
 * @size: bytes, whole pages
 * @read_only: the GPU must not write
 * @bo: gets the object, with one reference
 *
 * Context: with &shim.lock.
 * Return: 0; -EINVAL: not whole pages; -ENOMEM.
 */
int shim_bo_user(u64 addr, u64 size, bool read_only, struct shim_bo **bo);

/**
 * shim_bo_present() - Test if an object's memory is there. A program may have unmapped memory that
 * it made an object of.
 * @bo: the object
 *
 * Context: with &shim.lock.
 * Return: true: it is.
 */
bool shim_bo_present(const struct shim_bo *bo);

/**
 * shim_bo_import() - Return the object of a descriptor.
 * @fd: any number
 * @bo: gets the object, with a reference of its own
 *
 * Context: with &shim.lock.
 * Return: 0; -EINVAL: @fd names no object; -EBADF; -ENOMEM.
 */
int shim_bo_import(int fd, struct shim_bo **bo);

/**
 * shim_bo_export() - Make a descriptor of an object. Before others get it: shim_bo_share().
 * @bo: the object
 * @flags: O_CLOEXEC, O_RDWR
 *
 * Context: with &shim.lock.
 * Return: the descriptor; -ENODEV: the object is memory of the process; -EMFILE.
 */
int shim_bo_export(struct shim_bo *bo, u32 flags);

/**
 * shim_bo_get() - Take a reference.
 * @bo: the object
 *
 * Context: with &shim.lock.
 * Return: @bo.
 */
struct shim_bo *shim_bo_get(struct shim_bo *bo);

/**
 * shim_bo_put() - Drop a reference. The last one frees the object: no request uses it.
 * @bo: the object
 *
 * Context: with &shim.lock.
 */
void shim_bo_put(void *bo);

/**
 * shim_bo_at() - Find the object of an offset for mmap().
 * @offset: the offset
 *
 * Context: with &shim.lock.
 * Return: the object; NULL: none.
 */
struct shim_bo *shim_bo_at(u64 offset);

/**
 * shim_bo_of_fd() - Find the object of this process that a descriptor names.
 * @fd: any number
 *
 * Context: with &shim.lock.
 * Return: the object; NULL: none.
 */
struct shim_bo *shim_bo_of_fd(int fd);

/**
 * shim_bo_bytes_of_fd() - Return the size of an object, also of one of another process.
 * @fd: any number
 *
 * Context: with &shim.lock.
 * Return: bytes; 0: @fd names no object.
 */
u64 shim_bo_bytes_of_fd(int fd);

#endif
