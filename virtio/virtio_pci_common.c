// SPDX-License-Identifier: GPL-2.0-only
/*
 * The common configuration of a virtio function (virtio_pci_common.h), as a table of registers.
 * virtio_pci.c calls this file with facet_virtio_pci.lock held.
 */
#include "virtio/virtio_pci_common.h"

#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_types.h"
#include "virtio/virtio_defs.h"

/* Features that the device offers. */
#define FEATURES	(1ull << VIRTIO_F_INDIRECT_DESC | 1ull << VIRTIO_F_EVENT_IDX | \
			 1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_F_ACCESS_PLATFORM | \
			 1ull << VIRTIO_GPU_F_EDID | 1ull << VIRTIO_GPU_F_RESOURCE_BLOB)

/**
 * struct vio_reg - A register of the common configuration.
 * @offset: its offset
 * @size: its bytes
 * @of_queue: @place is in the selected queue; else in struct vio_pci_common
 * @writable: a write changes it
 * @place: offset of its member; ~0: @get returns its value
 * @get: return its value; NULL: that of its member
 * @set: write it, in place of its member; NULL: only the member changes
 */
struct vio_reg {
	u32 offset;
	u32 size;
	bool of_queue;
	bool writable;
	u32 place;
	u64 (*get)(const struct vio_pci_common *common);
	void (*set)(struct vio_pci_common *common, u64 value);
};

/* Return a half of 64 bits; all others are 0. */
static u32 half(u64 bits, u32 select)
{
	return select == 0 ? lower_32_bits(bits) : select == 1 ? upper_32_bits(bits) : 0;
}

u64 vio_pci_common_features(void)
{
	return FEATURES;
}

static u64 get_device_features(const struct vio_pci_common *common)
{
	return half(FEATURES, common->device_select);
}

static u64 get_driver_features(const struct vio_pci_common *common)
{
	return half(common->driver_features, common->driver_select);
}

/* The features do not change any more when the driver has agreed to them. */
static void set_driver_features(struct vio_pci_common *common, u64 value)
{
	u32 shift = common->driver_select ? 32 : 0;

	if (common->driver_select > 1 || common->status & VIRTIO_STATUS_FEATURES_OK)
		return;
	common->driver_features &= ~(0xffffffffull << shift);
	common->driver_features |= value << shift;
}

static bool features_fit(u64 features)
{
	return !port_check(VIO_FEATURES, features & ~FEATURES) &&
	       features & 1ull << VIRTIO_F_VERSION_1;
}

/* A driver sets bits of the status alone. A reset clears them. */
static void set_status(struct vio_pci_common *common, u64 value)
{
	u8 status = (u8)value & ~VIRTIO_STATUS_NEEDS_RESET;

	if (status & VIRTIO_STATUS_FEATURES_OK && !features_fit(common->driver_features))
		status &= ~VIRTIO_STATUS_FEATURES_OK;
	common->status |= status;
}

/* Return a vector as the device takes it: one that is not there reads as none (4.1.4.3). */
static u16 vector_of(u64 value)
{
	return value < FACET_VIRTIO_PCI_VECTORS ? (u16)value : VIRTIO_PCI_NO_VECTOR;
}

static void set_config_vector(struct vio_pci_common *common, u64 value)
{
	common->config_vector = vector_of(value);
}

static void set_queue_vector(struct vio_pci_common *common, u64 value)
{
	u64 queue = common->queue_select;

	if (port_index(&queue, VIRTIO_GPU_QUEUES))
		common->queues[queue].vector = vector_of(value);
}

static u64 get_num_queues(const struct vio_pci_common *common)
{
	return VIRTIO_GPU_QUEUES;
}

/* Each queue has a place of its own for notifications. */
static u64 get_notify_off(const struct vio_pci_common *common)
{
	return common->queue_select < VIRTIO_GPU_QUEUES ? common->queue_select : 0;
}

#define NOWHERE		(~0u)

/* The place of a member of the common configuration, or of the selected queue. */
#define PLACE(member)	.place = offsetof(struct vio_pci_common, member)
#define QUEUE(member)	.of_queue = true, .place = offsetof(struct vio_pci_queue, member)

static const struct vio_reg regs[] = {
	{
		.offset = VIRTIO_PCI_DEVICE_FEATURE_SELECT,
		.size = 4,
		.writable = true,
		PLACE(device_select),
	},
	{
		.offset = VIRTIO_PCI_DEVICE_FEATURE,
		.size = 4,
		.place = NOWHERE,
		.get = get_device_features,
	},
	{
		.offset = VIRTIO_PCI_DRIVER_FEATURE_SELECT,
		.size = 4,
		.writable = true,
		PLACE(driver_select),
	},
	{
		.offset = VIRTIO_PCI_DRIVER_FEATURE,
		.size = 4,
		.writable = true,
		.place = NOWHERE,
		.get = get_driver_features,
		.set = set_driver_features,
	},
	{
		.offset = VIRTIO_PCI_CONFIG_VECTOR,
		.size = 2,
		.writable = true,
		PLACE(config_vector),
		.set = set_config_vector,
	},
	{
		.offset = VIRTIO_PCI_NUM_QUEUES,
		.size = 2,
		.place = NOWHERE,
		.get = get_num_queues,
	},
	{
		.offset = VIRTIO_PCI_DEVICE_STATUS,
		.size = 1,
		.writable = true,
		PLACE(status),
		.set = set_status,
	},
	{
		.offset = VIRTIO_PCI_CONFIG_GENERATION,
		.size = 1,
		PLACE(generation),
	},
	{
		.offset = VIRTIO_PCI_QUEUE_SELECT,
		.size = 2,
		.writable = true,
		PLACE(queue_select),
	},
	{
		.offset = VIRTIO_PCI_QUEUE_SIZE,
		.size = 2,
		.writable = true,
		QUEUE(size),
	},
	{
		.offset = VIRTIO_PCI_QUEUE_VECTOR,
		.size = 2,
		.writable = true,
		QUEUE(vector),
		.set = set_queue_vector,
	},
	{
		.offset = VIRTIO_PCI_QUEUE_ENABLE,
		.size = 2,
		.writable = true,
		QUEUE(enabled),
	},
	{
		.offset = VIRTIO_PCI_QUEUE_NOTIFY_OFF,
		.size = 2,
		.place = NOWHERE,
		.get = get_notify_off,
	},
	{
		.offset = VIRTIO_PCI_QUEUE_DESC,
		.size = 8,
		.writable = true,
		QUEUE(desc),
	},
	{
		.offset = VIRTIO_PCI_QUEUE_DRIVER,
		.size = 8,
		.writable = true,
		QUEUE(driver),
	},
	{
		.offset = VIRTIO_PCI_QUEUE_DEVICE,
		.size = 8,
		.writable = true,
		QUEUE(device),
	},
};

/* Return the register that has all bytes of an access; NULL: there is none. */
static const struct vio_reg *find_reg(u32 offset, u32 len)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (offset >= regs[i].offset && offset + len <= regs[i].offset + regs[i].size)
			return &regs[i];
	return NULL;
}

/* Return the member of a register; NULL: it has none, or there is no such queue. */
static void *member_of(struct vio_pci_common *common, const struct vio_reg *reg)
{
	u64 queue = common->queue_select;

	if (reg->place == NOWHERE)
		return NULL;
	if (!reg->of_queue)
		return (u8 *)common + reg->place;
	if (port_check(VIO_SELECT, !port_index(&queue, VIRTIO_GPU_QUEUES)))
		return NULL;
	return (u8 *)&common->queues[queue] + reg->place;
}

static u64 get_reg(struct vio_pci_common *common, const struct vio_reg *reg)
{
	const void *member = member_of(common, reg);
	u64 value = 0;

	if (reg->get)
		return reg->get(common);
	if (member)
		memcpy(&value, member, reg->size);
	return value;
}

/* A queue that is enabled does not change until a reset, but for its vector. */
static bool is_fixed(const struct vio_pci_common *common, const struct vio_reg *reg)
{
	return reg->of_queue && reg->offset != VIRTIO_PCI_QUEUE_VECTOR &&
	       common->queue_select < VIRTIO_GPU_QUEUES &&
	       common->queues[common->queue_select].enabled;
}

static void set_reg(struct vio_pci_common *common, const struct vio_reg *reg, u64 value)
{
	void *member = member_of(common, reg);

	if (!reg->writable || is_fixed(common, reg))
		return;
	if (reg->set)
		reg->set(common, value);
	else if (member)
		memcpy(member, &value, reg->size);
}

bool vio_pci_common_access(struct facet_virtio_pci *pci, u32 offset, u64 *value, u32 len,
			   bool write)
{
	const struct vio_reg *reg = find_reg(offset, len);
	u64 bits = len < 8 ? (1ull << 8 * len) - 1 : ~0ull;
	u32 shift;

	lockdep_assert_held(&pci->lock);
	if (!reg) {
		if (!write)
			*value = 0;
		return false;
	}
	shift = 8 * (offset - reg->offset);
	if (!write) {
		*value = get_reg(&pci->common, reg) >> shift & bits;
		return false;
	}
	if (reg->offset == VIRTIO_PCI_DEVICE_STATUS && !*value)
		return true;
	set_reg(&pci->common, reg, (get_reg(&pci->common, reg) & ~(bits << shift)) |
		(*value & bits) << shift);
	return false;
}

static bool vectors_valid(const struct vio_pci_common *common)
{
	bool valid = vector_of(common->config_vector) == common->config_vector;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(common->queues); i++)
		valid = valid && vector_of(common->queues[i].vector) == common->queues[i].vector;
	return valid;
}

int vio_pci_common_restore(struct facet_virtio_pci *pci, const struct vio_pci_common *common)
{
	lockdep_assert_held(&pci->lock);
	if (common->status & VIRTIO_STATUS_FEATURES_OK && !features_fit(common->driver_features))
		return -EINVAL;
	if (!vectors_valid(common))
		return -EINVAL;
	pci->common = *common;
	return 0;
}

void vio_pci_common_reset(struct facet_virtio_pci *pci)
{
	u32 i;

	lockdep_assert_held(&pci->lock);
	pci->common = (struct vio_pci_common){
		.config_vector = VIRTIO_PCI_NO_VECTOR,
		.generation = pci->common.generation,
	};
	for (i = 0; i < ARRAY_SIZE(pci->common.queues); i++)
		pci->common.queues[i] = (struct vio_pci_queue){
			.size = VIO_QUEUE_SIZE, .vector = VIRTIO_PCI_NO_VECTOR,
		};
}
