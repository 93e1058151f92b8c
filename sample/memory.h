/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Graphics memory, as the render engine sees it: pages by graphics address, and windows over many
 * pages. Nothing here faults: reads of pages without a translation find zeros, and writes to them
 * go to a page that nothing reads.
 */
#ifndef SAMPLE_MEMORY_H
#define SAMPLE_MEMORY_H

#include "port.h"

/**
 * struct sample_memory_ops - The address space of a context.
 * @page: return the first byte of the page that holds graphics address @va. Never NULL. @write:
 *	for writes. A page without a translation is a zero page that is never written, or for
 *	writes a sink that is never read. The pointer is valid while @generation returns the same.
 * @generation: return a number that changes whenever translations change. It changes only between
 *	two commands, or inside &render_host_ops.poll
 */
struct sample_memory_ops {
	u8 *(*page)(void *host, u64 va, bool write);
	u64 (*generation)(void *host);
};

/**
 * struct sample_memory - An address space.
 * @ops: its operations
 * @host: first argument of @ops
 */
struct sample_memory {
	const struct sample_memory_ops *ops;
	void *host;
};

#endif
