// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a vGPU behind a vfio-user socket, with the real core and engine. The client acts as a VMM:
 * it uses configuration space, guest memory, registers and BAR2, and disconnects without notice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "display/gen9_display.h"
#include "engine/softgpu_user.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "mediator/unmap_history.h"
#include "vfu/vfu_device.h"
#include "vfu/vfu_timer.h"
#include "vfu/wire.h"
#include "tests/lib/test_model.h"

#define PVINFO_MAGIC	0x78000u
#define GGTT_PTES	0x800000u
#define GGTT_DOORBELL	0x101008u
#define MEMORY_SIZE	0x10000u
#define DEVICES		2u
#define SHORTAGE_US	20000u
#define REPLY_S		60	/* seconds after which a dead server is a failure and not a hang */

struct rig {
	struct softgpu_user *engine;
	struct vfu_timer timer;
	struct facet_gpu *gpu;
	struct vfu_device *device[DEVICES];
	char path[DEVICES][64];
	int fd;
};

/* Clock of the history of unmapped memory. The session's threads read it. */
static u64 unmap_clock_ns = 1;

static u64 unmap_now_ns(void)
{
	return READ_ONCE(unmap_clock_ns);
}

static void unmap_clock_advance(u64 ns)
{
	WRITE_ONCE(unmap_clock_ns, unmap_clock_ns + ns);
}

static u64 now(void *host)
{
	return vfu_timer_now_ns();
}

static void arm(void *host, u64 deadline_ns)
{
	struct rig *r = host;

	vfu_timer_arm(&r->timer, deadline_ns);
}

static const struct facet_gpu_host_ops gpu_ops = { .now_ns = now, .arm_timer = arm };

static void fire(void *owner)
{
	struct rig *r = owner;

	facet_gpu_timer(r->gpu);
}

static void transfer(int fd, void *buf, size_t len, bool write_it)
{
	u8 *p = buf;
	ssize_t n;

	for (; len; p += n, len -= n) {
		n = write_it ? write(fd, p, len) : read(fd, p, len);
		assert_true(n > 0);
	}
}

/*
 * Send a command with its payload. @out gets the payload of the reply. Return: the reply's error.
 */
static u32 ask(struct rig *r, u16 command, const void *payload, u32 len, void *out, u32 room)
{
	struct vfu_header h = { 1, command, sizeof(h) + len, 0, 0 };

	transfer(r->fd, &h, sizeof(h), true);
	transfer(r->fd, (void *)payload, len, true);
	transfer(r->fd, &h, sizeof(h), false);
	assert_int_equal(h.size - sizeof(h), h.error ? 0 : room);
	if (!h.error)
		transfer(r->fd, out, room, false);
	return h.error;
}

static u32 access_region(struct rig *r, u16 command, u32 region, u64 offset, void *buf, u32 len)
{
	u8 message[64];
	struct vfu_region_access a = { offset, region, len };
	u32 ret;

	memcpy(message, &a, sizeof(a));
	memcpy(message + sizeof(a), buf, len);
	if (command == VFU_REGION_WRITE)
		return ask(r, command, message, sizeof(a) + len, message, sizeof(a));
	ret = ask(r, command, message, sizeof(a), message, sizeof(a) + len);
	memcpy(buf, message + sizeof(a), len);
	return ret;
}

static u64 get(struct rig *r, u32 region, u64 offset, u32 len)
{
	u64 value = 0;

	assert_int_equal(access_region(r, VFU_REGION_READ, region, offset, &value, len), 0);
	return value;
}

static void put(struct rig *r, u32 region, u64 offset, u64 value, u32 len)
{
	assert_int_equal(access_region(r, VFU_REGION_WRITE, region, offset, &value, len), 0);
}

static void attach(struct rig *r, u32 device)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = REPLY_S };
	u8 reply[4 + sizeof("{\"capabilities\":{}}")];
	u32 version = 0;

	strcpy(addr.sun_path, r->path[device]);
	r->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(setsockopt(r->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)),
			 0);
	assert_int_equal(connect(r->fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(ask(r, VFU_VERSION, &version, sizeof(version), reply, sizeof(reply)), 0);
}

static void detach(struct rig *r)
{
	close(r->fd);
	r->fd = -1;
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	u32 i;

	assert_non_null(r);
	r->engine = softgpu_user_create(SOFTGPU_USER_THREADS, test_model());
	assert_non_null(r->engine);
	vfu_timer_init(&r->timer);
	assert_int_equal(facet_gpu_create(softgpu_user_pgpu(r->engine), facet_display_regs,
					  &gpu_ops, r, &r->gpu),
			 0);
	assert_int_equal(vfu_timer_start(&r->timer, fire, r), 0);
	for (i = 0; i < DEVICES; i++) {
		struct vfu_device_config config = { .socket = r->path[i], .type = &facet_types[0],
			.unmap_now_ns = unmap_now_ns };

		snprintf(r->path[i], sizeof(r->path[i]), "/tmp/facet-vfu-%d-%u", getpid(), i);
		assert_int_equal(vfu_device_create(r->gpu, &config, NULL, &r->device[i]), 0);
	}
	attach(r, 0);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;
	u32 i;

	for (i = 0; i < DEVICES; i++)
		vfu_device_destroy(r->device[i]);
	if (r->fd >= 0)
		close(r->fd);
	vfu_timer_stop(&r->timer);
	facet_gpu_destroy(r->gpu);
	softgpu_user_destroy(r->engine);
	free(r);
	return 0;
}

static int share_memory(struct rig *r, u64 gpa)
{
	struct {
		struct vfu_header h;
		struct vfu_dma_map map;
	} __attribute__((packed)) message = {
		{ 2, VFU_DMA_MAP, sizeof(message), 0, 0 },
		{ sizeof(message.map), VFU_DMA_READ | VFU_DMA_WRITE, 0, gpa, MEMORY_SIZE },
	};
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { .buf = { 0 } };
	struct iovec iov = { &message, sizeof(message) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.buf,
		.msg_controllen = sizeof(control.buf) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int fd = memfd_create("guest", MFD_CLOEXEC);

	assert_int_equal(ftruncate(fd, MEMORY_SIZE), 0);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
	assert_int_equal(sendmsg(r->fd, &msg, 0), sizeof(message));
	transfer(r->fd, &message.h, sizeof(message.h), false);
	assert_int_equal(message.h.error, 0);
	return fd;
}

static void it_is_a_kaby_lake(void **state)
{
	assert_int_equal(get(*state, VFIO_PCI_CONFIG_REGION_INDEX, 0, 4), 0x59128086);
	assert_int_equal(get(*state, VFIO_PCI_ROM_REGION_INDEX, 0, 2), 0xaa55);
	assert_true(get(*state, VFIO_PCI_BAR0_REGION_INDEX, PVINFO_MAGIC, 8));
}

static void regions_have_the_sizes_of_the_type(void **state)
{
	struct vfio_region_info in = { .argsz = sizeof(in), .index = VFIO_PCI_BAR2_REGION_INDEX },
				out;

	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), &out,
			     sizeof(out)),
			 0);
	assert_true(out.size == (u64)facet_types[0].aperture_mib << 20);
	in.index = VFIO_PCI_BAR1_REGION_INDEX;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), &out,
			     sizeof(out)),
			 0);
	assert_true(out.size == 0);
}

static void config_takes_any_width_in_pieces(void **state)
{
	u8 config[16];

	assert_int_equal(access_region(*state, VFU_REGION_READ, VFIO_PCI_CONFIG_REGION_INDEX, 1,
				       config, 15), 0);
	assert_int_equal(config[1], 0x12);
	assert_int_equal(config[2], 0x59);
}

static void the_aperture_shows_guest_memory_until_it_is_unmapped(void **state)
{
	struct vfu_dma_unmap unmap = { sizeof(unmap), 0, 0x100000, MEMORY_SIZE }, echo;
	struct rig *r = *state;
	int fd = share_memory(r, 0x100000);
	u32 value = 0;

	put(r, VFIO_PCI_BAR0_REGION_INDEX, GGTT_PTES + 8 * 2, 0x103001, 8);
	put(r, VFIO_PCI_BAR0_REGION_INDEX, GGTT_DOORBELL, 1, 4);
	put(r, VFIO_PCI_BAR2_REGION_INDEX, 0x2010, 0xc0ffee, 4);
	assert_int_equal(pread(fd, &value, 4, 0x3010), 4);
	assert_int_equal(value, 0xc0ffee);

	assert_int_equal(ask(r, VFU_DMA_UNMAP, &unmap, sizeof(unmap), &echo, sizeof(echo)), 0);
	/* The memory may come back within a second: accesses fail with EAGAIN and do nothing. */
	unmap_clock_advance(FACET_UNMAP_HISTORY_NS - 1);
	value = 0xbad;
	assert_int_equal(access_region(r, VFU_REGION_WRITE, VFIO_PCI_BAR2_REGION_INDEX, 0x2010,
				       &value, 4), EAGAIN);
	assert_int_equal(access_region(r, VFU_REGION_READ, VFIO_PCI_BAR2_REGION_INDEX, 0x2010,
				       &value, 4), EAGAIN);
	unmap_clock_advance(1);
	put(r, VFIO_PCI_BAR2_REGION_INDEX, 0x2010, 0xbad, 4);
	assert_int_equal(pread(fd, &value, 4, 0x3010), 4);
	assert_int_equal(value, 0xc0ffee);
	assert_int_equal(get(r, VFIO_PCI_BAR2_REGION_INDEX, 0x2010, 4), 0);
	assert_int_equal(ask(r, VFU_DMA_UNMAP, &unmap, sizeof(unmap), NULL, 0), ENOENT);
	close(fd);
}

static void the_next_client_finds_it_reset(void **state)
{
	struct rig *r = *state;
	int fd = share_memory(r, 0);

	put(r, VFIO_PCI_CONFIG_REGION_INDEX, 4, 6, 2);
	assert_int_equal(get(r, VFIO_PCI_CONFIG_REGION_INDEX, 4, 2), 6);
	detach(r);
	close(fd);
	attach(r, 0);
	assert_int_equal(get(r, VFIO_PCI_CONFIG_REGION_INDEX, 4, 2), 0);
	close(share_memory(r, 0));
}

static void vgpus_of_one_pgpu_are_apart(void **state)
{
	struct rig *r = *state;
	int first = r->fd;

	put(r, VFIO_PCI_CONFIG_REGION_INDEX, 4, 6, 2);
	attach(r, 1);
	assert_int_equal(get(r, VFIO_PCI_CONFIG_REGION_INDEX, 4, 2), 0);
	close(first);
}

static void a_shortage_of_descriptors_is_survived(void **state)
{
	struct rlimit all, few;
	struct rig *r = *state;
	int first = r->fd;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
	few = all;
	few.rlim_cur = 3;
	attach(r, 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	detach(r);
	usleep(SHORTAGE_US);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &all), 0);
	attach(r, 1);
	assert_int_equal(get(r, VFIO_PCI_CONFIG_REGION_INDEX, 0, 2), 0x8086);
	close(first);
}

static void an_end_with_a_client_attached_is_clean(void **state)
{
	close(share_memory(*state, 0));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_a_kaby_lake),
		TEST(regions_have_the_sizes_of_the_type),
		TEST(config_takes_any_width_in_pieces),
		TEST(the_aperture_shows_guest_memory_until_it_is_unmapped),
		TEST(the_next_client_finds_it_reset),
		TEST(vgpus_of_one_pgpu_are_apart),
		TEST(a_shortage_of_descriptors_is_survived),
		TEST(an_end_with_a_client_attached_is_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
