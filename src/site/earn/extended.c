/* /earn/extended: extensions that a request makes mandatory, as RFC 2774 (historic) has it. One is known. */
#include "http/media.h"
#include "http/status.h"
#include "site/conditional.h"
#include "site/earn/earn.h"
#include "site/problem.h"

#include <ctype.h>

/* The answer is in capitals. Its URI is an example's (RFC 2606 §3), as nobody else will have this extension. */
#define CAPITALS "http://example.org/capitals"

/* What the declarations of a request ask for. */
struct extensions {
    bool declared, valid, known; /* there is one; all of them parse; the server knows all of them */
};

/* ext-decl = <"> ( absoluteURI | field-name ) <"> and then parameters (RFC 2774 §3.1). */
static bool read_identifier(struct text declaration, struct text *identifier)
{
    if (!text_skip(&declaration, TEXT("\""))) {
        return false;
    }
    size_t end = text_find(declaration, '"');
    struct text behind = text_trim(text_from(declaration, end + 1));
    *identifier = (struct text){declaration.at, end};
    return end > 0 && end < declaration.length && (behind.length == 0 || behind.at[0] == ';');
}

/* Man is for this server (RFC 2774 §4.1). C-Man is for the next hop (§4.2), of which no extension is known. */
static void read_declarations(struct context *context, const char *field, bool may_be_known, struct extensions *found)
{
    struct text rest = request_field(context->request, context->arena, field), declaration, identifier;
    while (text_list(&rest, &declaration)) {
        bool valid = read_identifier(declaration, &identifier);
        found->declared = true;
        found->valid = found->valid && valid;
        found->known = found->known && valid && may_be_known && text_equal(identifier, TEXT(CAPITALS));
    }
}

static struct extensions read_extensions(struct context *context)
{
    struct extensions found = {.declared = false, .valid = true, .known = true};
    read_declarations(context, "Man", true, &found);
    read_declarations(context, "C-Man", false, &found);
    return found;
}

static int send_text(struct context *context, bool in_capitals)
{
    static const struct text sentence = TEXT("This is written as the request wants it.\n");
    char *letters = arena_alloc(context->arena, sentence.length + 1);
    for (size_t i = 0; i < sentence.length; i++) {
        letters[i] = (char)(in_capitals ? toupper((unsigned char)sentence.at[i]) : sentence.at[i]);
    }
    return conditional_content_as_get(context, media_type(MEDIA_TEXT), (struct text){letters, sentence.length});
}

/* RFC 2774 §5.1: Ext tells that all was understood. It has no value; the space is for the library, which would leave an
 * empty field out. No cache may repeat it to others (§4.3). */
static int fulfil(struct context *context)
{
    int code = send_text(context, true);
    if (status_class(code) < CLIENT_ERROR) {
        reply_set(context->reply, "Ext", TEXT(" "));
        reply_set(context->reply, "Cache-Control", TEXT("no-cache=\"Ext\", no-cache"));
    }
    return code;
}

static int answer_not_extended(struct context *context)
{
    return problem(
        context, 510,
        TEXT("the request has to name the extensions that it takes, in Man, and this is the only one that is "
             "known here (RFC 2774 §7)"),
        TEXT("M-GET /earn/extended, with Man: \"" CAPITALS "\""));
}

/* A method that is none of this resource's, with or without the prefix. */
static int answer_without_method(struct context *context)
{
    struct text method = context->request->method;
    (void)text_skip(&method, TEXT("M-"));
    int code = text_equal(context->request->method, TEXT("OPTIONS"))
                   ? 204
                   : problem(context, route_knows_method(method) ? 405 : 501, TEXT("this resource can only be read"),
                             TEXT("GET /earn/extended"));
    reply_add(context->reply, "Allow", TEXT("GET, HEAD, M-GET, OPTIONS"));
    return code;
}

/* The steps of RFC 2774 §5. A declaration without the prefix breaks it, as the client could not know whether it was
 * heeded; the prefix without a declaration is what a proxy leaves that did not know C-Man (§12). */
static int answer(struct context *context)
{
    struct text method = context->request->method;
    bool mandatory = text_skip(&method, TEXT("M-"));
    struct extensions extensions = read_extensions(context);
    if (!extensions.valid || (extensions.declared && !mandatory)) {
        return problem(context, 400, TEXT("Man and C-Man have URIs in quotes, and a method with the prefix M-"),
                       TEXT("M-GET /earn/extended, with Man: \"" CAPITALS "\""));
    }
    if (mandatory && !(extensions.declared && extensions.known)) {
        return answer_not_extended(context);
    }
    if (mandatory ? !text_equal(method, TEXT("GET")) : !request_reads(context->request)) {
        return answer_without_method(context);
    }
    return mandatory ? fulfil(context) : send_text(context, false);
}

const struct route extended_routes[] = {
    {"/earn/extended", EXACTLY, NULL, answer, NULL, "/earn/extended",
     "200; 510 to M-GET with a Man field that names another extension than " CAPITALS " (RFC 2774)"},
    {.path = NULL},
};
