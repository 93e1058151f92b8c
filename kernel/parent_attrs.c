// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes of a parent that an administrator sets: /sys/class/mdev_bus/facet/
 * (docs/reference/abi.md). The files exist as long as the device. Lock: facet_parent.lock, here and
 * in kernel/sched_knobs.c.
 */
#include "kernel/parent_attrs.h"

#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "kernel/parent_types.h"
#include "kernel/sched_knobs.h"
#include "kernel/uapi/facet.h"
#include "mediator/type.h"

const char *const facet_sched_priority_names[] = {
	[FACET_SCHED_PRIORITY_HIGH] = FACET_PRIORITY_HIGH,
	[FACET_SCHED_PRIORITY_NORMAL] = FACET_PRIORITY_NORMAL,
	[FACET_SCHED_PRIORITY_LOW] = FACET_PRIORITY_LOW,
	NULL,
};

static const char *const policy_names[] = {
	[FACET_BEST_EFFORT] = FACET_POLICY_BEST_EFFORT,
	[FACET_EQUAL_SHARE] = FACET_POLICY_EQUAL_SHARE,
	[FACET_FIXED_SHARE] = FACET_POLICY_FIXED_SHARE,
};

static struct facet_parent *to_parent(struct device *dev)
{
	return container_of(dev, struct facet_parent, dev);
}

static ssize_t sched_policy_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", policy_names[READ_ONCE(to_parent(dev)->policy.policy)]);
}

static ssize_t sched_policy_store(struct device *dev, struct device_attribute *attr,
				  const char *buf, size_t count)
{
	int policy = sysfs_match_string(policy_names, buf);
	int ret = policy < 0 ? policy : facet_sched_knobs_set_policy(to_parent(dev), policy);

	return ret ? ret : count;
}
static DEVICE_ATTR_RW(sched_policy);

static ssize_t default_slice_us_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(to_parent(dev)->policy.default_slice_us));
}

static ssize_t default_slice_us_store(struct device *dev, struct device_attribute *attr,
				      const char *buf, size_t count)
{
	u32 slice_us;
	int ret = kstrtou32(buf, 0, &slice_us);

	if (!ret)
		ret = facet_sched_knobs_set_slice(to_parent(dev), slice_us);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(default_slice_us);

static ssize_t type_defaults_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct facet_parent *parent = to_parent(dev);
	int len = 0;
	u32 i;

	spin_lock(&parent->lock);
	for (i = 0; i < facet_type_count; i++) {
		const struct facet_sched_knobs *knobs = &parent->types[i].defaults;

		len += sysfs_emit_at(buf, len, "%s weight=%u cap=%u slice_us=%u priority=%s\n",
				     parent->types[i].type->name, knobs->weight, knobs->cap,
				     knobs->slice_us, facet_sched_priority_names[knobs->priority]);
	}
	spin_unlock(&parent->lock);
	return len;
}

enum { DEFAULT_WEIGHT, DEFAULT_CAP, DEFAULT_SLICE, DEFAULT_PRIORITY, DEFAULT_UNKNOWN };

static const match_table_t default_tokens = {
	{ DEFAULT_WEIGHT, "weight=%u" },
	{ DEFAULT_CAP, "cap=%u" },
	{ DEFAULT_SLICE, "slice_us=%u" },
	{ DEFAULT_PRIORITY, "priority=%s" },
	{ DEFAULT_UNKNOWN, NULL },
};

static int parse_priority(const substring_t *arg, enum facet_sched_priority *out)
{
	char *word = match_strdup(arg);
	int priority;

	if (!word)
		return -ENOMEM;
	priority = match_string(facet_sched_priority_names, FACET_SCHED_PRIORITIES, word);
	kfree(word);
	if (priority < 0)
		return priority;
	*out = priority;
	return 0;
}

/* Parse one word of a line into @change. Return: 0; -EINVAL; -ENOMEM; or an errno of the number. */
static int parse_default(char *word, struct facet_sched_knobs_change *change)
{
	substring_t args[MAX_OPT_ARGS];
	struct facet_sched_knobs *to = &change->to;

	switch (match_token(word, default_tokens, args)) {
	case DEFAULT_WEIGHT:
		change->weight = true;
		return match_uint(&args[0], &to->weight);
	case DEFAULT_CAP:
		change->cap = true;
		return match_uint(&args[0], &to->cap);
	case DEFAULT_SLICE:
		change->slice_us = true;
		return match_uint(&args[0], &to->slice_us);
	case DEFAULT_PRIORITY:
		change->priority = true;
		return parse_priority(&args[0], &to->priority);
	default:
		return -EINVAL;
	}
}

/* Return the parent's type of a name; NULL: there is none. */
static struct facet_mtype *find_type(struct facet_parent *parent, const char *name)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++)
		if (name && !strcmp(parent->types[i].type->name, name))
			return &parent->types[i];
	return NULL;
}

/* Change a type's defaults by a line such as "facet-1 weight=50 cap=20". Others stay. */
static int set_defaults(struct facet_parent *parent, char *line)
{
	struct facet_mtype *mtype = find_type(parent, strsep(&line, " "));
	struct facet_sched_knobs_change change = {};
	char *word;
	int ret;

	if (!mtype)
		return -EINVAL;
	while ((word = strsep(&line, " "))) {
		ret = *word ? parse_default(word, &change) : 0;
		if (ret)
			return ret;
	}
	return facet_sched_knobs_change_defaults(mtype, &change);
}

static ssize_t type_defaults_store(struct device *dev, struct device_attribute *attr,
				   const char *buf, size_t count)
{
	char *line = kstrndup(buf, count, GFP_KERNEL);
	int ret;

	if (!line)
		return -ENOMEM;
	ret = set_defaults(to_parent(dev), strim(line));
	kfree(line);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(type_defaults);

static struct attribute *parent_attrs[] = {
	&dev_attr_sched_policy.attr,
	&dev_attr_default_slice_us.attr,
	&dev_attr_type_defaults.attr,
	NULL,
};

static const struct attribute_group parent_group = { .attrs = parent_attrs };

const struct attribute_group *facet_parent_groups[] = {
	&parent_group,
	NULL,
};

