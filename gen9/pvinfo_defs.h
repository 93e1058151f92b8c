/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The para-virtual information page, by which host and guest driver exchange values. Source: i915's
 * i915_pvinfo.h and i915_vgpu.c, the guest driver's side.
 */
#ifndef GEN9_PVINFO_DEFS_H
#define GEN9_PVINFO_DEFS_H

#define GEN9_PVINFO		0x78000u
#define GEN9_PVINFO_MAGIC	0x4776544776544776ull	/* "vGTvGTvG" */
#define GEN9_PVINFO_VERSION	1u

/* Host to guest: offsets in the page, bytes */
#define GEN9_PVINFO_MAGIC_LO	0x000
#define GEN9_PVINFO_MAGIC_HI	0x004
#define GEN9_PVINFO_VERSIONS	0x008	/* major 15:0, minor 31:16 */
#define GEN9_PVINFO_ID		0x00c
#define GEN9_PVINFO_CAPS	0x010
#define GEN9_PVINFO_CAP_FULL_PPGTT	(1u << 2)
#define GEN9_PVINFO_CAP_HWSP		(1u << 3)
#define GEN9_PVINFO_CAP_HUGE_GTT	(1u << 4)
#define GEN9_PVINFO_MAPPABLE_BASE	0x040
#define GEN9_PVINFO_MAPPABLE_SIZE	0x044
#define GEN9_PVINFO_HIDDEN_BASE		0x048
#define GEN9_PVINFO_HIDDEN_SIZE		0x04c
#define GEN9_PVINFO_FENCES		0x050

/* Guest to host: offsets in the page, bytes */
#define GEN9_PVINFO_DISPLAY_READY	0x804
#define GEN9_PVINFO_G2V_NOTIFY		0x818
#define GEN9_PVINFO_G2V_L4_CREATE	4u
#define GEN9_PVINFO_G2V_L4_DESTROY	5u
#define GEN9_PVINFO_CURSOR_HOT		0x830	/* x, y */
#define GEN9_PVINFO_PDP			0x838	/* 4 of 8 bytes; the first is a PML4 address */
#define GEN9_PVINFO_CONTEXT_DESC	0x858	/* 8 bytes */

#endif
