/* Resources that have one thing to say: a status to the requests that deserve it, and 200 to the others. */
#include "site/earn/earn.h"
#include "site/status_reply.h"

static bool always(const struct request *request)
{
    (void)request;
    return true;
}

static bool has_method(const struct request *request, struct text method)
{
    return text_equal(request->method, method);
}

static bool posts(const struct request *request)
{
    return has_method(request, TEXT("POST"));
}

/* RFC 2324 §2.1.1. */
static bool brews(const struct request *request)
{
    return has_method(request, TEXT("BREW"));
}

/* RFC 8470 §5.1: a request that may be a replay, and would do something each time. */
static bool may_be_replayed(const struct request *request)
{
    const struct text *early = fields_find(&request->fields, TEXT("Early-Data"));
    return early != NULL && text_equal(*early, TEXT("1")) && !request_reads(request);
}

/* draft-ietf-httpbis-pre-denied-01: a request whose declared purpose the server does not want to serve. Sec-Purpose is
 * a structured token with parameters, such as "prefetch;anonymous-client-ip". */
static bool is_speculative(const struct request *request)
{
    const struct text *purpose = fields_find(&request->fields, TEXT("Sec-Purpose"));
    return purpose != NULL &&
           text_equal(text_trim((struct text){purpose->at, text_find(*purpose, ';')}), TEXT("prefetch"));
}

/* To add a resource, add its row here and among the routes. */
static const struct {
    const char *path;
    int code;
    bool (*deserves)(const struct request *request);
} resources[] = {
    {"/earn/hints", 103, always},
    {"/earn/work", 102, always},
    {"/earn/form", 205, posts},
    {"/earn/moved", 301, always},
    {"/earn/found", 302, always},
    {"/earn/order", 303, posts},
    {"/earn/temporary", 307, always},
    {"/earn/permanent", 308, always},
    {"/earn/bill", 402, always},
    {"/earn/teapot", 418, brews},
    {"/earn/speculation", 419, is_speculative},
    {"/earn/transfer", 425, may_be_replayed},
    {"/earn/censored", 451, always},
    {"/earn/bug", 500, always},
    {"/earn/busy", 503, always},
};

static int answer(struct context *context)
{
    size_t i = 0;
    while (!text_equal(text_of(context->route->path), text_of(resources[i].path))) {
        i++; /* each route has its row */
    }
    return status_reply(context, resources[i].deserves(context->request) ? resources[i].code : 200);
}

const struct route plain_routes[] = {
    {"/earn/hints", EXACTLY, NULL, answer, NULL, "/earn/hints", "103 Early Hints, then the page"},
    {"/earn/work", EXACTLY, NULL, answer, NULL, "/earn/work", "102 Processing, then the result"},
    {"/earn/form", EXACTLY, NULL, answer, NULL, "/earn/form", "200, and 205 to a POST"},
    {"/earn/moved", EXACTLY, NULL, answer, NULL, "/earn/moved",
     "301; also /earn/found 302, /earn/temporary 307, /earn/permanent 308"},
    {"/earn/found", EXACTLY, NULL, answer, NULL, NULL, NULL},
    {"/earn/temporary", EXACTLY, NULL, answer, NULL, NULL, NULL},
    {"/earn/permanent", EXACTLY, NULL, answer, NULL, NULL, NULL},
    {"/earn/order", EXACTLY, NULL, answer, NULL, "/earn/order", "200, and 303 to a POST"},
    {"/earn/bill", EXACTLY, NULL, answer, NULL, "/earn/bill",
     "402; also /earn/censored 451, /earn/bug 500, /earn/busy 503"},
    {"/earn/censored", EXACTLY, NULL, answer, NULL, NULL, NULL},
    {"/earn/bug", EXACTLY, NULL, answer, NULL, NULL, NULL},
    {"/earn/busy", EXACTLY, NULL, answer, NULL, NULL, NULL},
    {"/earn/teapot", EXACTLY, NULL, answer, NULL, "/earn/teapot", "BREW gets 418 (RFC 2324)"},
    {"/earn/speculation", EXACTLY, NULL, answer, NULL, "/earn/speculation",
     "a request with Sec-Purpose: prefetch gets 419 (draft-ietf-httpbis-pre-denied)"},
    {"/earn/transfer", EXACTLY, NULL, answer, NULL, "/earn/transfer", "a POST with Early-Data: 1 gets 425 (RFC 8470)"},
    {.path = NULL},
};
