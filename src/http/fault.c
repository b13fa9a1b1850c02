#include "http/fault.h"

#include <stddef.h>

/* To add a fault, add a row. */
static const struct fault faults[] = {
    {"reset", "a TCP RST", BREAKS_CONNECTION, .end = END_BY_RESET},
    {"close", "a FIN", BREAKS_CONNECTION, .end = END_IN_ORDER},
    {"hang", "nothing more, until the client leaves or --max-hang has passed", BREAKS_CONNECTION, .end = END_BY_HANG},
    {"short-length", "a Content-Length that is 10 smaller than the content", BREAKS_FRAMING,
     .malformation = {.length_error = -10}},
    {"long-length", "a Content-Length that is 10 larger than the content", BREAKS_FRAMING,
     .malformation = {.length_error = 10}},
    {"double-length", "two Content-Lengths that differ", BREAKS_FRAMING, .malformation = {.second_length = true}},
    {"length-and-chunked", "Content-Length beside Transfer-Encoding", BREAKS_FRAMING,
     .malformation = {.chunked = true, .length_as_well = true}},
    {"bad-chunk", "a chunk size that is no number", BREAKS_FRAMING,
     .malformation = {.chunked = true, .bad_chunk_size = true}},
    {"no-last-chunk", "chunked content that ends without its last chunk", BREAKS_FRAMING,
     .malformation = {.chunked = true, .no_last_chunk = true}},
    {"bare-lf", "lines of the head that end without CR", BREAKS_FRAMING, .malformation = {.line_end = "\n"}},
    {"folded", "a field value that is folded over two lines", BREAKS_FRAMING,
     .malformation = {.field_line = TEXT("X-Folded: one\r\n two\r\n")}},
    {"nul", "a NUL in a field value", BREAKS_FRAMING, .malformation = {.field_line = TEXT("X-Nul: be\0fore\r\n")}},
    {"huge-header", "a field value of 1 MiB", BREAKS_FRAMING, .malformation = {.huge_field = true}},
    {"bad-version", "HTTP/9.9 in the status line", BREAKS_FRAMING, .malformation = {.version = "HTTP/9.9"}},
    {"no-status-line", "field lines without a status line", BREAKS_FRAMING, .malformation = {.no_status_line = true}},
    {"garbage", "bytes that are no HTTP", BREAKS_FRAMING,
     .malformation = {.instead = TEXT("\x16\x03\x01\x80\xff\xfe this is no HTTP \x00\x01\x02\x7f, whatever the port "
                                      "says\n")}},
};

static const char *const points[FAULT_POINTS] = {
    [AT_START] = "start",           [AT_HEAD] = "head", [AT_AFTER_HEAD] = "after-head", [AT_BODY] = "body",
    [AT_LAST_CHUNK] = "last-chunk",
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
