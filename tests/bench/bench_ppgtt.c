// SPDX-License-Identifier: GPL-2.0-only
/*
 * What shadows of page tables cost: the first sync of an address space, and a sync
 * after one entry has changed, by how much is mapped; with writes to page tables
 * tracked, and by comparison, which is held against memcmp over the same tables.
 * Every page mapped is another one; guest memory is there only where it is written.
 */
#include "gen9/gtt.h"
#include "mediator/ppgtt.h"
#include "mediator/type.h"
#include "tests/bench/bench.h"
#include "tests/lib/mini.h"

#define VA		0x100000000ull
#define TABLE_SPAN	(1ull << 21)
#define FILLS		3u
#define CHANGES		101u
#define GIB		(1ull << 30)
#define SLACK_PAGES	4096u		/* of guest memory: page tables above, contexts */

struct space {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct facet_ppgtt_root *root;
	u64 bytes;
	u64 first;		/* page that is mapped at VA */
	u64 fill_ns;
	u32 tables;
	u64 **table;		/* the guest's, and */
	u64 **copy;		/* copies of them, for memcmp */
};

static void map_all(struct space *s)
{
	u64 at;

	s->first = mini_alloc(s->guest, (u32)(s->bytes / PAGE_SIZE));
	for (at = 0; at < s->bytes; at += PAGE_SIZE)
		mini_vm_map(&s->vm, VA + at, s->first + at, MINI_PTE);
}

static void space_init(struct space *s, u64 bytes, bool tracking)
{
	u64 start;

	memset(s, 0, sizeof(*s));
	s->bytes = bytes;
	s->machine = mini_machine_create(MINI_STEP);
	s->machine->tracking = tracking;
	s->machine->memory_pages = bytes / PAGE_SIZE + bytes / TABLE_SPAN + SLACK_PAGES;
	s->guest = mini_guest_create(s->machine, &facet_types[facet_type_count - 1]);
	mini_vm_create(s->guest, &s->vm);
	map_all(s);
	start = bench_cpu_ns();
	if (facet_ppgtt_sync(s->guest->vgpu, s->vm.pml4, &s->root))
		abort();
	s->fill_ns = bench_cpu_ns() - start;
	/* Tables that differed are looked at once more before they are trusted. */
	if (facet_ppgtt_resync(s->guest->vgpu, s->root))
		abort();
}

static void space_exit(struct space *s)
{
	u32 i;

	facet_ppgtt_root_put(s->guest->vgpu, s->root);
	mini_machine_destroy(s->machine);
	for (i = 0; i < s->tables; i++)
		free(s->copy[i]);
	free(s->table);
	free(s->copy);
}

/* Another page, another entry: anywhere in what is mapped. */
static void change_one(struct space *s)
{
	u64 pages = s->bytes / PAGE_SIZE;
	u64 *entry = mini_vm_entry(&s->vm, VA + (u64)rand() % pages * PAGE_SIZE);

	mini_vm_store(&s->vm, entry, (s->first + (u64)rand() % pages * PAGE_SIZE) | MINI_PTE);
}

static double one_pte(struct space *s)
{
	double ns[CHANGES];
	u64 start;
	u32 i;

	for (i = 0; i < CHANGES; i++) {
		change_one(s);
		start = bench_cpu_ns();
		if (facet_ppgtt_resync(s->guest->vgpu, s->root))
			abort();
		ns[i] = (double)(bench_cpu_ns() - start);
	}
	return bench_median(ns, CHANGES);
}

static void copy_tables(struct space *s)
{
	u32 n = (u32)(s->bytes / TABLE_SPAN), i;

	s->table = bench_alloc(n, sizeof(*s->table));
	s->copy = bench_alloc(n, sizeof(*s->copy));
	for (i = 0; i < n; i++) {
		s->table[i] = mini_vm_entry(&s->vm, VA + i * TABLE_SPAN);
		s->copy[i] = bench_pages(PAGE_SIZE);
		memcpy(s->copy[i], s->table[i], PAGE_SIZE);
	}
	s->tables = n;
}

static void memcmp_all(void *arg)
{
	struct space *s = arg;
	int differ = 0;
	u32 i;

	for (i = 0; i < s->tables; i++)
		differ |= memcmp(s->table[i], s->copy[i], PAGE_SIZE);
	__asm__ volatile("" : : "r"(differ));
}

static void resync_all(void *arg)
{
	struct space *s = arg;

	if (facet_ppgtt_resync(s->guest->vgpu, s->root))
		abort();
}

static double fill(u64 bytes, bool tracking)
{
	double ns[FILLS];
	struct space s;
	u32 i;

	for (i = 0; i < FILLS; i++) {
		space_init(&s, bytes, tracking);
		ns[i] = (double)s.fill_ns / (bytes / PAGE_SIZE);
		space_exit(&s);
	}
	return bench_median(ns, FILLS);
}

/* struct figures - By mode: compared, tracked. */
struct figures {
	double fill[2];
	double one[2];
	double memcmp_part;
};

static void measure(u64 bytes, struct figures *f)
{
	static const char *const modes[] = { "compared", "tracked" };
	double mib = (double)bytes / MIB;
	struct space s;
	u32 mode;

	for (mode = 0; mode < 2; mode++) {
		f->fill[mode] = fill(bytes, mode);
		bench_point("ppgtt_fill", modes[mode], mib, f->fill[mode]);
		space_init(&s, bytes, mode);
		f->one[mode] = one_pte(&s);
		bench_point("ppgtt_one_pte", modes[mode], mib, f->one[mode]);
		if (!mode) {
			copy_tables(&s);
			f->memcmp_part = bench_compare(&s, resync_all, memcmp_all, CHANGES, 1000, NULL);
		}
		space_exit(&s);
	}
}

static void report(const char *size, const struct figures *f)
{
	char name[64];

	snprintf(name, sizeof(name), "ppgtt_fill_ns_per_page_%s", size);
	bench_result(name, max(f->fill[0], f->fill[1]), "ns",
		     "first sync, for each page mapped; higher of both modes, median of 3");
	snprintf(name, sizeof(name), "ppgtt_one_pte_ns_%s", size);
	bench_result(name, f->one[1], "ns",
		     "a sync after one entry has changed, with writes tracked; median of 101");
	snprintf(name, sizeof(name), "ppgtt_one_pte_ns_%s_compared", size);
	bench_result(name, f->one[0], "ns", "the same by comparison");
	snprintf(name, sizeof(name), "ppgtt_compare_vs_memcmp_%s", size);
	bench_result(name, f->memcmp_part, "ratio",
		     "speed of a sync by comparison / of memcmp over copies of the same last-level "
		     "tables, in turns");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		u64 bytes;
	} sizes[] = {
		{ "16mib", 16 * (u64)MIB }, { NULL, 64 * (u64)MIB }, { "256mib", 256 * (u64)MIB },
		{ NULL, GIB }, { "4gib", 4 * GIB },
	};
	struct figures f;
	double lowest = 1e9;
	u32 i;

	bench_begin(argc, argv, "shadows of page tables");
	bench_curve("ppgtt_fill", "First sync of an address space", "MiB mapped", "ns for a page", false);
	bench_curve("ppgtt_one_pte", "Sync after one changed entry", "MiB mapped", "ns", true);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		measure(sizes[i].bytes, &f);
		lowest = min(lowest, f.memcmp_part);
		if (sizes[i].name)
			report(sizes[i].name, &f);
	}
	bench_result("ppgtt_compare_vs_memcmp", lowest, "ratio", "lowest of all sizes");
	return bench_end();
}
