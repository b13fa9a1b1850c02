#include "site/page.h"

#include "base/buffer.h"
#include "http/status.h"
#include "site/asset.h"

/* Where there is no statusd to answer, and no script either, the definition says more than a dead link. */
static struct text link_of(struct arena *arena, const struct page_place *place, const struct status *status)
{
    if (!place->answers && status->definition.link != NULL) {
        return text_of(status->definition.link);
    }
    return arena_printf(arena, place->answers ? "status/%d" : "#%d", status->code);
}

static void add_status(struct buffer *page, const struct page_place *place, const struct status *status)
{
    buffer_print(page, "<li id=\"%d\"><a href=\"", status->code);
    buffer_add_html(page, link_of(page->arena, place, status));
    buffer_print(page, "\"><b>%d</b> <span>", status->code);
    buffer_add_html(page, text_of(status_phrase(status->code)));
    if (status->vendor != NULL) {
        buffer_add(page, TEXT(" <small>"));
        buffer_add_html(page, text_of(status->vendor));
        buffer_add(page, TEXT("</small>"));
    }
    buffer_add(page, TEXT("</span></a></li>\n"));
}

static void add_class(struct buffer *page, const struct page_place *place, int digit)
{
    int count;
    const struct status *rows = status_all(&count);
    bool open = false;
    for (int i = 0; i < count; i++) {
        if (status_digit(rows[i].code) != digit) {
            continue;
        }
        if (!open) {
            buffer_print(page, "<section class=\"s%d\">\n<h2>%dxx <span>%s</span></h2>\n<ul>\n", digit, digit,
                         status_class_name(rows[i].code));
            open = true;
        }
        add_status(page, place, &rows[i]);
    }
    buffer_add(page, open ? TEXT("</ul>\n</section>\n") : TEXT(""));
}

static struct text status_list(struct arena *arena, const struct page_place *place)
{
    struct buffer list = buffer_in(arena);
    for (int digit = 1; digit <= 9; digit++) {
        add_class(&list, place, digit);
    }
    return buffer_text(&list);
}

/* What stands between braces in index.html, where nothing else does, is replaced. */
struct text page_write(struct arena *arena, const struct page_place *place)
{
    struct asset index;
    struct buffer page = buffer_in(arena), origin = buffer_in(arena);
    buffer_add_html(&origin, place->origin);
    const struct {
        struct text mark, value;
    } marks[] = {
        {TEXT("assets}"), text_of(place->assets)},
        {TEXT("data}"), text_of(place->data)},
        {TEXT("origin}"), buffer_text(&origin)},
        {TEXT("statuses}"), status_list(arena, place)},
    };
    asset_find(TEXT("index.html"), &index);
    for (struct text rest = index.bytes, piece; text_cut(&rest, '{', &piece); buffer_add(&page, piece)) {
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
            buffer_add(&page, text_skip(&piece, marks[i].mark) ? marks[i].value : TEXT(""));
        }
    }
    return buffer_text(&page);
}
