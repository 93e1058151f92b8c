// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write a picture as PNG without a library. The data are stored, not compressed. Source of the
 * formats: RFC 2083 (PNG), RFC 1950 (zlib), RFC 1951 (deflate). Any thread calls this; takes no
 * locks.
 */
#include "shim/hooks/picture.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CRC_POLYNOMIAL	0xedb88320u
#define ADLER_MODULUS	65521u
#define ADLER_RUN	5552u		/* bytes after which the sums must be reduced */
#define STORED_MOST	65535u		/* bytes of a stored block of deflate */
#define BLOCK_HEAD	5u		/* bytes before a stored block */
#define CHUNK_HEAD	8u		/* bytes of length and type of a chunk */
#define CHUNK_TAIL	4u		/* bytes of the checksum of a chunk */
#define ZLIB_HEAD	2u
#define ZLIB_TAIL	4u

static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

static uint8_t *put_be32(uint8_t *to, uint32_t value)
{
	to[0] = value >> 24;
	to[1] = value >> 16;
	to[2] = value >> 8;
	to[3] = value;
	return to + 4;
}

static uint32_t crc32_of(const uint8_t *bytes, size_t n)
{
	uint32_t table[256], crc, i, bit;

	for (i = 0; i < 256; i++) {
		crc = i;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ CRC_POLYNOMIAL : crc >> 1;
		table[i] = crc;
	}
	for (crc = ~0u; n; n--)
		crc = crc >> 8 ^ table[(crc ^ *bytes++) & 0xff];
	return ~crc;
}

static uint32_t adler32_of(const uint8_t *bytes, size_t n)
{
	uint32_t a = 1, b = 0;
	size_t run;

	while (n) {
		for (run = n < ADLER_RUN ? n : ADLER_RUN, n -= run; run; run--) {
			a += *bytes++;
			b += a;
		}
		a %= ADLER_MODULUS;
		b %= ADLER_MODULUS;
	}
	return b << 16 | a;
}

/* Rows of PNG: a byte for the filter, none, and then red, green and blue from the top row down. */
static uint8_t *rows_of(const uint8_t *pixels, uint32_t width, uint32_t height)
{
	size_t row = 1 + 3 * (size_t)width;
	uint8_t *rows = malloc(row * height), *to = rows;
	const uint8_t *from;
	uint32_t x, y;

	for (y = height; rows && y--;) {
		from = pixels + 4 * (size_t)width * y;
		*to++ = 0;
		for (x = 0; x < width; x++, from += 4, to += 3)
			memcpy(to, from, 3);
	}
	return rows;
}

/* Write rows as a zlib stream of stored blocks; return the end. */
static uint8_t *put_zlib(uint8_t *to, const uint8_t *rows, size_t n)
{
	uint32_t sum = adler32_of(rows, n);
	size_t block;

	*to++ = 0x78;	/* deflate, window of 32 KiB */
	*to++ = 0x01;	/* makes the two bytes a multiple of 31 */
	do {
		block = n < STORED_MOST ? n : STORED_MOST;
		n -= block;
		*to++ = !n;
		*to++ = block & 0xff;
		*to++ = block >> 8;
		*to++ = ~block & 0xff;
		*to++ = ~block >> 8 & 0xff;
		memcpy(to, rows, block);
		to += block;
		rows += block;
	} while (n);
	return put_be32(to, sum);
}

static uint8_t *begin_chunk(uint8_t *to, const char *type)
{
	memcpy(to + 4, type, 4);
	return to + CHUNK_HEAD;
}

static uint8_t *end_chunk(uint8_t *chunk, uint8_t *end)
{
	size_t n = end - chunk - CHUNK_HEAD;

	put_be32(chunk, n);
	return put_be32(end, crc32_of(chunk + 4, n + 4));
}

/* Write the whole file to memory; return the end. */
static uint8_t *put_png(uint8_t *to, const uint8_t *rows, uint32_t width, uint32_t height)
{
	size_t n = (1 + 3 * (size_t)width) * height;
	uint8_t *chunk = to + sizeof(signature), *end;

	memcpy(to, signature, sizeof(signature));
	end = put_be32(put_be32(begin_chunk(chunk, "IHDR"), width), height);
	*end++ = 8;	/* bits of a colour */
	*end++ = 2;	/* red, green and blue */
	*end++ = 0;	/* compression: deflate */
	*end++ = 0;	/* filters: the five of PNG */
	*end++ = 0;	/* not interlaced */
	chunk = end_chunk(chunk, end);
	chunk = end_chunk(chunk, put_zlib(begin_chunk(chunk, "IDAT"), rows, n));
	return end_chunk(chunk, begin_chunk(chunk, "IEND"));
}

static bool write_file(const char *path, const uint8_t *bytes, size_t n)
{
	char part[PATH_MAX];
	FILE *file;
	int error;
	bool ok;

	if (snprintf(part, sizeof(part), "%s.part", path) >= (int)sizeof(part)) {
		errno = ENAMETOOLONG;
		return false;
	}
	file = fopen(part, "we");
	if (!file)
		return false;
	ok = fwrite(bytes, 1, n, file) == n;
	ok = !fclose(file) && ok && !rename(part, path);
	error = errno;
	if (!ok)
		unlink(part);
	errno = error;
	return ok;
}

bool picture_write(const char *path, const uint8_t *pixels, uint32_t width, uint32_t height)
{
	size_t n = (1 + 3 * (size_t)width) * height;
	size_t most = n + (n / STORED_MOST + 1) * BLOCK_HEAD + ZLIB_HEAD + ZLIB_TAIL +
		      3 * (CHUNK_HEAD + CHUNK_TAIL) + sizeof(signature) + 16;
	uint8_t *rows = rows_of(pixels, width, height), *png = malloc(most);
	bool ok = false;

	errno = ENOMEM;
	if (rows && png)
		ok = write_file(path, png, put_png(png, rows, width, height) - png);
	free(rows);
	free(png);
	return ok;
}
