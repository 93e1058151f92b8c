/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words for the operations of the general way (eu/exec_compute.c, eu/exec_bits.c): sources of
 * channel i, and functions that set each channel of the result. Takes no lock.
 */
#ifndef EU_CHANNELS_H
#define EU_CHANNELS_H

#include "eu/isa.h"

#define A(field)	(w->in[0].field[i])
#define B(field)	(w->in[1].field[i])
#define C(field)	(w->in[2].field[i])

/* A function that sets each channel of the result to @value. */
#define COMPUTE(name, field, value)				\
static void name(struct eu_work *w)				\
{								\
	u32 i;							\
								\
	for (i = 0; i < w->n; i++)				\
		w->out.field[i] = value;			\
}

#endif
