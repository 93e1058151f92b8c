// SPDX-License-Identifier: GPL-2.0-only
/*
 * For people, in debugfs: what guests asked for in vain (mediator/record.h), facet/UUID/unlisted
 * and facet/UUID/refused; what watching guests' page tables costs, facet/UUID/tracking. They exist from the end of probe to the beginning of remove
 * and are empty while the vGPU is closed. debugfs keeps the module while a file is open; once
 * the folder is removed, it fails reads of files that are still open and calls nothing here.
 *
 * Lock: facet_vdev.open_lock, while what is shown is copied.
 */
#include "kernel/debugfs.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/sort.h>

#include "kernel/vdev.h"
#include "mediator/ppgtt.h"
#include "mediator/record.h"
#include "mediator/views.h"
#include "pgpu/pgpu.h"

#define RECORD_ROOM	(FACET_RECORD_MAX + 1)

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

/* Sorted, the entry for all others is the last. */
static int unlisted_show(struct seq_file *m, void *unused)
{
	struct facet_vdev *v = m->private;
	struct facet_unlisted *list;
	u32 n = 0, i;

	list = kvcalloc(RECORD_ROOM, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	mutex_lock(&v->open_lock);
	if (v->vgpu)
		n = facet_record_unlisted(v->vgpu, list, RECORD_ROOM);
	mutex_unlock(&v->open_lock);
	sort(list, n, sizeof(*list), by_offset, NULL);
	for (i = 0; i < n; i++) {
		if (list[i].offset == FACET_RECORD_OTHERS)
			seq_printf(m, "other %llu\n", (u64)list[i].reads + list[i].writes);
		else
			seq_printf(m, "%06x %u %u\n", list[i].offset, list[i].reads,
				   list[i].writes);
	}
	kvfree(list);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(unlisted);

static void show_refused(struct seq_file *m, u32 engine, const struct facet_refused *refused)
{
	const char *name = pgpu_engine_name(engine);
	u32 count = refused->count[engine];

	if (!count)
		return;
	if (refused->opcode == FACET_RECORD_OTHERS)
		seq_printf(m, "%s other %u\n", name, count);
	else
		seq_printf(m, "%s %08x %u\n", name, refused->opcode, count);
}

static int refused_show(struct seq_file *m, void *unused)
{
	struct facet_vdev *v = m->private;
	struct facet_refused *list;
	u32 n = 0, engine, i;

	list = kvcalloc(RECORD_ROOM, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	mutex_lock(&v->open_lock);
	if (v->vgpu)
		n = facet_record_refused(v->vgpu, list, RECORD_ROOM);
	mutex_unlock(&v->open_lock);
	sort(list, n, sizeof(*list), by_opcode, NULL);
	for (engine = 0; engine < PGPU_ENGINES; engine++)
		for (i = 0; i < n; i++)
			show_refused(m, engine, &list[i]);
	kvfree(list);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(refused);

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

static void show_views(struct seq_file *m, const struct facet_views_stats *stats)
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
	struct facet_views_stats views;
	struct facet_track_stats track;
	bool open, works;

	mutex_lock(&v->open_lock);
	open = v->vgpu;
	works = facet_track_works(&v->track);
	if (open) {
		facet_ppgtt_stats(v->vgpu, &ppgtt);
		facet_track_stats(v, &track);
		facet_views_stats(v->vgpu, &views);
	}
	mutex_unlock(&v->open_lock);
	if (!open)
		return 0;
	seq_printf(m, "mode %s\n", works ? "tracking" : "comparing");
	seq_printf(m, "pages %llu\n", track.pages);
	seq_printf(m, "notices %llu\n", track.notices);
	seq_printf(m, "followed %llu\n", track.followed);
	seq_printf(m, "removed %llu\n", track.removed);
	show_ppgtt(m, &ppgtt);
	show_views(m, &views);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tracking);

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
	debugfs_create_file("refused", 0400, v->debugfs, v, &refused_fops);
	debugfs_create_file("tracking", 0400, v->debugfs, v, &tracking_fops);
}

void facet_debugfs_remove(struct facet_vdev *v)
{
	debugfs_remove(v->debugfs);
}
