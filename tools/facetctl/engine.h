/* SPDX-License-Identifier: GPL-2.0-only */
/* The process that executes 3D and compute commands of a vGPU: a worker of facet-engine. */
#ifndef FACETCTL_ENGINE_H
#define FACETCTL_ENGINE_H

struct host;
struct json_t;

/**
 * engine_describe() - Add what a worker uses to the description of its vGPU.
 * @json: object of the vGPU. If it has an integer "engine_pid" that is not 0, the object gets
 *	integers: "engine_kib", memory of the worker in KiB; "engine_kib_max", the bound of its
 *	control group, if there is one; "cpu_ns", its processor time in nanoseconds
 * @host: the host
 *
 * The function leaves out a value that it cannot read: the worker may have ended meanwhile.
 *
 * Context: takes no lock; blocks for procfs and cgroupfs. Without memory, the program prints an
 * error and ends with status 1.
 */
void engine_describe(struct json_t *json, const struct host *host);

#endif
