// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-watch-frames: looks at the screen of a guest that runs facet-guest-frames, from the host,
 * as often as it can, and checks that each picture is of one frame and that frames do not go back.
 *
 *   facet-watch-frames (--qmp SOCKET | --uuid UUID) --size WIDTHxHEIGHT --frames N [--next FILE] [--timeout S]
 *
 * By QEMU's D-Bus display, or by /dev/facet. Pictures of another size are not the guest's, but QEMU's
 * own. It ends when N different frames were seen. With --next it writes the order "next" to FILE when it
 * has seen a frame for the first time; it looks at that frame again, as often as QEMU says that
 * something may have changed, while the guest draws; and again when none came. That many orders must not bring the guest back to
 * the buffer that is still looked at: it has more of them than --timeout has time for. One JSON line on stdout. Exit
 * status: 0 when no picture was torn.
 */
#include "../demo/viewer.h"
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
/* A frame that is not seen by then never will be, or QEMU is that late. */
#define DROPPED_S	10

/**
 * struct watch - What was seen.
 * @width: of the guest's pictures
 * @height: the same
 * @wanted: end after so many different frames
 * @next: where to ask for the next frame; -1
 * @timeout: seconds without a new frame, after which there is none
 * @news: when the last new one came
 * @asked: when the next one was asked for
 * @dropped: frames that did not come: QEMU's D-Bus display may drop one (docs/screens.md) and tells of the next one
 * @last: number of the last picture
 * @pictures: that were looked at
 * @frames: different ones
 * @torn: pictures of more than one frame
 * @back: pictures of an earlier frame than the one before
 * @soon: a look is due
 * @first_torn: a text that tells of the first one
 */
struct watch {
	struct viewer viewer;
	guint width, height, wanted, pictures, frames, torn, back, soon, dropped;
	int next;
	gint64 timeout, news, asked;
	uint32_t last;
	char first_torn[80];
};

/* Three bytes a pixel. */
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

/* A number is all of a frame: where the picture begins to differ, all behind it is another one. */
static void check(struct watch *w)
{
	const struct picture *p = &w->viewer.picture;
	size_t n = (size_t)p->width * p->height, bytes = n * 3;
	uint32_t number = pixel(p->rgb, 0);
	size_t i = 0;

	if (p->width != w->width || p->height != w->height)
		return;
	w->pictures++;
	/* Equal to itself, moved by a pixel: all pixels are equal. */
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
	w->back += number < w->last;
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

/* When all is read that QEMU has said by now: what was shown before the last is of no interest. */
static void changed(struct viewer *v)
{
	struct watch *w = (struct watch *)v;

	if (!w->soon)
		w->soon = g_idle_add(look, w);
}

/* Nothing new for so long: it is progress that counts, since machines are slow. */
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
		{ "size", 0, 0, G_OPTION_ARG_STRING, &size, "of the guest's pictures", "WIDTHxHEIGHT" },
		{ "frames", 0, 0, G_OPTION_ARG_INT, &frames, "different ones to see", "N" },
		{ "next", 0, 0, G_OPTION_ARG_FILENAME, &next, "ask there for each next frame", "FILE" },
		{ "timeout", 0, 0, G_OPTION_ARG_INT, &timeout, "give up after so long without a new one", "S" },
		{ 0 },
	};
	GOptionContext *context = g_option_context_new("- are a guest's frames whole?");
	struct watch w = { .next = -1 };
	GError *error = NULL;
	int rc;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || !qmp == !uuid || frames <= 0 ||
	    !size || sscanf(size, "%ux%u", &w.width, &w.height) != 2) {
		fprintf(stderr, "%s\n", error ? error->message : "--size, --frames, and --qmp or --uuid, are needed");
		return 2;
	}
	w.wanted = (guint)frames;
	if (next)
		w.next = open(next, O_RDWR | O_CLOEXEC);
	w.timeout = timeout;
	w.news = g_get_monotonic_time();
	rc = qmp ? watch_qmp(&w, qmp) : watch_control(&w, uuid);
	printf("{\"report\":\"watch\",\"by\":\"%s\",\"pictures\":%u,\"frames\":%u,\"torn\":%u,\"back\":%u,"
	       "\"buffers\":%u,\"dropped\":%u,\"first_torn\":\"%s\",\"error\":\"%s\"}\n",
	       uuid ? "screenshot" : w.viewer.from_dmabuf ? "dmabuf" : "region", w.pictures, w.frames,
	       w.torn, w.back, w.viewer.buffers, w.dropped, w.first_torn,
	       rc ? "no way to the picture" : w.viewer.error ? w.viewer.error : "");
	return rc || w.viewer.error || w.torn || w.back;
}
