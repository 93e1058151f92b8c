// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the sampler (sampler_message.h): a table of the parameters of each type. Takes no
 * lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Message Format"; as in Mesa's
 * src/intel/compiler/brw_lower_logical_sends.cpp.
 */
#include "sample/sampler_message.h"

#include "eu/half.h"
#include "gen9/data_port_defs.h"
#include "gen9/eu_send_defs.h"
#include "gen9/sampler_defs.h"
#include "sample/payload.h"

#define MOST	12u	/* parameters of a message */

/* Parameters in the order of the payload; @n of them */
static const struct {
	u8 n;
	u8 param[MOST];
	bool known;
} layouts[GEN9_SM_TYPES] = {
#define LAYOUT(count, ...)	{ .n = count, .param = { __VA_ARGS__ }, .known = true }
	[GEN9_SM_SAMPLE] = LAYOUT(5, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI, SAMPLE_MLOD),
	[GEN9_SM_SAMPLE_B] = LAYOUT(6, SAMPLE_LOD, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI,
				    SAMPLE_MLOD),
	[GEN9_SM_SAMPLE_L] = LAYOUT(5, SAMPLE_LOD, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI),
	[GEN9_SM_SAMPLE_C] = LAYOUT(6, SAMPLE_REF, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI,
				    SAMPLE_MLOD),
	[GEN9_SM_SAMPLE_D] = LAYOUT(11, SAMPLE_U, SAMPLE_DUDX, SAMPLE_DUDY, SAMPLE_V, SAMPLE_DVDX,
				    SAMPLE_DVDY, SAMPLE_R, SAMPLE_DRDX, SAMPLE_DRDY, SAMPLE_AI,
				    SAMPLE_MLOD),
	[GEN9_SM_SAMPLE_B_C] = LAYOUT(7, SAMPLE_REF, SAMPLE_LOD, SAMPLE_U, SAMPLE_V, SAMPLE_R,
				      SAMPLE_AI, SAMPLE_MLOD),
	[GEN9_SM_SAMPLE_L_C] = LAYOUT(6, SAMPLE_REF, SAMPLE_LOD, SAMPLE_U, SAMPLE_V, SAMPLE_R,
				      SAMPLE_AI),
	[GEN9_SM_LD] = LAYOUT(4, SAMPLE_U, SAMPLE_V, SAMPLE_LOD, SAMPLE_R),
	[GEN9_SM_GATHER4] = LAYOUT(4, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI),
	[GEN9_SM_LOD] = LAYOUT(4, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI),
	[GEN9_SM_RESINFO] = LAYOUT(1, SAMPLE_LOD),
	[GEN9_SM_SAMPLEINFO] = LAYOUT(0, 0),
	[GEN9_SM_GATHER4_C] = LAYOUT(5, SAMPLE_REF, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI),
	[GEN9_SM_GATHER4_PO] = LAYOUT(5, SAMPLE_U, SAMPLE_V, SAMPLE_OFFU, SAMPLE_OFFV, SAMPLE_R),
	[GEN9_SM_GATHER4_PO_C] = LAYOUT(6, SAMPLE_REF, SAMPLE_U, SAMPLE_V, SAMPLE_OFFU,
					SAMPLE_OFFV, SAMPLE_R),
	[GEN9_SM_SAMPLE_D_C] = LAYOUT(12, SAMPLE_REF, SAMPLE_U, SAMPLE_DUDX, SAMPLE_DUDY, SAMPLE_V,
				      SAMPLE_DVDX, SAMPLE_DVDY, SAMPLE_R, SAMPLE_DRDX,
				      SAMPLE_DRDY, SAMPLE_AI, SAMPLE_MLOD),
	[GEN9_SM_SAMPLE_LZ] = LAYOUT(4, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI),
	[GEN9_SM_SAMPLE_C_LZ] = LAYOUT(5, SAMPLE_REF, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_AI),
	[GEN9_SM_LD_LZ] = LAYOUT(3, SAMPLE_U, SAMPLE_V, SAMPLE_R),
	[GEN9_SM_LD2DMS_W] = LAYOUT(7, SAMPLE_SI, SAMPLE_MCS, SAMPLE_MCS, SAMPLE_U, SAMPLE_V,
				    SAMPLE_R, SAMPLE_LOD),
	[GEN9_SM_LD_MCS] = LAYOUT(4, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_LOD),
	[GEN9_SM_LD2DMS] = LAYOUT(6, SAMPLE_SI, SAMPLE_MCS, SAMPLE_U, SAMPLE_V, SAMPLE_R,
				  SAMPLE_LOD),
	[GEN9_SM_LD2DSS] = LAYOUT(5, SAMPLE_SI, SAMPLE_U, SAMPLE_V, SAMPLE_R, SAMPLE_LOD),
#undef LAYOUT
};

static s32 offset_of(const u32 *header, u32 field)
{
	u32 shift = 32 - GEN9_SM_OFFSET_BITS;

	return (s32)(gen9_field(header, field) << shift) >> shift;
}

/* Return what is not implemented, or NULL. */
static const char *header_get(const struct eu_message *message, struct sample_request *request)
{
	const u32 *header = sample_payload(message, 0)->ud;

	if (gen9_field(header, GEN9_SM_HEADER_NULL_MASK))
		return "sampler: pixel null mask";
	request->offset[0] = offset_of(header, GEN9_SM_HEADER_U);
	request->offset[1] = offset_of(header, GEN9_SM_HEADER_V);
	request->offset[2] = offset_of(header, GEN9_SM_HEADER_R);
	request->off = gen9_field(header, GEN9_SM_HEADER_OFF);
	request->gather = gen9_field(header, GEN9_SM_HEADER_GATHER);
	return NULL;
}

static u32 payload_regs(const struct eu_message *message)
{
	return message->src_regs + message->ex_src_regs;
}

/*
 * Return the values of a parameter, from register @reg on. They are copied to @request where the
 * payload's two parts meet, and where it ends: twice at most.
 */
static const union sample_value *values_of(const struct eu_message *message,
					   struct sample_request *request, u32 reg, u32 *joined)
{
	u32 regs = request->lanes / SAMPLE_LANES, first = message->src_regs, i;
	union sample_value *to;

	if (reg + regs <= first || (reg >= first && reg + regs <= payload_regs(message)))
		return (const union sample_value *)sample_payload(message, reg);
	to = request->joined[(*joined)++ % ARRAY_SIZE(request->joined)];
	for (i = 0; i < regs; i++)
		memcpy(to + i * SAMPLE_LANES, sample_payload(message, reg + i),
		       sizeof(union eu_reg));
	return to;
}

const char *sample_request_get(const struct eu_message *message, struct sample_request *request)
{
	static const union sample_value none[SAMPLE_CHANNELS];
	u32 mode = gen9_field(&message->desc, GEN9_SM_SIMD), i, reg, joined = 0;
	u64 type = gen9_field(&message->desc, GEN9_SM_TYPE);
	const char *why;

	memset(request, 0, offsetof(struct sample_request, value));
	for (i = 0; i < SAMPLE_PARAMS; i++)
		request->value[i] = none;
	if (mode != GEN9_SM_SIMD8 && mode != GEN9_SM_SIMD16)
		return "sampler: SIMD mode";
	if (!port_index(&type, GEN9_SM_TYPES) || !layouts[type].known)
		return "sampler: message type";
	request->type = (u32)type;
	request->lanes = mode == GEN9_SM_SIMD16 ? SAMPLE_CHANNELS : SAMPLE_LANES;
	request->mask = message->mask;
	request->half = gen9_field(&message->desc, GEN9_SM_RETURN_16);
	reg = gen9_field(&message->desc, GEN9_MSG_HEADER);
	if (reg) {
		why = header_get(message, request);
		if (why)
			return why;
	}
	for (i = 0; i < layouts[type].n && reg < payload_regs(message); i++) {
		request->has_least |= layouts[type].param[i] == SAMPLE_MLOD;
		request->value[layouts[type].param[i]] = values_of(message, request, reg, &joined);
		reg += request->lanes / SAMPLE_LANES;
	}
	return NULL;
}

static void answer_half(const struct eu_message *message, u32 reg, u32 lane, u32 bits,
			bool integer)
{
	float value;

	memcpy(&value, &bits, sizeof(value));
	if (reg < message->dst_regs)
		message->dst[reg].uw[lane] = integer ? (u16)bits :
			eu_half_of_float(value, GEN9_EU_CR0_DENORM_HF);
}

void sample_request_answer(const struct sample_request *request,
			   const struct eu_message *message, u32 lane,
			   const union sample_texel *texel, bool integer)
{
	u32 channel, at = 0;

	for (channel = 0; channel < 4; channel++) {
		if (request->off & BIT(channel))
			continue;
		if (request->half)
			answer_half(message, at, lane, texel->u[channel], integer);
		else
			sample_result_lane(message, at * request->lanes / SAMPLE_LANES, lane,
					   texel->u[channel]);
		at++;
	}
}
