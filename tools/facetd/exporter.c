// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exporter (exporter.h): libmicrohttpd on sockets that only this host reaches. Any client may
 * connect. The exporter makes at most one text a second. Answers share a text, and at most two
 * texts exist. A client that reads too slowly loses its connection, so that its text is freed.
 * loop.c calls these functions from facetd's only thread. No lock.
 */
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
#include <time.h>
#include <unistd.h>

#include "tools/facetd/metrics.h"

#define CONNECTIONS	16u	/* at the same time */
#define TIMEOUT_S	5u	/* time after which a silent connection ends */
#define ANSWER_S	20u	/* time in which a client has to read a whole answer */
#define TEXTS		2u	/* texts in memory, at most; one has 8 MB with 1024 vGPUs */
#define BLOCK		(16u << 10)	/* bytes that libmicrohttpd copies from a text at once */
#define NS		1000000000ull
#define AGE_NS		NS	/* age from which a new text replaces the newest one */
#define MEMORY		(16u << 10)	/* bytes of a connection's buffer in libmicrohttpd */
#define BACKLOG		16
#define SOCKET_MODE	0660
#define CONTENT_TYPE	"text/plain; version=0.0.4; charset=utf-8"

/**
 * struct text - The metrics of one sample as text.
 * @bytes: the text; NULL: this slot is free
 * @size: length of @bytes
 * @sample_ns: time of the sample, CLOCK_MONOTONIC in nanoseconds
 * @users: number of answers that read the text, and one for &exporter_server.newest; the text is
 *	freed at 0
 */
struct text {
	char *bytes;
	size_t size;
	uint64_t sample_ns;
	uint32_t users;
};

/**
 * struct exporter_server - A running exporter.
 * @daemon: the server of libmicrohttpd
 * @watch: source of the statistics
 * @texts: slots for texts
 * @newest: the text for new answers; NULL: none
 * @path: path of the Unix socket; "": a TCP port
 * @fd: the socket that listens; libmicrohttpd closes it
 */
struct exporter_server {
	struct MHD_Daemon *daemon;
	const struct watch *watch;
	struct text texts[TEXTS];
	struct text *newest;
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

/* Tell if a process accepts connections on a Unix socket. */
static bool is_served(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool is = fd >= 0 && (!connect(fd, (const struct sockaddr *)address, sizeof(*address)) ||
			      errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return is;
}

/*
 * Listen on a Unix socket. A socket that no process serves any more is replaced. Any other file
 * stays, and bind(2) fails.
 */
static int listen_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat st;
	int fd;

	strcpy(address.sun_path, path);
	if (is_served(&address))
		return -EADDRINUSE;
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
		.sin_family = AF_INET,
		.sin_port = htons(config->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_in6 ipv6 = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(config->port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT,
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

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned int status,
				   const char *text)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)text,
									MHD_RESPMEM_PERSISTENT);
	enum MHD_Result ret = response ? MHD_queue_response(connection, status, response) : MHD_NO;

	if (response)
		MHD_destroy_response(response);
	return ret;
}

/* --- metrics ------------------------------------------------------------------------------ */

/**
 * struct reading - One answer that a client reads.
 * @text: the text
 * @until_ns: time at which the exporter gives up, CLOCK_MONOTONIC in nanoseconds
 */
struct reading {
	struct text *text;
	uint64_t until_ns;
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

/* Give up one use of a text. The last one frees it. */
static void text_put(struct text *text)
{
	if (!text || --text->users)
		return;
	free(text->bytes);
	*text = (struct text){ 0 };
}

static bool text_make(struct text *text, const struct watch *watch)
{
	FILE *out = open_memstream(&text->bytes, &text->size);

	if (out)
		metrics_print(watch, out);
	if (!out || fclose(out)) {
		free(text->bytes);
		text->bytes = NULL;
		return false;
	}
	text->sample_ns = watch->sample.now_ns;
	text->users = 1;
	return true;
}

/*
 * Return the text for a new answer: the newest text, or a new one if the newest is older than
 * AGE_NS. Without a free slot or memory the old text serves on. Return: NULL: there is no text at
 * all.
 */
static struct text *text_for_answer(struct exporter_server *server)
{
	struct text *newest = server->newest;
	uint32_t i;

	if (newest && server->watch->sample.now_ns < newest->sample_ns + AGE_NS)
		return newest;
	if (newest && newest->users == 1) {
		text_put(newest);
		server->newest = NULL;
	}
	for (i = 0; i < TEXTS; i++)
		if (!server->texts[i].users)
			break;
	if (i == TEXTS || !text_make(&server->texts[i], server->watch))
		return server->newest;
	text_put(server->newest);
	server->newest = &server->texts[i];
	return server->newest;
}

/* Copy a part of a text to an answer (a reader of libmicrohttpd). */
static ssize_t read_on(void *context, uint64_t at, char *to, size_t most)
{
	const struct reading *reading = context;
	size_t left = reading->text->size - at;

	if (now() >= reading->until_ns)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (left > most)
		left = most;
	memcpy(to, reading->text->bytes + at, left);
	return left;
}

static void end_reading(void *context)
{
	struct reading *reading = context;

	text_put(reading->text);
	free(reading);
}

static enum MHD_Result answer_metrics(struct MHD_Connection *connection,
				      struct exporter_server *server)
{
	struct reading *reading = malloc(sizeof(*reading));
	struct text *text = reading ? text_for_answer(server) : NULL;
	struct MHD_Response *response = NULL;
	enum MHD_Result ret;

	if (text) {
		*reading = (struct reading){ text, now() + ANSWER_S * NS };
		response = MHD_create_response_from_callback(text->size, BLOCK, read_on, reading,
							     end_reading);
	}
	if (!response) {
		free(reading);
		return MHD_NO;
	}
	text->users++;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, CONTENT_TYPE);
	ret = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return ret;
}

/* --- requests ----------------------------------------------------------------------------- */

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_size, void **request)
{
	struct exporter_server *server = context;

	if (strcmp(method, MHD_HTTP_METHOD_GET) && strcmp(method, MHD_HTTP_METHOD_HEAD))
		return answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "there is GET only\n");
	if (!*request) {
		/* libmicrohttpd calls again after it has read the whole request. */
		*request = context;
		return MHD_YES;
	}
	if (strcmp(url, "/metrics"))
		return answer_text(connection, MHD_HTTP_NOT_FOUND, "there is /metrics only\n");
	return answer_metrics(connection, server);
}

/* --- the server --------------------------------------------------------------------------- */

static void say_error(char error[static EXPORTER_ERROR], const struct exporter *config, int ret)
{
	const char *advice =
		ret == -EADDRINUSE
			? ": another program has it, end that or set 'exporter' to another one"
			: "";

	if (config->kind == EXPORTER_UNIX)
		snprintf(error, EXPORTER_ERROR, "exporter: %s: %s%s", config->path, strerror(-ret),
			 advice);
	else
		snprintf(error, EXPORTER_ERROR, "exporter: port %u: %s%s", config->port,
			 strerror(-ret), advice);
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
						  MHD_OPTION_CONNECTION_MEMORY_LIMIT,
						  (size_t)MEMORY, MHD_OPTION_END);
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
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon,
							       MHD_DAEMON_INFO_EPOLL_FD);

	return info ? info->epoll_fd : -1;
}

void exporter_run(struct exporter_server *server)
{
	MHD_run(server->daemon);
}

uint32_t exporter_texts(const struct exporter_server *server)
{
	uint32_t i, n = 0;

	for (i = 0; i < TEXTS; i++)
		n += server->texts[i].bytes != NULL;
	return n;
}

void exporter_close(struct exporter_server *server)
{
	MHD_stop_daemon(server->daemon);
	text_put(server->newest);
	if (*server->path)
		unlink(server->path);
	free(server);
}
