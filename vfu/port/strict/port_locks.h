/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks, contexts and checks of the user-space port for debug builds. The checks are those of a
 * debug kernel: lockdep, CONFIG_DEBUG_LIST, CONFIG_DEBUG_ATOMIC_SLEEP, reference counts. Misuse
 * ends the process with a line that says what is wrong (strict.c). vfu/port/plain has the same
 * names without checks. port.h alone includes this file.
 */
#ifndef FACET_PORT_LOCKS_H
#define FACET_PORT_LOCKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PORT_LINE_(line)	#line
#define PORT_LINE(line)		PORT_LINE_(line)
#define PORT_SITE		__FILE__ ":" PORT_LINE(__LINE__)

/**
 * struct port_class - A class of locks: all locks that one line of code initialises.
 * @name: argument of the initialisation
 * @id: 1 to PORT_CLASSES_MAX; 0: not used yet
 *
 * The order in which classes are taken is recorded for the life of the process, as lockdep does it.
 */
struct port_class {
	const char *name;
	uint32_t id;
};

/**
 * struct port_lock - The part of a lock for the checks.
 * @magic: PORT_LOCK_MAGIC while the lock is initialised
 * @spins: the lock is a spinlock: its holder must not sleep
 * @class: class of the lock
 * @holder: names the thread that holds the lock; NULL: none
 */
struct port_lock {
	uint32_t magic;
	bool spins;
	struct port_class *class;
	const void *holder;
};

/*
 * The functions below report misuse by one line on standard error and abort(). @site is the
 * caller's file and line, PORT_SITE.
 */

/**
 * port_lock_init() - Begin the checks of a lock that is initialised.
 * @lock: the lock's part for the checks
 * @class: the class of all locks that this line of code initialises
 * @spins: a spinlock: its holder must not sleep
 * @site: where
 *
 * Ends the process if @lock is initialised and held.
 *
 * Context: any; takes no lock.
 */
void port_lock_init(struct port_lock *lock, struct port_class *class, bool spins, const char *site);

/**
 * port_lock_destroy() - End the checks of a lock that goes away.
 * @lock: the lock's part for the checks
 * @site: where
 *
 * Ends the process if @lock is not initialised, or is held.
 *
 * Context: any; takes no lock.
 */
void port_lock_destroy(struct port_lock *lock, const char *site);

/**
 * port_lock_acquire() - Check and record that this thread takes a lock.
 * @lock: the lock's part for the checks
 * @tries: true: a trylock, which cannot wait, and so makes no order between classes
 * @site: where
 *
 * mutex_lock() and spin_lock_irqsave() call this before they take the lock, mutex_trylock()
 * afterwards.
 *
 * Ends the process in four cases. @lock is not initialised. This thread holds @lock or another lock
 * of its class. The order of classes becomes a circle. There is no room for another class, or for
 * another lock that this thread holds. With @tries only the first case and missing room for a lock
 * count.
 *
 * Context: any; the caller may hold locks. Takes the lock of the recorded order for a new class or
 * a new order.
 */
void port_lock_acquire(struct port_lock *lock, bool tries, const char *site);

/**
 * port_lock_acquired() - Record this thread as the holder of a lock.
 * @lock: the lock's part for the checks; the lock itself was taken since port_lock_acquire()
 *
 * Context: any; takes no lock.
 */
void port_lock_acquired(struct port_lock *lock);

/**
 * port_lock_release() - Record that this thread is about to let a lock go.
 * @lock: the lock's part for the checks
 * @site: where
 *
 * Ends the process if this thread does not hold @lock.
 *
 * Context: any; takes no lock.
 */
void port_lock_release(struct port_lock *lock, const char *site);

/**
 * port_assert_held() - End the process if this thread does not hold a lock.
 * @lock: the lock's part for the checks
 * @site: where
 *
 * Context: any; takes no lock.
 */
void port_assert_held(const struct port_lock *lock, const char *site);

/**
 * port_assert_none_held() - End the process if this thread holds any lock, or is in a context that
 * must not sleep.
 * @site: where
 *
 * Context: any; takes no lock.
 */
void port_assert_none_held(const char *site);

/**
 * port_assert_held_at_most() - End the process if this thread holds a lock of another class.
 * @names: array of @n names of classes that may be held
 * @n: number of names
 * @site: where
 *
 * A context that must not sleep counts as a lock of another class.
 *
 * Context: any; takes no lock.
 */
void port_assert_held_at_most(const char *const *names, size_t n, const char *site);

/**
 * port_assert_may_sleep() - End the process if this thread holds a spinlock, or is in a context
 * that must not sleep.
 * @site: where
 *
 * Context: any; takes no lock.
 */
void port_assert_may_sleep(const char *site);

/**
 * port_atomic_enter() - Begin a context of this thread that must not sleep. Such contexts nest.
 * @site: where
 *
 * Ends the process if this thread has more contexts and locks than have room.
 *
 * Context: any; takes no lock.
 */
void port_atomic_enter(const char *site);

/**
 * port_atomic_leave() - End the context that port_atomic_enter() began last.
 * @site: where
 *
 * Ends the process if this thread is in none.
 *
 * Context: any; takes no lock.
 */
void port_atomic_leave(const char *site);

/**
 * port_assert_may_free() - End the process if memory must not be freed here.
 * @p: memory of malloc(), or NULL
 * @site: where
 *
 * Memory must not be freed if it contains a lock that this thread holds. Memory larger than a page
 * must not be freed where this thread must not sleep: the kernel may have mapped it page by page.
 *
 * Context: any; takes no lock.
 */
void port_assert_may_free(const void *p, const char *site);

struct list_head;

/**
 * port_assert_list_add() - Check an entry that is about to be added to a list.
 * @n: the entry
 * @before: the entry, or head, before the place
 * @after: the entry, or head, behind the place
 *
 * Ends the process in three cases. @before was deleted. @before and @after are not neighbours. @n
 * is among the entries near the place: it would be added twice.
 *
 * Context: any; the caller's lock over the list held.
 */
void port_assert_list_add(struct list_head *n, const struct list_head *before,
			  const struct list_head *after);

/**
 * port_assert_list_del() - Check an entry that is about to be deleted from a list.
 * @n: the entry
 *
 * Ends the process if @n was deleted or never added, or if a neighbour does not point back to it.
 * Context: the caller's lock over the list.
 */
void port_assert_list_del(const struct list_head *n);

/**
 * port_assert_list_used() - End the process if an entry is used after list_del().
 * @n: the entry
 *
 * Context: any; takes no lock.
 */
void port_assert_list_used(const struct list_head *n);

/**
 * port_assert_ref_get() - End the process if a reference count cannot grow.
 * @refs: the count before the reference is taken
 *
 * Context: any; takes no lock.
 */
void port_assert_ref_get(uint32_t refs);

/**
 * port_assert_ref_put() - End the process if a reference is put that nobody has.
 * @refs: the count before the reference is put
 *
 * Context: any; takes no lock.
 */
void port_assert_ref_put(uint32_t refs);

/**
 * port_lock_order() - Call a function for each two classes that were taken one inside the other.
 * @edge: called with @arg, the names of both classes, and where the inner one was taken first
 * @arg: first argument of @edge
 *
 * Context: takes the lock of the recorded order. @edge must not take a lock of the port.
 */
void port_lock_order(void (*edge)(void *arg, const char *outer, const char *inner,
				  const char *site), void *arg);

/* Each place that initialises locks has a class of its own. */
#define port_lock_init_here(l, spins) do {					\
	static struct port_class port_class_here = { .name = #l };		\
	port_lock_init(&(l)->dep, &port_class_here, spins, PORT_SITE);		\
} while (0)

struct mutex {
	pthread_mutex_t m;
	struct port_lock dep;
};

#define mutex_init(l) do {							\
	port_lock_init_here(l, false);						\
	port_mutex_init(&(l)->m);						\
} while (0)
#define mutex_destroy(l) do {							\
	port_lock_destroy(&(l)->dep, PORT_SITE);				\
	pthread_mutex_destroy(&(l)->m);						\
} while (0)
#define mutex_lock(l)		port_mutex_lock(l, PORT_SITE)
#define mutex_trylock(l)	port_mutex_trylock(l, PORT_SITE)
#define mutex_unlock(l)		port_mutex_unlock(l, PORT_SITE)

/**
 * port_mutex_lock() - Check and take a mutex, for mutex_lock().
 * @l: the mutex, initialised
 * @site: where
 *
 * Context: may sleep; no spinlock held.
 */
static inline void port_mutex_lock(struct mutex *l, const char *site)
{
	port_assert_may_sleep(site);
	port_lock_acquire(&l->dep, false, site);
	pthread_mutex_lock(&l->m);
	port_lock_acquired(&l->dep);
}

/**
 * port_mutex_trylock() - Try to take a mutex, for mutex_trylock().
 * @l: the mutex, initialised
 * @site: where
 *
 * Context: any; does not sleep.
 * Return: true: this thread holds the mutex; false: another thread holds it.
 */
static inline bool port_mutex_trylock(struct mutex *l, const char *site)
{
	if (pthread_mutex_trylock(&l->m))
		return false;
	port_lock_acquire(&l->dep, true, site);
	port_lock_acquired(&l->dep);
	return true;
}

/**
 * port_mutex_unlock() - Release a mutex, for mutex_unlock().
 * @l: the mutex, which this thread holds
 * @site: where
 *
 * Context: any.
 */
static inline void port_mutex_unlock(struct mutex *l, const char *site)
{
	port_lock_release(&l->dep, site);
	pthread_mutex_unlock(&l->m);
}

typedef struct {
	pthread_mutex_t m;
	struct port_lock dep;
} spinlock_t;

#define spin_lock_init(l) do {							\
	port_lock_init_here(l, true);						\
	(l)->m = (pthread_mutex_t)PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;	\
} while (0)
#define spin_lock_irqsave(l, f)		((f) = port_spin_lock(l, PORT_SITE))
#define spin_unlock_irqrestore(l, f)	((void)(f), port_spin_unlock(l, PORT_SITE))

/**
 * port_spin_lock() - Check and take a spinlock, for spin_lock_irqsave().
 * @l: the spinlock, initialised
 * @site: where
 *
 * Context: any. The thread must not sleep until port_spin_unlock().
 * Return: 0, in place of the interrupt flags.
 */
static inline unsigned long port_spin_lock(spinlock_t *l, const char *site)
{
	port_lock_acquire(&l->dep, false, site);
	pthread_mutex_lock(&l->m);
	port_lock_acquired(&l->dep);
	return 0;
}

/**
 * port_spin_unlock() - Release a spinlock, for spin_unlock_irqrestore().
 * @l: the spinlock, which this thread holds
 * @site: where
 *
 * Context: any.
 */
static inline void port_spin_unlock(spinlock_t *l, const char *site)
{
	port_lock_release(&l->dep, site);
	pthread_mutex_unlock(&l->m);
}

#define lockdep_assert_held(l)		port_assert_held(&(l)->dep, PORT_SITE)
#define lockdep_assert_none_held_once()	port_assert_none_held(PORT_SITE)

/* The caller holds only locks of these classes. Names are those of the initialisations. */
#define port_held_at_most(...) do {						\
	static const char *const port_names[] = { "", ##__VA_ARGS__ };		\
	port_assert_held_at_most(port_names, sizeof(port_names) / sizeof(port_names[0]),	\
				 PORT_SITE);					\
} while (0)

#define might_sleep()		port_assert_may_sleep(PORT_SITE)
#define might_alloc()	port_assert_may_sleep(PORT_SITE)
#define non_block_start()	port_atomic_enter(PORT_SITE)
#define non_block_end()		port_atomic_leave(PORT_SITE)

#define port_check_free(p)	port_assert_may_free(p, PORT_SITE)
#define port_check_list_add(n, before, after) port_assert_list_add(n, before, after)
#define port_check_list_del(n)	port_assert_list_del(n)
#define port_check_list_used(n)	port_assert_list_used(n)
#define port_check_ref_get(refs)	port_assert_ref_get(refs)
#define port_check_ref_put(refs)	port_assert_ref_put(refs)

#endif
