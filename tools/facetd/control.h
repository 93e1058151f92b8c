/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One round of facetd: sample the statistics, decide, save the state, write knobs. control.c joins
 * watch.h, policy.h, ledger.h and apply.h. loop.c calls these functions from facetd's only thread.
 */
#ifndef FACETD_CONTROL_H
#define FACETD_CONTROL_H

#include "tools/facetd/watch.h"

/**
 * struct control - State that facetd keeps from round to round.
 * @config: the configuration in force
 * @watch: samples, ledger, and memory of policies
 * @lock: descriptor of the state file's lock; -1 in a dry run
 * @dry_run: facetd writes neither knobs nor the state file and prints each change on stdout
 * @dirty: the next round writes the state file, even without a change
 * @failing: the last round failed, and facetd has reported the failure
 * @warned: parents with a warning that weights have no effect there, one bit each
 * @lacking: classes with a warning that they cannot have their minimum, one bit each
 * @reported: number of changes reported in this minute
 * @unreported: number of changes in this minute above the limit of reports
 * @reported_ms: begin of this minute, CLOCK_MONOTONIC in ms
 */
struct control {
	struct config config;
	struct watch watch;
	int lock;
	bool dry_run;
	bool dirty;
	bool failing;
	uint32_t warned;
	uint64_t lacking;
	uint32_t reported;
	uint32_t unreported;
	uint64_t reported_ms;
};

/**
 * control_begin() - Lock the state file, map the statistics and read the state file.
 * @control: config, dry_run and watch.root are set; the rest is zero
 *
 * A state file that cannot be used is no error: facetd logs a warning and takes the current values
 * for the vGPUs' own.
 *
 * Context: facetd's thread; blocks for files, but not for the lock of another facetd.
 * Return: 0; -EWOULDBLOCK: another facetd has the state file; a negative errno of state_lock() or
 *	watch_open(); -EPROTO: the statistics have another version. The function logs each error.
 */
int control_begin(struct control *control);

/**
 * control_round() - Do one round: sample, decide, write the state file, write knobs.
 * @control: the control
 * @week_minute: local time in minutes since Monday 00:00
 *
 * If a round fails, the function logs the failure once, until a round succeeds. If the state file
 * cannot be written, the round writes no knob.
 *
 * Context: facetd's thread; blocks for sysfs and the state file.
 */
void control_round(struct control *control, uint32_t week_minute);

/**
 * control_configure() - Put another configuration in force from the next round on.
 * @control: the control
 * @config: the configuration; copied
 *
 * From then on, policies again set the knobs that somebody else had set. A new path of the state
 * file is locked and written before the old file is removed.
 *
 * Context: facetd's thread; blocks for the state file.
 * Return: 0; -EWOULDBLOCK: another facetd has the new state file; another negative errno of
 *	state_lock() or state_write(). After an error the old configuration stays in force. The
 *	function logs the error.
 */
int control_configure(struct control *control, const struct config *config);

/**
 * control_end() - Give each vGPU its own values back, remove the state file and free everything.
 * @control: the control; a dry run changes no vGPU and no file
 *
 * Context: facetd's thread; blocks for sysfs.
 */
void control_end(struct control *control);

#endif
