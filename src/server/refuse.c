#include "server/refuse.h"

#include "base/buffer.h"
#include "server/script.h"

int refuse_reply(struct exchange_server *server, const struct refusal *refusal, struct arena *arena,
                 struct reply *reply)
{
    static const struct request unknown = {
        .method = TEXT("GET"), .target = TEXT("/"), .minor = 1, .client_address = ""};
    *reply = (struct reply){.arena = arena};
    return server->service.refuse(server->service.site, &unknown, refusal, reply);
}

void refuse_by_hand(struct exchange_server *server, const struct refusal *refusal, struct wire *wire)
{
    struct arena arena;
    struct reply reply;
    arena_init(&arena, NULL, 0);
    int code = refuse_reply(server, refusal, &arena, &reply);
    struct buffer bytes = buffer_in(&arena);
    struct script script = script_by_hand(&arena, &reply, code, REQUEST_WHOLE);
    for (int i = 0; i < script.count; i++) {
        const struct script_step *step = &script.steps[i];
        struct text content = {reply.content.unit.at, step->act == SCRIPT_CONTENT ? (size_t)step->length : 0};
        buffer_add(&bytes, step->act == SCRIPT_SAY ? step->bytes : content);
    }
    (void)wire_send(wire, buffer_text(&bytes));
    wire_finish(wire);
    arena_release(&arena);
}
