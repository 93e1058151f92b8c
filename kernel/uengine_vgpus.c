// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vGPUs that facet-engine serves (uengine_vgpus.h). uengine.c and uengine_worker.c call this
 * file, and the render engine's thread does.
 *
 * Lock: vgpus_lock, a leaf, for the list of vGPUs.
 */
#include "kernel/uengine_vgpus.h"

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "kernel/uapi/facet_engine.h"
#include "port.h"

#define EXPECT_MS	3000	/* a vGPU waits for a worker at most */

/**
 * struct uengine_vgpu - A vGPU.
 * @list: in vgpus
 * @owner: its number
 * @vmm: the process that has opened it
 * @told: facet-engine has read of it
 * @late: workers that were ended since they were late
 * @since: time from which it has waited for a worker: it came, or facet-engine came or went
 */
struct uengine_vgpu {
	struct list_head list;
	u64 owner;
	struct pid *vmm;
	bool told;
	u32 late;
	ktime_t since;
};

static LIST_HEAD(vgpus);
static bool served;	/* facet-engine has run; under vgpus_lock */

/* Protects the list of vGPUs that may need a worker. Lock order: shared by vGPUs; last leaf. */
static DEFINE_SPINLOCK(vgpus_lock);

static void vgpu_free(struct uengine_vgpu *vgpu)
{
	put_pid(vgpu->vmm);
	kfree(vgpu);
}

/* Find a vGPU. vgpus_lock held. Return: NULL: there is none. */
static struct uengine_vgpu *find(u64 owner)
{
	struct uengine_vgpu *vgpu;

	list_for_each_entry(vgpu, &vgpus, list)
		if (vgpu->owner == owner)
			return vgpu;
	return NULL;
}

int uengine_vgpus_add(u64 owner)
{
	struct uengine_vgpu *vgpu = kzalloc(sizeof(*vgpu), GFP_KERNEL_ACCOUNT);

	if (!vgpu)
		return -ENOMEM;
	vgpu->owner = owner;
	vgpu->vmm = get_pid(task_tgid(current));
	vgpu->since = ktime_get();
	spin_lock(&vgpus_lock);
	list_add_tail(&vgpu->list, &vgpus);
	spin_unlock(&vgpus_lock);
	return 0;
}

void uengine_vgpus_remove(u64 owner)
{
	struct uengine_vgpu *vgpu;

	spin_lock(&vgpus_lock);
	vgpu = find(owner);
	if (vgpu)
		list_del(&vgpu->list);
	spin_unlock(&vgpus_lock);
	if (vgpu)
		vgpu_free(vgpu);
}

/* Return the number of a vGPU's VMM in the caller's PID namespace; 0: it has ended. */
static pid_t vmm_of(const struct uengine_vgpu *vgpu)
{
	pid_t pid = 0;

	/* The number of a process that has ended may be another's. */
	rcu_read_lock();
	if (pid_task(vgpu->vmm, PIDTYPE_TGID))
		pid = pid_vnr(vgpu->vmm);
	rcu_read_unlock();
	return pid;
}

int uengine_vgpus_check(u64 owner, pid_t vmm)
{
	const struct uengine_vgpu *vgpu;
	int ret = -ENOENT;

	spin_lock(&vgpus_lock);
	vgpu = find(owner);
	if (vgpu)
		ret = port_check(ENGINE_VMM, vmm && vmm_of(vgpu) != vmm) ? -ESRCH : 0;
	spin_unlock(&vgpus_lock);
	return ret;
}

bool uengine_vgpus_has_news(void)
{
	struct uengine_vgpu *vgpu;
	bool found = false;

	spin_lock(&vgpus_lock);
	list_for_each_entry(vgpu, &vgpus, list)
		found |= !vgpu->told;
	spin_unlock(&vgpus_lock);
	return found;
}

bool uengine_vgpus_next(struct facet_engine_vgpu *news)
{
	struct uengine_vgpu *vgpu;
	bool found = false;

	memset(news, 0, sizeof(*news));
	spin_lock(&vgpus_lock);
	list_for_each_entry(vgpu, &vgpus, list) {
		if (vgpu->told)
			continue;
		vgpu->told = true;
		news->owner = vgpu->owner;
		news->pid = vmm_of(vgpu);
		found = true;
		break;
	}
	spin_unlock(&vgpus_lock);
	return found;
}

void uengine_vgpus_forget_news(void)
{
	struct uengine_vgpu *vgpu;

	spin_lock(&vgpus_lock);
	served = true;
	list_for_each_entry(vgpu, &vgpus, list) {
		vgpu->told = false;
		vgpu->since = ktime_get();
	}
	spin_unlock(&vgpus_lock);
}

bool uengine_vgpus_expects(u64 owner)
{
	const struct uengine_vgpu *vgpu;
	bool expected;

	spin_lock(&vgpus_lock);
	vgpu = find(owner);
	expected = served && vgpu &&
		   ktime_before(ktime_get(), ktime_add_ms(vgpu->since, EXPECT_MS));
	spin_unlock(&vgpus_lock);
	return expected;
}

void uengine_vgpus_count_late(u64 owner)
{
	struct uengine_vgpu *vgpu;

	spin_lock(&vgpus_lock);
	vgpu = find(owner);
	if (vgpu)
		vgpu->late++;
	spin_unlock(&vgpus_lock);
}

u32 uengine_vgpus_late(u64 owner)
{
	const struct uengine_vgpu *vgpu;
	u32 late;

	spin_lock(&vgpus_lock);
	vgpu = find(owner);
	late = vgpu ? vgpu->late : 0;
	spin_unlock(&vgpus_lock);
	return late;
}

void uengine_vgpus_exit(void)
{
	struct uengine_vgpu *vgpu, *next;

	list_for_each_entry_safe(vgpu, next, &vgpus, list)
		vgpu_free(vgpu);
}
