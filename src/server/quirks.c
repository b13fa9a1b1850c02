#include "server/quirks.h"

#include <string.h>

static bool is_before_1(void)
{
    return strncmp(MHD_get_version(), "0.", 2) == 0;
}

bool quirk_doubles_heads(void)
{
    return is_before_1();
}

/* Skips the end of a line, where the library has written a NUL for LF, two for CR LF. NULL where there is none. */
static const char *skip_line_end(const char *at, const char *end)
{
    if (at >= end || *at != '\0') {
        return NULL;
    }
    return at + 1 < end && at[1] == '\0' ? at + 2 : at + 1;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at;
}

/* Skips the line of field, if it is what begins at at: its name, a NUL in place of the colon, its value, the end of the
 * line. Else NULL. */
static const char *skip_field(const char *at, const char *end, const struct field *field)
{
    if (field->name.at != at || field->name.length == 0) {
        return NULL;
    }
    at = skip_blanks(at + field->name.length + 1, end);
    if (field->value.length > 0) {
        at = field->value.at == at ? at + field->value.length : end;
    }
    return skip_line_end(skip_blanks(at, end), end);
}

/* The library parses the head in its buffer and leaves it there: from the version on the end of the request line, the
 * fields, the empty line. Where these do not fill the head exactly, it is mangled. */
bool quirk_mangled_head(const struct exchange *exchange)
{
    const struct fields *fields = &exchange->request.fields;
    if (!is_before_1() || exchange->head_size == 0) {
        return false;
    }
    const char *end = exchange->request.method.at + exchange->head_size;
    const char *at = skip_line_end(exchange->version + strlen(exchange->version), end);
    for (size_t i = 0; i < fields->count && at != NULL; i++) {
        at = skip_field(at, end, &fields->at[i]);
    }
    return at == NULL || skip_line_end(at, end) != end;
}

/* The lines lie in the library's buffer too, each by itself in one piece. */
bool quirk_mangled_trailers(const struct fields *trailers)
{
    for (size_t i = 0; i < trailers->count && is_before_1(); i++) {
        const struct field *field = &trailers->at[i];
        const char *end = skip_field(field->name.at, field->name.at + CONNECTION_MEMORY, field);
        if (end == NULL || end[-2] != '\0') {
            return true;
        }
    }
    return false;
}

bool quirk_mangled_line(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    return is_before_1() && (request->method.at + request->method.length + 1 != exchange->target ||
                             exchange->target + request->target.length + 1 != exchange->version);
}

static void set_timeout(struct exchange *exchange, unsigned seconds)
{
    MHD_set_connection_option(exchange->mhd, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}

void quirk_own_timeout(struct exchange *exchange)
{
    exchange->own_timeout = true;
    set_timeout(exchange, exchange->server->config.idle + 60);
}

void quirk_common_timeout(struct exchange *exchange)
{
    if (exchange->own_timeout) {
        exchange->own_timeout = false;
        set_timeout(exchange, exchange->server->config.idle);
    }
}

void quirk_forget_expectation(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->request.fields.count; i++) {
        struct field *field = &exchange->request.fields.at[i];
        if (text_same(field->name, TEXT("Expect")) && field->value.length > 0) {
            char *theirs = (char *)field->value.at;
            field->value = arena_copy(&exchange->arena, field->value);
            theirs[0] = '-';
        }
    }
}

/* From 1.0 on: strictness 1, as 2 and 3 would close without an answer on an empty line before a request (RFC 9112
 * §2.2). From 1.0.2 on: a request whose path has %00 comes to the handler. */
const struct MHD_OptionItem *quirk_options(void)
{
    static const struct MHD_OptionItem options[] = {
#if MHD_VERSION >= 0x01000000
        {MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1, NULL},
#endif
#if MHD_VERSION >= 0x01000201
        {MHD_OPTION_ALLOW_BIN_ZERO_IN_URI_PATH, 1, NULL},
#endif
        {MHD_OPTION_END, 0, NULL},
    };
    return options;
}
