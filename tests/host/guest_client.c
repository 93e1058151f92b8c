// SPDX-License-Identifier: GPL-2.0-only
/* See guest_client.h. */
#include "guest_client.h"

#include "client.h"
#include "tests/lib/mini_device.h"

#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define FIRST_GPA	0x100000u

static struct client *client;

static u64 device_read(u64 offset, u32 len)
{
	return client_read(client, BAR0, offset, len);
}

static void device_write(u64 offset, u32 len, u64 value)
{
	client_write(client, BAR0, offset, len, value);
}

bool guest_client_open(struct client *c, const char *uuid, size_t ram_size)
{
	static struct mini_device device = {
		.read = device_read, .write = device_write, .gpa = FIRST_GPA,
	};

	if (client_open(c, uuid, ram_size) || client_map(c, 0, ram_size))
		return false;
	client = c;
	device.memory = c->ram + FIRST_GPA;
	device.size = ram_size - FIRST_GPA;
	mini_device_use(&device);
	return true;
}
