#include "http/guard.h"

#include "base/number.h"

#include <string.h>

typedef struct refusal (*check)(const struct request *request, const struct guard_limits *limits);

static const struct refusal welcome = {0};

const struct refusal guard_long_target = {414, "the request target is longer than this server reads", "GET /status/414",
                                          false, NULL};
const struct refusal guard_long_fields = {431, "the header fields are larger than this server reads", "fewer cookies",
                                          false, NULL};
const struct refusal guard_unknown_coding = {501,
                                             "the transfer coding is not one that this server knows (RFC 9112 §6.1)",
                                             "Transfer-Encoding: chunked", true, NULL};
const struct refusal guard_malformed_content = {
    400, "the chunks of the content, or the fields behind them, are malformed (RFC 9112 §7.1)",
    "2 CR LF hi CR LF 0 CR LF CR LF", true, NULL};
const struct refusal guard_too_large = {413, "the content is larger than this server takes",
                                        "start statusd with --max-content 16M", true, NULL};

/* RFC 9112 §3: a target that is too long is refused with 414; §3.2: it is made of the characters of a URI (RFC 3986
 * §2), without a fragment. Those that RFC 3986 leaves out but many clients send, such as quotation marks, are taken. */
static struct refusal check_target(const struct request *request, const struct guard_limits *limits)
{
    if (request->target.length > limits->target) {
        return guard_long_target;
    }
    for (size_t i = 0; i < request->target.length; i++) {
        unsigned char c = (unsigned char)request->target.at[i];
        if (c <= ' ' || c >= 0x7F) {
            return (struct refusal){
                400, "the request target has a space, a control character or a byte over 0x7F in it (RFC 9112 §3.2)",
                "GET /status/404?body=two%20words", true, NULL};
        }
        if (c == '#') {
            return (struct refusal){400, "the request target has a fragment, which no client sends (RFC 9112 §3.2)",
                                    "GET /status/404?body=%23", true, NULL};
        }
    }
    return welcome;
}

/* RFC 9110 §9.1: a method is a token. */
static struct refusal check_method(const struct request *request, const struct guard_limits *limits)
{
    (void)limits;
    if (!text_is_token(request->method)) {
        return (struct refusal){400, "the method is not a token (RFC 9110 §9.1)", "GET /status/200 HTTP/1.1", true,
                                NULL};
    }
    return welcome;
}

/* RFC 9112 §5.1 (no space before the colon), RFC 9110 §5.5 (no control characters), RFC 6585 §5 (size). */
struct refusal guard_check_lines(const struct fields *fields, const struct guard_limits *limits)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->at[i];
        if (!text_is_token(field->name)) {
            return (struct refusal){400,
                                    "a field name has a space or another character that is not allowed in it "
                                    "(RFC 9112 §5.1)",
                                    "Host: localhost", true, NULL};
        }
        if (!field_value_is_valid(field->value)) {
            return (struct refusal){400, "a field value has a control character in it (RFC 9110 §5.5)",
                                    "X-Name: plain text", true, NULL};
        }
    }
    if (fields_size(fields) > limits->head) {
        return guard_long_fields;
    }
    return welcome;
}

static struct refusal check_fields(const struct request *request, const struct guard_limits *limits)
{
    return guard_check_lines(&request->fields, limits);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* A reg-name or an IPv4address (RFC 3986 §3.2.2), which may be empty. Commas are refused although RFC 3986 allows them:
 * a Host value with a comma is more likely two values that were joined. */
static bool is_reg_name(struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (c == '%' && i + 2 < name.length && is_hex(name.at[i + 1]) && is_hex(name.at[i + 2])) {
            i += 2;
        } else if (!letter && (c == '\0' || strchr("-._~!$&'()*+;=", c) == NULL)) {
            return false;
        }
    }
    return true;
}

/* What an IP-literal has between its brackets: an IPv6address or IPvFuture. Only its characters are checked. */
static bool is_address(struct text address)
{
    for (size_t i = 0; i < address.length; i++) {
        if (!is_hex(address.at[i]) && memchr(":.v", address.at[i], 3) == NULL) {
            return false;
        }
    }
    return address.length > 0;
}

/* uri-host [ ":" port ] (RFC 9110 §7.2). */
static bool is_host(struct text host)
{
    uint64_t port;
    bool literal = text_skip(&host, TEXT("["));
    size_t end = text_find(host, literal ? ']' : ':');
    struct text name = {host.at, end}, rest = text_from(host, literal ? end + 1 : end);
    if (literal ? end == host.length || !is_address(name) : !is_reg_name(name)) {
        return false;
    }
    return rest.length == 0 || (text_skip(&rest, TEXT(":")) && (rest.length == 0 || number_parse(rest, 65535, &port)));
}

/* uri-host ":" port, with neither left out, and a port that there is (RFC 9112 §3.2.3). */
static bool is_tunnel_end(struct text target)
{
    size_t colon = target.length;
    uint64_t port;
    while (colon > 0 && target.at[colon - 1] != ':') {
        colon--;
    }
    return colon > 1 && is_host(target) && number_parse(text_from(target, colon), 65535, &port) && port > 0;
}

/* RFC 9112 §3.2: exactly one valid Host in HTTP/1.1, at most one in HTTP/1.0. */
static struct refusal check_host(const struct request *request, const struct guard_limits *limits)
{
    (void)limits;
    const struct text *host = fields_find(&request->fields, TEXT("Host"));
    if (host == NULL) {
        return request->minor == 0 ? welcome
                                   : (struct refusal){400, "an HTTP/1.1 request needs a Host field (RFC 9112 §3.2)",
                                                      "Host: localhost", false, NULL};
    }
    if (fields_count(&request->fields, TEXT("Host")) > 1) {
        return (struct refusal){400, "there is more than one Host field (RFC 9112 §3.2)", "Host: localhost", false,
                                NULL};
    }
    if (text_equal(request->method, TEXT("CONNECT")) && !text_begins(request->target, TEXT("/")) &&
        !is_tunnel_end(request->target)) {
        return (struct refusal){400, "CONNECT is for a host and a port (RFC 9110 §9.3.6)", "CONNECT fine.test:443",
                                false, NULL};
    }
    if (!is_host(*host) || !is_host(request->authority)) {
        return (struct refusal){
            400, "the Host field, or the authority of the target, is not a host with an optional port (RFC 9112 §3.2)",
            "Host: localhost:8080", false, NULL};
    }
    return welcome;
}

/* RFC 9112 §6.1: chunked is the only transfer coding that statusd decodes; HTTP/1.0 has none. */
static struct refusal check_coding(const struct request *request, const struct guard_limits *limits)
{
    (void)limits;
    const struct text *coding = fields_find(&request->fields, TEXT("Transfer-Encoding"));
    if (coding == NULL) {
        return welcome;
    }
    if (request->minor == 0) {
        return (struct refusal){400, "an HTTP/1.0 request has no Transfer-Encoding (RFC 9112 §6.1)",
                                "Content-Length: 2", true, NULL};
    }
    if (fields_find(&request->fields, TEXT("Content-Length")) != NULL) {
        return (struct refusal){400, "Content-Length and Transfer-Encoding exclude each other (RFC 9112 §6.3)",
                                "Transfer-Encoding: chunked", true, NULL};
    }
    if (fields_count(&request->fields, TEXT("Transfer-Encoding")) > 1 || !text_same(*coding, TEXT("chunked"))) {
        return guard_unknown_coding;
    }
    return welcome;
}

/* RFC 9112 §6.3: one Content-Length, or several equal ones; RFC 9110 §15.5.14: 413 if it is over the limit. */
static struct refusal check_length(const struct request *request, const struct guard_limits *limits)
{
    const struct text *length = fields_find(&request->fields, TEXT("Content-Length"));
    uint64_t bytes;
    if (length == NULL) {
        return welcome;
    }
    for (size_t i = 0; i < request->fields.count; i++) {
        const struct field *field = &request->fields.at[i];
        if (text_same(field->name, TEXT("Content-Length")) && !text_equal(field->value, *length)) {
            return (struct refusal){400, "two Content-Length fields differ (RFC 9112 §6.3)", "Content-Length: 2", true,
                                    NULL};
        }
    }
    if (!number_parse(*length, UINT64_MAX, &bytes)) {
        return (struct refusal){400, "Content-Length is not a number (RFC 9110 §8.6)", "Content-Length: 2", true, NULL};
    }
    if (bytes > limits->content) {
        return guard_too_large;
    }
    return welcome;
}

/* RFC 9110 §10.1.1: 100-continue is the only expectation there is; HTTP/1.0 has none. */
static struct refusal check_expectation(const struct request *request, const struct guard_limits *limits)
{
    (void)limits;
    for (size_t i = 0; i < request->fields.count && request->minor > 0; i++) {
        const struct field *field = &request->fields.at[i];
        if (text_same(field->name, TEXT("Expect")) && !text_same(field->value, TEXT("100-continue"))) {
            return (struct refusal){417, "the only expectation that can be met is 100-continue (RFC 9110 §10.1.1)",
                                    "Expect: 100-continue", false, NULL};
        }
    }
    return welcome;
}

struct refusal guard_check(const struct request *request, const struct guard_limits *limits)
{
    static const check checks[] = {check_target, check_method, check_fields,     check_host,
                                   check_coding, check_length, check_expectation};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        struct refusal refusal = checks[i](request, limits);
        if (refusal.code != 0) {
            return refusal;
        }
    }
    return welcome;
}
