/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command audit without a mediator, for its tests: registers and memory are the test's, and
 * the rig records what the audit reports. There is one rig.
 */
#ifndef TESTS_AUDIT_RIG_H
#define TESTS_AUDIT_RIG_H

#include "port.h"
#include "mediator/audit/audit.h"

struct facet_reg;
struct facet_reg_map;

#define AUDIT_RIG_RING	0x8000u		/* GGTT address of the ring of audit_rig_ring() */
#define AUDIT_RIG_ROOM	1024u		/* dwords: the copy of a ring has room for a multiple */

/**
 * struct audit_rig - The audit, and what it has reported since audit_rig_clear().
 * @audit: the newest audit
 * @map: the registers
 * @code: the copy
 * @window: 0: engines have the guest's own addresses; else an operand's page becomes this address
 * @aliases: number of operands
 * @alias_len: length of the last one's access in bytes
 * @refusals: number of refused commands
 * @refused_engine: engine of the last one
 * @refused: its first dword
 * @ignored_reads: number of reads of registers that the copy lost
 * @ignored_writes: number of such writes
 * @ignored: the last such register
 */
struct audit_rig {
	struct facet_audit audit;
	struct facet_reg_map *map;
	u32 code[FACET_AUDIT_DWORDS];
	u32 window;
	u32 aliases;
	u64 alias_len;
	u32 refusals;
	u32 refused_engine;
	u32 refused;
	u32 ignored_reads;
	u32 ignored_writes;
	u32 ignored;
};

extern struct audit_rig audit_rig;

/**
 * audit_rig_create() - Make the rig.
 * @rows: the registers, which outlive the rig
 * @n: number of @rows
 *
 * Context: the test's thread.
 * Return: as facet_reg_map_create().
 */
int audit_rig_create(const struct facet_reg *rows, u32 n);

/**
 * audit_rig_destroy() - Free what the rig and its newest audit hold.
 *
 * Context: the test's thread.
 */
void audit_rig_destroy(void);

/**
 * audit_rig_clear() - Forget all reports, and zero the copy.
 *
 * Context: the test's thread.
 */
void audit_rig_clear(void);

/**
 * audit_rig_begin() - Prepare an audit without segments.
 * @engine: enum pgpu_engine
 * @user_batches: what it does about user batches
 * @ops: its services; AUDIT_RIG_OPS are those of the rig
 *
 * Context: the test's thread.
 * Return: &audit_rig.audit; the test adds a segment and may change all else.
 */
struct facet_audit *audit_rig_begin(u32 engine, enum facet_audit_user_batches user_batches,
				    const struct facet_audit_ops *ops);

/**
 * audit_rig_ring() - Copy commands as a ring, and run the audit that audit_rig_begin() prepared.
 * @dw: the commands
 * @n: dwords of @dw
 *
 * Context: the test's thread.
 * Return: as facet_audit_run().
 */
int audit_rig_ring(const u32 *dw, u32 n);

/* Services of the rig, for &facet_audit_ops of a test: see there. */
int audit_rig_alias(void *arg, u32 gva, u64 len, u32 *to);
void audit_rig_refused(void *arg, u32 engine, u32 dw0);
void audit_rig_ignored(void *arg, u32 reg, bool write);

#define AUDIT_RIG_OPS \
	.alias = audit_rig_alias, .refused = audit_rig_refused, .ignored = audit_rig_ignored

#endif
