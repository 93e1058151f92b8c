/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages of vfio-user over a connected UNIX stream socket. */
#ifndef VFU_TRANSPORT_H
#define VFU_TRANSPORT_H

#include <sys/uio.h>

#include "wire.h"

struct vfu_transport;

/**
 * struct vfu_message - A message that has arrived.
 * @header: checked: the size is that of the message
 * @payload: what follows the header; valid until the next vfu_transport_recv()
 * @len: bytes of @payload
 * @fds: descriptors that came with it; a handler that keeps one sets it to -1
 * @nfds: how many
 */
struct vfu_message {
	struct vfu_header header;
	void *payload;
	u32 len;
	int fds[VFU_MAX_FDS];
	u32 nfds;
};

/** vfu_transport_create() - Takes over @fd, a connected socket. NULL when out of memory. */
struct vfu_transport *vfu_transport_create(int fd);
void vfu_transport_destroy(struct vfu_transport *transport);

/**
 * vfu_transport_recv() - The next message. Blocks.
 * Return: 1; 0 when the other side has closed between two messages; -EPROTO for
 * a header that makes no sense or too many descriptors, -EPIPE for an end in
 * the middle of a message, or the socket's error.
 */
int vfu_transport_recv(struct vfu_transport *transport, struct vfu_message *message);

/** vfu_transport_release() - Closes the descriptors that no handler has kept. */
void vfu_transport_release(struct vfu_message *message);

/**
 * vfu_transport_reply() - Answer a command. Blocks until all is sent.
 * @header: of the command
 * @error: 0, or a positive errno: then no payload is sent
 * @payload: array of @n pieces, at most 2
 */
int vfu_transport_reply(struct vfu_transport *transport, const struct vfu_header *header,
			u32 error, const struct iovec *payload, u32 n);

#endif
