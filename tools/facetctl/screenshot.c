// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetctl screenshot saves a guest's screen as a PNG. The module copies the screen; the VMM takes
 * no part. main.c calls facetctl_screenshot().
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>
#include <png.h>

#include "kernel/uapi/facet.h"
#include "tools/facetctl/facetctl.h"
#include "tools/lib/host.h"
#include "tools/lib/options.h"
#include "tools/lib/uuid.h"

#define CONTROL		"/dev/" FACET_CONTROL_NAME
#define HEAD_MAX	2u	/* number of the last head: a vGPU has at most three */

/**
 * struct arguments - Arguments of the command.
 * @id: UUID or name of the vGPU
 * @file: path of the PNG; "-": standard output
 * @head: head of the vGPU, 0 to HEAD_MAX
 * @json: print JSON about the saved file
 */
struct arguments {
	const char *id;
	const char *file;
	unsigned int head;
	bool json;
};

static unsigned int parse_head(const char *arg, struct argp_state *state)
{
	unsigned long head;
	char *end;

	head = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || head > HEAD_MAX)
		options_usage_error(state->name, NULL, "--head=%s: must be 0 to %u", arg, HEAD_MAX);
	return head;
}

/* Check that no argument is missing and that all go together. argp prints an error and exits. */
static void check_arguments(const struct arguments *args, const struct argp_state *state)
{
	if (state->arg_num < 2)
		options_usage_error(state->name, NULL, "VGPU or FILE is missing");
	if (args->json && !strcmp(args->file, "-"))
		options_usage_error(state->name, NULL,
				    "--json needs a FILE: the picture goes to standard output");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'H':
		args->head = parse_head(arg, state);
		return 0;
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num == 0)
			args->id = arg;
		else if (state->arg_num == 1)
			args->file = arg;
		else
			return ARGP_ERR_UNKNOWN;
		return 0;
	case ARGP_KEY_END:
		check_arguments(args, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "head", 'H', "N", 0, "number of the screen (default: 0)", 0 },
	{ "json", 'j', NULL, 0, "print JSON about the saved file", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "VGPU FILE.png",
	.doc = "Saves the screen of the guest on a vGPU, with its cursor, as a PNG. VGPU is a UUID "
	       "or a name. FILE - is standard output.\v"
	       "A virtual machine must have the vGPU open. Users who may open " CONTROL
	       " may do this.",
};

/* Print why the kernel refused a screenshot and what to do. Return: an exit status. */
static int refused(const struct arguments *args, int error)
{
	switch (error) {
	case EINVAL:
		return options_print_error("facetctl screenshot", NULL,
					   "--head=%u: %s has no such screen: see its outputs",
					   args->head, args->id);
	case ENOENT:
		return complain("there is no vGPU %s any more", args->id);
	case ENODEV:
		return complain("no virtual machine has %s open: start one", args->id);
	case ENODATA:
		return complain("the guest on %s shows nothing: its driver has turned on no plane",
				args->id);
	default:
		return complain("cannot take a picture of %s: %s", args->id, strerror(error));
	}
}

static int open_control(void)
{
	int fd = open(CONTROL, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		complain("there is no " CONTROL ": load the module facet");
	else if (fd < 0)
		complain(CONTROL ": %s: ask as root, or let your group have it (udev)",
			 strerror(errno));
	return fd;
}

/*
 * Convert rows of XRGB8888 to rows of red, green and blue, without padding, as PNG has them.
 * Return: the rows, which the caller frees; NULL: no memory.
 */
static uint8_t *to_rgb(const struct facet_screenshot *screenshot, const uint8_t *pixels)
{
	uint8_t *rgb = malloc((size_t)screenshot->width * screenshot->height * 3), *out = rgb;
	uint32_t x, y;

	for (y = 0; rgb && y < screenshot->height; y++) {
		const uint8_t *row = pixels + (size_t)y * screenshot->stride;

		for (x = 0; x < screenshot->width; x++) {
			*out++ = row[4 * x + 2];
			*out++ = row[4 * x + 1];
			*out++ = row[4 * x];
		}
	}
	return rgb;
}

static bool write_png(const struct facet_screenshot *screenshot, const uint8_t *rgb,
		      const char *file)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = screenshot->width,
		.height = screenshot->height,
		.format = PNG_FORMAT_RGB,
	};
	bool done;

	if (strcmp(file, "-"))
		done = png_image_write_to_file(&image, file, 0, rgb, 0, NULL);
	else
		done = png_image_write_to_stdio(&image, stdout, 0, rgb, 0, NULL) && !fflush(stdout);
	if (!done)
		complain("%s: %s", file,
			errno ? strerror(errno) : image.message);
	return done;
}

static bool save(const struct facet_screenshot *screenshot, const char *file)
{
	uint8_t *pixels, *rgb;
	bool done = false;

	pixels = mmap(NULL, screenshot->size, PROT_READ, MAP_SHARED, screenshot->fd, 0);
	if (pixels == MAP_FAILED) {
		complain("the picture cannot be mapped: %s", strerror(errno));
		return false;
	}
	rgb = to_rgb(screenshot, pixels);
	errno = 0;
	if (rgb)
		done = write_png(screenshot, rgb, file);
	else
		complain("no memory for %u x %u pixels", screenshot->width, screenshot->height);
	free(rgb);
	munmap(pixels, screenshot->size);
	return done;
}

static int take(const struct arguments *args, const char *uuid,
		struct facet_screenshot *screenshot)
{
	int control = open_control(), ret;

	if (control < 0)
		return FACETCTL_FAILED;
	if (ioctl(control, FACET_SCREENSHOT, screenshot)) {
		ret = refused(args, errno);
	} else {
		ret = save(screenshot, args->file) ? FACETCTL_OK : FACETCTL_FAILED;
		close(screenshot->fd);
	}
	close(control);
	if (ret == FACETCTL_OK && args->json)
		ret = print_json(json_pack("{s:s, s:o, s:i, s:i, s:i}", "uuid", uuid, "file",
					   json_of_text(args->file), "head", (int)screenshot->head,
					   "width", (int)screenshot->width, "height",
					   (int)screenshot->height));
	return ret;
}

int facetctl_screenshot(int argc, char **argv)
{
	struct facet_screenshot screenshot = { .argsz = sizeof(screenshot) };
	struct arguments args = { 0 };
	const struct host_vgpu *vgpu;
	int ret = FACETCTL_FAILED;
	struct host host;

	options_parse(&argp, argc, argv, 0, NULL, &args);
	if (!open_host(&host))
		return ret;
	vgpu = find_vgpu(&host, args.id);
	if (vgpu && !uuid_parse_text(vgpu->uuid, screenshot.uuid)) {
		complain("'%s' is no UUID", vgpu->uuid);
	} else if (vgpu) {
		screenshot.head = args.head;
		ret = take(&args, vgpu->uuid, &screenshot);
	}
	host_free(&host);
	return ret;
}
