/* SPDX-License-Identifier: GPL-2.0-only */
/* A VMM's side of VFIO's EDID region: the guest's monitor, read and exchanged. */
#ifndef HOST_MONITOR_H
#define HOST_MONITOR_H

#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

struct client;

#define MONITOR_EDID	128u
#define MONITOR_FIELD(name)	offsetof(struct vfio_region_gfx_edid, name)

uint32_t monitor_field(struct client *c, size_t at);

/* A write at some place of the region. Return: 0 or a negative errno. */
int monitor_put(struct client *c, uint64_t at, const void *data, size_t len);
int monitor_put_field(struct client *c, size_t at, uint32_t value);

/* MONITOR_EDID bytes: the one that is there; zeroes if it cannot be read. */
void monitor_get(struct client *c, uint8_t *edid);
/* Down, another EDID, up; what the last of them says. */
int monitor_change(struct client *c, const uint8_t *edid);

/* Its checksum made right. */
void monitor_mend(uint8_t *edid);
/* Its preferred mode is one of this size at 60 Hz. */
void monitor_resize(uint8_t *edid, uint32_t width, uint32_t height);

#endif
