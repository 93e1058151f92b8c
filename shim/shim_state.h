/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of the library: open files, objects, address spaces, contexts, requests and fences.
 *
 * One lock protects all of it: &shim.lock. The engines' threads take the lock in their events. So a
 * thread with the lock never waits for an engine but by shim_wait(), which drops it. A child of
 * fork() keeps files and objects, and gets an engine of its own (&shim.epoch).
 */
#ifndef FACET_SHIM_STATE_H
#define FACET_SHIM_STATE_H

#include <pthread.h>
#include <sys/types.h>

#include "port.h"
#include "pgpu/pgpu.h"
#include "shim/shim.h"
#include "shim/shim_engine.h"
#include "shim/shim_handles.h"

#define SHIM_SLOTS_MAX	64u	/* engines of a context: I915_EXEC_RING_MASK + 1 */
#define SHIM_NS_PER_MS	1000000ull
#define SHIM_FOREIGN_POLL_NS	SHIM_NS_PER_MS	/* between two queries of other processes */
#define SHIM_PAGES_MAX	(1ull << 28)	/* of an object: 1 TiB */

/**
 * struct shim_fence - An event that happens once.
 * @refs: references
 * @done: it has happened
 * @error: 0, or the negative errno of the work
 * @poll_fd: a descriptor that becomes readable at the event; -1: none
 * @out_fd: write end of a pipe whose other end is a sync file; -1: none
 * @out_ino: inode of that pipe, 0: none
 * @parts: NULL, or two fences: the event happens when both have
 * @poll: NULL, or tests if the event has happened elsewhere
 * @release: drops @owner; NULL: nothing to drop
 * @owner: for @poll
 * @first: for @poll
 * @last: for @poll
 * @deadline_ns: with @poll or @poll_fd: shim_now_ns() at which the wait for other processes ends
 * @list: on &shim.fences while it needs the keeper or has a pipe
 */
struct shim_fence {
	u32 refs;
	bool done;
	int error;
	int poll_fd;
	int out_fd;
	u64 out_ino;
	struct shim_fence *parts[2];
	bool (*poll)(const struct shim_fence *fence);
	void (*release)(void *owner);
	void *owner;
	u64 first;
	u64 last;
	u64 deadline_ns;
	struct list_head list;
};

/**
 * enum shim_wait - Which requests a use of an object waits for.
 * @SHIM_WAIT_WRITES: those that write it, as a read does
 * @SHIM_WAIT_ALL: all, as a write does
 * @SHIM_WAITS: number of values
 */
enum shim_wait {
	SHIM_WAIT_WRITES,
	SHIM_WAIT_ALL,
	SHIM_WAITS,
};

/**
 * struct shim_sharer - The requests of a process that use a shared object. The process has locked
 * the entry's first byte in the memfd (shim_memfd.h).
 * @claims: number of times that a process took this entry
 * @queued: by enum shim_wait: number of requests
 * @done: by enum shim_wait: number of the oldest requests, all of which have ended
 */
struct shim_sharer {
	u32 claims;
	u32 queued[SHIM_WAITS];
	u32 done[SHIM_WAITS];
};

#define SHIM_SHARERS	32u

/**
 * struct shim_control - The page behind an object's bytes in its memfd: shared by processes.
 * @magic: SHIM_CONTROL_MAGIC
 * @version: SHIM_CONTROL_VERSION
 * @size: bytes of the object
 * @tiling: I915_TILING_*
 * @stride: bytes of a row
 * @sharer: the processes that use it
 */
struct shim_control {
	u32 magic;
	u32 version;
	u64 size;
	u32 tiling;
	u32 stride;
	struct shim_sharer sharer[SHIM_SHARERS];
};

#define SHIM_CONTROL_MAGIC	0x4f424346u
#define SHIM_CONTROL_VERSION	3u

/**
 * struct shim_bo - A GEM object of this process.
 * @list: on &shim.bos
 * @refs: references: handles, requests
 * @fd: its memfd; -1: memory of the process (USERPTR)
 * @ino: inode of @fd
 * @size: bytes, whole pages
 * @cpu: its memory here
 * @control: page behind @cpu; NULL: USERPTR
 * @shared: a descriptor has left or entered this process
 * @own: descriptor with the lock of @sharer; -1: none yet
 * @sharer: index of this process in &shim_control.sharer; SHIM_SHARERS: none yet
 * @read_only: USERPTR: the GPU must not write
 * @mmap_offset: first offset for mmap()
 * @tiling: I915_TILING_*
 * @stride: bytes of a row
 * @bus: bus address of each page; NULL: not in the map
 * @epoch: engine that has @bus
 * @vmas: its &struct shim_vma
 * @uses: &struct shim_use of requests that have not ended, oldest first
 * @exec: number of the last EXECBUFFER2 that names it
 */
struct shim_bo {
	struct list_head list;
	u32 refs;
	int fd;
	u64 ino;
	u64 size;
	u8 *cpu;
	struct shim_control *control;
	bool shared;
	int own;
	u32 sharer;
	bool read_only;
	u64 mmap_offset;
	u32 tiling;
	u32 stride;
	u64 *bus;
	u32 epoch;
	struct list_head vmas;
	struct list_head uses;
	u64 exec;
};

/**
 * struct shim_vma - An object at an address of an address space.
 * @in_vm: on &shim_vm.vmas, by address
 * @in_bo: on &shim_bo.vmas
 * @vm: the address space
 * @bo: the object
 * @va: address in bytes, below 2^48
 * @exec: number of the last EXECBUFFER2 that names it
 */
struct shim_vma {
	struct list_head in_vm;
	struct list_head in_bo;
	struct shim_vm *vm;
	struct shim_bo *bo;
	u64 va;
	u64 exec;
};

/**
 * struct shim_table - A page of page tables.
 * @bus: its bus address
 * @entries: its entries, for the engine
 * @below: tables of the level below, by index; NULL at the lowest level
 */
struct shim_table {
	u64 bus;
	u64 *entries;
	struct shim_table **below;
};

/**
 * struct shim_vm - An address space of 48 bits.
 * @refs: references: handles, contexts, requests
 * @epoch: engine that has the tables
 * @root: the tables; NULL: none yet
 * @vmas: its &struct shim_vma, by address
 * @active: requests that have not ended
 */
struct shim_vm {
	u32 refs;
	u32 epoch;
	struct shim_table *root;
	struct list_head vmas;
	u32 active;
};

#define SHIM_RING_PAGES_MAX	64u	/* of a ring's part of the GGTT */

/**
 * struct shim_page - A page of the pGPU.
 * @cpu: its address here
 * @bus: its bus address
 */
struct shim_page {
	void *cpu;
	u64 bus;
};

/**
 * struct shim_ring - A logical ring context: one for each engine of a context.
 * @epoch: engine that has the pages; 0: no pages yet
 * @slot: number of its part of the GGTT
 * @tail: offset of the next dword, in bytes
 * @seqno: number of its last request
 * @pages: its pages
 * @n_pages: number of @pages
 * @ring: pages of the ring
 * @status: page 0 of the image
 */
struct shim_ring {
	u32 epoch;
	u32 slot;
	u32 tail;
	u32 seqno;
	struct shim_page pages[SHIM_RING_PAGES_MAX];
	u32 n_pages;
	u32 *ring[SHIM_RING_PAGES];
	u32 *status;
};

/**
 * struct shim_slot - An engine of a context.
 * @engine: enum pgpu_engine; PGPU_ENGINES: none
 * @ring: its ring
 */
struct shim_slot {
	u32 engine;
	struct shim_ring ring;
};

/**
 * struct shim_ctx - A context.
 * @refs: references: its handle, requests
 * @vm: its address space
 * @slots: its engines
 * @n_slots: number of @slots
 * @user_engines: the client chose the engines
 * @used: a request was made: engines and address space are fixed
 * @priority: I915_CONTEXT_PARAM_PRIORITY
 * @recoverable: a hang does not ban it at once
 * @bannable: hangs ban it
 * @persistent: I915_CONTEXT_PARAM_PERSISTENCE
 * @no_capture: I915_CONTEXT_PARAM_NO_ERROR_CAPTURE
 * @banned: requests are refused
 * @hangs: requests that hung
 * @pending: requests that another one's hang ended
 */
struct shim_ctx {
	u32 refs;
	struct shim_vm *vm;
	struct shim_slot slots[SHIM_SLOTS_MAX];
	u32 n_slots;
	bool user_engines;
	bool used;
	s32 priority;
	bool recoverable;
	bool bannable;
	bool persistent;
	bool no_capture;
	bool banned;
	u32 hangs;
	u32 pending;
};

/**
 * struct shim_foreign - Requests of another process that this process waits for.
 * @bo: the object that they use
 * @sharer: index in &shim_control.sharer
 * @wait: enum shim_wait
 * @claims: identifies the process: &shim_sharer.claims
 * @queued: number of the last one: &shim_sharer.queued
 */
struct shim_foreign {
	struct shim_bo *bo;
	u32 sharer;
	u32 wait;
	u32 claims;
	u32 queued;
};

/**
 * struct shim_use - The use of an object by a request.
 * @in_bo: on &shim_bo.uses from queueing to the end
 * @bo: the object; a reference
 * @writes: the batch writes it
 * @async: the request does not wait for other uses
 * @published: other processes know of it
 * @number: by enum shim_wait: &shim_sharer.queued of this use
 */
struct shim_use {
	struct list_head in_bo;
	struct shim_bo *bo;
	bool writes;
	bool async;
	bool published;
	u32 number[SHIM_WAITS];
};

/**
 * struct shim_request - A batch that was queued.
 * @list: on &shim.requests, in the order of EXECBUFFER2; then on &shim.ended
 * @cookie: its number, for the pGPU
 * @ctx: the context
 * @slot: index of the context's engine
 * @vm: the address space
 * @batch: address of the batch
 * @fence: happens at its end
 * @uses: its uses of objects
 * @n_uses: number of @uses
 * @n_ready: number of the first @uses that wait for no other request of this process
 * @deps: fences that it waits for
 * @n_deps: number of @deps
 * @foreign: requests of other processes that it waits for
 * @n_foreign: number of @foreign
 * @deadline_ns: end of the wait for @foreign
 * @running: the pGPU has it
 * @since_ns: time at which the pGPU got it
 * @stopping: it was cancelled
 * @fault: text of its fault, or empty
 */
struct shim_request {
	struct list_head list;
	u64 cookie;
	struct shim_ctx *ctx;
	u32 slot;
	struct shim_vm *vm;
	u64 batch;
	struct shim_fence *fence;
	struct shim_use *uses;
	u32 n_uses;
	u32 n_ready;
	struct shim_fence **deps;
	u32 n_deps;
	struct shim_foreign *foreign;
	u32 n_foreign;
	u64 deadline_ns;
	bool running;
	u64 since_ns;
	bool stopping;
	char fault[96];
};

/**
 * struct shim_file - An open file of the render node.
 * @list: on &shim.files
 * @refs: references: its descriptors together, calls under way
 * @ino: inode of its memfd
 * @ctx: the context that it has of its own; NULL: not used yet
 * @bos: handles of &struct shim_bo
 * @ctxs: handles of &struct shim_ctx
 * @vms: handles of &struct shim_vm
 * @syncobjs: handles of &struct shim_syncobj
 */
struct shim_file {
	struct list_head list;
	u32 refs;
	u64 ino;
	struct shim_ctx *ctx;
	struct shim_handles bos;
	struct shim_handles ctxs;
	struct shim_handles vms;
	struct shim_handles syncobjs;
};

/**
 * struct shim - The state of the process.
 * @lock: protects all state of the library
 * @pid: the process; another number means a child of vfork(), which has its parent's memory
 * @changed: signalled at each fence that happens; waits use CLOCK_MONOTONIC
 * @epoch: number of the engine: increases in a child of fork(), at least 1
 * @engine: the engine; NULL: none yet
 * @files: open files
 * @n_files: number of @files
 * @bos: objects
 * @fences: fences that the keeper polls
 * @syncobjs: sync objects that other processes have, too
 * @requests: requests that have not ended, oldest first
 * @n_requests: number of @requests
 * @ended: requests that have ended, to be freed
 * @next_cookie: number of the last request
 * @next_exec: number of the last EXECBUFFER2
 * @next_offset: next offset for mmap()
 * @keeper: the keeper's thread exists
 */
struct shim {
	pthread_mutex_t lock;
	pid_t pid;
	pthread_cond_t changed;
	u32 epoch;
	struct shim_engine *engine;
	struct list_head files;
	u32 n_files;
	struct list_head bos;
	struct list_head fences;
	struct list_head syncobjs;
	struct list_head requests;
	u32 n_requests;
	struct list_head ended;
	u64 next_cookie;
	u64 next_exec;
	u64 next_offset;
	bool keeper;
};

extern struct shim shim;

/**
 * shim_enter() - Take the lock. The state is set up: see shim_process_enter().
 *
 * Context: a thread of the library, not with &shim.lock. Takes &shim.lock.
 */
void shim_enter(void);

/**
 * shim_leave() - Drop the lock.
 *
 * Context: with &shim.lock, which it drops.
 */
void shim_leave(void);

/**
 * shim_now_ns() - Return CLOCK_MONOTONIC in nanoseconds.
 *
 * Context: any; takes no lock.
 * Return: the time.
 */
u64 shim_now_ns(void);

/**
 * shim_hang_ns() - Return the time after which work counts as hung: FACET_RUN_HANG_MS.
 *
 * Context: any; takes no lock. The first call reads the environment.
 * Return: nanoseconds; S64_MAX: never.
 */
u64 shim_hang_ns(void);

/**
 * shim_foreign_deadline() - Return the end of a wait for other processes.
 *
 * The wait takes as long as a batch may take. It is a bound against processes that stand still:
 * those that end, by whatever cause, are no longer waited for.
 *
 * Context: any; takes no lock.
 * Return: a shim_now_ns(); S64_MAX: no end.
 */
u64 shim_foreign_deadline(void);

/**
 * shim_cond_init() - Set up a condition that uses CLOCK_MONOTONIC.
 * @cond: the condition
 *
 * Context: any; nobody waits for the condition.
 */
void shim_cond_init(pthread_cond_t *cond);

/**
 * shim_sleep() - Sleep until a condition is signalled, or until a time.
 * @cond: the condition
 * @deadline_ns: shim_now_ns() at which the sleep ends; S64_MAX: never
 *
 * Context: with &shim.lock, which it drops while it sleeps.
 * Return: false: the time has come.
 */
bool shim_sleep(pthread_cond_t *cond, u64 deadline_ns);

/**
 * shim_wait() - Sleep until a fence happens, or until a time.
 * @deadline_ns: shim_now_ns() at which the wait ends; S64_MAX: never
 *
 * The caller tests its condition again.
 *
 * Context: with &shim.lock, which it drops while it sleeps.
 * Return: false: the time has come.
 */
bool shim_wait(u64 deadline_ns);

#endif
