// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VFIO user without a VMM, with a vGPU of the loaded modules. TAP on stdout.
 *
 *   facet-host-vfio all UUID       all tests with display = dmabuf
 *   facet-host-vfio cursor UUID    a cursor as a dma-buf of its own, and as part of the picture
 *   facet-host-vfio native UUID    the screen as it lies in guest memory
 *   facet-host-vfio region UUID    the screen as a region
 *   facet-host-vfio splash UUID    the screen while the guest shows nothing
 *   facet-host-vfio show UUID      show a picture, read it through /dev/facet, stay until killed
 *   facet-host-vfio heads UUID     two outputs, the second one at port B
 *   facet-host-vfio hold UUID      open the vGPU, close it when the REQ interrupt asks for that
 *   facet-host-vfio keep UUID      open the vGPU, stay until killed
 *   facet-host-vfio memlock UUID   as a user whose memlock limit is too low
 */
#include "vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"
#include "submit.h"

/* A register without a row that nothing else here accesses, and its line in debugfs. */
#define UNLISTED	0x1ffff8u
#define UNLISTED_LINE	"1ffff8 3 2\n"

/* A guest page for the tests' data. */
#define PAGE_B		0x500000u

void fill(struct client *c, uint64_t gpa, uint32_t value, size_t len)
{
	uint32_t *p = (uint32_t *)(c->ram + gpa);
	size_t i;

	for (i = 0; i < len / 4; i++)
		p[i] = value + i / (PAGE / 4);
}

/* --- cases -------------------------------------------------------------------------------- */

static void test_info(struct client *c)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	ok(!ioctl(c->device, VFIO_DEVICE_GET_INFO, &info) &&
	   info.flags == (VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET),
	   "the device is PCI and can be reset");
	ok(client_region(c, BAR0).size == 16u << 20, "BAR0 has 16 MiB");
	ok(client_region(c, BAR0).flags & VFIO_REGION_INFO_FLAG_MMAP, "BAR0 can be mapped");
	ok(client_region(c, BAR2).size >= 64u << 20 &&
	   client_region(c, BAR2).flags & VFIO_REGION_INFO_FLAG_MMAP, "BAR2 can be mapped");
	ok(client_region(c, VFIO_PCI_ROM_REGION_INDEX).size == GEN9_ROM_SIZE, "there is a ROM");
	ok(!client_region(c, VFIO_PCI_BAR1_REGION_INDEX).size, "there is no BAR1 of its own");
}

static void test_config(struct client *c)
{
	ok(client_read(c, CONFIG, PCI_CFG_VENDOR, 4) == 0x59128086, "config space says 8086:5912");
	client_write(c, CONFIG, PCI_CFG_VENDOR, 4, 0);
	ok(client_read(c, CONFIG, PCI_CFG_VENDOR, 2) == GEN9_PCI_VENDOR, "ids cannot be written");
	client_write(c, CONFIG, PCI_CFG_BAR(0), 4, ~0u);
	ok((client_read(c, CONFIG, PCI_CFG_BAR(0), 4) & ~0xfu) == ~((16u << 20) - 1),
	   "BAR0 tells its size");
	ok(client_read(c, VFIO_PCI_ROM_REGION_INDEX, 0, 2) == 0xaa55, "the ROM has its signature");
}

static void test_registers(struct client *c)
{
	uint64_t base = client_region(c, BAR0).offset;
	uint8_t byte;

	ok(client_read(c, BAR0, GEN9_PVINFO, 8) == GEN9_PVINFO_MAGIC, "PVINFO has its magic");
	ok(!client_read(c, BAR0, 0x1ffffc, 4), "an unlisted register reads zero");
	client_write(c, BAR0, 0x1ffffc, 4, ~0u);
	ok(!client_read(c, BAR0, 0x1ffffc, 4), "an unlisted register ignores writes");
	ok(pread(c->device, &byte, 1, base + (16u << 20)) == -1 && errno == EINVAL,
	   "an access past the end of a BAR is refused");
	ok(pread(c->device, &byte, 1, 12ull << 40) == -1 && errno == EINVAL,
	   "a region that is not there is refused");
	ok(ioctl(c->device, VFIO_DEVICE_PCI_HOT_RESET, NULL) == -1 && errno == ENOTTY,
	   "an ioctl that is not there is refused");
}

/* Return whether a debugfs file of the vGPU has this line. */
static bool debugfs_says(const char *uuid, const char *file, const char *line)
{
	char path[128], got[128];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/facet/%s/%s", uuid, file);
	f = fopen(path, "r");
	if (!f)
		return false;
	while (!found && fgets(got, sizeof(got), f))
		found = !strcmp(got, line);
	fclose(f);
	return found;
}

static void test_unlisted(struct client *c, const char *uuid)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		client_read(c, BAR0, UNLISTED, 4);
	client_write(c, BAR0, UNLISTED, 4, 1);
	client_write(c, BAR0, UNLISTED, 4, 2);
	ok(debugfs_says(uuid, "unlisted", UNLISTED_LINE),
	   "debugfs tells how often an unlisted register was read and written");
	ok(!ioctl(c->device, VFIO_DEVICE_RESET) && debugfs_says(uuid, "unlisted", UNLISTED_LINE),
	   "and does after a reset");
}

/* Run a request that is refused. Afterwards the engine waits for a reset by the guest. */
static void test_refused(struct client *c, const char *uuid)
{
	int waited = 0;

	submit_prepare(c);
	submit_start_refused(c);
	while (!debugfs_says(uuid, "refused", SUBMIT_REFUSED_LINE) && waited++ < PATIENCE_MS / 10)
		usleep(10000);
	ok(debugfs_says(uuid, "refused", SUBMIT_REFUSED_LINE),
	   "debugfs tells which command was refused");
	ok(debugfs_says(uuid, "ignored", SUBMIT_IGNORED_LINE),
	   "and which register a command before it wrote to no effect");
	ok(!submit_done(c, 100), "and what stood behind it was not run");
}

static void test_map_refusals(struct client *c)
{
	uint64_t size = client_region(c, BAR2).size, base = client_region(c, BAR2).offset;

	ok(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, c->device, client_region(c, BAR0).offset) ==
	   MAP_FAILED && errno == EINVAL, "registers cannot be mapped");
	ok(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, c->device, base) == MAP_FAILED &&
	   errno == EINVAL, "BAR2 cannot be mapped privately");
	ok(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, c->device, base + size - PAGE) ==
	   MAP_FAILED && errno == EINVAL, "BAR2 cannot be mapped past its end");
}

static void test_aperture(struct client *c)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, 512 * PAGE);
	unsigned int i, wrong = 0, last = 0;

	fill(c, PAGE_A, 0xa0000000u, 256 * PAGE);
	fill(c, PAGE_B, 0xb0000000u, 256 * PAGE);
	ok(!bar2[0], "the aperture reads zero where the guest has no entry");
	for (i = 0; i < 256; i++)
		ggtt_set(c, i, PAGE_A + i * PAGE);
	for (i = 0; i < 256; i++) {
		if (bar2[i * PAGE / 4] == 0xa0000000u + i)
			continue;
		wrong++;
		last = i;
	}
	ok(!wrong, "the aperture shows guest pages (%u of 256 wrong, the last is %u: %#x)", wrong,
	   last, bar2[last * PAGE / 4]);
	bar2[3] = 0x12345678;
	ok(*(uint32_t *)(c->ram + PAGE_A + 12) == 0x12345678, "a write through it is in memory");
	ok(client_read(c, BAR2, 12, 4) == 0x12345678, "a trapped read finds the same");
	client_write(c, BAR2, 16, 8, 0x1122334455667788ull);
	ok(*(uint64_t *)(c->ram + PAGE_A + 16) == 0x1122334455667788ull, "so does a trapped write");
	ggtt_set(c, 0, PAGE_B);
	ok(bar2[0] == 0xb0000000u, "it follows a changed entry");
	ok(bar2[PAGE / 4] == 0xa0000001u, "and leaves the next page alone");
	ggtt_clear(c, 0);
	ok(!bar2[0], "it reads zero after the entry is gone");
	munmap((void *)bar2, 512 * PAGE);
}

/* Map the GGTT entries in BAR0. Stores to them take effect at the guest's next flush. */
static void test_entries(struct client *c)
{
	const uint64_t alias = 1ull << 33;
	struct vfio_region_sparse_mmap_area areas[4] = {};
	uint64_t bar0 = client_region(c, BAR0).offset;
	unsigned int n = client_areas(c, BAR0, areas, 4);
	volatile uint32_t *bar2;
	volatile uint64_t *ptes;

	ok(n == 2 && areas[0].offset == GEN9_GGTT_PTES && areas[0].size &&
	   areas[1].offset >= areas[0].offset + areas[0].size && areas[1].size &&
	   areas[1].offset + areas[1].size <= GEN9_BAR0_SIZE,
	   "two parts of BAR0 can be mapped, the entries of the guest's own ranges");
	ok(mmap(NULL, areas[0].size + PAGE, PROT_READ, MAP_SHARED, c->device,
		bar0 + areas[0].offset) == MAP_FAILED && errno == EINVAL, "no more than these");
	ptes = client_mmap(c, BAR0, areas[0].offset, areas[0].size);
	bar2 = client_mmap(c, BAR2, 0, 4 * PAGE);
	fill(c, PAGE_A, 0xa0000000u, 4 * PAGE);
	ggtt_clear(c, 2);
	ok(!ptes[2] && !bar2[2 * PAGE / 4], "an entry that was cleared is zero");
	ptes[2] = PAGE_A | GEN9_PTE_PRESENT;
	client_write(c, BAR0, GEN9_GFX_FLUSH, 4, 1);
	ok(bar2[2 * PAGE / 4] == 0xa0000000u, "one that was stored counts after a flush");
	ok(client_read(c, BAR0, GEN9_GGTT_PTES + 16, 8) == (PAGE_A | GEN9_PTE_PRESENT),
	   "a trapped read finds it");
	ggtt_set(c, 2, PAGE_A + PAGE);
	ok(ptes[2] == ((PAGE_A + PAGE) | GEN9_PTE_PRESENT),
	   "a trapped write is seen where it is mapped");
	ptes[2] = 0;
	client_write(c, BAR0, GEN9_GFX_FLUSH, 4, 1);
	ok(!bar2[2 * PAGE / 4], "what was taken back is gone after a flush");
	/* A read or a pin of a page of entries that was never touched causes a page fault. */
	ok(!client_map_at(c, alias, ptes + areas[0].size / 8 - 512, PAGE),
	   "entries can be given as guest memory");
	ggtt_set(c, 0, alias);
	ok(!bar2[0], "an entry that names a page of entries shows nothing");
	ok(!client_read(c, BAR2, 0, 4), "nor by a trapped access");
	ok(client_read(c, BAR0, GEN9_PVINFO, 8) == GEN9_PVINFO_MAGIC, "and the vGPU answers");
	ggtt_clear(c, 0);
	ok(!client_unmap(c, alias, PAGE), "and lets go of them");
	munmap((void *)ptes, areas[0].size);
	munmap((void *)bar2, 4 * PAGE);
}

/* The aperture itself as guest memory: a pin of it causes the aperture's page fault. */
static void test_aperture_in_itself(struct client *c)
{
	const uint64_t alias = 1ull << 32;
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, 2 * PAGE);

	ok(!client_map_at(c, alias, bar2, 2 * PAGE), "the aperture can be given as guest memory");
	ggtt_set(c, 0, alias);
	ok(!bar2[0], "an entry that names its own page shows nothing");
	ok(!client_read(c, BAR2, 0, 4), "nor by a trapped access");
	ggtt_set(c, 0, alias + PAGE);
	ggtt_set(c, 1, PAGE_A);
	ok(!bar2[0], "nor one that names another page of the aperture");
	ok(bar2[PAGE / 4] == *(uint32_t *)(c->ram + PAGE_A), "which shows what it did");
	ggtt_clear(c, 0);
	ggtt_clear(c, 1);
	ok(!client_unmap(c, alias, 2 * PAGE), "and can be taken back");
	munmap((void *)bar2, 2 * PAGE);
}

static void test_interrupt(struct client *c)
{
	int fd = eventfd(0, 0);

	ok(!client_set_irq(c, VFIO_PCI_MSI_IRQ_INDEX, fd), "MSI takes an eventfd");
	client_write(c, CONFIG, GEN9_PCI_MSI + PCI_CFG_MSI_CTRL, 2, PCI_CFG_MSI_ENABLE);
	submit_prepare(c);
	submit_start(c);
	ok(submit_done(c, PATIENCE_MS), "a request on the blitter stores its value");
	ok(client_wait(fd, PATIENCE_MS), "and raises an MSI");
	ok(client_read(c, BAR0, GEN9_MASTER_IRQ, 4) & GEN9_MASTER_GT_BCS,
	   "the master register names the engine");
	ok(!client_set_irq(c, VFIO_PCI_MSI_IRQ_INDEX, -1), "MSI lets its eventfd go");
	close(fd);
}

static void test_intx(struct client *c)
{
	int fd = eventfd(0, 0);
	struct vfio_irq_set unmask = {
		.argsz = sizeof(unmask),
		.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK,
		.index = VFIO_PCI_INTX_IRQ_INDEX,
		.count = 1,
	};

	client_write(c, CONFIG, GEN9_PCI_MSI + PCI_CFG_MSI_CTRL, 2, 0);
	client_write(c, CONFIG, PCI_CFG_COMMAND, 2, PCI_CFG_COMMAND_MEMORY);
	ok(!client_set_irq(c, VFIO_PCI_INTX_IRQ_INDEX, fd), "INTx takes an eventfd");
	ok(client_wait(fd, PATIENCE_MS) == 1, "INTx follows the line, which is up");
	ok(!client_wait(fd, 100), "and stays masked");
	ok(!ioctl(c->device, VFIO_DEVICE_SET_IRQS, &unmask), "it can be unmasked");
	ok(client_wait(fd, PATIENCE_MS) == 1, "and comes again while the line is up");
	client_write(c, BAR0, GEN9_MASTER_IRQ, 4, 0);
	ok(!ioctl(c->device, VFIO_DEVICE_SET_IRQS, &unmask) && !client_wait(fd, 100),
	   "and does not when the line is down");
	client_set_irq(c, VFIO_PCI_INTX_IRQ_INDEX, -1);
	close(fd);
}

static int intx_unmask_by(struct client *c, int fd)
{
	return client_irq_by(c, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_UNMASK, fd);
}

static long processor_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

#define CIRCLE_MS	400u

/* Return the processor time of this process, in ms, while two eventfds may signal each other. */
static long circle_ms(void)
{
	long before = processor_ms();

	usleep(CIRCLE_MS * 1000);
	return processor_ms() - before;
}

/*
 * KVM unmasks INTx by an eventfd. If that is the trigger's eventfd, INTx unmasks itself repeatedly.
 */
static void test_intx_unmasked_by_eventfd(struct client *c)
{
	int fd = eventfd(0, 0), unmask = eventfd(0, 0);
	long turned, rest;

	client_write(c, BAR0, GEN9_MASTER_IRQ, 4, GEN9_MASTER_ENABLE);
	ok(!client_set_irq(c, VFIO_PCI_INTX_IRQ_INDEX, fd) && !intx_unmask_by(c, unmask),
	   "INTx takes an eventfd for its unmasking");
	ok(client_wait(fd, PATIENCE_MS) == 1 && !client_wait(fd, 100), "the line is up");
	eventfd_write(unmask, 1);
	ok(client_wait(fd, PATIENCE_MS) == 1, "INTx comes again when that eventfd is signalled");
	ok(!intx_unmask_by(c, fd), "it may be the one that INTx comes by");
	eventfd_write(fd, 1);
	turned = circle_ms();
	ok(!intx_unmask_by(c, -1) && !client_set_irq(c, VFIO_PCI_INTX_IRQ_INDEX, -1),
	   "both can be let go");
	rest = circle_ms();
	ok(turned > 4 * rest,
	   "until then a thread of the VMM's turns a circle of both "
	   "(%ld ms of %u, %ld of them after)",
	   turned, CIRCLE_MS, rest);
	client_write(c, BAR0, GEN9_MASTER_IRQ, 4, 0);
	close(unmask);
	close(fd);
}

static void test_irq_refusals(struct client *c)
{
	ok(client_set_irq(c, VFIO_PCI_MSIX_IRQ_INDEX, -1) == -EINVAL, "there is no MSI-X");
	ok(client_set_irq(c, 77, -1) == -EINVAL, "an interrupt that is not there is refused");
	ok(client_set_irq(c, VFIO_PCI_MSI_IRQ_INDEX, c->group) == -EINVAL,
	   "a descriptor that is no eventfd is refused");
}

/* --- reset, programs ---------------------------------------------------------------------- */

static void test_reset(struct client *c)
{
	ggtt_set(c, 5, PAGE_A);
	ok(!ioctl(c->device, VFIO_DEVICE_RESET), "the device can be reset");
	ok(!client_read(c, BAR0, GEN9_GGTT_PTES + 40, 8), "which empties the GGTT");
	ok(!client_read(c, CONFIG, PCI_CFG_COMMAND, 2), "and config space");
	submit_prepare(c);
	submit_start(c);
	ok(submit_done(c, PATIENCE_MS), "after a reset requests run as before");
	ggtt_set(c, 5, PAGE_A);
	client_write(c, CONFIG, GEN9_PCI_EXP + PCI_CFG_EXP_DEVCTL, 2, PCI_CFG_EXP_START_FLR);
	ok(!client_read(c, BAR0, GEN9_GGTT_PTES + 40, 8) &&
	   !client_read(c, CONFIG, PCI_CFG_COMMAND, 2),
	   "as does what the guest starts by itself, at the level of the function");
	submit_prepare(c);
	submit_start(c);
	ok(submit_done(c, PATIENCE_MS), "and requests run after that one, too");
}

static int open_or_say(struct client *c, const char *uuid)
{
	int ret = client_open(c, uuid, RAM_SIZE);

	if (ret)
		printf("# %s\n", strerror(-ret));
	ok(!ret, "a vGPU can be opened");
	return ret;
}

#define OFTEN_ROUNDS		500u
#define VERY_OFTEN_ROUNDS	10000u

static int program_all(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_info(&c);
	test_config(&c);
	test_registers(&c);
	test_unlisted(&c, uuid);
	test_map_refusals(&c);
	test_irq_refusals(&c);
	test_aperture(&c);
	test_aperture_in_itself(&c);
	test_entries(&c);
	test_dma_unmap(&c);
	test_dma_unmap_often(&c, OFTEN_ROUNDS);
	test_dma_unmap_busy(&c);
	test_dma_unmap_touched(&c);
	test_kept_out(&c);
	test_trapped_store_waits(&c);
	test_memory_of_another(&c);
	test_stores_to_memory_that_moves(&c);
	test_a_page_beside_memory_that_went(&c);
	test_interrupt(&c);
	test_intx(&c);
	test_intx_unmasked_by_eventfd(&c);
	test_dmabuf(&c);
	test_dmabuf_of_memory_that_moves(&c);
	test_refused(&c, uuid);
	test_edid(&c);
	test_reset(&c);
	test_orphan_dmabuf(&c);
	return ok_status();
}

static int program_often(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_dma_unmap_often(&c, VERY_OFTEN_ROUNDS);
	submit_prepare(&c);
	submit_start(&c);
	ok(submit_done(&c, PATIENCE_MS), "and a request runs after that");
	client_close(&c);
	return ok_status();
}

static int program_region(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_region_screen(&c);
	client_close(&c);
	return ok_status();
}

static int program_splash(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_splash(&c);
	client_close(&c);
	return ok_status();
}

static int program_cursor(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_cursor(&c, uuid);
	client_close(&c);
	return ok_status();
}

static int program_native(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_native_screen(&c);
	client_close(&c);
	return ok_status();
}

static int program_show(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_screenshot(&c, uuid);
	printf("# holding\n");
	fflush(stdout);
	pause();
	return ok_status();
}

static int program_heads(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_heads(&c, uuid);
	client_close(&c);
	return ok_status();
}

static int program_hold(const char *uuid)
{
	int fd = eventfd(0, 0);
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_set_irq(&c, VFIO_PCI_REQ_IRQ_INDEX, fd), "REQ takes an eventfd");
	printf("# holding\n");
	fflush(stdout);
	ok(client_wait(fd, 3 * PATIENCE_MS), "removal is told by REQ");
	client_close(&c);
	return ok_status();
}

static int program_keep(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	submit_prepare(&c);
	submit_start(&c);
	ok(submit_done(&c, PATIENCE_MS), "a request runs");
	printf("# holding\n");
	fflush(stdout);
	pause();
	return ok_status();
}

/*
 * Pages that cannot be pinned are an error to the guest: it reads blank pages, and nothing hangs.
 */
static int program_memlock(const char *uuid)
{
	const struct rlimit low = { 4 * PAGE, 4 * PAGE };
	struct client c;
	volatile uint32_t *bar2;
	unsigned int i, shown = 0;

	if (open_or_say(&c, uuid))
		return 1;
	if (setrlimit(RLIMIT_MEMLOCK, &low) || setresgid(65534, 65534, 65534) ||
	    setresuid(65534, 65534, 65534))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given under a low limit");
	fill(&c, PAGE_A, 0xa0000000u, 64 * PAGE);
	bar2 = client_mmap(&c, BAR2, 0, 64 * PAGE);
	for (i = 0; i < 64; i++)
		ggtt_set(&c, i, PAGE_A + i * PAGE);
	for (i = 0; i < 64; i++)
		shown += bar2[i * PAGE / 4] == 0xa0000000u + i;
	ok(shown < 64, "not all pages are shown (%u of 64 are)", shown);
	submit_prepare(&c);
	submit_start(&c);
	ok(!submit_done(&c, 500), "a request without its pages does not run");
	ok(client_read(&c, BAR0, GEN9_PVINFO, 8) == GEN9_PVINFO_MAGIC, "the vGPU still answers");
	client_close(&c);
	return ok_status();
}

static int program_unwatched(const char *uuid)
{
	struct client c;

	if (open_or_say(&c, uuid))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	test_ended_threads_are_forgotten(&c);
	test_unwatched(&c, uuid);
	client_close(&c);
	return ok_status();
}

static const struct {
	const char *name;
	int (*run)(const char *uuid);
} programs[] = {
	{ "absent", program_absent },
	{ "all", program_all },
	{ "cursor", program_cursor },
	{ "native", program_native },
	{ "region", program_region },
	{ "splash", program_splash },
	{ "show", program_show },
	{ "heads", program_heads },
	{ "hold", program_hold },
	{ "keep", program_keep },
	{ "memlock", program_memlock },
	{ "notify", program_notify },
	{ "often", program_often },
	{ "unwatched", program_unwatched },
};

int main(int argc, char **argv)
{
	unsigned int i;

	alarm(300);
	if (argc == 4 && !strcmp(argv[1], "pair"))
		return program_pair(argv[2], argv[3]);
	for (i = 0; argc == 3 && i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!strcmp(argv[1], programs[i].name))
			return programs[i].run(argv[2]);
	fprintf(stderr, "facet-host-vfio "
		"absent|all|cursor|native|region|splash|show|heads|hold|keep|memlock|"
		"notify|often|unwatched UUID, or pair UUID UUID\n");
	return 2;
}
