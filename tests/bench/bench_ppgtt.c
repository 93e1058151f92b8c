// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure shadows of page tables by the amount of mapped memory: the first sync of an address
 * space, and a sync after one changed entry. Writes to page tables are tracked, or tables are
 * compared. The first is held against touching memory at the same distances, the second against
 * memcmp over the same tables. Each mapped page is a different one. Guest memory is only allocated
 * where it is written.
 */
#include "gen9/gtt_defs.h"
#include "mediator/ppgtt.h"
#include "mediator/type.h"
#include "tests/bench/bench.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/mini.h"

#define VA		0x100000000ull
#define TABLE_SPAN	(1ull << 21)
#define FILLS		3u
#define CHANGES		501u
#define ROUNDS		101u
#define GIB		(1ull << 30)
#define SLACK_PAGES	4096u		/* guest pages for upper page tables and contexts */

#define RECORD		8u		/* words of a page's record: a cache line */

/*
 * struct space - An address space.
 * @machine: the machine
 * @guest: the guest
 * @vm: its page tables
 * @root: the shadow
 * @bytes: bytes that are mapped at VA
 * @first: guest address of the page at VA
 * @fill_ns: time of the first sync
 * @tables: number of last-level tables
 * @table: the guest's last-level tables
 * @copy: copies of @table, for memcmp
 * @records: a record for each mapped page
 * @changed: index of the table with the changed entry
 * @page: the page that the entry now names, counted from @first
 * @old: the page that it named before
 */
struct space {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct facet_ppgtt_root *root;
	u64 bytes;
	u64 first;
	u64 fill_ns;
	u32 tables;
	u64 **table;
	u64 **copy;
	u64 *records;
	u32 changed;
	u64 page;
	u64 old;
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
	s->guest = mini_guest_create(s->machine, &facet_types[gen9_type_count() - 1]);
	mini_vm_create(s->guest, &s->vm);
	map_all(s);
	start = bench_cpu_ns();
	if (facet_ppgtt_sync(s->guest->vgpu, s->vm.pml4, &s->root))
		abort();
	s->fill_ns = bench_cpu_ns() - start;
	/* Tables that differed are compared again before they count as clean. */
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
	free(s->records);
}

/* Change a random entry to a random page. */
static void change_one(struct space *s)
{
	u64 pages = s->bytes / PAGE_SIZE;
	u64 at = (u64)rand() % pages * PAGE_SIZE;
	u64 *entry = mini_vm_entry(&s->vm, VA + at);

	s->changed = (u32)(at / TABLE_SPAN);
	s->old = ((*entry & GEN9_PTE_ADDR_MASK) - s->first) / PAGE_SIZE;
	s->page = (u64)rand() % pages;
	mini_vm_store(&s->vm, entry, (s->first + s->page * PAGE_SIZE) | MINI_PTE);
	if (s->copy)
		s->copy[s->changed][at % TABLE_SPAN / PAGE_SIZE] = *entry;
}

/* Do the minimum work of a sync: find the change, and update the records of two pages. */
static void touch(void *arg)
{
	struct space *s = arg;
	int differ = memcmp(s->table[s->changed], s->copy[s->changed], PAGE_SIZE);

	s->records[s->page * RECORD]++;
	s->records[s->old * RECORD]--;
	__asm__ volatile("" : : "r"(differ) : "memory");
}

/* Return the median time of @it after a change, without the clock's own time. */
static double after_change(struct space *s, void (*it)(void *arg))
{
	double ns[CHANGES], none[CHANGES];
	u64 start, end;
	u32 i;

	for (i = 0; i < CHANGES; i++) {
		change_one(s);
		start = bench_cpu_ns();
		it(s);
		end = bench_cpu_ns();
		ns[i] = (double)(end - start);
		none[i] = (double)(bench_cpu_ns() - end);
	}
	return bench_median(ns, CHANGES) - bench_median(none, CHANGES);
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

static void resync(void *arg)
{
	struct space *s = arg;

	if (facet_ppgtt_resync(s->guest->vgpu, s->root))
		abort();
}

/* Return the time of touch() over that of a sync. */
static double touch_part(struct space *s, double mib, double sync_ns)
{
	u64 pages = s->bytes / PAGE_SIZE;
	double ns;

	s->records = bench_alloc(pages * RECORD, sizeof(*s->records));
	memset(s->records, 1, pages * RECORD * sizeof(*s->records));
	ns = after_change(s, touch);
	bench_point("ppgtt_one_pte", "touched", mib, ns);
	return ns / sync_ns;
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

/*
 * struct figures - Results.
 * @fill: time of the first sync for a page, by mode: compared, tracked
 * @one: time of a sync after one change, by mode
 * @memcmp_part: speed of a sync by comparison over that of memcmp
 * @touch_part: time of touch() over that of a tracked sync
 */
struct figures {
	double fill[2];
	double one[2];
	double memcmp_part;
	double touch_part;
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
		f->one[mode] = after_change(&s, resync);
		bench_point("ppgtt_one_pte", modes[mode], mib, f->one[mode]);
		copy_tables(&s);
		if (mode)
			f->touch_part = touch_part(&s, mib, f->one[mode]);
		else
			f->memcmp_part = bench_compare(&s, resync, memcmp_all, ROUNDS, 1000, NULL);
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
		     "a sync after one entry anywhere has changed, with writes tracked; median "
		     "of 501, without the clock's own time");
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
	struct figures f = { 0 };
	double lowest = 1e9;
	u32 i;

	bench_begin(argc, argv, "shadows of page tables");
	bench_curve("ppgtt_fill", "First sync of an address space", "MiB mapped", "ns for a page",
		    false);
	bench_curve("ppgtt_one_pte", "Sync after one changed entry", "MiB mapped", "ns", true);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		measure(sizes[i].bytes, &f);
		lowest = min(lowest, f.memcmp_part);
		if (sizes[i].name)
			report(sizes[i].name, &f);
	}
	bench_result("ppgtt_compare_vs_memcmp", lowest, "ratio", "lowest of all sizes");
	bench_result("ppgtt_one_pte_vs_touch", f.touch_part, "ratio",
		     "at 4 GiB mapped: time of memcmp over the changed table and a copy of it, "
		     "and of writing to one cache line for either page / time of a sync with "
		     "writes tracked");
	return bench_end();
}
