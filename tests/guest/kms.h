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

/* -ENODEV: no i915; -ENXIO: nothing connected. */
int kms_open(struct kms *kms);
void kms_close(struct kms *kms);
int kms_picture_make(struct kms *kms, struct kms_picture *picture);
void kms_picture_free(struct kms *kms, struct kms_picture *picture);
int kms_show(struct kms *kms, const struct kms_picture *picture);
/* Flip to @picture at the next vblank and wait for its event; @sequence: the frame's number. */
int kms_flip(struct kms *kms, const struct kms_picture *picture, uint32_t *sequence);

#endif
