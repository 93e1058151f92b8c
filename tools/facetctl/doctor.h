/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The findings of facetctl doctor, and the checks that make them. doctor.c runs the checks of
 * doctor_kernel.c, doctor_vdpa.c, doctor_kvm.c, doctor_vmm.c and doctor_migration.c in this order,
 * and prints what they found.
 */
#ifndef FACETCTL_DOCTOR_H
#define FACETCTL_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

struct host;
struct kvm_probe_ops;

#define DOCTOR_TEXT	512u	/* bytes of a text, with the NUL */
#define DOCTOR_FINDINGS	32u	/* findings, at most */

/**
 * enum doctor_severity - What a finding means for vGPUs.
 * @SEVERITY_OK: nothing is missing
 * @SEVERITY_INFO: nothing is missing; a fact that an administrator may want to know
 * @SEVERITY_WARN: vGPUs work, but a function of Facet does not, or guests are slow
 * @SEVERITY_FAIL: no vGPU works
 */
enum doctor_severity {
	SEVERITY_OK,
	SEVERITY_INFO,
	SEVERITY_WARN,
	SEVERITY_FAIL,
};

/*
 * Findings of the doctor. doctor_findings.c has the name and the severity of each: scripts may rely
 * on these. docs/reference/doctor.md explains the findings. A new finding gets a new name.
 */
enum doctor_id {
	FINDING_KERNEL_OK,
	FINDING_KERNEL_TOO_OLD,
	FINDING_KERNEL_NO_MDEV,
	FINDING_MODULES_OK,
	FINDING_MODULES_NOT_LOADED,
	FINDING_MODULES_NOT_INSTALLED,
	FINDING_MODULES_NO_HEADERS,
	FINDING_MODULES_NOT_BUILT,
	FINDING_VERSION_OK,
	FINDING_VERSION_DIFFERS,
	FINDING_NEXT_KERNEL_OK,
	FINDING_NEXT_KERNEL_NO_MODULES,
	FINDING_PARENT_OK,
	FINDING_PARENT_MISSING,
	FINDING_PARENT_FULL,
	FINDING_HARDWARE_NO_BACK_END,
	FINDING_ENGINE_OK,
	FINDING_ENGINE_NOT_RUNNING,
	FINDING_ENGINE_DIFFERS,
	FINDING_ENGINE_NOT_INSTALLED,
	FINDING_VDPA_OK,
	FINDING_VDPA_NOT_LOADED,
	FINDING_VDPA_NO_DRIVER,
	FINDING_VDPA_NO_RULES,
	FINDING_KVM_OK,
	FINDING_KVM_NO_CPU_SUPPORT,
	FINDING_KVM_NOT_LOADED,
	FINDING_KVM_NO_ACCESS,
	FINDING_KVM_OPEN_FAILED,
	FINDING_KVM_NO_VM,
	FINDING_KVM_NO_VCPU,
	FINDING_KVM_RUN_FAILED,
	FINDING_KVM_RUN_TIMEOUT,
	FINDING_KVM_WRONG_EXIT,
	FINDING_KVM_NO_WRITE_TRACKING,
	FINDING_MEMLOCK_OK,
	FINDING_MEMLOCK_LOW,
	FINDING_CONTROL_OK,
	FINDING_CONTROL_MISSING,
	FINDING_CONTROL_NO_ACCESS,
	FINDING_STATISTICS_OK,
	FINDING_STATISTICS_UNREADABLE,
	FINDING_MDEVCTL_OK,
	FINDING_MDEVCTL_MISSING,
	FINDING_MDEVCTL_TOO_OLD,
	FINDING_DEFINITIONS_OK,
	FINDING_DEFINITIONS_NOT_STARTED,
	FINDING_DEFINITIONS_UNREADABLE,
	FINDING_DEBUGFS_OK,
	FINDING_DEBUGFS_MISSING,
	FINDING_QEMU_OK,
	FINDING_QEMU_MISSING,
	FINDING_QEMU_TOO_OLD,
	FINDING_QEMU_GL_OK,
	FINDING_QEMU_GL_MISSING,
	FINDING_RENDER_NODE_OK,
	FINDING_RENDER_NODE_MISSING,
	FINDING_MIGRATION_PINS,
	FINDING_MIGRATION_IOMMUFD,
	DOCTOR_IDS,
};

/**
 * struct doctor_finding - Result of a check.
 * @id: what was found
 * @message: the finding with its values
 * @remedy: what to do; "": nothing
 */
struct doctor_finding {
	enum doctor_id id;
	char message[DOCTOR_TEXT];
	char remedy[DOCTOR_TEXT];
};

/**
 * struct doctor - State of the checks.
 * @host: parents and vGPUs of the host
 * @findings: array of @n findings so far
 * @n: number of findings
 * @no_facet: a finding says why the module facet is not loaded. Checks leave out what follows from
 *	that: one cause is one finding
 * @no_parent: likewise for facet_softgpu, which makes the parent
 */
struct doctor {
	const struct host *host;
	struct doctor_finding findings[DOCTOR_FINDINGS];
	size_t n;
	bool no_facet;
	bool no_parent;
};

/* --- doctor_findings.c -------------------------------------------------------------------- */

/**
 * doctor_found() - Add a finding without a remedy.
 * @doctor: the checks; one that has DOCTOR_FINDINGS findings gets no more
 * @id: what was found
 * @format: format of printf(3) for the message, without a newline
 * @...: arguments of @format
 *
 * Context: takes no lock.
 */
void doctor_found(struct doctor *doctor, enum doctor_id id, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * doctor_advise() - Set the remedy of the last finding.
 * @doctor: the checks, with a finding
 * @format: format of printf(3), without a newline
 * @...: arguments of @format
 *
 * Context: takes no lock.
 */
void doctor_advise(struct doctor *doctor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * doctor_name() - Return the name of a finding.
 * @id: the finding
 *
 * Context: takes no lock; reads memory only.
 * Return: the name, such as "kvm-no-access".
 */
const char *doctor_name(enum doctor_id id);

/**
 * doctor_severity() - Return the severity of a finding.
 * @id: the finding
 *
 * Context: takes no lock; reads memory only.
 * Return: the severity.
 */
enum doctor_severity doctor_severity(enum doctor_id id);

/**
 * doctor_first_line() - Run a command and read the first line of its output.
 * @command: command of sh(1)
 * @line: gets the line without its newline; "": no such program, or no output
 *
 * Context: takes no lock; blocks until the command ends.
 */
void doctor_first_line(const char *command, char line[static DOCTOR_TEXT]);

/* --- the checks --------------------------------------------------------------------------- */

/**
 * doctor_check_kernel() - Check the kernel, the modules, the parents and graphics hardware.
 * @doctor: the checks
 *
 * Context: takes no lock; blocks for files and for modinfo(8).
 */
void doctor_check_kernel(struct doctor *doctor);

/**
 * doctor_kernel_has() - Tell if the running kernel is built with an option.
 * @host: gives the prefix of paths
 * @option: name of the option, such as "CONFIG_VFIO_MDEV"
 * @known: gets false if the kernel's configuration is not known
 *
 * Context: takes no lock; blocks for a file.
 * Return: true: the option is y or m; false: it is not, or is not known.
 */
bool doctor_kernel_has(const struct host *host, const char *option, bool *known);

/**
 * doctor_check_vdpa() - Check vGPUs that are cards of the host, or that vhost offers.
 * @doctor: the checks; the kernel's are done
 *
 * Context: takes no lock; blocks for files.
 */
void doctor_check_vdpa(struct doctor *doctor);

/**
 * doctor_check_kvm() - Check whether KVM runs guests, and reports writes to Facet.
 * @doctor: the checks
 * @ops: steps of the probe
 * @context: argument of the steps
 *
 * Context: takes no lock; blocks for KVM_PROBE_SECONDS at most.
 */
void doctor_check_kvm(struct doctor *doctor, const struct kvm_probe_ops *ops, void *context);

/**
 * doctor_check_vmm() - Check limits, device nodes, mdevctl, QEMU and render nodes.
 * @doctor: the checks
 *
 * Context: takes no lock; blocks for files, mdevctl and QEMU.
 */
void doctor_check_vmm(struct doctor *doctor);

/**
 * doctor_check_memlock() - Check how much memory a VMM may lock. doctor_check_vmm() does so, too.
 * @doctor: the checks
 *
 * Context: takes no lock.
 */
void doctor_check_memlock(struct doctor *doctor);

/**
 * doctor_check_migration() - Say what QEMU needs to move a virtual machine with a vGPU.
 * @doctor: the checks; the kernel's are done, or not wanted
 *
 * Context: takes no lock; blocks for a file.
 */
void doctor_check_migration(struct doctor *doctor);

#endif
