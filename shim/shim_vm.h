/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address spaces: page tables of four levels in pages of the pGPU, with objects at addresses that
 * clients choose. All functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_VM_H
#define FACET_SHIM_VM_H

#include "port.h"

struct shim_bo;
struct shim_vm;

#define SHIM_VM_BITS	48

/**
 * shim_vm_new() - Make an empty address space.
 *
 * Context: with &shim.lock.
 * Return: the address space, with one reference; NULL: no memory.
 */
struct shim_vm *shim_vm_new(void);

/**
 * shim_vm_get() - Take a reference.
 * @vm: the address space
 *
 * Context: with &shim.lock.
 * Return: @vm.
 */
struct shim_vm *shim_vm_get(struct shim_vm *vm);

/**
 * shim_vm_put() - Drop a reference. The last one frees the tables: no request uses them.
 * @vm: the address space
 *
 * Context: with &shim.lock.
 */
void shim_vm_put(void *vm);

/**
 * shim_vm_bind() - Put an object at an address.
 * @vm: the address space
 * @bo: the object
 * @va: address in bytes, page aligned
 * @exec: number of the EXECBUFFER2
 *
 * Objects that are in the way leave, unless @exec names them, too.
 *
 * Context: with &shim.lock, which it drops while it waits for requests of @vm to end.
 * Return: 0; -EINVAL: outside the address space; -ENOSPC: objects of @exec overlap, or there is no
 * bus address; -ENOMEM; -ENODEV.
 */
int shim_vm_bind(struct shim_vm *vm, struct shim_bo *bo, u64 va, u64 exec);

/**
 * shim_vm_root() - Return the bus address of the tables' root.
 * @vm: an address space with at least one object
 *
 * Context: with &shim.lock.
 * Return: the address.
 */
u64 shim_vm_root(const struct shim_vm *vm);

/**
 * shim_vm_forget() - Remove an object from all address spaces and from the pGPU's map.
 * @bo: the object; no request uses it
 *
 * Context: with &shim.lock.
 */
void shim_vm_forget(struct shim_bo *bo);

#endif
