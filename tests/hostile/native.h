/* SPDX-License-Identifier: GPL-2.0-only */
/* What runs cases natively; see hostile.h. */
#ifndef TESTS_HOSTILE_NATIVE_H
#define TESTS_HOSTILE_NATIVE_H

#include "hostile.h"

/* Caps of the hostile guest's type. */
#define HOSTILE_PINS		2048u
#define HOSTILE_SHADOWS		64u
#define HOSTILE_FENCES		16u	/* fewer than there are registers for */

/** hostile_run() - One case, with a machine of its own. Return: whether all is as expected. */
bool hostile_run(const struct hostile_case *c);

#endif
