/* statusd as a proxy: what it is asked for in absolute-form (RFC 9112 §3.2.2), as "curl -x" does, for a host below
 * .test, and what it is asked to CONNECT to. It never connects to anything: there are no servers below .test (RFC 6761
 * §6.2), and how those in the table would behave is simulated. */
#include "http/credentials.h"
#include "site/earn/earn.h"
#include "site/problem.h"
#include "site/status_reply.h"

/* To add a host, add a row. */
static const struct {
    const char *name;
    int code;
    const char *error; /* of Proxy-Status (RFC 9209 §2.3); NULL where that of the status's row is right, or none */
} hosts[] = {
    {"fine.test", 200, NULL},    {"altered.test", 203, NULL},
    {"garbled.test", 502, NULL}, {"hanging.test", 504, NULL},
    {"captive.test", 511, NULL}, {"refusing.test", 502, "statusd; error=connection_refused"},
};

enum { HOSTS = sizeof hosts / sizeof hosts[0] };

static int host_of(struct text name)
{
    int i = 0;
    while (i < HOSTS && !text_same(name, text_of(hosts[i].name))) {
        i++;
    }
    return i;
}

static bool lets_in(struct context *context)
{
    struct credentials shown;
    struct text user, password;
    return credentials_read(context->request, "Proxy-Authorization", &shown) && credentials_are(&shown, "Basic") &&
           credentials_basic(context->arena, &shown, &user, &password) && text_equal(user, TEXT("member")) &&
           credentials_equal(password, TEXT("secret"));
}

static int answer(struct context *context)
{
    struct text name = host_without_port(context->rest);
    int host = host_of(name);
    if (!lets_in(context)) {
        return status_reply(context, 407);
    }
    if (host == HOSTS) {
        int code = problem(context, 502,
                           arena_printf(context->arena, "no address is known for %.*s", (int)name.length, name.at),
                           TEXT("http://fine.test/"));
        reply_add(context->reply, "Proxy-Status", TEXT("statusd; error=dns_error"));
        return code;
    }
    if (hosts[host].error != NULL) {
        reply_add(context->reply, "Proxy-Status", text_of(hosts[host].error));
    }
    reply_add(context->reply, "Via", TEXT("1.1 statusd")); /* RFC 9110 §7.6.3 */
    return status_reply(context, hosts[host].code);
}

const struct route proxy_routes[] = {
    {"", PROXIED, NULL, answer, "*", "-x, then http://fine.test/",
     "a proxy: 407, and with member:secret 200; also altered.test 203, garbled.test and refusing.test 502, "
     "hanging.test "
     "504, captive.test 511; CONNECT alike, but nobody is at the end of the tunnel; other hosts are this server"},
    {.path = NULL},
};
