/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Contexts and address spaces as clients see them: the ioctls that make and change them. All
 * functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_CTX_H
#define FACET_SHIM_CTX_H

#include "port.h"

struct shim_ctx;
struct shim_file;

/* Handle of the context that each open file has. */
#define SHIM_CTX_DEFAULT	0u

/**
 * shim_ctx_get() - Take a reference.
 * @ctx: the context
 *
 * Context: with &shim.lock.
 * Return: @ctx.
 */
struct shim_ctx *shim_ctx_get(struct shim_ctx *ctx);

/**
 * shim_ctx_put() - Drop a reference. The last one frees the context: it has no request.
 * @ctx: the context
 *
 * Context: with &shim.lock.
 */
void shim_ctx_put(void *ctx);

/**
 * shim_ctx_of() - Return a context of an open file.
 * @file: the file
 * @id: its handle; SHIM_CTX_DEFAULT: the file's own, which is made at its first use
 *
 * Context: with &shim.lock.
 * Return: the context; NULL: there is none, or no memory.
 */
struct shim_ctx *shim_ctx_of(struct shim_file *file, u32 id);

/* The ioctls of contexts and address spaces: rows of the table in shim_ioctl.c. */
int shim_ctx_create(struct shim_file *file, void *arg);
int shim_ctx_destroy(struct shim_file *file, void *arg);
int shim_ctx_getparam(struct shim_file *file, void *arg);
int shim_ctx_setparam(struct shim_file *file, void *arg);
int shim_ctx_reset_stats(struct shim_file *file, void *arg);
int shim_vm_create(struct shim_file *file, void *arg);
int shim_vm_destroy(struct shim_file *file, void *arg);

#endif
