// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-hostile: runs the cases of guest_*.c inside a real guest without a driver on its GPU.
 * The mini-guest of the tests makes page tables, contexts and rings, and accesses the device's BARs
 * (tests/lib/mini_device.h). Its memory is a range of physical memory that the guest's kernel does
 * not use (memmap=64M$0x20000000).
 *
 *   facet-guest-hostile [--seconds N]    all cases once, or repeated for N seconds
 */
#include "hostile.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "gen9/regs_defs.h"
#include "tests/guest/report.h"
#include "tests/lib/mini_device.h"

#define MEMORY		0x20000000ull
#define MEMORY_SIZE	(64ull << 20)
#define CASE_MEMORY	(8ull << 20)	/* more than a case uses; zeroed before each */
#define STEP_US		500u
#define SETTLE_STEPS	120u
#define COMMAND		0x0406		/* memory, bus master, no INTx: the cases poll */

static struct {
	volatile u8 *bar0;
	u8 *memory;
	struct mini_device device;
	jmp_buf failed;
	char why[200];
} inside;

/* Accesses to the device, for the mini-guest. */

static u64 bar0_read(u64 offset, u32 len)
{
	if (len == sizeof(u64))
		return *(volatile u64 *)(inside.bar0 + offset);
	return *(volatile u32 *)(inside.bar0 + offset);
}

static void bar0_write(u64 offset, u32 len, u64 value)
{
	if (len == sizeof(u64))
		*(volatile u64 *)(inside.bar0 + offset) = value;
	else
		*(volatile u32 *)(inside.bar0 + offset) = (u32)value;
}

/* Functions of the surroundings that cases call. */

void hostile_pump(struct hostile *h)
{
	if (h->each)
		h->each(h);
	usleep(STEP_US);
}

void hostile_settle(struct hostile *h)
{
	u32 i;

	for (i = 0; i < SETTLE_STEPS; i++) {
		hostile_pump(h);
		if (i % 8 == 7)
			mini_irq(h->evil);
	}
}

/* The neighbour is another guest, which checks itself. */
void hostile_neighbour(struct hostile *h)
{
}

void hostile_fail(const char *what, const char *file, int line)
{
	const char *name = strrchr(file, '/');

	snprintf(inside.why, sizeof(inside.why), "%s:%d: %.120s", name ? name + 1 : file, line,
		 what);
	longjmp(inside.failed, 1);
}

static bool run_guarded(struct hostile *h, const struct hostile_case *c)
{
	if (setjmp(inside.failed))
		return false;
	c->run(h, c->arg);
	return true;
}

static bool run_case(const struct hostile_case *c)
{
	struct hostile *h = calloc(1, sizeof(*h));
	u32 gva;
	bool ok;

	memset(inside.memory, 0, CASE_MEMORY);
	h->machine = mini_machine_create(MINI_STEP);
	h->evil = mini_guest_create(h->machine, facet_types);
	mini_write(h->evil, GEN9_GDRST, 1);
	mini_write(h->evil, GEN9_GDRST, 1);
	mini_guest_destroy(h->evil);
	h->evil = mini_guest_create(h->machine, facet_types);
	mini_vm_create(h->evil, &h->vm);
	ok = run_guarded(h, c);
	mini_write(h->evil, GEN9_GDRST, 1);
	for (gva = h->evil->next_gva; gva; gva -= PAGE_SIZE)
		mini_ggtt_set(h->evil, gva - PAGE_SIZE, 0);
	mini_machine_destroy(h->machine);
	free(h);
	return ok;
}

/* Find and open the device. */

static u32 read_hex(const char *device, const char *name)
{
	char path[600];
	unsigned int value = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", device, name);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (fscanf(f, "%x", &value) != 1)
		value = 0;
	fclose(f);
	return value;
}

static bool find_device(char *device, size_t size)
{
	static const char root[] = "/sys/bus/pci/devices";
	struct dirent *entry;
	DIR *dir = opendir(root);
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		snprintf(device, size, "%s/%s", root, entry->d_name);
		found = read_hex(device, "vendor") == 0x8086 &&
			read_hex(device, "device") == 0x5912;
	}
	if (dir)
		closedir(dir);
	return found;
}

static void *map_file(const char *path, size_t size, off_t at, int flags)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | flags);
	void *map;

	if (fd < 0)
		return NULL;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, at);
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

static bool open_device(void)
{
	const u16 command = COMMAND;
	char device[300], path[600];
	bool ok;
	int fd;

	if (!find_device(device, sizeof(device)))
		return false;
	snprintf(path, sizeof(path), "%s/config", device);
	fd = open(path, O_RDWR | O_CLOEXEC);
	ok = fd >= 0 && pwrite(fd, &command, 2, 4) == 2;
	if (fd >= 0)
		close(fd);
	snprintf(path, sizeof(path), "%s/resource0", device);
	inside.bar0 = map_file(path, GEN9_BAR0_SIZE, 0, O_SYNC);
	inside.memory = map_file("/dev/mem", MEMORY_SIZE, MEMORY, 0);
	inside.device = (struct mini_device){
		.read = bar0_read, .write = bar0_write,
		.memory = inside.memory, .gpa = MEMORY, .size = MEMORY_SIZE,
	};
	mini_device_use(&inside.device);
	return ok && inside.bar0 && inside.memory;
}

static u64 now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec;
}

static u32 round_of_cases(u32 *ran)
{
	const struct hostile_class *const *class;
	u32 failed = 0, before = *ran, i;

	for (class = hostile_classes; *class; class++) {
		for (i = 0; i < (*class)->count; i++) {
			(*ran)++;
			report("case", "\"case\":\"%s/%s\"", (*class)->name,
			       (*class)->cases[i].name);
			if (run_case(&(*class)->cases[i]))
				continue;
			failed++;
			report("hostile-failed", "\"case\":\"%s/%s\",\"why\":\"%s\"",
			       (*class)->name, (*class)->cases[i].name, inside.why);
		}
		report("hostile", "\"class\":\"%s\",\"cases\":%u,\"failed\":%u", (*class)->name,
		       *ran - before, failed);
	}
	return failed;
}

int main(int argc, char **argv)
{
	u64 end = now_s();
	u32 ran = 0, failed = 0, rounds = 0;

	if (argc == 3 && !strcmp(argv[1], "--seconds"))
		end += strtoul(argv[2], NULL, 10);
	if (!open_device()) {
		report("hostile-end",
		       "\"error\":\"no vGPU without a driver, or no memory left alone\"");
		return 1;
	}
	do {
		failed += round_of_cases(&ran);
		rounds++;
	} while (now_s() < end);
	report("hostile-end", "\"rounds\":%u,\"cases\":%u,\"failed\":%u", rounds, ran, failed);
	return failed != 0;
}
