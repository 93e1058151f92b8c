/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON of vfio-user's VERSION message. */
#ifndef VFU_VERSION_H
#define VFU_VERSION_H

#include "port.h"

/**
 * vfu_version_proposes() - Whether a name stands before a colon anywhere in a
 * client's JSON.
 * @json: NUL-terminated
 * @name: plain ASCII
 */
bool vfu_version_proposes(const char *json, const char *name);

/**
 * vfu_version_answer() - The capabilities that are ours and the client's.
 * @json: what the client proposed, NUL-terminated; NULL: nothing
 * @out: gets the answer, NUL-terminated
 * @size: of @out; 512 is enough
 * Return: bytes, the NUL included.
 */
u32 vfu_version_answer(const char *json, char *out, u32 size);

#endif
