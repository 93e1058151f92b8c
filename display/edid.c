// SPDX-License-Identifier: GPL-2.0-only
/*
 * EDID of the virtual monitor: one block of VESA E-EDID 1.3, digital input,
 * preferred mode first. Pure; called by output.c.
 */
#include "edid.h"

#define EDID_VERSION		1
#define EDID_REVISION		3
#define EDID_DIGITAL		0x80
#define EDID_GAMMA_2_2		120	/* gamma * 100 - 100 */
#define EDID_FEATURES		0x0e	/* RGB colour, sRGB, preferred mode is the first */
#define EDID_WIDTH_CM		52
#define EDID_HEIGHT_CM		29
#define EDID_YEAR		(2026 - 1990)
#define EDID_PRODUCT		0x0001
#define EDID_TAG_NAME		0xfc
#define EDID_TAG_RANGE		0xfd
#define EDID_TAG_DUMMY		0x10
#define EDID_STANDARD_TIMINGS	8
#define EDID_DTD_SYNC		0x18	/* digital, separate */
#define EDID_DTD_HPOSITIVE	0x02
#define EDID_DTD_VPOSITIVE	0x04

/* Offsets in the block */
#define AT_MANUFACTURER		8
#define AT_PRODUCT		10
#define AT_YEAR			17
#define AT_VERSION		18
#define AT_INPUT		20
#define AT_CHROMATICITY		25
#define AT_ESTABLISHED		35
#define AT_STANDARD		38
#define AT_DESCRIPTORS		54
#define DESCRIPTOR_SIZE		18
#define DESCRIPTORS		4
#define AT_CHECKSUM		127

/**
 * struct edid_mode - A detailed timing; all in pixels, lines and kHz.
 * @khz: pixel clock
 * @width: shown
 * @hfront: from the end of the picture to the sync pulse
 * @hsync: length of the pulse
 * @hblank: from the end of the picture to the next line
 * @height: shown
 * @vfront: as @hfront
 * @vsync: as @hsync
 * @vblank: as @hblank
 * @flags: EDID_DTD_*POSITIVE
 */
struct edid_mode {
	u32 khz;
	u16 width;
	u16 hfront;
	u16 hsync;
	u16 hblank;
	u16 height;
	u16 vfront;
	u16 vsync;
	u16 vblank;
	u8 flags;
};

/* Best first. CEA-861 (1080p, 720p) and VESA DMT, all within 165 MHz: DVI without HDMI. */
static const struct edid_mode modes[] = {
	{ 148500, 1920, 88, 44, 280, 1080, 4, 5, 45, EDID_DTD_HPOSITIVE | EDID_DTD_VPOSITIVE },
	{ 108000, 1600, 24, 80, 200, 900, 1, 3, 100, EDID_DTD_HPOSITIVE | EDID_DTD_VPOSITIVE },
	{ 74250, 1280, 110, 40, 370, 720, 5, 5, 30, EDID_DTD_HPOSITIVE | EDID_DTD_VPOSITIVE },
	{ 65000, 1024, 24, 136, 320, 768, 3, 6, 38, 0 },
	{ 40000, 800, 40, 128, 256, 600, 1, 4, 28, EDID_DTD_HPOSITIVE | EDID_DTD_VPOSITIVE },
	{ 25175, 640, 16, 96, 160, 480, 10, 2, 45, 0 },
};

/* A standard timing at 60 Hz; aspect: 0 16:10, 1 4:3, 2 5:4, 3 16:9. */
struct edid_standard {
	u16 width, height;
	u8 aspect;
};

static const struct edid_standard standards[EDID_STANDARD_TIMINGS] = {
	{ 1920, 1080, 3 }, { 1680, 1050, 0 }, { 1600, 900, 3 }, { 1440, 900, 0 },
	{ 1280, 1024, 2 }, { 1280, 720, 3 }, { 1280, 800, 0 }, { 1152, 864, 1 },
};

/* A bit of bytes 35 and 36. */
struct edid_established {
	u16 width, height;
	u8 byte, bit;
};

static const struct edid_established established[] = {
	{ 640, 480, 0, 5 }, { 800, 600, 0, 0 }, { 1024, 768, 1, 3 },
};

static const u8 header[] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };
/* Primaries and white of sRGB (IEC 61966-2-1), in 10 bits each. */
static const u8 srgb[] = { 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54 };
static const char manufacturer[] = "FCT";
static const char name[] = "Facet";

static void put_mode(u8 *d, const struct edid_mode *m)
{
	put_unaligned_le16(m->khz / 10, d);
	d[2] = m->width & 0xff;
	d[3] = m->hblank & 0xff;
	d[4] = (m->width >> 8) << 4 | m->hblank >> 8;
	d[5] = m->height & 0xff;
	d[6] = m->vblank & 0xff;
	d[7] = (m->height >> 8) << 4 | m->vblank >> 8;
	d[8] = m->hfront & 0xff;
	d[9] = m->hsync & 0xff;
	d[10] = (m->vfront & 0xf) << 4 | (m->vsync & 0xf);
	d[11] = (m->hfront >> 8) << 6 | (m->hsync >> 8) << 4 | (m->vfront >> 4) << 2 |
		m->vsync >> 4;
	d[12] = (EDID_WIDTH_CM * 10) & 0xff;
	d[13] = (EDID_HEIGHT_CM * 10) & 0xff;
	d[14] = (EDID_WIDTH_CM * 10 >> 8) << 4 | EDID_HEIGHT_CM * 10 >> 8;
	d[17] = EDID_DTD_SYNC | m->flags;
}

static void put_name(u8 *d)
{
	size_t len = sizeof(name) - 1;

	d[3] = EDID_TAG_NAME;
	memset(d + 5, ' ', DESCRIPTOR_SIZE - 5);
	memcpy(d + 5, name, len);
	d[5 + len] = '\n';
}

static void put_range(u8 *d)
{
	static const u8 range[] = {
		50, 75,		/* Hz */
		30, 80,		/* kHz */
		17,		/* 10 MHz */
		0, '\n', ' ', ' ', ' ', ' ', ' ', ' ',
	};

	d[3] = EDID_TAG_RANGE;
	memcpy(d + 5, range, sizeof(range));
}

static void put_manufacturer(u8 *d)
{
	u32 id = (manufacturer[0] - '@') << 10 | (manufacturer[1] - '@') << 5 |
		 (manufacturer[2] - '@');

	d[0] = id >> 8;
	d[1] = id & 0xff;
}

static void put_lists(u8 *edid, u32 max_width, u32 max_height)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(established); i++)
		if (established[i].width <= max_width && established[i].height <= max_height)
			edid[AT_ESTABLISHED + established[i].byte] |= BIT(established[i].bit);
	for (i = 0; i < EDID_STANDARD_TIMINGS; i++) {
		const struct edid_standard *s = &standards[i];
		bool fits = s->width <= max_width && s->height <= max_height;
		u8 *at = edid + AT_STANDARD + 2 * i;

		at[0] = fits ? s->width / 8 - 31 : 1;
		at[1] = fits ? s->aspect << 6 : 1;	/* 60 Hz is 0; 1, 1 is unused */
	}
}

/* The best two modes that fit, a name and a range; 0 or -EINVAL. */
static int put_descriptors(u8 *edid, u32 max_width, u32 max_height)
{
	u8 *d = edid + AT_DESCRIPTORS;
	u32 n = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(modes) && n < DESCRIPTORS - 2; i++)
		if (modes[i].width <= max_width && modes[i].height <= max_height)
			put_mode(d + DESCRIPTOR_SIZE * n++, &modes[i]);
	if (!n)
		return -EINVAL;
	put_range(d + DESCRIPTOR_SIZE * n++);
	put_name(d + DESCRIPTOR_SIZE * n++);
	for (; n < DESCRIPTORS; n++)
		d[DESCRIPTOR_SIZE * n + 3] = EDID_TAG_DUMMY;
	return 0;
}

int display_edid_make(u8 *edid, u32 max_width, u32 max_height)
{
	u8 sum = 0;
	u32 i;
	int ret;

	memset(edid, 0, DISPLAY_EDID_BLOCK);
	memcpy(edid, header, sizeof(header));
	put_manufacturer(edid + AT_MANUFACTURER);
	put_unaligned_le16(EDID_PRODUCT, edid + AT_PRODUCT);
	edid[AT_YEAR] = EDID_YEAR;
	edid[AT_VERSION] = EDID_VERSION;
	edid[AT_VERSION + 1] = EDID_REVISION;
	edid[AT_INPUT] = EDID_DIGITAL;
	edid[AT_INPUT + 1] = EDID_WIDTH_CM;
	edid[AT_INPUT + 2] = EDID_HEIGHT_CM;
	edid[AT_INPUT + 3] = EDID_GAMMA_2_2;
	edid[AT_INPUT + 4] = EDID_FEATURES;
	memcpy(edid + AT_CHROMATICITY, srgb, sizeof(srgb));
	put_lists(edid, max_width, max_height);
	ret = put_descriptors(edid, max_width, max_height);
	if (ret)
		return ret;

	for (i = 0; i < AT_CHECKSUM; i++)
		sum += edid[i];
	edid[AT_CHECKSUM] = -sum;
	return 0;
}
