/* Looks into the table of statuses: by code, by class, by field. */
#include "http/status.h"

#include "http/status_table.h"

#include <stddef.h>
#include <string.h>

enum { OCCASION_METHODS = 2 };

static const char *const class_names[] = {
    [INFORMATIONAL] = "informational", [SUCCESSFUL] = "successful",     [REDIRECTION] = "redirection",
    [CLIENT_ERROR] = "client error",   [SERVER_ERROR] = "server error", [INVALID] = "invalid",
};

/* An occasion: the methods listed here, or, with all_but, all other methods. */
static const struct {
    const char *name;
    bool all_but;
    const char *methods[OCCASION_METHODS];
} occasions[] = {
    [ALWAYS] = {"always", .all_but = true},
    [ON_READ] = {"GET, HEAD", .methods = {"GET", "HEAD"}},
    [ON_WRITE] = {"all but GET, HEAD", .all_but = true, .methods = {"GET", "HEAD"}},
    [ON_POST] = {"POST", .methods = {"POST"}},
    [ON_PATCH] = {"PATCH", .methods = {"PATCH"}},
    [ON_QUERY] = {"QUERY", .methods = {"QUERY"}},
};

static const char *const registration_names[] = {
    [REGISTERED] = "registered",     [TEMPORARY] = "temporary",   [LAPSED] = "lapsed",
    [DEPRECATED] = "deprecated",     [UNUSED] = "unused",         [OBSOLETED] = "obsoleted",
    [UNREGISTERED] = "unregistered", [UNASSIGNED] = "unassigned",
};

static const char *const requirement_names[] = {
    [MUST] = "must",
    [SHOULD] = "should",
    [MAY] = "may",
    [CUSTOMARY] = "customary",
};

static const char *const content_rule_names[] = {
    [CONTENT_ALLOWED] = "allowed",
    [CONTENT_EMPTY] = "empty",
    [CONTENT_NONE] = "none",
};

static const char *const caching_names[] = {
    [CACHED_BY_HEURISTIC] = "heuristic", [CACHED_IF_TOLD] = "explicit", [NEVER_STORED] = "never",
    [CACHING_CONTESTED] = "contested",   [NOT_CACHED] = "not-cached",
};

const struct status *status_all(int *count)
{
    *count = status_row_count;
    return status_rows;
}

/* The rows by code. Filled before main, as C has no initializer that could make it from the rows. */
static const struct status *by_code[STATUS_MAX + 1];

__attribute__((constructor)) static void index_rows(void)
{
    for (int i = 0; i < status_row_count; i++) {
        by_code[status_rows[i].code] = &status_rows[i];
    }
}

const struct status *status_find(int code)
{
    return code >= 0 && code <= STATUS_MAX ? by_code[code] : NULL;
}

int status_digit(int code)
{
    return code / 100;
}

enum status_class status_class(int code)
{
    int digit = status_digit(code);
    return digit < INVALID ? (enum status_class)digit : INVALID;
}

static const struct status *class_rules(int code)
{
    return &status_classes[status_class(code) - 1];
}

const struct status *status_rules(int code)
{
    const struct status *own = status_find(code);
    return own != NULL ? own : class_rules(code);
}

/* Dates as "YYYY-MM-DD" sort as strings do. */
enum registration status_registration(const struct status *status, time_t now)
{
    char today[16];
    struct tm day;
    strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &day));
    return status->until != NULL && strcmp(today, status->until) > 0 ? LAPSED : status->registration;
}

const char *status_phrase(int code)
{
    const char *phrase = status_rules(code)->phrase;
    return *phrase != '\0' ? phrase : class_rules(code)->phrase;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

struct text status_name(const char *phrase, char room[STATUS_NAME])
{
    size_t length = 0;
    bool between = false;
    for (const char *at = phrase; *at != '\0' && length + 2 <= STATUS_NAME; at++) {
        if (is_word(*at)) {
            room[length] = '-';
            length += between && length > 0;
            room[length++] = (char)(*at | (*at >= 'A' && *at <= 'Z' ? 0x20 : 0));
        }
        between = !is_word(*at) && (between || *at != '\'');
    }
    return (struct text){room, length};
}

const struct status *status_named(struct text name)
{
    const struct status *found = NULL;
    char room[STATUS_NAME];
    for (int i = 0; i < status_row_count; i++) {
        const struct status *row = &status_rows[i];
        bool named = text_same(name, status_name(row->phrase, room)) || text_same(name, text_of(row->alias));
        if (named && name.length > 0 && (found == NULL || found->registration == UNREGISTERED)) {
            found = row;
        }
    }
    return found;
}

const char *status_class_name(int code)
{
    return class_names[status_class(code)];
}

bool status_is_interim(int code)
{
    return status_class(code) == INFORMATIONAL && !status_rules(code)->closes;
}

bool status_field_applies(const struct status_field *field, struct text method)
{
    for (int i = 0; i < OCCASION_METHODS && occasions[field->when].methods[i] != NULL; i++) {
        if (text_equal(text_of(occasions[field->when].methods[i]), method)) {
            return !occasions[field->when].all_but;
        }
    }
    return occasions[field->when].all_but;
}

const char *registration_name(enum registration registration)
{
    return registration_names[registration];
}

const char *requirement_name(enum requirement requirement)
{
    return requirement_names[requirement];
}

const char *occasion_name(enum occasion when)
{
    return occasions[when].name;
}

const char *content_rule_name(enum content_rule rule)
{
    return content_rule_names[rule];
}

const char *caching_name(enum caching caching)
{
    return caching_names[caching];
}
