/* SPDX-License-Identifier: GPL-2.0-only */
/* The state file: what facetd has changed, so that the next one can give it back. JSON, for people too. */
#ifndef FACETD_STATE_H
#define FACETD_STATE_H

#include "tools/facetd/ledger.h"

/**
 * state_lock() - Two of facetd would undo what the other does. Makes the file's folder, too.
 * Return: a file that is to be kept open; -EWOULDBLOCK: another one has it; another negative errno.
 */
int state_lock(const char *path);

/**
 * state_write() - Of vGPUs of which something is ours; whole or not at all.
 * @vgpus: @n of them
 * Return: 0 or a negative errno, and the old file is there.
 */
int state_write(const char *path, const struct ledger_vgpu *vgpus, uint32_t n);

/**
 * state_read() - What was left.
 * @vgpus: allocated; @n of them
 * Return: 0, also where there is no file; -EINVAL: it is no state file; another negative errno.
 */
int state_read(const char *path, struct ledger_vgpu **vgpus, uint32_t *n);

#endif
