// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet_softgpu.ko: the software Gen9 GPU as a pGPU of facet.ko. Each engine has a kernel thread,
 * which sleeps until the GPU kicks it. The parameter `nice` is the nice value of these threads.
 * Counts of each engine are in debugfs (facet_softgpu/ENGINE). This file takes no lock: a kick sets
 * a bit and wakes the thread.
 */
#include <linux/debugfs.h>
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched/prio.h>
#include <linux/seq_file.h>

#include "kernel/facet_pgpu.h"
#include "kernel/uengine.h"
#include "kernel/uengine_vgpus.h"
#include "kernel/uengine_worker.h"
#include "softgpu/softgpu.h"

/*
 * By default guests' CPUs go before the engines where CPUs are few: without guests there is no new
 * work. The engines' threads are kernel threads of the root cgroup, for the work of all vGPUs. No
 * VMM's cgroup counts their time.
 */
static int engine_nice = 1;

static int nice_set(const char *val, const struct kernel_param *param)
{
	int value;
	int ret = kstrtoint(val, 0, &value);

	if (!ret && (value < MIN_NICE || value > MAX_NICE))
		ret = -ERANGE;
	if (ret)
		pr_err("nice=%.16s: must be %d to %d; 1 is the default\n", val, MIN_NICE, MAX_NICE);
	else
		engine_nice = value;
	return ret;
}

static const struct kernel_param_ops nice_ops = {
	.set = nice_set,
	.get = param_get_int,
};

module_param_cb(nice, &nice_ops, &engine_nice, 0444);
MODULE_PARM_DESC(nice,
		 "nice value of the engines' threads, -20 to 19; 1 (default) lets guests' CPUs go "
		 "first where processors are few");

static bool like_hardware;
module_param(like_hardware, bool, 0444);
MODULE_PARM_DESC(like_hardware,
		 "do what a Gen9 GPU does by itself, and no more; for tests (default: N)");

/**
 * struct engine_thread - One engine's thread.
 * @task: the thread; NULL before start_threads() and after stop_threads()
 * @kicked: bit 0: the engine may have work
 */
struct engine_thread {
	struct task_struct *task;
	unsigned long kicked;
};

static struct softgpu *softgpu;
static struct engine_thread threads[PGPU_ENGINES];
static struct dentry *debugfs;

static void engine_kick(void *host, u32 engine)
{
	set_bit(0, &threads[engine].kicked);
	if (threads[engine].task)
		wake_up_process(threads[engine].task);
}

static u64 engine_now_ns(void *host)
{
	return ktime_get_ns();
}

static void owner_added(void *host, u64 owner)
{
	uengine_owner_added(owner);
}

static void owner_gone(void *host, u64 owner)
{
	uengine_owner_gone(owner);
}

static void unmapping(void *host, const u64 *bus, u32 n)
{
	uengine_workers_unmap(bus, n);
}

static void idle(void *host, u64 owner)
{
	uengine_workers_idle(owner);
}

static void taken(void *host, u64 owner, const u64 *bus, u32 n, u64 stored)
{
	uengine_workers_taken(owner, bus, n, stored);
}

static void process(void *host, u64 owner, struct pgpu_process *process)
{
	process->pid = uengine_workers_pid(owner);
	process->late = uengine_vgpus_late(owner);
}

static bool draws(void *host)
{
	return uengine_is_attached();
}

static const struct softgpu_host_ops host_ops = {
	.kick = engine_kick,
	.now_ns = engine_now_ns,
	.owner_added = owner_added,
	.owner_gone = owner_gone,
	.unmapping = unmapping,
	.idle = idle,
	.taken = taken,
	.process = process,
	.draws = draws,
};

/* Sleep until a kick, for @timeout at most; NULL: without a limit. */
static void engine_wait(struct engine_thread *thread, const ktime_t *timeout)
{
	ktime_t left = timeout ? *timeout : 0;

	set_current_state(TASK_IDLE | TASK_FREEZABLE);
	if (!test_bit(0, &thread->kicked) && !kthread_should_stop())
		schedule_hrtimeout(timeout ? &left : NULL, HRTIMER_MODE_REL);
	__set_current_state(TASK_RUNNING);
}

/* The thread of an engine. */
static int engine_main(void *data)
{
	const u32 engine = (unsigned long)data;
	const ktime_t poll = ns_to_ktime(SOFTGPU_POLL_US * NSEC_PER_USEC);
	struct engine_thread *thread = &threads[engine];

	set_user_nice(current, engine_nice);
	set_freezable();
	while (!kthread_should_stop()) {
		clear_bit(0, &thread->kicked);
		smp_mb__after_atomic(); /* a kick behind this counts for the next round */
		switch (softgpu_engine_run(softgpu, engine)) {
		case SOFTGPU_AGAIN:
			break;
		case SOFTGPU_POLL:
			engine_wait(thread, &poll);
			break;
		default:
			engine_wait(thread, NULL);
		}
		try_to_freeze();
		cond_resched();
	}
	return 0;
}

static void stop_threads(void)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		if (threads[i].task)
			kthread_stop(threads[i].task);
		threads[i].task = NULL;
	}
}

static int start_threads(void)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct task_struct *task;

		task = kthread_create(engine_main, (void *)(unsigned long)i, "facet-%s",
				      pgpu_engine_name(i));
		if (IS_ERR(task)) {
			stop_threads();
			return PTR_ERR(task);
		}
		threads[i].task = task;
		wake_up_process(task);
	}
	return 0;
}

/* --- debugfs ------------------------------------------------------------------------------ */

static void show_counts(struct seq_file *m, const char *name, const u64 *counts)
{
	u32 i;

	for (i = 0; i < GEN9_CMD_IDS; i++)
		if (counts[i])
			seq_printf(m, "%s %u %llu\n", name, i, counts[i]);
}

static int engine_show(struct seq_file *m, void *unused)
{
	const u32 engine = (unsigned long)m->private;
	struct softgpu_stats *stats = kzalloc(sizeof(*stats), GFP_KERNEL);

	if (!stats)
		return -ENOMEM;
	softgpu_stats(softgpu, engine, stats);
	seq_printf(m, "submissions %llu\n", stats->submissions);
	seq_printf(m, "completed %llu\n", stats->completed);
	seq_printf(m, "preempted %llu\n", stats->preempted);
	seq_printf(m, "cancelled %llu\n", stats->cancelled);
	seq_printf(m, "faults %llu\n", stats->faults);
	seq_printf(m, "refused %llu\n", stats->refused);
	seq_printf(m, "dropped_registers %llu\n", stats->dropped_registers);
	seq_printf(m, "blit_bytes %llu\n", stats->blit_bytes);
	show_counts(m, "command", stats->commands);
	show_counts(m, "no_effect", stats->no_effect);
	kfree(stats);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(engine);

static void add_debugfs(void)
{
	u32 i;

	debugfs = debugfs_create_dir("facet_softgpu", NULL);
	for (i = 0; i < PGPU_ENGINES; i++)
		debugfs_create_file(pgpu_engine_name(i), 0400, debugfs, (void *)(unsigned long)i,
				    &engine_fops);
}

/* --- the module --------------------------------------------------------------------------- */

static int __init softgpu_init(void)
{
	int ret;

	softgpu = softgpu_create(&host_ops, NULL,
				 like_hardware ? SOFTGPU_LIKE_HARDWARE : SOFTGPU_PRIVATE);
	if (!softgpu)
		return -ENOMEM;
	ret = uengine_init(softgpu);
	if (ret)
		goto err_softgpu;
	ret = start_threads();
	if (ret)
		goto err_uengine;
	ret = facet_pgpu_register(softgpu_pgpu(softgpu));
	if (ret)
		goto err_threads;
	add_debugfs();
	return 0;

err_threads:
	stop_threads();
err_uengine:
	uengine_hide();
	softgpu_destroy(softgpu);
	uengine_exit();
	return ret;
err_softgpu:
	softgpu_destroy(softgpu);
	return ret;
}
module_init(softgpu_init);

static void __exit softgpu_exit(void)
{
	debugfs_remove_recursive(debugfs);
	facet_pgpu_unregister(softgpu_pgpu(softgpu));
	stop_threads();
	uengine_hide();
	softgpu_destroy(softgpu);
	uengine_exit();
}
module_exit(softgpu_exit);

MODULE_DESCRIPTION("A Gen9 GPU in software, shared by facet");
MODULE_VERSION(FACET_VERSION);
MODULE_LICENSE("GPL");
