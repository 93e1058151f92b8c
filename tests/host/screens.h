/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations that the files of facet-host-screen share. Programs return an exit status. */
#ifndef HOST_SCREENS_H
#define HOST_SCREENS_H

#include <stdbool.h>
#include <stdint.h>

#include "gen9/plane_defs.h"
#include "head.h"

struct client;

/* Guest memory: slots for pictures. A screen of the largest size used here takes two slots. */
#define SCREEN_RAM	(64u << 20)
#define SCREEN_SLOT	(4u << 20)
#define SCREEN_SLOTS	15u
#define SCREEN_AT(slot)	(SCREEN_SLOT + (slot) * SCREEN_SLOT)

/* Open a vGPU and give it memory; print a TAP line if that fails. */
bool screen_open(struct client *c, const char *uuid);

/* Return a linear picture with XRGB8888. */
struct head_picture screen_picture(uint32_t slot, uint32_t width, uint32_t height);

/* Paint a picture with @seed, set a mode of its size anew, and show the picture. */
void screen_light(struct client *c, const struct head_picture *p, uint32_t seed);

/* Count the descriptors of this process, or the dma-bufs of the machine; -1: not known. */
int count_fds(void);
long count_dmabufs(void);

int program_complaints(const char *uuid, const char *other);
int program_killed(const char *uuid, const char *unused);
int program_copies(const char *uuid, const char *name);
int program_flips(const char *uuid, const char *count);
int program_resets(const char *uuid, const char *count);
int program_resizes(const char *uuid, const char *count);

#endif
