// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz GMBUS. A guest reads and writes the five registers in any order, while the monitor is
 * connected, disconnected and changed. The guest must get the EDID's bytes from the offset that it
 * has set. It must not get more bytes than it has requested.
 */
#include "display/display.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

/* PRM SKL Vol. 2c, GMBUS0 to GMBUS5; pin pair 5 is port B; VESA E-DDC: 0x50. */
#define GMBUS(n)	(0xc5100u + 4u * (n))
#define GMBUS5		0xc5120u
#define SW_CLEAR	(1u << 31)
#define SW_READY	(1u << 30)
#define STOP		(1u << 27)
#define INDEX		(1u << 26)
#define WAIT		(1u << 25)
#define ERROR		(1u << 10)
#define READY		(1u << 11)
#define BURST		(1u << 6)
#define EDID		0x50u
#define SEGMENT		0x30u
#define NO_HEAD		3u

static struct {
	struct fuzz_guest *guest;
	u8 edid[FACET_EDID_MAX];
	u32 size;
	bool connected;
	bool reading;
	bool stops;
	bool fresh;
	u32 addr;
	u32 left;
	u32 segment;
	u32 pointer;
	u32 status;
	u32 data;
} bus;

static void stop(u32 status)
{
	bus.segment = 0;
	bus.left = 0;
	bus.status = status;
}

/* Model a byte sent to the monitor: the first is an address, others are lost. */
static void byte_to(u8 byte)
{
	if (bus.addr == SEGMENT)
		bus.segment = byte;
	else if (bus.fresh)
		bus.pointer = byte;
	bus.fresh = false;
}

static u8 byte_from(void)
{
	u32 at = bus.segment * 256 + bus.pointer;

	if (bus.addr == SEGMENT || bus.pointer == 256)
		return 0;
	bus.pointer++;
	return at < bus.size ? bus.edid[at] : 0;
}

static void went_on(void)
{
	if (!bus.left && bus.stops)
		stop(READY);
}

static void send(void)
{
	u32 i;

	for (i = 0; i < 4 && bus.left; i++, bus.left--)
		byte_to(bus.data >> (8 * i));
	went_on();
}

static void start(u32 command)
{
	u32 index5 = fuzz_read32(bus.guest, GMBUS5);
	u32 pins = fuzz_read32(bus.guest, GMBUS(0));

	bus.left = 0;
	bus.addr = command >> 1 & 0x7f;
	bus.fresh |= (pins & 7) == 5;
	if ((pins & 7) != 5 || (bus.addr != EDID && bus.addr != SEGMENT) || !bus.connected) {
		bus.status = ERROR;
		return;
	}
	bus.status = READY;
	bus.reading = command & 1;
	bus.stops = command & STOP;
	bus.left = (command >> 16 & 0x1ff) + (pins & BURST ? 256 : 0);
	if (command & INDEX)
		byte_to(index5 & (1u << 31) ? index5 : command >> 8);
	if (!bus.reading)
		send();
	else
		went_on();
}

static void command(u32 value)
{
	fuzz_write32(bus.guest, GMBUS(1), value);
	if (value & SW_CLEAR) {
		stop(0);
	} else if ((value & SW_READY) && (value & (STOP | INDEX | WAIT))) {
		if ((value & (STOP | INDEX | WAIT)) == STOP)
			stop(READY);
		else
			start(value);
	}
}

static void take(void)
{
	u32 got = fuzz_read32(bus.guest, GMBUS(3));
	u32 want = 0, i;

	if (bus.reading && bus.left) {
		for (i = 0; i < 4 && bus.left; i++, bus.left--)
			want |= (u32)byte_from() << (8 * i);
		went_on();
	}
	fuzz_check(got == want, "GMBUS3 reads %x, the EDID has %x", got, want);
}

static void give(u32 value)
{
	fuzz_write32(bus.guest, GMBUS(3), value);
	bus.data = value;
	if (bus.left && !bus.reading)
		send();
}

static void sum(u8 *block)
{
	u32 i;

	block[127] = 0;
	for (i = 0; i < 127; i++)
		block[127] -= block[i];
}

static void monitor(const struct fuzz_op *op)
{
	u32 size = op->b & 1 ? 128 : op->b & 2 ? 256 : op->c;
	u8 edid[FACET_EDID_MAX];
	bool wrong;
	u32 i;

	if (op->a & 1) {
		bus.connected = op->a & 2;
		fuzz_check(!facet_output_set_link(bus.guest->display, 0, bus.connected), "link");
		bus.segment = 0;
		bus.pointer = 0;
		bus.fresh = false;
		return;
	}
	/* Make an EDID with any extension block. By the record, spoil one byte of the EDID. */
	memcpy(edid, bus.edid, 128);
	for (i = 128; i < sizeof(edid); i++)
		edid[i] = op->d >> (i % 8 * 8);
	edid[126] = size == 256;
	sum(edid);
	sum(edid + 128);
	if (op->b & 4)
		edid[op->b >> 8] ^= op->b >> 3 & 0x1f;
	wrong = op->b & 4 && (op->b >> 3 & 0x1f) && (size != 128 || op->b >> 8 < 128);
	if (!facet_output_set_edid(bus.guest->display, op->a >> 7 ? NO_HEAD : 0, edid, size)) {
		fuzz_check(op->a < 0x80 && !wrong && (size == 128 || size == 256),
			   "an EDID of %u", size);
		memcpy(bus.edid, edid, size);
		bus.size = size;
	} else {
		fuzz_check(op->a >= 0x80 || wrong || (size != 128 && size != 256), "no EDID");
	}
}

static void one(const struct fuzz_op *op)
{
	u32 i;

	switch (op->op % 8) {
	case 0:
		fuzz_write32(bus.guest, GMBUS(0), op->a & 1 ? 5 | (op->a & 2 ? BURST : 0) : op->c);
		break;
	case 1:
		command(op->a & 1 ? op->c : SW_READY | WAIT | (op->a & 2 ? INDEX : 0) |
			(op->a & 8 ? STOP : 0) | (op->c & 0x1ff) << 16 | (op->b & 0xff) << 8 |
			(op->a & 16 ? SEGMENT : EDID) << 1 | !(op->a & 4));
		break;
	case 2:
		fuzz_write32(bus.guest, GMBUS5, op->c);
		break;
	case 3:
		give(op->c);
		break;
	case 4:
		monitor(op);
		break;
	case 5:
		fuzz_write32(bus.guest, GMBUS(4), op->c);
		break;
	default:
		for (i = 0; i <= op->a % 80u; i++)
			take();
		break;
	}
	fuzz_check((fuzz_read32(bus.guest, GMBUS(2)) & (READY | ERROR)) == bus.status,
		   "GMBUS2 is %x", fuzz_read32(bus.guest, GMBUS(2)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_machine *machine = fuzz_machine_begin(data, size);

	memset(&bus, 0, sizeof(bus));
	bus.guest = &machine->guests[FUZZ_ATTACKER];
	bus.connected = true;
	bus.status = READY;
	fuzz_check(!facet_output_get_edid(bus.guest->display, 0, bus.edid, &bus.size), "no EDID");
	fuzz_each_op(machine, data, size, one);
	fuzz_machine_end(machine);
	return 0;
}
