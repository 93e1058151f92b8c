// SPDX-License-Identifier: GPL-2.0-only
/* Checks what the mediator asks of a pGPU, and passes it on; see checked_pgpu.h. */
#include "tests/fuzz/checked_pgpu.h"

#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "tests/fuzz/copy_oracle.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/shadows.h"

#define COOKIES		256u

/* Guests of the latest submissions, by cookie, for their events. */
static struct {
	u64 cookie;
	int guest;
} cookies[COOKIES];

static u32 next_cookie;

/* Find the slot of a bus page in a hash table of indices of @bus. 0: no such page. */
static u32 *bus_slot(struct fuzz_machine *machine, u64 page)
{
	static u32 slots[2 * FUZZ_BUS_PAGES];
	u32 at = page * 0x9e3779b97f4a7c15ull >> 40;

	for (;; at++) {
		u32 *slot = &slots[at % ARRAY_SIZE(slots)];

		if (!*slot || machine->bus[*slot].page == page)
			return slot;
	}
}

/* Return the page that a bus address names now, or NULL. */
static struct fuzz_bus *bus_at(struct fuzz_machine *machine, u64 bus)
{
	struct fuzz_bus *found = &machine->bus[*bus_slot(machine, bus >> PAGE_SHIFT)];

	return found->cpu ? found : NULL;
}

static struct fuzz_machine *to_machine(struct pgpu *pgpu)
{
	return container_of(pgpu, struct fuzz_machine, checked_pgpu);
}

static struct pgpu *inner(struct pgpu *pgpu)
{
	return softgpu_pgpu(to_machine(pgpu)->sg);
}

static int cookie_owner(u64 cookie)
{
	u32 i;

	for (i = 0; i < COOKIES; i++) {
		if (cookies[i].cookie == cookie)
			return cookies[i].guest;
	}
	fuzz_die("cookie %llx is nobody's", cookie);
}

static void checked_event(void *client, const struct pgpu_event *event)
{
	struct fuzz_machine *machine = client;
	int guest = cookie_owner(event->cookie);

	if (event->type == PGPU_EV_STARTED) {
		machine->running[event->engine] = guest;
		fuzz_domain(machine, guest);
	} else if (event->type != PGPU_EV_USER_IRQ && event->type != PGPU_EV_FAULT) {
		machine->running[event->engine] = FUZZ_NOBODY;
		fuzz_copy_ended(event->cookie);
	}
	machine->client_ops->event(machine->client, event);
}

/* Return the window of an owner, and its guest. */
static struct fuzz_window *window_of(struct fuzz_machine *machine, u64 owner, int *guest)
{
	u32 i;

	for (*guest = 0; *guest < FUZZ_GUESTS; (*guest)++) {
		struct fuzz_window *windows = machine->guests[*guest].window;

		for (i = 0; i < 2; i++)
			if (owner && windows[i].owner == owner)
				return &windows[i];
	}
	fuzz_die("owner %llu is nobody", owner);
}

static int guest_of(struct fuzz_machine *machine, u64 owner)
{
	int guest;

	window_of(machine, owner, &guest);
	return guest;
}

/* Check that a page table's root is a shadow page of the guest. */
static void check_root(struct fuzz_machine *machine, u64 root, int guest)
{
	const struct fuzz_bus *bus = bus_at(machine, root);

	fuzz_check(bus && bus->shadow && bus->owner == guest, "root %llx of guest %d", root, guest);
}

/* Pass on a store barrier. It concerns the guest whose work the engine runs. */
static bool checked_store_barrier(void *client, u64 owner, u64 *ticket)
{
	struct fuzz_machine *machine = client;
	int before = machine->current;
	bool go;

	if (!machine->client_ops->store_barrier)
		return true;
	machine->current = guest_of(machine, owner);
	go = machine->client_ops->store_barrier(machine->client, owner, ticket);
	machine->current = before;
	return go;
}

static const struct pgpu_client_ops checked_client_ops = {
	.event = checked_event,
	.store_barrier = checked_store_barrier,
};

static int checked_open(struct pgpu *pgpu, const struct pgpu_client_ops *ops, void *client)
{
	struct fuzz_machine *machine = to_machine(pgpu);

	machine->client_ops = ops;
	machine->client = client;
	return inner(pgpu)->ops->open(inner(pgpu), &checked_client_ops, machine);
}

static void checked_close(struct pgpu *pgpu)
{
	inner(pgpu)->ops->close(inner(pgpu));
}

static int checked_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	int guest = guest_of(machine, sub->owner);
	int before = machine->domain;
	int ret;

	check_root(machine, sub->ppgtt_root, guest);
	fuzz_domain(machine, guest);
	fuzz_shadows_check(machine, guest, sub);
	fuzz_copy_check(machine, guest, sub);
	fuzz_domain(machine, before);
	cookies[next_cookie % COOKIES].cookie = sub->cookie;
	cookies[next_cookie++ % COOKIES].guest = guest;
	ret = fuzz_fault_hits_of(machine, guest, FUZZ_FAIL_SUBMIT);
	/* By contract, -EAGAIN means that a submission before this one must end first. */
	if (ret == -EAGAIN)
		ret = -EBUSY;
	if (!ret)
		ret = inner(pgpu)->ops->submit(inner(pgpu), sub);
	if (ret)
		fuzz_copy_ended(sub->cookie);
	else
		machine->submissions++;
	return ret;
}

/* Decide if a preemption or a cancellation fails. The mediator asks again later. */
static int engine_refuses(struct fuzz_machine *machine, u64 cookie, enum fuzz_fail what)
{
	int ret = fuzz_fault_hits_of(machine, cookie_owner(cookie), what);

	machine->refused |= ret;
	return ret;
}

static int checked_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = engine_refuses(to_machine(pgpu), cookie, FUZZ_FAIL_PREEMPT);

	return ret ? ret : inner(pgpu)->ops->preempt(inner(pgpu), engine, cookie);
}

static int checked_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = engine_refuses(to_machine(pgpu), cookie, FUZZ_FAIL_CANCEL);

	return ret ? ret : inner(pgpu)->ops->cancel(inner(pgpu), engine, cookie);
}

static void checked_idle(struct pgpu *pgpu, u64 owner)
{
	inner(pgpu)->ops->idle(inner(pgpu), owner);
}

static void checked_invalidate(struct pgpu *pgpu, u64 owner)
{
	to_machine(pgpu)->invalidations++;
	inner(pgpu)->ops->invalidate(inner(pgpu), owner);
}

static void bus_put(struct fuzz_machine *machine, u64 bus, void *cpu, int owner, bool shadow)
{
	u32 *slot = bus_slot(machine, bus >> PAGE_SHIFT);

	fuzz_check(!bus_at(machine, bus), "bus address %llx is given out twice", bus);
	if (!*slot) {
		fuzz_check(machine->bus_top < FUZZ_BUS_PAGES,
			   "more bus addresses than are told apart");
		*slot = machine->bus_top++;
	}
	machine->bus[*slot] = (struct fuzz_bus){
		.page = bus >> PAGE_SHIFT, .cpu = cpu, .owner = owner, .shadow = shadow,
	};
}

static struct fuzz_bus *bus_find(struct fuzz_machine *machine, u64 bus, bool shadow)
{
	struct fuzz_bus *found = bus_at(machine, bus);

	fuzz_check(found && found->shadow == shadow, "bus address %llx names no %s page", bus,
		   shadow ? "shadow" : "guest's");
	return found;
}

/* Check that no engine reaches a page by the GGTT that is about to leave the map. */
static void check_forgotten(const struct fuzz_machine *machine, const struct fuzz_bus *page)
{
	fuzz_check(!page->entries, "page %llx leaves the map, and %u GGTT entries name it",
		   page->page, page->entries);
	fuzz_check(page->stale <= machine->invalidations,
		   "page %llx leaves the map before engines forget its GGTT entry", page->page);
}

static int checked_map(struct pgpu *pgpu, const u64 *frames, u32 n, u64 *bus)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	u32 i;
	int ret = fuzz_fault_hits(machine, FUZZ_FAIL_MAP);

	if (!ret)
		ret = inner(pgpu)->ops->map(inner(pgpu), frames, n, bus);
	for (i = 0; !ret && i < n; i++) {
		u64 gfn;
		int guest = fuzz_frame_owner(machine, frames[i], &gfn);

		fuzz_check(guest == machine->current && guest != FUZZ_NOBODY,
			   "a page of guest %d is mapped in the name of %d", guest,
			   machine->current);
		fuzz_check(machine->guests[guest].pins[gfn], "page %llx is mapped and not pinned",
			   gfn);
		machine->guests[guest].mapped[gfn]++;
		bus_put(machine, bus[i], port_frame_to_ptr(frames[i]), guest, false);
	}
	return ret;
}

static void checked_unmap(struct pgpu *pgpu, const u64 *bus, u32 n)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	u64 gfn;
	u32 i;

	for (i = 0; i < n; i++) {
		struct fuzz_bus *page = bus_find(machine, bus[i], false);
		int guest = fuzz_frame_owner(machine, port_ptr_to_frame(page->cpu), &gfn);

		fuzz_check(guest == machine->current, "a page of guest %d is unmapped for %d",
			   guest, machine->current);
		check_forgotten(machine, page);
		machine->guests[guest].mapped[gfn]--;
		page->cpu = NULL;
	}
	inner(pgpu)->ops->unmap(inner(pgpu), bus, n);
}

static int checked_page_alloc(struct pgpu *pgpu, void **cpu, u64 *bus)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	int ret = fuzz_fault_hits(machine, FUZZ_FAIL_PAGE);

	if (!ret)
		ret = inner(pgpu)->ops->page_alloc(inner(pgpu), cpu, bus);
	if (!ret)
		bus_put(machine, *bus, *cpu, machine->current, true);
	return ret;
}

static void shadow_leaves(struct fuzz_machine *machine, void *cpu, u64 bus)
{
	struct fuzz_bus *page = bus_find(machine, bus, true);

	fuzz_check(page->cpu == cpu, "bus address %llx is given back with other memory", bus);
	fuzz_check(page->owner == machine->current, "a shadow of %d is freed in the name of %d",
		   page->owner, machine->current);
	check_forgotten(machine, page);
	page->cpu = NULL;
	page->shadow = false;
	fuzz_page_open(cpu);
}

static void checked_page_free(struct pgpu *pgpu, void *const *cpu, const u64 *bus, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		shadow_leaves(to_machine(pgpu), cpu[i], bus[i]);
	inner(pgpu)->ops->page_free(inner(pgpu), cpu, bus, n);
}

static bool windows_overlap(const struct fuzz_window *window, u32 first, u32 pages)
{
	return window->owner && first < window->first + window->pages &&
	       window->first < first + pages;
}

static int checked_owner_add(struct pgpu *pgpu, u64 owner, u32 first, u32 pages)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	struct fuzz_window *window = machine->guests[machine->current].window;
	int ret = fuzz_fault_hits(machine, FUZZ_FAIL_PAGE);
	u64 *entries = ret ? NULL : calloc(pages, sizeof(u64));
	int i;

	window += !!window->owner;
	fuzz_check(!window->owner, "guest %d is three owners", machine->current);
	for (i = 0; i < 2 * FUZZ_GUESTS; i++)
		fuzz_check(!windows_overlap(&machine->guests[i / 2].window[i % 2], first, pages),
			   "windows of two owners overlap");
	if (!ret)
		ret = entries ? inner(pgpu)->ops->owner_add(inner(pgpu), owner, first, pages) :
				-ENOMEM;
	if (ret)
		free(entries);
	else
		*window = (struct fuzz_window){
			.owner = owner, .first = first, .pages = pages, .entries = entries,
		};
	return ret;
}

/* Write an entry of a window. Engines may use the old one until the next invalidation. */
static void window_write(struct fuzz_machine *machine, struct fuzz_window *window, u32 i, u64 bus)
{
	struct fuzz_bus *old = bus_at(machine, window->entries[i]);

	if (bus == window->entries[i])
		return;
	if (window->entries[i] && old) {
		old->entries--;
		old->stale = machine->invalidations + 1;
	}
	if (bus)
		bus_at(machine, bus)->entries++;
	window->entries[i] = bus;
}

static void checked_owner_del(struct pgpu *pgpu, u64 owner)
{
	int guest;
	struct fuzz_window *window = window_of(to_machine(pgpu), owner, &guest);
	u32 i;

	for (i = 0; i < window->pages; i++)
		window_write(to_machine(pgpu), window, i, 0);
	free(window->entries);
	*window = (struct fuzz_window){ 0 };
	inner(pgpu)->ops->owner_del(inner(pgpu), owner);
}

static void checked_ggtt_write(struct pgpu *pgpu, u64 owner, u32 index, const u64 *bus, u32 n)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	int guest;
	struct fuzz_window *window = window_of(machine, owner, &guest);
	u32 i;

	fuzz_check(index >= window->first && index + n <= window->first + window->pages,
		   "GGTT entry %u is not guest %d's", index, guest);
	for (i = 0; i < n; i++) {
		if (bus[i] && fuzz_checked_pgpu_leaf(machine, guest, bus[i]) == ~0ull)
			fuzz_copy_buffer(machine, guest, window->first, index + i, bus[i]);
		window_write(machine, window, index - window->first + i, bus[i]);
	}
	inner(pgpu)->ops->ggtt_write(inner(pgpu), owner, index, bus, n);
}

static int checked_reg_read(struct pgpu *pgpu, u32 offset, u32 *value)
{
	int ret = fuzz_fault_hits(to_machine(pgpu), FUZZ_FAIL_REG_READ);

	return ret ? ret : inner(pgpu)->ops->reg_read(inner(pgpu), offset, value);
}

/*
 * The call does not say whose registers these are. While the victim waits for its work, only the
 * victim's faults apply.
 */
static int checked_switch_regs(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	int guest = machine->victim_works ? FUZZ_VICTIM : FUZZ_ATTACKER;
	int ret = fuzz_fault_hits_of(machine, guest, FUZZ_FAIL_SWITCH_REGS);

	return ret ? ret : inner(pgpu)->ops->switch_regs(inner(pgpu), engine, pairs, n);
}

static int checked_query_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
				  struct pgpu_progress *progress)
{
	int ret = fuzz_fault_hits_of(to_machine(pgpu), cookie_owner(cookie),
				     FUZZ_FAIL_QUERY_PROGRESS);

	return ret ? ret : inner(pgpu)->ops->query_progress(inner(pgpu), engine, cookie, progress);
}

static void checked_golden(struct pgpu *pgpu, u32 engine, u32 page, void *cpu)
{
	inner(pgpu)->ops->golden(inner(pgpu), engine, page, cpu);
}

static int checked_notify_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	struct fuzz_machine *machine = to_machine(pgpu);
	int ret;

	fuzz_check(guest_of(machine, owner) == machine->current,
		   "work of guest %d is watched for %d", guest_of(machine, owner),
		   machine->current);
	ret = on ? fuzz_fault_hits(machine, FUZZ_FAIL_NOTIFY_STORES) : 0;
	return ret ? ret : inner(pgpu)->ops->notify_stores(inner(pgpu), owner, on);
}

static void checked_record_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	inner(pgpu)->ops->record_stores(inner(pgpu), owner, on);
}

static u64 checked_take_stores(struct pgpu *pgpu, u64 owner, const u64 *bus, u32 n)
{
	return inner(pgpu)->ops->take_stores(inner(pgpu), owner, bus, n);
}

static void checked_finish_stores(struct pgpu *pgpu, u64 owner)
{
	inner(pgpu)->ops->finish_stores(inner(pgpu), owner);
}

static const struct pgpu_ops checked_ops = {
	.open = checked_open,
	.close = checked_close,
	.submit = checked_submit,
	.preempt = checked_preempt,
	.cancel = checked_cancel,
	.idle = checked_idle,
	.invalidate = checked_invalidate,
	.map = checked_map,
	.unmap = checked_unmap,
	.page_alloc = checked_page_alloc,
	.page_free = checked_page_free,
	.owner_add = checked_owner_add,
	.owner_del = checked_owner_del,
	.ggtt_write = checked_ggtt_write,
	.reg_read = checked_reg_read,
	.switch_regs = checked_switch_regs,
	.golden = checked_golden,
	.query_progress = checked_query_progress,
	.notify_stores = checked_notify_stores,
	.record_stores = checked_record_stores,
	.take_stores = checked_take_stores,
	.finish_stores = checked_finish_stores,
};

void fuzz_checked_pgpu_init(struct fuzz_machine *machine)
{
	machine->caps = *softgpu_pgpu(machine->sg)->caps;
	machine->checked_pgpu.ops = &checked_ops;
	machine->checked_pgpu.caps = &machine->caps;
	machine->bus_top = 1;
}

void fuzz_checked_pgpu_check_gone(struct fuzz_machine *machine, int guest)
{
	u32 i;

	for (i = 1; i < machine->bus_top; i++) {
		if (machine->bus[i].cpu && machine->bus[i].owner == guest)
			fuzz_die("a %s page of guest %d stays in the pGPU's map",
				 machine->bus[i].shadow ? "shadow" : "guest's", guest);
	}
}

u64 *fuzz_checked_pgpu_table(struct fuzz_machine *machine, int guest, u64 bus, const char *what)
{
	const struct fuzz_bus *page = bus_at(machine, bus);

	fuzz_check(page && page->shadow && page->owner == guest,
		   "%s at %llx is no shadow of guest %d", what, bus, guest);
	return page->cpu;
}

u64 fuzz_checked_pgpu_leaf(struct fuzz_machine *machine, int guest, u64 bus)
{
	const struct fuzz_bus *page = bus_at(machine, bus);
	u64 gfn;

	fuzz_check(page && page->owner == guest, "an entry names %llx, not guest %d's", bus, guest);
	if (page->shadow)
		return ~0ull;
	fuzz_frame_owner(machine, port_ptr_to_frame(page->cpu), &gfn);
	fuzz_check(machine->guests[guest].pins[gfn], "an entry names page %llx, not pinned", gfn);
	return gfn;
}

const struct fuzz_bus *fuzz_checked_pgpu_bus(struct fuzz_machine *machine, u64 bus)
{
	return bus_at(machine, bus);
}
