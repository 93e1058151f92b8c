/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cache of programs by the graphics address of their kernels. A program is used again if its bytes
 * in memory are the same. They are compared when translations changed, or after an invalidation of
 * the instruction cache.
 */
#ifndef RENDER_KERNELS_H
#define RENDER_KERNELS_H

#include "eu/eu.h"
#include "port.h"

struct render;
struct render_kernels;

#define RENDER_KERNELS		256u	/* most programs of a cache */
#define RENDER_KERNELS_BYTES	EU_PROGRAM_MEMORY	/* most bytes of the programs of a cache */
#define RENDER_KERNELS_IN_USE	16u	/* programs that a command may use at once */

/**
 * render_kernels_create() - Create an empty cache.
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the cache, for &struct render.kernels; NULL: no memory.
 */
struct render_kernels *render_kernels_create(void);

/**
 * render_kernels_destroy() - Free a cache and its programs.
 * @kernels: of render_kernels_create(), or NULL; no thread runs
 *
 * Context: may sleep; takes no lock.
 */
void render_kernels_destroy(struct render_kernels *kernels);

/**
 * render_kernel() - Return the program of a kernel.
 * @render: the engine
 * @pointer: kernel start pointer: an offset from the instruction base. Bits 5:0 are ignored
 * @program: gets the program. It is valid until the command ends
 *
 * A command asks for all its programs, at most RENDER_KERNELS_IN_USE, before it runs one.
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; an error of eu_program_create(); -ENOMEM: the programs of the command have more than
 * RENDER_KERNELS_BYTES; -ECANCELED: cancelled.
 */
int render_kernel(struct render *render, u64 pointer, const struct eu_program **program);

/**
 * render_kernels_begin() - Begin a command: no program is in use.
 * @kernels: the cache
 *
 * Context: the engine's thread; takes no lock.
 */
void render_kernels_begin(struct render_kernels *kernels);

/**
 * render_kernels_invalidate() - Compare each program with memory before its next use.
 * @kernels: the cache
 *
 * Context: the engine's thread; takes no lock.
 */
void render_kernels_invalidate(struct render_kernels *kernels);

#endif
