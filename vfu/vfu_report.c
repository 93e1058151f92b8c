// SPDX-License-Identifier: GPL-2.0-only
/* Reads tables of the core, and has no lock of its own. Called from the main thread. */
#include "vfu/vfu_report.h"

#include <stdarg.h>

#include "device/denied.h"
#include "device/state_section.h"
#include "model/model.h"
#include "pgpu/pgpu.h"

#define REPORT_MAX	(FACET_DENIED_MAX + 1)	/* all entries */

static void report_accesses(const char *name, const char *what, const struct facet_unlisted *list,
			    u32 n)
{
	u32 i;

	pr_info("%s: %u %s\n", name, n, what);
	for (i = 0; i < min(n, REPORT_MAX); i++)
		pr_info("  %06x %u reads %u writes\n", list[i].offset, list[i].reads,
			list[i].writes);
}

static void report_refused(struct facet_device *dev, const char *name)
{
	struct facet_refused refused[REPORT_MAX];
	u32 n = facet_denied_refused(dev, refused, REPORT_MAX);
	u32 i, engine;

	pr_info("%s: %u commands that the audit refused\n", name, n);
	for (i = 0; i < min(n, REPORT_MAX); i++)
		for (engine = 0; engine < PGPU_ENGINES; engine++)
			if (refused[i].count[engine])
				pr_info("  %s %08x %u times\n", pgpu_engine_name(engine),
					refused[i].opcode, refused[i].count[engine]);
}

void vfu_report_denied(struct facet_device *dev, const char *name)
{
	struct facet_unlisted list[REPORT_MAX];
	u32 n = facet_denied_unlisted(dev, list, REPORT_MAX);

	report_accesses(name, "offsets that no register covers", list, n);
	n = facet_denied_ignored(dev, list, REPORT_MAX);
	report_accesses(name, "registers that commands named to no effect", list, n);
	report_refused(dev, name);
}

__printf(2, 3) static void state_print(void *arg, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(arg, fmt, args);
	va_end(args);
}

void vfu_report_state(struct facet_instance *instance, const char *path)
{
	struct facet_state_printer printer = { .print = state_print };
	FILE *f = fopen(path, "w");
	int ret;

	if (f) {
		printer.arg = f;
		ret = instance->model->dump(instance, &printer);
		if (fclose(f) && !ret)
			ret = -errno;
	} else {
		ret = -errno;
	}
	if (ret)
		pr_err("%s: %s\n", path, strerror(-ret));
}
