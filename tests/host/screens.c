// SPDX-License-Identifier: GPL-2.0-only
/*
 * Screens as users see them: faults that users report, each as a test, and the same actions
 * repeated many times. A VFIO user without a VMM uses vGPUs of the loaded modules. The vGPU's
 * setting decides between dma-bufs and a region. TAP on stdout.
 *
 *   facet-host-screen complaints UUID OTHER-UUID   all tests, one after the other
 *   facet-host-screen killed UUID                  the VMM is killed while its screen is mapped
 *   facet-host-screen copies UUID KIND             copied bytes of flips; `display` is KIND
 *   facet-host-screen flips UUID N                 N flips, each shown
 *   facet-host-screen resets UUID N                N resets with a lit screen
 *   facet-host-screen resizes UUID N               N times another monitor
 */
#include "screens.h"

#include <stdio.h>
#include <string.h>


static const struct {
	const char *name;
	int (*run)(const char *uuid, const char *argument);
} programs[] = {
	{ "complaints", program_complaints },
	{ "killed", program_killed },
	{ "copies", program_copies },
	{ "flips", program_flips },
	{ "resets", program_resets },
	{ "resizes", program_resizes },
};

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; argc >= 3 && i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!strcmp(argv[1], programs[i].name))
			return programs[i].run(argv[2], argc > 3 ? argv[3] : "");
	fprintf(stderr,
		"facet-host-screen complaints|killed|copies|flips|resets|resizes "
		"UUID [OTHER-UUID|KIND|N]\n");
	return 2;
}
