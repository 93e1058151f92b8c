// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of sampler states (sampler_state.h). Takes no lock.
 */
#include "sample/sampler_state.h"

static float fixed(u32 value)
{
	return (float)value / GEN9_SA_LOD_ONE;
}

static float signed_fixed(u32 value, u32 bits)
{
	return (float)((s32)(value << (32 - bits)) >> (32 - bits)) / GEN9_SA_LOD_ONE;
}

static bool known_filter(u32 filter)
{
	return filter <= GEN9_FILTER_ANISOTROPIC;
}

static bool known_wrap(const struct sample_sampler_state *sampler)
{
	return max(max(sampler->wrap[0], sampler->wrap[1]), sampler->wrap[2]) <
	       GEN9_WRAP_MIRROR_101;
}

const char *sample_sampler_decode(const u32 *dw, struct sample_sampler_state *sampler)
{
	*sampler = (struct sample_sampler_state){
		.min = (u8)gen9_field(dw, GEN9_SA_MIN_FILTER),
		.mag = (u8)gen9_field(dw, GEN9_SA_MAG_FILTER),
		.mip = (u8)gen9_field(dw, GEN9_SA_MIP_FILTER),
		.wrap = {
			(u8)gen9_field(dw, GEN9_SA_WRAP_U),
			(u8)gen9_field(dw, GEN9_SA_WRAP_V),
			(u8)gen9_field(dw, GEN9_SA_WRAP_R),
		},
		.cube_override = gen9_field(dw, GEN9_SA_CUBE_OVERRIDE),
		.shadow = (u8)gen9_field(dw, GEN9_SA_SHADOW),
		.unnormalized = gen9_field(dw, GEN9_SA_UNNORMALIZED),
		.preclamp = gen9_field(dw, GEN9_SA_PRECLAMP) == GEN9_SA_PRECLAMP_OGL,
		.max_ratio = 2 * (gen9_field(dw, GEN9_SA_MAX_ANISOTROPY) + 1),
		.bias = signed_fixed(gen9_field(dw, GEN9_SA_LOD_BIAS), GEN9_SA_LOD_BIAS_BITS),
		.min_lod = fixed(gen9_field(dw, GEN9_SA_MIN_LOD)),
		.max_lod = fixed(gen9_field(dw, GEN9_SA_MAX_LOD)),
		.border = gen9_field(dw, GEN9_SA_BORDER) * GEN9_SA_BORDER_UNIT,
	};
	if (gen9_field(dw, GEN9_SA_DISABLE))
		return "sampler: disabled";
	if (gen9_field(dw, GEN9_SA_CHROMA_KEY))
		return "sampler: chroma key";
	if (gen9_field(dw, GEN9_SA_REDUCTION_ENABLE))
		sampler->reduction = (u8)gen9_field(dw, GEN9_SA_REDUCTION);
	if (!known_filter(sampler->min) || !known_filter(sampler->mag))
		return "sampler: filter";
	return known_wrap(sampler) ? NULL : "sampler: wrap mode";
}
