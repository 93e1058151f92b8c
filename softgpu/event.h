/* SPDX-License-Identifier: GPL-2.0-only */
/* Events of an engine. queue.c and the commands report them. */
#ifndef SGPU_EVENT_H
#define SGPU_EVENT_H

#include "port.h"

struct pgpu_event;
struct sgpu_engine;
struct sgpu_run;

/**
 * sgpu_event_fill() - Fill the fields of an event that each event has.
 * @e: the engine
 * @event: gets type, engine, cookie and busy time; the other fields become 0
 * @run: submission that the event is about
 * @type: PGPU_EV_*
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_event_fill(struct sgpu_engine *e, struct pgpu_event *event, const struct sgpu_run *run,
		     u32 type);

/**
 * sgpu_event_place() - Set the position of an event to the engine's current command.
 * @e: the engine
 * @event: gets &pgpu_event.ipehr, &pgpu_event.acthd and &pgpu_event.place
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_event_place(const struct sgpu_engine *e, struct pgpu_event *event);

/**
 * sgpu_event_deliver() - Report an event to the client, if there is one.
 * @e: the engine
 * @event: the event
 *
 * The client may submit from inside the call.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 */
void sgpu_event_deliver(struct sgpu_engine *e, const struct pgpu_event *event);

/**
 * sgpu_event_emit() - Report an event after which the current submission continues.
 * @e: the engine
 * @type: PGPU_EV_*
 *
 * Context: the engine's thread; no lock of the software GPU held.
 */
void sgpu_event_emit(struct sgpu_engine *e, u32 type);

/**
 * sgpu_event_emit_user_irq() - Report the guest's interrupt. All earlier stores are visible before.
 * @e: the engine
 *
 * With &pgpu_caps.user_irq_merged the report waits for the next slice of the engine. Then another
 * submission may run.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 */
void sgpu_event_emit_user_irq(struct sgpu_engine *e);

/**
 * sgpu_event_flush_user_irq() - Report the interrupts of sgpu_event_emit_user_irq() that wait.
 * @e: the engine; it runs a submission
 *
 * All of them are one event, of the submission that runs now.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 */
void sgpu_event_flush_user_irq(struct sgpu_engine *e);

#endif
