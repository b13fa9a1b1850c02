/* The routes: to add one, add a row and its handler. */
#include "site/call.h"

static const struct route routes[] = {
    {"/status/", BELOW, NULL, answer_status, NULL, "/status/<codes>",
     "that status, exactly; 200:9,503:1 draws, 503;retry_after=2?delay=1s shapes"},
    {"/sequence/", BELOW, NULL, answer_sequence, "then", "/sequence/<key>/<codes>",
     "503,503,200: the nth request with this key gets the nth; DELETE begins anew"},
    {"/sequence", EXACTLY, "GET", answer_sequences, NULL, NULL, NULL},
    {"/catalog", EXACTLY, "GET", answer_catalog, "class, state, pretty", "/catalog",
     "every status as data; ?class=4xx, ?state=registered, ?pretty"},
    {"/catalog/", BELOW, "GET", answer_catalog_entry, "pretty", "/catalog/<code>", "one status as data"},
    {"/anything", EXACTLY, NULL, answer_anything, "*", "/anything", "the request as JSON; any method, any path below"},
    {"/anything/", BELOW, NULL, answer_anything, "*", NULL, NULL},
    {"/random/", BELOW, NULL, answer_httpstatus, "sleep, suppressBody", "/random/<codes>",
     "one of these, as httpstat.us has it"},
    {"/get", EXACTLY, "GET", answer_httpbin, "*", "/get",
     "the request as httpbin has it; also /post, /put, /patch, /delete"},
    {"/post", EXACTLY, "POST", answer_httpbin, "*", NULL, NULL},
    {"/put", EXACTLY, "PUT", answer_httpbin, "*", NULL, NULL},
    {"/patch", EXACTLY, "PATCH", answer_httpbin, "*", NULL, NULL},
    {"/delete", EXACTLY, "DELETE", answer_httpbin, "*", NULL, NULL},
    {"/delay/", BELOW, NULL, answer_delay, "*", "/delay/<seconds>", "the same after so many seconds"},
    {"/redirect/", BELOW, NULL, answer_redirect, "absolute", "/redirect/<n>",
     "so many redirects, then /get; also /relative-redirect/<n>, /absolute-redirect/<n>"},
    {"/relative-redirect/", BELOW, NULL, answer_relative_redirect, NULL, NULL, NULL},
    {"/absolute-redirect/", BELOW, NULL, answer_absolute_redirect, NULL, NULL, NULL},
    {"/redirect-to", EXACTLY, NULL, answer_redirect_to, "url, status_code", "/redirect-to",
     "?url=/get&status_code=307"},
    {"/drip", EXACTLY, "GET", answer_drip, "duration, numbytes, code", "/drip",
     "?duration=2&numbytes=10&code=200&delay=0"},
    {"/unstable", EXACTLY, NULL, answer_unstable, "failure_rate", "/unstable",
     "500 at that rate, otherwise 200; ?failure_rate=0.5"},
    {"/response-headers", EXACTLY, "GET, POST", answer_response_headers, "*", "/response-headers",
     "?X-Name=value sends that field"},
    {"/healthz", EXACTLY, "GET", answer_health, NULL, "/healthz", "200 while the server runs"},
    {"/static/", BELOW, "GET", answer_static, NULL, NULL, NULL},
    {"/", EXACTLY, "GET", answer_home, NULL, "/", "this page"},
    {"*", EXACTLY, "OPTIONS", answer_server_options, NULL, NULL, NULL},
    {"/", NUMBER, NULL, answer_httpstatus, "sleep, suppressBody", "/<code>",
     "that status, with httpstat.us's spelling"},
};

const struct route *route_all(int *count)
{
    *count = sizeof routes / sizeof routes[0];
    return routes;
}
