// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz messages of threads to all units: the sampler, data ports, render targets, the URB, the
 * pixel interpolator, the gateway. The input draws and dispatches. Each thread of each stage sends
 * the messages of the input, in the place of its kernel (--wrap=eu_thread_run).
 */
#include "eu/eu.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/letters.h"
#include "tests/fuzz/render_play.h"
#include "tests/fuzz/target.h"

#define POLL_MESSAGES	16u	/* a thread polls behind so many messages */
#define MOST_MESSAGES	256u	/* of an input */

enum eu_status __real_eu_thread_run(const struct eu_program *program, struct eu_thread *thread);
enum eu_status __wrap_eu_thread_run(const struct eu_program *program, struct eu_thread *thread);

static struct {
	struct render_world world;
	struct render_input input;
	bool has_messages;
	u32 sent;
} run;

static int send(void *arg, const struct eu_message *message)
{
	struct eu_thread *thread = arg;

	return thread->ops->send(thread->client, thread, message);
}

static enum eu_status status_of(int error)
{
	return error == -EAGAIN ? EU_BARRIER : error == -ECANCELED ? EU_CANCELLED : EU_INVALID;
}

/* Send all messages. The thread goes on behind one that is refused. */
enum eu_status __wrap_eu_thread_run(const struct eu_program *program, struct eu_thread *thread)
{
	struct render_record record;
	size_t at = thread->exec.at;
	int error = 0;

	if (!run.has_messages)
		return __real_eu_thread_run(program, thread);
	while (render_input_next(&run.input, &at, &record)) {
		if (record.kind != RENDER_MESSAGE)
			continue;
		error = letter_send(&record, thread->grf, send, thread);
		run.sent++;
		if (error == -ECANCELED || error == -EAGAIN)
			break;
		if (run.sent % POLL_MESSAGES == 0 || run.sent > MOST_MESSAGES)
			error = thread->ops->poll(thread->client);
		if (error == -ECANCELED)
			break;
		error = 0;
	}
	thread->exec.at = (u32)at;
	return error ? status_of(error) : EU_END;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct render_record record;
	size_t at = 0;
	u64 hash;

	if (!render_input_open(&run.input, data, size))
		return 0;
	run.has_messages = false;
	while (render_input_next(&run.input, &at, &record))
		run.has_messages |= record.kind == RENDER_MESSAGE;
	run.sent = 0;
	hash = render_play(&run.world, &run.input, 0) + letter_results();
	if (!world_absent(&run.input.head))
		return 0;
	run.sent = 0;
	fuzz_check(render_play(&run.world, &run.input, 0xa5) + letter_results() == hash,
		   "the result depends on the sink");
	return 0;
}
