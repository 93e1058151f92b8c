// SPDX-License-Identifier: GPL-2.0-only
/* See vfu_user.h. */
#include "tests/tools/vfu_user.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device/pci_config_defs.h"

#define READY_MS	patience(60000)
#define LINE_MAX_BYTES	512
#define SERVERS_MAX	8
#define JSON		"{\"capabilities\":{\"migration\":{\"pgsize\":4096}}}"

extern char **environ;
static int checks, failures;
static pid_t running[SERVERS_MAX];	/* servers that have not ended; 0: none */

/* --- TAP ------------------------------------------------------------------------------------ */

bool ok(bool good, const char *format, ...)
{
	va_list ap;

	printf("%sok - ", good ? "" : "not ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	checks++;
	failures += !good;
	return good;
}

void vfu_user_plan(void)
{
	printf("1..%d\n", checks);
}

int ok_status(void)
{
	return failures ? 1 : 0;
}

int patience(int ms)
{
	const char *set = getenv("FACET_PATIENCE");
	int times = set ? atoi(set) : 1;

	return ms * (times < 1 ? 1 : times);
}

static void must(bool good, const char *what)
{
	if (good)
		return;
	printf("# %s: %s\n", what, strerror(errno));
	ok(false, "%s", what);
	exit(1);
}

/* --- servers -------------------------------------------------------------------------------- */

/* Kill the servers that a failed check leaves. */
static void kill_running(void)
{
	int i;

	for (i = 0; i < SERVERS_MAX; i++)
		if (running[i])
			kill(running[i], SIGKILL);
}

void vfu_user_begin(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	atexit(kill_running);
}

/* Replace one number of the running servers by another. */
static void note_running(pid_t old, pid_t new)
{
	int i = 0;

	while (i < SERVERS_MAX && running[i] != old)
		i++;
	must(i < SERVERS_MAX, "there is room for another server");
	running[i] = new;
}

static bool spawn(struct vfu_server *server, const char *program, const char *type)
{
	const char *const argv[] = {
		program, "--type", type, "--socket", server->sockets[0], "--state", server->state,
		"--socket", server->sockets[1], NULL,
	};
	posix_spawn_file_actions_t actions;
	int ret;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, server->log,
					 O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ret = posix_spawn(&server->pid, program, &actions, NULL, (char *const *)argv,
			  environ);
	posix_spawn_file_actions_destroy(&actions);
	return !ret;
}

bool vfu_server_start(struct vfu_server *server, const char *program, const char *dir,
		      unsigned int number, const char *type)
{
	int ms, i;

	memset(server, 0, sizeof(*server));
	for (i = 0; i < 2; i++)
		snprintf(server->sockets[i], sizeof(server->sockets[i]), "%s/%u-%d", dir, number,
			 i);
	snprintf(server->log, sizeof(server->log), "%s/%u.log", dir, number);
	snprintf(server->state, sizeof(server->state), "%s/%u.state", dir, number);
	if (!spawn(server, program, type))
		return false;
	note_running(0, server->pid);
	for (ms = READY_MS; ms > 0 && !vfu_server_said(server, "ready"); ms -= 10)
		usleep(10000);
	return ms > 0;
}

int vfu_server_stop(struct vfu_server *server)
{
	int status;

	if (server->pid <= 0)
		return -1;
	kill(server->pid, SIGTERM);
	must(waitpid(server->pid, &status, 0) == server->pid, "waitpid");
	note_running(server->pid, 0);
	server->pid = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		printf("# %s ended with status %x\n", server->log, status);
		fflush(stdout);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void vfu_server_tidy(const struct vfu_server *server)
{
	unlink(server->log);
	unlink(server->state);
}

unsigned int vfu_server_said(const struct vfu_server *server, const char *text)
{
	char line[LINE_MAX_BYTES];
	FILE *f = fopen(server->log, "r");
	unsigned int n = 0;

	while (f && fgets(line, sizeof(line), f))
		n += !!strstr(line, text);
	if (f)
		fclose(f);
	return n;
}

/* --- messages ------------------------------------------------------------------------------- */

static void transfer(struct client *c, void *buf, size_t len, bool out)
{
	uint8_t *p = buf;
	ssize_t n;

	for (; len; p += n, len -= n) {
		n = out ? send(c->device, p, len, MSG_NOSIGNAL) : recv(c->device, p, len, 0);
		must(n > 0, out ? "a message is sent" : "a reply comes");
	}
}

/* Read a reply. Return: its error. */
static uint32_t reply(struct client *c, void *out, size_t room, size_t *got)
{
	struct vfu_header h;

	transfer(c, &h, sizeof(h), false);
	*got = h.size - sizeof(h);
	must((h.flags & VFU_TYPE_MASK) == VFU_TYPE_REPLY && h.size >= sizeof(h) && *got <= room &&
	     (!h.error || !*got), "the reply is as the protocol has it");
	transfer(c, out, *got, false);
	return h.error;
}

uint32_t vfu_user_ask(struct client *c, uint16_t command, const void *payload, size_t len,
		      void *out, size_t room, size_t *got)
{
	struct vfu_header h = { 1, command, sizeof(h) + len, 0, 0 };

	transfer(c, &h, sizeof(h), true);
	transfer(c, (void *)payload, len, true);
	return reply(c, out, room, got);
}

/* Do an access of a register or of configuration space. */
static uint64_t do_access(struct client *c, uint16_t command, uint32_t region, uint64_t offset,
			  uint64_t value, unsigned int len)
{
	struct {
		struct vfu_region_access access;
		uint64_t value;
	} __attribute__((packed)) in = { { offset, region, len }, value }, out = { .value = 0 };
	bool write = command == VFU_REGION_WRITE;
	size_t got;

	must(!vfu_user_ask(c, command, &in, sizeof(in.access) + (write ? len : 0), &out,
			   sizeof(out), &got), "the server does an access");
	return out.value;
}

uint64_t client_read(struct client *c, uint32_t index, uint64_t offset, unsigned int len)
{
	return do_access(c, VFU_REGION_READ, index, offset, 0, len);
}

void client_write(struct client *c, uint32_t index, uint64_t offset, unsigned int len,
		  uint64_t value)
{
	do_access(c, VFU_REGION_WRITE, index, offset, value, len);
}

/* --- sessions ------------------------------------------------------------------------------- */

static bool agree(struct client *c)
{
	struct {
		struct vfu_version version;
		char json[sizeof(JSON)];
	} __attribute__((packed)) in = { .version = { VFU_MAJOR, VFU_MINOR }, .json = JSON }, out;
	size_t got;

	return !vfu_user_ask(c, VFU_VERSION, &in, sizeof(in), &out, sizeof(out), &got) &&
	       got == sizeof(out) && !strcmp(out.json, JSON);
}

/* Send a command with a descriptor. Return: the server did what it says. */
static bool send_fd(struct client *c, uint16_t command, const void *payload, size_t len, int fd)
{
	struct vfu_header h = { 2, command, sizeof(h) + len, 0, 0 };
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { .buf = { 0 } };
	struct iovec iov[] = { { &h, sizeof(h) }, { (void *)payload, len } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2, .msg_control = control.buf,
		.msg_controllen = sizeof(control.buf) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	size_t got;

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
	return sendmsg(c->device, &msg, MSG_NOSIGNAL) == (ssize_t)h.size &&
	       !reply(c, NULL, 0, &got);
}

/* Let the server map all of the memory, at guest address 0. */
static bool share(struct client *c, int memfd)
{
	const struct vfu_dma_map map = { sizeof(map), VFU_DMA_READ | VFU_DMA_WRITE, 0, 0,
					 c->ram_size };

	return send_fd(c, VFU_DMA_MAP, &map, sizeof(map), memfd);
}

uint32_t vfu_user_unmap(struct client *c)
{
	struct vfu_dma_unmap unmap = { .argsz = sizeof(unmap), .flags = VFU_DMA_UNMAP_ALL };
	size_t got;

	return vfu_user_ask(c, VFU_DMA_UNMAP, &unmap, sizeof(unmap), &unmap, sizeof(unmap), &got);
}

int vfu_user_msi(struct client *c)
{
	const struct vfio_irq_set set = { sizeof(set), VFIO_IRQ_SET_DATA_EVENTFD |
					  VFIO_IRQ_SET_ACTION_TRIGGER, VFIO_PCI_MSI_IRQ_INDEX, 0,
					  1 };
	uint32_t config = VFIO_PCI_CONFIG_REGION_INDEX;
	uint32_t at = client_read(c, config, PCI_CFG_CAPABILITIES, 1);
	int fd = eventfd(0, EFD_CLOEXEC);

	while (at && client_read(c, config, at, 1) != PCI_CFG_CAP_ID_MSI)
		at = client_read(c, config, at + 1, 1);
	must(at && fd >= 0 && send_fd(c, VFU_DEVICE_SET_IRQS, &set, sizeof(set), fd),
	     "the vGPU has an MSI");
	client_write(c, config, at + PCI_CFG_MSI_CTRL, 2,
		     client_read(c, config, at + PCI_CFG_MSI_CTRL, 2) | PCI_CFG_MSI_ENABLE);
	return fd;
}

bool vfu_user_open(struct client *c, const char *path, size_t ram_size)
{
	struct timeval limit = { .tv_sec = READY_MS / 1000 };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int memfd = memfd_create("ram", MFD_CLOEXEC);
	bool good;

	memset(c, 0, sizeof(*c));
	c->container = -1;
	c->group = -1;
	must(memfd >= 0 && !ftruncate(memfd, ram_size), "memory of the guest");
	c->ram_size = ram_size;
	c->ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
	must(c->ram != MAP_FAILED, "memory of the guest is mapped");
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	c->device = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(!setsockopt(c->device, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) &&
	     !connect(c->device, (struct sockaddr *)&addr, sizeof(addr)), "connect");
	good = agree(c) && share(c, memfd);
	close(memfd);
	return good;
}

void vfu_user_close(struct client *c)
{
	close(c->device);
	munmap(c->ram, c->ram_size);
	c->device = -1;
}

/* --- migration ------------------------------------------------------------------------------ */

uint32_t vfu_user_go(struct client *c, uint32_t state)
{
	const struct vfu_mig_state data = { .state = state };
	struct vfu_feature in = {
		.argsz = sizeof(in),
		.flags = VFIO_DEVICE_FEATURE_SET | VFU_FEATURE_MIG_STATE,
	};
	size_t got;

	memcpy(in.data, &data, sizeof(data));
	return vfu_user_ask(c, VFU_DEVICE_FEATURE, &in, sizeof(in), &in, sizeof(in), &got);
}

uint64_t vfu_user_feature(struct client *c, uint32_t index)
{
	struct vfu_feature in = { .argsz = sizeof(in), .flags = VFIO_DEVICE_FEATURE_GET | index };
	uint64_t value;
	size_t got;

	if (vfu_user_ask(c, VFU_DEVICE_FEATURE, &in, VFU_FEATURE_HEAD, &in, sizeof(in), &got) ||
	    got != sizeof(in))
		return ~0ull;
	memcpy(&value, in.data, sizeof(value));
	return value;
}

bool vfu_user_reset(struct client *c)
{
	size_t got;

	return !vfu_user_ask(c, VFU_DEVICE_RESET, NULL, 0, NULL, 0, &got);
}

static struct {
	struct vfu_mig_data head;
	uint8_t data[VFU_MAX_DATA];
} __attribute__((packed)) message;

uint32_t vfu_user_read(struct client *c, void *buf, size_t len, size_t *got)
{
	const struct vfu_mig_data in = { .argsz = sizeof(in) + len, .size = len };
	uint32_t error = vfu_user_ask(c, VFU_MIG_DATA_READ, &in, sizeof(in), &message,
				      sizeof(message), got);

	if (error)
		return error;
	must(*got >= sizeof(in) && message.head.argsz == *got && message.head.size <= len &&
	     message.head.size == *got - sizeof(in), "a read tells how many bytes it has");
	*got -= sizeof(in);
	memcpy(buf, message.data, *got);
	return 0;
}

uint32_t vfu_user_write(struct client *c, const void *buf, size_t len)
{
	size_t got;

	message.head = (struct vfu_mig_data){ .argsz = sizeof(message.head) + len, .size = len };
	memcpy(message.data, buf, len);
	return vfu_user_ask(c, VFU_MIG_DATA_WRITE, &message, sizeof(message.head) + len, NULL, 0,
			    &got);
}
