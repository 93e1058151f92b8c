/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facetd's policies on the mediator's own scheduler, in virtual time: for tests and benchmarks of
 * policies. One thread uses these functions; they take no lock of their own.
 */
#ifndef TESTS_SIM_FACETD_H
#define TESTS_SIM_FACETD_H

#include "tools/facet-sim/machine.h"
#include "mediator/sched_stats.h"
#include "tools/facetd/ledger.h"
#include "tools/lib/stats.h"

#define SIM_FACETD_MS		1000000ull
#define SIM_FACETD_SECOND	(1000 * SIM_FACETD_MS)
#define SIM_FACETD_CLIENTS	70u
#define SIM_FACETD_ENGINE	PGPU_BCS	/* the engine that the figures are of */
#define SIM_FACETD_SETTLED_NS	(4 * SIM_FACETD_SECOND)	/* begin of the measurement */

/**
 * struct sim_facetd - The clients, and facetd with its data. A client belongs to the class that has
 * the client's name. Arrays are by client.
 * @workload: input of the simulation
 * @clients: &sim_workload.clients
 * @result: result of the last run
 * @config: configuration of facetd
 * @on: facetd runs
 * @error: reason of a failed run
 * @before: statistics at the last sample
 * @before_ns: time of that sample
 * @frames: frames at the last sample
 * @ledger: who set which knob
 * @memory: memory of policies, and room for the next one
 * @vgpus: the last snapshot
 * @wishes: the last wishes
 * @shortages: the last shortages
 * @changes: the last changes
 * @turns: number of changes of the priority
 * @has_settled: the measurement has begun
 * @settled_busy: busy time at its begin, in nanoseconds
 * @settled_frames: frames at its begin
 */
struct sim_facetd {
	struct sim_workload workload;
	struct sim_client clients[SIM_FACETD_CLIENTS];
	struct sim_result result;
	struct config config;
	bool on;
	char error[CONFIG_ERROR + 16];
	struct facet_stats_engine before[SIM_FACETD_CLIENTS][PGPU_ENGINES];
	u64 before_ns;
	struct sim_frames frames[SIM_FACETD_CLIENTS];
	struct ledger_vgpu ledger[SIM_FACETD_CLIENTS];
	struct policy_memory memory[2][SIM_FACETD_CLIENTS];
	struct policy_vgpu vgpus[SIM_FACETD_CLIENTS];
	struct policy_wish wishes[SIM_FACETD_CLIENTS];
	struct policy_shortage shortages[CONFIG_CLASSES];
	struct ledger_change changes[SIM_FACETD_CLIENTS * KNOBS];
	u32 turns[SIM_FACETD_CLIENTS];
	bool has_settled;
	double settled_busy[SIM_FACETD_CLIENTS];
	struct sim_frames settled_frames[SIM_FACETD_CLIENTS];
};

extern struct sim_facetd sim_facetd;

/** sim_facetd_begin() - Forget all clients. */
void sim_facetd_begin(void);

/**
 * sim_facetd_add() - Add a client that always is there, with a weight of 100.
 * @name: its name, and that of its class
 * @load: its one load, on SIM_FACETD_ENGINE; copied
 *
 * Return: the client, which the caller may change before the run.
 */
struct sim_client *sim_facetd_add(const char *name, const struct sim_load *load);

/**
 * sim_facetd_run() - Run the clients.
 * @text: facetd's configuration; NULL: there is no facetd
 * @seconds: virtual time in seconds, more than SIM_FACETD_SETTLED_NS
 *
 * Return: 0; a negative errno: @sim_facetd.error has the reason.
 */
int sim_facetd_run(const char *text, u64 seconds);

/**
 * sim_facetd_part() - Return the part of the engine that all clients of a name had.
 * @name: the name
 *
 * Return: 0 to 1, from SIM_FACETD_SETTLED_NS on.
 */
double sim_facetd_part(const char *name);

/**
 * sim_facetd_missed() - Return the part of its vertical blanks that a client missed.
 * @client: index of the client
 *
 * Return: 0 to 1, from SIM_FACETD_SETTLED_NS on.
 */
double sim_facetd_missed(u32 client);

/**
 * sim_facetd_longest_wait() - Return the longest wait of a client for the engine.
 * @client: index of the client
 *
 * Return: nanoseconds, of waits that ended after SIM_FACETD_SETTLED_NS.
 */
u64 sim_facetd_longest_wait(u32 client);

#endif
