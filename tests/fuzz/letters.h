/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of inputs (struct render_letter), as a thread sends them. Payloads and responses are
 * blocks between guards, exactly as long as the message says.
 */
#ifndef TESTS_FUZZ_LETTERS_H
#define TESTS_FUZZ_LETTERS_H

#include "eu/eu.h"
#include "tests/fuzz/render_input.h"

/**
 * letter_send() - Send a message, and check what its receiver did.
 * @record: RENDER_MESSAGE
 * @grf: GEN9_EU_GRF_COUNT registers of the thread: payloads are copies of them, and the response
 *	goes to the register of the payload
 * @send: sends the message
 * @arg: its argument
 *
 * Behind the call the payload is unchanged, and the modes of floating point are the default ones.
 *
 * Context: a fuzzer.
 * Return: of @send.
 */
int letter_send(const struct render_record *record, union eu_reg *grf,
		int (*send)(void *arg, const struct eu_message *message), void *arg);

/**
 * letter_results() - Return a hash of all results and responses, and begin anew.
 *
 * Context: a fuzzer.
 * Return: the hash of what came since the last call.
 */
u64 letter_results(void);

#endif
