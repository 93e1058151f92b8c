/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command audit. The mediator copies the commands in a guest's ring and privileged (GGTT)
 * batches once. The audit walks the copy by a constant table, and the engine runs the copy. A
 * workload fails if a command has no row in the table. A workload also fails if a command accesses
 * an address that is not the guest's. The audit takes accesses to forbidden registers out of the
 * copy.
 *
 * User batches, in the PPGTT, run in place on an engine that polices them. The blitter of Gen9 does
 * not (CVE-2019-0155). There the audit copies user batches, too. In such a copy, MI_NOOPs replace
 * what an engine that polices would ignore: privileged commands, and commands with a GGTT address.
 */
#ifndef FACET_AUDIT_H
#define FACET_AUDIT_H

#include "port.h"

struct facet_reg_map;
struct gen9_cmd;

#define FACET_AUDIT_DWORDS	65536u	/* dwords of one copy, of its ring and all batches */
#define FACET_AUDIT_SEGMENTS	32u	/* segments of one copy */
#define FACET_AUDIT_OPERANDS	16384u	/* GGTT operands of one copy */

/**
 * enum facet_audit_place - Kind of the buffer that holds a command.
 * @FACET_AUDIT_RING: The ring.
 * @FACET_AUDIT_BATCH: A privileged batch of the first level.
 * @FACET_AUDIT_BATCH2: A privileged batch of the second level.
 * @FACET_AUDIT_CONTEXT: The indirect context of RCS. Its length is fixed, and no command ends it.
 * @FACET_AUDIT_PER_CTX: The batch per context of RCS. An MI_BATCH_BUFFER_END ends it. It may start
 *	no other batch.
 * @FACET_AUDIT_USER: A copied user batch of the first level.
 * @FACET_AUDIT_USER2: A copied user batch of the second level.
 */
enum facet_audit_place {
	FACET_AUDIT_RING = BIT(0),
	FACET_AUDIT_BATCH = BIT(1),
	FACET_AUDIT_BATCH2 = BIT(2),
	FACET_AUDIT_CONTEXT = BIT(3),
	FACET_AUDIT_PER_CTX = BIT(4),
	FACET_AUDIT_USER = BIT(5),
	FACET_AUDIT_USER2 = BIT(6),
};

#define FACET_AUDIT_USERS	(FACET_AUDIT_USER | FACET_AUDIT_USER2)	/* copied user batches */

/**
 * enum facet_audit_user_batches - What the audit does about user batches.
 * @FACET_USER_BATCHES_REFUSED: The workload fails.
 * @FACET_USER_BATCHES_IN_PLACE: They run in guest memory: the engine polices them.
 * @FACET_USER_BATCHES_COPIED: The audit copies and polices them.
 */
enum facet_audit_user_batches {
	FACET_USER_BATCHES_REFUSED,
	FACET_USER_BATCHES_IN_PLACE,
	FACET_USER_BATCHES_COPIED,
};

/**
 * struct facet_segment - A contiguous piece of copied commands.
 * @gva: guest address of the original, bytes: a PPGTT address for user batches, else a GGTT
 *	address; in the ring the address of the first dword
 * @first: index of the segment's first dword in the copy
 * @count: length in dwords
 * @place: enum facet_audit_place
 */
struct facet_segment {
	u64 gva;
	u32 first;
	u32 count;
	u32 place;
};

/**
 * struct facet_audit_patch - A jump in the copy whose target is another segment.
 * @dword: index of the jump's address in the copy; the address has two dwords
 * @segment: index of the target in &facet_audit.segments
 */
struct facet_audit_patch {
	u32 dword;
	u32 segment;
};

/**
 * struct facet_audit_operand - A GGTT address in the copy, which the audit has replaced.
 * @dword: index of the address's lower half in the copy
 * @gva: the guest's address, bytes
 */
struct facet_audit_operand {
	u32 dword;
	u32 gva;
};

/**
 * struct facet_audit_ops - Services that the caller of the audit provides. They are called with no
 * lock held but mmio_lock in a restore.
 * @owned: query whether all bytes of the GGTT range [gva, gva + len) are the guest's. Does not
 *	sleep.
 * @alias: find the address @to by which an engine reaches [gva, gva + len), a range that @owned has
 *	confirmed. It has the same offset in its page as @gva. Return: as facet_alias_get(). May
 *	sleep.
 * @read: copy @len bytes of commands from the guest's GGTT address @gva to @buf. Return: as
 *	facet_ggtt_read(). May sleep.
 * @read_user: copy @len bytes of commands from the guest's PPGTT address @va to @buf. Return: as
 *	facet_ppgtt_read(). May sleep.
 * @refused: note that the audit has failed at the command whose first dword is @dw0, on engine
 *	@engine (enum pgpu_engine). Does not sleep.
 * @ignored: note that the copy no longer accesses register @reg, an offset in BAR0. The register
 *	has no row, its row allows no such access, or it belongs to another engine. @write: the
 *	access was a write, otherwise a read. Does not sleep.
 */
struct facet_audit_ops {
	bool (*owned)(void *arg, u64 gva, u64 len);
	int (*alias)(void *arg, u32 gva, u64 len, u32 *to);
	int (*read)(void *arg, u64 gva, void *buf, size_t len);
	int (*read_user)(void *arg, u64 va, void *buf, size_t len);
	void (*refused)(void *arg, u32 engine, u32 dw0);
	void (*ignored)(void *arg, u32 reg, bool write);
};

/**
 * struct facet_audit - The audit of one workload or of one batch of a context.
 * @engine: enum pgpu_engine; set by the caller
 * @user_batches: enum facet_audit_user_batches; set by the caller
 * @arbitrates: the engine obeys MI_ARB_ON_OFF; set by the caller
 * @map: register rows, whose flags say which registers commands may access; set by the caller
 * @ops: services of the caller; set by the caller
 * @arg: first argument of each of @ops; set by the caller
 * @code: the copy, with room for FACET_AUDIT_DWORDS dwords; set by the caller
 * @used: number of dwords in @code that are in use
 * @segments: segments of the copy; the caller adds the first one
 * @n_segments: number of segments
 * @patches: jumps between segments
 * @n_patches: number of patches
 * @operands: GGTT operands of the copy, array of @n_operands; it stays with the audit
 * @n_operands: number of operands
 * @operand_room: number of operands for which @operands has memory
 * @cut: length in dwords of the ring up to a command that may begin another piece, at an even dword
 *	of the copy: the last one in the first half of the ring, else the first one behind that. 0:
 *	there is no such command
 * @ipehr: after a failure: first dword of the command that failed; 0: the dword was not read
 * @acthd: after a failure: guest address of the command, bytes, as &facet_segment.gva. In the ring,
 *	addresses do not wrap at the end of the ring
 * @place: after a failure: enum facet_audit_place of the command; 0: no command has failed
 */
struct facet_audit {
	u32 engine;
	enum facet_audit_user_batches user_batches;
	bool arbitrates;
	const struct facet_reg_map *map;
	const struct facet_audit_ops *ops;
	void *arg;
	u32 *code;

	u32 used;
	struct facet_segment segments[FACET_AUDIT_SEGMENTS];
	u32 n_segments;
	struct facet_audit_patch patches[FACET_AUDIT_SEGMENTS];
	u32 n_patches;
	struct facet_audit_operand *operands;
	u32 n_operands;
	u32 operand_room;
	u32 cut;
	u32 ipehr;
	u64 acthd;
	u32 place;
};

/**
 * facet_audit_run() - Walk segment 0 and all batches that its commands start.
 * @audit: the audit; the caller has set @segments[0], @n_segments and @used. The commands of
 *	segment 0 are in the copy already, but for the batch per context, which the walk reads.
 *	After a failure @ipehr, @acthd and @place say where, and @cut where the ring may be cut
 *
 * The walk copies each batch in the GGTT behind @used, and adds it to @segments. Its jumps go to
 * @patches. The walk copies user batches only with %FACET_USER_BATCHES_COPIED: then the copy of a
 * jump to one has a GGTT address. In a command that names a forbidden register, the copy names
 * %GEN9_MI_VOID_REGISTER instead. In a command with a GGTT operand, the copy has the address of
 * &facet_audit_ops.alias instead.
 *
 * After a failure the copy is of no use. &facet_audit_ops.refused has the command then, with two
 * exceptions. One is a command whose first dword cannot be read. The other is -E2BIG: the caller
 * may cut the ring, and reports what still does not fit.
 *
 * Context: the vGPU's worker, or in its place; no lock held but mmio_lock in a restore; takes the
 * locks of &facet_audit_ops alone. May sleep: the walk reads guest memory and can be long.
 * Return: 0; -EPERM: a command is unknown, forbidden or cut off, or an address is not the guest's;
 * -EOPNOTSUPP: a user batch with %FACET_USER_BATCHES_REFUSED; -E2BIG: more than FACET_AUDIT_DWORDS
 * dwords, FACET_AUDIT_SEGMENTS segments or FACET_AUDIT_SEGMENTS jumps, or more than
 * FACET_AUDIT_OPERANDS operands; -ENOMEM: no memory for the list of operands;
 * -EFAULT: a batch cannot be read, since its GGTT entry, its PPGTT entry or its guest memory is
 * missing; FACET_HOST_RETRY: guest memory is missing for the moment; or another errno of
 * &facet_audit_ops.read, &facet_audit_ops.read_user or &facet_audit_ops.alias.
 */
int facet_audit_run(struct facet_audit *audit);

/**
 * facet_audit_pgpu_place() - Convert the place of a segment to that of the guest's original.
 * @place: enum facet_audit_place, or 0: the ring
 *
 * Context: any; takes no lock; does not sleep.
 * Return: enum pgpu_place.
 */
u32 facet_audit_pgpu_place(u32 place);

/**
 * facet_audit_find_cut() - Find the place where a ring may be cut that is too long to audit.
 * @audit: the audit; segment 0 has the guest's commands. Gets @cut, as facet_audit_run() sets it
 *
 * Context: the vGPU's worker, or in its place; takes no lock; does not sleep.
 */
void facet_audit_find_cut(struct facet_audit *audit);

/**
 * facet_audit_patch() - Write the final addresses of segments to the jumps in the copy.
 * @audit: the audit; facet_audit_run() has returned 0
 * @base: GGTT address at which the engine will find dword 0 of the copy, bytes; a multiple of 4.
 *	The whole copy lies below 4 GiB
 *
 * The function changes @audit->code. Another call with another @base replaces the addresses.
 *
 * Context: the vGPU's worker, or in its place; takes no lock; does not sleep.
 */
void facet_audit_patch(struct facet_audit *audit, u32 base);

/**
 * struct facet_audit_operands - The operands of an audited copy.
 * @list: array of @n operands; NULL: there are none
 * @n: number of operands
 */
struct facet_audit_operands {
	struct facet_audit_operand *list;
	u32 n;
};

/**
 * facet_audit_take_operands() - Copy the operands of an audit.
 * @audit: the audit; facet_audit_run() has returned 0
 * @operands: gets the operands; the caller frees @operands->list
 *
 * Context: the vGPU's worker, or in its place; takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory, and @operands is empty.
 */
int facet_audit_take_operands(const struct facet_audit *audit,
			      struct facet_audit_operands *operands);

/**
 * facet_audit_restore_operands() - Write the guest's addresses of operands to a copy again.
 * @operands: the operands of the copy
 * @code: the copy, or its first @dwords dwords
 * @dwords: number of dwords; operands behind them are left out
 *
 * Context: any; takes no lock; does not sleep.
 */
void facet_audit_restore_operands(const struct facet_audit_operands *operands, u32 *code,
				  u32 dwords);

/* The table, by enum gen9_cmd_id (audit_table.c). */

/**
 * struct facet_audit_address - An address field of a command.
 * @ggtt: bits that select the GGTT for the address; 0: there is no such field
 * @ggtt_dword: index of the dword that holds @ggtt
 * @dword: index of the address's lower half; the upper half follows. &gen9_cmd.extent, in the
 *	command's row in gen9/, gives the length of the access
 * @mask: valid bits of the address; 0: GEN9_MI_ADDRESS_MASK
 * @qword: bit of dword 0 that makes the access at least 8 bytes long; 0: there is none
 */
struct facet_audit_address {
	u32 ggtt;
	u8 ggtt_dword;
	u8 dword;
	u64 mask;
	u32 qword;
};

/**
 * enum facet_audit_regs - Dwords of a command that name registers.
 * @FACET_REGS_NONE: The command names no register.
 * @FACET_REGS_LRI: Dwords 1, 3, 5 ... name registers that the command writes.
 * @FACET_REGS_READ1: Dword 1 names a register that the command reads.
 * @FACET_REGS_WRITE1: Dword 1 names a register that the command writes.
 * @FACET_REGS_MOVE: Dword 1 names a register that the command reads. Dword 2 names a register that
 *	the command writes.
 */
enum facet_audit_regs {
	FACET_REGS_NONE,
	FACET_REGS_LRI,
	FACET_REGS_READ1,
	FACET_REGS_WRITE1,
	FACET_REGS_MOVE,
};

/**
 * struct facet_audit_rule - The rule for one command.
 * @places: mask of enum facet_audit_place where the command may be; 0: the command is refused. In a
 *	copied user batch, MI_NOOPs replace a command that may not be there
 * @why: reason why the command is refused, outside of user batches; NULL: it is not
 * @forbid0: bits of dword 0 that must be clear
 * @address: up to two address fields; the first one with a @ggtt of 0 ends the list
 * @regs: enum facet_audit_regs
 * @check: further check of the command @cmd of @n dwords, or NULL. The check may change the copy of
 *	the command at @dw, but not its length. Return: 0; -EPERM: the command is forbidden.
 *	Called by facet_audit_run(), with no lock held but mmio_lock in a restore; does not sleep.
 *	Not called in a copied user batch
 * @global: query whether the command @dw of @n dwords has a GGTT address beside those of @address;
 *	NULL: it has none
 */
struct facet_audit_rule {
	u32 places;
	const char *why;
	u32 forbid0;
	struct facet_audit_address address[2];
	u32 regs;
	int (*check)(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw, u32 n);
	bool (*global)(const u32 *dw, u32 n);
};

/**
 * facet_audit_rule_of() - Return the rule for a command.
 * @id: enum gen9_cmd_id, or any other value
 *
 * Context: any; takes no lock; does not sleep; the table is constant.
 * Return: the rule, which is constant and always valid; NULL: the audit refuses the command.
 */
const struct facet_audit_rule *facet_audit_rule_of(u32 id);

/**
 * facet_audit_refusal() - Return the reason why the audit refuses a command outside of user
 * batches.
 * @id: enum gen9_cmd_id, or any other value
 *
 * Context: any; takes no lock; does not sleep; the table is constant.
 * Return: a constant text that is always valid; NULL: a rule allows the command, or @id has no row.
 */
const char *facet_audit_refusal(u32 id);

/* Helpers of checks in the table. */

/**
 * facet_audit_check_ggtt() - Check that a GGTT range is the guest's.
 * @audit: the audit, for its @ops and @arg; it does not change
 * @gva: start of the range, GGTT address in bytes, any value
 * @len: length of the range in bytes
 *
 * Context: the vGPU's worker, or in its place; takes no lock; calls &facet_audit_ops.owned, which
 * does not sleep.
 * Return: 0; -EPERM: a byte of the range is not the guest's, or the range is not in one of the
 * guest's two ranges alone.
 */
int facet_audit_check_ggtt(struct facet_audit *audit, u64 gva, u64 len);

/**
 * facet_audit_operand() - Check a GGTT operand, and replace it in the copy.
 * @audit: the audit
 * @dw: the command in the copy, of @n dwords
 * @n: number of dwords
 * @i: index of the address's lower half; the upper half follows
 * @mask: valid bits of the address
 * @len: length of the access in bytes
 *
 * Bits outside @mask stay in the lower half. The upper half becomes 0.
 *
 * Context: the vGPU's worker, or in its place, during facet_audit_run(); takes no lock but in
 * &facet_audit_ops.alias. May sleep for memory.
 * Return: 0; -EPERM: a byte of the range is not the guest's, or the command ends before the
 * address; -E2BIG: there are FACET_AUDIT_OPERANDS operands; -ENOMEM: no memory; or an errno of
 * &facet_audit_ops.alias.
 */
int facet_audit_operand(struct facet_audit *audit, u32 *dw, u32 n, u32 i, u64 mask, u64 len);

/**
 * facet_audit_reg_allowed() - Query whether a command may access a register.
 * @audit: the audit
 * @reg: the dword that names the register; only the bits of %GEN9_MI_REGISTER_MASK count, as on
 *	hardware
 * @flag: FACET_REG_CMD_READ or FACET_REG_CMD_WRITE: the kind of the access
 *
 * The caller removes a denied access from the copy. This function reports a denied access to
 * &facet_audit_ops.ignored, with three exceptions. One is a register whose row has
 * FACET_REG_CMD_IGNORED for this engine. Another is %GEN9_MI_VOID_REGISTER, which an earlier audit
 * has put there. The third is an access of a user batch.
 *
 * Context: the vGPU's worker, or in its place, during facet_audit_run(); takes no lock; does not
 * sleep.
 * Return: true: the access may stay in the copy. false: facet_reg_map_allows() denies the access:
 * the register has no such flag, or belongs to another engine. In a copied user batch, the register
 * also has no FACET_REG_CMD_USER.
 */
bool facet_audit_reg_allowed(struct facet_audit *audit, u32 reg, u32 flag);

/**
 * facet_audit_check_regs() - Check the registers that a command names, and replace forbidden ones.
 * @audit: the audit
 * @regs: enum facet_audit_regs of the command
 * @dw: the command in the copy, of @n dwords
 * @n: number of dwords
 *
 * Context: as facet_audit_reg_allowed().
 * Return: 0; -EPERM: the command ends before a register.
 */
int facet_audit_check_regs(struct facet_audit *audit, u32 regs, u32 *dw, u32 n);

/**
 * facet_audit_user_command() - Police a command of a copied user batch.
 * @audit: the audit
 * @cmd: the command's row
 * @dw: the command in the copy, of @n dwords
 * @n: number of dwords
 *
 * MI_NOOPs replace a command that is privileged, that has a GGTT address, or that the rules do not
 * allow in a user batch. Engines that police user batches ignore such commands, too (PRM SKL Vol.
 * 3, "User Mode Privileged Commands").
 *
 * Context: as facet_audit_reg_allowed().
 */
void facet_audit_user_command(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw,
			      u32 n);

#endif
