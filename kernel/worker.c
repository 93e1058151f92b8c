// SPDX-License-Identifier: GPL-2.0-only
/*
 * The worker of a vGPU: a thread of the process that opened the device, as vhost has it. So the VMM
 * pays for the processor time and the memory that its guest costs, with the VMM's nice value.
 *
 * The VMM decides when the worker runs. A stop or a freeze takes effect between two passes; a quota
 * and other load at any point. No other vGPU waits for the worker (docs/dev/locking.md, "A lock
 * that vGPUs share"). When the process ends or calls exec(), the worker finishes its pass and ends.
 * The vGPU then does no work until it is closed. Closing needs no worker.
 *
 * Another process may close the device. It tells the worker to end, waits for a second at most, and
 * goes on. The worker queues its own end as a work item, when it runs the next time or is killed.
 * So the item waits for a thread that runs, and nobody waits for a stopped one. Until then the
 * worker holds the device and this module, and the device cannot be opened again: each vGPU has one
 * thread at most. The workqueue is not freezable. Its items wait for the VMM's threads, which are
 * frozen first. Such an item in a freezable workqueue would keep the host from suspending.
 *
 * A vGPU that the host itself drives has no such process (endpoint.h). Its worker is a thread of
 * the kernel, with the same loop.
 *
 * vdev.c makes and ends the worker, and sets its work of a pass (facet_worker_init()). Kicks come
 * from any context. This file takes no lock.
 *
 *   runs --facet_worker_close()--> closed --the thread runs, or was killed--> ending --> freed
 */
#include "kernel/worker.h"

#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "kernel/compat/compat.h"
#include "kernel/vdev_types.h"

#define END_WAIT_MAX	HZ	/* open and close wait this long for the end of a worker */

/**
 * struct facet_worker_thread - A thread of the process that opened the device.
 * @v: the device, with a reference
 * @task: the thread as the kernel's vhost_task; NULL: it is a thread of the kernel
 * @thread: the thread itself, with a reference; NULL before a thread of a process has run
 * @kicked: 1: there is work. Any thread sets it
 * @may_enter: 1: the thread may enter the core
 * @inside: 1: the thread is in the core; read with acquire
 * @closed: 1: the device is closed, and the thread has to end
 * @killed: 1: the process ends, and the thread does no further pass
 * @ending: 1: @end was queued
 * @refs: two references: of @end, and of the device until facet_worker_close()
 * @end: work item that ends the thread
 */
struct facet_worker_thread {
	struct facet_vdev *v;
	struct vhost_task *task;
	struct task_struct *thread;
	u32 kicked;
	u32 may_enter;
	u32 inside;
	u32 closed;
	u32 killed;
	u32 ending;
	refcount_t refs;
	struct work_struct end;
};

static struct workqueue_struct *ends_wq;

/* Do one pass, if the thread may enter the core. */
static void worker_pass(struct facet_worker_thread *t)
{
	struct facet_vdev *v = t->v;

	/* Either this reads that @may_enter is 0, or facet_worker_quiesce() reads @inside. */
	smp_store_mb(t->inside, 1);
	if (smp_load_acquire(&t->may_enter)) /* pairs with facet_worker_start() */
		v->worker.work(v);
	/* All stores of the pass come before this one. */
	smp_store_release(&t->inside, 0);
	wake_up_all(&v->worker.changed);
}

static void thread_put(struct facet_worker_thread *t)
{
	if (!refcount_dec_and_test(&t->refs))
		return;
	if (t->thread)
		put_task_struct(t->thread);
	kfree(t);
}

/* Queue the end of the thread, once. */
static void queue_end(struct facet_worker_thread *t)
{
	if (!xchg(&t->ending, 1))
		queue_work(ends_wq, &t->end);
}

/*
 * Do the kernel's loop of a vhost_task: it calls this again and again. Before each call it has set
 * the task's state to sleep. Return: false: the task sleeps until it is woken.
 */
static bool worker_run(void *data)
{
	struct facet_worker_thread *t = data;
	u32 kicked;

	/* The xchg() orders this before @kicked and @closed: see wake(). */
	if (!t->thread)
		WRITE_ONCE(t->thread, get_task_struct(current));
	kicked = xchg(&t->kicked, 0);
	if (READ_ONCE(t->closed)) {
		queue_end(t);
		return false;
	}
	if (!kicked)
		return false;
	__set_current_state(TASK_RUNNING);
	worker_pass(t);
	cond_resched();
	return true;
}

/* Do the loop of a thread of the kernel, which calls worker_run() as that of a vhost_task. */
static int kernel_loop(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!worker_run(data) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

/* The kernel calls this when the process ends, or calls exec(). Kicks do nothing from now on. */
static void worker_killed(void *data)
{
	struct facet_worker_thread *t = data;

	/* Either this reads @closed, or facet_worker_close() reads @killed. */
	smp_store_mb(t->killed, 1);
	if (READ_ONCE(t->closed))
		queue_end(t);
}

/*
 * End the thread, and put its references. facet_workers_exit() waits for this function. So the
 * module's reference can go first, and the module can be removed as soon as @threads is 0.
 */
static void worker_end(struct work_struct *work)
{
	struct facet_worker_thread *t = container_of(work, struct facet_worker_thread, end);
	struct facet_vdev *v = t->v;

	if (t->task)
		vhost_task_stop(t->task);
	else
		kthread_stop(t->thread);
	thread_put(t);
	module_put(THIS_MODULE);
	smp_store_release(&v->worker.threads, 0);	/* behind all of the above */
	wake_up_all(&v->worker.changed);
	vfio_put_device(&v->vdev);
}

int facet_workers_init(void)
{
	ends_wq = alloc_workqueue("facet-ends", WQ_UNBOUND, WQ_UNBOUND_MAX_ACTIVE);
	return ends_wq ? 0 : -ENOMEM;
}

void facet_workers_exit(void)
{
	destroy_workqueue(ends_wq);
}

void facet_worker_init(struct facet_worker *worker, void (*work)(struct facet_vdev *v))
{
	worker->work = work;
	init_waitqueue_head(&worker->changed);
}

int facet_worker_wait_ended(struct facet_vdev *v)
{
	struct facet_worker *worker = &v->worker;

	/* Pairs with worker_end(). */
	return wait_event_timeout(worker->changed, !smp_load_acquire(&worker->threads),
				  END_WAIT_MAX) ? 0 : -EBUSY;
}

/* Make a thread of the calling process, not started. Return: 0 or an errno. */
static int make_process_thread(struct facet_worker_thread *t, const char *name)
{
	struct vhost_task *task = facet_task_create(worker_run, worker_killed, t, name);

	if (IS_ERR(task))
		return PTR_ERR(task);
	t->task = task;
	return 0;
}

/* Make a thread of the kernel, not started. Return: 0 or an errno. */
static int make_kernel_thread(struct facet_worker_thread *t, const char *name)
{
	struct task_struct *thread = kthread_create(kernel_loop, t, "%s", name);

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	t->thread = get_task_struct(thread);
	return 0;
}

/* Make the thread, not started. Return: an ERR_PTR() as the errno of facet_worker_open(). */
static struct facet_worker_thread *thread_create(struct facet_vdev *v, bool kernel)
{
	struct facet_worker_thread *t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	char name[TASK_COMM_LEN];
	int ret;

	if (!t)
		return ERR_PTR(-ENOMEM);
	t->v = v;
	refcount_set(&t->refs, 2);
	INIT_WORK(&t->end, worker_end);
	snprintf(name, sizeof(name), "facet-%.8s", dev_name(v->vdev.dev));
	ret = kernel ? make_kernel_thread(t, name) : make_process_thread(t, name);
	if (ret) {
		kfree(t);
		return ERR_PTR(ret);
	}
	return t;
}

int facet_worker_open(struct facet_vdev *v, bool kernel)
{
	struct facet_worker_thread *t = thread_create(v, kernel);

	if (IS_ERR(t))
		return PTR_ERR(t);
	__module_get(THIS_MODULE);
	get_device(&v->vdev.device);
	v->worker.threads = 1;
	WRITE_ONCE(v->worker.thread, t);
	if (kernel)
		wake_up_process(t->thread);
	else
		vhost_task_start(t->task);
	return 0;
}

/*
 * Wake the thread. It ends when its process does, while kicks go on: so the struct has a reference
 * of the task. vhost_task_wake() would not do: kernels differ in the contexts that may call it.
 */
static void wake(struct facet_worker_thread *t)
{
	struct task_struct *thread;

	smp_mb(); /* pairs with the xchg() of worker_run(): @kicked and @closed before @thread */
	thread = READ_ONCE(t->thread);
	/* A thread that has not run yet reads @kicked and @closed when it does. */
	if (thread)
		wake_up_process(thread);
}

void facet_worker_kick(struct facet_vdev *v)
{
	struct facet_worker_thread *t = v->worker.thread;

	WRITE_ONCE(t->kicked, 1);
	wake(t);
}

void facet_worker_start(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	smp_store_release(&v->worker.thread->may_enter, 1);	/* behind all of the core */
	facet_worker_kick(v);
}

void facet_worker_quiesce(struct facet_vdev *v)
{
	struct facet_worker_thread *t = v->worker.thread;

	smp_store_mb(t->may_enter, 0); /* pairs with worker_pass(): @may_enter before @inside */
	wait_event(v->worker.changed, !smp_load_acquire(&t->inside));
}

void facet_worker_close(struct facet_vdev *v)
{
	struct facet_worker_thread *t = v->worker.thread;

	WRITE_ONCE(v->worker.thread, NULL);
	smp_store_mb(t->closed, 1); /* pairs with worker_killed(): @closed before @killed */
	if (READ_ONCE(t->killed))
		queue_end(t);
	else
		wake(t);
	thread_put(t);
}

bool facet_worker_is_current(const struct facet_vdev *v)
{
	const struct facet_worker_thread *t = READ_ONCE(v->worker.thread);

	return t && current == READ_ONCE(t->thread);
}
