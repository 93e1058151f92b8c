// SPDX-License-Identifier: GPL-2.0-only
/*
 * EDIDs of virtual monitors: one block of VESA E-EDID 1.3, with digital input and the preferred
 * mode first. On HDMI, a mode that needs more than 165 MHz adds a block of CEA-861. Guests believe
 * such a clock only of an HDMI monitor. The functions have no state and take no lock. Callers:
 * displays of all kinds. output.c has the clocks of Gen9's ports.
 */
#include "display/edid.h"

#include "display/display.h"
#include "display/output/mode.h"

#define EDID_VERSION		1
#define EDID_REVISION		3
#define EDID_DIGITAL		0x80
#define EDID_GAMMA_2_2		120	/* gamma * 100 - 100 */
#define EDID_FEATURES		0x0e	/* RGB colour, sRGB, preferred mode is the first */
#define EDID_WIDTH_MM		520		/* if the monitor asks for no size */
#define EDID_HEIGHT_MM		290
#define EDID_MM(pixels)		((pixels) * 254 / 960)	/* at 96 dots an inch */
#define EDID_YEAR		(2026 - 1990)
#define EDID_PRODUCT		0x0001
#define EDID_TAG_NAME		0xfc
#define EDID_TAG_RANGE		0xfd
#define EDID_TAG_DUMMY		0x10
#define EDID_STANDARD_TIMINGS	8
#define STANDARD_HZ		60u	/* refresh rate of established and standard timings */
#define EDID_DTD_SYNC		0x18	/* digital, separate sync */
#define EDID_DTD_HPOSITIVE	0x02
#define EDID_DTD_VPOSITIVE	0x04
#define EDID_DTD_INTERLACED	0x80
#define EDID_DTD_FLAGS		17
#define EDID_DTD_KHZ		10		/* kHz in a step of the clock */
#define CEA_TAG			0x02
#define CEA_REVISION		3
#define CEA_AT_MODES		2		/* offset of the byte that locates the timings */
#define CEA_AT_BLOCKS		4
#define CEA_BLOCK_TAG(byte)	((byte) >> 5)
#define CEA_BLOCK_LENGTH(byte)	((byte) & 0x1f)
#define CEA_BLOCK_VENDOR	3
#define HDMI_LENGTH_MIN		5
#define HDMI_LENGTH_TMDS	7		/* length with the clock, which is the last byte */
#define HDMI_TMDS_STEP_KHZ	5000
#define HDMI_CEC_ADDRESS	0x10		/* 1.0.0.0 */

/* Offsets in the block */
#define AT_MANUFACTURER		8
#define AT_PRODUCT		10
#define AT_SERIAL		12
#define AT_YEAR			17
#define AT_VERSION		18
#define AT_INPUT		20
#define AT_CHROMATICITY		25
#define AT_ESTABLISHED		35
#define AT_STANDARD		38
#define AT_DESCRIPTORS		FACET_EDID_MODE
#define DESCRIPTOR_SIZE		18
#define DESCRIPTORS		4

/* Known modes, best first. CEA-861 (1080p, 720p) and VESA DMT; all are within 165 MHz, for DVI. */
static const struct display_mode modes[] = {
	{ 148500, 1920, 88, 44, 280, 1080, 4, 5, 45, true, true },
	{ 108000, 1600, 24, 80, 200, 900, 1, 3, 100, true, true },
	{ 74250, 1280, 110, 40, 370, 720, 5, 5, 30, true, true },
	{ 65000, 1024, 24, 136, 320, 768, 3, 6, 38, false, false },
	{ 40000, 800, 40, 128, 256, 600, 1, 4, 28, true, true },
	{ 25175, 640, 16, 96, 160, 480, 10, 2, 45, false, false },
};

/* A standard timing at 60 Hz. Aspects: 0 is 16:10, 1 is 4:3, 2 is 5:4, 3 is 16:9. */
struct edid_standard {
	u16 width, height;
	u8 aspect;
};

static const struct edid_standard standards[EDID_STANDARD_TIMINGS] = {
	{ 1920, 1080, 3 }, { 1680, 1050, 0 }, { 1600, 900, 3 }, { 1440, 900, 0 },
	{ 1280, 1024, 2 }, { 1280, 720, 3 }, { 1280, 800, 0 }, { 1152, 864, 1 },
};

/* An established timing: a bit of byte 35 (byte 0 here) or 36 */
struct edid_established {
	u16 width, height;
	u8 byte, bit;
};

static const struct edid_established established[] = {
	{ 640, 480, 0, 5 }, { 800, 600, 0, 0 }, { 1024, 768, 1, 3 },
};

static const u8 header[] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };
/* Primaries and white of sRGB (IEC 61966-2-1), with 10 bits each */
static const u8 srgb[] = { 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54 };
/* Identifier of HDMI Licensing, in the byte order of a block of CEA-861 */
static const u8 hdmi_id[] = { 0x03, 0x0c, 0x00 };
static const char manufacturer[] = "FCT";
static const char name[] = "Facet";

const struct facet_monitor facet_edid_any_clock = {
	.khz_max = FACET_EDID_KHZ_MAX,
	.khz_plain = FACET_EDID_KHZ_MAX,
};

/**
 * struct edid_picture - Picture of a monitor.
 * @preferred: preferred mode
 * @width_mm: width of the picture, mm
 * @height_mm: height of the picture, mm
 */
struct edid_picture {
	struct display_mode preferred;
	u32 width_mm;
	u32 height_mm;
};

/* Write a detailed timing: 18 bytes at @d. */
static void put_mode(u8 *d, const struct display_mode *m, const struct edid_picture *picture)
{
	put_unaligned_le16(m->khz / EDID_DTD_KHZ, d);
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
	d[12] = picture->width_mm & 0xff;
	d[13] = picture->height_mm & 0xff;
	d[14] = (picture->width_mm >> 8) << 4 | picture->height_mm >> 8;
	d[EDID_DTD_FLAGS] = EDID_DTD_SYNC | (m->hpositive ? EDID_DTD_HPOSITIVE : 0) |
			    (m->vpositive ? EDID_DTD_VPOSITIVE : 0);
}

void facet_edid_preferred_timings(const u8 *edid, struct display_mode *mode)
{
	const u8 *d = edid + FACET_EDID_MODE;

	*mode = (struct display_mode){};
	if (!get_unaligned_le16(d))
		return;
	mode->khz = get_unaligned_le16(d) * EDID_DTD_KHZ;
	mode->width = d[2] | (d[4] >> 4) << 8;
	mode->hblank = d[3] | (d[4] & 0xf) << 8;
	mode->height = d[5] | (d[7] >> 4) << 8;
	mode->vblank = d[6] | (d[7] & 0xf) << 8;
	mode->hfront = d[8] | (d[11] >> 6) << 8;
	mode->hsync = d[9] | (d[11] >> 4 & 3) << 8;
	mode->vfront = d[10] >> 4 | (d[11] >> 2 & 3) << 4;
	mode->vsync = (d[10] & 0xf) | (d[11] & 3) << 4;
	mode->hpositive = d[EDID_DTD_FLAGS] & EDID_DTD_HPOSITIVE;
	mode->vpositive = d[EDID_DTD_FLAGS] & EDID_DTD_VPOSITIVE;
}

void facet_edid_preferred_mode(const u8 *edid, struct facet_display_mode *mode)
{
	struct display_mode preferred;

	facet_edid_preferred_timings(edid, &preferred);
	*mode = (struct facet_display_mode){
		.width = preferred.width,
		.height = preferred.height,
		.hz = display_mode_hz(&preferred),
	};
}

/* Write the monitor's name: "Facet", "Facet 2", "Facet 3". */
static void put_name(u8 *d, u32 serial)
{
	size_t len = sizeof(name) - 1;

	d[3] = EDID_TAG_NAME;
	memset(d + 5, ' ', DESCRIPTOR_SIZE - 5);
	memcpy(d + 5, name, len);
	if (serial > 1) {
		d[5 + len + 1] = '0' + serial % 10;
		len += 2;
	}
	d[5 + len] = '\n';
}

/* Write the ranges of refresh rate, line rate and clock that hold all modes of the EDID. */
static void put_range(u8 *d, const struct display_mode *preferred)
{
	static const u8 range[] = {
		50, 75,		/* Hz */
		30, 80,		/* kHz */
		17,		/* 10 MHz */
		0, '\n', ' ', ' ', ' ', ' ', ' ', ' ',
	};
	u32 hz = display_mode_hz(preferred);
	u32 line_khz = preferred->khz / (preferred->width + preferred->hblank);
	u32 lines = preferred->height + preferred->vblank;
	u8 *r = d + 5;

	d[3] = EDID_TAG_RANGE;
	memcpy(r, range, sizeof(range));
	r[0] = min_t(u32, r[0], line_khz * 1000 / lines);
	r[1] = max_t(u32, r[1], hz);
	r[2] = min_t(u32, r[2], line_khz);
	r[3] = max_t(u32, r[3], line_khz + 1);
	r[4] = max_t(u32, r[4], DIV_ROUND_UP(preferred->khz, 10000));
}

/* Write the manufacturer: three letters with 5 bits each. */
static void put_manufacturer(u8 *d)
{
	u32 id = (manufacturer[0] - '@') << 10 | (manufacturer[1] - '@') << 5 |
		 (manufacturer[2] - '@');

	d[0] = id >> 8;
	d[1] = id & 0xff;
}

/*
 * Tell whether a mode of 60 Hz is offered. No mode is offered as another rate of the preferred
 * size.
 */
static bool mode_offered(const struct display_mode *preferred, u32 width, u32 height, u32 max_width,
			 u32 max_height)
{
	return width <= max_width && height <= max_height &&
	       (display_mode_hz(preferred) == STANDARD_HZ || width != preferred->width ||
		height != preferred->height);
}

/* Write the established and the standard timings. */
static void put_lists(u8 *edid, const struct display_mode *preferred, u32 max_width, u32 max_height)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(established); i++)
		if (mode_offered(preferred, established[i].width, established[i].height, max_width,
				 max_height))
			edid[AT_ESTABLISHED + established[i].byte] |= BIT(established[i].bit);
	for (i = 0; i < EDID_STANDARD_TIMINGS; i++) {
		const struct edid_standard *s = &standards[i];
		bool fits = mode_offered(preferred, s->width, s->height, max_width, max_height);
		u8 *at = edid + AT_STANDARD + 2 * i;

		at[0] = fits ? s->width / 8 - 31 : 1;
		at[1] = fits ? s->aspect << 6 : 1;	/* 0: 60 Hz; 1, 1: unused */
	}
}

/* Write the preferred mode, the best other one that fits, a range and a name. */
static void put_descriptors(u8 *edid, const struct edid_picture *picture, u32 max_width,
			    u32 max_height, u32 serial)
{
	u8 *d = edid + AT_DESCRIPTORS;
	u32 n = 0;
	u32 i;

	put_mode(d + DESCRIPTOR_SIZE * n++, &picture->preferred, picture);
	for (i = 0; i < ARRAY_SIZE(modes) && n < DESCRIPTORS - 2; i++)
		if (modes[i].width <= max_width && modes[i].height <= max_height &&
		    (modes[i].width != picture->preferred.width ||
		     modes[i].height != picture->preferred.height))
			put_mode(d + DESCRIPTOR_SIZE * n++, &modes[i], picture);
	put_range(d + DESCRIPTOR_SIZE * n++, &picture->preferred);
	put_name(d + DESCRIPTOR_SIZE * n++, serial);
	for (; n < DESCRIPTORS; n++)
		d[DESCRIPTOR_SIZE * n + 3] = EDID_TAG_DUMMY;
}

/* Write the checksum of a block: all bytes sum up to 0. */
static void put_sum(u8 *block)
{
	u8 sum = 0;
	u32 i;

	for (i = 0; i < FACET_EDID_CHECKSUM; i++)
		sum += block[i];
	block[FACET_EDID_CHECKSUM] = -sum;
}

/* Write the block that names an HDMI monitor, with its largest clock and without sound. */
static void put_hdmi(u8 *block, u32 khz_max)
{
	u8 *b = block + CEA_AT_BLOCKS;

	memset(block, 0, FACET_EDID_BLOCK);
	block[0] = CEA_TAG;
	block[1] = CEA_REVISION;
	block[CEA_AT_MODES] = CEA_AT_BLOCKS + 1 + HDMI_LENGTH_TMDS;
	b[0] = CEA_BLOCK_VENDOR << 5 | HDMI_LENGTH_TMDS;
	memcpy(b + 1, hdmi_id, sizeof(hdmi_id));
	b[4] = HDMI_CEC_ADDRESS;
	b[HDMI_LENGTH_TMDS] = khz_max / HDMI_TMDS_STEP_KHZ;
	put_sum(block);
}

static bool size_fits(const struct display_mode *mode, const struct facet_monitor *monitor)
{
	return mode->width >= DISPLAY_WIDTH_MIN && mode->height >= DISPLAY_HEIGHT_MIN &&
	       mode->width <= monitor->max_width && mode->height <= monitor->max_height;
}

static bool mode_fits(const struct display_mode *mode, const struct facet_monitor *monitor)
{
	return size_fits(mode, monitor) && mode->khz >= monitor->khz_min &&
	       mode->khz <= monitor->khz_max;
}

/* Choose the best mode of the list that fits. Return: 0; -EINVAL: none fits. */
static int choose_known(struct edid_picture *picture, const struct facet_monitor *monitor)
{
	u32 i;

	picture->width_mm = EDID_WIDTH_MM;
	picture->height_mm = EDID_HEIGHT_MM;
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		if (!mode_fits(&modes[i], monitor))
			continue;
		picture->preferred = modes[i];
		return 0;
	}
	return -EINVAL;
}

/* Refresh rates to try if the monitor names none, best first */
static const u32 default_rates[] = { STANDARD_HZ, 75, 50, 30 };

static u32 first_rate(const struct facet_monitor *monitor)
{
	return monitor->hz ? monitor->hz : default_rates[0];
}

/* Tell whether any monitor could have this size and rate. */
static bool request_valid(const struct facet_monitor *monitor)
{
	u32 hz = first_rate(monitor);

	return monitor->width >= DISPLAY_WIDTH_MIN && monitor->width <= DISPLAY_SIZE_MAX &&
	       monitor->height >= DISPLAY_HEIGHT_MIN && monitor->height <= DISPLAY_SIZE_MAX &&
	       hz >= DISPLAY_HZ_MIN && hz <= DISPLAY_HZ_MAX;
}

/* Return the mode of the list that has the wanted size and rate; NULL: there is none. */
static const struct display_mode *find_known_mode(const struct facet_monitor *monitor)
{
	u32 i;

	if (first_rate(monitor) != STANDARD_HZ)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(modes); i++)
		if (modes[i].width == monitor->width && modes[i].height == monitor->height)
			return &modes[i];
	return NULL;
}

/*
 * Make a mode by CVT, at the first rate that the clock allows. Return: false: no rate fits, and
 * @mode has the last rate that was tried.
 */
static bool make_by_cvt(struct display_mode *mode, const struct facet_monitor *monitor)
{
	const u32 *rates = monitor->hz ? &monitor->hz : default_rates;
	u32 n = monitor->hz ? 1 : ARRAY_SIZE(default_rates);
	u32 i;

	for (i = 0; i < n; i++) {
		display_mode_cvt(mode, monitor->width, monitor->height, rates[i]);
		if (mode_fits(mode, monitor) && mode->khz <= FACET_EDID_KHZ_MAX)
			return true;
	}
	return false;
}

/*
 * Lengthen the blank of a mode whose clock is too slow for the port. The blank gets longer only for
 * a rate that the monitor names. Without such a rate, another rate fits.
 */
static bool make_with_longer_blank(struct display_mode *mode, const struct facet_monitor *monitor)
{
	if (!monitor->hz || mode->khz >= monitor->khz_min)
		return false;
	display_mode_stretch(mode, monitor->hz, monitor->khz_min);
	return size_fits(mode, monitor);
}

/*
 * Choose a mode of the wanted size: from the list, else by CVT, else with a longer blank. Return:
 * 0; -EINVAL: none fits.
 */
static int choose_size(struct edid_picture *picture, const struct facet_monitor *monitor)
{
	struct display_mode *mode = &picture->preferred;
	const struct display_mode *known;

	if (!request_valid(monitor))
		return -EINVAL;
	picture->width_mm = EDID_MM(monitor->width);
	picture->height_mm = EDID_MM(monitor->height);
	known = find_known_mode(monitor);
	if (known) {
		*mode = *known;
		return mode_fits(mode, monitor) ? 0 : -EINVAL;
	}
	return make_by_cvt(mode, monitor) || make_with_longer_blank(mode, monitor) ? 0 : -EINVAL;
}

/* Write the first block, except its number of extensions and its checksum. */
static void put_base(u8 *edid, const struct edid_picture *picture, u32 max_width, u32 max_height,
		     u32 serial)
{
	memset(edid, 0, FACET_EDID_BLOCK);
	memcpy(edid, header, sizeof(header));
	put_manufacturer(edid + AT_MANUFACTURER);
	put_unaligned_le16(EDID_PRODUCT, edid + AT_PRODUCT);
	put_unaligned_le32(serial, edid + AT_SERIAL);
	edid[AT_YEAR] = EDID_YEAR;
	edid[AT_VERSION] = EDID_VERSION;
	edid[AT_VERSION + 1] = EDID_REVISION;
	edid[AT_INPUT] = EDID_DIGITAL;
	edid[AT_INPUT + 1] = picture->width_mm / 10;
	edid[AT_INPUT + 2] = picture->height_mm / 10;
	edid[AT_INPUT + 3] = EDID_GAMMA_2_2;
	edid[AT_INPUT + 4] = EDID_FEATURES;
	memcpy(edid + AT_CHROMATICITY, srgb, sizeof(srgb));
	put_lists(edid, &picture->preferred, max_width, max_height);
	put_descriptors(edid, picture, max_width, max_height, serial);
}

int facet_edid_make(u8 *edid, u32 *size, const struct facet_monitor *monitor)
{
	u32 max_width = monitor->max_width, max_height = monitor->max_height;
	struct edid_picture picture = {};
	int ret;

	if (monitor->width || monitor->height) {
		ret = choose_size(&picture, monitor);
		max_width = picture.preferred.width;
		max_height = picture.preferred.height;
	} else {
		ret = choose_known(&picture, monitor);
	}
	if (ret)
		return ret;
	put_base(edid, &picture, max_width, max_height, monitor->serial);
	*size = FACET_EDID_BLOCK;
	if (picture.preferred.khz > monitor->khz_plain) {
		edid[FACET_EDID_EXTENSIONS] = 1;
		put_hdmi(edid + FACET_EDID_BLOCK, monitor->khz_max);
		*size = 2 * FACET_EDID_BLOCK;
	}
	put_sum(edid);
	return 0;
}

int facet_edid_make_at_output(u8 *edid, u32 *size, const struct facet_monitor *clocks,
			      const struct facet_display_config *config,
			      const struct facet_display_output *output, u32 serial)
{
	struct facet_monitor monitor = *clocks;

	monitor.max_width = config->max_width;
	monitor.max_height = config->max_height;
	monitor.width = output->width;
	monitor.height = output->height;
	monitor.hz = output->hz;
	monitor.serial = serial;
	return facet_edid_make(edid, size, &monitor);
}

u32 facet_edid_serial(const u8 *edid)
{
	return get_unaligned_le32(edid + AT_SERIAL);
}

/* Tell whether the bytes of each block sum up to 0. */
static bool checksums_valid(const u8 *edid, u32 size)
{
	u8 sum = 0;
	u32 i;

	for (i = 0; i < size; i++) {
		sum += edid[i];
		if (i % FACET_EDID_BLOCK == FACET_EDID_CHECKSUM && sum)
			return false;
	}
	return true;
}

/* Return the clock that a CEA-861 block states for an HDMI monitor, kHz; 0: none. */
static u32 hdmi_khz(const u8 *block)
{
	u32 end = min_t(u32, block[CEA_AT_MODES], FACET_EDID_CHECKSUM);
	u32 at, len;

	if (block[0] != CEA_TAG || block[1] < CEA_REVISION)
		return 0;
	for (at = CEA_AT_BLOCKS; at + 1 < end; at += len + 1) {
		const u8 *b = block + at;

		len = CEA_BLOCK_LENGTH(b[0]);
		if (at + len >= end)
			return 0;
		if (CEA_BLOCK_TAG(b[0]) != CEA_BLOCK_VENDOR || len < HDMI_LENGTH_MIN ||
		    memcmp(b + 1, hdmi_id, sizeof(hdmi_id)))
			continue;
		return len < HDMI_LENGTH_TMDS ? 0 : b[HDMI_LENGTH_TMDS] * HDMI_TMDS_STEP_KHZ;
	}
	return 0;
}

/* Return the highest clock that a guest believes of the monitor, kHz. */
static u32 edid_khz_max(const u8 *edid, u32 size, const struct facet_monitor *monitor)
{
	u32 khz = size > FACET_EDID_BLOCK ? hdmi_khz(edid + FACET_EDID_BLOCK) : 0;

	return min_t(u32, max_t(u32, khz, monitor->khz_plain), monitor->khz_max);
}

/* Tell whether the blocks of an EDID are whole, and the first is of a digital monitor. */
static bool blocks_valid(const u8 *edid, u32 size)
{
	if (size != FACET_EDID_BLOCK && size != 2 * FACET_EDID_BLOCK)
		return false;
	return !memcmp(edid, header, sizeof(header)) && edid[AT_VERSION] == EDID_VERSION &&
	       edid[AT_INPUT] & EDID_DIGITAL && checksums_valid(edid, size) &&
	       (edid[FACET_EDID_EXTENSIONS] + 1) * FACET_EDID_BLOCK == size;
}

int facet_edid_check(const u8 *edid, u32 size, const struct facet_monitor *monitor)
{
	struct display_mode mode;

	if (!blocks_valid(edid, size))
		return -EINVAL;
	facet_edid_preferred_timings(edid, &mode);
	if (!mode.hblank || !mode.vblank || !size_fits(&mode, monitor) ||
	    (edid[FACET_EDID_MODE + EDID_DTD_FLAGS] & EDID_DTD_INTERLACED))
		return -EINVAL;
	return mode_fits(&mode, monitor) && mode.khz <= edid_khz_max(edid, size, monitor) ?
	       0 : -ERANGE;
}
