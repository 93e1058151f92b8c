// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of facetctl doctor about VMMs, about those who use them, and about what the modules
 * offer beside vGPUs (doctor.h). doctor.c calls doctor_check_vmm().
 */
#include "tools/facetctl/doctor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <xf86drm.h>

#include "tools/facetctl/definitions.h"
#include "tools/lib/host.h"
#include "tools/lib/stats.h"
#include "tools/lib/sysfs.h"

#define CONTROL_NODE	"/dev/" FACET_CONTROL_NAME
#define MEMLOCK_ENOUGH	(4ull << 30)	/* bytes: the vGPU of a 4 GiB guest may pin all of it */
#define RENDER_NODES	16

void doctor_check_memlock(struct doctor *doctor)
{
	struct rlimit limit;
	unsigned long long mib;

	getrlimit(RLIMIT_MEMLOCK, &limit);
	mib = limit.rlim_cur >> 20;
	if (limit.rlim_cur == RLIM_INFINITY) {
		doctor_found(doctor, FINDING_MEMLOCK_OK, "memory may be locked without limit");
	} else if (limit.rlim_cur >= MEMLOCK_ENOUGH) {
		doctor_found(doctor, FINDING_MEMLOCK_OK, "%llu MiB may be locked", mib);
	} else {
		doctor_found(doctor, FINDING_MEMLOCK_LOW,
			     "only %llu MiB may be locked here, and a guest's memory that its vGPU "
			     "uses is",
			     mib);
		doctor_advise(doctor, "before QEMU: ulimit -l unlimited (a service: "
				      "LimitMEMLOCK=infinity; libvirt does so by itself)");
	}
}

/* --- what the module offers --------------------------------------------------------------- */

static bool is_missing(const char *node)
{
	return access(node, F_OK) && errno == ENOENT;
}

/* Tell if there are no statistics at all: neither the node, nor a file that FACET_STATS names. */
static bool has_no_statistics(void)
{
	return !getenv("FACET_STATS") && is_missing(STATS_NODE);
}

/* The module has made its nodes in devtmpfs. Without that, udev or a container leaves them out. */
static void report_missing_nodes(struct doctor *doctor)
{
	if (has_no_statistics())
		doctor_found(doctor, FINDING_CONTROL_MISSING,
			     "there is neither %s nor %s: no screenshots, no statistics",
			     CONTROL_NODE, STATS_NODE);
	else
		doctor_found(doctor, FINDING_CONTROL_MISSING, "there is no %s: no screenshots",
			     CONTROL_NODE);
	doctor_advise(doctor, "start udev, or mount devtmpfs; give a container these devices");
}

static void check_control(struct doctor *doctor)
{
	const char *node = CONTROL_NODE;

	if (is_missing(node)) {
		report_missing_nodes(doctor);
	} else if (!access(node, R_OK)) {
		doctor_found(doctor, FINDING_CONTROL_OK, "%s may be opened: screenshots work",
			     node);
	} else {
		doctor_found(doctor, FINDING_CONTROL_NO_ACCESS,
			     "%s may not be opened: no screenshots", node);
		doctor_advise(doctor, "ask as root, or let your group have it (udev)");
	}
}

/* If the versions differ, the remedy says whether to update the tools or the module. */
static void check_statistics(struct doctor *doctor)
{
	char error[STATS_ERROR];
	struct stats stats;

	if (is_missing(CONTROL_NODE) && has_no_statistics())
		return;		/* report_missing_nodes() has reported both */
	if (!stats_open(&stats, NULL, error)) {
		stats_close(&stats);
		doctor_found(doctor, FINDING_STATISTICS_OK,
			     "statistics can be read: facet-top, facetctl stats and facetd work");
		return;
	}
	doctor_found(doctor, FINDING_STATISTICS_UNREADABLE,
		     "statistics cannot be read: no facet-top, no facetctl stats, no facetd");
	doctor_advise(doctor, "%s", error);
}

static void check_debugfs(struct doctor *doctor)
{
	if (sysfs_exists("%s/sys/kernel/debug/facet", doctor->host->root)) {
		doctor_found(doctor, FINDING_DEBUGFS_OK,
			     "debugfs shows what guests asked for in vain");
	} else {
		doctor_found(doctor, FINDING_DEBUGFS_MISSING,
			     "debugfs is not mounted, or not for you: no reports of faults");
		doctor_advise(doctor, "as root: mount -t debugfs none /sys/kernel/debug");
	}
}

/* --- mdevctl ------------------------------------------------------------------------------ */

static void check_definitions(struct doctor *doctor)
{
	struct definition *missing;
	int n = definitions_missing(doctor->host, &missing);

	if (n > 0) {
		doctor_found(doctor, FINDING_DEFINITIONS_NOT_STARTED,
			     "%d vGPU(s) that are to start with the host are not there, such as %s",
			     n, missing->uuid);
		doctor_advise(doctor, "facetctl autostart; why they did not start: journalctl -u "
				      "facet-vgpus");
	} else if (n < 0) {
		doctor_found(doctor, FINDING_DEFINITIONS_UNREADABLE,
			     "mdevctl does not list what it has defined");
		doctor_advise(doctor, "mdevctl list --defined says why; each definition is a file "
				      "in /etc/mdevctl.d");
	} else {
		doctor_found(doctor, FINDING_DEFINITIONS_OK,
			     "what is to start with the host is there");
	}
	free(missing);
}

static void check_mdevctl(struct doctor *doctor)
{
	unsigned int major, minor;
	char line[DOCTOR_TEXT];

	doctor_first_line("mdevctl --version 2>/dev/null", line);
	if (sscanf(line, "mdevctl %u.%u", &major, &minor) != 2) {
		doctor_found(doctor, FINDING_MDEVCTL_MISSING,
			     "there is no mdevctl: vGPUs are gone after a restart");
		doctor_advise(doctor, "apt install mdevctl");
		return;
	}
	if (major < 1 || (major == 1 && minor < 2)) {
		doctor_found(doctor, FINDING_MDEVCTL_TOO_OLD, "%s is older than what is tested",
			     line);
		doctor_advise(doctor, "take 1.2 or later");
	} else {
		doctor_found(doctor, FINDING_MDEVCTL_OK, "%s", line);
	}
	check_definitions(doctor);
}

/* --- QEMU --------------------------------------------------------------------------------- */

static void check_qemu_gl(struct doctor *doctor)
{
	char line[DOCTOR_TEXT];

	doctor_first_line("qemu-system-x86_64 -display help 2>/dev/null | "
			  "grep -xE 'egl-headless|gtk|dbus' | tr '\\n' ' '", line);
	if (strstr(line, "egl-headless")) {
		doctor_found(doctor, FINDING_QEMU_GL_OK, "QEMU's displays with OpenGL: %s", line);
		return;
	}
	doctor_found(doctor, FINDING_QEMU_GL_MISSING,
		     "no QEMU here has a display with OpenGL: dma-bufs cannot be shown");
	doctor_advise(doctor, "apt install qemu-system-gui qemu-system-modules-opengl; or set "
			      "display=region, which every display shows");
}

static void check_qemu(struct doctor *doctor)
{
	unsigned int major = 0, minor = 0;
	char line[DOCTOR_TEXT];

	doctor_first_line("qemu-system-x86_64 --version 2>/dev/null", line);
	if (sscanf(line, "QEMU emulator version %u.%u", &major, &minor) != 2) {
		doctor_found(doctor, FINDING_QEMU_MISSING, "there is no qemu-system-x86_64");
		doctor_advise(doctor, "apt install qemu-system-x86 (another VMM that knows "
				      "vfio-mdev will do)");
		return;
	}
	if (major < 7 || (major == 7 && minor < 2)) {
		doctor_found(doctor, FINDING_QEMU_TOO_OLD, "%s is older than what is tested", line);
		doctor_advise(doctor, "take 7.2 or later");
	} else {
		doctor_found(doctor, FINDING_QEMU_OK, "%s", line);
	}
	check_qemu_gl(doctor);
}

static void check_render_nodes(struct doctor *doctor)
{
	drmDevicePtr devices[RENDER_NODES];
	int i, n = drmGetDevices2(0, devices, RENDER_NODES);
	const char *node = NULL;

	for (i = 0; i < n && !node; i++)
		if (devices[i]->available_nodes & (1 << DRM_NODE_RENDER))
			node = devices[i]->nodes[DRM_NODE_RENDER];
	if (node) {
		doctor_found(doctor, FINDING_RENDER_NODE_OK, "there is a render node, %s", node);
	} else {
		doctor_found(doctor, FINDING_RENDER_NODE_MISSING,
			     "there is no render node: egl-headless and dbus cannot show dma-bufs");
		doctor_advise(doctor,
			      "modprobe vgem makes one in software; or set display=region");
	}
	if (n > 0)
		drmFreeDevices(devices, n);
}

void doctor_check_vmm(struct doctor *doctor)
{
	doctor_check_memlock(doctor);
	if (!doctor->no_facet) {
		check_control(doctor);
		check_statistics(doctor);
		check_debugfs(doctor);
	}
	check_mdevctl(doctor);
	check_qemu(doctor);
	check_render_nodes(doctor);
}
