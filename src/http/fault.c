#include "http/fault.h"

#include <stddef.h>

#define RFC9110(at) .rfc = "9110", .section = at
#define RFC9112(at) .rfc = "9112", .section = at

#define INCOMPLETE "takes what came for incomplete"
#define CHUNKED .framing = "Transfer-Encoding: chunked", .chunked = true

/* Two to the power of 64 with digits behind it: who keeps only 64 bits of it is left with those digits. */
#define OVERFLOW_DECIMAL "18446744073709551616"
#define OVERFLOW_HEXADECIMAL "10000000000000000"

/* To add a fault, add a row. */
static const struct fault faults[] = {
    {"reset", "a TCP RST", BREAKS_CONNECTION, .end = END_BY_RESET, .verdict = MUST_REFUSE, .client = INCOMPLETE,
     RFC9112("8")},
    {"close", "a FIN, over TLS without the closure alert", BREAKS_CONNECTION, .end = END_BY_CUT, .verdict = MUST_REFUSE,
     .client = INCOMPLETE, RFC9112("8")},
    {"hang", "nothing more, until the client leaves or --max-hang has passed", BREAKS_CONNECTION, .end = END_BY_HANG,
     .verdict = MUST_REFUSE, .client = "gives up after a time of its own, and " INCOMPLETE, RFC9112("8")},
    {"short-length", "a Content-Length that is 10 smaller than the content, or 0", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @", .length_error = -10}, .verdict = ACCEPTS,
     .client = "takes as much as the length says; what follows is never a response", RFC9112("6.3")},
    {"long-length", "a Content-Length that is 10 larger than the content", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @", .length_error = 10}, .verdict = MUST_REFUSE, .client = INCOMPLETE,
     RFC9112("6.3")},
    {"double-length", "two Content-Lengths that differ", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @\nContent-Length: 1@"}, .verdict = MUST_REFUSE,
     .client = "discards the response", RFC9112("6.3")},
    {"same-length", "the same Content-Length twice", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @\nContent-Length: @"}, .verdict = MAY_REFUSE,
     .client = "discards the response, or takes the length", RFC9110("8.6")},
    {"list-length", "a Content-Length that is a list: 5, 5", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @, @"}, .verdict = MAY_REFUSE,
     .client = "discards the response, or takes the length", RFC9110("8.6")},
    {"negative-length", "a Content-Length with a minus sign", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: -@"}, .verdict = MUST_REFUSE, .client = "discards the response",
     RFC9112("6.3")},
    {"signed-length", "a Content-Length with a plus sign", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: +@"}, .verdict = MUST_REFUSE, .client = "discards the response",
     RFC9112("6.3")},
    {"bad-length", "a Content-Length with a letter: 5x", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @x"}, .verdict = MUST_REFUSE, .client = "discards the response",
     RFC9112("6.3")},
    {"huge-length", "a Content-Length of which 64 bits hold only the right part", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: " OVERFLOW_DECIMAL "@"}, .verdict = MUST_REFUSE,
     .client = "notices the overflow", RFC9110("8.6")},
    {"length-and-chunked", "Content-Length beside Transfer-Encoding", BREAKS_MESSAGE,
     .malformation = {.framing = "Content-Length: @\nTransfer-Encoding: chunked", .chunked = true},
     .verdict = MAY_REFUSE, .client = "takes the chunks, or treats it as an attack", RFC9112("6.3")},
    {"bad-coding", "Transfer-Encoding: gzip, chunked, and no gzip", BREAKS_MESSAGE,
     .malformation = {.framing = "Transfer-Encoding: gzip, chunked", .chunked = true}, .verdict = MAY_REFUSE,
     .client = "fails to decode it, and never said in TE that it takes gzip", RFC9112("7.4")},
    {"bad-coding-identity", "Transfer-Encoding: identity, which no longer exists", BREAKS_MESSAGE,
     .malformation = {.framing = "Transfer-Encoding: identity"}, .verdict = MAY_REFUSE,
     .client = "refuses the coding, or reads until the connection ends", RFC9112("6.3")},
    {"bad-coding-twice", "Transfer-Encoding: chunked, chunked", BREAKS_MESSAGE,
     .malformation = {.framing = "Transfer-Encoding: chunked, chunked", .chunked = true}, .verdict = MAY_REFUSE,
     .client = "refuses what no sender may do", RFC9112("6.1")},
    {"bad-chunk", "chunk sizes that are no numbers", BREAKS_MESSAGE,
     .malformation = {CHUNKED, .chunk_prefix = "nonsense"}, .verdict = MUST_REFUSE, .client = INCOMPLETE, RFC9112("8")},
    {"huge-chunk", "chunk sizes of which 64 bits hold only the right part", BREAKS_MESSAGE,
     .malformation = {CHUNKED, .chunk_prefix = OVERFLOW_HEXADECIMAL}, .verdict = MUST_REFUSE,
     .client = "notices the overflow", RFC9112("7.1")},
    {"chunk-lf", "lines between the chunks that end without CR", BREAKS_MESSAGE,
     .malformation = {CHUNKED, .chunk_end = "\n"}, .verdict = MAY_REFUSE,
     .client = "refuses them: only the status line and field lines may end so", RFC9112("2.2")},
    {"no-last-chunk", "chunked content that ends without its last chunk", BREAKS_MESSAGE,
     .malformation = {CHUNKED, .no_last_chunk = true}, .verdict = MUST_REFUSE, .client = INCOMPLETE, RFC9112("8")},
    {"until-close", "content that ends with the connection", BREAKS_MESSAGE, .malformation = {.framing = ""},
     .verdict = ACCEPTS, .client = "reads until the connection ends", RFC9112("6.3")},
    {"surplus", "a second response that nobody asked for, behind the first", BREAKS_MESSAGE,
     .malformation = {.after = TEXT("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsurplus")}, .verdict = ACCEPTS,
     .client = "takes the first; what follows is never a response", RFC9112("6.3")},
    {"bare-lf", "lines of the head that end without CR", BREAKS_MESSAGE, .malformation = {.line_end = "\n"},
     .verdict = MAY_REFUSE, .client = "takes LF for the end of a line, or refuses it", RFC9112("2.2")},
    {"bare-cr", "a CR within a field value", BREAKS_MESSAGE,
     .malformation = {.field_line = TEXT("X-Bare: be\rfore\r\n")}, .verdict = MAY_REFUSE,
     .client = "refuses it, or takes it for a space", RFC9112("2.2")},
    {"folded", "a field value that is folded over two lines", BREAKS_MESSAGE,
     .malformation = {.field_line = TEXT("X-Folded: one\r\n two\r\n")}, .verdict = ACCEPTS,
     .client = "takes the fold for a space", RFC9112("5.2")},
    {"space-colon", "a space between the name of a field and its colon", BREAKS_MESSAGE,
     .malformation = {.field_line = TEXT("X-Spaced : one\r\n")}, .verdict = MAY_REFUSE,
     .client = "refuses it, or removes the space", RFC9112("5.1")},
    {"nul", "a NUL in a field value", BREAKS_MESSAGE, .malformation = {.field_line = TEXT("X-Nul: be\0fore\r\n")},
     .verdict = MAY_REFUSE, .client = "refuses it, or takes it for a space", RFC9110("5.5")},
    {"huge-header", "a field value of 1 MiB", BREAKS_MESSAGE, .malformation = {.huge_field = true},
     .verdict = MAY_REFUSE, .client = "has a limit, and may discard what is longer", RFC9110("5.4")},
    {"endless-head", "field lines without end, until --max-hang has passed", BREAKS_MESSAGE,
     .malformation = {.endless_head = TEXT("X-Endless: and so on\r\n")}, .verdict = MUST_REFUSE,
     .client = "has a limit", RFC9110("17.5")},
    {"endless-body", "chunks without end, until --max-hang has passed", BREAKS_MESSAGE,
     .malformation = {CHUNKED, .endless_body = TEXT("b\r\nand so on.\n\r\n")}, .verdict = MUST_REFUSE,
     .client = "has a limit, and " INCOMPLETE, RFC9112("8")},
    {"lying-encoding", "Content-Encoding: gzip, and no gzip", BREAKS_MESSAGE,
     .malformation = {.field_line = TEXT("Content-Encoding: gzip\r\n")}, .verdict = MAY_REFUSE,
     .client = "fails to decode it, or shows it as it is", RFC9110("8.4")},
    {"interim-length", "a 103 with a Content-Length ahead of the response", BREAKS_MESSAGE,
     .malformation = {.before = TEXT("HTTP/1.1 103 Early Hints\r\nContent-Length: 100\r\n\r\n")}, .verdict = ACCEPTS,
     .client = "knows that a 1xx ends with its head", RFC9112("6.3")},
    {"empty-lines", "two empty lines ahead of the status line", BREAKS_MESSAGE,
     .malformation = {.before = TEXT("\r\n\r\n")}, .verdict = MAY_REFUSE,
     .client = "refuses them: only servers are to skip one", RFC9112("2.2")},
    {"http10", "HTTP/1.0 in the status line", BREAKS_MESSAGE, .malformation = {.version = "HTTP/1.0"},
     .verdict = ACCEPTS, .client = "speaks HTTP/1.0 too", RFC9110("2.5")},
    {"bad-version", "HTTP/9.9 in the status line", BREAKS_MESSAGE, .malformation = {.version = "HTTP/9.9"},
     .verdict = MAY_REFUSE, .client = "refuses it: another major version has a syntax of its own", RFC9110("2.5")},
    {"lower-case-version", "http/1.1 in the status line", BREAKS_MESSAGE, .malformation = {.version = "http/1.1"},
     .verdict = MAY_REFUSE, .client = "refuses it: the case of its letters matters", RFC9112("2.3")},
    {"no-phrase", "a status line that ends behind the code, without the space", BREAKS_MESSAGE,
     .malformation = {.no_phrase = true}, .verdict = MAY_REFUSE,
     .client = "refuses it, or does without the reason phrase", RFC9112("4")},
    {"no-status-line", "field lines without a status line", BREAKS_MESSAGE, .malformation = {.no_status_line = true},
     .verdict = MUST_REFUSE, .client = "finds no response", RFC9112("4")},
    {"garbage", "bytes that are no HTTP", BREAKS_MESSAGE,
     .malformation = {.instead = TEXT("\x16\x03\x01\x80\xff\xfe this is no HTTP \x00\x01\x02\x7f, whatever the port "
                                      "says\n")},
     .verdict = MUST_REFUSE, .client = "finds no response", RFC9112("4")},
};

static const char *const points[FAULT_POINTS] = {
    [AT_START] = "start",           [AT_HEAD] = "head",         [AT_AFTER_HEAD] = "after-head", [AT_BODY] = "body",
    [AT_LAST_CHUNK] = "last-chunk", [AT_TRAILERS] = "trailers",
};

const struct fault *fault_nth(int nth)
{
    return nth < (int)(sizeof faults / sizeof faults[0]) ? &faults[nth] : NULL;
}

const struct fault *fault_find(struct text name)
{
    const struct fault *fault;
    for (int nth = 0; (fault = fault_nth(nth)) != NULL; nth++) {
        if (text_equal(name, text_of(fault->name))) {
            return fault;
        }
    }
    return NULL;
}

bool fault_frames(const struct fault *fault)
{
    return fault != NULL && fault->malformation.framing != NULL;
}

const char *fault_verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [ACCEPTS] = "accepts", [MAY_REFUSE] = "may refuse", [MUST_REFUSE] = "must refuse"};
    return names[verdict];
}

const char *fault_point_name(enum fault_point point)
{
    return point < FAULT_POINTS ? points[point] : NULL;
}

enum fault_point fault_point_find(struct text name)
{
    enum fault_point point = AT_START;
    while (point < FAULT_POINTS && !text_equal(name, text_of(points[point]))) {
        point++;
    }
    return point;
}
