// SPDX-License-Identifier: GPL-2.0-only
/*
 * The environment of a program that runs on the simulated GPU: the preload library comes first, and
 * each setting that makes Mesa choose another driver is removed. main.c calls this in the process
 * that becomes the program. Takes no locks.
 */
#include "shim/launcher/run_environment.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "shim/facet_run.h"

/* Settings by which a user chooses another driver or device. */
static const char *const removed[] = {
	"LIBGL_ALWAYS_SOFTWARE", "LIBGL_ALWAYS_INDIRECT", "MESA_LOADER_DRIVER_OVERRIDE",
	"DRI_PRIME", "VK_ICD_FILENAMES", "VK_DRIVER_FILES", "MESA_VK_DEVICE_SELECT",
	"INTEL_NO_HW", "INTEL_STUB_GPU_PLATFORM",
};

/**
 * struct setting - A variable that the launcher sets.
 * @name: name of the variable
 * @value: its value
 * @keep: keep the value of the user
 */
struct setting {
	const char *name;
	const char *value;
	bool keep;
};

static const struct setting settings[] = {
	/* No software renderer has this name: a program without a driver gets none. */
	{ "GALLIUM_DRIVER", "iris", false },
	{ "VK_LOADER_DRIVERS_SELECT", "*intel_icd*", false },
	{ "RUSTICL_ENABLE", "iris", true },
};

static int set_or_unset(const char *name, const char *value)
{
	return value ? setenv(name, value, true) : unsetenv(name);
}

static int set_preload(const char *library)
{
	const char *others = getenv("LD_PRELOAD");
	char *value;
	int ret;

	if (asprintf(&value, "%s%s%s", library, others && *others ? ":" : "",
		     others ? others : "") < 0)
		return -1;
	ret = setenv("LD_PRELOAD", value, true);
	free(value);
	return ret;
}

static int set_drivers(void)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < sizeof(removed) / sizeof(*removed); i++)
		ret |= unsetenv(removed[i]);
	for (i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		ret |= setenv(settings[i].name, settings[i].value, !settings[i].keep);
	if (!getenv("WAYLAND_DISPLAY") && !getenv("DISPLAY"))
		ret |= setenv("EGL_PLATFORM", "surfaceless", false);
	return ret;
}

int run_environment_set(const char *library, const char *report, const char *shots,
			const char *frames, int clock)
{
	char number[16];
	int ret;

	snprintf(number, sizeof(number), "%d", clock);
	ret = set_preload(library) | set_drivers() | set_or_unset(FACET_RUN_REPORT, report) |
	      set_or_unset(FACET_RUN_SHOTS, shots) | set_or_unset(FACET_RUN_FRAMES, frames) |
	      set_or_unset(FACET_RUN_CLOCK, clock < 0 ? NULL : number);
	return ret ? -ENOMEM : 0;
}
