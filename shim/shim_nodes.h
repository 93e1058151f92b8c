/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files that the library adds: the render node and the PCI device in sysfs. They exist in this
 * library alone, as a table.
 */
#ifndef FACET_SHIM_NODES_H
#define FACET_SHIM_NODES_H

#include <sys/stat.h>

#include "port.h"

struct statx;

#define SHIM_PATH_BYTES	512u

/**
 * enum shim_node_type - The types of files.
 * @SHIM_NODE_DIR: folder
 * @SHIM_NODE_FILE: file of text or bytes
 * @SHIM_NODE_LINK: symbolic link
 * @SHIM_NODE_DEVICE: the render node
 */
enum shim_node_type {
	SHIM_NODE_DIR,
	SHIM_NODE_FILE,
	SHIM_NODE_LINK,
	SHIM_NODE_DEVICE,
};

/**
 * struct shim_node - A file.
 * @path: its path, without links
 * @type: its type
 * @data: bytes of a file; text of a link
 * @len: number of bytes of @data; 0 of a file: @data is a format of printf(3)
 * @to: path to which a link leads
 * @values: for the format
 */
struct shim_node {
	const char *path;
	enum shim_node_type type;
	const void *data;
	u32 len;
	const char *to;
	u32 values[3];
};

/**
 * enum shim_found - The result of a search for a path.
 * @SHIM_FOUND_OTHER: the path is not of this library: ask the C library
 * @SHIM_FOUND_NONE: the path is in a folder of this library, and does not exist
 * @SHIM_FOUND_NODE: the path names a file of this library
 */
enum shim_found {
	SHIM_FOUND_OTHER,
	SHIM_FOUND_NONE,
	SHIM_FOUND_NODE,
};

/**
 * shim_node_find() - Find a file.
 * @path: the path; NULL is allowed. Paths that do not begin with / are not of this library
 * @follow: follow a link at the end of the path
 * @node: gets the file
 * @real: NULL, or gets the path without links, of SHIM_PATH_BYTES
 *
 * Context: any; takes no lock.
 * Return: enum shim_found.
 */
enum shim_found shim_node_find(const char *path, bool follow, const struct shim_node **node,
			       char *real);

/**
 * shim_node_child() - Return an entry of a folder.
 * @dir: the folder
 * @i: number of the entry, from 0 on
 *
 * Context: any; takes no lock.
 * Return: the entry; NULL: there are fewer.
 */
const struct shim_node *shim_node_child(const struct shim_node *dir, u32 i);

/**
 * shim_node_name() - Return the last part of a file's path.
 * @node: the file
 *
 * Context: any; takes no lock.
 * Return: the name.
 */
const char *shim_node_name(const struct shim_node *node);

/**
 * shim_node_render() - Return the render node.
 *
 * Context: any; takes no lock.
 * Return: the file.
 */
const struct shim_node *shim_node_render(void);

/**
 * shim_node_open() - Open a file.
 * @node: the file
 * @flags: flags of open(2)
 *
 * Context: any thread; takes &shim.lock for the render node. May sleep.
 * Return: a descriptor; -1: errno says why.
 */
int shim_node_open(const struct shim_node *node, int flags);

/**
 * shim_node_stat() - Tell a file's type and number.
 * @node: the file
 * @st: filled in
 *
 * Context: any; takes no lock.
 */
void shim_node_stat(const struct shim_node *node, struct stat *st);

/**
 * shim_node_statx() - Tell a file's type and number, for statx(2).
 * @node: the file
 * @st: filled in
 *
 * Context: any; takes no lock.
 */
void shim_node_statx(const struct shim_node *node, struct statx *st);

/**
 * shim_node_device() - Let the descriptor of a memfd look like the render node.
 * @st: what fstat(2) says
 *
 * Context: any; takes no lock.
 */
void shim_node_device(struct stat *st);

#endif
