// SPDX-License-Identifier: GPL-2.0-only
/* The EDID region: found by its type, written as QEMU does it, and as it should not be. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client.h"
#include "kernel/uapi/facet.h"
#include "vfio.h"

#define BLOCK		128u
#define SECOND_MODE	72u	/* in the EDID; the first is the preferred one */
#define FIRST_MODE	54u
#define MODE_SIZE	18u
#define FIELD(name)	offsetof(struct vfio_region_gfx_edid, name)

/* The answer about a region, with what hangs at it. */
struct region_answer {
	struct vfio_region_info info;
	struct vfio_region_info_cap_type type;
};

static bool is_edid_region(struct client *c, uint32_t index)
{
	struct region_answer a = { .info = { .argsz = sizeof(a), .index = index } };

	return !ioctl(c->device, VFIO_DEVICE_GET_REGION_INFO, &a.info) &&
	       a.info.flags & VFIO_REGION_INFO_FLAG_CAPS &&
	       a.info.cap_offset == offsetof(struct region_answer, type) &&
	       a.type.header.id == VFIO_REGION_INFO_CAP_TYPE && !a.type.header.next &&
	       a.type.type == VFIO_REGION_TYPE_GFX &&
	       a.type.subtype == VFIO_REGION_SUBTYPE_GFX_EDID;
}

static uint32_t field(struct client *c, size_t at)
{
	return client_read(c, FACET_REGION_EDID, at, 4);
}

/* Return: 0 or a negative errno */
static int put(struct client *c, uint64_t at, const void *data, size_t len)
{
	ssize_t n = pwrite(c->device, data, len, client_region(c, FACET_REGION_EDID).offset + at);

	return n < 0 ? -errno : n == (ssize_t)len ? 0 : -EIO;
}

static int put_field(struct client *c, size_t at, uint32_t value)
{
	return put(c, at, &value, sizeof(value));
}

static void mend(uint8_t *edid)
{
	unsigned int i;

	edid[BLOCK - 1] = 0;
	for (i = 0; i < BLOCK - 1; i++)
		edid[BLOCK - 1] -= edid[i];
}

static void get_edid(struct client *c, uint8_t *edid)
{
	uint64_t at = client_region(c, FACET_REGION_EDID).offset + field(c, FIELD(edid_offset));

	if (pread(c->device, edid, BLOCK, at) != BLOCK)
		memset(edid, 0, BLOCK);
}

/* Down, another EDID, up; what the last of them says. */
static int change(struct client *c, const uint8_t *edid)
{
	if (put_field(c, FIELD(link_state), VFIO_DEVICE_GFX_LINK_STATE_DOWN) ||
	    field(c, FIELD(link_state)) != VFIO_DEVICE_GFX_LINK_STATE_DOWN ||
	    put_field(c, FIELD(edid_size), BLOCK) ||
	    put(c, field(c, FIELD(edid_offset)), edid, BLOCK))
		return -EIO;
	return put_field(c, FIELD(link_state), VFIO_DEVICE_GFX_LINK_STATE_UP);
}

static void test_refusals(struct client *c)
{
	uint8_t much[512] = {};
	uint16_t half = 1;

	ok(put_field(c, FIELD(max_xres), 1) == -EINVAL && put_field(c, FIELD(edid_offset), 0) == -EINVAL,
	   "what is fixed in the EDID region cannot be written");
	ok(put(c, FIELD(link_state), &half, sizeof(half)) == -EINVAL &&
	   put_field(c, FIELD(link_state), 3) == -EINVAL && put_field(c, FIELD(edid_size), 100) == -EINVAL,
	   "nor parts of fields, nor values that they cannot have");
	ok(put(c, field(c, FIELD(edid_offset)), much, sizeof(much)) == -EINVAL &&
	   put(c, 1u << 20, much, 1) == -EINVAL, "nor anything beyond it");
}

void test_edid(struct client *c)
{
	uint8_t before[BLOCK], edid[BLOCK], now[BLOCK];
	uint32_t index;

	for (index = 0; index < 32 && !is_edid_region(c, index); index++)
		;
	ok(index == FACET_REGION_EDID, "the EDID region is found by its type");
	ok(field(c, FIELD(max_xres)) >= 1920 && field(c, FIELD(max_yres)) >= 1080 &&
	   field(c, FIELD(edid_max_size)) == BLOCK &&
	   field(c, FIELD(link_state)) == VFIO_DEVICE_GFX_LINK_STATE_UP,
	   "it says what the type's monitor can be");
	test_refusals(c);
	get_edid(c, before);
	memcpy(edid, before, BLOCK);
	memcpy(edid + FIRST_MODE, edid + SECOND_MODE, MODE_SIZE);
	mend(edid);
	ok(!change(c, edid), "another monitor is plugged in");
	get_edid(c, now);
	ok(!memcmp(now, edid, BLOCK) && memcmp(now, before, BLOCK), "its EDID is what was written");
	before[BLOCK - 1]++;
	ok(change(c, before) == -EINVAL, "a monitor whose EDID is broken is refused");
	get_edid(c, now);
	ok(!memcmp(now, edid, BLOCK) &&
	   field(c, FIELD(link_state)) == VFIO_DEVICE_GFX_LINK_STATE_UP,
	   "and the one before is there again");
}
