// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure the cost of tuning 256 vGPUs: facetd with several policies and ten samples a second, and
 * facet-top in a terminal beside it. Both programs run unchanged. A folder replaces sysfs, a file
 * replaces the page of statistics. A thread of the benchmark changes both. Its vGPUs work in
 * bursts, all the time, now and then, or hardly.
 */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/bench.h"
#include "tests/tools/fake_mirror.h"

#define VGPUS		FAKE_VGPUS
#define KINDS		4u
#define LOUD		1u	/* index of a vGPU that uses much of the engine */
#define LOUD_PART	0.2
#define STEP_US		10000u
#define MIRROR_STEPS	10u	/* mirror the knobs once in ten steps */
#define SETTLE_US	4000000u
#define MEASURED_US	10000000u
#define COLUMNS		80
#define ROWS		24

/* Prefixes of names, which the configuration below sorts into classes. */
static const char *const kinds[KINDS] = { "desk", "batch", "web", "db" };

static const char configuration[] =
	"[facetd]\ninterval = 100 ms\nstate = %s/facetd.state\n"
	"exporter = unix:%s/metrics\nexclude = db-1*\n"
	"[policy responsive]\nkind = interactive\n"
	"[policy third]\nkind = minimum\nminimum = 33%%\n"
	"[policy remainder]\nkind = minimum\nminimum = 0%%\n"
	"[policy quiet]\nkind = noisy\nabove = 15%%\ncap = 10\nfor = 1 s\nrelease = 2 s\n"
	"[policy hours]\nkind = timetable\nperiod = daily 00:00-24:00 weight=300\n"
	"[policy light]\nkind = fixed\nweight = 50\n"
	"[class desktops]\nmatch = desk-*\npolicies = responsive, third\n"
	"[class web]\nmatch = web-*, type:facet-2\npolicies = hours\n"
	"[class batch]\nmatch = batch-*\npolicies = quiet, remainder\n"
	"[class rest]\nmatch = *\npolicies = light\n";

static struct {
	char dir[64];
	char root[80];
	char tools[PATH_MAX];
	struct fake_stats *fake;
	pthread_t mover;
	bool stop;
	int terminal;
} host;

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

__printf(2, 3) static void put(const char *path, const char *format, ...)
{
	FILE *file = fopen(path, "w");
	va_list args;

	must(file, path);
	va_start(args, format);
	vfprintf(file, format, args);
	va_end(args);
	must(!fclose(file), path);
}

/* --- the host ----------------------------------------------------------------------------- */

static void make_vgpu(u32 i)
{
	static const char *const knobs[][2] = {
		{ "weight", "100" }, { "cap", "0" }, { "slice_us", "0" }, { "priority", "normal" },
		{ "type", "facet-1" }, { "state", "open" }, { "display", "dmabuf" },
	};
	const char *uuid = host.fake->vgpus[i].uuid;
	char device[256], path[320];
	u32 k;

	snprintf(device, sizeof(device), "%s/sys/bus/mdev/devices/%s", host.root, uuid);
	must(!mkdir(device, 0700), device);
	snprintf(path, sizeof(path), "%s/facet", device);
	must(!mkdir(path, 0700), path);
	for (k = 0; k < ARRAY_SIZE(knobs); k++) {
		snprintf(path, sizeof(path), "%s/facet/%s", device, knobs[k][0]);
		put(path, "%s\n", knobs[k][1]);
	}
	snprintf(path, sizeof(path), "%s/facet/name", device);
	put(path, "%s-%u\n", kinds[i % KINDS], i / KINDS);
}

static void make_host(void)
{
	static const char *const folders[] = { "", "/sys", "/sys/bus", "/sys/bus/mdev",
					       "/sys/bus/mdev/devices" };
	char path[PATH_MAX];
	u32 i;
	int fd;

	strcpy(host.dir, "/tmp/facet-bench-XXXXXX");
	must(mkdtemp(host.dir), host.dir);
	snprintf(host.root, sizeof(host.root), "%s/root", host.dir);
	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		snprintf(path, sizeof(path), "%s%s", host.root, folders[i]);
		must(!mkdir(path, 0700), path);
	}
	snprintf(path, sizeof(path), "%s/stats", host.dir);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	must(fd >= 0 && !ftruncate(fd, sizeof(*host.fake)), path);
	host.fake = mmap(NULL, sizeof(*host.fake), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	must(host.fake != MAP_FAILED, path);
	close(fd);
	fake_stats_init(host.fake, VGPUS, fake_now());
	setenv("FACET_STATS", path, 1);
	setenv("FACET_ROOT", host.root, 1);
	for (i = 0; i < VGPUS; i++)
		make_vgpu(i);
	snprintf(path, sizeof(path), "%s/facetd.conf", host.dir);
	put(path, configuration, host.dir, host.dir);
}

/* Compute the parts of the render engine's time that a vGPU uses and waits for in a step. */
static void load_of(u32 i, u32 step, double *busy, double *waiting)
{
	static const double parts[KINDS] = { 0.004, 0.008, 0.002, 0.0002 };
	const double cap = host.fake->vgpus[i].cap / 100.0;
	bool works = true;

	if (i % KINDS == 0)
		works = (step + i) % 10 < 3;
	else if (i % KINDS == 2)
		works = (step / 500 + i) % 2;
	*busy = works ? parts[i % KINDS] : 0;
	if (i == LOUD)
		*busy = cap > 0 ? cap : LOUD_PART;
	*waiting = works ? 0.5 : 0;
}

static void move(u32 step, u64 ns)
{
	double busy, waiting;
	u32 i;

	for (i = 0; i < VGPUS; i++) {
		struct facet_stats_engine *engine = &host.fake->vgpus[i].engines[0];

		load_of(i, step, &busy, &waiting);
		__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
		engine->busy_ns += busy * ns;
		engine->waiting_ns += waiting * ns;
		engine->submissions += busy > 0;
		engine->state = busy > 0 ? FACET_STATS_WAITING : FACET_STATS_IDLE;
		engine->since_ns = fake_now();
		__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
	}
	__atomic_add_fetch(&host.fake->gpu.engines[0].generation, 1, __ATOMIC_SEQ_CST);
	host.fake->gpu.engines[0].busy_ns += ns;
	__atomic_add_fetch(&host.fake->gpu.engines[0].generation, 1, __ATOMIC_SEQ_CST);
}

/* Act as guests and the kernel, and read the terminal of facet-top. */
static void *mover(void *arg)
{
	u64 before = fake_now(), now;
	char shown[65536];
	u32 step;

	for (step = 0; !__atomic_load_n(&host.stop, __ATOMIC_ACQUIRE); step++) {
		usleep(STEP_US);
		now = fake_now();
		move(step, now - before);
		before = now;
		if (step % MIRROR_STEPS == 0)
			fake_mirror(host.fake, VGPUS, host.root);
		while (host.terminal && read(host.terminal, shown, sizeof(shown)) > 0)
			;
	}
	return NULL;
}

/* --- programs ----------------------------------------------------------------------------- */

/* Find the programs beside this benchmark in the build folder. */
static void find_tools(void)
{
	ssize_t n = readlink("/proc/self/exe", host.tools, sizeof(host.tools) - 32);

	must(n > 0, "/proc/self/exe");
	host.tools[n] = 0;
	strcpy(strrchr(host.tools, '/'), "/../../tools/");
}

static pid_t start_facetd(void)
{
	char program[PATH_MAX + 16], path[96];
	pid_t pid;

	snprintf(program, sizeof(program), "%sfacetd", host.tools);
	snprintf(path, sizeof(path), "%s/facetd.conf", host.dir);
	pid = fork();
	must(pid >= 0, "fork");
	if (!pid) {
		must(freopen("/dev/null", "w", stderr), "/dev/null");
		execl(program, program, "--config", path, NULL);
		_exit(127);
	}
	return pid;
}

static pid_t start_top(void)
{
	struct winsize size = { .ws_row = ROWS, .ws_col = COLUMNS };
	char program[PATH_MAX + 16];
	int terminal;
	pid_t pid;

	snprintf(program, sizeof(program), "%sfacet-top", host.tools);
	pid = forkpty(&terminal, NULL, NULL, &size);
	must(pid >= 0, "forkpty");
	if (!pid) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		execl(program, program, NULL);
		_exit(127);
	}
	fcntl(terminal, F_SETFL, O_NONBLOCK);
	__atomic_store_n(&host.terminal, terminal, __ATOMIC_RELEASE);
	return pid;
}

static double cpu_ns(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	must(!waitpid(pid, NULL, WNOHANG), "a program has ended by itself");
	must(!clock_getcpuclockid(pid, &clock) && !clock_gettime(clock, &t), "clock_getcpuclockid");
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* Measure a program's percentage of one processor, after its start. */
static double cpu_percent(pid_t pid)
{
	double before, cpu;
	u64 since;

	usleep(SETTLE_US);
	before = cpu_ns(pid);
	since = bench_ns();
	usleep(MEASURED_US);
	cpu = cpu_ns(pid) - before;
	return 100 * cpu / (bench_ns() - since);
}

static double peak_mib(pid_t pid)
{
	char path[64], line[256];
	double kib = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "r");
	must(file, path);
	while (fgets(line, sizeof(line), file))
		sscanf(line, "VmHWM: %lf", &kib);
	fclose(file);
	must(kib > 0, path);
	return kib / KIB;
}

static void end(pid_t pid)
{
	must(!kill(pid, SIGTERM) && waitpid(pid, NULL, 0) == pid, "a program does not end");
}

/* Return how often facetd has changed a knob, to check that it has work. */
static u64 turned(void)
{
	return __atomic_load_n(&host.fake->header.serial, __ATOMIC_RELAXED);
}

static void remove_host(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", host.dir);
	must(!system(command), command);
}

int main(int argc, char **argv)
{
	pid_t facetd, top;
	u64 serial;

	bench_begin(argc, argv, "facetd and facet-top beside 256 vGPUs");
	find_tools();
	make_host();
	must(!pthread_create(&host.mover, NULL, mover, NULL), "pthread_create");
	facetd = start_facetd();
	serial = turned();
	bench_result("facetd_cpu_pct_256", cpu_percent(facetd), "%",
		     "of one processor: 256 vGPUs of four classes with six policies, "
		     "ten looks a second, over 10 s");
	bench_say("knobs that have changed: %llu", (unsigned long long)(turned() - serial));
	top = start_top();
	bench_result("facet_top_cpu_pct_256", cpu_percent(top), "%",
		     "of one processor: 80x24, a look each second, while facetd turns knobs, "
		     "over 10 s");
	bench_result("facetd_rss_mib_256", peak_mib(facetd), "MiB",
		     "the most that it had, libraries and statistics included");
	end(top);
	end(facetd);
	__atomic_store_n(&host.stop, true, __ATOMIC_RELEASE);
	pthread_join(host.mover, NULL);
	remove_host();
	return bench_end();
}
