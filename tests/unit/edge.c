/* All that reads texts from outside, given texts behind which memory ends: none looks further than its text goes, and
 * what it finds there lies inside. */
#include "tests/kit/edge.h"

#include "base/number.h"
#include "http/codes.h"
#include "http/date.h"
#include "http/echo.h"
#include "http/guard.h"
#include "http/language.h"
#include "http/media.h"
#include "http/precondition.h"
#include "http/range.h"
#include "http/websocket.h"
#include "site/form.h"
#include "tests/kit/suite.h"

#include <errno.h>
#include <unistd.h>

enum { MOST = 1000000, UNTOUCHED = 1000001 };

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
    edge_watch();
}

static void teardown(void)
{
    edge_unwatch();
    arena_release(&arena);
}

static bool takes_number(struct text input)
{
    uint64_t value = UNTOUCHED;
    bool taken = number_parse(input, MOST, &value);
    PROMISE(taken ? value <= MOST : value == UNTOUCHED);
    return taken;
}

static bool takes_decimal(struct text input)
{
    double value = UNTOUCHED;
    bool taken = number_parse_decimal(input, &value);
    PROMISE(taken ? value >= 0 && value < 1e18 : value == UNTOUCHED);
    return taken;
}

static bool takes_duration(struct text input)
{
    int64_t milliseconds = 0;
    bool taken = number_parse_duration(input, &milliseconds);
    PROMISE(milliseconds >= 0 && milliseconds <= (int64_t)24 * 60 * 60 * 1000);
    return taken;
}

static bool takes_size(struct text input)
{
    uint64_t bytes = 0;
    bool taken = number_parse_size(input, &bytes);
    PROMISE(bytes <= (uint64_t)1 << 40);
    return taken;
}

static bool takes_trim(struct text input)
{
    struct text trimmed = text_trim(input);
    PROMISE(edge_holds(input, trimmed));
    return trimmed.length > 0;
}

/* The pieces and the separators between them are all of the text. Any text has some. */
static bool takes_cut(struct text input)
{
    struct text rest = input, piece;
    size_t length = 0, pieces = 0;
    while (text_cut(&rest, ',', &piece)) {
        PROMISE(edge_holds(input, piece));
        length += piece.length;
        pieces++;
    }
    PROMISE(length + pieces - 1 == input.length);
    return true;
}

static bool takes_list(struct text input)
{
    struct text rest = input, member;
    size_t members = 0;
    while (text_list(&rest, &member)) {
        PROMISE(edge_holds(input, member));
        PROMISE(member.length > 0 && text_trim(member).length == member.length);
        members++;
    }
    return members > 0;
}

static bool takes_parameter(struct text input)
{
    struct text value = text_parameter(input, TEXT("q"));
    PROMISE(edge_holds(input, value));
    return value.at != NULL;
}

static bool takes_listed(struct text input)
{
    return text_lists(input, TEXT("close"));
}

static bool takes_token(struct text input)
{
    return text_is_token(input);
}

/* What is well-formed does not end with the first byte of a longer sequence. */
static bool takes_utf8(struct text input)
{
    bool taken = text_is_utf8(input);
    PROMISE(!taken || input.length == 0 || (unsigned char)input.at[input.length - 1] < 0xC0);
    return taken;
}

/* Whether there is anything to decode; what there is not stays as it is. */
static bool takes_encoded(struct text input)
{
    struct text decoded = percent_decode(&arena, input);
    PROMISE(decoded.length < input.length || text_equal(decoded, input));
    return decoded.length < input.length;
}

static bool takes_parameters(struct text input)
{
    size_t found = 0;
    for (const char *separator = "&;"; *separator != '\0'; separator++) {
        struct text rest = input;
        struct parameter parameter;
        for (size_t length = 0; parameter_next(&arena, &rest, *separator, &parameter); found++) {
            length += parameter.name.length + parameter.value.length;
            PROMISE(length <= input.length && parameter.name.at != NULL && parameter.value.at != NULL);
        }
    }
    return found > 0;
}

/* Any target is taken apart; of one without a path it is "/". */
static bool takes_target(struct text input)
{
    struct request request = {.minor = 1};
    request_set_target(&request, &arena, input);
    PROMISE(text_equal(request.target, input));
    PROMISE(edge_holds(input, request.authority) && edge_holds(input, request.query));
    PROMISE(edge_holds(input, request.raw_path) || text_equal(request.raw_path, TEXT("/")));
    PROMISE(request.path.length > 0 && request.path.length <= request.raw_path.length);
    return true;
}

static bool takes_own_target(struct text input)
{
    struct request request = {.minor = 1, .authority = TEXT("h")};
    return request_owns_target(&request, input);
}

static bool takes_codes(struct text input)
{
    struct codes codes;
    struct text wrong;
    const char *reason;
    bool taken = codes_parse(&arena, input, &codes, &wrong, &reason);
    PROMISE(taken || (edge_holds(input, wrong) && reason != NULL));
    for (int i = 0; taken && i < codes.count; i++) {
        PROMISE(codes.steps[i].first >= 100 && codes.steps[i].first <= codes.steps[i].last);
        PROMISE(codes.steps[i].last <= 999 && codes.steps[i].weight >= 0);
        PROMISE(edge_holds(input, codes.steps[i].parameters));
    }
    return taken;
}

static bool takes_accept(struct text input)
{
    static const enum media offered[] = {MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML};
    int chosen = media_choose(input, offered, COUNT(offered));
    PROMISE(chosen >= 0 && chosen <= COUNT(offered));
    return chosen < COUNT(offered);
}

static bool takes_accept_language(struct text input)
{
    static const char *const languages[] = {"en", "de-AT", NULL};
    double quality = language_quality(input, TEXT("en"));
    PROMISE(quality == -1 || (quality >= 0 && quality <= 1));
    PROMISE(quality <= 0 || language_quality_among(input, TEXT("en"), languages) == quality);
    return quality > 0;
}

static bool takes_media_type(struct text input)
{
    return media_type_is(input, TEXT("text/html"));
}

static bool takes_range(struct text input)
{
    enum { LENGTH = 1000 };
    struct range ranges[RANGES_MAX];
    int count = 0;
    bool taken = range_parse(input, LENGTH, ranges, &count) == RANGE_SATISFIABLE;
    PROMISE(!taken || (count > 0 && count <= RANGES_MAX));
    for (int i = 0; taken && i < count; i++) {
        PROMISE(ranges[i].first <= ranges[i].last && ranges[i].last < LENGTH);
    }
    return taken;
}

static bool takes_date(struct text input)
{
    return date_is_valid(input);
}

/* The boundary is then looked for, at the edge too. */
static bool takes_boundary(struct text input)
{
    struct text boundary;
    struct form_part part;
    if (!form_boundary(input, &boundary)) {
        return false;
    }
    PROMISE(boundary.length > 0 && edge_holds(input, boundary));
    struct form form = form_begin(TEXT("--B\r\n\r\n1\r\n--B\r\n\r\n2\r\n--B--"), boundary);
    while (form_next(&form, &part)) {
        PROMISE(part.value.length == 1);
    }
    return true;
}

static bool takes_form(struct text input)
{
    struct form form = form_begin(input, TEXT("B"));
    struct form_part part;
    size_t parts = 0;
    while (form_next(&form, &part)) {
        PROMISE(edge_holds(input, part.name) && edge_holds(input, part.value));
        parts++;
    }
    return parts > 0;
}

/* Whether the guard lets a request pass, to which a Host is added unless its one field is that. */
static bool is_welcome(struct text method, struct text target, struct text name, struct text value)
{
    static const struct guard_limits limits = {.target = 100, .head = 200, .content = 1000};
    struct request request = {.method = method, .minor = 1};
    request_set_target(&request, &arena, target);
    fields_add(&arena, &request.fields, name, value);
    if (!text_same(name, TEXT("Host"))) {
        fields_add(&arena, &request.fields, TEXT("Host"), TEXT("localhost"));
    }
    struct refusal refusal = guard_check(&request, &limits);
    PROMISE(refusal.code == 0 || (refusal.code >= 400 && refusal.code <= 599));
    PROMISE(refusal.code == 0 || (refusal.detail != NULL && refusal.example != NULL));
    return refusal.code == 0;
}

static bool takes_guarded_method(struct text input)
{
    return is_welcome(input, TEXT("/"), TEXT("X-A"), TEXT("1"));
}

static bool takes_guarded_target(struct text input)
{
    return is_welcome(TEXT("GET"), input, TEXT("X-A"), TEXT("1"));
}

static bool takes_guarded_name(struct text input)
{
    return is_welcome(TEXT("GET"), TEXT("/"), input, TEXT("chunked"));
}

static bool takes_guarded_value(struct text input)
{
    return is_welcome(TEXT("GET"), TEXT("/"), TEXT("X-A"), input);
}

static bool takes_host(struct text input)
{
    return is_welcome(TEXT("GET"), TEXT("/"), TEXT("Host"), input);
}

static bool takes_length(struct text input)
{
    return is_welcome(TEXT("POST"), TEXT("/"), TEXT("Content-Length"), input);
}

static bool takes_coding(struct text input)
{
    return is_welcome(TEXT("POST"), TEXT("/"), TEXT("Transfer-Encoding"), input);
}

static bool takes_expectation(struct text input)
{
    return is_welcome(TEXT("POST"), TEXT("/"), TEXT("Expect"), input);
}

/* Whether a handshake is one, with another value of that field than the right one. */
static bool is_handshake(struct text name, struct text value)
{
    struct request request = {.method = TEXT("GET"), .minor = 1};
    fields_add(&arena, &request.fields, TEXT("Connection"), TEXT("Upgrade"));
    fields_add(&arena, &request.fields, TEXT("Upgrade"), TEXT("websocket"));
    fields_add(&arena, &request.fields, TEXT("Sec-WebSocket-Version"), TEXT("13"));
    fields_add(&arena, &request.fields, TEXT("Sec-WebSocket-Key"), TEXT("dGhlIHNhbXBsZSBub25jZQ=="));
    fields_remove(&request.fields, name);
    fields_add(&arena, &request.fields, name, value);
    return websocket_judge(&request, &arena) == HANDSHAKE_GOOD;
}

static bool takes_websocket_key(struct text input)
{
    return is_handshake(TEXT("Sec-WebSocket-Key"), input);
}

static bool takes_websocket_version(struct text input)
{
    return is_handshake(TEXT("Sec-WebSocket-Version"), input);
}

static bool takes_websocket_connection(struct text input)
{
    return is_handshake(TEXT("Connection"), input);
}

static bool takes_websocket_protocol(struct text input)
{
    struct request request = {.method = TEXT("GET"), .minor = 1};
    struct reply reply = {.arena = &arena};
    fields_add(&arena, &request.fields, TEXT("Sec-WebSocket-Protocol"), input);
    websocket_accept(&request, &reply);
    const struct text *chosen = fields_find(&reply.fields, TEXT("Sec-WebSocket-Protocol"));
    PROMISE(chosen == NULL || text_is_token(*chosen));
    return chosen != NULL;
}

static bool takes_frames(struct text input)
{
    char out[64];
    struct echo *echo = echo_new();
    size_t size = echo_run(echo, &input, out, sizeof out);
    bool taken = size > 0 && (unsigned char)out[0] != 0x88;
    PROMISE(size <= sizeof out);
    echo_free(echo);
    return taken;
}

static bool takes_tags(struct text input)
{
    struct request request = {.method = TEXT("GET"), .minor = 1};
    fields_add(&arena, &request.fields, TEXT("If-None-Match"), input);
    struct validators validators = {.exists = true, .tag = TEXT("\"t\"")};
    return precondition_check(&request, &arena, &validators) == NOT_MODIFIED;
}

#define NAMED(name) "Content-Disposition: form-data; name=" name "\r\n"

static const struct edge_reader readers[] = {
    {"number_parse",
     takes_number,
     {TEXT("0"), TEXT("1000000"), TEXT("00012")},
     {TEXT(""), TEXT("1000001"), TEXT("99999999999999999999999"), TEXT("-1"), TEXT("+1"), TEXT(" 1"), TEXT("1 "),
      TEXT("1\0"), TEXT("0x10"), TEXT("1e3")}},
    {"number_parse_decimal",
     takes_decimal,
     {TEXT("9"), TEXT("0.25"), TEXT(".5"), TEXT("123456789012345678")},
     {TEXT("."), TEXT("1.2.3"), TEXT("-1"), TEXT("1e3"), TEXT("1234567890123456789"), TEXT("inf")}},
    {"number_parse_duration",
     takes_duration,
     {TEXT("250ms"), TEXT("1.5s"), TEXT("2"), TEXT("86400"), TEXT("86400000ms")},
     {TEXT("ms"), TEXT("s"), TEXT("1m"), TEXT("1 s"), TEXT("1sms"), TEXT("86401s")}},
    {"number_parse_size",
     takes_size,
     {TEXT("0"), TEXT("64k"), TEXT("1M"), TEXT("1099511627776")},
     {TEXT("k"), TEXT("1G"), TEXT("1kM"), TEXT("-1k"), TEXT("1.5k"), TEXT("1048577M")}},
    {"text_trim", takes_trim, {TEXT(" \t a b\t "), TEXT("\n")}, {TEXT(" \t ")}},
    {"text_cut", takes_cut, {TEXT("a,,b"), TEXT(","), TEXT("a\0,b,")}, {}},
    {"text_list",
     takes_list,
     {TEXT("foo , ,bar,charlie"), TEXT("\"a,b\", c"), TEXT("\"a\\\",b\",c"), TEXT("\"open, c"), TEXT("a\\"),
      TEXT("\"a\\")},
     {TEXT(", ,"), TEXT("\t")}},
    {"text_parameter",
     takes_parameter,
     {TEXT("a;q=1"), TEXT("a; b=\"; q=2\" ; Q = \"x\\\"y\" ;c"), TEXT("a;q=\""), TEXT("a;q=\"\"")},
     {TEXT("q=1"), TEXT("a;q"), TEXT("a;qq=1"), TEXT("a;b=\";q=1"), TEXT("a;b=\"\\"), TEXT(";;;")}},
    {"text_lists",
     takes_listed,
     {TEXT("close"), TEXT("keep-alive, CLOSE"), TEXT("\"a,close\",close")},
     {TEXT("closed"), TEXT("clos"), TEXT("a,clos\0"), TEXT("\"close\""), TEXT("\",close")}},
    {"text_is_token",
     takes_token,
     {TEXT("X-Name"), TEXT("!#$%&'*+-.^_`|~")},
     {TEXT("X Name"), TEXT("X-Name:"), TEXT("a\0"), TEXT("\xC3\xA9")}},
    {"text_is_utf8",
     takes_utf8,
     {TEXT("a\0\x7F"), TEXT("\xC2\x80\xDF\xBF"), TEXT("\xE0\xA0\x80\xED\x9F\xBF"),
      TEXT("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF")},
     {TEXT("a\x80"), TEXT("\xC0\x80"), TEXT("\xED\xA0\x80"), TEXT("\xF4\x90\x80\x80"), TEXT("\xF0\x9F\xAB")}},
    {"percent_decode",
     takes_encoded,
     {TEXT("%41"), TEXT("a%2Fb%00"), TEXT("%%41%4"), TEXT("%c3%A9")},
     {TEXT("abc"), TEXT("%"), TEXT("%4"), TEXT("a%zz"), TEXT("%4%")}},
    {"parameter_next",
     takes_parameters,
     {TEXT("a=1&b=%20+&c"), TEXT("a;b=c%3B;%4"), TEXT("=&=;"), TEXT("a&&b=")},
     {}}, /* of separators alone, one of the two makes parameters */
    {"request_set_target",
     takes_target,
     {TEXT("/status/404?body=a%20b&c#f?g"), TEXT("/%"), TEXT("/a%4"), TEXT("http://h:80/p%41?q"), TEXT("http://h?q"),
      TEXT("*"), TEXT("://"), TEXT("#?"), TEXT("?#")},
     {}},
    {"request_owns_target",
     takes_own_target,
     {TEXT("/a/b?c:d"), TEXT("a/b:c"), TEXT("?a:b"), TEXT("http://h/x"), TEXT("https://h")},
     {TEXT("//h"), TEXT("a:b"), TEXT("/\\h"), TEXT("http://h@other"), TEXT("http://hh"), TEXT("/ ")}},
    {"codes_parse",
     takes_codes,
     {TEXT("200:9,503:0.1;retry_after=2,3xx"), TEXT("500-504:.5;delay=1s;close"), TEXT("9XX;")},
     {TEXT("200,"), TEXT("5x"), TEXT("200-"), TEXT("504-500"), TEXT("200:"), TEXT("200:0,1xx:0"), TEXT("20;a"),
      TEXT("1000")}},
    {"media_choose",
     takes_accept,
     {TEXT("text/*;q=0.5, text/html ; q=1"), TEXT("*/*"), TEXT("application/json"), TEXT("a/b,*/*;Q=.001")},
     {TEXT("image/png"), TEXT("text/html;q=0"), TEXT("text/html;q="), TEXT("*/*; q=2"), TEXT("text/")}},
    {"language_quality",
     takes_accept_language,
     {TEXT("de, en-GB-oed ; q=0.5"), TEXT("*"), TEXT("EN;Q=.001")},
     {TEXT("eng"), TEXT("en;q=0"), TEXT("en;q="), TEXT("en; q=2"), TEXT("en-")}},
    {"media_type_is",
     takes_media_type,
     {TEXT("text/html"), TEXT("Text/HTML ; charset=utf-8")},
     {TEXT("text/htm"), TEXT("text/htmlx"), TEXT("text/html\0")}},
    {"range_parse",
     takes_range,
     {TEXT("bytes=0-0,-1"), TEXT("BYTES= 0-99 , 500-, 2000-"), TEXT("bytes=0-99999999999999999999999")},
     {TEXT("bytes="), TEXT("bytes=-"), TEXT("bytes=2-1"), TEXT("bytes=-0"), TEXT("bytes=1-2-3"), TEXT("lines=0-1"),
      TEXT("bytes=0-1,,1000-a")}},
    {"date_is_valid",
     takes_date,
     {TEXT("Sun, 06 Nov 1994 08:49:37 GMT")},
     {TEXT("Mon, 06 Nov 1994 08:49:37 GMT"), TEXT("Sunday, 06-Nov-94 08:49:37 GMT"), TEXT("Sun Nov  6 08:49:37 1994"),
      TEXT("Sun, 06 Nov 1994 08:49:37 GMT "), TEXT("Sun, 06 Nov 1994 08:49:37\0GMT")}},
    {"form_boundary",
     takes_boundary,
     {TEXT("multipart/form-data; boundary=B"), TEXT("Multipart/Form-Data ;a=\";\"; BOUNDARY=\"B\"")},
     {TEXT("multipart/form-data"), TEXT("multipart/form-data; boundary=\"\""), TEXT("a/b; boundary=B")}},
    {"form_next",
     takes_form,
     {TEXT("--B\r\n" NAMED("a") "\r\n1\r\n--B\r\n" NAMED("\"b;c\"; filename=\"\"") "\r\n\r\n--B--\r\n"),
      TEXT("preamble --B\r\n--B \t\r\n\r\n--B--"), TEXT("--B\r\n" NAMED("\"") "\r\n--B\r\n--B--")},
     {TEXT("--B--\r\n"), TEXT("--C\r\n\r\n\r\n--C--"), TEXT("--B\r\n" NAMED("a") "--B--"), TEXT("-\r\n--")}},
    {"guard_check: method",
     takes_guarded_method,
     {TEXT("GET"), TEXT("M-SEARCH")},
     {TEXT(""), TEXT("G T"), TEXT("GET\0")}},
    {"guard_check: target",
     takes_guarded_target,
     {TEXT("/%C3%A9?a"), TEXT("http://h:80/"), TEXT("http://[::1]"), TEXT("http://a%41")},
     {TEXT("/a b"), TEXT("/\x7F"), TEXT("/\xC3\xA9"), TEXT("/#"), TEXT("http://h@/"), TEXT("http://[::"),
      TEXT("http://a%4")}},
    {"guard_check: name",
     takes_guarded_name,
     {TEXT("X-A"), TEXT("Hosts"), TEXT("Transfer-Encoding"), TEXT("Content-Lengt"), TEXT("Expected")},
     {TEXT(""), TEXT("X-A "), TEXT("Content-Length"), TEXT("Expect")}},
    {"guard_check: value",
     takes_guarded_value,
     {TEXT(""), TEXT("a\tb\xFF")},
     {TEXT("a\x01"), TEXT("\0"), TEXT("\x7F")}},
    {"guard_check: Host",
     takes_host,
     {TEXT("localhost:8080"), TEXT("[::1]:"), TEXT("a%20b"), TEXT(""), TEXT(":80")},
     {TEXT("[::1"), TEXT("[]"), TEXT("[::1]80"), TEXT("a%4"), TEXT("a:80:80"), TEXT("a:65536"), TEXT("a\0")}},
    {"guard_check: Content-Length",
     takes_length,
     {TEXT("1000"), TEXT("0")},
     {TEXT(""), TEXT("5, 5"), TEXT("1001"), TEXT("99999999999999999999999"), TEXT("-1")}},
    {"guard_check: Transfer-Encoding",
     takes_coding,
     {TEXT("chunked"), TEXT("Chunked")},
     {TEXT(""), TEXT("chunke"), TEXT("gzip, chunked"), TEXT("chunked\0")}},
    {"guard_check: Expect",
     takes_expectation,
     {TEXT("100-continue")},
     {TEXT("100-continu"), TEXT("100-continue, tea")}},
    {"websocket_judge: key",
     takes_websocket_key,
     {TEXT("dGhlIHNhbXBsZSBub25jZQ==")},
     {TEXT("dGhlIHNhbXBsZSBub25jZQ="), TEXT("dGhlIHNhbXBsZSBub25jZ\0=="), TEXT("dGhlIHNhbXBsZSBub25jZQ===")}},
    {"websocket_judge: version", takes_websocket_version, {TEXT("13")}, {TEXT("1"), TEXT("130")}},
    {"websocket_judge: connection",
     takes_websocket_connection,
     {TEXT("keep-alive, upgrade")},
     {TEXT("upgrad"), TEXT("\"upgrade")}},
    {"websocket_accept: protocol", takes_websocket_protocol, {TEXT("a"), TEXT(",b")}, {TEXT(""), TEXT(","), TEXT("/")}},
    {"echo_run",
     takes_frames,
     {TEXT("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), TEXT("\x89\x80mask")},
     {TEXT("\x81\x05Hello"), TEXT("\x88\x80mask"), TEXT("\x81\xff\x80\0\0\0\0\0\0\0")}},
    {"precondition_check",
     takes_tags,
     {TEXT("*"), TEXT("\"t\""), TEXT("W/\"t\""), TEXT("\"a,b\" , \"t\""), TEXT("\"\\\", \"t\"")},
     {TEXT(", \t"), TEXT("t"), TEXT("\"t"), TEXT("\"T\""), TEXT("W/"), TEXT("\"a\", W/\"")}},
};

START_TEST(reading)
{
    edge_read(&readers[_i]);
}

/* That the edge is one: the system cannot read there for us either. */
START_TEST(edge)
{
    static const size_t lengths[] = {0, 1, 4095, 4096, 4097};
    static const char bytes[5000] = "a";
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    for (int i = 0; i < COUNT(lengths); i++) {
        struct text text = edge_text(bytes, lengths[i]);
        ck_assert(text_equal(text, (struct text){bytes, lengths[i]}));
        ck_assert_int_eq(write(ends[1], text.at + text.length, 1), -1);
        ck_assert_int_eq(errno, EFAULT);
        edge_free(text);
    }
    close(ends[0]);
    close(ends[1]);
}

SUITE("where memory ends")
{
    TCase *tcase = tcase_create("edge");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, edge);
    tcase_add_loop_test(tcase, reading, 0, COUNT(readers));
    suite_add_tcase(suite, tcase);
}
