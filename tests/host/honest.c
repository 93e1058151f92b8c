// SPDX-License-Identifier: GPL-2.0-only
/*
 * An honest worker for facet-host-rogue: a program of its own, because that one has no render
 * engine.
 *
 *     facet-host-honest DESCRIPTOR
 */
#include <stdlib.h>

#include "engine/service/worker_process.h"

int main(int argc, char **argv)
{
	return argc == 2 ? worker_run(atoi(argv[1])) : 2;
}
