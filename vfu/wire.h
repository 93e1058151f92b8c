/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vfio-user protocol as it lies on the wire: host byte order, packed.
 * Source: docs/interop/vfio-user.rst of QEMU (protocol 0.0); payloads that
 * equal a VFIO ioctl's use its structure from linux/vfio.h.
 */
#ifndef VFU_WIRE_H
#define VFU_WIRE_H

#include <linux/vfio.h>

#include "port.h"

#define VFU_MAJOR	0
#define VFU_MINOR	0

/** enum vfu_command - Commands that a client sends. */
enum vfu_command {
	VFU_VERSION = 1,
	VFU_DMA_MAP = 2,
	VFU_DMA_UNMAP = 3,
	VFU_DEVICE_GET_INFO = 4,
	VFU_DEVICE_GET_REGION_INFO = 5,
	VFU_DEVICE_GET_IRQ_INFO = 7,
	VFU_DEVICE_SET_IRQS = 8,
	VFU_REGION_READ = 9,
	VFU_REGION_WRITE = 10,
	VFU_DEVICE_RESET = 13,
	VFU_REGION_WRITE_MULTI = 15,
	VFU_COMMANDS,
};

#define VFU_TYPE_MASK		0xfu
#define VFU_TYPE_COMMAND	0x0u
#define VFU_TYPE_REPLY		0x1u
#define VFU_NO_REPLY		0x10u
#define VFU_ERROR		0x20u

/**
 * struct vfu_header - Opens each message.
 * @id: the client's; echoed
 * @command: enum vfu_command
 * @size: bytes of the whole message, this header included
 * @flags: VFU_TYPE_*, VFU_NO_REPLY, VFU_ERROR
 * @error: errno of an error reply
 */
struct vfu_header {
	u16 id;
	u16 command;
	u32 size;
	u32 flags;
	u32 error;
} __attribute__((packed));

/* The most data in one access; also what a client must assume by default. */
#define VFU_MAX_DATA	(1024u * 1024)
/* File descriptors in one message. */
#define VFU_MAX_FDS	8u

struct vfu_version {
	u16 major;
	u16 minor;
	char data[];
} __attribute__((packed));

struct vfu_device_info {
	u32 argsz;
	u32 flags;
	u32 num_regions;
	u32 num_irqs;
} __attribute__((packed));

struct vfu_dma_map {
	u32 argsz;
	u32 flags;
	u64 offset;
	u64 address;
	u64 size;
} __attribute__((packed));

#define VFU_DMA_READ	BIT(0)
#define VFU_DMA_WRITE	BIT(1)

struct vfu_dma_unmap {
	u32 argsz;
	u32 flags;
	u64 address;
	u64 size;
} __attribute__((packed));

#define VFU_DMA_UNMAP_ALL	BIT(1)

struct vfu_region_access {
	u64 offset;
	u32 region;
	u32 count;
	u8 data[];
} __attribute__((packed));

struct vfu_write {
	u64 offset;
	u32 region;
	u32 count;
	u8 data[8];
} __attribute__((packed));

struct vfu_write_multi {
	u64 count;
	struct vfu_write writes[];
} __attribute__((packed));

/* The largest message: an access with all the data that one may carry. */
#define VFU_MAX_MESSAGE \
	(sizeof(struct vfu_header) + sizeof(struct vfu_region_access) + VFU_MAX_DATA)

#endif
