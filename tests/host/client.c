// SPDX-License-Identifier: GPL-2.0-only
/* See client.h. */
#include "client.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/iommufd.h>
#include <linux/kvm.h>

static int failures;

bool ok(bool good, const char *format, ...)
{
	va_list ap;

	printf("%sok - ", good ? "" : "not ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	failures += !good;
	return good;
}

int ok_status(void)
{
	return failures ? 1 : 0;
}

static void fail(const char *what)
{
	printf("# %s: %s\n", what, strerror(errno));
	ok(false, "%s", what);
	exit(1);
}

static int open_group(const char *uuid)
{
	char path[128], target[256], node[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/iommu_group", uuid);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = 0;
	snprintf(node, sizeof(node), "/dev/vfio/%s", strrchr(target, '/') + 1);
	n = open(node, O_RDWR | O_CLOEXEC);
	return n < 0 ? -errno : n;
}

/*
 * Tell KVM of the file of a group, or of a device that is not bound yet: an open device learns of
 * no KVM.
 */
static int tell_kvm(int file, int kvm_vfio)
{
	int32_t fd = file;
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_FILE,
		.attr = KVM_DEV_VFIO_FILE_ADD,
		.addr = (uintptr_t)&fd,
	};

	return kvm_vfio >= 0 && ioctl(kvm_vfio, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
}

/* Open the group of a vGPU, and nothing else yet. Return: 0 or a negative errno. */
static int begin(struct client *c, const char *uuid)
{
	memset(c, 0, sizeof(*c));
	c->container = -1;
	c->device = -1;
	c->group = open_group(uuid);
	return c->group < 0 ? c->group : 0;
}

static int open_device(struct client *c, const char *uuid)
{
	c->device = ioctl(c->group, VFIO_GROUP_GET_DEVICE_FD, uuid);
	return c->device < 0 ? -errno : 0;
}

static int attach(struct client *c, const char *uuid, int kvm_vfio)
{
	int ret = tell_kvm(c->group, kvm_vfio);

	if (ret)
		return ret;
	if (ioctl(c->group, VFIO_GROUP_SET_CONTAINER, &c->container) ||
	    ioctl(c->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	return open_device(c, uuid);
}

/* Find the character device of a vGPU. Return: its descriptor, or a negative errno. */
static int open_cdev(const char *uuid)
{
	char path[128], node[288];
	struct dirent *entry;
	int fd = -ENOENT;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/vfio-dev", uuid);
	dir = opendir(path);
	while (dir && fd < 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(node, sizeof(node), "/dev/vfio/devices/%s", entry->d_name);
		fd = open(node, O_RDWR | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
	}
	if (dir)
		closedir(dir);
	return fd;
}

/* Open a vGPU by its character device, with guest memory from iommufd. Return: as client_open(). */
static int attach_iommufd(struct client *c, const char *uuid, int kvm_vfio)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	int ret;

	c->container = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (c->container < 0)
		return -errno;
	c->device = open_cdev(uuid);
	if (c->device < 0)
		return c->device;
	ret = tell_kvm(c->device, kvm_vfio);
	if (ret)
		return ret;
	bind.iommufd = c->container;
	if (ioctl(c->device, VFIO_DEVICE_BIND_IOMMUFD, &bind) ||
	    ioctl(c->container, IOMMU_IOAS_ALLOC, &alloc))
		return -errno;
	attach.pt_id = c->ioas = alloc.out_ioas_id;
	return ioctl(c->device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach) ? -errno : 0;
}

/* Tell whether the environment wants vGPUs to be opened by iommufd: FACET_BY=iommufd. */
static bool by_iommufd(void)
{
	const char *by = getenv("FACET_BY");

	return by && !strcmp(by, "iommufd");
}

uint64_t client_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ull + ts.tv_nsec / 1000;
}

int client_open(struct client *c, const char *uuid, size_t ram_size)
{
	return client_open_in_kvm(c, uuid, ram_size, -1);
}

int client_open_in_kvm(struct client *c, const char *uuid, size_t ram_size, int kvm_vfio)
{
	int memfd;

	memset(c, 0, sizeof(*c));
	c->container = c->group = c->device = -1;
	memfd = memfd_create("ram", MFD_CLOEXEC);
	if (memfd < 0 || ftruncate(memfd, ram_size))
		return -errno;
	c->ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
	close(memfd);
	if (c->ram == MAP_FAILED)
		return -errno;
	c->ram_size = ram_size;
	if (by_iommufd())
		return attach_iommufd(c, uuid, kvm_vfio);
	c->group = open_group(uuid);
	if (c->group < 0)
		return c->group;
	c->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (c->container < 0)
		return -errno;
	return attach(c, uuid, kvm_vfio);
}

int client_join(struct client *c, const char *uuid, const struct client *with)
{
	int ret = begin(c, uuid);

	if (ret)
		return ret;
	if (ioctl(c->group, VFIO_GROUP_SET_CONTAINER, &with->container))
		return -errno;
	return open_device(c, uuid);
}

void client_close(struct client *c)
{
	if (c->device >= 0)
		close(c->device);
	if (c->group >= 0)
		close(c->group);
	if (c->container >= 0)
		close(c->container);
	if (c->ram)
		munmap(c->ram, c->ram_size);
}

int client_map_at(struct client *c, uint64_t gpa, const volatile void *mem, size_t len)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)mem,
		.iova = gpa,
		.size = len,
	};

	const struct iommu_ioas_map ioas_map = {
		.size = sizeof(ioas_map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.ioas_id = c->ioas,
		.user_va = (uintptr_t)mem,
		.length = len,
		.iova = gpa,
	};

	if (c->ioas)
		return ioctl(c->container, IOMMU_IOAS_MAP, &ioas_map) ? -errno : 0;
	return ioctl(c->container, VFIO_IOMMU_MAP_DMA, &map) ? -errno : 0;
}

int client_map(struct client *c, uint64_t gpa, size_t len)
{
	return client_map_at(c, gpa, c->ram + gpa, len);
}

int client_unmap(struct client *c, uint64_t gpa, size_t len)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = gpa,
		.size = len,
	};

	struct iommu_ioas_unmap ioas_unmap = {
		.size = sizeof(ioas_unmap), .ioas_id = c->ioas, .iova = gpa, .length = len,
	};

	if (c->ioas)
		return ioctl(c->container, IOMMU_IOAS_UNMAP, &ioas_unmap) ? -errno : 0;
	return ioctl(c->container, VFIO_IOMMU_UNMAP_DMA, &unmap) ? -errno : 0;
}

struct vfio_region_info client_region(struct client *c, uint32_t index)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };

	if (ioctl(c->device, VFIO_DEVICE_GET_REGION_INFO, &info))
		fail("VFIO_DEVICE_GET_REGION_INFO");
	return info;
}

unsigned int client_areas(struct client *c, uint32_t index,
			  struct vfio_region_sparse_mmap_area *areas, unsigned int max)
{
	union {
		struct vfio_region_info info;
		uint8_t bytes[512];
	} reply = { .info = { .argsz = sizeof(reply), .index = index } };
	const struct vfio_region_info_cap_sparse_mmap *sparse;
	const struct vfio_info_cap_header *cap;
	uint32_t at;

	if (ioctl(c->device, VFIO_DEVICE_GET_REGION_INFO, &reply.info))
		fail("VFIO_DEVICE_GET_REGION_INFO");
	if (!(reply.info.flags & VFIO_REGION_INFO_FLAG_CAPS))
		return 0;
	for (at = reply.info.cap_offset; at && at + sizeof(*sparse) <= sizeof(reply);
	     at = cap->next) {
		cap = (const void *)&reply.bytes[at];
		if (cap->id != VFIO_REGION_INFO_CAP_SPARSE_MMAP)
			continue;
		sparse = (const void *)cap;
		memcpy(areas, sparse->areas,
		       (sparse->nr_areas < max ? sparse->nr_areas : max) * sizeof(*areas));
		return sparse->nr_areas;
	}
	return 0;
}

uint64_t client_read(struct client *c, uint32_t index, uint64_t offset, unsigned int len)
{
	uint64_t value = 0;

	if (pread(c->device, &value, len, client_region(c, index).offset + offset) != len)
		fail("pread on the device");
	return value;
}

void client_write(struct client *c, uint32_t index, uint64_t offset, unsigned int len,
		  uint64_t value)
{
	if (pwrite(c->device, &value, len, client_region(c, index).offset + offset) == len)
		return;
	printf("# %u bytes at %#llx of region %u\n", len, (unsigned long long)offset, index);
	fail("pwrite on the device");
}

void *client_mmap(struct client *c, uint32_t index, uint64_t offset, size_t len)
{
	struct vfio_region_info region = client_region(c, index);
	int write = region.flags & VFIO_REGION_INFO_FLAG_WRITE ? PROT_WRITE : 0;
	void *p = mmap(NULL, len, PROT_READ | write, MAP_SHARED, c->device,
		       region.offset + offset);

	if (p == MAP_FAILED)
		fail("mmap on the device");
	return p;
}

int client_irq_by(struct client *c, uint32_t index, uint32_t action, int fd)
{
	struct {
		struct vfio_irq_set set;
		int32_t fd;
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | action,
			.index = index,
			.count = 1,
		},
		.fd = fd,
	};

	return ioctl(c->device, VFIO_DEVICE_SET_IRQS, &arg) ? -errno : 0;
}

int client_set_irq(struct client *c, uint32_t index, int fd)
{
	return client_irq_by(c, index, VFIO_IRQ_SET_ACTION_TRIGGER, fd);
}

uint64_t client_wait(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint64_t count;

	if (poll(&p, 1, ms) != 1 || read(fd, &count, sizeof(count)) != sizeof(count))
		return 0;
	return count;
}

long client_locked_kib(void)
{
	char line[128];
	long kib = -1;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && kib < 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmLck: %ld", &kib) != 1)
			kib = -1;
	if (f)
		fclose(f);
	return kib;
}

#define FEATURE_MOST	64u	/* bytes behind the head of a feature */

int client_feature(struct client *c, uint32_t flags, void *data, size_t len)
{
	struct {
		struct vfio_device_feature feature;
		uint8_t data[FEATURE_MOST];
	} arg = {
		.feature = { .argsz = sizeof(arg.feature) + len, .flags = flags },
	};
	int ret;

	if (len > sizeof(arg.data))
		return -E2BIG;
	if (len)
		memcpy(arg.data, data, len);
	ret = ioctl(c->device, VFIO_DEVICE_FEATURE, &arg) ? -errno : 0;
	if (len)
		memcpy(data, arg.data, len);
	return ret;
}

int client_set_state(struct client *c, uint32_t state, int *fd)
{
	struct vfio_device_feature_mig_state mig = { .device_state = state, .data_fd = -1 };
	int ret = client_feature(c, VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
				 &mig, sizeof(mig));

	*fd = mig.data_fd;
	return ret;
}

long file_number(const char *path, const char *name)
{
	long value, found = -1;
	char line[64], got[32];
	FILE *f = fopen(path, "re");

	while (f && found < 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "%31s %ld", got, &value) == 2 && !strcmp(got, name))
			found = value;
	if (f)
		fclose(f);
	return found;
}

long client_statistic(const char *uuid, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/facet/statistics", uuid);
	return file_number(path, name);
}

long file_value(const char *path)
{
	FILE *f = fopen(path, "re");
	long value = -1;

	if (f && fscanf(f, "%ld", &value) != 1)
		value = -1;
	if (f)
		fclose(f);
	return value;
}

long client_attribute(const char *uuid, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/facet/%s", uuid, name);
	return file_value(path);
}

long client_debugfs(const char *uuid, const char *file, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/facet/%s/%s", uuid, file);
	return file_number(path, name);
}

bool write_file(const char *text, const char *format, ...)
{
	char path[160];
	bool written;
	va_list ap;
	int fd;

	va_start(ap, format);
	vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	return written;
}

bool client_choose_cursor(const char *uuid, const char *cursor)
{
	return write_file(cursor, "/sys/bus/mdev/devices/%s/facet/cursor", uuid);
}

static bool write_power(const char *name, const char *value)
{
	bool written = write_file(value, "/sys/power/%s", name);

	if (!written)
		printf("# /sys/power/%s does not take %s: %s\n", name, value, strerror(errno));
	return written;
}

bool host_suspends(int delay)
{
	bool slept;
	char text[16];

	snprintf(text, sizeof(text), "%d", delay);
	if (!write_file(text, "/sys/module/suspend/parameters/pm_test_delay"))
		return false;
	slept = write_power("pm_test", "freezer") && write_power("state", "freeze");
	return write_power("pm_test", "none") && slept;
}

int patience(int ms)
{
	static int times;
	const char *set;

	if (!times) {
		set = getenv("FACET_PATIENCE");
		times = set ? atoi(set) : 0;
		if (times < 1)
			times = 1;
	}
	return ms * times;
}

/* Tell whether a thread of this process is a vGPU's worker, by its name. */
static bool is_worker(const char *tid, const char *uuid)
{
	char path[64], want[16], got[16] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%.16s/comm", tid);
	snprintf(want, sizeof(want), "facet-%.8s", uuid);
	f = fopen(path, "re");
	if (f && fscanf(f, "%15s", got) != 1)
		got[0] = 0;
	if (f)
		fclose(f);
	return !strcmp(got, want);
}

unsigned int client_workers(const char *uuid, pid_t *worker)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *entry;
	unsigned int n = 0;
	pid_t tid = 0;

	while (tasks && (entry = readdir(tasks))) {
		if (!is_worker(entry->d_name, uuid))
			continue;
		tid = atoi(entry->d_name);
		n++;
	}
	if (tasks)
		closedir(tasks);
	if (worker)
		*worker = tid;
	return n;
}
