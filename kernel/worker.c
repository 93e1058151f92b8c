// SPDX-License-Identifier: GPL-2.0-only
/*
 * The worker of a vGPU is a thread of the process that opened the device, as vhost has it: the
 * processor time that a guest costs is its VMM's, and so are the memory and the nice value.
 *
 * So the process decides when the worker runs: it may be stopped, frozen, throttled, or idle beside
 * other load. Stops and freezes catch the worker between two passes, the rest anywhere. Nobody
 * else's work waits for it (docs/locking.md, rule 10). When the process ends or calls exec(), the
 * worker ends behind its pass. Then the vGPU's work stands still until the device is closed, which
 * needs no worker. Takes no lock.
 */
#include "kernel/worker.h"

#include <linux/sched.h>
#include <linux/sched/task.h>

#include "kernel/compat/compat.h"
#include "kernel/share.h"
#include "kernel/vdev.h"
#include "mediator/vgpu.h"

/* The core is entered only while it is complete, and does not end. */
static void worker_pass(struct facet_vdev *v)
{
	struct facet_worker *worker = &v->worker;

	/* Either this sees that @enter fell, or facet_worker_quiesce() sees @inside. */
	smp_store_mb(worker->inside, 1);
	if (smp_load_acquire(&worker->enter)) {
		facet_vgpu_work(v->vgpu);
		facet_share_note(v);
	}
	/* All of the pass comes before it. */
	smp_store_release(&worker->inside, 0);
	wake_up_all(&worker->left);
}

/* Called again and again; the task sleeps after false. It has been set to sleep before. */
static bool worker_run(void *data)
{
	struct facet_vdev *v = data;

	/* The xchg() orders this before @kicked: who kicks sees one of both. */
	if (!v->worker.thread)
		WRITE_ONCE(v->worker.thread, get_task_struct(current));
	if (!xchg(&v->worker.kicked, 0))
		return false;
	__set_current_state(TASK_RUNNING);
	worker_pass(v);
	cond_resched();
	return true;
}

/* The process is ending, or becoming another program: kicks come to nothing from now on. */
static void worker_killed(void *data)
{
}

void facet_worker_init(struct facet_worker *worker)
{
	init_waitqueue_head(&worker->left);
}

int facet_worker_open(struct facet_vdev *v)
{
	struct facet_worker *worker = &v->worker;
	struct vhost_task *task;
	char name[TASK_COMM_LEN];

	snprintf(name, sizeof(name), "facet-%.8s", dev_name(v->vdev.dev));
	worker->kicked = 0;
	worker->enter = 0;
	worker->inside = 0;
	worker->thread = NULL;
	task = facet_task_create(worker_run, worker_killed, v, name);
	if (IS_ERR(task))
		return PTR_ERR(task);
	worker->task = task;
	vhost_task_start(task);
	return 0;
}

/*
 * The thread ends when its process does, and kicks go on: hence a reference of our own. Kernels
 * differ in whether vhost_task_wake() may be called then, and from where.
 */
void facet_worker_kick(struct facet_vdev *v)
{
	struct task_struct *thread;

	WRITE_ONCE(v->worker.kicked, 1);
	smp_mb(); /* pairs with worker_run(): @kicked before @thread */
	thread = READ_ONCE(v->worker.thread);
	/* One that has not run yet finds @kicked when it does. */
	if (thread)
		wake_up_process(thread);
}

void facet_worker_start(struct facet_vdev *v)
{
	smp_store_release(&v->worker.enter, 1);	/* after all of the core */
	facet_worker_kick(v);
}

void facet_worker_quiesce(struct facet_vdev *v)
{
	smp_store_mb(v->worker.enter, 0); /* pairs with worker_pass(): @enter before @inside */
	wait_event(v->worker.left, !smp_load_acquire(&v->worker.inside));
}

void facet_worker_close(struct facet_vdev *v)
{
	vhost_task_stop(v->worker.task);
	v->worker.task = NULL;
	if (v->worker.thread)
		put_task_struct(v->worker.thread);
	v->worker.thread = NULL;
}

bool facet_worker_is_current(const struct facet_vdev *v)
{
	return current == READ_ONCE(v->worker.thread);
}
