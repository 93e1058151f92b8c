/* SPDX-License-Identifier: GPL-2.0-only */
/* A sampler and a data port that know no message, for tests whose kernels send none to them. */
#ifndef TESTS_UNIT_RENDER_FAKE_MESSAGES_H
#define TESTS_UNIT_RENDER_FAKE_MESSAGES_H

#include "sample/unit.h"

int sample_sampler(const struct sample_bindings *bindings, const struct eu_message *message)
{
	return -EINVAL;
}

int sample_data_port(const struct sample_bindings *bindings, const struct eu_message *message)
{
	return -EINVAL;
}

#endif
