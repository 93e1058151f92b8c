// SPDX-License-Identifier: GPL-2.0-only
/* facetctl screenshot: the picture of a guest as a PNG, with no VMM's help. */
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

#include <png.h>

#include "kernel/uapi/facet.h"
#include "tools/facetctl/commands.h"

#define CONTROL		"/dev/" FACET_CONTROL_NAME
#define HEAD_MAX	2u	/* a vGPU has three heads at most */

struct arguments {
	const char *uuid;
	const char *file;
	unsigned int head;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	unsigned long head;
	char *end;

	switch (key) {
	case 'H':
		head = strtoul(arg, &end, 10);
		if (*arg < '0' || *arg > '9' || *end || head > HEAD_MAX)
			argp_error(state, "--head wants a number from 0 to %u, not '%s'", HEAD_MAX, arg);
		args->head = head;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num == 0)
			args->uuid = arg;
		else if (state->arg_num == 1)
			args->file = arg;
		else
			argp_usage(state);
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "a UUID and a file are wanted");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "head", 'H', "N", 0, "which of its screens (0)", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "UUID FILE.png",
	.doc = "Saves what the guest on a vGPU shows now, the cursor among it. FILE - is standard output.\v"
	       "Who may open " CONTROL " may do this; the vGPU has to be open in a virtual machine.",
};

/* Why the kernel refused, and what to do. */
static void complain(const struct arguments *args, int error)
{
	switch (error) {
	case EINVAL:
		fprintf(stderr, "facetctl: '%s' is no UUID, or it has no head %u\n", args->uuid, args->head);
		break;
	case ENOENT:
		fprintf(stderr, "facetctl: there is no vGPU %s: see /sys/bus/mdev/devices\n", args->uuid);
		break;
	case ENODEV:
		fprintf(stderr, "facetctl: no virtual machine has %s open: start one\n", args->uuid);
		break;
	case ENODATA:
		fprintf(stderr, "facetctl: the guest on %s shows nothing: its driver has lit no plane\n",
			args->uuid);
		break;
	default:
		fprintf(stderr, "facetctl: no picture of %s: %s\n", args->uuid, strerror(error));
	}
}

static int open_control(void)
{
	int fd = open(CONTROL, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		fprintf(stderr, "facetctl: there is no " CONTROL ": load the module facet\n");
	else
		fprintf(stderr, "facetctl: " CONTROL ": %s: ask as root, or let your group have it (udev)\n",
			strerror(errno));
	return -1;
}

/* PNG has no padding byte: rows of red, green, blue. NULL: no memory. */
static uint8_t *to_rgb(const struct facet_screenshot *shot, const uint8_t *pixels)
{
	uint8_t *rgb = malloc((size_t)shot->width * shot->height * 3), *out = rgb;
	uint32_t x, y;

	for (y = 0; rgb && y < shot->height; y++) {
		const uint8_t *row = pixels + (size_t)y * shot->stride;

		for (x = 0; x < shot->width; x++) {
			*out++ = row[4 * x + 2];
			*out++ = row[4 * x + 1];
			*out++ = row[4 * x];
		}
	}
	return rgb;
}

static bool write_png(const struct facet_screenshot *shot, const uint8_t *rgb, const char *file)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = shot->width,
		.height = shot->height,
		.format = PNG_FORMAT_RGB,
	};
	bool done;

	if (strcmp(file, "-"))
		done = png_image_write_to_file(&image, file, 0, rgb, 0, NULL);
	else
		done = png_image_write_to_stdio(&image, stdout, 0, rgb, 0, NULL) && !fflush(stdout);
	if (!done)
		fprintf(stderr, "facetctl: %s: %s\n", file,
			errno ? strerror(errno) : image.message);
	return done;
}

static bool save(const struct facet_screenshot *shot, const char *file)
{
	uint8_t *pixels, *rgb;
	bool done = false;

	pixels = mmap(NULL, shot->size, PROT_READ, MAP_SHARED, shot->fd, 0);
	if (pixels == MAP_FAILED) {
		fprintf(stderr, "facetctl: the picture cannot be mapped: %s\n", strerror(errno));
		return false;
	}
	rgb = to_rgb(shot, pixels);
	errno = 0;
	if (rgb)
		done = write_png(shot, rgb, file);
	else
		fprintf(stderr, "facetctl: no memory for %u x %u pixels\n", shot->width, shot->height);
	free(rgb);
	munmap(pixels, shot->size);
	return done;
}

int facetctl_screenshot(int argc, char **argv)
{
	struct facet_screenshot shot = { .argsz = sizeof(shot) };
	struct arguments args = { 0 };
	int control, ret = FACETCTL_FAILED;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (strlen(args.uuid) >= sizeof(shot.uuid)) {
		complain(&args, EINVAL);
		return FACETCTL_USAGE;
	}
	control = open_control();
	if (control < 0)
		return FACETCTL_FAILED;
	strcpy(shot.uuid, args.uuid);
	shot.head = args.head;
	if (ioctl(control, FACET_SCREENSHOT, &shot)) {
		ret = errno == EINVAL ? FACETCTL_USAGE : FACETCTL_FAILED;
		complain(&args, errno);
	} else {
		ret = save(&shot, args.file) ? FACETCTL_OK : FACETCTL_FAILED;
		close(shot.fd);
	}
	close(control);
	return ret;
}
