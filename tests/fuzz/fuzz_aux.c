// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz AUX. A guest writes control and data registers of all four channels freely, or sends
 * meaningful messages. Two channels have a DisplayPort monitor, which is connected, disconnected
 * and changed. A transfer ends at once. The model here has the expected reply: its length, and the
 * bytes of the EDID or of the sink's registers.
 */
#include "display/display.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

/* PRM SKL Vol. 2c, DDI_AUX_CTL, DDI_AUX_DATA; VESA DisplayPort 1.2 */
#define CTL(channel)		(0x64010u + 0x100u * (channel))
#define DATA(channel, n)	(0x64014u + 0x100u * (channel) + 4u * (n))
#define BUSY			(1u << 31)
#define DONE			(1u << 30)
#define TIMED_OUT		(1u << 28)
#define ERROR			(1u << 25)
#define CHANNELS		4u
#define FIRST			2u	/* channel and port of the first DisplayPort */

/**
 * struct sink - The model of a monitor.
 * @connected: a monitor is connected
 * @edid: its EDID
 * @size: length of the EDID in bytes
 * @set: DPCD registers 0x100 to 0x10f
 * @power: DPCD register 0x600
 * @clock: mask of lanes with clock recovery
 * @equal: mask of lanes with channel equalization
 * @open: an I2C transaction is open
 * @reading: the transaction reads
 * @fresh: the next byte is an address
 * @addr: I2C address of the transaction
 * @segment: segment of the EDID
 * @pointer: offset in the EDID
 */
struct sink {
	bool connected;
	u8 edid[FACET_EDID_MAX];
	u32 size;
	u8 set[16];
	u8 power;
	u8 clock, equal;
	bool open, reading, fresh;
	u32 addr, segment, pointer;
};

static struct {
	struct fuzz_guest *guest;
	struct sink sinks[CHANNELS];
	u8 data[CHANNELS][20];
	u32 ctl[CHANNELS];
} aux;

static const u8 set_bits[16] = {
	0xff, 0x9f, 0xff, 0x3f, 0x3f, 0x3f, 0x3f, 0x90, 0x03, 0, 0, 7, 7, 7, 7, 0,
};

static u32 lanes_of(const struct sink *s)
{
	u32 n = s->set[1] & 0x1f;
	bool rate = s->set[0] == 6 || s->set[0] == 10 || s->set[0] == 20;

	return rate && (n == 1 || n == 2 || n == 4) ? (1u << n) - 1 : 0;
}

static u8 register_of(const struct sink *s, u32 addr)
{
	static const u8 caps[] = { 0x12, 20, 0xc4, 1, 0, 0, 1, 0, 2 };
	bool good = s->equal && s->equal == lanes_of(s);
	u32 lane;
	u8 v = 0;

	if (addr < sizeof(caps))
		return caps[addr];
	if (addr >= 0x100 && addr < 0x110)
		return s->set[addr - 0x100];
	if (addr == 0x200)
		return 1;
	if (addr == 0x202 || addr == 0x203) {
		for (lane = 0; lane < 2; lane++) {
			u32 bit = 1u << (lane + 2 * (addr - 0x202));

			v |= ((s->clock & bit ? 1 : 0) | (s->equal & bit ? 6 : 0)) << 4 * lane;
		}
		return v;
	}
	if (addr == 0x204 || addr == 0x205)
		return good;
	return addr == 0x600 ? s->power : 0;
}

static void register_set(struct sink *s, u32 addr, u8 value)
{
	if (addr == 0x600) {
		s->power = value & 7;
		if (s->power != 1)
			s->clock = s->equal = 0;
	}
	if (addr < 0x100 || addr >= 0x110)
		return;
	s->set[addr - 0x100] = value & set_bits[addr - 0x100];
	if (addr < 0x102)
		s->clock = s->equal = 0;
	if (addr != 0x102 || s->power != 1 || !(value & 3))
		return;
	if ((value & 3) == 1) {
		s->clock = lanes_of(s);
		s->equal = 0;
	} else {
		s->equal = s->clock;
	}
}

static void i2c_end(struct sink *s)
{
	s->open = false;
	s->segment = 0;
}

/* Model an I2C message. Return: the length of the reply in @out. */
static u32 i2c(struct sink *s, u32 request, u32 addr, u32 named, const u8 *data, u32 n, u8 *out)
{
	u32 kind = request & 3, i;
	bool read = kind == 1, bare = !named;
	bool lies = named > 16 || n != (kind == 0 ? named : 0);
	bool someone = addr == 0x50 || addr == 0x30;

	out[0] = 0x40;
	if (!lies && kind != 3 && addr < 0x80 &&
	    (!s->open || bare || s->addr != addr || s->reading != read)) {
		s->fresh = true;
		s->open = someone;
		s->addr = addr;
		s->reading = read;
	}
	if (lies || kind == 3 || !someone) {
		i2c_end(s);
		return 1;
	}
	out[0] = 0;
	for (i = 0; i < n; i++) {
		if (addr == 0x30)
			s->segment = data[i];
		else if (s->fresh)
			s->pointer = data[i];
		s->fresh = false;
	}
	for (i = 0; read && i < named; i++) {
		u32 at = s->segment * 256 + s->pointer;

		out[1 + i] = 0;
		if (addr == 0x50 && s->pointer < 256) {
			out[1 + i] = at < s->size ? s->edid[at] : 0;
			s->pointer++;
		}
	}
	if (!(request & 4))
		i2c_end(s);
	return read ? 1 + named : 1;
}

static u32 native(struct sink *s, u32 request, u32 addr, u32 named, const u8 *data, u32 n, u8 *out)
{
	u32 i;

	out[0] = 0x10;
	if (!named || named > 16 || n != (request == 8 ? named : 0) || request > 9)
		return 1;
	out[0] = 0;
	for (i = 0; i < named; i++) {
		if (request == 8)
			register_set(s, addr + i, data[i]);
		else
			out[1 + i] = register_of(s, addr + i);
	}
	return request == 8 ? 1 : 1 + named;
}

/* Model a message of @size bytes. Return: the length of the reply; 0: no reply. */
static u32 answer(struct sink *s, const u8 *m, u32 size, u8 *out)
{
	u32 addr = (m[0] & 15) << 16 | m[1] << 8 | m[2];
	u32 named = size > 3 ? m[3] + 1u : 0;
	u32 n = size > 4 ? size - 4 : 0;

	if (!s->connected || size < 3 || size > 20)
		return 0;
	if (m[0] & 0x80)
		return native(s, m[0] >> 4, addr, named, m + 4, n, out);
	return i2c(s, m[0] >> 4, addr, named, m + 4, n, out);
}

static void control(u32 channel, u32 value)
{
	u32 kept = value & ~(BUSY | DONE | TIMED_OUT | ERROR);
	u32 status = aux.ctl[channel] & ~value & (DONE | TIMED_OUT | ERROR);
	u8 out[32] = {};
	u32 size, got;

	fuzz_write32(aux.guest, CTL(channel), value);
	if (value & BUSY) {
		size = answer(&aux.sinks[channel], aux.data[channel], value >> 20 & 31, out);
		kept &= ~(31u << 20);
		status |= size ? DONE | size << 20 : DONE | TIMED_OUT;
		/* The hardware writes whole registers: bytes behind the reply are zero. */
		memcpy(aux.data[channel], out, (size + 3) / 4 * 4);
	}
	aux.ctl[channel] = kept | status;
	got = fuzz_read32(aux.guest, CTL(channel));
	fuzz_check(got == aux.ctl[channel], "AUX_CTL reads %x, not %x", got, aux.ctl[channel]);
}

static void data_is_right(u32 channel)
{
	u32 i, got;

	for (i = 0; i < 5; i++) {
		got = __builtin_bswap32(fuzz_read32(aux.guest, DATA(channel, i)));
		fuzz_check(!memcmp(&got, aux.data[channel] + 4 * i, 4), "AUX_DATA %u reads %x", i,
			   got);
	}
}

static void put(u32 channel, u32 n, u32 value)
{
	u32 swapped = __builtin_bswap32(value);

	fuzz_write32(aux.guest, DATA(channel, n), value);
	memcpy(aux.data[channel] + 4 * n, &swapped, 4);
}

/* Send a plausible message: request, address and length come from the record. */
static void message(u32 channel, const struct fuzz_op *op)
{
	static const u32 places[] = { 0, 0x100, 0x102, 0x202, 0x600, 0x50, 0x30, 0xffff8 };
	u32 addr = op->b & 0x8000 ? op->b : places[op->b & 7], len = op->b >> 3 & 15;
	u32 request = op->a >> 4, i;
	bool bare = op->b & 0x100, data = request == 8 || !(request & 0xb);

	put(channel, 0, request << 28 | (addr & 0xfffff) << 8 | len);
	for (i = 1; i < 5; i++)
		put(channel, i, op->d >> (i % 2 * 32));
	control(channel, 0xfe00023f | (bare ? 3 : data ? 5 + len : 4) << 20);
}

static void sum(u8 *block)
{
	u32 i;

	block[127] = 0;
	for (i = 0; i < 127; i++)
		block[127] -= block[i];
}

static void forget(struct sink *s)
{
	memset(s->set, 0, sizeof(s->set));
	s->power = 1;
	s->clock = s->equal = 0;
	s->open = s->reading = s->fresh = false;
	s->addr = s->segment = s->pointer = 0;
}

static void monitor(u32 channel, const struct fuzz_op *op)
{
	struct sink *s = &aux.sinks[channel];
	u8 edid[FACET_EDID_MAX];
	u32 i;

	if (channel < FIRST)
		return;
	if (op->a & 16) {
		s->connected = op->a & 32;
		forget(s);
		facet_output_set_link(aux.guest->display, channel - FIRST + 1, s->connected);
		return;
	}
	memcpy(edid, s->edid, 128);
	for (i = 128; i < sizeof(edid); i++)
		edid[i] = op->d >> (i % 8 * 8);
	edid[126] = 1;
	sum(edid);
	sum(edid + 128);
	fuzz_check(!facet_output_set_edid(aux.guest->display, channel - FIRST + 1, edid, 256),
		   "an EDID is refused");
	memcpy(s->edid, edid, sizeof(edid));
	s->size = sizeof(edid);
}

static void one(const struct fuzz_op *op)
{
	u32 channel = op->a % CHANNELS;

	switch (op->op % 8) {
	case 0:
		put(channel, op->b % 5, op->c);
		break;
	case 1:
		control(channel, op->c);
		break;
	case 2:
		monitor(channel, op);
		break;
	case 3:
		fuzz_write32(aux.guest, 0x64040 + 0x100 * channel, op->c);	/* DP_TP_CTL */
		break;
	case 4:
		fuzz_write32(aux.guest, 0xc4030, op->c);			/* hotplug */
		break;
	default:
		message(op->op & 1 ? channel : FIRST + channel % 2, op);
		break;
	}
	data_is_right(channel);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_machine *machine = fuzz_machine_begin(data, size);
	u32 i;

	memset(&aux, 0, sizeof(aux));
	aux.guest = &machine->guests[FUZZ_ATTACKER];
	for (i = FIRST; i < CHANNELS; i++) {
		struct sink *s = &aux.sinks[i];

		s->connected = true;
		forget(s);
		fuzz_check(!facet_output_get_edid(aux.guest->display, i - FIRST + 1, s->edid,
						   &s->size), "no EDID");
	}
	fuzz_each_op(machine, data, size, one);
	fuzz_machine_end(machine);
	return 0;
}
