/* /: what is here, as a page for browsers and as a few lines for curl. */
#include "base/buffer.h"
#include "http/media.h"
#include "site/browser.h"
#include "site/conditional.h"
#include "site/modifiers/table.h"
#include "site/page.h"
#include "site/routes/routes.h"

static void add_routes(struct context *context, struct buffer *text)
{
    for (const struct family *family = context->site->families; family->routes != NULL; family++) {
        for (const struct route *route = family->routes; route->path != NULL; route++) {
            if (route->shown != NULL) {
                buffer_print(text, "  %-24s %s\n", route->shown, route->summary);
            }
        }
    }
}

static void add_modifiers(struct context *context, struct buffer *text)
{
    const struct modifier *modifier;
    for (int nth = 0; (modifier = modifier_nth(nth)) != NULL; nth++) {
        struct text choices = modifier_choices(context->arena, modifier);
        buffer_print(text, "  %-24s %s%s%s\n",
                     arena_printf(context->arena, "%s=%s", modifier->name, modifier->example).at, modifier->help,
                     choices.length > 0 ? ": " : "", choices.at);
    }
}

static struct text plain_home(struct context *context)
{
    struct buffer text = buffer_in(context->arena);
    struct text origin = request_origin(context->request, context->arena);
    buffer_add(&text, TEXT("statusd answers with any HTTP status, each one exactly as its definition says.\n\n"));
    buffer_print(&text, "  curl -i %.*s/status/404\n\n", (int)origin.length, origin.at);
    add_routes(context, &text);
    buffer_add(&text, TEXT("\nParameters shape any answer, in the query or behind a code and a semicolon:\n\n"));
    add_modifiers(context, &text);
    return buffer_text(&text);
}

static int answer(struct context *context)
{
    static const enum media offers[] = {MEDIA_TEXT, MEDIA_HTML};
    bool html = media_choose(request_field(context->request, context->arena, "Accept"), offers, 2) == 1;
    struct page_place here = {request_origin(context->request, context->arena), "static/", "", true};
    struct text text = html ? page_write(context->arena, &here) : plain_home(context);
    int code = conditional_content(context, media_type(html ? MEDIA_HTML : MEDIA_TEXT), text);
    reply_add(context->reply, "Vary", TEXT("Accept"));
    if (html) {
        browser_confine(context->reply);
    }
    return code;
}

const struct route home_routes[] = {
    {"/", EXACTLY, "GET", answer, NULL, "/", "the statuses as a page for a browser; for curl, what is here"},
    {.path = NULL},
};
