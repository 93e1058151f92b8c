/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Users of facet-vfu without a VMM: start servers, connect, and send messages. The functions of
 * tests/host/client.h for accesses and for TAP lines are here once more, for a vGPU behind a
 * socket. So tests/host/submit.c plays the driver here, too. Users have one thread. A server that
 * breaks the protocol ends the program.
 */
#ifndef VFU_USER_H
#define VFU_USER_H

#include "tests/host/client.h"
#include "vfu/wire.h"

/* Begin a program: servers that still run at its end are killed. */
void vfu_user_begin(void);

/* Print how many lines of TAP there were. */
void vfu_user_plan(void);

/**
 * struct vfu_server - A facet-vfu with two vGPUs of one type.
 * @pid: its process; 0: none
 * @sockets: paths of its sockets
 * @log: path of what it prints
 * @state: path of the dump that SIGUSR2 makes, of the first vGPU
 */
struct vfu_server {
	pid_t pid;
	char sockets[2][64];
	char log[64];
	char state[64];
};

/* Start a server. @number: chooses its paths in @dir. Return: it listens. */
bool vfu_server_start(struct vfu_server *server, const char *program, const char *dir,
		      unsigned int number, const char *type);

/* Remove the files of a server that has ended. */
void vfu_server_tidy(const struct vfu_server *server);

/* End a server. Return: its exit status; -1: a signal ended it. */
int vfu_server_stop(struct vfu_server *server);

/* Count the lines that a server has printed, and that contain @text. */
unsigned int vfu_server_said(const struct vfu_server *server, const char *text);

/* Connect to a vGPU, agree on a version, and give the vGPU @ram_size bytes at guest address 0. */
bool vfu_user_open(struct client *c, const char *socket, size_t ram_size);
void vfu_user_close(struct client *c);

/*
 * Send a command with @len bytes of payload, and wait for the reply. @out: gets the payload of the
 * reply, at most @room bytes; *@got: gets its bytes. Return: the error of the reply.
 */
uint32_t vfu_user_ask(struct client *c, uint16_t command, const void *payload, size_t len,
		      void *out, size_t room, size_t *got);

/* Set a state. Return: the error of the reply. */
uint32_t vfu_user_go(struct client *c, uint32_t state);

/* Return a feature as a number of 8 bytes; ~0: the server refuses to tell. */
uint64_t vfu_user_feature(struct client *c, uint32_t index);

/* Take all memory away from a vGPU. Return: the error of the reply. */
uint32_t vfu_user_unmap(struct client *c);

/* Enable the MSI of a vGPU that is no virtio-gpu. Return: the eventfd that it signals. */
int vfu_user_msi(struct client *c);

/* Reset a vGPU by VFU_DEVICE_RESET. Return: the server did so. */
bool vfu_user_reset(struct client *c);

/*
 * Read at most @len bytes of a migration, VFU_MAX_DATA at most. *@got: gets their number. Return:
 * the error of the reply.
 */
uint32_t vfu_user_read(struct client *c, void *buf, size_t len, size_t *got);

/* Write @len bytes of a migration, VFU_MAX_DATA at most. Return: the error of the reply. */
uint32_t vfu_user_write(struct client *c, const void *buf, size_t len);

#endif
