/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands of the 3D pipeline up to the setup of primitives: fields of the stages from vertex fetch
 * to clip and viewport, and of 3DSTATE_SF and 3DSTATE_RASTER. gen9/state_geometry.h and
 * gen9/state_pixel.h have the fields of the others, gen9/op_3d_defs.h the opcodes.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions) and Vol. 7 (3D-Media-GPGPU); field
 * positions as in Mesa's src/intel/genxml/gen90.xml and the files that it imports.
 */
#ifndef GEN9_STATE_3D_H
#define GEN9_STATE_3D_H

#include "gen9/field.h"
#include "gen9/op_3d_defs.h"
#include "port.h"

#define GEN9_ADDRESS_BITS		0xffffffffffffull

/* STATE_BASE_ADDRESS: an address has its modify bit in bit 0, as each size has. */
#define GEN9_SBA_GENERAL		1u	/* dword of the address */
#define GEN9_SBA_STATELESS_MOCS		3u
#define GEN9_SBA_SURFACE		4u
#define GEN9_SBA_DYNAMIC		6u
#define GEN9_SBA_INDIRECT		8u
#define GEN9_SBA_INSTRUCTION		10u
#define GEN9_SBA_SIZES			12u	/* first of four sizes */
#define GEN9_SBA_SIZES_END		16u
#define GEN9_SBA_BINDLESS		16u
#define GEN9_SBA_BINDLESS_SIZE		18u
#define GEN9_SBA_DWORDS			19u
#define GEN9_SBA_MODIFY			(1u << 0)
#define GEN9_SBA_ADDRESS_MASK		0xfffffffff000ull

#define GEN9_PIPELINE_SELECT_MASK	GEN9_FIELD(0, 15, 8)	/* of bits 7:0 that are written */
#define GEN9_PIPELINE			GEN9_FIELD(0, 1, 0)

/** enum gen9_pipeline - GEN9_PIPELINE. */
enum gen9_pipeline {
	GEN9_PIPELINE_3D = 0,
	GEN9_PIPELINE_MEDIA = 1,
	GEN9_PIPELINE_GPGPU = 2,
};

/* 3DPRIMITIVE */
#define GEN9_PRIM_PREDICATE		GEN9_FIELD(0, 8, 8)
#define GEN9_PRIM_INDIRECT		GEN9_FIELD(0, 10, 10)
#define GEN9_PRIM_RANDOM		GEN9_FIELD(1, 8, 8)
#define GEN9_PRIM_END_OFFSET		GEN9_FIELD(1, 9, 9)
#define GEN9_PRIM_VERTEX_COUNT		2u	/* dwords */
#define GEN9_PRIM_START_VERTEX		3u
#define GEN9_PRIM_INSTANCE_COUNT	4u
#define GEN9_PRIM_START_INSTANCE	5u
#define GEN9_PRIM_BASE_VERTEX		6u
#define GEN9_PRIM_DWORDS		7u

/* Registers with the parameters of an indirect 3DPRIMITIVE. */
#define GEN9_3DPRIM_START_VERTEX	0x2430u
#define GEN9_3DPRIM_VERTEX_COUNT	0x2434u
#define GEN9_3DPRIM_INSTANCE_COUNT	0x2438u
#define GEN9_3DPRIM_START_INSTANCE	0x243cu
#define GEN9_3DPRIM_BASE_VERTEX		0x2440u

/* Registers of statistics, 64 bits each. */
#define GEN9_IA_VERTICES_COUNT		0x2310u
#define GEN9_IA_PRIMITIVES_COUNT	0x2318u
#define GEN9_VS_INVOCATION_COUNT	0x2320u
#define GEN9_CL_INVOCATION_COUNT	0x2338u
#define GEN9_CL_PRIMITIVES_COUNT	0x2340u

/* CS_DEBUG_MODE2: addresses of constant buffer 0 are not relative to the dynamic state base. */
#define GEN9_CS_DEBUG_MODE2		0x20d8u
#define GEN9_CONSTANT_OFFSET_DISABLE	(1u << 4)

/** enum gen9_topology - Primitive topologies, of 3DSTATE_VF_TOPOLOGY. */
enum gen9_topology {
	GEN9_POINTLIST = 1,
	GEN9_LINELIST = 2,
	GEN9_LINESTRIP = 3,
	GEN9_TRILIST = 4,
	GEN9_TRISTRIP = 5,
	GEN9_TRIFAN = 6,
	GEN9_QUADLIST = 7,
	GEN9_QUADSTRIP = 8,
	GEN9_LINELIST_ADJ = 9,
	GEN9_LINESTRIP_ADJ = 10,
	GEN9_TRILIST_ADJ = 11,
	GEN9_TRISTRIP_ADJ = 12,
	GEN9_TRISTRIP_REVERSE = 13,
	GEN9_POLYGON = 14,
	GEN9_RECTLIST = 15,
	GEN9_LINELOOP = 16,
	GEN9_LINESTRIP_CONT = 18,
	GEN9_TRIFAN_NOSTIPPLE = 22,
	GEN9_TOPOLOGIES = 64,
};

#define GEN9_VF_TOPOLOGY		GEN9_FIELD(1, 5, 0)

/* 3DSTATE_VERTEX_BUFFERS: groups of four dwords from dword 1 on. */
#define GEN9_VERTEX_BUFFERS		33u
#define GEN9_VB_DWORDS			4u
#define GEN9_VB_PITCH			GEN9_FIELD(0, 11, 0)
#define GEN9_VB_NULL			GEN9_FIELD(0, 13, 13)
#define GEN9_VB_MODIFY			GEN9_FIELD(0, 14, 14)
#define GEN9_VB_INDEX			GEN9_FIELD(0, 31, 26)
#define GEN9_VB_ADDRESS			1u	/* dwords */
#define GEN9_VB_SIZE			3u

/* 3DSTATE_VERTEX_ELEMENTS: groups of two dwords from dword 1 on. */
#define GEN9_VERTEX_ELEMENTS		34u
#define GEN9_VE_DWORDS			2u
#define GEN9_VE_OFFSET			GEN9_FIELD(0, 11, 0)
#define GEN9_VE_EDGE_FLAG		GEN9_FIELD(0, 15, 15)
#define GEN9_VE_FORMAT			GEN9_FIELD(0, 24, 16)
#define GEN9_VE_VALID			GEN9_FIELD(0, 25, 25)
#define GEN9_VE_BUFFER			GEN9_FIELD(0, 31, 26)
#define GEN9_VE_CONTROL_0		GEN9_FIELD(1, 30, 28)
#define GEN9_VE_CONTROL_1		GEN9_FIELD(1, 26, 24)
#define GEN9_VE_CONTROL_2		GEN9_FIELD(1, 22, 20)
#define GEN9_VE_CONTROL_3		GEN9_FIELD(1, 18, 16)

/** enum gen9_vfcomp - Component controls of vertex elements. */
enum gen9_vfcomp {
	GEN9_VFCOMP_NOSTORE = 0,
	GEN9_VFCOMP_STORE_SRC = 1,
	GEN9_VFCOMP_STORE_0 = 2,
	GEN9_VFCOMP_STORE_1_FP = 3,
	GEN9_VFCOMP_STORE_1_INT = 4,
	GEN9_VFCOMP_STORE_PID = 7,
};

#define GEN9_ONE_FP			0x3f800000u

/* 3DSTATE_VF_INSTANCING */
#define GEN9_VF_INSTANCING_DWORDS	3u
#define GEN9_VF_INSTANCING_ELEMENT	GEN9_FIELD(1, 5, 0)
#define GEN9_VF_INSTANCING_ENABLE	GEN9_FIELD(1, 8, 8)
#define GEN9_VF_INSTANCING_RATE		2u	/* dword */

/* 3DSTATE_VF_SGVS */
#define GEN9_SGVS_VERTEX_ELEMENT	GEN9_FIELD(1, 5, 0)
#define GEN9_SGVS_VERTEX_COMPONENT	GEN9_FIELD(1, 14, 13)
#define GEN9_SGVS_VERTEX_ENABLE		GEN9_FIELD(1, 15, 15)
#define GEN9_SGVS_INSTANCE_ELEMENT	GEN9_FIELD(1, 21, 16)
#define GEN9_SGVS_INSTANCE_COMPONENT	GEN9_FIELD(1, 30, 29)
#define GEN9_SGVS_INSTANCE_ENABLE	GEN9_FIELD(1, 31, 31)

/* 3DSTATE_VF, 3DSTATE_VF_STATISTICS, 3DSTATE_INDEX_BUFFER */
#define GEN9_VF_CUT_ENABLE		GEN9_FIELD(0, 8, 8)
#define GEN9_VF_PACKING_ENABLE		GEN9_FIELD(0, 9, 9)
/* 3DSTATE_VF_COMPONENT_PACKING: from dword 1 on, a bit for each component of 32 elements. */
#define GEN9_VF_PACKED_COMPONENTS	(32u * 4)
#define GEN9_VF_PACKING_DWORDS		4u
#define GEN9_VF_SEQUENTIAL_CUT		GEN9_FIELD(0, 10, 10)
#define GEN9_VF_CUT_INDEX		1u	/* dword */
#define GEN9_VF_STATISTICS_ENABLE	GEN9_FIELD(0, 0, 0)
#define GEN9_INDEX_FORMAT		GEN9_FIELD(1, 9, 8)	/* log2 of the bytes of an index */
#define GEN9_INDEX_ADDRESS		2u	/* dwords */
#define GEN9_INDEX_SIZE			4u
#define GEN9_INDEX_FORMATS		3u

/* 3DSTATE_URB_VS, HS, DS, GS: entries are allocated in units of 64 bytes, less 1. */
#define GEN9_URB_ENTRY_SIZE		GEN9_FIELD(1, 24, 16)
#define GEN9_URB_ENTRY_UNIT_DWORDS	16u
#define GEN9_URB_READ_UNIT_DWORDS	8u	/* of read offsets and lengths */
#define GEN9_URB_ROW_DWORDS		4u	/* of global offsets in messages */

/* 3DSTATE_VS */
#define GEN9_VS_KERNEL			1u	/* dword of the address */
#define GEN9_VS_FLOAT_MODE		GEN9_FIELD(3, 16, 16)
#define GEN9_VS_SCRATCH			GEN9_FIELD(4, 3, 0)
#define GEN9_VS_SCRATCH_BASE		4u	/* dword of the address */
#define GEN9_VS_READ_OFFSET		GEN9_FIELD(6, 9, 4)
#define GEN9_VS_READ_LENGTH		GEN9_FIELD(6, 16, 11)
#define GEN9_VS_GRF_START		GEN9_FIELD(6, 24, 20)
#define GEN9_VS_ENABLE			GEN9_FIELD(7, 0, 0)
#define GEN9_VS_SIMD8			GEN9_FIELD(7, 2, 2)
#define GEN9_VS_STATISTICS		GEN9_FIELD(7, 10, 10)
#define GEN9_VS_CULL_DISTANCES		GEN9_FIELD(8, 7, 0)
#define GEN9_VS_CLIP_DISTANCES		GEN9_FIELD(8, 15, 8)
#define GEN9_VS_OUTPUT_LENGTH		GEN9_FIELD(8, 20, 16)
#define GEN9_VS_OUTPUT_OFFSET		GEN9_FIELD(8, 26, 21)
#define GEN9_KERNEL_ALIGN		64u
#define GEN9_SCRATCH_ALIGN_MASK		0xfffffffffc00ull
#define GEN9_SCRATCH_UNIT_SHIFT		10u	/* bytes of scratch: 1 KiB << code */

/* 3DSTATE_SO_BUFFER, 3DSTATE_SO_DECL_LIST: 128 declarations. */
#define GEN9_SO_BUFFERS			4u
#define GEN9_SO_STREAMS			4u
#define GEN9_SO_BUFFER_DWORDS		8u
#define GEN9_SO_BUFFER_OFFSET_ENABLE	GEN9_FIELD(1, 20, 20)
#define GEN9_SO_BUFFER_OFFSET_WRITE	GEN9_FIELD(1, 21, 21)
#define GEN9_SO_BUFFER_INDEX		GEN9_FIELD(1, 30, 29)
#define GEN9_SO_BUFFER_ENABLE		GEN9_FIELD(1, 31, 31)
#define GEN9_SO_BUFFER_ADDRESS		2u	/* dwords */
#define GEN9_SO_BUFFER_SIZE		GEN9_FIELD(4, 29, 0)	/* dwords, less 1 */
#define GEN9_SO_BUFFER_OFFSET_ADDRESS	5u
#define GEN9_SO_BUFFER_OFFSET		7u
#define GEN9_SO_OFFSET_LOAD		0xffffffffu	/* the offset is at the offset address */
#define GEN9_SO_ADDRESS_MASK		0xfffffffffffcull
#define GEN9_SO_DECL_LIST_DWORDS	259u
#define GEN9_SO_DECLS			128u
#define GEN9_SO_DECL_COUNT_0		GEN9_FIELD(2, 7, 0)	/* of stream 0 */
#define GEN9_SO_DECL_COUNT_1		GEN9_FIELD(2, 15, 8)
#define GEN9_SO_DECL_COUNT_2		GEN9_FIELD(2, 23, 16)
#define GEN9_SO_DECL_COUNT_3		GEN9_FIELD(2, 31, 24)
#define GEN9_SO_DECL_FIRST		3u	/* dword; the declaration of stream 0 is in 15:0 */
#define GEN9_SO_DECL_STEP		2u	/* dwords: a declaration of each stream */
#define GEN9_SO_DECL_BITS		16u
#define GEN9_SO_DECL_MASK		GEN9_FIELD(0, 3, 0)
#define GEN9_SO_DECL_REGISTER		GEN9_FIELD(0, 9, 4)
#define GEN9_SO_DECL_HOLE		GEN9_FIELD(0, 11, 11)
#define GEN9_SO_DECL_BUFFER		GEN9_FIELD(0, 13, 12)
#define GEN9_SO_REGISTER_DWORDS		4u

/* 3DSTATE_STREAMOUT */
#define GEN9_SO_ENABLE			GEN9_FIELD(1, 31, 31)
#define GEN9_SO_RENDERING_DISABLE	GEN9_FIELD(1, 30, 30)
#define GEN9_SO_RENDER_STREAM		GEN9_FIELD(1, 28, 27)
#define GEN9_SO_REORDER_TRAILING	GEN9_FIELD(1, 26, 26)
#define GEN9_SO_STATISTICS		GEN9_FIELD(1, 25, 25)
#define GEN9_SO_READ_OFFSET_0		GEN9_FIELD(2, 5, 5)	/* of stream 0 */
#define GEN9_SO_READ_OFFSET_1		GEN9_FIELD(2, 13, 13)
#define GEN9_SO_READ_OFFSET_2		GEN9_FIELD(2, 21, 21)
#define GEN9_SO_READ_OFFSET_3		GEN9_FIELD(2, 29, 29)
#define GEN9_SO_PITCH_0			GEN9_FIELD(3, 11, 0)	/* bytes; 0: no buffer */
#define GEN9_SO_PITCH_1			GEN9_FIELD(3, 27, 16)
#define GEN9_SO_PITCH_2			GEN9_FIELD(4, 11, 0)
#define GEN9_SO_PITCH_3			GEN9_FIELD(4, 27, 16)

/* Registers of streamout, of stream 0 and buffer 0; 64 bits a stream, 32 bits a buffer. */
#define GEN9_SO_NUM_PRIMS_WRITTEN	0x5200u
#define GEN9_SO_PRIM_STORAGE_NEEDED	0x5240u
#define GEN9_SO_WRITE_OFFSET		0x5280u

/* 3DSTATE_CONSTANT_*: four lengths of 16 bits, then four addresses. */
#define GEN9_CONSTANT_BUFFERS		4u
#define GEN9_CONSTANT_LENGTHS		1u	/* dword */
#define GEN9_CONSTANT_LENGTH_BITS	16u
#define GEN9_CONSTANT_ADDRESSES		3u	/* dword */
#define GEN9_CONSTANT_ADDRESS_MASK	0xffffffffffe0ull

/* 3DSTATE_BINDING_TABLE_POINTERS_*, 3DSTATE_SAMPLER_STATE_POINTERS_* */
#define GEN9_POINTERS_OFFSET		1u	/* dword */
#define GEN9_BINDING_TABLE_MASK		0x0000ffe0u
#define GEN9_SAMPLER_STATE_MASK		0xffffffe0u
#define GEN9_VIEWPORT_MASK		0xffffffc0u
#define GEN9_POOL_ENABLE		GEN9_FIELD(1, 11, 11)

/* 3DSTATE_CLIP */
#define GEN9_CLIP_CULL_DISTANCES	GEN9_FIELD(1, 7, 0)
#define GEN9_CLIP_STATISTICS		GEN9_FIELD(1, 10, 10)
#define GEN9_CLIP_FORCE_MODE		GEN9_FIELD(1, 16, 16)
#define GEN9_CLIP_FORCE_CLIP_MASK	GEN9_FIELD(1, 17, 17)
#define GEN9_CLIP_FORCE_CULL_MASK	GEN9_FIELD(1, 20, 20)
#define GEN9_CLIP_LINEAR		GEN9_FIELD(2, 8, 8)	/* non-perspective barycentrics */
#define GEN9_CLIP_DIVIDE_DISABLE	GEN9_FIELD(2, 9, 9)
#define GEN9_CLIP_MODE			GEN9_FIELD(2, 15, 13)
#define GEN9_CLIP_CLIP_DISTANCES	GEN9_FIELD(2, 23, 16)
#define GEN9_CLIP_GUARDBAND		GEN9_FIELD(2, 26, 26)
#define GEN9_CLIP_XY			GEN9_FIELD(2, 28, 28)
#define GEN9_CLIP_API_D3D		GEN9_FIELD(2, 30, 30)
#define GEN9_CLIP_ENABLE		GEN9_FIELD(2, 31, 31)
#define GEN9_CLIP_MAX_VIEWPORT		GEN9_FIELD(3, 3, 0)
#define GEN9_CLIP_ZERO_ARRAY		GEN9_FIELD(3, 5, 5)
#define GEN9_CLIP_MAX_POINT		GEN9_FIELD(3, 16, 6)
#define GEN9_CLIP_MIN_POINT		GEN9_FIELD(3, 27, 17)
#define GEN9_POINT_UNIT			8.0f	/* point widths have 3 bits behind the point */

/** enum gen9_clip_mode - GEN9_CLIP_MODE. */
enum gen9_clip_mode {
	GEN9_CLIPMODE_NORMAL = 0,
	GEN9_CLIPMODE_REJECT_ALL = 3,
	GEN9_CLIPMODE_ACCEPT_ALL = 4,
};

/* 3DSTATE_SF */
#define GEN9_SF_VIEWPORT_TRANSFORM	GEN9_FIELD(1, 1, 1)
#define GEN9_SF_LINE_WIDTH		GEN9_FIELD(1, 29, 12)
#define GEN9_SF_CAP_REGION		GEN9_FIELD(2, 17, 16)	/* half a pixel << value */
#define GEN9_SF_POINT_WIDTH		GEN9_FIELD(3, 10, 0)
#define GEN9_SF_POINT_WIDTH_STATE	GEN9_FIELD(3, 11, 11)
#define GEN9_SF_SUBPIXEL_4		GEN9_FIELD(3, 12, 12)
#define GEN9_SF_SMOOTH_POINTS		GEN9_FIELD(3, 13, 13)
#define GEN9_SF_FAN_PROVOKING		GEN9_FIELD(3, 26, 25)
#define GEN9_SF_LINE_PROVOKING		GEN9_FIELD(3, 28, 27)
#define GEN9_SF_TRIANGLE_PROVOKING	GEN9_FIELD(3, 30, 29)
#define GEN9_SF_LAST_PIXEL		GEN9_FIELD(3, 31, 31)
#define GEN9_LINE_UNIT			128.0f	/* line widths have 7 bits behind the point */

/* 3DSTATE_RASTER */
#define GEN9_RASTER_Z_NEAR		GEN9_FIELD(1, 0, 0)
#define GEN9_RASTER_SCISSOR		GEN9_FIELD(1, 1, 1)
#define GEN9_RASTER_ANTIALIASING	GEN9_FIELD(1, 2, 2)
#define GEN9_RASTER_BACK_FILL		GEN9_FIELD(1, 4, 3)
#define GEN9_RASTER_FRONT_FILL		GEN9_FIELD(1, 6, 5)
#define GEN9_RASTER_OFFSET_POINT	GEN9_FIELD(1, 7, 7)
#define GEN9_RASTER_OFFSET_WIREFRAME	GEN9_FIELD(1, 8, 8)
#define GEN9_RASTER_OFFSET_SOLID	GEN9_FIELD(1, 9, 9)
#define GEN9_RASTER_DX_MODE		GEN9_FIELD(1, 11, 10)
#define GEN9_RASTER_DX_MULTISAMPLE	GEN9_FIELD(1, 12, 12)
#define GEN9_RASTER_SMOOTH_POINT	GEN9_FIELD(1, 13, 13)
#define GEN9_RASTER_FORCE_MULTISAMPLE	GEN9_FIELD(1, 14, 14)
#define GEN9_RASTER_CULL		GEN9_FIELD(1, 17, 16)
#define GEN9_RASTER_FORCED_SAMPLES	GEN9_FIELD(1, 20, 18)
#define GEN9_RASTER_FRONT_CCW		GEN9_FIELD(1, 21, 21)
#define GEN9_RASTER_CONSERVATIVE	GEN9_FIELD(1, 24, 24)
#define GEN9_RASTER_Z_FAR		GEN9_FIELD(1, 26, 26)
#define GEN9_RASTER_OFFSET_CONSTANT	2u	/* dwords, floats */
#define GEN9_RASTER_OFFSET_SCALE	3u
#define GEN9_RASTER_OFFSET_CLAMP	4u

/*
 * Conservative triangles grow by a part of a pixel. Source: src/intel/vulkan/anv_physical_device.c
 */
#define GEN9_OVERESTIMATION		512	/* the part: 1/512 */

/** enum gen9_fill - Fill modes of triangles. */
enum gen9_fill {
	GEN9_FILL_SOLID = 0,
	GEN9_FILL_WIREFRAME = 1,
	GEN9_FILL_POINT = 2,
};

/** enum gen9_cull - GEN9_RASTER_CULL. */
enum gen9_cull {
	GEN9_CULL_BOTH = 0,
	GEN9_CULL_NONE = 1,
	GEN9_CULL_FRONT = 2,
	GEN9_CULL_BACK = 3,
};

/* SF_CLIP_VIEWPORT, in dynamic state: floats. */
#define GEN9_VIEWPORTS			16u
#define GEN9_SF_VIEWPORT_DWORDS		16u
#define GEN9_SF_VIEWPORT_M00		0u
#define GEN9_SF_VIEWPORT_M11		1u
#define GEN9_SF_VIEWPORT_M22		2u
#define GEN9_SF_VIEWPORT_M30		3u
#define GEN9_SF_VIEWPORT_M31		4u
#define GEN9_SF_VIEWPORT_M32		5u
#define GEN9_SF_VIEWPORT_GUARDBAND	8u	/* x min, x max, y min, y max */
#define GEN9_SF_VIEWPORT_EXTENTS	12u	/* x min, x max, y min, y max */

/* Dwords of a vertex URB entry (VUE): header, position, user clip distances. */
#define GEN9_VUE_ARRAY_INDEX		1u
#define GEN9_VUE_VIEWPORT		2u
#define GEN9_VUE_POINT_WIDTH		3u
#define GEN9_VUE_POSITION		4u
#define GEN9_VUE_CLIP_DISTANCES		8u
#define GEN9_VUE_FIXED_DWORDS		16u
#define GEN9_ARRAY_INDEX_MAX		2047u

/* Vertex threads (SIMD8): header, handles, constants, attributes. */
#define GEN9_VS_VERTICES		8u	/* of a thread */
#define GEN9_VS_HANDLES_REG		1u
#define GEN9_VS_FIXED_REGS		2u
#define GEN9_HEADER_SAMPLERS		3u	/* dwords of register 0: samplers; scratch size */
#define GEN9_HEADER_SCRATCH_BASE	5u

#endif
