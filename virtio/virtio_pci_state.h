/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The saved state of a virtio function: configuration space, registers, and the device behind them.
 * docs/reference/state.md has the format. The VMM keeps the vectors of MSI-X, and pending ones.
 */
#ifndef FACET_VIRTIO_PCI_STATE_H
#define FACET_VIRTIO_PCI_STATE_H

#include "port.h"

struct facet_state_printer;
struct facet_state_section;
struct facet_state_sink;
struct facet_virtio_gpu_limits;
struct facet_virtio_pci;

#define FACET_VIRTIO_STATE_MAGIC	0x474f495654434146ull	/* "FACTVIOG" */
#define FACET_VIRTIO_STATE_VERSION	1u

/**
 * facet_virtio_pci_state_max() - Return how many bytes a state has at most.
 * @limits: what the guest of the function may have
 *
 * Context: any; takes no lock.
 * Return: bytes.
 */
u64 facet_virtio_pci_state_max(const struct facet_virtio_gpu_limits *limits);

/**
 * facet_virtio_pci_state_size() - Estimate how many bytes facet_virtio_pci_save() would write now.
 * @pci: the function, which may work meanwhile
 *
 * Context: process context. Takes &vio_resources.lock.
 * Return: bytes, at most facet_virtio_pci_state_max().
 */
u64 facet_virtio_pci_state_size(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_save() - Write the state of a function.
 * @pci: the function, which stays as it is
 * @sink: destination of the state. After an error the pieces that it got are of no use
 *
 * Between the save and the end of this function, the front end keeps the guest's accesses away
 * (stop and copy). The function waits for a pass of the worker, and no pass begins meanwhile.
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.pass, and in it
 * &facet_virtio_pci.lock. May sleep for memory, @sink and a pass of the worker.
 * Return: 0; -ENOMEM: no memory for a record, or it exceeds FACET_STATE_RECORD_MAX; else the errno
 * of &facet_state_sink.write.
 */
int facet_virtio_pci_save(struct facet_virtio_pci *pci, const struct facet_state_sink *sink);

/**
 * facet_virtio_pci_restore() - Put a function into a saved state.
 * @pci: the function; its own state is lost
 * @data: the state; not trusted, and not used after the return
 * @len: bytes
 *
 * The function is reset, and gets the state. No memory of the guest is read: the worker, which is
 * kicked, reads the rings. INTx has its level at the return. Scan-outs have new serials.
 *
 * Context: process context, not the worker; the guest does not run. Takes &facet_virtio_pci.pass,
 * and in it &facet_virtio_pci.lock, and &facet_virtio_gpu.lock with &vio_resources.lock in it.
 * Calls the ops kick, set_irq and signal. May sleep for memory and a pass of the worker.
 * Return: 0; -EINVAL: not such a state, one of another version, of a function with other limits, or
 * one that no function could have saved; -ENOMEM: no memory, or more than the guest may have. After
 * an error the function is in its reset state.
 */
int facet_virtio_pci_restore(struct facet_virtio_pci *pci, const void *data, size_t len);

/**
 * facet_virtio_pci_dump() - Describe a function as text.
 * @pci: the function, which stays as it is
 * @printer: destination of the text. A line may come in several calls
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.pass, and in it
 * &facet_virtio_pci.lock. May sleep for memory, @printer and a pass of the worker.
 * Return: 0; -ENOMEM: as facet_virtio_pci_save(). After an error a part of the text is printed.
 */
int facet_virtio_pci_dump(struct facet_virtio_pci *pci, const struct facet_state_printer *printer);

/**
 * facet_virtio_pci_section_at() - Return a section of a function's state.
 * @i: index of the section, from 0; any value
 *
 * Context: any; takes no lock.
 * Return: the section, a constant; NULL: @i is behind the last one.
 */
const struct facet_state_section *facet_virtio_pci_section_at(u32 i);

#endif
