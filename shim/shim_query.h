/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the device is: parameters, queries, registers. Rows of the table in shim_ioctl.c; called with
 * &shim.lock.
 */
#ifndef FACET_SHIM_QUERY_H
#define FACET_SHIM_QUERY_H

struct shim_file;

/* A Kaby Lake GT2: one slice of three subslices with eight execution units (gen9/identity.h). */
#define SHIM_SLICES		3u	/* that Gen9 can have, as i915 counts */
#define SHIM_SUBSLICES		4u
#define SHIM_SUBSLICE_EUS	8u
#define SHIM_SLICE_MASK		0x1u
#define SHIM_SUBSLICE_MASK	0x7u

int shim_getparam(struct shim_file *file, void *arg);
int shim_query(struct shim_file *file, void *arg);
int shim_reg_read(struct shim_file *file, void *arg);
int shim_get_aperture(struct shim_file *file, void *arg);
int shim_version(struct shim_file *file, void *arg);
int shim_get_cap(struct shim_file *file, void *arg);

#endif
