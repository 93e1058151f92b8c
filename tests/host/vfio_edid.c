// SPDX-License-Identifier: GPL-2.0-only
/* The EDID region: found by its type, written as QEMU writes it, and written wrongly. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client.h"
#include "kernel/uapi/facet.h"
#include "monitor.h"
#include "vfio.h"

/* The kernel's answer about a region, with its capabilities. */
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

static void test_refusals(struct client *c)
{
	const uint64_t edid = monitor_field(c, MONITOR_FIELD(edid_offset));
	const size_t link = MONITOR_FIELD(link_state), size = MONITOR_FIELD(edid_size);
	uint8_t much[512] = {};
	uint16_t half = 1;

	ok(monitor_put_field(c, MONITOR_FIELD(max_xres), 1) == -EINVAL &&
	   monitor_put_field(c, MONITOR_FIELD(edid_offset), 0) == -EINVAL,
	   "what is fixed in the EDID region cannot be written");
	ok(monitor_put(c, link, &half, sizeof(half)) == -EINVAL &&
	   monitor_put_field(c, link, 3) == -EINVAL,
	   "nor parts of fields, nor values that they cannot have");
	ok(monitor_put_field(c, size, MONITOR_EDID / 2) == -EINVAL &&
	   monitor_put_field(c, size, 2 * MONITOR_EDID) == -EINVAL,
	   "an EDID that is short, or longer than there is room, is refused");
	ok(monitor_put(c, edid, much, sizeof(much)) == -EINVAL &&
	   monitor_put(c, 1u << 20, much, 1) == -EINVAL,
	   "nothing beyond the region can be written");
}

/* Try an invalid EDID. @good is the monitor's EDID before and afterwards. */
static void test_bad_monitor(struct client *c, const uint8_t *good, const uint8_t *bad,
			     const char *what)
{
	uint8_t now[MONITOR_EDID];

	ok(monitor_change(c, bad) == -EINVAL, "a monitor %s is refused", what);
	monitor_get(c, now);
	ok(!memcmp(now, good, MONITOR_EDID) &&
	   monitor_field(c, MONITOR_FIELD(link_state)) == VFIO_DEVICE_GFX_LINK_STATE_UP,
	   "and the one before is there again");
}

static void test_bad_monitors(struct client *c, const uint8_t *good)
{
	const uint32_t width = monitor_field(c, MONITOR_FIELD(max_xres));
	const uint32_t height = monitor_field(c, MONITOR_FIELD(max_yres));
	uint8_t bad[MONITOR_EDID];

	memcpy(bad, good, MONITOR_EDID);
	bad[MONITOR_EDID - 1]++;
	test_bad_monitor(c, good, bad, "whose EDID has a wrong sum");
	memcpy(bad, good, MONITOR_EDID);
	memset(bad + MONITOR_EDID / 2, 0, MONITOR_EDID / 2);
	test_bad_monitor(c, good, bad, "whose EDID ends in the middle");
	memset(bad, 0, MONITOR_EDID);
	test_bad_monitor(c, good, bad, "without an EDID");
	memcpy(bad, good, MONITOR_EDID);
	monitor_resize(bad, width + 8, height);
	test_bad_monitor(c, good, bad, "that is wider than the type's limit");
	monitor_resize(bad, width, height + 1);
	test_bad_monitor(c, good, bad, "that is higher than the type's limit");
}

void test_edid(struct client *c)
{
	uint8_t before[MONITOR_EDID], edid[MONITOR_EDID], now[MONITOR_EDID];
	uint32_t index;

	for (index = 0; index < 32 && !is_edid_region(c, index); index++)
		;
	ok(index == FACET_REGION_EDID, "the EDID region is found by its type");
	ok(monitor_field(c, MONITOR_FIELD(max_xres)) >= 1920 &&
	   monitor_field(c, MONITOR_FIELD(max_yres)) >= 1080 &&
	   monitor_field(c, MONITOR_FIELD(edid_max_size)) == MONITOR_EDID &&
	   monitor_field(c, MONITOR_FIELD(link_state)) == VFIO_DEVICE_GFX_LINK_STATE_UP,
	   "it says what the type's monitor can be");
	test_refusals(c);
	monitor_get(c, before);
	memcpy(edid, before, MONITOR_EDID);
	monitor_resize(edid, 1024, 768);
	ok(!monitor_change(c, edid), "another monitor is plugged in");
	monitor_get(c, now);
	ok(!memcmp(now, edid, MONITOR_EDID) && memcmp(now, before, MONITOR_EDID),
	   "its EDID is what was written");
	test_bad_monitors(c, edid);
}
