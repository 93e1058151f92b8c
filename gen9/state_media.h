/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands and structures of compute and media: GPGPU_WALKER, MEDIA_OBJECT, MEDIA_VFE_STATE,
 * MEDIA_CURBE_LOAD, MEDIA_INTERFACE_DESCRIPTOR_LOAD, INTERFACE_DESCRIPTOR_DATA, and the header of a
 * thread's payload.
 *
 * Source: PRM SKL Vol. 2a and 2d; PRM SKL Vol. 7, "GPGPU Thread Payload", "Thread Payload
 * Generation for Media"; field positions as in Mesa's src/intel/genxml/gen90.xml
 * and the files that it imports.
 */
#ifndef GEN9_STATE_MEDIA_H
#define GEN9_STATE_MEDIA_H

#include "gen9/field.h"
#include "port.h"

/* GPGPU_WALKER */
#define GEN9_WALKER_DWORDS		15u
#define GEN9_WALKER_PREDICATE		GEN9_FIELD(0, 8, 8)
#define GEN9_WALKER_INDIRECT		GEN9_FIELD(0, 10, 10)
#define GEN9_WALKER_DESCRIPTOR		GEN9_FIELD(1, 5, 0)
#define GEN9_WALKER_INDIRECT_LENGTH	GEN9_FIELD(2, 16, 0)	/* in bytes */
#define GEN9_WALKER_INDIRECT_START	3u	/* dword; a multiple of 64 bytes */
#define GEN9_WALKER_WIDTH_MAX		GEN9_FIELD(4, 5, 0)	/* threads across, less one */
#define GEN9_WALKER_HEIGHT_MAX		GEN9_FIELD(4, 13, 8)
#define GEN9_WALKER_DEPTH_MAX		GEN9_FIELD(4, 21, 16)
#define GEN9_WALKER_SIMD		GEN9_FIELD(4, 31, 30)	/* 8 << value channels */
#define GEN9_WALKER_SIMD_MAX		2u
#define GEN9_WALKER_X_START		5u	/* dwords: first group, and behind the last */
#define GEN9_WALKER_X_END		7u
#define GEN9_WALKER_Y_START		8u
#define GEN9_WALKER_Y_END		10u
#define GEN9_WALKER_Z_START		11u
#define GEN9_WALKER_Z_END		12u
#define GEN9_WALKER_RIGHT_MASK		13u
#define GEN9_WALKER_BOTTOM_MASK		14u

/* Registers with the size of an indirect grid, and the count of invocations. */
#define GEN9_GPGPU_DISPATCHDIM_X	0x2500u
#define GEN9_GPGPU_DISPATCHDIM_Y	0x2504u
#define GEN9_GPGPU_DISPATCHDIM_Z	0x2508u
#define GEN9_CS_INVOCATION_COUNT	0x2290u

#define GEN9_GROUP_THREADS_MAX		64u	/* threads of a group */

/* MEDIA_OBJECT */
#define GEN9_MEDIA_OBJECT_INLINE	6u	/* first dword of inline data */
#define GEN9_MEDIA_OBJECT_DESCRIPTOR	GEN9_FIELD(1, 5, 0)
#define GEN9_MEDIA_OBJECT_INDIRECT	GEN9_FIELD(2, 16, 0)	/* bytes */
#define GEN9_MEDIA_OBJECT_SYNC		GEN9_FIELD(2, 24, 24)
#define GEN9_MEDIA_OBJECT_CHILDREN	GEN9_FIELD(2, 31, 31)
#define GEN9_MEDIA_OBJECT_START		3u	/* dword: start of indirect data */

/* MEDIA_VFE_STATE */
#define GEN9_VFE_SCRATCH_SIZE		GEN9_FIELD(1, 3, 0)	/* 1 KiB << value for a thread */
#define GEN9_VFE_SCRATCH_SIZE_MAX	11u
#define GEN9_VFE_SCRATCH_BASE		1u	/* two dwords */
#define GEN9_VFE_SCRATCH_BASE_MASK	0xfffffffffc00ull

/* MEDIA_CURBE_LOAD and MEDIA_INTERFACE_DESCRIPTOR_LOAD: offsets from the dynamic state base */
#define GEN9_CURBE_LENGTH		GEN9_FIELD(2, 16, 0)	/* bytes */
#define GEN9_CURBE_START		3u	/* dword */
#define GEN9_DESCRIPTORS_LENGTH		GEN9_FIELD(2, 16, 0)	/* bytes */
#define GEN9_DESCRIPTORS_START		3u	/* dword */

/* INTERFACE_DESCRIPTOR_DATA */
#define GEN9_DESCRIPTOR_DWORDS		8u
#define GEN9_DESCRIPTOR_KERNEL		0u	/* two dwords */
#define GEN9_DESCRIPTOR_KERNEL_MASK	0xffffffffffc0ull
#define GEN9_DESCRIPTOR_ALT		GEN9_FIELD(2, 16, 16)
#define GEN9_DESCRIPTOR_SAMPLERS	3u	/* dword */
#define GEN9_DESCRIPTOR_SAMPLERS_MASK	0xffffffe0u
#define GEN9_DESCRIPTOR_BINDING_TABLE	4u	/* dword */
#define GEN9_DESCRIPTOR_BINDING_MASK	0x0000ffe0u
#define GEN9_DESCRIPTOR_CONSTANT_OFFSET	GEN9_FIELD(5, 15, 0)	/* registers */
#define GEN9_DESCRIPTOR_CONSTANT_LENGTH	GEN9_FIELD(5, 31, 16)	/* registers for each thread */
#define GEN9_DESCRIPTOR_SLM_SIZE	GEN9_FIELD(6, 20, 16)	/* 0, or 512 << value bytes */
#define GEN9_DESCRIPTOR_SLM_SIZE_MAX	7u
#define GEN9_DESCRIPTOR_SLM_UNIT	512u
#define GEN9_DESCRIPTOR_ROUNDING	GEN9_FIELD(6, 23, 22)
#define GEN9_DESCRIPTOR_CROSS_LENGTH	GEN9_FIELD(7, 7, 0)	/* registers for all threads */

/* The first register of a thread's payload. */
#define GEN9_PAYLOAD_GROUP_X		1u
#define GEN9_PAYLOAD_DESCRIPTOR		2u	/* bits 5:0 */
#define GEN9_PAYLOAD_SAMPLERS		3u	/* bits 31:5 */
#define GEN9_PAYLOAD_SCRATCH_SIZE	3u	/* bits 3:0 */
#define GEN9_PAYLOAD_BINDING_TABLE	4u	/* bits 31:5 */
#define GEN9_PAYLOAD_SCRATCH		5u	/* bits 31:10 */
#define GEN9_PAYLOAD_THREAD		5u	/* bits 8:0: number of the thread (FFTID) */
#define GEN9_PAYLOAD_GROUP_Y		6u
#define GEN9_PAYLOAD_GROUP_Z		7u

#endif
