#include "server/head.h"

#include "http/date.h"
#include "http/status.h"

#include <inttypes.h>

static void add_line(struct buffer *head, struct text name, struct text value, const char *end)
{
    buffer_add(head, name);
    buffer_add(head, TEXT(": "));
    buffer_add(head, value);
    buffer_add(head, text_of(end));
}

void head_add_fields(struct buffer *head, const struct fields *fields, const char *end)
{
    for (size_t i = 0; i < fields->count; i++) {
        add_line(head, fields->at[i].name, fields->at[i].value, end);
    }
}

void head_add_interim(struct buffer *head, const struct interim *interim)
{
    buffer_print(head, "HTTP/1.1 %d %s\r\n", interim->code, status_phrase(interim->code));
    head_add_fields(head, &interim->fields, "\r\n");
    buffer_add(head, TEXT("\r\n"));
}

bool head_is_framed(const struct reply *reply, int code)
{
    bool allowed = status_rules(code)->content_rule != CONTENT_NONE || reply->content.length > 0;
    return !reply->tunnel && (allowed || fault_frames(reply->fault));
}

bool head_is_chunked(const struct reply *reply, const struct malformation *wrong)
{
    bool cut_there = reply->fault != NULL && (reply->fault_point == AT_LAST_CHUNK || reply->fault_point == AT_TRAILERS);
    return wrong->framing != NULL ? wrong->chunked : reply->chunk > 0 || cut_there;
}

static void add_status_line(struct buffer *head, const struct reply *reply, int code, const struct malformation *wrong,
                            const char *end)
{
    buffer_print(head, "%s %d", wrong->version != NULL ? wrong->version : "HTTP/1.1", code);
    if (!wrong->no_phrase) {
        buffer_add(head, TEXT(" "));
        buffer_add(head, reply->phrase.at != NULL ? reply->phrase : text_of(status_phrase(code)));
    }
    buffer_add(head, text_of(end));
}

/* The length that Content-Length tells: it may be wrong, but never negative. */
static uint64_t told_length(const struct reply *reply, const struct malformation *wrong)
{
    uint64_t length = reply->content.length, less = wrong->length_error < 0 ? (uint64_t)-wrong->length_error : 0;
    uint64_t more = wrong->length_error > 0 ? (uint64_t)wrong->length_error : 0;
    return (less > length ? 0 : length - less) + more;
}

/* Adds the lines of framing, which has LF between them and "@" in place of the length. */
static void add_framing(struct buffer *head, const char *framing, uint64_t length, const char *end)
{
    struct text rest = text_of(framing), line, piece;
    while (rest.length > 0 && text_cut(&rest, '\n', &line)) {
        for (bool first = true; text_cut(&line, '@', &piece); first = false) {
            if (!first) {
                buffer_print(head, "%" PRIu64, length);
            }
            buffer_add(head, piece);
        }
        buffer_add(head, text_of(end));
    }
}

void head_add_final(struct buffer *head, const struct reply *reply, int code, const struct malformation *wrong,
                    time_t moment)
{
    const char *end = wrong->line_end != NULL ? wrong->line_end : "\r\n";
    const char *right = head_is_chunked(reply, wrong) ? "Transfer-Encoding: chunked" : "Content-Length: @";
    if (!wrong->no_status_line) {
        add_status_line(head, reply, code, wrong, end);
    }
    if (fields_find(&reply->fields, TEXT("Date")) == NULL && !reply->dateless) {
        add_line(head, TEXT("Date"), date_format(head->arena, moment), end);
    }
    head_add_fields(head, &reply->fields, end);
    if (!reply->close && !reply->switches && !reply->unannounced) {
        buffer_print(head, "Connection: close%s", end); /* a response written by hand is the connection's last */
    }
    if (head_is_framed(reply, code)) {
        add_framing(head, wrong->framing != NULL ? wrong->framing : right, told_length(reply, wrong), end);
    }
    buffer_add(head, wrong->field_line);
    if (!wrong->huge_field && wrong->endless_head.length == 0) {
        buffer_add(head, text_of(end));
    }
}
