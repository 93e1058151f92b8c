/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers for tests of the vfio-user server's messages: a client at the other end of a socketpair,
 * and a device that records the server's calls.
 */
#ifndef TESTS_UNIT_VFU_CLIENT_H
#define TESTS_UNIT_VFU_CLIENT_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "vfu/protocol.h"
#include "vfu/transport.h"

#define REGION_SIZE	0x2000u

/* The last call of each op, and the number of calls. */
struct recorder {
	u32 calls;
	u8 memory[REGION_SIZE];
	struct vfu_dma_map map;
	char fd_byte;
	bool got_fd;
	u64 unmap_address;
	u64 unmap_size;
	struct vfu_irq_set irqs;
	int irq_fd;
	u32 resets;
};

static struct vfu_region rec_region(void *device, u32 index)
{
	static const struct vfu_region bar = { REGION_SIZE,
		VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE };
	static const struct vfu_region rom = { 0x800, VFIO_REGION_INFO_FLAG_READ };
	static const struct vfu_region none = { 0, 0 };

	return index == 0 ? bar : index == VFIO_PCI_ROM_REGION_INDEX ? rom : none;
}

static struct vfu_irq_index rec_irq_index(void *device, u32 index)
{
	struct vfu_irq_index out = { index == VFIO_PCI_MSI_IRQ_INDEX ? 4 : 0,
				     VFIO_IRQ_INFO_EVENTFD };

	return out;
}

static int rec_access(void *device, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	struct recorder *r = device;

	r->calls++;
	if (write)
		memcpy(r->memory + offset, buf, len);
	else
		memcpy(buf, r->memory + offset, len);
	return 0;
}

static int rec_set_irqs(void *device, const struct vfu_irq_set *set)
{
	struct recorder *r = device;

	r->calls++;
	r->irqs = *set;
	if (set->data == VFIO_IRQ_SET_DATA_EVENTFD && set->count) {
		r->irq_fd = set->fds[0];
		set->fds[0] = -1;
	}
	return 0;
}

static int rec_dma_map(void *device, const struct vfu_dma_map *map, int fd)
{
	struct recorder *r = device;

	r->calls++;
	r->map = *map;
	r->got_fd = fd >= 0;
	if (fd >= 0)
		assert_int_equal(pread(fd, &r->fd_byte, 1, 0), 1);
	return 0;
}

static int rec_dma_unmap(void *device, u64 address, u64 size)
{
	struct recorder *r = device;

	r->calls++;
	r->unmap_address = address;
	r->unmap_size = size;
	return 0;
}

static void rec_reset(void *device)
{
	struct recorder *r = device;

	r->resets++;
}

static const struct vfu_device_ops recorder_ops = {
	.region = rec_region,
	.irq_index = rec_irq_index,
	.access = rec_access,
	.set_irqs = rec_set_irqs,
	.dma_map = rec_dma_map,
	.dma_unmap = rec_dma_unmap,
	.reset = rec_reset,
};

/* A client, and the session that serves it in a thread. */
struct client {
	int fd;
	struct recorder device;
	struct vfu_transport *transport;
	pthread_t thread;
	int result;
	bool joined;
};

static void *session(void *arg)
{
	struct client *c = arg;

	c->result = vfu_protocol_serve(c->transport, &recorder_ops, &c->device);
	vfu_transport_destroy(c->transport);
	return NULL;
}

static inline int setup(void **state)
{
	struct client *c = calloc(1, sizeof(*c));
	int fds[2];

	assert_non_null(c);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	c->fd = fds[0];
	c->device.irq_fd = -1;
	c->transport = vfu_transport_create(fds[1]);
	assert_non_null(c->transport);
	assert_int_equal(pthread_create(&c->thread, NULL, session, c), 0);
	*state = c;
	return 0;
}

/* Ends the conversation; what the session made of it. */
static inline int finish(struct client *c)
{
	if (!c->joined) {
		shutdown(c->fd, SHUT_WR);
		pthread_join(c->thread, NULL);
		c->joined = true;
	}
	return c->result;
}

static inline int teardown(void **state)
{
	struct client *c = *state;

	finish(c);
	if (c->device.irq_fd >= 0)
		close(c->device.irq_fd);
	close(c->fd);
	free(c);
	return 0;
}

static inline void send_raw(struct client *c, const void *data, size_t len, const int *fds,
			    u32 nfds)
{
	union {
		char buf[CMSG_SPACE(16 * sizeof(int))];
		struct cmsghdr align;
	} control = { .buf = { 0 } };
	struct iovec iov = { (void *)data, len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *cmsg;

	if (nfds) {
		msg.msg_control = control.buf;
		msg.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(cmsg), fds, nfds * sizeof(int));
	}
	assert_int_equal(sendmsg(c->fd, &msg, MSG_NOSIGNAL), len);
}

/* Header and payload in one buffer; returns its length. */
static inline u32 build(u8 *out, u16 id, u16 command, u32 flags, const void *payload, u32 len)
{
	struct vfu_header h = { id, command, sizeof(h) + len, flags, 0 };

	memcpy(out, &h, sizeof(h));
	if (len)
		memcpy(out + sizeof(h), payload, len);
	return sizeof(h) + len;
}

static inline void send_command(struct client *c, u16 id, u16 command, u32 flags,
				const void *payload, u32 len)
{
	u8 buf[4096];

	send_raw(c, buf, build(buf, id, command, flags, payload, len), NULL, 0);
}

static inline bool read_all(int fd, void *buf, size_t len)
{
	u8 *p = buf;
	ssize_t n;

	for (; len; p += n, len -= n) {
		n = read(fd, p, len);
		if (n <= 0)
			return false;
	}
	return true;
}

/* The next reply; its payload's length. */
static inline u32 reply(struct client *c, struct vfu_header *h, void *payload, u32 room)
{
	assert_true(read_all(c->fd, h, sizeof(*h)));
	assert_int_equal(h->flags & VFU_TYPE_MASK, VFU_TYPE_REPLY);
	assert_true(h->size - sizeof(*h) <= room);
	assert_true(read_all(c->fd, payload, h->size - sizeof(*h)));
	return h->size - sizeof(*h);
}

/* Sends a command and returns the error of its reply. */
static inline u32 ask(struct client *c, u16 command, const void *payload, u32 len, void *out,
		      u32 room)
{
	struct vfu_header h;
	u32 got;

	send_command(c, 0x1234, command, 0, payload, len);
	got = reply(c, &h, out, room);
	assert_int_equal(h.id, 0x1234);
	assert_int_equal(h.command, command);
	assert_int_equal(!!h.error, !!(h.flags & VFU_ERROR));
	if (h.error)
		assert_int_equal(got, 0);
	else
		assert_int_equal(got, room);
	return h.error;
}

static inline void agree(struct client *c)
{
	static const char json[] =
		"\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8,\"write_multiple\":true}}";
	struct vfu_header h;
	char out[512];
	u32 len;

	send_command(c, 1, VFU_VERSION, 0, json, sizeof(json));
	len = reply(c, &h, out, sizeof(out));
	assert_int_equal(h.error, 0);
	assert_true(len > 4);
	assert_int_equal(out[len - 1], 0);
	assert_string_equal(out + 4,
			    "{\"capabilities\":{\"max_msg_fds\":8,\"write_multiple\":true}}");
}

/* A file of one byte. */
static inline int memfd_with(char byte)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, &byte, 1), 1);
	return fd;
}

#endif
