// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space of a Gen9 function (device/config_space.h). The identity of the GPU gives
 * the ids. The front end calls this file for accesses of the guest, the owner for resets, saves and
 * restores. Takes dev->lock.
 */
#include "device/config.h"

#include "device/config_space.h"
#include "device/device.h"
#include "device/state_section.h"
#include "gen9/identity.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"

static const struct facet_config_field config_fields[] = {
	{ PCI_CFG_VENDOR, 2, GEN9_PCI_VENDOR, 0 },
	{ PCI_CFG_COMMAND, 2, 0, PCI_CFG_COMMAND_WRITABLE },
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
 * @space: its bytes
 * @bar2_size: size of BAR2 in bytes
 */
struct facet_config {
	struct facet_config_space space;
	u64 bar2_size;
};

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

int facet_config_read(struct facet_device *dev, u32 offset, void *buf, u32 len)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&dev->lock, flags);
	ret = facet_config_space_read(&dev->config->space, offset, buf, len);
	spin_unlock_irqrestore(&dev->lock, flags);
	return ret;
}

/* Return the guest-physical address of BAR2, or FACET_CONFIG_NOWHERE. */
static u64 config_aperture(struct facet_device *dev)
{
	const u8 *value = dev->config->space.value;
	u64 aperture = FACET_CONFIG_NOWHERE;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	if (value[PCI_CFG_COMMAND] & PCI_CFG_COMMAND_MEMORY)
		aperture = get_unaligned_le64(&value[PCI_CFG_BAR(GEN9_BAR_APERTURE)]) &
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
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&dev->lock, flags);
	ret = facet_config_space_write(&dev->config->space, offset, buf, len);
	spin_unlock_irqrestore(&dev->lock, flags);
	if (ret)
		return ret;
	config_update_bar2(dev);
	return config_starts_flr(offset, buf, len) ? FACET_CONFIG_FLR : 0;
}

bool facet_config_msi_enabled(const struct facet_device *dev)
{
	return READ_ONCE(dev->config->space.value[GEN9_PCI_MSI + PCI_CFG_MSI_CTRL]) &
	       PCI_CFG_MSI_ENABLE;
}

bool facet_config_intx_disabled(const struct facet_device *dev)
{
	return READ_ONCE(dev->config->space.value[PCI_CFG_COMMAND + 1]) &
	       (PCI_CFG_COMMAND_INTX_OFF >> 8);
}

int facet_config_create(struct facet_device *dev, u64 bar2_size)
{
	struct facet_config *config = port_zalloc(sizeof(*config));
	struct facet_config_space *space;

	if (!config)
		return -ENOMEM;
	space = &config->space;
	facet_config_space_init(space, config_fields, ARRAY_SIZE(config_fields));
	facet_config_space_set_bar(space, PCI_CFG_BAR(GEN9_BAR_MMIO), GEN9_BAR0_SIZE, true);
	facet_config_space_set_bar(space, PCI_CFG_BAR(GEN9_BAR_APERTURE), bar2_size, true);
	facet_config_space_set_bar(space, PCI_CFG_ROM, GEN9_ROM_SIZE, false);
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
static void config_put_identity(u8 *bytes, const struct gen9_identity *identity)
{
	facet_config_space_put(bytes, PCI_CFG_DEVICE, 2, identity->device);
	facet_config_space_put(bytes, PCI_CFG_REVISION, 1, identity->revision);
	facet_config_space_put(bytes, PCI_CFG_SUBSYS_DEVICE, 2, identity->device);
}

static void config_reset(void *owner)
{
	struct facet_device *dev = owner;
	struct facet_config_space *space = &dev->config->space;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	facet_config_space_reset(space, config_fields, ARRAY_SIZE(config_fields));
	config_put_identity(space->value, dev->identity);
	spin_unlock_irqrestore(&dev->lock, flags);
	config_update_bar2(dev);
}

void facet_config_bars_save(struct facet_device *dev, struct facet_config_bars *bars)
{
	unsigned long flags;

	lockdep_assert_held(&dev->mmio_lock);
	spin_lock_irqsave(&dev->lock, flags);
	memcpy(bars->bytes, &dev->config->space.value[PCI_CFG_BAR(0)], sizeof(bars->bytes));
	spin_unlock_irqrestore(&dev->lock, flags);
}

void facet_config_bars_restore(struct facet_device *dev, const struct facet_config_bars *bars)
{
	unsigned long flags;

	lockdep_assert_held(&dev->mmio_lock);
	spin_lock_irqsave(&dev->lock, flags);
	memcpy(&dev->config->space.value[PCI_CFG_BAR(0)], bars->bytes, sizeof(bars->bytes));
	spin_unlock_irqrestore(&dev->lock, flags);
	config_update_bar2(dev);
}

static const struct facet_state_field config_state_fields[] = {
	FACET_STATE_ARRAY(struct facet_config_space, value, u8, 0),
};

static int config_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_device *dev = owner;
	struct facet_config_space space;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	space = dev->config->space;
	spin_unlock_irqrestore(&dev->lock, flags);
	facet_state_put_fields(out, config_state_fields, ARRAY_SIZE(config_state_fields), &space);
	return 0;
}

/* Restore the space of a vGPU in its reset state. Read-only bits must equal the reset state. */
static int config_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_device *dev = owner;
	struct facet_config_space space = {};
	unsigned long flags;
	int ret;

	ret = facet_state_take_fields(in, config_state_fields, ARRAY_SIZE(config_state_fields),
				      &space);
	spin_lock_irqsave(&dev->lock, flags);
	if (!ret)
		ret = facet_config_space_restore(&dev->config->space, space.value);
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
