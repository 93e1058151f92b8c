/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of handles: small numbers that name objects, from 1 on, the lowest free one first. */
#ifndef FACET_SHIM_HANDLES_H
#define FACET_SHIM_HANDLES_H

#include "port.h"

#define SHIM_HANDLES_MAX	(1u << 22)

/**
 * struct shim_handles - A table of handles.
 * @objects: object of each handle; NULL: the handle is free. The first one is not used
 * @size: number of @objects
 * @first: no handle below is free
 */
struct shim_handles {
	void **objects;
	u32 size;
	u32 first;
};

/**
 * shim_handles_add() - Give an object a handle.
 * @table: the table
 * @object: the object, not NULL
 * @handle: gets the handle, at least 1
 *
 * Context: the caller's lock serializes.
 * Return: 0; -ENOMEM: no memory; -ENOSPC: too many handles.
 */
int shim_handles_add(struct shim_handles *table, void *object, u32 *handle);

/**
 * shim_handles_get() - Return the object of a handle.
 * @table: the table
 * @handle: any number
 *
 * Context: the caller's lock serializes.
 * Return: the object; NULL: there is no such handle.
 */
void *shim_handles_get(const struct shim_handles *table, u32 handle);

/**
 * shim_handles_find() - Find a handle of an object.
 * @table: the table
 * @object: the object
 *
 * Context: the caller's lock serializes.
 * Return: the lowest handle; 0: none.
 */
u32 shim_handles_find(const struct shim_handles *table, const void *object);

/**
 * shim_handles_remove() - Free a handle.
 * @table: the table
 * @handle: any number
 *
 * Context: the caller's lock serializes.
 * Return: the object; NULL: there is no such handle.
 */
void *shim_handles_remove(struct shim_handles *table, u32 handle);

/**
 * shim_handles_exit() - Free a table.
 * @table: the table
 * @drop: called for each object that has a handle
 *
 * Context: the caller's lock serializes.
 */
void shim_handles_exit(struct shim_handles *table, void (*drop)(void *object));

#endif
