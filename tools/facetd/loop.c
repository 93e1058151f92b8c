// SPDX-License-Identifier: GPL-2.0-only
/*
 * The event loop of facetd: timer, signals and clients of the exporter. The loop reports its status
 * to systemd. main.c calls loop_run(). One thread, no lock.
 */
#include "tools/facetd/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "tools/facetd/control.h"
#include "tools/facetd/exporter.h"
#include "tools/facetd/log.h"

#define EVENTS		4	/* events of one epoll_wait() */
#define EXPORTER_AGAIN_MS 5000u	/* time between two tries to open the exporter */
#define MS		1000000ull
#define NS		1000000000ull

/**
 * struct loop - State of the event loop.
 * @control: state of the rounds
 * @options: options of the command line
 * @exporter: the exporter; NULL: off, or not open
 * @epoll: descriptor of epoll
 * @timer: descriptor of the timer of rounds
 * @signals: descriptor from which the loop reads signals
 * @waiting: the signals that the loop reads
 * @samples: number of rounds so far
 * @reported_vgpus: number of vGPUs that systemd knows
 * @reported_managed: number of vGPUs of a class that systemd knows
 * @exporter_try: value of @samples at which the loop tries again to open the exporter
 * @ends: the loop ends
 * @status: exit status
 */
struct loop {
	struct control control;
	const struct loop_options *options;
	struct exporter_server *exporter;
	int epoll;
	int timer;
	int signals;
	sigset_t waiting;
	uint32_t samples;
	uint32_t reported_vgpus;
	uint32_t reported_managed;
	uint32_t exporter_try;
	bool ends;
	int status;
};

/* Return the local time in minutes since Monday 00:00. */
static uint32_t week_minute(void)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	return (tm.tm_wday + CONFIG_DAYS - 1) % CONFIG_DAYS * CONFIG_DAY_MINUTES + tm.tm_hour * 60 +
	       tm.tm_min;
}

/* --- descriptors -------------------------------------------------------------------------- */

/* Wait for a descriptor, too. Return: 0 or a negative errno. -EBADF: @fd is none. */
static int add(struct loop *loop, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (fd < 0)
		return -EBADF;
	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static int set_timer(struct loop *loop)
{
	uint64_t ns = loop->control.config.interval_ms * MS;
	struct itimerspec every = {
		.it_interval = { ns / NS, ns % NS },
		.it_value = { 0, 1 },
	};

	return timerfd_settime(loop->timer, 0, &every, NULL) ? -errno : 0;
}

/* Block signals until the loop reads them, so that facetd gives values back before it ends. */
static void block_signals(struct loop *loop)
{
	sigemptyset(&loop->waiting);
	sigaddset(&loop->waiting, SIGHUP);
	sigaddset(&loop->waiting, SIGINT);
	sigaddset(&loop->waiting, SIGTERM);
	sigprocmask(SIG_BLOCK, &loop->waiting, NULL);
}

static int open_signals(struct loop *loop)
{
	loop->signals = signalfd(-1, &loop->waiting, SFD_CLOEXEC | SFD_NONBLOCK);
	return loop->signals < 0 ? -errno : add(loop, loop->signals);
}

static int open_all(struct loop *loop)
{
	int ret;

	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop->epoll < 0 || loop->timer < 0)
		return -errno;
	ret = add(loop, loop->timer);
	if (!ret)
		ret = open_signals(loop);
	return ret ? ret : set_timer(loop);
}

/*
 * Open the exporter. After a failure facetd goes on without an exporter, and tries again every
 * EXPORTER_AGAIN_MS. Only the first failure is logged. @again: this is another try.
 */
static void open_exporter(struct loop *loop, bool again)
{
	char error[EXPORTER_ERROR];

	loop->exporter = NULL;
	loop->exporter_try = loop->samples + EXPORTER_AGAIN_MS / loop->control.config.interval_ms;
	if (loop->control.config.exporter.kind == EXPORTER_OFF || loop->options->dry_run)
		return;
	loop->exporter = exporter_open(&loop->control.config.exporter, &loop->control.watch, error);
	if (!loop->exporter && !again)
		say(LOG_ERR, "%s (it is tried again each %u s)", error, EXPORTER_AGAIN_MS / 1000);
	else if (loop->exporter && add(loop, exporter_fd(loop->exporter)))
		say(LOG_ERR, "the exporter cannot be waited for");
	else if (loop->exporter && again)
		say(LOG_NOTICE, "the exporter is there now");
}

static void close_exporter(struct loop *loop)
{
	if (loop->exporter)
		exporter_close(loop->exporter);
	loop->exporter = NULL;
}

/* --- events ------------------------------------------------------------------------------- */

/*
 * Tell systemd how many vGPUs there are, and how many have a class. @state: other lines of
 * sd_notify(3), sent with the numbers; "": send the numbers only if they have changed.
 */
static void notify_status(struct loop *loop, const char *state)
{
	const struct watch *watch = &loop->control.watch;
	uint32_t i, managed = 0;

	for (i = 0; i < watch->n; i++)
		managed += watch->vgpus[i].class != NO_CLASS;
	if (!*state && watch->n == loop->reported_vgpus && managed == loop->reported_managed)
		return;
	loop->reported_vgpus = watch->n;
	loop->reported_managed = managed;
	sd_notifyf(0, "%sSTATUS=%u vGPUs, %u of them of a class", state, watch->n, managed);
}

static void on_timer(struct loop *loop)
{
	uint64_t times;

	if (read(loop->timer, &times, sizeof(times)) != sizeof(times))
		return;
	control_round(&loop->control, week_minute());
	notify_status(loop, loop->samples++ ? "" : "READY=1\n");
	sd_notify(0, "WATCHDOG=1");
	if (loop->exporter)
		exporter_run(loop->exporter);
	else if (loop->samples == loop->exporter_try)
		open_exporter(loop, true);
	loop->ends |= loop->samples == loop->options->count;
}

static void reload(struct loop *loop)
{
	struct config *config = malloc(sizeof(*config));
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
		   now.tv_sec * 1000000ull + now.tv_nsec / 1000);
	if (!config || !loop_read_config(loop->options->path, config) ||
	    control_configure(&loop->control, config)) {
		say(LOG_ERR, "%s is refused: the old configuration stays", loop->options->path);
	} else {
		close_exporter(loop);
		open_exporter(loop, false);
		set_timer(loop);
		say(LOG_NOTICE, "%s is read", loop->options->path);
	}
	free(config);
	notify_status(loop, "READY=1\n");
}

static void on_signal(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (read(loop->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload(loop);
		else
			loop->ends = true;
	}
}

static void wait_for_all(struct loop *loop)
{
	struct epoll_event events[EVENTS];
	int i, n = epoll_wait(loop->epoll, events, EVENTS, -1);

	if (n < 0 && errno != EINTR) {
		say(LOG_ERR, "waiting fails: %s", strerror(errno));
		loop->status = 1;
		loop->ends = true;
	}
	for (i = 0; i < n; i++) {
		if (events[i].data.fd == loop->timer)
			on_timer(loop);
		else if (events[i].data.fd == loop->signals)
			on_signal(loop);
		else if (loop->exporter)
			exporter_run(loop->exporter);
	}
}

int loop_run(const struct config *config, const struct loop_options *options)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	const char *root = getenv("FACET_ROOT");
	int ret, status;

	if (!loop)
		return 1;
	loop->options = options;
	loop->control.config = *config;
	loop->control.dry_run = options->dry_run;
	loop->control.watch.root = root ? root : "";
	block_signals(loop);
	ret = control_begin(&loop->control);
	if (ret) {
		free(loop);
		return ret == -EPROTO ? 2 : 1;
	}
	ret = open_all(loop);
	if (ret) {
		say(LOG_ERR, "nothing can be waited for: %s", strerror(-ret));
		loop->status = 1;
		loop->ends = true;
	}
	open_exporter(loop, false);
	while (!loop->ends)
		wait_for_all(loop);
	sd_notify(0, "STOPPING=1");
	close_exporter(loop);
	control_end(&loop->control);
	close(loop->timer);
	close(loop->signals);
	close(loop->epoll);
	status = loop->status;
	free(loop);
	return status;
}
