// SPDX-License-Identifier: GPL-2.0-only
/*
 * States and counts of an exported screen (export.h). kernel/dmabuf.c calls these functions under
 * its locks.
 */
#include "display/export.h"

int facet_export_map(struct facet_export *export, bool *first)
{
	*first = false;
	if (export->revoked)
		return -ENXIO;
	if (export->mapped == FACET_EXPORT_MAPS_MAX)
		return -EBUSY;
	*first = !export->mapped;
	port_ref_get(&export->mapped);
	return 0;
}

bool facet_export_unmap(struct facet_export *export)
{
	return port_ref_put(&export->mapped);
}

bool facet_export_pages_unused(const struct facet_export *export)
{
	return export->revoked && !export->mapped;
}

void facet_export_read(struct facet_export *export)
{
	port_ref_get(&export->reading);
}

bool facet_export_read_done(struct facet_export *export)
{
	if (!export->reading)
		return false;
	port_ref_put(&export->reading);
	return true;
}

enum facet_export_shows facet_export_shows(const struct facet_export *export)
{
	if (!export->revoked)
		return FACET_EXPORT_OWN;
	return export->copied ? FACET_EXPORT_COPY : FACET_EXPORT_BLANK;
}

bool facet_export_may_copy(const struct facet_export *export, u32 copies)
{
	return copies <= FACET_EXPORT_COPIES_MAX &&
	       export->pages <= FACET_EXPORT_COPIES_MAX - copies;
}

static void set_copied(struct facet_export *export, bool copied, u32 *copies)
{
	if (export->copied)
		*copies -= export->pages;
	if (copied)
		*copies += export->pages;
	export->copied = copied;
}

void facet_export_revoke(struct facet_export *export, bool copy, u32 *copies)
{
	export->revoked = true;
	set_copied(export, copy, copies);
}

bool facet_export_release(struct facet_export *export, u32 *copies)
{
	set_copied(export, false, copies);
	return !export->revoked;
}

bool facet_export_has(const struct facet_export *export, const u64 *gfns, u64 gfn, u64 n)
{
	u32 i;

	for (i = 0; gfns && i < export->pages; i++)
		if (gfns[i] >= gfn && gfns[i] - gfn < n)
			return true;
	return false;
}
