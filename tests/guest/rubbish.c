// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-rubbish: a hostile guest. For some time, it writes random values to registers, GGTT
 * entries, the aperture, contexts and rings, through the PCI device's resources. It also writes
 * them to batches, through i915 if that is loaded.
 *
 *   facet-guest-rubbish [--seconds N] [--seed N] [--only registers|ggtt|aperture|contexts|batches]
 *
 * The program may crash its own kernel; that is no failure.
 */
#include "gem.h"
#include "hostile_stream.h"
#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE		4096u
#define POOL		64u		/* pages of this program that the device gets */
#define REGISTERS	0x200000u
#define GGTT		0x800000u
#define BAR0		0x1000000u
#define GGTT_FIRST	0x1000u		/* GGTT entry of the first page: 16 MiB */

/* Use of the pool's pages. A context has the first 22. */
enum { RING_PAGE = 24, RING_PAGES = 4, PML4 = 28, PDP, PD, PT, HWSP, BATCH };

struct rubbish {
	struct random random;
	char device[300];
	volatile uint8_t *bar0, *ptes, *bar2;
	size_t bar2_size;
	uint8_t *pool;
	uint64_t physical[POOL], ggtt[POOL];
	struct gem gem;
	int have_gem;
};

static int read_hex(const char *device, const char *name)
{
	char path[600];
	unsigned int value = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", device, name);
	f = fopen(path, "r");
	if (!f)
		return -1;
	if (fscanf(f, "%x", &value) != 1)
		value = 0;
	fclose(f);
	return (int)value;
}

static int find_device(struct rubbish *x)
{
	static const char root[] = "/sys/bus/pci/devices";
	struct dirent *entry;
	DIR *dir = opendir(root);

	while (dir && (entry = readdir(dir))) {
		snprintf(x->device, sizeof(x->device), "%s/%s", root, entry->d_name);
		if (entry->d_name[0] != '.' && read_hex(x->device, "vendor") == 0x8086 &&
		    read_hex(x->device, "device") == 0x5912) {
			closedir(dir);
			return 0;
		}
	}
	if (dir)
		closedir(dir);
	return -ENODEV;
}

/* Map a BAR from @start to its end, or @size bytes. Return: NULL: the kernel refuses. */
static volatile uint8_t *map_bar(const char *device, const char *name, off_t start, size_t *size)
{
	char path[600];
	void *map;
	off_t end;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", device, name);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	end = lseek(fd, 0, SEEK_END);
	if (!*size)
		*size = end > start ? (size_t)(end - start) : 0;
	map = end >= start + (off_t)*size ?
		mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, start) : MAP_FAILED;
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

/* Enable memory accesses and bus mastering, as a driver does. */
static void enable_device(const struct rubbish *x)
{
	const uint16_t command = 7;
	char path[600];
	int fd;

	snprintf(path, sizeof(path), "%s/config", x->device);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || pwrite(fd, &command, 2, 4) != 2)
		complain("the device's command register cannot be written");
	if (fd >= 0)
		close(fd);
}

/* Take locked pages and find their physical addresses, which only root may know. */
static int take_pool(struct rubbish *x)
{
	uint64_t entry;
	uint32_t i;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	x->pool = mmap(NULL, POOL * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE, -1, 0);
	if (fd < 0 || x->pool == MAP_FAILED)
		return -ENOMEM;
	for (i = 0; i < POOL; i++) {
		off_t at = (off_t)(((uintptr_t)x->pool / PAGE + i) * 8);

		if (pread(fd, &entry, 8, at) != 8 || !(entry & 0x7fffffffffffffull))
			return -EACCES;
		x->physical[i] = (entry & 0x7fffffffffffffull) * PAGE;
		x->ggtt[i] = (uint64_t)(GGTT_FIRST + i) * PAGE;
	}
	close(fd);
	return 0;
}

static void write_sized(volatile uint8_t *at, uint64_t value, uint32_t size)
{
	switch (size) {
	case 1:
		*at = (uint8_t)value;
		break;
	case 2:
		*(volatile uint16_t *)at = (uint16_t)value;
		break;
	case 4:
		*(volatile uint32_t *)at = (uint32_t)value;
		break;
	default:
		*(volatile uint64_t *)at = value;
		break;
	}
}

static void reg(struct rubbish *x, uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(x->bar0 + offset) = value;
}

/* Write registers; half of the writes go to registers that exist. */
static void registers(struct rubbish *x)
{
	static const struct { uint32_t start, length; } busy[] = {
		{ 0x2000, 0x800 }, { 0x12000, 0x800 }, { 0x1a000, 0x800 }, { 0x22000, 0x800 },
		{ 0x4000, 0x1000 }, { 0x9400, 0x100 }, { 0xc000, 0x1000 }, { 0x44000, 0x1000 },
		{ 0x45000, 0x1000 }, { 0x60000, 0x20000 }, { 0x78000, 0x1000 }, { 0xc4000, 0x2000 },
		{ 0x100000, 0x2000 }, { 0x138000, 0x1000 },
	};
	struct random *r = &x->random;
	uint32_t offset, size = 1u << random_below(r, 4), i = random_below(r, 14);
	volatile uint64_t sink;

	offset = random_below(r, 2) ? random_below(r, REGISTERS - 8) :
		 busy[i].start + random_below(r, busy[i].length - 8);
	if (random_below(r, 16))
		offset &= ~(size - 1);
	if (random_below(r, 4))
		write_sized(x->bar0 + offset,
			    random_below(r, 2) ? random_u64(r) : 1u << random_below(r, 32), size);
	else
		sink = *(volatile uint32_t *)(x->bar0 + (offset & ~3u));
	(void)sink;
}

static void ggtt(struct rubbish *x)
{
	struct hostile_targets t = { x->physical, POOL };
	uint32_t size = random_below(&x->random, 8) ? 8 : 4;
	uint32_t offset = random_below(&x->random, BAR0 - GGTT - 8) & ~(size - 1);

	write_sized(x->ptes + offset, hostile_pte(&x->random, &t), size);
	if (!random_below(&x->random, 8))
		reg(x, 0x101008, 1);
}

static void aperture(struct rubbish *x)
{
	uint32_t size = 1u << random_below(&x->random, 4);
	size_t offset = random_u64(&x->random) % (x->bar2_size - 8) & ~(uint64_t)(size - 1);

	if (!random_below(&x->random, 4))
		offset = offset % (POOL * PAGE) + x->ggtt[0];
	if (offset + 8 <= x->bar2_size)
		write_sized(x->bar2 + offset, random_u64(&x->random), size);
}

static void fill_tables(struct rubbish *x)
{
	struct hostile_targets t = { x->physical, POOL };
	uint64_t *entries;
	uint32_t level, i;

	for (level = PML4; level <= PT; level++) {
		entries = (uint64_t *)(x->pool + level * PAGE);
		for (i = 0; i < PAGE / 8; i++)
			entries[i] = hostile_pte(&x->random, &t);
		/* Most times, a path through the tables exists. */
		if (level < PT && random_below(&x->random, 8))
			entries[0] = x->physical[level + 1] | 3;
	}
	entries = (uint64_t *)(x->pool + PT * PAGE);
	for (i = 0; i < POOL; i++)
		if (random_below(&x->random, 4))
			entries[i] = x->physical[i] | 3;
}

/* Write a context image as a driver does, then damage some of it. */
static void fill_context(struct rubbish *x)
{
	uint32_t *state = (uint32_t *)(x->pool + PAGE), i, n;
	uint32_t ring = (uint32_t)x->ggtt[RING_PAGE];
	static const struct { uint8_t dword; uint32_t value; } plan[] = {
		{ 0x02, 0x2244 }, { 0x03, 0x00010001 }, { 0x05, 0 }, { 0x0b, 0x3001 },
		{ 0x01, 0x1100101b },
	};

	memset(state, 0, PAGE);
	for (i = 0; i < sizeof(plan) / sizeof(plan[0]); i++)
		state[plan[i].dword] = plan[i].value;
	state[0x07] = random_below(&x->random, RING_PAGES * PAGE) & ~7u;
	state[0x09] = ring;
	state[0x31] = (uint32_t)(x->physical[PML4] >> 32);
	state[0x33] = (uint32_t)x->physical[PML4];
	if (random_below(&x->random, 2))
		state[0x1b] = (uint32_t)x->ggtt[BATCH] | random_below(&x->random, 64);
	for (n = random_below(&x->random, 4); n; n--)
		state[random_below(&x->random, 0x60)] = (uint32_t)random_u64(&x->random);
}

/* Submit a context with a ring and tables to an engine; sometimes with a reset right after that. */
static void contexts(struct rubbish *x)
{
	static const uint32_t bases[] = { 0x2000, 0x12000, 0x1a000, 0x22000 };
	struct random *r = &x->random;
	uint32_t base = bases[random_below(r, 4)], i;
	struct hostile_targets in_ggtt = { x->ggtt, POOL };
	uint64_t descriptor;

	for (i = 0; i < POOL; i++)
		*(volatile uint64_t *)(x->ptes + (GGTT_FIRST + i) * 8) = x->physical[i] | 1;
	hostile_stream(r, &in_ggtt, (uint32_t *)(x->pool + RING_PAGE * PAGE),
		       RING_PAGES * PAGE / 4);
	hostile_stream(r, &in_ggtt, (uint32_t *)(x->pool + BATCH * PAGE),
		       (POOL - BATCH) * PAGE / 4);
	fill_tables(x);
	fill_context(x);
	reg(x, base + 0x80, (uint32_t)x->ggtt[HWSP]);
	reg(x, base + 0x29c, 0x80008000);
	descriptor = (uint32_t)x->ggtt[0] | 0x11d | (uint64_t)random_below(r, 64) << 37;
	if (!random_below(r, 8))
		descriptor = random_u64(r);
	reg(x, base + 0x230, random_below(r, 4) ? 0 : (uint32_t)(descriptor >> 32));
	reg(x, base + 0x230, random_below(r, 4) ? 0 : (uint32_t)descriptor);
	reg(x, base + 0x230, (uint32_t)(descriptor >> 32));
	reg(x, base + 0x230, (uint32_t)descriptor);
	/* Change the ring and the tables while the device uses them. */
	hostile_stream(r, &in_ggtt, (uint32_t *)(x->pool + RING_PAGE * PAGE),
		       RING_PAGES * PAGE / 4);
	fill_tables(x);
	if (!random_below(r, 8))
		reg(x, 0x941c, 1u << random_below(r, 6));
	usleep(random_below(r, 2000));
}

/* Submit batches through the driver, whose checks accept most of them. */
static void batches(struct rubbish *x)
{
	struct gem_bo batch, target;
	const struct gem_bo *used = &target;
	uint64_t addresses[2];
	struct hostile_targets t = { addresses, 2 };

	if (gem_create(&x->gem, 16384, &batch))
		return;
	if (gem_create(&x->gem, 65536, &target))
		goto out_batch;
	addresses[0] = batch.address;
	addresses[1] = target.address;
	if (gem_map_bo(&x->gem, &batch, GEM_MAP_WB))
		goto out;
	hostile_stream(&x->random, &t, batch.map, 4096);
	gem_exec(&x->gem, &gem_engines[random_below(&x->random, GEM_ENGINES)], &batch, 16384,
		 &used, 1);
	gem_wait(&x->gem, &batch, 50 * 1000 * 1000);
out:
	gem_free(&x->gem, &target);
out_batch:
	gem_free(&x->gem, &batch);
}

static const struct {
	const char *name;
	void (*act)(struct rubbish *x);
	uint32_t burst;
	int needs_gem, needs_ptes;
} kinds[] = {
	{ "batches", batches, 4, 1, 0 },
	{ "contexts", contexts, 16, 0, 1 },
	{ "ggtt", ggtt, 512, 0, 1 },
	{ "aperture", aperture, 512, 0, 0 },
	{ "registers", registers, 512, 0, 0 },
};

#define KINDS	((int)(sizeof(kinds) / sizeof(kinds[0])))

static void harm(struct rubbish *x, double seconds, int only)
{
	double start = now(), told = start;
	uint64_t done[KINDS] = { 0 };
	uint32_t i;

	while (now() - start < seconds) {
		int kind = only >= 0 ? only : (int)random_below(&x->random, KINDS);

		if ((kinds[kind].needs_gem && !x->have_gem) || (kinds[kind].needs_ptes && !x->ptes))
			continue;
		for (i = 0; i < kinds[kind].burst; i++)
			kinds[kind].act(x);
		done[kind] += kinds[kind].burst;
		if (now() - told > 1) {
			told = now();
			report("rubbish",
			       "\"seconds\":%.0f,\"batches\":%llu,\"contexts\":%llu,\"ggtt\":%llu,"
			       "\"aperture\":%llu,\"registers\":%llu", told - start,
			       (unsigned long long)done[0], (unsigned long long)done[1],
			       (unsigned long long)done[2], (unsigned long long)done[3],
			       (unsigned long long)done[4]);
		}
	}
}

static int only_kind(const char *name)
{
	int i;

	for (i = 0; i < KINDS; i++)
		if (!strcmp(name, kinds[i].name))
			return i;
	complain("there is no rubbish called %s", name);
	exit(2);
}

int main(int argc, char **argv)
{
	static struct rubbish x;
	uint64_t seconds = 10, seed = 1;
	size_t registers_size = REGISTERS, ptes_size = BAR0 - GGTT;
	int i, only = -1;

	for (i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--seconds"))
			seconds = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--seed"))
			seed = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--only"))
			only = only_kind(argv[i + 1]);
		else
			break;
	}
	if (i < argc || find_device(&x)) {
		complain(i < argc ?
			 "usage: facet-guest-rubbish [--seconds N] [--seed N] [--only KIND]" :
			 "there is no vGPU");
		return 2;
	}
	random_seed(&x.random, seed);
	enable_device(&x);
	/*
	 * If i915 is loaded, it has mapped the entries write-combined: the kernel refuses our
	 * mapping of them. The rest of BAR0 needs iomem=relaxed then.
	 */
	x.bar0 = map_bar(x.device, "resource0", 0, &registers_size);
	x.ptes = map_bar(x.device, "resource0", GGTT, &ptes_size);
	x.bar2 = map_bar(x.device, "resource2", 0, &x.bar2_size);
	if (!x.bar0 || !x.bar2 || take_pool(&x)) {
		report("rubbish", "\"error\":\"the device's resources cannot be mapped\"");
		return 1;
	}
	x.have_gem = !gem_open(&x.gem, 0);
	harm(&x, (double)seconds, only);
	report("rubbish-end", "\"seconds\":%llu,\"driver\":%s", (unsigned long long)seconds,
	       x.have_gem ? "true" : "false");
	return 0;
}
