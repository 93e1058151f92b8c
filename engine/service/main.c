// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-engine draws for the guests of facet_softgpu.ko: it starts a worker process for each vGPU.
 * It sleeps until a vGPU comes, a worker writes or ends, or a signal ends it. It has one thread and
 * no lock.
 */
#include <argp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "engine/service/workers.h"
#include "kernel/uapi/facet_engine.h"
#include "tools/lib/options.h"

#define NODE	"/dev/" FACET_ENGINE_NAME

const char *argp_program_version = "facet-engine " FACET_VERSION;

static const struct argp argp = {
	.doc = "Draws for the guests of vGPUs: 3D and compute commands have no effect without it.\v"
	       "It needs the module facet_softgpu, and the rights of root. Messages are on stderr.",
};

static const char *why_not(int error)
{
	switch (error) {
	case ENOENT:
		return "the module facet_softgpu is not loaded: modprobe facet_softgpu";
	case EBUSY:
		return "another facet-engine runs";
	case EPROTO:
		return "facet-engine and the loaded modules differ in version";
	case EACCES:
	case EPERM:
		return "run it as root";
	default:
		return strerror(error);
	}
}

/* Open the node. Return: its descriptor; or a negative errno: -EPROTO: the versions differ. */
static int open_node(void)
{
	const struct facet_engine_worker nobody = { .api = FACET_ENGINE_API };
	int node = open(NODE, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (node < 0)
		return -errno;
	/* No vGPU has number 0. */
	if (!ioctl(node, FACET_ENGINE_WORKER, &nobody) || errno != EPROTO)
		return node;
	close(node);
	return -EPROTO;
}

/* Start workers for the vGPUs that have none. */
static void start_workers(struct workers *workers, int node)
{
	struct facet_engine_vgpu vgpus[16];
	ssize_t size;
	size_t i;

	do {
		size = read(node, vgpus, sizeof(vgpus));
		for (i = 0; size > 0 && i < (size_t)size / sizeof(*vgpus); i++)
			workers_start(workers, vgpus[i].owner, vgpus[i].pid);
	} while (size == sizeof(vgpus));
}

/* Return: the signal that asks the program to end, or to start again; 0: none does. */
static int take_signals(struct workers *workers, int signals)
{
	struct signalfd_siginfo info;

	while (read(signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGCHLD)
			return (int)info.ssi_signo;
		workers_reap(workers);
	}
	return 0;
}

/* Return: the signal that ends it; 0: an error does. */
static int serve(struct workers *workers, int node, int signals)
{
	int signal = 0;
	enum { SIGNALS, NODE_NEWS, LOGS };
	struct pollfd polls[] = {
		[SIGNALS] = { .fd = signals, .events = POLLIN },
		[NODE_NEWS] = { .fd = node, .events = POLLIN },
		[LOGS] = { .fd = workers_logs(workers), .events = POLLIN },
	};

	do {
		if (polls[NODE_NEWS].revents)
			start_workers(workers, node);
		if (poll(polls, ARRAY_SIZE(polls), -1) < 0 && errno != EINTR)
			return 0;
		if (polls[LOGS].revents)
			workers_read_logs(workers);
		if (polls[SIGNALS].revents)
			signal = take_signals(workers, signals);
	} while (!signal);
	return signal;
}

/*
 * Start the program anew, which may be another version by now. Its node is closed then. Workers go
 * on: they are its children, and the module replaces them.
 */
static void start_again(char **argv)
{
	sd_notify(0, "RELOADING=1");
	execvp(argv[0], argv);
	pr_err("%s: %s\n", argv[0], strerror(errno));
}

int main(int argc, char **argv)
{
	struct workers *workers;
	int node, signals;
	sigset_t set;

	options_parse(&argp, argc, argv, 0, NULL, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	node = open_node();
	if (node < 0) {
		pr_err("%s: %s\n", NODE, why_not(-node));
		return 1;
	}
	signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	workers = signals < 0 ? NULL : workers_create(node);
	if (!workers) {
		pr_err("%s\n", strerror(errno));
		return 1;
	}
	pr_info("ready\n");
	sd_notify(0, "READY=1");
	while (serve(workers, node, signals) == SIGHUP)
		start_again(argv);
	workers_destroy(workers);
	return 0;
}
