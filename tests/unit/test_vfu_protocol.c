// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vfio-user server's messages, by a client at the other end of a socketpair:
 * what QEMU sends, and what a hostile client might. The device is a recorder.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "vfu/protocol.h"
#include "vfu/transport.h"
#include "vfu/version.h"

#define REGION_SIZE	0x2000u

/* What the device was asked last, and how often anything. */
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
	struct vfu_irq_index out = { index == VFIO_PCI_MSI_IRQ_INDEX ? 4 : 0, VFIO_IRQ_INFO_EVENTFD };

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

	c->result = vfu_session_run(c->transport, &recorder_ops, &c->device);
	vfu_transport_destroy(c->transport);
	return NULL;
}

static int setup(void **state)
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
static int finish(struct client *c)
{
	if (!c->joined) {
		shutdown(c->fd, SHUT_WR);
		pthread_join(c->thread, NULL);
		c->joined = true;
	}
	return c->result;
}

static int teardown(void **state)
{
	struct client *c = *state;

	finish(c);
	if (c->device.irq_fd >= 0)
		close(c->device.irq_fd);
	close(c->fd);
	free(c);
	return 0;
}

static void send_raw(struct client *c, const void *data, size_t len, const int *fds, u32 nfds)
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
static u32 build(u8 *out, u16 id, u16 command, u32 flags, const void *payload, u32 len)
{
	struct vfu_header h = { id, command, sizeof(h) + len, flags, 0 };

	memcpy(out, &h, sizeof(h));
	if (len)
		memcpy(out + sizeof(h), payload, len);
	return sizeof(h) + len;
}

static void send_command(struct client *c, u16 id, u16 command, u32 flags, const void *payload, u32 len)
{
	u8 buf[4096];

	send_raw(c, buf, build(buf, id, command, flags, payload, len), NULL, 0);
}

static bool read_all(int fd, void *buf, size_t len)
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
static u32 reply(struct client *c, struct vfu_header *h, void *payload, u32 room)
{
	assert_true(read_all(c->fd, h, sizeof(*h)));
	assert_int_equal(h->flags & VFU_TYPE_MASK, VFU_TYPE_REPLY);
	assert_true(h->size - sizeof(*h) <= room);
	assert_true(read_all(c->fd, payload, h->size - sizeof(*h)));
	return h->size - sizeof(*h);
}

/* Sends a command and returns the error of its reply. */
static u32 ask(struct client *c, u16 command, const void *payload, u32 len, void *out, u32 room)
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

static void agree(struct client *c)
{
	static const char json[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8,\"write_multiple\":true}}";
	struct vfu_header h;
	char out[512];
	u32 len;

	send_command(c, 1, VFU_VERSION, 0, json, sizeof(json));
	len = reply(c, &h, out, sizeof(out));
	assert_int_equal(h.error, 0);
	assert_true(len > 4);
	assert_int_equal(out[len - 1], 0);
	assert_string_equal(out + 4, "{\"capabilities\":{\"max_msg_fds\":8,\"write_multiple\":true}}");
}

static void version_answers_the_common_capabilities(void **state)
{
	agree(*state);
	assert_int_equal(finish(*state), 0);
}

static void version_is_required_first_and_once(void **state)
{
	struct client *c = *state;
	u32 version = 0;

	agree(c);
	assert_int_equal(ask(c, VFU_VERSION, &version, sizeof(version), NULL, 0), EINVAL);
	assert_int_equal(finish(c), 0);
}

static void a_command_before_version_ends_the_session(void **state)
{
	struct client *c = *state;

	assert_int_equal(ask(c, VFU_DEVICE_RESET, NULL, 0, NULL, 0), EPROTO);
	pthread_join(c->thread, NULL);
	c->joined = true;
	assert_int_equal(c->result, -EPROTO);
	assert_int_equal(c->device.resets, 0);
}

static void another_major_version_ends_the_session(void **state)
{
	static const u16 version[2] = { 1, 0 };
	struct client *c = *state;

	assert_int_equal(ask(c, VFU_VERSION, version, sizeof(version), NULL, 0), EINVAL);
	pthread_join(c->thread, NULL);
	c->joined = true;
	assert_int_equal(c->result, -EPROTO);
}

static void version_data_without_terminator_is_refused(void **state)
{
	struct client *c = *state;

	assert_int_equal(ask(c, VFU_VERSION, "\0\0\0\0{}", 6, NULL, 0), EINVAL);
	pthread_join(c->thread, NULL);
	c->joined = true;
}

static void names_are_told_from_values_in_json(void **state)
{
	static const struct {
		const char *json;
		bool found;
	} cases[] = {
		{ "{\"pgsizes\":4096}", true },
		{ "{\"pgsizes\"\t: 4096}", true },
		{ "{\"a\":\"pgsizes\"}", false },
		{ "{\"a\\\"pgsizes\":1}", false },
		{ "{\"a\":\"\\\\\",\"pgsizes\":1}", true },
		{ "{\"xpgsizes\":1,\"pgsizesx\":1}", false },
		{ "{\"pgsizes", false },
		{ "\"", false },
		{ "\"\\", false },
		{ "", false },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(vfu_version_proposes(cases[i].json, "pgsizes"), cases[i].found);
}

static void device_info_says_a_pci_device(void **state)
{
	struct vfu_device_info info = { .argsz = sizeof(info) };

	agree(*state);
	assert_int_equal(ask(*state, VFU_DEVICE_GET_INFO, &info, sizeof(info), &info, sizeof(info)), 0);
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI);
	assert_int_equal(info.num_regions, VFIO_PCI_NUM_REGIONS);
	assert_int_equal(info.num_irqs, VFIO_PCI_NUM_IRQS);
}

static void region_info_is_bounded_by_the_number_of_regions(void **state)
{
	struct vfio_region_info in = { .argsz = sizeof(in) }, out;

	agree(*state);
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_int_equal(out.size, REGION_SIZE);
	in.index = VFIO_PCI_NUM_REGIONS;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), NULL, 0), EINVAL);
	in.index = ~0u;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), NULL, 0), EINVAL);
	in.index = 0;
	in.argsz = 31;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), NULL, 0), EINVAL);
}

static void irq_info_is_bounded_by_the_number_of_kinds(void **state)
{
	struct vfio_irq_info in = { .argsz = sizeof(in), .index = VFIO_PCI_MSI_IRQ_INDEX }, out;

	agree(*state);
	assert_int_equal(ask(*state, VFU_DEVICE_GET_IRQ_INFO, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_int_equal(out.count, 4);
	in.index = VFIO_PCI_NUM_IRQS;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_IRQ_INFO, &in, sizeof(in), NULL, 0), EINVAL);
}

static void a_write_is_read_back(void **state)
{
	struct { struct vfu_region_access a; u32 v; } __attribute__((packed))
		w = { { 0x10, 0, 4 }, 0xcafe }, out;
	struct vfu_region_access r = { 0x10, 0, 4 };

	agree(*state);
	assert_int_equal(ask(*state, VFU_REGION_WRITE, &w, sizeof(w), &r, sizeof(r)), 0);
	assert_int_equal(ask(*state, VFU_REGION_READ, &r, sizeof(r), &out, sizeof(out)), 0);
	assert_int_equal(out.v, 0xcafe);
}

static void accesses_outside_a_region_are_refused(void **state)
{
	static const struct {
		u64 offset;
		u32 region;
		u32 count;
		u32 error;
	} cases[] = {
		{ REGION_SIZE, 0, 4, EINVAL },
		{ REGION_SIZE - 2, 0, 4, EINVAL },
		{ ~0ull, 0, 4, EINVAL },
		{ ~0ull - 3, 0, 4, EINVAL },
		{ 0, 1, 4, EINVAL },
		{ 0, VFIO_PCI_NUM_REGIONS, 4, EINVAL },
		{ 0, ~0u, 4, EINVAL },
		{ 0, 0, 0, EINVAL },
		{ 0, 0, ~0u, EINVAL },
		{ 0, 0, VFU_MAX_DATA + 1, EINVAL },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vfu_region_access r = { cases[i].offset, cases[i].region, cases[i].count };

		assert_int_equal(ask(c, VFU_REGION_READ, &r, sizeof(r), NULL, 0), cases[i].error);
	}
	assert_int_equal(c->device.calls, 0);
}

static void a_write_must_bring_as_much_as_it_says(void **state)
{
	struct { struct vfu_region_access a; u32 v; } __attribute__((packed)) w = { { 0, 0, 8 }, 1 };
	struct client *c = *state;

	agree(c);
	assert_int_equal(ask(c, VFU_REGION_WRITE, &w, sizeof(w), NULL, 0), EINVAL);
	w.a.count = 2;
	assert_int_equal(ask(c, VFU_REGION_WRITE, &w, sizeof(w), NULL, 0), EINVAL);
	assert_int_equal(c->device.calls, 0);
}

static void a_region_that_is_read_only_takes_no_write(void **state)
{
	struct { struct vfu_region_access a; u32 v; } __attribute__((packed))
		w = { { 0, VFIO_PCI_ROM_REGION_INDEX, 4 }, 1 };

	agree(*state);
	assert_int_equal(ask(*state, VFU_REGION_WRITE, &w, sizeof(w), NULL, 0), EPERM);
}

static void posted_writes_are_not_answered_but_done_in_order(void **state)
{
	struct { struct vfu_region_access a; u32 v; } __attribute__((packed)) w = { { 0x20, 0, 4 }, 0 }, out;
	struct vfu_region_access r = { 0x20, 0, 4 };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 1; i <= 5000; i++) {
		w.v = i;
		send_command(c, i, VFU_REGION_WRITE, VFU_NO_REPLY, &w, sizeof(w));
	}
	w.a.offset = ~0ull;
	send_command(c, 9, VFU_REGION_WRITE, VFU_NO_REPLY, &w, sizeof(w));
	assert_int_equal(ask(c, VFU_REGION_READ, &r, sizeof(r), &out, sizeof(out)), 0);
	assert_int_equal(out.v, 5000);
	assert_int_equal(c->device.calls, 5001);
}

static void many_writes_in_one_message_are_bounded_by_it(void **state)
{
	struct { u64 count; struct vfu_write w[2]; } __attribute__((packed))
		m = { 2, { { 0, 0, 4, { 1 } }, { 8, 0, 8, { 2 } } } };
	struct client *c = *state;
	u64 done = 0;

	agree(c);
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), &done, sizeof(done)), 0);
	assert_int_equal(done, 2);
	assert_int_equal(c->device.memory[8], 2);
	m.count = 3;
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), NULL, 0), EINVAL);
	m.count = ~0ull;
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), NULL, 0), EINVAL);
	m.count = 2;
	m.w[1].count = 9;
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), NULL, 0), EINVAL);
}

static int memfd_with(char byte)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, &byte, 1), 1);
	return fd;
}

static void each_message_gets_its_own_descriptor(void **state)
{
	struct vfu_dma_map map = { sizeof(map), VFU_DMA_READ, 0, 0x1000, 0x1000 };
	struct client *c = *state;
	struct vfu_header h;
	u8 buf[512];
	u32 len, i;
	int fd;

	agree(c);
	/* Glued to what goes before, and in a row. */
	for (i = 0; i < 50; i++) {
		fd = memfd_with('a' + i % 26);
		len = build(buf, 2, VFU_DEVICE_RESET, VFU_NO_REPLY, NULL, 0);
		len += build(buf + len, 3, VFU_DMA_MAP, 0, &map, sizeof(map));
		send_raw(c, buf, len, &fd, 1);
		close(fd);
		reply(c, &h, NULL, 0);
		assert_int_equal(h.error, 0);
		assert_true(c->device.got_fd);
		assert_int_equal(c->device.fd_byte, 'a' + i % 26);
	}
	assert_int_equal(ask(c, VFU_DMA_MAP, &map, sizeof(map), NULL, 0), 0);
	assert_false(c->device.got_fd);
}

static void a_message_may_come_in_pieces(void **state)
{
	struct vfu_dma_map map = { sizeof(map), VFU_DMA_READ, 0, 0x1000, 0x1000 };
	struct client *c = *state;
	struct vfu_header h;
	u8 buf[128];
	u32 len, i;
	int fd = memfd_with('x');

	agree(c);
	len = build(buf, 3, VFU_DMA_MAP, 0, &map, sizeof(map));
	send_raw(c, buf, 3, &fd, 1);
	close(fd);
	for (i = 3; i < len; i++) {
		usleep(200);
		send_raw(c, buf + i, 1, NULL, 0);
	}
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, 0);
	assert_true(c->device.got_fd);
	assert_int_equal(c->device.fd_byte, 'x');
}

static void dma_ranges_must_be_whole_pages_without_overflow(void **state)
{
	static const struct vfu_dma_map cases[] = {
		{ 32, VFU_DMA_READ, 0, 0, 0 },
		{ 32, VFU_DMA_READ, 0, 0x800, 0x1000 },
		{ 32, VFU_DMA_READ, 0, 0, 0x1800 },
		{ 32, VFU_DMA_READ, 0x10, 0, 0x1000 },
		{ 32, VFU_DMA_READ, 0, 0x1000, ~0xfffull },
		{ 32, VFU_DMA_READ, ~0xfffull, 0, 0x2000 },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(ask(c, VFU_DMA_MAP, &cases[i], sizeof(cases[i]), NULL, 0), EINVAL);
	assert_int_equal(c->device.calls, 0);
}

static void dma_unmap_echoes_the_request(void **state)
{
	struct vfu_dma_unmap in = { 24, 0, 0x1000, 0x2000 }, out;
	struct client *c = *state;

	agree(c);
	assert_int_equal(ask(c, VFU_DMA_UNMAP, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_memory_equal(&in, &out, sizeof(in));
	assert_int_equal(c->device.unmap_size, 0x2000);
	in = (struct vfu_dma_unmap){ 24, VFU_DMA_UNMAP_ALL, 0, 0 };
	assert_int_equal(ask(c, VFU_DMA_UNMAP, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_true(c->device.unmap_size == ~0ull);
	in.flags = BIT(0);
	assert_int_equal(ask(c, VFU_DMA_UNMAP, &in, sizeof(in), NULL, 0), EINVAL);
}

static void irqs_take_an_eventfd(void **state)
{
	struct vfio_irq_set set = { sizeof(set), VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		VFIO_PCI_MSI_IRQ_INDEX, 0, 1 };
	struct client *c = *state;
	struct vfu_header h;
	eventfd_t value = 0;
	u8 buf[128];
	int fd = eventfd(0, EFD_CLOEXEC);

	agree(c);
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_SET_IRQS, 0, &set, sizeof(set)), &fd, 1);
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, 0);
	assert_int_equal(eventfd_write(c->device.irq_fd, 1), 0);
	assert_int_equal(eventfd_read(fd, &value), 0);
	close(fd);
}

static void irq_ranges_and_flags_are_checked(void **state)
{
	static const struct {
		u32 flags, index, start, count;
	} cases[] = {
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_NUM_IRQS, 0, 1 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 4, 1 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 1, ~0u },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, ~0u, 2 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 0, 0 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_MASK,
		  VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
		{ VFIO_IRQ_SET_DATA_NONE, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
		{ VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
		{ 1u << 20, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vfio_irq_set set = { sizeof(set), cases[i].flags, cases[i].index, cases[i].start,
			cases[i].count };

		assert_int_equal(ask(c, VFU_DEVICE_SET_IRQS, &set, sizeof(set), NULL, 0), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

static void payloads_that_are_too_short_are_refused(void **state)
{
	static const u16 commands[] = { VFU_DMA_MAP, VFU_DMA_UNMAP, VFU_DEVICE_GET_INFO,
		VFU_DEVICE_GET_REGION_INFO, VFU_DEVICE_GET_IRQ_INFO, VFU_DEVICE_SET_IRQS,
		VFU_REGION_READ, VFU_REGION_WRITE, VFU_REGION_WRITE_MULTI };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		assert_int_equal(ask(c, commands[i], "abcdefg", 7, NULL, 0), EINVAL);
		assert_int_equal(ask(c, commands[i], NULL, 0, NULL, 0), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

static void unknown_commands_are_refused_and_the_session_goes_on(void **state)
{
	static const u16 commands[] = { 0, 6, 11, 12, 14, 16, 17, 18, 1000, 0xffff };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		assert_int_equal(ask(c, commands[i], NULL, 0, NULL, 0), ENOTSUP);
	assert_int_equal(ask(c, VFU_DEVICE_RESET, NULL, 0, NULL, 0), 0);
	assert_int_equal(c->device.resets, 1);
}

static void sizes_that_make_no_sense_end_the_session(void **state)
{
	static const u32 sizes[] = { 0, 15, VFU_MAX_MESSAGE + 1, 0x80000000u, ~0u };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct vfu_header h = { 1, VFU_DEVICE_RESET, sizes[i], 0, 0 };
		void *c;

		setup(&c);
		agree(c);
		send_raw(c, &h, sizeof(h), NULL, 0);
		assert_int_equal(finish(c), -EPROTO);
		teardown(&c);
	}
}

static void a_reply_from_the_client_ends_the_session(void **state)
{
	struct client *c = *state;

	agree(c);
	send_command(c, 1, VFU_DEVICE_RESET, VFU_TYPE_REPLY, NULL, 0);
	assert_int_equal(finish(c), -EPROTO);
	assert_int_equal(c->device.resets, 0);
}

static void an_end_inside_a_message_is_told_from_a_clean_one(void **state)
{
	struct vfu_header h = { 1, VFU_REGION_READ, 32, 0, 0 };

	agree(*state);
	send_raw(*state, &h, sizeof(h), NULL, 0);
	assert_int_equal(finish(*state), -EPIPE);
}

static void too_many_descriptors_end_the_session(void **state)
{
	struct client *c = *state;
	int fd = memfd_with('x'), fds[16];
	u8 buf[64];
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = fd;
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_RESET, 0, NULL, 0), fds, ARRAY_SIZE(fds));
	close(fd);
	assert_int_equal(finish(c), -EPROTO);
}

static void descriptors_where_none_belong_are_refused(void **state)
{
	struct client *c = *state;
	int fd = memfd_with('x');
	struct vfu_header h;
	u8 buf[64];

	agree(c);
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_RESET, 0, NULL, 0), &fd, 1);
	close(fd);
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, EINVAL);
	assert_int_equal(c->device.resets, 0);
}

/* xorshift64: the same messages each time. */
static u32 next_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 16;
}

/* Words near the edges of what is checked, more often than chance would have them. */
static u32 edgy(u64 *state)
{
	static const u32 edges[] = { 0, 1, 4, 8, 9, 24, 32, 0x1000, REGION_SIZE - 4, REGION_SIZE,
		VFU_MAX_DATA, 0x7fffffff, 0x80000000, 0xfffff000, ~0u };
	u32 r = next_random(state);

	return r & 1 ? edges[(r >> 8) % ARRAY_SIZE(edges)] : r;
}

/* No answers are asked for, so that nobody has to read them. */
static void rubbish_does_no_harm(void **state)
{
	struct client *c = *state;
	struct vfu_dma_map sane = { sizeof(sane), VFU_DMA_READ, 0, 0x1000, 0x1000 };
	u64 random = 0x9e3779b97f4a7c15ull;
	u32 payload[16];
	u32 i, j;

	agree(c);
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < ARRAY_SIZE(payload); j++)
			payload[j] = edgy(&random);
		send_command(c, i, next_random(&random) % (VFU_COMMANDS + 2),
			     VFU_NO_REPLY, payload, next_random(&random) % (sizeof(payload) + 1));
	}
	assert_int_equal(ask(c, VFU_DMA_MAP, &sane, sizeof(sane), NULL, 0), 0);
	assert_int_equal(finish(c), 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(version_answers_the_common_capabilities),
		T(version_is_required_first_and_once),
		T(a_command_before_version_ends_the_session),
		T(another_major_version_ends_the_session),
		T(version_data_without_terminator_is_refused),
		cmocka_unit_test(names_are_told_from_values_in_json),
		T(device_info_says_a_pci_device),
		T(region_info_is_bounded_by_the_number_of_regions),
		T(irq_info_is_bounded_by_the_number_of_kinds),
		T(a_write_is_read_back),
		T(accesses_outside_a_region_are_refused),
		T(a_write_must_bring_as_much_as_it_says),
		T(a_region_that_is_read_only_takes_no_write),
		T(posted_writes_are_not_answered_but_done_in_order),
		T(many_writes_in_one_message_are_bounded_by_it),
		T(each_message_gets_its_own_descriptor),
		T(a_message_may_come_in_pieces),
		T(dma_ranges_must_be_whole_pages_without_overflow),
		T(dma_unmap_echoes_the_request),
		T(irqs_take_an_eventfd),
		T(irq_ranges_and_flags_are_checked),
		T(payloads_that_are_too_short_are_refused),
		T(unknown_commands_are_refused_and_the_session_goes_on),
		cmocka_unit_test(sizes_that_make_no_sense_end_the_session),
		T(a_reply_from_the_client_ends_the_session),
		T(an_end_inside_a_message_is_told_from_a_clean_one),
		T(too_many_descriptors_end_the_session),
		T(descriptors_where_none_belong_are_refused),
		T(rubbish_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
