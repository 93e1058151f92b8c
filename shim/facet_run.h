/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the launcher facet-run and the preload library libfacet-run.so agree on: environment
 * variables, and the report file. The launcher sets the variables. Each process that loads the
 * library appends lines to the report file. The launcher reads the file and decides how a run ended.
 */
#ifndef SHIM_FACET_RUN_H
#define SHIM_FACET_RUN_H

/* Private folder of the run, absolute path. The launcher removes the folder at the end. */
#define FACET_RUN_DIR		"FACET_RUN_DIR"
/* Folder for frames, absolute path; unset: write no frames. */
#define FACET_RUN_SHOTS		"FACET_RUN_SHOTS"
/* Numbers of the frames to write, separated by commas, the first is 1; unset: all frames. */
#define FACET_RUN_FRAMES	"FACET_RUN_FRAMES"
/*
 * Set: the clock of the process steps 1/60 s per frame. The value is the number of frames after
 * which the process ends with status 0; 0: the process runs on.
 */
#define FACET_RUN_CLOCK		"FACET_RUN_CLOCK"
/* Path of the library, for the installed program and for builds in a folder of their own. */
#define FACET_RUN_LIBRARY	"FACET_RUN_LIBRARY"

/* Name of the report file in the folder of the run. */
#define FACET_RUN_REPORT	"report"
/* Bytes of the longest line of the report file, with its end of line. */
#define FACET_RUN_LINE		512u

/*
 * A line of the report file is "PID EVENT TEXT", written by one write(2) with O_APPEND. TEXT may be
 * empty. These are the events.
 */
/* The process opened the render node. */
#define FACET_RUN_OPENED	"open"
/* The process created a GPU context: a driver came up. */
#define FACET_RUN_UP		"up"
/* TEXT: the name of an ioctl that was refused, and the error. One line per kind of ioctl. */
#define FACET_RUN_REFUSED	"refused"
/* TEXT: the reason why the engine stopped a context. */
#define FACET_RUN_STOPPED	"stopped"
/* TEXT: the renderer that a current GL context names. */
#define FACET_RUN_RENDERER	"renderer"

/**
 * facet_run_report() - Append a line to the report file.
 * @event: one of the events above
 * @text: a text without an end of line, cut to fit FACET_RUN_LINE; "": none
 *
 * Does nothing if FACET_RUN_DIR is unset: then no launcher waits for the report. Keeps errno.
 *
 * Context: any thread, also before main() and after fork(); takes no lock; blocks for the file.
 */
void facet_run_report(const char *event, const char *text);

#endif
