// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draw the timeline of a result as SVG. Each client has a row, each run a bar, and each engine a
 * colour. Lengths are in pixels. main.c calls sim_draw().
 */
#include "sim.h"

#define WIDTH		960u
#define LEFT		140u
#define TOP		40u
#define ROW		16u
#define BAR		12u
#define TICKS		8u
#define THIN		0.05	/* width of the thinnest bar: a thinner one would be invisible */

static const char *const colours[PGPU_ENGINES] = { "#4c78a8", "#f58518", "#54a24b", "#b279a2" };

/* Return the horizontal position of a time in the picture. */
static double across(u64 ns, u64 from, u64 to)
{
	return LEFT + (double)(ns - from) * (WIDTH - LEFT - 20) / (to - from);
}

static void draw_escaped(const char *s, FILE *out)
{
	for (; *s; s++) {
		switch (*s) {
		case '<':
			fputs("&lt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		default:
			fputc(*s, out);
		}
	}
}

static void draw_frame(const struct sim_workload *w, u64 from, u64 to, FILE *out)
{
	u32 height = TOP + w->client_count * ROW + 40;
	u32 i;

	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
		"font-family=\"sans-serif\" font-size=\"11\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
		"<text x=\"%u\" y=\"20\" font-size=\"14\">", WIDTH, height, LEFT);
	draw_escaped(w->name, out);
	fputs("</text>\n", out);
	for (i = 0; i < PGPU_ENGINES; i++)
		fprintf(out, "<text x=\"%u\" y=\"20\" fill=\"%s\">%s</text>\n",
			WIDTH - 200 + 45 * i, colours[i], pgpu_engine_name(i));
	for (i = 0; i < w->client_count; i++) {
		fprintf(out, "<text x=\"8\" y=\"%u\">", TOP + i * ROW + BAR);
		draw_escaped(w->clients[i].name, out);
		fputs("</text>\n", out);
	}
	for (i = 0; i <= TICKS; i++) {
		u64 ns = from + (to - from) * i / TICKS;
		double x = across(ns, from, to);

		fprintf(out, "<path d=\"M%.1f %uV%u\" stroke=\"#ddd\"/>"
			"<text x=\"%.1f\" y=\"%u\" text-anchor=\"middle\">%g ms</text>\n", x, TOP,
			height - 30, x, height - 14, ns / 1e6);
	}
}

void sim_draw(const struct sim_file *file, const struct sim_result *result, u64 from_ns, u64 to_ns,
	      FILE *out)
{
	u64 begin = result->run_count ? result->runs[0].begin_ns : 0;
	u64 i;

	draw_frame(&file->workload, from_ns, to_ns, out);
	for (i = 0; i < result->run_count; i++) {
		const struct sim_run *run = &result->runs[i];
		u64 first = max(run->begin_ns - min(begin, run->begin_ns), from_ns);
		u64 last = min(run->end_ns - begin, to_ns);
		double x;

		if (first >= last)
			continue;
		x = across(first, from_ns, to_ns);
		fprintf(out,
			"<rect x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"%u\" fill=\"%s\"/>\n", x,
			TOP + run->client * ROW, max(across(last, from_ns, to_ns) - x, THIN), BAR,
			colours[run->engine]);
	}
	fputs("</svg>\n", out);
}
