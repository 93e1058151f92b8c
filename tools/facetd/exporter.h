/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers GET /metrics, on a Unix socket or to this host alone. No thread: the caller waits for its descriptor. */
#ifndef FACETD_EXPORTER_H
#define FACETD_EXPORTER_H

#include "tools/facetd/config.h"

#define EXPORTER_ERROR	256u

struct exporter_server;
struct watch;

/** exporter_open() - @watch outlives it. Return: NULL, and @error says why. */
struct exporter_server *exporter_open(const struct exporter *config, const struct watch *watch,
				      char error[static EXPORTER_ERROR]);

/** exporter_fd() - To be waited for, for reading. */
int exporter_fd(const struct exporter_server *server);

/** exporter_run() - Do what can be done without waiting; also now and then, for connections that are too slow. */
void exporter_run(struct exporter_server *server);

/** exporter_texts() - How many texts answers hold: two at most, however many there are and however slowly they are read. */
uint32_t exporter_texts(const struct exporter_server *server);
void exporter_close(struct exporter_server *server);

#endif
