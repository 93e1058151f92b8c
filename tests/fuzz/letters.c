// SPDX-License-Identifier: GPL-2.0-only
/* Messages of inputs (letters.h). */
#include "tests/fuzz/letters.h"

#include <immintrin.h>

#include "gen9/message_defs.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/guard.h"

#define SPLIT		0x80u	/* of &render_letter.sfid */
#define CSR_DEFAULT	0x1f80u
#define CSR_FLAGS	0x3fu

/* Blocks of a message: guard_scratch(). */
enum { SRC, EX_SRC, DST };

/* Copy registers of a thread to a block of their own. */
static union eu_reg *payload(u32 which, const union eu_reg *grf, u32 nr, u32 regs)
{
	union eu_reg *block;
	u32 i;

	if (!regs)
		return NULL;
	block = guard_scratch(which, regs * sizeof(*block));
	for (i = 0; i < regs; i++)
		block[i] = grf[(nr + i) % GEN9_EU_GRF_COUNT];
	return block;
}

/* Set dwords of the payloads, which the input names. */
static void set_dwords(const struct render_record *record, const struct eu_message *m,
		       union eu_reg *src, union eu_reg *ex_src)
{
	u32 dwords = (m->src_regs + m->ex_src_regs) * 8, i, at, reg;

	for (i = RENDER_LETTER_DWORDS; dwords && i + 1 < record->n; i += 2) {
		at = render_record_dword(record, i) % dwords;
		reg = at / 8;
		if (reg < m->src_regs)
			src[reg].ud[at % 8] = render_record_dword(record, i + 1);
		else
			ex_src[reg - m->src_regs].ud[at % 8] = render_record_dword(record, i + 1);
	}
}

static void describe(const struct render_letter *letter, struct eu_message *m)
{
	u32 channels = min(1u << (letter->channels & 7), GEN9_EU_LANES);
	u32 group = (letter->channels >> 4 & 3) * 8u;

	*m = (struct eu_message){
		.sfid = letter->sfid & 15,
		.exec_size = (u8)channels,
		.group = (u8)(group + channels <= GEN9_EU_LANES ? group : 0),
		.mask = letter->mask & (u32)((1ull << channels) - 1),
		.desc = letter->desc,
		.ex_desc = letter->ex_desc,
		.src_regs = gen9_field(&letter->desc, GEN9_MSG_LENGTH),
		.dst_regs = gen9_field(&letter->desc, GEN9_MSG_RESPONSE_LENGTH),
		.ex_src_regs = letter->sfid & SPLIT ?
			       gen9_field(&letter->ex_desc, GEN9_MSG_EX_LENGTH) : 0,
		.eot = letter->channels >> 7,
	};
}

static u32 sum(const union eu_reg *regs, u32 n)
{
	u32 i, j, s = 0;

	for (i = 0; i < n; i++)
		for (j = 0; j < 8; j++)
			s = s * 31 + regs[i].ud[j];
	return s;
}

static u64 results;

u64 letter_results(void)
{
	u64 hash = results;

	results = 0;
	return hash;
}

int letter_send(const struct render_record *record, union eu_reg *grf,
		int (*send)(void *arg, const struct eu_message *message), void *arg)
{
	union eu_reg *src, *ex_src, *dst;
	struct render_letter letter;
	struct eu_message m;
	u32 i, before;
	int ret;

	for (i = 0; i < RENDER_LETTER_DWORDS; i++) {
		u32 dw = render_record_dword(record, i);

		memcpy((u8 *)&letter + 4 * i, &dw, 4);
	}
	describe(&letter, &m);
	m.src = src = payload(SRC, grf, letter.src, m.src_regs);
	m.ex_src = ex_src = payload(EX_SRC, grf, letter.ex_src, m.ex_src_regs);
	m.dst = dst = payload(DST, grf, letter.src, m.dst_regs);
	set_dwords(record, &m, src, ex_src);
	before = sum(src, m.src_regs) ^ sum(ex_src, m.ex_src_regs);
	ret = send(arg, &m);
	fuzz_check(!ret || ret == -EINVAL || ret == -ECANCELED || ret == -EAGAIN,
		   "result %d of a message", ret);
	fuzz_check(before == (sum(src, m.src_regs) ^ sum(ex_src, m.ex_src_regs)),
		   "a message changed its payload");
	fuzz_check((_mm_getcsr() & ~CSR_FLAGS) == CSR_DEFAULT, "MXCSR is 0x%x behind a message",
		   _mm_getcsr());
	for (i = 0; i < m.dst_regs; i++)
		grf[(letter.src + i) % GEN9_EU_GRF_COUNT] = dst[i];
	results = results * 0x9e3779b97f4a7c15ull + sum(dst, m.dst_regs) + (u32)ret;
	return ret;
}
