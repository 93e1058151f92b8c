// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-migrate UUID UUID: moves a vGPU from the first to the second by VFIO's migration
 * protocol, without a VMM, and has moves refused. Prints TAP. The second one ends in the state
 * RESUMING: its end is that of a VMM that is killed.
 * facet-host-migrate UUID UUID refused: has the second one refuse the state of the first.
 */
#include "client.h"
#include "gen9/engine_defs.h"
#include "gen9/plane_defs.h"
#include "head.h"
#include "submit.h"
#include "viewer.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define RAM_SIZE	(32u << 20)
#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define PAGE		4096u
#define DATA_MAX	(4u << 20)
#define PATIENCE_MS	patience(5000)
#define ROUNDS		10
#define SCREEN		0x800000u	/* guest memory of a picture, behind that of requests */
#define WIDTH		640u
#define HEIGHT		480u
#define ALL		(VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P | VFIO_MIGRATION_PRE_COPY)

#define STATE(name)	VFIO_DEVICE_STATE_##name

static uint8_t data[DATA_MAX];
static size_t data_len;

/* --- states --------------------------------------------------------------------------------- */

static int go(struct client *c, uint32_t state)
{
	int fd, ret = client_set_state(c, state, &fd);

	if (fd >= 0)
		close(fd);
	return ret;
}

static int64_t state_of(struct client *c)
{
	struct vfio_device_feature_mig_state mig = { .data_fd = -1 };
	int ret = client_feature(c, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				 &mig, sizeof(mig));

	return ret ? ret : (int64_t)mig.device_state;
}

/* Return a feature that is one number of 8 bytes; ~0: the kernel refuses to tell. */
static uint64_t number(struct client *c, uint32_t feature)
{
	uint64_t value = 0;

	return client_feature(c, VFIO_DEVICE_FEATURE_GET | feature, &value, sizeof(value)) ? ~0ull :
											   value;
}

/* --- data ----------------------------------------------------------------------------------- */

/* Read to the end, behind what was read before. Return: the result of the last read. */
static ssize_t read_all(int fd)
{
	ssize_t n;

	while ((n = read(fd, data + data_len, sizeof(data) - data_len)) > 0)
		data_len += n;
	return n < 0 ? -errno : 0;
}

static int write_all(int fd, size_t from, size_t to)
{
	ssize_t n;

	for (; from < to; from += n) {
		n = write(fd, data + from, to - from);
		if (n < 0)
			return -errno;
	}
	return 0;
}

static bool save(struct client *c)
{
	int fd;
	bool good;

	data_len = 0;
	if (client_set_state(c, STATE(STOP_COPY), &fd) || fd < 0)
		return false;
	good = !read_all(fd);
	close(fd);
	return good;
}

/* Let a vGPU take the data. Return: the result of the write. */
static int load(struct client *c)
{
	int fd, ret = client_set_state(c, STATE(RESUMING), &fd);

	if (ret)
		return ret;
	ret = write_all(fd, 0, data_len);
	close(fd);
	return ret;
}

static bool moves(struct client *from, struct client *to)
{
	if (!save(from) || load(to))
		return false;
	memcpy(to->ram, from->ram, RAM_SIZE);
	return !go(to, STATE(RUNNING));
}

static bool runs(struct client *c)
{
	submit_prepare(c);
	submit_start(c);
	return submit_done(c, PATIENCE_MS);
}

/* --- moves ---------------------------------------------------------------------------------- */

static void features(struct client *c)
{
	ok(number(c, VFIO_DEVICE_FEATURE_MIGRATION) == ALL,
	   "the device has STOP_COPY, P2P and PRE_COPY");
	ok(state_of(c) == STATE(RUNNING), "and runs at first");
	ok(number(c, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE) - 1 < DATA_MAX, "it tells a size");
	ok(go(c, STATE(ERROR)) == -EINVAL && go(c, ~0u) == -EINVAL, "no way leads to an error");
}

/* A vGPU is not source and destination at once: VFIO opens it for one VMM. */
static void is_taken(const char *uuid)
{
	struct client again;

	ok(client_open(&again, uuid, RAM_SIZE) < 0, "no other VMM opens the vGPU of the source");
	client_close(&again);
}

static void idle_moves(struct client *from, struct client *to)
{
	ok(runs(from), "the source runs a request");
	ok(moves(from, to), "and moves");
	printf("# %zu bytes\n", data_len);
	ok(client_read(to, BAR0, GEN9_BCS_BASE + GEN9_RING_HWS_PGA, 4) ==
	   client_read(from, BAR0, GEN9_BCS_BASE + GEN9_RING_HWS_PGA, 4),
	   "the destination has its registers");
	ok(runs(to), "and runs a request");
	ok(!go(from, STATE(RUNNING)) && runs(from), "so does the source, after a cancel");
}

/* Endless work goes to and fro, and ends at last. */
static void busy_moves(struct client *from, struct client *to)
{
	struct client *ends[2] = { from, to };
	bool good = true;
	int i;

	submit_prepare(from);
	submit_start_waiting(from);
	ok(submit_waits(from, PATIENCE_MS), "the source has endless work");
	for (i = 0; i < ROUNDS && good; i++) {
		good = moves(ends[i % 2], ends[(i + 1) % 2]);
		ioctl(ends[i % 2]->device, VFIO_DEVICE_RESET);
	}
	ok(good, "which moves %d times", i);
	submit_release(ends[i % 2]);
	ok(submit_done(ends[i % 2], PATIENCE_MS), "and ends");
	go(from, STATE(RUNNING));
	go(to, STATE(RUNNING));
}

/* The head comes while the source runs. */
static void pre_copy(struct client *from, struct client *to)
{
	struct vfio_precopy_info info = { .argsz = sizeof(info) };
	int out, in, rest;

	data_len = 0;
	ok(!client_set_state(from, STATE(PRE_COPY), &out) && out >= 0,
	   "there are data in PRE_COPY");
	ok(!ioctl(out, VFIO_MIG_GET_PRECOPY_INFO, &info) && info.initial_bytes > 0 &&
	   !info.dirty_bytes, "which say how many");
	ok(read_all(out) == -ENOMSG && data_len == info.initial_bytes, "and can be read");
	ok(runs(from), "the source runs meanwhile");
	ok(!client_set_state(to, STATE(RESUMING), &in) && !write_all(in, 0, data_len),
	   "the destination takes them");
	ok(!client_set_state(from, STATE(STOP_COPY), &rest) && rest < 0 &&
	   !read_all(out) && data_len > info.initial_bytes, "the rest comes by the same file");
	ok(ioctl(out, VFIO_MIG_GET_PRECOPY_INFO, &info) && errno == EINVAL,
	   "which is not of PRE_COPY any more");
	ok(!write_all(in, info.initial_bytes, data_len) && !go(to, STATE(STOP)),
	   "and the destination has all");
	ok(!go(from, STATE(RUNNING)) && read_all(out) == -ENODEV &&
	   write_all(in, 0, 1) == -ENODEV, "both files are of no use then");
	close(out);
	close(in);
	go(to, STATE(RUNNING));
}

/* Return the number of pages that are pinned for a vGPU. A container and iommufd count alike. */
static long pinned(const char *uuid)
{
	return client_debugfs(uuid, "pins", "pinned");
}

/*
 * Ask for the size until no more than @most pages are pinned. The vGPU unpins at most once a
 * second. Return: how many are pinned at last.
 */
static long asks_until(struct client *c, const char *uuid, long most)
{
	int waited = 0;

	number(c, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE);
	while (pinned(uuid) > most && waited++ < PATIENCE_MS / 100) {
		usleep(100000);
		number(c, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE);
	}
	return pinned(uuid);
}

/* Pages that the vGPU has used stay pinned, but not while it moves. */
static void unpins(struct client *c, const char *uuid)
{
	long before, after;

	ok(runs(c), "a request has pinned pages");
	before = pinned(uuid);
	ok(!go(c, STATE(PRE_COPY)), "the vGPU is in PRE_COPY");
	after = asks_until(c, uuid, before - 1);
	ok(after >= 0 && after < before,
	   "a question for the size unpins pages: of %ld, %ld are left", before, after);
	ok(runs(c), "and those that are used are pinned again");
	go(c, STATE(RUNNING));
}

/*
 * The same for a virtual machine that is paused before its move begins, or during it: the vGPU is
 * in STOP, or in STOP_COPY. The saved state knows the pins, and the vGPU goes on.
 */
static void unpins_in_a_pause(struct client *c, struct client *to, const char *uuid)
{
	ok(runs(c) && pinned(uuid) > 0 && !go(c, STATE(STOP)) && !asks_until(c, uuid, 0),
	   "a question for the size unpins all pages of a vGPU in STOP");
	ok(moves(c, to) && runs(to), "it moves, and the destination runs a request");
	ok(!go(c, STATE(RUNNING)) && runs(c) && pinned(uuid) > 0, "so does the source");
	ok(!go(c, STATE(STOP_COPY)) && !asks_until(c, uuid, 0),
	   "a question unpins all pages of a vGPU in STOP_COPY, too");
	ok(!go(c, STATE(RUNNING)) && runs(c), "which goes on as well");
}

/* Go along each arc once, so that a trace has them all. The data of a save are taken at last. */
static void arcs(struct client *c)
{
	static const uint32_t way[] = {
		STATE(PRE_COPY), STATE(PRE_COPY_P2P), STATE(PRE_COPY), STATE(RUNNING),
		STATE(RUNNING_P2P), STATE(PRE_COPY_P2P), STATE(RUNNING_P2P), STATE(RUNNING),
		STATE(PRE_COPY), STATE(STOP_COPY), STATE(STOP), STATE(RUNNING_P2P), STATE(STOP),
	};
	bool good = true;
	size_t i;

	for (i = 0; i < sizeof(way) / sizeof(way[0]) && good; i++)
		good = !go(c, way[i]) && state_of(c) == way[i];
	ok(good && save(c) && !go(c, STATE(STOP)) && !load(c) && !go(c, STATE(STOP)) &&
	   !go(c, STATE(RUNNING)) && runs(c), "a vGPU goes along all arcs, and runs");
}

/* --- refusals ------------------------------------------------------------------------------- */

static void refusals(struct client *from, struct client *to)
{
	uint8_t *end = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
	void *gone = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd;

	ok(save(from), "the source is saved");
	go(from, STATE(RUNNING));
	data[data_len - 1] ^= 1;
	ok(load(to) == -EINVAL, "a flipped bit is refused");
	ok(go(to, STATE(STOP)) == -EINVAL, "so is what follows");
	ok(state_of(to) == STATE(RESUMING), "and the state stays");
	ok(!ioctl(to->device, VFIO_DEVICE_RESET) && state_of(to) == STATE(RUNNING) && runs(to),
	   "a reset leads out of it");
	data[data_len - 1] ^= 1;
	data_len--;
	ok(!load(to) && go(to, STATE(STOP)) == -EINVAL, "a cut is refused");
	ioctl(to->device, VFIO_DEVICE_RESET);
	munmap(gone, PAGE);
	ok(!client_set_state(to, STATE(RESUMING), &fd) && write(fd, gone, 8) < 0 && errno == EFAULT,
	   "memory that is not there is refused");
	close(fd);
	ioctl(to->device, VFIO_DEVICE_RESET);
	/* A read that cannot be copied takes nothing away. */
	munmap(end + PAGE, PAGE);
	ok(!client_set_state(from, STATE(STOP_COPY), &fd) && read(fd, end + PAGE - 100, 200) == 100,
	   "a read ends where memory ends");
	memcpy(data, end + PAGE - 100, 100);
	data_len = 100;
	ok(!read_all(fd) && !load(to) && !go(to, STATE(STOP)), "and nothing is lost");
	close(fd);
	go(from, STATE(RUNNING));
	ioctl(to->device, VFIO_DEVICE_RESET);
}

/* A reset in each state. */
static void resets(struct client *c)
{
	uint32_t state;
	bool good = true;

	for (state = STATE(STOP); state <= STATE(PRE_COPY_P2P) && good; state++)
		good = !go(c, state) && !ioctl(c->device, VFIO_DEVICE_RESET) &&
		       state_of(c) == STATE(RUNNING) && runs(c);
	ok(good, "a reset in each state leads to a device that runs");
}

/* --- what VMMs do meanwhile ----------------------------------------------------------------- */

static int query(struct client *c, uint32_t flags, struct vfio_device_gfx_plane_info *info)
{
	return plane_query(c, flags, PLANE_PRIMARY, info);
}

/* Return the kind of planes that the vGPU offers: dma-bufs or a region; 0: none. */
static uint32_t plane_kind(struct client *c)
{
	struct vfio_device_gfx_plane_info info;

	if (!query(c, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, &info))
		return VFIO_GFX_PLANE_TYPE_DMABUF;
	if (!query(c, VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION, &info))
		return VFIO_GFX_PLANE_TYPE_REGION;
	return 0;
}

static bool shows(struct client *c, uint32_t kind)
{
	struct vfio_device_gfx_plane_info info;

	return !query(c, kind, &info) && info.width == WIDTH && info.height == HEIGHT;
}

/* Light the screen, and wait until a query tells its picture. */
static bool lights(struct client *c, uint32_t kind)
{
	const struct head_picture p = {
		.at = SCREEN, .gva = SCREEN, .width = WIDTH, .height = HEIGHT,
		.stride = WIDTH * 4, .format = GEN9_FORMAT_XRGB8888,
	};
	int ms = PATIENCE_MS;

	head_map(c, &p);
	head_paint(c, &p, 1);
	head_on(c, WIDTH, HEIGHT);
	head_flip(c, &p, true);
	while (!shows(c, kind) && ms-- > 0)
		usleep(1000);
	return ms > 0;
}

/*
 * A query of the screen in each state. A vGPU that stands still shows its last picture. One that
 * takes data was reset, and its query is answered as well.
 */
static void queries(struct client *c)
{
	struct vfio_device_gfx_plane_info info;
	uint32_t kind = plane_kind(c), state;
	bool good = kind;
	int ret;

	for (state = STATE(STOP); state <= STATE(PRE_COPY_P2P) && good; state++) {
		good = lights(c, kind) && !go(c, state) && plane_kind(c) == kind &&
		       (state == STATE(RESUMING) ? !query(c, kind, &info) : shows(c, kind)) &&
		       state_of(c) == state;
		if (!good) {
			ret = query(c, kind, &info);
			printf("# kind %u, wanted state %u, state %ld: %d, %ux%u\n", kind, state,
			       (long)state_of(c), ret, info.width, info.height);
		}
		ioctl(c->device, VFIO_DEVICE_RESET);
	}
	ok(good, "a query of the screen is answered in each state");
}

/* All guest memory is unmapped in each state. No page stays pinned, and the state stays. */
static void unmaps(struct client *c, const char *uuid)
{
	uint32_t state;
	bool good = true;

	for (state = STATE(STOP); state <= STATE(PRE_COPY_P2P) && good; state++) {
		good = runs(c) && pinned(uuid) > 0 && !go(c, state) &&
		       !client_unmap(c, 0, RAM_SIZE) && !pinned(uuid) && state_of(c) == state &&
		       !client_map(c, 0, RAM_SIZE) && !ioctl(c->device, VFIO_DEVICE_RESET) &&
		       runs(c);
	}
	ok(good, "all guest memory is unmapped in each state, and a reset vGPU runs with new one");
}

/*
 * A vGPU that stays in a state with data holds no engine: the requests of another one end. A batch
 * that starts itself for ever gives way to nobody by itself.
 */
static void lets_others_work(struct client *c, struct client *other)
{
	static const uint32_t states[] = { STATE(STOP_COPY), STATE(RESUMING) };
	bool good = true;
	int i, k;

	for (i = 0; i < 2 && good; i++) {
		submit_prepare(c);
		submit_start_endless(c);
		good = submit_waits(c, PATIENCE_MS) && !submit_done(c, 1) && !go(c, states[i]);
		for (k = 0; k < ROUNDS && good; k++)
			good = runs(other) && state_of(c) == states[i];
		ioctl(c->device, VFIO_DEVICE_RESET);
	}
	ok(good, "the work of another vGPU goes on beside one that stays in STOP_COPY or RESUMING");
}

/* Bring a vGPU with endless work into a state, say so by @out, and wait to be killed. */
static void wait_in_state(const char *uuid, uint32_t state, int out)
{
	struct client c;
	bool good;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	good = !client_open(&c, uuid, RAM_SIZE) && !client_map(&c, 0, RAM_SIZE);
	if (good) {
		submit_prepare(&c);
		submit_start_waiting(&c);
		good = submit_waits(&c, PATIENCE_MS) && !client_set_state(&c, state, &fd);
	}
	if (!good || write(out, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

/* Return whether nobody has the vGPU open, and it has no page pinned. */
static bool is_gone(const char *uuid)
{
	char path[128], state[16] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/facet/state", uuid);
	f = fopen(path, "re");
	if (f && !fgets(state, sizeof(state), f))
		state[0] = 0;
	if (f)
		fclose(f);
	return !strcmp(state, "closed\n") && !client_statistic(uuid, "pins") &&
	       !client_statistic(uuid, "shadow_pages");
}

static bool dies(const char *uuid, uint32_t state)
{
	int pair[2], ms = PATIENCE_MS;
	bool good;
	char byte;
	pid_t child;

	if (pipe(pair))
		return false;
	child = fork();
	if (!child) {
		close(pair[0]);
		wait_in_state(uuid, state, pair[1]);
	}
	close(pair[1]);
	good = child > 0 && read(pair[0], &byte, 1) == 1 && !is_gone(uuid);
	close(pair[0]);
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	while (!is_gone(uuid) && ms-- > 0)
		usleep(1000);
	return good && ms > 0;
}

/* A VMM is killed in each state. Nobody has the vGPU open meanwhile. */
static void kills(const char *uuid)
{
	uint32_t state;
	bool good = true;

	for (state = STATE(STOP); state <= STATE(PRE_COPY_P2P) && good; state++)
		good = dies(uuid, state);
	ok(good, "a VMM that is killed in each state leaves a closed vGPU without a pinned page");
}

/* Let this process lock @pages pages at most, and not as root does. */
static bool lock_at_most(uint64_t pages)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[_LINUX_CAPABILITY_U32S_3];
	const struct rlimit limit = { pages * PAGE, pages * PAGE };

	if (syscall(SYS_capget, &head, caps))
		return false;
	caps[0].effective &= ~(1u << CAP_IPC_LOCK);
	return !syscall(SYS_capset, &head, caps) && !setrlimit(RLIMIT_MEMLOCK, &limit);
}

/*
 * A destination whose VMM may lock less than the source has pinned. The client stays without rights
 * afterwards.
 */
static void memlock(struct client *from, struct client *to, const char *uuid)
{
	ok(runs(from) && pinned(uuid) > 1, "the source has pinned pages");
	ok(lock_at_most(1), "a VMM may lock one page");
	ok(save(from) && load(to) == -EINVAL, "its vGPU refuses the state");
	ok(!go(from, STATE(RUNNING)) && runs(from), "and the source goes on");
	ioctl(to->device, VFIO_DEVICE_RESET);
}

/* Have a state refused: the kernel's log has the reason. */
static void refused(struct client *from, struct client *to)
{
	ok(runs(from) && save(from), "a vGPU with memory and work is saved");
	ok(load(to) == -EINVAL && state_of(to) == STATE(RESUMING), "another one refuses its state");
	ok(!go(from, STATE(RUNNING)) && runs(from), "and the source goes on");
	ok(!ioctl(to->device, VFIO_DEVICE_RESET) && runs(to), "so does the other, after a reset");
}

int main(int argc, char **argv)
{
	bool refuses = argc == 4 && !strcmp(argv[3], "refused");
	struct client c[2];
	int fd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3 && !refuses)
		return 2;
	if (!refuses)
		kills(argv[1]);
	if (!ok(!client_open(&c[0], argv[1], RAM_SIZE) && !client_map(&c[0], 0, RAM_SIZE) &&
		!client_open(&c[1], argv[2], RAM_SIZE) && !client_map(&c[1], 0, RAM_SIZE),
		"source and destination are there"))
		return 1;
	if (refuses) {
		refused(&c[0], &c[1]);
		return ok_status();
	}
	features(&c[0]);
	is_taken(argv[1]);
	idle_moves(&c[0], &c[1]);
	busy_moves(&c[0], &c[1]);
	pre_copy(&c[0], &c[1]);
	unpins(&c[0], argv[1]);
	unpins_in_a_pause(&c[0], &c[1], argv[1]);
	refusals(&c[0], &c[1]);
	resets(&c[0]);
	arcs(&c[0]);
	queries(&c[0]);
	unmaps(&c[0], argv[1]);
	lets_others_work(&c[0], &c[1]);
	memlock(&c[0], &c[1], argv[1]);
	ok(save(&c[0]) && !client_set_state(&c[1], STATE(RESUMING), &fd) &&
	   !write_all(fd, 0, data_len / 2), "a move is under way");
	return ok_status();
}
