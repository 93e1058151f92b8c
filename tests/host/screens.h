/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of facet-host-screen have in common. Programs return an exit status. */
#ifndef HOST_SCREENS_H
#define HOST_SCREENS_H

#include <stdbool.h>
#include <stdint.h>

#include "gen9/plane_defs.h"
#include "head.h"

struct client;

/* Guest memory: pictures, two to a screen of the largest size that is used here. */
#define SCREEN_RAM	(64u << 20)
#define SCREEN_SLOT	(4u << 20)
#define SCREEN_SLOTS	15u
#define SCREEN_AT(slot)	(SCREEN_SLOT + (slot) * SCREEN_SLOT)

/* Opened, and its memory given; otherwise that is told. */
bool screen_open(struct client *c, const char *uuid);

/* A linear picture, XRGB8888. */
struct head_picture screen_picture(uint32_t slot, uint32_t width, uint32_t height);

/* Painted with @seed and shown in a mode of its size that is set anew. */
void screen_light(struct client *c, const struct head_picture *p, uint32_t seed);

/* Descriptors of this process; dma-bufs of the whole machine, -1 if nobody counts them. */
int count_fds(void);
long count_dmabufs(void);

int program_complaints(const char *uuid, const char *other);
int program_killed(const char *uuid, const char *unused);
int program_flips(const char *uuid, const char *count);
int program_resets(const char *uuid, const char *count);
int program_resizes(const char *uuid, const char *count);

#endif
