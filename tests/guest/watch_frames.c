// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-watch-frames: reads, from the host, the screen of a guest that runs facet-guest-frames. It
 * reads as often as it can. It checks that each picture has one frame and that frame numbers do not
 * go back, but once by a late read.
 *
 *   facet-watch-frames (--qmp SOCKET | --uuid UUID) --size WIDTHxHEIGHT --frames N [--next FILE]
 *                      [--timeout S]
 *
 * The pictures come by QEMU's D-Bus display, or by /dev/facet. Pictures of another size are QEMU's
 * own, not the guest's. The program ends after N different frames. With --next, it writes the order
 * "next" to FILE after the first picture of each frame. While the guest draws, the program goes on
 * reading the frame whenever QEMU reports a change. It orders again if no frame came. So it may
 * order for --timeout seconds. That many orders must not bring the guest back to the buffer that
 * the program still reads: the guest has more buffers. One JSON line on stdout. Exit status: 0 if
 * no picture was torn.
 */
#include "tests/demo/dbus_viewer.h"
#include "kernel/uapi/facet.h"
#include "tools/lib/uuid.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define NEXT		"next\n"
/* After that many seconds a frame never comes: QEMU has dropped it, or is too late. */
#define DROPPED_S	10

/**
 * struct watch - State and statistics.
 * @viewer: viewer of QEMU's display
 * @width: of the guest's pictures, in pixels
 * @height: the same in rows
 * @wanted: number of different frames after which the program ends
 * @next: descriptor for the order of the next frame; -1: none
 * @timeout: seconds without a new frame after which the program gives up
 * @news: time of the last new frame
 * @asked: time of the last order
 * @dropped: frames that did not come. QEMU's D-Bus display may drop a frame (docs/user/displays.md)
 * and
 *	reports the next one
 * @last: number of the last picture's frame
 * @newest: highest number of all pictures' frames
 * @late: the last picture was older than @newest, since it was read late (went_back())
 * @pictures: number of pictures that were read
 * @frames: number of different frames
 * @torn: pictures with more than one frame
 * @back: pictures of an earlier frame than the picture before, but for late reads
 * @soon: source of the next read; 0: none is due
 * @first_torn: description of the first torn picture
 */
struct watch {
	struct viewer viewer;
	guint width, height, wanted, pictures, frames, torn, back, soon, dropped;
	int next;
	gint64 timeout, news, asked;
	uint32_t last, newest;
	gboolean late;
	char first_torn[80];
};

/* Return pixel number @i, which has three bytes. */
static uint32_t pixel(const uint8_t *rgb, size_t i)
{
	return (uint32_t)rgb[i * 3] << 16 | (uint32_t)rgb[i * 3 + 1] << 8 | rgb[i * 3 + 2];
}

static void ask(struct watch *w)
{
	if (w->next < 0)
		return;
	w->asked = g_get_monotonic_time();
	if (write(w->next, NEXT, strlen(NEXT)) < 0)
		w->viewer.error = "no next frame can be asked for";
}

/*
 * Test if the picture of frame @number is older than it may be. Two dma-bufs take turns
 * (display/pair.h). If QEMU's message of a dma-buf is read late, the dma-buf may have the picture
 * after the next one already. The next message then brings the picture between them. The picture
 * behind that is no older.
 */
static gboolean went_back(struct watch *w, uint32_t number)
{
	gboolean late = w->late;

	w->late = number < w->newest;
	w->newest = MAX(w->newest, number);
	return w->late && (late || !w->viewer.from_dmabuf);
}

/* Check that all pixels of the picture have the same number. */
static void check(struct watch *w)
{
	const struct picture *p = &w->viewer.picture;
	size_t n = (size_t)p->width * p->height, bytes = n * 3;
	uint32_t number = pixel(p->rgb, 0);
	size_t i = 0;

	if (p->width != w->width || p->height != w->height)
		return;
	w->pictures++;
	/* All pixels are equal if the picture equals itself moved by a pixel. */
	if (memcmp(p->rgb, p->rgb + 3, bytes - 3)) {
		while (i < n && pixel(p->rgb, i) == number)
			i++;
		if (!w->torn++)
			snprintf(w->first_torn, sizeof(w->first_torn),
				 "frame %u becomes %u at row %zu of %u", number, pixel(p->rgb, i),
				 i / p->width, p->height);
	}
	if (number == w->last)
		return;
	w->frames++;
	w->news = g_get_monotonic_time();
	w->back += went_back(w, number);
	w->last = number;
	ask(w);
}

static gboolean finished(const struct watch *w)
{
	return w->frames >= w->wanted || w->viewer.error;
}

static gboolean look(gpointer data)
{
	struct watch *w = data;

	w->soon = 0;
	if (!viewer_look(&w->viewer))
		check(w);
	if (finished(w))
		g_main_loop_quit(w->viewer.loop);
	return G_SOURCE_REMOVE;
}

/* Read the picture when all messages of QEMU are read: only the last one matters. */
static void changed(struct viewer *v)
{
	struct watch *w = (struct watch *)v;

	if (!w->soon)
		w->soon = g_idle_add(look, w);
}

/*
 * Return whether no new frame came for too long. The limit is for progress, since machines are
 * slow.
 */
static gboolean stalled(struct watch *w)
{
	if (g_get_monotonic_time() - w->news > w->timeout * G_USEC_PER_SEC)
		w->viewer.error = "too few frames came";
	return w->viewer.error != NULL;
}

static gboolean every_second(gpointer data)
{
	struct watch *w = data;

	if (w->asked && g_get_monotonic_time() - w->asked > DROPPED_S * G_USEC_PER_SEC) {
		w->dropped++;
		ask(w);
	}
	if (stalled(w))
		g_main_loop_quit(w->viewer.loop);
	return G_SOURCE_CONTINUE;
}

static int watch_qmp(struct watch *w, const char *qmp)
{
	w->viewer.changed = changed;
	if (viewer_open(&w->viewer, qmp, NULL, NULL))
		return -1;
	g_timeout_add_seconds(1, every_second, w);
	g_main_loop_run(w->viewer.loop);
	viewer_close(&w->viewer);
	return 0;
}

static int screenshot(struct watch *w, int control, const char *uuid)
{
	struct facet_screenshot shot = { .argsz = sizeof(shot) };
	const struct pixel_layout *layout;
	uint8_t *pixels;
	int rc = -1;

	if (!uuid_parse_text(uuid, shot.uuid) || ioctl(control, FACET_SCREENSHOT, &shot))
		return -1;
	layout = layout_of_fourcc(shot.format);
	pixels = mmap(NULL, shot.size, PROT_READ, MAP_SHARED, shot.fd, 0);
	if (pixels != MAP_FAILED) {
		if (layout)
			rc = picture_take(&w->viewer.picture, pixels, shot.width, shot.height,
					  shot.stride, layout);
		munmap(pixels, shot.size);
	}
	close(shot.fd);
	return rc;
}

static int watch_control(struct watch *w, const char *uuid)
{
	int control = open("/dev/" FACET_CONTROL_NAME, O_RDWR | O_CLOEXEC);

	if (control < 0)
		return -1;
	while (!finished(w) && !stalled(w)) {
		if (screenshot(w, control, uuid))
			w->viewer.error = "no screenshot";
		else
			check(w);
	}
	close(control);
	return 0;
}

int main(int argc, char **argv)
{
	gchar *qmp = NULL, *uuid = NULL, *next = NULL, *size = NULL;
	gint frames = 0, timeout = 120;
	const GOptionEntry options[] = {
		{ "qmp", 0, 0, G_OPTION_ARG_FILENAME, &qmp, "QEMU's QMP socket", "SOCKET" },
		{ "uuid", 0, 0, G_OPTION_ARG_STRING, &uuid, "of the vGPU: by /dev/facet", "UUID" },
		{ "size", 0, 0, G_OPTION_ARG_STRING, &size, "of the guest's pictures",
		  "WIDTHxHEIGHT" },
		{ "frames", 0, 0, G_OPTION_ARG_INT, &frames, "different ones to see", "N" },
		{ "next", 0, 0, G_OPTION_ARG_FILENAME, &next, "ask there for each next frame",
		  "FILE" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &timeout,
		  "give up after so long without a new one", "S" },
		{ 0 },
	};
	GOptionContext *context = g_option_context_new("- are a guest's frames whole?");
	struct watch w = { .next = -1 };
	GError *error = NULL;
	int rc;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || !qmp == !uuid ||
	    frames <= 0 || !size || sscanf(size, "%ux%u", &w.width, &w.height) != 2) {
		fprintf(stderr, "%s\n", error ? error->message :
			"--size, --frames, and --qmp or --uuid, are needed");
		return 2;
	}
	w.wanted = (guint)frames;
	if (next)
		w.next = open(next, O_RDWR | O_CLOEXEC);
	w.timeout = timeout;
	w.news = g_get_monotonic_time();
	rc = qmp ? watch_qmp(&w, qmp) : watch_control(&w, uuid);
	printf("{\"report\":\"watch\",\"by\":\"%s\",\"pictures\":%u,\"frames\":%u,\"torn\":%u,"
	       "\"back\":%u,\"buffers\":%u,\"dropped\":%u,\"first_torn\":\"%s\","
	       "\"error\":\"%s\"}\n",
	       uuid ? "screenshot" : w.viewer.from_dmabuf ? "dmabuf" : "region", w.pictures,
	       w.frames,
	       w.torn, w.back, w.viewer.buffers, w.dropped, w.first_torn,
	       rc ? "no way to the picture" : w.viewer.error ? w.viewer.error : "");
	return rc || w.viewer.error || w.torn || w.back;
}
