/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The port of tests that remove checks: the user-space port with two additions. Any one check can
 * be switched off at run time. Lines of log and bytes of memory are counted. This folder stands
 * before vfu/port in the include path.
 */
#ifndef TESTS_HOSTILE_PORT_H
#define TESTS_HOSTILE_PORT_H

#include "device/device_checks.h"
#include "display/display_checks.h"
#include "mediator/base/mediator_checks.h"
#include "model/model_checks.h"
#include "softgpu/softgpu_checks.h"
#include "vfu/port/port.h"
#include "virtio/virtio_checks.h"

/** enum hostile_check - All named checks. */
enum hostile_check {
#define HOSTILE_CHECK(name, what) HOSTILE_##name,
	MEDIATOR_CHECKS(HOSTILE_CHECK)
	DEVICE_CHECKS(HOSTILE_CHECK)
	SGPU_CHECKS(HOSTILE_CHECK)
	DISPLAY_CHECKS(HOSTILE_CHECK)
	VIRTIO_CHECKS(HOSTILE_CHECK)
	MODEL_CHECKS(HOSTILE_CHECK)
#undef HOSTILE_CHECK
	HOSTILE_CHECKS,
};

/**
 * struct hostile_check_row - A named check.
 * @name: its name
 * @what: its purpose
 */
struct hostile_check_row {
	const char *name;
	const char *what;
};

extern const struct hostile_check_row hostile_checks[HOSTILE_CHECKS];
extern enum hostile_check hostile_off;	/* the check that is off; HOSTILE_CHECKS: none */

/** hostile_check_of() - Find a check by its name. Return: HOSTILE_CHECKS: there is none. */
enum hostile_check hostile_check_of(const char *name);

#undef port_check
#undef port_mask
#define port_check(name, cond)		(hostile_off != HOSTILE_##name && (cond))
#define port_mask(name, value, mask)	(hostile_off != HOSTILE_##name ? (value) & (mask) : (value))

/* Counters. They are atomic, since engines may have threads. */
extern u64 hostile_log_lines;
extern u64 hostile_bytes;

__printf(1, 2) void hostile_log(const char *fmt, ...);
void *hostile_alloc(size_t n, size_t size);
void hostile_free(void *p);
void hostile_free_zeroed(void *p, size_t size);
void *hostile_page_alloc(void);
void hostile_page_free(void *p);

#undef pr_err
#undef pr_warn
#undef pr_info
#undef pr_warn_ratelimited
#define pr_err(...)			hostile_log(__VA_ARGS__)
#define pr_warn(...)			hostile_log(__VA_ARGS__)
#define pr_info(...)			hostile_log(__VA_ARGS__)
#define pr_warn_ratelimited(...)	hostile_log(__VA_ARGS__)

#undef port_zalloc
#undef port_calloc
#undef port_free
#define port_zalloc(size)		({ might_alloc(); hostile_alloc(1, size); })
#define port_calloc(n, size)		({ might_alloc(); hostile_alloc(n, size); })
#define port_free(p)			hostile_free(p)
#define port_free_zeroed(p, size)	hostile_free_zeroed(p, size)
#define port_page_alloc()		({ might_alloc(); hostile_page_alloc(); })
#define port_page_free(p)		hostile_page_free(p)

#endif
