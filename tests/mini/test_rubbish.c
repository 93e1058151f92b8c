// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a guest that writes random values everywhere, on a front end that fails at random. Every
 * access returns, nothing leaks, and after a reset the vGPU equals a new one. The values are
 * pseudo-random from a fixed seed, so that a failure repeats. The first argument replaces the seed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "device/regs.h"
#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define ROUNDS		60000u
#define FAIL_ONE_IN	16u
#define PHASE		512u		/* steps until the front end begins or ends to fail */
/* GGTT address where the entries of guest page 0 and on begin */
#define HIDDEN		0x10000000u

static u64 seed = 0x9e3779b97f4a7c15ull;
static u64 random_state;
static bool failing;

static u64 rnd(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static u32 below(u32 n)
{
	return rnd() % n;
}

static int random_veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	static const int errors[] = { -EFAULT, -ENOMEM, -EINVAL, -EIO };

	if (!failing || below(FAIL_ONE_IN))
		return 0;
	return errors[below(ARRAY_SIZE(errors))];
}

/*
 * Make a context that could run: a ring of MI_NOOPs (memory is mostly zero) and some page tables.
 */
static void plausible_context(struct rig *rig, u32 page)
{
	u32 *state = (u32 *)(rig->host.mem + (page + GEN9_CONTEXT_STATE_PAGE) * PAGE_SIZE);

	state[GEN9_CTX_CONTROL] = 0x00090009;
	state[GEN9_CTX_RING_HEAD] = below(512) * 8;
	state[GEN9_CTX_RING_TAIL] = below(512) * 8;
	state[GEN9_CTX_RING_START] = HIDDEN + (below(RIG_PAGES) << 12);
	state[GEN9_CTX_RING_CTL] = GEN9_RING_CTL_VALID | below(4) << 12;
	state[GEN9_CTX_PDP0_U] = 0;
	state[GEN9_CTX_PDP0_L] = below(RIG_PAGES) << 12;
}

/* Return an entry that often names guest memory, so that random tables are walked too. */
static u64 random_pte(void)
{
	u64 flags = rnd() & 0xfff;

	return below(4) ? ((u64)below(RIG_PAGES) << 12) | flags | GEN9_PTE_PRESENT : rnd();
}

static void random_ggtt(struct rig *rig)
{
	static const u32 bases[] = { 0, HIDDEN, 0xe0000000 };
	u32 gva = bases[below(ARRAY_SIZE(bases))] + (below(4096) << 12);

	if (below(8))
		rig_pte(rig, gva, random_pte());
	else
		rig_pte(rig, below(1u << 20) << 12, rnd());
}

static void random_submission(struct rig *rig)
{
	static const u32 bases[] = { GEN9_RCS_BASE, GEN9_BCS_BASE, GEN9_VCS_BASE, GEN9_VECS_BASE };
	u32 elsp = bases[below(ARRAY_SIZE(bases))] + GEN9_RING_ELSP;
	u32 page = below(RIG_PAGES - 1);
	u32 context = below(8) ? HIDDEN + (page << 12) : rnd();

	if (below(4))
		plausible_context(rig, page);
	rig_write(rig, elsp, below(8) ? 0 : rnd());
	rig_write(rig, elsp, below(8) ? 0 : rnd());
	rig_write(rig, elsp, below(1024) << 5);
	rig_write(rig, elsp, context | 0x11d);
}

static void random_access(struct rig *rig)
{
	const struct facet_reg *row;
	u32 size = 1u << below(4);
	u64 value = below(3) ? rnd() : ~0ull;
	u32 offset;

	/* Most accesses are to listed registers. */
	do {
		offset = below(GEN9_MMIO_SIZE) & ~7u;
		row = facet_reg_map_find(facet_gpu_reg_map(rig->gpu), offset);
	} while (!row && below(64));
	if (below(2))
		facet_vgpu_mmio_write(rig->vgpu, offset + below(8), &value, size);
	else
		facet_vgpu_mmio_read(rig->vgpu, offset + below(8), &value, size);
}

static void random_step(struct rig *rig)
{
	u64 value = rnd();
	u64 gfn;

	switch (below(16)) {
	case 0:
		random_submission(rig);
		break;
	case 1:
		fake_host_work(&rig->host);
		break;
	case 2:
		fake_pgpu_end(&rig->fake, below(PGPU_ENGINES), below(2) ? PGPU_EV_COMPLETE :
									   PGPU_EV_FAULT);
		break;
	case 3:
		facet_aperture_access(rig->vgpu, below(0x4000000), &value, 1 + below(8), below(2));
		facet_aperture_page(rig->vgpu, below(0x5000), &gfn);
		break;
	case 4:
		facet_config_write(facet_vgpu_device(rig->vgpu), below(260), &value, 1 + below(4));
		break;
	case 5:
		memcpy(rig->host.mem + (rnd() % (RIG_PAGES * PAGE_SIZE) & ~7ull), &value, 8);
		break;
	case 6:
		if (!below(16))
			facet_vgpu_dma_unmap(rig->vgpu, (u64)below(RIG_PAGES) << 12,
					     (u64)below(64) << 12);
		break;
	case 7:
		fake_pgpu_deliver(&rig->fake);
		fake_clock_advance(&rig->clock, below(3000000));
		break;
	case 8:
		rig_write(rig, GEN9_GDRST, 1u << below(6));
		rig_write(rig, GEN9_MASTER_IRQ, below(4) ? GEN9_MASTER_ENABLE : 0);
		break;
	case 9:
		random_ggtt(rig);
		break;
	default:
		random_access(rig);
		break;
	}
}

static void rubbish_ends_in_errors_and_not_in_harm(void **state)
{
	struct facet_display_config config = { .max_width = 1920, .max_height = 1080 };
	struct rig *rig = rig_create(&facet_types[0], facet_display_regs);
	struct facet_display *display;
	u32 submitted = 0;
	u32 i;

	assert_non_null(rig);
	assert_int_equal(facet_gen9_display_create(facet_vgpu_device(rig->vgpu), rig->vgpu, &config,
						   &display),
			 0);
	rig->host.veto = random_veto;
	random_state = seed;
	failing = true;
	for (i = 0; i < 4; i++) {
		rig_write(rig, GEN9_GT_IRQ(i) + GEN9_IRQ_IMR, 0);
		rig_write(rig, GEN9_GT_IRQ(i) + GEN9_IRQ_IER, ~0u);
	}
	for (i = 0; i < RIG_PAGES; i++)
		rig_pte(rig, HIDDEN + (i << 12), ((u64)i << 12) | GEN9_PTE_PRESENT);
	for (i = 0; i < ROUNDS; i++) {
		failing = i / PHASE % 2;
		random_step(rig);
		submitted = max(submitted, rig->fake.n_submissions);
	}
	failing = false;
	/* Random submissions must have reached an engine. Otherwise this test shows nothing. */
	assert_true(submitted > 0);
	assert_true(rig->host.calls[FAKE_PIN] > submitted);
	facet_vgpu_reset(rig->vgpu);
	assert_false(rig->host.irq);
	assert_int_equal(rig_read(rig, GEN9_FUSE2), 0x02800000);
	assert_int_equal(rig_read(rig, 0x78044), 64 << 20);
	facet_display_destroy(display);
	assert_int_equal(rig_destroy(rig), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rubbish_ends_in_errors_and_not_in_harm),
	};

	if (argc > 1)
		seed = strtoull(argv[1], NULL, 0) | 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
