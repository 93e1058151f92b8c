/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of the sanitizers for programs that change stacks themselves. Their addresses are NULL
 * in a program without the sanitizer. Source: sanitizer/common_interface_defs.h and
 * sanitizer/tsan_interface.h of the compilers.
 */
#ifndef FACET_FIBER_SANITIZERS_H
#define FACET_FIBER_SANITIZERS_H

#include <stddef.h>

#pragma weak __sanitizer_start_switch_fiber
#pragma weak __sanitizer_finish_switch_fiber
#pragma weak __tsan_get_current_fiber
#pragma weak __tsan_create_fiber
#pragma weak __tsan_destroy_fiber
#pragma weak __tsan_switch_to_fiber

void __sanitizer_start_switch_fiber(void **save, const void *stack, size_t bytes);
void __sanitizer_finish_switch_fiber(void *save, const void **stack, size_t *bytes);
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned int flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned int flags);

#endif
