/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exporter answers GET /metrics on a Unix socket or a loopback address. The exporter has no
 * thread: loop.c waits for its descriptor and calls exporter_run(). No function takes a lock.
 */
#ifndef FACETD_EXPORTER_H
#define FACETD_EXPORTER_H

#include "tools/facetd/config.h"

#define EXPORTER_ERROR	256u	/* bytes of an error message, with the NUL */

struct exporter_server;
struct watch;

/**
 * exporter_open() - Listen at the configured address and start the server.
 * @config: address; not EXPORTER_OFF. Copied
 * @watch: source of the statistics; outlives the server
 * @error: gets the reason of a failure, at most EXPORTER_ERROR bytes with the NUL
 *
 * A socket file that no process serves any more is replaced.
 *
 * Context: facetd's thread; does not wait for clients.
 * Return: the server; NULL: the address is in use or invalid, or no memory, and @error is written.
 */
struct exporter_server *exporter_open(const struct exporter *config, const struct watch *watch,
				      char error[static EXPORTER_ERROR]);

/**
 * exporter_fd() - Return the descriptor that becomes readable when a client needs the server.
 * @server: the server
 *
 * Context: facetd's thread; does not block.
 * Return: a descriptor of epoll, owned by the server; -1: the HTTP library has none.
 */
int exporter_fd(const struct exporter_server *server);

/**
 * exporter_run() - Serve clients as far as possible without waiting.
 * @server: the server
 *
 * loop.c also calls this after each round, so that the server ends connections that are too slow.
 *
 * Context: facetd's thread; does not block.
 */
void exporter_run(struct exporter_server *server);

/**
 * exporter_texts() - Count the texts in memory, for tests.
 * @server: the server
 *
 * Context: facetd's thread; does not block.
 * Return: 0 to 2, for any number and speed of clients.
 */
uint32_t exporter_texts(const struct exporter_server *server);

/**
 * exporter_close() - End all connections, remove the socket file and free the server.
 * @server: the server
 *
 * Context: facetd's thread.
 */
void exporter_close(struct exporter_server *server);

#endif
