// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session: one client's commands, in order. A const row bounds the length and the descriptors of
 * each command before its handler runs. Runs in the session's thread. Takes no lock.
 */
#include "protocol.h"

#include "transport.h"
#include "version.h"
#include "vfu_migrate.h"

#define VERSION_JSON_SIZE	512u

/**
 * struct session - One client.
 * @transport: connection to the client
 * @ops: the device
 * @device: first argument of @ops
 * @agreed: both sides have agreed on a version
 * @data: buffer of VFU_MAX_DATA bytes for replies
 */
struct session {
	struct vfu_transport *transport;
	const struct vfu_device_ops *ops;
	void *device;
	bool agreed;
	u8 *data;
};

/**
 * struct reply - The reply of a handler: @head, then @tail. Both may be empty.
 * @head: first bytes of the payload
 * @head_len: bytes of @head
 * @tail: rest of the payload
 * @tail_len: bytes of @tail
 */
struct reply {
	union {
		struct vfu_version version;
		struct vfu_device_info device_info;
		struct vfio_region_info region_info;
		struct vfio_irq_info irq_info;
		struct vfu_dma_unmap dma_unmap;
		struct vfu_region_access access;
		struct vfu_feature feature;
		struct vfu_mig_data mig_data;
		u64 count;
	} head;
	u32 head_len;
	const void *tail;
	u32 tail_len;
};

/**
 * struct command - The bounds and the handler of a command.
 * @handle: carry out the command. Return: 0 or a negative errno, which the client gets.
 * @min_len: fewest bytes of the payload
 * @max_len: most bytes of the payload
 * @max_fds: most descriptors
 */
struct command {
	int (*handle)(struct session *s, struct vfu_message *m, struct reply *reply);
	u32 min_len;
	u32 max_len;
	u32 max_fds;
};

static int do_version(struct session *s, struct vfu_message *m, struct reply *reply)
{
	const struct vfu_version *v = m->payload;
	u32 len = m->len - sizeof(*v);

	if (s->agreed || v->major != VFU_MAJOR)
		return -EINVAL;
	if (len && v->data[len - 1])
		return -EINVAL;
	reply->head.version.major = VFU_MAJOR;
	reply->head.version.minor = VFU_MINOR;
	reply->head_len = sizeof(*v);
	reply->tail_len =
		vfu_version_reply(len ? v->data : NULL, (char *)s->data, VERSION_JSON_SIZE);
	reply->tail = s->data;
	s->agreed = true;
	return 0;
}

static int do_device_info(struct session *s, struct vfu_message *m, struct reply *reply)
{
	const struct vfu_device_info *in = m->payload;

	if (in->argsz < sizeof(*in))
		return -EINVAL;
	reply->head.device_info = (struct vfu_device_info){
		.argsz = sizeof(*in),
		.flags = VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI,
		.num_regions = VFIO_PCI_NUM_REGIONS,
		.num_irqs = VFIO_PCI_NUM_IRQS,
	};
	reply->head_len = sizeof(*in);
	return 0;
}

static int do_region_info(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfio_region_info in;
	struct vfu_region region;

	memcpy(&in, m->payload, sizeof(in));
	if (in.argsz < sizeof(in) || in.index >= VFIO_PCI_NUM_REGIONS)
		return -EINVAL;
	region = s->ops->region(s->device, in.index);
	reply->head.region_info = (struct vfio_region_info){
		.argsz = sizeof(in),
		.flags = region.flags,
		.index = in.index,
		.size = region.size,
	};
	reply->head_len = sizeof(in);
	return 0;
}

static int do_irq_info(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfio_irq_info in;
	struct vfu_irq_index irq;

	memcpy(&in, m->payload, sizeof(in));
	if (in.argsz < sizeof(in) || in.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	irq = s->ops->irq_index(s->device, in.index);
	reply->head.irq_info = (struct vfio_irq_info){
		.argsz = sizeof(in),
		.flags = irq.flags,
		.index = in.index,
		.count = irq.count,
	};
	reply->head_len = sizeof(in);
	return 0;
}

/* Test the flags of a request: exactly one data flag and exactly one action flag must be set. */
static bool irq_flags_ok(const struct vfu_irq_set *set, u32 flags)
{
	return !(flags & ~(VFIO_IRQ_SET_DATA_TYPE_MASK | VFIO_IRQ_SET_ACTION_TYPE_MASK)) &&
	       is_power_of_2(set->data) && is_power_of_2(set->action);
}

/* Test if a request names interrupts that exist, and has the data that its flags announce. */
static bool irq_set_ok(const struct vfu_irq_set *set, u32 flags, const struct vfu_irq_index *irq,
		       const struct vfu_message *m)
{
	if (!irq_flags_ok(set, flags) || set->start > irq->count ||
	    set->count > irq->count - set->start)
		return false;
	if (!set->count && flags != (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER))
		return false;
	switch (set->data) {
	case VFIO_IRQ_SET_DATA_BOOL:
		return m->len - sizeof(struct vfio_irq_set) >= set->count;
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return (!m->nfds || m->nfds == set->count) && set->count <= VFU_MAX_FDS;
	default:
		return true;
	}
}

static int do_set_irqs(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfio_irq_set in;
	struct vfu_irq_set set;
	struct vfu_irq_index irq;
	u32 i;

	memcpy(&in, m->payload, sizeof(in));
	if (in.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	set = (struct vfu_irq_set){
		.index = in.index,
		.start = in.start,
		.count = in.count,
		.data = in.flags & VFIO_IRQ_SET_DATA_TYPE_MASK,
		.action = in.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK,
		.bools = (const u8 *)m->payload + sizeof(in),
		.fds = m->fds,
	};
	irq = s->ops->irq_index(s->device, in.index);
	if (!irq_set_ok(&set, in.flags, &irq, m))
		return -EINVAL;
	if (set.data == VFIO_IRQ_SET_DATA_EVENTFD)
		for (i = m->nfds; i < in.count; i++)
			m->fds[i] = -1;
	return s->ops->set_irqs(s->device, &set);
}

static int do_dma_map(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfu_dma_map map;

	memcpy(&map, m->payload, sizeof(map));
	if (!map.size || !IS_ALIGNED(map.size | map.address | map.offset, PAGE_SIZE) ||
	    map.address + map.size < map.address || map.offset + map.size < map.offset)
		return -EINVAL;
	return s->ops->dma_map(s->device, &map, m->nfds ? m->fds[0] : -1);
}

static int do_dma_unmap(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfu_dma_unmap unmap;

	memcpy(&unmap, m->payload, sizeof(unmap));
	if (unmap.flags & ~VFU_DMA_UNMAP_ALL)
		return -EINVAL;
	reply->head.dma_unmap = unmap;
	reply->head_len = sizeof(unmap);
	if (unmap.flags & VFU_DMA_UNMAP_ALL) {
		if (unmap.address || unmap.size)
			return -EINVAL;
		return s->ops->dma_unmap(s->device, 0, ~0ull);
	}
	if (!unmap.size || unmap.address + unmap.size < unmap.address)
		return -EINVAL;
	return s->ops->dma_unmap(s->device, unmap.address, unmap.size);
}

/* Carry out one access, bounded by the region. Regions that do not exist have size 0. */
static int region_access(struct session *s, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	struct vfu_region region;

	if (index >= VFIO_PCI_NUM_REGIONS || !len)
		return -EINVAL;
	region = s->ops->region(s->device, index);
	if (offset > region.size || len > region.size - offset)
		return -EINVAL;
	if (!(region.flags & (write ? VFIO_REGION_INFO_FLAG_WRITE : VFIO_REGION_INFO_FLAG_READ)))
		return -EPERM;
	return s->ops->access(s->device, index, offset, buf, len, write);
}

static int do_region_read(struct session *s, struct vfu_message *m, struct reply *reply)
{
	const struct vfu_region_access *in = m->payload;

	if (in->count > VFU_MAX_DATA)
		return -EINVAL;
	reply->head.access = *in;
	reply->head_len = sizeof(*in);
	reply->tail = s->data;
	reply->tail_len = in->count;
	return region_access(s, in->region, in->offset, s->data, in->count, false);
}

static int do_region_write(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfu_region_access *in = m->payload;

	if (in->count != m->len - sizeof(*in))
		return -EINVAL;
	reply->head.access = *in;
	reply->head_len = sizeof(*in);
	return region_access(s, in->region, in->offset, in->data, in->count, true);
}

static int do_region_write_multi(struct session *s, struct vfu_message *m, struct reply *reply)
{
	struct vfu_write_multi *in = m->payload;
	u32 room = (m->len - sizeof(*in)) / sizeof(in->writes[0]);
	int ret;
	u32 i;

	if (in->count > room)
		return -EINVAL;
	for (i = 0; i < in->count; i++) {
		struct vfu_write *w = &in->writes[i];

		if (w->count > sizeof(w->data))
			return -EINVAL;
		ret = region_access(s, w->region, w->offset, w->data, w->count, true);
		if (ret)
			return ret;
	}
	reply->head.count = in->count;
	reply->head_len = sizeof(reply->head.count);
	return 0;
}

static int do_device_reset(struct session *s, struct vfu_message *m, struct reply *reply)
{
	s->ops->reset(s->device);
	return 0;
}

static int do_feature(struct session *s, struct vfu_message *m, struct reply *reply)
{
	return vfu_migrate_feature(s->ops->migrate, s->device, m->payload, m->len,
				   &reply->head.feature, &reply->head_len);
}

static int do_mig_data_read(struct session *s, struct vfu_message *m, struct reply *reply)
{
	int ret = vfu_migrate_read(s->ops->migrate, s->device, m->payload, &reply->head.mig_data,
				   s->data);

	reply->head_len = sizeof(reply->head.mig_data);
	reply->tail = s->data;
	reply->tail_len = reply->head.mig_data.size;
	return ret;
}

static int do_mig_data_write(struct session *s, struct vfu_message *m, struct reply *reply)
{
	return vfu_migrate_write(s->ops->migrate, s->device, m->payload, m->len);
}

static const struct command commands[VFU_COMMANDS] = {
	[VFU_VERSION] = { do_version, sizeof(struct vfu_version), 4096, 0 },
	[VFU_DMA_MAP] = { do_dma_map, sizeof(struct vfu_dma_map), sizeof(struct vfu_dma_map), 1 },
	[VFU_DMA_UNMAP] = { do_dma_unmap, sizeof(struct vfu_dma_unmap), 4096, 0 },
	[VFU_DEVICE_GET_INFO] = { do_device_info, sizeof(struct vfu_device_info), 4096, 0 },
	[VFU_DEVICE_GET_REGION_INFO] = { do_region_info, sizeof(struct vfio_region_info), 4096, 0 },
	[VFU_DEVICE_GET_IRQ_INFO] = { do_irq_info, sizeof(struct vfio_irq_info), 4096, 0 },
	[VFU_DEVICE_SET_IRQS] = { do_set_irqs, sizeof(struct vfio_irq_set), 4096, VFU_MAX_FDS },
	[VFU_REGION_READ] = { do_region_read, sizeof(struct vfu_region_access),
			      sizeof(struct vfu_region_access), 0 },
	[VFU_REGION_WRITE] = { do_region_write, sizeof(struct vfu_region_access),
			       sizeof(struct vfu_region_access) + VFU_MAX_DATA, 0 },
	[VFU_DEVICE_RESET] = { do_device_reset, 0, 0, 0 },
	[VFU_REGION_WRITE_MULTI] = { do_region_write_multi, sizeof(struct vfu_write_multi),
				     VFU_MAX_DATA, 0 },
	[VFU_DEVICE_FEATURE] = { do_feature, VFU_FEATURE_HEAD, sizeof(struct vfu_feature), 0 },
	[VFU_MIG_DATA_READ] = { do_mig_data_read, sizeof(struct vfu_mig_data),
				sizeof(struct vfu_mig_data), 0 },
	[VFU_MIG_DATA_WRITE] = { do_mig_data_write, sizeof(struct vfu_mig_data),
				 sizeof(struct vfu_mig_data) + VFU_MAX_DATA, 0 },
};

static const struct command *find_command(u32 command)
{
	if (command >= ARRAY_SIZE(commands) || !commands[command].handle)
		return NULL;
	return &commands[command];
}

static int dispatch(struct session *s, struct vfu_message *m, struct reply *reply)
{
	const struct command *c = find_command(m->header.command);

	if (!c)
		return -ENOTSUP;
	if (!s->agreed && m->header.command != VFU_VERSION)
		return -EPROTO;
	if (m->len < c->min_len || m->len > c->max_len || m->nfds > c->max_fds)
		return -EINVAL;
	return c->handle(s, m, reply);
}

/* Handle one message and reply to it. */
static int serve(struct session *s, struct vfu_message *m)
{
	struct reply reply = { .head_len = 0 };
	struct iovec payload[2];
	int ret = dispatch(s, m, &reply);

	vfu_transport_release(m);
	if (m->header.flags & VFU_NO_REPLY)
		return 0;
	payload[0] = (struct iovec){ &reply.head, reply.head_len };
	payload[1] = (struct iovec){ (void *)reply.tail, reply.tail_len };
	return vfu_transport_reply(s->transport, &m->header, -ret, payload, 2);
}

int vfu_protocol_serve(struct vfu_transport *transport, const struct vfu_device_ops *ops,
		       void *device)
{
	struct session s = { .transport = transport, .ops = ops, .device = device };
	struct vfu_message m;
	int ret;

	s.data = port_zalloc(VFU_MAX_DATA);
	if (!s.data)
		return -ENOMEM;
	while ((ret = vfu_transport_recv(transport, &m)) > 0) {
		ret = serve(&s, &m);
		if (ret)
			break;
		/* Without a common version, later messages have no meaning. */
		if (!s.agreed) {
			ret = -EPROTO;
			break;
		}
	}
	/* It may have the state of a guest. */
	port_free_zeroed(s.data, VFU_MAX_DATA);
	return ret;
}
