// SPDX-License-Identifier: GPL-2.0-only
/*
 * The messages of vfio-user for migration (vfu_migrate.h). protocol.c calls this file, in the
 * session's thread. Takes no lock.
 *
 * Source: docs/interop/vfio-user.rst of QEMU has the layouts. It names no errors, and no rule for
 * argsz of a message whose reply is empty. In these, this file does as lib/libvfio-user.c and
 * lib/migration.c of libvfio-user: EINVAL, and argsz counts the data of a request, too.
 */
#include "vfu_migrate.h"

#define ACTIONS	(VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_PROBE)

/**
 * struct feature - What can be done with a feature. Data have VFU_FEATURE_DATA bytes.
 * @get: read the feature into @data; NULL: it cannot be read
 * @set: set the feature to @data; NULL: it cannot be set. Return: 0 or an errno
 */
struct feature {
	void (*get)(const struct vfu_migrate_ops *ops, void *device, void *data);
	int (*set)(const struct vfu_migrate_ops *ops, void *device, const void *data);
};

static void get_migration(const struct vfu_migrate_ops *ops, void *device, void *data)
{
	const u64 flags = VFU_MIGRATION_STOP_COPY | VFU_MIGRATION_P2P | VFU_MIGRATION_PRE_COPY;

	memcpy(data, &flags, sizeof(flags));
}

static void get_state(const struct vfu_migrate_ops *ops, void *device, void *data)
{
	const struct vfu_mig_state state = { .state = ops->state(device) };

	memcpy(data, &state, sizeof(state));
}

static int set_state(const struct vfu_migrate_ops *ops, void *device, const void *data)
{
	struct vfu_mig_state state;

	memcpy(&state, data, sizeof(state));
	return ops->set_state(device, state.state);
}

static void get_size(const struct vfu_migrate_ops *ops, void *device, void *data)
{
	const u64 size = ops->size(device);

	memcpy(data, &size, sizeof(size));
}

static_assert(sizeof(struct vfu_mig_state) == VFU_FEATURE_DATA && sizeof(u64) == VFU_FEATURE_DATA,
	      "the data of a feature fill its place");

/* There is no row for DMA logging: guest memory is written by engines, which log nothing. */
static const struct feature features[] = {
	[VFU_FEATURE_MIGRATION] = { .get = get_migration },
	[VFU_FEATURE_MIG_STATE] = { .get = get_state, .set = set_state },
	[VFU_FEATURE_MIG_SIZE] = { .get = get_size },
};

/* Return the feature of a client's flags. NULL: it does not exist, or not for these actions. */
static const struct feature *find_feature(u32 flags)
{
	u64 index = flags & VFIO_DEVICE_FEATURE_MASK;
	u32 wrong = ~(VFIO_DEVICE_FEATURE_MASK | ACTIONS);
	const struct feature *feature;

	if (!port_index(&index, ARRAY_SIZE(features)))
		return NULL;
	feature = &features[index];
	if (!feature->get)
		wrong |= VFIO_DEVICE_FEATURE_GET;
	if (!feature->set)
		wrong |= VFIO_DEVICE_FEATURE_SET;
	return flags & wrong || (!feature->get && !feature->set) ? NULL : feature;
}

int vfu_migrate_feature(const struct vfu_migrate_ops *ops, void *device, const void *payload,
			u32 len, struct vfu_feature *reply, u32 *reply_len)
{
	const struct feature *feature;
	struct vfu_feature in = { .argsz = 0 };
	u32 action;

	memcpy(&in, payload, len);
	action = in.flags & ACTIONS;
	feature = find_feature(in.flags);
	*reply_len = action == VFIO_DEVICE_FEATURE_GET ? sizeof(*reply) : len;
	if (!feature || in.argsz < *reply_len)
		return -EINVAL;
	*reply = in;
	if (action & VFIO_DEVICE_FEATURE_PROBE)
		return 0;
	if (action == VFIO_DEVICE_FEATURE_GET) {
		reply->argsz = sizeof(*reply);
		feature->get(ops, device, reply->data);
		return 0;
	}
	if (action != VFIO_DEVICE_FEATURE_SET || len != sizeof(in))
		return -EINVAL;
	return feature->set(ops, device, in.data);
}

/* Test if argsz of a message has room for a head and @size bytes, and @size is not too large. */
static bool size_ok(const struct vfu_mig_data *in)
{
	return in->size <= VFU_MAX_DATA && in->argsz >= sizeof(*in) + in->size;
}

int vfu_migrate_read(const struct vfu_migrate_ops *ops, void *device, const void *payload,
		     struct vfu_mig_data *reply, void *buf)
{
	const struct vfu_mig_data *in = payload;
	ssize_t n;

	if (!size_ok(in))
		return -EINVAL;
	n = ops->read(device, buf, in->size);
	if (n < 0)
		return n;
	reply->argsz = sizeof(*reply) + n;
	reply->size = n;
	return 0;
}

int vfu_migrate_write(const struct vfu_migrate_ops *ops, void *device, const void *payload,
		      u32 len)
{
	const struct vfu_mig_data *in = payload;

	if (!size_ok(in) || in->size != len - sizeof(*in))
		return -EINVAL;
	return ops->write(device, in->data, in->size);
}
