/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pages of a context image behind page 1, in a software GPU like hardware or with units
 * (units.h). Hardware keeps the state of its 3D units there, and executes it. The software GPU
 * keeps the state of its units there, a number that stands for other state, and a checksum. If that
 * is wrong, the context begins with default state (&pgpu_caps.images_checked), or faults. A state
 * of another layout (&softgpu_unit_ops.state_layout) is not loaded: its context begins with default
 * state, too.
 */
#ifndef SOFTGPU_IMAGE_H
#define SOFTGPU_IMAGE_H

#include "port.h"
#include "gen9/context_defs.h"

struct sgpu_engine;

/* Pages of a render image from page 1 on, as on Gen9. */
#define SGPU_IMAGE_PAGES	(GEN9_RCS_CONTEXT_PAGES - GEN9_CONTEXT_STATE_PAGE)
#define SGPU_PAGE_DWORDS	((u32)(PAGE_SIZE / sizeof(u32)))

/**
 * sgpu_image_pages() - Return the number of pages of an image with a state of the units.
 * @bytes: size of the state, at most SGPU_UNITS_STATE_MAX
 *
 * Context: any; takes no lock.
 * Return: pages from page 1 on, at most SGPU_IMAGE_PAGES.
 */
u32 sgpu_image_pages(u32 bytes);

/**
 * sgpu_image_golden() - Write a page of the image with which a context begins: &pgpu_ops.golden.
 * @page: its number, 2 to @last_page
 * @last_page: number of the last page of the image
 * @cpu: the page
 *
 * Context: any; takes no lock.
 */
void sgpu_image_golden(u32 page, u32 last_page, u32 *cpu);

/**
 * sgpu_image_load() - Load the pages of the submission's image.
 * @e: the engine; @e->run is the submission
 *
 * An engine whose images have one page loads nothing. The units of an engine begin the context.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: a page has no translation, and @e->fault is set; -EINVAL: the checksum is
 * wrong, and &pgpu_caps.images_checked is not set.
 */
int sgpu_image_load(struct sgpu_engine *e);

/**
 * sgpu_image_save() - Save the pages of the submission's image, with the state that this run made.
 * @e: the engine; @e->run is the submission
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: a page has no translation, and @e->fault is set.
 */
int sgpu_image_save(struct sgpu_engine *e);

#endif
