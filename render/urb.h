/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of the unified return buffer (URB), in host memory, and the messages that write and read
 * them. Each stage has entries of its own: of vertices, patches, or the output of a geometry
 * shader. A handle is the index of an entry, behind the handles of other stages.
 */
#ifndef RENDER_URB_H
#define RENDER_URB_H

#include "eu/eu.h"
#include "port.h"

/**
 * struct render_urb - The entries of a stage.
 * @first: handle of the first entry: 0, or what the stage sets
 * @entries: number of entries
 * @entry_dwords: dwords of an entry, at most 8192
 * @capacity: dwords that @data has room for
 * @used: a draw has used @data since the last render_urb_forget()
 * @data: the entries, then GEN9_VUE_FIXED_DWORDS dwords, which a short last entry may be read into
 * @next: entries of another stage that threads of this one reach, too; NULL: none
 */
struct render_urb {
	u32 first;
	u32 entries;
	u32 entry_dwords;
	u32 capacity;
	bool used;
	u32 *data;
	const struct render_urb *next;
};

/**
 * render_urb_begin() - Make room for the entries of a draw.
 * @urb: the entries of the last draw, or zeros
 * @entries: number of entries, at most 8192
 * @entry_dwords: dwords of an entry, at most 8192; less than 2^24 for all entries
 *
 * Context: may sleep for memory; takes no lock.
 * Return: 0: the entries have contents of this context, or zeros; -ENOMEM: no memory: there are no
 * entries.
 */
int render_urb_begin(struct render_urb *urb, u32 entries, u32 entry_dwords);

/**
 * render_urb_forget() - Forget what draws left in entries: the next draw is another context's.
 * @urb: of render_urb_begin(), or zeros
 *
 * Context: may sleep; takes no lock.
 */
void render_urb_forget(struct render_urb *urb);

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
 * @index: its index, below &render_urb.entries
 *
 * Context: any; takes no lock.
 * Return: its &render_urb.entry_dwords dwords.
 */
static inline u32 *render_urb_entry(const struct render_urb *urb, u32 index)
{
	return urb->data + (size_t)index * urb->entry_dwords;
}

/**
 * render_urb_handle() - Return the handle of an entry.
 * @urb: the entries
 * @entry: of render_urb_entry()
 *
 * Context: any; takes no lock.
 * Return: its handle.
 */
static inline u32 render_urb_handle(const struct render_urb *urb, const u32 *entry)
{
	return urb->first + (u32)((entry - urb->data) / urb->entry_dwords);
}

/**
 * render_urb_send() - Execute a SIMD8 message to the URB.
 * @urb: the entries, and those that &render_urb.next leads to
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
