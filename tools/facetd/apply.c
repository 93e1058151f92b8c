// SPDX-License-Identifier: GPL-2.0-only
/* Read and write knobs in sysfs (apply.h). control.c and watch.c call these functions. */
#include "tools/facetd/apply.h"

#include <errno.h>
#include <stdlib.h>

#include "tools/lib/host.h"
#include "tools/lib/sysfs.h"

static char *path_of(const char *root, const char *uuid, enum knob knob)
{
	const struct host host = { .root = root };

	return host_attribute(&host, uuid, knob_name(knob));
}

int apply_read(const char *root, const char *uuid, enum knob knob, uint32_t *value)
{
	char *path = path_of(root, uuid, knob), text[SYSFS_VALUE];
	int ret = sysfs_read(path, text);

	free(path);
	if (ret)
		return ret;
	return knob_parse(knob, text, value) ? 0 : -EPROTO;
}

int apply_write(const char *root, const char *uuid, enum knob knob, uint32_t value)
{
	char *path = path_of(root, uuid, knob), text[KNOB_TEXT];
	int ret = sysfs_write(path, knob_print(knob, value, text));

	free(path);
	return ret;
}

bool apply_is_gone(int error)
{
	return error == -ENOENT || error == -ENODEV;
}
