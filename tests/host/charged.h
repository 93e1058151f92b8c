/* SPDX-License-Identifier: GPL-2.0-only */
/* Helpers that all files of facet-host-charged use. */
#ifndef HOST_CHARGED_H
#define HOST_CHARGED_H

#include <stdint.h>

/* Return the number behind @name in @file of a control group; 0: there is none. */
uint64_t group_number(const char *group, const char *file, const char *name);

/*
 * charged_screenshot.c: a VMM in @group shows a picture whose rows lie far apart in guest memory.
 * This process takes a screenshot. Return: ok_status().
 */
int program_screenshot(const char *uuid, const char *group);

#endif
