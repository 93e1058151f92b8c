/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to the sampler: their parameters by name. sampler.c calls this file. Takes no lock.
 */
#ifndef SAMPLE_SAMPLER_MESSAGE_H
#define SAMPLE_SAMPLER_MESSAGE_H

#include "eu/eu.h"
#include "port.h"
#include "sample/texel.h"

#define SAMPLE_CHANNELS	16u	/* most channels of a message */

/**
 * enum sample_param - Parameters.
 * @SAMPLE_U: first coordinate, a float, or an integer of ld
 * @SAMPLE_V: second coordinate
 * @SAMPLE_R: third coordinate, or layer
 * @SAMPLE_AI: cube of an array
 * @SAMPLE_REF: reference of shadows
 * @SAMPLE_LOD: level, or bias
 * @SAMPLE_MLOD: least level
 * @SAMPLE_DUDX: change of u to the right
 * @SAMPLE_DVDX: change of v to the right
 * @SAMPLE_DRDX: change of r to the right
 * @SAMPLE_DUDY: change of u downwards
 * @SAMPLE_DVDY: change of v downwards
 * @SAMPLE_DRDY: change of r downwards
 * @SAMPLE_SI: sample
 * @SAMPLE_MCS: a word of MCS: ignored
 * @SAMPLE_OFFU: offset of u, an integer
 * @SAMPLE_OFFV: offset of v, an integer
 * @SAMPLE_PARAMS: number of parameters
 */
enum sample_param {
	SAMPLE_U,
	SAMPLE_V,
	SAMPLE_R,
	SAMPLE_AI,
	SAMPLE_REF,
	SAMPLE_LOD,
	SAMPLE_MLOD,
	SAMPLE_DUDX,
	SAMPLE_DVDX,
	SAMPLE_DRDX,
	SAMPLE_DUDY,
	SAMPLE_DVDY,
	SAMPLE_DRDY,
	SAMPLE_SI,
	SAMPLE_MCS,
	SAMPLE_OFFU,
	SAMPLE_OFFV,
	SAMPLE_PARAMS,
};

/** union sample_value - A parameter of a channel: a number, or the bits of a float. */
union sample_value {
	u32 u;
	s32 s;
	float f;
};

/**
 * struct sample_request - A message, taken apart.
 * @type: enum gen9_sampler_type
 * @lanes: channels: 8 or 16
 * @mask: enabled channels
 * @half: the response has 16 bits a channel
 * @off: colour channels that the response leaves out: bits
 * @gather: colour channel of gather4: 0 to 3
 * @has_least: the message has the least level of each channel
 * @offset: texels that are added to u, v, r
 * @value: parameters of each channel, in the message's registers; zeros: not in the message
 * @joined: parameters whose registers are not one behind the other
 */
struct sample_request {
	u32 type;
	u32 lanes;
	u32 mask;
	bool half;
	u32 off;
	u32 gather;
	bool has_least;
	s32 offset[3];
	const union sample_value *value[SAMPLE_PARAMS];
	union sample_value joined[2][SAMPLE_CHANNELS];
};

/**
 * sample_request_get() - Take a message apart.
 * @message: the message
 * @request: gets the request, which points to itself and to the registers of @message
 *
 * Context: any; takes no lock.
 * Return: NULL; the name of what is not implemented: @request has no meaning.
 */
const char *sample_request_get(const struct eu_message *message, struct sample_request *request);

/**
 * sample_request_answer() - Put a colour into the response.
 * @request: the request
 * @message: its message
 * @lane: the channel
 * @texel: the colour
 * @integer: it has integers
 *
 * Context: any; takes no lock.
 */
void sample_request_answer(const struct sample_request *request,
			   const struct eu_message *message, u32 lane,
			   const union sample_texel *texel, bool integer);

#endif
