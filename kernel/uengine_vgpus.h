/* SPDX-License-Identifier: GPL-2.0-only */
/* The vGPUs that facet-engine serves: which of them it does not know so far, and whose they are. */
#ifndef FACET_UENGINE_VGPUS_H
#define FACET_UENGINE_VGPUS_H

#include <linux/types.h>

struct facet_engine_vgpu;

/**
 * uengine_vgpus_add() - Note a vGPU: it needs a worker. The calling process is its VMM.
 * @owner: its number
 *
 * Context: process context; may sleep for memory. Takes vgpus_lock.
 * Return: 0; -ENOMEM: no memory, and the vGPU gets no worker.
 */
int uengine_vgpus_add(u64 owner);

/**
 * uengine_vgpus_remove() - Forget a vGPU.
 * @owner: its number, any value
 *
 * Context: process context; may sleep. Takes vgpus_lock.
 */
void uengine_vgpus_remove(u64 owner);

/**
 * uengine_vgpus_check() - Test if a vGPU is there, and who its VMM is.
 * @owner: its number, any value
 * @vmm: process that is to be its VMM, in the PID namespace of the calling process; 0: any
 *
 * Context: process context. Takes vgpus_lock.
 * Return: 0; -ENOENT: there is no such vGPU; -ESRCH: its VMM is another process, or has ended.
 */
int uengine_vgpus_check(u64 owner, pid_t vmm);

/**
 * uengine_vgpus_has_news() - Test if there is a vGPU of which facet-engine does not know.
 *
 * Context: process context. Takes vgpus_lock.
 * Return: true: there is one.
 */
bool uengine_vgpus_has_news(void);

/**
 * uengine_vgpus_next() - Take the first vGPU of which facet-engine does not know.
 * @news: gets the vGPU; zeroed if there is none
 *
 * Context: process context, of facet-engine. Takes vgpus_lock.
 * Return: true: there was one.
 */
bool uengine_vgpus_next(struct facet_engine_vgpu *news);

/**
 * uengine_vgpus_forget_news() - Note that facet-engine has come or gone.
 *
 * The next one knows no vGPU.
 *
 * Context: process context. Takes vgpus_lock.
 */
void uengine_vgpus_forget_news(void);

/**
 * uengine_vgpus_expects() - Test if a vGPU is about to get a worker.
 * @owner: its number, any value
 *
 * facet-engine has learnt of it, or is started again, less than 3 s ago. A vGPU does not wait where
 * facet-engine has never run.
 *
 * Context: any but interrupts; does not sleep. Takes vgpus_lock.
 * Return: true: it is.
 */
bool uengine_vgpus_expects(u64 owner);

/**
 * uengine_vgpus_count_late() - Count a worker that was ended since it was late.
 * @owner: number of the vGPU, any value
 *
 * Context: any but interrupts; does not sleep. Takes vgpus_lock.
 */
void uengine_vgpus_count_late(u64 owner);

/**
 * uengine_vgpus_late() - Return how many workers of a vGPU were ended since they were late.
 * @owner: its number, any value
 *
 * Context: any but interrupts; does not sleep. Takes vgpus_lock.
 * Return: their number since the vGPU was opened; 0 if there is no such vGPU.
 */
u32 uengine_vgpus_late(u64 owner);

/**
 * uengine_vgpus_exit() - Free all vGPUs.
 *
 * Context: the module is being unloaded: nobody else calls this file. May sleep.
 */
void uengine_vgpus_exit(void);

#endif
