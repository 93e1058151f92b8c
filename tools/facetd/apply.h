/* SPDX-License-Identifier: GPL-2.0-only */
/* Read and write one knob of a vGPU in sysfs. control.c and watch.c call these functions. */
#ifndef FACETD_APPLY_H
#define FACETD_APPLY_H

#include "tools/facetd/knobs.h"

/**
 * apply_read() - Read the current value of a knob.
 * @root: prefix of the path: "", or a folder that replaces the root of the file system
 * @uuid: UUID of the vGPU as text
 * @knob: the knob
 * @value: gets the value, in the units of &struct knob_set
 *
 * Context: takes no lock; blocks for one read of sysfs. Without memory, facetd ends with status 1.
 * Return: 0; -ENOENT or -ENODEV: there is no such vGPU; -EPROTO: the file holds no value of this
 *	knob; another negative errno of sysfs_read().
 */
int apply_read(const char *root, const char *uuid, enum knob knob, uint32_t *value);

/**
 * apply_write() - Write a knob, in one write(2).
 * @root: prefix of the path: "", or a folder that replaces the root of the file system
 * @uuid: UUID of the vGPU as text
 * @knob: the knob
 * @value: the value, in the units of &struct knob_set
 *
 * Context: takes no lock; blocks for one write of sysfs. Without memory, facetd ends with status 1.
 * Return: 0; -ENOENT or -ENODEV: there is no such vGPU; another negative errno of sysfs_write(), by
 *	which the module refuses the value.
 */
int apply_write(const char *root, const char *uuid, enum knob knob, uint32_t value);

/**
 * apply_is_gone() - Tell if an error means that the vGPU does not exist any more.
 * @error: a result of apply_read() or apply_write()
 *
 * Context: any; reads no memory.
 * Return: true: @error is -ENOENT or -ENODEV. The caller does not report such an error.
 */
bool apply_is_gone(int error);

#endif
