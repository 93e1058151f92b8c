/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The signals of the launcher: those that end a run arrive by sigtimedwait(2). The program and
 * Weston get the signals as the launcher's caller left them.
 */
#ifndef SHIM_LAUNCHER_RUN_SIGNALS_H
#define SHIM_LAUNCHER_RUN_SIGNALS_H

#include <signal.h>

/**
 * run_signals_take() - Block the signals that the launcher waits for.
 * @signals: gets SIGCHLD, and the signals that end a run
 *
 * A caller may have left SIGCHLD ignored: the kernel would then forget how the program ends.
 *
 * Context: one thread; once.
 */
void run_signals_take(sigset_t *signals);

/**
 * run_signals_give_back() - Restore what run_signals_take() has changed.
 *
 * Context: a process that becomes the program or Weston.
 */
void run_signals_give_back(void);

#endif
