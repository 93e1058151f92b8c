// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plays files and folders of inputs once, without libFuzzer. Prints one case named by the target.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "tests/fuzz/target.h"

static u32 played;

static void play_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat st;
	u8 *data;

	if (!file || fstat(fileno(file), &st)) {
		perror(path);
		exit(1);
	}
	data = malloc(st.st_size + 1);
	if (!data || fread(data, 1, st.st_size, file) != (size_t)st.st_size) {
		perror(path);
		exit(1);
	}
	fclose(file);
	/* A finding ends the program. Its input is the last one printed. */
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, st.st_size);
	free(data);
	played++;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void play_folder(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, by_name);
	int i;

	for (i = 0; i < n; i++) {
		char name[4096];

		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			play_file(name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	struct stat st;
	int i;

	for (i = 2; i < argc; i++) {
		if (!stat(argv[i], &st) && S_ISDIR(st.st_mode))
			play_folder(argv[i]);
		else
			play_file(argv[i]);
	}
	if (argc < 3 || !played) {
		printf("1..1\nnot ok 1 - %s: no input\n", argc > 1 ? argv[1] : "replay");
		return 1;
	}
	printf("1..1\nok 1 - %s: %u inputs, nothing found\n", argv[1], played);
	return 0;
}
