// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files that the library adds. libdrm and the drivers read them to identify the GPU. Source:
 * libdrm xf86drm.c for what is read; Linux drivers/pci/pci-sysfs.c for the contents. The replaced
 * functions of the C library call it; takes no lock.
 */
#include "shim/shim_nodes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "gen9/pci_defs.h"
#include "shim/shim.h"
#include "shim/shim_libc.h"

#define PCI	"/sys/devices/pci0000:00/0000:00:02.0"
#define DRM	PCI "/drm/renderD128"
#define TEXT(s)	SHIM_NODE_FILE, s, sizeof(s) - 1, NULL
#define LINK(text, to) SHIM_NODE_LINK, text, sizeof(text) - 1, to

enum {
	FIRST_INODE = 1000,
	SYSFS_BYTES = 4096,	/* size of every text in sysfs */
	LINKS_MAX = 8,
};

/* PCI configuration space: vendor, device, command, status, revision, class, subsystem. */
static const u8 config[64] = {
	0x86, 0x80, 0x12, 0x59, 0x07, 0x04, 0x10, 0x00, GEN9_PCI_REVISION_KBL, 0x00, 0x00, 0x03,
	[0x2c] = 0x86, 0x80, 0x12, 0x59,
};

static const struct shim_node nodes[] = {
	{ "/dev/dri", SHIM_NODE_DIR, NULL, 0, NULL },
	{ "/dev/dri/renderD128", SHIM_NODE_DEVICE, NULL, 0, NULL },
	{ "/sys/dev/char/226:128", LINK("../../devices/pci0000:00/0000:00:02.0/drm/renderD128",
					DRM) },
	{ "/sys/class/drm/renderD128", LINK("../../devices/pci0000:00/0000:00:02.0/drm/renderD128",
					    DRM) },
	{ "/sys/bus/pci/devices/0000:00:02.0", LINK("../../../devices/pci0000:00/0000:00:02.0",
						    PCI) },
	{ PCI, SHIM_NODE_DIR, NULL, 0, NULL },
	{ PCI "/vendor", TEXT("0x8086\n") },
	{ PCI "/device", TEXT("0x5912\n") },
	{ PCI "/subsystem_vendor", TEXT("0x8086\n") },
	{ PCI "/subsystem_device", TEXT("0x5912\n") },
	{ PCI "/revision", TEXT("0x04\n") },
	{ PCI "/class", TEXT("0x030000\n") },
	{ PCI "/boot_vga", TEXT("1\n") },
	{ PCI "/uevent", TEXT("DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:5912\n"
			      "PCI_SUBSYS_ID=8086:5912\nPCI_SLOT_NAME=0000:00:02.0\n") },
	{ PCI "/config", SHIM_NODE_FILE, config, sizeof(config), NULL },
	{ PCI "/subsystem", LINK("../../../bus/pci", "/sys/bus/pci") },
	{ PCI "/driver", LINK("../../../bus/pci/drivers/i915", "/sys/bus/pci/drivers/i915") },
	{ PCI "/drm", SHIM_NODE_DIR, NULL, 0, NULL },
	{ DRM, SHIM_NODE_DIR, NULL, 0, NULL },
	{ DRM "/uevent", TEXT("MAJOR=226\nMINOR=128\nDEVNAME=dri/renderD128\n"
			      "DEVTYPE=drm_minor\n") },
	{ DRM "/dev", TEXT("226:128\n") },
	{ DRM "/device", LINK("../../../0000:00:02.0", PCI) },
	{ DRM "/subsystem", LINK("../../../../../class/drm", "/sys/class/drm") },
};

/* A folder of the kernel that a link leads to, and that may not be there. */
static const struct shim_node elsewhere = { "", SHIM_NODE_DIR, NULL, 0, NULL };

/* Folders of which the library answers everything. */
static const char *const owned[] = { "/dev/dri", PCI };

static const struct shim_node *node_at(const char *path)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(nodes); i++)
		if (!strcmp(nodes[i].path, path))
			return &nodes[i];
	return NULL;
}

static bool is_owned(const char *path)
{
	size_t n;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(owned); i++) {
		n = strlen(owned[i]);
		if (!strncmp(path, owned[i], n) && (!path[n] || path[n] == '/'))
			return true;
	}
	return false;
}

/* Add a part to a path. Return: false: the path is too long. */
static bool add_part(char *out, const char *part, size_t n)
{
	size_t len = strlen(out);
	char *slash;

	if (!n || (n == 1 && part[0] == '.'))
		return true;
	if (n == 2 && part[0] == '.' && part[1] == '.') {
		slash = strrchr(out, '/');
		if (slash)
			*slash = 0;
		return true;
	}
	if (len + n + 2 > SHIM_PATH_BYTES)
		return false;
	out[len] = '/';
	memcpy(out + len + 1, part, n);
	out[len + 1 + n] = 0;
	return true;
}

enum shim_found shim_node_find(const char *path, bool follow, const struct shim_node **found,
			       char *real)
{
	const struct shim_node *node = NULL;
	char out[SHIM_PATH_BYTES] = "";
	bool came_by_link = false;
	u32 links = 0;
	size_t n;

	if (!path || *path != '/')
		return SHIM_FOUND_OTHER;
	path += strspn(path, "/");
	if (strncmp(path, "dev/", 4) && strncmp(path, "sys/", 4))
		return SHIM_FOUND_OTHER;
	while (*path) {
		path += strspn(path, "/");
		n = strcspn(path, "/");
		if (!add_part(out, path, n))
			return SHIM_FOUND_OTHER;
		path += n;
		node = node_at(out);
		came_by_link = false;
		while (node && node->type == SHIM_NODE_LINK && (follow || *path) &&
		       links++ < LINKS_MAX) {
			snprintf(out, sizeof(out), "%s", node->to);
			node = node_at(out);
			came_by_link = true;
		}
	}
	if (real)
		memcpy(real, out, sizeof(out));
	*found = node ? node : &elsewhere;
	if (node || came_by_link)
		return SHIM_FOUND_NODE;
	return is_owned(out) ? SHIM_FOUND_NONE : SHIM_FOUND_OTHER;
}

const char *shim_node_name(const struct shim_node *node)
{
	const char *slash = strrchr(node->path, '/');

	return slash ? slash + 1 : node->path;
}

const struct shim_node *shim_node_child(const struct shim_node *dir, u32 i)
{
	size_t n = strlen(dir->path);
	u32 k;

	for (k = 0; n && k < ARRAY_SIZE(nodes); k++) {
		if (strncmp(nodes[k].path, dir->path, n) || nodes[k].path[n] != '/' ||
		    strchr(nodes[k].path + n + 1, '/'))
			continue;
		if (!i--)
			return &nodes[k];
	}
	return NULL;
}

int shim_node_open(const struct shim_node *node, int flags)
{
	int fd;

	if (node->type == SHIM_NODE_DEVICE)
		return shim_open(flags);
	if (node->type != SHIM_NODE_FILE || (flags & O_ACCMODE) != O_RDONLY) {
		errno = node->type == SHIM_NODE_FILE ? EACCES : EISDIR;
		return -1;
	}
	fd = memfd_create("facet-sysfs", flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
	if (fd >= 0 && (write(fd, node->data, node->len) != (ssize_t)node->len ||
			libc.lseek(fd, 0, SEEK_SET))) {
		libc.close(fd);
		fd = -1;
	}
	return fd;
}

static const u32 modes[] = {
	[SHIM_NODE_DIR] = S_IFDIR | 0755,
	[SHIM_NODE_FILE] = S_IFREG | 0444,
	[SHIM_NODE_LINK] = S_IFLNK | 0777,
	[SHIM_NODE_DEVICE] = S_IFCHR | 0666,
};

static u64 node_inode(const struct shim_node *node)
{
	return FIRST_INODE + (node == &elsewhere ? 0 : 1 + (u64)(node - nodes));
}

static u64 node_size(const struct shim_node *node)
{
	if (node->type == SHIM_NODE_FILE)
		return SYSFS_BYTES;
	return node->len;
}

void shim_node_device(struct stat *st)
{
	st->st_mode = modes[SHIM_NODE_DEVICE];
	st->st_rdev = makedev(SHIM_MAJOR, SHIM_MINOR);
	st->st_size = 0;
	st->st_blocks = 0;
}

void shim_node_stat(const struct shim_node *node, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_mode = modes[node->type];
	st->st_nlink = 1;
	st->st_ino = node_inode(node);
	st->st_size = (off_t)node_size(node);
	st->st_blksize = (blksize_t)PAGE_SIZE;
	if (node->type == SHIM_NODE_DEVICE)
		shim_node_device(st);
}

void shim_node_statx(const struct shim_node *node, struct statx *st)
{
	memset(st, 0, sizeof(*st));
	st->stx_mask = STATX_TYPE | STATX_MODE | STATX_NLINK | STATX_INO | STATX_SIZE;
	st->stx_mode = (u16)modes[node->type];
	st->stx_nlink = 1;
	st->stx_ino = node_inode(node);
	st->stx_size = node_size(node);
	st->stx_blksize = (u32)PAGE_SIZE;
	if (node->type == SHIM_NODE_DEVICE) {
		st->stx_rdev_major = SHIM_MAJOR;
		st->stx_rdev_minor = SHIM_MINOR;
	}
}
