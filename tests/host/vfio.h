/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations that the files of facet-host-vfio share. */
#ifndef HOST_VFIO_H
#define HOST_VFIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

struct client;

#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define BAR2		VFIO_PCI_BAR2_REGION_INDEX
#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX

#define PAGE		4096u
#define RAM_SIZE	(32u << 20)
#define PATIENCE_MS	patience(5000)

/* Guest pages for the tests' data. */
#define PAGE_A		0x400000u

/* Fill @len bytes from @gpa on: @value in the first page, one more in each following page. */
void fill(struct client *c, uint64_t gpa, uint32_t value, size_t len);

/* vfio_edid.c: test the EDID region. Leaves another monitor there. */
void test_edid(struct client *c);

/* vfio_unmap.c: unmap guest memory. Each test leaves all of guest memory in one mapping. */
void test_dma_unmap(struct client *c);
void test_dma_unmap_often(struct client *c, uint32_t rounds);
void test_dma_unmap_busy(struct client *c);
void test_dma_unmap_touched(struct client *c);
void test_kept_out(struct client *c);
void test_memory_of_another(struct client *c);
void test_ended_threads_are_forgotten(struct client *c);
void test_trapped_store_waits(struct client *c);
/* Test two vGPUs in one container, both touched. Return: ok_status(). */
int program_pair(const char *uuid, const char *other);
/* Test tasks for which no file can be made. Closes the device and opens it again. */
void test_unwatched(struct client *c, const char *uuid);

/*
 * vfio_away.c: memory that is unmapped. The tests leave all of guest memory in one mapping, and a
 * screen.
 */
void test_stores_to_memory_that_moves(struct client *c);
void test_dmabuf_of_memory_that_moves(struct client *c);
void test_a_page_beside_memory_that_went(struct client *c);
/* Touch pages of the aperture that have no memory. Return: ok_status(). */
int program_absent(const char *uuid);

/*
 * notify.c: poll attributes in sysfs while the vGPU is opened, closed and named. Return:
 * ok_status().
 */
int program_notify(const char *uuid);

/* vfio_splash.c: test both kinds of display with splash = on. */
void test_splash(struct client *c);

/* cursor.c: test display = dmabuf with each setting of cursor. */
void test_cursor(struct client *c, const char *uuid);

/* vfio_screen.c: tests of pipe A, plane 1. */

/* Query the primary plane (VFIO_DEVICE_QUERY_GFX_PLANE). Return: 0, or a negative errno. */
int query(struct client *c, uint32_t flags, struct vfio_device_gfx_plane_info *info);
/* Wait for a flip, which takes effect at the next frame. Return: the plane is lit, and in @info. */
bool wait_shown(struct client *c, uint32_t flags, struct vfio_device_gfx_plane_info *info);
/* Show a linear picture; its first pixel is @color. */
void show_screen(struct client *c, uint32_t gva, uint64_t gpa, uint32_t color);
/* Show the same pages as X tiles. */
void show_tiled(struct client *c, uint32_t gva);
void test_dmabuf(struct client *c);
/* Test a dma-buf that lives longer than the VMM. Closes the device. */
void test_orphan_dmabuf(struct client *c);
void test_region_screen(struct client *c);
void test_native_screen(struct client *c);
/* Test two outputs, the second one at port B. */
void test_heads(struct client *c, const char *uuid);
/* Test screenshots. Leaves the picture on the screen. */
void test_screenshot(struct client *c, const char *uuid);

#endif
