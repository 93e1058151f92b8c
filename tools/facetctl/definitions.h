/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vGPUs that mdevctl has defined. mdevctl keeps the definitions, and facetctl runs mdevctl to read
 * them. autostart.c and doctor.c call definitions_missing().
 */
#ifndef FACETCTL_DEFINITIONS_H
#define FACETCTL_DEFINITIONS_H

#include <stddef.h>

#include "tools/lib/host.h"

/**
 * struct definition - A vGPU that mdevctl is to start with the host.
 * @uuid: UUID as text
 * @parent: name of the parent device
 * @type: name of the type, facet-N
 */
struct definition {
	char uuid[HOST_UUID];
	char parent[HOST_NAME];
	char type[HOST_NAME];
};

/**
 * definitions_missing() - List the vGPUs that should have started with the host and do not exist.
 * @host: the host; only definitions on its parents count
 * @missing: gets an array with as many entries as the function returns; the caller frees the array
 *
 * Context: takes no lock; runs mdevctl and waits for its end.
 * Return: number of vGPUs; -ENOENT: mdevctl is not installed; -EPROTO: mdevctl failed or printed no
 *	JSON. After an error *@missing is NULL.
 */
int definitions_missing(const struct host *host, struct definition **missing);

#endif
