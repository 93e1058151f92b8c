// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-top in a terminal of 80x24 or more. Each engine has a bar. Each vGPU has a row with a bar
 * and its use in the last samples. main.c calls top_screen().
 */
#include "tools/facet-top/top.h"

#include <curses.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define KEY_ESCAPE	27
#define PERCENT		100.0
#define BAR_CELLS	8
#define ENGINE_CELLS	26
#define SMALL_BAR_CELLS	6
#define ROW_CELLS	73	/* columns of a row before its history */
#define LEVELS		8
#define FIRST_ENGINE	2
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

/* Return the number of columns that a row has for its history. */
static int history_cells(void)
{
	int cells = COLS - ROW_CELLS;

	return cells < 0 ? 0 : cells > (int)TOP_HISTORY ? (int)TOP_HISTORY : cells;
}

static void draw_history(const struct screen *s, const struct top_row *row)
{
	int i, level, from = (int)row->n_history - history_cells();

	attron(COLOR_PAIR(COLOR_LOW));
	for (i = from; i < (int)row->n_history; i++) {
		level = i < 0 ? 0 : (int)(clamp(row->history[i]) * LEVELS + 0.5);
		addstr((s->utf8 ? blocks : plain)[level]);
	}
	attroff(COLOR_PAIR(COLOR_LOW));
}

static void draw_title(const struct screen *s, const struct top *top)
{
	const struct facet_stats_gpu *gpu = &top->parents[0].gpu;
	uint32_t i, open = 0;

	for (i = 0; i < top->n_order; i++)
		open += top->order[i]->vgpu.state == FACET_STATS_OPEN;
	attron(A_BOLD);
	mvprintw(0, 0, "facet-top  ");
	attroff(A_BOLD);
	if (!top->n_parents)
		printw("there is no parent");
	else if (top->n_parents == 1)
		printw("%s (%s)  %s", gpu->name, gpu->pgpu, top_policy_name(gpu));
	else
		printw("%u parents", top->n_parents);
	if (top->n_parents)
		printw("  %u vGPUs, %u open  every %g s%s", top->n_order, open, s->interval,
		       s->paused ? "  PAUSED" : "");
	clrtoeol();
}

/* Draw the only parent: a line for each engine. */
static void draw_engines(const struct screen *s, const struct top *top)
{
	uint32_t i;

	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		const struct facet_stats_engine *engine = &top->parents[0].gpu.engines[i];
		const struct stats_rate *rate = &top->parents[0].engines[i];

		move(FIRST_ENGINE + i, 0);
		printw("%c%-5s", top->engine == i ? '>' : ' ', stats_engine_names[i]);
		draw_bar(s, ENGINE_CELLS, rate->busy, 0);
		printw(" %5.1f%% %4u want it  slice %5.0f us %6.0f/s", rate->busy * PERCENT,
		       engine->competing, engine->slice_ns / 1e3, rate->submissions);
		clrtoeol();
	}
}

/* Draw one of several parents: all of its engines in a line of 80 columns. */
static void draw_parent(const struct screen *s, int y, const struct top_parent *parent)
{
	uint32_t i;

	mvprintw(y, 0, "%-8.8s", parent->gpu.name);
	for (i = 0; i < FACET_STATS_ENGINES; i++) {
		printw(" %-4s", stats_engine_names[i]);
		draw_bar(s, SMALL_BAR_CELLS, parent->engines[i].busy, 0);
		printw("%4.0f%%", parent->engines[i].busy * PERCENT);
	}
	clrtoeol();
}

/* Return the number of lines for several parents: half of the screen at most. */
static int parent_lines(const struct top *top)
{
	int room = LINES / 2 - FIRST_ENGINE, n = top->n_parents;

	return n <= room ? n : room > 1 ? room : 1;
}

static void draw_parents(const struct screen *s, const struct top *top)
{
	int i, n = parent_lines(top), left = (int)top->n_parents - n;

	for (i = 0; i < n; i++)
		draw_parent(s, FIRST_ENGINE + i, &top->parents[i]);
	if (left) {
		mvprintw(FIRST_ENGINE + n - 1, 0, "and %d more parents: --parent shows one",
			 left + 1);
		clrtoeol();
	}
}

/* Return the line of the first vGPU. The heading stands above it. */
static int first_row(const struct top *top)
{
	int lines = top->n_parents > 1 ? parent_lines(top) : (int)FACET_STATS_ENGINES;

	return FIRST_ENGINE + lines + 2;
}

static void draw_heading(const struct top *top)
{
	attron(COLOR_PAIR(COLOR_HEAD));
	mvprintw(first_row(top) - 1, 0, "%-14s %-8s %4s %3s %6s %-10s %5s %6s %3s %4s %-*.*s",
		 "VGPU", top->n_parents > 1 ? "PARENT" : "TYPE", "WT", "CAP", "BUSY%",
		 top->engine == TOP_ALL ? "BUSIEST" : stats_engine_names[top->engine], "WAIT%",
		 "WORK/S", "FPS", "MISS", history_cells(), history_cells(), "HISTORY");
	attroff(COLOR_PAIR(COLOR_HEAD));
	clrtoeol();
}

/* Draw frames and missed blanks a second; "-": the vGPU shows no frames. */
static void draw_frames(const struct stats_frames *frames)
{
	if (frames->shown + frames->missed > 0)
		printw("%3.0f %4.0f ", frames->shown, frames->missed);
	else
		printw("%3s %4s ", "-", "-");
}

/* Draw the row of a vGPU. @type: text of the column TYPE or PARENT. */
static void draw_row(const struct screen *s, int y, const struct top_row *row, const char *type)
{
	char cap[12] = "-";

	if (row->vgpu.cap)
		snprintf(cap, sizeof(cap), "%u", row->vgpu.cap);
	if (row->vgpu.state != FACET_STATS_OPEN)
		attron(A_DIM);
	mvprintw(y, 0, "%-14.14s %-8.8s %4u %3s %6.1f ", row->name, type, row->vgpu.weight, cap,
		 row->total.busy * PERCENT);
	draw_bar(s, BAR_CELLS, row->total.busy, row->total.waiting);
	printw(" %5.1f %6.0f ", row->total.waiting * PERCENT, row->total.submissions);
	draw_frames(&row->frames);
	draw_history(s, row);
	attroff(A_DIM);
	clrtoeol();
}

static uint32_t draw_rows(const struct screen *s, const struct top *top)
{
	int y = first_row(top);
	uint32_t i, n = 0;

	for (i = 0; i < top->n_order; i++) {
		const struct top_row *row = top->order[i];

		if (!s->all && row->vgpu.state != FACET_STATS_OPEN)
			continue;
		if (n++ < s->first || y >= LINES - 1)
			continue;
		draw_row(s, y++, row, top->n_parents > 1 ? row->parent : row->vgpu.type);
	}
	move(y, 0);
	clrtobot();
	return n;
}

static void draw_help(const struct top *top)
{
	static const char *const lines[] = {
		" s      next order: busy, waiting, submissions, name ",
		" e      next engine, or the busiest of each vGPU     ",
		" a      vGPUs that nobody has open, too              ",
		" p      stand still, and go on                       ",
		" + -    longer or shorter time between samples       ",
		" arrows, page up, page down   further rows           ",
		" h      these lines                                  ",
		" q      end                                          ",
	};
	size_t i;

	attron(A_REVERSE);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		mvaddstr(first_row(top) + 1 + i, 12, lines[i]);
	attroff(A_REVERSE);
}

static void draw(struct screen *s, const struct top *top)
{
	uint32_t n;

	draw_title(s, top);
	move(FIRST_ENGINE, 0);
	if (!top->n_parents)
		clrtobot();
	else if (top->n_parents == 1)
		draw_engines(s, top);
	else
		draw_parents(s, top);
	move(first_row(top) - 2, 0);
	clrtoeol();
	draw_heading(top);
	n = draw_rows(s, top);
	if (s->first >= n)
		s->first = n ? n - 1 : 0;
	if (s->help)
		draw_help(top);
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
static int rows_of_key(const struct top *top, int key)
{
	switch (key) {
	case KEY_DOWN:
		return 1;
	case KEY_UP:
		return -1;
	case KEY_NPAGE:
		return LINES - first_row(top) - 1;
	case KEY_PPAGE:
		return first_row(top) + 1 - LINES;
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
		scroll_by(s, rows_of_key(top, key));
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

/* Tell if the terminal is gone, or its input has ended. */
static bool has_no_input(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int waiting = 0;

	if (poll(&input, 1, 0) <= 0)
		return false;
	return input.revents & (POLLHUP | POLLERR | POLLNVAL) ||
	       ioctl(STDIN_FILENO, FIONREAD, &waiting) || !waiting;
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
		if (key == ERR && has_no_input())
			return false;
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
	int ret = 0;

	start_curses(&s);
	draw(&s, top);
	while ((!options->count || ++n < options->count) && wait_for_sample(&s, top)) {
		ret = top_update(top, stats);
		if (ret)
			break;
		draw(&s, top);
	}
	endwin();
	if (ret)
		fprintf(stderr, "facet-top: the statistics cannot be read: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
