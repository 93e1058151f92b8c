// SPDX-License-Identifier: GPL-2.0-only
/* Test the data ports: each message but atomics against a plain array of bytes. */
#include "sample_ports.h"

#include "gen9/eu_defs.h"

static void blocks_read_owords(void **state)
{
	static const u8 owords[] = { 1, 1, 2, 4, 8 };
	static const u32 offsets[] = { 0, 5, 252, 255, 300 };
	u32 size, o, i, unaligned, offset, skip;
	struct letter letter;
	struct port port;

	port_open(&port);
	for (unaligned = 0; unaligned < 2; unaligned++) {
		for (size = 0; size < ARRAY_SIZE(owords); size++) {
			for (o = 0; o < ARRAY_SIZE(offsets); o++) {
				letter_open(&letter, GEN9_SFID_CONSTANT_CACHE, 8, 1, 4);
				letter.message.desc = descriptor(unaligned, BUFFER, true);
				set_field(&letter.message.desc, GEN9_DP_BLOCK_SIZE, size);
				letter.message.mask = 1;
				offset = unaligned ? offsets[o] * 12 : offsets[o] * 16;
				letter.src[0].ud[2] = unaligned ? offset : offsets[o];
				send(&port, &letter);
				skip = size == GEN9_DP_BLOCK_HIGH ? 4 : 0;
				for (i = 0; i < 4u * owords[size]; i++, skip++)
					assert_int_equal(letter.dst[skip / 8].ud[skip % 8],
							 model_dword(&port, offset + 4 * i));
			}
		}
	}
	port_close(&port);
}

static void blocks_write_owords_and_nothing_beyond_the_buffer(void **state)
{
	struct letter letter;
	struct port port;
	u32 i;

	port_open(&port);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_0, 16, 5, 0);
	letter.message.desc = descriptor(GEN9_DC0_OWORD_WRITE, BUFFER, true);
	set_field(&letter.message.desc, GEN9_DP_BLOCK_SIZE, 4);
	letter.src[0].ud[2] = BYTES / 16 - 3;
	for (i = 0; i < 32; i++)
		letter.src[1 + i / 8].ud[i % 8] = 0x1000 + i;
	send(&port, &letter);
	for (i = 0; i < 12; i++)
		memcpy(port.model + BYTES - 48 + 4 * i, &letter.src[1 + i / 8].ud[i % 8], 4);
	port_close(&port);
}

/* Untyped reads of @lanes, of the channels that are not in @off */
static void untyped_read(struct port *port, u32 index, u32 lanes, u32 off, u32 mask)
{
	u32 offsets[16], lane, c, reg = 0, want;
	struct letter letter;

	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, lanes, lanes / 8, 8);
	letter.message.desc = descriptor(GEN9_DC1_UNTYPED_READ, index, false);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, lanes == 16 ? 1 : 2);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_OFF, off);
	letter.message.mask = mask;
	for (lane = 0; lane < lanes; lane++) {
		offsets[lane] = some_offset(port, 4);
		letter.src[lane / 8].ud[lane % 8] = offsets[lane];
	}
	send(port, &letter);
	for (c = 0; c < 4; c++) {
		if (off & BIT(c))
			continue;
		for (lane = 0; lane < lanes; lane++) {
			want = mask & BIT(lane) ? model_dword(port, (u64)offsets[lane] + 4 * c) :
						  PATTERN;
			assert_int_equal(letter.dst[reg + lane / 8].ud[lane % 8], want);
		}
		reg += lanes / 8;
	}
	for (; reg < 16; reg++)
		assert_int_equal(letter.dst[reg].ud[0], PATTERN);
}

static void untyped_reads_return_dwords_or_0(void **state)
{
	struct port port;
	u32 off, round;

	port_open(&port);
	for (off = 0; off < 15; off++) {
		for (round = 0; round < 20; round++) {
			untyped_read(&port, BUFFER, 8, off, 0xff);
			untyped_read(&port, BUFFER, 16, off, 0xffff);
			untyped_read(&port, BUFFER, 16, off, rig_random(&port.seed) & 0xffff);
			untyped_read(&port, GEN9_INDEX_SLM, 8, off, 0x5a);
		}
	}
	port_close(&port);
}

/* @split: data in the second payload */
static void untyped_write(struct port *port, u32 index, u8 *model, u32 lanes, u32 off, bool split)
{
	u32 channels = 4 - hweight32(off), lane, c, reg, regs = lanes / 8;
	u32 mask = rig_random(&port->seed) & (u32)GENMASK(lanes - 1, 0);
	struct letter letter;
	u32 value;

	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, lanes, regs * (split ? 1 : 1 + channels), 0);
	letter.message.desc = descriptor(GEN9_DC1_UNTYPED_WRITE, index, false);
	letter.message.ex_src_regs = split ? regs * channels : 0;
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, lanes == 16 ? 1 : 2);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_OFF, off);
	letter.message.mask = mask;
	for (lane = 0; lane < lanes; lane++) {
		letter.src[lane / 8].ud[lane % 8] = some_offset(port, 4);
		for (c = 0, reg = 0; c < 4; c++) {
			if (off & BIT(c))
				continue;
			value = rig_random(&port->seed);
			if (split)
				letter.ex_src[reg + lane / 8].ud[lane % 8] = value;
			else
				letter.src[regs + reg + lane / 8].ud[lane % 8] = value;
			if (mask & BIT(lane))
				model_write(model, (u64)letter.src[lane / 8].ud[lane % 8] + 4 * c,
					    value, 4);
			reg += regs;
		}
	}
	send(port, &letter);
}

static void untyped_writes_store_enabled_channels(void **state)
{
	u8 slm[BYTES];
	struct port port;
	u32 off, round;

	port_open(&port);
	memcpy(slm, port.slm, BYTES);
	for (off = 0; off < 15; off++) {
		for (round = 0; round < 20; round++) {
			untyped_write(&port, BUFFER, port.model, 8, off, round & 1);
			untyped_write(&port, BUFFER, port.model, 16, off, round & 1);
			untyped_write(&port, GEN9_INDEX_SLM, slm, 8, off, round & 1);
		}
	}
	assert_memory_equal(slm, port.slm, BYTES);
	port_close(&port);
}

/* Intel's OpenCL compiler gives addresses of shared local memory a mark in bit 28. */
static void high_bits_of_slm_offsets_do_not_count(void **state)
{
	struct letter letter;
	struct port port;
	u32 i;

	port_open(&port);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 2, 1);
	letter.message.desc = descriptor(GEN9_DC1_UNTYPED_WRITE, GEN9_INDEX_SLM, false);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, 2);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_OFF, 0xe);
	letter.message.mask = 0xff;
	for (i = 0; i < 8; i++) {
		letter.src[0].ud[i] = 0x10000000u + 12 * i;
		letter.src[1].ud[i] = 0x1234 + i;
	}
	send(&port, &letter);
	for (i = 0; i < 8; i++)
		assert_memory_equal(port.slm + 12 * i, &letter.src[1].ud[i], 4);
	port_close(&port);
}

/* Messages of data cache 0 with an offset for each channel, in units of @unit bytes */
static void scattered(struct port *port, u32 lanes, u32 unit, u32 log2, bool dwords)
{
	u32 lane, offset, bytes = 1u << log2, want, type;
	struct letter letter;

	letter_open(&letter, GEN9_SFID_DATA_CACHE_0, lanes, 1 + 2 * lanes / 8, 2);
	for (lane = 0; lane < lanes; lane++) {
		letter.src[1 + lane / 8].ud[lane % 8] = some_offset(port, 1) / unit;
		letter.src[1 + lanes / 8 + lane / 8].ud[lane % 8] = rig_random(&port->seed);
	}
	type = dwords ? GEN9_DC0_DWORD_READ : GEN9_DC0_BYTE_READ;
	letter.message.desc = descriptor(type, BUFFER, true);
	set_field(&letter.message.desc, GEN9_DP_SCATTERED_16, lanes == 16);
	set_field(&letter.message.desc, GEN9_DP_SCATTERED_SIZE, dwords ? 0 : log2);
	send(port, &letter);
	for (lane = 0; lane < lanes; lane++) {
		u64 at = (u64)letter.src[1 + lane / 8].ud[lane % 8] * unit;
		u32 i;

		for (i = 0, want = 0; i < bytes; i++)
			if (at + i < BYTES)
				want |= (u32)port->model[at + i] << 8 * i;
		assert_int_equal(letter.dst[lane / 8].ud[lane % 8], want);
	}
	letter.message.desc = descriptor(type + 8, BUFFER, true);
	set_field(&letter.message.desc, GEN9_DP_SCATTERED_16, lanes == 16);
	set_field(&letter.message.desc, GEN9_DP_SCATTERED_SIZE, dwords ? 0 : log2);
	letter.message.mask &= rig_random(&port->seed);
	send(port, &letter);
	for (lane = 0; lane < lanes; lane++) {
		offset = letter.src[1 + lane / 8].ud[lane % 8];
		if (letter.message.mask & BIT(lane))
			model_write(port->model, (u64)offset * unit,
				    letter.src[1 + lanes / 8 + lane / 8].ud[lane % 8], bytes);
	}
}

static void scattered_messages_read_and_write_elements(void **state)
{
	struct port port;
	u32 round, log2;

	port_open(&port);
	for (round = 0; round < 50; round++) {
		for (log2 = 0; log2 < 3; log2++) {
			scattered(&port, 8, 1, log2, false);
			scattered(&port, 16, 1, log2, false);
		}
		scattered(&port, 8, 4, 2, true);
		scattered(&port, 16, 4, 2, true);
	}
	port_close(&port);
}

static void a64_scattered_elements_lie_behind_each_other(void **state)
{
	u32 unit, count, lane, i, size, regs, round;
	struct letter letter;
	struct port port;
	u64 want, got;

	port_open(&port);
	for (round = 0; round < 4 * 3 * 4; round++) {
		unit = round % 3;
		count = 1u << round / 3 % 4;
		size = unit == GEN9_A64_BYTES ? count : unit == GEN9_A64_DWORDS ? 4 : 8;
		regs = size == 8 ? 2 : 1;
		letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 2, 16);
		letter.message.desc = descriptor(GEN9_DC1_A64_SCATTERED_READ, 253, false);
		set_field(&letter.message.desc, GEN9_DP_A64_UNIT, unit);
		set_field(&letter.message.desc, GEN9_DP_A64_COUNT, round / 3 % 4);
		for (lane = 0; lane < 8; lane++)
			letter.src[lane / 4].uq[lane % 4] =
				STATES_DATA + rig_random(&port.seed) % (BYTES - 64);
		send(&port, &letter);
		for (lane = 0; lane < 8; lane++) {
			for (i = 0; i < (unit == GEN9_A64_BYTES ? 1 : count); i++) {
				want = 0;
				rig_get(&port.rig, letter.src[lane / 4].uq[lane % 4] + i * size,
					&want, size);
				got = size == 8 ? letter.dst[i * regs + lane / 4].uq[lane % 4] :
						  letter.dst[i].ud[lane];
				assert_true(got == want);
			}
		}
	}
	port_close(&port);
}

/* Send a media block of @width bytes and @height rows. */
static void media_block(struct port *port, struct letter *letter, u32 type, s32 x, s32 y, u32 width,
			u32 height)
{
	letter->message.desc = descriptor(type, BUFFER, true);
	letter->src[0].d[0] = x;
	letter->src[0].d[1] = y;
	set_field(letter->src[0].ud, GEN9_DP_MEDIA_WIDTH, width - 1);
	set_field(letter->src[0].ud, GEN9_DP_MEDIA_HEIGHT, height - 1);
	send(port, letter);
}

static void media_blocks_are_rows_of_a_surface_whose_width_is_in_dwords(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], row, i;
	struct letter letter;
	struct port port;

	port_open(&port);
	texture_state(dw, GEN9_FORMAT_R8_UNORM, GEN9_TILE_LINEAR, 60 / 4, 16, 64);
	bind(&port.rig, BUFFER, dw);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 16, 3, 0);
	for (i = 0; i < 64; i++)
		letter.src[1 + i / 32].ub[i % 32] = (u8)(0x80 + i);
	/* The last four columns are beyond the surface, and the last row is. */
	media_block(&port, &letter, GEN9_DC1_MEDIA_WRITE, 52, 13, 12, 4);
	for (row = 0; row < 3; row++)
		for (i = 0; i < 8; i++)
			port.model[(13 + row) * 64 + 52 + i] = (u8)(0x80 + 16 * row + i);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 16, 1, 1);
	media_block(&port, &letter, GEN9_DC1_MEDIA_READ, -2, -1, 5, 3);
	for (row = 0; row < 3; row++)
		for (i = 0; i < 5; i++)
			assert_int_equal(letter.dst[0].ub[row * 8 + i],
					 port.model[(max(row, 1u) - 1) * 64 + max(i, 2u) - 2]);
	port_close(&port);
}

static void a_media_block_without_data_bytes_or_a_texture_has_no_effect(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	struct letter letter;
	struct port port;

	port_open(&port);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 16, 1, 0);
	letter.message.desc = descriptor(GEN9_DC1_MEDIA_WRITE, BUFFER, true);
	assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), -EINVAL);
	letter.message.src_regs = 0;
	assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), -EINVAL);
	texture_state(dw, GEN9_FORMAT_R1_UNORM, GEN9_TILE_LINEAR, 64, 16, 64);
	bind(&port.rig, BUFFER, dw);
	letter.message.src_regs = 1;
	assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), -EINVAL);
	port_close(&port);
}

static void stateless_messages_count_from_the_scratch_base(void **state)
{
	struct letter letter;
	struct port port;

	port_open(&port);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_0, 8, 1, 1);
	letter.message.desc = descriptor(GEN9_DC0_OWORD_READ, GEN9_INDEX_STATELESS_COHERENT, true);
	set_field(&letter.message.desc, GEN9_DP_BLOCK_SIZE, 2);
	letter.src[0].ud[5] = 0x1000 | 0x3ff;	/* low bits have another meaning */
	letter.src[0].ud[2] = 2;
	send(&port, &letter);
	assert_memory_equal(&letter.dst[0], port.model + 32, 32);
	port_close(&port);
}

static void scratch_blocks_stay_inside_the_scratch_of_the_thread(void **state)
{
	struct letter letter;
	struct port port;
	u32 i;

	port_open(&port);
	port.rig.bindings.scratch_bytes = 1024;
	letter_open(&letter, GEN9_SFID_DATA_CACHE_0, 16, 3, 0);
	set_field(&letter.message.desc, GEN9_DP_SCRATCH, 1);
	set_field(&letter.message.desc, GEN9_DP_SCRATCH_WRITE, 1);
	set_field(&letter.message.desc, GEN9_DP_SCRATCH_SIZE, 1);
	set_field(&letter.message.desc, GEN9_DP_SCRATCH_OFFSET, 31);
	letter.src[0].ud[5] = 0x1000;
	for (i = 0; i < 8; i++) {
		letter.src[1].ud[i] = i + 1;
		letter.src[2].ud[i] = i + 100;
	}
	send(&port, &letter);
	memcpy(port.model + 31 * 32, &letter.src[1], 32);
	letter.message.dst = letter.dst;
	letter.message.dst_regs = 2;
	set_field(&letter.message.desc, GEN9_DP_SCRATCH_WRITE, 0);
	send(&port, &letter);
	assert_memory_equal(&letter.dst[0], &letter.src[1], 32);
	for (i = 0; i < 8; i++)
		assert_int_equal(letter.dst[1].ud[i], 0);
	port_close(&port);
}

static void bindless_surfaces_are_named_by_the_extended_descriptor(void **state)
{
	struct letter letter;
	struct port port;

	port_open(&port);
	port.rig.bindings.bindless_base = STATES_SURFACES - 5 * 64;
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 1, 1);
	letter.message.desc = descriptor(GEN9_DC1_UNTYPED_READ, GEN9_INDEX_BINDLESS, false);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, 2);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_OFF, 0xe);
	letter.message.ex_desc = (5 + BUFFER) << 12 | 0x1f;
	letter.src[0].ud[1] = 400;
	send(&port, &letter);
	assert_int_equal(letter.dst[0].ud[1], model_dword(&port, 400));
	port_close(&port);
}

static void typed_messages_store_and_load_texels(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], lane, c, value;
	struct letter letter;
	struct port port;

	port_open(&port);
	texture_state(dw, GEN9_FORMAT_R16G16B16A16_UINT, GEN9_TILE_Y, 16, 16, 128);
	bind(&port.rig, 4, dw);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 3, 0);
	letter.message.ex_src_regs = 4;
	letter.message.desc = descriptor(GEN9_DC1_TYPED_WRITE, 4, false);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, GEN9_DP_TYPED_LOW);
	for (lane = 0; lane < 8; lane++) {
		letter.src[0].ud[lane] = lane < 6 ? lane * 2 : 16;
		letter.src[1].ud[lane] = 7;
		for (c = 0; c < 4; c++)
			letter.ex_src[c].ud[lane] = lane * 16 + c + (lane == 5 ? 0x10000 : 0);
	}
	letter.message.mask = 0xfe;
	send(&port, &letter);
	for (lane = 1; lane < 6; lane++) {
		for (c = 0; c < 4; c++) {
			/* Y tiles: columns of 16 bytes, two texels each; integers clamp */
			value = lane == 5 ? 0xffff : lane * 16 + c;
			model_write(port.model, lane * 512 + 7 * 16 + 2 * c, value, 2);
		}
	}
	letter.message.desc = descriptor(GEN9_DC1_TYPED_READ, 4, false);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, GEN9_DP_TYPED_LOW);
	letter.message.ex_src_regs = 0;
	letter.message.dst = letter.dst;
	letter.message.dst_regs = 4;
	send(&port, &letter);
	for (c = 0; c < 4; c++) {
		assert_int_equal(letter.dst[c].ud[0], PATTERN);
		assert_int_equal(letter.dst[c].ud[3], 3 * 16 + c);
		assert_int_equal(letter.dst[c].ud[5], 0xffff);
		assert_int_equal(letter.dst[c].ud[6], 0);
	}
	port_close(&port);
}

static void unknown_messages_are_refused_by_name(void **state)
{
	static const struct {
		u32 sfid;
		u32 type;
	} rows[] = {
		{ GEN9_SFID_DATA_CACHE_0, 2 }, { GEN9_SFID_DATA_CACHE_1, 3 },
		{ GEN9_SFID_DATA_CACHE_1, 31 }, { GEN9_SFID_CONSTANT_CACHE, GEN9_DC0_OWORD_WRITE },
		{ GEN9_SFID_DATA_CACHE_RO, GEN9_DC0_BYTE_WRITE },
	};
	struct letter letter;
	struct port port;
	u32 i;

	port_open(&port);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		letter_open(&letter, rows[i].sfid, 8, 2, 1);
		letter.message.desc = descriptor(rows[i].type, BUFFER, true);
		assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), -EINVAL);
		assert_string_equal(port.rig.why, "data port: message type");
		assert_int_equal(port.rig.refused, i + 1);
	}
	port_close(&port);
}

static void any_message_stays_inside_its_memory(void **state)
{
	static const u8 sfids[] = { 4, 9, 10, 12 };
	static const u8 indices[] = { BUFFER, 253, 254, 255, 252, 9 };
	struct letter letter;
	struct port port;
	u32 round, i, j;

	port_open(&port);
	for (round = 0; round < 60000; round++) {
		letter_open(&letter, sfids[round % 4], 16, rig_random(&port.seed) % 16,
			    rig_random(&port.seed) % 16);
		letter.message.desc = rig_random(&port.seed);
		letter.message.ex_src_regs = rig_random(&port.seed) % 16;
		letter.message.mask = rig_random(&port.seed);
		set_field(&letter.message.desc, GEN9_MSG_INDEX,
			  indices[rig_random(&port.seed) % ARRAY_SIZE(indices)]);
		for (i = 0; i < 16; i++) {
			for (j = 0; j < 8; j++) {
				letter.src[i].ud[j] = rig_random(&port.seed) >>
						      rig_random(&port.seed) % 32;
				letter.ex_src[i].ud[j] = rig_random(&port.seed);
			}
		}
		sample_data_port(&port.rig.bindings, &letter.message);
		for (i = letter.message.dst_regs; i < 16; i++)
			assert_int_equal(letter.dst[i].ud[round % 8], PATTERN);
	}
	rig_close(&port.rig);
}

static void messages_poll_by_their_registers(void **state)
{
	struct letter letter;
	struct port port;
	u32 polls, i;

	port_open(&port);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 16, 2, 8);
	set_field(&letter.message.desc, GEN9_DP_TYPE, GEN9_DC1_UNTYPED_READ);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, GEN9_DP_SURFACE_SIMD16);
	set_field(&letter.message.desc, GEN9_MSG_INDEX, GEN9_INDEX_STATELESS);
	for (i = 0; i < 1000; i++)
		assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), 0);
	polls = port.rig.polls;
	assert_in_range(polls, 1000 * 256 / EU_POLL_WORK, 500);
	port.rig.cancel = true;
	for (i = 0; i < 1000; i++)
		if (sample_data_port(&port.rig.bindings, &letter.message))
			break;
	assert_in_range(i, 0, 999);
	assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), 0);
	rig_close(&port.rig);
}

/* Read dwords of all channels, @step bytes apart in all messages. Return: polls. */
static u32 polls_of_reads(u32 step)
{
	struct letter letter;
	struct port port;
	u32 i, lane, at = 0;

	port_open(&port);
	port.rig.bindings.general_base = RIG_VA;
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 16, 2, 2);
	set_field(&letter.message.desc, GEN9_DP_TYPE, GEN9_DC1_UNTYPED_READ);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_MODE, GEN9_DP_SURFACE_SIMD16);
	set_field(&letter.message.desc, GEN9_DP_SURFACE_OFF, 0xe);
	set_field(&letter.message.desc, GEN9_MSG_INDEX, GEN9_INDEX_STATELESS);
	for (i = 0; i < RIG_PAGES / 16; i++) {
		for (lane = 0; lane < 16; lane++, at += step)
			letter.src[lane / 8].ud[lane % 8] = at;
		assert_int_equal(sample_data_port(&port.rig.bindings, &letter.message), 0);
	}
	rig_close(&port.rig);
	return port.rig.polls;
}

static void messages_poll_by_the_pages_that_they_reach(void **state)
{
	assert_in_range(polls_of_reads(PAGE_SIZE), 5 * polls_of_reads(4), 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_read_owords),
		cmocka_unit_test(blocks_write_owords_and_nothing_beyond_the_buffer),
		cmocka_unit_test(untyped_reads_return_dwords_or_0),
		cmocka_unit_test(untyped_writes_store_enabled_channels),
		cmocka_unit_test(high_bits_of_slm_offsets_do_not_count),
		cmocka_unit_test(scattered_messages_read_and_write_elements),
		cmocka_unit_test(a64_scattered_elements_lie_behind_each_other),
		cmocka_unit_test(media_blocks_are_rows_of_a_surface_whose_width_is_in_dwords),
		cmocka_unit_test(a_media_block_without_data_bytes_or_a_texture_has_no_effect),
		cmocka_unit_test(stateless_messages_count_from_the_scratch_base),
		cmocka_unit_test(scratch_blocks_stay_inside_the_scratch_of_the_thread),
		cmocka_unit_test(bindless_surfaces_are_named_by_the_extended_descriptor),
		cmocka_unit_test(typed_messages_store_and_load_texels),
		cmocka_unit_test(unknown_messages_are_refused_by_name),
		cmocka_unit_test(any_message_stays_inside_its_memory),
		cmocka_unit_test(messages_poll_by_their_registers),
		cmocka_unit_test(messages_poll_by_the_pages_that_they_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
