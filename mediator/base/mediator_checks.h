/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks that confine a guest: the names that port_check() and port_mask() use in this folder, with
 * the purpose of each. tests/hostile has cases for each check, and shows that they fail without it.
 */
#ifndef FACET_MEDIATOR_CHECKS_H
#define FACET_MEDIATOR_CHECKS_H

#define MEDIATOR_CHECKS(X)								\
	/* audit.c, audit_table.c */						\
	X(AUDIT_KNOWN, "a command that no table has is refused")		\
	X(AUDIT_RULE, "a command that has no rule is refused")			\
	X(AUDIT_PLACE, "a command stands where it may")				\
	X(AUDIT_FORBIDDEN_BIT, "bits that ask for too much are clear")		\
	X(AUDIT_ADDRESS, "global addresses are the guest's own")		\
	X(AUDIT_POST_SYNC, "post-sync writes are audited, of a quadword too")	\
	X(AUDIT_REGISTER, "commands touch registers that say so")		\
	X(AUDIT_USER_BATCH, "user batches run where the engine polices them")	\
	X(AUDIT_JUMP_SHORT, "a jump has its whole address")			\
	X(AUDIT_CUT_SHORT, "a command ends before its ring does")		\
	X(AUDIT_SEGMENTS, "so many batches are walked")				\
	X(AUDIT_PATCHES, "so many jumps are followed")				\
	X(AUDIT_DWORDS, "so many dwords are copied")				\
	X(AUDIT_CLOSE, "a batch's end has room in the copy")			\
	/* workload.c */							\
	X(RING_VALID, "a ring that is off is not run")				\
	X(RING_START, "a ring begins at a page")				\
	X(RING_HEAD, "the head lies in the ring")				\
	X(RING_TAIL, "the tail lies in the ring")				\
	X(RING_MOVED, "a ring that runs does not move")				\
	X(RING_LONG, "a piece of a ring is not longer than what is walked")	\
	X(HWSP_OWNED, "the status page is the guest's own")			\
	X(CONTEXT_ENGINE, "the engine exists")					\
	X(CONTEXT_ADDRESSING, "a context has four levels of page tables")	\
	X(CONTEXT_OWNED, "all of a context's image is the guest's own")		\
	X(SYNC_ROOM, "what nothing runs on makes room at a cap")		\
	/* context.c, buffer.c */						\
	X(CONTEXT_REGISTER, "an image sets registers of contexts alone")	\
	X(CONTEXT_LIST_END, "lists in an image end with its page")		\
	X(CONTEXT_BATCH_LONG, "a context's batches fit their page")		\
	X(CONTEXT_BUSY, "a shadow context that runs is not evicted")		\
	X(CONTEXTS_KEPT, "so many shadow contexts are kept")			\
	X(BUFFERS_KEPT, "so many unused shadow pages are kept")			\
	/* elsp.c, engine_regs.c */						\
	X(ELSP_VALID, "a descriptor says that it is one")			\
	X(ELSP_QUEUE, "so many submissions wait to be looked at")		\
	X(ELSP_RESET, "a submission begins anew after a reset")			\
	X(NONPRIV_REGISTER, "a guest leaves to its batches what is its own")	\
	X(ENGINE_READY, "an engine that an error stopped takes nothing up")	\
	X(PIECES_AHEAD, "what runs is not extended again and again")		\
	/* csb.c */								\
	X(CSB_ENTRY, "an entry of the context status lies in its buffer")	\
	/* ggtt.c, ggtt_sync.c */							\
	X(GGTT_OWNED, "a guest writes entries of its own range")		\
	X(GGTT_PRESENT, "an absent entry leads nowhere")			\
	X(GGTT_SAME, "an entry that stays costs nothing")			\
	X(GGTT_MAP, "entries of a guest's own ranges are mapped, and no others")	\
	X(GGTT_CHANGED, "an entry that changed meanwhile is looked at again")	\
	X(GGTT_RETRY, "entries that failed are left alone for a while")		\
	/* pins.c */								\
	X(PINS_CAP, "so many pages are pinned")					\
	X(PINS_RETRY, "a page that failed is left alone for a while")		\
	X(PINS_MEMORY, "a front end without memory is left alone for a while")	\
	X(PINS_FAILURES, "so many pages fail one by one in a sync")		\
	X(PINS_IN_USE, "a page that work may use stays pinned")			\
	X(PINS_REVOKED, "a page that was revoked meanwhile is not entered")	\
	/* ppgtt.c, ppgtt_table.c, ppgtt_leaf.c, ppgtt_large.c */		\
	X(PPGTT_CAP, "so many pages of tables are shadowed")			\
	X(PPGTT_PML4, "page tables begin at a page, where addresses reach")			\
	X(PPGTT_MET, "a table that is met again is not compared again")		\
	X(PPGTT_PRESENT, "an absent entry names no table")			\
	X(PPGTT_LARGE, "an entry of a large page names no table")		\
	X(PPGTT_LARGE_ALIGNED, "a page of 2 MiB begins where one may")		\
	X(PPGTT_LARGE_FIRST, "a page of 2 MiB beyond memory costs one try")	\
	X(PPGTT_BIG_ALIGNED, "a page of 64 KiB begins where one may")		\
	X(PPGTT_FLAGS, "a shadow entry has the flags that are known")		\
	X(PPGTT_CLOSED_BUSY, "tables that run stay, whatever the guest says")	\
	X(PPGTT_ROOT_BUSY, "tables that run do not make room for others")	\
	X(PPGTT_IN_USE, "a table that work may walk stays")			\
	/* aperture.c */							\
	X(APERTURE_PAGE, "BAR2 ends where it ends, for page faults")		\
	X(APERTURE_END, "BAR2 ends where it ends, for accesses")		\
	X(APERTURE_FENCED, "what is under a fence is not mapped")		\
	X(FENCE_NUMBER, "a guest has so many fences")				\
	X(FENCE_ORDER, "a fence ends after it begins")				\
	X(FENCE_PITCH, "a fence's rows are whole tiles")			\
	X(FENCE_DETILE_END, "a fence's last tiles end with it")			\
	/* detiled_make.c */							\
	X(DETILED_PAGE, "BAR2 ends where it ends, for views")			\
	X(DETILED_MAX, "so many pages of BAR2 have a view")			\
	X(DETILED_SNOOPED, "views are made of so many guest pages")		\
	/* vgpu.c */								\
	X(MMIO_RANGE, "BAR0 ends where it ends")				\
	/* oa.c */								\
	X(OA_ROOM, "reports of counters end where their buffer does")		\
	/* vgpu_state.c */								\
	X(STATE_VGPU, "a description is one of such a vGPU")			\
	/* sched.c */								\
	X(SCHED_SLICE, "work gives way at its slice's end")			\
	X(SCHED_PATIENCE, "work that does not give way is ended")

#endif
