/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's own commands behind a copy. The copy oracle compares the copy with them: an operand
 * of the copy must reach the page that the guest has named. The guest's commands are known if guest
 * memory has not changed since the worker began to build (fuzz_exact()). Else nothing is compared.
 */
#ifndef TESTS_FUZZ_COPY_ORIGIN_H
#define TESTS_FUZZ_COPY_ORIGIN_H

#include "port.h"

struct fuzz_machine;
struct pgpu_submission;

/**
 * struct copy_origin - The guest's commands of a stream.
 * @machine: the machine
 * @guest: index of the guest
 * @known: false: they are not known
 * @gva: GGTT address of the first command
 * @ring: GGTT address of the ring, at whose end the stream goes on at its beginning
 * @size: bytes of the ring; 0: the stream is no ring
 */
struct copy_origin {
	struct fuzz_machine *machine;
	int guest;
	bool known;
	u64 gva;
	u64 ring;
	u32 size;
};

/**
 * copy_origin_of() - Find the guest's ring of a submission.
 * @machine: the machine
 * @guest: index of the guest
 * @sub: the submission
 *
 * Return: the commands that sub->head stands for; not @known, if memory may have changed.
 */
struct copy_origin copy_origin_of(struct fuzz_machine *machine, int guest,
				  const struct pgpu_submission *sub);

/**
 * copy_origin_image() - Read a dword of page 1 of the guest's context image.
 * @origin: of copy_origin_of(), @known
 * @sub: the submission
 * @dword: index of the dword
 *
 * Return: the dword.
 */
u32 copy_origin_image(const struct copy_origin *origin, const struct pgpu_submission *sub,
		      u32 dword);

/** copy_origin_dword() - Read the guest's dword at byte @offset of a stream that is @known. */
u32 copy_origin_dword(const struct copy_origin *origin, u64 offset);

/**
 * copy_origin_page() - Find the guest page behind an address.
 * @origin: any stream of the guest
 * @gva: GGTT address of the guest's
 *
 * Return: the guest page number; ~0: the guest has no memory there.
 */
u64 copy_origin_page(const struct copy_origin *origin, u64 gva);

#endif
