// SPDX-License-Identifier: GPL-2.0-only
/* The check that modules for tests go without (port.h). It is a part of facet.ko. */
#include "port.h"

#include <linux/export.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

enum removable_check removable_off = REMOVABLE_NONE;
EXPORT_SYMBOL_GPL(removable_off);

/* A name for each check, and one that means: none. */
static const char *const names[] = {
#define REMOVABLE_NAME(name, what) #name,
	REMOVABLE_CHECKS(REMOVABLE_NAME)
#undef REMOVABLE_NAME
	"none",
};

static int without_set(const char *value, const struct kernel_param *param)
{
	int found = sysfs_match_string(names, value);

	if (found < 0)
		return found;
	WRITE_ONCE(removable_off, found);
	if (found != REMOVABLE_NONE)
		pr_warn("check %s is off\n", names[found]);
	return 0;
}

static int without_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", names[READ_ONCE(removable_off)]);
}

static const struct kernel_param_ops without_ops = {
	.set = without_set,
	.get = without_get,
};

module_param_cb(without, &without_ops, NULL, 0600);
MODULE_PARM_DESC(without, "name of the check to go without, or none");
