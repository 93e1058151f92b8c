// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space as data: each field has a value after reset and a mask of bits that a
 * write changes. The identity of the GPU gives the ids. The masks of the BARs follow from their
 * sizes. The front end calls this file for accesses of the guest, the owner for resets, saves and
 * restores. Takes dev->lock.
 */
#include "device/config.h"

#include "device/device.h"
#include "device/state_section.h"
#include "gen9/identity.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"

/**
 * struct config_field - A field of the configuration space.
 * @offset: byte offset
 * @size: bytes, 1 to 4
 * @value: value after reset
 * @wmask: bits that a write changes
 */
struct config_field {
	u8 offset;
	u8 size;
	u32 value;
	u32 wmask;
};

#define CONFIG_COMMAND_WMASK	(PCI_CFG_COMMAND_IO | PCI_CFG_COMMAND_MEMORY | \
				 PCI_CFG_COMMAND_MASTER | PCI_CFG_COMMAND_PARITY | \
				 PCI_CFG_COMMAND_SERR | PCI_CFG_COMMAND_INTX_OFF)

static const struct config_field config_fields[] = {
	{ PCI_CFG_VENDOR, 2, GEN9_PCI_VENDOR, 0 },
	{ PCI_CFG_COMMAND, 2, 0, CONFIG_COMMAND_WMASK },
	{ PCI_CFG_STATUS, 2, PCI_CFG_STATUS_CAPS, 0 },
	{ PCI_CFG_CLASS, 3, GEN9_PCI_CLASS, 0 },
	{ PCI_CFG_CACHE_LINE, 1, 0, 0xff },
	{ PCI_CFG_LATENCY, 1, 0, 0xff },
	{ PCI_CFG_BAR(GEN9_BAR_MMIO), 4, PCI_CFG_BAR_MEM64, 0 },
	{ PCI_CFG_BAR(GEN9_BAR_APERTURE), 4, PCI_CFG_BAR_MEM64 | PCI_CFG_BAR_PREFETCH, 0 },
	{ PCI_CFG_SUBSYS_VENDOR, 2, GEN9_PCI_VENDOR, 0 },
	{ PCI_CFG_ROM, 4, 0, PCI_CFG_ROM_ENABLE },
	{ PCI_CFG_CAPABILITIES, 1, GEN9_PCI_EXP, 0 },
	{ PCI_CFG_INT_LINE, 1, 0, 0xff },
	{ PCI_CFG_INT_PIN, 1, 1, 0 },
	{ GEN9_PCI_GMCH_CTRL, 2, GEN9_PCI_GMCH_GGMS_8M, 0 },
	{ GEN9_PCI_EXP, 2, PCI_CFG_CAP_ID_EXP | PCI_CFG_CAP_NEXT(GEN9_PCI_MSI), 0 },
	{ GEN9_PCI_EXP + PCI_CFG_EXP_FLAGS, 2, PCI_CFG_EXP_ROOT_END, 0 },
	{ GEN9_PCI_EXP + PCI_CFG_EXP_DEVCAP, 4, PCI_CFG_EXP_ROLE_ERRORS | PCI_CFG_EXP_FLR, 0 },
	{ GEN9_PCI_MSI, 2, PCI_CFG_CAP_ID_MSI, 0 },
	{ GEN9_PCI_MSI + PCI_CFG_MSI_CTRL, 2, PCI_CFG_MSI_64BIT, PCI_CFG_MSI_ENABLE },
	{ GEN9_PCI_MSI + PCI_CFG_MSI_ADDR, 4, 0, 0xfffffffc },
	{ GEN9_PCI_MSI + PCI_CFG_MSI_ADDR_HI, 4, 0, ~0u },
	{ GEN9_PCI_MSI + PCI_CFG_MSI_DATA, 2, 0, 0xffff },
	{ GEN9_PCI_ASLS, 4, 0, 0 },
};

/**
 * struct facet_config - The configuration space of a device; dev->lock protects it.
 * @value: the bytes as the guest reads them
 * @wmask: bits that a write changes
 * @bar2_size: size of BAR2 in bytes
 */
struct facet_config {
	u8 value[PCI_CFG_SIZE];
	u8 wmask[PCI_CFG_SIZE];
	u64 bar2_size;
};

/* OR the low @size bytes of @value into a space at @offset. */
static void config_put(u8 *space, u32 offset, u32 size, u32 value)
{
	for (; size; size--, offset++, value >>= 8)
		space[offset] |= value & 0xff;
}

struct facet_bar facet_config_bar(const struct facet_device *dev, u32 index)
{
	struct facet_bar bar = {};

	switch (index) {
	case GEN9_BAR_MMIO:
		bar.size = GEN9_BAR0_SIZE;
		break;
	case GEN9_BAR_APERTURE:
		bar.size = dev->config->bar2_size;
		break;
	case GEN9_BAR_ROM:
		bar.size = GEN9_ROM_SIZE;
		break;
	}
	return bar;
}

static bool config_valid(u32 offset, u32 len)
{
	return (len == 1 || len == 2 || len == 4) && offset < PCI_CFG_SIZE &&
	       len <= PCI_CFG_SIZE - offset;
}

int facet_config_read(struct facet_device *dev, u32 offset, void *buf, u32 len)
{
	unsigned long flags;
	u64 at = offset;

	if (port_check(CONFIG_RANGE, !config_valid(offset, len) || !port_index(&at, PCI_CFG_SIZE)))
		return -EINVAL;
	spin_lock_irqsave(&dev->lock, flags);
	memcpy(buf, &dev->config->value[at], len);
	spin_unlock_irqrestore(&dev->lock, flags);
	return 0;
}

/* Return the guest-physical address of BAR2, or FACET_CONFIG_NOWHERE. */
static u64 config_aperture(struct facet_device *dev)
{
	const struct facet_config *config = dev->config;
	u64 aperture = FACET_CONFIG_NOWHERE;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	if (config->value[PCI_CFG_COMMAND] & PCI_CFG_COMMAND_MEMORY)
		aperture = get_unaligned_le64(&config->value[PCI_CFG_BAR(GEN9_BAR_APERTURE)]) &
			   ~(u64)PCI_CFG_BAR_FLAGS;
	spin_unlock_irqrestore(&dev->lock, flags);
	return aperture;
}

/*
 * Report the address of BAR2. If two threads write at once, the last to come here reports the final
 * address.
 */
static void config_update_bar2(struct facet_device *dev)
{
	u64 aperture;

	do {
		aperture = config_aperture(dev);
		dev->ops->place_aperture(dev, aperture);
	} while (config_aperture(dev) != aperture);
}

/* Test if a write starts a reset by the high byte of device control. */
static bool config_starts_flr(u32 offset, const u8 *bytes, u32 len)
{
	u32 at = GEN9_PCI_EXP + PCI_CFG_EXP_DEVCTL + 1;

	return at - offset < len && bytes[at - offset] & (PCI_CFG_EXP_START_FLR >> 8);
}

int facet_config_write(struct facet_device *dev, u32 offset, const void *buf, u32 len)
{
	struct facet_config *config = dev->config;
	const u8 *bytes = buf;
	unsigned long flags;
	u64 at = offset;
	bool flr;
	u32 i;

	if (port_check(CONFIG_RANGE, !config_valid(offset, len) || !port_index(&at, PCI_CFG_SIZE)))
		return -EINVAL;
	spin_lock_irqsave(&dev->lock, flags);
	for (i = 0; i < len; i++) {
		u8 mask = config->wmask[at + i];
		u8 value = (config->value[at + i] & ~mask) |
			   port_mask(CONFIG_READ_ONLY, bytes[i], mask);

		WRITE_ONCE(config->value[at + i], value);
	}
	flr = config_starts_flr(offset, bytes, len);
	spin_unlock_irqrestore(&dev->lock, flags);
	config_update_bar2(dev);
	return flr ? FACET_CONFIG_FLR : 0;
}

bool facet_config_msi_enabled(const struct facet_device *dev)
{
	return READ_ONCE(dev->config->value[GEN9_PCI_MSI + PCI_CFG_MSI_CTRL]) &
	       PCI_CFG_MSI_ENABLE;
}

bool facet_config_intx_disabled(const struct facet_device *dev)
{
	return READ_ONCE(dev->config->value[PCI_CFG_COMMAND + 1]) &
	       (PCI_CFG_COMMAND_INTX_OFF >> 8);
}

int facet_config_create(struct facet_device *dev, u64 bar2_size)
{
	struct facet_config *config = port_zalloc(sizeof(*config));
	u32 i;

	if (!config)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(config_fields); i++) {
		const struct config_field *field = &config_fields[i];

		config_put(config->wmask, field->offset, field->size, field->wmask);
	}
	config_put(config->wmask, PCI_CFG_BAR(GEN9_BAR_MMIO), 4, ~(GEN9_BAR0_SIZE - 1));
	config_put(config->wmask, PCI_CFG_BAR(GEN9_BAR_MMIO + 1), 4, ~0u);
	config_put(config->wmask, PCI_CFG_BAR(GEN9_BAR_APERTURE), 4,
		   lower_32_bits(~(bar2_size - 1)));
	config_put(config->wmask, PCI_CFG_BAR(GEN9_BAR_APERTURE + 1), 4, ~0u);
	config_put(config->wmask, PCI_CFG_ROM, 4, ~(GEN9_ROM_SIZE - 1));
	config->bar2_size = bar2_size;
	dev->config = config;
	return 0;
}

void facet_config_destroy(struct facet_device *dev)
{
	port_free(dev->config);
	dev->config = NULL;
}

/* Put the read-only fields that distinguish this GPU into a space that has zeros there. */
static void config_put_identity(u8 *space, const struct gen9_identity *identity)
{
	config_put(space, PCI_CFG_DEVICE, 2, identity->device);
	config_put(space, PCI_CFG_REVISION, 1, identity->revision);
	config_put(space, PCI_CFG_SUBSYS_DEVICE, 2, identity->device);
}

static void config_reset(struct facet_device *dev)
{
	struct facet_config *config = dev->config;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&dev->lock, flags);
	memset(config->value, 0, sizeof(config->value));
	for (i = 0; i < ARRAY_SIZE(config_fields); i++) {
		const struct config_field *field = &config_fields[i];

		config_put(config->value, field->offset, field->size, field->value);
	}
	config_put_identity(config->value, dev->identity);
	spin_unlock_irqrestore(&dev->lock, flags);
	config_update_bar2(dev);
}

void facet_config_bars_save(struct facet_device *dev, struct facet_config_bars *bars)
{
	unsigned long flags;

	lockdep_assert_held(&dev->mmio_lock);
	spin_lock_irqsave(&dev->lock, flags);
	memcpy(bars->bytes, &dev->config->value[PCI_CFG_BAR(0)], sizeof(bars->bytes));
	spin_unlock_irqrestore(&dev->lock, flags);
}

void facet_config_bars_restore(struct facet_device *dev, const struct facet_config_bars *bars)
{
	unsigned long flags;

	lockdep_assert_held(&dev->mmio_lock);
	spin_lock_irqsave(&dev->lock, flags);
	memcpy(&dev->config->value[PCI_CFG_BAR(0)], bars->bytes, sizeof(bars->bytes));
	spin_unlock_irqrestore(&dev->lock, flags);
	config_update_bar2(dev);
}

static const struct facet_state_field config_state_fields[] = {
	FACET_STATE_ARRAY(struct facet_config, value, u8, 0),
};

static int config_save(struct facet_device *dev, u32 index, struct facet_state_writer *out)
{
	unsigned long flags;
	struct facet_config config;

	spin_lock_irqsave(&dev->lock, flags);
	config = *dev->config;
	spin_unlock_irqrestore(&dev->lock, flags);
	facet_state_put_fields(out, config_state_fields, ARRAY_SIZE(config_state_fields), &config);
	return 0;
}

/* Restore the space of a vGPU in its reset state. Read-only bits must equal the reset state. */
static int config_restore(struct facet_device *dev, u32 index, struct facet_state_reader *in)
{
	struct facet_config config = {};
	unsigned long flags;
	int ret;
	u32 i;

	ret = facet_state_take_fields(in, config_state_fields, ARRAY_SIZE(config_state_fields),
				      &config);
	spin_lock_irqsave(&dev->lock, flags);
	for (i = 0; !ret && i < PCI_CFG_SIZE; i++) {
		if ((config.value[i] ^ dev->config->value[i]) & ~dev->config->wmask[i])
			ret = -EINVAL;
		else
			WRITE_ONCE(dev->config->value[i], config.value[i]);
	}
	spin_unlock_irqrestore(&dev->lock, flags);
	config_update_bar2(dev);
	return ret;
}

const struct facet_state_section facet_config_state = {
	.tag = FACET_STATE_TAG('C', 'O', 'N', 'F'),
	.name = "config",
	.what = "PCI configuration space",
	.records = 1,
	.fields = config_state_fields,
	.n_fields = ARRAY_SIZE(config_state_fields),
	.reset = config_reset,
	.save = config_save,
	.restore = config_restore,
};
