/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of a vGPU that can be set, and their valid values. The tables are made by
 * tools/description/generate.py of tools/description/description.json. docs/reference/abi.md has
 * the files.
 */
#ifndef FACETCTL_ATTRIBUTES_H
#define FACETCTL_ATTRIBUTES_H

#include <argp.h>
#include <stddef.h>

/**
 * struct attribute - One attribute that can be set.
 * @name: name of the file in sysfs
 * @values: valid values, as text
 * @words: array of @n_words valid words
 * @n_words: number of valid words; 0: the values are not words
 */
struct attribute {
	const char *name;
	const char *values;
	const char *const *words;
	size_t n_words;
};

extern const struct attribute attributes[];
extern const char *const attribute_names[];
extern const size_t attribute_count;

/* The same attributes as lines of --help. */
extern const struct argp_option attribute_options[];

#endif
