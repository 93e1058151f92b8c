/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vertex entries of the unified return buffer (URB), in host memory, and the messages that write
 * and read them. A handle is the index of an entry. Vertex fetch, vertex threads and assembly use
 * them.
 */
#ifndef RENDER_URB_H
#define RENDER_URB_H

#include "eu/eu.h"
#include "port.h"

/**
 * struct render_urb - Vertex entries.
 * @entries: number of entries
 * @entry_dwords: dwords of an entry, from GEN9_VUE_FIXED_DWORDS to 8192
 * @capacity: dwords that @data has room for
 * @data: the entries
 */
struct render_urb {
	u32 entries;
	u32 entry_dwords;
	u32 capacity;
	u32 *data;
};

/**
 * render_urb_begin() - Make room for the entries of a draw.
 * @urb: the entries of the last draw, or zeros
 * @entries: number of entries, at most 1024
 * @entry_dwords: dwords of an entry, at most 8192
 *
 * Context: may sleep for memory; takes no lock.
 * Return: 0: the entries have any contents; -ENOMEM: no memory: there are no entries.
 */
int render_urb_begin(struct render_urb *urb, u32 entries, u32 entry_dwords);

/**
 * render_urb_end() - Free all entries.
 * @urb: of render_urb_begin(), or zeros
 *
 * Context: may sleep; takes no lock.
 */
void render_urb_end(struct render_urb *urb);

/**
 * render_urb_entry() - Return an entry.
 * @urb: the entries
 * @handle: its index, below &render_urb.entries
 *
 * Context: any; takes no lock.
 * Return: its &render_urb.entry_dwords dwords.
 */
static inline u32 *render_urb_entry(const struct render_urb *urb, u32 handle)
{
	return urb->data + (size_t)handle * urb->entry_dwords;
}

/**
 * render_urb_send() - Execute a SIMD8 message to the URB.
 * @urb: the entries
 * @message: the message
 *
 * Writes beyond an entry, and to handles without an entry, have no effect. Such reads return 0.
 * Source: PRM SKL Vol. 7, "URB SIMD8 Write" and "URB SIMD8 Read".
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: the message is invalid or not implemented.
 */
int render_urb_send(const struct render_urb *urb, const struct eu_message *message);

#endif
