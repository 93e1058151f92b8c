// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the file of a program, and find out why the dynamic linker would not load a preload library
 * into it. main.c calls this before it starts the program. Takes no locks.
 */
#include "shim/launcher/program_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define PATH_DEFAULT	"/usr/local/bin:/usr/bin:/bin"
#define SCRIPTS_MOST	4		/* interpreters of interpreters, as Linux follows them */
#define HEAD_BYTES	4096u		/* the ELF header, its program headers, or a "#!" line */

static int executable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno == ENOTDIR ? ENOENT : errno;
	if (!S_ISREG(st.st_mode) || access(path, X_OK))
		return EACCES;
	return 0;
}

int program_file_find(const char *name, char *path, size_t size)
{
	const char *dir = getenv("PATH"), *end;
	int ret = ENOENT, found;

	if (strchr(name, '/')) {
		snprintf(path, size, "%s", name);
		return executable(path);
	}
	for (dir = dir ? dir : PATH_DEFAULT; ; dir = end + 1) {
		end = strchrnul(dir, ':');
		snprintf(path, size, "%.*s%s%s", (int)(end - dir), dir, end == dir ? "" : "/",
			 name);
		found = executable(path);
		if (!found)
			return 0;
		if (found == EACCES)
			ret = EACCES;
		if (!*end)
			return ret;
	}
}

/* The kernel ignores LD_PRELOAD if a program gets more rights than its caller has. */
static bool gets_rights(const char *path, const struct stat *st)
{
	if ((st->st_mode & S_ISUID) && st->st_uid != getuid())
		return true;
	if ((st->st_mode & S_ISGID) && (st->st_mode & S_IXGRP) && st->st_gid != getgid())
		return true;
	return getuid() && getxattr(path, "security.capability", NULL, 0) > 0;
}

static bool has_interpreter(const char *head, size_t bytes)
{
	const Elf64_Ehdr *elf = (const void *)head;
	const Elf64_Phdr *segments = (const void *)(head + elf->e_phoff);
	size_t i;

	if (elf->e_phentsize != sizeof(*segments) || elf->e_phoff > bytes ||
	    elf->e_phnum > (bytes - elf->e_phoff) / sizeof(*segments))
		return false;
	for (i = 0; i < elf->e_phnum; i++)
		if (segments[i].p_type == PT_INTERP)
			return true;
	return false;
}

static const char *elf_obstacle(const char *head, size_t bytes)
{
	const Elf64_Ehdr *elf = (const void *)head;

	if (bytes < sizeof(*elf) || memcmp(head, ELFMAG, SELFMAG))
		return "is neither an ELF program nor a script";
	if (head[EI_CLASS] != ELFCLASS64)
		return "is a 32-bit program: facet-run has a 64-bit library only";
	if (elf->e_machine != EM_X86_64)
		return "is a program for another processor";
	if (!has_interpreter(head, bytes))
		return "is a static program: use a dynamically linked build";
	return NULL;
}

/* Put the interpreter of a script into @path. Return false if the file is no script. */
static bool interpreter(const char *head, size_t bytes, char *path, size_t size)
{
	size_t begin = 2, end;

	if (bytes < 2 || memcmp(head, "#!", 2))
		return false;
	while (begin < bytes && (head[begin] == ' ' || head[begin] == '\t'))
		begin++;
	for (end = begin; end < bytes && !strchr(" \t\n", head[end]); end++)
		;
	snprintf(path, size, "%.*s", (int)(end - begin), head + begin);
	return true;
}

static ssize_t read_head(const char *path, char *head, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t bytes;

	if (fd < 0)
		return -errno;
	bytes = fstat(fd, st) ? -1 : pread(fd, head, HEAD_BYTES, 0);
	if (bytes < 0)
		bytes = -errno;
	close(fd);
	return bytes;
}

int program_file_obstacle(const char *path, char *why, size_t size)
{
	_Alignas(Elf64_Ehdr) char head[HEAD_BYTES];
	char file[PATH_MAX], next[PATH_MAX];
	const char *text = NULL;
	struct stat st;
	ssize_t bytes;
	int depth;

	snprintf(file, sizeof(file), "%s", path);
	for (depth = 0; depth <= SCRIPTS_MOST; depth++) {
		bytes = read_head(file, head, &st);
		if (bytes < 0) {
			snprintf(why, size, "cannot be read: %s", strerror(-bytes));
			return bytes;
		}
		if (!interpreter(head, bytes, next, sizeof(next))) {
			text = gets_rights(file, &st) ?
				"is setuid, setgid or has capabilities: Linux ignores LD_PRELOAD" :
				elf_obstacle(head, bytes);
			break;
		}
		memcpy(file, next, sizeof(file));
	}
	if (depth > SCRIPTS_MOST)
		text = "is a script whose interpreter is a script, five times";
	if (!text)
		return 0;
	if (depth)
		snprintf(why, size, "is a script, and %.200s %s", file, text);
	else
		snprintf(why, size, "%s", text);
	return -EINVAL;
}
