/* SPDX-License-Identifier: GPL-2.0-only */
/* The register state of a context's image as i915 lays it out. */
#ifndef TESTS_MINI_IMAGE_H
#define TESTS_MINI_IMAGE_H

#include "port.h"

struct mini_context;

/**
 * mini_image_offsets() - Headers and offsets of the lists, over whatever is there.
 * @image: page 1 of a context
 * @base: MMIO base of its engine
 * @rcs: whether that is the render engine
 * @close: end the lists behind the last one, as of an image that nothing was saved in
 */
void mini_image_offsets(u32 *image, u32 base, bool rcs, bool close);

/**
 * mini_context_inherit() - Make a context what i915 makes of a new one: a copy of the
 * default context's image, with offsets, ring and page tables of its own.
 * @context: just created, on the same engine
 */
void mini_context_inherit(struct mini_context *context, const struct mini_context *from);

#endif
