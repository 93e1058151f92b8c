// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-picture-find: finds the guest's pattern in a picture of a screen or of a window. Each pixel
 * must have its own colour. For clients that show something around the guest's screen.
 *
 *   facet-picture-find FILE.png --size WIDTHxHEIGHT --hash HEX
 *
 * facet-guest-pattern reports the size and the hash. The program prints the position of the
 * pattern. Exit status: 1 if the pattern is not in the picture.
 */
#include "demo_picture.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_png(const char *path, struct picture *p)
{
	png_image image = { .version = PNG_IMAGE_VERSION };

	if (!png_image_begin_read_from_file(&image, path))
		goto err;
	image.format = PNG_FORMAT_RGB;
	p->width = image.width;
	p->height = image.height;
	p->rgb = malloc(PNG_IMAGE_SIZE(image));
	if (p->rgb && png_image_finish_read(&image, NULL, p->rgb, 0, NULL))
		return 0;
err:
	fprintf(stderr, "%s: %s\n", path, image.message[0] ? image.message : "cannot be read");
	png_image_free(&image);
	return -1;
}

int main(int argc, char **argv)
{
	struct picture p = { 0 };
	uint32_t width, height, x, y;
	int rc;

	if (argc != 6 || strcmp(argv[2], "--size") ||
	    sscanf(argv[3], "%ux%u", &width, &height) != 2 || strcmp(argv[4], "--hash")) {
		fprintf(stderr,
			"usage: facet-picture-find FILE.png --size WIDTHxHEIGHT --hash HEX\n");
		return 2;
	}
	if (read_png(argv[1], &p))
		return 2;
	rc = picture_find(&p, width, height, strtoull(argv[5], NULL, 16), &x, &y);
	if (rc)
		printf("%ux%u, and the pattern is not in it\n", p.width, p.height);
	else
		printf("%ux%u, the pattern at %u,%u\n", p.width, p.height, x, y);
	free(p.rgb);
	return rc ? 1 : 0;
}
