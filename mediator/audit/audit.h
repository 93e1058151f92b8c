/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command audit: what a guest put into its ring and its privileged (GGTT)
 * batches is copied once, and the copy is walked by a const table. What is not
 * in the table, or touches an address or a register that is not the guest's,
 * fails the workload.
 */
#ifndef FACET_AUDIT_H
#define FACET_AUDIT_H

#include "port.h"

struct facet_reg_map;
struct gen9_cmd;

/* Dwords of one workload: ring, privileged batches and all. */
#define FACET_AUDIT_DWORDS	65536u
#define FACET_AUDIT_SEGMENTS	32u

/** enum facet_audit_place - Where a command stands. */
enum facet_audit_place {
	FACET_AUDIT_RING = BIT(0),
	FACET_AUDIT_BATCH = BIT(1),	/* first level */
	FACET_AUDIT_BATCH2 = BIT(2),	/* second level */
	FACET_AUDIT_CONTEXT = BIT(3),	/* indirect context: no end but its length */
	FACET_AUDIT_PER_CTX = BIT(4),	/* batch per context: ends, and starts no other */
};

/**
 * struct facet_segment - A contiguous piece of copied commands.
 * @gva: guest GGTT address that it was copied from (RING: of its first dword)
 * @first: dword index in the copy
 * @count: dwords
 * @place: enum facet_audit_place
 */
struct facet_segment {
	u64 gva;
	u32 first;
	u32 count;
	u32 place;
};

/**
 * struct facet_audit_patch - A jump in the copy that is to go to another segment.
 * @dword: index of its address in the copy
 * @segment: index of where it goes
 */
struct facet_audit_patch {
	u32 dword;
	u32 segment;
};

/**
 * struct facet_audit_ops - What the audit asks of its caller.
 * @owned: whether GGTT [gva, gva + len) is the guest's
 * @read: copy commands out of the guest's GGTT; as facet_ggtt_read()
 * @refused: the audit ends with an error at the command whose first dword is @dw0
 * @ignored: the copy no longer accesses register @reg, which is closed to commands or unlisted
 */
struct facet_audit_ops {
	bool (*owned)(void *arg, u64 gva, u64 len);
	int (*read)(void *arg, u64 gva, void *buf, size_t len);
	void (*refused)(void *arg, u32 engine, u32 dw0);
	void (*ignored)(void *arg, u32 reg, bool write);
};

/**
 * struct facet_audit - One workload under audit. The caller fills the first part.
 * @engine: enum pgpu_engine
 * @user_batch_safe: the engine refuses privileged operations in PPGTT batches
 * @map: register rows, whose flags say what commands may touch
 * @ops: how it looks at the guest
 * @arg: first argument of each of @ops
 * @code: the copy, room for FACET_AUDIT_DWORDS
 * @used: dwords of @code in use
 * @segments: the pieces; the caller adds the first
 * @n_segments: how many
 * @patches: jumps between them
 * @n_patches: how many
 * @ipehr: after a failure: the command
 * @acthd: after a failure: its address in the guest, of the ring as if it had no end
 * @place: after a failure: enum facet_audit_place of it, 0: no command has failed
 */
struct facet_audit {
	u32 engine;
	bool user_batch_safe;
	const struct facet_reg_map *map;
	const struct facet_audit_ops *ops;
	void *arg;
	u32 *code;

	u32 used;
	struct facet_segment segments[FACET_AUDIT_SEGMENTS];
	u32 n_segments;
	struct facet_audit_patch patches[FACET_AUDIT_SEGMENTS];
	u32 n_patches;
	u32 ipehr;
	u64 acthd;
	u32 place;
};

/**
 * facet_audit_run() - Walk segment 0, copied already, and all that it leads to.
 * @audit: the workload; segment 0 is in place. @ipehr, @acthd and @place say where a walk has
 *	failed
 *
 * A command that names a register which it may not access stays, but the copy names
 * %GEN9_MI_VOID_REGISTER in its place. A copy that has been audited passes again unchanged.
 *
 * Context: may sleep (reads guest memory); takes no lock.
 * Return: 0; -EPERM: forbidden or unknown command or address; -EOPNOTSUPP: a user batch on an
 * engine that does not police it; -E2BIG: more commands or batches than are walked; -EFAULT,
 * FACET_HOST_RETRY or another errno of &facet_audit_ops.read: a batch cannot be read, or not now.
 */
int facet_audit_run(struct facet_audit *audit);

/** facet_audit_patch() - Let the jumps go to where the copy will be. @base: its GGTT address. */
void facet_audit_patch(struct facet_audit *audit, u32 base);

/* The table, by gen9_cmd_id (audit_table.c). */

/**
 * struct facet_audit_address - An address field of a command.
 * @ggtt: bits that say that it is a GGTT address; 0: no field
 * @ggtt_dword: which dword they are in
 * @dword: its lower half; the upper half follows. How much is touched there says the
 *	command's row in gen9/ (&gen9_cmd.extent)
 * @mask: bits of the address, 0: GEN9_MI_ADDRESS_MASK
 */
struct facet_audit_address {
	u32 ggtt;
	u8 ggtt_dword;
	u8 dword;
	u64 mask;
};

/** enum facet_audit_regs - Register fields of a command. */
enum facet_audit_regs {
	FACET_REGS_NONE,
	FACET_REGS_LRI,		/* pairs from dword 1 are written */
	FACET_REGS_READ1,	/* dword 1 is read */
	FACET_REGS_WRITE1,	/* dword 1 is written */
	FACET_REGS_MOVE,	/* dword 1 is read, dword 2 written */
};

/**
 * struct facet_audit_rule - What one command may be.
 * @places: mask of enum facet_audit_place; 0: nowhere, it is refused
 * @why: of a refused one: the reason
 * @forbid0: bits of dword 0 that must be clear
 * @address: up to two address fields
 * @regs: enum facet_audit_regs
 * @check: NULL, or what the fields above cannot say; @n: dwords of the command @cmd. It may
 *	change the copy of the command at @dw, but not its length
 */
struct facet_audit_rule {
	u32 places;
	const char *why;
	u32 forbid0;
	struct facet_audit_address address[2];
	u32 regs;
	int (*check)(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw, u32 n);
};

/** facet_audit_rule_of() - The rule of an id, NULL if it is refused. @id: enum gen9_cmd_id. */
const struct facet_audit_rule *facet_audit_rule_of(u32 id);

/** facet_audit_refusal() - Why an id is refused, NULL if it is not. @id: enum gen9_cmd_id. */
const char *facet_audit_refusal(u32 id);

/* For checks in the table: 0 or -EPERM. */

/** facet_audit_check_ggtt() - Whether each of @len bytes at @gva is the guest's. */
int facet_audit_check_ggtt(struct facet_audit *audit, u64 gva, u64 len);

/**
 * facet_audit_reg_allowed() - Whether commands of this engine may access a register.
 * @audit: whose
 * @reg: the dword that names it; bits beyond the offset are ignored, as engines do
 * @flag: FACET_REG_CMD_READ or FACET_REG_CMD_WRITE, that its row must have
 *
 * Where facet_reg_map_allows() denies it, the access has to leave the copy. It is then told to
 * &facet_audit_ops.ignored, unless the row says FACET_REG_CMD_IGNORED.
 *
 * Context: during facet_audit_run().
 * Return: true: the access may stay in the copy.
 */
bool facet_audit_reg_allowed(struct facet_audit *audit, u32 reg, u32 flag);

#endif
