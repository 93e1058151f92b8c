// SPDX-License-Identifier: GPL-2.0-only
/*
 * Invalid saved states of a virtio function (virtio/virtio_pci_state.h). Whoever supplies a state
 * may have written it. The case has a function of its own.
 */
#include "classes.h"
#include "native.h"

#include "device/state_walk.h"
#include "tests/lib/saved.h"
#include "tests/lib/virtio_pci_driver.h"
#include "virtio/virtio_pci_state.h"

#define EXPECT_OK(type)	EXPECT((type) == VIRTIO_GPU_RESP_OK_NODATA)
#define WHOLE		((struct virtio_gpu_rect){ 0, 0, GPU_WIDTH, GPU_HEIGHT })
#define BLOB		(GPU_RESOURCE + 1)
#define SECOND		(GPU_RESOURCE + 2)
#define ENTRIES_AT	29u	/* offset of the memory entries in a resource's record */
#define LENGTH_AT	8u	/* offset of the length in the head of a record */
#define PIXELS_AT	12u	/* offset of the pixels in a record of rows */
#define CUTS		64u
#define BACKING		8192u	/* bytes of memory of a resource */
#define ALL_FEATURES	(~0ull)

#define CONFIG	FACET_STATE_TAG('V', 'C', 'F', 'G')
#define REGS	FACET_STATE_TAG('V', 'R', 'E', 'G')
#define DEVICE	FACET_STATE_TAG('V', 'D', 'E', 'V')
#define QUEUE	FACET_STATE_TAG('V', 'Q', 'U', 'E')
#define RESOURCE FACET_STATE_TAG('V', 'R', 'E', 'S')
#define PIXELS	FACET_STATE_TAG('V', 'P', 'I', 'X')
#define SCANOUT	FACET_STATE_TAG('V', 'S', 'C', 'N')
#define HOT_SPOT FACET_STATE_TAG('V', 'H', 'O', 'T')

/**
 * struct wrong_field - A field with a value that no function has.
 * @tag: of the record
 * @index: number of the record
 * @field: its name
 * @i: number of the element
 * @value: the wrong value
 */
struct wrong_field {
	u32 tag;
	u32 index;
	const char *field;
	u32 i;
	u64 value;
};

/* Save a function that shows a 2D resource, and has a blob and a 2D resource with memory. */
static struct pci_rig *begin(struct saved *saved)
{
	struct pci_rig *f = pci_rig_create();

	EXPECT(f);
	pci_start(f, true);
	EXPECT_OK(gpu_create_2d(&f->gpu, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_set_scanout(&f->gpu, 0, GPU_RESOURCE, WHOLE));
	EXPECT_OK(gpu_create_blob(&f->gpu, BLOB, 4096, BACKING));
	EXPECT_OK(gpu_create_2d(&f->gpu, SECOND, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_attach(&f->gpu, SECOND, BACKING, BACKING));
	EXPECT(!saved_save_virtio(saved, f->pci));
	return f;
}

/* Restore @len bytes and expect -EINVAL. A copy of that length lets sanitizers catch overreads. */
static void refused(struct pci_rig *f, const struct saved *saved, size_t len)
{
	u8 *alone = malloc(len);

	EXPECT(alone);
	memcpy(alone, saved->data, len);
	EXPECT(facet_virtio_pci_restore(f->pci, alone, len) == -EINVAL);
	EXPECT(!pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1));
	free(alone);
}

/* Restore the valid state, and check that the driver goes on. */
static void goes_on(struct pci_rig *f, struct saved *good)
{
	EXPECT(!facet_virtio_pci_restore(f->pci, good->data, good->len));
	EXPECT(gpu_send(&f->gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) ==
	       VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	free(good->data);
	pci_rig_destroy(f);
}

static const struct facet_state_section *section_of(u32 tag)
{
	const struct facet_state_section *section;
	u32 i;

	for (i = 0; (section = facet_virtio_pci_section_at(i)); i++)
		if (section->tag == tag)
			return section;
	return NULL;
}

static void wrong_field(struct hostile *h, const void *arg)
{
	const struct wrong_field *wrong = arg;
	const struct facet_state_section *section = section_of(wrong->tag);
	struct saved saved = { 0 };
	struct pci_rig *f = begin(&saved);
	size_t at = saved_find(&saved, wrong->tag, wrong->index);
	u64 good;

	EXPECT(at && section);
	good = saved_field(&saved, at, section, wrong->field, wrong->i);
	saved_set(&saved, at, section, wrong->field, wrong->i, wrong->value);
	refused(f, &saved, saved.len);
	saved_set(&saved, at, section, wrong->field, wrong->i, good);
	goes_on(f, &saved);
}

static void cut(struct hostile *h, const void *arg)
{
	struct saved saved = { 0 };
	struct pci_rig *f = begin(&saved);
	u32 i;

	for (i = 1; i < CUTS; i++)
		refused(f, &saved, saved.len * i / CUTS);
	for (i = 1; i < CUTS; i++)
		refused(f, &saved, saved.len - i);
	goes_on(f, &saved);
}

static void longer(struct hostile *h, const void *arg)
{
	struct saved saved = { 0 };
	struct pci_rig *f = begin(&saved);

	EXPECT(saved_resize(&saved, saved.len + 4));
	memset(saved.data + saved.len, 0, 4);
	refused(f, &saved, saved.len + 4);
	goes_on(f, &saved);
}

static void other_limits(struct hostile *h, const void *arg)
{
	struct saved saved = { 0 };
	struct pci_rig *f = begin(&saved);

	f->gpu.limits.resources++;
	refused(f, &saved, saved.len);
	f->gpu.limits.resources--;
	goes_on(f, &saved);
}

/* A 2D resource may have less memory than its pixels, so nothing but the entry itself is wrong. */
static void empty_entry(struct hostile *h, const void *arg)
{
	struct saved saved = { 0 };
	struct pci_rig *f = begin(&saved);
	u8 *entry = &saved.data[saved_find(&saved, RESOURCE, 2) + SAVED_RECORD + ENTRIES_AT];
	u32 len = get_unaligned_le32(entry + sizeof(u64));

	EXPECT(len == BACKING);
	put_unaligned_le32(0, entry + sizeof(u64));
	refused(f, &saved, saved.len);
	put_unaligned_le32(len, entry + sizeof(u64));
	goes_on(f, &saved);
}

/* The state has another record of a scan-out behind the last one. @arg: the record's tag. */
static void more_scanouts(struct hostile *h, const void *arg)
{
	struct saved saved = { 0 }, more = { 0 };
	struct pci_rig *f = begin(&saved);
	size_t at = saved_find(&saved, *(const u32 *)arg, 1);
	u32 bytes = SAVED_RECORD + saved_length(&saved, at);

	EXPECT(saved_resize(&more, saved.len + bytes));
	memcpy(more.data, saved.data, at + bytes);
	memcpy(more.data + at + bytes, saved.data + at, saved.len - at);
	refused(f, &more, saved.len + bytes);
	free(more.data);
	goes_on(f, &saved);
}

/*
 * The state has another record of pixels behind that of all rows of the first resource. @arg: how
 * many of these rows it has again, from row 0 on.
 */
static void more_rows(struct hostile *h, const void *arg)
{
	const u32 rows = *(const u32 *)arg;
	struct saved saved = { 0 }, more = { 0 };
	struct pci_rig *f = begin(&saved);
	size_t at = saved_find(&saved, PIXELS, 0);
	u32 value = PIXELS_AT + rows * GPU_WIDTH * VIRTIO_GPU_PIXEL;
	size_t end = at + SAVED_RECORD + saved_length(&saved, at);

	EXPECT(saved_resize(&more, saved.len + SAVED_RECORD + value));
	memcpy(more.data, saved.data, end);
	memcpy(more.data + end, saved.data + at, SAVED_RECORD + value);
	memcpy(more.data + end + SAVED_RECORD + value, saved.data + end, saved.len - end);
	put_unaligned_le32(value, more.data + end + LENGTH_AT);
	saved_set(&more, end, section_of(PIXELS), "rows", 0, rows);
	refused(f, &more, saved.len + SAVED_RECORD + value);
	free(more.data);
	goes_on(f, &saved);
}

#define NOT_TAKEN	"it is refused; the guest goes on from a good one"
#define WRONG(label, stopper, does, ...)						\
	{										\
		.name = label, .action = does, .expect = NOT_TAKEN, .check = #stopper,	\
		.run = wrong_field, .arg = &(const struct wrong_field){ __VA_ARGS__ },	\
	}

static const struct hostile_case cases[] = {
	CASE(cut, STATE_END, "states that end too early, at 126 places", NOT_TAKEN),
	CASE(longer, STATE_REST, "a state with more behind its end", NOT_TAKEN),
	CASE(other_limits, VIO_LIMITS, "a state of a device that may have less", NOT_TAKEN),
	CASE(empty_entry, VIO_ENTRY, "a state with an empty memory entry", NOT_TAKEN),
	CASE_ARG("more_scanouts", more_scanouts, &(const u32){ SCANOUT }, VIO_SCANOUT,
		 "a state with more scan-outs than there are", NOT_TAKEN),
	CASE_ARG("more_hot_spots", more_scanouts, &(const u32){ HOT_SPOT }, VIO_SCANOUT,
		 "a state with more hot spots than scan-outs", NOT_TAKEN),
	WRONG("other_identity", CONFIG_RESTORE, "a state with another id of the device",
	      .tag = CONFIG, .field = "value", .i = PCI_CFG_DEVICE, .value = 0x51),
	WRONG("all_features", VIO_FEATURES, "a state with features that were not offered",
	      .tag = REGS, .field = "common.driver_features", .value = ALL_FEATURES),
	WRONG("broken_twice", STATE_MOST, "a state with a flag that is 2",
	      .tag = DEVICE, .field = "broken", .value = 2),
	WRONG("head_beyond", VIRTQ_HEAD, "a state with a request beyond its queue",
	      .tag = QUEUE, .field = "position.head", .value = GPU_SIZE),
	WRONG("number_taken", VIO_NUMBER, "a state with two resources of a number",
	      .tag = RESOURCE, .index = 1, .field = "id", .value = GPU_RESOURCE),
	WRONG("blob_beyond", VIO_BLOB, "a state with a blob larger than its memory",
	      .tag = RESOURCE, .index = 1, .field = "bytes", .value = 8193),
	WRONG("rows_beyond", VIO_ROWS, "a state with pixels behind a resource",
	      .tag = PIXELS, .field = "row", .value = 1),
	CASE_ARG("no_rows", more_rows, &(const u32){ 0 }, VIO_ROWS,
		 "a state with a record of no rows", NOT_TAKEN),
	CASE_ARG("rows_again", more_rows, &(const u32){ 1 }, VIO_ROWS,
		 "a state that has a row twice", NOT_TAKEN),
	WRONG("rect_empty", VIO_RECT, "a state that shows an empty rectangle",
	      .tag = SCANOUT, .field = "rect.width", .value = 0),
	WRONG("picture_beyond", VIO_PICTURE, "a state that shows what is behind a resource",
	      .tag = SCANOUT, .field = "offset", .value = 4),
	WRONG("unknown_format", VIO_FORMAT, "a state that shows an unknown format",
	      .tag = SCANOUT, .field = "format", .value = 3),
	WRONG("cursor_size", VIO_CURSOR, "a state with a cursor that is too small",
	      .tag = SCANOUT, .field = "cursor", .value = GPU_RESOURCE),
};

HOSTILE_CLASS(hostile_virtio_state, "virtio saved states", false, cases);
