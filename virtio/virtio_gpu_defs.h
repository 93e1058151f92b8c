/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts of virtio-gpu: features, device configuration, commands and their responses. All fields are
 * little-endian. Source: Virtual I/O Device (VIRTIO) 1.2, section 5.7.
 */
#ifndef VIRTIO_GPU_DEFS_H
#define VIRTIO_GPU_DEFS_H

#include "port.h"

#define VIRTIO_ID_GPU		16u

/* Bits of features (section 5.7.3). */
#define VIRTIO_GPU_F_VIRGL		0u
#define VIRTIO_GPU_F_EDID		1u
#define VIRTIO_GPU_F_RESOURCE_UUID	2u
#define VIRTIO_GPU_F_RESOURCE_BLOB	3u
#define VIRTIO_GPU_F_CONTEXT_INIT	4u

/* Queues (section 5.7.2). */
#define VIRTIO_GPU_CONTROLQ	0u
#define VIRTIO_GPU_CURSORQ	1u
#define VIRTIO_GPU_QUEUES	2u

#define VIRTIO_GPU_MAX_SCANOUTS	16u	/* most that a device may have (section 5.7.6.8) */
#define VIRTIO_GPU_EVENT_DISPLAY	1u	/* events_read: the monitors have changed */

/**
 * struct virtio_gpu_config - The device configuration (section 5.7.4).
 * @events_read: events that have happened
 * @events_clear: the driver writes the events that it has seen
 * @num_scanouts: number of scan-outs
 * @num_capsets: number of capsets
 */
struct virtio_gpu_config {
	u32 events_read;
	u32 events_clear;
	u32 num_scanouts;
	u32 num_capsets;
};

/* Commands (section 5.7.6.7). */
enum {
	VIRTIO_GPU_CMD_GET_DISPLAY_INFO = 0x0100,
	VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
	VIRTIO_GPU_CMD_RESOURCE_UNREF,
	VIRTIO_GPU_CMD_SET_SCANOUT,
	VIRTIO_GPU_CMD_RESOURCE_FLUSH,
	VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
	VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
	VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
	VIRTIO_GPU_CMD_GET_CAPSET_INFO,
	VIRTIO_GPU_CMD_GET_CAPSET,
	VIRTIO_GPU_CMD_GET_EDID,
	VIRTIO_GPU_CMD_RESOURCE_ASSIGN_UUID,
	VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
	VIRTIO_GPU_CMD_SET_SCANOUT_BLOB,
	VIRTIO_GPU_CMD_UPDATE_CURSOR = 0x0300,
	VIRTIO_GPU_CMD_MOVE_CURSOR,
};

/* Answers (section 5.7.6.7). */
enum {
	VIRTIO_GPU_RESP_OK_NODATA = 0x1100,
	VIRTIO_GPU_RESP_OK_DISPLAY_INFO,
	VIRTIO_GPU_RESP_OK_EDID = 0x1104,
	VIRTIO_GPU_RESP_ERR_UNSPEC = 0x1200,
	VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
	VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID,
	VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
	VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID,
	VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
};

#define VIRTIO_GPU_FLAG_FENCE	1u	/* of a command: its response has its fence and this flag */

/**
 * struct virtio_gpu_ctrl_hdr - The head of each command and of each response.
 * @type: the command or the response
 * @flags: VIRTIO_GPU_FLAG_*
 * @fence: number of the fence, with VIRTIO_GPU_FLAG_FENCE
 * @context: context of 3D
 * @ring: ring of the context
 * @padding: 0
 */
struct virtio_gpu_ctrl_hdr {
	u32 type;
	u32 flags;
	u64 fence;
	u32 context;
	u8 ring;
	u8 padding[3];
};

/* A rectangle, in pixels. */
struct virtio_gpu_rect {
	u32 x;
	u32 y;
	u32 width;
	u32 height;
};

/**
 * struct virtio_gpu_display_one - The monitor of a scan-out.
 * @rect: preferred place and size
 * @enabled: a monitor is plugged in
 * @flags: 0
 */
struct virtio_gpu_display_one {
	struct virtio_gpu_rect rect;
	u32 enabled;
	u32 flags;
};

/* Answer to VIRTIO_GPU_CMD_GET_DISPLAY_INFO. */
struct virtio_gpu_display_info {
	struct virtio_gpu_display_one scanouts[VIRTIO_GPU_MAX_SCANOUTS];
};

#define VIRTIO_GPU_EDID_BYTES	1024u

/* VIRTIO_GPU_CMD_GET_EDID, and its response. */
struct virtio_gpu_get_edid {
	u32 scanout;
	u32 padding;
};

struct virtio_gpu_edid {
	u32 size;
	u32 padding;
	u8 edid[VIRTIO_GPU_EDID_BYTES];
};

/* A response. What is behind its head depends on its type. */
struct virtio_gpu_response {
	struct virtio_gpu_ctrl_hdr header;
	union {
		struct virtio_gpu_display_info info;
		struct virtio_gpu_edid edid;
	};
};

/* Formats, by the order of bytes in memory (section 5.7.6.8). */
#define VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM	1u
#define VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM	2u
#define VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM	67u
#define VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM	134u
#define VIRTIO_GPU_PIXEL	4u	/* bytes of a pixel in each of them */

struct virtio_gpu_create_2d {
	u32 resource;
	u32 format;
	u32 width;
	u32 height;
};

/* VIRTIO_GPU_CMD_RESOURCE_UNREF and VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING. */
struct virtio_gpu_resource {
	u32 resource;
	u32 padding;
};

/* VIRTIO_GPU_CMD_SET_SCANOUT. Resource 0: the scan-out shows nothing. */
struct virtio_gpu_set_scanout {
	struct virtio_gpu_rect rect;
	u32 scanout;
	u32 resource;
};

struct virtio_gpu_flush {
	struct virtio_gpu_rect rect;
	u32 resource;
	u32 padding;
};

/* VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D. @offset: of @rect's first pixel in the backing memory. */
struct virtio_gpu_transfer {
	struct virtio_gpu_rect rect;
	u64 offset;
	u32 resource;
	u32 padding;
};

/* A memory entry: a piece of backing memory. */
struct virtio_gpu_mem_entry {
	u64 address;
	u32 len;
	u32 padding;
};

/* VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING. @entries entries follow. */
struct virtio_gpu_attach {
	u32 resource;
	u32 entries;
};

#define VIRTIO_GPU_BLOB_MEM_GUEST	1u	/* blob_mem: the guest's memory */
#define VIRTIO_GPU_BLOB_MEM_HOST3D	2u	/* memory of the host */
#define VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST	3u	/* memory of both */
#define VIRTIO_GPU_BLOB_FLAGS	7u	/* blob_flags: mappable, shareable, cross-device */

/* VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB. @entries entries follow. */
struct virtio_gpu_create_blob {
	u32 resource;
	u32 memory;
	u32 flags;
	u32 entries;
	u64 id;
	u64 size;
};

#define VIRTIO_GPU_PLANES	4u	/* of a picture; formats of the device have one */

struct virtio_gpu_set_scanout_blob {
	struct virtio_gpu_rect rect;
	u32 scanout;
	u32 resource;
	u32 width;
	u32 height;
	u32 format;
	u32 padding;
	u32 strides[VIRTIO_GPU_PLANES];
	u32 offsets[VIRTIO_GPU_PLANES];
};

#define VIRTIO_GPU_CURSOR_SIZE	64u	/* width and height of a cursor's picture */

/* VIRTIO_GPU_CMD_UPDATE_CURSOR, and VIRTIO_GPU_CMD_MOVE_CURSOR, which ends behind @padding. */
struct virtio_gpu_cursor {
	u32 scanout;
	u32 x;
	u32 y;
	u32 padding;
	u32 resource;
	u32 hot_x;
	u32 hot_y;
	u32 padding2;
};

#endif
