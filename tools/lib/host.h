/* SPDX-License-Identifier: GPL-2.0-only */
/* What sysfs says of Facet on this host: parents, their types, vGPUs. */
#ifndef TOOLS_HOST_H
#define TOOLS_HOST_H

#include <stddef.h>

#include "kernel/uapi/facet.h"

#define HOST_NAME	64u
#define HOST_UUID	37u	/* text of a UUID with its end */

/**
 * struct host_type - A type of a parent.
 * @name: facet-N
 * @description: one line, key=value, ...
 * @available: how many vGPUs of it can be created now
 */
struct host_type {
	char name[HOST_NAME];
	char description[256];
	unsigned int available;
};

/** struct host_parent - A pGPU; @types: @n_types of them. */
struct host_parent {
	char name[HOST_NAME];
	struct host_type *types;
	size_t n_types;
};

/**
 * struct host_vgpu - A vGPU.
 * @parent: of which pGPU
 * @name: what people call it, or ""
 * @state: open or closed
 * Others are its attributes of these names.
 */
struct host_vgpu {
	char uuid[HOST_UUID];
	char parent[HOST_NAME];
	char type[HOST_NAME];
	char name[FACET_NAME_MAX + 1];
	char state[16];
	char display[16];
};

/**
 * struct host - What there was when it was read.
 * @root: "" or a folder that stands for the root of the file system, for tests
 * @parents: @n_parents of them
 * @vgpus: @n_vgpus of them
 */
struct host {
	const char *root;
	struct host_parent *parents;
	size_t n_parents;
	struct host_vgpu *vgpus;
	size_t n_vgpus;
};

/**
 * host_read() - Look at sysfs.
 * @root: outlives @host; FACET_ROOT in the environment, where it is NULL
 *
 * A host without Facet has no parents. Return: 0 or a negative errno.
 */
int host_read(struct host *host, const char *root);
void host_free(struct host *host);

/** host_read_name() - Of one vGPU, now; "" where it has none, or is not there. Root as host_read()'s NULL. */
void host_read_name(const char *uuid, char name[static FACET_NAME_MAX + 1]);

/** host_find() - A vGPU by UUID or name. Return: NULL, and @error says why, with what to do. */
const struct host_vgpu *host_find(const struct host *host, const char *id, char error[static 256]);

/** host_create_path() - Of the file that takes the UUID of a new vGPU; to be freed. */
char *host_create_path(const struct host *host, const char *parent, const char *type);

/** host_remove_path() - Of the file that ends a vGPU; to be freed. */
char *host_remove_path(const struct host *host, const char *uuid);

/** host_attribute() - Path of an attribute of a vGPU; to be freed. */
char *host_attribute(const struct host *host, const char *uuid, const char *attribute);

#endif
