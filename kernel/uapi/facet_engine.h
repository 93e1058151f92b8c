/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * The interface between facet_softgpu.ko and facet-engine, the service that draws for guests.
 *
 * facet-engine opens /dev/facet-engine, and reads which vGPUs need a worker. For each it asks for a
 * worker's descriptor (FACET_ENGINE_WORKER) and gives that to a process of its own. By this
 * descriptor the process reaches one vGPU, and nothing else: requests, results, and the pages that
 * the page tables of the vGPU name.
 *
 * Both ends are of one version: FACET_ENGINE_API changes with each change here, in
 * softgpu/remote_layout.h, or of pgpu_pipeline_layout().
 */
#ifndef FACET_UAPI_ENGINE_H
#define FACET_UAPI_ENGINE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FACET_ENGINE_NAME	"facet-engine"
#define FACET_ENGINE_API	3u

/**
 * struct facet_engine_vgpu - A vGPU that needs a worker: what read(2) of /dev/facet-engine returns.
 * read(2) returns as many as fit. It waits for one, unless O_NONBLOCK is set. poll(2) tells.
 * @owner: number of the vGPU, never used again
 * @pid: process that has opened the vGPU, in the reader's PID namespace; 0: it has ended
 * @reserved: 0
 */
struct facet_engine_vgpu {
	__u64 owner;
	__s32 pid;
	__u32 reserved;
};

/**
 * struct facet_engine_worker - Argument of FACET_ENGINE_WORKER.
 * @owner: number of the vGPU
 * @api: FACET_ENGINE_API
 * @pid: process that is to be the one that has opened the vGPU, in the caller's PID namespace; 0:
 *	any process, also one that has ended
 */
struct facet_engine_worker {
	__u64 owner;
	__u32 api;
	__s32 pid;
};

/* Most pages of one FACET_ENGINE_TRANSLATE. */
#define FACET_ENGINE_PAGES	512u

/**
 * struct facet_engine_translate - Argument of FACET_ENGINE_TRANSLATE.
 * @va: graphics address of the first page
 * @pages: user address of an array of __u64, which gets an entry for each page: the offset of the
 *	page in the window, with FACET_ENGINE_PRESENT, and FACET_ENGINE_WRITABLE; 0: absent
 * @count: number of pages, at most FACET_ENGINE_PAGES
 * @reserved: 0
 */
struct facet_engine_translate {
	__u64 va;
	__u64 pages;
	__u32 count;
	__u32 reserved;
};

#define FACET_ENGINE_PRESENT	1u
#define FACET_ENGINE_WRITABLE	2u

/*
 * Make the descriptor of a worker, with O_CLOEXEC. For /dev/facet-engine. EPROTO: another api.
 * ENOENT: there is no such vGPU. ESRCH: another process has opened the vGPU, or it has ended. If a
 * caller had a file of /proc/PID open before, that file is of the process that has opened the vGPU.
 */
#define FACET_ENGINE_WORKER	_IOW('e', 0, struct facet_engine_worker)
/*
 * Say that the result of a request is written, and wait for a request with another number than the
 * argument. For a worker's descriptor. The first call gives the vGPU this worker, in place of the
 * one that it has. ENODEV: the vGPU is gone, or has another worker. ENOENT: the vGPU is gone. The
 * process that calls first is the worker's, as for FACET_ENGINE_PROCESS.
 */
#define FACET_ENGINE_NEXT	_IOW('e', 1, __u32)
/*
 * Translate addresses for the request that is executed. For a worker's descriptor. ENOENT: none is.
 */
#define FACET_ENGINE_TRANSLATE	_IOW('e', 2, struct facet_engine_translate)

/*
 * Say that the calling process is the worker's. It is killed when the vGPU is gone, when another
 * worker has replaced it, or when it does not do what it must. For a worker's descriptor. EBUSY:
 * the worker has a process. ENOENT: the vGPU is gone.
 */
#define FACET_ENGINE_PROCESS	_IO('e', 3)

/* Offsets for mmap(2) of a worker's descriptor, always MAP_SHARED. */
#define FACET_ENGINE_REQUEST	0ull		/* read-only */
#define FACET_ENGINE_RESULT	(1ull << 20)
#define FACET_ENGINE_WINDOW	(1ull << 40)	/* pages by their addresses on the bus */
#define FACET_ENGINE_WINDOW_BYTES	(192ull << 30)

#endif
