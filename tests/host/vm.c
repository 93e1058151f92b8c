// SPDX-License-Identifier: GPL-2.0-only
/*
 * See vm.h. Each action of the vCPU is a few bytes of code that end in HLT. The operands are in
 * registers.
 */
#include "vm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "client.h"

#define CR0_PE		1u
#define SNIPPET		16u

enum snippet {
	READ32,
	WRITE32,
	WRITE8,
	WRITE_READ,
	FILL,
	ADD,
	SNIPPETS,
};

static const uint8_t snippets[SNIPPETS][SNIPPET] = {
	[READ32] = { 0x8b, 0x06, 0xf4 },			/* mov (%esi), %eax; hlt */
	[WRITE32] = { 0x89, 0x07, 0xf4 },			/* mov %eax, (%edi) */
	[WRITE8] = { 0x88, 0x07, 0xf4 },			/* mov %al, (%edi) */
	[WRITE_READ] = { 0x89, 0x07, 0x8b, 0x06, 0xf4 },
	[FILL] = { 0xf3, 0xab, 0xf4 },				/* rep stosl */
	[ADD] = { 0xf0, 0x01, 0x07, 0xf4 },			/* lock add %eax, (%edi) */
};

static void fail(const char *what)
{
	printf("# %s: %s\n", what, strerror(errno));
	ok(false, "%s", what);
	exit(1);
}

static int create_vfio(struct vm *vm)
{
	struct kvm_create_device create = { .type = KVM_DEV_TYPE_VFIO };

	if (ioctl(vm->fd, KVM_CREATE_DEVICE, &create))
		return -errno;
	vm->vfio = create.fd;
	return 0;
}

int vm_open(struct vm *vm)
{
	memset(vm, 0, sizeof(*vm));
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return -errno;
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return -errno;
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0)
		return -errno;
	vm->run_size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	vm->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu, 0);
	if (vm->run == MAP_FAILED)
		return -errno;
	return create_vfio(vm);
}

void vm_close(struct vm *vm)
{
	munmap(vm->run, vm->run_size);
	close(vm->vfio);
	close(vm->vcpu);
	close(vm->fd);
	close(vm->kvm);
}

static void set_memory(struct vm *vm, unsigned int slot, uint64_t gpa, void *mem, size_t len,
		       uint32_t flags)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = flags,
		.guest_phys_addr = gpa,
		.memory_size = len,
		.userspace_addr = (uintptr_t)mem,
	};

	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		fail("KVM_SET_USER_MEMORY_REGION");
}

void vm_memory(struct vm *vm, unsigned int slot, uint64_t gpa, void *mem, size_t len)
{
	set_memory(vm, slot, gpa, mem, len, 0);
}

void vm_logged_memory(struct vm *vm, unsigned int slot, uint64_t gpa, void *mem, size_t len)
{
	set_memory(vm, slot, gpa, mem, len, KVM_MEM_LOG_DIRTY_PAGES);
}

void vm_start(struct vm *vm, uint8_t *code)
{
	struct kvm_segment flat = {
		.limit = ~0u, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1, .selector = 16,
	};
	struct kvm_sregs sregs;

	vm->code = code;
	memcpy(code, snippets, sizeof(snippets));
	if (ioctl(vm->vcpu, KVM_GET_SREGS, &sregs))
		fail("KVM_GET_SREGS");
	sregs.cr0 |= CR0_PE;
	sregs.ds = flat;
	sregs.es = flat;
	sregs.ss = flat;
	sregs.fs = flat;
	sregs.gs = flat;
	sregs.cs = flat;
	sregs.cs.type = 11;
	sregs.cs.selector = 8;
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &sregs))
		fail("KVM_SET_SREGS");
}

/* Run a snippet. Return: EAX at its end. */
static uint32_t run(struct vm *vm, enum snippet what, struct kvm_regs regs)
{
	regs.rip = VM_CODE + what * SNIPPET;
	regs.rflags = 2;
	if (ioctl(vm->vcpu, KVM_SET_REGS, &regs))
		fail("KVM_SET_REGS");
	while (ioctl(vm->vcpu, KVM_RUN, 0))
		if (errno != EINTR)
			fail("KVM_RUN");
	if (vm->run->exit_reason != KVM_EXIT_HLT) {
		printf("# exit reason %u\n", vm->run->exit_reason);
		fail("the vCPU does what it was told");
	}
	if (ioctl(vm->vcpu, KVM_GET_REGS, &regs))
		fail("KVM_GET_REGS");
	return regs.rax;
}

uint32_t vm_read32(struct vm *vm, uint32_t gpa)
{
	return run(vm, READ32, (struct kvm_regs){ .rsi = gpa });
}

void vm_write32(struct vm *vm, uint32_t gpa, uint32_t value)
{
	run(vm, WRITE32, (struct kvm_regs){ .rdi = gpa, .rax = value });
}

void vm_write8(struct vm *vm, uint32_t gpa, uint8_t value)
{
	run(vm, WRITE8, (struct kvm_regs){ .rdi = gpa, .rax = value });
}

uint32_t vm_write_then_read(struct vm *vm, uint32_t gpa, uint32_t value, uint32_t other)
{
	return run(vm, WRITE_READ, (struct kvm_regs){ .rdi = gpa, .rax = value, .rsi = other });
}

void vm_fill(struct vm *vm, uint32_t gpa, uint32_t value, uint32_t n)
{
	run(vm, FILL, (struct kvm_regs){ .rdi = gpa, .rax = value, .rcx = n });
}

void vm_add(struct vm *vm, uint32_t gpa, uint32_t value)
{
	run(vm, ADD, (struct kvm_regs){ .rdi = gpa, .rax = value });
}
