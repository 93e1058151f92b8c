// SPDX-License-Identifier: GPL-2.0-only
/* The signals of the launcher. main.c calls this before and after fork(2). Takes no locks. */
#include "shim/launcher/run_signals.h"

#include <stddef.h>

/* Signals that end a run. One that the caller ignores, as nohup(1) does, never arrives. */
static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

static sigset_t old_mask;
static struct sigaction old_child;

void run_signals_take(sigset_t *signals)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	size_t i;

	sigaction(SIGCHLD, &usual, &old_child);
	sigemptyset(signals);
	sigaddset(signals, SIGCHLD);
	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		sigaddset(signals, ends[i]);
	sigprocmask(SIG_BLOCK, signals, &old_mask);
}

void run_signals_give_back(void)
{
	sigaction(SIGCHLD, &old_child, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
}
