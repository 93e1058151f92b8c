// SPDX-License-Identifier: GPL-2.0-only
/* See hostile_stream.h. */
#include "hostile_stream.h"

#define MI(opcode, length)	((uint32_t)(opcode) << 23 | (length))
#define BLT(opcode, length)	(2u << 29 | (uint32_t)(opcode) << 22 | (length))
#define GFX(opcode, length)	(3u << 29 | (uint32_t)(opcode) << 16 | (length))

/* Headers of commands that have an effect, with their right length. */
static const uint32_t headers[] = {
	MI(0x00, 0), MI(0x02, 0), MI(0x05, 0), MI(0x08, 0), MI(0x0a, 0), MI(0x0b, 0), MI(0x0c, 0),
	MI(0x1a, 1), MI(0x1b, 1), MI(0x1c, 2), MI(0x20, 2), MI(0x20, 3), MI(0x20, 2) | 1u << 22,
	MI(0x21, 1), MI(0x22, 1), MI(0x24, 2), MI(0x24, 2) | 1u << 22, MI(0x26, 2), MI(0x26, 3),
	MI(0x26, 0x3f), MI(0x28, 1), MI(0x29, 2), MI(0x29, 2) | 1u << 22, MI(0x2a, 1), MI(0x2e, 3),
	MI(0x2f, 9), MI(0x2f, 1) | 1u << 22, MI(0x31, 1), MI(0x31, 1) | 1u << 8,
	MI(0x31, 1) | 1u << 22, MI(0x36, 2),
	BLT(0x42, 8), BLT(0x42, 8) | 3u << 20 | 3u << 13, BLT(0x50, 5), BLT(0x50, 5) | 3u << 20,
	BLT(0x53, 8), BLT(0x53, 8) | 3u << 20 | 1u << 15 | 1u << 11, BLT(0x71, 7), BLT(0x40, 3),
	GFX(0x7a00, 4), GFX(0x7a00, 4) | 1u << 8, GFX(0x6904, 0), GFX(0x6101, 17), GFX(0x7b00, 5),
	GFX(0x7105, 13), GFX(0x7000, 2), GFX(0x7800, 3),
};

/* Registers that a batch must not reach. */
static const uint32_t registers[] = {
	0x2080, 0x2230, 0x229c, 0x22244, 0x22230, 0x12080, 0x1a080, 0x20d8, 0x24d0, 0x941c, 0x44200,
	0x78818, 0x100000, 0x101008, 0x138124, 0x4260, 0x40e0, 0xc800, 0x22200, 0x22600,
};

static uint32_t pick(struct random *r, const uint32_t *table, size_t n)
{
	return table[random_below(r, (uint32_t)n)];
}

static uint64_t aim(struct random *r, const struct hostile_targets *t)
{
	uint64_t address = t->addresses[random_below(r, t->n)];

	switch (random_below(r, 8)) {
	case 0:
		return random_u64(r);
	case 1:
		return random_u64(r) & 0xffffffffull;
	case 2:
		return address + 0xffc;
	default:
		return address + random_below(r, 1024) * 4;
	}
}

/* Return one argument of a command. */
static uint32_t argument(struct random *r, const struct hostile_targets *t, int upper)
{
	switch (random_below(r, 6)) {
	case 0:
		return (uint32_t)random_u64(r);
	case 1:
		return pick(r, registers, sizeof(registers) / sizeof(registers[0]));
	case 2:
		return random_below(r, 64);
	case 3:
		return 0x03cc0000u | random_below(r, 0x10000);
	default:
		return (uint32_t)(aim(r, t) >> (upper ? 32 : 0));
	}
}

void hostile_stream(struct random *r, const struct hostile_targets *t, uint32_t *dwords,
		    uint32_t count)
{
	uint32_t i = 0, n, j;

	while (i < count) {
		uint32_t header = pick(r, headers, sizeof(headers) / sizeof(headers[0]));

		n = (header & 0x3f) + 1;
		if (!random_below(r, 16))
			header ^= 1u << random_below(r, 32);
		dwords[i++] = header;
		for (j = 0; j < n && i < count; j++, i++)
			dwords[i] = argument(r, t, j & 1);
	}
}

uint64_t hostile_pte(struct random *r, const struct hostile_targets *t)
{
	static const uint64_t flags[] = { 1, 3, 0x83, 0x1b, 0x19, 0, 0x803, 0xfff };
	uint64_t page = t->addresses[random_below(r, t->n)] & ~0xfffull;

	switch (random_below(r, 8)) {
	case 0:
		return random_u64(r);
	case 1:
		page = random_u64(r) & 0x0000fffffffff000ull;
		break;
	case 2:
		page = 0xfee00000ull;
		break;
	default:
		break;
	}
	return page | flags[random_below(r, sizeof(flags) / sizeof(flags[0]))];
}
