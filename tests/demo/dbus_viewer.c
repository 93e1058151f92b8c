// SPDX-License-Identifier: GPL-2.0-only
/*
 * A viewer of QEMU's D-Bus display; see dbus_viewer.h. Interface: org.qemu.Display1, QEMU's
 * documentation "D-Bus display". One thread.
 */
#include "dbus_viewer.h"

#include "qmp.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <linux/dma-buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONSOLE		"/org/qemu/Display1/Console_0"
#define LISTENER	"/org/qemu/Display1/Listener"
#define CURSOR_MAX	256
#define MODIFIER_LINEAR		0ull
#define MODIFIER_UNKNOWN	0x00ffffffffffffffull

static const char listener_xml[] =
	"<node><interface name='org.qemu.Display1.Listener'>"
	"<method name='Scanout'><arg type='u' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='u' direction='in'/><arg type='u' direction='in'/><arg type='ay' "
	"direction='in'/></method>"
	"<method name='Update'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
	"<arg type='i' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='u' direction='in'/><arg type='ay' direction='in'/></method>"
	"<method name='ScanoutDMABUF'><arg type='h' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='u' direction='in'/><arg type='u' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='t' direction='in'/><arg type='b' direction='in'/></method>"
	"<method name='UpdateDMABUF'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
	"<arg type='i' direction='in'/><arg type='i' direction='in'/></method>"
	"<method name='Disable'/>"
	"<method name='MouseSet'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
	"<arg type='i' direction='in'/></method>"
	"<method name='CursorDefine'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
	"<arg type='i' direction='in'/><arg type='i' direction='in'/><arg type='ay' "
	"direction='in'/></method>"
	"<property name='Interfaces' type='as' access='read'/>"
	"</interface></node>";

static void touched(struct viewer *v)
{
	if (!v->first)
		v->first = g_get_monotonic_time();
	v->updates++;
	if (v->changed)
		v->changed(v);
}

static void viewer_fail(struct viewer *v, const char *why)
{
	v->error = why;
	g_main_loop_quit(v->loop);
}

static void dmabuf_drop(struct viewer_dmabuf *d)
{
	if (d->map)
		munmap(d->map, d->size);
	if (d->fd >= 0)
		close(d->fd);
	*d = (struct viewer_dmabuf){ .fd = -1 };
}

static void on_scanout_dmabuf(struct viewer *v, GVariant *args, GDBusMethodInvocation *call)
{
	GUnixFDList *fds =
		g_dbus_message_get_unix_fd_list(g_dbus_method_invocation_get_message(call));
	struct viewer_dmabuf *d = &v->dmabuf;
	gboolean y0_top;
	gint32 handle;

	dmabuf_drop(d);
	g_variant_get(args, "(huuuutb)", &handle, &d->width, &d->height, &d->stride, &d->fourcc,
		      &d->modifier, &y0_top);
	d->fd = fds ? g_unix_fd_list_get(fds, handle, NULL) : -1;
	/* A tiled buffer ends with a whole row of tiles. */
	d->size = d->fd < 0 ? 0 : (size_t)lseek(d->fd, 0, SEEK_END);
	if (d->fd < 0 || !layout_of_fourcc(d->fourcc) || d->size < (size_t)d->stride * d->height)
		return viewer_fail(v, "a dma-buf of a kind that cannot be read here");
	d->map = mmap(NULL, d->size, PROT_READ, MAP_SHARED, d->fd, 0);
	if (d->map == MAP_FAILED) {
		d->map = NULL;
		return viewer_fail(v, "the dma-buf cannot be mapped");
	}
	v->buffers++;
	touched(v);
}

static const uint8_t *bytes_of(GVariant *args, guint child, gsize least, GVariant **holder)
{
	const uint8_t *bytes;
	gsize n;

	*holder = g_variant_get_child_value(args, child);
	bytes = g_variant_get_fixed_array(*holder, &n, 1);
	return n >= least ? bytes : NULL;
}

static void on_scanout(struct viewer *v, GVariant *args)
{
	const struct pixel_layout *layout;
	const uint8_t *pixels;
	guint width, height, stride, format;
	GVariant *holder;

	g_variant_get_child(args, 0, "u", &width);
	g_variant_get_child(args, 1, "u", &height);
	g_variant_get_child(args, 2, "u", &stride);
	g_variant_get_child(args, 3, "u", &format);
	pixels = bytes_of(args, 4, (gsize)stride * height, &holder);
	layout = layout_of_pixman(format);
	dmabuf_drop(&v->dmabuf);
	v->from_dmabuf = FALSE;
	if (!pixels || !layout || picture_take(&v->picture, pixels, width, height, stride, layout))
		viewer_fail(v, "a screen of a kind that cannot be read here");
	else
		touched(v);
	g_variant_unref(holder);
}

static void on_update(struct viewer *v, GVariant *args)
{
	const struct pixel_layout *layout;
	const uint8_t *pixels;
	gint x, y, width, height;
	guint stride, format;
	GVariant *holder;

	g_variant_get_child(args, 0, "i", &x);
	g_variant_get_child(args, 1, "i", &y);
	g_variant_get_child(args, 2, "i", &width);
	g_variant_get_child(args, 3, "i", &height);
	g_variant_get_child(args, 4, "u", &stride);
	g_variant_get_child(args, 5, "u", &format);
	if (x < 0 || y < 0 || width < 0 || height < 1)
		return;
	/* The last row may end with its last pixel. */
	pixels = bytes_of(args, 6, (gsize)stride * (height - 1) + (gsize)width * 4, &holder);
	layout = layout_of_pixman(format);
	if (pixels && layout)
		picture_patch(&v->picture, pixels, x, y, width, height, stride, layout);
	g_variant_unref(holder);
	touched(v);
}

static void on_cursor(struct viewer *v, GVariant *args)
{
	struct viewer_cursor *c = &v->cursor;
	const uint8_t *pixels;
	GVariant *holder;

	g_variant_get_child(args, 0, "i", &c->width);
	g_variant_get_child(args, 1, "i", &c->height);
	g_variant_get_child(args, 2, "i", &c->hot_x);
	g_variant_get_child(args, 3, "i", &c->hot_y);
	g_clear_pointer(&c->argb, g_free);
	if (c->width < 1 || c->height < 1 || c->width > CURSOR_MAX || c->height > CURSOR_MAX)
		return viewer_fail(v, "a cursor of a size that cannot be");
	pixels = bytes_of(args, 4, (gsize)c->width * (gsize)c->height * 4, &holder);
	if (pixels)
		c->argb = g_memdup2(pixels, (gsize)c->width * (gsize)c->height * 4);
	g_variant_unref(holder);
}

static void on_call(GDBusConnection *connection, const gchar *sender, const gchar *path,
		    const gchar *interface, const gchar *method, GVariant *args,
		    GDBusMethodInvocation *call, gpointer data)
{
	struct viewer *v = data;

	if (!strcmp(method, "ScanoutDMABUF"))
		on_scanout_dmabuf(v, args, call);
	else if (!strcmp(method, "UpdateDMABUF"))
		touched(v);
	else if (!strcmp(method, "Scanout"))
		on_scanout(v, args);
	else if (!strcmp(method, "Update"))
		on_update(v, args);
	else if (!strcmp(method, "CursorDefine"))
		on_cursor(v, args);
	else if (!strcmp(method, "MouseSet"))
		g_variant_get(args, "(iii)", &v->cursor.x, &v->cursor.y, &v->cursor.on);
	g_dbus_method_invocation_return_value(call, NULL);
}

static GVariant *on_property(GDBusConnection *connection, const gchar *sender, const gchar *path,
			     const gchar *interface, const gchar *property, GError **error,
			     gpointer data)
{
	return g_variant_new_strv(NULL, 0);
}

static void dmabuf_sync(const struct viewer_dmabuf *d, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags | DMA_BUF_SYNC_READ };

	/* An exporter with coherent memory may not support this. */
	ioctl(d->fd, DMA_BUF_IOCTL_SYNC, &sync);
}

static int take_dmabuf(struct viewer *v)
{
	const struct pixel_layout *layout = layout_of_fourcc(v->dmabuf.fourcc);
	const struct viewer_dmabuf *d = &v->dmabuf;

	if (d->modifier == MODIFIER_LINEAR || d->modifier == MODIFIER_UNKNOWN)
		return picture_take(&v->picture, d->map, d->width, d->height, d->stride, layout);
	v->linear = g_realloc(v->linear, d->size);
	if (picture_untile(v->linear, d->map, d->size, d->height, d->stride, d->modifier))
		return -1;
	return picture_take(&v->picture, v->linear, d->width, d->height, d->stride, layout);
}

int viewer_look(struct viewer *v)
{
	const struct viewer_dmabuf *d = &v->dmabuf;
	const struct viewer_cursor *c = &v->cursor;
	int rc;

	if (!d->map)
		return v->picture.rgb ? 0 : -1;
	dmabuf_sync(d, DMA_BUF_SYNC_START);
	rc = take_dmabuf(v);
	dmabuf_sync(d, DMA_BUF_SYNC_END);
	if (!rc && v->with_cursor && c->on && c->argb)
		picture_over(&v->picture, c->argb, (uint32_t)c->width, (uint32_t)c->height, c->x,
			     c->y);
	v->from_dmabuf = !rc;
	return rc;
}

static GDBusConnection *dbus_on(int fd, GDBusConnectionFlags flags, GError **error)
{
	GSocket *socket = g_socket_new_from_fd(fd, error);
	GSocketConnection *stream;
	GDBusConnection *connection;

	if (!socket)
		return NULL;
	stream = g_socket_connection_factory_create_connection(socket);
	g_object_unref(socket);
	connection =
		g_dbus_connection_new_sync(G_IO_STREAM(stream), NULL,
					   flags | G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
					   NULL, NULL, error);
	g_object_unref(stream);
	return connection;
}

/* Move the pointer as a user interface does for an absolute device, such as a tablet. */
static int point(GDBusConnection *display, const char *at, GError **error)
{
	unsigned int x, y;
	GVariant *reply;

	if (sscanf(at, "%u,%u", &x, &y) != 2)
		return -1;
	reply = g_dbus_connection_call_sync(display, NULL, CONSOLE, "org.qemu.Display1.Mouse",
					    "SetAbsPosition", g_variant_new("(uu)", x, y), NULL,
					    G_DBUS_CALL_FLAGS_NONE, 10000, NULL, error);
	if (!reply)
		return -1;
	g_variant_unref(reply);
	return 0;
}

/* Register a listener at the console. Return: the connection on which pictures arrive. */
static GDBusConnection *listen_to(GDBusConnection *display, struct viewer *v, GError **error)
{
	static const GDBusInterfaceVTable vtable = { .method_call = on_call,
						     .get_property = on_property };
	GUnixFDList *fds = g_unix_fd_list_new();
	GDBusConnection *listener = NULL;
	GDBusNodeInfo *node;
	GVariant *reply;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return NULL;
	g_unix_fd_list_append(fds, pair[1], NULL);
	close(pair[1]);
	reply = g_dbus_connection_call_with_unix_fd_list_sync(display, NULL, CONSOLE,
							      "org.qemu.Display1.Console",
							      "RegisterListener",
							      g_variant_new("(h)", 0), NULL,
							      G_DBUS_CALL_FLAGS_NONE, 10000, fds,
							      NULL, NULL, error);
	g_object_unref(fds);
	if (!reply) {
		close(pair[0]);
		return NULL;
	}
	g_variant_unref(reply);
	listener = dbus_on(pair[0], G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING, error);
	if (!listener)
		return NULL;
	node = g_dbus_node_info_new_for_xml(listener_xml, NULL);
	g_dbus_connection_register_object(listener, LISTENER, node->interfaces[0], &vtable, v, NULL,
					  NULL);
	g_dbus_node_info_unref(node);
	g_dbus_connection_start_message_processing(listener);
	return listener;
}

/* Report a window size as a user interface does. QEMU sets up a monitor of that size. */
static int resize(GDBusConnection *display, const char *size, GError **error)
{
	unsigned int width, height;
	GVariant *reply;

	if (sscanf(size, "%ux%u", &width, &height) != 2)
		return -1;
	reply = g_dbus_connection_call_sync(display, NULL, CONSOLE, "org.qemu.Display1.Console",
					    "SetUIInfo",
					    g_variant_new("(qqiiuu)", 0, 0, 0, 0, width, height),
					    NULL, G_DBUS_CALL_FLAGS_NONE, 10000, NULL, error);
	if (!reply)
		return -1;
	g_variant_unref(reply);
	return 0;
}

static int open_on(struct viewer *v, int fd, const char *size, const char *pointer)
{
	GDBusConnection *display, *listener = NULL;
	GError *error = NULL;

	v->dmabuf.fd = -1;
	v->loop = g_main_loop_new(NULL, FALSE);
	v->started = g_get_monotonic_time();
	display = dbus_on(fd, G_DBUS_CONNECTION_FLAGS_NONE, &error);
	if (display && (!size || !resize(display, size, &error)) &&
	    (!pointer || !point(display, pointer, &error)))
		listener = listen_to(display, v, &error);
	if (listener)
		return 0;
	fprintf(stderr, "QEMU's D-Bus display: %s\n", error ? error->message : strerror(errno));
	return -1;
}

int viewer_open(struct viewer *v, const char *qmp_path, const char *size, const char *pointer)
{
	int fd;

	v->qmp = qmp_connect(qmp_path);
	if (v->qmp < 0)
		return -1;
	fd = qmp_open_dbus_display(v->qmp);
	return fd < 0 ? -1 : open_on(v, fd, size, pointer);
}

int viewer_open_fd(struct viewer *v, int fd, const char *size, const char *pointer)
{
	v->qmp = -1;
	return open_on(v, fd, size, pointer);
}

void viewer_close(struct viewer *v)
{
	dmabuf_drop(&v->dmabuf);
}
