// SPDX-License-Identifier: GPL-2.0-only
/* Tables of handles. The ioctls call them with &shim.lock. */
#include "shim/shim_handles.h"

enum { FIRST_SIZE = 64 };

static int handles_grow(struct shim_handles *table)
{
	u32 size = table->size ? 2 * table->size : FIRST_SIZE;
	void **objects;

	if (size > SHIM_HANDLES_MAX)
		return -ENOSPC;
	objects = calloc(size, sizeof(*objects));
	if (!objects)
		return -ENOMEM;
	if (table->objects)
		memcpy(objects, table->objects, table->size * sizeof(*objects));
	free(table->objects);
	table->objects = objects;
	table->size = size;
	return 0;
}

int shim_handles_add(struct shim_handles *table, void *object, u32 *handle)
{
	u32 i = max(table->first, 1u);
	int ret;

	while (i < table->size && table->objects[i])
		i++;
	if (i >= table->size) {
		ret = handles_grow(table);
		if (ret)
			return ret;
	}
	table->objects[i] = object;
	table->first = i + 1;
	*handle = i;
	return 0;
}

void *shim_handles_get(const struct shim_handles *table, u32 handle)
{
	return handle < table->size ? table->objects[handle] : NULL;
}

u32 shim_handles_find(const struct shim_handles *table, const void *object)
{
	u32 i;

	for (i = 1; i < table->size; i++)
		if (table->objects[i] == object)
			return i;
	return 0;
}

void *shim_handles_remove(struct shim_handles *table, u32 handle)
{
	void *object = shim_handles_get(table, handle);

	if (!object)
		return NULL;
	table->objects[handle] = NULL;
	table->first = min(table->first, handle);
	return object;
}

void shim_handles_exit(struct shim_handles *table, void (*drop)(void *object))
{
	u32 i;

	for (i = 0; i < table->size; i++)
		if (table->objects[i])
			drop(table->objects[i]);
	free(table->objects);
	memset(table, 0, sizeof(*table));
}
