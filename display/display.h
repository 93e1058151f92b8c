/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual display of a vGPU: three pipes, up to three outputs (heads) of HDMI or DisplayPort
 * with a monitor each, planes, cursors, vertical blanks. Registers reach it through
 * facet_display_regs; the front end asks here for what is on the screen.
 */
#ifndef FACET_DISPLAY_H
#define FACET_DISPLAY_H

#include "port.h"

struct facet_display;
struct facet_reg_block;
struct facet_device;
struct facet_vgpu;

/* Registers and saved state of the display, for facet_gpu_create(); NULL-terminated. */
extern const struct facet_reg_block *const facet_display_regs[];

#define FACET_DISPLAY_HEADS	3u	/* at most */
#define FACET_EDID_MAX		256u

/** enum facet_output_kind - What an output speaks. */
enum facet_output_kind {
	FACET_OUTPUT_HDMI,
	FACET_OUTPUT_DP,
	FACET_OUTPUT_KINDS,
};

/**
 * struct facet_display_output - An output, and the monitor that is there at first.
 * @kind: enum facet_output_kind
 * @port: DDI: 1 is B, 2 is C, 3 is D
 * @width: pixels of the mode that the monitor prefers, from 640 to the limit; rounded down to a
 *	multiple of 8. 0: the best known mode that fits
 * @height: the same, from 480
 * @hz: pictures a second of that mode, 24 to 100, where @width is given; 0: 60, or where the port has no clock for it 75,
 *	50 or 30
 */
struct facet_display_output {
	enum facet_output_kind kind;
	u32 port;
	u32 width;
	u32 height;
	u32 hz;
};

/**
 * struct facet_display_config - What the outputs of a display offer.
 * @max_width: pixels, of any EDID (facet_type.max_width)
 * @max_height: pixels, of any EDID
 * @outputs: of @n_outputs heads, each with a port of its own
 * @n_outputs: 0: one HDMI output on port B
 */
struct facet_display_config {
	u32 max_width;
	u32 max_height;
	struct facet_display_output outputs[FACET_DISPLAY_HEADS];
	u32 n_outputs;
};

#define FACET_OUTPUTS_TEXT	64u	/* holds any outputs as text, with its end */

/**
 * facet_output_text_add() - Outputs by their text: KIND:PORT[:WIDTHxHEIGHT[@HZ]] ...
 * @config: its limits are set; gets those of the text behind those that it has
 * @text: words: kind hdmi or dp; port b, c or d, each once; what the monitor prefers, at least
 *	640x480 and at most @config's limits, with a clock that the port can do
 *
 * Any context. Return: 0; -EINVAL, and @config is as it was.
 */
int facet_output_text_add(struct facet_display_config *config, const char *text);

/** facet_output_text_print() - The text that makes these outputs. */
void facet_output_text_print(const struct facet_display_config *config,
				 char text[static FACET_OUTPUTS_TEXT]);

/**
 * facet_display_create() - Make the display of a device, with its monitors connected.
 * @dev: the device whose registers the display has; outlives it
 * @vgpu: the vGPU whose guest memory the display reads; outlives it
 * @config: what the monitor offers
 * @out: the display
 *
 * Before the first register access; the vGPU's ROM tells the guest of the outputs. May sleep.
 * Return: 0, -EINVAL (the limits hold no mode, or no such outputs), -ENOMEM.
 */
int facet_display_create(struct facet_device *dev, struct facet_vgpu *vgpu,
			 const struct facet_display_config *config, struct facet_display **out);

/**
 * facet_display_destroy() - End it, before facet_vgpu_destroy().
 * @display: the front end makes no more accesses and no more calls of facet_vgpu_timer()
 *
 * May sleep.
 */
void facet_display_destroy(struct facet_display *display);

/** facet_display_heads() - How many heads there are; they are counted from 0. */
u32 facet_display_heads(const struct facet_display *display);

/* DRM fourcc codes and format modifiers, as numbers (include/uapi/drm/drm_fourcc.h). */
#define FACET_FOURCC_XRGB8888		0x34325258u
#define FACET_FOURCC_ARGB8888		0x34325241u
#define FACET_FOURCC_XBGR8888		0x34324258u
#define FACET_FOURCC_ABGR8888		0x34324241u
#define FACET_FOURCC_RGB565		0x36314752u
#define FACET_FOURCC_XRGB2101010	0x30335258u
#define FACET_FOURCC_XBGR2101010	0x30334258u
#define FACET_MOD_LINEAR		0ull
#define FACET_MOD_X_TILED		0x0100000000000001ull
#define FACET_MOD_Y_TILED		0x0100000000000002ull
#define FACET_MOD_YF_TILED		0x0100000000000003ull
#define FACET_MOD_Y_TILED_CCS		0x0100000000000004ull
#define FACET_MOD_YF_TILED_CCS		0x0100000000000005ull

/** enum facet_plane_kind - What the VFIO front end asks about. */
enum facet_plane_kind {
	FACET_PLANE_PRIMARY,
	FACET_PLANE_CURSOR,
	FACET_PLANE_KINDS,
};

/**
 * struct facet_plane - A plane as it is scanned out now.
 * @enabled: false: nothing is shown, the other fields are 0
 * @direct: @pages as they lie are the picture, from their first byte, in @format and @modifier;
 *	otherwise (panned, compressed, rotated, scaled, keyed, other colours by the pipe, a format
 *	without a name here, pages missing, another plane over it) the front end copies it by
 *	facet_capture_read() and offers that
 * @id: names this scan-out; differs when and only when address, size, stride,
 *	format, tiling, @direct or the guest pages behind it do. Never 0. A buffer
 *	that comes back soon (double buffering) has its old id again.
 * @width: pixels; of a primary plane that is not @direct, those of the whole picture
 * @height: the same
 * @stride: bytes from one row of pixels to the next
 * @format: FACET_FOURCC_*; 0 where it is none of them
 * @modifier: FACET_MOD_*
 * @gva: GGTT address of the buffer, page aligned
 * @size: bytes of the buffer, whole pages
 * @pages: @size in pages
 * @offset_x: first pixel shown, in the buffer
 * @offset_y: first row shown, in the buffer
 * @x: position on the screen; negative for a cursor past the edge
 * @y: position on the screen
 * @hot_x: hot spot of a cursor; Gen9 has no register for it: ~0
 * @hot_y: hot spot of a cursor; ~0
 */
struct facet_plane {
	bool enabled;
	bool direct;
	u32 id;
	u32 width;
	u32 height;
	u32 stride;
	u32 format;
	u64 modifier;
	u32 gva;
	u32 size;
	u32 pages;
	u32 offset_x;
	u32 offset_y;
	s32 x;
	s32 y;
	u32 hot_x;
	u32 hot_y;
};

/* Ids are 1 to this; a front end has the others for pictures of its own. */
#define FACET_SCANOUT_ID_MAX	0x7fffffffu

/**
 * facet_scanout_plane() - What a head shows.
 * @display: any
 * @head: < facet_display_heads()
 * @kind: primary or cursor
 * @plane: gets the description
 *
 * Takes no lock of the mediator's but &facet_device.lock for moments, so that it may be called at
 * any time; not in atomic context, as it walks the GGTT entries of the whole buffer.
 * Return: 0; -EINVAL for another head or kind; -ENOMEM.
 */
int facet_scanout_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
			struct facet_plane *plane);

/**
 * facet_scanout_pages() - Guest pages of a scan-out, for a dma-buf.
 * @display: any
 * @id: from facet_scanout_plane(), one of the last few
 * @plane: NULL, or gets its description
 * @gfns: NULL, or array of @n: guest page numbers
 * @n: at least &facet_plane.pages
 *
 * Locks as facet_scanout_plane().
 * Return: 0; -ENOENT: unknown by now, or the guest has put other pages there (ask for the
 * plane again); -EFAULT: some page has no valid GGTT entry; -EINVAL: @n too small, or there never
 * was such an id.
 */
int facet_scanout_pages(struct facet_display *display, u32 id, struct facet_plane *plane,
			u64 *gfns, u32 n);

/**
 * facet_scanout_forget() - No id of a scan-out is known any more.
 *
 * For when a dma-buf of one has lost its pages: a VMM that keeps dma-bufs by their ids is to
 * ask for another, also where the guest puts the same pages there again. Any context.
 */
void facet_scanout_forget(struct facet_display *display);

/**
 * facet_capture_read() - The picture of a head: its planes, and the cursor over them.
 * @display: any
 * @head: < facet_display_heads()
 * @dst: rows of XRGB8888 pixels, from the top left corner of the screen; 4-byte aligned
 * @stride: bytes from row to row, >= 4 * @width, a multiple of 4
 * @width: pixels to write a row; beyond the planes they are black
 * @height: rows to write
 * @cursor: with the cursor
 *
 * As a monitor shows it: a limited range of colours is expanded. What cannot be read (no GGTT
 * entry, no memory, a plane that cannot be) is black. May sleep; no lock held. Bounded by three
 * times four planes, of 4096 pixels and rows each where they are scaled, else of @height rows.
 * Return: 0: all of it is of one frame; -EAGAIN: it may be of several, since the guest replaced its
 * buffers while each of three tries read them; -EINVAL; -ENOMEM.
 */
int facet_capture_read(struct facet_display *display, u32 head, void *dst, u32 stride,
		       u32 width, u32 height, bool cursor);

/**
 * facet_capture_screenshot() - facet_capture_read() for who asks once.
 *
 * Reads anew for a second of the machine's time at most (&facet_host_ops.now_ns), while what was read
 * is of several frames; of a guest that is always quicker there is what there is.
 * Return: 0; -EINVAL; -ENOMEM.
 */
int facet_capture_screenshot(struct facet_display *display, u32 head, void *dst, u32 stride,
			   u32 width, u32 height, bool cursor);

/**
 * facet_scanout_size() - Pixels of the picture of a head, wherever its planes are.
 * @width: 0: it is dark
 * @height: 0: it is dark
 *
 * May sleep. Return: 0; -EINVAL; -ENOMEM.
 */
int facet_scanout_size(struct facet_display *display, u32 head, u32 *width, u32 *height);

/**
 * facet_scanout_serial() - Number of what the registers of a head say.
 *
 * Another number: something else is shown, by registers. The same number says nothing of
 * pixels: guests draw into what is shown, and neither processors nor engines are watched
 * there. facet_capture_update() finds that out. Any context. Return: 0: it is dark.
 */
u64 facet_scanout_serial(struct facet_display *display, u32 head);

/**
 * struct facet_damage - What has changed in a picture.
 * @top: first row
 * @bottom: behind the last row
 * @bytes: of rows that have; 0: nothing has changed
 */
struct facet_damage {
	u32 top;
	u32 bottom;
	u64 bytes;
};

/**
 * facet_capture_update() - facet_capture_read() beside what holds an earlier picture.
 * @shown: the earlier one, which stays as it is; NULL: there is none
 * @next: gets the picture, unless @shown is the same
 * @damage: gets what is different from @shown; of none, everything is
 *
 * All of the picture is read from the guest, and compared. So it is exact, and a screen that stands
 * still costs reading it and no byte written. Otherwise as facet_capture_read().
 */
int facet_capture_update(struct facet_display *display, u32 head, void *shown, void *next,
			 u32 stride, u32 width, u32 height, bool cursor,
			 struct facet_damage *damage);

/** facet_display_bad_planes() - How often pictures were looked at with planes that cannot be: of each. Any context. */
u64 facet_display_bad_planes(const struct facet_display *display);

/** facet_output_get_edid() - EDID of a head: blocks of 128 bytes, at most FACET_EDID_MAX. Any context. */
int facet_output_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size);

/**
 * facet_output_set_edid() - Another monitor. Where it is plugged in, the guest is told, as by
 * facet_output_set_link().
 * @display: any
 * @head: < facet_display_heads()
 * @edid: blocks of 128 bytes; untrusted
 * @size: 128 or 256
 *
 * It has to be one that a guest can work with: header, sums and number of blocks right, digital;
 * its preferred mode not interlaced, from 640x480 to the display's limits. Where its pixel clock is
 * more than the kind of output can do, or than a guest believes of such a monitor, one of ours with
 * the same size takes its place: VMMs know the size of their window, and nothing of outputs. Any
 * context.
 * Return: 0; -EINVAL for another head, or such an EDID: the old one stays.
 */
int facet_output_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size);

/** struct facet_display_mode - Pixels, and pictures a second. */
struct facet_display_mode {
	u32 width;
	u32 height;
	u32 hz;
};

/** facet_output_preferred_mode() - Of a head's EDID. Any context. Return: 0; -EINVAL: another head. */
int facet_output_preferred_mode(struct facet_display *display, u32 head,
			    struct facet_display_mode *mode);

/**
 * facet_output_set_link() - Plug the monitor in or out.
 * @display: any
 * @head: < facet_display_heads()
 * @up: connected; a hotplug interrupt also where that stays (a new EDID)
 *
 * Any context.
 * Return: 0; -EINVAL for another head.
 */
int facet_output_set_link(struct facet_display *display, u32 head, bool up);

#endif
