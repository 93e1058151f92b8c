/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The connected output, its preferred mode, and pictures to show there (dumb
 * buffers), by libdrm's KMS calls. Functions return 0 or a negative errno.
 */
#ifndef GUEST_KMS_H
#define GUEST_KMS_H

#include <stdint.h>
#include <xf86drmMode.h>

struct kms {
	int fd;
	drmModeConnector *connector;
	drmModeModeInfo mode;	/* preferred, as the EDID says */
	uint32_t crtc;
	uint32_t edid_bytes;	/* 0: the connector has none */
	char name[32];		/* "HDMI-A-1" */
};

/* How pixels of a picture lie; Gen9's bit 6 is not swizzled. */
enum kms_tiling {
	KMS_LINEAR,
	KMS_X_TILED,
	KMS_Y_TILED,
};

/* XRGB8888; of a cursor ARGB8888, without a frame buffer. @pixels: as they lie. */
struct kms_picture {
	uint32_t handle, framebuffer, width, height, pitch;
	enum kms_tiling tiling;
	uint64_t size;
	uint32_t *pixels;
};

/**
 * struct kms_flips - How flips went; zeroed at first.
 * @done: that were told of
 * @first: number of the vertical blank of the first
 * @last: of the last
 * @missed: blanks between one flip and the next, beyond one
 * @begin: when the first blank was, seconds
 * @end: when the last one was
 * @late: from the blank to the program, seconds, all of them together
 * @latest: the longest
 */
struct kms_flips {
	uint32_t done, first, last, missed;
	double begin, end, late, latest;
};

#define KMS_CURSOR_SIDE	64u

/* -ENODEV: no i915; -ENXIO: nothing connected. */
int kms_open(struct kms *kms);
void kms_close(struct kms *kms);
/* Another mode of the connector's than the preferred one. -ENOENT: it has none of that size. */
int kms_take_mode(struct kms *kms, uint32_t width, uint32_t height);
int kms_picture_make(struct kms *kms, enum kms_tiling tiling, struct kms_picture *picture);
int kms_cursor_make(struct kms *kms, struct kms_picture *picture);
void kms_picture_free(struct kms *kms, struct kms_picture *picture);
int kms_show(struct kms *kms, const struct kms_picture *picture);
/* The cursor's top left corner at x, y. */
int kms_cursor_show(struct kms *kms, const struct kms_picture *cursor, int x, int y);
/* Linear @pixels, @pitch of them a row, into the picture. */
void kms_picture_fill(const struct kms_picture *picture, const uint32_t *pixels, uint32_t pitch);
/* Flip to @picture at the next vblank and wait for its event. */
int kms_flip(struct kms *kms, const struct kms_picture *picture, struct kms_flips *flips);
/* As the report "flips"; @rc: why they ended. */
void kms_flips_report(const struct kms_flips *flips, int rc);

#endif
