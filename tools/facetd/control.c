// SPDX-License-Identifier: GPL-2.0-only
/*
 * One round of facetd (control.h). The round first writes the planned values into the state file,
 * then writes each knob. If facetd is killed at any time, the state file explains the value of each
 * knob. loop.c calls these functions from facetd's only thread. No lock.
 */
#include "tools/facetd/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "tools/facetd/apply.h"
#include "tools/facetd/log.h"
#include "tools/facetd/state.h"

#define REPORTED_MAX	120u	/* lines about changes in a minute: guests cause them */
#define MINUTE_MS	60000u

/* --- reports ------------------------------------------------------------------------------ */

/* Count a change. Return: false: this minute has had its REPORTED_MAX reports. */
static bool may_report(struct control *control, uint64_t now_ms)
{
	if (now_ms - control->reported_ms >= MINUTE_MS) {
		if (control->unreported)
			say(LOG_INFO, "%u more changes were not told", control->unreported);
		control->reported = 0;
		control->unreported = 0;
		control->reported_ms = now_ms;
	}
	if (control->reported++ < REPORTED_MAX)
		return true;
	control->unreported++;
	return false;
}

/* Print a change with the policy and the reason behind it. */
static void describe(const struct control *control, const struct ledger_change *change, char *text,
		     size_t size)
{
	const struct watch *watch = &control->watch;
	const struct policy_wish *wish = &watch->wishes[change->vgpu];
	char label[WATCH_LABEL], from[KNOB_TEXT], to[KNOB_TEXT];
	enum knob knob = change->knob;
	int n;

	n = snprintf(text, size, "%s: %s from %s to %s: ", watch_label(watch, change->vgpu, label),
		     knob_name(knob),
		     knob_print(knob, watch->ledger[change->vgpu].knobs[knob].before, from),
		     knob_print(knob, change->value, to));
	if (change->wished)
		snprintf(text + n, size - n, "policy %s (%s): %s",
			 control->config.policies[wish->policy[knob]].name,
			 policy_kind_names[control->config.policies[wish->policy[knob]].kind],
			 wish->reason[knob]);
	else
		snprintf(text + n, size - n, "no policy wants anything else");
}

/* Log a change, or in a dry run print it. @error: 0, or the negative errno of a refusal. */
static void report_change(struct control *control, const struct ledger_change *change, int error)
{
	char text[512];

	describe(control, change, text, sizeof(text));
	if (control->dry_run) {
		printf("would set %s\n", text);
		fflush(stdout);
	} else if (error) {
		say(LOG_WARNING, "%s: refused: %s", text, strerror(-error));
	} else if (may_report(control, control->watch.sample.now_ns / 1000000)) {
		say(LOG_INFO, "%s", text);
	}
}

/* Log a failure of a whole round, once until a round succeeds. */
static void fail(struct control *control, const char *what, int error)
{
	if (!control->failing)
		say(LOG_ERR, "%s: %s", what, strerror(-error));
	control->failing = true;
}

/* --- writing ------------------------------------------------------------------------------ */

/* Do a planned write. Return: false: it is refused, or a dry run: the kernel has no new value. */
static bool write_one(struct control *control, const struct ledger_change *change)
{
	struct ledger_vgpu *vgpu = &control->watch.ledger[change->vgpu];
	int ret = control->dry_run ? 0
				   : apply_write(control->watch.root, vgpu->uuid, change->knob,
						 change->value);

	if (apply_is_gone(ret)) {
		vgpu->gone = true;
		return false;
	}
	report_change(control, change, ret);
	if (ret)
		ledger_failed(vgpu, change->knob, true);
	else if (!control->dry_run)
		ledger_done(vgpu, change->knob, change->wished);
	return !ret && !control->dry_run;
}

/* Do the planned writes, after ledger_intend(). */
static void write_changes(struct control *control, uint32_t n)
{
	uint32_t i, written = 0;

	for (i = 0; i < n; i++)
		written += write_one(control, &control->watch.changes[i]);
	watch_wrote(&control->watch, written);
}

static void write_all(struct control *control)
{
	struct watch *watch = &control->watch;
	uint32_t i, n = ledger_plan(watch->ledger, watch->wishes, watch->n, watch->changes);
	int ret = 0;

	control->dirty |= ledger_intend(watch->ledger, watch->wishes, watch->n, watch->changes, n);
	if (control->dirty && !control->dry_run)
		ret = state_write(control->config.state, watch->ledger, watch->n);
	if (ret) {
		fail(control, "the state file cannot be written, so nothing is changed", ret);
		for (i = 0; i < n; i++)
			ledger_failed(&watch->ledger[watch->changes[i].vgpu],
				      watch->changes[i].knob, false);
		return;
	}
	control->failing = false;
	control->dirty = false;
	write_changes(control, n);
}

/* --- rounds ------------------------------------------------------------------------------- */

/* Warn once about a parent whose sched_policy ignores weights: policies assume best_effort. */
static void check_parents(struct control *control)
{
	const struct stats_sample *sample = &control->watch.sample;
	uint32_t i;

	for (i = 0; i < sample->n_gpus; i++) {
		bool other = sample->gpus[i].policy != FACET_STATS_BEST_EFFORT;

		if (other && !(control->warned >> i & 1))
			say(LOG_WARNING,
			    "%s: its sched_policy is not " FACET_POLICY_BEST_EFFORT
			    ": weights do nothing there",
			    sample->gpus[i].name);
		control->warned = (control->warned & ~(1u << i)) | (uint32_t)other << i;
	}
}

/* Warn once for each class: shortages come and go with the work of guests. */
static void check_shortages(struct control *control, const struct policy_shortage *shortages)
{
	uint32_t i;

	for (i = 0; i < control->config.n_classes; i++) {
		if (!shortages[i].minimum || control->lacking >> i & 1)
			continue;
		control->lacking |= 1ull << i;
		say(LOG_WARNING,
		    "class %s cannot have its minimum of %u%% of %s: weights give it %u%% beside "
		    "those who have work there now. Lower their weights, or give them a policy "
		    "with minimum = 0%%, or this class a higher priority "
		    "(said once until facetd is reloaded)",
		    control->config.classes[i].name, shortages[i].minimum,
		    policy_engine_names[shortages[i].engine], shortages[i].part);
	}
}

/* Lock the state file, and log an error. Return: a result of state_lock(). */
static int lock(const char *state)
{
	int fd = state_lock(state);

	if (fd == -EWOULDBLOCK)
		say(LOG_ERR, "another facetd has %s.lock: stop it first", state);
	else if (fd == -EACCES || fd == -EPERM)
		say(LOG_ERR, "%s.lock: %s: start facetd as root", state, strerror(-fd));
	else if (fd < 0)
		say(LOG_ERR, "%s.lock: %s: 'state' must be a path where facetd can create a file",
		    state, strerror(-fd));
	return fd;
}

int control_begin(struct control *control)
{
	struct watch *watch = &control->watch;
	char error[STATS_ERROR];
	int ret;

	control->lock = control->dry_run ? -1 : lock(control->config.state);
	if (control->lock < 0 && !control->dry_run)
		return control->lock;
	ret = watch_open(watch, error);
	if (ret) {
		say(LOG_ERR, "%s", error);
		return ret;
	}
	ret = state_read(control->config.state, &watch->left, &watch->n_left);
	if (ret) {
		/* The file may be of another version: facetd then cannot give old values back. */
		say(LOG_WARNING,
		    "%s cannot be used (%s): facetd takes the present values of vGPUs for their "
		    "own",
		    control->config.state, strerror(-ret));
		return 0;
	}
	if (watch->n_left)
		say(LOG_NOTICE, "taking up what was changed of %u vGPUs before", watch->n_left);
	return 0;
}

void control_round(struct control *control, uint32_t week_minute)
{
	struct watch *watch = &control->watch;
	struct policy_shortage shortages[CONFIG_CLASSES];
	struct policy_memory *swap;
	struct policy_snapshot snapshot;
	int ret = watch_update(watch, &control->config, &control->dirty);

	if (ret) {
		fail(control, "the statistics cannot be read", ret);
		return;
	}
	check_parents(control);
	snapshot = watch_snapshot(watch, week_minute);
	swap = watch->memory;
	policy_decide(&control->config, &snapshot, swap, watch->memory_after, watch->wishes,
		      shortages);
	check_shortages(control, shortages);
	watch->memory = watch->memory_after;
	watch->memory_after = swap;
	write_all(control);
}

/*
 * Move the state to another file: lock and write the new file before the old one is removed.
 * Return: 0; a negative errno, logged: the old file stays in use.
 */
static int move_state(struct control *control, const char *to)
{
	int ret, fd = lock(to);

	if (fd < 0)
		return fd;
	ret = state_write(to, control->watch.ledger, control->watch.n);
	if (ret) {
		say(LOG_ERR, "%s: the state cannot be written: %s", to, strerror(-ret));
		close(fd);
		return ret;
	}
	unlink(control->config.state);
	close(control->lock);
	control->lock = fd;
	return 0;
}

int control_configure(struct control *control, const struct config *config)
{
	int ret = 0;

	if (!control->dry_run && strcmp(control->config.state, config->state))
		ret = move_state(control, config->state);
	if (ret)
		return ret;
	control->config = *config;
	control->lacking = 0;
	control->dirty = true;
	watch_reclassify(&control->watch, config);
	return 0;
}

void control_end(struct control *control)
{
	struct watch *watch = &control->watch;
	uint32_t n;

	if (!control->dry_run && watch->n) {
		/* The old state file explains the values on the way back, too. */
		memset(watch->wishes, 0, watch->n * sizeof(*watch->wishes));
		n = ledger_plan(watch->ledger, watch->wishes, watch->n, watch->changes);
		ledger_intend(watch->ledger, watch->wishes, watch->n, watch->changes, n);
		write_changes(control, n);
	}
	if (!control->dry_run) {
		unlink(control->config.state);
		close(control->lock);
	}
	watch_close(watch);
}
