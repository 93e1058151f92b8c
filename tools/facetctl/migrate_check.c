// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands traits and migrate-check of facetctl: print what a vGPU must have in common with
 * another one, and say before a move whether a vGPU of this host takes the state of another.
 * main.c calls these functions. docs/admin/migration.md shows how they are used.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model/migration.h"
#include "tools/facetctl/doctor.h"
#include "tools/facetctl/facetctl.h"
#include "tools/facetctl/move_heads.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/sysfs.h"

/* Read the traits of a vGPU of this host. Return: 0 or a negative errno. */
static int read_traits(const struct host *host, const char *uuid, struct facet_traits *traits)
{
	char *path = host_attribute(host, uuid, "traits");
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = errno;
	ssize_t n = -1;

	free(path);
	if (fd >= 0) {
		n = read(fd, traits->text, sizeof(traits->text));
		error = errno;
		close(fd);
	}
	traits->used = n < 0 ? 0 : n;
	return n < 0 ? -error : 0;
}

/* --- traits --------------------------------------------------------------------------------- */

/**
 * struct arguments - Arguments of both commands.
 * @id: UUID or name of the vGPU; NULL: none yet
 * @file: file with the state or the traits of another vGPU; NULL: none yet
 * @wants_file: the command takes @file
 * @json: print JSON
 */
struct arguments {
	const char *id;
	const char *file;
	bool wants_file;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > args->wants_file)
			return ARGP_ERR_UNKNOWN;
		*(state->arg_num ? &args->file : &args->id) = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->id)
			options_usage_error(state->name, NULL, "a VGPU is missing");
		if (args->wants_file && !args->file)
			options_usage_error(state->name, NULL, "a FILE is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp traits_argp = {
	.options = json_options,
	.parser = parse,
	.args_doc = "VGPU",
	.doc = "Prints what another vGPU must have in common with this one, so that a virtual "
	       "machine can move between them. 'facetctl migrate-check' on the other host reads "
	       "this. VGPU is a UUID or a name.",
};

static json_t *json_of_traits(const struct facet_traits *traits)
{
	char text[FACET_TRAITS_MAX + 1], *line, *rest = text;
	json_t *json = json_array();

	snprintf(text, sizeof(text), "%.*s", (int)traits->used, traits->text);
	while ((line = strsep(&rest, "\n"))) {
		const char *name = strsep(&line, " ");

		if (*name)
			json_array_append_new(json, json_pack("{s:o, s:o}", "name",
							      json_of_text(name), "value",
							      json_of_text(line ? line : "")));
	}
	return json;
}

static int print_traits(const struct host_vgpu *vgpu, const struct facet_traits *traits, bool json)
{
	if (json)
		return print_json(json_pack("{s:s, s:o}", "uuid", vgpu->uuid, "traits",
					    json_of_traits(traits)));
	fwrite(traits->text, 1, traits->used, stdout);
	return options_flush() ? FACETCTL_OK : FACETCTL_FAILED;
}

int facetctl_traits(int argc, char **argv)
{
	struct arguments args = { 0 };
	const struct host_vgpu *vgpu;
	struct facet_traits traits;
	int error, ret = FACETCTL_FAILED;
	struct host host;

	options_parse(&traits_argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return ret;
	vgpu = find_vgpu(&host, args.id);
	if (vgpu) {
		error = read_traits(&host, vgpu->uuid, &traits);
		if (!error)
			ret = print_traits(vgpu, &traits, args.json);
		else
			complain("the traits of %s cannot be read: %s: the module facet may be "
				 "older than facetctl", args.id, strerror(-error));
	}
	host_free(&host);
	return ret;
}

/* --- migrate-check ---------------------------------------------------------------------------- */

static const struct argp check_argp = {
	.options = json_options,
	.parser = parse,
	.args_doc = "VGPU FILE",
	.doc = "Says before a move whether a vGPU of this host takes the state of another vGPU. "
	       "VGPU is the UUID or the name of the destination. FILE is a virtual machine that "
	       "QEMU has saved, or what 'facetctl traits' prints on the other host; -: standard "
	       "input.\v"
	       "Each line begins with ok, note or no. Exit status: 0 if no line says no, else 1.",
};

/**
 * struct check - State of a check.
 * @json: the lines so far, as JSON
 * @print: print them as text, too
 * @refused: a line says no
 */
struct check {
	json_t *json;
	bool print;
	bool refused;
};

enum answer {
	ANSWER_OK,
	ANSWER_NOTE,
	ANSWER_NO,
};

/* Add a line. @id: what was checked, for scripts. */
static void say(struct check *check, enum answer answer, const char *id, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void say(struct check *check, enum answer answer, const char *id, const char *format, ...)
{
	static const char *const words[] = { "ok", "note", "no" };
	char text[2 * DOCTOR_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	check->refused |= answer == ANSWER_NO;
	json_array_append_new(check->json, json_pack("{s:s, s:s, s:o}", "id", id, "answer",
						     words[answer], "message",
						     json_of_text(text)));
	if (check->print)
		printf("%-5s %s\n", words[answer], text);
}

/* Tell if this device of the vDPA bus is the vGPU. */
static bool is_on_vdpa(const struct host *host, const char *uuid, const char *device)
{
	return sysfs_exists("%s/sys/bus/mdev/devices/%s/%s", host->root, uuid, device);
}

/* A vGPU on the vDPA bus is in use, though its device may have no driver. */
static bool check_vdpa(struct check *check, const struct host *host, const char *uuid)
{
	char *folder = sysfs_path("%s/sys/bus/vdpa/devices", host->root), **devices;
	int i, n = sysfs_list(folder, &devices);

	for (i = 0; i < n && !is_on_vdpa(host, uuid, devices[i]); i++)
		continue;
	if (i < n)
		say(check, ANSWER_NO, "vgpu-vdpa", "%s is on the vDPA bus: vdpa dev del %s", uuid,
		    devices[i]);
	sysfs_list_free(devices);
	free(folder);
	return i < n;
}

static void check_state(struct check *check, const struct host *host, const struct host_vgpu *vgpu)
{
	if (check_vdpa(check, host, vgpu->uuid))
		return;
	if (strcmp(vgpu->state, "open"))
		say(check, ANSWER_OK, "vgpu-closed", "no virtual machine has %s open", vgpu->uuid);
	else
		say(check, ANSWER_NO, "vgpu-open", "a virtual machine has %s open: stop it first",
		    vgpu->uuid);
}

/*
 * Compare the traits of a vGPU with those of a file, and say each difference. @number: the place
 * among several traits of the file; 0: there is one.
 */
static void compare(struct check *check, enum answer answer, const struct facet_traits *here,
		    const struct facet_traits *there, u32 number)
{
	struct facet_traits_walk walk = {
		.here = here->text, .here_left = here->used,
		.there = there->text, .there_left = there->used,
	};
	char reason[FACET_MIGRATION_REASON], which[32] = "";

	if (number)
		snprintf(which, sizeof(which), "state %u of the file: ", number);
	while (facet_traits_next_difference(&walk, reason, sizeof(reason)))
		say(check, answer, "trait-differs", "%s%s", which, reason);
}

/* Return the first traits that this host takes; NULL: there are none. */
static const struct facet_traits *find_fitting(const struct facet_traits *here,
					       const struct move_heads *heads)
{
	char reason[FACET_MIGRATION_REASON];
	u32 i;

	for (i = 0; i < heads->n; i++)
		if (!facet_traits_differ(here, heads->traits[i].text, heads->traits[i].used,
					 reason, sizeof(reason)))
			return &heads->traits[i];
	return NULL;
}

/* A virtual machine may have several vGPUs. The vGPU of this host is to take one of them. */
static void check_heads(struct check *check, const struct facet_traits *here,
			const struct move_heads *heads)
{
	const struct facet_traits *fitting = find_fitting(here, heads);
	u32 i;

	if (fitting)
		say(check, ANSWER_OK, "traits-fit", "all traits fit");
	for (i = 0; i < heads->n; i++)
		if (&heads->traits[i] != fitting)
			compare(check, fitting ? ANSWER_NOTE : ANSWER_NO, here, &heads->traits[i],
				heads->n > 1 ? i + 1 : 0);
	if (heads->more)
		say(check, ANSWER_NOTE, "too-many-states",
		    "the file has states of more than %u different vGPUs: the others were not "
		    "compared", MOVE_HEADS);
}

/* Compare the traits of the vGPU with what a file has. */
static void check_traits(struct check *check, const struct host *host,
			 const struct host_vgpu *vgpu, const struct move_heads *heads)
{
	struct facet_traits here;
	int error = read_traits(host, vgpu->uuid, &here);

	if (error)
		say(check, ANSWER_NO, "no-migration",
		    "the traits of %s cannot be read: %s: load modules of version %s", vgpu->uuid,
		    strerror(-error), FACET_VERSION);
	else
		check_heads(check, &here, heads);
}

/* Tell whether this process may lock any number of pages, as the kernel tells it of a VMM. */
static bool may_lock_all(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return !syscall(SYS_capget, &head, caps) && caps[0].effective & 1u << CAP_IPC_LOCK;
}

/*
 * Compare the pages that were pinned at the source with what a VMM may lock that this shell starts.
 * Such a VMM has the limit and the rights of this process. Nobody knows the limit of another VMM.
 * A guest's memory may have what looks like a head, so one number that fits may be the real one.
 */
static void check_pins(struct check *check, const struct move_heads *heads)
{
	struct rlimit limit;
	unsigned long long pages;

	if (!heads->has_pins || getrlimit(RLIMIT_MEMLOCK, &limit))
		return;
	pages = limit.rlim_cur / PAGE_SIZE;
	if (heads->most_pins <= pages)
		say(check, ANSWER_OK, "pins-fit", "%u pages were pinned there, and a VMM that this "
		    "shell starts may lock so many", heads->most_pins);
	else if (may_lock_all())
		say(check, ANSWER_NOTE, "pins-exceed", "%u pages were pinned there, and this shell "
		    "may lock %llu: a VMM without CAP_IPC_LOCK refuses the state -> ulimit -l "
		    "unlimited", heads->most_pins, pages);
	else if (heads->least_pins <= pages)
		say(check, ANSWER_NOTE, "pins-differ", "the file says that %u to %u pages were "
		    "pinned there, and a VMM that this shell starts may lock %llu -> ulimit -l "
		    "unlimited", heads->least_pins, heads->most_pins, pages);
	else
		say(check, ANSWER_NO, "pins-exceed", "%u pages were pinned there, and a VMM that "
		    "this shell starts may lock %llu -> ulimit -l unlimited", heads->most_pins,
		    pages);
}

/* Say what the doctor finds about VMMs that move a vGPU. It does not stop this move by itself. */
static void check_host(struct check *check, const struct host *host)
{
	struct doctor doctor = { .host = host };
	size_t i;

	doctor_check_memlock(&doctor);
	doctor_check_migration(&doctor);
	for (i = 0; i < doctor.n; i++) {
		const struct doctor_finding *found = &doctor.findings[i];

		say(check, doctor_severity(found->id) == SEVERITY_OK ? ANSWER_OK : ANSWER_NOTE,
		    doctor_name(found->id), "%s%s%s", found->message, *found->remedy ? " -> " : "",
		    found->remedy);
	}
}

/* Read the traits in a file. Return: false: stderr has the reason. */
static bool read_heads(const char *path, struct move_heads *heads)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int ret = fd < 0 ? -errno : move_heads_read(fd, heads);

	if (fd >= 0 && !is_stdin)
		close(fd);
	if (ret)
		complain("%s: %s", path, strerror(-ret));
	else if (!heads->n)
		complain("%s: there is neither the state of a vGPU nor the output of 'facetctl "
			 "traits'", path);
	return !ret && heads->n;
}

/* Make all checks of one vGPU. Return: an exit status. */
static int check_move(const struct host *host, const struct host_vgpu *vgpu,
		      const struct move_heads *heads, bool json)
{
	struct check check = { .json = json_array(), .print = !json };

	check_state(&check, host, vgpu);
	check_traits(&check, host, vgpu, heads);
	check_pins(&check, heads);
	check_host(&check, host);
	if (!json)
		json_decref(check.json);
	else if (print_json(json_pack("{s:s, s:b, s:o}", "uuid", vgpu->uuid, "fits",
				      !check.refused, "answers", check.json)) != FACETCTL_OK)
		return FACETCTL_FAILED;
	return check.refused ? FACETCTL_FAILED : FACETCTL_OK;
}

int facetctl_migrate_check(int argc, char **argv)
{
	struct arguments args = { .wants_file = true };
	struct move_heads *heads = malloc(sizeof(*heads));
	const struct host_vgpu *vgpu;
	int ret = FACETCTL_FAILED;
	struct host host;

	options_parse(&check_argp, argc, argv, 0, NULL, &args);
	if (!heads)
		return complain("no memory");
	if (open_host(&host)) {
		vgpu = find_vgpu(&host, args.id);
		if (vgpu && read_heads(args.file, heads))
			ret = check_move(&host, vgpu, heads, args.json);
		host_free(&host);
	}
	free(heads);
	return ret;
}
