// SPDX-License-Identifier: GPL-2.0-only
/* Hostile workers: results, ends at each moment, and commands of a hostile guest (rogue.h). */
#include "rogue.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gen9/pipe_control_defs.h"
#include "softgpu/remote_regs.h"
#include "tests/host/client.h"
#include "tests/unit/engine/long_kernel.h"

#define LEAVES		64u	/* times that a worker leaves a command */
#define WORKERS		1000u	/* that come and go */
#define LEAK_KIB	4096	/* less than WORKERS of the smallest thing that a worker has */
#define FREEZER		"/sys/fs/cgroup/facet-rogue"
#define RUBBISH_DWORDS	2000u
#define SRM_DWORDS	4u
#define SRM		0x12000002u	/* MI_STORE_REGISTER_MEM of the PPGTT */
#define SDI		0x10000002u	/* MI_STORE_DATA_IMM of the PPGTT */
#define INSTRUCTION_INVALIDATE	(1u << 11)	/* PRM SKL Vol. 2a, PIPE_CONTROL */
#define WALKER_DWORDS	15u
#define STORM_DWORDS	2000u		/* of the batch */
#define STORM_STEP	(4u + 6u + WALKER_DWORDS)
#define STORM_LOOP_END	(4u * GEN9_EU_INST_BYTES)	/* long_kernel_write(): behind WHILE */
#define STORM_REST	(5u * GEN9_EU_INST_BYTES)	/* and to the end */
#define STORM_IMMEDIATE	(GEN9_EU_INST_BYTES + 12u)	/* what the first ADD adds */
#define LONG_LOOPS	300000u
#define CANCEL_MS	20u		/* less than a worker has to give way */
#define RECLAIMS	20u
#define RECLAIM_PAUSE_US	20000u
#define SAVED		16u		/* dword of the data page with the first register */

/* --- results ------------------------------------------------------------------------------ */

static void unknown_code(struct rogue *r)
{
	r->shared->over = 1;	/* it is lost at once */
	rogue_answer(r, 99, 0);
}

static void left_without_number(struct rogue *r)
{
	r->shared->over = 1;
	rogue_answer(r, SGPU_REMOTE_LEFT_COMMAND, 0);
	while (rogue_await(r))	/* it is lost by now */
		rogue_answer(r, SGPU_REMOTE_DONE, 0);
}

static void leaves(struct rogue *r)
{
	u32 i;

	for (i = 0; i < LEAVES; i++) {
		rogue_answer(r, SGPU_REMOTE_LEFT_COMMAND, i + 1);
		if (!rogue_await(r))
			break;
	}
	rogue_want(r, i == LEAVES, "the command did not go on");
}

/* It leaves its command for ever. */
static void never_ends(struct rogue *r)
{
	r->shared->over = 1;
	do {
		rogue_answer(r, SGPU_REMOTE_LEFT_COMMAND, 1);
	} while (rogue_await(r));
}

static void other_numbers(struct rogue *r)
{
	const u32 seqs[] = { 0, r->seq - 1, r->seq + 1, ~0u, r->seq ^ 0x80000000u };
	u32 i, own = r->seq;

	for (i = 0; i < ARRAY_SIZE(seqs); i++) {
		r->seq = seqs[i];
		rogue_answer(r, SGPU_REMOTE_DONE, 0);
		usleep(20000);
		rogue_want(r, rogue_translate(r, RIG_DATA), "the request has ended");
	}
	r->seq = own;
}

/* Store the registers that travel behind the dispatch. */
static void stores_registers(struct sgpu_rig *memory)
{
	u32 *at = memory->batch, row;
	bool writable;

	while (*at != GEN9_MI_BATCH_BUFFER_END)
		at++;
	for (row = 0; row < sgpu_remote_reg_rows(); row++, at += SRM_DWORDS) {
		at[0] = SRM;
		at[1] = sgpu_remote_reg_offset(row, &writable);
		at[2] = (u32)RIG_DATA + (SAVED + row) * 4;
		at[3] = 0;
	}
	at[0] = GEN9_MI_BATCH_BUFFER_END;
}

/* The data page has the registers: the worker has written those of the units alone. */
static void bad_registers(struct rogue *r)
{
	volatile u32 *data = (volatile u32 *)rogue_at(r, rogue_translate(r, RIG_DATA));
	u32 row, kept = 0, taken = 0, inputs = 0, saved;
	bool writable;

	for (row = 0; row < SGPU_REMOTE_REGS; row++)
		r->result->regs[row] = ROGUE_GARBAGE;
	r->result->code = SGPU_REMOTE_DONE;
	smp_store_release(&r->result->seq, r->seq);
	rogue_attach(r);
	usleep(300000);
	for (row = 0; row < sgpu_remote_reg_rows(); row++) {
		sgpu_remote_reg_offset(row, &writable);
		saved = data[SAVED + row];
		inputs += !writable;
		kept += !writable && saved == r->request->regs[row];
		taken += writable && saved == ROGUE_GARBAGE;
	}
	rogue_want(r, taken, "no register of the units was taken");
	rogue_want(r, kept == inputs, "a register that is only read was written");
}

static void *scribbles(void *arg)
{
	struct rogue *r = arg;
	volatile u32 *to = (u32 *)r->result;
	u32 seed = 1, i;

	while (!READ_ONCE(r->shared->finish))
		for (i = 0; i < SGPU_REMOTE_RESULT_BYTES / 4; i++) {
			seed = seed * 1664525u + 1013904223u;
			to[i] = seed >> 30 ? seed : r->request->seq;
		}
	return NULL;
}

static void scribbled(struct rogue *r)
{
	pthread_t threads[2];
	u32 i;

	r->shared->over = 1;	/* it may be lost at any time */
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_create(&threads[i], NULL, scribbles, r);
	for (i = 0; i < 1000; i++)
		rogue_attach(r);
	usleep(100000);
}

/* --- calls -------------------------------------------------------------------------------- */

static void *waits(void *arg)
{
	return rogue_await(arg) ? arg : NULL;
}

static void two_wait(struct rogue *r)
{
	struct rogue of_thread = *r;
	pthread_t thread;
	void *got = NULL;

	pthread_create(&thread, NULL, waits, &of_thread);
	rogue_want(r, rogue_await(r), "the first thread got no request");
	pthread_join(thread, &got);
	rogue_want(r, got, "the second thread got no request");
	rogue_answer(r, SGPU_REMOTE_DONE, 0);
}

static void child_waits(struct rogue *r)
{
	int status = 0;
	pid_t child = fork();

	if (!child) {
		if (rogue_await(r))
			rogue_answer(r, SGPU_REMOTE_DONE, 0);
		_exit(0);
	}
	waitpid(child, &status, 0);
	rogue_want(r, !status, "a child got no request");
}

static void third_worker(struct rogue *r)
{
	struct rogue more[2] = { *r, *r };
	u32 i;

	rogue_want(r, rogue_await(r), "no request");
	r->shared->over = 1;
	for (i = 0; i < ARRAY_SIZE(more); i++)
		rogue_want(r, rogue_open(&more[i]) && rogue_attach(&more[i]), "not attached");
	for (;;)
		pause();
}

static void comes_and_goes(struct rogue *r)
{
	long before = file_number("/proc/meminfo", "VmallocUsed:");
	struct rogue other;
	u32 i;

	for (i = 0; i < WORKERS; i++) {
		struct facet_engine_worker argument = {
			.owner = r->shared->owner[0], .api = FACET_ENGINE_API,
		};
		u32 seq = 1;

		other.fd = ioctl(r->node, FACET_ENGINE_WORKER, &argument);
		rogue_want(r, other.fd >= 0, "no descriptor");
		rogue_want(r, !ioctl(other.fd, FACET_ENGINE_NEXT, &seq), "not attached");
		close(other.fd);
	}
	usleep(500000);
	printf("# %u workers: vmalloc %ld KiB before, %ld KiB behind\n", WORKERS, before,
	       file_number("/proc/meminfo", "VmallocUsed:"));
	fflush(stdout);
	rogue_want(r, file_number("/proc/meminfo", "VmallocUsed:") - before < LEAK_KIB, "a leak");
}

/* --- ends --------------------------------------------------------------------------------- */

static void is_killed(struct rogue *r)
{
	r->shared->over = 1;
	raise(SIGKILL);
}

static void is_killed_behind(struct rogue *r)
{
	r->result->code = SGPU_REMOTE_DONE;
	smp_store_release(&r->result->seq, r->seq);
	is_killed(r);
}

static void *translates(void *arg)
{
	struct rogue *r = arg;

	for (;;)
		rogue_translate(r, RIG_DATA);
	return NULL;
}

static void is_killed_in_calls(struct rogue *r)
{
	pthread_t threads[3];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_create(&threads[i], NULL, translates, r);
	usleep(50000);
	is_killed(r);
}

static void is_stopped(struct rogue *r)
{
	r->shared->over = 1;
	raise(SIGSTOP);
	for (;;)
		pause();
}

static void is_deaf(struct rogue *r)
{
	r->shared->over = 1;
	for (;;)
		;
}

/* Go on with the descriptor of a worker that has died, and end with the case. */
static void outlive(struct rogue *r, pid_t worker, u64 entry)
{
	u64 value;

	while (getppid() == worker)
		usleep(1000);
	rogue_map_again(r);
	rogue_want(r, entry && !rogue_load(rogue_at(r, entry), &value), "the child has no page");
	while (!READ_ONCE(r->shared->finish))
		rogue_translate(r, RIG_DATA);
	rogue_want(r, !rogue_translate(r, RIG_DATA), "a lost worker translates");
	rogue_want(r, rogue_load(rogue_at(r, entry), &value) == SIGBUS, "a lost worker reads");
	r->shared->children--;
	_exit(0);
}

/* Its request goes on in a child with the descriptor, which nobody can kill by the request. */
static void leaves_a_child(struct rogue *r)
{
	u64 entry = rogue_translate(r, RIG_DATA);
	pid_t worker = getpid();

	r->shared->children++;
	if (fork()) {
		r->shared->over = 1;
		raise(SIGKILL);
	}
	outlive(r, worker, entry);
}

/* Send a descriptor by a socket, or receive one there: &msghdr of both. */
static void put_message(struct msghdr *message, struct iovec *byte, void *control, size_t bytes)
{
	static char text;

	byte->iov_base = &text;
	byte->iov_len = sizeof(text);
	memset(message, 0, sizeof(*message));
	message->msg_iov = byte;
	message->msg_iovlen = 1;
	message->msg_control = control;
	message->msg_controllen = bytes;
}

static void send_descriptor(int socket, int fd)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .header = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	struct msghdr message;
	struct iovec byte;

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	put_message(&message, &byte, &control, sizeof(control));
	sendmsg(socket, &message, 0);
}

/* Return: the descriptor; -1: none came. */
static int receive_descriptor(int socket)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .header = { 0 } };
	struct msghdr message;
	struct iovec byte;
	int fd = -1;

	put_message(&message, &byte, &control, sizeof(control));
	if (recvmsg(socket, &message, 0) == 1 && control.header.cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}

/* The same in a process that has got the descriptor by a socket. */
static void gives_away(struct rogue *r)
{
	u64 entry = rogue_translate(r, RIG_DATA);
	pid_t worker = getpid();
	int pair[2];

	rogue_want(r, !socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "no sockets");
	r->shared->children++;
	if (fork()) {
		send_descriptor(pair[0], r->fd);
		r->shared->over = 1;
		raise(SIGKILL);
	}
	close(r->fd);
	r->fd = receive_descriptor(pair[1]);
	rogue_want(r, r->fd >= 0, "no descriptor came");
	outlive(r, worker, entry);
}

static void freeze(struct rogue_guest *g)
{
	char text[16];

	mkdir(FREEZER, 0700);
	snprintf(text, sizeof(text), "%d", g->pid);
	rogue_until(&g->shared->over, 1);
	if (!write_file(text, FREEZER "/cgroup.procs") ||
	    !write_file("1", FREEZER "/cgroup.freeze"))
		rogue_says_late(g->shared, "the worker was not frozen");
	usleep(100000);
}

/* Take the worker's memory away again and again, as far as the kernel can. */
static void reclaim(struct rogue_guest *g)
{
	char text[16];
	u32 i;

	mkdir(FREEZER, 0700);
	snprintf(text, sizeof(text), "%d", g->pid);
	if (!write_file(text, FREEZER "/cgroup.procs") || access(FREEZER "/memory.reclaim", W_OK))
		rogue_says(g->shared, "no memory was reclaimed");
	for (i = 0; i < RECLAIMS; i++) {
		write_file("1G", FREEZER "/memory.reclaim");	/* fails where less is there */
		usleep(RECLAIM_PAUSE_US);
	}
}

/* --- commands ----------------------------------------------------------------------------- */

static void endless(struct sgpu_rig *memory)
{
	long_kernel_write_endless(memory);
}

/* The store of the kernel goes to an address without a page. */
static void roams(struct sgpu_rig *memory)
{
	u32 i;

	for (i = 0; i < 8 * 4; i++)
		if (memory->batch2[i] == (u32)RIG_DATA)
			memory->batch2[i] = (u32)ROGUE_ABSENT;
}

static void writes_read_only(struct sgpu_rig *memory)
{
	u32 i;

	for (i = 0; i < 8 * 4; i++)
		if (memory->batch2[i] == (u32)RIG_DATA)
			memory->batch2[i] = (u32)ROGUE_READ_ONLY;
}

/* Commands of the units with bodies of rubbish, and a dispatch behind each. */
static void rubbish(struct sgpu_rig *memory)
{
	static u32 seed;
	u32 state = ++seed * 2654435761u, i, j, n;
	u32 *at = memory->batch;

	for (i = 0; i < RUBBISH_DWORDS; i += n) {
		state = state * 1664525u + 1013904223u;
		n = 2 + state % 18;
		at[i] = 0x78000000u | (state >> 8 & 0x7fu) << 16 | (n - 2);
		for (j = 1; j < n; j++) {
			state = state * 1664525u + 1013904223u;
			at[i + j] = state;
		}
	}
	at[i] = GEN9_MI_BATCH_BUFFER_END;
}

static void counts_long(struct sgpu_rig *memory)
{
	long_kernel_write(memory, LONG_LOOPS);
}

/* A kernel of a page: the loop of long_kernel_write() becomes a row of additions. */
static void write_row(struct sgpu_rig *memory)
{
	u8 *first = (u8 *)memory->batch2, *end = first + PAGE_SIZE - STORM_REST;
	u8 rest[STORM_REST], *at;

	memcpy(rest, first + STORM_LOOP_END, sizeof(rest));
	for (at = first + 2 * GEN9_EU_INST_BYTES; at < end; at += GEN9_EU_INST_BYTES)
		memcpy(at, first + GEN9_EU_INST_BYTES, GEN9_EU_INST_BYTES);
	memcpy(end, rest, sizeof(rest));
}

/* Dispatches of a kernel that has changed each time: it is decoded anew. */
static void storm(struct sgpu_rig *memory)
{
	u32 change[] = { SDI, (u32)RIG_BATCH2 + STORM_IMMEDIATE, 0, 0 };
	const u32 forget[] = { GEN9_PIPE_CONTROL, INSTRUCTION_INVALIDATE, 0, 0, 0, 0 };
	const u32 *end = memory->batch + STORM_DWORDS;
	u32 *at = memory->batch, walker[WALKER_DWORDS];

	write_row(memory);
	while (*at >> GEN9_OP_SHIFT != GEN9_OP_GPGPU_WALKER)
		at++;
	memcpy(walker, at, sizeof(walker));
	for (; at + STORM_STEP < end; change[3]++) {
		memcpy(at, change, sizeof(change));
		memcpy(at + ARRAY_SIZE(change), forget, sizeof(forget));
		memcpy(at + ARRAY_SIZE(change) + ARRAY_SIZE(forget), walker, sizeof(walker));
		at += STORM_STEP;
	}
	at[0] = GEN9_MI_BATCH_BUFFER_END;
}

/* The kernel itself is rubbish. */
static void rubbish_kernel(struct sgpu_rig *memory)
{
	u32 state = 3, i;

	for (i = 0; i < 1000; i++) {
		state = state * 1664525u + 1013904223u;
		memory->batch2[i] = state;
	}
}

const struct rogue_case rogue_life_cases[] = {
	{ .name = "an unknown code loses the worker", .act = unknown_code, .end = ROGUE_DIES,
	  .checks = "REMOTE_CODE LOSE_KILL" },
	{ .name = "a left command without a number loses the worker",
	  .act = left_without_number, .end = ROGUE_DIES, .checks = "REMOTE_NUMBER" },
	{ .name = "a command that is left again and again goes on",
	  .act = leaves, .end = ROGUE_ENDS },
	{ .name = "a command that is left for ever ends by a reset",
	  .act = never_ends, .end = ROGUE_LOST },
	{ .name = "numbers of other requests end none", .act = other_numbers, .end = ROGUE_ENDS,
	  .checks = "REMOTE_SEQ" },
	{ .name = "a worker writes only registers of the units",
	  .act = bad_registers, .end = ROGUE_ANY, .batch = stores_registers,
	  .checks = "REMOTE_REGISTER" },
	{ .name = "a result may change while it is read", .act = scribbled, .end = ROGUE_ANY },
	{ .name = "two threads wait for requests",
	  .act = two_wait, .end = ROGUE_ANY, .early = true },
	{ .name = "a child waits for requests",
	  .act = child_waits, .end = ROGUE_ANY, .early = true },
	{ .name = "a third worker ends the first",
	  .act = third_worker, .end = ROGUE_DIES, .early = true, .checks = "LOSE_KILL" },
	{ .name = "a thousand workers leave nothing behind", .act = comes_and_goes },
	{ .name = "a worker is killed before its request",
	  .act = is_killed, .end = ROGUE_ANY, .early = true },
	{ .name = "a worker is killed in its request", .act = is_killed, .end = ROGUE_LOST },
	{ .name = "a worker is killed behind its result",
	  .act = is_killed_behind, .end = ROGUE_ENDS },
	{ .name = "a worker is killed in calls", .act = is_killed_in_calls, .end = ROGUE_LOST },
	{ .name = "a worker is stopped", .act = is_stopped, .end = ROGUE_DIES, .alone = true,
	  .checks = "REMOTE_WAY LOSE_KILL" },
	{ .name = "a worker does not hear the cancel", .act = is_deaf, .end = ROGUE_DIES,
	  .ms = CANCEL_MS, .checks = "REMOTE_CANCEL" },
	{ .name = "a worker is frozen", .act = is_deaf, .end = ROGUE_LOST, .guest = freeze },
	/* A worker whose memory is taken too often does not give way in time: it is lost. */
	{ .name = "a worker whose memory is reclaimed counts right, or is lost",
	  .end = ROGUE_ANY, .guest = reclaim, .batch = counts_long, .count = LONG_LOOPS },
	{ .name = "a worker that is swapped out counts right, or is lost",
	  .end = ROGUE_ANY, .guest = rogue_swap, .batch = counts_long, .count = LONG_LOOPS },
	{ .name = "a dead worker's child keeps nothing", .act = leaves_a_child, .end = ROGUE_LOST,
	  .checks = "LOSE_ZAP" },
	{ .name = "a descriptor that was sent keeps nothing",
	  .act = gives_away, .end = ROGUE_LOST, .checks = "LOSE_ZAP" },
	{ .name = "an endless kernel ends by a reset", .end = ROGUE_LOST, .batch = endless },
	{ .name = "kernels that change for each dispatch do not stop others",
	  .end = ROGUE_ENDS, .late = true, .batch = storm },
	{ .name = "a kernel that stores to no page does not stop others",
	  .end = ROGUE_ANY, .batch = roams },
	{ .name = "a kernel does not write a read-only page",
	  .end = ROGUE_ANY, .batch = writes_read_only },
	{ .name = "a kernel of rubbish does not stop others",
	  .end = ROGUE_ANY, .batch = rubbish_kernel },
	{ .name = "state of rubbish does not stop others, 1", .end = ROGUE_ANY, .batch = rubbish },
	{ .name = "state of rubbish does not stop others, 2", .end = ROGUE_ANY, .batch = rubbish },
	{ .name = "state of rubbish does not stop others, 3", .end = ROGUE_ANY, .batch = rubbish },
	{ .name = "state of rubbish does not stop others, 4", .end = ROGUE_ANY, .batch = rubbish },
	{ }
};
