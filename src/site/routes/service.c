/* /healthz and OPTIONS *: the server as a whole. */
#include "http/media.h"
#include "site/routes/routes.h"

static int answer_health(struct context *context)
{
    reply_content(context->reply, media_type(MEDIA_TEXT), TEXT("ok\n"));
    return 200;
}

/* RFC 9110 §9.3.7 */
static int answer_server_options(struct context *context)
{
    reply_add(context->reply, "Allow", TEXT("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE, QUERY"));
    return 204;
}

const struct route service_routes[] = {
    {"/healthz", EXACTLY, "GET", answer_health, NULL, "/healthz", "200 while the server runs"},
    {"*", EXACTLY, "OPTIONS", answer_server_options, NULL, NULL, NULL},
    {.path = NULL},
};
