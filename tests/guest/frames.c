// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-frames: shows frame after frame, each by a page flip at a vertical blank. A frame is
 * its number: every pixel has the number as its colour. So a picture of two frames shows where they
 * meet.
 *
 *   facet-guest-frames (linear | x | y | mixed) [--step]
 *
 * There are two buffers: the next frame is drawn at once over the frame that was replaced last.
 * "mixed" has buffers of each tiling by turns. It has more of them: a viewer may order frames
 * without seeing them, and no frame may soon be drawn over the one that it still reads. With
 * --step, each frame waits for SIGUSR1 before it is drawn. The program ends at SIGTERM. It reports
 * the frames, the vertical blanks meanwhile, and how late the events of flips came.
 */
#include "kms.h"
#include "report.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define BUFFERS_MAX	15
#define TILINGS_MAX	3
/* A mode that every monitor has; small, so that more frames are drawn. */
#define WIDTH		1024
#define HEIGHT		768

static const struct kind {
	const char *name;
	uint32_t buffers, n;
	enum kms_tiling tilings[TILINGS_MAX];
} kinds[] = {
	{ "linear", 2, 1, { KMS_LINEAR } },
	{ "x", 2, 1, { KMS_X_TILED } },
	{ "y", 2, 1, { KMS_Y_TILED } },
	{ "mixed", BUFFERS_MAX, 3, { KMS_LINEAR, KMS_X_TILED, KMS_Y_TILED } },
};

static void draw(const struct kms_picture *picture, uint32_t number)
{
	size_t i;

	for (i = 0; i < picture->size / sizeof(*picture->pixels); i++)
		picture->pixels[i] = number;
}

/* Return whether to draw another frame; with @step, wait for the order first. */
static int go_on(const sigset_t *signals, int step)
{
	static const struct timespec now_or_never;
	int got;

	do
		got = step ? sigwaitinfo(signals, NULL) :
			     sigtimedwait(signals, NULL, &now_or_never);
	while (got < 0 && errno == EINTR);
	return got != SIGTERM;
}

static int show_frames(struct kms *kms, struct kms_picture *pictures, uint32_t n,
		       const sigset_t *signals, int step)
{
	struct kms_flips flips = { 0 };
	uint32_t number = 1;
	int rc;

	draw(&pictures[0], number);
	rc = kms_show(kms, &pictures[0]);
	report("frames", "\"mode\":\"%ux%u\",\"error\":\"%s\"", kms->mode.hdisplay,
	       kms->mode.vdisplay, rc ? strerror(-rc) : "");
	while (!rc && go_on(signals, step)) {
		draw(&pictures[number % n], number + 1);
		rc = kms_flip(kms, &pictures[number % n], &flips);
		number++;
	}
	kms_flips_report(&flips, rc);
	return rc;
}

static int run(struct kms *kms, const struct kind *kind, const sigset_t *signals, int step)
{
	struct kms_picture pictures[BUFFERS_MAX] = { 0 };
	uint32_t i;
	int rc = 0;

	for (i = 0; i < kind->buffers && !rc; i++)
		rc = kms_picture_make(kms, kind->tilings[i % kind->n], &pictures[i]);
	if (!rc)
		rc = show_frames(kms, pictures, kind->buffers, signals, step);
	for (i = 0; i < kind->buffers; i++)
		kms_picture_free(kms, &pictures[i]);
	return rc;
}

static const struct kind *kind_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct kind *kind = argc > 1 ? kind_of(argv[1]) : NULL;
	int step = argc == 3 && !strcmp(argv[2], "--step"), rc;
	sigset_t signals;
	struct kms kms;

	if (!kind || argc > 2 + step) {
		complain("usage: facet-guest-frames (linear | x | y | mixed) [--step]");
		return 2;
	}
	/* Block the signals from here on: a signal that comes early waits for go_on(). */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	rc = kms_open(&kms, 0);
	if (!rc) {
		rc = kms_take_mode(&kms, WIDTH, HEIGHT);
		if (!rc)
			rc = run(&kms, kind, &signals, step);
		kms_close(&kms);
	}
	if (rc)
		report("frames", "\"error\":\"%s\"", strerror(-rc));
	return rc != 0;
}
