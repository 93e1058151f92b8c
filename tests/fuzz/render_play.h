/* SPDX-License-Identifier: GPL-2.0-only */
/* Play the commands of an input on a render engine (render_input.h). */
#ifndef TESTS_FUZZ_RENDER_PLAY_H
#define TESTS_FUZZ_RENDER_PLAY_H

#include "tests/fuzz/render_world.h"

/**
 * render_play() - Play an input in a new world, with a new engine.
 * @world: the world
 * @input: the input; records of other kinds than those of memory, registers and commands have no
 *	effect
 * @sink: byte that fills the sink
 *
 * Context: a fuzzer.
 * Return: hash of the result, if pages can be absent.
 */
u64 render_play(struct render_world *world, const struct render_input *input, u8 sink);

#endif
