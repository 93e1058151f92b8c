// SPDX-License-Identifier: GPL-2.0-only
/* Cases after known holes in the kernel's mediator (GVT-g), in commands and page tables. */
#include "classes.h"

#include "gen9/context_defs.h"
#include "gen9/pvinfo_defs.h"

/* Run a privileged batch of NOOPs without an end, over 100 pages of the GGTT. */
static void batch_without_end(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, 1);
	u32 first = mini_ggtt_map(h->evil, gpa, 1);
	u32 i;

	for (i = 1; i < 100; i++)
		mini_ggtt_map(h->evil, gpa, 1);
	hostile_context(h, &context, PGPU_RCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, first, 0, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, 0);
}

static void notify(struct hostile *h, u64 pml4, u32 what)
{
	mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_PDP, lower_32_bits(pml4));
	mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_PDP + 4, upper_32_bits(pml4));
	mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_G2V_NOTIFY, what);
}

/* Report page tables as destroyed while work runs on them, and reuse their pages. */
static void tables_reused_before_destroy(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	struct mini_vm again;
	u32 *batch = hostile_page(h, NULL, HOSTILE_BATCH_VA);
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	const u32 dw[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0, 0x10000002,
			   (u32)HOSTILE_DATA_VA + 8, 0, 0x600d, GEN9_MI_BATCH_BUFFER_END };

	memcpy(batch, dw, sizeof(dw));
	hostile_context(h, &context, PGPU_BCS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	notify(h, h->vm.pml4, GEN9_PVINFO_G2V_L4_DESTROY);
	/* Work on another engine makes the mediator sync page tables. */
	mini_vm_create(h->evil, &again);
	mini_context_create(h->evil, &other, PGPU_VCS, &again, 8192);
	mini_request(&other);
	hostile_submit(&other);
	EXPECT(hostile_done(h, &other));
	memset(mini_ptr(h->evil, h->vm.pml4), 0xff, 4096);
	WRITE_ONCE(data[0], 1);
	EXPECT(hostile_done(h, &context));
	hostile_settle(h);
	EXPECT(data[2] == 0x600d);
	hostile_neighbour(h);
}

static const struct hostile_case cases[] = {
	REFUSED("flush_qword", AUDIT_POST_SYNC,
		"MI_FLUSH_DW in the ring stores a quadword beyond its GGTT",
		BCS, RING, 0x13004003, HOSTILE_WINDOW | 4, 0, 1, 2),
	REFUSED("flush_time", AUDIT_POST_SYNC,
		"MI_FLUSH_DW in the ring stores the time beyond its GGTT",
		VCS, RING, 0x1300c003, HOSTILE_WINDOW | 4, 0, 0, 0),
	REFUSED("pipe_qword", AUDIT_POST_SYNC,
		"PIPE_CONTROL in the ring stores a quadword beyond its GGTT",
		RCS, RING, 0x7a000004, 0x01104000, HOSTILE_WINDOW, 0, 1, 2),
	REFUSED("pipe_time", AUDIT_POST_SYNC,
		"PIPE_CONTROL in a privileged batch stores the time beyond its GGTT",
		RCS, GGTT_BATCH, 0x7a000004, 0x0110c000, HOSTILE_WINDOW, 0, 0, 0),
	REFUSED("pipe_across", AUDIT_ADDRESS,
		"PIPE_CONTROL stores a quadword from the last dword of its range on",
		RCS, RING, 0x7a000004, 0x01104000, HOSTILE_APERTURE - 4, 0, 1, 2),
	CASE(batch_without_end, AUDIT_DWORDS,
		"a privileged batch has no end, as far as the GGTT goes",
	     HOSTILE_STOPS),
	CASE(tables_reused_before_destroy, PPGTT_CLOSED_BUSY,
	     "it says that page tables are gone, and overwrites them, while work runs on them",
	     "the work ends as it began"),
};

HOSTILE_CLASS(hostile_holes, "holes", true, cases);
