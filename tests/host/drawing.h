/* SPDX-License-Identifier: GPL-2.0-only */
/* A mini-guest that dispatches kernels of tests/unit/engine/long_kernel.h. */
#ifndef HOST_DRAWING_H
#define HOST_DRAWING_H

#include "tests/lib/mini.h"
#include "tests/lib/sgpu_rig.h"

#define DRAWING_RING_BYTES	0x4000u

/**
 * struct drawing - A mini-guest with a context whose batch dispatches the kernel.
 * @guest: the mini-guest
 * @vm: its PPGTT
 * @context: the context
 * @memory: the pages that the batch names, as sgpu_rig has them
 */
struct drawing {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	struct sgpu_rig memory;
};

/* Make a guest on the device in use, whose kernel counts to @loops. */
void drawing_make(struct drawing *g, u32 loops);
/* The same for a guest of @machine, whose threads may run in this process. */
void drawing_make_on(struct drawing *g, struct mini_machine *machine, u32 loops);

/* Map new pages at @va of the PPGTT, with @flags. Return: their memory. */
void *drawing_map(struct drawing *g, u64 va, u32 pages, u64 flags);

/* Run the batch. Return: true: the request has ended within @patience_ms. */
bool drawing_run(struct drawing *g, u32 patience_ms);

/* Submit the batch, and wait for its end: the two halves of drawing_run(). */
void drawing_submit(struct drawing *g);
bool drawing_wait(struct drawing *g, u32 patience_ms);

#endif
