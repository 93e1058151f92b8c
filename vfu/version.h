/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON of vfio-user's VERSION message. */
#ifndef VFU_VERSION_H
#define VFU_VERSION_H

#include "port.h"

/**
 * vfu_version_proposes() - Test if a client's JSON has a name before a colon, at any depth.
 * @json: the client's JSON, NUL-terminated
 * @name: the name, plain ASCII
 *
 * Context: any; takes no lock.
 * Return: true: the name is there.
 */
bool vfu_version_proposes(const char *json, const char *name);

/**
 * vfu_version_reply() - Write the capabilities that both sides have, as JSON.
 * @json: JSON that the client proposed, NUL-terminated; NULL: nothing
 * @out: gets the reply, NUL-terminated
 * @size: bytes of @out; 512 is enough
 *
 * Context: any; takes no lock.
 * Return: bytes of the reply, with the NUL.
 */
u32 vfu_version_reply(const char *json, char *out, u32 size);

#endif
