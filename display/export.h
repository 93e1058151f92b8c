/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Life of an exported screen (a dma-buf): its users, the pages that it shows, and what copies of it
 * cost. A dma-buf shows its own pages until it is revoked. Then it shows a copy, or blank pages if
 * there is no room for a copy. This file decides; the front end owns pages, mappings and locks.
 *
 *   own pages --revoke, room--> copy --close--> blank
 *       |                                         ^
 *       +-------revoke, no room; close------------+
 *
 * The front end has the locks: one of each export, and one outside it for the copies of a screen.
 * In kernel/dmabuf.c they are &facet_dmabuf.lock and &facet_screen.lock.
 */
#ifndef FACET_EXPORT_H
#define FACET_EXPORT_H

#include "port.h"

#define FACET_EXPORT_MAPS_MAX	64u	/* largest number of mappings of one export by devices */
#define FACET_EXPORT_COPIES_MAX	6144u	/* largest number of pages in copies of one screen */

/**
 * enum facet_export_shows - Pages that a user of an export finds.
 * @FACET_EXPORT_OWN: the export's own pages
 * @FACET_EXPORT_COPY: a copy of them
 * @FACET_EXPORT_BLANK: blank pages
 */
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
 * @mapped: number of mappings by devices
 * @reading: number of users that have begun to read and have not ended
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
 * @first: gets true for the first mapping: the caller takes a reference to each page, for all
 *	mappings. If that fails, the caller calls facet_export_unmap(). Gets false for other
 *	mappings and after an error
 *
 * Context: any; the export's lock is held; takes no lock; does not sleep.
 * Return: 0: the caller ends the mapping by facet_export_unmap(); -ENXIO: the export is revoked;
 * -EBUSY: the export has FACET_EXPORT_MAPS_MAX mappings. After an error the count is as before.
 */
int facet_export_map(struct facet_export *export, bool *first);

/**
 * facet_export_unmap() - Count one mapping less.
 * @export: the export, revoked or not; a call of facet_export_map() returned 0 for this mapping
 *
 * A call without a mapping warns and changes nothing (port_ref_put()).
 *
 * Context: any; the export's lock is held; takes no lock; does not sleep.
 * Return: true: this was the last mapping, and the caller drops the references to the pages; false:
 * mappings are left, or there was none.
 */
bool facet_export_unmap(struct facet_export *export);

/**
 * facet_export_pages_unused() - Tell whether the export's own pages have no user any more.
 * @export: the export
 *
 * Context: any; the export's lock is held; takes no lock; does not sleep.
 * Return: true: the export is revoked and no device maps it, so the front end lets go of host
 * memory behind the pages; false: the pages may be in use.
 */
bool facet_export_pages_unused(const struct facet_export *export);

/**
 * facet_export_read() - Count one more reader.
 * @export: the export, revoked or not
 *
 * Context: any; the export's lock is held; takes no lock; does not sleep.
 */
void facet_export_read(struct facet_export *export);

/**
 * facet_export_read_done() - Count one reader less.
 * @export: the export
 *
 * A user may report an end without a beginning. Such an end changes nothing.
 *
 * Context: any; the export's lock is held; takes no lock; does not sleep.
 * Return: true: the count was not 0, and is one less; false: it was 0.
 */
bool facet_export_read_done(struct facet_export *export);

/**
 * facet_export_shows() - Return the pages that users find.
 * @export: the export
 *
 * Context: any; the export's lock is held; takes no lock; does not sleep.
 * Return: FACET_EXPORT_OWN: the export is not revoked; FACET_EXPORT_COPY: it is revoked and has a
 * copy; FACET_EXPORT_BLANK: it is revoked without a copy.
 */
enum facet_export_shows facet_export_shows(const struct facet_export *export);

/**
 * facet_export_may_copy() - Tell whether there is room for a copy.
 * @export: the export, without a copy
 * @copies: pages in all copies of the screen
 *
 * Context: any; the screen's lock is held, since it protects @copies; takes no lock; does not
 * sleep.
 * Return: true: with this copy there are at most FACET_EXPORT_COPIES_MAX pages in copies, and the
 * front end may make it; false: there is no room.
 */
bool facet_export_may_copy(const struct facet_export *export, u32 copies);

/**
 * facet_export_revoke() - Make an export show none of its own pages from now on.
 * @export: the export; may be revoked already
 * @copy: true: there is a new copy to show; false: show blank pages. The caller frees an earlier
 *	copy
 * @copies: pages in all copies of the screen; gets less by an earlier copy, more by the new one
 *
 * Mappings and readers stay counted.
 *
 * Context: any; both locks are held; takes no lock; does not sleep.
 */
void facet_export_revoke(struct facet_export *export, bool copy, u32 *copies);

/**
 * facet_export_release() - End an export.
 * @export: the export, which has no user any more; the caller frees it with its copy afterwards
 * @copies: pages in all copies of the screen; gets less by the export's copy
 *
 * Context: any; the screen's lock is held. The export's lock is not needed, since nobody uses the
 * export. Takes no lock; does not sleep.
 * Return: true: the pages are still the export's, and the caller unpins them; false: the export was
 * revoked, and its pages were unpinned then.
 */
bool facet_export_release(struct facet_export *export, u32 *copies);

/**
 * facet_export_has() - Tell whether one of the export's guest pages is in a range.
 * @export: the export; its number of pages is constant
 * @gfns: guest page numbers of the export, as many as it has pages; NULL: it shows no guest pages
 * @gfn: first page number of the range
 * @n: pages of the range; 0: no page is in it
 *
 * Context: any; takes no lock; does not sleep. The caller keeps the export and @gfns alive.
 * Return: true: a page is in the range; false: none is, or @gfns is NULL.
 */
bool facet_export_has(const struct facet_export *export, const u64 *gfns, u64 gfn, u64 n);

#endif
