// SPDX-License-Identifier: GPL-2.0-only
/* Test DisplayPort AUX: transactions as i915 makes them, and malformed ones. */
#include "tests/unit/display/display_rig.h"

#include "tests/lib/saved.h"

#define CTL(port)	(0x64010u + 0x100u * (port))
#define DATA(port, n)	(0x64014u + 0x100u * (port) + 4u * (n))
#define TP_CTL		0x64140u
#define TP_STATUS	0x64144u
#define SEND		0xfe00023fu	/* i915's bits of a request, without the size */
#define DONE		0x40000000u
#define TIME_OUT	0x10000000u
#define CLEAR		0x52000000u
#define B		1u

#define NATIVE_WRITE	0x8u
#define NATIVE_READ	0x9u
#define I2C_WRITE	0x0u
#define I2C_READ	0x1u
#define I2C_STATUS	0x2u
#define MOT		0x4u
#define ACK		0x00u
#define NATIVE_NACK	0x10u
#define I2C_NACK	0x40u

/* struct answer - The reply to a message. @size: its bytes; 0: time-out */
struct reply {
	u32 size;
	u8 bytes[20];
};

/* Send @size bytes on a port's channel, and clear the status as i915 does. Return: the reply. */
static struct reply send(struct rig *rig, u32 port, const u8 *message, u32 size)
{
	u8 bytes[32] = {};
	struct reply a = {};
	u32 status, i;

	memcpy(bytes, message, size);
	for (i = 0; i < 5; i++)
		rig_write(rig, DATA(port, i), get_unaligned_be32(bytes + 4 * i));
	rig_write(rig, CTL(port), SEND | size << 20);
	status = rig_read(rig, CTL(port));
	assert_int_equal(status & 0x80000000u, 0);
	assert_int_equal(status & DONE, DONE);
	assert_int_equal(status & 0x02000000u, 0);
	if (!(status & TIME_OUT)) {
		a.size = status >> 20 & 0x1f;
		assert_in_range(a.size, 1, 20);
		for (i = 0; i < 5; i++)
			put_unaligned_be32(rig_read(rig, DATA(port, i)), a.bytes + 4 * i);
	}
	rig_write(rig, CTL(port), status | CLEAR);
	assert_int_equal(rig_read(rig, CTL(port)) & (DONE | TIME_OUT), 0);
	return a;
}

/* Send a message with @n bytes of data. @len: the length that it names; 0: address only. */
static struct reply request(struct rig *rig, u32 kind, u32 addr, u32 len, const u8 *data, u32 n)
{
	u8 m[20] = { kind << 4 | addr >> 16, addr >> 8, addr, len - 1 };

	if (n)
		memcpy(m + 4, data, n);
	return send(rig, B, m, len ? 4 + n : 3);
}

static void native_write(struct rig *rig, u32 addr, u8 value)
{
	struct reply a = request(rig, NATIVE_WRITE, addr, 1, &value, 1);

	assert_int_equal(a.size, 1);
	assert_int_equal(a.bytes[0], ACK);
}

static u8 native_read(struct rig *rig, u32 addr)
{
	struct reply a = request(rig, NATIVE_READ, addr, 1, NULL, 0);

	assert_int_equal(a.size, 2);
	assert_int_equal(a.bytes[0], ACK);
	return a.bytes[1];
}

static void a_plain_1_2_sink_answers(void **state)
{
	static const u8 caps[] = { 0, 0x12, 0x14, 0xc4, 0x01, 0, 0, 0x01, 0, 0x02 };
	/* MST, FEC, DSC, PSR, extended and lane-repeater capabilities, tunnels */
	static const u32 none[] = { 0x21, 0x90, 0x60, 0x70, 0x71, 0x2200, 0xf0000, 0xe0000, 0x3000,
				    0xfffff };
	struct rig *rig = *state;
	struct reply a = request(rig, NATIVE_READ, 0, 15, NULL, 0);
	u32 i;

	assert_int_equal(a.size, 16);
	assert_memory_equal(a.bytes, caps, sizeof(caps));
	assert_int_equal(native_read(rig, 0x200), 1);
	assert_int_equal(native_read(rig, 0x600), 1);
	for (i = 0; i < ARRAY_SIZE(none); i++)
		assert_int_equal(native_read(rig, none[i]), 0);
	native_write(rig, 0, 0x33);
	native_write(rig, 0x200, 0x33);
	native_write(rig, 0xfffff, 0x33);
	assert_int_equal(native_read(rig, 0), 0x12);
	assert_int_equal(native_read(rig, 0x200), 1);
	assert_int_equal(native_read(rig, 0xfffff), 0);
}

/* struct training - Rate and lanes of a link, and the status of its lanes after both patterns. */
struct training {
	u8 rate, lanes, pattern, clocked01, clocked23, equal01, equal23;
};

static void expect_status(struct rig *rig, u8 lanes01, u8 lanes23, u8 aligned)
{
	struct reply a = request(rig, NATIVE_READ, 0x202, 6, NULL, 0);

	assert_int_equal(a.size, 7);
	assert_int_equal(a.bytes[1], lanes01);
	assert_int_equal(a.bytes[2], lanes23);
	assert_int_equal(a.bytes[3], aligned);
	assert_int_equal(a.bytes[4], aligned);
	assert_int_equal(a.bytes[5], 0);		/* the sink requests no other voltage */
	assert_int_equal(a.bytes[6], 0);
}

static void a_link_trains_at_each_rate_and_width(void **state)
{
	static const struct training links[] = {
		{ 0x06, 0x82, 3, 0x11, 0x00, 0x77, 0x00 },	/* recorded */
		{ 0x06, 0x01, 2, 0x01, 0x00, 0x07, 0x00 },
		{ 0x0a, 0x84, 2, 0x11, 0x11, 0x77, 0x77 },
		{ 0x14, 0x84, 3, 0x11, 0x11, 0x77, 0x77 },
		{ 0x1e, 0x84, 3, 0x00, 0x00, 0x00, 0x00 },	/* HBR3 */
		{ 0x0a, 0x83, 3, 0x00, 0x00, 0x00, 0x00 },
		{ 0x0a, 0x80, 3, 0x00, 0x00, 0x00, 0x00 },
		{ 0x0a, 0x1f, 3, 0x00, 0x00, 0x00, 0x00 },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(links); i++) {
		const struct training *t = &links[i];
		u8 set[2] = { t->rate, t->lanes };

		assert_int_equal(request(rig, NATIVE_WRITE, 0x100, 2, set, 2).bytes[0], ACK);
		expect_status(rig, 0, 0, 0);
		native_write(rig, 0x102, t->pattern | 0x20);	/* the lanes have no clock yet */
		expect_status(rig, 0, 0, 0);
		native_write(rig, 0x102, 0x21);
		expect_status(rig, t->clocked01, t->clocked23, 0);
		native_write(rig, 0x102, 0x20 | t->pattern);
		expect_status(rig, t->equal01, t->equal23, t->equal01 != 0);
		native_write(rig, 0x102, 0);
		expect_status(rig, t->equal01, t->equal23, t->equal01 != 0);
		assert_int_equal(native_read(rig, 0x100), t->rate);
		assert_int_equal(native_read(rig, 0x101), t->lanes);
	}
}

static void train(struct rig *rig)
{
	native_write(rig, 0x100, 0x0a);
	native_write(rig, 0x101, 0x84);
	native_write(rig, 0x102, 0x21);
	native_write(rig, 0x102, 0x22);
	native_write(rig, 0x102, 0);
	expect_status(rig, 0x77, 0x77, 1);
}

static void what_ends_a_link_is_seen(void **state)
{
	struct rig *rig = *state;

	train(rig);
	native_write(rig, 0x600, 2);			/* D3 */
	assert_int_equal(native_read(rig, 0x600), 2);
	expect_status(rig, 0, 0, 0);
	native_write(rig, 0x102, 0x21);
	expect_status(rig, 0, 0, 0);
	native_write(rig, 0x600, 1);
	train(rig);
	facet_output_set_link(rig_display(rig), 0, false);
	facet_output_set_link(rig_display(rig), 0, true);
	expect_status(rig, 0, 0, 0);
	assert_int_equal(native_read(rig, 0x100), 0);
	train(rig);
	facet_vgpu_reset(rig->vgpu);
	expect_status(rig, 0, 0, 0);
}

static void the_port_says_when_it_sends_idle_patterns(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, TP_CTL, 0x80040000);
	assert_int_equal(rig_read(rig, TP_STATUS), 0);
	rig_write(rig, TP_CTL, 0x00040200);		/* the port is off */
	assert_int_equal(rig_read(rig, TP_STATUS), 0);
	rig_write(rig, TP_CTL, 0x80040200);
	assert_int_equal(rig_read(rig, TP_STATUS), 0x02000000);
	rig_write(rig, TP_STATUS, 0x02000000);
	assert_int_equal(rig_read(rig, TP_STATUS), 0);
	assert_int_equal(rig_read(rig, TP_CTL), 0x80040200);
}

/* Read the EDID as drm_dp_i2c_do_msg() does, 16 bytes in a message. */
static void read_edid(struct rig *rig, u8 segment, u8 start, u8 *out, u32 n)
{
	struct reply a;
	u32 i;

	if (segment) {
		assert_int_equal(request(rig, I2C_WRITE | MOT, 0x30, 0, NULL, 0).bytes[0], ACK);
		a = request(rig, I2C_WRITE | MOT, 0x30, 1, &segment, 1);
		assert_int_equal(a.bytes[0], ACK);
	}
	assert_int_equal(request(rig, I2C_WRITE | MOT, 0x50, 0, NULL, 0).bytes[0], ACK);
	a = request(rig, I2C_WRITE | MOT, 0x50, 1, &start, 1);
	assert_int_equal(a.size, 1);
	assert_int_equal(a.bytes[0], ACK);
	assert_int_equal(request(rig, I2C_READ | MOT, 0x50, 0, NULL, 0).bytes[0], ACK);
	for (i = 0; i < n; i += 16) {
		a = request(rig, I2C_READ | MOT, 0x50, 16, NULL, 0);
		assert_int_equal(a.size, 17);
		assert_int_equal(a.bytes[0], ACK);
		memcpy(out + i, a.bytes + 1, 16);
	}
	a = request(rig, I2C_READ, 0x50, 0, NULL, 0);
	assert_int_equal(a.size, 1);
	assert_int_equal(a.bytes[0], ACK);
}

static void the_edid_is_read_by_i2c(void **state)
{
	u8 edid[FACET_EDID_MAX], got[256], zero[128] = {};
	struct rig *rig = *state;
	u32 size;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
	assert_int_equal(size, 128);
	read_edid(rig, 0, 0, got, 128);
	assert_memory_equal(got, edid, 128);
	read_edid(rig, 0, 64, got, 128);
	assert_memory_equal(got, edid + 64, 64);
	assert_memory_equal(got + 64, zero, 64);
	read_edid(rig, 1, 0, got, 128);			/* the EDID has no such segment */
	assert_memory_equal(got, zero, 128);
	read_edid(rig, 0, 0, got, 128);			/* a stop returns to the first segment */
	assert_memory_equal(got, edid, 128);
}

/* The bytes after the first are data. An EDID ignores writes of data. */
static void only_the_first_byte_written_is_an_address(void **state)
{
	static const u8 bytes[] = { 8, 100, 101 };
	u8 edid[FACET_EDID_MAX];
	struct rig *rig = *state;
	struct reply a;
	u32 size;

	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, edid, &size), 0);
	a = request(rig, I2C_WRITE | MOT, 0x50, 2, bytes, 2);
	assert_int_equal(a.bytes[0], ACK);
	a = request(rig, I2C_WRITE | MOT, 0x50, 1, bytes + 2, 1);
	assert_int_equal(a.bytes[0], ACK);
	assert_int_equal(request(rig, I2C_STATUS | MOT, 0x50, 0, NULL, 0).bytes[0], ACK);
	a = request(rig, I2C_READ, 0x50, 4, NULL, 0);
	assert_int_equal(a.size, 5);
	assert_memory_equal(a.bytes + 1, edid + 8, 4);
}

static void nobody_else_answers_by_i2c(void **state)
{
	static const u8 zero;
	struct rig *rig = *state;
	u32 addr;

	for (addr = 0; addr < 0x90; addr++) {
		struct reply a = request(rig, I2C_READ | MOT, addr, 0, NULL, 0);
		u8 want = addr == 0x50 || addr == 0x30 ? ACK : I2C_NACK;

		assert_int_equal(a.size, 1);
		assert_int_equal(a.bytes[0], want);
		assert_int_equal(request(rig, I2C_WRITE, addr, 1, &zero, 1).bytes[0], want);
	}
	assert_int_equal(request(rig, 3, 0x50, 0, NULL, 0).bytes[0], I2C_NACK);
	assert_int_equal(request(rig, I2C_READ, 0x10050, 1, NULL, 0).bytes[0], I2C_NACK);
}

static void a_message_that_lies_changes_nothing(void **state)
{
	static const u8 data[32] = { 0x0a, 0x84, 0x21, 1, 1, 1, 1, 1 };
	struct rig *rig = *state;
	u32 size;

	/*
	 * Messages that name more than they send, or send more than they name. Messages that are
	 * too long, and a read with data.
	 */
	assert_int_equal(request(rig, NATIVE_WRITE, 0x100, 8, data, 2).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, NATIVE_WRITE, 0x100, 1, data, 8).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, NATIVE_WRITE, 0x100, 256, data, 16).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, NATIVE_READ, 0x100, 17, NULL, 0).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, NATIVE_READ, 0x100, 256, NULL, 0).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, NATIVE_READ, 0x100, 1, data, 4).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, NATIVE_WRITE, 0x100, 0, NULL, 0).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, 0xa, 0x100, 1, data, 1).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, 0xf, 0x100, 1, NULL, 0).bytes[0], NATIVE_NACK);
	assert_int_equal(request(rig, I2C_WRITE, 0x50, 8, data, 2).bytes[0], I2C_NACK);
	assert_int_equal(request(rig, I2C_READ, 0x50, 200, NULL, 0).bytes[0], I2C_NACK);
	assert_int_equal(native_read(rig, 0x100), 0);
	assert_int_equal(native_read(rig, 0x101), 0);
	for (size = 0; size < 32; size++) {
		if (size >= 3 && size <= 20)
			continue;
		assert_int_equal(send(rig, B, data, size).size, 0);
	}
}

static void a_read_ends_with_the_address_space(void **state)
{
	struct rig *rig = *state;
	struct reply a = request(rig, NATIVE_READ, 0xffff8, 16, NULL, 0);
	u8 zero[16] = {};

	assert_int_equal(a.size, 17);
	assert_memory_equal(a.bytes + 1, zero, 16);	/* no bytes from address 0 on */
}

static void channels_without_a_monitor_time_out(void **state)
{
	static const u8 message[] = { 0x90, 0, 0, 0 };
	struct rig *rig = *state;

	assert_int_equal(send(rig, 0, message, 4).size, 0);
	assert_int_equal(send(rig, 2, message, 4).size, 0);
	assert_int_equal(send(rig, 3, message, 4).size, 0);
	assert_int_equal(send(rig, B, message, 4).size, 2);
	facet_output_set_link(rig_display(rig), 0, false);
	assert_int_equal(send(rig, B, message, 4).size, 0);
	facet_output_set_link(rig_display(rig), 0, true);
	assert_int_equal(send(rig, B, message, 4).size, 2);
}

static void hdmi_has_no_channel_and_displayport_no_pins(void **state)
{
	static const u8 message[] = { 0x90, 0, 0, 0 };
	struct rig *rig = rig_with(FACET_OUTPUT_HDMI, 1, FACET_OUTPUT_DP, 2, FACET_OUTPUT_HDMI, 3);

	assert_int_equal(send(rig, 1, message, 4).size, 0);
	assert_int_equal(send(rig, 2, message, 4).size, 2);
	assert_int_equal(send(rig, 3, message, 4).size, 0);
	rig_write(rig, 0xc5100, 4);			/* pins of port C */
	rig_write(rig, 0xc5104, 0x460100a1);
	assert_int_equal(rig_read(rig, 0xc5108), 0x0400);
	rig_teardown((void **)&rig);
}

static void an_end_interrupts_where_it_is_asked_for(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, 0x44444, 0);
	rig_write(rig, 0x4444c, ~0u);
	rig_write(rig, DATA(B, 0), 0x90000000);
	rig_write(rig, CTL(B), 0xde40023f);		/* without a request for the interrupt */
	assert_int_equal(rig_read(rig, 0x44448), 0);
	rig_write(rig, CTL(B), 0xfe40023f);
	assert_int_equal(rig_read(rig, 0x44448), 1 << 25);
	rig_write(rig, CTL(0), 0xfe40023f);		/* a time-out interrupts, too */
	assert_int_equal(rig_read(rig, 0x44448), 1 << 25 | 1);
	rig_write(rig, 0x44448, ~0u);
	rig_write(rig, CTL(B), 0x7e40023f);		/* without the send bit */
	assert_int_equal(rig_read(rig, 0x44448), 0);
}

static void live_state_of_ports_follows_the_monitors(void **state)
{
	struct rig *rig = rig_with(FACET_OUTPUT_HDMI, 1, FACET_OUTPUT_DP, 2, FACET_OUTPUT_DP, 3);

	assert_int_equal(rig_read(rig, 0xc4000), 7 << 21);
	rig_write(rig, 0xc4000, 0);
	facet_output_set_link(rig_display(rig), 1, false);
	assert_int_equal(rig_read(rig, 0xc4000), 5 << 21);
	facet_output_set_link(rig_display(rig), 0, false);
	facet_output_set_link(rig_display(rig), 2, false);
	assert_int_equal(rig_read(rig, 0xc4000), 0);
	facet_vgpu_reset(rig->vgpu);
	facet_output_set_link(rig_display(rig), 1, true);
	assert_int_equal(rig_read(rig, 0xc4000), 1 << 22);
	rig_teardown((void **)&rig);
}

static void each_head_has_its_own_hotplug(void **state)
{
	struct rig *rig = rig_with(FACET_OUTPUT_HDMI, 1, FACET_OUTPUT_DP, 2, FACET_OUTPUT_DP, 3);
	u32 i;

	rig_write(rig, RIG_SDE_IRQ + RIG_IMR, 0);
	rig_write(rig, RIG_SDE_IRQ + RIG_IER, ~0u);
	rig_write(rig, 0xc4030, 0x101010);
	for (i = 0; i < 3; i++) {
		facet_output_set_link(rig_display(rig), i, true);
		assert_int_equal(rig_read(rig, RIG_SDE_IRQ + RIG_IIR), 1 << (21 + i));
		assert_int_equal(rig_read(rig, 0xc4030), 0x101010 | 2 << 8 * i);
		rig_write(rig, RIG_SDE_IRQ + RIG_IIR, ~0u);
		rig_write(rig, 0xc4030, 0x101010 | 2 << 8 * i);
	}
	assert_int_equal(facet_output_set_link(rig_display(rig), 3, true), -EINVAL);
	rig_teardown((void **)&rig);
}

/* struct dp_mode - DPLL setting and M/N ratio of a link, and the frames that follow in a second. */
struct dp_mode {
	u32 ctrl1, m, n, frames;
};

/*
 * The mode has 1344 x 806 pixels with blanks, as recorded. The test counts the frames of one
 * second.
 */
static void frames_follow_from_the_link(void **state)
{
	static const struct dp_mode modes[] = {
		{ 0x145, 0x335ba, 0x80000, 60 },	/* 1.62 Gb/s: 65 MHz (recorded) */
		{ 0x0c5, 0x1ed3a, 0x80000, 60 },	/* 2.7 Gb/s */
		{ 0x045, 0x0f69d, 0x80000, 60 },	/* 5.4 Gb/s */
		{ 0x145, 0x335ba, 0x100000, 30 },
		{ 0x145, 0x335ba, 0, 60 },		/* no ratio: 60 frames in a second */
		{ 0x945, 0x335ba, 0x80000, 60 },	/* no valid link rate */
		{ 0x145, 0xffffff, 1, 250 },		/* absurd values: at most 250 frames */
		{ 0x1c5, 0x335ba, 0x80000, 120 },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		u32 before = rig_read(rig, 0x70040);

		rig_write(rig, GEN9_DPLL_CTRL1, modes[i].ctrl1);
		rig_write(rig, GEN9_DPLL_CTRL2, 0x18);
		rig_write(rig, 0x60040, modes[i].m);
		rig_write(rig, 0x60044, modes[i].n);
		rig_write(rig, GEN9_TRANS_HTOTAL, 0x053f03ff);
		rig_write(rig, GEN9_TRANS_VTOTAL, 0x032502ff);
		rig_write(rig, GEN9_TRANS_DDI_FUNC_CTL, 0x92000002);
		rig_write(rig, GEN9_TRANSCONF, 0x80000000);
		fake_clock_advance(&rig->clock, 1000000000ull);
		assert_in_range(rig_read(rig, 0x70040) - before, modes[i].frames - 1,
				modes[i].frames + 1);
		rig_write(rig, GEN9_TRANSCONF, 0);
	}
}

/*
 * Another vGPU continues a link, and an I2C read of half an EDID. A vGPU with other outputs refuses
 * the state.
 */
static void a_link_and_a_transfer_are_saved(void **state)
{
	u8 edid[FACET_EDID_MAX], start = 32;
	struct rig *a = *state, *b, *other;
	struct saved saved = {};
	void *rig;
	u32 size;

	rig_setup_dp(&rig);
	b = rig;
	other = rig_with(FACET_OUTPUT_DP, 1, FACET_OUTPUT_DP, 2, FACET_OUTPUT_DP, 3);
	facet_output_get_edid(rig_display(a), 0, edid, &size);
	train(a);
	request(a, I2C_WRITE | MOT, 0x50, 1, &start, 1);
	request(a, I2C_READ | MOT, 0x50, 16, NULL, 0);
	assert_int_equal(saved_save(&saved, a->vgpu), 0);
	assert_int_equal(facet_vgpu_restore(b->vgpu, saved.data, saved.len), 0);
	assert_memory_equal(request(b, I2C_READ, 0x50, 16, NULL, 0).bytes + 1, edid + 48, 16);
	expect_status(b, 0x77, 0x77, 1);
	assert_int_equal(facet_vgpu_restore(other->vgpu, saved.data, saved.len), -EINVAL);
	free(saved.data);
	rig_teardown((void **)&other);
	rig_teardown(&rig);
}

/* Three screens on three pipes, two of them on DisplayPort. */
static void each_head_shows_the_pipe_that_feeds_its_port(void **state)
{
	static const u32 ddi[] = { 0xa2000000, 0x91000000, 0xb2000000 };	/* port C, B, D */
	static const u32 head_of[] = { 1, 0, 2 };
	struct rig *rig = rig_with(FACET_OUTPUT_HDMI, 1, FACET_OUTPUT_DP, 2, FACET_OUTPUT_DP, 3);
	struct facet_plane plane;
	u32 pipe, i;

	for (pipe = 0; pipe < 3; pipe++) {
		rig_modeset(rig, pipe);
		rig_flip(rig, pipe, 0x84042200, 1920, 1080, 0x1000000 * (pipe + 1));
	}
	for (pipe = 0; pipe < 3; pipe++)
		rig_write(rig, GEN9_TRANS_DDI_FUNC_CTL + 0x1000 * pipe, ddi[pipe]);
	for (i = 0; i < 2; i++) {
		for (pipe = 0; pipe < 3; pipe++) {
			assert_int_equal(facet_scanout_plane(rig_display(rig), head_of[pipe],
							     FACET_PLANE_PRIMARY, &plane), 0);
			assert_int_equal(plane.enabled, !i || pipe != 1);
			assert_int_equal(plane.gva, plane.enabled ? 0x1000000 * (pipe + 1) : 0);
		}
		rig_write(rig, GEN9_TRANSCONF + 0x1000, 0);
	}
	assert_int_equal(facet_scanout_plane(rig_display(rig), 3, FACET_PLANE_PRIMARY, &plane),
			 -EINVAL);
	rig_teardown((void **)&rig);
}

/* Write and read as i915 does when it turns a DisplayPort output off. */
static void an_output_that_is_off_says_so(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, GEN9_LCPLL2_CTL, 0x80000000);
	rig_write(rig, 0x64100, 0x80000002);
	rig_write(rig, TP_CTL, 0x80040300);
	train(rig);
	rig_write(rig, GEN9_TRANSCONF, 0x80000000);
	assert_int_equal(rig_read(rig, GEN9_DPLL_STATUS), 0x0100);
	assert_int_equal(rig_read(rig, 0x64100), 0x80000002);

	rig_write(rig, GEN9_TRANSCONF, 0);
	rig_write(rig, 0x64100, 0x00000002);
	assert_int_equal(rig_read(rig, 0x64100), 0x00000082);
	rig_write(rig, TP_CTL, 0x00040000);
	assert_int_equal(rig_read(rig, TP_CTL), 0x00040000);
	native_write(rig, 0x600, 2);
	rig_write(rig, GEN9_LCPLL2_CTL, 0);
	assert_int_equal(rig_read(rig, GEN9_DPLL_STATUS), 0);
	assert_true(rig->host.deadline_ns == ~0ull);
	expect_status(rig, 0, 0, 0);
}

/* No codec requests an ELD, infoframes are plain memory, and there are no panel registers. */
static void sound_infoframes_and_panels_are_quiet(void **state)
{
	static const u32 panel[] = { 0xc7200, 0xc7204, 0xc7208, 0xc8250, 0xc8254, 0x48250 };
	struct rig *rig = *state;
	u32 i;

	assert_int_equal(rig_read(rig, 0x650c0), 0);
	rig_write(rig, 0x650c0, 0x4);
	assert_int_equal(rig_read(rig, 0x650c0), 0x4);
	for (i = 0; i < 8; i++)
		rig_write(rig, 0x60220 + 4 * i, 0x01020304 * i);
	rig_write(rig, 0x60200, 0x1000);
	for (i = 0; i < 8; i++)
		assert_int_equal(rig_read(rig, 0x60220 + 4 * i), 0x01020304 * i);
	assert_int_equal(rig_read(rig, 0x60200), 0x1000);
	for (i = 0; i < ARRAY_SIZE(panel); i++) {
		rig_write(rig, panel[i], ~0u);
		assert_int_equal(rig_read(rig, panel[i]), 0);
	}
}

#define DP(fn)		cmocka_unit_test_setup_teardown(fn, rig_setup_dp, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DP(a_plain_1_2_sink_answers),
		DP(a_link_trains_at_each_rate_and_width),
		DP(what_ends_a_link_is_seen),
		DP(the_port_says_when_it_sends_idle_patterns),
		DP(the_edid_is_read_by_i2c),
		DP(only_the_first_byte_written_is_an_address),
		DP(nobody_else_answers_by_i2c),
		DP(a_message_that_lies_changes_nothing),
		DP(a_read_ends_with_the_address_space),
		DP(channels_without_a_monitor_time_out),
		cmocka_unit_test(hdmi_has_no_channel_and_displayport_no_pins),
		DP(an_end_interrupts_where_it_is_asked_for),
		cmocka_unit_test(live_state_of_ports_follows_the_monitors),
		cmocka_unit_test(each_head_has_its_own_hotplug),
		DP(frames_follow_from_the_link),
		DP(a_link_and_a_transfer_are_saved),
		cmocka_unit_test(each_head_shows_the_pipe_that_feeds_its_port),
		DP(an_output_that_is_off_says_so),
		DP(sound_infoframes_and_panels_are_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
