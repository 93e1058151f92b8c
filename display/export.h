/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of an exported screen (a dma-buf): who still has it, what it shows, and what it costs.
 * A dma-buf shows its own pages until it is revoked. Then it shows a copy, or blank pages where
 * there is no room for a copy. This file decides; the front end owns pages, mappings and locks.
 *
 *   own pages --revoke, room--> copy --close--> blank
 *       |                                         ^
 *       +-------revoke, no room; close------------+
 *
 * Locks are the front end's: one for an export, and one outside it for the copies of a screen.
 */
#ifndef FACET_EXPORT_H
#define FACET_EXPORT_H

#include "port.h"

#define FACET_EXPORT_MAPS_MAX	64u	/* mappings by devices, of one export */
#define FACET_EXPORT_COPIES_MAX	6144u	/* pages of copies, of one screen */

/** enum facet_export_shows - The pages that a user of an export sees. */
enum facet_export_shows {
	FACET_EXPORT_OWN,
	FACET_EXPORT_COPY,
	FACET_EXPORT_BLANK,
};

/**
 * struct facet_export - State of one export.
 * @pages: number of pages
 * @revoked: the pages are not the export's any more
 * @copied: there is a copy
 * @mapped: mappings by devices
 * @reading: users who said that they read, and not that they are done
 */
struct facet_export {
	u32 pages;
	bool revoked;
	bool copied;
	u32 mapped;
	u32 reading;
};

/**
 * facet_export_map() - Count one more mapping by a device.
 * @export: the export
 * @first: true: the caller takes a reference to each page, for all mappings; if that fails,
 *	it calls facet_export_unmap()
 *
 * Context: any; the export's lock is held.
 * Return: 0; -ENXIO: the export is revoked; -EBUSY: there are FACET_EXPORT_MAPS_MAX.
 */
int facet_export_map(struct facet_export *export, bool *first);

/**
 * facet_export_unmap() - Count one mapping less.
 * @export: the export
 *
 * Context: any; the export's lock is held.
 * Return: true: it was the last one, and the references to the pages go.
 */
bool facet_export_unmap(struct facet_export *export);

/**
 * facet_export_picture_goes() - Tell whether nobody can see the export's own pages any more.
 * @export: the export
 *
 * Context: any; the export's lock is held.
 * Return: true: memory of the host behind the pages is let go.
 */
bool facet_export_picture_goes(const struct facet_export *export);

/**
 * facet_export_read() - Count one more reader.
 * @export: the export
 *
 * Context: any; the export's lock is held.
 */
void facet_export_read(struct facet_export *export);

/**
 * facet_export_read_done() - Count one reader less.
 * @export: the export
 *
 * Users say what they like: an end without a beginning changes nothing.
 *
 * Context: any; the export's lock is held.
 * Return: true: there was one.
 */
bool facet_export_read_done(struct facet_export *export);

/**
 * facet_export_shows() - Tell which pages users see.
 * @export: the export
 *
 * Context: any; the export's lock is held.
 * Return: the kind of pages.
 */
enum facet_export_shows facet_export_shows(const struct facet_export *export);

/**
 * facet_export_may_copy() - Tell whether there is room for a copy.
 * @export: the export
 * @copies: pages of copies of the screen
 *
 * Context: any; the screen's lock is held.
 * Return: true: the copy may be made.
 */
bool facet_export_may_copy(const struct facet_export *export, u32 copies);

/**
 * facet_export_revoke() - Show no pages of its own from now on.
 * @export: the export; may be revoked already
 * @copy: there is a new copy to show; the caller frees an earlier one
 * @copies: pages of copies of the screen; brought up to date
 *
 * Context: any; both locks are held.
 */
void facet_export_revoke(struct facet_export *export, bool copy, u32 *copies);

/**
 * facet_export_release() - End the export.
 * @export: the export, which nobody has any more
 * @copies: pages of copies of the screen; brought up to date
 *
 * Context: any; the screen's lock is held.
 * Return: true: its pages are its own still, and are unpinned.
 */
bool facet_export_release(struct facet_export *export, u32 *copies);

/**
 * facet_export_has() - Tell whether one of the export's guest pages is in a range.
 * @export: the export
 * @gfns: its guest page numbers; NULL: it shows no guest pages
 * @gfn: first page number of the range
 * @n: pages of the range
 *
 * Context: any.
 * Return: true: one is.
 */
bool facet_export_has(const struct facet_export *export, const u64 *gfns, u64 gfn, u64 n);

#endif
