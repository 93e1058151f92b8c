// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-3d-cl: draw a picture by OpenCL, and write it as PPM.
 *
 *	facet-3d-cl --list
 *	facet-3d-cl DIR PICTURE
 *
 * The file is DIR/cl-PICTURE.ppm. The first line of stdout names the device. Exit status 1: an
 * error of OpenCL, or no device. The library is loaded at run time, and its types are those of the
 * OpenCL specification: the program builds without headers of OpenCL.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE		256u	/* pixels of a side of a picture */
#define GROUP		64u	/* work items of a group */
#define PLATFORMS	8u

/* Values of the OpenCL specification. */
#define CL_SUCCESS			0
#define CL_DEVICE_TYPE_ALL		0xffffffffull
#define CL_DEVICE_NAME			0x102b
#define CL_MEM_READ_WRITE		1ull
#define CL_PROGRAM_BUILD_LOG		0x1183

/**
 * struct cl - Functions of the library, as the OpenCL specification describes them.
 * @platforms: clGetPlatformIDs()
 * @devices: clGetDeviceIDs()
 * @device_info: clGetDeviceInfo()
 * @context: clCreateContext()
 * @queue: clCreateCommandQueueWithProperties()
 * @program: clCreateProgramWithSource()
 * @build: clBuildProgram()
 * @build_info: clGetProgramBuildInfo()
 * @kernel: clCreateKernel()
 * @buffer: clCreateBuffer()
 * @argument: clSetKernelArg()
 * @run: clEnqueueNDRangeKernel()
 * @read: clEnqueueReadBuffer()
 */
static struct cl {
	int (*platforms)(unsigned int n, void **platforms, unsigned int *count);
	int (*devices)(void *platform, uint64_t type, unsigned int n, void **devices,
		       unsigned int *count);
	int (*device_info)(void *device, unsigned int name, size_t size, void *value, size_t *got);
	void *(*context)(const intptr_t *properties, unsigned int n, void *const *devices,
			 void *notify, void *arg, int *error);
	void *(*queue)(void *context, void *device, const uint64_t *properties, int *error);
	void *(*program)(void *context, unsigned int n, const char **text, const size_t *lengths,
			 int *error);
	int (*build)(void *program, unsigned int n, void *const *devices, const char *options,
		     void *notify, void *arg);
	int (*build_info)(void *program, void *device, unsigned int name, size_t size, void *value,
			  size_t *got);
	void *(*kernel)(void *program, const char *name, int *error);
	void *(*buffer)(void *context, uint64_t flags, size_t size, void *data, int *error);
	int (*argument)(void *kernel, unsigned int i, size_t size, const void *value);
	int (*run)(void *queue, void *kernel, unsigned int dimensions, const size_t *offset,
		   const size_t *items, const size_t *group, unsigned int n, void *const *waits,
		   void **event);
	int (*read)(void *queue, void *buffer, unsigned int blocking, size_t offset, size_t size,
		    void *data, unsigned int n, void *const *waits, void **event);
} cl;

/* Names of the functions, in the order of the members of struct cl. */
static const char *const names[] = {
	"clGetPlatformIDs", "clGetDeviceIDs", "clGetDeviceInfo", "clCreateContext",
	"clCreateCommandQueueWithProperties", "clCreateProgramWithSource", "clBuildProgram",
	"clGetProgramBuildInfo", "clCreateKernel", "clCreateBuffer", "clSetKernelArg",
	"clEnqueueNDRangeKernel", "clEnqueueReadBuffer",
};

/**
 * struct picture - A picture.
 * @name: its name on the command line, and of its kernel
 * @text: the kernel: item i of SIDE * SIDE writes pixel i as 0xRRGGBB
 */
struct picture {
	const char *name;
	const char *text;
};

/* Groups add up hashes in local memory; barriers divide the steps. */
#define SUMS \
	"kernel void sums(global uint *pixels)\n" \
	"{\n" \
	"	local uint sum[64];\n" \
	"	uint at = get_global_id(0), lane = get_local_id(0), step, other;\n" \
	"\n" \
	"	sum[lane] = (at * 2654435761u >> 20) & 0xff;\n" \
	"	for (step = 1; step < 64; step *= 2) {\n" \
	"		barrier(CLK_LOCAL_MEM_FENCE);\n" \
	"		other = lane >= step ? sum[lane - step] : 0;\n" \
	"		barrier(CLK_LOCAL_MEM_FENCE);\n" \
	"		sum[lane] += other;\n" \
	"	}\n" \
	"	pixels[at] = (sum[lane] & 0xff) << 16 | (at >> 8) << 8 | (sum[lane] >> 8) * 4;\n" \
	"}\n"

/* Each item counts the steps of a sequence until the sequence leaves a circle. */
#define STEPS \
	"kernel void steps(global uint *pixels)\n" \
	"{\n" \
	"	uint at = get_global_id(0), n = 0;\n" \
	"	int cx = (int)(at % 256) * 48 - 8192, cy = (int)(at / 256) * 40 - 5120;\n" \
	"	int x = 0, y = 0, t;\n" \
	"\n" \
	"	while (n < 255 && x * x + y * y < 4 << 24) {\n" \
	"		t = ((x * x - y * y) >> 12) + cx;\n" \
	"		y = ((x * y) >> 11) + cy;\n" \
	"		x = t;\n" \
	"		n++;\n" \
	"	}\n" \
	"	pixels[at] = n << 16 | (n * 7 & 0xff) << 8 | (n * 29 & 0xff);\n" \
	"}\n"

static const struct picture pictures[] = { { "sums", SUMS }, { "steps", STEPS } };

#define PICTURES	(sizeof(pictures) / sizeof(*pictures))

static void check(int error, const char *what)
{
	if (error == CL_SUCCESS)
		return;
	fprintf(stderr, "facet-3d-cl: %s: error %d\n", what, error);
	exit(1);
}

static void load(void)
{
	void *library = dlopen("libOpenCL.so.1", RTLD_NOW);
	void *function;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		function = library ? dlsym(library, names[i]) : NULL;
		if (!function) {
			fprintf(stderr, "facet-3d-cl: no %s: %s\n", names[i], dlerror());
			exit(1);
		}
		memcpy((char *)&cl + i * sizeof(function), &function, sizeof(function));
	}
}

/* Return the first device of any platform. */
static void *find_device(void)
{
	void *platforms[PLATFORMS], *device;
	unsigned int n = 0, i, found;

	check(cl.platforms(PLATFORMS, platforms, &n), "clGetPlatformIDs");
	for (i = 0; i < n && i < PLATFORMS; i++) {
		found = 0;
		if (cl.devices(platforms[i], CL_DEVICE_TYPE_ALL, 1, &device, &found) ==
		    CL_SUCCESS && found)
			return device;
	}
	fprintf(stderr, "facet-3d-cl: there is no device\n");
	exit(1);
}

static void *make_kernel(void *context, void *device, const struct picture *picture)
{
	const char *text = picture->text;
	char log[4096] = "";
	int error;
	void *program = cl.program(context, 1, &text, NULL, &error), *kernel;

	check(error, "clCreateProgramWithSource");
	error = cl.build(program, 1, &device, "", NULL, NULL);
	if (error != CL_SUCCESS) {
		cl.build_info(program, device, CL_PROGRAM_BUILD_LOG, sizeof(log) - 1, log, NULL);
		fprintf(stderr, "%s\n", log);
	}
	check(error, "clBuildProgram");
	kernel = cl.kernel(program, picture->name, &error);
	check(error, "clCreateKernel");
	return kernel;
}

static void draw(const struct picture *picture, uint32_t *pixels)
{
	const size_t items = SIDE * SIDE, group = GROUP, bytes = items * sizeof(*pixels);
	void *device = find_device(), *context, *queue, *kernel, *buffer;
	char name[256] = "";
	int error;

	check(cl.device_info(device, CL_DEVICE_NAME, sizeof(name) - 1, name, NULL),
	      "clGetDeviceInfo");
	printf("renderer: %s\n", name);
	context = cl.context(NULL, 1, &device, NULL, NULL, &error);
	check(error, "clCreateContext");
	queue = cl.queue(context, device, NULL, &error);
	check(error, "clCreateCommandQueueWithProperties");
	kernel = make_kernel(context, device, picture);
	buffer = cl.buffer(context, CL_MEM_READ_WRITE, bytes, NULL, &error);
	check(error, "clCreateBuffer");
	check(cl.argument(kernel, 0, sizeof(buffer), &buffer), "clSetKernelArg");
	check(cl.run(queue, kernel, 1, NULL, &items, &group, 0, NULL, NULL),
	      "clEnqueueNDRangeKernel");
	check(cl.read(queue, buffer, 1, 0, bytes, pixels, 0, NULL, NULL), "clEnqueueReadBuffer");
}

static void write_ppm(const char *dir, const char *name, const uint32_t *pixels)
{
	char path[4096];
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "%s/cl-%s.ppm", dir, name);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	fprintf(file, "P6\n%u %u\n255\n", SIDE, SIDE);
	for (i = 0; i < SIDE * SIDE; i++)
		fprintf(file, "%c%c%c", pixels[i] >> 16 & 0xff, pixels[i] >> 8 & 0xff,
			pixels[i] & 0xff);
	if (fclose(file)) {
		perror(path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	static uint32_t pixels[SIDE * SIDE];
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (i = 0; i < PICTURES; i++)
			puts(pictures[i].name);
		return 0;
	}
	for (i = 0; argc == 3 && i < PICTURES; i++) {
		if (strcmp(argv[2], pictures[i].name))
			continue;
		load();
		draw(&pictures[i], pixels);
		write_ppm(argv[1], pictures[i].name, pixels);
		return 0;
	}
	fprintf(stderr, "usage: facet-3d-cl --list | facet-3d-cl DIR PICTURE\n");
	return 2;
}
