// SPDX-License-Identifier: GPL-2.0-only
/*
 * A window on an X desktop that gets its pixels by XCB's requests. The window belongs to the
 * program, which also takes its events. The thread that draws calls this file. Takes no locks but
 * those of libxcb.
 *
 * Types are those of libxcb's headers.
 */
#include "shim/hooks/desk_output.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_Z_PIXMAP		2u	/* whole pixels */
#define DEPTH_LEAST		24u	/* windows of this depth or 32 have pixels of 4 bytes */
#define UNIT_BYTES		4u	/* unit of lengths of requests */
#define REQUEST_HEAD		32u	/* bytes of PutImage before its pixels, at most */

struct xcb_cookie {
	unsigned int sequence;
};

struct xcb_geometry {
	uint8_t response, depth;
	uint16_t sequence;
	uint32_t length, root;
	int16_t x, y;
	uint16_t width, height, border;
};

/* Functions of libxcb, in the order of names[]. */
struct xcb {
	struct xcb_cookie (*ask_geometry)(void *connection, uint32_t window);
	struct xcb_geometry *(*geometry)(void *connection, struct xcb_cookie cookie, void **error);
	uint32_t (*new_id)(void *connection);
	struct xcb_cookie (*create_gc)(void *connection, uint32_t gc, uint32_t window,
				       uint32_t mask, const void *values);
	struct xcb_cookie (*free_gc)(void *connection, uint32_t gc);
	struct xcb_cookie (*put_image)(void *connection, uint8_t format, uint32_t window,
				       uint32_t gc, uint16_t width, uint16_t height, int16_t x,
				       int16_t y, uint8_t left_pad, uint8_t depth, uint32_t bytes,
				       const uint8_t *pixels);
	uint32_t (*request_most)(void *connection);
	int (*flush)(void *connection);
};

static const char *const names[] = {
	"xcb_get_geometry", "xcb_get_geometry_reply", "xcb_generate_id", "xcb_create_gc",
	"xcb_free_gc", "xcb_put_image", "xcb_get_maximum_request_length", "xcb_flush", NULL,
};

_Static_assert(sizeof(struct xcb) == sizeof(names) - sizeof(*names), "a name per pointer");

/**
 * struct desk_output - A window on an X desktop.
 * @xcb: functions of libxcb
 * @connection: the connection
 * @window: number of the window
 * @gc: graphics context for the window
 * @depth: depth of the window in bits
 */
struct desk_output {
	struct xcb xcb;
	void *connection;
	uint32_t window;
	uint32_t gc;
	uint8_t depth;
};

static bool x11_size(struct desk_output *output, int *width, int *height)
{
	const struct xcb *xcb = &output->xcb;
	struct xcb_geometry *found = xcb->geometry(output->connection,
			xcb->ask_geometry(output->connection, output->window), NULL);

	if (!found)
		return false;
	*width = found->width;
	*height = found->height;
	output->depth = found->depth;
	free(found);
	return true;
}

static void x11_close(struct desk_output *output)
{
	if (output->gc)
		output->xcb.free_gc(output->connection, output->gc);
	free(output);
}

static bool find_functions(struct desk_output *output, void *display)
{
	static const char *const connection[] = { "XGetXCBConnection", NULL };
	void *functions[sizeof(names) / sizeof(*names)], *function;
	void *(*connection_of)(void *display);

	if (!desk_functions("libxcb.so.1", names, functions) ||
	    !desk_functions("libX11-xcb.so.1", connection, &function))
		return false;
	memcpy(&output->xcb, functions, sizeof(output->xcb));
	memcpy(&connection_of, &function, sizeof(function));
	output->connection = connection_of(display);
	return output->connection;
}

static struct desk_output *x11_open(void *display, void *window)
{
	struct desk_output *output = calloc(1, sizeof(*output));
	int width, height;

	if (!output)
		return NULL;
	output->window = *(const unsigned long *)window;
	if (find_functions(output, display) && x11_size(output, &width, &height) &&
	    output->depth >= DEPTH_LEAST) {
		output->gc = output->xcb.new_id(output->connection);
		output->xcb.create_gc(output->connection, output->gc, output->window, 0, NULL);
		return output;
	}
	free(output);
	return NULL;
}

/* A request has a greatest length, so a picture is sent in strips. */
static bool x11_show(struct desk_output *output, const uint8_t *pixels, int width, int height)
{
	size_t most = (size_t)output->xcb.request_most(output->connection) * UNIT_BYTES;
	size_t pitch = (size_t)width * DESK_PIXEL_BYTES;
	int strip = most > REQUEST_HEAD ? (most - REQUEST_HEAD) / pitch : 0, top, rows, y;
	uint8_t *flipped;

	if (strip > height)
		strip = height;
	flipped = strip ? malloc(pitch * strip) : NULL;
	if (!flipped)
		return false;
	for (top = 0; top < height; top += rows) {
		rows = height - top < strip ? height - top : strip;
		for (y = 0; y < rows; y++)
			memcpy(flipped + pitch * y, pixels + pitch * (height - 1 - top - y), pitch);
		output->xcb.put_image(output->connection, FORMAT_Z_PIXMAP, output->window,
				      output->gc, width, rows, 0, top, 0, output->depth,
				      pitch * rows, flipped);
	}
	free(flipped);
	return output->xcb.flush(output->connection) > 0;
}

const struct desk_kind desk_x11 = {
	.open = x11_open,
	.size = x11_size,
	.show = x11_show,
	.close = x11_close,
};
