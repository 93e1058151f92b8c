// SPDX-License-Identifier: GPL-2.0-only
/*
 * vfu_moves FACET-VFU: moves vGPUs between two processes of facet-vfu by vfio-user's messages,
 * without a VMM, and has moves refused. Each process has a second vGPU: the neighbour. Prints TAP.
 */
#include "tests/tools/vfu_user.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "device/pci_config_defs.h"
#include "gen9/engine_defs.h"
#include "tests/host/submit.h"
#include "tests/tools/vfu_virtio.h"

#define RAM_SIZE	(4u << 20)
#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define BAR2		VFIO_PCI_BAR2_REGION_INDEX
#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX
#define DATA_MAX	(4u << 20)
#define PIECE		1000u	/* bytes of one message: parts of the data begin anywhere in it */
#define PATIENCE_MS	patience(60000)
#define ROUNDS		10
#define HEAD		sizeof(struct vfu_mig_data)
#define COMMAND_BITS	(PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER)

#define STATE(name)	MIG_##name

/* Numbers of linux/vfio.h, which has the last ones since Linux 6.2. */
enum {
	STATE(ERROR),
	STATE(STOP),
	STATE(RUNNING),
	STATE(STOP_COPY),
	STATE(RESUMING),
	STATE(RUNNING_P2P),
	STATE(PRE_COPY),
	STATE(PRE_COPY_P2P),
	STATE(STATES),
};

static uint8_t data[DATA_MAX];
static size_t data_len;
#define DIR_NAME	"/tmp/facet-moves-XXXXXX"
static char dir[sizeof(DIR_NAME)];

/* --- data ----------------------------------------------------------------------------------- */

/* Read to the end of this state, behind what was read before. */
static bool read_all(struct client *c)
{
	size_t got;

	do {
		if (data_len + PIECE > sizeof(data) ||
		    vfu_user_read(c, data + data_len, PIECE, &got))
			return false;
		data_len += got;
	} while (got == PIECE);
	return true;
}

static uint32_t write_all(struct client *c, size_t from, size_t to)
{
	uint32_t error = 0;
	size_t n;

	for (; !error && from < to; from += n) {
		n = min_t(size_t, PIECE, to - from);
		error = vfu_user_write(c, data + from, n);
	}
	return error;
}

static bool save(struct client *c)
{
	data_len = 0;
	return !vfu_user_go(c, STATE(STOP_COPY)) && read_all(c) && data_len;
}

/* Let a vGPU take the data. Return: the error. */
static uint32_t load(struct client *c)
{
	uint32_t error = vfu_user_go(c, STATE(RESUMING));

	return error ? error : write_all(c, 0, data_len);
}

static bool moves(struct client *from, struct client *to)
{
	if (!save(from) || load(to))
		return false;
	memcpy(to->ram, from->ram, RAM_SIZE);
	return !vfu_user_go(to, STATE(RUNNING));
}

static uint64_t state_of(struct client *c)
{
	return vfu_user_feature(c, VFU_FEATURE_MIG_STATE);
}

static bool runs(struct client *c)
{
	submit_prepare(c);
	submit_start(c);
	return submit_done(c, PATIENCE_MS);
}

/* Let an engine wait for ever. */
static bool keeps_busy(struct client *c)
{
	submit_prepare(c);
	submit_start_waiting(c);
	return submit_waits(c, PATIENCE_MS);
}

/* --- moves ---------------------------------------------------------------------------------- */

static void features(struct client *c)
{
	ok(vfu_user_feature(c, VFU_FEATURE_MIGRATION) ==
	   (VFU_MIGRATION_STOP_COPY | VFU_MIGRATION_P2P | VFU_MIGRATION_PRE_COPY),
	   "the device has STOP_COPY, P2P and PRE_COPY");
	ok(state_of(c) == STATE(RUNNING), "and runs at first");
	ok(vfu_user_feature(c, VFU_FEATURE_MIG_SIZE) - 1 < DATA_MAX, "it tells a size");
	ok(vfu_user_go(c, STATE(ERROR)) == EINVAL && vfu_user_go(c, STATE(STATES)) == EINVAL &&
	   vfu_user_go(c, ~0u) == EINVAL && state_of(c) == STATE(RUNNING),
	   "no way leads to an error");
}

static void idle_moves(struct client *from, struct client *to)
{
	ok(runs(to) && client_read(to, BAR2, SUBMIT_RESULT, 4) == SUBMIT_VALUE,
	   "the destination has run, and shows memory in its aperture");
	ok(runs(from), "the source runs a request");
	ok(moves(from, to), "and moves");
	printf("# %zu bytes\n", data_len);
	ok(client_read(to, BAR0, GEN9_BCS_BASE + GEN9_RING_HWS_PGA, 4) &&
	   client_read(to, BAR0, GEN9_BCS_BASE + GEN9_RING_HWS_PGA, 4) ==
	   client_read(from, BAR0, GEN9_BCS_BASE + GEN9_RING_HWS_PGA, 4),
	   "the destination has its registers");
	ok(runs(to), "and runs a request");
	ok(!vfu_user_go(from, STATE(RUNNING)) && runs(from), "so does the source, after a cancel");
}

/* Return whether an eventfd was signalled; wait for that up to PATIENCE_MS. */
static bool signalled(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, PATIENCE_MS) == 1;
}

/*
 * Endless work goes to and fro between processes, and ends at last. Meanwhile their main threads
 * dump the state.
 */
static void busy_moves(struct client *from, struct client *to, const struct vfu_server *servers)
{
	struct client *ends[2] = { from, to };
	int msi = vfu_user_msi(from), i;
	bool good = true;

	ok(keeps_busy(from), "the source has endless work");
	for (i = 0; i < ROUNDS && good; i++) {
		kill(servers[i % 2].pid, SIGUSR2);
		kill(servers[(i + 1) % 2].pid, SIGUSR2);
		good = moves(ends[i % 2], ends[(i + 1) % 2]) && vfu_user_reset(ends[i % 2]);
	}
	ok(good, "which moves %d times", i);
	submit_release(ends[i % 2]);
	ok(submit_done(ends[i % 2], PATIENCE_MS), "and ends");
	ok(ends[i % 2] == from && signalled(msi), "with an interrupt, which moved as well");
	close(msi);
}

/* The head comes while the source runs. */
static void pre_copy(struct client *from, struct client *to)
{
	size_t head, got;

	data_len = 0;
	ok(!vfu_user_go(from, STATE(PRE_COPY)) && read_all(from) && data_len,
	   "the head can be read in PRE_COPY");
	head = data_len;
	ok(!vfu_user_read(from, data + data_len, PIECE, &got) && !got, "and nothing behind it");
	ok(runs(from), "the source runs meanwhile");
	ok(!vfu_user_go(to, STATE(RESUMING)) && !write_all(to, 0, head),
	   "the destination takes the head");
	ok(!vfu_user_go(from, STATE(STOP_COPY)) &&
	   vfu_user_feature(from, VFU_FEATURE_MIG_SIZE) < DATA_MAX &&
	   read_all(from) && data_len > head, "the rest comes when the source stops");
	ok(!vfu_user_read(from, data + data_len, PIECE, &got) && !got,
	   "nothing comes behind the end");
	ok(!write_all(to, head, data_len) && !vfu_user_go(to, STATE(RUNNING)),
	   "and the destination has all");
	ok(vfu_user_go(from, STATE(PRE_COPY)) == EINVAL, "no way leads back to PRE_COPY");
	ok(!vfu_user_go(from, STATE(RUNNING)), "but to RUNNING");
}

/* --- refusals ------------------------------------------------------------------------------- */

static void refusals(struct client *from, struct client *to, const struct vfu_server *server)
{
	ok(save(from) && !vfu_user_go(from, STATE(RUNNING)), "the source is saved");
	data[data_len - 1] ^= 1;
	ok(load(to) == EINVAL && vfu_server_said(server, "the data are damaged") == 1,
	   "a flipped bit is refused, and the server says so");
	data[data_len - 1] ^= 1;
	ok(vfu_user_write(to, data, 1) == EINVAL && vfu_user_go(to, STATE(STOP)) == EINVAL,
	   "so is what follows");
	ok(state_of(to) == STATE(RESUMING), "and the state stays");
	ok(vfu_user_reset(to) && state_of(to) == STATE(RUNNING) && runs(to),
	   "a reset leads out of it");
	data_len--;
	ok(!load(to) && vfu_user_go(to, STATE(STOP)) == EINVAL &&
	   vfu_server_said(server, "the data end early") == 1, "a cut is refused");
	ok(vfu_user_reset(to), "a reset leads out of it, too");
	data_len++;
	data[data_len++] = 0;
	ok(load(to) == EINVAL && vfu_server_said(server, "bytes follow the end") == 1,
	   "a byte behind the end is refused");
	vfu_user_reset(to);
}

/* Data of another type are refused by their head, while the source runs. */
static void other_type(struct client *from, struct client *to, const struct vfu_server *server,
		       const char *reason)
{
	data_len = 0;
	ok(!vfu_user_go(from, STATE(PRE_COPY)) && read_all(from), "another source is there");
	ok(load(to) == EINVAL && vfu_server_said(server, reason) == 1, "it is refused: %s", reason);
	ok(!vfu_user_go(from, STATE(RUNNING)) && state_of(from) == STATE(RUNNING),
	   "the source runs on");
	vfu_user_reset(to);
}

/* Lengths that no message has, in the states that have data. */
static void wrong_messages(struct client *c)
{
	static const struct vfu_mig_data heads[] = {
		{ HEAD + 3, 4 }, { 0, 4 }, { ~0u, ~0u }, { 0, ~0u - 7 }, { ~0u, VFU_MAX_DATA + 1 },
		{ ~0u, ~0u - 7 },
	};
	struct {
		struct vfu_mig_data head;
		uint32_t bytes;
	} in;
	bool reads = true, writes = true;
	unsigned int i;
	size_t got;

	ok(vfu_user_read(c, data, 1, &got) == EINVAL && vfu_user_write(c, data, 1) == EINVAL,
	   "a device that runs has no data");
	vfu_user_go(c, STATE(STOP_COPY));
	for (i = 0; i < ARRAY_SIZE(heads); i++)
		reads = vfu_user_ask(c, VFU_MIG_DATA_READ, &heads[i], HEAD, NULL, 0, &got) ==
			EINVAL && reads;
	ok(reads && vfu_user_write(c, data, 1) == EINVAL, "lengths of reads are checked");
	vfu_user_go(c, STATE(RESUMING));
	for (i = 0; i < ARRAY_SIZE(heads); i++) {
		in.head = heads[i];
		writes = vfu_user_ask(c, VFU_MIG_DATA_WRITE, &in, sizeof(in), NULL, 0, &got) ==
			 EINVAL && writes;
	}
	ok(writes && vfu_user_read(c, data, 1, &got) == EINVAL, "and those of writes");
	ok(vfu_user_feature(c, VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT) == ~0ull,
	   "there is no log of writes to memory");
	ok(vfu_user_reset(c) && runs(c), "the device runs after all that");
}

/* --- ends ----------------------------------------------------------------------------------- */

static void resets(struct client *c)
{
	bool good = true;
	uint32_t state;

	for (state = STATE(STOP); state < STATE(STATES) && good; state++)
		good = !vfu_user_go(c, state) && vfu_user_reset(c) &&
		       state_of(c) == STATE(RUNNING) && runs(c);
	ok(good, "a reset in each state leads to a device that runs");
}

/*
 * A client that goes leaves nothing: no state, no data, and no size of its save. @unmaps: before it
 * goes, it takes its memory away from a vGPU that has work.
 */
static void departures(struct client *c, const char *socket, uint64_t size, bool unmaps)
{
	bool good = true;
	uint32_t state;

	for (state = STATE(STOP); state < STATE(STATES) && good; state++) {
		good = keeps_busy(c) && save(c) && !vfu_user_go(c, STATE(RUNNING)) &&
		       !vfu_user_go(c, state) && (!unmaps || !vfu_user_unmap(c));
		vfu_user_close(c);
		good = vfu_user_open(c, socket, RAM_SIZE) && state_of(c) == STATE(RUNNING) &&
		       vfu_user_feature(c, VFU_FEATURE_MIG_SIZE) == size && good && runs(c);
	}
	ok(good, "a client that goes%s in state %u or before leaves nothing",
	   unmaps ? " without memory" : "", state - 1);
}

/* A client that stays in a state for ever holds no engine of its neighbour. */
static void stays(struct client *c, struct client *neighbour)
{
	bool good = true;
	uint32_t state;

	for (state = STATE(STOP); state < STATE(STATES) && good; state++)
		good = keeps_busy(c) && !vfu_user_go(c, state) && runs(neighbour) &&
		       vfu_user_reset(c);
	ok(good, "a client that stays in a state does not stop its neighbour");
	ok(save(c) && vfu_user_reset(c) && !vfu_user_go(c, STATE(RESUMING)) &&
	   !write_all(c, 0, data_len / 2) && runs(neighbour),
	   "nor does one that stops in the middle of its data");
	vfu_user_reset(c);
}

/* --- models --------------------------------------------------------------------------------- */

static void gen9(const char *program)
{
	struct client c[2], neighbour, other;
	struct vfu_server servers[3];
	uint64_t size;
	int i;

	if (!ok(vfu_server_start(&servers[0], program, dir, 0, "facet-1") &&
		vfu_server_start(&servers[1], program, dir, 1, "facet-1") &&
		vfu_server_start(&servers[2], program, dir, 2, "facet-2") &&
		vfu_user_open(&c[0], servers[0].sockets[0], RAM_SIZE) &&
		vfu_user_open(&c[1], servers[1].sockets[0], RAM_SIZE) &&
		vfu_user_open(&neighbour, servers[1].sockets[1], RAM_SIZE) &&
		vfu_user_open(&other, servers[2].sockets[0], RAM_SIZE),
		"source and destination are there"))
		return;
	size = vfu_user_feature(&c[0], VFU_FEATURE_MIG_SIZE);
	features(&c[0]);
	idle_moves(&c[0], &c[1]);
	busy_moves(&c[0], &c[1], servers);
	pre_copy(&c[0], &c[1]);
	refusals(&c[0], &c[1], &servers[1]);
	other_type(&other, &c[1], &servers[1], "type is 'facet-2' there and 'facet-1' here");
	wrong_messages(&c[1]);
	resets(&c[0]);
	departures(&c[0], servers[0].sockets[0], size, false);
	departures(&c[0], servers[0].sockets[0], size, true);
	stays(&c[1], &neighbour);
	ok(!vfu_server_said(&servers[0], "client dropped") &&
	   !vfu_server_said(&servers[1], "client dropped"), "no server has dropped a client");
	ok(keeps_busy(&c[0]) && save(&c[0]) && !vfu_user_go(&c[1], STATE(RESUMING)) &&
	   !write_all(&c[1], 0, data_len / 2), "a move is under way");
	for (i = 0; i < 3; i++) {
		ok(!vfu_server_stop(&servers[i]), "server %d ends well", i);
		vfu_server_tidy(&servers[i]);
	}
	vfu_user_close(&c[0]);
	vfu_user_close(&c[1]);
	vfu_user_close(&neighbour);
	vfu_user_close(&other);
}

static void virtio(const char *program)
{
	struct vfu_server servers[3];
	struct client c[2], gen9;
	int i;

	if (!ok(vfu_server_start(&servers[0], program, dir, 3, "facet-v1") &&
		vfu_server_start(&servers[1], program, dir, 4, "facet-v1") &&
		vfu_server_start(&servers[2], program, dir, 5, "facet-1") &&
		vfu_user_open(&c[0], servers[0].sockets[0], RAM_SIZE) &&
		vfu_user_open(&c[1], servers[1].sockets[0], RAM_SIZE) &&
		vfu_user_open(&gen9, servers[2].sockets[0], RAM_SIZE),
		"a virtio-gpu and its destination are there"))
		return;
	features(&c[0]);
	vfu_virtio_start(&c[0]);
	vfu_virtio_start(&c[1]);
	ok(vfu_virtio_answers(&c[0], PATIENCE_MS) && vfu_virtio_answers(&c[0], PATIENCE_MS),
	   "the virtio-gpu answers");
	ok(vfu_virtio_answers(&c[1], PATIENCE_MS), "and so does the destination, for now");
	ok(moves(&c[0], &c[1]), "the virtio-gpu moves");
	printf("# %zu bytes\n", data_len);
	ok(client_read(&c[1], CONFIG, PCI_CFG_COMMAND, 2) == COMMAND_BITS &&
	   vfu_virtio_answers(&c[1], PATIENCE_MS), "and answers at the destination");
	ok(vfu_user_reset(&c[0]) && state_of(&c[0]) == STATE(RUNNING) &&
	   !vfu_virtio_status(&c[0]), "a reset clears the source");
	other_type(&gen9, &c[1], &servers[1], "model is 'gen9' there and 'virtio-gpu' here");
	for (i = 0; i < 3; i++) {
		ok(!vfu_server_stop(&servers[i]), "server %d ends well", i);
		vfu_server_tidy(&servers[i]);
	}
	vfu_user_close(&c[0]);
	vfu_user_close(&c[1]);
	vfu_user_close(&gen9);
}

int main(int argc, char **argv)
{
	vfu_user_begin();
	if (argc != 2)
		return 2;
	strcpy(dir, DIR_NAME);
	if (!ok(mkdtemp(dir), "there is a place for sockets"))
		return 1;
	gen9(argv[1]);
	virtio(argv[1]);
	rmdir(dir);
	vfu_user_plan();
	return ok_status();
}
