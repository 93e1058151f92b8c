// SPDX-License-Identifier: GPL-2.0-only
/* Names and severities of findings, and the list of findings (doctor.h). All checks call this. */
#include "tools/facetctl/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	enum doctor_severity severity;
} kinds[DOCTOR_IDS] = {
	[FINDING_KERNEL_OK] = { "kernel-ok", SEVERITY_OK },
	[FINDING_KERNEL_TOO_OLD] = { "kernel-too-old", SEVERITY_FAIL },
	[FINDING_KERNEL_NO_MDEV] = { "kernel-no-mdev", SEVERITY_FAIL },
	[FINDING_MODULES_OK] = { "modules-ok", SEVERITY_OK },
	[FINDING_MODULES_NOT_LOADED] = { "modules-not-loaded", SEVERITY_FAIL },
	[FINDING_MODULES_NOT_INSTALLED] = { "modules-not-installed", SEVERITY_FAIL },
	[FINDING_MODULES_NO_HEADERS] = { "modules-no-headers", SEVERITY_FAIL },
	[FINDING_MODULES_NOT_BUILT] = { "modules-not-built", SEVERITY_FAIL },
	[FINDING_VERSION_OK] = { "version-ok", SEVERITY_OK },
	[FINDING_VERSION_DIFFERS] = { "version-differs", SEVERITY_WARN },
	[FINDING_NEXT_KERNEL_OK] = { "next-kernel-ok", SEVERITY_OK },
	[FINDING_NEXT_KERNEL_NO_MODULES] = { "next-kernel-no-modules", SEVERITY_WARN },
	[FINDING_PARENT_OK] = { "parent-ok", SEVERITY_OK },
	[FINDING_PARENT_MISSING] = { "parent-missing", SEVERITY_FAIL },
	[FINDING_PARENT_FULL] = { "parent-full", SEVERITY_WARN },
	[FINDING_HARDWARE_NO_BACK_END] = { "hardware-no-back-end", SEVERITY_INFO },
	[FINDING_ENGINE_OK] = { "engine-ok", SEVERITY_OK },
	[FINDING_ENGINE_NOT_RUNNING] = { "engine-not-running", SEVERITY_WARN },
	[FINDING_ENGINE_DIFFERS] = { "engine-differs", SEVERITY_WARN },
	[FINDING_ENGINE_NOT_INSTALLED] = { "engine-not-installed", SEVERITY_WARN },
	[FINDING_VDPA_OK] = { "vdpa-ok", SEVERITY_OK },
	[FINDING_VDPA_NOT_LOADED] = { "vdpa-not-loaded", SEVERITY_INFO },
	[FINDING_VDPA_NO_DRIVER] = { "vdpa-no-driver", SEVERITY_WARN },
	[FINDING_VDPA_NO_RULES] = { "vdpa-no-rules", SEVERITY_WARN },
	[FINDING_KVM_OK] = { "kvm-ok", SEVERITY_OK },
	[FINDING_KVM_NO_CPU_SUPPORT] = { "kvm-no-cpu-support", SEVERITY_WARN },
	[FINDING_KVM_NOT_LOADED] = { "kvm-not-loaded", SEVERITY_WARN },
	[FINDING_KVM_NO_ACCESS] = { "kvm-no-access", SEVERITY_WARN },
	[FINDING_KVM_OPEN_FAILED] = { "kvm-open-failed", SEVERITY_WARN },
	[FINDING_KVM_NO_VM] = { "kvm-no-vm", SEVERITY_WARN },
	[FINDING_KVM_NO_VCPU] = { "kvm-no-vcpu", SEVERITY_WARN },
	[FINDING_KVM_RUN_FAILED] = { "kvm-run-failed", SEVERITY_WARN },
	[FINDING_KVM_RUN_TIMEOUT] = { "kvm-run-timeout", SEVERITY_WARN },
	[FINDING_KVM_WRONG_EXIT] = { "kvm-wrong-exit", SEVERITY_WARN },
	[FINDING_KVM_NO_WRITE_TRACKING] = { "kvm-no-write-tracking", SEVERITY_WARN },
	[FINDING_MEMLOCK_OK] = { "memlock-ok", SEVERITY_OK },
	[FINDING_MEMLOCK_LOW] = { "memlock-low", SEVERITY_WARN },
	[FINDING_CONTROL_OK] = { "control-ok", SEVERITY_OK },
	[FINDING_CONTROL_MISSING] = { "control-missing", SEVERITY_WARN },
	[FINDING_CONTROL_NO_ACCESS] = { "control-no-access", SEVERITY_WARN },
	[FINDING_STATISTICS_OK] = { "statistics-ok", SEVERITY_OK },
	[FINDING_STATISTICS_UNREADABLE] = { "statistics-unreadable", SEVERITY_WARN },
	[FINDING_MDEVCTL_OK] = { "mdevctl-ok", SEVERITY_OK },
	[FINDING_MDEVCTL_MISSING] = { "mdevctl-missing", SEVERITY_WARN },
	[FINDING_MDEVCTL_TOO_OLD] = { "mdevctl-too-old", SEVERITY_WARN },
	[FINDING_DEFINITIONS_OK] = { "definitions-ok", SEVERITY_OK },
	[FINDING_DEFINITIONS_NOT_STARTED] = { "definitions-not-started", SEVERITY_WARN },
	[FINDING_DEFINITIONS_UNREADABLE] = { "definitions-unreadable", SEVERITY_WARN },
	[FINDING_DEBUGFS_OK] = { "debugfs-ok", SEVERITY_OK },
	[FINDING_DEBUGFS_MISSING] = { "debugfs-missing", SEVERITY_WARN },
	[FINDING_QEMU_OK] = { "qemu-ok", SEVERITY_OK },
	[FINDING_QEMU_MISSING] = { "qemu-missing", SEVERITY_WARN },
	[FINDING_QEMU_TOO_OLD] = { "qemu-too-old", SEVERITY_WARN },
	[FINDING_QEMU_GL_OK] = { "qemu-gl-ok", SEVERITY_OK },
	[FINDING_QEMU_GL_MISSING] = { "qemu-gl-missing", SEVERITY_WARN },
	[FINDING_RENDER_NODE_OK] = { "render-node-ok", SEVERITY_OK },
	[FINDING_RENDER_NODE_MISSING] = { "render-node-missing", SEVERITY_WARN },
	[FINDING_MIGRATION_PINS] = { "migration-pins", SEVERITY_INFO },
	[FINDING_MIGRATION_IOMMUFD] = { "migration-iommufd", SEVERITY_INFO },
};

void doctor_found(struct doctor *doctor, enum doctor_id id, const char *format, ...)
{
	struct doctor_finding *finding;
	va_list args;

	if (doctor->n == DOCTOR_FINDINGS)
		return;
	finding = &doctor->findings[doctor->n++];
	finding->id = id;
	finding->remedy[0] = 0;
	va_start(args, format);
	vsnprintf(finding->message, DOCTOR_TEXT, format, args);
	va_end(args);
}

void doctor_advise(struct doctor *doctor, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(doctor->findings[doctor->n - 1].remedy, DOCTOR_TEXT, format, args);
	va_end(args);
}

const char *doctor_name(enum doctor_id id)
{
	return kinds[id].name;
}

enum doctor_severity doctor_severity(enum doctor_id id)
{
	return kinds[id].severity;
}

void doctor_first_line(const char *command, char line[static DOCTOR_TEXT])
{
	FILE *pipe = popen(command, "re");

	*line = 0;
	if (pipe && fgets(line, DOCTOR_TEXT, pipe))
		line[strcspn(line, "\n")] = 0;
	if (pipe)
		pclose(pipe);
}
