// SPDX-License-Identifier: GPL-2.0-only
/* A worker whose memory is swapped out (rogue.h). The host VM has swap: 8-rogue.sh. */
#include "rogue.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define SWAPS		20u	/* times that all memory is swapped out */
#define PAUSE_US	20000u	/* between two of them */

/* Swap out what process @pid maps for itself alone. */
static void swap_out(pid_t pid, int pidfd)
{
	unsigned long from, to;
	char path[32], line[512];
	struct iovec range;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "r");
	if (!maps)
		return;
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx", &from, &to) != 2 || !strstr(line, " rw-p "))
			continue;
		range.iov_base = (void *)from;
		range.iov_len = to - from;
		syscall(SYS_process_madvise, pidfd, &range, 1, MADV_PAGEOUT, 0);
	}
	fclose(maps);
}

/* Return: KiB of process @pid that are in swap. */
static u32 swapped_kib(pid_t pid)
{
	char path[32], line[256];
	u32 kib = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	status = fopen(path, "r");
	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "VmSwap: %u kB", &kib);
	if (status)
		fclose(status);
	return kib;
}

void rogue_swap(struct rogue_guest *g)
{
	int pidfd = (int)syscall(SYS_pidfd_open, g->pid, 0);
	u32 i, most = 0;

	for (i = 0; i < SWAPS; i++) {
		swap_out(g->pid, pidfd);
		most = max(most, swapped_kib(g->pid));
		usleep(PAUSE_US);
	}
	close(pidfd);
	if (!most)
		rogue_says(g->shared, "no memory was swapped out");
}
