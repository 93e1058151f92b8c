/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facet on this host, read from sysfs: parents, their types, vGPUs. The headers of facetctl, facetd
 * and facet-top build on this one. Each function runs in user space and takes no lock of the tools.
 */
#ifndef TOOLS_HOST_H
#define TOOLS_HOST_H

#include <stddef.h>

#include "kernel/uapi/facet.h"

#define HOST_NAME	64u	/* bytes of a name, with the NUL */
#define HOST_UUID	37u	/* bytes of a UUID as text, with the NUL */

/**
 * struct host_type - One vGPU type of a parent.
 * @name: name of the type, facet-N
 * @description: the first line of the attribute "description": key=value, ...
 * @available: number of vGPUs of the type that can be created now; 0 also if the file is unreadable
 */
struct host_type {
	char name[HOST_NAME];
	char description[256];
	unsigned int available;
};

/**
 * struct host_parent - One pGPU, as sysfs lists it.
 * @name: name of the parent device, "facet" or "facet" and a number
 * @types: array of @n_types types; NULL: none
 * @n_types: number of types
 */
struct host_parent {
	char name[HOST_NAME];
	struct host_type *types;
	size_t n_types;
};

/**
 * struct host_vgpu - One vGPU, as sysfs shows it. An attribute that cannot be read is "".
 * @uuid: UUID as text
 * @parent: name of the parent device
 * @type: attribute "type": facet-N
 * @name: attribute "name": the administrator's name for the vGPU; "": none
 * @state: attribute "state": open or closed
 * @display: attribute "display"
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
 * struct host - Parents and vGPUs at the time of host_read().
 * @root: prefix of every path: "", or in tests a folder that replaces the root of the file system
 * @parents: array of @n_parents parents; NULL: none
 * @n_parents: number of parents
 * @vgpus: array of @n_vgpus vGPUs; NULL: none
 * @n_vgpus: number of vGPUs
 */
struct host {
	const char *root;
	struct host_parent *parents;
	size_t n_parents;
	struct host_vgpu *vgpus;
	size_t n_vgpus;
};

/**
 * host_read() - Read all parents, types and vGPUs of Facet from sysfs.
 * @host: the result; the old content is overwritten and not freed. host_free() frees the result
 * @root: prefix of every path, not copied: outlives @host; NULL: FACET_ROOT of the environment,
 *	else ""
 *
 * A host without Facet has no parents and no vGPUs: no error. The function skips parents of other
 * drivers, and vGPUs whose attribute "type" cannot be read. Another attribute that cannot be read
 * is "". If memory for the array of parents, types or vGPUs is missing, the array is empty. Types
 * and vGPUs are in version order of their names.
 *
 * Context: any thread; takes no lock. Blocks for folders, links and attributes of sysfs. Without
 * memory for a path, the program prints an error and ends with status 1.
 * Return: 0; a negative errno of scandir(3), and @host is zeroed, with nothing left to be freed.
 * -EACCES: the caller may not read a folder. -ENOENT: a parent has no folder of types, for example
 * since the module is being unloaded. -ENOMEM: no memory for a list of names.
 */
int host_read(struct host *host, const char *root);

/**
 * host_free() - Free the arrays of a host and zero the structure.
 * @host: a result of host_read(), or zeroed; nobody uses its vGPUs and parents any more. @host
 *	itself and its root stay the caller's
 *
 * A repeated call is harmless.
 *
 * Context: any thread; takes no lock; does not block.
 */
void host_free(struct host *host);

/**
 * host_read_name() - Read the current name of one vGPU.
 * @uuid: UUID of the vGPU as text
 * @name: gets the name with its NUL, at most FACET_NAME_MAX + 1 bytes, a longer one cut; "": the
 *	vGPU has no name, or does not exist, or its file cannot be read
 *
 * The prefix of the path is FACET_ROOT of the environment, else "".
 *
 * Context: any thread; takes no lock. Blocks for one read of sysfs. Without memory for the path,
 * the program prints an error and ends with status 1.
 */
void host_read_name(const char *uuid, char name[static FACET_NAME_MAX + 1]);

/**
 * host_find() - Find a vGPU by its UUID or its name.
 * @host: a result of host_read()
 * @id: a UUID, in either case of letters, or a name, in exact spelling. A UUID is tried first. ""
 *	finds no vGPU
 * @error: gets a message of at most 256 bytes with the NUL; written only if the result is NULL
 *
 * Context: any thread; takes no lock; does not block.
 * Return: the vGPU, inside @host->vgpus, valid until host_free(). NULL: no vGPU, or more than one,
 * has this name.
 */
const struct host_vgpu *host_find(const struct host *host, const char *id, char error[static 256]);

/**
 * host_create_path() - Make the path of the file that creates a vGPU of a type.
 * @host: gives the prefix, @host->root
 * @parent: name of the parent device
 * @type: name of the type, facet-N
 *
 * A write of a UUID to this file ("create" of mdev) creates the vGPU. The function does not check
 * that the parent or the type exists.
 *
 * Context: any thread; takes no lock; does not touch sysfs. Without memory, the program prints an
 * error and ends with status 1.
 * Return: the path, never NULL; the caller frees it by free(3).
 */
char *host_create_path(const struct host *host, const char *parent, const char *type);

/**
 * host_remove_path() - Make the path of the file that removes a vGPU.
 * @host: gives the prefix, @host->root
 * @uuid: UUID of the vGPU as text
 *
 * A write of "1" to this file ("remove" of mdev) removes the vGPU. The function does not check that
 * the vGPU exists.
 *
 * Context: any thread; takes no lock; does not touch sysfs. Without memory, the program prints an
 * error and ends with status 1.
 * Return: the path, never NULL; the caller frees it by free(3).
 */
char *host_remove_path(const struct host *host, const char *uuid);

/**
 * host_attribute() - Make the path of one attribute of a vGPU.
 * @host: gives the prefix, @host->root
 * @uuid: UUID of the vGPU as text
 * @attribute: name of the file in the group FACET_ATTR_GROUP; "": path of the group's folder, with
 *	a slash at its end
 *
 * The function does not check that the vGPU or the attribute exists.
 *
 * Context: any thread; takes no lock; does not touch sysfs. Without memory, the program prints an
 * error and ends with status 1.
 * Return: the path, never NULL; the caller frees it by free(3).
 */
char *host_attribute(const struct host *host, const char *uuid, const char *attribute);

#endif
