/* /earn/changing: a text of which the server has two older versions, and so can say what has changed since (RFC 3229).
 */
#include "http/media.h"
#include "http/precondition.h"
#include "http/weight.h"
#include "site/conditional.h"
#include "site/earn/earn.h"
#include "site/problem.h"

static const struct validators current = {.exists = true, .tag = TEXT("\"v3\"")};

static const struct text current_text = TEXT("This text changes.\n"
                                             "It has had three versions, and this is the third.\n"
                                             "Whoever holds one of the others\n"
                                             "is told what is new since then.\n");

/* The versions that a client may hold, newest first, and what makes the current one of each: a script for ed, as
 * "diff -e" prints it. */
static const struct base {
    const char *path;
    struct text tag, text, delta;
} bases[] = {
    {"/earn/changing/v2", TEXT("\"v2\""),
     TEXT("This text changes.\n"
          "It has had two versions, and this is the second.\n"
          "Whoever holds one of the others\n"
          "is told what is new since then.\n"),
     TEXT("2c\n"
          "It has had three versions, and this is the third.\n"
          ".\n")},
    {"/earn/changing/v1", TEXT("\"v1\""),
     TEXT("This text will change.\n"
          "Whoever holds one of the others\n"),
     TEXT("2a\n"
          "is told what is new since then.\n"
          ".\n"
          "1c\n"
          "This text changes.\n"
          "It has had three versions, and this is the third.\n"
          ".\n")},
};

/* The version from which the client is to be sent a delta; NULL where it is to be sent the whole: RFC 3229 §10.4.1 has
 * 226 for GET alone, A-IM has to ask for a coding that is there (§10.5.3), more than for no coding, and If-None-Match
 * to name a base. That comparison is strong, as it is the bytes that are changed. */
static const struct base *base_of(struct context *context)
{
    const struct request *request = context->request;
    struct text codings = request_field(request, context->arena, "A-IM");
    struct text held = request_field(request, context->arena, "If-None-Match");
    double asked = weight_listed(codings, TEXT("diffe"));
    if (!text_equal(request->method, TEXT("GET")) || asked == 0 || asked < weight_listed(codings, TEXT("identity"))) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (precondition_names_tag(held, bases[i].tag)) {
            return &bases[i];
        }
    }
    return NULL;
}

/* A cache that does not know deltas must not take this for the whole; one that does may keep it (RFC 3229 §10.8). */
static int send_delta(struct context *context, const struct base *base)
{
    reply_add(context->reply, "IM", TEXT("diffe"));
    reply_add(context->reply, "ETag", current.tag);
    reply_add(context->reply, "Delta-Base", base->tag);
    reply_add(context->reply, "Cache-Control", TEXT("no-store, im, retain"));
    reply_content(context->reply, media_type(MEDIA_TEXT), base->delta);
    return 226;
}

static int send_whole(struct context *context)
{
    int code = conditional_reply(context, &current, media_type(MEDIA_TEXT), current_text);
    reply_add(context->reply, "Cache-Control", TEXT("no-cache, retain"));
    return code;
}

static int answer(struct context *context)
{
    bool holds = precondition_check(context->request, context->arena, &current) == PRECONDITIONS_HOLD;
    const struct base *base = holds ? base_of(context) : NULL;
    int code = base != NULL ? send_delta(context, base) : send_whole(context);
    reply_add(context->reply, "Vary", TEXT("A-IM, If-None-Match"));
    return code;
}

/* An older version by its own URI, for those who want to hold one. */
static int answer_base(struct context *context)
{
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (text_equal(context->request->path, text_of(bases[i].path))) {
            struct validators validators = {.exists = true, .tag = bases[i].tag};
            return conditional_reply(context, &validators, media_type(MEDIA_TEXT), bases[i].text);
        }
    }
    return problem(context, 404, TEXT("the older versions are v1 and v2"), text_of(bases[0].path));
}

const struct route delta_routes[] = {
    {"/earn/changing", EXACTLY, "GET", answer, NULL, "/earn/changing",
     "a text that has changed: 226 and a delta to a client that says A-IM: diffe and If-None-Match with \"v1\" or "
     "\"v2\" (RFC "
     "3229); also "
     "/earn/changing/v1 and /earn/changing/v2"},
    {"/earn/changing/", SEGMENT, "GET", answer_base, NULL, NULL, NULL},
    {.path = NULL},
};
