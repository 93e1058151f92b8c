/* SPDX-License-Identifier: GPL-2.0-only */
/* A minimal virtual machine: one vCPU that runs a few bytes of code at a time. */
#ifndef HOST_VM_H
#define HOST_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kvm_run;

/* Guest address of the page with the code. */
#define VM_CODE		0x1000u

/**
 * struct vm - A virtual machine.
 * @kvm: descriptor of /dev/kvm
 * @fd: descriptor of the virtual machine
 * @vcpu: descriptor of its vCPU
 * @vfio: descriptor of its KVM device of type VFIO
 * @run_size: length of @run in bytes
 * @run: memory shared with KVM
 * @code: the page with the code, in this process
 */
struct vm {
	int kvm;
	int fd;
	int vcpu;
	int vfio;
	size_t run_size;
	struct kvm_run *run;
	uint8_t *code;
};

/* Create a virtual machine. Return: 0 or a negative errno, for example if there is no KVM. */
int vm_open(struct vm *vm);
void vm_close(struct vm *vm);

/* Map memory at a guest physical address; @len 0 unmaps it. End the program if that fails. */
void vm_memory(struct vm *vm, unsigned int slot, uint64_t gpa, void *mem, size_t len);

/* Map memory likewise, of which KVM logs the pages that are written. */
void vm_logged_memory(struct vm *vm, unsigned int slot, uint64_t gpa, void *mem, size_t len);

/*
 * Start the vCPU, flat and without paging. There must be memory at VM_CODE, mapped here at @code.
 */
void vm_start(struct vm *vm, uint8_t *code);

/* Accesses of the vCPU. Each ends the program if the vCPU does not return. */
uint32_t vm_read32(struct vm *vm, uint32_t gpa);
void vm_write32(struct vm *vm, uint32_t gpa, uint32_t value);
void vm_write8(struct vm *vm, uint32_t gpa, uint8_t value);
/* Write, and read somewhere else by the next instruction. */
uint32_t vm_write_then_read(struct vm *vm, uint32_t gpa, uint32_t value, uint32_t other);
/* Write @n words of @value by one string instruction. */
void vm_fill(struct vm *vm, uint32_t gpa, uint32_t value, uint32_t n);
/* Add by a locked instruction. */
void vm_add(struct vm *vm, uint32_t gpa, uint32_t value);

#endif
