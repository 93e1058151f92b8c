/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads a logical ring context from its shadow image and saves the context there. */
#ifndef SOFTGPU_LRC_H
#define SOFTGPU_LRC_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_lrc_load() - Load the registers, the pages behind page 1 and the position of a submission
 * from its context image.
 * @e: the engine; @e->run is the submission
 *
 * With an inhibited restore it loads none of these, and keeps the last context's registers unless
 * &pgpu_caps.inhibit_clears is set.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: the image has no translation, and @e->fault is set; -EINVAL: the submission
 * says PGPU_SUBMIT_RESUME, and the image has no valid position; or the pages are not as an engine
 * saved them.
 */
int sgpu_lrc_load(struct sgpu_engine *e);

/**
 * sgpu_lrc_save() - Save the registers and the pages of a context into its image. The image is
 * visible to others at the return.
 * @e: the engine; @e->run is the submission
 * @resumable: true: save the position too, so that PGPU_SUBMIT_RESUME can continue; false: clear it
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: the image has no translation, and @e->fault is set.
 */
int sgpu_lrc_save(struct sgpu_engine *e, bool resumable);

/**
 * sgpu_lrc_ring_offset() - Return the byte offset of the ring's next command.
 * @e: the engine; @e->run is the submission
 *
 * Context: the engine's thread; takes no lock.
 * Return: the offset; &pgpu_submission.head before the ring begins.
 */
u32 sgpu_lrc_ring_offset(const struct sgpu_engine *e);

/**
 * sgpu_lrc_ring_offset_of() - Return the byte offset of the ring's next command, for any thread.
 * @e: the engine
 * @sub: the submission that the engine runs; it cannot end meanwhile
 *
 * Context: any; &sgpu_engine.lock held, or the engine's thread.
 * Return: the offset; &pgpu_submission.head before the ring begins.
 */
u32 sgpu_lrc_ring_offset_of(const struct sgpu_engine *e, const struct pgpu_submission *sub);

/**
 * sgpu_lrc_next_stage() - Start the stage behind the lowest stream, which has ended.
 * @e: the engine; @e->run is the submission
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: the next stage, or the rest of the ring, has begun; false: the ring is at its tail.
 */
bool sgpu_lrc_next_stage(struct sgpu_engine *e);

#endif
