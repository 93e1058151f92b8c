// SPDX-License-Identifier: GPL-2.0-only
/*
 * copies: plays random inputs of the target 'copies' until the copy oracle has checked so many GGTT
 * operands.
 *
 *   copies [OPTION...]
 *     --operands N       GGTT operands to check (1000000)
 *     --seed N           seed of the inputs (1)
 *     --first N          number of the first input (0)
 *     --without CHECK    with this check of the core switched off (tests/hostile/port)
 *   copies --removals    switch off, one by one, each check without which copies must be found bad
 *
 * Prints TAP on stdout, and a line of progress on stderr each ten seconds. A finding ends the
 * program. The last line on stderr says which input it was. If the input alone finds nothing, play
 * the inputs before it, too.
 */
#include <getopt.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "port.h"
#include "tests/fuzz/copy_oracle.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"
#include "tests/lib/test_model.h"

#define RECORDS_MIN	16u
#define RECORDS_MAX	64u
#define DENSE_OPS	8u	/* first records of the list in fuzz_copies.c */
#define CALM_OPS	14u	/* first records that change no entry and let no call fail */
#define ALL_OPS		18u
#define DEFAULT_OPERANDS 1000000ull
#define REMOVAL_OPERANDS 20000000ull	/* within so many the oracle must find something */
#define REMOVAL_SEED	7u
#define PROGRESS_S	10
#define FOUND_NOTHING	0
#define TEXT_MAX	4096u

/**
 * struct options - What to run.
 * @operands: operands to check
 * @seed: seed of the inputs
 * @first: number of the first input
 */
struct options {
	u64 operands;
	u64 seed;
	u64 first;
};

static struct options options = { .operands = DEFAULT_OPERANDS, .seed = 1 };
static u64 input;	/* number of the current input */

static u64 rnd(u64 *state)
{
	u64 v = *state += 0x9e3779b97f4a7c15ull;

	v = (v ^ v >> 30) * 0xbf58476d1ce4e5b9ull;
	v = (v ^ v >> 27) * 0x94d049bb133111ebull;
	return v ^ v >> 31;
}

/* Choose an action: mostly a dense workload. In a calm input no call fails and no entry changes. */
static u8 some_op(u64 v, bool calm)
{
	if (v % 4)
		return v / 4 % DENSE_OPS;
	return v / 4 % (calm ? CALM_OPS : ALL_OPS);
}

static size_t make_input(u64 number, struct fuzz_op *ops)
{
	u64 state = options.seed * 0x100000001b3ull + number;
	u32 n = RECORDS_MIN + rnd(&state) % (RECORDS_MAX - RECORDS_MIN), i;
	bool calm = rnd(&state) % 4;

	for (i = 0; i < n; i++) {
		u64 v = rnd(&state), w = rnd(&state);

		ops[i] = (struct fuzz_op){
			.op = some_op(v >> 8, calm), .a = v, .b = w >> 32, .c = w,
			.d = rnd(&state),
		};
	}
	return n * sizeof(*ops);
}

static void print_progress(u64 began)
{
	static u64 printed;
	u64 now = time(NULL);

	if (now - began < PROGRESS_S || now - printed < PROGRESS_S)
		return;
	printed = now;
	fprintf(stderr,
		"copies: %llu of %llu GGTT operands, %llu a second, input %llu of seed %llu\n",
		fuzz_copy_counts.operands, options.operands,
		fuzz_copy_counts.operands / (now - began), input, options.seed);
}

static void play(void)
{
	static struct fuzz_op ops[RECORDS_MAX];
	u64 began = time(NULL);

	for (input = options.first; fuzz_copy_counts.operands < options.operands; input++) {
		size_t size = make_input(input, ops);

		LLVMFuzzerTestOneInput((const u8 *)ops, size);
		print_progress(began);
	}
}

/* Say which input found something. */
static void found(int signal)
{
	fprintf(stderr, "copies: input %llu of --seed %llu, after %llu GGTT operands\n", input,
		options.seed, fuzz_copy_counts.operands);
	fflush(NULL);
	_exit(128 + signal);
}

static int play_all(void)
{
	signal(SIGABRT, found);
	play();
	printf("1..1\nok 1 - copies: %llu GGTT operands of seed %llu, nothing found\n",
	       fuzz_copy_counts.operands, options.seed);
	return 0;
}

/* --- removal ------------------------------------------------------------------------------ */

/*
 * Checks without which the oracle finds something in a copy. Without AUDIT_RULE and AUDIT_KNOWN the
 * audit itself crashes at a command that has no rule. Without ALIAS_HELD the mediator uses a slot
 * that is gone.
 */
static const char *const removals[] = {
	"AUDIT_REPLACED", "AUDIT_ADDRESS", "AUDIT_OPERAND_SHORT", "AUDIT_RULE", "AUDIT_KNOWN",
	"AUDIT_PLACE", "AUDIT_FORBIDDEN_BIT", "AUDIT_POST_SYNC", "AUDIT_REGISTER", "AUDIT_INDEX",
	"AUDIT_STORE_INDEX", "AUDIT_ARBITRATION", "AUDIT_DISPLAY_WAIT", "AUDIT_JUMP_SHORT",
	"AUDIT_CUT_SHORT", "AUDIT_USER_BATCH", "AUDIT_USER_STAYS", "AUDIT_USER_PLACE",
	"AUDIT_USER_GLOBAL", "AUDIT_USER_REGISTER", "CONTEXT_SLM", "CONTEXT_SLM_PLACE",
	"CONTEXT_SLM_LONG", "ALIAS_HELD",
};

/* Play without a check, in a process of its own whose stderr goes to @log. */
static void play_without(const char *check, int log)
{
	dup2(log, STDERR_FILENO);
	hostile_off = hostile_check_of(check);
	options.operands = REMOVAL_OPERANDS;
	options.seed = REMOVAL_SEED;
	test_model_use(SOFTGPU_LIKE_HARDWARE);
	signal(SIGABRT, found);
	signal(SIGSEGV, found);
	play();
	_exit(FOUND_NOTHING);
}

/* Print the lines of a log that say what was found, as comments of TAP. */
static void print_log(int log)
{
	char text[TEXT_MAX] = "";
	char *line, *rest = NULL;

	if (pread(log, text, sizeof(text) - 1, 0) < 0)
		return;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!strncmp(line, "fuzz: ", 6) || !strncmp(line, "copies: input", 13) ||
		    strstr(line, "ERROR: ") || strstr(line, "runtime error: "))
			printf("# %s\n", line);
}

static bool fails_without(const char *check)
{
	int log = memfd_create("log", 0), status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid)
		play_without(check, log);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	print_log(log);
	close(log);
	return !WIFEXITED(status) || WEXITSTATUS(status) != FOUND_NOTHING;
}

static int remove_all(void)
{
	bool all = true, fails;
	u32 i;

	printf("1..%zu\n", ARRAY_SIZE(removals));
	for (i = 0; i < ARRAY_SIZE(removals); i++) {
		fails = hostile_check_of(removals[i]) != HOSTILE_CHECKS &&
			fails_without(removals[i]);
		printf("%sok %u - without %s, copies end with a finding\n", fails ? "" : "not ",
		       i + 1, removals[i]);
		all &= fails;
	}
	return all ? 0 : 1;
}

static int usage(void)
{
	fputs("usage: copies [--operands N] [--seed N] [--first N] [--without CHECK]\n"
	      "       copies --removals\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "operands", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, 's' },
		{ "first", required_argument, NULL, 'f' },
		{ "without", required_argument, NULL, 'w' },
		{ "removals", no_argument, NULL, 'r' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (option) {
		case 'o':
			options.operands = strtoull(optarg, NULL, 10);
			break;
		case 's':
			options.seed = strtoull(optarg, NULL, 10);
			break;
		case 'f':
			options.first = strtoull(optarg, NULL, 10);
			break;
		case 'w':
			hostile_off = hostile_check_of(optarg);
			if (hostile_off == HOSTILE_CHECKS)
				return usage();
			break;
		case 'r':
			return remove_all();
		default:
			return usage();
		}
	}
	return optind == argc ? play_all() : usage();
}
