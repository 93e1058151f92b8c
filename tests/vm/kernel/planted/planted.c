// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module with one fault for each checker of a kernel with the fragment "debug". The faults run
 * when the module is loaded. tests/soak/debug/planted.sh checks with it that the checkers watch
 * modules that are built like Facet's, and that their reports are found. No other test loads it.
 */
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define OBJECT_SIZE	96
#define LEAKS		16	/* a scan may find stale copies of some pointers, not of all */
#define SHIFT		40

static DEFINE_MUTEX(planted_first);
static DEFINE_MUTEX(planted_second);
static DEFINE_SPINLOCK(planted_spin);

/* DEBUG_ATOMIC_SLEEP */
static noinline void planted_sleep(void)
{
	spin_lock(&planted_spin);
	might_sleep();
	spin_unlock(&planted_spin);
}

/* PROVE_LOCKING: two orders of two locks. */
static noinline void planted_locks(void)
{
	mutex_lock(&planted_first);
	mutex_lock(&planted_second);
	mutex_unlock(&planted_second);
	mutex_unlock(&planted_first);

	mutex_lock(&planted_second);
	mutex_lock(&planted_first);
	mutex_unlock(&planted_first);
	mutex_unlock(&planted_second);
}

/* DEBUG_LIST: remove an entry from its list twice. */
static noinline void planted_list(void)
{
	LIST_HEAD(list);
	struct list_head entry;

	list_add(&entry, &list);
	list_del(&entry);
	list_del(&entry);
}

/* UBSAN_SHIFT */
static noinline void planted_shift(void)
{
	int by = SHIFT;

	OPTIMIZER_HIDE_VAR(by);
	pr_info("planted: a shift gave %d\n", 1 << by);
}

/* UBSAN_BOUNDS */
static noinline void planted_bounds(void)
{
	static volatile int numbers[4];
	unsigned int at = ARRAY_SIZE(numbers);

	OPTIMIZER_HIDE_VAR(at);
	pr_info("planted: behind an array there is %d\n", numbers[at]);
}

/* KASAN */
static noinline void planted_use(void)
{
	u8 *object = kmalloc(OBJECT_SIZE, GFP_KERNEL);
	u8 *gone = object;

	if (!object)
		return;
	OPTIMIZER_HIDE_VAR(gone);
	kfree(object);
	pr_info("planted: what was freed has %d\n", READ_ONCE(*gone));
}

/* DEBUG_KMEMLEAK */
static noinline void planted_leaks(void)
{
	void *object;
	int i;

	for (i = 0; i < LEAKS; i++) {
		object = kmalloc(OBJECT_SIZE, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(object);
	}
}

static int __init planted_init(void)
{
	planted_sleep();
	planted_locks();
	planted_list();
	planted_shift();
	planted_bounds();
	planted_use();
	planted_leaks();
	return 0;
}

static void __exit planted_exit(void)
{
}

module_init(planted_init);
module_exit(planted_exit);
MODULE_DESCRIPTION("Faults for a kernel's checkers to report");
MODULE_LICENSE("GPL");
