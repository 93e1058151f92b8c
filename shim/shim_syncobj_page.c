// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of sync objects that several processes have. Other processes may write anything into one:
 * all values are numbers to compare, and the size of the memfd is fixed. Sync objects call these
 * functions with &shim.lock.
 */
#include "shim/shim_syncobj_page.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim/shim_keeper.h"
#include "shim/shim_libc.h"
#include "shim/shim_memfd.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"

#define PAGE_MAGIC	0x59534346u
#define PAGE_VERSION	2u
#define SLOTS		128u	/* fences that have not happened, of all processes */

/**
 * struct slot - A fence.
 * @serial: its number; 0: none
 * @point: its point; 0: binary
 */
struct slot {
	u64 serial;
	u64 point;
};

/**
 * struct shim_syncobj_page - The page.
 * @magic: PAGE_MAGIC
 * @version: PAGE_VERSION
 * @serial: number of the last fence of all
 * @first: number of the first fence of the binary fence or timeline that it holds now
 * @current: number of the last one; 0: it holds none
 * @attached: the highest point that has a fence
 * @reached: a point that has happened: those of slots may be higher
 * @slots: fences; a slot is locked until its fence has happened
 */
struct shim_syncobj_page {
	u32 magic;
	u32 version;
	u64 serial;
	u64 first;
	u64 current;
	u64 attached;
	u64 reached;
	struct slot slots[SLOTS];
};

static u64 slot_at(u32 i)
{
	return offsetof(struct shim_syncobj_page, slots) + i * sizeof(struct slot);
}

/* Test if a slot has a fence of a range that has not happened. */
static bool slot_pends(const struct shim_syncobj *so, u32 i, u64 first, u64 last)
{
	const struct slot *slot = &so->page->slots[i];
	u64 serial = smp_load_acquire(&slot->serial);

	/* If another fence has taken the slot meanwhile, this one has happened. */
	return serial && serial >= first && serial <= last &&
	       shim_memfd_locked(so->fd, slot_at(i)) && READ_ONCE(slot->serial) == serial;
}

bool shim_syncobj_page_pends(const struct shim_syncobj *so, u64 first, u64 last)
{
	u32 i;

	for (i = 0; i < SLOTS; i++)
		if (slot_pends(so, i, first, last))
			return true;
	return false;
}

static int map_page(struct shim_syncobj *so)
{
	void *page = libc.mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, so->fd, 0);

	if (page == MAP_FAILED)
		return -ENOMEM;
	so->page = page;
	so->ino = shim_memfd_inode(so->fd);
	list_move_tail(&so->list, &shim.syncobjs);
	shim_keeper_wake();
	return 0;
}

/* Put the fences of a sync object that was not shared into its new page. */
static int share_entries(struct shim_syncobj *so)
{
	struct shim_syncobj_entry *entry;
	int ret;

	so->page->attached = so->reached;
	so->page->reached = so->reached;
	list_for_each_entry(entry, &so->entries, list) {
		ret = shim_syncobj_page_add(so, entry);
		if (ret)
			return ret;
	}
	return 0;
}

int shim_syncobj_page_make(struct shim_syncobj *so)
{
	int ret;

	so->fd = shim_memfd_new("facet-syncobj", PAGE_SIZE);
	ret = so->fd < 0 ? so->fd : map_page(so);
	if (!ret) {
		so->page->magic = PAGE_MAGIC;
		so->page->version = PAGE_VERSION;
		ret = share_entries(so);
	}
	if (ret) {
		list_del_init(&so->list);
		shim_syncobj_page_exit(so);
	}
	return ret;
}

int shim_syncobj_page_open(struct shim_syncobj *so, int fd)
{
	u32 head[2];

	if (shim_memfd_bytes(fd) != PAGE_SIZE || pread(fd, head, sizeof(head), 0) != sizeof(head) ||
	    head[0] != PAGE_MAGIC || head[1] != PAGE_VERSION)
		return -EINVAL;
	so->fd = libc_high_fd(libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
	return so->fd < 0 ? -EMFILE : map_page(so);
}

void shim_syncobj_page_exit(struct shim_syncobj *so)
{
	if (so->page)
		munmap(so->page, PAGE_SIZE);
	if (so->own >= 0)
		libc.close(so->own);
	if (so->fd >= 0)
		libc.close(so->fd);
	so->page = NULL;
	so->own = -1;
	so->fd = -1;
}

/* Keep what a slot says, before another fence takes it. */
static void fold(struct shim_syncobj *so, const struct slot *slot)
{
	struct shim_syncobj_page *page = so->page;
	u64 first = READ_ONCE(page->first), serial = READ_ONCE(slot->serial);

	if (serial && serial >= first && READ_ONCE(slot->point) > READ_ONCE(page->reached) &&
	    !shim_syncobj_page_pends(so, first, serial - 1))
		WRITE_ONCE(page->reached, READ_ONCE(slot->point));
}

static bool is_own(const struct shim_syncobj *so, u32 i)
{
	const struct shim_syncobj_entry *entry;

	list_for_each_entry(entry, &so->entries, list)
		if (entry->serial && entry->slot == i)
			return true;
	return false;
}

/* Lock a slot that is free. Return: its index; SLOTS: none is. */
static u32 take_slot(struct shim_syncobj *so)
{
	u32 i;

	for (i = 0; i < SLOTS; i++) {
		if (is_own(so, i) || shim_memfd_lock(so->own, slot_at(i)))
			continue;
		fold(so, &so->page->slots[i]);
		break;
	}
	return i;
}

int shim_syncobj_page_add(struct shim_syncobj *so, struct shim_syncobj_entry *entry)
{
	struct shim_syncobj_page *page = so->page;
	struct slot *slot;
	u64 serial;

	if (so->own < 0)
		so->own = shim_memfd_reopen(so->fd);
	if (so->own < 0)
		return so->own;
	entry->slot = take_slot(so);
	if (entry->slot == SLOTS)
		return -ENOSPC;
	serial = __atomic_add_fetch(&page->serial, 1, __ATOMIC_SEQ_CST);
	entry->serial = serial;
	slot = &page->slots[entry->slot];
	smp_store_release(&slot->serial, 0);
	smp_store_release(&slot->point, entry->point);
	smp_store_release(&slot->serial, serial);
	if (!entry->point) {
		WRITE_ONCE(page->attached, 0);
		WRITE_ONCE(page->reached, 0);
	}
	if (!entry->point || !READ_ONCE(page->current))
		WRITE_ONCE(page->first, serial);
	WRITE_ONCE(page->attached, max(READ_ONCE(page->attached), entry->point));
	smp_store_release(&page->current, serial);
	return 0;
}

void shim_syncobj_page_happened(struct shim_syncobj *so, const struct shim_syncobj_entry *entry)
{
	/* A child of fork() has no locks: they are its parent's. */
	if (so->own >= 0)
		shim_memfd_unlock(so->own, slot_at(entry->slot));
}

/* Return the number of the fence of the lowest point that is not before @point. */
static u64 serial_of(const struct shim_syncobj_page *page, u64 first, u64 current, u64 point)
{
	u64 serial, at, lowest = ~0ull, found = current;
	u32 i;

	for (i = 0; point && i < SLOTS; i++) {
		serial = smp_load_acquire(&page->slots[i].serial);
		at = READ_ONCE(page->slots[i].point);
		if (serial < first || serial > current || at < point || at >= lowest)
			continue;
		lowest = at;
		found = serial;
	}
	return found;
}

bool shim_syncobj_page_find(const struct shim_syncobj *so, u64 point, u64 *first, u64 *last)
{
	const struct shim_syncobj_page *page = so->page;
	u64 current = smp_load_acquire(&page->current);

	*first = READ_ONCE(page->first);
	*last = 0;
	if ((point || !current) && READ_ONCE(page->reached) >= max(point, 1ull))
		return true;
	if (!current || READ_ONCE(page->attached) < point)
		return false;
	*last = serial_of(page, *first, current, point);
	return true;
}

void shim_syncobj_page_clear(struct shim_syncobj *so)
{
	smp_store_release(&so->page->current, 0);
	WRITE_ONCE(so->page->attached, 0);
	WRITE_ONCE(so->page->reached, 0);
}

u64 shim_syncobj_page_value(const struct shim_syncobj *so, bool last)
{
	const struct shim_syncobj_page *page = so->page;
	u64 current = smp_load_acquire(&page->current), first = READ_ONCE(page->first);
	u64 value = READ_ONCE(page->reached), serial, pends = ~0ull;
	u32 i;

	if (last || !current)
		return last ? READ_ONCE(page->attached) : value;
	for (i = 0; i < SLOTS; i++)
		if (slot_pends(so, i, first, current))
			pends = min(pends, READ_ONCE(page->slots[i].serial));
	for (i = 0; i < SLOTS; i++) {
		serial = smp_load_acquire(&page->slots[i].serial);
		if (serial >= first && serial <= current && serial < pends)
			value = max(value, READ_ONCE(page->slots[i].point));
	}
	return value;
}
