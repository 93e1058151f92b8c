/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Try whether KVM runs a guest: one vCPU with one page of memory, up to its first instruction, HLT.
 * doctor_kvm.c calls the steps in their order and decides what the first failure means. Tests give
 * it other steps.
 */
#ifndef FACETCTL_KVM_PROBE_H
#define FACETCTL_KVM_PROBE_H

#include <stdbool.h>

/**
 * struct kvm_probe_ops - The steps of the probe, in their order. Each needs the ones before.
 * @has_cpu_flag: tell if /proc/cpuinfo lists a flag, such as "vmx"
 * @open_node: open /dev/kvm to read and write. Return: 0; a negative errno of open(2); -EPROTO: the
 *	node has not the version of KVM's interface that Linux has had since 2.6.22
 * @create_vm: create a virtual machine with one page of memory that holds a HLT. Return: 0 or a
 *	negative errno
 * @create_vcpu: create the vCPU, in real mode at the HLT. Return: 0 or a negative errno
 * @run: run the vCPU until it leaves the guest. Return: KVM_EXIT_* or a negative errno; -ETIMEDOUT:
 *	the vCPU was still running after KVM_PROBE_SECONDS
 * @close: end the virtual machine, after any of the steps above
 */
struct kvm_probe_ops {
	bool (*has_cpu_flag)(void *context, const char *flag);
	int (*open_node)(void *context);
	int (*create_vm)(void *context);
	int (*create_vcpu)(void *context);
	int (*run)(void *context);
	void (*close)(void *context);
};

#define KVM_PROBE_SECONDS	2	/* time limit of @run; a HLT takes a millisecond */

/**
 * struct kvm_probe - State of the probe of this host.
 * @node: descriptor of /dev/kvm
 * @vm: descriptor of the virtual machine
 * @vcpu: descriptor of the vCPU
 * @memory: the guest's page; NULL: none
 * @run: area that KVM shares about the vCPU; NULL: none
 * @run_size: bytes of @run
 */
struct kvm_probe {
	int node;
	int vm;
	int vcpu;
	void *memory;
	struct kvm_run *run;
	int run_size;
};

#define KVM_PROBE_INIT	{ .node = -1, .vm = -1, .vcpu = -1 }

/* The steps on this host. Their context is a struct kvm_probe that begins as KVM_PROBE_INIT. */
extern const struct kvm_probe_ops kvm_probe_ops;

#endif
