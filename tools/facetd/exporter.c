// SPDX-License-Identifier: GPL-2.0-only
/* See exporter.h: libmicrohttpd over sockets that only this host reaches. */
#include "tools/facetd/exporter.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/facetd/metrics.h"

#define CONNECTIONS	16u
#define TIMEOUT_S	5u
#define MEMORY		(16u << 10)	/* of a connection, for what it asks */
#define BACKLOG		16
#define SOCKET_MODE	0660
#define CONTENT_TYPE	"text/plain; version=0.0.4; charset=utf-8"

struct exporter_server {
	struct MHD_Daemon *daemon;
	const struct watch *watch;
	char path[CONFIG_PATH];
	int fd;
};

/* --- sockets ------------------------------------------------------------------------------ */

static int listen_at(int family, const void *address, socklen_t size)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1, error;

	if (fd < 0)
		return -errno;
	if (family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (!bind(fd, address, size) && !listen(fd, BACKLOG))
		return fd;
	error = errno;
	close(fd);
	return -error;
}

/* A socket that was left there goes; anything else stays, and is in the way. */
static int listen_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat st;
	int fd;

	strcpy(address.sun_path, path);
	if (!lstat(path, &st) && S_ISSOCK(st.st_mode))
		unlink(path);
	fd = listen_at(AF_UNIX, &address, sizeof(address));
	if (fd >= 0)
		chmod(path, SOCKET_MODE);
	return fd;
}

static int listen_as(const struct exporter *config)
{
	struct sockaddr_in ipv4 = {
		.sin_family = AF_INET, .sin_port = htons(config->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_in6 ipv6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(config->port), .sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};

	switch (config->kind) {
	case EXPORTER_UNIX:
		return listen_unix(config->path);
	case EXPORTER_IPV4:
		return listen_at(AF_INET, &ipv4, sizeof(ipv4));
	case EXPORTER_IPV6:
		return listen_at(AF_INET6, &ipv6, sizeof(ipv6));
	default:
		return -EINVAL;
	}
}

/* --- answers ------------------------------------------------------------------------------ */

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned int status, const char *text)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)text,
									MHD_RESPMEM_PERSISTENT);
	enum MHD_Result ret = response ? MHD_queue_response(connection, status, response) : MHD_NO;

	if (response)
		MHD_destroy_response(response);
	return ret;
}

static enum MHD_Result answer_metrics(struct MHD_Connection *connection, const struct watch *watch)
{
	struct MHD_Response *response;
	enum MHD_Result ret;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out)
		metrics_print(watch, out);
	if (!out || fclose(out)) {
		free(text);
		return MHD_NO;
	}
	response = MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
	if (!response) {
		free(text);
		return MHD_NO;
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, CONTENT_TYPE);
	ret = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return ret;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *upload, size_t *upload_size, void **seen)
{
	const struct exporter_server *server = context;

	if (strcmp(method, MHD_HTTP_METHOD_GET) && strcmp(method, MHD_HTTP_METHOD_HEAD))
		return answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "there is GET only\n");
	if (!*seen) {
		/* The library calls once more when the whole request is there. */
		*seen = context;
		return MHD_YES;
	}
	if (strcmp(url, "/metrics"))
		return answer_text(connection, MHD_HTTP_NOT_FOUND, "there is /metrics only\n");
	return answer_metrics(connection, server->watch);
}

/* --- its life ----------------------------------------------------------------------------- */

static void say_error(char error[static EXPORTER_ERROR], const struct exporter *config, int ret)
{
	if (config->kind == EXPORTER_UNIX)
		snprintf(error, EXPORTER_ERROR, "exporter: %s: %s", config->path, strerror(-ret));
	else
		snprintf(error, EXPORTER_ERROR, "exporter: port %u: %s", config->port, strerror(-ret));
}

struct exporter_server *exporter_open(const struct exporter *config, const struct watch *watch,
				      char error[static EXPORTER_ERROR])
{
	struct exporter_server *server = calloc(1, sizeof(*server));
	int ret = server ? 0 : -ENOMEM;

	if (!ret) {
		server->watch = watch;
		strcpy(server->path, config->path);
		server->fd = listen_as(config);
		ret = server->fd < 0 ? server->fd : 0;
	}
	if (!ret) {
		server->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, answer, server,
						  MHD_OPTION_LISTEN_SOCKET, server->fd,
						  MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
						  MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_S,
						  MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_END);
		if (server->daemon)
			return server;
		close(server->fd);
		ret = -EIO;
	}
	say_error(error, config, ret);
	free(server);
	return NULL;
}

int exporter_fd(const struct exporter_server *server)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info ? info->epoll_fd : -1;
}

void exporter_run(struct exporter_server *server)
{
	MHD_run(server->daemon);
}

void exporter_close(struct exporter_server *server)
{
	MHD_stop_daemon(server->daemon);
	if (*server->path)
		unlink(server->path);
	free(server);
}
