// SPDX-License-Identifier: GPL-2.0-only
/*
 * What facetctl doctor finds about KVM, by the step of the probe that fails (doctor_kvm.c). The
 * steps are fakes; one test runs those of this machine (kvm_probe.c).
 */
#include <dirent.h>
#include <errno.h>
#include <linux/kvm.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tools/facetctl/doctor.h"
#include "tools/facetctl/kvm_probe.h"

/**
 * struct fake - A machine: the result of each step, and the steps that were run.
 * @flag: flag of the processor; NULL: none
 * @open: result of the step
 * @vm: result of the step
 * @vcpu: result of the step
 * @exit: result of running the vCPU
 * @steps: letters of the steps in their order: o, v, c, r, and x for the end
 */
struct fake {
	const char *flag;
	int open;
	int vm;
	int vcpu;
	int exit;
	char steps[16];
};

/* The configuration of the kernel. */
static bool tracks_writes, config_is_known;

bool doctor_kernel_has(const struct host *host, const char *option, bool *known)
{
	*known = config_is_known;
	return config_is_known && tracks_writes;
}

static bool fake_has_cpu_flag(void *context, const char *flag)
{
	struct fake *fake = context;

	return fake->flag && !strcmp(fake->flag, flag);
}

static int fake_step(struct fake *fake, const char *step, int result)
{
	strcat(fake->steps, step);
	return result;
}

static int fake_open(void *context)
{
	return fake_step(context, "o", ((struct fake *)context)->open);
}

static int fake_vm(void *context)
{
	return fake_step(context, "v", ((struct fake *)context)->vm);
}

static int fake_vcpu(void *context)
{
	return fake_step(context, "c", ((struct fake *)context)->vcpu);
}

static int fake_run(void *context)
{
	return fake_step(context, "r", ((struct fake *)context)->exit);
}

static void fake_close(void *context)
{
	fake_step(context, "x", 0);
}

static const struct kvm_probe_ops fake_ops = {
	.has_cpu_flag = fake_has_cpu_flag,
	.open_node = fake_open,
	.create_vm = fake_vm,
	.create_vcpu = fake_vcpu,
	.run = fake_run,
	.close = fake_close,
};

/*
 * Assert that a machine gives one finding: its name, a word of its remedy, and the steps that the
 * probe runs. @word: "": the finding has no remedy
 */
static void assert_finding(struct fake fake, const char *name, const char *word, const char *steps)
{
	struct doctor doctor = { 0 };

	doctor_check_kvm(&doctor, &fake_ops, &fake);
	assert_int_equal(doctor.n, 1);
	assert_string_equal(doctor_name(doctor.findings[0].id), name);
	assert_string_equal(fake.steps, steps);
	if (!*word)
		assert_string_equal(doctor.findings[0].remedy, "");
	else
		assert_non_null(strstr(doctor.findings[0].remedy, word));
	assert_int_equal(doctor_severity(doctor.findings[0].id),
			 strcmp(name, "kvm-ok") ? SEVERITY_WARN : SEVERITY_OK);
}

static int begin(void **state)
{
	tracks_writes = true;
	config_is_known = true;
	return 0;
}

static void a_vcpu_that_reaches_its_hlt_is_ok(void **state)
{
	assert_finding((struct fake){ .flag = "vmx", .exit = KVM_EXIT_HLT }, "kvm-ok", "", "ovcrx");
	assert_finding((struct fake){ .flag = "svm", .exit = KVM_EXIT_HLT }, "kvm-ok", "", "ovcrx");
	config_is_known = false;
	assert_finding((struct fake){ .flag = "vmx", .exit = KVM_EXIT_HLT }, "kvm-ok", "", "ovcrx");
}

static void a_kernel_that_tracks_no_writes_is_told_behind_the_hlt_alone(void **state)
{
	tracks_writes = false;
	assert_finding((struct fake){ .flag = "vmx", .exit = KVM_EXIT_HLT },
		       "kvm-no-write-tracking", "KVM_EXTERNAL_WRITE_TRACKING", "ovcrx");
	assert_finding((struct fake){ .flag = "vmx", .open = -EACCES }, "kvm-no-access", "kvm",
		       "ox");
}

static void a_processor_without_vmx_and_svm_is_not_asked_further(void **state)
{
	assert_finding((struct fake){ .exit = KVM_EXIT_HLT }, "kvm-no-cpu-support", "firmware",
		       "x");
}

static void a_node_that_is_missing_needs_the_module_of_the_processor(void **state)
{
	static const int errors[] = { -ENOENT, -ENODEV, -ENXIO };
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		assert_finding((struct fake){ .flag = "vmx", .open = errors[i] }, "kvm-not-loaded",
			       "modprobe kvm_intel", "ox");
		assert_finding((struct fake){ .flag = "svm", .open = errors[i] }, "kvm-not-loaded",
			       "modprobe kvm_amd", "ox");
	}
}

static void a_node_of_others_needs_the_group(void **state)
{
	assert_finding((struct fake){ .flag = "vmx", .open = -EACCES }, "kvm-no-access",
		       "usermod -aG kvm", "ox");
	assert_finding((struct fake){ .flag = "vmx", .open = -EPERM }, "kvm-no-access",
		       "container", "ox");
}

static void another_error_of_the_node_is_in_the_log(void **state)
{
	assert_finding((struct fake){ .flag = "svm", .open = -EPROTO }, "kvm-open-failed",
		       "modprobe -r kvm_amd", "ox");
}

static void without_a_virtual_machine_the_remedy_follows_from_the_cause(void **state)
{
	assert_finding((struct fake){ .flag = "vmx", .vm = -EBUSY }, "kvm-no-vm",
		       "other hypervisor", "ovx");
	assert_finding((struct fake){ .flag = "vmx", .vm = -ENOMEM }, "kvm-no-vm", "memory", "ovx");
	assert_finding((struct fake){ .flag = "vmx", .vm = -EIO }, "kvm-no-vm", "dmesg", "ovx");
}

static void a_vcpu_that_cannot_be_created_is_told(void **state)
{
	assert_finding((struct fake){ .flag = "vmx", .vcpu = -EINVAL }, "kvm-no-vcpu", "dmesg",
		       "ovcx");
}

static void a_vcpu_that_does_not_end_with_hlt_is_told(void **state)
{
	assert_finding((struct fake){ .flag = "vmx", .exit = -EFAULT }, "kvm-run-failed", "nested",
		       "ovcrx");
	assert_finding((struct fake){ .flag = "vmx", .exit = -ETIMEDOUT }, "kvm-run-timeout",
		       "nested", "ovcrx");
	assert_finding((struct fake){ .flag = "vmx", .exit = KVM_EXIT_FAIL_ENTRY },
		       "kvm-wrong-exit", "nested", "ovcrx");
	assert_finding((struct fake){ .flag = "vmx", .exit = KVM_EXIT_UNKNOWN }, "kvm-wrong-exit",
		       "nested", "ovcrx");
}

static uint32_t count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	uint32_t n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static bool any_flag(void *context, const char *flag)
{
	return true;
}

static void the_probe_of_this_machine_ends_and_leaves_nothing_open(void **state)
{
	struct kvm_probe_ops ops = kvm_probe_ops;
	struct kvm_probe probe = KVM_PROBE_INIT;
	uint32_t before = count_descriptors();
	struct doctor doctor = { 0 };

	ops.has_cpu_flag = any_flag;
	doctor_check_kvm(&doctor, &ops, &probe);
	assert_int_equal(doctor.n, 1);
	print_message("# here: %s: %s\n", doctor_name(doctor.findings[0].id),
		      doctor.findings[0].message);
	assert_int_equal(count_descriptors(), before);
}

static void each_finding_has_a_name_of_its_own(void **state)
{
	uint32_t i, k;

	for (i = 0; i < DOCTOR_IDS; i++) {
		assert_non_null(doctor_name(i));
		for (k = 0; k < i; k++)
			assert_string_not_equal(doctor_name(i), doctor_name(k));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_vcpu_that_reaches_its_hlt_is_ok, begin),
		cmocka_unit_test_setup(a_kernel_that_tracks_no_writes_is_told_behind_the_hlt_alone,
				       begin),
		cmocka_unit_test_setup(a_processor_without_vmx_and_svm_is_not_asked_further, begin),
		cmocka_unit_test_setup(a_node_that_is_missing_needs_the_module_of_the_processor,
				       begin),
		cmocka_unit_test_setup(a_node_of_others_needs_the_group, begin),
		cmocka_unit_test_setup(another_error_of_the_node_is_in_the_log, begin),
		cmocka_unit_test_setup(without_a_virtual_machine_the_remedy_follows_from_the_cause,
				       begin),
		cmocka_unit_test_setup(a_vcpu_that_cannot_be_created_is_told, begin),
		cmocka_unit_test_setup(a_vcpu_that_does_not_end_with_hlt_is_told, begin),
		cmocka_unit_test_setup(the_probe_of_this_machine_ends_and_leaves_nothing_open,
				       begin),
		cmocka_unit_test(each_finding_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests_name("doctor_kvm", tests, NULL, NULL);
}
