#include "server/head.h"

#include "http/date.h"
#include "http/status.h"

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

void head_add(struct buffer *head, const struct reply *reply, int code, const char *version, const char *end,
              time_t now)
{
    buffer_print(head, "%s %d ", version, code);
    buffer_add(head, reply->phrase.at != NULL ? reply->phrase : text_of(status_phrase(code)));
    buffer_add(head, text_of(end));
    if (fields_find(&reply->fields, TEXT("Date")) == NULL) {
        add_line(head, TEXT("Date"), date_format(head->arena, now), end);
    }
    head_add_fields(head, &reply->fields, end);
}

bool head_is_framed(const struct reply *reply, int code)
{
    /* A fault of the framing needs framing, even where the status forbids it. */
    bool broken = reply->fault != NULL && reply->fault->kind == BREAKS_FRAMING;
    return !reply->tunnel && (status_rules(code)->content_rule != CONTENT_NONE || reply->content.length > 0 || broken);
}
