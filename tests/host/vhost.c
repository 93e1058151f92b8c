// SPDX-License-Identifier: GPL-2.0-only
/* A user of a vDPA device by vhost_vdpa: see vhost.h. */
#include "vhost.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vhost.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int call(struct vhost *v, unsigned long request, void *arg)
{
	return ioctl(v->fd, request, arg) < 0 ? -errno : 0;
}

/* Set the eventfds of a queue. */
static int set_eventfds(struct vhost *v, unsigned int queue)
{
	struct vhost_vring_file kick = { .index = queue, .fd = v->kick[queue] };
	struct vhost_vring_file call_back = { .index = queue, .fd = v->call[queue] };
	int ret = call(v, VHOST_SET_VRING_KICK, &kick);

	return ret ? ret : call(v, VHOST_SET_VRING_CALL, &call_back);
}

int vhost_open(struct vhost *v, const char *node)
{
	uint64_t backend = 1ull << VHOST_BACKEND_F_IOTLB_MSG_V2;
	unsigned int i;
	int ret;

	for (i = 0; i < VHOST_QUEUES; i++) {
		v->kick[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		v->call[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	}
	v->fd = open(node, O_RDWR | O_CLOEXEC);
	if (v->fd < 0)
		return -errno;
	ret = call(v, VHOST_SET_OWNER, NULL);
	if (!ret)
		ret = call(v, VHOST_SET_BACKEND_FEATURES, &backend);
	if (ret)
		vhost_close(v);
	return ret;
}

void vhost_close(struct vhost *v)
{
	unsigned int i;

	close(v->fd);
	v->fd = -1;
	for (i = 0; i < VHOST_QUEUES; i++) {
		close(v->kick[i]);
		close(v->call[i]);
	}
}

static int change_map(struct vhost *v, const struct vhost_iotlb_msg *change)
{
	const struct vhost_msg_v2 message = { .type = VHOST_IOTLB_MSG_V2, .iotlb = *change };

	return write(v->fd, &message, sizeof(message)) == sizeof(message) ? 0 : -errno;
}

int vhost_map(struct vhost *v, uint64_t iova, void *mem, size_t len, bool writable)
{
	const struct vhost_iotlb_msg change = {
		.iova = iova, .size = len, .uaddr = (uintptr_t)mem,
		.perm = writable ? VHOST_ACCESS_RW : VHOST_ACCESS_RO, .type = VHOST_IOTLB_UPDATE,
	};

	return change_map(v, &change);
}

int vhost_unmap(struct vhost *v, uint64_t iova, size_t len)
{
	const struct vhost_iotlb_msg change = {
		.iova = iova, .size = len, .type = VHOST_IOTLB_INVALIDATE,
	};

	return change_map(v, &change);
}

uint64_t vhost_features(struct vhost *v)
{
	uint64_t features = 0;

	call(v, VHOST_GET_FEATURES, &features);
	return features;
}

int vhost_set_features(struct vhost *v, uint64_t features)
{
	return call(v, VHOST_SET_FEATURES, &features);
}

uint8_t vhost_status(struct vhost *v)
{
	uint8_t status = 0;

	call(v, VHOST_VDPA_GET_STATUS, &status);
	return status;
}

int vhost_set_status(struct vhost *v, uint8_t status)
{
	return call(v, VHOST_VDPA_SET_STATUS, &status);
}

int vhost_set_ring(struct vhost *v, unsigned int queue, const struct vhost_ring *ring)
{
	struct vhost_vring_state size = { .index = queue, .num = ring->size };
	struct vhost_vring_addr addr = {
		.index = queue, .desc_user_addr = ring->desc, .avail_user_addr = ring->avail,
		.used_user_addr = ring->used,
	};
	int ret = call(v, VHOST_SET_VRING_NUM, &size);

	if (!ret)
		ret = call(v, VHOST_SET_VRING_ADDR, &addr);
	/* A reset of the device has forgotten the eventfds. */
	return ret ? ret : set_eventfds(v, queue);
}

int vhost_enable(struct vhost *v, unsigned int queue)
{
	struct vhost_vring_state enable = { .index = queue, .num = 1 };

	return call(v, VHOST_VDPA_SET_VRING_ENABLE, &enable);
}

int vhost_base(struct vhost *v, unsigned int queue)
{
	struct vhost_vring_state base = { .index = queue };
	int ret = call(v, VHOST_GET_VRING_BASE, &base);

	return ret ? ret : (int)base.num;
}

void vhost_kick(struct vhost *v, unsigned int queue)
{
	const uint64_t one = 1;

	if (write(v->kick[queue], &one, sizeof(one)) < 0)
		return; /* the count is full: the device is notified */
}
