// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the state of Facet on this host from sysfs (docs/reference/abi.md). facetctl, facetd and
 * facet-top call these functions. No function takes a lock.
 */
#include "tools/lib/host.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/lib/sysfs.h"

#define PARENTS		"/sys/class/mdev_bus"
#define DEVICES		"/sys/bus/mdev/devices"
#define TYPES		"mdev_supported_types"

/* Copy a text and cut it at @size - 1 bytes. Facet's own texts always fit. */
static void copy(char *to, size_t size, const char *from)
{
	size_t n = strnlen(from, size - 1);

	memcpy(to, from, n);
	to[n] = 0;
}

/*
 * Recognize a parent of Facet: "facet", or "facet" and a number (kernel/parent.c). The class also
 * lists parents of other drivers.
 */
static bool is_parent(const char *name)
{
	size_t n = strlen(FACET_PARENT_NAME);

	return !strncmp(name, FACET_PARENT_NAME, n) &&
	       name[n + strspn(name + n, "0123456789")] == 0;
}

static void read_type(struct host_type *type, const char *folder, const char *name)
{
	char value[SYSFS_VALUE];
	char *path;

	copy(type->name, sizeof(type->name), name);
	path = sysfs_path("%s/%s/description", folder, name);
	sysfs_read(path, value);
	copy(type->description, sizeof(type->description), value);
	free(path);
	path = sysfs_path("%s/%s/available_instances", folder, name);
	sysfs_read(path, value);
	type->available = strtoul(value, NULL, 10);
	free(path);
}

static int read_parent(struct host_parent *parent, const char *folder, const char *name)
{
	char *types = sysfs_path("%s/%s/" TYPES, folder, name), **names = NULL;
	int i, n = sysfs_list(types, &names);

	copy(parent->name, sizeof(parent->name), name);
	parent->types = n > 0 ? calloc(n, sizeof(*parent->types)) : NULL;
	for (i = 0; parent->types && i < n; i++)
		read_type(&parent->types[i], types, names[i]);
	parent->n_types = parent->types ? n : 0;
	sysfs_list_free(names);
	free(types);
	return n < 0 ? n : 0;
}

static int read_parents(struct host *host)
{
	char *folder = sysfs_path("%s" PARENTS, host->root), **names = NULL;
	int i, n = sysfs_list(folder, &names), ret = 0;

	host->parents = n > 0 ? calloc(n, sizeof(*host->parents)) : NULL;
	for (i = 0; host->parents && i < n && !ret; i++)
		if (is_parent(names[i]))
			ret = read_parent(&host->parents[host->n_parents++], folder, names[i]);
	sysfs_list_free(names);
	free(folder);
	/* The class is missing: mdev is not loaded, and so Facet is not loaded either. */
	return n < 0 && n != -ENOENT ? n : ret;
}

static void read_attribute(const struct host *host, const char *uuid, const char *name, char *to,
			   size_t size)
{
	char *path = host_attribute(host, uuid, name), value[SYSFS_VALUE];

	sysfs_read(path, value);
	copy(to, size, value);
	free(path);
}

/* Resolve the bus's link of the vGPU. The parent is the folder above the link's target. */
static void read_parent_of(struct host_vgpu *vgpu, const char *folder)
{
	char *link = sysfs_path("%s/%s", folder, vgpu->uuid), *path = realpath(link, NULL), *end;

	end = path ? strrchr(path, '/') : NULL;
	if (end) {
		*end = 0;
		end = strrchr(path, '/');
		copy(vgpu->parent, sizeof(vgpu->parent), end ? end + 1 : path);
	}
	free(path);
	free(link);
}

/* Read one mdev device. Return: false: the device belongs to another driver. */
static bool read_vgpu(const struct host *host, struct host_vgpu *vgpu, const char *folder,
		      const char *uuid)
{
	memset(vgpu, 0, sizeof(*vgpu));
	copy(vgpu->uuid, sizeof(vgpu->uuid), uuid);
	read_attribute(host, uuid, "type", vgpu->type, sizeof(vgpu->type));
	if (!*vgpu->type)
		return false;
	read_attribute(host, uuid, "name", vgpu->name, sizeof(vgpu->name));
	read_attribute(host, uuid, "state", vgpu->state, sizeof(vgpu->state));
	read_attribute(host, uuid, "display", vgpu->display, sizeof(vgpu->display));
	read_parent_of(vgpu, folder);
	return true;
}

static int read_vgpus(struct host *host)
{
	char *folder = sysfs_path("%s" DEVICES, host->root), **names = NULL;
	int i, n = sysfs_list(folder, &names);

	host->vgpus = n > 0 ? calloc(n, sizeof(*host->vgpus)) : NULL;
	for (i = 0; host->vgpus && i < n; i++)
		host->n_vgpus += read_vgpu(host, &host->vgpus[host->n_vgpus], folder, names[i]);
	sysfs_list_free(names);
	free(folder);
	return n < 0 && n != -ENOENT ? n : 0;
}

static const char *root_of(const char *root)
{
	const char *from = root ? root : getenv("FACET_ROOT");

	return from ? from : "";
}

void host_read_name(const char *uuid, char name[static FACET_NAME_MAX + 1])
{
	const struct host host = { .root = root_of(NULL) };

	read_attribute(&host, uuid, "name", name, FACET_NAME_MAX + 1);
}

int host_read(struct host *host, const char *root)
{
	int ret;

	memset(host, 0, sizeof(*host));
	host->root = root_of(root);
	ret = read_parents(host);
	if (!ret)
		ret = read_vgpus(host);
	if (ret)
		host_free(host);
	return ret;
}

void host_free(struct host *host)
{
	size_t i;

	for (i = 0; i < host->n_parents; i++)
		free(host->parents[i].types);
	free(host->parents);
	free(host->vgpus);
	memset(host, 0, sizeof(*host));
}

const struct host_vgpu *host_find(const struct host *host, const char *id, char error[static 256])
{
	const struct host_vgpu *found = NULL;
	size_t i;

	for (i = 0; i < host->n_vgpus; i++)
		if (!strcasecmp(host->vgpus[i].uuid, id))
			return &host->vgpus[i];
	for (i = 0; i < host->n_vgpus; i++) {
		if (!*id || strcmp(host->vgpus[i].name, id))
			continue;
		if (found) {
			snprintf(error, 256, "%s and %s are both named '%s': use a UUID",
				 found->uuid, host->vgpus[i].uuid, id);
			return NULL;
		}
		found = &host->vgpus[i];
	}
	if (!found)
		snprintf(error, 256, "there is no vGPU '%s': see 'facetctl list'", id);
	return found;
}

char *host_create_path(const struct host *host, const char *parent, const char *type)
{
	return sysfs_path("%s" PARENTS "/%s/" TYPES "/%s/create", host->root, parent, type);
}

char *host_remove_path(const struct host *host, const char *uuid)
{
	return sysfs_path("%s" DEVICES "/%s/remove", host->root, uuid);
}

char *host_attribute(const struct host *host, const char *uuid, const char *attribute)
{
	return sysfs_path("%s" DEVICES "/%s/" FACET_ATTR_GROUP "/%s", host->root, uuid, attribute);
}
