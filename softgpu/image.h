/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pages of a context image behind page 1, in a software GPU like hardware. Hardware keeps the
 * state of its 3D units there, and executes it. The software GPU keeps a number there, which stands
 * for that state, and a checksum: a page that is not as the GPU saved it is a fault.
 */
#ifndef SOFTGPU_IMAGE_H
#define SOFTGPU_IMAGE_H

#include "port.h"

struct sgpu_engine;

#define SGPU_IMAGE_PAGES	21u	/* pages of a render image from page 1 on, as on Gen9 */

/**
 * sgpu_image_golden() - Write a page of the image with which a context begins: &pgpu_ops.golden.
 * @page: its number, 2 to SGPU_IMAGE_PAGES
 * @cpu: the page
 *
 * Context: any; takes no lock.
 */
void sgpu_image_golden(u32 page, u32 *cpu);

/**
 * sgpu_image_load() - Load the pages of the submission's image.
 * @e: the engine; @e->run is the submission
 *
 * An engine whose images have one page loads nothing.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: a page has no translation, and @e->fault is set; -EINVAL: the checksum is
 * wrong.
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
