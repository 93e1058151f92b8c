/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts of virtio over PCI: ids, capabilities, and the structures that these name.
 * Source: Virtual I/O Device (VIRTIO) 1.2, section 4.1.
 */
#ifndef VIRTIO_PCI_DEFS_H
#define VIRTIO_PCI_DEFS_H

#define VIRTIO_PCI_VENDOR	0x1af4u
#define VIRTIO_PCI_DEVICE(id)	(0x1040u + (id))	/* of a device without a legacy interface */
#define VIRTIO_PCI_REVISION	1u

/* A capability of virtio (section 4.1.4). Offsets in bytes. */
#define VIRTIO_PCI_CAP_LEN	2u
#define VIRTIO_PCI_CAP_TYPE	3u
#define VIRTIO_PCI_CAP_BAR	4u
#define VIRTIO_PCI_CAP_OFFSET	8u
#define VIRTIO_PCI_CAP_LENGTH	12u
#define VIRTIO_PCI_CAP_BYTES	16u
#define VIRTIO_PCI_CAP_MULTIPLIER	16u	/* of notifications: bytes between two queues */
#define VIRTIO_PCI_CAP_DATA	16u		/* of PCI_CFG: data of an access to a BAR */

/* Types of capabilities. */
#define VIRTIO_PCI_CAP_COMMON_CFG	1u
#define VIRTIO_PCI_CAP_NOTIFY_CFG	2u
#define VIRTIO_PCI_CAP_ISR_CFG		3u
#define VIRTIO_PCI_CAP_DEVICE_CFG	4u
#define VIRTIO_PCI_CAP_PCI_CFG	5u

/* The common configuration (section 4.1.4.3). Offsets in bytes. */
#define VIRTIO_PCI_DEVICE_FEATURE_SELECT	0u
#define VIRTIO_PCI_DEVICE_FEATURE		4u
#define VIRTIO_PCI_DRIVER_FEATURE_SELECT	8u
#define VIRTIO_PCI_DRIVER_FEATURE		12u
#define VIRTIO_PCI_CONFIG_VECTOR		16u
#define VIRTIO_PCI_NUM_QUEUES			18u
#define VIRTIO_PCI_DEVICE_STATUS		20u
#define VIRTIO_PCI_CONFIG_GENERATION		21u
#define VIRTIO_PCI_QUEUE_SELECT			22u
#define VIRTIO_PCI_QUEUE_SIZE			24u
#define VIRTIO_PCI_QUEUE_VECTOR			26u
#define VIRTIO_PCI_QUEUE_ENABLE			28u
#define VIRTIO_PCI_QUEUE_NOTIFY_OFF		30u
#define VIRTIO_PCI_QUEUE_DESC			32u
#define VIRTIO_PCI_QUEUE_DRIVER			40u
#define VIRTIO_PCI_QUEUE_DEVICE			48u
#define VIRTIO_PCI_COMMON_BYTES			56u

#define VIRTIO_PCI_NO_VECTOR	0xffffu

/* Bits of the ISR (section 4.1.4.5). A read clears them. */
#define VIRTIO_PCI_ISR_QUEUE	1u
#define VIRTIO_PCI_ISR_CONFIG	2u

#endif
