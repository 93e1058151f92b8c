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
#include "vfu/vfu_migrate.h"

#define REGION_SIZE	0x2000u
#define STATE_SIZE	0x123456789ull	/* estimate of the device that records */

/**
 * struct recorder - A device that records the server's calls.
 * @calls: number of calls, without resets
 * @memory: content of the regions
 * @map: the last mapping
 * @fd_byte: first byte of the last mapping's file
 * @got_fd: the last mapping came with a file
 * @unmap_address: guest-physical address of the last unmap in bytes
 * @unmap_size: its length in bytes
 * @irqs: the last change of interrupts
 * @irq_fd: the last eventfd, owned by the test; -1: none
 * @resets: number of resets
 * @state: migration state; any may follow any
 * @data: data of a migration: read in STOP_COPY, written in RESUMING
 * @data_len: bytes of @data
 * @data_at: bytes of @data that were read
 */
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
	u32 state;
	u8 data[VFU_MAX_DATA];
	u32 data_len;
	u32 data_at;
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

static u32 rec_state(void *device)
{
	struct recorder *r = device;

	return r->state;
}

static int rec_set_state(void *device, u32 state)
{
	struct recorder *r = device;

	r->calls++;
	if (state > VFIO_DEVICE_STATE_RUNNING_P2P)
		return -EINVAL;
	r->state = state;
	return 0;
}

static u64 rec_size(void *device)
{
	return STATE_SIZE;
}

static ssize_t rec_read(void *device, void *buf, u32 len)
{
	struct recorder *r = device;

	r->calls++;
	if (r->state != VFIO_DEVICE_STATE_STOP_COPY)
		return -EINVAL;
	len = min(len, r->data_len - r->data_at);
	memcpy(buf, r->data + r->data_at, len);
	r->data_at += len;
	return len;
}

static int rec_write(void *device, const void *buf, u32 len)
{
	struct recorder *r = device;

	r->calls++;
	if (r->state != VFIO_DEVICE_STATE_RESUMING)
		return -EINVAL;
	if (len > sizeof(r->data) - r->data_len)
		return -ENOSPC;
	memcpy(r->data + r->data_len, buf, len);
	r->data_len += len;
	return 0;
}

static const struct vfu_migrate_ops recorder_migrate_ops = {
	.state = rec_state,
	.set_state = rec_set_state,
	.size = rec_size,
	.read = rec_read,
	.write = rec_write,
};

static const struct vfu_device_ops recorder_ops = {
	.region = rec_region,
	.irq_index = rec_irq_index,
	.access = rec_access,
	.set_irqs = rec_set_irqs,
	.dma_map = rec_dma_map,
	.dma_unmap = rec_dma_unmap,
	.reset = rec_reset,
	.migrate = &recorder_migrate_ops,
};

/**
 * struct client - A client, and the session that serves the client in a thread.
 * @fd: the client's end of the socketpair
 * @device: the device that records the server's calls
 * @transport: the server's end
 * @thread: runs vfu_protocol_serve()
 * @result: result of vfu_protocol_serve(), after finish()
 * @joined: finish() was called
 */
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

/**
 * setup() - Start a session on a socketpair.
 * @state: gets the client
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static inline int setup(void **state)
{
	struct client *c = calloc(1, sizeof(*c));
	int fds[2];

	assert_non_null(c);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	c->fd = fds[0];
	c->device.irq_fd = -1;
	c->device.state = VFIO_DEVICE_STATE_RUNNING;
	c->transport = vfu_transport_create(fds[1]);
	assert_non_null(c->transport);
	assert_int_equal(pthread_create(&c->thread, NULL, session, c), 0);
	*state = c;
	return 0;
}

/**
 * finish() - End the connection and wait for the session.
 * @c: the client
 *
 * Context: the test's thread; waits for the session's thread.
 * Return: the result of vfu_protocol_serve().
 */
static inline int finish(struct client *c)
{
	if (!c->joined) {
		shutdown(c->fd, SHUT_WR);
		pthread_join(c->thread, NULL);
		c->joined = true;
	}
	return c->result;
}

/**
 * teardown() - End the session and free the client.
 * @state: the client
 *
 * Context: after the test, in its thread.
 * Return: 0.
 */
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

/**
 * send_raw() - Send bytes and file descriptors to the server.
 * @c: the client
 * @data: the bytes
 * @len: how many
 * @fds: file descriptors, at most 16
 * @nfds: how many
 *
 * Context: the test's thread; may block in sendmsg(). Fails the test on a short write.
 */
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

/**
 * build() - Write a message into a buffer.
 * @out: the buffer, with room for the header and @len bytes
 * @id: id of the message
 * @command: VFU_VERSION ...
 * @flags: flags of the header
 * @payload: the payload
 * @len: bytes of @payload
 *
 * Context: any; takes no lock.
 * Return: length of the message in bytes.
 */
static inline u32 build(u8 *out, u16 id, u16 command, u32 flags, const void *payload, u32 len)
{
	struct vfu_header h = { id, command, sizeof(h) + len, flags, 0 };

	memcpy(out, &h, sizeof(h));
	if (len)
		memcpy(out + sizeof(h), payload, len);
	return sizeof(h) + len;
}

/**
 * send_command() - Send a command without file descriptors.
 * @c: the client
 * @id: id of the message
 * @command: VFU_VERSION ...
 * @flags: flags of the header
 * @payload: the payload
 * @len: bytes of @payload; the message has at most 4096 bytes
 *
 * Context: as send_raw().
 */
static inline void send_command(struct client *c, u16 id, u16 command, u32 flags,
				const void *payload, u32 len)
{
	u8 buf[4096];

	send_raw(c, buf, build(buf, id, command, flags, payload, len), NULL, 0);
}

/**
 * read_all() - Read an exact number of bytes.
 * @fd: the file
 * @buf: gets the bytes
 * @len: how many
 *
 * Context: the test's thread; may block in read().
 * Return: false: the file ended before, or read() failed.
 */
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

/**
 * reply() - Read the next reply.
 * @c: the client
 * @h: gets the header
 * @payload: gets the payload
 * @room: bytes of @payload
 *
 * Context: the test's thread; blocks until the reply is there. Fails the test on anything
 * but a reply.
 * Return: length of the payload in bytes.
 */
static inline u32 reply(struct client *c, struct vfu_header *h, void *payload, u32 room)
{
	assert_true(read_all(c->fd, h, sizeof(*h)));
	assert_int_equal(h->flags & VFU_TYPE_MASK, VFU_TYPE_REPLY);
	assert_true(h->size - sizeof(*h) <= room);
	assert_true(read_all(c->fd, payload, h->size - sizeof(*h)));
	return h->size - sizeof(*h);
}

/**
 * ask() - Send a command and read its reply.
 * @c: the client
 * @command: VFU_VERSION ...
 * @payload: payload of the command
 * @len: bytes of @payload
 * @out: gets the payload of the reply
 * @room: bytes of @out: the exact length of a reply without error
 *
 * Context: as reply().
 * Return: the error of the reply; 0: none.
 */
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

/**
 * agree() - Negotiate the protocol version and the capabilities.
 * @c: the client
 *
 * Context: as reply(). Fails the test if the server's answer differs from the expected one.
 */
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

/**
 * memfd_with() - Make a file of one byte.
 * @byte: the byte
 *
 * Context: the test's thread.
 * Return: file descriptor, which the test closes.
 */
static inline int memfd_with(char byte)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, &byte, 1), 1);
	return fd;
}

#endif
