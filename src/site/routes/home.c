/* /: what is here, as a page for browsers and as a few lines for curl. */
#include "base/buffer.h"
#include "http/media.h"
#include "http/status.h"
#include "site/asset.h"
#include "site/modifiers/table.h"
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
    struct text host = request_host(context->request);
    buffer_add(&text, TEXT("statusd answers with any HTTP status, each one exactly as its definition says.\n\n"));
    buffer_print(&text, "  curl -i http://%.*s/status/404\n\n", (int)host.length, host.at);
    add_routes(context, &text);
    buffer_add(&text, TEXT("\nParameters shape any answer, in the query or behind a code and a semicolon:\n\n"));
    add_modifiers(context, &text);
    return buffer_text(&text);
}

static void add_class(struct buffer *page, int digit)
{
    int count;
    const struct status *rows = status_all(&count);
    bool open = false;
    for (int i = 0; i < count; i++) {
        if (status_digit(rows[i].code) != digit) {
            continue;
        }
        if (!open) {
            buffer_print(page, "<section class=\"s%d\">\n<h2>%dxx <small>%s</small></h2>\n<ul>\n", digit, digit,
                         status_class_name(rows[i].code));
            open = true;
        }
        buffer_print(page, "<li><a href=\"/status/%d\" title=\"", rows[i].code);
        buffer_add_html(page, text_of(rows[i].summary));
        buffer_print(page, "\"><b>%d</b> ", rows[i].code);
        buffer_add_html(page, text_of(status_phrase(rows[i].code)));
        buffer_add(page, TEXT("</a>"));
        if (rows[i].vendor != NULL) {
            buffer_add(page, TEXT(" <small>"));
            buffer_add_html(page, text_of(rows[i].vendor));
            buffer_add(page, TEXT("</small>"));
        }
        buffer_add(page, TEXT("</li>\n"));
    }
    buffer_add(page, open ? TEXT("</ul>\n</section>\n") : TEXT(""));
}

/* static/index.html, with the list of statuses in place of its comment "statuses". */
static struct text html_home(struct context *context)
{
    static const struct text place = TEXT("<!-- statuses -->");
    struct asset index;
    struct buffer page = buffer_in(context->arena);
    asset_find(TEXT("index.html"), &index);
    struct text rest = index.bytes;
    while (rest.length > 0 && !text_begins(rest, place)) {
        rest = text_from(rest, 1);
    }
    buffer_add(&page, (struct text){index.bytes.at, index.bytes.length - rest.length});
    for (int digit = 1; digit <= 9; digit++) {
        add_class(&page, digit);
    }
    buffer_add(&page, text_from(rest, place.length));
    return buffer_text(&page);
}

static int answer(struct context *context)
{
    static const enum media offers[] = {MEDIA_TEXT, MEDIA_HTML};
    bool html = media_choose(request_field(context->request, context->arena, "Accept"), offers, 2) == 1;
    reply_content(context->reply, media_type(html ? MEDIA_HTML : MEDIA_TEXT),
                  html ? html_home(context) : plain_home(context));
    reply_add(context->reply, "Vary", TEXT("Accept"));
    return 200;
}

const struct route home_routes[] = {
    {"/", EXACTLY, "GET", answer, NULL, "/", "the statuses as a page for a browser; for curl, what is here"},
    {.path = NULL},
};
