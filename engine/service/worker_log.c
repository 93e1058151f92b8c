// SPDX-License-Identifier: GPL-2.0-only
/*
 * The logs of workers (worker_log.h): pipes. workers.c calls this file. facet-engine has one
 * thread, and takes no lock here.
 */
#include "engine/service/worker_log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define PREFIX	"facet: "	/* port.h puts it before each line */

int worker_log_open(struct worker_log *log, u64 owner, int epoll)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = log };
	int ends[2], ret;

	memset(log, 0, sizeof(*log));
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	if (fcntl(ends[0], F_SETFL, O_NONBLOCK) ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event)) {
		ret = -errno;
		close(ends[0]);
		close(ends[1]);
		return ret;
	}
	log->open = true;
	log->fd = ends[0];
	log->epoll = epoll;
	log->owner = owner;
	log->left = WORKER_LOG_BYTES;
	return ends[1];
}

static void print_line(struct worker_log *log)
{
	static struct port_ratelimit limit;	/* of all workers, and of nobody else */
	const char *text = log->line;

	log->line[log->length] = 0;
	log->length = 0;
	if (!strncmp(text, PREFIX, strlen(PREFIX)))
		text += strlen(PREFIX);
	if (*text)
		port_warn_ratelimited(&limit, "vGPU %llu: %s\n", (unsigned long long)log->owner,
				      text);
}

static void take(struct worker_log *log, char c)
{
	if (c == '\n')
		print_line(log);
	else if (log->length < WORKER_LOG_LINE - 1)
		log->line[log->length++] = c >= ' ' && c <= '~' ? c : '?';
}

/* close() alone does not remove @fd from epoll: a child may still have a copy. */
static void stop(struct worker_log *log)
{
	epoll_ctl(log->epoll, EPOLL_CTL_DEL, log->fd, NULL);
	close(log->fd);
	log->open = false;
}

void worker_log_read(struct worker_log *log)
{
	char bytes[WORKER_LOG_BYTES];
	ssize_t n, i;

	if (!log->open)
		return;
	n = read(log->fd, bytes, log->left);
	for (i = 0; i < n; i++)
		take(log, bytes[i]);
	log->left -= n > 0 ? (u32)n : 0;
	if (!n || !log->left || (n < 0 && errno != EAGAIN && errno != EINTR))
		stop(log);
}

void worker_log_close(struct worker_log *log)
{
	worker_log_read(log);
	if (log->length)
		print_line(log);
	if (log->open)
		stop(log);
	memset(log, 0, sizeof(*log));
}
