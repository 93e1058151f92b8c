// SPDX-License-Identifier: GPL-2.0-only
/*
 * A window on a Wayland desktop that gets its pixels by shared memory (wl_shm). The surface belongs
 * to the program, which also takes its events. This file adds requests to the surface, and has an
 * event queue of its own for wl_registry and wl_buffer. The thread that draws calls this file.
 * Takes no locks but those of libwayland-client.
 *
 * Numbers of requests are those of wayland.xml. Types are those of libwayland-client's headers.
 */
#include "shim/hooks/desk_output.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFERS			4u	/* a desktop shows one, and may keep one more */
#define FLAG_DESTROY		1u	/* of wl_proxy_marshal_array_flags() */
#define SHM_ARGB8888		0u	/* wl_shm.format */

#define DISPLAY_GET_REGISTRY	1u
#define REGISTRY_BIND		0u
#define SHM_CREATE_POOL		0u
#define POOL_CREATE_BUFFER	0u
#define POOL_DESTROY		1u
#define BUFFER_DESTROY		0u
#define SURFACE_ATTACH		1u
#define SURFACE_DAMAGE		2u
#define SURFACE_COMMIT		6u

struct wl_proxy;
struct wl_interface;

/* An argument of a request. */
union wl_arg {
	int32_t i;
	uint32_t u;
	const char *s;
	void *o;
	uint32_t n;
	int32_t h;
};

/* The window of a program, as in wayland-egl-backend.h of libwayland-egl, version 3. */
struct wl_egl_window {
	intptr_t version;
	int width, height, dx, dy;
	int attached_width, attached_height;
	void *driver;
	void (*resized)(struct wl_egl_window *window, void *driver);
	void (*destroyed)(void *driver);
	struct wl_proxy *surface;
};

typedef void (*wl_listener_fn)(void);

/* Functions and interfaces of libwayland-client, in the order of names[]. */
struct client {
	struct wl_proxy *(*marshal)(struct wl_proxy *proxy, uint32_t opcode,
				    const struct wl_interface *interface, uint32_t version,
				    uint32_t flags, union wl_arg *args);
	int (*listen)(struct wl_proxy *proxy, wl_listener_fn *listener, void *data);
	void *(*wrap)(void *display);
	void (*unwrap)(void *wrapper);
	void (*set_queue)(void *proxy, void *queue);
	void (*destroy)(struct wl_proxy *proxy);
	void *(*new_queue)(void *display);
	void (*destroy_queue)(void *queue);
	int (*roundtrip)(void *display, void *queue);
	int (*dispatch)(void *display, void *queue);
	int (*flush)(void *display);
	const struct wl_interface *registry, *shm, *pool, *buffer;
};

static const char *const names[] = {
	"wl_proxy_marshal_array_flags", "wl_proxy_add_listener", "wl_proxy_create_wrapper",
	"wl_proxy_wrapper_destroy", "wl_proxy_set_queue", "wl_proxy_destroy",
	"wl_display_create_queue", "wl_event_queue_destroy", "wl_display_roundtrip_queue",
	"wl_display_dispatch_queue", "wl_display_flush", "wl_registry_interface",
	"wl_shm_interface", "wl_shm_pool_interface", "wl_buffer_interface", NULL,
};

_Static_assert(sizeof(struct client) == sizeof(names) - sizeof(*names), "a name per pointer");

/**
 * struct buffer - A picture in shared memory.
 * @proxy: its wl_buffer; NULL: none
 * @pixels: its pixels, the highest row first
 * @width: width in pixels
 * @height: height in pixels
 * @busy: the desktop reads it
 */
struct buffer {
	struct wl_proxy *proxy;
	uint8_t *pixels;
	int width, height;
	bool busy;
};

/**
 * struct desk_output - A window on a Wayland desktop.
 * @client: functions of libwayland-client
 * @display: the connection
 * @queue: queue of the events for this file
 * @registry: objects of the desktop
 * @shm: its wl_shm
 * @window: the window of the program
 * @buffers: pictures
 */
struct desk_output {
	struct client client;
	void *display;
	void *queue;
	struct wl_proxy *registry;
	struct wl_proxy *shm;
	struct wl_egl_window *window;
	struct buffer buffers[BUFFERS];
};

/* --- buffers -------------------------------------------------------------------------------- */

static size_t bytes_of(const struct buffer *buffer)
{
	return (size_t)buffer->width * buffer->height * DESK_PIXEL_BYTES;
}

static void buffer_released(void *data, struct wl_proxy *proxy)
{
	struct buffer *buffer = data;

	buffer->busy = false;
}

static void remove_buffer(const struct client *client, struct buffer *buffer)
{
	if (!buffer->proxy)
		return;
	client->marshal(buffer->proxy, BUFFER_DESTROY, NULL, 1, FLAG_DESTROY, NULL);
	munmap(buffer->pixels, bytes_of(buffer));
	*buffer = (struct buffer){ 0 };
}

/* Let the desktop map the memory, and make it a wl_buffer. */
static struct wl_proxy *share(const struct desk_output *output, const struct buffer *buffer, int fd)
{
	const struct client *client = &output->client;
	union wl_arg pool_args[] = { { .n = 0 }, { .h = fd }, { .i = bytes_of(buffer) } };
	union wl_arg args[] = {
		{ .n = 0 }, { .i = 0 }, { .i = buffer->width }, { .i = buffer->height },
		{ .i = buffer->width * DESK_PIXEL_BYTES }, { .u = SHM_ARGB8888 },
	};
	struct wl_proxy *pool = client->marshal(output->shm, SHM_CREATE_POOL, client->pool, 1, 0,
						pool_args);
	struct wl_proxy *proxy;

	if (!pool)
		return NULL;
	proxy = client->marshal(pool, POOL_CREATE_BUFFER, client->buffer, 1, 0, args);
	client->marshal(pool, POOL_DESTROY, NULL, 1, FLAG_DESTROY, NULL);
	return proxy;
}

static bool make_buffer(struct desk_output *output, struct buffer *buffer, int width, int height)
{
	static wl_listener_fn listener[] = { (wl_listener_fn)buffer_released };
	struct buffer made = { .width = width, .height = height };
	int fd = memfd_create("facet-window", MFD_CLOEXEC);

	made.pixels = MAP_FAILED;
	if (fd >= 0 && !ftruncate(fd, bytes_of(&made)))
		made.pixels = mmap(NULL, bytes_of(&made), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
				   0);
	if (made.pixels != MAP_FAILED)
		made.proxy = share(output, &made, fd);
	if (fd >= 0)
		close(fd);
	if (!made.proxy) {
		if (made.pixels != MAP_FAILED)
			munmap(made.pixels, bytes_of(&made));
		return false;
	}
	*buffer = made;
	output->client.listen(buffer->proxy, listener, buffer);
	return true;
}

/* Return a buffer of this size that the desktop does not read. Waits for the desktop. */
static struct buffer *free_buffer(struct desk_output *output, int width, int height)
{
	struct buffer *buffer;
	unsigned int i;

	for (;;) {
		for (i = 0; i < BUFFERS; i++) {
			buffer = &output->buffers[i];
			if (buffer->busy)
				continue;
			if (buffer->width != width || buffer->height != height)
				remove_buffer(&output->client, buffer);
			if (buffer->proxy || make_buffer(output, buffer, width, height))
				return buffer;
			return NULL;
		}
		if (output->client.dispatch(output->display, output->queue) < 0)
			return NULL;
	}
}

/* --- the window ----------------------------------------------------------------------------- */

static void global_added(void *data, struct wl_proxy *registry, uint32_t name,
			 const char *interface, uint32_t version)
{
	struct desk_output *output = data;
	union wl_arg args[] = { { .u = name }, { .s = "wl_shm" }, { .u = 1 }, { .n = 0 } };

	if (!output->shm && !strcmp(interface, "wl_shm"))
		output->shm = output->client.marshal(registry, REGISTRY_BIND, output->client.shm,
						     1, 0, args);
}

static void global_removed(void *data, struct wl_proxy *registry, uint32_t name)
{
}

static void wayland_close(struct desk_output *output)
{
	const struct client *client = &output->client;
	unsigned int i;

	for (i = 0; i < BUFFERS; i++)
		remove_buffer(client, &output->buffers[i]);
	if (output->shm)
		client->destroy(output->shm);
	if (output->registry)
		client->destroy(output->registry);
	if (output->queue)
		client->destroy_queue(output->queue);
	free(output);
}

static bool find_shm(struct desk_output *output)
{
	static wl_listener_fn listener[] = {
		(wl_listener_fn)global_added, (wl_listener_fn)global_removed,
	};
	const struct client *client = &output->client;
	union wl_arg args[] = { { .n = 0 } };
	void *wrapper;

	output->queue = client->new_queue(output->display);
	wrapper = output->queue ? client->wrap(output->display) : NULL;
	if (!wrapper)
		return false;
	client->set_queue(wrapper, output->queue);
	output->registry = client->marshal(wrapper, DISPLAY_GET_REGISTRY, client->registry, 1, 0,
					   args);
	client->unwrap(wrapper);
	if (!output->registry || client->listen(output->registry, listener, output))
		return false;
	return client->roundtrip(output->display, output->queue) >= 0 && output->shm;
}

static struct desk_output *wayland_open(void *display, void *window)
{
	struct desk_output *output = calloc(1, sizeof(*output));
	void *functions[sizeof(names) / sizeof(*names)];

	if (!output)
		return NULL;
	output->display = display;
	output->window = window;
	if (!desk_functions("libwayland-client.so.0", names, functions)) {
		free(output);
		return NULL;
	}
	memcpy(&output->client, functions, sizeof(output->client));
	if (find_shm(output))
		return output;
	wayland_close(output);
	return NULL;
}

static bool wayland_size(struct desk_output *output, int *width, int *height)
{
	*width = output->window->width;
	*height = output->window->height;
	return true;
}

static bool wayland_show(struct desk_output *output, const uint8_t *pixels, int width, int height)
{
	const struct client *client = &output->client;
	struct buffer *buffer = free_buffer(output, width, height);
	size_t pitch = (size_t)width * DESK_PIXEL_BYTES;
	struct wl_proxy *surface = output->window->surface;
	union wl_arg damage[] = {
		{ .i = 0 }, { .i = 0 }, { .i = INT32_MAX }, { .i = INT32_MAX },
	};
	int y;

	if (!buffer)
		return false;
	for (y = 0; y < height; y++)
		memcpy(buffer->pixels + pitch * y, pixels + pitch * (height - 1 - y), pitch);
	client->marshal(surface, SURFACE_ATTACH, NULL, 1, 0,
			(union wl_arg[]){ { .o = buffer->proxy }, { .i = 0 }, { .i = 0 } });
	client->marshal(surface, SURFACE_DAMAGE, NULL, 1, 0, damage);
	client->marshal(surface, SURFACE_COMMIT, NULL, 1, 0, NULL);
	buffer->busy = true;
	output->window->attached_width = width;
	output->window->attached_height = height;
	client->flush(output->display);
	return true;
}

const struct desk_kind desk_wayland = {
	.open = wayland_open,
	.size = wayland_size,
	.show = wayland_show,
	.close = wayland_close,
};
