/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the device is: parameters, queries, registers. Rows of the table in shim_ioctl.c; called
 * with &shim.lock.
 */
#ifndef FACET_SHIM_QUERY_H
#define FACET_SHIM_QUERY_H

#include "gen9/identity.h"
#include "port.h"

struct shim_file;

/* The GPU that all of the library shows: a Kaby Lake GT2. */
extern const struct gen9_identity shim_identity;

/**
 * shim_memory_bytes() - Return the size of the memory that the device has.
 *
 * Context: any; takes no lock.
 * Return: bytes: the memory of the host.
 */
u64 shim_memory_bytes(void);

int shim_getparam(struct shim_file *file, void *arg);
int shim_query(struct shim_file *file, void *arg);
int shim_reg_read(struct shim_file *file, void *arg);
int shim_get_aperture(struct shim_file *file, void *arg);
int shim_version(struct shim_file *file, void *arg);
int shim_get_cap(struct shim_file *file, void *arg);

#endif
