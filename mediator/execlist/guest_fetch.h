/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and auditing what a guest submits. */
#ifndef FACET_GUEST_FETCH_H
#define FACET_GUEST_FETCH_H

#include "port.h"

struct facet_audit;
struct facet_engine;
struct facet_vgpu;

/**
 * struct facet_replay - A restore builds from what was saved in place of guest memory: copies are
 * copied and audited again.
 * @read: as facet_ggtt_read()
 */
struct facet_replay {
	int (*read)(struct facet_replay *replay, u32 gva, void *buf, size_t len);
};

/** facet_guest_fetch() - What workloads and contexts are built from, by GGTT address. Worker. */
int facet_guest_fetch(struct facet_vgpu *vgpu, u32 gva, void *buf, size_t len);

/** facet_guest_fetch_audit() - The worker's audit, empty, for an engine. */
struct facet_audit *facet_guest_fetch_audit(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
