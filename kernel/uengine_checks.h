/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks of uengine*.c that confine a worker, by the names that port_check() uses. They are
 * removed one by one in a build of the modules for tests (tests/host/port/port.h): a case of
 * tests/host/rogue_*.c has to fail then.
 */
#ifndef FACET_UENGINE_CHECKS_H
#define FACET_UENGINE_CHECKS_H

#define UENGINE_CHECKS(X)									\
	/* uengine.c */										\
	X(ENGINE_OPENER, "One process at a time has the node open.")				\
	X(ENGINE_READ, "A read has room for an entry.")						\
	X(ENGINE_CALL, "The node has one call.")						\
	X(ENGINE_API, "facet-engine is of the module's API.")					\
	/* uengine_vgpus.c */									\
	X(ENGINE_VMM, "Who pays for a worker is the process that has opened the vGPU.")		\
	/* uengine_worker.c */									\
	X(LOSE_KILL, "The process of a lost worker ends.")					\
	X(GONE_KILL, "The processes of a vGPU that is gone end.")				\
	X(LOSE_ZAP, "A lost worker has no page.")						\
	X(TRANSLATE_COUNT, "A call translates FACET_ENGINE_PAGES pages at most.")		\
	X(TRANSLATE_RESERVED, "The reserved field of a translation is 0.")			\
	X(WINDOW_GRANTED, "The window has pages that are granted, and page tables for them "	\
	  "alone.")										\
	X(WINDOW_READ_ONLY, "A page that is granted for reads is mapped for reads.")		\
	X(WINDOW_MKWRITE, "A page that is mapped for reads does not become writable.")		\
	X(WINDOW_BOUND, "A mapping lies in the window.")					\
	X(WINDOW_IO, "The window is VM_IO: its flags cannot be taken back.")			\
	X(WINDOW_COPY, "A fork has no window.")							\
	X(WINDOW_DUMP, "A dump has no window.")							\
	X(AREA_SHARED, "An area is mapped shared.")						\
	X(AREA_EXEC, "An area is not mapped to be executed.")					\
	X(AREA_MAYEXEC, "A mapping does not become executable.")				\
	X(REQUEST_WRITE, "The request is not mapped for writes.")				\
	X(REQUEST_MAYWRITE, "A mapping of the request does not become writable.")		\
	X(UNMAP_ZAP, "A page that the guest takes away leaves the window.")			\
	/* uengine_grants.c */									\
	X(GRANT_RIGHT, "A page is granted with the right of its entry.")			\
	X(GRANT_REVOKE, "A page that the guest takes away is not granted any more.")

#endif
