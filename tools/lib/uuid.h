/* SPDX-License-Identifier: GPL-2.0-only */
/* UUIDs in the form that /dev/facet takes (kernel/uapi/facet.h). */
#ifndef TOOLS_UUID_H
#define TOOLS_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

/**
 * uuid_parse_text() - Turn a UUID's text into bytes.
 * @text: 8-4-4-4-12 hexadecimal digits of either case, and nothing else
 * @bytes: gets FACET_UUID_BYTES bytes in the order of the text. A part of them is written even if
 *	@text is no UUID
 *
 * Context: any thread; takes no lock; does not block.
 * Return: true: @text is a UUID; false: @text is no UUID, and @bytes is undefined.
 */
bool uuid_parse_text(const char *text, uint8_t bytes[static FACET_UUID_BYTES]);

#endif
