// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-screenshot: takes a picture of a guest's screen from QEMU's D-Bus
 * display (-display dbus,p2p=yes), which hands out the dma-buf that the vGPU
 * exports, or the pixels themselves where the screen is of the region kind.
 *
 *   facet-screenshot --qmp SOCKET --out FILE.png [--hash HEX] [--settle MS] [--timeout S]
 *                    [--screendump FILE.png]
 *
 * With --hash it waits for a picture with that hash; without, it takes the one
 * that is there --settle milliseconds after the first came. --screendump asks
 * QEMU for a picture of its own too. One JSON line on stdout tells what was seen. Interface: org.qemu.Display1, QEMU's
 * documentation "D-Bus display".
 */
#include "picture.h"
#include "qmp.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <linux/dma-buf.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONSOLE		"/org/qemu/Display1/Console_0"
#define LISTENER	"/org/qemu/Display1/Listener"
#define POLL_MS		100
#define MODIFIER_LINEAR		0ull
#define MODIFIER_UNKNOWN	0x00ffffffffffffffull

static const char listener_xml[] =
	"<node><interface name='org.qemu.Display1.Listener'>"
	"<method name='Scanout'><arg type='u' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='u' direction='in'/><arg type='u' direction='in'/><arg type='ay' direction='in'/></method>"
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
	"<arg type='i' direction='in'/><arg type='i' direction='in'/><arg type='ay' direction='in'/></method>"
	"<property name='Interfaces' type='as' access='read'/>"
	"</interface></node>";

/* The dma-buf that QEMU shows at the moment. */
struct dmabuf {
	int fd;
	uint8_t *map;
	size_t size;
	uint32_t width, height, stride, fourcc;
	uint64_t modifier;
};

struct viewer {
	GMainLoop *loop;
	const char *out, *screendump, *size, *error;
	struct dmabuf dmabuf;
	struct picture picture;
	uint64_t wanted;	/* hash, where @want */
	gboolean want, matched, from_dmabuf;
	guint updates, buffers, settle_ms, timeout_ms;
	gint64 started, first;
};

static void touched(struct viewer *v)
{
	if (!v->first)
		v->first = g_get_monotonic_time();
	v->updates++;
}

static void fail(struct viewer *v, const char *why)
{
	v->error = why;
	g_main_loop_quit(v->loop);
}

static void dmabuf_drop(struct dmabuf *d)
{
	if (d->map)
		munmap(d->map, d->size);
	if (d->fd >= 0)
		close(d->fd);
	*d = (struct dmabuf){ .fd = -1 };
}

static void on_scanout_dmabuf(struct viewer *v, GVariant *args, GDBusMethodInvocation *call)
{
	GUnixFDList *fds = g_dbus_message_get_unix_fd_list(g_dbus_method_invocation_get_message(call));
	struct dmabuf *d = &v->dmabuf;
	gboolean y0_top;
	gint32 handle;

	dmabuf_drop(d);
	g_variant_get(args, "(huuuutb)", &handle, &d->width, &d->height, &d->stride, &d->fourcc,
		      &d->modifier, &y0_top);
	d->fd = fds ? g_unix_fd_list_get(fds, handle, NULL) : -1;
	d->size = (size_t)d->stride * d->height;
	if (d->fd < 0 || !layout_of_fourcc(d->fourcc) ||
	    (d->modifier != MODIFIER_LINEAR && d->modifier != MODIFIER_UNKNOWN))
		return fail(v, "a dma-buf of a kind that cannot be read here");
	d->map = mmap(NULL, d->size, PROT_READ, MAP_SHARED, d->fd, 0);
	if (d->map == MAP_FAILED) {
		d->map = NULL;
		return fail(v, "the dma-buf cannot be mapped");
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
		fail(v, "a screen of a kind that cannot be read here");
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
	g_dbus_method_invocation_return_value(call, NULL);
}

static GVariant *on_property(GDBusConnection *connection, const gchar *sender, const gchar *path,
			     const gchar *interface, const gchar *property, GError **error,
			     gpointer data)
{
	return g_variant_new_strv(NULL, 0);
}

static void dmabuf_sync(const struct dmabuf *d, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags | DMA_BUF_SYNC_READ };

	/* An exporter without caches of its own may not have it. */
	ioctl(d->fd, DMA_BUF_IOCTL_SYNC, &sync);
}

/* The dma-buf's content as it is now. */
static int look(struct viewer *v)
{
	const struct dmabuf *d = &v->dmabuf;
	int rc;

	if (!d->map)
		return v->picture.rgb ? 0 : -1;
	dmabuf_sync(d, DMA_BUF_SYNC_START);
	rc = picture_take(&v->picture, d->map, d->width, d->height, d->stride,
			  layout_of_fourcc(d->fourcc));
	dmabuf_sync(d, DMA_BUF_SYNC_END);
	v->from_dmabuf = !rc;
	return rc;
}

static gboolean on_tick(gpointer data)
{
	struct viewer *v = data;
	gint64 t = g_get_monotonic_time();

	if (v->want && !look(v) && picture_hash(&v->picture) == v->wanted)
		v->matched = TRUE;
	if (v->matched || (!v->want && v->first && t - v->first > v->settle_ms * 1000ll) ||
	    t - v->started > v->timeout_ms * 1000ll) {
		if (look(v))
			v->error = "no picture came";
		g_main_loop_quit(v->loop);
	}
	return G_SOURCE_CONTINUE;
}

/* Whoever has us watch for a long time says when it is enough. */
static gboolean on_enough(gpointer data)
{
	struct viewer *v = data;

	if (look(v))
		v->error = "no picture came";
	g_main_loop_quit(v->loop);
	return G_SOURCE_CONTINUE;
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
	connection = g_dbus_connection_new_sync(G_IO_STREAM(stream), NULL,
						flags | G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
						NULL, NULL, error);
	g_object_unref(stream);
	return connection;
}

/* Tell the console to send its picture to us; return the connection on which it comes. */
static GDBusConnection *listen_to(GDBusConnection *display, struct viewer *v, GError **error)
{
	static const GDBusInterfaceVTable vtable = { .method_call = on_call, .get_property = on_property };
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
							      "RegisterListener", g_variant_new("(h)", 0),
							      NULL, G_DBUS_CALL_FLAGS_NONE, 10000, fds,
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
	g_dbus_connection_register_object(listener, LISTENER, node->interfaces[0], &vtable, v, NULL, NULL);
	g_dbus_node_info_unref(node);
	g_dbus_connection_start_message_processing(listener);
	return listener;
}

/* As a user interface does it whose window is resized: QEMU makes a monitor of that size. */
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

static int write_png(const struct picture *p, const char *path)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = p->width,
		.height = p->height,
		.format = PNG_FORMAT_RGB,
		.flags = PNG_IMAGE_FLAG_FAST,
	};

	return png_image_write_to_file(&image, path, 0, p->rgb, 0, NULL) ? 0 : -1;
}

static void tell(const struct viewer *v)
{
	const struct picture *p = &v->picture;
	const uint32_t f = v->dmabuf.fourcc;

	printf("{\"report\":\"screenshot\",\"path\":\"%s\",\"width\":%u,\"height\":%u,\"stride\":%u,"
	       "\"fourcc\":\"%c%c%c%c\",\"modifier\":\"%#llx\",\"hash\":\"%016llx\",\"match\":%s,"
	       "\"first_ms\":%lld,\"updates\":%u,\"buffers\":%u,\"error\":\"%s\"}\n",
	       !p->rgb ? "none" : v->from_dmabuf ? "dmabuf" : "region", p->width, p->height,
	       v->dmabuf.stride, f ? (char)f : '-', f ? (char)(f >> 8) : '-', f ? (char)(f >> 16) : '-',
	       f ? (char)(f >> 24) : '-', (unsigned long long)v->dmabuf.modifier,
	       p->rgb ? (unsigned long long)picture_hash(p) : 0ull, v->matched ? "true" : "false",
	       v->first ? (long long)(v->first - v->started) / 1000 : -1ll, v->updates, v->buffers,
	       v->error ? v->error : "");
}

static int view(struct viewer *v, const char *qmp_path)
{
	GDBusConnection *display, *listener = NULL;
	GError *error = NULL;
	int qmp = qmp_connect(qmp_path), fd;

	if (qmp < 0)
		return -1;
	fd = qmp_open_dbus_display(qmp);
	if (fd < 0)
		return -1;
	v->loop = g_main_loop_new(NULL, FALSE);
	v->started = g_get_monotonic_time();
	display = dbus_on(fd, G_DBUS_CONNECTION_FLAGS_NONE, &error);
	if (display && (!v->size || !resize(display, v->size, &error)))
		listener = listen_to(display, v, &error);
	if (!listener) {
		fprintf(stderr, "QEMU's D-Bus display: %s\n", error ? error->message : strerror(errno));
		return -1;
	}
	g_timeout_add(POLL_MS, on_tick, v);
	g_unix_signal_add(SIGTERM, on_enough, v);
	g_main_loop_run(v->loop);
	if (v->screendump && qmp_screendump(qmp, v->screendump))
		v->error = "QEMU makes no screendump";
	if (!v->error && write_png(&v->picture, v->out))
		v->error = "the file cannot be written";
	tell(v);
	dmabuf_drop(&v->dmabuf);
	return v->error || (v->want && !v->matched) ? -1 : 0;
}

int main(int argc, char **argv)
{
	gchar *qmp = NULL, *out = NULL, *hash = NULL, *screendump = NULL, *size = NULL;
	gint settle = 500, timeout = 60;
	const GOptionEntry options[] = {
		{ "qmp", 0, 0, G_OPTION_ARG_FILENAME, &qmp, "QEMU's QMP socket", "SOCKET" },
		{ "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "PNG to write", "FILE" },
		{ "hash", 0, 0, G_OPTION_ARG_STRING, &hash, "wait for this picture", "HEX" },
		{ "resize", 0, 0, G_OPTION_ARG_STRING, &size, "of the window, before the picture", "WIDTHxHEIGHT" },
		{ "screendump", 0, 0, G_OPTION_ARG_FILENAME, &screendump, "PNG for QEMU to write", "FILE" },
		{ "settle", 0, 0, G_OPTION_ARG_INT, &settle, "from the first picture to the one that is kept", "MS" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &timeout, "give up", "S" },
		{ 0 },
	};
	GOptionContext *context = g_option_context_new("- a picture of a guest's screen");
	struct viewer v = { .dmabuf.fd = -1 };
	GError *error = NULL;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || !qmp || !out) {
		fprintf(stderr, "%s\n", error ? error->message : "--qmp and --out are needed");
		return 2;
	}
	v.out = out;
	v.screendump = screendump;
	v.size = size;
	v.settle_ms = (guint)settle;
	v.timeout_ms = (guint)timeout * 1000;
	v.want = hash != NULL;
	v.wanted = hash ? g_ascii_strtoull(hash, NULL, 16) : 0;
	return view(&v, qmp) ? 1 : 0;
}
