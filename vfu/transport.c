// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stream of messages from one client. The session's thread alone calls this file. Takes no
 * lock.
 *
 * Guests post millions of small writes, so one call takes all bytes that are there. Descriptors
 * travel beside the stream. The kernel ends a recvmsg() behind the piece that carried descriptors.
 * So they belong to the last message that begins in the bytes of that call. While a message is
 * incomplete, a call asks for the rest of that message only.
 */
#include "transport.h"

#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#define POLL_TURNS 100	/* some 100 us; ten times as many gain nothing */

/**
 * struct vfu_transport - The stream of one client; the session's thread alone uses it.
 * @fd: the socket
 * @poll_turns: turns of polling before a sleep
 * @buf: buffer of VFU_MAX_MESSAGE bytes
 * @start: first byte of the next message in @buf
 * @end: byte behind the last one in @buf
 * @fds: descriptors that no message has taken yet
 * @nfds: number of descriptors in @fds
 * @fds_at: first byte in @buf of the message that @fds belong to
 */
struct vfu_transport {
	int fd;
	u32 poll_turns;
	u8 *buf;
	size_t start;
	size_t end;
	int fds[VFU_MAX_FDS];
	u32 nfds;
	size_t fds_at;
};

struct vfu_transport *vfu_transport_create(int fd)
{
	struct vfu_transport *t = calloc(1, sizeof(*t));
	int class;

	if (!t)
		return NULL;
	t->buf = port_zalloc(VFU_MAX_MESSAGE);
	if (!t->buf) {
		free(t);
		return NULL;
	}
	t->fd = fd;
	/* In a real-time class sched_yield() does not let normal threads run. */
	class = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
	t->poll_turns = class == SCHED_FIFO || class == SCHED_RR ? 0 : POLL_TURNS;
	return t;
}

static void close_all(const int *fds, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

void vfu_transport_destroy(struct vfu_transport *t)
{
	if (!t)
		return;
	close_all(t->fds, t->nfds);
	close(t->fd);
	/* It may have the state of a guest. */
	port_free_zeroed(t->buf, VFU_MAX_MESSAGE);
	free(t);
}

static struct vfu_header header_at(const struct vfu_transport *t, size_t at)
{
	struct vfu_header header;

	memcpy(&header, t->buf + at, sizeof(header));
	return header;
}

static bool size_ok(u32 size)
{
	return size >= sizeof(struct vfu_header) && size <= VFU_MAX_MESSAGE;
}

/* Return the beginning of the last message that has at least a byte in the buffer. */
static size_t last_begin(const struct vfu_transport *t)
{
	size_t at = t->start;
	struct vfu_header header;

	while (t->end - at >= sizeof(header)) {
		header = header_at(t, at);
		if (!size_ok(header.size) || header.size >= t->end - at)
			break;
		at += header.size;
	}
	return at;
}

/* Take the descriptors of @msg. Return: 0; -EPROTO: there are more than one message may have. */
static int take_fds(struct vfu_transport *t, struct msghdr *msg)
{
	struct cmsghdr *c;
	int fds[VFU_MAX_FDS];
	u32 n;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = min_t(u32, (c->cmsg_len - CMSG_LEN(0)) / sizeof(int), VFU_MAX_FDS);
		memcpy(fds, CMSG_DATA(c), n * sizeof(int));
		if (t->nfds + n > VFU_MAX_FDS) {
			close_all(fds, n);
			return -EPROTO;
		}
		memcpy(t->fds + t->nfds, fds, n * sizeof(int));
		t->nfds += n;
		t->fds_at = last_begin(t);
	}
	return msg->msg_flags & MSG_CTRUNC ? -EPROTO : 0;
}

/* Return the bytes to ask for: all that are there, or the rest of an incomplete message. */
static size_t bytes_to_receive(const struct vfu_transport *t)
{
	size_t have = t->end - t->start;

	if (!have)
		return VFU_MAX_MESSAGE;
	if (have < sizeof(struct vfu_header))
		return sizeof(struct vfu_header) - have;
	return header_at(t, t->start).size - have;
}

/*
 * Receive bytes. A driver accesses one register after the other. Polling for some microseconds
 * costs less than sleeping and waking. At each turn other threads may use the processor first.
 */
static ssize_t receive(const struct vfu_transport *t, struct msghdr *msg)
{
	ssize_t got;
	u32 turn;

	for (turn = 0; turn < t->poll_turns; turn++) {
		got = recvmsg(t->fd, msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
		if (got >= 0 || (errno != EAGAIN && errno != EINTR))
			return got;
		sched_yield();
	}
	do {
		got = recvmsg(t->fd, msg, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	return got;
}

static int fill(struct vfu_transport *t)
{
	union {
		char buf[CMSG_SPACE(VFU_MAX_FDS * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov;
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	size_t want = bytes_to_receive(t);
	ssize_t got;

	if (t->start && t->end + want > VFU_MAX_MESSAGE) {
		memmove(t->buf, t->buf + t->start, t->end - t->start);
		t->fds_at -= min(t->fds_at, t->start);
		t->end -= t->start;
		t->start = 0;
	}
	iov.iov_base = t->buf + t->end;
	iov.iov_len = want;
	got = receive(t, &msg);
	if (got < 0)
		return -errno;
	if (!got)
		return t->end == t->start ? 0 : -EPIPE;
	t->end += got;
	return take_fds(t, &msg) ?: 1;
}

/*
 * Test if a whole message is in the buffer. Return: 1: yes; 0: no; -EPROTO: the header is invalid.
 */
static int complete(const struct vfu_transport *t)
{
	struct vfu_header header;

	if (t->end - t->start < sizeof(header))
		return 0;
	header = header_at(t, t->start);
	if (!size_ok(header.size) || (header.flags & VFU_TYPE_MASK) != VFU_TYPE_COMMAND)
		return -EPROTO;
	return t->end - t->start >= header.size;
}

int vfu_transport_recv(struct vfu_transport *t, struct vfu_message *m)
{
	int ret;

	m->nfds = 0;
	while (!(ret = complete(t))) {
		ret = fill(t);
		if (ret <= 0)
			return ret;
	}
	if (ret < 0)
		return ret;

	m->header = header_at(t, t->start);
	m->payload = t->buf + t->start + sizeof(m->header);
	m->len = m->header.size - sizeof(m->header);
	if (t->nfds && t->fds_at == t->start) {
		memcpy(m->fds, t->fds, t->nfds * sizeof(int));
		m->nfds = t->nfds;
		t->nfds = 0;
	}
	t->start += m->header.size;
	if (t->start == t->end) {
		t->start = 0;
		t->end = 0;
	}
	return 1;
}

void vfu_transport_release(struct vfu_message *m)
{
	close_all(m->fds, m->nfds);
	m->nfds = 0;
}

static int send_all(int fd, struct iovec *iov, u32 n)
{
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = n };
	ssize_t sent;

	while (msg.msg_iovlen) {
		sent = sendmsg(fd, &msg, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		while (msg.msg_iovlen && (size_t)sent >= msg.msg_iov->iov_len) {
			sent -= msg.msg_iov->iov_len;
			msg.msg_iov++;
			msg.msg_iovlen--;
		}
		if (msg.msg_iovlen) {
			msg.msg_iov->iov_base = (char *)msg.msg_iov->iov_base + sent;
			msg.msg_iov->iov_len -= sent;
		}
	}
	return 0;
}

int vfu_transport_reply(struct vfu_transport *t, const struct vfu_header *header,
			u32 error, const struct iovec *payload, u32 n)
{
	struct vfu_header reply = {
		.id = header->id,
		.command = header->command,
		.size = sizeof(reply),
		.flags = VFU_TYPE_REPLY | (error ? VFU_ERROR : 0),
		.error = error,
	};
	struct iovec iov[3] = { { &reply, sizeof(reply) } };
	u32 i;

	if (error)
		n = 0;
	for (i = 0; i < n; i++) {
		iov[i + 1] = payload[i];
		reply.size += payload[i].iov_len;
	}
	return send_all(t->fd, iov, n + 1);
}
