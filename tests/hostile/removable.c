// SPDX-License-Identifier: GPL-2.0-only
/*
 * The switch of checks, and the counters of the port (port/port.h). A core whose checks can be
 * switched off needs both. The hostile cases and the fuzzer of copies have such a core.
 */
#include "port.h"

#include <stdarg.h>

#define HOSTILE_CHECK(label, text) { #label, text },
const struct hostile_check_row hostile_checks[HOSTILE_CHECKS] = {
	MEDIATOR_CHECKS(HOSTILE_CHECK)
	DEVICE_CHECKS(HOSTILE_CHECK)
	SGPU_CHECKS(HOSTILE_CHECK)
	DISPLAY_CHECKS(HOSTILE_CHECK)
	VIRTIO_CHECKS(HOSTILE_CHECK)
	MODEL_CHECKS(HOSTILE_CHECK)
};

enum hostile_check hostile_off = HOSTILE_CHECKS;
u64 hostile_log_lines;
u64 hostile_bytes;

enum hostile_check hostile_check_of(const char *name)
{
	u32 i;

	for (i = 0; i < HOSTILE_CHECKS; i++) {
		if (!strcmp(hostile_checks[i].name, name))
			break;
	}
	return i;
}

/* Counters of the host's log and memory. */

void hostile_log(const char *fmt, ...)
{
	va_list ap;

	__atomic_add_fetch(&hostile_log_lines, 1, __ATOMIC_RELAXED);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
}

/* Header before each allocation: the size. It keeps the alignment of malloc(). */
union prefix {
	size_t size;
	u8 align[16];
};

void *hostile_alloc(size_t n, size_t size)
{
	union prefix *p;

	if (size && n > (SIZE_MAX - sizeof(*p)) / size)
		return NULL;
	p = calloc(1, sizeof(*p) + n * size);
	if (!p)
		return NULL;
	p->size = n * size;
	__atomic_add_fetch(&hostile_bytes, p->size, __ATOMIC_RELAXED);
	return p + 1;
}

void hostile_free(void *data)
{
	union prefix *p = data;

	if (!p)
		return;
	__atomic_sub_fetch(&hostile_bytes, p[-1].size, __ATOMIC_RELAXED);
	free(p - 1);
}

void hostile_free_zeroed(void *data, size_t size)
{
	if (data)
		memset(data, 0, size);
	hostile_free(data);
}

void *hostile_page_alloc(void)
{
	void *p = aligned_alloc(PAGE_SIZE, PAGE_SIZE);

	if (!p)
		return NULL;
	__atomic_add_fetch(&hostile_bytes, PAGE_SIZE, __ATOMIC_RELAXED);
	return memset(p, 0, PAGE_SIZE);
}

void hostile_page_free(void *p)
{
	__atomic_sub_fetch(&hostile_bytes, PAGE_SIZE, __ATOMIC_RELAXED);
	free(p);
}
