// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse the command line of facet-vfu. The order of options counts: an option of a vGPU belongs to
 * the last --socket before it.
 */
#include "vfu/command_line.h"

#include <argp.h>

#include "tools/lib/options.h"

#define MEMORY_MAX_MIB	(1u << 20)

const char *argp_program_version = "facet-vfu " FACET_VERSION;

/* Keys of options. Those up to KEY_LAST_OF_DEVICE are about one vGPU. */
enum {
	KEY_APERTURE = 0x100,
	KEY_MEMORY,
	KEY_OUTPUT,
	KEY_SCREENSHOT,
	KEY_TRACE,
	KEY_STATE,
	KEY_REALTIME,
	KEY_LAST_OF_DEVICE = KEY_REALTIME,
	KEY_TYPE,
	KEY_SOCKET,
	KEY_ONCE,
	KEY_LIKE_HARDWARE,
	KEY_3D,
};

/* --- values: a wrong value is a usage error ------------------------------------------------- */

static const struct facet_type *find_type(const struct argp_state *state, const char *name)
{
	const char **names = port_calloc(facet_type_count, sizeof(*names));
	u32 i;

	if (!names) {
		fprintf(stderr, "%s: no memory\n", state->name);
		exit(OPTIONS_FAILED);
	}
	for (i = 0; i < facet_type_count; i++)
		names[i] = facet_types[i].name;
	i = options_word(state, "--type", name, names, facet_type_count);
	port_free(names);
	return &facet_types[i];
}

static u32 parse_mib(const struct argp_state *state, const char *option, const char *text, u32 most)
{
	char *end;
	unsigned long mib = strtoul(text, &end, 10);

	if (*end || !mib || mib > most)
		options_usage_error(state->name, NULL, "%s=%s: must be 1 to %u MiB", option, text,
				    most);
	return mib;
}

static void add_device(const struct argp_state *state, struct command_line *line, const char *path)
{
	if (line->count == COMMAND_LINE_DEVICES)
		options_usage_error(state->name, NULL,
				    "--socket=%s: at most %u sockets: start another server", path,
				    COMMAND_LINE_DEVICES);
	line->types[line->count] = *line->type;
	line->devices[line->count].socket = path;
	line->devices[line->count].type = &line->types[line->count];
	line->count++;
}

/*
 * Make the aperture smaller. Here the aperture is trapped, which is slow. A guest writes a frame
 * buffer that does not fit in the aperture through the CPU's own mapping. The hidden part gets the
 * rest of the size.
 */
static void set_aperture(const struct argp_state *state, struct facet_type *type, const char *text)
{
	u32 mib;

	if (!type->aperture_mib)
		options_usage_error(state->name, NULL, "--aperture: type %s has none",
				    type->name);
	mib = parse_mib(state, "--aperture", text, type->aperture_mib);

	type->hidden_mib += type->aperture_mib - mib;
	type->aperture_mib = mib;
}

static void add_output(const struct argp_state *state, struct vfu_device_config *config,
		       const char *text)
{
	config->display.max_width = config->type->max_width;
	config->display.max_height = config->type->max_height;
	if (facet_output_text_add(&config->display, text))
		options_usage_error(state->name, NULL,
				    "--output=%s: must be (hdmi|dp):(b|c|d)[:WIDTHxHEIGHT[@HZ]], "
				    "each port once, 640x480 to %ux%u, 24 to 100 Hz if the port "
				    "has a clock for it",
				    text, config->type->max_width, config->type->max_height);
}

/* --- options ------------------------------------------------------------------------------ */

static const struct argp_option options[] = {
	{ "socket", KEY_SOCKET, "PATH", 0, "make a vGPU that listens at PATH; repeat it for more",
	  0 },
	{ "type", KEY_TYPE, "TYPE", 0,
	  "type of the vGPUs that follow: facet-1 (default), facet-2, facet-4, facet-8, or a "
	  "virtio-gpu: facet-v1, facet-v2, facet-v4", 0 },
	{ "once", KEY_ONCE, NULL, 0, "end when the first client has gone", 0 },
	{ "like-hardware", KEY_LIKE_HARDWARE, NULL, 0,
	  "let the software GPU do what a Gen9 GPU does, and no more; for tests", 0 },
	{ "3d", KEY_3D, NULL, 0,
	  "execute 3D and compute; there is one --socket then: guests share no process with a "
	  "render engine", 0 },
	{ NULL, 0, NULL, 0, "Options of the vGPU of the last --socket:", 1 },
	{ "aperture", KEY_APERTURE, "MIB", 0, "make the aperture smaller than the type's", 0 },
	{ "memory", KEY_MEMORY, "MIB", 0, "map at most MIB of the client's memory", 0 },
	{ "output", KEY_OUTPUT, "KIND:PORT[:WIDTHxHEIGHT[@HZ]]", 0,
	  "add a monitor: hdmi or dp at port b, c or d; repeat it for more", 0 },
	{ "screenshot", KEY_SCREENSHOT, "FILE", 0,
	  "write the screen to FILE at SIGUSR1: as PPM if the name ends in .ppm, else as PNG", 0 },
	{ "trace", KEY_TRACE, "FILE", 0, "write each register access to FILE", 0 },
	{ "state", KEY_STATE, "FILE", 0, "write the state to FILE at SIGUSR2, as text", 0 },
	{ "realtime", KEY_REALTIME, NULL, 0, "run the session with real-time priority", 0 },
	{ 0 },
};

/* Set an option of the last vGPU. */
static void set_device_option(int key, const char *arg, const struct argp_state *state,
			       struct command_line *line)
{
	u32 last = line->count - 1;
	struct vfu_device_config *config = &line->devices[last];

	switch (key) {
	case KEY_APERTURE:
		set_aperture(state, &line->types[last], arg);
		break;
	case KEY_MEMORY:
		/* A client's memory may be charged to this process page by page: see vfu/dma.h. */
		config->memory_bytes = (u64)parse_mib(state, "--memory", arg, MEMORY_MAX_MIB) << 20;
		break;
	case KEY_OUTPUT:
		add_output(state, config, arg);
		break;
	case KEY_SCREENSHOT:
		config->screenshot = arg;
		break;
	case KEY_TRACE:
		config->trace = arg;
		break;
	case KEY_STATE:
		config->state = arg;
		break;
	case KEY_REALTIME:
		config->realtime = true;
		break;
	}
}

static void check_place(int key, const struct argp_state *state, const struct command_line *line)
{
	const struct argp_option *option = options;

	if (line->count)
		return;
	while (option->key != key)
		option++;
	options_usage_error(state->name, NULL, "--%s: must come after the --socket of its vGPU",
			    option->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command_line *line = state->input;

	switch (key) {
	case KEY_APERTURE ... KEY_LAST_OF_DEVICE:
		check_place(key, state, line);
		set_device_option(key, arg, state, line);
		return 0;
	case KEY_TYPE:
		line->type = find_type(state, arg);
		return 0;
	case KEY_SOCKET:
		add_device(state, line, arg);
		return 0;
	case KEY_ONCE:
		line->once = true;
		return 0;
	case KEY_LIKE_HARDWARE:
		line->model = SOFTGPU_LIKE_HARDWARE;
		return 0;
	case KEY_3D:
		line->render = true;
		return 0;
	case ARGP_KEY_END:
		if (!line->count)
			options_usage_error(state->name, NULL, "a --socket is missing");
		if (line->render && line->count > 1)
			options_usage_error(state->name, NULL, "--3d: must have one --socket, "
					    "not %u: start one facet-vfu for each vGPU",
					    line->count);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "--socket=PATH [OPTION...]...",
	.doc = "Serves virtual GPUs to VMMs that speak vfio-user. All share one software GPU.\v"
	       "SIGUSR1 takes the pictures, SIGUSR2 reports on each vGPU and writes the states, "
	       "SIGTERM ends facet-vfu. Exit status: 0 success, 1 facet-vfu cannot begin, 2 usage "
	       "error.",
};

void command_line_parse(int argc, char **argv, struct command_line *line)
{
	line->type = &facet_types[0];
	options_parse(&argp, argc, argv, 0, NULL, line);
}
