// SPDX-License-Identifier: GPL-2.0-only
/*
 * AUX channels. A write of SEND_BUSY sends the message, and the answer is there when the write
 * returns. So SEND_BUSY never reads as set. Without a DisplayPort monitor, or after a malformed
 * message, the guest gets the time-out that hardware would report.
 *
 * Register handlers run under the device's mmio_lock. The display's lock protects the monitor's
 * state.
 * Source: PRM SKL Vol. 2c (DDI_AUX_CTL, DDI_AUX_DATA, DP_TP_CTL, DP_TP_STATUS); VESA DisplayPort
 * 1.2, 2.7.
 */
#include "display/output/aux.h"

#include "device/irq.h"
#include "device/regs.h"
#include "display/display_types.h"
#include "display/output/ddc.h"
#include "display/output/dpcd.h"

/**
 * struct aux_message - Message that the source sends.
 * @request: type of the message, 4 bits
 * @addr: address, 20 bits
 * @bare: the message has an address only
 * @len: number of bytes that the message names; 0 if @bare
 * @data: data behind the header
 * @n_data: bytes of @data
 */
struct aux_message {
	u32 request;
	u32 addr;
	bool bare;
	u32 len;
	const u8 *data;
	u32 n_data;
};

/**
 * struct aux_reply - Reply of the sink.
 * @bytes: the reply, its code first
 * @size: bytes of @bytes; 0: the sink did not reply
 */
struct aux_reply {
	u8 bytes[GEN9_AUX_MESSAGE_MAX];
	u32 size;
};

static void reply_with(struct aux_reply *reply, u8 code)
{
	reply->bytes[0] = code;
	reply->size = 1;
}

/* Tell whether the data of a message have the length that it names. Only a write has data. */
static bool message_fits(const struct aux_message *m, bool write)
{
	return !port_check(AUX_LENGTH, m->len > GEN9_AUX_PAYLOAD_MAX ||
			   m->n_data != (write ? m->len : 0));
}

/* Handle a native message: read or write DPCD registers. Lock held. */
static void aux_native(struct display_dpcd *dpcd, const struct aux_message *m,
		       struct aux_reply *reply)
{
	bool write = m->request == GEN9_AUX_NATIVE_WRITE;
	u32 i;

	if ((!write && m->request != GEN9_AUX_NATIVE_READ) || m->bare || !message_fits(m, write)) {
		reply_with(reply, GEN9_AUX_NATIVE_NACK);
		return;
	}
	reply_with(reply, GEN9_AUX_ACK);
	for (i = 0; i < m->len; i++) {
		if (write)
			display_dpcd_write(dpcd, m->addr + i, m->data[i]);
		else
			reply->bytes[reply->size++] = display_dpcd_read(dpcd, m->addr + i);
	}
}

/*
 * Handle a start, if the message is one: a bare address, another device, another direction, or the
 * first message. Lock held. Return: the device acknowledges.
 */
static bool i2c_start(struct display_head *head, const struct aux_message *m, bool read)
{
	struct display_i2c *aux_i2c = &head->i2c;

	if (aux_i2c->open && !m->bare && aux_i2c->addr == m->addr && aux_i2c->read == read)
		return true;
	aux_i2c->open = display_ddc_start(head, m->addr);
	aux_i2c->addr = m->addr;
	aux_i2c->read = read;
	return aux_i2c->open;
}

static void i2c_stop(struct display_head *head)
{
	head->i2c = (struct display_i2c){};
	display_ddc_stop(head);
}

/* Handle a message of I2C over AUX: read or write bytes on the monitor's bus. Lock held. */
static void aux_i2c(struct display_head *head, const struct aux_message *m, struct aux_reply *reply)
{
	u32 kind = GEN9_AUX_I2C_KIND(m->request);
	bool read = kind == GEN9_AUX_I2C_READ;
	u32 i;

	if (kind > GEN9_AUX_I2C_STATUS || m->addr > GEN9_AUX_I2C_ADDRESS ||
	    !message_fits(m, kind == GEN9_AUX_I2C_WRITE) || !i2c_start(head, m, read)) {
		reply_with(reply, GEN9_AUX_I2C_NACK);
		i2c_stop(head);
		return;
	}
	reply_with(reply, GEN9_AUX_ACK);
	for (i = 0; i < m->n_data; i++)
		display_ddc_write(head, m->addr, m->data[i]);
	for (i = 0; read && i < m->len; i++)
		reply->bytes[reply->size++] = display_ddc_read(head, m->addr);
	if (!(m->request & GEN9_AUX_I2C_MOT))
		i2c_stop(head);
}

/* Return the head whose monitor listens on a channel; NULL: there is none. Lock held. */
static struct display_head *aux_head(struct gen9_display *display, u32 channel)
{
	u32 i;

	for (i = 0; i < display->base.n_heads; i++) {
		struct display_head *head = &display->heads[i];

		if (port_check(AUX_SINK, head->kind != FACET_OUTPUT_DP))
			continue;
		if (head->port == channel && head->connected)
			return head;
	}
	return NULL;
}

/* Parse a message and let the sink of @head handle it. Lock held. */
static void aux_transfer(struct display_head *head, const u8 *bytes, u32 size,
			 struct aux_reply *reply)
{
	struct aux_message m = {
		.request = GEN9_AUX_REQUEST(bytes[0]),
		.addr = (bytes[0] & 0xf) << 16 | bytes[1] << 8 | bytes[2],
		.bare = size == GEN9_AUX_BARE,
		.data = bytes + GEN9_AUX_HEADER,
	};

	if (size < GEN9_AUX_BARE || port_check(AUX_SIZE, size > GEN9_AUX_MESSAGE_MAX))
		return;
	if (!m.bare) {
		m.len = bytes[GEN9_AUX_BARE] + 1u;
		m.n_data = size - GEN9_AUX_HEADER;
	}
	if (m.request & GEN9_AUX_NATIVE)
		aux_native(&head->dpcd, &m, reply);
	else
		aux_i2c(head, &m, reply);
}

/*
 * Send the message in the data registers, and put the reply there. Return: status bits and size.
 */
static u32 aux_send(struct facet_device *dev, u32 channel, u32 size)
{
	u32 base = GEN9_AUX_DATA + channel * GEN9_AUX_STRIDE;
	struct gen9_display *display = display_of(dev);
	u8 bytes[GEN9_AUX_MESSAGE_MAX];
	struct aux_reply reply = {};
	struct display_head *head;
	unsigned long flags;
	u32 i;

	for (i = 0; i < GEN9_AUX_DATAS; i++)
		put_unaligned_be32(facet_reg_get(dev, base + i * sizeof(u32)),
				   bytes + i * sizeof(u32));
	spin_lock_irqsave(&display->lock, flags);
	head = aux_head(display, channel);
	if (head)
		aux_transfer(head, bytes, size, &reply);
	spin_unlock_irqrestore(&display->lock, flags);
	if (!reply.size)
		return GEN9_AUX_DONE | GEN9_AUX_TIME_OUT;
	for (i = 0; i < DIV_ROUND_UP(reply.size, sizeof(u32)); i++)
		facet_reg_set(dev, base + i * sizeof(u32),
			      get_unaligned_be32(reply.bytes + i * sizeof(u32)));
	return GEN9_AUX_DONE | GEN9_AUX_SIZE_IS(reply.size);
}

static void ctl_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value)
{
	u32 channel = min_t(u32, (offset - GEN9_AUX_CTL) / GEN9_AUX_STRIDE, GEN9_AUX_CHANNELS - 1);
	u32 status = facet_reg_get(dev, offset) & ~value & GEN9_AUX_STATUS;
	u32 now = (value & ~(GEN9_AUX_STATUS | GEN9_AUX_SEND_BUSY)) | status;

	if (value & GEN9_AUX_SEND_BUSY)
		now = (now & ~GEN9_AUX_SIZE_MASK) |
		      aux_send(dev, channel, GEN9_AUX_SIZE(value));
	facet_reg_set(dev, offset, now);
	if ((value & GEN9_AUX_SEND_BUSY) && (value & GEN9_AUX_INTERRUPT))
		facet_irq_raise(dev, FACET_IRQ_PORT, GEN9_PORT_AUX_DONE(channel));
}

static void tp_ctl_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	u32 status = offset - GEN9_DP_TP_CTL + GEN9_DP_TP_STATUS;

	facet_reg_set(dev, offset, value);
	if ((value & GEN9_DP_TP_ENABLE) && GEN9_DP_TP_TRAIN(value) == GEN9_DP_TP_TRAIN_IDLE)
		facet_reg_set(dev, status, facet_reg_get(dev, status) | GEN9_DP_TP_IDLE_DONE);
}

/* Row of the data registers of a channel */
#define DATA_ROW(channel) {								\
	.name = "DDI_AUX_DATA_" #channel,						\
	.offset = GEN9_AUX_DATA + (channel) * GEN9_AUX_STRIDE, .count = GEN9_AUX_DATAS,	\
}

static const struct facet_reg rows[] = {
	{ .name = "DDI_AUX_CTL", .offset = GEN9_AUX_CTL, .count = GEN9_AUX_CHANNELS,
	  .stride = GEN9_AUX_STRIDE, .write = ctl_write },
	DATA_ROW(0), DATA_ROW(1), DATA_ROW(2), DATA_ROW(3),
	{ .name = "DP_TP_CTL", .offset = GEN9_DP_TP_CTL, .count = GEN9_PORTS,
	  .stride = GEN9_DDI_STRIDE, .write = tp_ctl_write },
	{ .name = "DP_TP_STATUS", .offset = GEN9_DP_TP_STATUS, .count = GEN9_PORTS,
	  .stride = GEN9_DDI_STRIDE, .flags = FACET_REG_W1C },
};

const struct facet_reg_block display_aux_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
};
