/* The routes: to add one, add a row and its handler. */
#include "site/call.h"

static const struct route routes[] = {
    {"/status/", BELOW, NULL, answer_status, "that status, exactly; any method"},
    {"/catalog", EXACTLY, "GET", answer_catalog, "every status as data; ?class=4xx, ?state=registered, ?pretty"},
    {"/catalog/", BELOW, "GET", answer_catalog_entry, "one status as data"},
    {"/anything", EXACTLY, NULL, answer_anything, "the request as JSON; any method, any path below"},
    {"/anything/", BELOW, NULL, answer_anything, NULL},
    {"/healthz", EXACTLY, "GET", answer_health, "200 while the server runs"},
    {"/static/", BELOW, "GET", answer_static, NULL},
    {"/", EXACTLY, "GET", answer_home, "this page"},
};

const struct route *route_all(int *count)
{
    *count = sizeof routes / sizeof routes[0];
    return routes;
}
