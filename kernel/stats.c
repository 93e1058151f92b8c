// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/facet-stats: one piece of memory with all records, which is allocated when the module is
 * loaded. The scheduler counts in it, and user space maps it read only. Parents and vGPUs take
 * records and give them back (kernel/sched_knobs.c). Nothing reads a record for a decision.
 *
 * Lock: stats_lock, a leaf, for taking and giving records and for the serial number. A record's
 * owner writes its fields without it.
 */
#include "kernel/stats.h"

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

#include "display/display.h"
#include "mediator/sched_stats.h"
#include "pgpu/pgpu.h"

#define STATS_MODE		0400
#define STATS_GPUS_AT		FACET_STATS_FIRST
#define STATS_VGPUS_AT		ALIGN(STATS_GPUS_AT + \
				      FACET_STATS_GPUS * sizeof(struct facet_stats_gpu), \
				      PAGE_SIZE)
#define STATS_SIZE		ALIGN(STATS_VGPUS_AT + \
				      FACET_STATS_VGPUS * sizeof(struct facet_stats_vgpu), \
				      PAGE_SIZE)

/* The scheduler writes with its own struct: its layout is that of the user interface. */
#define SAME(field)	static_assert(offsetof(struct facet_sched_stats, field) == \
				      offsetof(struct facet_stats_engine, field))
SAME(generation);
SAME(state);
SAME(since_ns);
SAME(busy_ns);
SAME(waiting_ns);
SAME(throttled_ns);
SAME(longest_wait_ns);
SAME(submissions);
SAME(completions);
SAME(preemptions);
SAME(overshoot_ns);
SAME(hangs);
SAME(resets);
SAME(slice_ns);
SAME(competing);
static_assert(sizeof(struct facet_sched_stats) == sizeof(struct facet_stats_engine));

/* So does the display, with its own struct of counters. */
#define SAME_DISPLAY(theirs, ours) \
	static_assert(offsetof(struct facet_display_stats, theirs) == \
		      offsetof(struct facet_stats_vgpu, ours) - \
		      offsetof(struct facet_stats_vgpu, flips_asked))
SAME_DISPLAY(flips.asked, flips_asked);
SAME_DISPLAY(flips.shown, flips_shown);
SAME_DISPLAY(flips.missed, flips_missed);
SAME_DISPLAY(screen_bytes_copied, screen_bytes_copied);
static_assert(FACET_STATS_IDLE == (int)FACET_SCHED_IDLE);
static_assert(FACET_STATS_WAITING == (int)FACET_SCHED_WAITING);
static_assert(FACET_STATS_RUNNING == (int)FACET_SCHED_RUNNING);
static_assert(FACET_STATS_THROTTLED == (int)FACET_SCHED_THROTTLED);
static_assert(FACET_STATS_STOPPED == (int)FACET_SCHED_STOPPED);
static_assert(FACET_STATS_ENGINES == (int)PGPU_ENGINES);
static_assert(FACET_STATS_NONE == 0);
static_assert((int)FACET_TRAP_CLASSES <= FACET_STATS_TRAPS);
static_assert(sizeof(atomic64_t) == sizeof(__u64));

/*
 * Protects used records of /dev/facet-stats. Lock order: inside &facet_vdev.open_lock,
 * parents_lock; shared by vGPUs; last leaf.
 */
static DEFINE_SPINLOCK(stats_lock);
static struct facet_stats_header *header;	/* the beginning of the memory */
static struct facet_stats_gpu *gpus;
static struct facet_stats_vgpu *vgpus;

void facet_stats_begin(u32 *generation)
{
	WRITE_ONCE(*generation, *generation + 1);
	smp_wmb(); /* odd before the change; pairs with an acquire of a reader in user space */
}

void facet_stats_end(u32 *generation)
{
	smp_wmb(); /* the change before even; pairs with an acquire of a reader in user space */
	WRITE_ONCE(*generation, *generation + 1);
}

/* Count one more change in the header. stats_lock held. */
static void raise_serial(void)
{
	WRITE_ONCE(header->serial, header->serial + 1);
}

void facet_stats_changed(void)
{
	spin_lock(&stats_lock);
	raise_serial();
	spin_unlock(&stats_lock);
}

/*
 * Free a record. All writes are under stats_lock: another thread may take the record at once, and
 * its generation has one writer at a time.
 */
static void free_record(u32 *generation, u32 *used)
{
	spin_lock(&stats_lock);
	facet_stats_begin(generation);
	WRITE_ONCE(*used, 0);
	facet_stats_end(generation);
	raise_serial();
	spin_unlock(&stats_lock);
}

/* Clear a record behind its generation, which goes on. */
static void clear(u32 *generation, size_t size)
{
	facet_stats_begin(generation);
	memset(generation + 1, 0, size - sizeof(*generation));
	facet_stats_end(generation);
}

static void clear_engines(struct facet_stats_engine *engines)
{
	u32 i;

	for (i = 0; i < FACET_STATS_ENGINES; i++)
		clear(&engines[i].generation, sizeof(engines[i]));
}

struct facet_stats_vgpu *facet_stats_alloc_vgpu(void)
{
	struct facet_stats_vgpu *record = NULL;
	u32 i;

	spin_lock(&stats_lock);
	for (i = 0; i < FACET_STATS_VGPUS && vgpus[i].state; i++)
		;
	if (i < FACET_STATS_VGPUS) {
		record = &vgpus[i];
		clear(&record->generation, offsetof(struct facet_stats_vgpu, engines));
		clear_engines(record->engines);
		WRITE_ONCE(record->state, FACET_STATS_CLOSED);
		WRITE_ONCE(header->vgpu_used, max(header->vgpu_used, i + 1));
	}
	spin_unlock(&stats_lock);
	return record;
}

void facet_stats_free_vgpu(struct facet_stats_vgpu *record)
{
	free_record(&record->generation, &record->state);
}

struct facet_stats_gpu *facet_stats_alloc_gpu(void)
{
	struct facet_stats_gpu *record = NULL;
	u32 i;

	spin_lock(&stats_lock);
	for (i = 0; i < FACET_STATS_GPUS && gpus[i].used; i++)
		;
	if (i < FACET_STATS_GPUS) {
		record = &gpus[i];
		clear(&record->generation, offsetof(struct facet_stats_gpu, engines));
		clear_engines(record->engines);
		WRITE_ONCE(record->used, 1);
	}
	spin_unlock(&stats_lock);
	return record;
}

void facet_stats_free_gpu(struct facet_stats_gpu *record)
{
	free_record(&record->generation, &record->used);
}

u32 facet_stats_gpu_index(const struct facet_stats_gpu *record)
{
	return record - gpus;
}

const struct facet_stats_vgpu *facet_stats_owner(const struct facet_sched_stats *stats)
{
	const u8 *first = (const u8 *)vgpus, *at = (const u8 *)stats;

	if (at < first || at >= (const u8 *)&vgpus[FACET_STATS_VGPUS])
		return NULL;
	return &vgpus[(at - first) / sizeof(*vgpus)];
}

/* --- the node ----------------------------------------------------------------------------- */

static int stats_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	vm_flags_clear(vma, VM_MAYWRITE);
	return remap_vmalloc_range(vma, header, vma->vm_pgoff);
}

static const struct file_operations stats_fops = {
	.owner = THIS_MODULE,
	.mmap = stats_mmap,
	.llseek = noop_llseek,
};

static struct miscdevice node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = FACET_STATS_NAME,
	.fops = &stats_fops,
	.mode = STATS_MODE,
};

int facet_stats_init(void)
{
	header = vmalloc_user(STATS_SIZE);
	if (!header)
		return -ENOMEM;
	gpus = (void *)((u8 *)header + STATS_GPUS_AT);
	vgpus = (void *)((u8 *)header + STATS_VGPUS_AT);
	*header = (struct facet_stats_header){
		.magic = FACET_STATS_MAGIC,
		.version = FACET_STATS_VERSION,
		.size = STATS_SIZE,
		.gpu_offset = STATS_GPUS_AT,
		.gpu_size = sizeof(*gpus),
		.gpu_count = FACET_STATS_GPUS,
		.vgpu_offset = STATS_VGPUS_AT,
		.vgpu_size = sizeof(*vgpus),
		.vgpu_count = FACET_STATS_VGPUS,
		.engine_size = sizeof(struct facet_stats_engine),
		.engine_count = FACET_STATS_ENGINES,
		.loaded_ns = ktime_get_ns(),
		.loaded_real_ns = ktime_get_real_ns(),
	};
	return 0;
}

void facet_stats_exit(void)
{
	vfree(header);
}

int facet_stats_publish(void)
{
	return misc_register(&node);
}

void facet_stats_hide(void)
{
	misc_deregister(&node);
}
