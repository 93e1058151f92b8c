/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the launcher facet-run and the preload library libfacet-run.so agree on: environment
 * variables, and the report. The launcher sets the variables. Each process that loads the library
 * appends lines to the report. The launcher reads the report and decides how the run ended.
 *
 * A program that runs on another driver does not write FACET_RUN_DRIVER.
 */
#ifndef SHIM_FACET_RUN_H
#define SHIM_FACET_RUN_H

/* Absolute path of the report. Unset: no launcher waits for a report. */
#define FACET_RUN_REPORT	"FACET_RUN_REPORT"
/* Folder for frames, absolute path; unset: write no frames. */
#define FACET_RUN_SHOTS		"FACET_RUN_SHOTS"
/* Numbers of the frames to write, separated by commas, the first is 1; unset: all frames. */
#define FACET_RUN_FRAMES	"FACET_RUN_FRAMES"
/*
 * Set: the clock of the process steps 1/60 s per frame. The value is the number of frames after
 * which the process ends with status 0; 0: the process runs on.
 */
#define FACET_RUN_CLOCK		"FACET_RUN_CLOCK"
/*
 * Time after which a batch counts as hung, in milliseconds. Default: 120000; 0: never. Waits for
 * batches of other processes have the same bound. The launcher refuses values that are not numbers
 * from 0 to FACET_RUN_HANG_MOST.
 */
#define FACET_RUN_HANG_MS	"FACET_RUN_HANG_MS"
#define FACET_RUN_HANG_MOST	1000000000000ull
/*
 * Set: windows of this process alone go to the desktop by shared memory. The launcher sets it for
 * the nested compositor of --window.
 */
#define FACET_RUN_WINDOW	"FACET_RUN_WINDOW"
/* For the launcher: path of the library, if it is not at its installed place. */
#define FACET_RUN_LIBRARY	"FACET_RUN_LIBRARY"

/* Bytes of the longest line of the report, with its end of line. */
#define FACET_RUN_LINE		512u

/*
 * A line of the report is "PID\tEVENT\tVALUE", written by one write(2) with O_APPEND. The launcher
 * uses all these events, and ignores other lines. The manual facet-run(1) lists the events.
 */
/* The process opened the render node; the value is the name of the program. */
#define FACET_RUN_OPEN		"open"
/* The process created a GPU context: a driver came up. The value is the path of the driver. */
#define FACET_RUN_DRIVER	"driver"
/* The engine stopped a batch; the value says why. */
#define FACET_RUN_HANG		"hang"
/* The library refused a request; the value names it. Each name once per process. */
#define FACET_RUN_UNSUPPORTED	"unsupported"
/* A batch used what the engine does not have; the value names it. Each name once per process. */
#define FACET_RUN_MISSING	"missing"
/* The hooks found a current GL context; the value is its renderer. */
#define FACET_RUN_RENDERER	"renderer"
/* The process showed its first frame; the value is 1. */
#define FACET_RUN_FIRST		"first"
/* A frame could not be written; the value says which and why. */
#define FACET_RUN_LOST		"lost"
/*
 * The process starts a program that cannot load the library and may draw. The value is the path of
 * the program, and why.
 */
#define FACET_RUN_STRAY		"stray"

#endif
