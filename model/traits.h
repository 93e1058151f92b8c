/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traits: what two vGPUs must share so that the state of one fits the other. They are lines of text
 * "NAME VALUE", always in the same order. So a difference can be named, and people can read them.
 * A version may restore what another one has saved (state_version.h). All other lines have to be
 * equal.
 */
#ifndef FACET_TRAITS_H
#define FACET_TRAITS_H

#include "port.h"

#define FACET_TRAITS_MAX	1024u	/* bytes of all lines */
#define FACET_TRAIT_VERSION	"version"	/* the name of Facet's version */
#define FACET_TRAIT_SHOWN	40u	/* bytes of a value that facet_traits_differ() shows */

/**
 * struct facet_traits - The traits of a vGPU.
 * @used: bytes in @text
 * @text: lines, each with a newline at its end; no NUL
 */
struct facet_traits {
	u32 used;
	char text[FACET_TRAITS_MAX];
};

/**
 * facet_traits_add() - Append a line. If there is no room, it and all later ones are left out.
 * @traits: the traits
 * @name: name of the trait: lower-case letters and underscores
 * @format: format of printf(3) for the value, which has no newline
 * @...: arguments of @format
 *
 * Context: any; takes no lock.
 */
void facet_traits_add(struct facet_traits *traits, const char *name, const char *format, ...)
	__printf(3, 4);

/**
 * struct facet_traits_walk - Two texts of traits that are compared line by line.
 * @here: the lines of this host that were not compared yet
 * @here_left: bytes of @here
 * @there: those of the other host; not trusted
 * @there_left: bytes of @there
 */
struct facet_traits_walk {
	const char *here;
	size_t here_left;
	const char *there;
	size_t there_left;
};

/**
 * facet_traits_next_difference() - Go on to the next line that does not fit, and describe it.
 * @walk: the texts; changes
 * @reason: gets a line without a newline: which trait has which value there and here. A trait that
 *	one of both has not has an empty value
 * @size: bytes of @reason
 *
 * Context: any; takes no lock. The time grows with the product of both lengths.
 * Return: true: there is one; false: there are no more, and @reason is unchanged.
 */
bool facet_traits_next_difference(struct facet_traits_walk *walk, char *reason, size_t size);

/**
 * facet_traits_differ() - Compare traits, and name the first one that does not fit.
 * @here: traits of a vGPU of this host
 * @text: @len bytes that claim to be the traits of another; not trusted
 * @len: any number
 * @reason: gets a line without a newline: which trait has which value there and here
 * @size: bytes of @reason
 *
 * Context: any; takes no lock.
 * Return: true: a state from there does not fit; false: it does, and @reason is unchanged.
 */
bool facet_traits_differ(const struct facet_traits *here, const char *text, size_t len,
			 char *reason, size_t size);

#endif
