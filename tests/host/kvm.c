// SPDX-License-Identifier: GPL-2.0-only
/*
 * A virtual machine with a few bytes of code, with a vGPU of the loaded modules: a vCPU's accesses
 * to the aperture under fences. TAP on stdout.
 *
 *   facet-host-kvm views UUID    all tests with fences
 *   facet-host-kvm keep UUID     use detiled pages until killed
 *   facet-host-kvm compare UUID  tests without write notifications of KVM
 *   facet-host-kvm bound UUID    others who try to bind the vGPU to an iommufd, by FACET_BY=iommufd
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"
#include "submit.h"
#include "vm.h"

#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define BAR2		VFIO_PCI_BAR2_REGION_INDEX
#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX

#define PAGE		4096u
#define RAM_SIZE	(32u << 20)
#define BAR2_SIZE	(64u << 20)
#define BAR2_GPA	0x80000000u
#define BAR2_OTHER	0x90000000u
#define PATIENCE_MS	patience(5000)

enum { SLOT_RAM, SLOT_BAR2, SLOT_LOGGED };

/* Memory with a log of written pages, and rounds of stores meanwhile. */
#define LOGGED_GPA	0x70000000u
#define LOGGED_SIZE	(1u << 20)
#define LOG_ROUNDS	4

/* A tiled surface, in guest memory and in the aperture. */
#define TILED		0x800000u
#define OFFSET		0x100000u
#define ROWS		64u
#define STEPS		97u	/* words between two samples: they meet all columns and rows */

struct machine {
	struct vm vm;
	struct client c;
	char uuid[64];
	uint8_t *bar2;
	uint32_t at;
	void *logged;
	bool enough;	/* the thread that switches the log ends */
};

static void place_bar2(struct machine *m, uint32_t gpa)
{
	vm_memory(&m->vm, SLOT_BAR2, m->at, m->bar2, 0);
	client_write(&m->c, CONFIG, PCI_CFG_BAR(GEN9_BAR_APERTURE), 4, gpa);
	client_write(&m->c, CONFIG, PCI_CFG_COMMAND, 2, PCI_CFG_COMMAND_MEMORY);
	vm_memory(&m->vm, SLOT_BAR2, gpa, m->bar2, BAR2_SIZE);
	m->at = gpa;
}

static int machine_open(struct machine *m, const char *uuid)
{
	int ret = vm_open(&m->vm);

	if (!ret)
		ret = client_open_in_kvm(&m->c, uuid, RAM_SIZE, m->vm.vfio);
	if (!ret)
		ret = client_map(&m->c, 0, RAM_SIZE);
	if (ret)
		return ret;
	snprintf(m->uuid, sizeof(m->uuid), "%s", uuid);
	m->bar2 = client_mmap(&m->c, BAR2, 0, BAR2_SIZE);
	vm_memory(&m->vm, SLOT_RAM, 0, m->c.ram, RAM_SIZE);
	vm_start(&m->vm, m->c.ram + VM_CODE);
	m->at = BAR2_GPA;
	vm_memory(&m->vm, SLOT_BAR2, BAR2_GPA, m->bar2, BAR2_SIZE);
	place_bar2(m, BAR2_GPA);
	return 0;
}

static long counter(const struct machine *m, const char *name)
{
	return client_debugfs(m->uuid, "tracking", name);
}

/*
 * Set a fence as i915 does: disable it, write the high half, write the low half. Size 0: disabled.
 */
static void fence(struct machine *m, unsigned int n, uint32_t start, uint32_t size, uint32_t pitch,
		  bool y)
{
	const uint32_t at = GEN9_FENCE + 8 * n;

	client_write(&m->c, BAR0, at, 4, 0);
	if (!size)
		return;
	client_write(&m->c, BAR0, at + 4, 4, (start + size - PAGE) | (pitch / 128 - 1));
	client_write(&m->c, BAR0, at, 4, start | (y ? 3 : 1));
}

/* Return the offset of byte (x, y) of a tiled surface. Written independently of the tested code. */
static uint32_t tiled(bool y_tile, uint32_t pitch, uint32_t x, uint32_t y)
{
	if (y_tile)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
}

static void map_tiled(struct machine *m, uint32_t size)
{
	uint32_t i;

	for (i = 0; i < size / PAGE; i++)
		ggtt_set(&m->c, OFFSET / PAGE + i, TILED + i * PAGE);
}

static void fill_ram(struct machine *m, uint32_t gpa, uint32_t size, uint32_t seed)
{
	uint32_t *p = (uint32_t *)(m->c.ram + gpa), i;

	for (i = 0; i < size / 4; i++)
		p[i] = seed ^ i * 2654435761u;
}

static uint32_t ram32(const struct machine *m, uint32_t gpa)
{
	uint32_t value;

	memcpy(&value, m->c.ram + gpa, 4);
	return value;
}

/* --- cases -------------------------------------------------------------------------------- */

static void test_offered(struct machine *m)
{
	ok(client_read(&m->c, BAR0, GEN9_PVINFO + GEN9_PVINFO_FENCES, 4) == GEN9_FENCES,
	   "a virtual machine is offered %u fences", GEN9_FENCES);
	vm_write32(&m->vm, 0x5000, 77);
	ok(vm_read32(&m->vm, 0x5000) == 77 && ram32(m, 0x5000) == 77, "its vCPU runs");
}

static void test_linear(struct machine *m)
{
	map_tiled(m, 4 * PAGE);
	fill_ram(m, TILED, 4 * PAGE, 5);
	ok(vm_read32(&m->vm, m->at + OFFSET + 8) == ram32(m, TILED + 8),
	   "without a fence the aperture shows guest memory");
	ok(vm_write_then_read(&m->vm, m->at + OFFSET + 12, 0x1234567, TILED + 12) == 0x1234567,
	   "and a write is there");
	ok(counter(m, "views") == 0, "with no view");
}

struct shape {
	bool y;
	uint32_t pitch;
};

static const struct shape shapes[] = {
	{ false, 512 }, { false, 1536 }, { false, 4096 }, { false, 7680 },
	{ true, 128 }, { true, 640 }, { true, 4096 }, { true, 7680 },
};

static void test_shape(struct machine *m, const struct shape *s)
{
	const uint32_t size = s->pitch * ROWS;
	uint32_t i, wrong = 0, written = 0, back = 0, n = 0;

	fill_ram(m, TILED, size, s->pitch);
	fence(m, 3, OFFSET, size, s->pitch, s->y);
	for (i = 0; i + 4 <= size; i += 4 * STEPS, n++) {
		uint32_t gpa = TILED + tiled(s->y, s->pitch, i % s->pitch, i / s->pitch);

		wrong += vm_read32(&m->vm, m->at + OFFSET + i) != ram32(m, gpa);
		written += vm_write_then_read(&m->vm, m->at + OFFSET + i, ~i, gpa) != ~i;
		back += vm_write_then_read(&m->vm, gpa, i + 1, m->at + OFFSET + i) != i + 1;
	}
	ok(!wrong, "%c tiles, pitch %u: reads are detiled (%u of %u wrong)", s->y ? 'Y' : 'X',
	   s->pitch, wrong, n);
	ok(!written, "what is written is in memory before the next instruction (%u wrong)",
	   written);
	ok(!back, "and the other way round (%u wrong)", back);
	fence(m, 3, 0, 0, 0, false);
}

static void test_instructions(struct machine *m)
{
	const uint32_t pitch = 512, size = pitch * ROWS;
	uint32_t i, wrong = 0;

	memset(m->c.ram + TILED, 0, size);
	fence(m, 0, OFFSET, size, pitch, true);
	vm_fill(&m->vm, m->at + OFFSET, 0xabcd0123, pitch * 32 / 4);
	for (i = 0; i < pitch * 32; i += 4)
		wrong += ram32(m, TILED + i) != 0xabcd0123;
	ok(!wrong, "a string instruction over four pages is tiled (%u wrong)", wrong);
	vm_write32(&m->vm, m->at + OFFSET + PAGE - 2, 0x11223344);
	ok(m->c.ram[TILED + tiled(true, pitch, pitch - 1, 7)] == 0x33 &&
	   m->c.ram[TILED + tiled(true, pitch, 0, 8)] == 0x22, "so is a write across pages");
	vm_write8(&m->vm, m->at + OFFSET + 17, 0x5a);
	ok(m->c.ram[TILED + 512 + 1] == 0x5a && m->c.ram[TILED + 512] == 0x23,
	   "and one of a byte leaves its neighbours alone");
	vm_add(&m->vm, m->at + OFFSET + 32, 1);
	ok(ram32(m, TILED + 1024) == 0xabcd0124, "and a locked addition");
	ok(vm_read32(&m->vm, m->at + OFFSET + 32) == 0xabcd0124, "which the aperture shows");
	fence(m, 0, 0, 0, 0, false);
}

static void test_moves(struct machine *m)
{
	const uint32_t pitch = 512, size = pitch * ROWS;

	fill_ram(m, TILED, size, 9);
	fill_ram(m, TILED + size, size, 10);
	fence(m, 1, OFFSET, size, pitch, false);
	ok(vm_read32(&m->vm, m->at + OFFSET) == ram32(m, TILED), "a view is shown");
	ok(counter(m, "views") > 0 && counter(m, "pages") > 0, "and is told of in debugfs");
	ggtt_set(&m->c, OFFSET / PAGE, TILED + size);
	ok(vm_read32(&m->vm, m->at + OFFSET) == ram32(m, TILED + size),
	   "it follows an entry that changes");
	ggtt_clear(&m->c, OFFSET / PAGE);
	ok(!vm_read32(&m->vm, m->at + OFFSET), "and one that goes");
	ggtt_set(&m->c, OFFSET / PAGE, TILED);
	fence(m, 1, OFFSET, size, pitch, true);
	ok(vm_read32(&m->vm, m->at + OFFSET + 16) == ram32(m, TILED + 512),
	   "and a fence that changes");
	fence(m, 1, 0, 0, 0, false);
	ok(vm_read32(&m->vm, m->at + OFFSET + 16) == ram32(m, TILED + 16), "and one that goes");
	ok(counter(m, "views") == 0 && counter(m, "pages") == 0, "nothing is followed then");
}

static void test_alias(struct machine *m)
{
	const uint32_t pitch = 512, size = pitch * ROWS, alias = OFFSET + 0x100000;

	fill_ram(m, TILED, size, 11);
	ggtt_set(&m->c, alias / PAGE, TILED);
	fence(m, 1, OFFSET, size, pitch, true);
	vm_read32(&m->vm, m->at + alias);
	ok(vm_read32(&m->vm, m->at + OFFSET + 16) == ram32(m, TILED + 512), "a view is shown");
	ok(vm_write_then_read(&m->vm, m->at + alias + 512, 4711, m->at + OFFSET + 16) == 4711,
	   "a write through an entry without a fence shows under the fence");
	ok(vm_write_then_read(&m->vm, m->at + OFFSET + 16, 4712, m->at + alias + 512) == 4712,
	   "and the other way round");
	fence(m, 2, alias, PAGE, 128, true);
	vm_read32(&m->vm, m->at + alias);
	ok(vm_write_then_read(&m->vm, m->at + OFFSET + 16, 4713, m->at + alias + 16) == 4713,
	   "also under another fence");
	ok(vm_write_then_read(&m->vm, m->at + alias + 16, 4714, m->at + OFFSET + 16) == 4714,
	   "and the other way round");
	fence(m, 1, 0, 0, 0, false);
	fence(m, 2, 0, 0, 0, false);
	ggtt_clear(&m->c, alias / PAGE);
}

static void test_trapped(struct machine *m)
{
	const uint32_t size = 512 * ROWS;

	fill_ram(m, TILED, size, 12);
	fence(m, 1, OFFSET, size, 512, false);
	vm_read32(&m->vm, m->at + OFFSET + 64);
	client_write(&m->c, BAR2, OFFSET + 64, 4, 99);
	ok(vm_read32(&m->vm, m->at + OFFSET + 64) == 99, "a trapped write shows in a view");
	fence(m, 1, 0, 0, 0, false);
}

static void test_engine(struct machine *m)
{
	const uint32_t page = SUBMIT_RESULT & ~(PAGE - 1);
	uint32_t got = 0;
	int waited = 0;

	submit_prepare(&m->c);
	ggtt_set(&m->c, OFFSET / PAGE, page);
	fence(m, 1, OFFSET, PAGE, 512, false);
	*(uint32_t *)(m->c.ram + SUBMIT_RESULT) = 0;
	ok(!vm_read32(&m->vm, m->at + OFFSET), "a view shows what no engine has written");
	submit_start(&m->c);
	/*
	 * The guest reads the detiled page all the time. The page must not keep old contents for
	 * ever.
	 */
	while (got != SUBMIT_VALUE && waited++ < PATIENCE_MS) {
		got = vm_read32(&m->vm, m->at + OFFSET);
		usleep(1000);
	}
	ok(got == SUBMIT_VALUE, "and what one has");
	fence(m, 1, 0, 0, 0, false);
}

static void test_many(struct machine *m)
{
	const uint32_t size = 4096 * 640;
	uint32_t i, wrong = 0;

	map_tiled(m, size);
	fill_ram(m, TILED, size, 13);
	fence(m, 31, OFFSET, size, 4096, true);
	for (i = 0; i < size; i += PAGE)
		wrong += vm_read32(&m->vm, m->at + OFFSET + i + 20) !=
			 ram32(m, TILED + tiled(true, 4096, 20, i / 4096));
	ok(!wrong, "640 pages of one fence are right (%u wrong)", wrong);
	ok(counter(m, "views") == 512, "512 of them are views (%ld)", counter(m, "views"));
	ok(vm_write_then_read(&m->vm, TILED + 4, 78, m->at + OFFSET + 4) == 78,
	   "the first one is made anew");
	fence(m, 31, 0, 0, 0, false);
}

/*
 * Switch KVM's log of written pages on and off all the time, as a VMM does for a move. KVM holds a
 * lock meanwhile, and waits for vCPUs that are in a fault.
 */
static void *switch_log(void *data)
{
	struct machine *m = data;

	while (!__atomic_load_n(&m->enough, __ATOMIC_RELAXED)) {
		vm_logged_memory(&m->vm, SLOT_LOGGED, LOGGED_GPA, m->logged, LOGGED_SIZE);
		vm_memory(&m->vm, SLOT_LOGGED, LOGGED_GPA, m->logged, LOGGED_SIZE);
	}
	return NULL;
}

static uint32_t stores_lost(struct machine *m, uint32_t size, uint32_t round)
{
	uint32_t i, lost = 0;

	fence(m, 1, OFFSET, size, 512, false);
	for (i = 0; i < size; i += 4 * STEPS)
		vm_write32(&m->vm, m->at + OFFSET + i, i ^ round);
	fence(m, 1, 0, 0, 0, false);
	for (i = 0; i < size; i += 4 * STEPS)
		lost += ram32(m, TILED + tiled(false, 512, i % 512, i / 512)) != (i ^ round);
	return lost;
}

static void test_log(struct machine *m)
{
	uint32_t round, lost = 0;
	pthread_t switcher;

	m->logged = mmap(NULL, LOGGED_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
	pthread_create(&switcher, NULL, switch_log, m);
	for (round = 1; round <= LOG_ROUNDS; round++)
		lost += stores_lost(m, 512 * ROWS, round << 24);
	__atomic_store_n(&m->enough, true, __ATOMIC_RELAXED);
	pthread_join(switcher, NULL);
	ok(!lost, "while a log of written pages goes on and off, no store is lost (%u are)", lost);
	vm_memory(&m->vm, SLOT_LOGGED, LOGGED_GPA, m->logged, 0);
	munmap(m->logged, LOGGED_SIZE);
}

static void test_memory(struct machine *m)
{
	const uint32_t size = 512 * ROWS;
	const long tables = counter(m, "pages");	/* page tables of earlier requests */

	map_tiled(m, size);
	fill_ram(m, TILED, size, 14);
	fence(m, 1, OFFSET, size, 512, false);
	vm_read32(&m->vm, m->at + OFFSET);
	place_bar2(m, BAR2_OTHER);
	ok(counter(m, "views") == 0, "when BAR2 moves all views end");
	ok(vm_read32(&m->vm, m->at + OFFSET + 4) == ram32(m, TILED + 4),
	   "and come at its new place");
	ok(vm_write_then_read(&m->vm, m->at + OFFSET + 8, 31, TILED + 8) == 31,
	   "where writes are followed");
	vm_memory(&m->vm, SLOT_BAR2, m->at, m->bar2, 0);
	ok(counter(m, "views") == 0 && counter(m, "pages") == tables,
	   "when its memory slot goes all views end");
	vm_memory(&m->vm, SLOT_BAR2, m->at, m->bar2, BAR2_SIZE);
	vm_read32(&m->vm, m->at + OFFSET);
	client_write(&m->c, CONFIG, PCI_CFG_COMMAND, 2, 0);
	ok(counter(m, "views") == 0, "and when memory is not decoded");
	client_write(&m->c, CONFIG, PCI_CFG_COMMAND, 2, PCI_CFG_COMMAND_MEMORY);
	place_bar2(m, BAR2_GPA);
	ok(vm_read32(&m->vm, m->at + OFFSET) == ram32(m, TILED), "they come again");
	ok(!client_unmap(&m->c, 0, RAM_SIZE), "guest memory can be taken away");
	ok(counter(m, "views") == 0, "and views with it");
	ok(!client_map(&m->c, 0, RAM_SIZE), "guest memory can be given back");
	ok(vm_read32(&m->vm, m->at + OFFSET) == ram32(m, TILED), "and views with it");
	ok(!ioctl(m->c.device, VFIO_DEVICE_RESET) && counter(m, "views") == 0 &&
	   counter(m, "pages") == 0, "a reset ends all views");
}

/* Use detiled pages under all fences until killed. */
static void keep(struct machine *m)
{
	uint32_t i;

	map_tiled(m, 512 * ROWS * GEN9_FENCES);
	for (i = 0; i < GEN9_FENCES; i++)
		fence(m, i, OFFSET + i * 512 * ROWS, 512 * ROWS, 512, i % 2);
	for (i = 0;; i = (i + 4 * STEPS) % (512 * ROWS * GEN9_FENCES)) {
		vm_write32(&m->vm, m->at + OFFSET + i, i);
		vm_write_then_read(&m->vm, TILED + i, i, m->at + OFFSET + i);
		if (!i) {
			printf("holding\n");
			fflush(stdout);
		}
	}
}

static void detiled_pages(struct machine *m)
{
	uint32_t i;

	test_offered(m);
	test_linear(m);
	map_tiled(m, 7680 * ROWS);
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		test_shape(m, &shapes[i]);
	test_instructions(m);
	test_moves(m);
	test_alias(m);
	test_trapped(m);
	test_engine(m);
	test_many(m);
	test_log(m);
	test_memory(m);
}

/* Without write notifications there are no fences; everything else works by comparing. */
static void compare(struct machine *m)
{
	ok(client_read(&m->c, BAR0, GEN9_PVINFO + GEN9_PVINFO_FENCES, 4) == 0,
	   "without tracking a virtual machine is offered no fences");
	test_linear(m);
	submit_prepare(&m->c);
	submit_start(&m->c);
	ok(submit_done(&m->c, PATIENCE_MS), "an engine runs on page tables that are compared");
	ok(counter(m, "notices") == 0 && counter(m, "pages") == 0, "and KVM watches no page");
}

/*
 * Others who may open the vGPU's device try to bind it, in a virtual machine of their own or in
 * none. VFIO lets go of the first one's virtual machine then. It goes on, and closes its vGPU.
 */
static void bound(struct machine *m)
{
	static struct vm vms[2];
	struct client other;
	int i, vfio;

	for (i = 0; i < 3; i++) {
		vfio = i && !vm_open(&vms[i - 1]) ? vms[i - 1].vfio : -1;
		ok(client_open_in_kvm(&other, m->uuid, RAM_SIZE, vfio) == -EINVAL,
		   "another one does not bind the vGPU, %s",
		   i ? "from a virtual machine of its own" : "from none");
		client_close(&other);
	}
	for (i = 0; i < 2; i++)
		vm_close(&vms[i]);
	test_offered(m);
	fence(m, 0, OFFSET, 0x40000, 512, false);
	map_tiled(m, 0x40000);
	fill_ram(m, TILED, 0x40000, 9);
	ok(vm_read32(&m->vm, m->at + OFFSET) == ram32(m, TILED), "its aperture shows memory");
}

int main(int argc, char **argv)
{
	static struct machine m;
	int ret;

	if (argc != 3) {
		fprintf(stderr, "usage: facet-host-kvm views|keep|compare|bound UUID\n");
		return 2;
	}
	ret = machine_open(&m, argv[2]);
	if (ret) {
		printf("# %s\n", strerror(-ret));
		ok(false, "a virtual machine opens the vGPU");
		return ok_status();
	}
	if (!strcmp(argv[1], "keep"))
		keep(&m);
	if (!strcmp(argv[1], "compare"))
		compare(&m);
	else if (!strcmp(argv[1], "bound"))
		bound(&m);
	else
		detiled_pages(&m);
	client_close(&m.c);
	vm_close(&m.vm);
	return ok_status();
}
