// SPDX-License-Identifier: GPL-2.0-only
/*
 * The steps of the KVM probe on this host (kvm_probe.h). doctor_kvm.c calls them by kvm_probe_ops.
 * The kernel's Documentation/virt/kvm/api.rst describes each request.
 */
#include "tools/facetctl/kvm_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PAGE		4096u
#define GUEST_PAGE	0x1000u		/* guest-physical address of the guest's page */
#define HLT		0xf4u		/* opcode */
#define RFLAGS_FIXED	0x2u		/* bit 1 of RFLAGS is always 1 */

/* Three pages for real mode on Intel's older processors, away from the guest's memory. */
#define TSS_ADDRESS	0xfffbd000ul

static bool has_cpu_flag(void *context, const char *flag)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	bool has = !file;	/* without /proc nobody knows: KVM itself has the answer */
	char *line = NULL, *word, *rest;
	size_t size = 0;

	while (file && getline(&line, &size, file) >= 0) {
		if (strncmp(line, "flags", strlen("flags")))
			continue;
		rest = line;
		while (!has && (word = strsep(&rest, " \t\n")))
			has = !strcmp(word, flag);
		break;
	}
	free(line);
	if (file)
		fclose(file);
	return has;
}

static int open_node(void *context)
{
	struct kvm_probe *probe = context;

	probe->node = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (probe->node < 0)
		return -errno;
	return ioctl(probe->node, KVM_GET_API_VERSION, 0) == KVM_API_VERSION ? 0 : -EPROTO;
}

static int create_vm(void *context)
{
	struct kvm_probe *probe = context;
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = GUEST_PAGE,
		.memory_size = PAGE,
	};

	probe->vm = ioctl(probe->node, KVM_CREATE_VM, 0);
	if (probe->vm < 0)
		return -errno;
	/* AMD's processors need no such pages, and neither do Intel's newer ones. */
	ioctl(probe->vm, KVM_SET_TSS_ADDR, TSS_ADDRESS);
	probe->memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			     0);
	if (probe->memory == MAP_FAILED) {
		probe->memory = NULL;
		return -errno;
	}
	*(uint8_t *)probe->memory = HLT;
	region.userspace_addr = (uintptr_t)probe->memory;
	return ioctl(probe->vm, KVM_SET_USER_MEMORY_REGION, &region) ? -errno : 0;
}

/* Point the vCPU at the guest's page. A new vCPU is in real mode. */
static int set_registers(int vcpu)
{
	struct kvm_regs regs = { .rip = GUEST_PAGE, .rflags = RFLAGS_FIXED };
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return -errno;
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) || ioctl(vcpu, KVM_SET_REGS, &regs))
		return -errno;
	return 0;
}

static int create_vcpu(void *context)
{
	struct kvm_probe *probe = context;

	probe->vcpu = ioctl(probe->vm, KVM_CREATE_VCPU, 0);
	if (probe->vcpu < 0)
		return -errno;
	probe->run_size = ioctl(probe->node, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (probe->run_size < 0)
		return -errno;
	probe->run = mmap(NULL, probe->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, probe->vcpu,
			  0);
	if (probe->run == MAP_FAILED) {
		probe->run = NULL;
		return -errno;
	}
	return set_registers(probe->vcpu);
}

/* Interrupt KVM_RUN. The handler has nothing to do. */
static void on_alarm(int signal)
{
}

static time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static int run(void *context)
{
	/* Ring again, in case the first signal comes right before KVM_RUN. */
	const struct itimerval limit = { { 0, 100000 }, { KVM_PROBE_SECONDS, 0 } }, off = { 0 };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	struct kvm_probe *probe = context;
	time_t end = seconds_now() + KVM_PROBE_SECONDS;
	sigset_t alarm_set, mask;
	int ret;

	/* A parent may have blocked the signal. */
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigaction(SIGALRM, &action, &before);
	sigprocmask(SIG_UNBLOCK, &alarm_set, &mask);
	setitimer(ITIMER_REAL, &limit, NULL);
	do	/* another signal interrupts, too */
		ret = ioctl(probe->vcpu, KVM_RUN, 0) ? -errno : (int)probe->run->exit_reason;
	while (ret == -EINTR && seconds_now() < end);
	setitimer(ITIMER_REAL, &off, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &before, NULL);
	return ret == -EINTR ? -ETIMEDOUT : ret;
}

static void close_all(void *context)
{
	struct kvm_probe *probe = context;

	if (probe->run)
		munmap(probe->run, probe->run_size);
	if (probe->vcpu >= 0)
		close(probe->vcpu);
	if (probe->vm >= 0)
		close(probe->vm);
	if (probe->memory)
		munmap(probe->memory, PAGE);
	if (probe->node >= 0)
		close(probe->node);
}

const struct kvm_probe_ops kvm_probe_ops = {
	.has_cpu_flag = has_cpu_flag,
	.open_node = open_node,
	.create_vm = create_vm,
	.create_vcpu = create_vcpu,
	.run = run,
	.close = close_all,
};
