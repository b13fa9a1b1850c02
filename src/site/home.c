/* /: what is here, as a page for browsers and as a few lines for curl; and the files that the page needs. */
#include "base/buffer.h"
#include "base/digest.h"
#include "http/media.h"
#include "http/precondition.h"
#include "http/status.h"
#include "site/asset.h"
#include "site/call.h"
#include "site/problem.h"

static struct text plain_home(struct call *call)
{
    struct buffer text = buffer_in(call->arena);
    struct text host = request_host(call->request);
    int count;
    const struct route *routes = route_all(&count);
    buffer_add(&text, TEXT("statusd answers with any HTTP status, each one exactly as its definition says.\n\n"));
    buffer_print(&text, "  curl -i http://%.*s/status/404\n\n", (int)host.length, host.at);
    for (int i = 0; i < count; i++) {
        if (routes[i].shown != NULL) {
            buffer_print(&text, "  %-24s %s\n", routes[i].shown, routes[i].summary);
        }
    }
    buffer_add(&text, TEXT("\nParameters shape any answer, in the query or behind a code and a semicolon:\n\n"));
    for (int i = 0; shape_name(i) != NULL; i++) {
        buffer_print(&text, "  %-24s %s\n", arena_printf(call->arena, "%s=%s", shape_name(i), shape_example(i)).at,
                     shape_effect(i));
    }
    return buffer_text(&text);
}

static void add_class(struct buffer *page, int class)
{
    int count;
    const struct status *rows = status_all(&count);
    bool open = false;
    for (int i = 0; i < count; i++) {
        if (rows[i].code / 100 != class) {
            continue;
        }
        if (!open) {
            buffer_print(page, "<section class=\"s%d\">\n<h2>%dxx <small>%s</small></h2>\n<ul>\n", class, class,
                         status_class(rows[i].code));
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

/* static/index.html with the statuses of the table in the place that it keeps for them. */
static struct text html_home(struct call *call)
{
    static const struct text place = TEXT("<!-- statuses -->");
    struct asset index;
    struct buffer page = buffer_in(call->arena);
    asset_find(TEXT("index.html"), &index);
    struct text rest = index.bytes;
    while (rest.length > 0 && !text_begins(rest, place)) {
        rest = text_from(rest, 1);
    }
    buffer_add(&page, (struct text){index.bytes.at, index.bytes.length - rest.length});
    for (int class = 1; class <= 9; class ++) {
        add_class(&page, class);
    }
    buffer_add(&page, text_from(rest, place.length));
    return buffer_text(&page);
}

int answer_home(struct call *call)
{
    static const enum media offers[] = {MEDIA_TEXT, MEDIA_HTML};
    bool html = media_choose(request_field(call->request, call->arena, "Accept"), offers, 2) == 1;
    reply_content(call->reply, media_type(html ? MEDIA_HTML : MEDIA_TEXT), html ? html_home(call) : plain_home(call));
    reply_add(call->reply, "Vary", TEXT("Accept"));
    return 200;
}

int answer_health(struct call *call)
{
    reply_content(call->reply, media_type(MEDIA_TEXT), TEXT("ok\n"));
    return 200;
}

/* OPTIONS * asks about the server as a whole (RFC 9110 §9.3.7). */
int answer_server_options(struct call *call)
{
    reply_add(call->reply, "Allow", TEXT("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE, QUERY"));
    return 204;
}

int answer_static(struct call *call)
{
    struct asset asset;
    if (!asset_find(call->rest, &asset)) {
        return problem(call, 404, TEXT("there is no such file"), TEXT("/static/style.css"));
    }
    struct text tag = arena_printf(call->arena, "\"%s\"", digest_tag(call->arena, asset.bytes).at);
    reply_content(call->reply, asset.type, asset.bytes);
    reply_add(call->reply, "ETag", tag);
    reply_add(call->reply, "Cache-Control", TEXT("no-cache"));
    return precondition_not_modified(call->request, call->arena, tag) ? 304 : 200;
}
