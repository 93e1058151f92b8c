/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state file: JSON with the knobs that facetd has changed. A restarted facetd gives their
 * values back. control.c calls these functions.
 */
#ifndef FACETD_STATE_H
#define FACETD_STATE_H

#include "tools/facetd/ledger.h"

/**
 * state_lock() - Lock a state file, and create its folder if necessary.
 * @path: path of the state file, shorter than CONFIG_PATH bytes
 *
 * The lock keeps a second facetd from undoing the changes of the first.
 *
 * Context: facetd's thread; does not wait for another holder of the lock.
 * Return: a descriptor; the lock lasts until the caller closes it. -EWOULDBLOCK: another facetd has
 *	the lock; another negative errno of open(2) or flock(2), such as -EACCES: no permission.
 */
int state_lock(const char *path);

/**
 * state_write() - Replace the state file, whole or not at all.
 * @path: path of the state file, shorter than CONFIG_PATH bytes
 * @vgpus: array of @n records; the file lists those for which ledger_is_ours() is true
 * @n: number of records
 *
 * Context: facetd's thread, with the lock of state_lock(); blocks for the file, does not sync it.
 * Return: 0. After an error the old file is unchanged: -ENOMEM: no memory; -EIO: the write failed
 *	without an errno; another negative errno of fopen(3), write(2), fclose(3) or rename(2).
 */
int state_write(const char *path, const struct ledger_vgpu *vgpus, uint32_t n);

/**
 * state_read() - Read the state file of an earlier facetd.
 * @path: path of the state file
 * @vgpus: gets an array of @n records, which the caller frees; NULL: no file, or an error
 * @n: gets the number of records; 0 after an error
 *
 * Context: facetd's thread, with the lock of state_lock(); blocks for the file.
 * Return: 0, also without a file; -EINVAL: the file is no state file of this version; -ENOMEM: no
 *	memory; another negative errno of fopen(3).
 */
int state_read(const char *path, struct ledger_vgpu **vgpus, uint32_t *n);

#endif
