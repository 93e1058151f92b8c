// SPDX-License-Identifier: GPL-2.0-only
/* Writes PPM files itself, and PNG files by libpng. Called from the main thread. Takes no lock. */
#include "vfu/vfu_picture.h"

#include <png.h>
#include <stdio.h>
#include <unistd.h>

/* Convert pixels to red, green, blue: neither format has a padding byte. */
static void to_rgb(u8 *rgb, const u32 *pixels, size_t n)
{
	while (n--) {
		*rgb++ = *pixels >> 16;
		*rgb++ = *pixels >> 8;
		*rgb++ = *pixels++;
	}
}

static int write_png(FILE *file, const u8 *rgb, u32 width, u32 height)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = width,
		.height = height,
		.format = PNG_FORMAT_RGB,
		.flags = PNG_IMAGE_FLAG_FAST,
	};

	return png_image_write_to_stdio(&image, file, 0, rgb, 0, NULL) ? 0 : -EIO;
}

static int write_ppm(FILE *file, const u8 *rgb, u32 width, u32 height)
{
	fprintf(file, "P6\n%u %u\n255\n", width, height);
	fwrite(rgb, 3 * (size_t)width, height, file);
	return ferror(file) ? -EIO : 0;
}

static bool ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && !strcmp(s + len - n, end);
}

int vfu_picture_write(const char *path, const u32 *pixels, u32 width, u32 height)
{
	u8 *rgb = malloc(3 * (size_t)width * height);
	char *temp = NULL;
	FILE *file;
	int ret;

	if (!rgb || asprintf(&temp, "%s.part", path) < 0) {
		free(rgb);
		return -ENOMEM;
	}
	file = fopen(temp, "w");
	if (!file) {
		ret = -errno;
		goto out;
	}
	to_rgb(rgb, pixels, (size_t)width * height);
	ret = ends_in(path, ".ppm") ? write_ppm(file, rgb, width, height) :
				      write_png(file, rgb, width, height);
	if (fclose(file) && !ret)
		ret = -errno;
	if (!ret && rename(temp, path))
		ret = -errno;
	if (ret)
		unlink(temp);
out:
	free(temp);
	free(rgb);
	return ret;
}
