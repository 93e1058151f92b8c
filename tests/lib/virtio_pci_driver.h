/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio function over PCI, and its driver, which tests play. Its commands are those of
 * virtio_driver.h.
 */
#ifndef VIRTIO_PCI_DRIVER_H
#define VIRTIO_PCI_DRIVER_H

#include "tests/lib/virtio_driver.h"

#include "device/pci_config_defs.h"
#include "virtio/virtio_pci.h"
#include "virtio/virtio_pci_defs.h"

#define PCI_FEATURES	(1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_F_INDIRECT_DESC | \
			 1ull << VIRTIO_GPU_F_EDID)
#define PCI_STARTED	(VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | \
			 VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK)

/**
 * struct pci_part - A part of a BAR, as a capability names it.
 * @bar: number of the BAR; 0: there is none
 * @offset: first byte
 * @length: bytes
 * @multiplier: of notifications
 */
struct pci_part {
	u32 bar;
	u32 offset;
	u32 length;
	u32 multiplier;
};

/**
 * struct pci_rig - A function and its driver.
 * @gpu: the driver with its memory and commands, and the device behind the function
 * @pci: the function
 * @parts: parts of BARs, by the type of the capability
 * @msix: place of the MSI-X capability
 * @level: level of INTx
 * @kicks: calls of kick
 * @vectors: MSI-X so far
 */
struct pci_rig {
	struct gpu_rig gpu;
	struct facet_virtio_pci *pci;
	struct pci_part parts[VIRTIO_PCI_CAP_PCI_CFG + 1];
	u32 msix;
	bool level;
	u32 kicks;
	u32 vectors[FACET_VIRTIO_PCI_VECTORS];
};

static_assert(!offsetof(struct pci_rig, gpu), "a rig is the first argument of the driver's ops");

/* --- the front end -------------------------------------------------------------------------- */

static inline void pci_kick(void *host)
{
	struct pci_rig *f = host;

	f->kicks++;
}

static inline void pci_set_irq(void *host, bool level)
{
	struct pci_rig *f = host;

	f->level = level;
}

static inline void pci_signal(void *host, u32 vector)
{
	struct pci_rig *f = host;

	f->vectors[vector]++;
}

static const struct facet_virtio_pci_ops pci_ops = {
	.memory = DRIVER_MEMORY_OPS,
	.kick = pci_kick,
	.set_irq = pci_set_irq,
	.signal = pci_signal,
	.now_ns = gpu_now_ns,
	.flipped = gpu_flipped,
	.monitor = gpu_monitor,
};

/* --- the driver ----------------------------------------------------------------------------- */

static inline u32 pci_config(struct pci_rig *f, u32 offset, u32 len)
{
	u32 value = 0;

	facet_virtio_pci_config(f->pci, offset, &value, len, false);
	return value;
}

static inline void pci_config_write(struct pci_rig *f, u32 offset, u32 value, u32 len)
{
	facet_virtio_pci_config(f->pci, offset, &value, len, true);
}

static inline u64 pci_get(struct pci_rig *f, u32 type, u32 offset, u32 len)
{
	u64 value = 0;

	facet_virtio_pci_access(f->pci, f->parts[type].bar, f->parts[type].offset + offset, &value,
				len, false);
	return value;
}

static inline void pci_put(struct pci_rig *f, u32 type, u32 offset, u64 value, u32 len)
{
	facet_virtio_pci_access(f->pci, f->parts[type].bar, f->parts[type].offset + offset, &value,
				len, true);
}

static inline u64 pci_common(struct pci_rig *f, u32 offset, u32 len)
{
	return pci_get(f, VIRTIO_PCI_CAP_COMMON_CFG, offset, len);
}

static inline void pci_set_common(struct pci_rig *f, u32 offset, u64 value, u32 len)
{
	pci_put(f, VIRTIO_PCI_CAP_COMMON_CFG, offset, value, len);
}

/* Note a capability of virtio. */
static inline void pci_note_part(struct pci_rig *f, u32 at)
{
	u32 type = pci_config(f, at + VIRTIO_PCI_CAP_TYPE, 1);

	if (type >= ARRAY_SIZE(f->parts))
		return;
	f->parts[type] = (struct pci_part){
		.bar = pci_config(f, at + VIRTIO_PCI_CAP_BAR, 1),
		.offset = pci_config(f, at + VIRTIO_PCI_CAP_OFFSET, 4),
		.length = pci_config(f, at + VIRTIO_PCI_CAP_LENGTH, 4),
		.multiplier = pci_config(f, at + VIRTIO_PCI_CAP_MULTIPLIER, 4),
	};
}

/* Walk the capabilities. Return: their number. */
static inline u32 pci_find_parts(struct pci_rig *f)
{
	u32 at = pci_config(f, PCI_CFG_CAPABILITIES, 1), n = 0;

	for (; at && n < 16; n++, at = pci_config(f, at + 1, 1)) {
		u32 id = pci_config(f, at, 1);

		if (id == PCI_CFG_CAP_ID_VENDOR)
			pci_note_part(f, at);
		else if (id == PCI_CFG_CAP_ID_MSIX)
			f->msix = at;
	}
	return n;
}

static inline int pci_pass(struct gpu_rig *gpu)
{
	return facet_virtio_pci_work(container_of(gpu, struct pci_rig, gpu)->pci);
}

static inline struct pci_rig *pci_rig_create(void)
{
	struct pci_rig *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	gpu_rig_init(&f->gpu);
	f->gpu.work = pci_pass;
	if (facet_virtio_pci_create(&pci_ops, f, &f->gpu.limits, &f->pci)) {
		free(f);
		return NULL;
	}
	f->gpu.g = facet_virtio_pci_gpu(f->pci);
	pci_find_parts(f);
	return f;
}

static inline void pci_rig_destroy(struct pci_rig *f)
{
	facet_virtio_pci_destroy(f->pci);
	free(f);
}

static inline void pci_set_features(struct pci_rig *f, u64 features)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		pci_set_common(f, VIRTIO_PCI_DRIVER_FEATURE_SELECT, i, 4);
		pci_set_common(f, VIRTIO_PCI_DRIVER_FEATURE, features >> 32 * i & 0xffffffff, 4);
	}
}

static inline u64 pci_features(struct pci_rig *f)
{
	u64 features;

	pci_set_common(f, VIRTIO_PCI_DEVICE_FEATURE_SELECT, 0, 4);
	features = pci_common(f, VIRTIO_PCI_DEVICE_FEATURE, 4);
	pci_set_common(f, VIRTIO_PCI_DEVICE_FEATURE_SELECT, 1, 4);
	return features | pci_common(f, VIRTIO_PCI_DEVICE_FEATURE, 4) << 32;
}

/* Set up a queue at the place of virtio_driver.h. */
static inline void pci_set_queue(struct pci_rig *f, u32 queue)
{
	u32 at = GPU_QUEUE(queue);

	memset(&f->gpu.memory.bytes[at], 0, 0x3000);
	f->gpu.avail[queue] = 0;
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, queue, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SIZE, GPU_SIZE, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_VECTOR, queue + 1, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DESC, at, 4);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DESC + 4, 0, 4);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DRIVER, GPU_AVAIL(queue), 8);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DEVICE, GPU_USED(queue), 8);
	pci_set_common(f, VIRTIO_PCI_QUEUE_ENABLE, 1, 2);
}

/* Start the device as a driver does. @msix: with MSI-X. */
static inline void pci_start(struct pci_rig *f, bool msix)
{
	u32 i;

	pci_config_write(f, PCI_CFG_COMMAND, PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER, 2);
	pci_config_write(f, f->msix + PCI_CFG_MSIX_CTRL, msix ? PCI_CFG_MSIX_ENABLE : 0, 2);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS,
		       VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER, 1);
	pci_set_features(f, PCI_FEATURES);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED & ~VIRTIO_STATUS_DRIVER_OK, 1);
	pci_set_common(f, VIRTIO_PCI_CONFIG_VECTOR, 0, 2);
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++)
		pci_set_queue(f, i);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED, 1);
}

/* Ask for the monitors, and let the worker answer. Return: requests that came back so far. */
static inline u32 pci_ask(struct pci_rig *f)
{
	gpu_offer(&f->gpu, VIRTIO_GPU_CONTROLQ,
		  gpu_command(&f->gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(f->gpu.response));
	pci_put(f, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, VIRTIO_GPU_CONTROLQ, 2);
	facet_virtio_pci_work(f->pci);
	return gpu_used(&f->gpu, VIRTIO_GPU_CONTROLQ);
}

#endif
