// SPDX-License-Identifier: GPL-2.0-only
/*
 * hostile: runs the cases, each in a process of its own, and prints a line of TAP for each case.
 *
 *   hostile [CLASS/CASE|CLASS...]  all cases, or these
 *   hostile --without CHECK CASE   with this check switched off
 *   hostile --list                 case, check, action, what the guest sees, where; by tabs
 *   hostile --checks               the named checks
 *   hostile --page                 docs/reference/generated/hostile.md
 *
 * Exit status: 0 if all cases pass.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"

#define TIMEOUT_S	120u	/* limit of a case; FACET_HOSTILE_TIMEOUT overrides */

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

/* A finding ends the process of the case. Cases count leaks themselves. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0:abort_on_error=0:exitcode=99:handle_abort=1";
}

const char *__ubsan_default_options(void)
{
	return "halt_on_error=1:print_stacktrace=1:exitcode=99";
}

static void list(void)
{
	const struct hostile_class *const *class;
	u32 i;

	for (class = hostile_classes; *class; class++) {
		for (i = 0; i < (*class)->count; i++) {
			const struct hostile_case *c = &(*class)->cases[i];

			printf("%s/%s\t%s\t%s\t%s\t%s\n", (*class)->name, c->name, c->check,
			       c->action, c->expect, (*class)->guest ? "guest" : "native");
		}
	}
}

static void page_class(FILE *to, const struct hostile_class *class)
{
	u32 i;

	fprintf(to, "\n## %s\n\n%s\n\n", class->name, class->guest ?
		"Natively and in a real guest." : "Natively.");
	fprintf(to,
		"| case | what the guest does | what it sees | stopped by |\n|---|---|---|---|\n");
	for (i = 0; i < class->count; i++) {
		const struct hostile_case *c = &class->cases[i];

		fprintf(to, "| `%s` | %s | %s | `%s` |\n", c->name, c->action, c->expect, c->check);
	}
}

static void page(FILE *to)
{
	const struct hostile_class *const *class;
	u32 cases = 0, inside = 0, classes = 0;
	u32 i;

	for (class = hostile_classes; *class; class++, classes++) {
		cases += (*class)->count;
		inside += (*class)->guest ? (*class)->count : 0;
	}
	fprintf(to, "# Hostile guests\n\n"
		"Written by `tests/hostile` (`hostile --page`); a test holds this page against the "
		"table.\n\n"
		"%u cases in %u classes; %u of them run in a real guest, too. Each has a hostile "
		"guest and a neighbour on the same software\n"
		"engines, and expects three things: that the hostile guest sees what hardware "
		"would show, as its row says; that the neighbour's\n"
		"work is done right, within 15 ms of a clock that the case moves; and that what "
		"the host keeps of the guest (pins, shadows,\n"
		"memory, lines of log) is within its caps, and goes with the guest. Each row names "
		"the check that stops it: without that check\n"
		"the case fails (`./run test nightly --part removal`).\n",
		cases, classes, inside);
	for (class = hostile_classes; *class; class++)
		page_class(to, *class);
	fprintf(to, "\n## The checks\n\n| check | what it is for |\n|---|---|\n");
	for (i = 0; i < HOSTILE_CHECKS; i++)
		fprintf(to, "| `%s` | %s |\n", hostile_checks[i].name, hostile_checks[i].what);
}

/* Return whether docs/reference/generated/hostile.md is what --page prints. */
static bool page_is_current(const char *root)
{
	char *now = NULL, *then;
	char path[4096];
	size_t size = 0, n;
	bool same;
	FILE *f;

	f = open_memstream(&now, &size);
	page(f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/docs/reference/generated/hostile.md", root);
	then = calloc(1, size + 2);
	f = fopen(path, "r");
	n = f ? fread(then, 1, size + 1, f) : 0;
	if (f)
		fclose(f);
	same = n == size && !memcmp(now, then, size);
	free(then);
	free(now);
	return same;
}

static u32 timeout_s(void)
{
	const char *text = getenv("FACET_HOSTILE_TIMEOUT");

	return text ? (u32)strtoul(text, NULL, 10) : TIMEOUT_S;
}

static bool run_case(const struct hostile_class *class, const struct hostile_case *c)
{
	int status = 0;
	pid_t pid;
	bool ok;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		alarm(timeout_s());
		ok = hostile_run(class, c);
		fflush(NULL);
		_exit(ok ? 0 : 1);
	}
	ok = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	     !WEXITSTATUS(status);
	if (!ok && WIFSIGNALED(status))
		printf("# ended by signal %d\n", WTERMSIG(status));
	printf("%sok - %s/%s\n", ok ? "" : "not ", class->name, c->name);
	return ok;
}

/* Return whether an argument names this case (CLASS/NAME) or its class. No arguments name all. */
static bool wanted(const struct hostile_class *class, const struct hostile_case *c, int argc,
		   char **argv)
{
	char name[128];
	int i;

	snprintf(name, sizeof(name), "%s/%s", class->name, c->name);
	for (i = 0; i < argc; i++) {
		if (!strcmp(argv[i], name) || !strcmp(argv[i], class->name))
			return true;
	}
	return !argc;
}

static bool run_all(int argc, char **argv)
{
	const struct hostile_class *const *class;
	const char *root = getenv("FACET_SOURCE_ROOT");
	bool ok = true;
	u32 i, ran = 0;

	for (class = hostile_classes; *class; class++) {
		for (i = 0; i < (*class)->count; i++) {
			if (!wanted(*class, &(*class)->cases[i], argc, argv))
				continue;
			ok &= run_case(*class, &(*class)->cases[i]);
			ran++;
		}
	}
	if (!argc && root) {
		bool same = page_is_current(root);

		printf("%sok - docs/reference/generated/hostile.md is that of the table\n",
		       same ? "" : "not ");
		ok &= same;
		ran++;
	}
	printf("1..%u\n", ran);
	return ok && ran;
}

int main(int argc, char **argv)
{
	u32 i;

	if (argc > 1 && !strcmp(argv[1], "--list")) {
		list();
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "--page")) {
		page(stdout);
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "--checks")) {
		for (i = 0; i < HOSTILE_CHECKS; i++)
			printf("%s\n", hostile_checks[i].name);
		return 0;
	}
	argc--;
	argv++;
	if (argc > 2 && !strcmp(argv[0], "--without")) {
		hostile_off = hostile_check_of(argv[1]);
		if (hostile_off == HOSTILE_CHECKS) {
			fprintf(stderr, "hostile: there is no check %s\n", argv[1]);
			return 2;
		}
		argc -= 2;
		argv += 2;
	}
	return run_all(argc, argv) ? 0 : 1;
}
