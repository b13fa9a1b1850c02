#include "site/browser.h"

#include "http/status.h"

void browser_let_read(struct reply *reply, int code)
{
    if (status_class(code) == INFORMATIONAL) {
        return; /* no page reads a 101 */
    }
    reply_set(reply, "Access-Control-Allow-Origin", TEXT("*"));
    reply_set(reply, "Access-Control-Expose-Headers", TEXT("*"));
}

void browser_confine(struct reply *reply)
{
    reply_set(reply, "Content-Security-Policy",
              TEXT("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                   "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"));
    reply_set(reply, "X-Content-Type-Options", TEXT("nosniff"));
}

void browser_distrust(struct reply *reply)
{
    reply_set(reply, "Content-Security-Policy", TEXT("sandbox"));
    reply_set(reply, "X-Content-Type-Options", TEXT("nosniff"));
}

bool browser_is_preflight(const struct request *request)
{
    return text_equal(request->method, TEXT("OPTIONS")) && fields_find(&request->fields, TEXT("Origin")) != NULL &&
           fields_find(&request->fields, TEXT("Access-Control-Request-Method")) != NULL;
}

/* The answer lists the field names that the browser asked about; the wildcard "*" would not include Authorization. */
int browser_answer_preflight(struct reply *reply, const struct request *request)
{
    const struct fields *fields = &request->fields;
    const struct text *names = fields_find(fields, TEXT("Access-Control-Request-Headers"));
    reply_add(reply, "Access-Control-Allow-Methods",
              arena_copy(reply->arena, *fields_find(fields, TEXT("Access-Control-Request-Method"))));
    if (names != NULL && names->length > 0) {
        reply_add(reply, "Access-Control-Allow-Headers", arena_copy(reply->arena, *names));
    }
    reply_add(reply, "Access-Control-Max-Age", TEXT("3600"));
    reply_add(reply, "Vary", TEXT("Access-Control-Request-Method, Access-Control-Request-Headers"));
    browser_let_read(reply, 204);
    return 204;
}
