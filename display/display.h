/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual display of a vGPU, as the front ends (kernel/, vfu/) use it: up to three outputs
 * (heads), each with a monitor of its own. The front ends query the screen and change monitors by
 * the functions below, whatever kind of display a guest has. Each kind implements the ops of
 * display_ops.h, and has a function that makes such a display: gen9_display.h has that of Gen9.
 *
 * "Locks of ops" in docs/dev/locking.md has the locks that the ops of a display take, and those of
 * the front end. A caller of a function that calls an op holds of the core's locks
 * &facet_device.mmio_lock at most, and no spinlock.
 */
#ifndef FACET_DISPLAY_H
#define FACET_DISPLAY_H

#include "port.h"

struct facet_display;

#define FACET_DISPLAY_HEADS	3u	/* largest number of outputs */
#define FACET_EDID_MAX		256u	/* largest length of an EDID, bytes */

/**
 * enum facet_output_kind - Protocol of an output.
 * @FACET_OUTPUT_HDMI: HDMI, or DVI if the EDID has no HDMI block
 * @FACET_OUTPUT_DP: DisplayPort
 * @FACET_OUTPUT_KINDS: number of kinds
 */
enum facet_output_kind {
	FACET_OUTPUT_HDMI,
	FACET_OUTPUT_DP,
	FACET_OUTPUT_KINDS,
};

/**
 * struct facet_display_output - An output, and the monitor that is plugged in at first.
 * @kind: enum facet_output_kind
 * @port: DDI: 1 is B, 2 is C, 3 is D
 * @width: pixels of the preferred mode, from 640 to the limit; rounded down to a multiple of 8. 0:
 *	the best known mode that fits
 * @height: lines of the preferred mode, from 480 to the limit; 0 if @width is 0
 * @hz: refresh rate of that mode in Hz, 24 to 100, if @width is not 0. 0: 60 Hz; if the port has no
 *	clock for 60 Hz, the first possible one of 75, 50 and 30 Hz
 */
struct facet_display_output {
	enum facet_output_kind kind;
	u32 port;
	u32 width;
	u32 height;
	u32 hz;
};

/**
 * struct facet_display_config - Outputs of a display, and their limits.
 * @max_width: largest width of a mode in any EDID, pixels (facet_type.max_width)
 * @max_height: largest height of a mode in any EDID, lines
 * @outputs: @n_outputs outputs, each with a port of its own
 * @n_outputs: number of heads, 0 to FACET_DISPLAY_HEADS; 0: one HDMI output on port B
 */
struct facet_display_config {
	u32 max_width;
	u32 max_height;
	struct facet_display_output outputs[FACET_DISPLAY_HEADS];
	u32 n_outputs;
};

#define FACET_OUTPUTS_TEXT	64u	/* bytes that hold any outputs as text, with the NUL */

/**
 * facet_output_text_add() - Parse outputs and append them to a configuration.
 * @config: a configuration with limits; gets the new outputs behind those that it has
 * @text: words KIND:PORT[:WIDTHxHEIGHT[@HZ]], separated by blanks or newlines; ends with a NUL.
 *	Kind is hdmi or dp; port is b, c or d, each once. The size is from 640x480 to the limits of
 *	@config, at most 4095x4095. The rate is from 24 to 100 Hz. The port needs a clock for the
 *	mode. Without words, @config stays as it is
 *
 * Context: any; takes no lock; does not sleep. The caller owns @config.
 * Return: 0; -EINVAL: a word is no output, its port is taken, @config has FACET_DISPLAY_HEADS
 * outputs, or the mode does not fit. @config is unchanged then.
 */
int facet_output_text_add(struct facet_display_config *config, const char *text);

/**
 * facet_output_text_print() - Print outputs as the text that facet_output_text_add() parses.
 * @config: outputs that facet_output_text_add() has appended; none give an empty text
 * @text: gets the text, at most FACET_OUTPUTS_TEXT bytes with the NUL at its end
 *
 * Context: any; takes no lock; does not sleep. The caller keeps @config unchanged meanwhile.
 */
void facet_output_text_print(const struct facet_display_config *config,
			     char text[static FACET_OUTPUTS_TEXT]);

/**
 * facet_display_destroy() - End a display, before facet_vgpu_destroy().
 * @display: the display; freed. The worker has ended. The front end makes no more register
 *	accesses, and no more calls of facet_vgpu_timer()
 *
 * The function disarms the display's timers and detaches the display from its device.
 *
 * Context: process context; the caller may hold mutexes of the front end, and no spinlock. Takes
 * the locks of the display's op destroy. May sleep while it frees memory.
 */
void facet_display_destroy(struct facet_display *display);

/**
 * struct facet_flip_stats - Flips of all pipes of a display, and missed vertical blanks.
 * @asked: flips that the guest asked for; planes that are armed together are one flip
 * @shown: flips whose buffers were shown
 * @missed: blanks of a pipe that showed no new flip, though the guest animated the pipe and had
 *	work on an engine
 */
struct facet_flip_stats {
	u64 asked;
	u64 shown;
	u64 missed;
};

/**
 * struct facet_display_stats - Counters of the screens of a display.
 * @flips: flips and missed blanks
 * @screen_bytes_copied: bytes of pixels that were copied out of guest memory, to show or keep a
 *	screen; see facet_display_count_copied()
 *
 * Memory that a front end provides has this layout. docs/reference/stats.md has the details.
 */
struct facet_display_stats {
	struct facet_flip_stats flips;
	u64 screen_bytes_copied;
};

/**
 * facet_display_set_stats() - Set the memory that holds a display's counters.
 * @display: the display
 * @stats: memory of the caller, valid until the next call or facet_display_destroy(); NULL: the
 *	display's own. The display counts on from the values there, and writes each counter whole
 *
 * Context: any; &facet_display.counters_lock not held. Takes &facet_display.counters_lock, and no
 * other lock; does not sleep.
 */
void facet_display_set_stats(struct facet_display *display, struct facet_display_stats *stats);

/**
 * facet_display_count_copied() - Count bytes that were copied out of the buffers of screens.
 * @display: the display
 * @bytes: number of bytes
 *
 * Each try of a capture counts 4 bytes for each pixel that it composes. A front end counts what it
 * copies of the guest's pages by itself. Reads for checksums are no copies. Nor are copies from one
 * picture of the host's to another.
 *
 * Context: any; &facet_display.counters_lock not held. Takes &facet_display.counters_lock, and no
 * other lock; does not sleep.
 */
void facet_display_count_copied(struct facet_display *display, u64 bytes);

/**
 * facet_display_heads() - Return the number of heads, which are counted from 0.
 * @display: the display
 *
 * Context: any; takes no lock, since the number is constant; does not sleep.
 * Return: the number, 1 to FACET_DISPLAY_HEADS.
 */
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

/**
 * enum facet_plane_kind - Planes that VFIO's display query knows.
 * @FACET_PLANE_PRIMARY: all planes but the cursor
 * @FACET_PLANE_CURSOR: the cursor
 * @FACET_PLANE_KINDS: number of kinds
 */
enum facet_plane_kind {
	FACET_PLANE_PRIMARY,
	FACET_PLANE_CURSOR,
	FACET_PLANE_KINDS,
};

/**
 * struct facet_plane - A plane as the pipe scans it out.
 * @enabled: false: the pipe does not show the plane, and all other fields are 0
 * @direct: true: the buffer is the picture, from its first byte on, in @format and @modifier.
 *	false: the front end copies the picture by facet_capture_read() and offers the copy. A copy
 *	is needed for planes that are panned, rotated, scaled or keyed, and under other planes. A
 *	copy is also needed if the pipe changes colours, the format has no name here, or pages are
 *	missing
 * @id: id of this scan-out, never 0. The id changes if any of these changes: address, size, stride,
 *	format, tiling, offset, @direct, or the guest pages behind the buffer. The id
 *	changes for no other reason, except facet_scanout_forget(). A buffer that soon comes back
 *	(double buffering) has its old id again
 * @width: pixels; of a primary plane that is not @direct, pixels of the whole picture
 * @height: rows; of a primary plane that is not @direct, rows of the whole picture
 * @stride: bytes from one row of pixels to the next; 0 if the plane is rotated by 90 or 270 degrees
 * @format: FACET_FOURCC_*; 0: the format has no name here
 * @modifier: FACET_MOD_*; that of the tiling, whether or not the plane has a CCS
 * @gva: address of the buffer in bytes, page aligned: of a Gen9 display in the GGTT
 * @size: length of the buffer in bytes, whole pages
 * @pages: length of the buffer in pages
 * @offset_x: first pixel of the buffer that is shown
 * @offset_y: first row of the buffer that is shown
 * @x: position on the screen in pixels; negative for a cursor past the left edge
 * @y: position on the screen in rows; negative for a cursor past the top edge
 * @hot_x: hot spot of a cursor, in pixels from its left edge; ~0: not known, as on Gen9, which has
 *	no register for one
 * @hot_y: hot spot of a cursor in rows; ~0: not known
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

/* Ids are 1 to this number. A front end uses larger numbers for pictures of its own. */
#define FACET_SCANOUT_ID_MAX	0x7fffffffu

/**
 * facet_scanout_plane() - Describe the plane that a head shows.
 * @display: the display
 * @head: < facet_display_heads()
 * @kind: primary or cursor
 * @plane: gets the description; all zero if the head is dark or shows no such plane. Unchanged
 *	after an error
 *
 * The function looks up the guest pages of the whole buffer, at most 32768 pages (128 MiB). The
 * display remembers the buffer and its id until 16 other buffers were described
 * (FACET_SCANOUT_IDS). A display of Gen9 first makes registers live that are due, and may kick the
 * worker then.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op plane.
 * May sleep for memory, not for guest memory.
 * Return: 0, also if there is no such plane; -EINVAL: there is no such head or kind; -ENOMEM: no
 * memory for a snapshot.
 */
int facet_scanout_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
			struct facet_plane *plane);

/**
 * facet_scanout_pages() - Return the guest pages of a scan-out, for a dma-buf.
 * @display: the display
 * @id: an id from facet_scanout_plane(). The display knows the last 16 buffers
 * @plane: NULL, or gets the description of the buffer if @id is known, even if a later check fails
 * @gfns: NULL, or an array of @n that gets guest page numbers; undefined after an error
 * @n: length of @gfns, at least &facet_plane.pages; ignored without @gfns
 *
 * Without @gfns the function does not check the pages. After -ENOENT the caller asks for the plane
 * again.
 *
 * Context: process context, since the function looks up to 32768 pages up; no lock of the display
 * held. Takes the locks of the display's op pages. May sleep for mutexes, not for guest memory.
 * Return: 0; -ENOENT: the display does not know @id any more, or the guest has put other pages
 * there; -EFAULT: the pages are as facet_scanout_plane() found them, and one is missing; -EINVAL:
 * @n is too small, or no buffer ever had this id.
 */
int facet_scanout_pages(struct facet_display *display, u32 id, struct facet_plane *plane,
			u64 *gfns, u32 n);

/**
 * facet_scanout_forget() - Forget the ids of all scan-outs.
 * @display: the display
 *
 * The front end calls this when a dma-buf of a scan-out has lost its pages. A VMM keeps dma-bufs by
 * their ids. With a new id it asks for another one, even if the guest puts the same pages there
 * again. facet_scanout_pages() returns -ENOENT for the old ids. A repeated call is harmless.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op
 * forget. May sleep for mutexes.
 */
void facet_scanout_forget(struct facet_display *display);

/**
 * facet_capture_read() - Read the picture of a head: its planes, and the cursor over them.
 * @display: the display
 * @head: < facet_display_heads()
 * @dst: gets rows of XRGB8888 pixels, from the top left corner of the screen; 4-byte aligned.
 *	Undefined after -EINVAL or -ENOMEM
 * @stride: bytes from row to row, at least 4 * @width, a multiple of 4
 * @width: pixels of a row; pixels beyond the picture are black
 * @height: rows; rows beyond the picture are black
 * @cursor: true: draw the cursor
 *
 * The picture is what a monitor shows: a limited range of colours is expanded. A plane without
 * memory or with invalid settings is black. A dark head is black, too.
 *
 * The function tries a few times at most to read one frame: a display of Gen9 three times. Each try
 * counts planes that cannot be read (facet_display_bad_planes()).
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the locks of the display's op read. May sleep for memory, mutexes and guest memory.
 * Return: 0: all pixels are of one frame; -EAGAIN: the picture is complete, but may be of several
 * frames: the guest replaced its buffers during each try; -EINVAL: there is no such head, or
 * @stride is invalid; -ENOMEM: no memory.
 */
int facet_capture_read(struct facet_display *display, u32 head, void *dst, u32 stride,
		       u32 width, u32 height, bool cursor);

/**
 * facet_capture_screenshot() - Read the picture of a head once, with patience for a whole frame.
 * @display: the display
 * @head: < facet_display_heads()
 * @dst: gets rows of XRGB8888 pixels, from the top left corner of the screen; 4-byte aligned.
 *	Undefined after an error
 * @stride: bytes from row to row, at least 4 * @width, a multiple of 4
 * @width: pixels of a row; pixels beyond the picture are black
 * @height: rows; rows beyond the picture are black
 * @cursor: true: draw the cursor
 *
 * The function calls facet_capture_read() again while that returns -EAGAIN. The function makes 16
 * calls at most, and begins none after 1 s of the display's clock. After that the picture may be
 * of several frames. All effects are those of facet_capture_read().
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the locks of the display's op read. May sleep for memory, mutexes and guest memory.
 * Return: 0: the picture is complete, usually of one frame; -EINVAL: there is no such head, or
 * @stride is invalid; -ENOMEM: no memory.
 */
int facet_capture_screenshot(struct facet_display *display, u32 head, void *dst, u32 stride,
			     u32 width, u32 height, bool cursor);

/**
 * facet_scanout_size() - Return the size of the picture of a head, wherever its planes are.
 * @display: the display
 * @head: < facet_display_heads()
 * @width: gets pixels; 0: the head is dark. Unchanged after an error
 * @height: gets rows; 0: the head is dark. Unchanged after an error
 *
 * The size is at most that of the display's limits.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op size.
 * May sleep for memory.
 * Return: 0; -EINVAL: there is no such head; -ENOMEM: no memory for a snapshot.
 */
int facet_scanout_size(struct facet_display *display, u32 head, u32 *width, u32 *height);

/**
 * facet_scanout_serial() - Return a number that changes when a head shows something else.
 * @display: the display
 * @head: < facet_display_heads(); any other value is allowed
 *
 * Two equal numbers say nothing about pixels: a guest draws into the buffer that is shown, and
 * nothing reports these stores. facet_capture_update() compares pixels.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op
 * serial. May sleep for mutexes.
 * Return: a number that is not 0; 0: the head is dark, or there is no such head.
 */
u64 facet_scanout_serial(struct facet_display *display, u32 head);

/**
 * struct facet_damage - Rows of a picture that differ from an earlier picture.
 * @top: first row that differs
 * @bottom: row behind the last row that differs
 * @bytes: bytes of all rows that differ; 0: no row differs
 */
struct facet_damage {
	u32 top;
	u32 bottom;
	u64 bytes;
};

/**
 * facet_capture_update() - Read the picture of a head, and compare it with an earlier picture.
 * @display: the display
 * @head: < facet_display_heads()
 * @shown: the earlier picture, of the same size and stride, which stays as it is; NULL: none
 * @next: gets the whole picture if a row differs from @shown; else its content is undefined. 4-byte
 *	aligned
 * @stride: bytes from row to row of both pictures, at least 4 * @width, a multiple of 4
 * @width: pixels of a row; pixels beyond the picture are black
 * @height: rows; rows beyond the picture are black
 * @cursor: true: draw the cursor
 * @damage: gets the rows that differ from @shown; all rows if @shown is NULL. Undefined after
 *	-EINVAL or -ENOMEM
 *
 * The function reads the whole picture from the guest, so that the result is exact. While the
 * screen does not change, the function writes no byte of @next. A try that found a row that differs
 * has written @next, even if the next try finds none. Pictures, tries and effects are those of
 * facet_capture_read().
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. The
 * caller keeps others from writing @shown and @next: the kernel front end by
 * &facet_screen.query_lock. Takes the locks of the display's op update. May sleep for memory,
 * mutexes and guest memory.
 * Return: 0: all pixels are of one frame; -EAGAIN: the picture is complete, but may be of several
 * frames: the guest replaced its buffers during each try; -EINVAL: there is no such head, or
 * @stride is invalid; -ENOMEM: no memory.
 */
int facet_capture_update(struct facet_display *display, u32 head, void *shown, void *next,
			 u32 stride, u32 width, u32 height, bool cursor,
			 struct facet_damage *damage);

/**
 * facet_display_bad_planes() - Return how many planes could not be read because of their registers.
 * @display: the display
 *
 * Each try of a capture (facet_capture_read()) and each checksum counts each such plane once, even
 * a cursor that it does not draw. On Gen9, planes in GGTT addresses that are not the vGPU's count,
 * too. So does a pipe that is larger than the limits. Planes whose pages are missing do not count.
 *
 * Context: any; takes no lock, since the number is atomic; does not sleep.
 * Return: the number since the display was made.
 */
u64 facet_display_bad_planes(const struct facet_display *display);

/**
 * facet_output_get_edid() - Copy the EDID of a head's monitor.
 * @display: the display
 * @head: < facet_display_heads()
 * @edid: buffer of FACET_EDID_MAX bytes; gets blocks of 128 bytes. Unchanged after an error
 * @size: gets the length of the EDID: 128 or 256 bytes. Unchanged after an error
 *
 * The EDID is that of the monitor, even while it is unplugged.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op
 * get_edid. May sleep for mutexes.
 * Return: 0; -EINVAL: there is no such head.
 */
int facet_output_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size);

/**
 * facet_output_set_edid() - Replace the EDID of a head's monitor.
 * @display: the display
 * @head: < facet_display_heads()
 * @edid: blocks of 128 bytes; untrusted; copied
 * @size: length of @edid in bytes; valid are 128 and 256
 *
 * If a monitor is plugged in, the guest gets an interrupt, as from facet_output_set_link(). At an
 * output of Gen9 the monitor keeps its I2C and DisplayPort state.
 *
 * An EDID is valid if header, version 1, checksums and number of blocks are right, and if it is
 * digital. Its preferred mode has blanks and is not interlaced. The size of the mode is from
 * 640x480 to the display's limits. Source: VESA E-EDID 1.3.
 *
 * The output may not be able to do the pixel clock, or a guest may not believe it without an HDMI
 * block. Then an EDID of ours with the same size takes its place. A VMM knows the size of its
 * window, and no limits of outputs.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op
 * set_edid. May sleep for mutexes.
 * Return: 0; -EINVAL: there is no such head, the EDID is invalid, or no EDID of ours has this size.
 * The old EDID stays then.
 */
int facet_output_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size);

/**
 * struct facet_display_mode - Size and refresh rate of a mode.
 * @width: pixels of a line
 * @height: lines
 * @hz: refresh rate in Hz, rounded
 */
struct facet_display_mode {
	u32 width;
	u32 height;
	u32 hz;
};

/**
 * facet_output_preferred_mode() - Return the preferred mode of a head's EDID.
 * @display: the display
 * @head: < facet_display_heads()
 * @mode: gets the mode; unchanged after an error
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op
 * get_edid. May sleep for mutexes.
 * Return: 0; -EINVAL: there is no such head.
 */
int facet_output_preferred_mode(struct facet_display *display, u32 head,
				struct facet_display_mode *mode);

/**
 * facet_output_set_link() - Plug the monitor of a head in or out.
 * @display: the display
 * @head: < facet_display_heads()
 * @up: true: plugged in; false: unplugged
 *
 * The monitor keeps its EDID. The guest gets an interrupt, even if the link stays as it was. At an
 * output of Gen9 this is a hotplug interrupt (long pulse), if the guest has enabled hotplug
 * detection of the port. There the monitor forgets its I2C and DisplayPort state.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's op
 * set_link. May sleep for mutexes.
 * Return: 0; -EINVAL: there is no such head.
 */
int facet_output_set_link(struct facet_display *display, u32 head, bool up);

#endif
