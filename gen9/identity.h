/* SPDX-License-Identifier: GPL-2.0-only */
/* The identity of a Gen9 GPU: its PCI ids, its fuses and its frequencies. */
#ifndef GEN9_IDENTITY_H
#define GEN9_IDENTITY_H

#include "gen9/engine_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "port.h"

/**
 * struct gen9_identity - The identity of a GPU. It has no padding: two are equal if their bytes
 * are.
 * @device: PCI device id, 16 bits
 * @revision: PCI revision, 8 bits
 * @fuse2: FUSE2: which slices and subslices exist
 * @eu_disable: EU_DISABLE of each slice: which execution units are off. Bits 8n+7:8n are the
 *	GEN9_EUS units of subslice n
 * @rp_state_cap: RP_STATE_CAP: lowest, efficient and highest frequency (GEN9_RP_STATES())
 */
struct gen9_identity {
	u32 device;
	u32 revision;
	u32 fuse2;
	u32 eu_disable[GEN9_SLICES];
	u32 rp_state_cap;
};

/*
 * A desktop's Kaby Lake GT2 (HD Graphics 630): one slice with three of four subslices, of eight
 * execution units each. Source: Linux include/drm/intel/pciids.h; i915 gt/intel_sseu.c
 * (gen9_sseu_info_init), gt/intel_rps.c (gen6_rps_init).
 */
#define GEN9_IDENTITY_KBL_GT2	{						\
	.device = GEN9_PCI_DEVICE_KBL_GT2,					\
	.revision = GEN9_PCI_REVISION_KBL,					\
	.fuse2 = GEN9_FUSE2_SLICES(0x1) | GEN9_FUSE2_SUBSLICES_OFF(0x8),	\
	.rp_state_cap = GEN9_RP_STATES(350, 500, 1100),				\
}

/**
 * gen9_identity_slices() - Find the slices of a GPU.
 * @identity: the identity
 *
 * Context: any; takes no lock.
 * Return: mask of the slices that exist, below BIT(GEN9_SLICES).
 */
static inline u32 gen9_identity_slices(const struct gen9_identity *identity)
{
	return (identity->fuse2 & GEN9_FUSE2_SLICES_MASK) / GEN9_FUSE2_SLICES(1);
}

/**
 * gen9_identity_subslices() - Find the subslices of a GPU.
 * @identity: the identity
 *
 * Context: any; takes no lock.
 * Return: mask of the subslices that exist in each slice, below BIT(GEN9_SUBSLICES).
 */
static inline u32 gen9_identity_subslices(const struct gen9_identity *identity)
{
	u32 off = (identity->fuse2 & GEN9_FUSE2_SUBSLICES_OFF_MASK) / GEN9_FUSE2_SUBSLICES_OFF(1);

	return ~off & (BIT(GEN9_SUBSLICES) - 1);
}

/**
 * gen9_identity_clock_mhz() - Find the highest frequency of a GPU.
 * @identity: the identity
 *
 * Context: any; takes no lock.
 * Return: the frequency in MHz, a multiple of 50.
 */
static inline u32 gen9_identity_clock_mhz(const struct gen9_identity *identity)
{
	return (identity->rp_state_cap & GEN9_RP_STATE_MASK) * GEN9_RP_STATE_MHZ;
}

#endif
