/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A viewer of QEMU's D-Bus display (-display dbus,p2p=yes), which hands out the dma-buf that the vGPU
 * exports, or the pixels themselves where the screen is of the region kind.
 */
#ifndef DEMO_VIEWER_H
#define DEMO_VIEWER_H

#include "demo_picture.h"

#include <stdbool.h>

struct _GMainLoop;

/* The dma-buf that QEMU shows at the moment. */
struct viewer_dmabuf {
	int fd;
	uint8_t *map;
	size_t size;
	uint32_t width, height, stride, fourcc;
	uint64_t modifier;
};

/* What QEMU says of a cursor that is not part of the picture. */
struct viewer_cursor {
	uint32_t *argb;
	int width, height, hot_x, hot_y, x, y;
	int on;
};

/**
 * struct viewer - What QEMU has sent; zeroed at first.
 * @loop: runs while the viewer does
 * @changed: NULL, or told of each new picture and each change of it
 * @error: what went wrong; the loop ends then
 * @dmabuf: what is shown, if it came so
 * @cursor: what QEMU says of it
 * @with_cursor: it is laid over @picture
 * @linear: of a tiled dma-buf
 * @picture: what viewer_look() or, without a dma-buf, QEMU has made of it
 * @from_dmabuf: where @picture is from
 * @updates: pictures and changes so far
 * @buffers: dma-bufs so far
 * @started: when, in microseconds
 * @first: when the first picture came; 0: none has
 * @qmp: QEMU's machine protocol; -1: none
 */
struct viewer {
	struct _GMainLoop *loop;
	void (*changed)(struct viewer *viewer);
	const char *error;
	struct viewer_dmabuf dmabuf;
	struct viewer_cursor cursor;
	bool with_cursor;
	uint8_t *linear;
	struct picture picture;
	bool from_dmabuf;
	uint32_t updates, buffers;
	int64_t started, first;
	int qmp;
};

/* @size: NULL, or a size of the window to tell QEMU, "WIDTHxHEIGHT"; @pointer: NULL, or where it is, "X,Y". 0; -1: told. */
int viewer_open(struct viewer *v, const char *qmp_path, const char *size, const char *pointer);
/* The same on a connection to a D-Bus display that somebody else has opened; there is no @qmp then. */
int viewer_open_fd(struct viewer *v, int fd, const char *size, const char *pointer);
void viewer_close(struct viewer *v);
/* The picture as it is now. 0; -1: there is none. */
int viewer_look(struct viewer *v);

#endif
