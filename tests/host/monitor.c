// SPDX-License-Identifier: GPL-2.0-only
/* See monitor.h. */
#include "monitor.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "kernel/uapi/facet.h"

/* Offset of the preferred mode, and the blanks that are added to a size. */
#define FIRST_MODE	54u
#define HBLANK		160u
#define VBLANK		40u
#define HZ		60u
#define CLOCK_UNIT	10000u

uint32_t monitor_field(struct client *c, size_t at)
{
	return client_read(c, FACET_REGION_EDID, at, 4);
}

int monitor_put(struct client *c, uint64_t at, const void *data, size_t len)
{
	ssize_t n = pwrite(c->device, data, len, client_region(c, FACET_REGION_EDID).offset + at);

	return n < 0 ? -errno : n == (ssize_t)len ? 0 : -EIO;
}

int monitor_put_field(struct client *c, size_t at, uint32_t value)
{
	return monitor_put(c, at, &value, sizeof(value));
}

void monitor_get(struct client *c, uint8_t *edid)
{
	uint64_t at = client_region(c, FACET_REGION_EDID).offset +
		      monitor_field(c, MONITOR_FIELD(edid_offset));

	if (pread(c->device, edid, MONITOR_EDID, at) != MONITOR_EDID)
		memset(edid, 0, MONITOR_EDID);
}

int monitor_change(struct client *c, const uint8_t *edid)
{
	const size_t link = MONITOR_FIELD(link_state);

	if (monitor_put_field(c, link, VFIO_DEVICE_GFX_LINK_STATE_DOWN) ||
	    monitor_field(c, link) != VFIO_DEVICE_GFX_LINK_STATE_DOWN ||
	    monitor_put_field(c, MONITOR_FIELD(edid_size), MONITOR_EDID) ||
	    monitor_put(c, monitor_field(c, MONITOR_FIELD(edid_offset)), edid, MONITOR_EDID))
		return -EIO;
	return monitor_put_field(c, link, VFIO_DEVICE_GFX_LINK_STATE_UP);
}

void monitor_fix_checksum(uint8_t *edid)
{
	unsigned int i;

	edid[MONITOR_EDID - 1] = 0;
	for (i = 0; i < MONITOR_EDID - 1; i++)
		edid[MONITOR_EDID - 1] -= edid[i];
}

/* Write a detailed timing (EDID 1.4, section 3.10.2). Its syncs stay. */
void monitor_resize(uint8_t *edid, uint32_t width, uint32_t height)
{
	uint32_t clock = (width + HBLANK) * (height + VBLANK) * HZ / CLOCK_UNIT;
	uint8_t *mode = edid + FIRST_MODE;

	mode[0] = clock;
	mode[1] = clock >> 8;
	mode[2] = width;
	mode[3] = HBLANK;
	mode[4] = width >> 8 << 4;
	mode[5] = height;
	mode[6] = VBLANK;
	mode[7] = height >> 8 << 4;
	monitor_fix_checksum(edid);
}
