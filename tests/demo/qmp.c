// SPDX-License-Identifier: GPL-2.0-only
/* A client of QEMU's machine protocol; see qmp.h. Blocking; one thread. */
#include "qmp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LINE		4096
#define DBUS_FD		"facet-dbus"

/* Read a line from QEMU and cut it to LINE. Return: 0 at the end of the stream. */
static int read_line(int qmp, char *line)
{
	size_t n = 0;
	char c;

	while (read(qmp, &c, 1) == 1) {
		if (c == '\n') {
			line[n] = '\0';
			return 1;
		}
		if (n < LINE - 1)
			line[n++] = c;
	}
	return 0;
}

static int send_with_fd(int qmp, const char *text, int fd)
{
	struct iovec iov = { .iov_base = (char *)text, .iov_len = strlen(text) };
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1 };

	memset(&control, 0, sizeof(control));
	if (fd >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}
	return sendmsg(qmp, &message, MSG_NOSIGNAL) == (ssize_t)iov.iov_len ? 0 : -1;
}

int qmp_execute(int qmp, const char *command, int fd)
{
	char line[LINE];

	if (send_with_fd(qmp, command, fd)) {
		fprintf(stderr, "QEMU does not listen: %s\n", strerror(errno));
		return -1;
	}
	while (read_line(qmp, line)) {
		if (!strncmp(line, "{\"return\"", 9))
			return 0;
		if (!strncmp(line, "{\"error\"", 8)) {
			fprintf(stderr, "QEMU refuses %s: %s\n", command, line);
			return -1;
		}
		/* Skip events. */
	}
	fprintf(stderr, "QEMU went away\n");
	return -1;
}

int qmp_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char line[LINE];
	int qmp = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (qmp < 0 || strlen(path) >= sizeof(address.sun_path)) {
		fprintf(stderr, "%s is no name for a socket\n", path);
		goto err_close;
	}
	strcpy(address.sun_path, path);
	if (connect(qmp, (struct sockaddr *)&address, sizeof(address))) {
		fprintf(stderr, "cannot connect to %s: %s\n", path, strerror(errno));
		goto err_close;
	}
	if (!read_line(qmp, line) || qmp_execute(qmp, "{\"execute\":\"qmp_capabilities\"}\n", -1))
		goto err_close;
	return qmp;

err_close:
	if (qmp >= 0)
		close(qmp);
	return -1;
}

int qmp_open_dbus_display(int qmp)
{
	int pair[2], rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -1;
	rc = qmp_execute(qmp,
			 "{\"execute\":\"getfd\",\"arguments\":{\"fdname\":\"" DBUS_FD "\"}}\n",
			 pair[1]);
	close(pair[1]);
	if (!rc)
		rc = qmp_execute(qmp, "{\"execute\":\"add_client\",\"arguments\":{\"protocol\":"
				 "\"@dbus-display\",\"fdname\":\"" DBUS_FD "\"}}\n", -1);
	if (!rc)
		return pair[0];
	close(pair[0]);
	return -1;
}

int qmp_screendump(int qmp, const char *path)
{
	char command[LINE];

	snprintf(command, sizeof(command),
		 "{\"execute\":\"screendump\",\"arguments\":{\"filename\":\"%s\","
		 "\"format\":\"png\"}}\n", path);
	return qmp_execute(qmp, command, -1);
}
