/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A driver of a virtio-gpu in a process of the host, by any transport. It has what the programs of
 * the transports share: starting the device, requests, floods, and checks of hostile acts. Checks
 * print TAP lines.
 */
#ifndef HOST_VIRTIO_HOST_H
#define HOST_VIRTIO_HOST_H

#include "tests/lib/virtio_driver.h"

#include <pthread.h>

#define HOST_AGREED	(VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | \
			 VIRTIO_STATUS_FEATURES_OK)
#define HOST_WORKS	(HOST_AGREED | VIRTIO_STATUS_DRIVER_OK)
#define HOST_WAIT_MS	2000
#define HOST_QUIET_US	200000
#define HOST_PATTERN	0x5a
#define HOST_BLOB	1u	/* number of the blob that is shown */
#define HOST_WIDE	1024u	/* size of the blob, and of the picture that a flood transfers */
#define HOST_HIGH	768u
#define HOST_STRIDE	(HOST_WIDE * VIRTIO_GPU_PIXEL)
#define HOST_PICTURE	(HOST_HIGH * HOST_STRIDE)

/**
 * struct host_transport - How a driver reaches its device.
 * @features: features that the driver wants
 * @map: let the device use all memory of the driver, from address 0 on. Return: 0 or an errno
 * @unmap: take all this memory away. Return: 0 or a negative errno
 * @status: return the device status
 * @set_status: set it; 0 resets the device
 * @set_features: set the driver's features
 * @set_queue: set a queue up: GPU_SIZE, GPU_QUEUE(), GPU_AVAIL(), GPU_USED()
 * @enable: let the device use a queue
 * @notify: notify the device of requests in a queue
 * @wait: wait until the device calls for the control queue, HOST_WAIT_MS at most
 * @take_away: take memory and the device away, in a way that depends on @round. Return: how many
 *	steps failed
 *
 * @device is &host_driver.device. The driver may call @notify while another op runs.
 */
struct host_transport {
	u64 features;
	int (*map)(void *device, struct gpu_rig *rig);
	int (*unmap)(void *device);
	u8 (*status)(void *device);
	void (*set_status)(void *device, u8 status);
	void (*set_features)(void *device, u64 features);
	void (*set_queue)(void *device, u32 queue);
	void (*enable)(void *device, u32 queue);
	void (*notify)(void *device, u32 queue);
	void (*wait)(void *device);
	u32 (*take_away)(void *device, u32 round);
};

/**
 * struct host_driver - A driver.
 * @rig: its memory and commands; there is no device behind &gpu_rig.g
 * @transport: how it reaches the device
 * @device: first argument of the ops
 * @requests: the thread that sends requests all the time
 * @stop: that thread ends
 */
struct host_driver {
	struct gpu_rig rig;
	const struct host_transport *transport;
	void *device;
	pthread_t requests;
	bool stop;
};

/* Make a driver whose memory begins at a page. It lives as long as the process. */
struct host_driver *host_driver_create(const struct host_transport *transport, void *device);

int host_driver_map(struct host_driver *d);
int host_driver_unmap(struct host_driver *d);
void host_driver_reset(struct host_driver *d);

/* Begin anew: a reset, features, and empty queues that the device may not use yet. */
void host_driver_begin(struct host_driver *d);
/* The same, and let the device work. */
void host_driver_start(struct host_driver *d);

/* Add a request for the monitors, and notify the device. */
void host_driver_requests_monitors(struct host_driver *d);
/* Send this request and wait. Return: the device has answered. */
bool host_driver_asks(struct host_driver *d);
/* Wait. Return: the device needs a reset. */
bool host_driver_needs_reset(struct host_driver *d);
/* Show the memory behind GPU_PIXELS as a blob. One check. */
void host_driver_shows_blob(struct host_driver *d);

/* Send requests for the monitors without pause, by a thread, until host_driver_stops(). */
void host_driver_floods(struct host_driver *d);
void host_driver_stops(struct host_driver *d);

/*
 * Keep the control queue full of transfers of a picture, until standard input ends. The device is
 * reset and has no memory before. Return: the exit status of a program.
 */
int host_driver_transfers(struct host_driver *d);

/*
 * Create pictures until the device refuses one. They stay. The device is reset and has no memory
 * before. Return: MiB that they take on the host.
 */
u32 host_driver_fill(struct host_driver *d);
/* Print "# filled N MiB", and wait until standard input ends. Return: the status of a program. */
int host_driver_holds(u32 mib);

/*
 * Take the page of a ring away while the device has it pinned. The device has no memory before, and
 * is reset and without memory behind it. Two checks.
 */
void host_driver_loses_ring(struct host_driver *d);
/*
 * Take memory and the device away under requests, many times. The device has no memory before, and
 * works behind it. Two checks.
 */
void host_driver_storms(struct host_driver *d);

#endif
