/* SPDX-License-Identifier: GPL-2.0-only */
/* The register state of a context's image as i915 lays it out. */
#ifndef TESTS_MINI_IMAGE_H
#define TESTS_MINI_IMAGE_H

#include "port.h"

struct mini_context;

/**
 * mini_image_offsets() - Write the headers and the offsets of the register lists, and keep
 * all other dwords.
 * @image: page 1 of a context: 1024 dwords
 * @base: MMIO base of its engine in bytes
 * @rcs: the engine is the render engine
 * @close: end the lists with MI_BATCH_BUFFER_END, as i915 does for an image that no engine
 *	has saved
 *
 * Source: i915 gt/intel_lrc.c (gen9_*_offsets).
 *
 * Context: any; takes no lock.
 */
void mini_image_offsets(u32 *image, u32 base, bool rcs, bool close);

/**
 * mini_context_inherit() - Copy the default context's image into a new context, as i915 does.
 * @context: just created, on the same engine as @from
 * @from: the default context
 *
 * The new context keeps its ring and its page tables, and gets offsets of its own.
 *
 * Context: the guest's thread; no engine runs either context. Takes no lock.
 */
void mini_context_inherit(struct mini_context *context, const struct mini_context *from);

#endif
