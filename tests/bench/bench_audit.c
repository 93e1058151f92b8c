// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure the audit of a dword over commands that stock guests submit (streams.h): a ring of
 * requests, the golden state as a privileged batch, the batch of a restore. Show how the cost grows
 * with the length.
 */
#include "gen9/mi_defs.h"
#include "mediator/audit/audit.h"
#include "mediator/gpu.h"
#include "tests/bench/bench.h"
#include "tests/bench/streams.h"
#include "tests/lib/mini.h"

#define ROUNDS		101u
#define ROUND_DWORDS	262144u		/* minimum that is audited in a round */
#define BATCH_GVA	0x100000u
#define RING_GVA	0x2000u
#define OWNED		0x10000000u
#define RING_MOST	16384u		/* dwords */
#define BATCH_MOST	61440u

/*
 * struct stream - Commands for the audit.
 * @audit: state of the audit
 * @place: FACET_AUDIT_*: ring, batch or context batch
 * @dw: the commands
 * @n: number of dwords
 */
struct stream {
	struct facet_audit audit;
	u32 place;
	u32 *dw;
	u32 n;
};

static bool owned(void *arg, u64 gva, u64 len)
{
	return gva < OWNED && len <= OWNED - gva;
}

/* Read the batch. Memory behind its end is zero. */
static int read_batch(void *arg, u64 gva, void *buf, size_t len)
{
	struct stream *stream = arg;
	u32 at = (u32)(gva - BATCH_GVA) / sizeof(u32);
	u32 n = at < stream->n ? min((u32)(len / sizeof(u32)), stream->n - at) : 0;

	memcpy(buf, stream->dw + at, n * sizeof(u32));
	memset((u32 *)buf + n, 0, len - n * sizeof(u32));
	return 0;
}

static void refused(void *arg, u32 engine, u32 dw0)
{
	bench_say("the audit refuses %08x", dw0);
	abort();
}

static void ignored(void *arg, u32 reg, bool write)
{
}

/* Engines have the guest's own addresses here. */
static int alias_itself(void *arg, u32 gva, u64 len, u32 *to)
{
	*to = gva;
	return 0;
}

static const struct facet_audit_ops ops = {
	.owned = owned, .alias = alias_itself, .read = read_batch, .refused = refused,
	.ignored = ignored,
};

/* Audit the commands. A ring or context batch is copied first; the audit itself reads a batch. */
static void audit_once(struct stream *stream)
{
	static const u32 start[] = { 0x18800001, BATCH_GVA, 0 };
	struct facet_audit *audit = &stream->audit;
	bool batch = stream->place == FACET_AUDIT_BATCH;
	const u32 *ring = batch ? start : stream->dw;
	u32 n = batch ? ARRAY_SIZE(start) : stream->n;

	memcpy(audit->code, ring, n * sizeof(u32));
	audit->used = ALIGN(n, 16);
	audit->n_patches = 0;
	audit->n_operands = 0;
	audit->n_segments = 1;
	audit->segments[0] = (struct facet_segment){
		.gva = RING_GVA, .count = n,
		.place = batch ? FACET_AUDIT_RING : stream->place,
	};
	if (facet_audit_run(audit))
		abort();
}

static double ns_per_dword(struct stream *stream)
{
	u32 times = DIV_ROUND_UP(ROUND_DWORDS, stream->n), i, k;
	double ns[ROUNDS];
	u64 start;

	for (i = 0; i < ROUNDS; i++) {
		start = bench_cpu_ns();
		for (k = 0; k < times; k++)
			audit_once(stream);
		ns[i] = (double)(bench_cpu_ns() - start) / ((double)times * stream->n);
	}
	return bench_median(ns, ROUNDS);
}

static void add(struct stream *stream, const u32 *dw, u32 n)
{
	memcpy(stream->dw + stream->n, dw, n * sizeof(u32));
	stream->n += n;
}

static void add_golden(struct stream *stream)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(stream_golden); i++) {
		const struct stream_row *row = &stream_golden[i];

		for (k = 0; k < row->times; k++, stream->n += row->dwords) {
			memset(stream->dw + stream->n, 0, row->dwords * sizeof(u32));
			stream->dw[stream->n] = row->dw0;
		}
	}
}

static double requests(struct stream *stream, u32 n)
{
	stream->place = FACET_AUDIT_RING;
	for (stream->n = 0; stream->n + ARRAY_SIZE(stream_request) <= n;)
		add(stream, stream_request, ARRAY_SIZE(stream_request));
	return ns_per_dword(stream);
}

/* Measure @times golden states in one privileged batch. */
static double golden(struct stream *stream, u32 times)
{
	static const u32 end = GEN9_MI_BATCH_BUFFER_END;
	u32 i;

	stream->place = FACET_AUDIT_BATCH;
	stream->n = 0;
	for (i = 0; i < times; i++)
		add_golden(stream);
	add(stream, &end, 1);
	return ns_per_dword(stream);
}

static double restore(struct stream *stream)
{
	stream->place = FACET_AUDIT_CONTEXT;
	stream->n = 0;
	add(stream, stream_restore, ARRAY_SIZE(stream_restore));
	return ns_per_dword(stream);
}

static void scale(struct stream *stream)
{
	double once = golden(stream, 1), ns = once;
	u32 length = stream->n, n;

	bench_curve("audit_length", "Audit of command streams", "dwords", "microseconds", true);
	for (n = 64; n <= RING_MOST; n *= 2) {
		double ring = requests(stream, n);

		bench_point("audit_length", "requests in a ring", stream->n,
			    ring * stream->n / 1000);
	}
	for (n = 1; n * length <= BATCH_MOST; n *= 2) {
		ns = golden(stream, n);
		bench_point("audit_length", "golden state in a batch", stream->n,
			    ns * stream->n / 1000);
	}
	bench_result("audit_long_vs_short", ns / once, "ratio",
		     "time for a dword of 64 golden states in one batch / of one; 1 is linear");
}

int main(int argc, char **argv)
{
	struct stream *stream = bench_alloc(1, sizeof(*stream));
	struct mini_machine *machine;

	bench_begin(argc, argv, "the audit of guests' commands");
	machine = mini_machine_create(MINI_STEP);
	stream->audit.engine = PGPU_RCS;
	stream->audit.user_batches = FACET_USER_BATCHES_IN_PLACE;
	stream->audit.map = facet_gpu_reg_map(machine->gpu);
	stream->audit.ops = &ops;
	stream->audit.arg = stream;
	stream->audit.code = bench_alloc(FACET_AUDIT_DWORDS, sizeof(u32));
	stream->dw = bench_alloc(FACET_AUDIT_DWORDS, sizeof(u32));
	bench_result("audit_ns_per_dword", golden(stream, 1), "ns",
		     "the golden state of a render context, 886 dwords, copied and walked; "
		     "median of 101 rounds");
	bench_result("audit_ns_per_dword_requests", requests(stream, RING_MOST), "ns",
		     "a ring full of render requests around user batches");
	bench_result("audit_ns_per_dword_restore", restore(stream), "ns",
		     "the indirect context batch of a render context");
	scale(stream);
	mini_machine_destroy(machine);
	free(stream->audit.code);
	free(stream->dw);
	free(stream);
	return bench_end();
}
