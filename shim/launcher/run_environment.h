/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The environment of a program that runs on the simulated GPU.
 */
#ifndef SHIM_LAUNCHER_RUN_ENVIRONMENT_H
#define SHIM_LAUNCHER_RUN_ENVIRONMENT_H

/**
 * run_environment_set() - Change the environment of this process for the program.
 * @library: absolute path of the preload library
 * @report: absolute path of the report
 * @shots: absolute path of the folder for frames; NULL: none
 * @frames: numbers of the frames to write; NULL: all
 * @clock: frames after which a process ends, 0: never; -1: leave the clock alone
 *
 * Context: one thread. Allocates memory.
 * Return: 0; -ENOMEM: no memory.
 */
int run_environment_set(const char *library, const char *report, const char *shots,
			const char *frames, int clock);

#endif
