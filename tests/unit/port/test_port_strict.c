// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the strict port of debug builds in user space (vfu/port/strict.c). Misuse that a debug
 * kernel reports ends the process, and the last line on stderr names the misuse. A child process
 * makes each misuse.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port.h"
#include "vfu/op_context.h"

struct thing {
	struct list_head list;
	struct mutex lock;
	struct mutex other;
	spinlock_t spin;
	u32 refs;
};

static struct thing *thing_create(void)
{
	struct thing *thing = port_zalloc(sizeof(*thing));

	assert_non_null(thing);
	mutex_init(&thing->lock);
	mutex_init(&thing->other);
	spin_lock_init(&thing->spin);
	return thing;
}

/* Take the spinlock in tests that never release it. */
static void spin(struct thing *thing)
{
	unsigned long flags;

	spin_lock_irqsave(&thing->spin, flags);
	(void)flags;
}

/*
 * Run @misuse in a child process. @said gets the child's stderr. Return: the child's wait status.
 */
static int in_child(void (*misuse)(void), char *said, size_t size)
{
	int fds[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		const struct rlimit none = { 0 };

		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		dup2(fds[1], STDERR_FILENO);
		misuse();
		_exit(0);
	}
	close(fds[1]);
	while ((n = read(fds[0], said + len, size - 1 - len)) > 0)
		len += n;
	said[len] = 0;
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Expect that @misuse aborts its process with a report that contains @text. */
static void expect_report(void (*misuse)(void), const char *text)
{
	static char said[1 << 16];
	int status = in_child(misuse, said, sizeof(said));

	if (!strstr(said, text))
		fail_msg("\"%s\" is not in \"%s\"", text, said);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void expect_silence(void (*use)(void))
{
	static char said[1 << 16];
	int status = in_child(use, said, sizeof(said));

	assert_string_equal(said, "");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Lists */

/* Delete an entry in a function of its own: the compiler would warn about later uses otherwise. */
static __attribute__((noipa)) void gone(struct list_head *n)
{
	list_del(n);
}

static void delete_twice(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head n;

	list_add(&n, &head);
	gone(&n);
	gone(&n);
}

static void delete_never_added(void)
{
	struct thing *thing = thing_create();

	list_del(&thing->list);
}

static void delete_init_after_delete(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head n;

	list_add(&n, &head);
	gone(&n);
	list_del_init(&n);
}

static void add_twice(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head a, b;

	list_add_tail(&a, &head);
	list_add_tail(&b, &head);
	list_add_tail(&a, &head);
}

static void add_to_damaged(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head a, b;

	list_add(&a, &head);
	a.prev = &b;
	list_add(&b, &head);
}

static void delete_from_damaged(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head a, b;

	list_add(&a, &head);
	list_add(&b, &head);
	head.next = &a;
	gone(&b);
}

static void add_behind_deleted(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head a, b;

	list_add(&a, &head);
	gone(&a);
	list_add(&b, &a);
}

static void ask_deleted(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head n;

	list_add(&n, &head);
	gone(&n);
	list_empty(&n);
}

static void proper_lists(void)
{
	struct list_head head = LIST_HEAD_INIT(head);
	struct list_head n;

	list_add(&n, &head);
	list_del_init(&n);
	list_del_init(&n);
	list_add(&n, &head);
	gone(&n);
	list_add_tail(&n, &head);
}

static void a_deleted_entry_is_not_used_again(void **state)
{
	expect_report(delete_twice, "removed after list_del()");
	expect_report(delete_init_after_delete, "removed after list_del()");
	expect_report(ask_deleted, "used after list_del()");
	expect_report(add_behind_deleted, "used after list_del()");
	expect_report(delete_never_added, "never added");
	expect_silence(proper_lists);
}

static void an_entry_is_on_a_list_once(void **state)
{
	expect_report(add_twice, "added twice");
	expect_report(add_to_damaged, "added where the list is damaged");
	expect_report(delete_from_damaged, "removed where the list is damaged");
}

/* The order of locks */

static void take_in_both_orders(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	mutex_lock(&thing->other);
	mutex_unlock(&thing->other);
	mutex_unlock(&thing->lock);
	mutex_lock(&thing->other);
	mutex_lock(&thing->lock);
}

static void take_in_a_ring(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	mutex_lock(&thing->other);
	mutex_unlock(&thing->lock);
	spin(thing);
	mutex_unlock(&thing->other);
	/* mutex_lock() would refuse this for another reason. */
	port_lock_acquire(&thing->lock.dep, false, "here");
}

static void take_twice(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	mutex_lock(&thing->lock);
}

static void take_two_of_a_class(void)
{
	struct thing *a = thing_create(), *b = thing_create();

	mutex_lock(&a->lock);
	mutex_lock(&b->lock);
}

static void take_in_order(void)
{
	struct thing *thing = thing_create();
	unsigned long flags;
	u32 i;

	for (i = 0; i < 2; i++) {
		mutex_lock(&thing->lock);
		mutex_lock(&thing->other);
		spin_lock_irqsave(&thing->spin, flags);
		lockdep_assert_held(&thing->lock);
		lockdep_assert_held(&thing->spin);
		mutex_unlock(&thing->lock);
		spin_unlock_irqrestore(&thing->spin, flags);
		mutex_unlock(&thing->other);
	}
	/* A trylock does not wait, so any order is allowed. */
	mutex_lock(&thing->other);
	if (mutex_trylock(&thing->lock))
		mutex_unlock(&thing->lock);
	mutex_unlock(&thing->other);
	lockdep_assert_none_held_once();
	mutex_destroy(&thing->lock);
	mutex_destroy(&thing->other);
	port_free(thing);
}

static void locks_are_taken_in_one_order(void **state)
{
	expect_report(take_in_both_orders, "&thing->lock is taken inside &thing->other");
	expect_report(take_in_a_ring, "&thing->lock is taken inside &thing->spin");
	expect_report(take_twice, "the same lock");
	expect_report(take_two_of_a_class, "the same class");
	expect_silence(take_in_order);
}

static void *let_go(void *arg)
{
	struct thing *thing = arg;

	mutex_unlock(&thing->lock);
	return NULL;
}

static void let_go_by_another(void)
{
	struct thing *thing = thing_create();
	pthread_t thread;

	mutex_lock(&thing->lock);
	pthread_create(&thread, NULL, let_go, thing);
	pthread_join(thread, NULL);
}

static void let_go_of_nothing(void)
{
	struct thing *thing = thing_create();
	unsigned long flags = 0;

	spin_unlock_irqrestore(&thing->spin, flags);
}

static void only_the_holder_lets_go(void **state)
{
	expect_report(let_go_by_another, "this thread does not hold");
	expect_report(let_go_of_nothing, "this thread does not hold");
}

static void destroy_held(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	mutex_destroy(&thing->lock);
}

static void init_held(void)
{
	struct thing *thing = thing_create();

	spin(thing);
	spin_lock_init(&thing->spin);
}

static void free_held(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	port_free(thing);
}

static void destroy_twice(void)
{
	struct thing *thing = thing_create();

	mutex_destroy(&thing->lock);
	mutex_destroy(&thing->lock);
}

static void take_before_init(void)
{
	struct thing *thing = port_zalloc(sizeof(*thing));

	mutex_lock(&thing->lock);
}

static void take_after_destroy(void)
{
	struct thing *thing = thing_create();

	mutex_destroy(&thing->lock);
	mutex_lock(&thing->lock);
}

static void a_lock_lives_while_it_is_held(void **state)
{
	expect_report(destroy_held, "destroyed");
	expect_report(destroy_twice, "destroyed");
	expect_report(init_held, "while it is held");
	expect_report(free_held, "is freed while it is held");
	expect_report(take_before_init, "not initialised");
	expect_report(take_after_destroy, "not initialised");
}

static void assert_not_held(void)
{
	struct thing *thing = thing_create();

	lockdep_assert_held(&thing->lock);
}

static void *hold_for_another(void *arg)
{
	struct thing *thing = arg;

	lockdep_assert_held(&thing->lock);
	return NULL;
}

static void assert_held_by_another(void)
{
	struct thing *thing = thing_create();
	pthread_t thread;

	mutex_lock(&thing->lock);
	pthread_create(&thread, NULL, hold_for_another, thing);
	pthread_join(thread, NULL);
}

static void return_with_a_lock(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	lockdep_assert_none_held_once();
}

static void held_means_held_by_this_thread(void **state)
{
	expect_report(assert_not_held, "&thing->lock is not held");
	expect_report(assert_held_by_another, "&thing->lock is not held");
	expect_report(return_with_a_lock, "&thing->lock is still held");
}

/* Contexts */

static void lock_under_spinlock(void)
{
	struct thing *thing = thing_create();

	spin(thing);
	mutex_lock(&thing->lock);
}

static void allocate_under_spinlock(void)
{
	struct thing *thing = thing_create();

	spin(thing);
	port_free(port_zalloc(1));
}

static void allocate_page_under_spinlock(void)
{
	struct thing *thing = thing_create();

	spin(thing);
	port_page_free(port_page_alloc());
}

static void free_much_under_spinlock(void)
{
	struct thing *thing = thing_create();
	void *much = port_calloc(2, PAGE_SIZE);

	spin(thing);
	port_free(much);
}

static void wait_under_spinlock(void)
{
	struct thing *thing = thing_create();
	wait_queue_head_t queue;

	init_waitqueue_head(&queue);
	spin(thing);
	wait_event(queue, true);
}

static void wait_for_a_time_under_spinlock(void)
{
	struct thing *thing = thing_create();
	wait_queue_head_t queue;

	init_waitqueue_head(&queue);
	spin(thing);
	wait_event_timeout(queue, true, 1);
}

static void yield_under_spinlock(void)
{
	struct thing *thing = thing_create();

	spin(thing);
	cond_resched();
}

static bool sleeps(struct thing *thing)
{
	mutex_lock(&thing->lock);
	mutex_unlock(&thing->lock);
	return true;
}

static void sleep_in_a_condition(void)
{
	struct thing *thing = thing_create();
	wait_queue_head_t queue;

	init_waitqueue_head(&queue);
	wait_event(queue, sleeps(thing));
}

static void sleep_in_an_event(void)
{
	struct thing *thing = thing_create();

	non_block_start();
	mutex_lock(&thing->lock);
}

static void end_what_never_began(void)
{
	non_block_end();
}

static void sleep_after_all(void)
{
	struct thing *thing = thing_create();
	unsigned long flags;

	non_block_start();
	spin_lock_irqsave(&thing->spin, flags);
	non_block_end();
	spin_unlock_irqrestore(&thing->spin, flags);
	might_sleep();
	port_free(thing);
}

static void nothing_sleeps_in_atomic_context(void **state)
{
	expect_report(lock_under_spinlock, "with &thing->spin");
	expect_report(allocate_under_spinlock, "with &thing->spin");
	expect_report(allocate_page_under_spinlock, "with &thing->spin");
	expect_report(free_much_under_spinlock, "with &thing->spin");
	expect_report(wait_under_spinlock, "with &thing->spin");
	expect_report(wait_for_a_time_under_spinlock, "with &thing->spin");
	expect_report(yield_under_spinlock, "with &thing->spin");
	expect_report(sleep_in_a_condition, "with a context that must not sleep");
	expect_report(sleep_in_an_event, "with a context that must not sleep");
	expect_report(end_what_never_began, "never began");
	expect_silence(sleep_after_all);
}

static void read_under_spinlock(void)
{
	struct thing *thing = thing_create();

	spin(thing);
	op_context_memory();
}

static void pin_under_mutex(void)
{
	struct thing *thing = thing_create();

	mutex_lock(&thing->lock);
	op_context_pin();
}

/* The strict port allows the op by the lock's name. */
static void read_under_mmio_lock(void)
{
	struct { struct mutex mmio_lock; } some, *dev = &some;

	memset(dev, 0, sizeof(*dev));
	mutex_init(&dev->mmio_lock);
	mutex_lock(&dev->mmio_lock);
	op_context_memory();
	op_context_idle();
	op_context_zap();
	mutex_unlock(&dev->mmio_lock);
	op_context_pin();
}

/* A save and a restore for a migration call ops. */
static void all_under_the_lock_of_a_migration(void)
{
	struct { struct mutex lock; } some, *m = &some;

	memset(m, 0, sizeof(*m));
	mutex_init(&m->lock);
	mutex_lock(&m->lock);
	op_context_memory();
	op_context_pin();
	op_context_zap();
	op_context_entries();
	op_context_idle();
	mutex_unlock(&m->lock);
}

static void an_op_is_called_with_the_locks_that_it_allows(void **state)
{
	expect_report(read_under_spinlock, "with &thing->spin");
	expect_report(pin_under_mutex, "&thing->lock is held");
	expect_silence(read_under_mmio_lock);
	expect_silence(all_under_the_lock_of_a_migration);
}

/* References */

static void put_too_often(void)
{
	struct thing *thing = thing_create();

	port_ref_get(&thing->refs);
	port_ref_put(&thing->refs);
	port_ref_put(&thing->refs);
}

static void get_too_often(void)
{
	struct thing *thing = thing_create();

	thing->refs = ~0u;
	port_ref_get(&thing->refs);
}

static void count_right(void)
{
	u32 refs = 0;

	port_ref_get(&refs);
	port_ref_get(&refs);
	if (port_ref_put(&refs) || !port_ref_put(&refs))
		_exit(1);
}

static void references_balance(void **state)
{
	expect_report(put_too_often, "put that nobody has");
	expect_report(get_too_often, "more than can be counted");
	expect_silence(count_right);
}

/* Waiting */

static struct {
	wait_queue_head_t queue;
	spinlock_t lock;
	u32 turn;
} ring;

static u32 ring_turn(void)
{
	unsigned long flags;
	u32 turn;

	spin_lock_irqsave(&ring.lock, flags);
	turn = ring.turn;
	spin_unlock_irqrestore(&ring.lock, flags);
	return turn;
}

static void *ring_player(void *arg)
{
	u32 mine = *(u32 *)arg;
	unsigned long flags;

	for (; mine < 1000; mine += 2) {
		wait_event(ring.queue, ring_turn() == mine);
		spin_lock_irqsave(&ring.lock, flags);
		ring.turn++;
		wake_up_all(&ring.queue);
		spin_unlock_irqrestore(&ring.lock, flags);
	}
	return NULL;
}

static void who_waits_is_woken_by_each_change(void **state)
{
	u32 even = 0, odd = 1;
	pthread_t thread;

	init_waitqueue_head(&ring.queue);
	spin_lock_init(&ring.lock);
	assert_int_equal(pthread_create(&thread, NULL, ring_player, &odd), 0);
	ring_player(&even);
	pthread_join(thread, NULL);
	assert_int_equal(ring.turn, 1000);
}

/* Recorded order of locks */

struct seen {
	const char *outer;
	const char *inner;
	bool found;
};

static void find_order(void *arg, const char *outer, const char *inner, const char *site)
{
	struct seen *seen = arg;

	seen->found |= !strcmp(outer, seen->outer) && !strcmp(inner, seen->inner) &&
		       strstr(site, "test_port_strict.c:");
}

static void the_order_of_locks_can_be_listed(void **state)
{
	struct seen seen = { .outer = "&thing->lock", .inner = "&thing->spin" };
	struct seen none = { .outer = "&thing->spin", .inner = "&thing->lock" };
	struct thing *thing = thing_create();
	unsigned long flags;

	mutex_lock(&thing->lock);
	spin_lock_irqsave(&thing->spin, flags);
	spin_unlock_irqrestore(&thing->spin, flags);
	mutex_unlock(&thing->lock);
	port_lock_order(find_order, &seen);
	port_lock_order(find_order, &none);
	port_free(thing);
	assert_true(seen.found);
	assert_false(none.found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deleted_entry_is_not_used_again),
		cmocka_unit_test(an_entry_is_on_a_list_once),
		cmocka_unit_test(locks_are_taken_in_one_order),
		cmocka_unit_test(only_the_holder_lets_go),
		cmocka_unit_test(a_lock_lives_while_it_is_held),
		cmocka_unit_test(held_means_held_by_this_thread),
		cmocka_unit_test(nothing_sleeps_in_atomic_context),
		cmocka_unit_test(an_op_is_called_with_the_locks_that_it_allows),
		cmocka_unit_test(references_balance),
		cmocka_unit_test(who_waits_is_woken_by_each_change),
		cmocka_unit_test(the_order_of_locks_can_be_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
