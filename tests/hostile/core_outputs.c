// SPDX-License-Identifier: GPL-2.0-only
/* Invalid requests of a guest to a monitor or a port. Port B has HDMI, port C DisplayPort. */
#include "classes.h"
#include "core.h"

#include "gen9/aux_defs.h"
#include "gen9/display_defs.h"
#include "gen9/gmbus_defs.h"
#include "gen9/irq_defs.h"

#define HDMI		GEN9_PORT_B
#define DP		GEN9_PORT_C
#define NOBODY		GEN9_PORT_D
#define SEND(size)	(0xde00023fu | (size) << 20)
#define CTL(port)	(GEN9_AUX_CTL + (port) * GEN9_AUX_STRIDE)
#define DATA(port, n)	(GEN9_AUX_DATA + (port) * GEN9_AUX_STRIDE + 4 * (n))

static void put(struct hostile *h, u32 port, u32 first, u32 others)
{
	u32 i;

	mini_write(h->evil, DATA(port, 0), first);
	for (i = 1; i < GEN9_AUX_DATAS; i++)
		mini_write(h->evil, DATA(port, i), others);
}

/* Start an AUX transfer. Return: the length of the reply; 0: time-out. */
static u32 send(struct hostile *h, u32 port, u32 size)
{
	u32 ctl;

	mini_write(h->evil, CTL(port), SEND(size));
	ctl = mini_read(h->evil, CTL(port));
	EXPECT(!(ctl & GEN9_AUX_SEND_BUSY) && (ctl & GEN9_AUX_DONE));
	return ctl & GEN9_AUX_TIME_OUT ? 0 : GEN9_AUX_SIZE(ctl);
}

/* Check that the monitor is unchanged: it reports its revision and rate, and no setting. */
static void sink_unharmed(struct hostile *h)
{
	put(h, DP, 0x90000001, 0);
	EXPECT(send(h, DP, 4) == 3);
	EXPECT(mini_read(h->evil, DATA(DP, 0)) == 0x00121400);
	put(h, DP, 0x9001000f, 0);
	EXPECT(send(h, DP, 4) == 17);
	EXPECT(mini_read(h->evil, DATA(DP, 0)) == 0 && mini_read(h->evil, DATA(DP, 1)) == 0);
}

static void aux_sizes(struct hostile *h, const void *arg)
{
	u32 size, round;

	for (round = 0; round < 4; round++) {
		for (size = 0; size < 32; size++) {
			if (size >= GEN9_AUX_BARE && size <= GEN9_AUX_MESSAGE_MAX)
				continue;
			/* Requests for 32 bytes: native or I2C. */
			put(h, DP, round & 1 ? 0x4000501b : 0x8001001b, ~0u);
			EXPECT(send(h, DP, size) == 0);
		}
	}
	sink_unharmed(h);
}

static void aux_lengths(struct hostile *h, const void *arg)
{
	static const u32 requests[] = { 0x80010000, 0x90010000, 0x40005000, 0x50005000 };
	u32 i, named, size;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		bool write = !(i & 1);

		for (named = 1; named <= 256; named++) {
			for (size = 4; size <= GEN9_AUX_MESSAGE_MAX; size++) {
				bool right = named <= 16 && size - 4 == (write ? named : 0);

				if (right)
					continue;
				put(h, DP, requests[i] | (named - 1), ~0u);
				EXPECT(send(h, DP, size) == 1);
				EXPECT(mini_read(h->evil, DATA(DP, 0)) >> 24);
			}
		}
	}
	sink_unharmed(h);
}

static void aux_without_a_sink(struct hostile *h, const void *arg)
{
	static const u32 ports[] = { 0, HDMI, NOBODY };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		put(h, ports[i], 0x80010001, ~0u);
		EXPECT(send(h, ports[i], 6) == 0);
		EXPECT(mini_read(h->evil, DATA(ports[i], 1)) == ~0u);
		put(h, ports[i], 0x40005000, 0);
		EXPECT(send(h, ports[i], 3) == 0);
	}
	sink_unharmed(h);
}

static void edid_by_aux(struct hostile *h, const void *arg)
{
	u32 segment, i, n;

	for (segment = 1; segment < 256; segment++) {
		put(h, DP, 0x40003000, segment << 24);
		EXPECT(send(h, DP, 5) == 1);
		put(h, DP, 0x40005000, 0);
		EXPECT(send(h, DP, 5) == 1);
		for (i = 0; i < 20; i++) {
			put(h, DP, 0x5000500f, 0);
			EXPECT(send(h, DP, 4) == 17);
			for (n = 0; n < GEN9_AUX_DATAS; n++)
				EXPECT(mini_read(h->evil, DATA(DP, n)) == 0);
		}
	}
	put(h, DP, 0x10005000, 0);
	EXPECT(send(h, DP, 3) == 1);
	sink_unharmed(h);
}

/* Begin transfers and never read them to the end, from segments that exist and that do not. */
static void edid_by_gmbus(struct hostile *h, const void *arg)
{
	u32 segment, i;

	mini_write(h->evil, GEN9_GMBUS0, GEN9_GMBUS0_BURST | GEN9_GMBUS_PIN_B);
	for (segment = 1; segment < 256; segment++) {
		mini_write(h->evil, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
		mini_write(h->evil, GEN9_GMBUS3, segment);
		mini_write(h->evil, GEN9_GMBUS1, 0x42010060);
		mini_write(h->evil, GEN9_GMBUS0, GEN9_GMBUS0_BURST | GEN9_GMBUS_PIN_B);
		mini_write(h->evil, GEN9_GMBUS1, 0x47ff00a1);
		for (i = 0; i < 70; i++)
			EXPECT(mini_read(h->evil, GEN9_GMBUS3) == 0);
		/* Begin another transfer in the middle, and end it by a reset. */
		mini_write(h->evil, GEN9_GMBUS1, 0x47ff00a0);
		mini_write(h->evil, GEN9_GMBUS3, ~0u);
		mini_write(h->evil, GEN9_GMBUS1, GEN9_GMBUS1_SW_CLR_INT);
		EXPECT(mini_read(h->evil, GEN9_GMBUS3) == 0);
	}
	mini_write(h->evil, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	mini_write(h->evil, GEN9_GMBUS1, 0x460400a1);
	EXPECT(mini_read(h->evil, GEN9_GMBUS3) == 0xffffff00);
}

static u32 line_rises;

static void counted_rise(void *host, bool level)
{
	line_rises += level;
	fake_host_ops.set_irq(host, level);
}

static void take_blanks(struct hostile *h)
{
	mini_write(h->evil, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IIR, ~0u);
}

/* Set a link with 16 million pixels in each symbol. */
static void link_ratio(struct hostile *h, const void *arg)
{
	u32 i;

	mini_write(h->evil, GEN9_DPLL_CTRL1, 0x45);
	mini_write(h->evil, GEN9_DPLL_CTRL2, 0x80);
	mini_write(h->evil, GEN9_PIPE_LINK_M1, ~0u);
	mini_write(h->evil, GEN9_PIPE_LINK_N1, 1);
	mini_write(h->evil, GEN9_TRANS_HTOTAL, 0);
	mini_write(h->evil, GEN9_TRANS_VTOTAL, 0);
	mini_write(h->evil, GEN9_TRANS_DDI_FUNC_CTL, 0xa2000006);
	mini_write(h->evil, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IMR, 0);
	mini_write(h->evil, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IER, ~0u);
	core_ops(h)->set_irq = counted_rise;
	h->each = take_blanks;
	mini_write(h->evil, GEN9_TRANSCONF, 0x80000000);
	for (i = 0; i < 2000; i++)
		hostile_pump(h);
	EXPECT(line_rises >= 24 && line_rises <= 27);
	hostile_neighbour(h);
}

static const struct hostile_case cases[] = {
	CASE(aux_sizes, AUX_SIZE, "AUX messages of 0 to 2, and of 21 to 31 bytes", "time-outs"),
	CASE(aux_lengths, AUX_LENGTH, "AUX messages whose length lies, in all ways",
	     "each is refused"),
	CASE(aux_without_a_sink, AUX_SINK, "AUX messages to ports of no or another kind",
	     "time-outs"),
	CASE(edid_by_aux, EDID_END, "all segments of an EDID that has none, by AUX", "zeroes"),
	CASE(edid_by_gmbus, EDID_END,
	     "the same by GMBUS, 767 bytes each, given up and reset in the middle", "zeroes"),
	CASE(link_ratio, FRAME_SHORT, "DisplayPort with 16 million pixels a symbol",
	     "at most 250 interrupts a second"),
};

HOSTILE_CLASS(hostile_outputs, "outputs", false, cases);
