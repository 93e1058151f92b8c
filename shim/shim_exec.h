/* SPDX-License-Identifier: GPL-2.0-only */
/* DRM_IOCTL_I915_GEM_EXECBUFFER2: a row of the table in shim_ioctl.c. */
#ifndef FACET_SHIM_EXEC_H
#define FACET_SHIM_EXEC_H

struct shim_file;

/**
 * shim_exec() - Queue a batch.
 * @file: the open file
 * @arg: struct drm_i915_gem_execbuffer2
 *
 * Objects need fixed addresses (EXEC_OBJECT_PINNED), as no driver of Gen9 asks for others.
 *
 * Context: with &shim.lock, which it drops while it waits for room.
 * Return: 0; a negative errno as i915's.
 */
int shim_exec(struct shim_file *file, void *arg);

#endif
