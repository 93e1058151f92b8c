// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-vfu: vGPUs for VMMs that speak vfio-user, all on one software GPU. The main thread only
 * waits for signals. Sessions, workers, timers and engines are threads that have these signals
 * blocked.
 */
#include <signal.h>
#include <unistd.h>

#include "display/gen9_display.h"
#include "engine/render_units.h"
#include "engine/softgpu_user.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "vfu/command_line.h"
#include "vfu/vfu_timer.h"

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

static void client_gone(void)
{
	kill(getpid(), SIGTERM);
}

static void print_missing(void *arg, const char *name, u64 count)
{
	pr_info("the render engine does not have: %s (%llu times)\n", name,
		(unsigned long long)count);
}

static void wait_for_end(struct vfu_device **devices, u32 count, const struct render_units *units,
			 const sigset_t *signals)
{
	int sig;
	u32 i;

	while (!sigwait(signals, &sig)) {
		if (sig != SIGUSR1 && sig != SIGUSR2)
			return;
		if (sig == SIGUSR2 && units)
			render_units_report(units, print_missing, NULL);
		for (i = 0; i < count; i++) {
			if (sig == SIGUSR1)
				vfu_device_screenshot(devices[i]);
			else
				vfu_device_report(devices[i]);
		}
	}
}

static int serve(struct facet_gpu *gpu, const struct command_line *line,
		 const struct render_units *units, const sigset_t *signals)
{
	struct vfu_device *devices[COMMAND_LINE_DEVICES];
	u32 count;
	int ret = 0;

	for (count = 0; count < line->count; count++) {
		ret = vfu_device_create(gpu, &line->devices[count], line->once ? client_gone : NULL,
					&devices[count]);
		if (ret)
			break;
	}
	if (!ret) {
		pr_info("ready\n");
		wait_for_end(devices, count, units, signals);
	}
	while (count)
		vfu_device_destroy(devices[--count]);
	return ret;
}

/* Serve the vGPUs of a command line on a software GPU. */
static int serve_on(struct softgpu_user *engine, const struct command_line *line,
		    const struct render_units *units, const sigset_t *signals)
{
	struct gpu_front_end front_end;
	int ret = gpu_create(&front_end, softgpu_user_pgpu(engine));

	if (ret) {
		pr_err("the software GPU cannot be used: %s\n", strerror(-ret));
		return ret;
	}
	ret = serve(front_end.gpu, line, units, signals);
	gpu_destroy(&front_end);
	return ret;
}

int main(int argc, char **argv)
{
	struct command_line line = { .count = 0 };
	struct render_units *units = NULL;
	struct softgpu_user *engine;
	sigset_t signals;
	int ret;

	command_line_parse(argc, argv, &line);
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);

	engine = softgpu_user_create(SOFTGPU_USER_THREADS, line.model);
	if (!engine) {
		pr_err("no software GPU: no memory, or no thread (ulimit -u)\n");
		return 1;
	}
	if (line.render)
		units = render_units_give(softgpu_user_softgpu(engine), &render_engine_ops);
	ret = line.render && !units ? -ENOMEM : 0;
	if (ret)
		pr_err("no render engine: no memory\n");
	else
		ret = serve_on(engine, &line, units, &signals);
	if (units)
		render_units_report(units, print_missing, NULL);
	softgpu_user_destroy(engine);
	render_units_destroy(units);
	return ret ? 1 : 0;
}
