// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz the messages of the vfio-user server. The input is the socket's data from a client that
 * follows no rules: in pieces of any size, with descriptors. Accesses that reach the device must be
 * as its ops promise. Replies must answer commands in order. Each descriptor must be closed once or
 * kept.
 */
#include <sys/socket.h>

#include "tests/fuzz/machine.h"
#include "tests/fuzz/target.h"
#include "vfu/protocol.h"
#include "vfu/transport.h"
#include "vfu/vfu_migrate.h"

#define STREAM_MAX	65536u
#define REGION_SIZE	0x2000u
#define ROM_SIZE	0x800u
#define IRQS		4u
#define SOCKET		0x40000000	/* a number that no kernel returns */
#define FIRST_FD	0x40000001
#define FDS_MAX		256u
#define COMMANDS_MAX	4096u
#define DATA_SIZE	4000u	/* bytes of a migration */

/**
 * struct record - A message of the input. @len bytes follow it.
 * @command: command, modulo the number of commands
 * @how: HOW_*
 * @len: length of the payload in bytes
 * @nfds: number of descriptors
 * @chunk: bytes that one recvmsg() returns, in units of 16
 * @id: id of the message
 */
struct record {
	u8 command;
	u8 how;
	u16 len;
	u8 nfds;
	u8 chunk;
	u16 id;
} __attribute__((packed));

#define HOW_NO_REPLY	0x01
#define HOW_RAW		0x02	/* the payload is no message, but bytes of the stream */
#define HOW_WRONG_SIZE	0x04
#define HOW_REPLY_TYPE	0x08

enum fd_state { FD_NONE, FD_OPEN, FD_KEPT, FD_CLOSED };

static struct {
	u8 stream[STREAM_MAX];
	size_t size;
	size_t at;
	size_t chunk;
	struct {
		size_t at;
		u32 n;
	} fds[COMMANDS_MAX];
	u32 n_fds;
	u32 next_fds;
	enum fd_state state[FDS_MAX];
	u32 fd_count;
	bool socket_closed;
	u32 calls;
	u32 migration;		/* its state */
	u32 left;		/* bytes of a migration that can be read */
	size_t answered;	/* offset in @stream of the next command to be answered */
} client;

ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags);
int __wrap_close(int fd);

static size_t give_fds(struct msghdr *msg, u32 n)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	int fds[VFU_MAX_FDS];
	u32 i;

	n = min_t(u32, n, VFU_MAX_FDS);
	for (i = 0; i < n && client.fd_count < FDS_MAX; i++) {
		client.state[client.fd_count] = FD_OPEN;
		fds[i] = FIRST_FD + client.fd_count++;
	}
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(i * sizeof(int));
	memcpy(CMSG_DATA(c), fds, i * sizeof(int));
	return CMSG_SPACE(i * sizeof(int));
}

/* Receive as a stream socket does: a piece with descriptors ends a call's data. */
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	size_t n = min(msg->msg_iov[0].iov_len, client.size - client.at);
	bool fds = false;

	fuzz_check(fd == SOCKET && msg->msg_iov[0].iov_len, "a read of nothing");
	n = min(n, client.chunk);
	if (n && client.next_fds < client.n_fds) {
		size_t at = client.fds[client.next_fds].at;

		if (at < client.at + n) {
			n = max(min(n, at + 1 - client.at), (size_t)1);
			fds = true;
		}
	}
	memcpy(msg->msg_iov[0].iov_base, client.stream + client.at, n);
	client.at += n;
	msg->msg_flags = 0;
	if (fds)
		msg->msg_controllen = give_fds(msg, client.fds[client.next_fds++].n);
	else
		msg->msg_controllen = 0;
	return n;
}

/* Check a reply against the next command that expects one, if the stream is still valid. */
static void check_answer(const struct vfu_header *reply)
{
	struct vfu_header header;

	while (client.answered + sizeof(header) <= client.at) {
		memcpy(&header, client.stream + client.answered, sizeof(header));
		client.answered += header.size;
		if (header.flags & VFU_NO_REPLY)
			continue;
		fuzz_check(header.id == reply->id && header.command == reply->command,
			   "command %u of id %x is answered as %u of %x", header.command, header.id,
			   reply->command, reply->id);
		return;
	}
	fuzz_die("an answer without a command");
}

ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	struct vfu_header reply;
	size_t total = 0;
	u32 i;

	fuzz_check(fd == SOCKET, "an answer to somebody else");
	for (i = 0; i < msg->msg_iovlen; i++)
		total += msg->msg_iov[i].iov_len;
	memcpy(&reply, msg->msg_iov[0].iov_base, sizeof(reply));
	fuzz_check(total == reply.size && (reply.flags & VFU_TYPE_MASK) == VFU_TYPE_REPLY,
		   "an answer of %zu bytes says %u, flags %x", total, reply.size, reply.flags);
	fuzz_check(!(reply.flags & VFU_ERROR) == !reply.error, "flags %x, error %u", reply.flags,
		   reply.error);
	check_answer(&reply);
	return total;
}

static enum fd_state *state_of(int fd)
{
	fuzz_check(fd >= FIRST_FD && (u32)(fd - FIRST_FD) < client.fd_count, "descriptor %d", fd);
	return &client.state[fd - FIRST_FD];
}

int __wrap_close(int fd)
{
	if (fd == SOCKET) {
		fuzz_check(!client.socket_closed, "the socket is closed twice");
		client.socket_closed = true;
		return 0;
	}
	fuzz_check(*state_of(fd) == FD_OPEN, "descriptor %d is closed in state %d", fd,
		   *state_of(fd));
	*state_of(fd) = FD_CLOSED;
	return 0;
}

static struct vfu_region dev_region(void *device, u32 index)
{
	static const struct vfu_region bar = { REGION_SIZE,
		VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE };
	static const struct vfu_region rom = { ROM_SIZE, VFIO_REGION_INFO_FLAG_READ };
	static const struct vfu_region none = { 0, 0 };

	fuzz_check(index < VFIO_PCI_NUM_REGIONS, "region %u", index);
	return index == 0 ? bar : index == VFIO_PCI_ROM_REGION_INDEX ? rom : none;
}

static struct vfu_irq_index dev_irq_index(void *device, u32 index)
{
	struct vfu_irq_index out = { index == VFIO_PCI_MSI_IRQ_INDEX ? IRQS : 0,
				     VFIO_IRQ_INFO_EVENTFD };

	fuzz_check(index < VFIO_PCI_NUM_IRQS, "interrupt index %u", index);
	return out;
}

static int dev_access(void *device, u32 index, u64 offset, void *buf, u32 len, bool write)
{
	u64 size = index == 0 ? REGION_SIZE : index == VFIO_PCI_ROM_REGION_INDEX ? ROM_SIZE : 0;

	fuzz_check(len && offset < size && len <= size - offset, "access of %u at %llx of %u", len,
		   offset, index);
	fuzz_check(!write || !index, "a write to what is read-only");
	client.calls++;
	if (!write)
		memset(buf, 0xa5, len);
	return offset == 0x100 ? -EIO : 0;
}

static int dev_set_irqs(void *device, const struct vfu_irq_set *set)
{
	u32 i, sum = 0;

	fuzz_check(set->index == VFIO_PCI_MSI_IRQ_INDEX ? set->start + (u64)set->count <= IRQS :
		   !set->start && !set->count, "interrupts %u+%u of %u", set->start, set->count,
		   set->index);
	fuzz_check(is_power_of_2(set->data) && is_power_of_2(set->action), "data %x, action %x",
		   set->data, set->action);
	for (i = 0; set->data == VFIO_IRQ_SET_DATA_BOOL && i < set->count; i++)
		sum += set->bools[i];
	client.calls += sum & 1;
	for (i = 0; set->data == VFIO_IRQ_SET_DATA_EVENTFD && i < set->count; i++) {
		if (set->fds[i] < 0)
			continue;
		fuzz_check(*state_of(set->fds[i]) == FD_OPEN, "descriptor %d is gone", set->fds[i]);
		*state_of(set->fds[i]) = FD_KEPT;
		set->fds[i] = -1;
	}
	return 0;
}

static int dev_dma_map(void *device, const struct vfu_dma_map *map, int fd)
{
	fuzz_check(map->size && IS_ALIGNED(map->size | map->address | map->offset, PAGE_SIZE),
		   "mapping of %llx at %llx", map->size, map->address);
	fuzz_check(map->address + map->size > map->address || !(map->address + map->size),
		   "mapping of %llx at %llx", map->size, map->address);
	fuzz_check(fd == -1 || *state_of(fd) == FD_OPEN, "descriptor %d is gone", fd);
	client.calls++;
	return 0;
}

static int dev_dma_unmap(void *device, u64 address, u64 size)
{
	fuzz_check(size && address + (size - 1) >= address, "unmap of %llx at %llx", size, address);
	client.calls++;
	return 0;
}

static void dev_reset(void *device)
{
	client.calls++;
}

static u32 dev_state(void *device)
{
	return client.migration;
}

static int dev_set_state(void *device, u32 state)
{
	client.calls++;
	if (state > VFIO_DEVICE_STATE_RUNNING_P2P)
		return -EINVAL;
	client.migration = state;
	client.left = DATA_SIZE;
	return 0;
}

static u64 dev_size(void *device)
{
	return client.left;
}

static ssize_t dev_read(void *device, void *buf, u32 len)
{
	fuzz_check(len <= VFU_MAX_DATA, "a read of %u bytes", len);
	if (client.migration != VFIO_DEVICE_STATE_STOP_COPY)
		return -EINVAL;
	/* Write all of the room, also where the data end before it. */
	memset(buf, 0xa5, len);
	len = min(len, client.left);
	client.left -= len;
	return len;
}

static int dev_write(void *device, const void *buf, u32 len)
{
	const u8 *p = buf;
	u32 i, sum = 0;

	fuzz_check(len <= VFU_MAX_DATA, "a write of %u bytes", len);
	for (i = 0; i < len; i++)
		sum += p[i];
	client.calls += sum & 1;
	return client.migration == VFIO_DEVICE_STATE_RESUMING ? 0 : -EINVAL;
}

static const struct vfu_migrate_ops migrate_ops = {
	.state = dev_state,
	.set_state = dev_set_state,
	.size = dev_size,
	.read = dev_read,
	.write = dev_write,
};

static const struct vfu_device_ops device_ops = {
	.region = dev_region,
	.irq_index = dev_irq_index,
	.access = dev_access,
	.set_irqs = dev_set_irqs,
	.dma_map = dev_dma_map,
	.dma_unmap = dev_dma_unmap,
	.reset = dev_reset,
	.migrate = &migrate_ops,
};

static void put(const void *from, size_t len)
{
	len = min(len, STREAM_MAX - client.size);
	memcpy(client.stream + client.size, from, len);
	client.size += len;
}

static void put_message(const struct record *r, const u8 *payload, u32 len)
{
	struct vfu_header header = {
		.id = r->id,
		.command = r->command % (VFU_COMMANDS + 1),
		.size = sizeof(header) + len + (r->how & HOW_WRONG_SIZE ? r->id : 0),
		.flags = (r->how & HOW_NO_REPLY ? VFU_NO_REPLY : 0) |
			 (r->how & HOW_REPLY_TYPE ? VFU_TYPE_REPLY : VFU_TYPE_COMMAND),
	};

	if (r->nfds && client.n_fds < COMMANDS_MAX) {
		client.fds[client.n_fds].at = client.size;
		client.fds[client.n_fds++].n = r->nfds % (VFU_MAX_FDS + 1);
	}
	if (!(r->how & HOW_RAW))
		put(&header, sizeof(header));
	put(payload, len);
}

static void hello(void)
{
	static const char payload[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8}}";
	struct record r = { .command = VFU_VERSION };

	put_message(&r, (const u8 *)payload, sizeof(payload));
}

static void build(const u8 *data, size_t size)
{
	struct record r;
	size_t at = 1;
	u32 len;

	/* Most inputs begin with a client that has negotiated the version. */
	if (data[0] & 7)
		hello();
	while (size - at >= sizeof(r)) {
		memcpy(&r, data + at, sizeof(r));
		at += sizeof(r);
		len = min_t(size_t, r.len % 2048, size - at);
		client.chunk = r.chunk ? r.chunk * 16u : client.chunk;
		put_message(&r, data + at, len);
		at += len;
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct vfu_transport *transport;
	u32 i;

	if (!size)
		return 0;
	client.size = client.at = client.answered = 0;
	client.n_fds = client.next_fds = client.fd_count = 0;
	client.chunk = STREAM_MAX;
	client.migration = VFIO_DEVICE_STATE_RUNNING;
	client.left = DATA_SIZE;
	client.socket_closed = false;
	build(data, size);
	transport = vfu_transport_create(SOCKET);
	fuzz_check(transport, "no transport");
	vfu_protocol_serve(transport, &device_ops, &client);
	vfu_transport_destroy(transport);
	fuzz_check(client.socket_closed, "the socket stays open");
	for (i = 0; i < client.fd_count; i++)
		fuzz_check(client.state[i] == FD_CLOSED || client.state[i] == FD_KEPT,
			   "descriptor %u stays open", i);
	return 0;
}
