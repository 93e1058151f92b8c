// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-pattern: lights a connected output (default: the first, 0) in its preferred mode with
 * a pattern that has the guest's name. It flips some frames and stays until SIGTERM or SIGINT.
 *
 *   facet-guest-pattern NAME [--flips N] [--seconds S] [--pictures N] [--text FILE]
 *                       [--cursor X,Y] [--tiling linear|x|y] [--monitor N]
 *
 * It flips N times (default: 60), or for S seconds, from one of its pictures (default: 2) to the
 * next.
 *
 * It reports the mode, the statistics of the flips, and two hashes of its picture: without and with
 * the cursor over it. A viewer outside of the guest compares them.
 */
#include "kms.h"
#include "paint.h"
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINES	40
#define MAX_PICTURES	16u
#define REPORT_EACH_S	5.0
#define LINE_LENGTH	160

/* Flips to do: @flips from one of @pictures to the next, or as many as possible in @seconds. */
struct frames {
	uint32_t flips;
	uint32_t seconds;
	uint32_t pictures;
};

struct text {
	char storage[MAX_LINES][LINE_LENGTH];
	const char *lines[MAX_LINES];
	uint32_t n;
};

/* Names of enum kms_tiling. */
static const char *const tilings[] = { "linear", "x", "y" };

/* The command line. */
struct wish {
	const char *name;
	struct text text;
	struct frames frames;
	enum kms_tiling tiling;
	bool cursor;
	int x, y;
	uint32_t monitor;
};

static void text_read(struct text *text, const char *path)
{
	FILE *f = fopen(path, "r");

	while (f && text->n < MAX_LINES && fgets(text->storage[text->n], LINE_LENGTH, f)) {
		char *line = text->storage[text->n];

		line[strcspn(line, "\n")] = '\0';
		text->lines[text->n++] = line;
	}
	if (f)
		fclose(f);
}

/* Report the progress and the estimated time left. */
static void tell_progress(const struct frames *frames, uint32_t done, double start, double *told)
{
	double t = now();

	if (frames->seconds || t - *told < REPORT_EACH_S)
		return;
	*told = t;
	report("progress", "\"flips\":%u,\"of\":%u,\"seconds_more\":%.0f", done, frames->flips,
	       (t - start) * (frames->flips - done) / done);
}

/* Do the flips. All pictures are equal. */
static int flip_frames(struct kms *kms, struct kms_picture *pictures, const struct frames *frames)
{
	struct kms_flips flips = { 0 };
	double start = now(), end = start + frames->seconds, told = start;
	uint32_t i;
	int rc = 0;

	for (i = 0; (frames->seconds ? now() < end : i < frames->flips) && !rc; i++) {
		rc = kms_flip(kms, &pictures[(i + 1) % frames->pictures], &flips);
		tell_progress(frames, i + 1, start, &told);
	}
	kms_flips_report(&flips, rc);
	return rc;
}

/* Allocate a linear picture. Return: NULL: no memory. */
static uint32_t *canvas_make(const struct kms *kms, struct canvas *canvas)
{
	*canvas = (struct canvas){ .width = kms->mode.hdisplay, .height = kms->mode.vdisplay,
				   .pitch = kms->mode.hdisplay };
	canvas->pixels = calloc((size_t)canvas->pitch * canvas->height, sizeof(*canvas->pixels));
	return canvas->pixels;
}

static int show_cursor(struct kms *kms, const struct wish *wish, struct kms_picture *cursor,
		       const struct canvas *canvas)
{
	struct canvas over;
	int rc;

	if (!wish->cursor)
		return 0;
	rc = kms_cursor_make(kms, cursor);
	if (rc)
		return rc;
	over = (struct canvas){ cursor->pixels, cursor->width, cursor->height, cursor->pitch / 4 };
	paint_cursor(&over);
	paint_over(canvas, &over, wish->x, wish->y);
	return kms_cursor_show(kms, cursor, wish->x, wish->y);
}

static int show(struct kms *kms, const struct wish *wish, const sigset_t *quit)
{
	struct kms_picture pictures[MAX_PICTURES] = { 0 }, cursor = { 0 };
	struct canvas canvas;
	uint64_t hash;
	int rc = 0, signal;
	uint32_t i;

	if (!canvas_make(kms, &canvas))
		return -ENOMEM;
	paint_pattern(&canvas, wish->name, wish->text.lines, wish->text.n);
	hash = paint_hash(&canvas);
	for (i = 0; i < wish->frames.pictures; i++) {
		rc = kms_picture_make(kms, wish->tiling, &pictures[i]);
		if (rc)
			goto out;
		kms_picture_fill(&pictures[i], canvas.pixels, canvas.pitch);
	}
	rc = kms_show(kms, &pictures[0]);
	report("modeset", "\"connector\":\"%s\",\"mode\":\"%ux%u\",\"refresh\":%u,\"edid\":%u,"
	       "\"error\":\"%s\"", kms->name, kms->mode.hdisplay, kms->mode.vdisplay,
	       kms->mode.vrefresh, kms->edid_bytes, rc ? strerror(-rc) : "");
	if (!rc)
		rc = flip_frames(kms, pictures, &wish->frames);
	if (!rc)
		rc = show_cursor(kms, wish, &cursor, &canvas);
	if (!rc) {
		report("pattern",
		       "\"name\":\"%s\",\"hash\":\"%016llx\",\"shown\":\"%016llx\","
		       "\"tiling\":\"%s\"",
		       wish->name, (unsigned long long)hash,
		       (unsigned long long)paint_hash(&canvas),
		       tilings[wish->tiling]);
		sigwait(quit, &signal);
	}
out:
	for (i = 0; i < wish->frames.pictures; i++)
		kms_picture_free(kms, &pictures[i]);
	kms_picture_free(kms, &cursor);
	free(canvas.pixels);
	return rc;
}

static int set_tiling(struct wish *wish, const char *word)
{
	unsigned int i;

	for (i = 0; i < sizeof(tilings) / sizeof(tilings[0]); i++)
		if (!strcmp(word, tilings[i])) {
			wish->tiling = (enum kms_tiling)i;
			return 0;
		}
	return -EINVAL;
}

static int set_option(struct wish *wish, const char *option, const char *value)
{
	if (!strcmp(option, "--flips"))
		wish->frames.flips = (uint32_t)number(value);
	else if (!strcmp(option, "--seconds"))
		wish->frames.seconds = (uint32_t)number(value);
	else if (!strcmp(option, "--pictures"))
		wish->frames.pictures = (uint32_t)number(value);
	else if (!strcmp(option, "--text"))
		text_read(&wish->text, value);
	else if (!strcmp(option, "--monitor"))
		wish->monitor = (uint32_t)number(value);
	else if (!strcmp(option, "--tiling"))
		return set_tiling(wish, value);
	else if (!strcmp(option, "--cursor"))
		wish->cursor = sscanf(value, "%d,%d", &wish->x, &wish->y) == 2;
	else
		return -EINVAL;
	return 0;
}

int main(int argc, char **argv)
{
	static struct wish wish = { .frames = { .flips = 60, .pictures = 2 } };
	struct kms kms;
	sigset_t quit;
	int i, rc;

	for (i = 2; i + 1 < argc; i += 2)
		if (set_option(&wish, argv[i], argv[i + 1]))
			break;
	if (argc < 2 || i < argc || wish.frames.pictures < 2 ||
	    wish.frames.pictures > MAX_PICTURES) {
		complain("usage: facet-guest-pattern NAME [--flips N] [--seconds S] "
			 "[--pictures 2..%u] [--text FILE] [--cursor X,Y] [--tiling linear|x|y] "
			 "[--monitor N]", MAX_PICTURES);
		return 2;
	}
	wish.name = argv[1];
	/* Block the signals from here on: a signal that comes early waits for show(). */
	sigemptyset(&quit);
	sigaddset(&quit, SIGTERM);
	sigaddset(&quit, SIGINT);
	sigprocmask(SIG_BLOCK, &quit, NULL);
	rc = kms_open(&kms, wish.monitor);
	if (!rc) {
		rc = show(&kms, &wish, &quit);
		kms_close(&kms);
	}
	if (rc)
		report("pattern", "\"name\":\"%s\",\"error\":\"%s\"", argv[1], strerror(-rc));
	return rc != 0;
}
