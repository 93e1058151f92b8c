// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space as data (device/config_space.h). device/config.c and
 * virtio/virtio_pci_config.c call this file with their locks held.
 */
#include "device/config_space.h"

void facet_config_space_put(u8 *bytes, u32 offset, u32 size, u32 value)
{
	for (; size; size--, offset++, value >>= 8)
		bytes[offset] |= value & 0xff;
}

void facet_config_space_init(struct facet_config_space *space,
			     const struct facet_config_field *fields, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		facet_config_space_put(space->wmask, fields[i].offset, fields[i].size,
				       fields[i].wmask);
}

void facet_config_space_set_bar(struct facet_config_space *space, u32 offset, u64 size, bool wide)
{
	u64 mask = ~(size - 1);

	facet_config_space_put(space->wmask, offset, sizeof(u32), lower_32_bits(mask));
	if (wide)
		facet_config_space_put(space->wmask, offset + sizeof(u32), sizeof(u32),
				       upper_32_bits(mask));
}

void facet_config_space_reset(struct facet_config_space *space,
			      const struct facet_config_field *fields, u32 n)
{
	u32 i;

	memset(space->value, 0, sizeof(space->value));
	for (i = 0; i < n; i++)
		facet_config_space_put(space->value, fields[i].offset, fields[i].size,
				       fields[i].value);
}

static bool in_space(u32 offset, u32 len)
{
	return (len == 1 || len == 2 || len == 4) && offset < PCI_CFG_SIZE &&
	       len <= PCI_CFG_SIZE - offset;
}

bool facet_config_space_place(u32 offset, u32 len, u64 *at)
{
	*at = offset;
	return !port_check(CONFIG_RANGE, !in_space(offset, len) || !port_index(at, PCI_CFG_SIZE));
}

int facet_config_space_read(const struct facet_config_space *space, u32 offset, void *buf, u32 len)
{
	u64 at;

	if (!facet_config_space_place(offset, len, &at))
		return -EINVAL;
	memcpy(buf, &space->value[at], len);
	return 0;
}

int facet_config_space_write(struct facet_config_space *space, u32 offset, const void *buf, u32 len)
{
	const u8 *bytes = buf;
	u64 at;
	u32 i;

	if (!facet_config_space_place(offset, len, &at))
		return -EINVAL;
	for (i = 0; i < len; i++) {
		u8 mask = space->wmask[at + i];
		u8 value = (space->value[at + i] & ~mask) |
			   port_mask(CONFIG_READ_ONLY, bytes[i], mask);

		WRITE_ONCE(space->value[at + i], value);
	}
	return 0;
}

int facet_config_space_restore(struct facet_config_space *space, const u8 *value)
{
	u32 i;

	for (i = 0; i < PCI_CFG_SIZE; i++) {
		if (port_check(CONFIG_RESTORE, (value[i] ^ space->value[i]) & ~space->wmask[i]))
			return -EINVAL;
		WRITE_ONCE(space->value[i], value[i]);
	}
	return 0;
}
