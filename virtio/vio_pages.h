/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pinned pages of the guest's memory that a virtio device uses all the time: those of its rings. An
 * access to them costs no call of the front end. Two aligned bytes are read or written at once.
 *
 * One thread at a time uses the pages: see &facet_virtio_pci.pass.
 */
#ifndef VIO_PAGES_H
#define VIO_PAGES_H

#include "port.h"

struct facet_host_ops;

#define VIO_PAGES	16u	/* most pinned pages: those of two queues, and some more */

/**
 * struct vio_page - A pinned page.
 * @pinned: there is one
 * @gfn: guest page number
 * @mem: its memory
 * @used: &vio_pages.uses at the last use
 */
struct vio_page {
	bool pinned;
	u64 gfn;
	u8 *mem;
	u64 used;
};

/**
 * struct vio_pages - The pages of a device.
 * @ops: the front end
 * @host: first argument of each op
 * @uses: number of uses
 * @pages: the pages
 */
struct vio_pages {
	const struct facet_host_ops *ops;
	void *host;
	u64 uses;
	struct vio_page pages[VIO_PAGES];
};

/**
 * vio_pages_init() - Begin without pages.
 * @pages: overwritten
 * @ops: the front end; outlives the pages
 * @host: first argument of each op
 *
 * Context: any; takes no lock.
 */
void vio_pages_init(struct vio_pages *pages, const struct facet_host_ops *ops, void *host);

/**
 * vio_pages_load16() - Read two bytes at once.
 * @pages: the pages
 * @address: guest-physical address, any value
 * @value: gets the number, of this processor's byte order; unchanged after an error
 *
 * Later loads of the caller return nothing older.
 *
 * Context: process context; may sleep for the op pin. No other thread uses @pages.
 * Return: 0; FACET_HOST_RETRY: the memory is unavailable for the moment, or a limit is met;
 * -EFAULT: there is no such memory, or @address is odd; or another errno of the op pin.
 */
int vio_pages_load16(struct vio_pages *pages, u64 address, u16 *value);

/**
 * vio_pages_store16() - Write two bytes at once.
 * @pages: the pages
 * @address: guest-physical address, any value
 * @value: the number, of this processor's byte order
 *
 * The guest sees earlier stores of the caller first.
 *
 * Context: process context; may sleep for the op pin. No other thread uses @pages.
 * Return: as vio_pages_load16().
 */
int vio_pages_store16(struct vio_pages *pages, u64 address, u16 value);

/**
 * vio_pages_drop() - Unpin the pages of a range.
 * @pages: the pages
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: process context; may sleep for the op unpin. No other thread uses @pages.
 */
void vio_pages_drop(struct vio_pages *pages, u64 gfn, u64 n);

#endif
