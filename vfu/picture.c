// SPDX-License-Identifier: GPL-2.0-only
/*
 * PPM, and PNG without compression (RFC 2083, RFC 1950: stored blocks), so that
 * no library is needed. Called from the main thread; no locks.
 */
#include "picture.h"

#include <stdio.h>
#include <unistd.h>

#define STORED_MAX	65535u
#define ADLER_BASE	65521u
#define CRC_POLY	0xedb88320u

/**
 * struct png - A chunk that is being written.
 * @crc: of what was written since the chunk's type
 * @adler: of the rows
 * @left: bytes of rows still to come in this stored block, and @rows after it
 */
struct png {
	FILE *file;
	u32 crc;
	u32 adler_a;
	u32 adler_b;
	u32 left;
	u64 rows;
};

static void put(struct png *png, const u8 *data, size_t len)
{
	size_t i;
	u32 bit;

	fwrite(data, 1, len, png->file);
	for (i = 0; i < len; i++) {
		png->crc ^= data[i];
		for (bit = 0; bit < 8; bit++)
			png->crc = (png->crc >> 1) ^ (png->crc & 1 ? CRC_POLY : 0);
	}
}

static void put_be32(struct png *png, u32 v)
{
	const u8 b[4] = { v >> 24, v >> 16, v >> 8, v };

	put(png, b, sizeof(b));
}

static void chunk_begin(struct png *png, u32 len, const char *type)
{
	put_be32(png, len);
	png->crc = ~0u;
	put(png, (const u8 *)type, 4);
}

static void chunk_end(struct png *png)
{
	put_be32(png, ~png->crc);
}

/* Bytes of the picture, in stored blocks of the most that one takes. */
static void put_rows(struct png *png, const u8 *data, size_t len)
{
	size_t i, n;

	for (i = 0; i < len; i++) {
		png->adler_a = (png->adler_a + data[i]) % ADLER_BASE;
		png->adler_b = (png->adler_b + png->adler_a) % ADLER_BASE;
	}
	while (len) {
		if (!png->left) {
			u32 size = min_t(u64, png->rows, STORED_MAX);
			const u8 head[5] = { png->rows <= STORED_MAX, size, size >> 8, ~size, ~size >> 8 };

			put(png, head, sizeof(head));
			png->left = size;
		}
		n = min_t(size_t, len, png->left);
		put(png, data, n);
		png->left -= n;
		png->rows -= n;
		data += n;
		len -= n;
	}
}

static void row_rgb(u8 *rgb, const u32 *pixels, u32 width)
{
	u32 x;

	for (x = 0; x < width; x++) {
		*rgb++ = pixels[x] >> 16;
		*rgb++ = pixels[x] >> 8;
		*rgb++ = pixels[x];
	}
}

static void write_png(FILE *file, const u32 *pixels, u32 width, u32 height, u8 *row)
{
	static const u8 signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	static const u8 rgb8[5] = { 8, 2, 0, 0, 0 };
	static const u8 zlib[2] = { 0x78, 0x01 };
	u64 bytes = (u64)height * (3 * width + 1);
	u64 blocks = DIV_ROUND_UP(bytes, STORED_MAX);
	struct png png = { .file = file, .adler_a = 1, .rows = bytes };
	u32 y;

	fwrite(signature, 1, sizeof(signature), file);
	chunk_begin(&png, 13, "IHDR");
	put_be32(&png, width);
	put_be32(&png, height);
	put(&png, rgb8, sizeof(rgb8));
	chunk_end(&png);

	chunk_begin(&png, sizeof(zlib) + 5 * blocks + bytes + 4, "IDAT");
	put(&png, zlib, sizeof(zlib));
	row[0] = 0;
	for (y = 0; y < height; y++) {
		row_rgb(row + 1, pixels + (size_t)y * width, width);
		put_rows(&png, row, 3 * (size_t)width + 1);
	}
	put_be32(&png, png.adler_b << 16 | png.adler_a);
	chunk_end(&png);

	chunk_begin(&png, 0, "IEND");
	chunk_end(&png);
}

static void write_ppm(FILE *file, const u32 *pixels, u32 width, u32 height, u8 *row)
{
	u32 y;

	fprintf(file, "P6\n%u %u\n255\n", width, height);
	for (y = 0; y < height; y++) {
		row_rgb(row, pixels + (size_t)y * width, width);
		fwrite(row, 3, width, file);
	}
}

static bool ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && !strcmp(s + len - n, end);
}

int vfu_picture_write(const char *path, const u32 *pixels, u32 width, u32 height)
{
	u8 *row = malloc(3 * (size_t)width + 1);
	char *temp = NULL;
	FILE *file;
	int ret = 0;

	if (!row || asprintf(&temp, "%s.part", path) < 0) {
		free(row);
		return -ENOMEM;
	}
	file = fopen(temp, "w");
	if (!file) {
		ret = -errno;
		goto out;
	}
	if (ends_in(path, ".ppm"))
		write_ppm(file, pixels, width, height, row);
	else
		write_png(file, pixels, width, height, row);
	if (ferror(file))
		ret = -EIO;
	if (fclose(file) && !ret)
		ret = -errno;
	if (!ret && rename(temp, path))
		ret = -errno;
	if (ret)
		unlink(temp);
out:
	free(temp);
	free(row);
	return ret;
}
