/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A user of a vDPA device by vhost_vdpa, without a VMM. It knows no virtio: callers have the rings.
 */
#ifndef HOST_VHOST_H
#define HOST_VHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VHOST_QUEUES	2

/**
 * struct vhost - A vDPA device that is open.
 * @fd: its node; -1: closed
 * @kick: eventfds by which the driver notifies the device, by queue
 * @call: eventfds by which the device notifies the driver, by queue
 */
struct vhost {
	int fd;
	int kick[VHOST_QUEUES];
	int call[VHOST_QUEUES];
};

/**
 * struct vhost_ring - A queue as its driver sets it up. Addresses are the device's.
 * @size: number of descriptors
 * @desc: the table
 * @avail: the driver area
 * @used: the device area
 */
struct vhost_ring {
	uint32_t size;
	uint64_t desc;
	uint64_t avail;
	uint64_t used;
};

/* Open the node of a vDPA device, such as "/dev/vhost-vdpa-0". Return: 0 or a negative errno. */
int vhost_open(struct vhost *v, const char *node);
void vhost_close(struct vhost *v);

/*
 * Map memory of this process at an address of the device, and take it away. Return: 0 or a negative
 * errno.
 */
int vhost_map(struct vhost *v, uint64_t iova, void *mem, size_t len, bool writable);
int vhost_unmap(struct vhost *v, uint64_t iova, size_t len);

/* Return the features that the device offers. Set those that the driver wants: 0 or an errno. */
uint64_t vhost_features(struct vhost *v);
int vhost_set_features(struct vhost *v, uint64_t features);

/* Return the device status. Set it: 0 or a negative errno; 0 resets the device. */
uint8_t vhost_status(struct vhost *v);
int vhost_set_status(struct vhost *v, uint8_t status);

/* Set a queue up, and let the device use it. Return: 0 or a negative errno. */
int vhost_set_ring(struct vhost *v, unsigned int queue, const struct vhost_ring *ring);
int vhost_enable(struct vhost *v, unsigned int queue);

/* Return how many requests of a queue have come back; negative: an errno. */
int vhost_base(struct vhost *v, unsigned int queue);

/* Notify the device of requests. */
void vhost_kick(struct vhost *v, unsigned int queue);

#endif
