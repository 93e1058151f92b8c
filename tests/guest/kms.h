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

/* XRGB8888, linear. */
struct kms_picture {
	uint32_t handle, framebuffer, width, height, pitch;
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

/* -ENODEV: no i915; -ENXIO: nothing connected. */
int kms_open(struct kms *kms);
void kms_close(struct kms *kms);
/* Another mode of the connector's than the preferred one. -ENOENT: it has none of that size. */
int kms_take_mode(struct kms *kms, uint32_t width, uint32_t height);
int kms_picture_make(struct kms *kms, struct kms_picture *picture);
/* @modifier: of drm_fourcc.h; @pixels are as the tiles lie. */
int kms_picture_make_tiled(struct kms *kms, struct kms_picture *picture, uint64_t modifier);
void kms_picture_free(struct kms *kms, struct kms_picture *picture);
int kms_show(struct kms *kms, const struct kms_picture *picture);
/* Flip to @picture at the next vblank and wait for its event. */
int kms_flip(struct kms *kms, const struct kms_picture *picture, struct kms_flips *flips);
/* As the report "flips"; @rc: why they ended. */
void kms_flips_report(const struct kms_flips *flips, int rc);

#endif
