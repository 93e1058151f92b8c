/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks that confine a guest: the names that port_check() and port_mask() use in this folder, with
 * the purpose of each. tests/hostile has cases for each check, and shows that they fail without it.
 */
#ifndef FACET_MEDIATOR_CHECKS_H
#define FACET_MEDIATOR_CHECKS_H

#define MEDIATOR_CHECKS(X)									\
	/* audit.c, audit_table.c, audit_user.c */						\
	X(AUDIT_KNOWN, "The audit refuses a command that no table lists.")			\
	X(AUDIT_RULE, "The audit refuses a command that has no rule.")				\
	X(AUDIT_PLACE, "A command is only in the ring or the batches that its rule allows.")	\
	X(AUDIT_FORBIDDEN_BIT, "A command has none of the bits that its rule forbids.")		\
	X(AUDIT_ADDRESS, "A command's GGTT addresses are in the guest's own ranges.")		\
	X(AUDIT_POST_SYNC, "The audit checks the address of a post-sync write, also of a "	\
	  "quadword.")										\
	X(AUDIT_REGISTER, "Commands access only registers whose row allows it.")		\
	X(AUDIT_USER_BATCH, "User batches run in place only where the engine itself checks "	\
	  "their commands.")									\
	X(AUDIT_USER_STAYS, "What a copied user batch starts is a user batch.")			\
	X(AUDIT_USER_PLACE, "A copied user batch has no privileged command.")			\
	X(AUDIT_USER_GLOBAL, "A copied user batch has no GGTT address.")			\
	X(AUDIT_USER_REGISTER, "A copied user batch accesses only registers of users.")		\
	X(AUDIT_OPERANDS, "A copy has at most FACET_AUDIT_OPERANDS GGTT operands.")		\
	X(AUDIT_OPERAND_SHORT, "A command has the lower half of its GGTT operand.")		\
	X(AUDIT_REPLACED, "A copy has no GGTT address of the guest's.")				\
	X(AUDIT_STORE_INDEX, "No command stores into an engine's own status page.")		\
	X(AUDIT_INDEX, "A store by index stays in the status page of its context.")		\
	X(AUDIT_ARBITRATION, "No command switches arbitration off where the engine obeys it.")	\
	X(AUDIT_DISPLAY_WAIT, "No command waits for a screen of the pGPU.")			\
	X(AUDIT_JUMP_SHORT, "A jump has all dwords of its address.")				\
	X(AUDIT_CUT_SHORT, "A command ends before its ring or batch ends.")			\
	X(AUDIT_SEGMENTS, "An audit walks at most FACET_AUDIT_SEGMENTS batches.")		\
	X(AUDIT_PATCHES, "An audit follows at most FACET_AUDIT_SEGMENTS jumps.")		\
	X(AUDIT_DWORDS, "An audit copies at most FACET_AUDIT_DWORDS dwords.")			\
	X(AUDIT_CLOSE, "The copy has room for the end of a batch.")				\
	/* workload.c */									\
	X(RING_VALID, "A ring that is disabled does not run.")					\
	X(RING_START, "A ring begins at a page boundary.")					\
	X(RING_HEAD, "RING_HEAD lies in the ring.")						\
	X(RING_TAIL, "RING_TAIL lies in the ring.")						\
	X(RING_MOVED, "A ring does not move while it runs.")					\
	X(RING_LONG, "A workload has at most FACET_AUDIT_DWORDS / 2 dwords of the ring.")	\
	X(CONTEXT_ENGINE, "The pGPU has the engine of a submission.")				\
	X(CONTEXT_ADDRESSING, "A context has page tables of four levels.")			\
	X(CONTEXT_OWNED, "A whole context image is in the guest's own ranges of the GGTT.")	\
	X(CONTEXT_SEALED, "Pages of an image behind page 1 are as an engine saved them.")	\
	X(CONTEXT_INHIBITED, "A context that loads nothing begins with default values.")	\
	X(SYNC_ROOM, "At a cap, shadows of idle page tables make room for others.")		\
	X(INVALIDATIONS_CHARGED, "A guest that makes engines forget pays in virtual time.")	\
	/* context.c, buffer.c */								\
	X(CONTEXT_REGISTER, "A context image sets only registers that belong to contexts.")	\
	X(CONTEXT_LIST_END, "The register lists of a context image end with its page.")		\
	X(CONTEXT_BATCH_LONG, "A context's indirect and per-context batches fit their pages.")	\
	X(CONTEXT_SLM, "A context begins with shared local memory that is cleared.")		\
	X(CONTEXT_SLM_PLACE, "A restore runs the batch that clears shared local memory.")	\
	X(CONTEXT_SLM_LONG, "An indirect batch leaves room for the host's line.")	\
	X(CONTEXT_BUSY, "A shadow context in use is not evicted.")				\
	X(CONTEXT_SLOTS, "A context without users holds no alias slots.")			\
	X(CONTEXTS_KEPT, "An engine keeps at most FACET_CONTEXTS_MAX shadow contexts.")		\
	X(BUFFERS_KEPT, "A vGPU keeps few unused buffers (FACET_BUFFERS_KEPT), of few pages.")	\
	/* elsp.c, engine_regs.c */								\
	X(ELSP_VALID, "A context descriptor has its valid bit set.")				\
	X(ELSP_QUEUE, "At most FACET_ELSP_QUEUE submissions of an engine wait.")		\
	X(ELSP_RESET, "After an engine reset, a submission begins again at its first write.")	\
	X(NONPRIV_REGISTER, "FORCE_TO_NONPRIV opens only registers that the guest's commands "	\
	  "may write.")										\
	X(ENGINE_READY, "An engine takes no submission between an error and its reset.")	\
	X(PIECES_AHEAD, "A running context has at most FACET_PIECES_AHEAD workloads.")		\
	/* csb.c */										\
	X(CSB_ENTRY, "A CSB entry lies in the context status buffer.")				\
	/* alias.c */										\
	X(ALIAS_PAGES, "The alias slots of a vGPU have at most FACET_ALIAS_PAGES pages.")	\
	X(VIEW_ROOM, "Views give way to pages that a workload names.")				\
	X(VIEW_PAGES, "The views of a vGPU have at most FACET_GGTT_VIEWS_PAGES pages.")		\
	X(ALIAS_HELD, "A slot that a workload names is not reused.")				\
	/* ggtt.c */								\
	X(GGTT_OWNED, "A guest changes GGTT entries of its own ranges only.")			\
	X(GGTT_PRESENT, "A GGTT entry without its present bit translates to no address.")	\
	X(GGTT_SAME, "A write that does not change a GGTT entry is not shadowed again.")	\
	X(GGTT_MAP, "A guest maps only pages with GGTT entries of its own ranges.")		\
	X(GGTT_CHANGED, "A GGTT entry that changes during a sync gets no old page.")		\
	/* pins.c */										\
	X(PINS_CAP, "A vGPU pins at most its type's max_pinned_pages.")				\
	X(PINS_RETRY, "A page that could not be pinned is retried after PINS_RETRY_NS.")	\
	X(PINS_MEMORY, "After -ENOMEM, pages are pinned again after PINS_RETRY_NS.")		\
	X(PINS_FAILURES, "At most FACET_PINS_FAILURES pages fail one by one in a sync.")	\
	X(PINS_IN_USE, "A page stays pinned while a workload may use it.")			\
	X(PINS_REVOKED, "A page that a dma_unmap revokes meanwhile is not entered as pinned.")	\
	/* ppgtt.c, ppgtt_table.c, ppgtt_leaf.c, ppgtt_large.c */				\
	X(PPGTT_CAP, "A vGPU has at most its type's max_shadow_pages shadow pages.")		\
	X(PPGTT_PML4, "The address of a PML4 is page aligned and has no reserved bits.")	\
	X(PPGTT_MET, "A sync queues a table once, however many entries name it.")		\
	X(PPGTT_PRESENT, "An entry without its present bit names no table.")			\
	X(PPGTT_LARGE, "An entry for a large page names no table.")				\
	X(PPGTT_LARGE_ALIGNED, "A 2 MiB page is aligned to 2 MiB.")				\
	X(PPGTT_LARGE_FIRST, "A 2 MiB page outside of guest memory costs one try to pin.")	\
	X(PPGTT_BIG_ALIGNED, "A 64 KiB page is aligned to 64 KiB.")				\
	X(PPGTT_FLAGS, "A shadow entry has only flags that the mediator knows.")		\
	X(PPGTT_CLOSED_BUSY, "Page tables in use stay, also after the guest has closed them.")	\
	X(PPGTT_ROOT_BUSY, "Page tables in use are not evicted.")				\
	X(PPGTT_IN_USE, "A shadow table is not freed while a workload may walk it.")		\
	/* aperture.c */									\
	X(APERTURE_PAGE, "A page fault lies in the aperture.")					\
	X(APERTURE_END, "A trapped access lies in BAR2.")					\
	X(APERTURE_FENCED, "A page under a fence is not mapped as it is.")			\
	X(FENCE_NUMBER, "A guest sets at most the fences of its type.")				\
	X(FENCE_ORDER, "A fence does not end before its start.")				\
	X(FENCE_PITCH, "The pitch of a fence is a number of whole tiles.")			\
	X(FENCE_DETILE_END, "A detiled address lies inside its fence.")				\
	/* detiled_make.c */									\
	X(DETILED_PAGE, "A detiled page lies in the aperture.")					\
	X(DETILED_MAX, "A vGPU has at most FACET_DETILED_MAX detiled pages.")			\
	X(DETILED_SNOOPED, "Detiled pages are made of at most FACET_DETILED_SNOOPED_MAX "	\
	  "guest pages.")									\
	/* vgpu.c */										\
	X(MMIO_RANGE, "A trapped access lies in BAR0.")						\
	/* oa.c */										\
	X(OA_ROOM, "OA reports stay inside their buffer.")					\
	/* vgpu_state.c */									\
	X(STATE_VGPU, "A saved state fits the type of the vGPU and the pGPU.")			\
	/* sched.c */										\
	X(SCHED_SLICE, "A job is preempted at the end of its slice.")				\
	X(SCHED_PATIENCE, "A job that ignores a preemption for FACET_SCHED_PATIENCE polls is "	\
	  "cancelled.")

#endif
