// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-hostile: the cases of guest_*.c inside a real guest, which has no driver on its
 * GPU. The mini-guest that makes page tables, contexts and rings is the one of the tests; what
 * it asks of the core is here done through the device's BARs, and its memory is a range of
 * physical memory that the guest's kernel was told to leave alone (memmap=64M$0x20000000).
 *
 *   facet-guest-hostile [--seconds N]    all cases once, or again and again for so long
 */
#include "hostile.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "display/display.h"
#include "gen9/regs.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"
#include "tests/guest/report.h"
#include "vfu/softgpu_user.h"

#define MEMORY		0x20000000ull
#define MEMORY_SIZE	(64ull << 20)
#define CASE_MEMORY	(8ull << 20)	/* a case uses less; zeroed before each */
#define STEP_US		500u
#define SETTLE_STEPS	120u
#define COMMAND		0x0406		/* memory, bus master, no INTx: they are polled for */

static struct {
	volatile u8 *bar0;
	u8 *memory;
	jmp_buf failed;
	char why[200];
} inside;

/* What the mini-guest asks of its machine */

const struct facet_host_ops fake_host_ops;
const struct facet_gpu_host_ops fake_gpu_host_ops;
const struct facet_type facet_types[1];

struct softgpu_user *softgpu_user_create(enum softgpu_user_mode mode)
{
	return (struct softgpu_user *)&inside;
}

void softgpu_user_destroy(struct softgpu_user *user)
{
}

struct pgpu *softgpu_user_pgpu(struct softgpu_user *user)
{
	return NULL;
}

bool softgpu_user_step(struct softgpu_user *user)
{
	return false;
}

int facet_gpu_create(struct pgpu *pgpu, const struct facet_reg_block *const *unit_regs,
		     const struct facet_gpu_host_ops *ops, void *host, struct facet_gpu **out)
{
	return 0;
}

void facet_gpu_destroy(struct facet_gpu *gpu)
{
}

int facet_vgpu_create(struct facet_gpu *gpu, const struct facet_type *type,
		      const struct facet_host_ops *ops, void *host, struct facet_vgpu **out)
{
	*out = (struct facet_vgpu *)&inside;
	return 0;
}

void facet_vgpu_drain(struct facet_vgpu *vgpu)
{
}

void facet_vgpu_destroy(struct facet_vgpu *vgpu)
{
}

int facet_vgpu_mmio_read(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len)
{
	if (len == sizeof(u64))
		*(u64 *)buf = *(volatile u64 *)(inside.bar0 + offset);
	else
		*(u32 *)buf = *(volatile u32 *)(inside.bar0 + offset);
	return 0;
}

int facet_vgpu_mmio_write(struct facet_vgpu *vgpu, u64 offset, const void *buf, u32 len)
{
	/* What is in memory is there before the device is told. */
	smp_mb();
	if (len == sizeof(u64))
		*(volatile u64 *)(inside.bar0 + offset) = *(const u64 *)buf;
	else
		*(volatile u32 *)(inside.bar0 + offset) = *(const u32 *)buf;
	return 0;
}

const struct facet_type *facet_vgpu_type(const struct facet_vgpu *vgpu)
{
	return facet_types;
}

const struct facet_reg_block *const facet_display_regs[1];

int facet_display_create(struct facet_vgpu *vgpu, const struct facet_display_config *config,
			 struct facet_display **out)
{
	return 0;
}

void facet_display_destroy(struct facet_display *display)
{
}

void fake_clock_init(struct fake_clock *clock, bool real)
{
}

void fake_clock_run_due(struct fake_clock *clock)
{
}

/* Memory begins where the kernel left it, and the line counts as up: registers tell. */
int fake_host_init_on(struct fake_host *host, struct fake_clock *clock, u64 pages, u8 *memory)
{
	struct mini_guest *guest = container_of(host, struct mini_guest, host);

	memset(host, 0, sizeof(*host));
	pthread_mutex_init(&host->lock, NULL);
	host->mem = inside.memory - MEMORY;
	host->pages = (MEMORY + MEMORY_SIZE) / PAGE_SIZE;
	host->irq = true;
	guest->next_gpa = MEMORY;
	return 0;
}

void fake_host_fini(struct fake_host *host)
{
	pthread_mutex_destroy(&host->lock);
}

bool fake_host_work(struct fake_host *host)
{
	return false;
}

/* KVM sees what this program writes. */
void fake_host_wrote(struct fake_host *host, const void *p, u64 len)
{
}

void fake_host_store(struct fake_host *host, u64 *p, u64 value)
{
	WRITE_ONCE(*p, value);
}

void *fake_host_ptr(struct fake_host *host, u64 gpa, u64 len)
{
	return host->mem + gpa;
}

/* What cases ask of their surroundings */

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

/* It is another guest, and says for itself how it fares. */
void hostile_neighbour(struct hostile *h)
{
}

void hostile_fail(const char *what, const char *file, int line)
{
	const char *name = strrchr(file, '/');

	snprintf(inside.why, sizeof(inside.why), "%s:%d: %.120s", name ? name + 1 : file, line, what);
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

/* The device */

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
		found = read_hex(device, "vendor") == 0x8086 && read_hex(device, "device") == 0x5912;
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
			report("case", "\"case\":\"%s/%s\"", (*class)->name, (*class)->cases[i].name);
			if (run_case(&(*class)->cases[i]))
				continue;
			failed++;
			report("hostile-failed", "\"case\":\"%s/%s\",\"why\":\"%s\"", (*class)->name,
			       (*class)->cases[i].name, inside.why);
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
		report("hostile-end", "\"error\":\"no vGPU without a driver, or no memory left alone\"");
		return 1;
	}
	do {
		failed += round_of_cases(&ran);
		rounds++;
	} while (now_s() < end);
	report("hostile-end", "\"rounds\":%u,\"cases\":%u,\"failed\":%u", rounds, ran, failed);
	return failed != 0;
}
