// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-pattern: lights the connected output in its preferred mode with
 * a pattern that names the guest, flips some frames, and stays up until it is
 * told to go (SIGTERM, SIGINT).
 *
 *   facet-guest-pattern NAME [--flips N] [--seconds S] [--pictures N] [--text FILE]
 *
 * It flips N times (60), or until S seconds have gone by, from one of its pictures (2) to the next.
 *
 * Reports the mode, how the flips went, and the hash of what it drew, for
 * the viewer outside to compare.
 */
#include "kms.h"
#include "paint.h"
#include "report.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINES	40
#define MAX_PICTURES	16u
#define TOLD_EACH_S	5.0
#define LINE_LENGTH	160

/* What is to be shown: @flips from one of @pictures to the next, or as many as there are in @seconds. */
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

/* A sign of life, and how much longer it takes. */
static void tell_progress(const struct frames *frames, uint32_t done, double start, double *told)
{
	double t = now();

	if (t - *told < TOLD_EACH_S)
		return;
	*told = t;
	report("progress", "\"flips\":%u,\"of\":%u,\"seconds_more\":%.0f", done, frames->flips,
	       (t - start) * (frames->flips - done) / done);
}

/* All pictures are equal. */
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

static int show(struct kms *kms, const char *name, const struct text *text,
		const struct frames *frames, const sigset_t *quit)
{
	struct kms_picture pictures[MAX_PICTURES] = { 0 };
	struct canvas canvas;
	int rc = 0, signal;
	uint32_t i;

	for (i = 0; i < frames->pictures; i++) {
		rc = kms_picture_make(kms, &pictures[i]);
		if (rc)
			goto out;
		canvas = (struct canvas){ pictures[i].pixels, pictures[i].width, pictures[i].height,
					  pictures[i].pitch / 4 };
		paint_pattern(&canvas, name, text->lines, text->n);
	}
	rc = kms_show(kms, &pictures[0]);
	report("modeset", "\"connector\":\"%s\",\"mode\":\"%ux%u\",\"refresh\":%u,\"edid\":%u,"
	       "\"error\":\"%s\"", kms->name, kms->mode.hdisplay, kms->mode.vdisplay,
	       kms->mode.vrefresh, kms->edid_bytes, rc ? strerror(-rc) : "");
	if (!rc)
		rc = flip_frames(kms, pictures, frames);
	if (!rc) {
		report("pattern", "\"name\":\"%s\",\"hash\":\"%016llx\"", name,
		       (unsigned long long)paint_hash(&canvas));
		sigwait(quit, &signal);
	}
out:
	for (i = 0; i < frames->pictures; i++)
		kms_picture_free(kms, &pictures[i]);
	return rc;
}

int main(int argc, char **argv)
{
	static struct text text;
	struct frames frames = { .flips = 60, .pictures = 2 };
	struct kms kms;
	sigset_t quit;
	int i, rc;

	for (i = 2; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--flips"))
			frames.flips = (uint32_t)number(argv[i + 1]);
		else if (!strcmp(argv[i], "--seconds"))
			frames.seconds = (uint32_t)number(argv[i + 1]);
		else if (!strcmp(argv[i], "--pictures"))
			frames.pictures = (uint32_t)number(argv[i + 1]);
		else if (!strcmp(argv[i], "--text"))
			text_read(&text, argv[i + 1]);
		else
			break;
	}
	if (argc < 2 || i < argc || frames.pictures < 2 || frames.pictures > MAX_PICTURES) {
		complain("usage: facet-guest-pattern NAME [--flips N] [--seconds S] [--pictures 2..%u] [--text FILE]",
			 MAX_PICTURES);
		return 2;
	}
	/* Blocked from here on: one that comes early waits for show(). */
	sigemptyset(&quit);
	sigaddset(&quit, SIGTERM);
	sigaddset(&quit, SIGINT);
	sigprocmask(SIG_BLOCK, &quit, NULL);
	rc = kms_open(&kms);
	if (!rc) {
		rc = show(&kms, argv[1], &text, &frames, &quit);
		kms_close(&kms);
	}
	if (rc)
		report("pattern", "\"name\":\"%s\",\"error\":\"%s\"", argv[1], strerror(-rc));
	return rc != 0;
}
