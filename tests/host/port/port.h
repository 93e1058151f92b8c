/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The port of modules for tests: any one check can be switched off while they run, by parameter
 * "without" of facet.ko. This folder stands before kernel/port in the include path (Kbuild).
 */
#ifndef TESTS_HOST_PORT_H
#define TESTS_HOST_PORT_H

#include "device/device_checks.h"
#include "display/display_checks.h"
#include "kernel/port/port.h"
#include "kernel/uengine_checks.h"
#include "mediator/base/mediator_checks.h"
#include "softgpu/softgpu_checks.h"

/* All checks by name; X(name, what). */
#define REMOVABLE_CHECKS(X)									\
	MEDIATOR_CHECKS(X)									\
	DEVICE_CHECKS(X)									\
	SGPU_CHECKS(X)										\
	DISPLAY_CHECKS(X)									\
	UENGINE_CHECKS(X)

/** enum removable_check - All named checks. */
enum removable_check {
#define REMOVABLE_CHECK(name, what) REMOVABLE_##name,
	REMOVABLE_CHECKS(REMOVABLE_CHECK)
#undef REMOVABLE_CHECK
	REMOVABLE_NONE,
};

extern enum removable_check removable_off;	/* the check that is off */

#undef port_check
#undef port_mask
#define port_check(name, cond)		(READ_ONCE(removable_off) != REMOVABLE_##name && (cond))
#define port_mask(name, value, mask)						\
	(READ_ONCE(removable_off) != REMOVABLE_##name ? (value) & (mask) : (value))

#endif
