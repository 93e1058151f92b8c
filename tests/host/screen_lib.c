// SPDX-License-Identifier: GPL-2.0-only
/* facet-host-screen: functions that its programs share. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "screens.h"

bool screen_open(struct client *c, const char *uuid)
{
	int ret = client_open(c, uuid, SCREEN_RAM);

	if (!ret)
		ret = client_map(c, 0, SCREEN_RAM);
	if (ret)
		ok(false, "vGPU %s can be opened: %s", uuid, strerror(-ret));
	return !ret;
}

struct head_picture screen_picture(uint32_t slot, uint32_t width, uint32_t height)
{
	const struct head_picture p = {
		.at = SCREEN_AT(slot), .gva = SCREEN_AT(slot), .width = width, .height = height,
		.stride = width * 4, .format = GEN9_FORMAT_XRGB8888,
	};

	return p;
}

void screen_light(struct client *c, const struct head_picture *p, uint32_t seed)
{
	head_off(c);
	head_map(c, p);
	head_paint(c, p, seed);
	head_on(c, p->width, p->height);
	head_flip(c, p, true);
}

int count_fds(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int n = 0;

	while (folder && readdir(folder))
		n++;
	if (folder)
		closedir(folder);
	return n;
}

long count_dmabufs(void)
{
	FILE *f = fopen("/sys/kernel/debug/dma_buf/bufinfo", "r");
	char line[256];
	long n = -1;

	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "Total %ld objects", &n);
	if (f)
		fclose(f);
	return n;
}
