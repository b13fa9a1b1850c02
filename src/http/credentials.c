#include "http/credentials.h"

#include "base/digest.h"

#include <ctype.h>
#include <string.h>

bool credentials_read(const struct request *request, const char *field, struct credentials *credentials)
{
    const struct text *value = fields_find(&request->fields, text_of(field));
    if (value == NULL || fields_count(&request->fields, text_of(field)) > 1) {
        return false;
    }
    size_t space = text_find(*value, ' ');
    *credentials = (struct credentials){{value->at, space}, text_trim(text_from(*value, space + 1))};
    return text_is_token(credentials->scheme);
}

bool credentials_are(const struct credentials *credentials, const char *scheme)
{
    return text_same(credentials->scheme, text_of(scheme));
}

static bool has_control(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (iscntrl((unsigned char)text.at[i])) {
            return true;
        }
    }
    return false;
}

bool credentials_basic(struct arena *arena, const struct credentials *credentials, struct text *user,
                       struct text *password)
{
    struct text pair;
    if (!credentials_is_token68(credentials->parameters) ||
        !digest_base64_decode(arena, credentials->parameters, &pair) || has_control(pair)) {
        return false;
    }
    size_t colon = text_find(pair, ':');
    *user = (struct text){pair.at, colon};
    *password = text_from(pair, colon + 1);
    return colon < pair.length;
}

/* A quoted-string without its quotes and backslashes (RFC 9110 §5.6.4), in arena; anything else as it is. */
static struct text unquote(struct arena *arena, struct text value)
{
    char *bytes = arena_alloc(arena, value.length + 1);
    size_t length = 0;
    bool quoted = value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"';
    size_t end = quoted ? value.length - 1 : value.length;
    for (size_t i = quoted; i < end; i++) {
        i += quoted && value.at[i] == '\\' && i + 1 < end;
        bytes[length++] = value.at[i];
    }
    return (struct text){bytes, length};
}

struct text credentials_parameter(struct arena *arena, const struct credentials *credentials, const char *name)
{
    struct text rest = credentials->parameters, member;
    while (text_list(&rest, &member)) {
        size_t equals = text_find(member, '=');
        if (equals < member.length && text_same(text_trim((struct text){member.at, equals}), text_of(name))) {
            return unquote(arena, text_trim(text_from(member, equals + 1)));
        }
    }
    return (struct text){NULL, 0};
}

bool credentials_is_token68(struct text text)
{
    size_t length = 0;
    while (length < text.length &&
           (isalnum((unsigned char)text.at[length]) || memchr("-._~+/", text.at[length], 6) != NULL)) {
        length++;
    }
    bool some = length > 0;
    while (length < text.length && text.at[length] == '=') {
        length++;
    }
    return some && length == text.length;
}

bool credentials_equal(struct text a, struct text b)
{
    unsigned char different = a.length != b.length;
    for (size_t i = 0; i < a.length && i < b.length; i++) {
        different |= (unsigned char)(a.at[i] ^ b.at[i]);
    }
    return different == 0;
}
