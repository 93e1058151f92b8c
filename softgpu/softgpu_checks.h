/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of this folder that confine a guest, by the names that port_check() and port_mask()
 * use. mediator/base/mediator_checks.h says how they are tested.
 */
#ifndef SOFTGPU_CHECKS_H
#define SOFTGPU_CHECKS_H

#define SGPU_CHECKS(X)										\
	/* exec.c, mi.c */									\
	X(STREAM_KNOWN, "A command that no table lists stops the engine.")			\
	X(STREAM_LONG, "The engine keeps at most SGPU_CMD_DWORDS dwords of a command.")		\
	X(STREAM_LEVELS, "Batches nest at most PGPU_LEVELS - 1 levels deep.")			\
	X(STREAM_SPINS, "A batch that jumps again and again without effect gives up its "	\
	  "slice.")										\
	X(STREAM_ATTENTION, "The engine checks for a preemption or a cancel before each "	\
	  "command.")										\
	X(USER_BATCH_STAYS, "A user batch starts only user batches.")				\
	X(USER_PRIVILEGED, "A privileged command in a user batch does nothing.")		\
	X(USER_GGTT_BIT, "A command in a user batch has no GGTT address.")			\
	/* mi_mem.c */										\
	X(USER_COPY, "MI_COPY_MEM_MEM in a user batch has no GGTT address.")			\
	X(USER_REPORT, "MI_REPORT_PERF_COUNT in a user batch has no GGTT address.")		\
	X(USER_POST_SYNC, "A post-sync write in a user batch has no GGTT address.")		\
	X(USER_MMIO_WRITE, "PIPE_CONTROL in a user batch writes no register.")			\
	/* sgpu_regs.c, lrc.c, mi_alu.c */							\
	X(USER_REGISTER, "A user batch writes only registers that are open to user batches.")	\
	X(ENGINE_REG_RANGE, "A register offset lies in the engine's register file.")		\
	X(IMAGE_LIST_END, "The register lists of an image end before the saved position.")	\
	X(ATOMIC_ALIGNED, "A quadword of an atomic is aligned, so that it lies in one page.")	\
	/* units.c, remote_units.c, remote_process.c, pgpu/pipeline_state.c */			\
	X(UNITS_LONG, "The units get at most SGPU_CMD_DWORDS dwords of a command.")		\
	X(PIPELINE_LONG, "A command of state has no more dwords than its kind.")		\
	X(REMOTE_CODE, "A process answers with a code that a request allows.")			\
	X(REMOTE_NUMBER, "A command that has given way has a place or a number.")		\
	X(REMOTE_SEQ, "A result counts if it has the number of the request.")			\
	X(REMOTE_REGISTER, "A process writes only registers that commands of the units write.")	\
	X(REMOTE_IDLE, "A process translates nothing while it has no request.")			\
	X(REMOTE_CANCEL, "A process that ignores a cancel is lost after "			\
	  "SGPU_REMOTE_CANCEL_MS.")								\
	X(REMOTE_WAY, "A process that does not give way is lost after SGPU_REMOTE_WAY_MS.")	\
	X(REMOTE_LATE, "A process that gives way late again and again is lost.")		\
	X(REMOTE_GONE, "A process that has ended gets no request, and translates "		\
	  "nothing.")										\
	X(REMOTE_OWNER, "A process executes commands of a vGPU that exists.")			\
	/* walk.c, blt.c */									\
	X(WALK_READ_ONLY, "A write to a read-only page goes to a sink page.")			\
	X(WALK_LIMIT, "A graphics address is in the range of its page tables.")			\
	X(BLIT_EMPTY, "A blit has a rectangle with at least one pixel.")

#endif
