/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of a message: the two payloads as one, and the response. Registers that a message does
 * not have read 0, and are not written. The sampler and the data ports use this file. Takes no
 * lock.
 */
#ifndef SAMPLE_PAYLOAD_H
#define SAMPLE_PAYLOAD_H

#include "eu/eu.h"
#include "gen9/eu_defs.h"
#include "port.h"

#define SAMPLE_LANES	8u	/* channels of 32 bits in a register */

/**
 * sample_payload() - Return a register of the payload.
 * @message: the message
 * @reg: number of the register: the first payload's, then the second's; any value
 *
 * Context: any; takes no lock.
 * Return: the register; one of zeros: the message has no such register.
 */
static inline const union eu_reg *sample_payload(const struct eu_message *message, u32 reg)
{
	static const union eu_reg zero;

	if (reg < message->src_regs)
		return &message->src[reg];
	reg -= message->src_regs;
	return reg < message->ex_src_regs ? &message->ex_src[reg] : &zero;
}

/**
 * sample_payload_lane() - Return a channel's dword of the payload.
 * @message: the message
 * @reg: the register of channel 0
 * @lane: the channel, in this and the following registers
 *
 * Context: any; takes no lock.
 * Return: the dword; 0: the message has no such register.
 */
static inline u32 sample_payload_lane(const struct eu_message *message, u32 reg, u32 lane)
{
	return sample_payload(message, reg + lane / SAMPLE_LANES)->ud[lane % SAMPLE_LANES];
}

/**
 * sample_payload_qword() - Return a channel's qword of the payload.
 * @message: the message
 * @reg: the register of channel 0
 * @lane: the channel, four in a register
 *
 * Context: any; takes no lock.
 * Return: the qword; 0: the message has no such register.
 */
static inline u64 sample_payload_qword(const struct eu_message *message, u32 reg, u32 lane)
{
	return sample_payload(message, reg + lane / 4)->uq[lane % 4];
}

/**
 * sample_result_lane() - Set a channel's dword of the response.
 * @message: the message
 * @reg: the register of channel 0
 * @lane: the channel, in this and the following registers
 * @value: the dword
 *
 * Context: any; takes no lock.
 */
static inline void sample_result_lane(const struct eu_message *message, u32 reg, u32 lane,
				      u32 value)
{
	reg += lane / SAMPLE_LANES;
	if (reg < message->dst_regs)
		message->dst[reg].ud[lane % SAMPLE_LANES] = value;
}

/**
 * sample_result_qword() - Set a channel's qword of the response.
 * @message: the message
 * @reg: the register of channel 0
 * @lane: the channel, four in a register
 * @value: the qword
 *
 * Context: any; takes no lock.
 */
static inline void sample_result_qword(const struct eu_message *message, u32 reg, u32 lane,
				       u64 value)
{
	reg += lane / 4;
	if (reg < message->dst_regs)
		message->dst[reg].uq[lane % 4] = value;
}

#endif
