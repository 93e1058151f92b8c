/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loading and saving a logical ring context from and to its shadow image.
 */
#ifndef SOFTGPU_LRC_H
#define SOFTGPU_LRC_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_lrc_load() - Registers and position of a submission from its context image.
 * @e: runs the submission
 *
 * Engine's thread. Return: 0; -EFAULT with @e->fault set; -EINVAL when the
 * submission says RESUME and the image holds no saved position.
 */
int sgpu_lrc_load(struct sgpu_engine *e);

/**
 * sgpu_lrc_save() - Back into the image; visible to others at the return.
 * @e: runs the submission
 * @resumable: with the position, so that RESUME can go on
 * Engine's thread. Return: 0 or -EFAULT.
 */
int sgpu_lrc_save(struct sgpu_engine *e, bool resumable);

/** sgpu_lrc_ring_offset() - Return how many bytes of the ring are executed. @e: its thread asks. */
u32 sgpu_lrc_ring_offset(const struct sgpu_engine *e);

/**
 * sgpu_lrc_ring_offset_of() - How far the ring of a submission is executed, in bytes.
 * @e: runs the submission
 * @sub: the submission, which cannot end meanwhile
 *
 * Context: any; &sgpu_engine.lock is held, or the caller is the engine's thread.
 * Return: the offset.
 */
u32 sgpu_lrc_ring_offset_of(const struct sgpu_engine *e, const struct pgpu_submission *sub);

/** sgpu_lrc_next_stage() - After the lowest stream ended: false when the ring has. */
bool sgpu_lrc_next_stage(struct sgpu_engine *e);

#endif
