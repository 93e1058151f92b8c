// SPDX-License-Identifier: GPL-2.0-only
/* See kms.h. For one thread. */
#include "kms.h"

#include "report.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>

#define FLIP_TIMEOUT_MS	20000

/*
 * Size of a tile in bytes and rows, and of the columns in it in bytes. A linear picture is one row
 * of tiles.
 */
static const struct {
	uint64_t modifier;
	uint32_t width, height, column;
} tilings[] = {
	[KMS_LINEAR] = { DRM_FORMAT_MOD_LINEAR, 64, 1, 64 },
	[KMS_X_TILED] = { I915_FORMAT_MOD_X_TILED, 512, 8, 512 },
	[KMS_Y_TILED] = { I915_FORMAT_MOD_Y_TILED, 128, 32, 16 },
};

static uint32_t edid_size(int fd, const drmModeConnector *connector)
{
	uint32_t bytes = 0;
	int i;

	for (i = 0; i < connector->count_props; i++) {
		drmModePropertyRes *property = drmModeGetProperty(fd, connector->props[i]);
		drmModePropertyBlobRes *blob = NULL;

		if (property && !strcmp(property->name, "EDID"))
			blob = drmModeGetPropertyBlob(fd, (uint32_t)connector->prop_values[i]);
		if (blob)
			bytes = blob->length;
		drmModeFreePropertyBlob(blob);
		drmModeFreeProperty(property);
	}
	return bytes;
}

static void take_mode(struct kms *kms)
{
	int i;

	kms->mode = kms->connector->modes[0];
	for (i = 0; i < kms->connector->count_modes; i++)
		if (kms->connector->modes[i].type & DRM_MODE_TYPE_PREFERRED) {
			kms->mode = kms->connector->modes[i];
			break;
		}
}

int kms_take_mode(struct kms *kms, uint32_t width, uint32_t height)
{
	int i;

	for (i = 0; i < kms->connector->count_modes; i++) {
		const drmModeModeInfo *mode = &kms->connector->modes[i];

		if (mode->hdisplay == width && mode->vdisplay == height) {
			kms->mode = *mode;
			return 0;
		}
	}
	return -ENOENT;
}

static int take_crtc(struct kms *kms, const drmModeRes *resources)
{
	int i, j;

	for (i = 0; i < kms->connector->count_encoders; i++) {
		drmModeEncoder *encoder = drmModeGetEncoder(kms->fd, kms->connector->encoders[i]);

		for (j = 0; encoder && j < resources->count_crtcs; j++)
			if (encoder->possible_crtcs & 1u << j) {
				kms->crtc = resources->crtcs[j];
				drmModeFreeEncoder(encoder);
				return 0;
			}
		drmModeFreeEncoder(encoder);
	}
	return -ENXIO;
}

/* Take the connected output @monitor. */
static int take_connector(struct kms *kms, const drmModeRes *resources, uint32_t monitor)
{
	int i;

	for (i = 0; i < resources->count_connectors; i++) {
		kms->connector = drmModeGetConnector(kms->fd, resources->connectors[i]);
		if (kms->connector && kms->connector->connection == DRM_MODE_CONNECTED &&
		    kms->connector->count_modes && !monitor--)
			return 0;
		drmModeFreeConnector(kms->connector);
		kms->connector = NULL;
	}
	return -ENXIO;
}

/* Open the first card that has a connector. */
static int open_card(struct kms *kms, drmModeRes **resources)
{
	char path[32];
	int i;

	for (i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		kms->fd = open(path, O_RDWR | O_CLOEXEC);
		if (kms->fd < 0)
			continue;
		*resources = drmModeGetResources(kms->fd);
		if (*resources && (*resources)->count_connectors)
			return 0;
		drmModeFreeResources(*resources);
		close(kms->fd);
	}
	return -ENODEV;
}

int kms_open(struct kms *kms, uint32_t monitor)
{
	drmModeRes *resources;
	const char *type;
	int rc;

	memset(kms, 0, sizeof(*kms));
	rc = open_card(kms, &resources);
	if (rc)
		return rc;
	rc = take_connector(kms, resources, monitor);
	if (!rc)
		rc = take_crtc(kms, resources);
	drmModeFreeResources(resources);
	if (rc)
		goto err_close;
	take_mode(kms);
	kms->edid_bytes = edid_size(kms->fd, kms->connector);
	type = drmModeGetConnectorTypeName(kms->connector->connector_type);
	snprintf(kms->name, sizeof(kms->name), "%s-%u", type ? type : "unknown",
		 kms->connector->connector_type_id);
	return 0;

err_close:
	kms_close(kms);
	return rc;
}

void kms_close(struct kms *kms)
{
	drmModeFreeConnector(kms->connector);
	kms->connector = NULL;
	close(kms->fd);
}

/* Make a dumb buffer and map it. */
static int buffer_make(struct kms *kms, uint32_t width, uint32_t height,
		       struct kms_picture *picture)
{
	uint64_t offset;
	int rc;

	rc = drmModeCreateDumbBuffer(kms->fd, width, height, 32, 0, &picture->handle,
				     &picture->pitch, &picture->size);
	if (!rc)
		rc = drmModeMapDumbBuffer(kms->fd, picture->handle, &offset);
	if (rc)
		return rc;
	picture->pixels = mmap(NULL, picture->size, PROT_READ | PROT_WRITE, MAP_SHARED, kms->fd,
			       (off_t)offset);
	if (picture->pixels != MAP_FAILED)
		return 0;
	picture->pixels = NULL;
	return -errno;
}

static int framebuffer_make(struct kms *kms, struct kms_picture *picture)
{
	const uint64_t modifiers[4] = { tilings[picture->tiling].modifier };
	const uint32_t handles[4] = { picture->handle }, pitches[4] = { picture->pitch };
	const uint32_t offsets[4] = { 0 };

	if (picture->tiling == KMS_LINEAR)
		return drmModeAddFB(kms->fd, picture->width, picture->height, 24, 32,
				    picture->pitch, picture->handle, &picture->framebuffer);
	return drmModeAddFB2WithModifiers(kms->fd, picture->width, picture->height,
					  DRM_FORMAT_XRGB8888, handles, pitches, offsets, modifiers,
					  &picture->framebuffer, DRM_MODE_FB_MODIFIERS);
}

static uint32_t whole(uint32_t n, uint32_t of)
{
	return (n + of - 1) / of * of;
}

int kms_picture_make(struct kms *kms, enum kms_tiling tiling, struct kms_picture *picture)
{
	int rc;

	memset(picture, 0, sizeof(*picture));
	picture->width = kms->mode.hdisplay;
	picture->height = kms->mode.vdisplay;
	picture->tiling = tiling;
	rc = buffer_make(kms, whole(picture->width, tilings[tiling].width / 4),
			 whole(picture->height, tilings[tiling].height), picture);
	if (!rc)
		rc = framebuffer_make(kms, picture);
	if (rc)
		kms_picture_free(kms, picture);
	return rc;
}

int kms_cursor_make(struct kms *kms, struct kms_picture *picture)
{
	int rc;

	memset(picture, 0, sizeof(*picture));
	picture->width = KMS_CURSOR_SIDE;
	picture->height = KMS_CURSOR_SIDE;
	rc = buffer_make(kms, picture->width, picture->height, picture);
	if (rc)
		kms_picture_free(kms, picture);
	return rc;
}

/*
 * Return the offset of pixel x, y in bytes. Tiles come row by row. A tile has columns of @column
 * bytes, each row by row.
 */
static uint64_t place(const struct kms_picture *p, uint32_t x, uint32_t y)
{
	const uint32_t width = tilings[p->tiling].width, height = tilings[p->tiling].height;
	const uint32_t column = tilings[p->tiling].column;
	const uint32_t byte = x * 4 % width;

	return (uint64_t)(y / height) * height * p->pitch +
	       (uint64_t)(x * 4 / width) * width * height + byte / column * column * height +
	       y % height * column + byte % column;
}

void kms_picture_fill(const struct kms_picture *picture, const uint32_t *pixels, uint32_t pitch)
{
	uint32_t x, y;

	for (y = 0; y < picture->height; y++)
		for (x = 0; x < picture->width; x++)
			picture->pixels[place(picture, x, y) / 4] = pixels[y * pitch + x];
}

void kms_picture_free(struct kms *kms, struct kms_picture *picture)
{
	if (picture->pixels)
		munmap(picture->pixels, picture->size);
	if (picture->framebuffer)
		drmModeRmFB(kms->fd, picture->framebuffer);
	if (picture->handle)
		drmModeDestroyDumbBuffer(kms->fd, picture->handle);
	memset(picture, 0, sizeof(*picture));
}

int kms_show(struct kms *kms, const struct kms_picture *picture)
{
	return drmModeSetCrtc(kms->fd, kms->crtc, picture->framebuffer, 0, 0,
			      &kms->connector->connector_id, 1, &kms->mode);
}

int kms_cursor_show(struct kms *kms, const struct kms_picture *cursor, int x, int y)
{
	int rc = drmModeSetCursor2(kms->fd, kms->crtc, cursor->handle, cursor->width,
				   cursor->height, KMS_CURSOR_HOT_X, KMS_CURSOR_HOT_Y);

	return rc ? rc : drmModeMoveCursor(kms->fd, kms->crtc, x, y);
}

/* DRM's event of a flip. Its times are those of CLOCK_MONOTONIC. */
static void flipped(int fd, unsigned int sequence, unsigned int sec, unsigned int usec, void *data)
{
	struct kms_flips *flips = data;
	double late;

	(void)fd;
	flips->end = sec + usec * 1e-6;
	late = now() - flips->end;
	if (!flips->done++) {
		flips->first = sequence;
		flips->begin = flips->end;
	} else {
		/* A driver without vertical blanks counts none. */
		flips->missed += sequence > flips->last ? sequence - flips->last - 1 : 0;
	}
	flips->last = sequence;
	flips->late += late;
	if (late > flips->latest)
		flips->latest = late;
}

int kms_flip(struct kms *kms, const struct kms_picture *picture, struct kms_flips *flips)
{
	drmEventContext events = { .version = 2, .page_flip_handler = flipped };
	struct pollfd pollfd = { .fd = kms->fd, .events = POLLIN };
	int rc = drmModePageFlip(kms->fd, kms->crtc, picture->framebuffer,
				 DRM_MODE_PAGE_FLIP_EVENT, flips);

	if (rc)
		return rc;
	rc = poll(&pollfd, 1, FLIP_TIMEOUT_MS);
	if (rc <= 0)
		return rc ? -errno : -ETIMEDOUT;
	return drmHandleEvent(kms->fd, &events) ? -EIO : 0;
}

void kms_flips_report(const struct kms_flips *flips, int rc)
{
	double seconds = flips->end - flips->begin;

	report("flips", "\"flipped\":%u,\"frames\":%u,\"missed\":%u,\"rate\":%.1f,\"late_ms\":%.2f,"
	       "\"latest_ms\":%.2f,\"error\":\"%s\"", flips->done, flips->last - flips->first,
	       flips->missed, seconds > 0 ? (flips->done - 1) / seconds : 0.0,
	       flips->done ? flips->late / flips->done * 1000 : 0.0, flips->latest * 1000,
	       rc ? strerror(-rc) : "");
}
