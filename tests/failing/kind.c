#include "tests/failing/kind.h"

#define LAST "Host: a\r\nConnection: close\r\n\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" LAST

/* A kilobyte. */
#define X8 "xxxxxxxx"
#define X64 X8 X8 X8 X8 X8 X8 X8 X8
#define X1024 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64

const struct kind kinds[] = {
    {.name = "plain", .head = GET("/status/200")},
    {.name = "head", .head = "HEAD /status/200 HTTP/1.1\r\n" LAST},
    {.name = "content", .head = GET("/status/200?size=64k")},
    {.name = "trailer", .head = GET("/status/200?size=3k&chunked&trailer=X-T:%201")},
    {.name = "delay", .head = GET("/status/200?delay=20ms")},
    {.name = "interim", .head = GET("/status/200?interim=103*2&gap=5ms")},
    {.name = "reason", .head = GET("/status/200?reason=Nope")},
    {.name = "reset", .head = GET("/status/200?fault=reset&at=body&size=64k")},
    {.name = "hang", .head = GET("/status/200?fault=hang&at=body")},
    {.name = "refused",
     .head = "POST /anything HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" LAST,
     .content = "400\r\n" X1024 "\r\n",
     .count = 40},
    {.name = "echo",
     .head = "POST /anything HTTP/1.1\r\nContent-Length: 10240\r\n" LAST,
     .content = X1024,
     .count = 10},
    {.name = "expect",
     .head = "POST /anything HTTP/1.1\r\nContent-Length: 1024\r\nExpect: 100-continue\r\n" LAST,
     .content = X1024,
     .count = 1,
     .waits = true},
    {.name = "early",
     .head = "POST /status/417?interim=102 HTTP/1.1\r\nContent-Length: 10240\r\nExpect: 100-continue\r\n" LAST,
     .content = X1024,
     .count = 10},
    {.name = "linger", .head = GET("/status/200?linger=20ms&end=408")},
    {.name = "pipeline", .head = "GET /status/404 HTTP/1.1\r\nHost: a\r\n\r\n" GET("/status/200")},
    {.name = "halfclose", .head = GET("/status/200?delay=20ms"), .closes = true},
    {.name = "websocket",
     .head = "GET /status/101 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
     .content = "\x81\x85mask\x25\x04\x1f\x07\x02\x88\x80mask", /* Hello, and a close */
     .count = 1,
     .waits = true},
    {.name = "malformed", .head = "GET / HTTP/1.1\r\nContent-Length: x\r\n" LAST},
    {.name = NULL},
};

int kind_count(void)
{
    int count = 0;
    while (kinds[count].name != NULL) {
        count++;
    }
    return count;
}
