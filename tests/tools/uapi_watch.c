// SPDX-License-Identifier: GPL-2.0-only
/*
 * A library for LD_PRELOAD, in front of that of facet-run: count what a driver asks of the i915
 * device, and refuse one item. tests/nightly/uapi.sh finds so what each driver needs.
 *
 * FACET_UAPI_LOG: a file; each process appends a line for each item: the item and a count.
 * FACET_UAPI_REFUSE: the item that fails with EINVAL. tests/tools/uapi_items.h has the names.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "uapi_items.h"

#define ITEMS		256	/* most items of a process */
#define NAME_BYTES	64

static struct item {
	char name[NAME_BYTES];
	unsigned long count;
} items[ITEMS];
static int item_count;

static void count(const char *name)
{
	int i;

	for (i = 0; i < item_count; i++) {
		if (!strcmp(items[i].name, name)) {
			__atomic_add_fetch(&items[i].count, 1, __ATOMIC_RELAXED);
			return;
		}
	}
	i = __atomic_fetch_add(&item_count, i < ITEMS, __ATOMIC_RELAXED);
	if (i >= ITEMS)
		return;
	snprintf(items[i].name, sizeof(items[i].name), "%s", name);
	items[i].count = 1;
}

/* Count an item. Return true if it is the one to refuse. */
static bool refused(const char *group, const char *name, unsigned long long number)
{
	const char *refuse = getenv("FACET_UAPI_REFUSE");
	char text[NAME_BYTES];

	if (name)
		snprintf(text, sizeof(text), "%s%s", group, name);
	else
		snprintf(text, sizeof(text), "%s%llu", group, number);
	count(text);
	return refuse && !strcmp(refuse, text);
}

static const char *name_of(const struct uapi_name *names, size_t n, unsigned long long number)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

#define LISTED(group, names, number) \
	refused(group, name_of(names, sizeof(names) / sizeof(*(names)), number), number)

/* An item of a query that fails has its error in place of a length. */
static int query(int (*real)(int, unsigned long, ...), int fd, unsigned long request,
		 struct drm_i915_query *query)
{
	struct drm_i915_query_item *item = (void *)(uintptr_t)query->items_ptr;
	int ret = real(fd, request, query);
	unsigned int i;

	for (i = 0; !ret && i < query->num_items; i++)
		if (LISTED("QUERY ", uapi_queries, item[i].query_id))
			item[i].length = -EINVAL;
	return ret;
}

static bool is_refused(unsigned long request, void *arg)
{
	if (LISTED("", uapi_requests, _IOC_NR(request)))
		return true;
	switch (_IOC_NR(request)) {
	case _IOC_NR(DRM_IOCTL_I915_GETPARAM):
		return LISTED("GETPARAM ", uapi_params, ((struct drm_i915_getparam *)arg)->param);
	case _IOC_NR(DRM_IOCTL_I915_GEM_CONTEXT_GETPARAM):
	case _IOC_NR(DRM_IOCTL_I915_GEM_CONTEXT_SETPARAM):
		return LISTED("CONTEXT_PARAM ", uapi_context_params,
			      ((struct drm_i915_gem_context_param *)arg)->param);
	case _IOC_NR(DRM_IOCTL_GET_CAP):
		return LISTED("GET_CAP ", uapi_caps, ((struct drm_get_cap *)arg)->capability);
	default:
		return false;
	}
}

int ioctl(int fd, unsigned long request, ...)
{
	static int (*real)(int, unsigned long, ...);
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (!real)
		real = dlsym(RTLD_NEXT, "ioctl");
	if (_IOC_TYPE(request) != DRM_IOCTL_BASE)
		return real(fd, request, arg);
	if (is_refused(request, arg)) {
		errno = EINVAL;
		return -1;
	}
	if (_IOC_NR(request) == _IOC_NR(DRM_IOCTL_I915_QUERY))
		return query(real, fd, request, arg);
	return real(fd, request, arg);
}

__attribute__((destructor)) static void write_log(void)
{
	const char *path = getenv("FACET_UAPI_LOG");
	FILE *log = path && item_count ? fopen(path, "a") : NULL;
	int i;

	if (!log)
		return;
	for (i = 0; i < item_count && i < ITEMS; i++)
		fprintf(log, "%s\t%lu\n", items[i].name, items[i].count);
	fclose(log);
}
