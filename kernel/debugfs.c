// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files about each vGPU for people, in debugfs:
 *
 *   facet/UUID/unlisted, ignored, refused   refused accesses and commands (device/denied.h)
 *   facet/UUID/tracking                     write tracking, page tables and detiled pages
 *   facet/UUID/pins                         pinned guest pages
 *   facet/UUID/screen                       exported screens
 *   facet/UUID/state                        the state of the vGPU (mediator/vgpu_state.h)
 *
 * The files exist from the end of probe to the beginning of remove, and are empty while the vGPU is
 * closed. debugfs keeps the module while a file is open. Once the folder is removed, debugfs fails
 * reads of files that are still open, and calls nothing here.
 *
 * Lock: facet_vdev.open_lock, while a file's content is copied or the state is printed.
 */
#include "kernel/debugfs.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/sort.h>

#include "device/denied.h"
#include "kernel/screen.h"
#include "kernel/track.h"
#include "kernel/vdev_types.h"
#include "mediator/detiled.h"
#include "mediator/ppgtt.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "model/model.h"
#include "pgpu/pgpu.h"

#define RECORD_ROOM	(FACET_DENIED_MAX + 1)
#define STATE_TEXT	(256u << 10)	/* bytes */

static struct dentry *debugfs;

static int compare(u32 a, u32 b)
{
	return a < b ? -1 : a > b;
}

static int by_offset(const void *a, const void *b)
{
	const struct facet_unlisted *first = a, *second = b;

	return compare(first->offset, second->offset);
}

static int by_opcode(const void *a, const void *b)
{
	const struct facet_refused *first = a, *second = b;

	return compare(first->opcode, second->opcode);
}

static u32 unlisted_copy(struct facet_vgpu *vgpu, void *list)
{
	return facet_denied_unlisted(facet_vgpu_device(vgpu), list, RECORD_ROOM);
}

static u32 ignored_copy(struct facet_vgpu *vgpu, void *list)
{
	return facet_denied_ignored(facet_vgpu_device(vgpu), list, RECORD_ROOM);
}

static u32 refused_copy(struct facet_vgpu *vgpu, void *list)
{
	return facet_denied_refused(facet_vgpu_device(vgpu), list, RECORD_ROOM);
}

static void unlisted_print(struct seq_file *m, const void *list, u32 n)
{
	const struct facet_unlisted *unlisted = list;
	u32 i;

	for (i = 0; i < n; i++) {
		if (unlisted[i].offset == FACET_DENIED_OTHERS)
			seq_printf(m, "other %llu\n",
				   (u64)unlisted[i].reads + unlisted[i].writes);
		else
			seq_printf(m, "%06x %u %u\n", unlisted[i].offset, unlisted[i].reads,
				   unlisted[i].writes);
	}
}

static void show_refused(struct seq_file *m, u32 engine, const struct facet_refused *refused)
{
	const char *name = pgpu_engine_name(engine);
	u32 count = refused->count[engine];

	if (!count)
		return;
	if (refused->opcode == FACET_DENIED_OTHERS)
		seq_printf(m, "%s other %u\n", name, count);
	else
		seq_printf(m, "%s %08x %u\n", name, refused->opcode, count);
}

static void refused_print(struct seq_file *m, const void *list, u32 n)
{
	const struct facet_refused *refused = list;
	u32 engine, i;

	for (engine = 0; engine < PGPU_ENGINES; engine++)
		for (i = 0; i < n; i++)
			show_refused(m, engine, &refused[i]);
}

/**
 * struct record_kind - One of the lists of device/denied.h.
 * @size: bytes of an entry
 * @copy: copy RECORD_ROOM entries at most. Return: how many
 * @compare: compare two entries, for sort(). The entry for all others comes last
 * @print: print the lines of all entries
 */
struct record_kind {
	size_t size;
	u32 (*copy)(struct facet_vgpu *vgpu, void *list);
	int (*compare)(const void *a, const void *b);
	void (*print)(struct seq_file *m, const void *list, u32 n);
};

static const struct record_kind unlisted_kind = {
	sizeof(struct facet_unlisted), unlisted_copy, by_offset, unlisted_print,
};

static const struct record_kind ignored_kind = {
	sizeof(struct facet_unlisted), ignored_copy, by_offset, unlisted_print,
};

static const struct record_kind refused_kind = {
	sizeof(struct facet_refused), refused_copy, by_opcode, refused_print,
};

/* Copy a list under open_lock, and print it without. Return: 0; -ENOMEM; -EINTR: killed. */
static int record_show(struct seq_file *m, const struct record_kind *kind)
{
	struct facet_vdev *v = m->private;
	void *list = kvcalloc(RECORD_ROOM, kind->size, GFP_KERNEL);
	u32 n = 0;
	int ret;

	if (!list)
		return -ENOMEM;
	ret = mutex_lock_killable(&v->open_lock);
	if (ret) {
		kvfree(list);
		return ret;
	}
	if (v->vgpu)
		n = kind->copy(v->vgpu, list);
	mutex_unlock(&v->open_lock);
	sort(list, n, kind->size, kind->compare, NULL);
	kind->print(m, list, n);
	kvfree(list);
	return 0;
}

static int unlisted_show(struct seq_file *m, void *unused)
{
	return record_show(m, &unlisted_kind);
}
DEFINE_SHOW_ATTRIBUTE(unlisted);

static int ignored_show(struct seq_file *m, void *unused)
{
	return record_show(m, &ignored_kind);
}
DEFINE_SHOW_ATTRIBUTE(ignored);

static int refused_show(struct seq_file *m, void *unused)
{
	return record_show(m, &refused_kind);
}
DEFINE_SHOW_ATTRIBUTE(refused);

__printf(2, 3) static void state_print(void *arg, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(arg, fmt, args);
	va_end(args);
}

/* Print the vGPU's state into a buffer of the kernel's. The core pauses the vGPU meanwhile. */
static int state_show(struct seq_file *m, void *unused)
{
	const struct facet_state_printer printer = { .print = state_print, .arg = m };
	struct facet_vdev *v = m->private;
	int ret;

	ret = mutex_lock_killable(&v->open_lock);
	if (ret)
		return ret;
	if (v->instance)
		ret = v->instance->model->dump(v->instance, &printer);
	mutex_unlock(&v->open_lock);
	return ret;
}

static int state_open(struct inode *inode, struct file *file)
{
	/* Enough for most states: seq_file would pause the vGPU again for a larger buffer. */
	return single_open_size(file, state_show, inode->i_private, STATE_TEXT);
}

static const struct file_operations state_fops = {
	.owner = THIS_MODULE,
	.open = state_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static void show_ppgtt(struct seq_file *m, const struct facet_ppgtt_stats *stats)
{
	seq_printf(m, "syncs %llu\n", stats->syncs);
	seq_printf(m, "compared %llu\n", stats->compared);
	seq_printf(m, "changed %llu\n", stats->changed);
	seq_printf(m, "shared %llu\n", stats->shared);
	seq_printf(m, "tracked %llu\n", stats->tracked);
	seq_printf(m, "untracked %llu\n", stats->untracked);
	seq_printf(m, "failed %llu\n", stats->failed);
}

static void show_detiled(struct seq_file *m, const struct facet_detiled_stats *stats)
{
	seq_printf(m, "views %llu\n", stats->live);
	seq_printf(m, "views_made %llu\n", stats->made);
	seq_printf(m, "views_raced %llu\n", stats->raced);
	seq_printf(m, "views_dropped %llu\n", stats->dropped);
	seq_printf(m, "views_written %llu\n", stats->written);
}

static int tracking_show(struct seq_file *m, void *unused)
{
	struct facet_vdev *v = m->private;
	struct facet_ppgtt_stats ppgtt;
	struct facet_detiled_stats detiled;
	struct facet_track_stats track;
	bool open, works;
	int ret;

	ret = mutex_lock_killable(&v->open_lock);
	if (ret)
		return ret;
	open = v->vgpu;
	works = facet_track_works(&v->track);
	if (open) {
		facet_ppgtt_stats(v->vgpu, &ppgtt);
		facet_track_stats(v, &track);
		facet_detiled_stats(v->vgpu, &detiled);
	}
	mutex_unlock(&v->open_lock);
	if (!open)
		return 0;
	seq_printf(m, "mode %s\n", works ? "tracking" : "comparing");
	seq_printf(m, "pages %llu\n", track.pages);
	seq_printf(m, "notices %llu\n", track.notices);
	seq_printf(m, "followed %llu\n", track.snooped);
	seq_printf(m, "lost %llu\n", track.lost);
	seq_printf(m, "blank %llu\n", (u64)atomic64_read(&v->bar2.failures));
	seq_printf(m, "removed %llu\n", track.removed);
	show_ppgtt(m, &ppgtt);
	show_detiled(m, &detiled);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tracking);

static int pins_show(struct seq_file *m, void *unused)
{
	struct facet_vdev *v = m->private;
	int ret;

	ret = mutex_lock_killable(&v->open_lock);
	if (ret)
		return ret;
	if (v->instance) {
		seq_printf(m, "pinned %d\n", atomic_read(&v->pinned));
		seq_printf(m, "pin_calls %lld\n", atomic64_read(&v->pin_calls));
	}
	mutex_unlock(&v->open_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(pins);

static int screen_show(struct seq_file *m, void *unused)
{
	struct facet_vdev *v = m->private;
	struct facet_screen_stats stats;
	bool open;
	int ret;

	ret = mutex_lock_killable(&v->open_lock);
	if (ret)
		return ret;
	open = v->instance;
	if (open)
		facet_screen_stats(v, &stats);
	mutex_unlock(&v->open_lock);
	if (!open)
		return 0;
	seq_printf(m, "bad_planes %llu\n", stats.bad_planes);
	seq_printf(m, "dmabufs %u\n", stats.dmabufs);
	seq_printf(m, "copied_pages %u\n", stats.copied);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(screen);

void facet_debugfs_init(void)
{
	debugfs = debugfs_create_dir("facet", NULL);
}

void facet_debugfs_exit(void)
{
	debugfs_remove(debugfs);
}

void facet_debugfs_add(struct facet_vdev *v)
{
	v->debugfs = debugfs_create_dir(dev_name(v->vdev.dev), debugfs);
	debugfs_create_file("unlisted", 0400, v->debugfs, v, &unlisted_fops);
	debugfs_create_file("ignored", 0400, v->debugfs, v, &ignored_fops);
	debugfs_create_file("refused", 0400, v->debugfs, v, &refused_fops);
	debugfs_create_file("state", 0400, v->debugfs, v, &state_fops);
	debugfs_create_file("tracking", 0400, v->debugfs, v, &tracking_fops);
	debugfs_create_file("pins", 0400, v->debugfs, v, &pins_fops);
	debugfs_create_file("screen", 0400, v->debugfs, v, &screen_fops);
}

void facet_debugfs_remove(struct facet_vdev *v)
{
	debugfs_remove(v->debugfs);
}
