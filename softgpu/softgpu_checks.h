/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of this folder that confine a guest, by the names that port_check() and port_mask()
 * use. mediator/base/mediator_checks.h says how they are tested.
 */
#ifndef SOFTGPU_CHECKS_H
#define SOFTGPU_CHECKS_H

#define SGPU_CHECKS(X)								\
	/* exec.c, mi.c */							\
	X(STREAM_KNOWN, "a command that no table has stops the engine")		\
	X(STREAM_LONG, "operands are kept as far as there is room")		\
	X(STREAM_LEVELS, "batches nest so deep")				\
	X(STREAM_SPINS, "batches that only turn in circles cost nothing")	\
	X(STREAM_ATTENTION, "work gives way before each command")		\
	X(USER_BATCH_STAYS, "a user batch starts user batches")			\
	X(USER_PRIVILEGED, "privileged commands of user batches do nothing")	\
	X(USER_GGTT_BIT, "user batches have no global addresses")		\
	/* mi_mem.c */								\
	X(USER_COPY, "... nor in MI_COPY_MEM_MEM")				\
	X(USER_REPORT, "... nor in MI_REPORT_PERF_COUNT")			\
	X(USER_POST_SYNC, "... nor in post-sync writes")			\
	X(USER_MMIO_WRITE, "... nor registers in PIPE_CONTROL")			\
	X(POST_SYNC_INDEX, "an index of a post-sync write stays in its page")	\
	X(STORE_INDEX, "an index of MI_STORE_DATA_INDEX stays in its page")	\
	/* sgpu_regs.c, lrc.c, mi_alu.c */						\
	X(USER_REGISTER, "user batches write registers that are theirs")	\
	X(ENGINE_REG_RANGE, "registers of an engine end where they end")	\
	X(IMAGE_LIST_END, "lists in an image end before the position")		\
	X(ATOMIC_ALIGNED, "an atomic quadword lies in one page")		\
	/* walk.c, blt.c */							\
	X(WALK_READ_ONLY, "a page that is read only is not written")		\
	X(WALK_LIMIT, "addresses end where page tables do")			\
	X(BLIT_EMPTY, "a rectangle has an inside")

#endif
