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

#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "shim/shim.h"
#include "shim/shim_libc.h"

#define STRING_OF(x)	#x
#define STRING(x)	STRING_OF(x)
#define NODE	"renderD" STRING(SHIM_MINOR)
#define NUMBER	STRING(SHIM_MAJOR) ":" STRING(SHIM_MINOR)
#define SLOT	"0000:00:02.0"
#define PCI	"/sys/devices/pci0000:00/" SLOT
#define DRM	PCI "/drm/" NODE

#define FOLDER	SHIM_NODE_DIR, NULL, 0, NULL, { 0 }
#define TEXT(format, ...)	SHIM_NODE_FILE, format, 0, NULL, { __VA_ARGS__ }
#define LINK(text, to)	SHIM_NODE_LINK, text, sizeof(text) - 1, to, { 0 }

enum {
	FIRST_INODE = 1000,
	SYSFS_BYTES = 4096,	/* size of every text in sysfs */
	LINKS_MAX = 8,
	CLASS = 0x030000,	/* VGA: the GPU that firmware started, as on bare metal */
};

#define COMMAND	(PCI_CFG_COMMAND_IO | PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER |	\
		 PCI_CFG_COMMAND_INTX_OFF)
#define LOW(x)	((x) & 0xff)
#define HIGH(x)	((x) >> 8)

static const u8 config[64] = {
	[PCI_CFG_VENDOR] = LOW(GEN9_PCI_VENDOR), HIGH(GEN9_PCI_VENDOR),
	[PCI_CFG_DEVICE] = LOW(GEN9_PCI_DEVICE_KBL_GT2), HIGH(GEN9_PCI_DEVICE_KBL_GT2),
	[PCI_CFG_COMMAND] = LOW(COMMAND), HIGH(COMMAND),
	[PCI_CFG_STATUS] = PCI_CFG_STATUS_CAPS,
	[PCI_CFG_REVISION] = GEN9_PCI_REVISION_KBL,
	[PCI_CFG_CLASS] = LOW(CLASS), LOW(CLASS >> 8), CLASS >> 16,
	[PCI_CFG_SUBSYS_VENDOR] = LOW(GEN9_PCI_VENDOR), HIGH(GEN9_PCI_VENDOR),
	[PCI_CFG_SUBSYS_DEVICE] = LOW(GEN9_PCI_DEVICE_KBL_GT2), HIGH(GEN9_PCI_DEVICE_KBL_GT2),
};

static const struct shim_node nodes[] = {
	{ "/dev/dri", FOLDER },
	{ "/dev/dri/" NODE, SHIM_NODE_DEVICE, NULL, 0, NULL, { 0 } },
	{ "/sys/dev/char/" NUMBER, LINK("../../devices/pci0000:00/" SLOT "/drm/" NODE, DRM) },
	{ "/sys/class/drm/" NODE, LINK("../../devices/pci0000:00/" SLOT "/drm/" NODE, DRM) },
	{ "/sys/bus/pci/devices/" SLOT, LINK("../../../devices/pci0000:00/" SLOT, PCI) },
	{ PCI, FOLDER },
	{ PCI "/vendor", TEXT("0x%04x\n", GEN9_PCI_VENDOR) },
	{ PCI "/device", TEXT("0x%04x\n", GEN9_PCI_DEVICE_KBL_GT2) },
	{ PCI "/subsystem_vendor", TEXT("0x%04x\n", GEN9_PCI_VENDOR) },
	{ PCI "/subsystem_device", TEXT("0x%04x\n", GEN9_PCI_DEVICE_KBL_GT2) },
	{ PCI "/revision", TEXT("0x%02x\n", GEN9_PCI_REVISION_KBL) },
	{ PCI "/class", TEXT("0x%06x\n", CLASS) },
	{ PCI "/boot_vga", TEXT("1\n", 0) },
	{ PCI "/uevent", TEXT("DRIVER=i915\nPCI_CLASS=%1$X\nPCI_ID=%2$04X:%3$04X\n"
			      "PCI_SUBSYS_ID=%2$04X:%3$04X\nPCI_SLOT_NAME=" SLOT "\n", CLASS,
			      GEN9_PCI_VENDOR, GEN9_PCI_DEVICE_KBL_GT2) },
	{ PCI "/config", SHIM_NODE_FILE, config, sizeof(config), NULL, { 0 } },
	{ PCI "/subsystem", LINK("../../../bus/pci", "/sys/bus/pci") },
	{ PCI "/driver", LINK("../../../bus/pci/drivers/i915", "/sys/bus/pci/drivers/i915") },
	{ PCI "/drm", FOLDER },
	{ DRM, FOLDER },
	{ DRM "/uevent", TEXT("MAJOR=%u\nMINOR=%u\nDEVNAME=dri/" NODE "\nDEVTYPE=drm_minor\n",
			      SHIM_MAJOR, SHIM_MINOR) },
	{ DRM "/dev", TEXT(NUMBER "\n", 0) },
	{ DRM "/device", LINK("../../../" SLOT, PCI) },
	{ DRM "/subsystem", LINK("../../../../../class/drm", "/sys/class/drm") },
};

/* A folder of the kernel that a link leads to, and that may not be there. */
static const struct shim_node elsewhere = { "", FOLDER };

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

const struct shim_node *shim_node_render(void)
{
	return node_at("/dev/dri/" NODE);
}

int shim_node_open(const struct shim_node *node, int flags)
{
	ssize_t n;
	int fd;

	if (node->type == SHIM_NODE_DEVICE)
		return shim_open(flags);
	if (node->type != SHIM_NODE_FILE || (flags & O_ACCMODE) != O_RDONLY) {
		errno = node->type == SHIM_NODE_FILE ? EACCES : EISDIR;
		return -1;
	}
	fd = memfd_create("facet-sysfs", flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
	if (fd < 0)
		return fd;
	if (node->len)
		n = write(fd, node->data, node->len);
	else
		n = dprintf(fd, node->data, node->values[0], node->values[1], node->values[2]);
	if (n > 0 && !libc.lseek(fd, 0, SEEK_SET))
		return fd;
	libc.close(fd);
	return -1;
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
