/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of the C library that its headers no longer declare, or declare for its own use. Programs
 * call them that were built with checks, or with a C library before 2.33.
 */
#ifndef FACET_SHIM_OLD_H
#define FACET_SHIM_OLD_H

#include <stddef.h>
#include <sys/types.h>

struct stat;
struct stat64;

int __fxstat(int version, int fd, struct stat *st);
int __fxstat64(int version, int fd, struct stat64 *st);
int __xstat(int version, const char *path, struct stat *st);
int __xstat64(int version, const char *path, struct stat64 *st);
int __lxstat(int version, const char *path, struct stat *st);
int __lxstat64(int version, const char *path, struct stat64 *st);
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
int __openat64_2(int dir, const char *path, int flags);
ssize_t __readlink_chk(const char *path, char *buf, size_t len, size_t room);
ssize_t __readlinkat_chk(int dir, const char *path, char *buf, size_t len, size_t room);
char *__realpath_chk(const char *path, char *resolved, size_t room);

#endif
