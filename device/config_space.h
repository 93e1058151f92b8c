/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI configuration space as data, for any function: each field has a value after reset and a mask
 * of bits that a write changes. No field of our functions has bits that a write of 1 clears. The
 * owner of a space serializes its users.
 */
#ifndef FACET_CONFIG_SPACE_H
#define FACET_CONFIG_SPACE_H

#include "device/pci_config_defs.h"
#include "port.h"

/**
 * struct facet_config_field - A field of configuration space.
 * @offset: byte offset
 * @size: bytes, 1 to 4
 * @value: value after reset
 * @wmask: bits that a write changes
 */
struct facet_config_field {
	u8 offset;
	u8 size;
	u32 value;
	u32 wmask;
};

/**
 * struct facet_config_space - Configuration space.
 * @value: the bytes as the guest reads them
 * @wmask: bits that a write changes
 */
struct facet_config_space {
	u8 value[PCI_CFG_SIZE];
	u8 wmask[PCI_CFG_SIZE];
};

/**
 * facet_config_space_put() - OR a number into bytes.
 * @bytes: PCI_CFG_SIZE bytes
 * @offset: offset of the first byte
 * @size: bytes, all of them in @bytes
 * @value: the number; its low @size bytes count, little-endian
 *
 * Context: any; takes no lock.
 */
void facet_config_space_put(u8 *bytes, u32 offset, u32 size, u32 value);

/**
 * facet_config_space_init() - Fill in which bits a write changes.
 * @space: zeroed; its values stay
 * @fields: array of @n fields
 * @n: number of fields
 *
 * Context: any; takes no lock.
 */
void facet_config_space_init(struct facet_config_space *space,
			     const struct facet_config_field *fields, u32 n);

/**
 * facet_config_space_set_bar() - Let a guest write the address of a BAR, and find its size so.
 * @space: the space
 * @offset: PCI_CFG_BAR() or PCI_CFG_ROM
 * @size: bytes of the BAR, a power of two
 * @wide: the address has 64 bits, and two registers
 *
 * Context: any; takes no lock.
 */
void facet_config_space_set_bar(struct facet_config_space *space, u32 offset, u64 size, bool wide);

/**
 * facet_config_space_reset() - Put a space into its reset state.
 * @space: the space; bytes in no field become 0
 * @fields: array of @n fields
 * @n: number of fields
 *
 * Context: any; the owner of @space serializes; takes no lock.
 */
void facet_config_space_reset(struct facet_config_space *space,
			      const struct facet_config_field *fields, u32 n);

/**
 * facet_config_space_place() - Check the place of an access.
 * @offset: byte offset, any value, also unaligned
 * @len: bytes: 1, 2 or 4; any other value is an error
 * @at: gets @offset, safe as an index also in speculation
 *
 * Context: any; takes no lock.
 * Return: true: all bytes lie in the space.
 */
bool facet_config_space_place(u32 offset, u32 len, u64 *at);

/**
 * facet_config_space_read() - Read bytes.
 * @space: the space
 * @offset: byte offset, any value, also unaligned
 * @buf: gets @len bytes, little-endian; unchanged after an error
 * @len: bytes: 1, 2 or 4; any other value is an error
 *
 * Context: any; the owner of @space serializes; takes no lock.
 * Return: 0; -EINVAL: @len is not 1, 2 or 4, or the access ends beyond PCI_CFG_SIZE.
 */
int facet_config_space_read(const struct facet_config_space *space, u32 offset, void *buf, u32 len);

/**
 * facet_config_space_write() - Write bytes.
 * @space: the space. Read-only bits keep their values. Each byte changes at once
 * @offset: byte offset, any value, also unaligned
 * @buf: @len bytes, little-endian
 * @len: bytes: 1, 2 or 4; any other value is an error
 *
 * Context: any; the owner of @space serializes; takes no lock.
 * Return: 0; -EINVAL: @len is not 1, 2 or 4, or the access ends beyond PCI_CFG_SIZE; nothing was
 * written.
 */
int facet_config_space_write(struct facet_config_space *space, u32 offset, const void *buf,
			     u32 len);

/**
 * facet_config_space_restore() - Set all bytes from a saved state.
 * @space: the space in its reset state
 * @value: PCI_CFG_SIZE bytes of any values
 *
 * Context: any; the owner of @space serializes; takes no lock.
 * Return: 0; -EINVAL: a bit differs from the reset state that no write changes; bytes before it
 * were set.
 */
int facet_config_space_restore(struct facet_config_space *space, const u8 *value);

#endif
