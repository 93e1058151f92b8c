// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes of a vGPU in sysfs, UUID/facet/ (docs/reference/abi.md), and the module's parameter
 * `display`, the default of that attribute. The files exist from the end of probe to the beginning
 * of remove.
 *
 * Locks: facet_vdev.open_lock for attributes that are fixed while a VMM has the vGPU open. A VMM
 * may hold it for long, so a signal ends the wait for it. facet_vdev.name_lock, a leaf, for the
 * name. Scheduling parameters have the locks of kernel/sched_knobs.c.
 */
#include "kernel/attrs.h"

#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string_choices.h>
#include <linux/sysfs.h>

#include "display/display.h"
#include "kernel/parent_attrs.h"
#include "kernel/parent_types.h"
#include "kernel/sched_knobs.h"
#include "kernel/stats.h"
#include "kernel/track.h"
#include "kernel/uapi/facet.h"
#include "kernel/vdev_types.h"
#include "kernel/vfio_host.h"
#include "mediator/sched_stats.h"
#include "mediator/type.h"
#include "model/model.h"
#include "model/traits.h"
#include "model/traits_of.h"
#include "pgpu/pgpu.h"

static const char *const display_names[] = {
	[FACET_SCREEN_DMABUF] = FACET_DISPLAY_DMABUF,
	[FACET_SCREEN_NATIVE] = FACET_DISPLAY_NATIVE,
	[FACET_SCREEN_REGION] = FACET_DISPLAY_REGION,
};

static enum facet_screen_kind default_kind = FACET_SCREEN_DMABUF;

static int default_kind_set(const char *val, const struct kernel_param *param)
{
	int kind = sysfs_match_string(display_names, val);

	if (kind < 0)
		return kind;
	WRITE_ONCE(default_kind, kind);
	return 0;
}

static int default_kind_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%s\n", display_names[READ_ONCE(default_kind)]);
}

static const struct kernel_param_ops default_kind_ops = {
	.set = default_kind_set,
	.get = default_kind_get,
};
module_param_cb(display, &default_kind_ops, NULL, 0644);
MODULE_PARM_DESC(display, "what display of a new vGPU is: dmabuf (default), native or region");

enum facet_screen_kind facet_attrs_default_screen_kind(void)
{
	return READ_ONCE(default_kind);
}

void facet_attrs_notify(struct facet_vdev *v, const char *attribute)
{
	sysfs_notify(&v->vdev.dev->kobj, FACET_ATTR_GROUP, attribute);
}

static ssize_t display_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", display_names[READ_ONCE(v->screen_kind)]);
}

/*
 * Take open_lock of a vGPU that is closed. Return: 0; -EBUSY: a VMM has it open; -EINTR: a signal
 * came. The lock is not held then.
 */
static int lock_closed(struct facet_vdev *v)
{
	int ret = mutex_lock_interruptible(&v->open_lock);

	if (ret || !v->instance)
		return ret;
	mutex_unlock(&v->open_lock);
	return -EBUSY;
}

static ssize_t display_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	int kind = sysfs_match_string(display_names, buf);
	int ret;

	if (kind < 0)
		return kind;
	ret = lock_closed(v);
	if (ret)
		return ret;
	WRITE_ONCE(v->screen_kind, kind);
	mutex_unlock(&v->open_lock);
	facet_sched_knobs_record_display(v);
	return count;
}
static DEVICE_ATTR_RW(display);

static ssize_t name_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	ssize_t ret;

	spin_lock(&v->name_lock);
	ret = sysfs_emit(buf, "%s\n", v->name);
	spin_unlock(&v->name_lock);
	return ret;
}

/* Tell whether a name has only letters, digits, '.', '_' and '-', and does not begin with '-'. */
static bool name_is_good(const char *name, size_t len)
{
	size_t i;

	if (len > FACET_NAME_MAX || *name == '-')
		return false;
	for (i = 0; i < len; i++)
		if (!isascii(name[i]) || !(isalnum(name[i]) || strchr("._-", name[i])))
			return false;
	return true;
}

static ssize_t name_store(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t count)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	size_t len = strcspn(buf, "\n");

	/* At most an end of line may follow the name. */
	if (!name_is_good(buf, len) || count - len > 1)
		return -EINVAL;
	spin_lock(&v->name_lock);
	memcpy(v->name, buf, len);
	v->name[len] = 0;
	spin_unlock(&v->name_lock);
	facet_stats_changed();
	facet_attrs_notify(v, "name");
	return count;
}
static DEVICE_ATTR_RW(name);

static ssize_t outputs_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	char text[FACET_OUTPUTS_TEXT];
	int ret;

	ret = mutex_lock_interruptible(&v->open_lock);
	if (ret)
		return ret;
	facet_output_text_print(&v->outputs, text);
	mutex_unlock(&v->open_lock);
	return sysfs_emit(buf, "%s\n", text);
}

static ssize_t outputs_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	struct facet_display_config outputs = {
		.max_width = v->mtype->type->max_width,
		.max_height = v->mtype->type->max_height,
	};
	int ret = facet_output_text_add(&outputs, buf);

	if (ret)
		return ret;
	if (!outputs.n_outputs)
		return -EINVAL;
	ret = lock_closed(v);
	if (ret)
		return ret;
	v->outputs = outputs;
	mutex_unlock(&v->open_lock);
	return count;
}
static DEVICE_ATTR_RW(outputs);

static const char *const cursor_names[] = { FACET_CURSOR_PLANE, FACET_CURSOR_DRAWN };

static ssize_t cursor_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", cursor_names[READ_ONCE(v->draw_cursor)]);
}

static ssize_t cursor_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	int drawn = sysfs_match_string(cursor_names, buf);

	if (drawn < 0)
		return drawn;
	WRITE_ONCE(v->draw_cursor, drawn);
	return count;
}
static DEVICE_ATTR_RW(cursor);

static ssize_t splash_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", str_on_off(READ_ONCE(v->splash)));
}

static ssize_t splash_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	bool splash;
	int ret = kstrtobool(buf, &splash);

	if (ret)
		return ret;
	WRITE_ONCE(v->splash, splash);
	return count;
}
static DEVICE_ATTR_RW(splash);

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", READ_ONCE(v->instance) ? "open" : "closed");
}
static DEVICE_ATTR_RO(state);

/* Describe the process that draws for a vGPU. Return: 0, or -EINTR: a signal arrived. */
static int read_process(struct device *dev, struct pgpu_process *process)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	int ret = mutex_lock_interruptible(&v->open_lock);

	if (ret)
		return ret;
	memset(process, 0, sizeof(*process));
	if (v->instance)
		v->instance->model->process(v->instance, process);
	mutex_unlock(&v->open_lock);
	return 0;
}

static ssize_t engine_pid_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct pgpu_process process;
	int ret = read_process(dev, &process);

	return ret ? ret : sysfs_emit(buf, "%u\n", process.pid);
}
static DEVICE_ATTR_RO(engine_pid);

static ssize_t engine_late_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct pgpu_process process;
	int ret = read_process(dev, &process);

	return ret ? ret : sysfs_emit(buf, "%u\n", process.late);
}
static DEVICE_ATTR_RO(engine_late);

static ssize_t type_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", v->mtype->type->name);
}
static DEVICE_ATTR_RO(type);

/* Write the traits of a vGPU: if it is closed, those that a VMM with KVM gets. open_lock held. */
static void write_traits(struct facet_vdev *v, struct facet_traits *traits)
{
	struct facet_type offered = v->type;

	if (!v->instance)
		facet_vfio_host_offer(v, true, facet_track_possible(), &offered);
	facet_traits_of(facet_mtype_parent(v->mtype)->gpu, &offered, &v->outputs, traits);
}

static ssize_t traits_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	struct facet_traits *traits = kzalloc(sizeof(*traits), GFP_KERNEL);
	ssize_t ret;

	if (!traits)
		return -ENOMEM;
	ret = mutex_lock_interruptible(&v->open_lock);
	if (!ret) {
		write_traits(v, traits);
		mutex_unlock(&v->open_lock);
		ret = sysfs_emit(buf, "%.*s", (int)traits->used, traits->text);
	}
	kfree(traits);
	return ret;
}
static DEVICE_ATTR_RO(traits);

/* --- scheduling parameters ---------------------------------------------------------------- */

/*
 * The group of these files is root's, until a udev rule changes it by one chgrp for each vGPU. The
 * modes let that group write the files as created: a further call for each vGPU would make creating
 * many of them slower.
 */
#define GROUP_SETS	0664
#define GROUP_READS	0440

/**
 * struct knob_attr - Attribute that shows and sets a number of struct facet_sched_knobs.
 * @attr: the attribute
 * @field: offset of the number, in bytes
 */
struct knob_attr {
	struct device_attribute attr;
	size_t field;
};

static ssize_t knob_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct knob_attr *knob = container_of(attr, struct knob_attr, attr);

	return sysfs_emit(buf, "%u\n", facet_sched_knobs_get(dev_get_drvdata(dev), knob->field));
}

static ssize_t knob_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	const struct knob_attr *knob = container_of(attr, struct knob_attr, attr);
	u32 value;
	int ret = kstrtou32(buf, 0, &value);

	if (!ret)
		ret = facet_sched_knobs_set(dev_get_drvdata(dev), knob->field, value);
	return ret ? ret : count;
}

#define KNOB(name)						\
static struct knob_attr knob_##name = {				\
	__ATTR(name, GROUP_SETS, knob_show, knob_store),	\
	offsetof(struct facet_sched_knobs, name),		\
}
KNOB(weight);
KNOB(cap);
KNOB(slice_us);

static ssize_t priority_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	u32 priority = facet_sched_knobs_get(dev_get_drvdata(dev),
					     offsetof(struct facet_sched_knobs, priority));

	return sysfs_emit(buf, "%s\n", facet_sched_priority_names[priority]);
}

static ssize_t priority_store(struct device *dev, struct device_attribute *attr, const char *buf,
			      size_t count)
{
	int priority =
		__sysfs_match_string(facet_sched_priority_names, FACET_SCHED_PRIORITIES, buf);
	int ret = priority;

	if (priority >= 0)
		ret = facet_sched_knobs_set(dev_get_drvdata(dev),
					    offsetof(struct facet_sched_knobs, priority), priority);
	return ret ? ret : count;
}
static DEVICE_ATTR(priority, GROUP_SETS, priority_show, priority_store);

/**
 * struct counter - A line of "statistics".
 * @name: word that the line begins with, behind the engine's name
 * @field: offset of the counter in the record, in bytes
 */
struct counter {
	const char *name;
	size_t field;
};

#define ENGINE_COUNTER(name)	{ #name, offsetof(struct facet_sched_stats, name) }
#define VGPU_COUNTER(name)	{ #name, offsetof(struct facet_stats_vgpu, name) }
#define TRAP_COUNTER(name, trap) { #name, offsetof(struct facet_stats_vgpu, traps[trap]) }

static const struct counter engine_counters[] = {
	ENGINE_COUNTER(busy_ns),
	ENGINE_COUNTER(waiting_ns),
	ENGINE_COUNTER(throttled_ns),
	ENGINE_COUNTER(longest_wait_ns),
	ENGINE_COUNTER(submissions),
	ENGINE_COUNTER(completions),
	ENGINE_COUNTER(preemptions),
	ENGINE_COUNTER(overshoot_ns),
	ENGINE_COUNTER(hangs),
	ENGINE_COUNTER(resets),
	ENGINE_COUNTER(slice_ns),
};

static const struct counter vgpu_counters[] = {
	VGPU_COUNTER(pins),
	VGPU_COUNTER(shadow_pages),
	VGPU_COUNTER(flips_asked),
	VGPU_COUNTER(flips_shown),
	VGPU_COUNTER(flips_missed),
	VGPU_COUNTER(screen_bytes_copied),
	VGPU_COUNTER(moves_out),
	VGPU_COUNTER(moves_in),
	VGPU_COUNTER(moves_refused),
	VGPU_COUNTER(move_bytes),
	VGPU_COUNTER(move_pause_ns),
	TRAP_COUNTER(traps_config, FACET_TRAP_CONFIG),
	TRAP_COUNTER(traps_mmio_read, FACET_TRAP_MMIO_READ),
	TRAP_COUNTER(traps_mmio_write, FACET_TRAP_MMIO_WRITE),
	TRAP_COUNTER(traps_ggtt, FACET_TRAP_GGTT),
	TRAP_COUNTER(traps_aperture, FACET_TRAP_APERTURE),
	TRAP_COUNTER(traps_fault, FACET_TRAP_FAULT),
	TRAP_COUNTER(traps_tracked, FACET_TRAP_TRACKED),
};

static u64 counter_of(const void *record, const struct counter *counter)
{
	return READ_ONCE(*(const u64 *)((const u8 *)record + counter->field));
}

static ssize_t statistics_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_vdev *v = dev_get_drvdata(dev);
	struct facet_sched_stats stats;
	int len = 0;
	u32 e, i;

	for (e = 0; e < PGPU_ENGINES; e++) {
		facet_sched_stats_read(facet_stats_engine(&v->stats->engines[e]), &stats);
		for (i = 0; i < ARRAY_SIZE(engine_counters); i++)
			len += sysfs_emit_at(buf, len, "%s %s %llu\n", pgpu_engine_name(e),
					     engine_counters[i].name,
					     counter_of(&stats, &engine_counters[i]));
	}
	for (i = 0; i < ARRAY_SIZE(vgpu_counters); i++)
		len += sysfs_emit_at(buf, len, "%s %llu\n", vgpu_counters[i].name,
				     counter_of(v->stats, &vgpu_counters[i]));
	return len;
}
/* Only the administrator may observe what a guest does: the mode is as that of /dev/facet-stats. */
static DEVICE_ATTR(statistics, GROUP_READS, statistics_show, NULL);

static struct attribute *facet_attrs[] = {
	&dev_attr_cursor.attr,
	&dev_attr_display.attr,
	&dev_attr_engine_late.attr,
	&dev_attr_engine_pid.attr,
	&dev_attr_name.attr,
	&dev_attr_outputs.attr,
	&dev_attr_splash.attr,
	&dev_attr_state.attr,
	&dev_attr_traits.attr,
	&dev_attr_type.attr,
	&knob_weight.attr.attr,
	&knob_cap.attr.attr,
	&knob_slice_us.attr.attr,
	&dev_attr_priority.attr,
	&dev_attr_statistics.attr,
	NULL,
};

static const struct attribute_group facet_attr_group = {
	.name = FACET_ATTR_GROUP,
	.attrs = facet_attrs,
};

const struct attribute_group *facet_attr_groups[] = {
	&facet_attr_group,
	NULL,
};
