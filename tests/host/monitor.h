/* SPDX-License-Identifier: GPL-2.0-only */
/* The VMM's side of VFIO's EDID region: read and replace the guest's monitor. */
#ifndef HOST_MONITOR_H
#define HOST_MONITOR_H

#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

struct client;

#define MONITOR_EDID	128u
#define MONITOR_FIELD(name)	offsetof(struct vfio_region_gfx_edid, name)

uint32_t monitor_field(struct client *c, size_t at);

/* Write at an offset of the region. Return: 0 or a negative errno. */
int monitor_put(struct client *c, uint64_t at, const void *data, size_t len);
int monitor_put_field(struct client *c, size_t at, uint32_t value);

/* Read the monitor's EDID, MONITOR_EDID bytes; zeroes if that fails. */
void monitor_get(struct client *c, uint8_t *edid);
/* Unplug the monitor, write another EDID, plug it in. Return: the result of the last write. */
int monitor_change(struct client *c, const uint8_t *edid);

/* Correct the checksum of an EDID. */
void monitor_fix_checksum(uint8_t *edid);
/* Set the preferred mode of an EDID: this size in pixels, at 60 Hz. */
void monitor_resize(uint8_t *edid, uint32_t width, uint32_t height);

#endif
