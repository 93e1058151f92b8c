/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages of vfio-user over a connected UNIX stream socket. */
#ifndef VFU_TRANSPORT_H
#define VFU_TRANSPORT_H

#include <sys/uio.h>

#include "wire.h"

struct vfu_transport;

/**
 * struct vfu_message - A received message.
 * @header: its header, checked: the size is that of the message
 * @payload: bytes behind the header; valid until the next vfu_transport_recv()
 * @len: bytes of @payload
 * @fds: descriptors of the message; a handler that keeps one sets it to -1
 * @nfds: number of descriptors
 */
struct vfu_message {
	struct vfu_header header;
	void *payload;
	u32 len;
	int fds[VFU_MAX_FDS];
	u32 nfds;
};

/**
 * vfu_transport_create() - Create the transport of a connection.
 * @fd: a connected socket, which the transport owns from then on; on failure it stays the caller's
 *
 * Context: the session's thread; may sleep.
 * Return: the transport; NULL: no memory.
 */
struct vfu_transport *vfu_transport_create(int fd);

/**
 * vfu_transport_destroy() - Close the connection and free the transport.
 * @transport: the transport; NULL does nothing
 *
 * Context: the session's thread; may sleep.
 */
void vfu_transport_destroy(struct vfu_transport *transport);

/**
 * vfu_transport_recv() - Receive the next message. Waits until it is complete.
 * @transport: the transport
 * @message: gets the message; vfu_transport_release() closes its descriptors
 *
 * Context: the session's thread; may sleep.
 * Return: 1: a message; 0: the client has closed the connection between two messages; -EPROTO: the
 * header is invalid, or there are too many descriptors; -EPIPE: the connection ended inside a
 * message; an errno of recvmsg().
 */
int vfu_transport_recv(struct vfu_transport *transport, struct vfu_message *message);

/**
 * vfu_transport_release() - Close the descriptors of a message that no handler has kept.
 * @message: the message; @message->nfds becomes 0
 *
 * Context: the session's thread; may sleep.
 */
void vfu_transport_release(struct vfu_message *message);

/**
 * vfu_transport_reply() - Send the reply to a command. Waits until all is sent.
 * @transport: the transport
 * @header: header of the command
 * @error: 0, or a positive errno: the reply has no payload then
 * @payload: array of @n pieces
 * @n: number of pieces, at most 2
 *
 * Context: the session's thread; may sleep.
 * Return: 0; an errno of sendmsg(), negative: the connection is of no use any more.
 */
int vfu_transport_reply(struct vfu_transport *transport, const struct vfu_header *header,
			u32 error, const struct iovec *payload, u32 n);

#endif
