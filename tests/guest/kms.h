/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A connected output, its preferred mode, and pictures for it (dumb buffers), by libdrm's KMS
 * calls. Functions return 0 or a negative errno.
 */
#ifndef GUEST_KMS_H
#define GUEST_KMS_H

#include <stdint.h>
#include <xf86drmMode.h>

struct kms {
	int fd;
	drmModeConnector *connector;
	drmModeModeInfo mode;	/* the preferred mode of the EDID */
	uint32_t crtc;
	uint32_t edid_bytes;	/* 0: the connector has no EDID */
	char name[32];		/* for example "HDMI-A-1" */
};

/* Layout of a picture's pixels. Gen9 does not swizzle bit 6. */
enum kms_tiling {
	KMS_LINEAR,
	KMS_X_TILED,
	KMS_Y_TILED,
};

/*
 * A picture in XRGB8888. A cursor is ARGB8888 and has no frame buffer. @pixels: in the picture's
 * own layout.
 */
struct kms_picture {
	uint32_t handle, framebuffer, width, height, pitch;
	enum kms_tiling tiling;
	uint64_t size;
	uint32_t *pixels;
};

/**
 * struct kms_flips - Statistics of flips; zero at first.
 * @done: flips whose event came
 * @first: number of the vertical blank of the first flip
 * @last: number of the vertical blank of the last flip
 * @missed: blanks between one flip and the next, beyond one
 * @begin: time of the first blank, in seconds
 * @end: time of the last blank, in seconds
 * @late: time from the blank to the program, in seconds, added up
 * @latest: the longest of these times
 */
struct kms_flips {
	uint32_t done, first, last, missed;
	double begin, end, late, latest;
};

#define KMS_CURSOR_SIDE	64u
#define KMS_CURSOR_HOT_X	3	/* hot spot of each cursor */
#define KMS_CURSOR_HOT_Y	5

/*
 * Open the card, and take the connected output of this number from 0 on. Return: 0; -ENODEV: no
 * card has a connector; -ENXIO: there is no such output.
 */
int kms_open(struct kms *kms, uint32_t monitor);
void kms_close(struct kms *kms);
/* Use a mode of this size in place of the preferred one. Return: -ENOENT: there is none. */
int kms_take_mode(struct kms *kms, uint32_t width, uint32_t height);
int kms_picture_make(struct kms *kms, enum kms_tiling tiling, struct kms_picture *picture);
int kms_cursor_make(struct kms *kms, struct kms_picture *picture);
void kms_picture_free(struct kms *kms, struct kms_picture *picture);
int kms_show(struct kms *kms, const struct kms_picture *picture);
/* Show the cursor with its top left corner at x, y, and KMS_CURSOR_HOT_* as its hot spot. */
int kms_cursor_show(struct kms *kms, const struct kms_picture *cursor, int x, int y);
/* Copy linear @pixels into the picture. @pitch: pixels from one row to the next. */
void kms_picture_fill(const struct kms_picture *picture, const uint32_t *pixels, uint32_t pitch);
/* Flip to @picture at the next vblank and wait for its event. */
int kms_flip(struct kms *kms, const struct kms_picture *picture, struct kms_flips *flips);
/* Print the report "flips". @rc: why the flips ended. */
void kms_flips_report(const struct kms_flips *flips, int rc);

#endif
