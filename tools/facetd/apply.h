/* SPDX-License-Identifier: GPL-2.0-only */
/* Knobs in sysfs: one read or one write each. */
#ifndef FACETD_APPLY_H
#define FACETD_APPLY_H

#include "tools/facetd/knobs.h"

/**
 * apply_read() - A knob as it is.
 * @root: "" or what stands for the root of the file system
 * Return: 0; a negative errno, -ENOENT: there is no such vGPU; -EPROTO: it is no value of this knob.
 */
int apply_read(const char *root, const char *uuid, enum knob knob, uint32_t *value);

/** apply_write() - In one write. Return: 0 or a negative errno. */
int apply_write(const char *root, const char *uuid, enum knob knob, uint32_t value);

/** apply_is_gone() - Whether an error says that there is no such vGPU any more, which is none. */
bool apply_is_gone(int error);

#endif
