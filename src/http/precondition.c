#include "http/precondition.h"

#include "http/date.h"

/* The next entity-tag, or "*", of a list. Not text_list: nothing is escaped in an entity-tag (RFC 9110 §8.8.3). */
static bool next_tag(struct text *rest, struct text *tag)
{
    while (rest->length > 0 && (rest->at[0] == ',' || rest->at[0] == ' ' || rest->at[0] == '\t')) {
        *rest = text_from(*rest, 1);
    }
    size_t quote = text_find(*rest, '"');
    size_t end = quote < rest->length ? quote + 1 + text_find(text_from(*rest, quote + 1), '"') + 1 : rest->length;
    *tag = text_trim((struct text){rest->at, end < rest->length ? end : rest->length});
    *rest = text_from(*rest, end);
    return tag->length > 0;
}

/* RFC 9110 §8.8.3.2. */
static bool weakly_equal(struct text a, struct text b)
{
    text_skip(&a, TEXT("W/"));
    text_skip(&b, TEXT("W/"));
    return text_equal(a, b);
}

static bool strongly_equal(struct text a, struct text b)
{
    return text_equal(a, b) && !text_begins(a, TEXT("W/"));
}

/* Whether one of the tags is the representation's, by that comparison; "*" is any that exists. */
static bool names_tag(struct text tags, const struct validators *validators, bool (*equal)(struct text, struct text))
{
    struct text member;
    while (next_tag(&tags, &member)) {
        if (text_equal(member, TEXT("*")) || (validators->tag.length > 0 && equal(member, validators->tag))) {
            return validators->exists;
        }
    }
    return false;
}

bool precondition_names_tag(struct text tags, struct text tag)
{
    struct text member;
    while (next_tag(&tags, &member)) {
        if (strongly_equal(member, tag)) {
            return true;
        }
    }
    return false;
}

/* The date of the first field of that name; false where there is none, it is no date, or the representation has none to
 * compare it with. */
static bool read_date(const struct request *request, const char *name, const struct validators *validators,
                      time_t *date)
{
    const struct text *value = fields_find(&request->fields, text_of(name));
    return value != NULL && validators->modified != 0 && date_parse(*value, date);
}

static bool has(const struct request *request, const char *name)
{
    return fields_find(&request->fields, text_of(name)) != NULL;
}

enum precondition precondition_check(const struct request *request, struct arena *arena,
                                     const struct validators *validators)
{
    time_t date;
    if (has(request, "If-Match")) {
        if (!names_tag(request_field(request, arena, "If-Match"), validators, strongly_equal)) {
            return PRECONDITION_FAILED;
        }
    } else if (read_date(request, "If-Unmodified-Since", validators, &date) && validators->modified > date) {
        return PRECONDITION_FAILED;
    }
    if (has(request, "If-None-Match")) {
        bool named = names_tag(request_field(request, arena, "If-None-Match"), validators, weakly_equal);
        return !named ? PRECONDITIONS_HOLD : request_reads(request) ? NOT_MODIFIED : PRECONDITION_FAILED;
    }
    bool unmodified = request_reads(request) && read_date(request, "If-Modified-Since", validators, &date) &&
                      validators->modified <= date;
    return unmodified ? NOT_MODIFIED : PRECONDITIONS_HOLD;
}

bool precondition_takes_range(const struct request *request, struct arena *arena, const struct validators *validators,
                              time_t now)
{
    time_t date;
    struct text value = text_trim(request_field(request, arena, "If-Range"));
    if (!has(request, "If-Range")) {
        return true;
    }
    if (text_find(value, '"') < value.length) {
        return validators->tag.length > 0 && strongly_equal(value, validators->tag);
    }
    /* A date is strong where it is a second or more before that of the answer (RFC 9110 §8.8.2.2). */
    return validators->modified != 0 && date_parse(value, &date) && date == validators->modified &&
           validators->modified < now;
}
