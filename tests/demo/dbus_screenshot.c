// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-screenshot: takes a picture of a guest's screen from QEMU's D-Bus display.
 *
 *   facet-screenshot --qmp SOCKET | --fd N --out FILE.png [--hash HEX] [--settle MS] [--timeout S]
 *                    [--resize WIDTHxHEIGHT] [--pointer X,Y] [--screendump FILE.png] [--cursor]
 *
 * --fd is an open connection to the display, as libvirt opens one. With --hash, the program waits
 * for a picture with that hash. Otherwise it takes the picture that is shown --settle milliseconds
 * after the first one. --screendump also asks QEMU for a picture of its own. --cursor blends QEMU's
 * cursor over the picture of a dma-buf. One JSON line on stdout reports the result.
 */
#include "qmp.h"
#include "dbus_viewer.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <png.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define POLL_MS		100

struct taker {
	struct viewer viewer;
	const char *out, *screendump;
	uint64_t wanted;	/* hash, if @want */
	gboolean want, matched;
	guint settle_ms, timeout_ms;
};

static gboolean on_tick(gpointer data)
{
	struct taker *taker = data;
	struct viewer *v = &taker->viewer;
	gint64 t = g_get_monotonic_time();

	if (taker->want && !viewer_look(v) && picture_hash(&v->picture) == taker->wanted)
		taker->matched = TRUE;
	if (taker->matched ||
	    (!taker->want && v->first && t - v->first > taker->settle_ms * 1000ll) ||
	    t - v->started > taker->timeout_ms * 1000ll) {
		if (viewer_look(v))
			v->error = "no picture came";
		g_main_loop_quit(v->loop);
	}
	return G_SOURCE_CONTINUE;
}

/* SIGTERM ends a long watch. */
static gboolean on_enough(gpointer data)
{
	struct viewer *v = data;

	if (viewer_look(v))
		v->error = "no picture came";
	g_main_loop_quit(v->loop);
	return G_SOURCE_CONTINUE;
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

static void tell(const struct taker *taker)
{
	const struct viewer *v = &taker->viewer;
	const struct picture *p = &v->picture;
	const struct viewer_cursor *c = &v->cursor;
	const uint32_t f = v->dmabuf.fourcc;

	printf("{\"report\":\"screenshot\",\"path\":\"%s\",\"width\":%u,\"height\":%u,\"stride\":%"
	       "u,"
	       "\"fourcc\":\"%c%c%c%c\",\"modifier\":\"%#llx\",\"hash\":\"%016llx\",\"match\":%s,"
	       "\"first_ms\":%lld,\"updates\":%u,\"buffers\":%u,\"cursor\":\"%dx%d\",\"cursor_at\":"
	       "\"%d,%d\","
	       "\"cursor_hot\":\"%d,%d\",\"cursor_on\":%d,\"error\":\"%s\"}\n",
	       !p->rgb		? "none"
	       : v->from_dmabuf ? "dmabuf"
				: "region",
	       p->width, p->height, v->dmabuf.stride, f ? (char)f : '-', f ? (char)(f >> 8) : '-',
	       f ? (char)(f >> 16) : '-', f ? (char)(f >> 24) : '-',
	       (unsigned long long)v->dmabuf.modifier,
	       p->rgb ? (unsigned long long)picture_hash(p) : 0ull,
	       taker->matched ? "true" : "false",
	       v->first ? (long long)(v->first - v->started) / 1000 : -1ll, v->updates, v->buffers,
	       c->argb ? c->width : 0, c->argb ? c->height : 0, c->x, c->y, c->hot_x, c->hot_y,
	       c->on, v->error ? v->error : "");
}

static int take(struct taker *taker)
{
	struct viewer *v = &taker->viewer;

	g_timeout_add(POLL_MS, on_tick, taker);
	g_unix_signal_add(SIGTERM, on_enough, v);
	g_main_loop_run(v->loop);
	if (taker->screendump && qmp_screendump(v->qmp, taker->screendump))
		v->error = "QEMU makes no screendump";
	if (!v->error && write_png(&v->picture, taker->out))
		v->error = "the file cannot be written";
	tell(taker);
	viewer_close(v);
	return v->error || (taker->want && !taker->matched) ? -1 : 0;
}

int main(int argc, char **argv)
{
	gchar *qmp = NULL, *out = NULL, *hash = NULL, *screendump = NULL, *size = NULL,
	      *pointer = NULL;
	gint settle = 500, timeout = 60, fd = -1;
	gboolean cursor = FALSE;
	const GOptionEntry options[] = {
		{ "qmp", 0, 0, G_OPTION_ARG_FILENAME, &qmp, "QEMU's QMP socket", "SOCKET" },
		{ "fd", 0, 0, G_OPTION_ARG_INT, &fd, "a connection to its D-Bus display", "N" },
		{ "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "PNG to write", "FILE" },
		{ "hash", 0, 0, G_OPTION_ARG_STRING, &hash, "wait for this picture", "HEX" },
		{ "resize", 0, 0, G_OPTION_ARG_STRING, &size, "of the window, before the picture",
		  "WIDTHxHEIGHT" },
		{ "pointer", 0, 0, G_OPTION_ARG_STRING, &pointer, "put there, before the picture",
		  "X,Y" },
		{ "screendump", 0, 0, G_OPTION_ARG_FILENAME, &screendump, "PNG for QEMU to write",
		  "FILE" },
		{ "cursor", 0, 0, G_OPTION_ARG_NONE, &cursor, "lay the cursor over the picture",
		  NULL },
		{ "settle", 0, 0, G_OPTION_ARG_INT, &settle,
		  "from the first picture to the one that is kept", "MS" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &timeout, "give up", "S" },
		{ 0 },
	};
	GOptionContext *context = g_option_context_new("- a picture of a guest's screen");
	struct taker taker = { 0 };
	GError *error = NULL;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
	    (!qmp && fd < 0) || !out || (screendump && !qmp)) {
		fprintf(stderr, "%s\n", error ? error->message :
			"--out and --qmp or --fd are needed, --qmp for --screendump");
		return 2;
	}
	taker.viewer.with_cursor = cursor;
	taker.out = out;
	taker.screendump = screendump;
	taker.settle_ms = (guint)settle;
	taker.timeout_ms = (guint)timeout * 1000;
	taker.want = hash != NULL;
	taker.wanted = hash ? g_ascii_strtoull(hash, NULL, 16) : 0;
	if (qmp ? viewer_open(&taker.viewer, qmp, size, pointer) :
		  viewer_open_fd(&taker.viewer, fd, size, pointer))
		return 1;
	return take(&taker) ? 1 : 0;
}
