// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of facetctl doctor about KVM (doctor.h): whether KVM runs a guest, and whether KVM
 * reports writes to Facet. The probe's steps are in kvm_probe.c. doctor.c calls doctor_check_kvm().
 */
#include "tools/facetctl/doctor.h"

#include <errno.h>
#include <linux/kvm.h>
#include <string.h>

#include "tools/facetctl/kvm_probe.h"

static void found_no_node(struct doctor *doctor, int error, const char *module)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		doctor_found(doctor, FINDING_KVM_NOT_LOADED, "KVM is not loaded: /dev/kvm: %s",
			     strerror(error));
		doctor_advise(doctor,
			      "modprobe %s; where that fails (dmesg) virtualization is off in "
			      "the firmware",
			      module);
		break;
	case EACCES:
	case EPERM:
		doctor_found(doctor, FINDING_KVM_NO_ACCESS, "/dev/kvm may not be opened: %s",
			     strerror(error));
		doctor_advise(doctor,
			      "usermod -aG kvm NAME for the user of the VMM, who then logs in "
			      "again; in a container: give it the device");
		break;
	default:
		doctor_found(doctor, FINDING_KVM_OPEN_FAILED, "/dev/kvm cannot be opened: %s",
			     strerror(error));
		doctor_advise(doctor,
			      "see the kernel's log (dmesg); modprobe -r %s, then modprobe %s",
			      module, module);
	}
}

static void found_no_vm(struct doctor *doctor, int error, const char *module)
{
	doctor_found(doctor, FINDING_KVM_NO_VM, "KVM creates no virtual machine: %s",
		     strerror(error));
	if (error == EBUSY)
		doctor_advise(doctor, "stop the other hypervisor that has the processor, such as "
				      "VirtualBox");
	else if (error == ENOMEM)
		doctor_advise(doctor, "free memory, or raise the limit of this control group");
	else
		doctor_advise(doctor,
			      "see the kernel's log (dmesg); modprobe -r %s, then modprobe %s",
			      module, module);
}

/* Report how the vCPU left the guest. @exit: KVM_EXIT_*, or a negative errno. */
static void found_exit(struct doctor *doctor, int exit)
{
	if (exit == -ETIMEDOUT)
		doctor_found(doctor, FINDING_KVM_RUN_TIMEOUT, "KVM runs a HLT for more than %d s",
			     KVM_PROBE_SECONDS);
	else if (exit < 0)
		doctor_found(doctor, FINDING_KVM_RUN_FAILED, "KVM runs no vCPU: %s",
			     strerror(-exit));
	else
		doctor_found(doctor, FINDING_KVM_WRONG_EXIT,
			     "KVM ends a HLT with exit reason %d, not %d", exit, KVM_EXIT_HLT);
	doctor_advise(doctor,
		      "see the kernel's log (dmesg); in a virtual machine: nested virtualization "
		      "is not complete there, and QEMU has to emulate (-accel tcg)");
}

/* Run the probe up to its first failure. Return: true: KVM has run a guest; false: a finding. */
static bool kvm_runs(struct doctor *doctor, const struct kvm_probe_ops *ops, void *context)
{
	bool intel = ops->has_cpu_flag(context, "vmx"), amd = ops->has_cpu_flag(context, "svm");
	const char *module = intel ? "kvm_intel" : "kvm_amd";
	int ret;

	if (!intel && !amd) {
		doctor_found(doctor, FINDING_KVM_NO_CPU_SUPPORT,
			     "the processor has neither vmx nor svm: guests are emulated");
		doctor_advise(doctor,
			      "turn virtualization (VT-x, AMD-V) on in the firmware; in a virtual "
			      "machine: nested virtualization, and -cpu host");
		return false;
	}
	ret = ops->open_node(context);
	if (ret) {
		found_no_node(doctor, -ret, module);
		return false;
	}
	ret = ops->create_vm(context);
	if (ret) {
		found_no_vm(doctor, -ret, module);
		return false;
	}
	ret = ops->create_vcpu(context);
	if (ret) {
		doctor_found(doctor, FINDING_KVM_NO_VCPU, "KVM creates no vCPU: %s",
			     strerror(-ret));
		doctor_advise(doctor, "see the kernel's log (dmesg)");
		return false;
	}
	ret = ops->run(context);
	if (ret != KVM_EXIT_HLT)
		found_exit(doctor, ret);
	return ret == KVM_EXIT_HLT;
}

void doctor_check_kvm(struct doctor *doctor, const struct kvm_probe_ops *ops, void *context)
{
	bool runs = kvm_runs(doctor, ops, context), known;

	ops->close(context);
	if (!runs)
		return;
	if (doctor_kernel_has(doctor->host, "CONFIG_KVM_EXTERNAL_WRITE_TRACKING", &known) ||
	    !known) {
		doctor_found(doctor, FINDING_KVM_OK, "KVM runs guests%s",
			     known ? ", with write tracking" : "");
		return;
	}
	doctor_found(doctor, FINDING_KVM_NO_WRITE_TRACKING,
		     "KVM cannot track writes for others: page tables are compared at each "
		     "submission, and guests get no fences");
	doctor_advise(doctor, "boot a kernel with CONFIG_KVM_EXTERNAL_WRITE_TRACKING, as Debian's "
			      "have it");
}
