// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory and the front end; see front_end.h. */
#include "tests/fuzz/front_end.h"

#include <sys/mman.h>

#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/ggtt_map.h"
#include "mediator/host.h"
#include "mediator/vgpu.h"
#include "tests/fuzz/csb.h"
#include "tests/fuzz/machine.h"
#include "vfu/op_context.h"

#define INPUT_PAGES	256u	/* with the unchanged input; others: a hash */

#ifdef FUZZ_ASAN
#include <sanitizer/asan_interface.h>
#define POISONS		true
#else
#define POISONS		false
#define ASAN_POISON_MEMORY_REGION(p, n)		((void)(p))
#define ASAN_UNPOISON_MEMORY_REGION(p, n)	((void)(p))
#endif

void fuzz_page_open(void *page)
{
	ASAN_UNPOISON_MEMORY_REGION(page, PAGE_SIZE);
}

void fuzz_page_shut(void *page)
{
	ASAN_POISON_MEMORY_REGION(page, PAGE_SIZE);
}

static u8 *page_of(struct fuzz_guest *guest, u64 gfn)
{
	return guest->mem + gfn * PAGE_SIZE;
}

static bool page_is_open(const struct fuzz_guest *guest, u64 gfn)
{
	return guest->pins[gfn] && guest->machine->domain == guest->index;
}

static u64 mix(u64 v)
{
	v ^= v >> 33;
	v *= 0xff51afd7ed558ccdull;
	v ^= v >> 29;
	return v;
}

/* Fill a page. The attacker's memory repeats the input; the victim's is zero. */
static void page_fill(struct fuzz_guest *guest, u64 gfn)
{
	const struct fuzz_machine *machine = guest->machine;
	u64 *page = (u64 *)page_of(guest, gfn);
	size_t at, n;
	u64 word = 0;
	u32 i;

	if (guest->index == FUZZ_ATTACKER && machine->size && gfn < INPUT_PAGES) {
		for (at = 0; at < PAGE_SIZE; at += n) {
			size_t from = (gfn * PAGE_SIZE + at) % machine->size;

			n = min(machine->size - from, (size_t)PAGE_SIZE - at);
			memcpy((u8 *)page + at, machine->data + from, n);
		}
		return;
	}
	if (guest->index == FUZZ_ATTACKER && machine->size)
		word = mix(machine->data[gfn % machine->size] + gfn * 0x9e3779b97f4a7c15ull);
	for (i = 0; i < PAGE_SIZE / sizeof(word); i++)
		page[i] = word;
}

static void page_touch(struct fuzz_guest *guest, u64 gfn)
{
	if (guest->touched[gfn])
		return;
	guest->touched[gfn] = true;
	guest->order[guest->n_touched++] = gfn;
	fuzz_page_open(page_of(guest, gfn));
	page_fill(guest, gfn);
	if (!page_is_open(guest, gfn))
		fuzz_page_shut(page_of(guest, gfn));
}

/* Copy from or to guest memory, across pages. Return: false beyond the end of memory. */
static bool guest_copy(struct fuzz_guest *guest, u64 gpa, void *to, const void *from, size_t len)
{
	size_t done, n;

	if (gpa > FUZZ_PAGES * PAGE_SIZE || len > FUZZ_PAGES * PAGE_SIZE - gpa)
		return false;
	for (done = 0; done < len; done += n) {
		u64 gfn = (gpa + done) >> PAGE_SHIFT;
		u8 *at = guest->mem + gpa + done;

		n = min(len - done, (size_t)(PAGE_SIZE - (gpa + done) % PAGE_SIZE));
		page_touch(guest, gfn);
		fuzz_page_open(page_of(guest, gfn));
		if (to)
			memcpy((u8 *)to + done, at, n);
		else
			memcpy(at, (const u8 *)from + done, n);
		if (!page_is_open(guest, gfn))
			fuzz_page_shut(page_of(guest, gfn));
	}
	return true;
}

void fuzz_peek(struct fuzz_guest *guest, u64 gpa, void *buf, size_t len)
{
	if (!guest_copy(guest, gpa, buf, NULL, len))
		memset(buf, 0, len);
}

u64 fuzz_peek64(struct fuzz_guest *guest, u64 gpa)
{
	u64 value;

	fuzz_peek(guest, gpa, &value, sizeof(value));
	return value;
}

u32 fuzz_peek32(struct fuzz_guest *guest, u64 gpa)
{
	u32 value;

	fuzz_peek(guest, gpa, &value, sizeof(value));
	return value;
}

/* Report a write to snooped pages. It is in memory already: the core only drops detiled pages. */
static void report_snooped(struct fuzz_guest *guest, u64 gpa, const u8 *buf, size_t len)
{
	u64 at, end, gfn;
	int before;

	for (at = gpa; at < gpa + len; at = end) {
		gfn = at >> PAGE_SHIFT;
		end = min(gpa + len, (gfn + 1) << PAGE_SHIFT);
		if (!guest->snoops[gfn])
			continue;
		before = fuzz_enter(guest->machine, guest->index);
		facet_aperture_written(guest->vgpu, at, buf + (at - gpa), end - at);
		fuzz_leave(guest->machine, before);
	}
}

void fuzz_poke(struct fuzz_guest *guest, u64 gpa, const void *buf, size_t len)
{
	u64 gfn;

	guest->machine->accesses++;
	if (!guest_copy(guest, gpa, NULL, buf, len))
		return;
	for (gfn = gpa >> PAGE_SHIFT; gfn <= (gpa + len - 1) >> PAGE_SHIFT; gfn++) {
		if (guest->notify[gfn] != FUZZ_ARMED)
			continue;
		facet_vgpu_page_written(guest->vgpu, gfn << PAGE_SHIFT, sizeof(u64));
		guest->notify[gfn] = FUZZ_REPORTED;
	}
	report_snooped(guest, gpa, buf, len);
}

void fuzz_poke32(struct fuzz_guest *guest, u64 gpa, u32 value)
{
	fuzz_poke(guest, gpa, &value, sizeof(value));
}

void fuzz_poke64(struct fuzz_guest *guest, u64 gpa, u64 value)
{
	fuzz_poke(guest, gpa, &value, sizeof(value));
}

u64 fuzz_memory_sum(struct fuzz_guest *guest)
{
	u64 page[PAGE_SIZE / sizeof(u64)];
	u64 sum = 0;
	u32 i, k;

	for (i = 0; i < guest->n_touched; i++) {
		fuzz_peek(guest, (u64)guest->order[i] << PAGE_SHIFT, page, sizeof(page));
		for (k = 0; k < ARRAY_SIZE(page); k++)
			sum = sum * 31 + page[k];
	}
	return sum;
}

int fuzz_frame_owner(struct fuzz_machine *machine, u64 frame, u64 *gfn)
{
	const u8 *p = port_frame_to_ptr(frame);
	u32 i;

	for (i = 0; i < FUZZ_GUESTS; i++) {
		const u8 *mem = machine->guests[i].mem;

		if (p >= mem && p < mem + FUZZ_PAGES * PAGE_SIZE) {
			*gfn = (p - mem) / PAGE_SIZE;
			return i;
		}
	}
	return FUZZ_NOBODY;
}

void fuzz_domain(struct fuzz_machine *machine, int domain)
{
	u32 g, i;

	if (machine->domain == domain)
		return;
	machine->domain = domain;
	if (!POISONS)
		return;
	for (g = 0; g < FUZZ_GUESTS; g++) {
		struct fuzz_guest *guest = &machine->guests[g];

		for (i = 0; i < guest->n_touched; i++) {
			u64 gfn = guest->order[i];

			if (!guest->pins[gfn])
				continue;
			if (domain == guest->index)
				fuzz_page_open(page_of(guest, gfn));
			else
				fuzz_page_shut(page_of(guest, gfn));
		}
	}
	for (i = 1; i < machine->bus_top; i++) {
		struct fuzz_bus *bus = &machine->bus[i];

		if (!bus->shadow)
			continue;
		if (domain == bus->owner || bus->owner == FUZZ_NOBODY)
			fuzz_page_open(bus->cpu);
		else
			fuzz_page_shut(bus->cpu);
	}
}

/* The ops */

static int front_end_read(void *data, u64 gpa, void *buf, size_t len)
{
	struct fuzz_guest *guest = data;
	int ret = fuzz_fault_hits(guest->machine, FUZZ_FAIL_READ);

	op_context_memory();
	fuzz_check(guest->machine->current == guest->index, "read of guest %d in the name of %d",
		   guest->index, guest->machine->current);
	if (ret)
		return ret;
	return guest_copy(guest, gpa, buf, NULL, len) ? 0 : -EFAULT;
}

/*
 * Note a write of the core to a table that it tracks. No front end reports such a write, and the
 * core does not compare the table: a known fault (notes/one-ggtt.md). From then on shadows may
 * differ from the guest's tables.
 */
static void note_own_write(struct fuzz_guest *guest, u64 gpa, size_t len)
{
	u64 gfn;

	for (gfn = gpa >> PAGE_SHIFT; gfn <= (gpa + len - 1) >> PAGE_SHIFT; gfn++)
		if (gfn < FUZZ_PAGES && guest->notify[gfn] == FUZZ_ARMED)
			guest->machine->failed = true;
}

static int front_end_write(void *data, u64 gpa, const void *buf, size_t len)
{
	struct fuzz_guest *guest = data;
	int ret = fuzz_fault_hits(guest->machine, FUZZ_FAIL_WRITE);

	op_context_memory();
	fuzz_check(guest->machine->current == guest->index, "write to guest %d in the name of %d",
		   guest->index, guest->machine->current);
	if (ret)
		return ret;
	guest->machine->accesses++;
	if (!guest->storing) {
		note_own_write(guest, gpa, len);
		fuzz_csb_written(guest, gpa, buf, len);
	}
	return guest_copy(guest, gpa, NULL, buf, len) ? 0 : -EFAULT;
}

static void pin_drop(struct fuzz_guest *guest, u64 gfn)
{
	guest->pins[gfn]--;
	guest->pinned--;
	if (!guest->pins[gfn])
		fuzz_page_shut(page_of(guest, gfn));
}

static int front_end_pin(void *data, const u64 *gfns, u32 n, u64 *frames)
{
	struct fuzz_guest *guest = data;
	int ret = 0;
	u32 i;

	op_context_pin();
	for (i = 0; i < n; i++) {
		ret = fuzz_fault_hits(guest->machine, FUZZ_FAIL_PIN);
		if (!ret && gfns[i] >= FUZZ_PAGES)
			ret = -EFAULT;
		if (ret)
			break;
		page_touch(guest, gfns[i]);
		guest->pins[gfns[i]]++;
		guest->pinned++;
		if (page_is_open(guest, gfns[i]))
			fuzz_page_open(page_of(guest, gfns[i]));
		frames[i] = port_ptr_to_frame(page_of(guest, gfns[i]));
	}
	if (!ret)
		return 0;
	guest->machine->bad_pins++;
	while (i--)
		pin_drop(guest, gfns[i]);
	return ret;
}

static void front_end_unpin(void *data, const u64 *gfns, u32 n)
{
	struct fuzz_guest *guest = data;
	u32 i;

	op_context_pin();
	for (i = 0; i < n; i++) {
		fuzz_check(gfns[i] < FUZZ_PAGES && guest->pins[gfns[i]],
			   "page %llx is unpinned and was not pinned", gfns[i]);
		fuzz_check(guest->pins[gfns[i]] > guest->mapped[gfns[i]],
			   "page %llx is unpinned while the pGPU has it", gfns[i]);
		pin_drop(guest, gfns[i]);
	}
}

static int front_end_arm_write_notify(void *data, u64 gfn, bool on)
{
	struct fuzz_guest *guest = data;
	int ret;

	op_context_memory();
	if (!on) {
		fuzz_check(gfn < FUZZ_PAGES && guest->notify[gfn] != FUZZ_UNARMED,
			   "page %llx is watched no more and never was", gfn);
		guest->notify[gfn] = FUZZ_UNARMED;
		return 0;
	}
	ret = fuzz_fault_hits(guest->machine, FUZZ_FAIL_ARM_WRITE_NOTIFY);
	if (!guest->machine->tracking)
		ret = -EOPNOTSUPP;
	else if (!ret && gfn >= FUZZ_PAGES)
		ret = -EINVAL;
	if (gfn >= FUZZ_PAGES)
		return ret;
	fuzz_check(guest->notify[gfn] != FUZZ_ARMED, "page %llx is asked for twice", gfn);
	guest->notify[gfn] = ret ? FUZZ_UNARMED : FUZZ_ARMED;
	return ret;
}

/* Count the calls for pages beyond memory, where BAR2 itself may be a source of a detiled page. */
static int front_end_snoop_writes(void *data, u64 gfn, bool on)
{
	struct fuzz_guest *guest = data;
	int ret = on ? fuzz_fault_hits(guest->machine, FUZZ_FAIL_SNOOP_WRITES) : 0;
	bool beyond = gfn >= FUZZ_PAGES;

	op_context_zap();
	fuzz_check(guest->machine->current == guest->index, "a page of guest %d is followed for %d",
		   guest->index, guest->machine->current);
	fuzz_check(on || (beyond ? guest->snoops_beyond : guest->snoops[gfn]),
		   "page %llx is followed no more and never was", gfn);
	if (ret)
		return ret;
	if (beyond)
		guest->snoops_beyond += on ? 1 : -1;
	else
		guest->snoops[gfn] += on ? 1 : -1;
	return 0;
}

static void front_end_set_irq(void *data, bool level)
{
	struct fuzz_guest *guest = data;

	fuzz_check(guest->irq != level, "the interrupt line is set to what it is");
	guest->irq = level;
}

static void front_end_zap_aperture(void *data, u64 offset, u64 len)
{
	op_context_zap();
	fuzz_check(len && IS_ALIGNED(offset | len, PAGE_SIZE), "zap of %llx, %llx bytes",
		   offset, len);
}

static void front_end_zap_entries(void *data, u32 offset, u32 len)
{
	struct fuzz_guest *guest = data;

	op_context_entries();
	fuzz_check(offset >= GEN9_GGTT_PTES && offset < GEN9_BAR0_SIZE && len == PAGE_SIZE &&
		   IS_ALIGNED(offset, PAGE_SIZE), "zap of entries at %x, %x bytes", offset, len);
	guest->entries[(offset - GEN9_GGTT_PTES) / PAGE_SIZE] = NULL;
}

static void note_entries(void *arg, u64 frame)
{
	*(u64 **)arg = port_frame_to_ptr(frame);
}

bool fuzz_store_entry(struct fuzz_guest *guest, u32 gva, u64 pte)
{
	u32 table = (gva >> GEN9_PAGE_SHIFT) / GEN9_PTES_PER_PAGE;
	u64 **entries = &guest->entries[table];
	int before;

	if (!*entries) {
		before = fuzz_enter(guest->machine, guest->index);
		facet_ggtt_map(guest->vgpu, GEN9_GGTT_PTES + table * PAGE_SIZE, note_entries,
			       entries);
		fuzz_leave(guest->machine, before);
	}
	if (*entries)
		(*entries)[(gva >> GEN9_PAGE_SHIFT) % GEN9_PTES_PER_PAGE] = pte;
	return *entries;
}

static u64 front_end_now_ns(void *data)
{
	struct fuzz_guest *guest = data;

	return guest->machine->now_ns;
}

static void front_end_arm_timer(void *data, u64 deadline_ns)
{
	struct fuzz_guest *guest = data;

	guest->deadline_ns = deadline_ns;
}

static void front_end_kick(void *data)
{
	struct fuzz_guest *guest = data;

	guest->kicked = true;
}

static void front_end_drop_detiled(void *data)
{
	struct fuzz_guest *guest = data;

	guest->drop_detiled = true;
	front_end_kick(guest);
}

const struct facet_host_ops fuzz_host_ops = {
	.read = front_end_read,
	.write = front_end_write,
	.pin = front_end_pin,
	.unpin = front_end_unpin,
	.arm_write_notify = front_end_arm_write_notify,
	.snoop_writes = front_end_snoop_writes,
	.set_irq = front_end_set_irq,
	.zap_aperture = front_end_zap_aperture,
	.zap_entries = front_end_zap_entries,
	.now_ns = front_end_now_ns,
	.arm_timer = front_end_arm_timer,
	.drop_detiled = front_end_drop_detiled,
	.kick = front_end_kick,
};

void fuzz_front_end_init(struct fuzz_guest *guest)
{
	size_t size = FUZZ_PAGES * PAGE_SIZE;

	if (!guest->mem) {
		guest->mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		fuzz_check(guest->mem != MAP_FAILED, "no memory for a guest");
		ASAN_POISON_MEMORY_REGION(guest->mem, size);
	}
	guest->deadline_ns = ~0ull;
	guest->kicked = false;
	guest->drop_detiled = false;
	guest->irq = false;
	guest->seqno = 0;
	memset(guest->tail, 0, sizeof(guest->tail));
	memset(guest->csb, 0, sizeof(guest->csb));
	memset(guest->entries, 0, sizeof(guest->entries));
}

void fuzz_front_end_exit(struct fuzz_guest *guest)
{
	u32 i;

	memset(guest->notify, 0, sizeof(guest->notify));
	fuzz_check(!guest->snoops_beyond, "%u pages are followed for guest %d still",
		   guest->snoops_beyond, guest->index);
	for (i = 0; i < FUZZ_PAGES; i++)
		fuzz_check(!guest->snoops[i], "page %x is followed for guest %d still", i,
			   guest->index);
	fuzz_check(!guest->pinned, "%u pages of guest %d stay pinned", guest->pinned,
		   guest->index);
	while (guest->n_touched)
		guest->touched[guest->order[--guest->n_touched]] = false;
}
