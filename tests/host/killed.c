// SPDX-License-Identifier: GPL-2.0-only
/* facet-host-screen: a VMM that is killed while another process shows its screen. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "screens.h"
#include "viewer.h"

#define WIDTH		640u
#define HEIGHT		480u

static void send_fd(int socket, int fd)
{
	char control[CMSG_SPACE(sizeof(fd))] = {}, byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	sendmsg(socket, &message, 0);
}

static int receive_fd(int socket)
{
	char control[CMSG_SPACE(sizeof(int))] = {}, byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	int fd = -1;

	if (recvmsg(socket, &message, 0) == 1 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

/* Show a picture, map its dma-buf, pass the dma-buf on, and go on until killed. */
static void vmm(const char *uuid, int socket)
{
	const struct head_picture p = screen_picture(0, WIDTH, HEIGHT);
	struct viewer v = {};
	struct client c;

	if (!screen_open(&c, uuid))
		_exit(1);
	v.client = &c;
	screen_light(&c, &p, 1);
	if (!viewer_waits(&v, 1, WIDTH, HEIGHT))
		_exit(1);
	send_fd(socket, v.cache[0].fd);
	while (!viewer_look(&v))
		head_flip(&c, &p, true);
	_exit(1);
}

int program_killed(const char *uuid, const char *unused)
{
	const struct head_picture p = screen_picture(0, WIDTH, HEIGHT);
	const size_t size = WIDTH * HEIGHT * 4;
	const long buffers = count_dmabufs();
	volatile uint32_t *pixels;
	uint32_t left = 0, i;
	int pair[2], fd;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return 1;
	child = fork();
	if (!child) {
		close(pair[0]);
		vmm(uuid, pair[1]);
	}
	close(pair[1]);
	fd = receive_fd(pair[0]);
	pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(pixels != MAP_FAILED && (pixels[1] & 0xffffff) == head_colour(1, 1, 0),
	   "who shows the screen has it mapped, as the VMM has");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	for (i = 0; pixels != MAP_FAILED && i < p.width * p.height; i++)
		left += pixels[i] != 0;
	ok(pixels != MAP_FAILED && !left,
	   "when the VMM is killed the picture is blank (%u pixels left)",
	   left);
	if (pixels != MAP_FAILED)
		munmap((void *)pixels, size);
	close(fd);
	close(pair[0]);
	ok(count_dmabufs() == buffers && buffers >= 0, "and no dma-buf is left");
	return ok_status();
}
