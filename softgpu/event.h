/* SPDX-License-Identifier: GPL-2.0-only */
/* Events of an engine, for the files that make them: queue.c and the commands. */
#ifndef SGPU_EVENT_H
#define SGPU_EVENT_H

#include "port.h"

struct pgpu_event;
struct sgpu_engine;
struct sgpu_run;

/** sgpu_event_fill() - An event of @run: of which engine and submission, after how long. @type: PGPU_EV_*. */
void sgpu_event_fill(struct sgpu_engine *e, struct pgpu_event *event, const struct sgpu_run *run,
		     u32 type);

/** sgpu_event_place() - ... at the command that the engine is at. */
void sgpu_event_place(const struct sgpu_engine *e, struct pgpu_event *event);

/** sgpu_event_deliver() - The client hears of it, if there is one. It may submit meanwhile. */
void sgpu_event_deliver(struct sgpu_engine *e, const struct pgpu_event *event);

/** sgpu_event_emit() - An event after which the submission that runs goes on. */
void sgpu_event_emit(struct sgpu_engine *e, u32 type);

/** sgpu_event_emit_user_irq() - The guest's interrupt, after all stores before it are there. */
void sgpu_event_emit_user_irq(struct sgpu_engine *e);

#endif
