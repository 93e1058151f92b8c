// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the file of a program, and find out why the dynamic linker would not load a preload library
 * into it. main.c of the launcher calls this before it starts the program, and the preload library
 * in the place of exec(3). Takes no locks.
 */
#include "shim/program_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define PATH_DEFAULT	"/usr/local/bin:/usr/bin:/bin"
#define SCRIPTS_MOST	4		/* interpreters of interpreters, as Linux follows them */
#define HEAD_BYTES	4096u		/* the ELF header, its program headers, or a "#!" line */

/* Names in a static program that draws: it has a driver inside, or it loads one. */
static const char *const gpu_names[] = { "/dev/dri", "libEGL", "libGL", "libvulkan", "libOpenCL" };

#define NO_PROGRAM	"is neither an ELF program nor a script"
#define STATIC		"is a static program: use a dynamically linked build"

static int executable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno == EACCES ? -EACCES : -ENOENT;
	if (!S_ISREG(st.st_mode) || access(path, X_OK))
		return -EACCES;
	return 0;
}

int program_file_find(const char *name, char *path, size_t size)
{
	const char *dir = getenv("PATH"), *end;
	int ret = -ENOENT, found;

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
		if (found == -EACCES)
			ret = -EACCES;
		if (!*end)
			return ret;
	}
}

/* The kernel ignores LD_PRELOAD if a program gets more rights than its caller has. */
static bool gets_rights(const char *path, const struct stat *st)
{
	if ((st->st_mode & S_ISUID) && st->st_uid != getuid())
		return true;
	if ((st->st_mode & S_ISGID) && (st->st_mode & 0010) && st->st_gid != getgid())
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
		return NO_PROGRAM;
	if (head[EI_CLASS] != ELFCLASS64)
		return "is a 32-bit program: facet-run has a 64-bit library only";
	if (elf->e_machine != EM_X86_64)
		return "is a program for another processor";
	if (!has_interpreter(head, bytes))
		return STATIC;
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

/*
 * Find the obstacle in a program, or in the interpreter of a script. @file: path of the program, of
 * PATH_MAX bytes; gets that of the interpreter. @depth: gets the number of scripts. @text: gets the
 * obstacle, or NULL. Return: 0, or the negative errno of reading @file.
 */
static int find_obstacle(char *file, int *depth, const char **text)
{
	_Alignas(Elf64_Ehdr) char head[HEAD_BYTES];
	char next[PATH_MAX];
	struct stat st;
	ssize_t bytes;

	for (*depth = 0; *depth <= SCRIPTS_MOST; ++*depth) {
		bytes = read_head(file, head, &st);
		if (bytes < 0)
			return bytes;
		if (!interpreter(head, bytes, next, sizeof(next))) {
			*text = gets_rights(file, &st) ?
				"is setuid, setgid or has capabilities: Linux ignores LD_PRELOAD" :
				elf_obstacle(head, bytes);
			return 0;
		}
		memcpy(file, next, sizeof(next));
	}
	*text = "is a script whose interpreter is a script, five times";
	return 0;
}

static void tell(char *why, size_t size, const char *file, int depth, const char *text)
{
	if (depth && depth <= SCRIPTS_MOST)
		snprintf(why, size, "is a script, and %.200s %s", file, text);
	else
		snprintf(why, size, "%s", text);
}

int program_file_obstacle(const char *path, char *why, size_t size)
{
	const char *text = NULL;
	char file[PATH_MAX];
	int depth, ret;

	snprintf(file, sizeof(file), "%s", path);
	ret = find_obstacle(file, &depth, &text);
	if (ret) {
		snprintf(why, size, "cannot be read: %s", strerror(-ret));
		return ret;
	}
	if (!text)
		return 0;
	tell(why, size, file, depth, text);
	return -EINVAL;
}

static bool names_gpu(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *bytes = MAP_FAILED;
	bool found = false;
	struct stat st;
	size_t i;

	if (fd >= 0 && !fstat(fd, &st))
		bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (bytes == MAP_FAILED)
		return false;
	for (i = 0; i < sizeof(gpu_names) / sizeof(*gpu_names) && !found; i++)
		found = memmem(bytes, st.st_size, gpu_names[i], strlen(gpu_names[i]));
	munmap(bytes, st.st_size);
	return found;
}

bool program_file_stray(const char *path, char *why, size_t size)
{
	const char *text = NULL;
	char file[PATH_MAX];
	int depth;

	snprintf(file, sizeof(file), "%s", path);
	if (find_obstacle(file, &depth, &text) || !text || !strcmp(text, NO_PROGRAM) ||
	    (!strcmp(text, STATIC) && !names_gpu(file)))
		return false;
	tell(why, size, file, depth, text);
	return true;
}
