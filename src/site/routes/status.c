/* /status/<codes>: one of these statuses, as its definition says; and one that is known by name. */
#include "site/draw.h"
#include "site/routes/routes.h"
#include "site/status_reply.h"

static int answer(struct context *context)
{
    int code, refused = draw_code(context, context->rest, &code);
    return refused != 0 ? refused : status_reply(context, code);
}

static int answer_teapot(struct context *context)
{
    return status_reply(context, 418);
}

const struct route status_routes[] = {
    {"/status/", SEGMENT, NULL, answer, NULL, "/status/<codes>",
     "that status, exactly; 200:9,503:1 draws, 503;retry_after=2?delay=1s shapes"},
    {"/im-a-teapot", EXACTLY, NULL, answer_teapot, NULL, "/im-a-teapot", "/status/418"},
    {.path = NULL},
};
