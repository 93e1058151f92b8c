// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse the text of a UUID. facetctl and tests call this before they use an ioctl of /dev/facet.
 * The function takes no lock.
 */
#include "tools/lib/uuid.h"

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Tell if a dash stands before this byte in the text. */
static bool dash_before(int byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool uuid_parse_text(const char *text, uint8_t bytes[static FACET_UUID_BYTES])
{
	int i, high, low;

	for (i = 0; i < FACET_UUID_BYTES; i++) {
		if (dash_before(i) && *text++ != '-')
			return false;
		high = digit_of(text[0]);
		low = high < 0 ? -1 : digit_of(text[1]);
		if (low < 0)
			return false;
		bytes[i] = high << 4 | low;
		text += 2;
	}
	return !*text;
}
