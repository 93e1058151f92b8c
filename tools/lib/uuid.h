/* SPDX-License-Identifier: GPL-2.0-only */
/* UUIDs as /dev/facet takes them (kernel/uapi/facet.h). */
#ifndef TOOLS_UUID_H
#define TOOLS_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

/**
 * uuid_parse_text() - Turn a UUID's text into bytes.
 * @text: 8-4-4-4-12 hexadecimal digits of either case, and nothing else
 * @bytes: gets them in the order of the text
 *
 * Return: whether @text is a UUID; else @bytes is undefined.
 */
bool uuid_parse_text(const char *text, uint8_t bytes[static FACET_UUID_BYTES]);

#endif
