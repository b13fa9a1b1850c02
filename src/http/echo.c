#include "http/echo.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

enum { CONTROL_MOST = 125 /* bytes in a control frame, RFC 6455 §5.5 */, ROOM_FIRST = 1024 };

/* The reasons to close (RFC 6455 §7.4.1). */
enum { FINE = 0, GOING_AWAY = 1001, PROTOCOL_ERROR = 1002, NOT_UTF8 = 1007, TOO_BIG = 1009 };

/* A message, or the payload of a control frame, as far as it has come. */
struct payload {
    char *at;
    size_t length, room, most;
};

/* wslay's event API would keep the message too. But it sends a Close before the messages that are still to be echoed,
 * answers what breaks the framing with a Close without a code, takes a Close with a payload of one byte for a good one,
 * and checks the reason of a Close wrongly where it comes in pieces. So its frames are used, and one answer at a time.
 */
struct echo {
    struct wslay_frame_context *frames;
    struct text *in; /* during echo_run */
    char *out;
    size_t room;
    struct wslay_frame_iocb frame; /* the one that is being received; its data is the last piece of it */
    uint64_t missing;              /* bytes of the frame's payload that have yet to come */
    uint8_t type;                  /* opcode of the message under way; 0: none */
    struct payload message, control;
    char control_bytes[CONTROL_MOST];
    struct wslay_frame_iocb answer; /* data is what of it has yet to be sent */
    bool answering, closing;        /* an answer is to be sent; a Close was the last one */
};

static ssize_t give(uint8_t *into, size_t room, int flags, void *closure)
{
    struct text *in = ((struct echo *)closure)->in;
    size_t size = in->length < room ? in->length : room;
    (void)flags;
    if (size == 0) {
        return -1;
    }
    memcpy(into, in->at, size);
    *in = text_from(*in, size);
    return (ssize_t)size;
}

static ssize_t take(const uint8_t *bytes, size_t length, int flags, void *closure)
{
    struct echo *echo = closure;
    size_t size = length < echo->room ? length : echo->room;
    (void)flags;
    if (size == 0) {
        return -1;
    }
    memcpy(echo->out, bytes, size);
    echo->out += size;
    echo->room -= size;
    return (ssize_t)size;
}

struct echo *echo_new(void)
{
    static const struct wslay_frame_callbacks callbacks = {.send_callback = take, .recv_callback = give};
    struct echo *echo = memory_new(sizeof *echo);
    echo->message.most = ECHO_MESSAGE;
    echo->control = (struct payload){echo->control_bytes, 0, CONTROL_MOST, CONTROL_MOST};
    if (wslay_frame_context_init(&echo->frames, &callbacks, echo) != 0) {
        memory_exhausted();
    }
    return echo;
}

void echo_free(struct echo *echo)
{
    if (echo != NULL) {
        wslay_frame_context_free(echo->frames);
        free(echo->message.at);
        free(echo);
    }
}

static void answer(struct echo *echo, uint8_t opcode, const struct payload *payload)
{
    echo->answer = (struct wslay_frame_iocb){.fin = 1,
                                             .opcode = opcode,
                                             .payload_length = payload->length,
                                             .data = (const uint8_t *)(payload->at != NULL ? payload->at : ""),
                                             .data_length = payload->length};
    echo->answering = true;
    echo->closing = opcode == WSLAY_CONNECTION_CLOSE;
}

static void close_with(struct echo *echo, int code)
{
    echo->control_bytes[0] = (char)(code >> 8);
    echo->control_bytes[1] = (char)(code & 0xff);
    echo->control.length = 2;
    answer(echo, WSLAY_CONNECTION_CLOSE, &echo->control);
}

static void forget_message(struct echo *echo)
{
    free(echo->message.at);
    echo->message = (struct payload){.most = ECHO_MESSAGE};
    echo->type = 0;
}

/* Each of these takes a frame that has come whole, and returns FINE or the reason to close. */
static int take_message(struct echo *echo)
{
    struct payload *message = &echo->message;
    if (!echo->frame.fin) {
        return FINE;
    }
    if (echo->type == WSLAY_TEXT_FRAME && !text_is_utf8((struct text){message->at, message->length})) {
        return NOT_UTF8;
    }
    answer(echo, echo->type, message);
    return FINE;
}

static int take_ping(struct echo *echo)
{
    answer(echo, WSLAY_PONG, &echo->control);
    return FINE;
}

static int take_pong(struct echo *echo)
{
    (void)echo;
    return FINE;
}

/* RFC 6455 §7.4; 1012 to 1014 were registered later. */
static bool may_be_sent(int code)
{
    static const int ranges[][2] = {{1000, 1003}, {1007, 1014}, {3000, 4999}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

static int take_close(struct echo *echo)
{
    struct text payload = {echo->control.at, echo->control.length};
    if (payload.length == 0) {
        answer(echo, WSLAY_CONNECTION_CLOSE, &echo->control);
        return FINE;
    }
    int code = payload.length > 1 ? (uint8_t)payload.at[0] << 8 | (uint8_t)payload.at[1] : 0;
    if (!may_be_sent(code)) {
        return PROTOCOL_ERROR;
    }
    return text_is_utf8(text_from(payload, 2)) ? code : NOT_UTF8;
}

/* By opcode; the others are reserved (RFC 6455 §5.2). */
static int (*const takers[16])(struct echo *echo) = {
    [WSLAY_CONTINUATION_FRAME] = take_message, [WSLAY_TEXT_FRAME] = take_message, [WSLAY_BINARY_FRAME] = take_message,
    [WSLAY_CONNECTION_CLOSE] = take_close,     [WSLAY_PING] = take_ping,          [WSLAY_PONG] = take_pong,
};

/* Where the payload of the current frame goes. */
static struct payload *payload_of(struct echo *echo)
{
    return wslay_is_ctrl_frame(echo->frame.opcode) ? &echo->control : &echo->message;
}

/* Judges a frame of which the head has come (RFC 6455 §5.1, §5.2, §5.4). wslay has judged its length. */
static int begin_frame(struct echo *echo)
{
    const struct wslay_frame_iocb *frame = &echo->frame;
    bool control = wslay_is_ctrl_frame(frame->opcode);
    bool continues = frame->opcode == WSLAY_CONTINUATION_FRAME, within = echo->type != 0;
    if (!frame->mask || frame->rsv != 0 || takers[frame->opcode] == NULL || (!control && continues != within)) {
        return PROTOCOL_ERROR;
    }
    if (control) {
        echo->control.length = 0;
    } else if (!continues) {
        echo->type = frame->opcode;
    }
    echo->missing = frame->payload_length;
    return frame->payload_length > payload_of(echo)->most - payload_of(echo)->length ? TOO_BIG : FINE;
}

static void add_piece(struct payload *payload, const struct wslay_frame_iocb *frame)
{
    if (frame->data_length > payload->room - payload->length) {
        size_t wanted = (payload->length + frame->data_length) * 2;
        wanted = wanted > ROOM_FIRST ? wanted : ROOM_FIRST;
        payload->room = wanted < payload->most ? wanted : payload->most;
        payload->at = memory_grow(payload->at, payload->room);
    }
    if (frame->data_length > 0) {
        memcpy(payload->at + payload->length, frame->data, frame->data_length);
        payload->length += frame->data_length;
    }
}

/* Receives a piece of a frame. False where more bytes are needed for that. */
static bool receive_piece(struct echo *echo)
{
    ssize_t got = wslay_frame_recv(echo->frames, &echo->frame);
    if (got == WSLAY_ERR_WANT_READ) {
        return echo->in->length > 0;
    }
    int reason = got < 0 ? PROTOCOL_ERROR : echo->missing == 0 ? begin_frame(echo) : FINE;
    if (reason == FINE) {
        add_piece(payload_of(echo), &echo->frame);
        echo->missing -= echo->frame.data_length;
        reason = echo->missing == 0 ? takers[echo->frame.opcode](echo) : FINE;
    }
    if (reason != FINE) {
        close_with(echo, reason);
    }
    return true;
}

/* Sends a part of the answer. False where there is no room for more. */
static bool send_piece(struct echo *echo)
{
    ssize_t sent = wslay_frame_send(echo->frames, &echo->answer);
    if (sent < 0) {
        return false;
    }
    echo->answer.data += sent;
    echo->answer.data_length -= (size_t)sent;
    echo->answering = echo->answer.data_length > 0;
    if (!echo->answering && !wslay_is_ctrl_frame(echo->answer.opcode)) {
        forget_message(echo);
    }
    return true;
}

size_t echo_run(struct echo *echo, struct text *in, char *out, size_t room)
{
    bool more = true;
    echo->in = in;
    echo->out = out;
    echo->room = room;
    while (more) {
        more = echo->answering ? send_piece(echo) : !echo->closing && receive_piece(echo);
    }
    return room - echo->room;
}

void echo_leave(struct echo *echo)
{
    if (!echo->answering && !echo->closing) {
        close_with(echo, GOING_AWAY);
    }
}

bool echo_has_ended(const struct echo *echo)
{
    return echo->closing && !echo->answering;
}
