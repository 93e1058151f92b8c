/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A viewer of QEMU's D-Bus display (-display dbus,p2p=yes). QEMU passes the dma-buf that the vGPU
 * exports or, if the screen is of the region kind, the pixels.
 */
#ifndef DEMO_VIEWER_H
#define DEMO_VIEWER_H

#include "demo_picture.h"

#include <stdbool.h>

struct _GMainLoop;

/*
 * struct viewer_dmabuf - The dma-buf that QEMU shows now.
 * @fd: the dma-buf; -1: none
 * @map: its memory; NULL: none
 * @size: its length in bytes
 * @width: pixels
 * @height: rows
 * @stride: bytes of a row
 * @fourcc: DRM format
 * @modifier: DRM modifier
 */
struct viewer_dmabuf {
	int fd;
	uint8_t *map;
	size_t size;
	uint32_t width, height, stride, fourcc;
	uint64_t modifier;
};

/*
 * struct viewer_cursor - The cursor, if it is not part of the picture.
 * @argb: its pixels; NULL: not sent
 * @width: pixels
 * @height: rows
 * @hot_x: hot spot
 * @hot_y: hot spot
 * @x: position on the screen
 * @y: position on the screen
 * @on: it is visible
 */
struct viewer_cursor {
	uint32_t *argb;
	int width, height, hot_x, hot_y, x, y;
	int on;
};

/**
 * struct viewer - What QEMU has sent; zeroed at first.
 * @loop: the main loop of the viewer
 * @changed: NULL, or called for each new picture and for each change of it
 * @error: why the loop has ended; NULL: no error
 * @dmabuf: the dma-buf, if QEMU sends one
 * @cursor: the cursor
 * @with_cursor: blend the cursor over @picture
 * @linear: detiled pixels of a tiled dma-buf
 * @picture: the picture of viewer_look() or, without a dma-buf, QEMU's pixels
 * @from_dmabuf: @picture comes from a dma-buf
 * @updates: pictures and changes so far
 * @buffers: dma-bufs so far
 * @started: time of the start, in microseconds
 * @first: time of the first picture; 0: none yet
 * @qmp: socket of QEMU's machine protocol; -1: none
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

/*
 * Connect to QEMU, and start to receive.
 * @size: NULL, or a window size to report to QEMU: "WIDTHxHEIGHT"
 * @pointer: NULL, or a position to which the pointer moves: "X,Y"
 * Return: 0; -1 after a message on stderr.
 */
int viewer_open(struct viewer *v, const char *qmp_path, const char *size, const char *pointer);
/* Start on an open connection to a D-Bus display, without @qmp. Return: as viewer_open(). */
int viewer_open_fd(struct viewer *v, int fd, const char *size, const char *pointer);
void viewer_close(struct viewer *v);
/* Update @picture from the dma-buf. Return: 0; -1: there is no picture. */
int viewer_look(struct viewer *v);

#endif
