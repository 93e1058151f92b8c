/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command lines of all tools: common options, and messages about usage errors. Each tool describes
 * its own options for argp(3) and calls options_parse().
 */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_FAILED	1	/* exit status: no memory, or standard output cannot be written */
#define OPTIONS_USAGE	2	/* exit status: usage error */
#define OPTIONS_WORD	32u	/* bytes of the longest word that is compared with others */

/**
 * struct options_error - A wrong option.
 * @text: the message, cut if it is longer
 * @similar: valid option that the user may have meant, with its dashes; "": none
 */
struct options_error {
	char text[512];
	char similar[OPTIONS_WORD + 3];
};

/**
 * options_parse() - Parse a command line by argp, with the options that all tools have.
 * @argp: options and arguments of the program or command
 * @argc: number of elements of @argv
 * @argv: the command line. @argv[0] without its folder is the name in messages
 * @flags: 0, or ARGP_NO_ARGS: end at the first argument that is not an option
 * @index: gets the index of that argument; NULL without ARGP_NO_ARGS
 * @input: state->input of the parser of @argp
 *
 * -h and --help print the help on stdout; -V and --version print argp_program_version on stdout.
 * Both end the program with status 0. A usage error ends the program with status OPTIONS_USAGE
 * after one line on stderr. The line names the wrong word, a similar word that is valid, and the
 * option that prints the help.
 *
 * From now on the end of the program checks by options_flush() that stdout was written. If not, the
 * exit status is OPTIONS_FAILED.
 *
 * Context: one thread: the function uses getopt_long(3). Takes no lock.
 */
void options_parse(const struct argp *argp, int argc, char **argv, unsigned int flags, int *index,
		   void *input);

/**
 * options_flush() - Write what is in the buffer of stdout, and print an error on stderr.
 *
 * Prints one error for the whole program.
 *
 * Context: one thread, after options_parse(); takes no lock; blocks for stdout and stderr.
 * Return: true: all output was written; false: some was not.
 */
bool options_flush(void);

/**
 * options_find_error() - Find the first option of a command line that argp would refuse.
 * @argp: options of the program or command
 * @argc: number of elements of @argv
 * @argv: the command line; the function does not change it
 * @flags: as of options_parse()
 * @error: the result; unchanged if there is no error
 *
 * An option is wrong if it is unknown or ambiguous, lacks its value, or has a value and takes none.
 * The function does not check values or arguments.
 *
 * Context: one thread: the function uses getopt_long(3). Takes no lock; allocates memory.
 * Return: true: there is an error; false: none, or no memory.
 */
bool options_find_error(const struct argp *argp, int argc, char **argv, unsigned int flags,
			struct options_error *error);

/**
 * options_suggest() - Find the valid word that a mistyped word is most similar to.
 * @word: the mistyped word
 * @words: array of @n valid words
 * @n: number of valid words
 *
 * A word is similar if few letters are wrong, missing, too many or swapped: one of three letters,
 * two of seven, three of more. A word is similar, too, if @word is its beginning, of three letters
 * or more.
 *
 * Context: takes no lock; reads memory only. Words of more than OPTIONS_WORD
 *	bytes are not compared.
 * Return: an element of @words; NULL: no word is similar.
 */
const char *options_suggest(const char *word, const char *const *words, size_t n);

/**
 * options_print_error() - Print a usage error as one line on stderr.
 * @name: name of the program, or of the program and its command
 * @similar: valid word that the user may have meant; NULL: none
 * @format: format of printf(3) that names the wrong word, without a dot at its end
 * @...: arguments of @format
 *
 * Context: takes no lock; blocks for stderr.
 * Return: OPTIONS_USAGE.
 */
int options_print_error(const char *name, const char *similar, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * options_usage_error() - Print a usage error by options_print_error(), and end the program.
 * @name: name of the program, or of the program and its command
 * @similar: valid word that the user may have meant; NULL: none
 * @format: format of printf(3) that names the wrong word, without a dot at its end
 * @...: arguments of @format
 *
 * Context: takes no lock; blocks for stderr. Does not return: the exit status is OPTIONS_USAGE.
 */
void options_usage_error(const char *name, const char *similar, const char *format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

/**
 * options_word() - Find the value of an option in a list of words, or end with a usage error.
 * @state: state of argp
 * @option: the option, with its dashes
 * @value: value of the option
 * @words: array of @n valid values
 * @n: number of valid values
 *
 * Context: takes no lock. Ends the program with OPTIONS_USAGE and a line on stderr if @value is
 *	none of @words.
 * Return: the index of @value in @words.
 */
size_t options_word(const struct argp_state *state, const char *option, const char *value,
		    const char *const *words, size_t n);

/**
 * options_number() - Read the value of an option as a number, or end with a usage error.
 * @state: state of argp
 * @option: the option, with its dashes
 * @value: value of the option
 * @min: smallest valid number
 * @max: largest valid number
 *
 * Context: takes no lock; follows the locale as strtod(3). Ends the program with OPTIONS_USAGE and
 *	a line on stderr if @value is no number from @min to @max.
 * Return: the number.
 */
double options_number(const struct argp_state *state, const char *option, const char *value,
		      double min, double max);

#endif
