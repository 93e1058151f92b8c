/* SPDX-License-Identifier: GPL-2.0-only */
/* The least of a virtual machine: one vCPU that runs a few bytes of code at a time. */
#ifndef HOST_VM_H
#define HOST_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kvm_run;

/* The code's page in guest memory. */
#define VM_CODE		0x1000u

/**
 * struct vm - A virtual machine.
 * @fd: of it; the other descriptors likewise
 * @vfio: its KVM device of type VFIO
 * @run: shared with KVM
 * @code: where the code is, in this process
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

/* 0, or a negative errno: no KVM, say. */
int vm_open(struct vm *vm);
void vm_close(struct vm *vm);

/* Memory at a guest-physical address; @len 0 takes it away. Ends the program if that fails. */
void vm_memory(struct vm *vm, unsigned int slot, uint64_t gpa, void *mem, size_t len);

/* The vCPU, flat and without paging, once there is memory at VM_CODE, here @code. */
void vm_start(struct vm *vm, uint8_t *code);

/* What the vCPU does; each ends the program if it does not come back. */
uint32_t vm_read32(struct vm *vm, uint32_t gpa);
void vm_write32(struct vm *vm, uint32_t gpa, uint32_t value);
void vm_write8(struct vm *vm, uint32_t gpa, uint8_t value);
/* Writes, and reads somewhere else by the next instruction. */
uint32_t vm_write_then_read(struct vm *vm, uint32_t gpa, uint32_t value, uint32_t other);
/* A string instruction: @n words of @value. */
void vm_fill(struct vm *vm, uint32_t gpa, uint32_t value, uint32_t n);
/* A locked addition. */
void vm_add(struct vm *vm, uint32_t gpa, uint32_t value);

#endif
