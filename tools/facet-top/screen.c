// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-top in a terminal of 80x24 or more. Each engine has a bar. Each vGPU has a row with a bar
 * and its use in the last samples. main.c calls top_screen().
 */
#include "tools/facet-top/top.h"

#include <curses.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEY_ESCAPE	27
#define PERCENT		100.0
#define BAR_CELLS	14
#define ENGINE_CELLS	26
#define HISTORY_CELLS	14
#define LEVELS		8
#define FIRST_ENGINE	2
#define FIRST_ROW	(FIRST_ENGINE + (int)FACET_STATS_ENGINES + 2)
#define INTERVAL_MIN	0.25
#define INTERVAL_MAX	60.0

enum { COLOR_LOW = 1, COLOR_HIGH, COLOR_WAIT, COLOR_HEAD };

/**
 * struct screen - Settings that keys change, and the terminal's abilities.
 * @interval: time between samples, in seconds
 * @paused: facet-top takes no samples
 * @help: the list of keys is visible
 * @first: number of rows above the visible part
 * @all: also show vGPUs that no virtual machine has open
 * @utf8: the terminal can show block characters
 */
struct screen {
	double interval;
	bool paused;
	bool help;
	uint32_t first;
	bool all;
	bool utf8;
};

static const char *const blocks[LEVELS + 1] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const plain[LEVELS + 1] = { " ", ".", ".", ":", "-", "=", "+", "*", "#" };
static const char *const policies[] = {
	[FACET_STATS_BEST_EFFORT] = FACET_POLICY_BEST_EFFORT,
	[FACET_STATS_EQUAL_SHARE] = FACET_POLICY_EQUAL_SHARE,
	[FACET_STATS_FIXED_SHARE] = FACET_POLICY_FIXED_SHARE,
};

static double clamp(double value)
{
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* --- drawing ------------------------------------------------------------------------------ */

/*
 * Draw a bar of @cells characters. @busy: part of the time with the engine. @waiting: part of the
 * time of waiting, drawn behind it. 1: all the time.
 */
static void draw_bar(const struct screen *s, int cells, double busy, double waiting)
{
	int i, full = clamp(busy) * cells + 0.5, wait = clamp(busy + waiting) * cells + 0.5;

	addch('[');
	attron(COLOR_PAIR(busy > 0.9 ? COLOR_HIGH : COLOR_LOW));
	for (i = 0; i < full; i++)
		addstr(s->utf8 ? "█" : "|");
	attroff(COLOR_PAIR(busy > 0.9 ? COLOR_HIGH : COLOR_LOW));
	attron(COLOR_PAIR(COLOR_WAIT));
	for (; i < wait; i++)
		addstr(s->utf8 ? "░" : ".");
	attroff(COLOR_PAIR(COLOR_WAIT));
	for (; i < cells; i++)
		addch(' ');
	addch(']');
}

static void draw_history(const struct screen *s, const struct top_row *row)
{
	int i, level, from = (int)row->n_history - HISTORY_CELLS;

	attron(COLOR_PAIR(COLOR_LOW));
	for (i = from; i < (int)row->n_history; i++) {
		level = i < 0 ? 0 : (int)(clamp(row->history[i]) * LEVELS + 0.5);
		addstr((s->utf8 ? blocks : plain)[level]);
	}
	attroff(COLOR_PAIR(COLOR_LOW));
}

static void draw_title(const struct screen *s, const struct top *top)
{
	uint32_t i, open = 0;

	for (i = 0; i < top->n_rows; i++)
		open += top->rows[i].vgpu.state == FACET_STATS_OPEN;
	attron(A_BOLD);
	mvprintw(0, 0, "facet-top  ");
	attroff(A_BOLD);
	if (!*top->parent.name)
		printw("there is no parent");
	else
		printw("%s (%s)  %s  %u vGPUs, %u open  every %g s%s", top->parent.name,
		       top->parent.pgpu,
		       top->parent.policy <= FACET_STATS_FIXED_SHARE ? policies[top->parent.policy]
								     : "?",
		       top->n_rows, open, s->interval, s->paused ? "  PAUSED" : "");
	clrtoeol();
}

static void draw_engines(const struct screen *s, const struct top *top)
{
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		const struct facet_stats_engine *engine = &top->parent.engines[i];

		move(FIRST_ENGINE + i, 0);
		printw("%c%-5s", top->engine == i ? '>' : ' ', stats_engine_names[i]);
		draw_bar(s, ENGINE_CELLS, top->gpu[i].busy, 0);
		printw(" %5.1f%% %4u want it  slice %5.0f us %6.0f/s", top->gpu[i].busy * PERCENT,
		       engine->competing, engine->slice_ns / 1e3, top->gpu[i].submissions);
		clrtoeol();
	}
}

static void draw_heading(const struct top *top)
{
	attron(COLOR_PAIR(COLOR_HEAD));
	mvprintw(FIRST_ROW - 1, 0, "%-14s %-8s %4s %3s %6s %-16s %5s %6s %-14s", "VGPU", "TYPE",
		 "WT", "CAP", "BUSY%",
		 top->engine == TOP_ALL ? "BUSIEST ENGINE" : stats_engine_names[top->engine],
		 "WAIT%", "WORK/S", "HISTORY");
	attroff(COLOR_PAIR(COLOR_HEAD));
	clrtoeol();
}

static void draw_row(const struct screen *s, int y, const struct top_row *row)
{
	char cap[12] = "-";

	if (row->vgpu.cap)
		snprintf(cap, sizeof(cap), "%u", row->vgpu.cap);
	if (row->vgpu.state != FACET_STATS_OPEN)
		attron(A_DIM);
	mvprintw(y, 0, "%-14.14s %-8.8s %4u %3s %6.1f ", row->name, row->vgpu.type,
		 row->vgpu.weight, cap, row->total.busy * PERCENT);
	draw_bar(s, BAR_CELLS, row->total.busy, row->total.waiting);
	printw(" %5.1f %6.0f ", row->total.waiting * PERCENT, row->total.submissions);
	draw_history(s, row);
	attroff(A_DIM);
	clrtoeol();
}

static uint32_t draw_rows(const struct screen *s, const struct top *top)
{
	int y = FIRST_ROW;
	uint32_t i, n = 0;

	for (i = 0; i < top->n_rows; i++) {
		if (!s->all && top->order[i]->vgpu.state != FACET_STATS_OPEN)
			continue;
		if (n++ < s->first || y >= LINES - 1)
			continue;
		draw_row(s, y++, top->order[i]);
	}
	move(y, 0);
	clrtobot();
	return n;
}

static void draw_help(void)
{
	static const char *const lines[] = {
		" s      next order: busy, waiting, submissions, name ",
		" e      next engine, or the busiest of each vGPU     ",
		" a      vGPUs that nobody has open, too              ",
		" p      stand still, and go on                       ",
		" + -    look less often, more often                  ",
		" arrows, page up, page down   further rows           ",
		" h      these lines                                  ",
		" q      end                                          ",
	};
	size_t i;

	attron(A_REVERSE);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		mvaddstr(FIRST_ROW + 1 + i, 12, lines[i]);
	attroff(A_REVERSE);
}

static void draw(struct screen *s, const struct top *top)
{
	uint32_t n;

	draw_title(s, top);
	draw_engines(s, top);
	draw_heading(top);
	n = draw_rows(s, top);
	if (s->first >= n)
		s->first = n ? n - 1 : 0;
	if (s->help)
		draw_help();
	mvprintw(LINES - 1, 0, "by %s   h help  q end", top_sort_names[top->sort]);
	clrtoeol();
	refresh();
}

/* --- keys --------------------------------------------------------------------------------- */

static void scroll_by(struct screen *s, int rows)
{
	s->first = rows < 0 && s->first < (uint32_t)-rows ? 0 : s->first + rows;
}

/* Return how many rows down a key scrolls; 0: the key does not scroll. */
static int rows_of_key(int key)
{
	switch (key) {
	case KEY_DOWN:
		return 1;
	case KEY_UP:
		return -1;
	case KEY_NPAGE:
		return LINES - FIRST_ROW - 1;
	case KEY_PPAGE:
		return FIRST_ROW + 1 - LINES;
	default:
		return 0;
	}
}

/* Set the time between samples, within its limits. */
static void set_interval(struct screen *s, double seconds)
{
	if (seconds < INTERVAL_MIN)
		seconds = INTERVAL_MIN;
	s->interval = seconds > INTERVAL_MAX ? INTERVAL_MAX : seconds;
}

/* Carry out the command of a key. Return: false: the key ends facet-top. */
static bool take_key(struct screen *s, struct top *top, int key)
{
	switch (key) {
	case 'q':
		return false;
	case 's':
		top->sort = (top->sort + 1) % TOP_SORTS;
		break;
	case 'e':
		top->engine = (top->engine + 1) % (TOP_ALL + 1);
		break;
	case 'a':
		s->all = !s->all;
		break;
	case 'p':
	case ' ':
		s->paused = !s->paused;
		break;
	case '+':
		set_interval(s, s->interval * 2);
		break;
	case '-':
		set_interval(s, s->interval / 2);
		break;
	case 'h':
	case '?':
		s->help = !s->help;
		break;
	case KEY_ESCAPE:
		s->help = false;
		break;
	default:
		scroll_by(s, rows_of_key(key));
		break;
	}
	top_order(top);
	return true;
}

static void start_curses(struct screen *s)
{
	initscr();
	cbreak();
	noecho();
	curs_set(0);
	keypad(stdscr, TRUE);
	s->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	start_color();
	use_default_colors();
	init_pair(COLOR_LOW, COLOR_GREEN, -1);
	init_pair(COLOR_HIGH, COLOR_RED, -1);
	init_pair(COLOR_WAIT, COLOR_YELLOW, -1);
	init_pair(COLOR_HEAD, COLOR_BLACK, COLOR_CYAN);
}

/* Obey keys until the next sample is due. Return: false: a key ends facet-top. */
static bool wait_for_sample(struct screen *s, struct top *top)
{
	struct timespec now;
	double until, left;
	int key;

	clock_gettime(CLOCK_MONOTONIC, &now);
	until = now.tv_sec + now.tv_nsec / 1e9 + s->interval;
	for (;;) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		left = until - (now.tv_sec + now.tv_nsec / 1e9);
		if (left <= 0 && !s->paused)
			return true;
		timeout(s->paused ? -1 : (int)(left * 1000) + 1);
		key = getch();
		if (key == ERR)
			continue;
		if (!take_key(s, top, key))
			return false;
		draw(s, top);
	}
}

int top_screen(struct top *top, const struct stats *stats, const struct top_options *options)
{
	struct screen s = { .interval = options->interval, .all = options->all };
	unsigned int n = 0;
	int ret;

	start_curses(&s);
	do {
		ret = top_update(top, stats);
		if (ret)
			break;
		draw(&s, top);
	} while ((!options->count || ++n < options->count) && wait_for_sample(&s, top));
	endwin();
	if (ret)
		fprintf(stderr, "facet-top: the statistics cannot be read: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
