// SPDX-License-Identifier: GPL-2.0-only
/*
 * The C library's functions of folders that libfacet-run.so replaces. A folder of shim_nodes.h is
 * read by a stream of its own. The program's threads call these functions. @dirs_lock protects the
 * list of such streams.
 */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>

#include "shim/shim_libc.h"
#include "shim/shim_nodes.h"

/**
 * struct node_dir - A stream over a folder of the table.
 * @next: next stream
 * @node: the folder
 * @at: number of the next entry
 * @entry: the last entry
 */
struct node_dir {
	struct node_dir *next;
	const struct shim_node *node;
	u32 at;
	struct dirent entry;
};

static pthread_mutex_t dirs_lock = PTHREAD_MUTEX_INITIALIZER;
static struct node_dir *dirs;

static const u8 entry_types[] = {
	[SHIM_NODE_DIR] = DT_DIR,
	[SHIM_NODE_FILE] = DT_REG,
	[SHIM_NODE_LINK] = DT_LNK,
	[SHIM_NODE_DEVICE] = DT_CHR,
};

/* Return the stream if it is one of the table. @take: remove it from the list. */
static struct node_dir *dir_of(DIR *dir, bool take)
{
	struct node_dir **at, *found = NULL;

	libc_init();
	if (!READ_ONCE(dirs))
		return NULL;
	pthread_mutex_lock(&dirs_lock);
	for (at = &dirs; *at && !found; at = found ? at : &(*at)->next)
		if ((void *)*at == (void *)dir)
			found = *at;
	if (found && take) {
		for (at = &dirs; *at != found; at = &(*at)->next)
			;
		*at = found->next;
	}
	pthread_mutex_unlock(&dirs_lock);
	return found;
}

DIR *opendir(const char *path)
{
	const struct shim_node *node;
	enum shim_found found;
	struct node_dir *dir;

	libc_init();
	found = shim_node_find(path, true, &node, NULL);
	if (found == SHIM_FOUND_OTHER)
		return libc.opendir(path);
	if (found == SHIM_FOUND_NONE || node->type != SHIM_NODE_DIR) {
		errno = found == SHIM_FOUND_NONE ? ENOENT : ENOTDIR;
		return NULL;
	}
	dir = calloc(1, sizeof(*dir));
	if (!dir)
		return NULL;
	dir->node = node;
	pthread_mutex_lock(&dirs_lock);
	dir->next = dirs;
	WRITE_ONCE(dirs, dir);
	pthread_mutex_unlock(&dirs_lock);
	return (DIR *)dir;
}

/* Fill in an entry. The first two are . and .. */
static struct dirent *next_entry(struct node_dir *dir)
{
	static const char *const dots[] = { ".", ".." };
	const struct shim_node *child = NULL;

	if (dir->at >= ARRAY_SIZE(dots)) {
		child = shim_node_child(dir->node, dir->at - ARRAY_SIZE(dots));
		if (!child)
			return NULL;
	}
	memset(&dir->entry, 0, sizeof(dir->entry));
	snprintf(dir->entry.d_name, sizeof(dir->entry.d_name), "%s",
		 child ? shim_node_name(child) : dots[dir->at]);
	dir->entry.d_type = child ? entry_types[child->type] : DT_DIR;
	dir->entry.d_reclen = sizeof(dir->entry);
	dir->entry.d_off = ++dir->at;
	dir->entry.d_ino = dir->at;
	return &dir->entry;
}

struct dirent *readdir(DIR *stream)
{
	struct node_dir *dir = dir_of(stream, false);

	return dir ? next_entry(dir) : libc.readdir(stream);
}

struct dirent64 *readdir64(DIR *stream)
{
	return (struct dirent64 *)readdir(stream);
}

int closedir(DIR *stream)
{
	struct node_dir *dir = dir_of(stream, true);

	if (!dir)
		return libc.closedir(stream);
	free(dir);
	return 0;
}

void rewinddir(DIR *stream)
{
	struct node_dir *dir = dir_of(stream, false);

	if (dir)
		dir->at = 0;
	else
		libc.rewinddir(stream);
}

int dirfd(DIR *stream)
{
	if (!dir_of(stream, false))
		return libc.dirfd(stream);
	errno = ENOTSUP;
	return -1;
}

/* Add a copy of an entry to a list that grows by doubling. */
static int add_name(struct dirent ***names, int n, const struct dirent *entry)
{
	struct dirent **more = *names;
	struct dirent *copy = malloc(sizeof(*copy));

	if (!(n & (n - 1)))
		more = realloc(more, (size_t)max(2 * n, 1) * sizeof(*more));
	if (more)
		*names = more;
	if (!copy || !more) {
		free(copy);
		return -1;
	}
	*copy = *entry;
	more[n] = copy;
	return 0;
}

int scandir(const char *path, struct dirent ***names, int (*select)(const struct dirent *),
	    int (*compare)(const struct dirent **, const struct dirent **))
{
	const struct shim_node *node;
	struct dirent **list = NULL;
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	libc_init();
	if (shim_node_find(path, true, &node, NULL) == SHIM_FOUND_OTHER)
		return libc.scandir(path, names, select, compare);
	dir = opendir(path);
	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		if ((!select || select(entry)) && !add_name(&list, n, entry))
			n++;
	}
	closedir(dir);
	if (compare && n)
		qsort(list, (size_t)n, sizeof(*list), (int (*)(const void *, const void *))compare);
	*names = list;
	return n;
}

int scandir64(const char *path, struct dirent64 ***names,
	      int (*select)(const struct dirent64 *),
	      int (*compare)(const struct dirent64 **, const struct dirent64 **))
{
	return scandir(path, (struct dirent ***)names, (int (*)(const struct dirent *))select,
		       (int (*)(const struct dirent **, const struct dirent **))compare);
}
