/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which versions of Facet restore the state that another version has saved: docs/dev/migration.md,
 * "Versions". The traits of vGPUs (traits.h) have the version.
 */
#ifndef FACET_STATE_VERSION_H
#define FACET_STATE_VERSION_H

#include "port.h"

/**
 * facet_version_restores() - Tell whether a version restores what another one has saved.
 * @here: the version that restores: @here_len bytes, not NUL-terminated
 * @here_len: any number
 * @there: the version that has saved: @there_len bytes, not NUL-terminated; not trusted
 * @there_len: any number
 *
 * From 0.1.0 on, a version MAJOR.MINOR.PATCH restores what each version of the same MINOR and of
 * the MINOR before has saved, if MAJOR is the same. Other versions, and texts that are no versions,
 * have to be the same.
 *
 * Context: any; takes no lock.
 * Return: true: it does.
 */
bool facet_version_restores(const char *here, size_t here_len, const char *there,
			    size_t there_len);

#endif
