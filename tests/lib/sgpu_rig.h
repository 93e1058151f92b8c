/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bench for the software GPU alone: it builds page tables, a context, a ring
 * and a batch as a mediator's shadows would be, submits, and keeps the events.
 */
#ifndef SGPU_RIG_H
#define SGPU_RIG_H

#include "port.h"
#include "pgpu/pgpu.h"
#include "softgpu/softgpu.h"
#include "vfu/softgpu_user.h"

enum sgpu_rig_space {
	RIG_GGTT,
	RIG_PPGTT,
};

/* Where things are. */
#define RIG_RING	0x00100000u	/* GGTT */
#define RIG_RING_SIZE	0x4000u
#define RIG_CONTEXT	0x00200000u	/* GGTT: PPHWSP, then state */
#define RIG_HWSP	0x00300000u	/* GGTT */
#define RIG_INDIRECT	0x00310000u	/* GGTT, privileged */
#define RIG_GBATCH	0x00400000u	/* GGTT, privileged */
#define RIG_BATCH	0x10000000ull	/* PPGTT */
#define RIG_BATCH_SIZE	0x10000u
#define RIG_BATCH2	0x10100000ull	/* PPGTT */
#define RIG_DATA	0x20000000ull	/* PPGTT, one page; GGTT too, another one */
#define RIG_EVENTS	4096u
#define RIG_MAX_PAGES	131072u

struct sgpu_rig {
	struct softgpu_user *user;
	struct pgpu *pgpu;
	u64 root[2];
	void **cpu;		/* by bus page */
	bool *owned;
	u32 engine;
	u64 cookie;
	u32 head;
	u32 tail;
	u32 *ring;
	u32 *batch;
	u32 *batch2;
	u32 *gbatch;
	u32 *indirect;
	u32 *state;
	u8 *pphwsp;
	u8 *hwsp;
	u32 *data;		/* PPGTT RIG_DATA */
	u32 *gdata;		/* GGTT RIG_DATA */
	pthread_mutex_t lock;
	struct pgpu_event events[RIG_EVENTS];
	u32 event_count;
	/* called from inside each event, after it was kept */
	void (*hook)(struct sgpu_rig *rig, const struct pgpu_event *event);
	void *hook_data;
	/* NULL, or asked where work on a watched root is about to tell of its stores */
	bool (*store_barrier)(struct sgpu_rig *rig, u64 root, u64 *ticket);
};

void sgpu_rig_init(struct sgpu_rig *rig, u32 engine, enum softgpu_user_mode mode);
void sgpu_rig_exit(struct sgpu_rig *rig);

/* Page tables */
void *sgpu_rig_page(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va);
void sgpu_rig_map(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, void *mem, u64 len);
u64 *sgpu_rig_pte(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va);
u64 *sgpu_rig_entry(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, u32 level);

/* Commands into the ring; the tail is padded at submission. */
void sgpu_rig_emit(struct sgpu_rig *rig, const u32 *dw, u32 n);
#define rig_emit(rig, ...) do {						\
	const u32 _dw[] = { __VA_ARGS__ };				\
	sgpu_rig_emit(rig, _dw, ARRAY_SIZE(_dw));			\
} while (0)
void sgpu_rig_emit_batch(struct sgpu_rig *rig, u64 va, bool ppgtt);

/* The submission that would follow; sgpu_rig_submit() sends it. Return: its cookie. */
void sgpu_rig_prepare(struct sgpu_rig *rig, struct pgpu_submission *sub, u32 flags);
u64 sgpu_rig_submit(struct sgpu_rig *rig, u32 flags);
/* Submit, run in step mode, and expect COMPLETE. */
void sgpu_rig_complete(struct sgpu_rig *rig);
/* The batch in @rig->batch is run: as PPGTT batch. */
void sgpu_rig_run_batch(struct sgpu_rig *rig);

const struct pgpu_event *sgpu_rig_last(struct sgpu_rig *rig);
/* How many events of a type. */
u32 sgpu_rig_events(struct sgpu_rig *rig, u32 type);
void sgpu_rig_stats(struct sgpu_rig *rig, struct softgpu_stats *stats);

#endif
