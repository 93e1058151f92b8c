// SPDX-License-Identifier: GPL-2.0-only
/*
 * A virtio function without a bus (virtio_direct.h). vDPA calls this file, which writes and reads
 * registers of the function as a driver of PCI would.
 *
 * Lock: facet_virtio_pci.pass for positions of queues. Accesses take locks by themselves.
 */
#include "virtio/virtio_direct.h"

#include "virtio/virtio_defs.h"
#include "virtio/virtio_gpu_types.h"
#include "virtio/virtio_pci_common.h"
#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_types.h"

static_assert(FACET_VIRTIO_DIRECT_QUEUES == VIRTIO_GPU_QUEUES);
static_assert(FACET_VIRTIO_DIRECT_VECTORS == FACET_VIRTIO_PCI_VECTORS);
static_assert(FACET_VIRTIO_DIRECT_QUEUE_MAX == VIO_QUEUE_MAX);
static_assert(FACET_VIRTIO_DIRECT_CONFIG == sizeof(struct virtio_gpu_config));
static_assert(FACET_VIRTIO_DIRECT_ID == VIRTIO_ID_GPU);
static_assert(FACET_VIRTIO_DIRECT_VENDOR == VIRTIO_PCI_VENDOR);

static void set_register(struct facet_virtio_pci *pci, u32 offset, u64 value, u32 len)
{
	facet_virtio_pci_access(pci, VIO_BAR_REGS, VIO_REGS_COMMON + offset, &value, len, true);
}

static u64 get_register(struct facet_virtio_pci *pci, u32 offset, u32 len)
{
	u64 value = 0;

	facet_virtio_pci_access(pci, VIO_BAR_REGS, VIO_REGS_COMMON + offset, &value, len, false);
	return value;
}

/* Let the function be a bus master, and send messages. */
static void enable_function(struct facet_virtio_pci *pci)
{
	u16 command = PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER;
	u16 msix = PCI_CFG_MSIX_ENABLE;

	facet_virtio_pci_config(pci, PCI_CFG_COMMAND, &command, sizeof(command), true);
	facet_virtio_pci_config(pci, VIO_CAP_MSIX + PCI_CFG_MSIX_CTRL, &msix, sizeof(msix), true);
}

/* Agree on features. Return: false: the device refuses them. */
static bool agree(struct facet_virtio_pci *pci, u64 features)
{
	u8 status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;
	u32 half;

	set_register(pci, VIRTIO_PCI_DEVICE_STATUS, status, 1);
	for (half = 0; half < 2; half++) {
		set_register(pci, VIRTIO_PCI_DRIVER_FEATURE_SELECT, half, 4);
		set_register(pci, VIRTIO_PCI_DRIVER_FEATURE,
			     half ? upper_32_bits(features) : lower_32_bits(features), 4);
	}
	set_register(pci, VIRTIO_PCI_DEVICE_STATUS, status | VIRTIO_STATUS_FEATURES_OK, 1);
	return facet_virtio_direct_status(pci) & VIRTIO_STATUS_FEATURES_OK;
}

static void set_queue(struct facet_virtio_pci *pci, u32 queue,
		      const struct facet_virtio_direct_queue *chosen)
{
	set_register(pci, VIRTIO_PCI_QUEUE_SELECT, queue, 2);
	/* A size that the register has no room for is none. */
	set_register(pci, VIRTIO_PCI_QUEUE_SIZE,
		     chosen->size > FACET_VIRTIO_DIRECT_QUEUE_MAX ? 0 : chosen->size, 2);
	set_register(pci, VIRTIO_PCI_QUEUE_VECTOR,
		     FACET_VIRTIO_DIRECT_VECTOR_QUEUE + queue, 2);
	set_register(pci, VIRTIO_PCI_QUEUE_DESC, chosen->desc, 8);
	set_register(pci, VIRTIO_PCI_QUEUE_DRIVER, chosen->driver, 8);
	set_register(pci, VIRTIO_PCI_QUEUE_DEVICE, chosen->device, 8);
	set_register(pci, VIRTIO_PCI_QUEUE_ENABLE, 1, 2);
}

u64 facet_virtio_direct_features(void)
{
	return vio_pci_common_features();
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_features);

int facet_virtio_direct_start(struct facet_virtio_pci *pci,
			      const struct facet_virtio_direct_setup *setup)
{
	u32 i;

	enable_function(pci);
	if (!agree(pci, setup->features))
		return -EINVAL;
	set_register(pci, VIRTIO_PCI_CONFIG_VECTOR, FACET_VIRTIO_DIRECT_VECTOR_CONFIG, 2);
	for (i = 0; i < FACET_VIRTIO_DIRECT_QUEUES; i++)
		if (setup->queues[i].ready)
			set_queue(pci, i, &setup->queues[i]);
	set_register(pci, VIRTIO_PCI_DEVICE_STATUS,
		     facet_virtio_direct_status(pci) | VIRTIO_STATUS_DRIVER_OK, 1);
	return 0;
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_start);

void facet_virtio_direct_enable(struct facet_virtio_pci *pci, u32 queue,
				const struct facet_virtio_direct_queue *chosen)
{
	u16 number = (u16)queue;

	set_queue(pci, queue, chosen);
	facet_virtio_pci_access(pci, VIO_BAR_REGS, VIO_REGS_NOTIFY + queue * VIO_NOTIFY_BYTES,
				&number, sizeof(number), true);
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_enable);

u16 facet_virtio_direct_used(struct facet_virtio_pci *pci, u32 queue)
{
	const struct vio_queue *used = &pci->gpu->queues[queue];
	u16 returned;

	facet_virtio_pci_hold(pci);
	returned = used->started ? facet_virtq_save(&used->q).used : 0;
	facet_virtio_pci_release(pci);
	return returned;
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_used);

static bool queue_is_idle(const struct vio_queue *queue)
{
	return !queue->started ||
	       (queue->state == VIO_TAKE && facet_virtq_ahead(&queue->q) <= 0);
}

bool facet_virtio_direct_is_idle(struct facet_virtio_pci *pci)
{
	bool idle = true;
	u32 i;

	facet_virtio_pci_hold(pci);
	for (i = 0; i < ARRAY_SIZE(pci->gpu->queues); i++)
		idle = idle && queue_is_idle(&pci->gpu->queues[i]);
	facet_virtio_pci_release(pci);
	return idle;
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_is_idle);

u8 facet_virtio_direct_status(struct facet_virtio_pci *pci)
{
	return (u8)get_register(pci, VIRTIO_PCI_DEVICE_STATUS, 1);
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_status);

u8 facet_virtio_direct_generation(struct facet_virtio_pci *pci)
{
	return (u8)get_register(pci, VIRTIO_PCI_CONFIG_GENERATION, 1);
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_generation);

/* Return how many bytes of an access are in the configuration. */
static u32 config_bytes(u32 offset, u32 len)
{
	return offset < FACET_VIRTIO_DIRECT_CONFIG ?
	       min_t(u32, len, FACET_VIRTIO_DIRECT_CONFIG - offset) : 0;
}

/* Give a driver a part of the configuration. Bytes beyond it are 0. */
static void copy_config(const void *config, u32 offset, void *buf, u32 len)
{
	u32 n = config_bytes(offset, len);

	memset(buf, 0, len);
	if (n)
		memcpy(buf, (const u8 *)config + offset, n);
}

/* Fields of the configuration have four bytes: a part of one is accessed with all of it. */
void facet_virtio_direct_config(struct facet_virtio_pci *pci, u32 offset, void *buf, u32 len,
				bool write)
{
	u8 config[FACET_VIRTIO_DIRECT_CONFIG] = {};
	u32 at;

	if (write && config_bytes(offset, len))
		memcpy(config + offset, buf, config_bytes(offset, len));
	for (at = 0; at < sizeof(config); at += sizeof(u32))
		facet_virtio_pci_access(pci, VIO_BAR_REGS, VIO_REGS_DEVICE + at, config + at,
					sizeof(u32), write);
	if (!write)
		copy_config(config, offset, buf, len);
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_config);

void facet_virtio_direct_first_config(u32 heads, u32 offset, void *buf, u32 len)
{
	const struct virtio_gpu_config config = { .num_scanouts = heads };

	copy_config(&config, offset, buf, len);
}
EXPORT_SYMBOL_GPL(facet_virtio_direct_first_config);
