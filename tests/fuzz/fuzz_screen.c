// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz pictures. The input is the registers of a pipe, its planes and scalers, and the memory
 * behind them. The expected picture comes from the slow screen (tests/lib/slow_screen.h), which
 * computes each pixel alone and shares no code with the composer. Only pages that planes may show
 * are read.
 */
#include <string.h>

#include "display/display.h"
#include "display/gen9_display.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt_view.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/fuzz/target.h"
#include "tests/lib/rig.h"
#include "tests/lib/saved.h"
#include "tests/lib/slow_screen.h"

#define SPACE		0x00100000u
#define SPACE_PAGES	64u
#define SPACE_GPA	0x00200000ull
#define SIDE		40u
#define FRAME_NS	20000000ull
#define BYTES_A_REG	6u
#define STEPS_MAX	160u

#define check(cond)	check_at(cond, #cond, __LINE__)

static void check_at(bool holds, const char *what, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, line, what);
	abort();
}

static struct slow_screen slow;
static struct rig *rig;
static struct facet_display *display;

static u8 guest_byte(void *arg, u32 gva)
{
	if (gva - SPACE >= SPACE_PAGES << 12)
		return 0;
	return *(u8 *)fake_host_ptr(&rig->host, SPACE_GPA + (gva - SPACE), 1);
}

/* mask of pages whose pins fail, by the low bits of the page number */
static u8 unpinned;

/* Check that only pages which a plane can address are read. */
static int only_the_space(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_READ)
		check(addr >= SPACE_GPA && addr < SPACE_GPA + (SPACE_PAGES << 12));
	return op == FAKE_PIN && unpinned & BIT(addr % 8) ? -EFAULT : 0;
}

static void set(u32 offset, u32 value)
{
	slow.regs[offset / 4] = value;
	rig_write(rig, offset, value);
}

/* Registers by their number in an input. Registers that arm others come last. */
static const u32 offsets[] = {
	0x70180, 0x70188, 0x7018c, 0x70190, 0x70194, 0x70198, 0x701a0, 0x701a4, 0x701c0, 0x701c4,
	0x70280, 0x70288, 0x7028c, 0x70290, 0x70294, 0x70298, 0x702a0, 0x702a4, 0x702c0, 0x702c4,
	0x70380, 0x70388, 0x7038c, 0x70390, 0x70394, 0x70398, 0x703a0, 0x703a4, 0x703c0, 0x703c4,
	0x70080, 0x70088, 0x700a0, 0x68180, 0x68170, 0x68280, 0x68270,
	0x49010, 0x49014, 0x49018, 0x4901c, 0x49020, 0x49024, 0x49030, 0x49034, 0x49038,
	0x49040, 0x49044, 0x49048,
};

static const u32 arming[] = {
	0x7019c, 0x7029c, 0x7039c, 0x70084, 0x68174, 0x68274, 0x49028, 0x4a480, 0x70034, 0x6001c,
};

static void begin(void)
{
	struct facet_display_config config = { .max_width = 1920, .max_height = 1080 };
	u32 i;

	rig = rig_create(&facet_types[0], facet_display_regs);
	check(rig &&
	      !facet_gen9_display_create(facet_vgpu_device(rig->vgpu), rig->vgpu, &config,
					 &display));
	rig->host.veto = only_the_space;
	memset(&slow, 0, sizeof(slow));
	slow.byte = guest_byte;
	slow.max_width = config.max_width;
	slow.max_height = config.max_height;
	for (i = 0; i < SPACE_PAGES; i++)
		rig_pte(rig, SPACE + (i << 12), (SPACE_GPA + (i << 12)) | 1);
	for (i = 0; i < SPACE_PAGES << 12; i++)
		*(u8 *)fake_host_ptr(&rig->host, SPACE_GPA + i, 1) = (i * 2654435761u) >> 24;
	for (i = 0; i < 256; i++)
		set(0x4a000 + 4 * i, (i * 0x9e3779u) & 0xffffff);
	rig_write(rig, 0x4a400, 1 << 15);
	for (i = 0; i < 1024; i++) {
		slow.precision[i] = (i * 0x9e3779b1u) >> 2;
		rig_write(rig, 0x4a404, slow.precision[i]);
	}
	set(0x60000, 0x0897003f);
	set(0x6000c, 0x0464002f);
	set(0x6001c, (SIDE - 1) << 16 | (SIDE - 1));
	rig_write(rig, 0x60400, 0x91030000);
	rig_write(rig, 0x70008, 0x80000000);
}

static void end(void)
{
	struct saved saved = {};

	rig->host.veto = NULL;
	check(!saved_save(&saved, rig->vgpu));
	check(saved.len <= facet_vgpu_state_max(facet_vgpu_type(rig->vgpu)));
	free(saved.data);
	facet_display_destroy(display);
	check(!rig_destroy(rig));
}

static void compare(void)
{
	static u32 picture[SIDE * SIDE];
	u32 x, y;

	check(!facet_capture_read(display, 0, picture, SIDE * 4, SIDE, SIDE, true));
	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE; x++)
			check(picture[y * SIDE + x] == slow_screen_pixel(&slow, x, y, true));
}

/*
 * Each step has the number of a register, flags and a value. Flags for arming registers: 1: the
 * value is SPACE; 2: pin pages, except those of the value's high byte. Pinned pages are read in
 * place.
 */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u32 n = min_t(size_t, size / BYTES_A_REG, STEPS_MAX);
	u32 i;

	begin();
	for (i = 0; i < n; i++, data += BYTES_A_REG) {
		u32 which = data[0] % (ARRAY_SIZE(offsets) + ARRAY_SIZE(arming));
		u32 value = get_unaligned_le32(data + 2);

		if (which < ARRAY_SIZE(offsets)) {
			set(offsets[which], value);
			continue;
		}
		if (data[1] & 2) {
			unpinned = value >> 24;
			facet_ggtt_view_use(rig->vgpu, SPACE, SPACE_PAGES);
		}
		/*
		 * Double-buffered registers written after the last arming are not live, so arm all
		 * of them.
		 */
		set(arming[which - ARRAY_SIZE(offsets)],
		    data[1] & 1 ? SPACE : value);
	}
	for (i = 0; i < ARRAY_SIZE(arming); i++)
		set(arming[i], slow.regs[arming[i] / 4]);
	fake_clock_advance(&rig->clock, 2 * FRAME_NS);
	compare();
	end();
	return 0;
}
