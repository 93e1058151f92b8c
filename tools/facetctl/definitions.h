/* SPDX-License-Identifier: GPL-2.0-only */
/* vGPUs that mdevctl has defined: the store is its, and it is asked. */
#ifndef FACETCTL_DEFINITIONS_H
#define FACETCTL_DEFINITIONS_H

#include <stddef.h>

#include "tools/lib/host.h"

/** struct definition - A vGPU that is to start with the host. */
struct definition {
	char uuid[HOST_UUID];
	char parent[HOST_NAME];
	char type[HOST_NAME];
};

/**
 * definitions_missing() - What is to start with the host on one of its parents, and is not there.
 * @missing: array of as many as are returned, to be freed
 *
 * Return: how many; -ENOENT where there is no mdevctl, -EPROTO where it fails or answers something else, with no array.
 */
int definitions_missing(const struct host *host, struct definition **missing);

#endif
