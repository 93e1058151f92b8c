/* SPDX-License-Identifier: GPL-2.0-only */
/* One round of facetd: look, decide, remember, write. Between watch.h, policy.h, ledger.h and apply.h. */
#ifndef FACETD_CONTROL_H
#define FACETD_CONTROL_H

#include "tools/facetd/watch.h"

/**
 * struct control - What goes from round to round.
 * @config: that is in force
 * @dry_run: nothing is written, neither knobs nor state; what would be is told on stdout
 * @lock: of its state file, open; not in a dry run
 * @dirty: the state file is to be written, whatever changes
 * @failing: the last round failed, and that has been said
 * @warned: bits of parents of which it has been said that weights do nothing there
 * @lacking: bits of classes of which it has been said that they cannot have their minimum
 * @reported: lines about changes in this minute, from @reported_ms on, and @unreported ones above the most
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

/** control_begin() - Open the statistics, and take up what was left. Return: 0 or a negative errno; that has been said. */
int control_begin(struct control *control);

/** control_round() - One of them; failures are said once. @week_minute: see struct policy_snapshot */
void control_round(struct control *control, uint32_t week_minute);

/**
 * control_configure() - Another configuration from the next round on; nothing is left alone any more.
 * Return: 0; a negative errno: its state file cannot be had, and the old configuration stays; that has been said.
 */
int control_configure(struct control *control, const struct config *config);

/** control_end() - Each vGPU gets its own values back, and the state file goes. */
void control_end(struct control *control);

#endif
