// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of debug builds (strict/port_locks.h): order of locks, contexts that must not sleep,
 * lists, references. Each thread keeps the locks that it holds. The order between classes of locks
 * is one graph for the process. An edge that closes a circle is reported when it is made, even if
 * no threads meet in the circle. The graph's own lock is taken for a new edge only. So
 * ThreadSanitizer does not regard it as a lock that orders the threads.
 */
#include "port.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdarg.h>

#define PORT_LOCK_MAGIC	0x10c4ed01u

enum {
	PORT_CLASSES_MAX = 64,
	PORT_HELD_MAX = 24,
	PORT_NAME_MAX = 256,
	PORT_LIST_NEAR = 16,	/* neighbours that are compared with a new entry */
};

/**
 * struct port_held - One lock that a thread holds, or one context that must not sleep.
 * @lock: the lock; NULL: a context without a lock
 * @site: file and line that took the lock or began the context
 */
struct port_held {
	struct port_lock *lock;
	const char *site;
};

/**
 * struct port_thread - The locks and contexts of a thread.
 * @held: array of @n entries, the oldest first
 * @n: number of entries
 * @atomic: number of entries that forbid to sleep
 */
struct port_thread {
	struct port_held held[PORT_HELD_MAX];
	uint32_t n;
	uint32_t atomic;
};

static __thread struct port_thread port_self;

static struct {
	pthread_mutex_t lock;
	struct port_class *class[PORT_CLASSES_MAX];
	uint32_t classes;
	uint64_t inner[PORT_CLASSES_MAX];	/* masks of classes that were taken inside */
	const char *site[PORT_CLASSES_MAX][PORT_CLASSES_MAX];
} port_graph = { .lock = PTHREAD_MUTEX_INITIALIZER };

static __attribute__((noreturn, format(printf, 1, 2))) void port_report(const char *fmt, ...)
{
	void (*stack)(void);
	va_list ap;

	flockfile(stderr);
	fputs("facet: port: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	funlockfile(stderr);
	/* A function of the sanitizers, if the process has one. */
	*(void **)&stack = dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace");
	if (stack)
		stack();
	abort();
}

static const char *port_lock_name(const struct port_lock *lock)
{
	return lock->class->name;
}

static const void *port_holder(const struct port_lock *lock)
{
	return __atomic_load_n(&lock->holder, __ATOMIC_RELAXED);
}

static uint32_t port_class_id(struct port_class *class)
{
	uint32_t id = __atomic_load_n(&class->id, __ATOMIC_ACQUIRE);

	if (id)
		return id - 1;
	pthread_mutex_lock(&port_graph.lock);
	if (!class->id) {
		if (port_graph.classes == PORT_CLASSES_MAX)
			port_report("%s: more classes of locks than %u", class->name,
				    PORT_CLASSES_MAX);
		port_graph.class[port_graph.classes++] = class;
		__atomic_store_n(&class->id, port_graph.classes, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&port_graph.lock);
	return class->id - 1;
}

/*
 * Find a path from class @from to class @to, with its names in @path. @visited: mask of visited
 * classes.
 */
static bool port_path(uint32_t from, uint32_t to, uint64_t *visited, char *path)
{
	uint32_t i;

	if (from == to)
		return true;
	*visited |= 1ull << from;
	for (i = 0; i < port_graph.classes; i++) {
		size_t len = strlen(path);

		if (!(port_graph.inner[from] >> i & 1) || (*visited >> i & 1))
			continue;
		snprintf(path + len, PORT_NAME_MAX - len, ", then %s (%s)",
			 port_graph.class[i]->name, port_graph.site[from][i]);
		if (port_path(i, to, visited, path))
			return true;
		path[len] = 0;
	}
	return false;
}

static void port_edge_new(uint32_t outer, uint32_t inner, const char *site)
{
	char path[PORT_NAME_MAX] = "";
	uint64_t visited = 0;

	pthread_mutex_lock(&port_graph.lock);
	if (port_path(inner, outer, &visited, path))
		port_report("%s is taken inside %s at %s, and elsewhere %s%s",
			    port_graph.class[inner]->name, port_graph.class[outer]->name, site,
			    port_graph.class[inner]->name, path);
	port_graph.site[outer][inner] = site;
	__atomic_fetch_or(&port_graph.inner[outer], 1ull << inner, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&port_graph.lock);
}

/* Check and record that @lock is taken while @held is held. */
static void port_edge(const struct port_held *held, struct port_lock *lock, const char *site)
{
	uint32_t outer, inner;

	if (!held->lock)
		return;
	if (held->lock->class == lock->class)
		port_report("%s is taken at %s and was taken at %s: %s", port_lock_name(lock), site,
			    held->site, held->lock == lock ? "the same lock" : "the same class");
	outer = port_class_id(held->lock->class);
	inner = port_class_id(lock->class);
	if (!(__atomic_load_n(&port_graph.inner[outer], __ATOMIC_RELAXED) >> inner & 1))
		port_edge_new(outer, inner, site);
}

static void port_push(struct port_lock *lock, const char *site)
{
	if (port_self.n == PORT_HELD_MAX)
		port_report("%s: more than %u locks are held", site, PORT_HELD_MAX);
	port_self.held[port_self.n++] = (struct port_held){ .lock = lock, .site = site };
	port_self.atomic += !lock || lock->spins;
}

static const struct port_held *port_find(const struct port_lock *lock)
{
	uint32_t i;

	for (i = port_self.n; i--;)
		if (port_self.held[i].lock == lock)
			return &port_self.held[i];
	return NULL;
}

static void port_pop(const struct port_held *held)
{
	uint32_t i = (uint32_t)(held - port_self.held);

	port_self.atomic -= !held->lock || held->lock->spins;
	port_self.n--;
	memmove(&port_self.held[i], &port_self.held[i + 1],
		(port_self.n - i) * sizeof(port_self.held[0]));
}

void port_lock_init(struct port_lock *lock, struct port_class *class, bool spins, const char *site)
{
	if (lock->magic == PORT_LOCK_MAGIC && port_holder(lock))
		port_report("%s is initialised at %s while it is held", class->name, site);
	*lock = (struct port_lock){ .magic = PORT_LOCK_MAGIC, .spins = spins, .class = class };
}

void port_lock_destroy(struct port_lock *lock, const char *site)
{
	if (lock->magic != PORT_LOCK_MAGIC)
		port_report("a lock is destroyed at %s that is not initialised", site);
	if (port_holder(lock))
		port_report("%s is destroyed at %s while it is held", port_lock_name(lock), site);
	lock->magic = 0;
}

void port_lock_acquire(struct port_lock *lock, bool tries, const char *site)
{
	uint32_t i;

	if (lock->magic != PORT_LOCK_MAGIC)
		port_report("a lock is taken at %s that is not initialised", site);
	for (i = 0; i < port_self.n && !tries; i++)
		port_edge(&port_self.held[i], lock, site);
	port_push(lock, site);
}

void port_lock_acquired(struct port_lock *lock)
{
	__atomic_store_n(&lock->holder, &port_self, __ATOMIC_RELAXED);
}

void port_lock_release(struct port_lock *lock, const char *site)
{
	const struct port_held *held = port_find(lock);

	if (!held)
		port_report("a lock is let go at %s that this thread does not hold", site);
	port_pop(held);
	__atomic_store_n(&lock->holder, NULL, __ATOMIC_RELAXED);
}

void port_assert_held(const struct port_lock *lock, const char *site)
{
	if (!port_find(lock))
		port_report("%s is not held at %s", port_lock_name(lock), site);
}

static const char *port_held_name(const struct port_held *held)
{
	return held->lock ? port_lock_name(held->lock) : "a context that must not sleep";
}

void port_assert_none_held(const char *site)
{
	if (port_self.n)
		port_report("%s is still held at %s, since %s",
			    port_held_name(&port_self.held[0]), site, port_self.held[0].site);
}

void port_assert_held_at_most(const char *const *names, size_t n, const char *site)
{
	uint32_t i;
	size_t k;

	for (i = 0; i < port_self.n; i++) {
		for (k = 0; k < n; k++)
			if (!strcmp(port_held_name(&port_self.held[i]), names[k]))
				break;
		if (k == n)
			port_report("%s is held at %s, since %s: not allowed there",
				    port_held_name(&port_self.held[i]), site,
				    port_self.held[i].site);
	}
}

void port_assert_may_sleep(const char *site)
{
	uint32_t i;

	for (i = 0; port_self.atomic && i < port_self.n; i++)
		if (!port_self.held[i].lock || port_self.held[i].lock->spins)
			port_report("sleeps at %s with %s, since %s", site,
				    port_held_name(&port_self.held[i]), port_self.held[i].site);
}

void port_atomic_enter(const char *site)
{
	port_push(NULL, site);
}

void port_atomic_leave(const char *site)
{
	const struct port_held *held = port_find(NULL);

	if (!held)
		port_report("a context that must not sleep ends at %s and never began", site);
	port_pop(held);
}

/*
 * Memory larger than a page may be mapped page by page in the kernel, which then sleeps to unmap
 * it.
 */
void port_assert_may_free(const void *p, const char *site)
{
	size_t size = malloc_usable_size((void *)p);
	uint32_t i;

	if (size > PAGE_SIZE)
		port_assert_may_sleep(site);
	for (i = 0; i < port_self.n; i++) {
		const struct port_lock *lock = port_self.held[i].lock;

		if (lock && (uintptr_t)lock - (uintptr_t)p < size)
			port_report("%s is freed while it is held, since %s", port_lock_name(lock),
				    port_self.held[i].site);
	}
}

static bool port_list_poisoned(const struct list_head *n)
{
	return READ_ONCE(n->next) == LIST_POISON1;
}

void port_assert_list_used(const struct list_head *n)
{
	if (port_list_poisoned(n))
		port_report("list: an entry is used after list_del()");
}

void port_assert_list_add(struct list_head *n, const struct list_head *before,
			  const struct list_head *after)
{
	uint32_t i;

	port_assert_list_used(before);
	if (before->next != after || after->prev != before)
		port_report("list: an entry is added where the list is damaged");
	for (i = 0; i < PORT_LIST_NEAR; i++) {
		if (n == before || n == after)
			port_report("list: an entry is added twice");
		before = before->prev;
		after = after->next;
	}
}

void port_assert_list_del(const struct list_head *n)
{
	if (port_list_poisoned(n))
		port_report("list: an entry is removed after list_del()");
	if (!n->next || !n->prev)
		port_report("list: an entry is removed that was never added");
	if (n->next->prev != n || n->prev->next != n)
		port_report("list: an entry is removed where the list is damaged");
}

void port_assert_ref_get(uint32_t refs)
{
	if (refs == ~0u)
		port_report("references: more than can be counted");
}

void port_assert_ref_put(uint32_t refs)
{
	if (!refs)
		port_report("references: one is put that nobody has");
}

void port_lock_order(void (*edge)(void *arg, const char *outer, const char *inner,
				  const char *site), void *arg)
{
	uint32_t i, k;

	pthread_mutex_lock(&port_graph.lock);
	for (i = 0; i < port_graph.classes; i++)
		for (k = 0; k < port_graph.classes; k++)
			if (port_graph.inner[i] >> k & 1)
				edge(arg, port_graph.class[i]->name, port_graph.class[k]->name,
				     port_graph.site[i][k]);
	pthread_mutex_unlock(&port_graph.lock);
}

static void print_edge(void *arg, const char *outer, const char *inner, const char *site)
{
	fprintf(arg, "%s\t%s\t%s\n", outer, inner, site);
}

/*
 * With FACET_LOCK_ORDER=FILE each process appends its recorded order: a line for each two classes.
 */
static __attribute__((destructor)) void port_lock_order_write(void)
{
	const char *path = getenv("FACET_LOCK_ORDER");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file)
		return;
	port_lock_order(print_edge, file);
	fclose(file);
}
