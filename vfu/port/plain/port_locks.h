/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks, contexts and checks of the user-space port for release builds: nothing is checked.
 * vfu/port/strict has the same names with the checks of a debug kernel. meson.build picks one of
 * the two by the include path. port.h alone includes this file.
 */
#ifndef FACET_PORT_LOCKS_H
#define FACET_PORT_LOCKS_H

#include <pthread.h>

/*
 * Mutexes have priority inheritance, since the session's thread may be in the real-time class.
 * Spinlocks have none.
 */
struct mutex { pthread_mutex_t m; };
#define mutex_init(l)		port_mutex_init(&(l)->m)
#define mutex_destroy(l)	pthread_mutex_destroy(&(l)->m)
#define mutex_lock(l)		pthread_mutex_lock(&(l)->m)
#define mutex_trylock(l)	(!pthread_mutex_trylock(&(l)->m))
#define mutex_unlock(l)		pthread_mutex_unlock(&(l)->m)

/* Holds are short: a waiter spins for a while before it sleeps. */
typedef struct { pthread_mutex_t m; } spinlock_t;
#define spin_lock_init(l) \
	((l)->m = (pthread_mutex_t)PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP)
#define spin_lock_irqsave(l, f)	((f) = 0, pthread_mutex_lock(&(l)->m))
#define spin_unlock_irqrestore(l, f) ((void)(f), pthread_mutex_unlock(&(l)->m))

#define lockdep_assert_held(l)	((void)(l))
#define lockdep_assert_none_held_once()	((void)0)
#define port_held_at_most(...)	((void)0)

#define might_sleep()		((void)0)
#define might_alloc()	((void)0)
#define non_block_start()	((void)0)
#define non_block_end()		((void)0)

#define port_check_free(p)		((void)0)
#define port_check_list_add(n, before, after) ((void)0)
#define port_check_list_del(n)		((void)0)
#define port_check_list_used(n)		((void)0)
#define port_check_ref_get(refs)	((void)0)
#define port_check_ref_put(refs)	((void)0)

#endif
