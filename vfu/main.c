// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-vfu: vGPUs for VMMs that speak vfio-user, all on one software GPU. The main thread only
 * waits for signals. Sessions, workers, timers and engines are threads that have these signals
 * blocked.
 */
#include <getopt.h>
#include <signal.h>
#include <unistd.h>

#include "display/display.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "vfu/vfu_device.h"
#include "vfu/vfu_timer.h"
#include "softgpu_user.h"

#define MAX_DEVICES	64u

#define MEMORY_MAX_MIB	(1u << 20)

/**
 * struct options - The command line.
 * @devices: configurations of the vGPUs
 * @types: a type for each, which --aperture may change
 * @count: number of vGPUs
 * @type: type of the vGPUs that follow
 * @once: end after the first client
 */
struct options {
	struct vfu_device_config devices[MAX_DEVICES];
	struct facet_type types[MAX_DEVICES];
	u32 count;
	const struct facet_type *type;
	bool once;
};

/**
 * struct gpu_front_end - The front end of the pGPU: the deadline of its scheduler.
 * @gpu: the pGPU with its scheduler
 * @timer: the deadline
 */
struct gpu_front_end {
	struct facet_gpu *gpu;
	struct vfu_timer timer;
};

static u64 gpu_now_ns(void *host)
{
	return vfu_timer_now_ns();
}

static void gpu_arm_timer(void *host, u64 deadline_ns)
{
	struct gpu_front_end *front_end = host;

	vfu_timer_arm(&front_end->timer, deadline_ns);
}

static const struct facet_gpu_host_ops gpu_ops = {
	.now_ns = gpu_now_ns,
	.arm_timer = gpu_arm_timer,
};

static void gpu_fire(void *owner)
{
	struct gpu_front_end *front_end = owner;

	non_block_start();
	facet_gpu_timer(front_end->gpu);
	non_block_end();
}

static int gpu_create(struct gpu_front_end *front_end, struct pgpu *pgpu)
{
	int ret;

	vfu_timer_init(&front_end->timer);
	ret = facet_gpu_create(pgpu, facet_display_regs, &gpu_ops, front_end, &front_end->gpu);
	if (ret)
		return ret;
	ret = vfu_timer_start(&front_end->timer, gpu_fire, front_end);
	if (ret)
		facet_gpu_destroy(front_end->gpu);
	return ret;
}

static void gpu_destroy(struct gpu_front_end *front_end)
{
	vfu_timer_stop(&front_end->timer);
	facet_gpu_destroy(front_end->gpu);
}

static void usage(FILE *file)
{
	u32 i;

	fprintf(file,
		"facet-vfu [--type TYPE] --socket PATH [OPTION...] "
		"[--socket PATH [OPTION...]]... [--once]\n"
		"Virtual GPUs for VMMs that speak vfio-user, sharing one software GPU.\n"
		"  --socket PATH      a vGPU that listens there; repeat it for more\n"
		"  --type TYPE        size of the vGPUs that follow:");
	for (i = 0; i < facet_type_count; i++)
		fprintf(file, " %s", facet_types[i].name);
	fprintf(file, "\n"
		"  --aperture MIB     make the last vGPU's aperture smaller\n"
		"  --memory MIB       map no more of the memory of the last vGPU's client\n"
		"  --output KIND:PORT[:WIDTHxHEIGHT[@HZ]]\n"
		"                     an output of the last vGPU: hdmi or dp, b to d; "
		"repeat it for more\n"
		"  --screenshot FILE  where the last vGPU's picture goes at SIGUSR1 "
		"(.ppm, or else PNG)\n"
		"  --trace FILE       where the last vGPU's register accesses go\n"
		"  --state FILE       where the last vGPU's state goes at SIGUSR2, as text\n"
		"  --realtime         the last vGPU's session goes before "
		"what is not real-time work on its processor\n"
		"  --once             end when the first client that comes has gone\n"
		"SIGUSR1 takes the pictures, SIGUSR2 reports on each vGPU, SIGTERM ends it.\n");
}

/*
 * Each function handles one option. Return: 0; -EINVAL: the value is wrong, which is printed on
 * stderr.
 */

static int option_type(struct options *o, const char *name)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++)
		if (!strcmp(facet_types[i].name, name)) {
			o->type = &facet_types[i];
			return 0;
		}
	pr_err("no type %s: see --help\n", name);
	return -EINVAL;
}

static int option_socket(struct options *o, const char *path)
{
	if (o->count == MAX_DEVICES) {
		pr_err("at most %u sockets: start another server for the rest\n", MAX_DEVICES);
		return -EINVAL;
	}
	o->types[o->count] = *o->type;
	o->devices[o->count].socket = path;
	o->devices[o->count].type = &o->types[o->count];
	o->count++;
	return 0;
}

/*
 * Make the aperture smaller. Here the aperture is trapped, which is slow. A guest writes a frame
 * buffer that does not fit in the aperture through the CPU's own mapping. The hidden part gets the
 * rest of the size.
 */
static int option_aperture(struct options *o, const char *text)
{
	struct facet_type *type = &o->types[o->count - 1];
	char *end;
	unsigned long mib = strtoul(text, &end, 10);

	if (*end || !mib || mib > type->aperture_mib) {
		pr_err("--aperture takes MiB from 1 to %u here, not %s\n", type->aperture_mib,
		       text);
		return -EINVAL;
	}
	type->hidden_mib += type->aperture_mib - mib;
	type->aperture_mib = mib;
	return 0;
}

/*
 * Limit the memory of a client, which may be charged to this process page by page: see vfu/dma.h.
 */
static int option_memory(struct options *o, const char *text)
{
	char *end;
	unsigned long mib = strtoul(text, &end, 10);

	if (*end || !mib || mib > MEMORY_MAX_MIB) {
		pr_err("--memory takes MiB from 1 to %u, not %s\n", MEMORY_MAX_MIB, text);
		return -EINVAL;
	}
	o->devices[o->count - 1].memory_bytes = (u64)mib << 20;
	return 0;
}

static int option_output(struct options *o, const char *text)
{
	struct vfu_device_config *config = &o->devices[o->count - 1];

	config->display.max_width = config->type->max_width;
	config->display.max_height = config->type->max_height;
	if (!facet_output_text_add(&config->display, text))
		return 0;
	pr_err("no output %s: up to %u of (hdmi|dp):(b|c|d)[:WIDTHxHEIGHT[@HZ]], each port once, "
	       "640x480 to %ux%u, 24 to 100 Hz where the port has a clock for it\n",
	       text, FACET_DISPLAY_HEADS, config->type->max_width, config->type->max_height);
	return -EINVAL;
}

static int option_screenshot(struct options *o, const char *path)
{
	o->devices[o->count - 1].screenshot = path;
	return 0;
}

static int option_trace(struct options *o, const char *path)
{
	o->devices[o->count - 1].trace = path;
	return 0;
}

static int option_state(struct options *o, const char *path)
{
	o->devices[o->count - 1].state = path;
	return 0;
}

static int option_realtime(struct options *o, const char *arg)
{
	o->devices[o->count - 1].realtime = true;
	return 0;
}

static const struct option long_options[] = {
	{ "type", required_argument, NULL, 't' },
	{ "socket", required_argument, NULL, 's' },
	{ "aperture", required_argument, NULL, 'a' },
	{ "memory", required_argument, NULL, 'm' },
	{ "output", required_argument, NULL, 'u' },
	{ "screenshot", required_argument, NULL, 'p' },
	{ "trace", required_argument, NULL, 'r' },
	{ "state", required_argument, NULL, 'd' },
	{ "realtime", no_argument, NULL, 'f' },
	{ "once", no_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const struct {
	char name;
	bool per_device;
	int (*handle)(struct options *o, const char *arg);
} option_handlers[] = {
	{ 't', false, option_type },
	{ 's', false, option_socket },
	{ 'a', true, option_aperture },
	{ 'm', true, option_memory },
	{ 'u', true, option_output },
	{ 'p', true, option_screenshot },
	{ 'r', true, option_trace },
	{ 'd', true, option_state },
	{ 'f', true, option_realtime },
};

static int handle_option(struct options *o, int name, const char *arg)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(option_handlers); i++) {
		if (option_handlers[i].name != name)
			continue;
		if (!option_handlers[i].per_device || o->count)
			return option_handlers[i].handle(o, arg);
		pr_err("an option of a vGPU belongs behind its --socket\n");
		return -EINVAL;
	}
	return -EINVAL;
}

/*
 * Parse the options. Return: 0; 1: nothing is left to do; -EINVAL: an option is wrong, which is
 * printed on stderr.
 */
static int parse(int argc, char **argv, struct options *o)
{
	int c;

	o->type = &facet_types[0];
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return 1;
		}
		if (c == 'o')
			o->once = true;
		else if (handle_option(o, c, optarg))
			return -EINVAL;
	}
	if (optind < argc || !o->count) {
		usage(stderr);
		return -EINVAL;
	}
	return 0;
}

static void client_gone(void)
{
	kill(getpid(), SIGTERM);
}

static void wait_for_end(struct vfu_device **devices, u32 count, const sigset_t *signals)
{
	int sig;
	u32 i;

	while (!sigwait(signals, &sig)) {
		if (sig != SIGUSR1 && sig != SIGUSR2)
			return;
		for (i = 0; i < count; i++) {
			if (sig == SIGUSR1)
				vfu_device_screenshot(devices[i]);
			else
				vfu_device_report(devices[i]);
		}
	}
}

static int serve(struct facet_gpu *gpu, const struct options *o, const sigset_t *signals)
{
	struct vfu_device *devices[MAX_DEVICES];
	u32 count;
	int ret = 0;

	for (count = 0; count < o->count; count++) {
		ret = vfu_device_create(gpu, &o->devices[count], o->once ? client_gone : NULL,
					&devices[count]);
		if (ret)
			break;
	}
	if (!ret) {
		pr_info("ready\n");
		wait_for_end(devices, count, signals);
	}
	while (count)
		vfu_device_destroy(devices[--count]);
	return ret;
}

int main(int argc, char **argv)
{
	struct options options = { .count = 0 };
	struct gpu_front_end front_end;
	struct softgpu_user *engine;
	sigset_t signals;
	int ret;

	ret = parse(argc, argv, &options);
	if (ret)
		return ret < 0;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);

	engine = softgpu_user_create(SOFTGPU_USER_THREADS);
	if (!engine) {
		pr_err("no software GPU: no memory, or no thread (ulimit -u)\n");
		return 1;
	}
	ret = gpu_create(&front_end, softgpu_user_pgpu(engine));
	if (ret) {
		pr_err("the software GPU cannot be used: %s\n", strerror(-ret));
	} else {
		ret = serve(front_end.gpu, &options, &signals);
		gpu_destroy(&front_end);
	}
	softgpu_user_destroy(engine);
	return ret ? 1 : 0;
}
