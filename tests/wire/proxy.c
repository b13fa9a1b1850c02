/* statusd as a proxy on the wire, and as a server that is asked for what is another's. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

#define MEMBER "Proxy-Authorization: Basic bWVtYmVyOnNlY3JldA==\r\n" /* member:secret */

/* Asks for the host's "/" in absolute-form; Host is ignored then (RFC 9112 §3.2.2). */
static struct message *ask_for(const char *authority, const char *fields)
{
    client_print(client, "GET http://%s/ HTTP/1.1\r\nHost: localhost\r\n%s\r\n", authority, fields);
    return client_read(client, "GET");
}

/* RFC 9110 §11.7.1: the challenge is the proxy's own, and says nothing of the origin. */
START_TEST(without_credentials)
{
    static const char *const fields[] = {"",
                                         "Authorization: Basic bWVtYmVyOnNlY3JldA==\r\n",
                                         "Proxy-Authorization: Basic bWVtYmVyOndyb25n\r\n",
                                         "Proxy-Authorization: Bearer member\r\n",
                                         "Proxy-Authorization: Basic !\r\n",
                                         MEMBER MEMBER};
    for (int i = 0; i < COUNT(fields); i++) {
        struct message *message = ask_for("fine.test", fields[i]);
        expect_code(message, 407);
        expect_field(message, "Proxy-Authenticate", "Basic realm=");
        expect_no_field(message, "WWW-Authenticate");
    }
    expect_code(ask_for("no-such-host.test", ""), 407);
}

/* RFC 9110 §7.6.3, §15.3.4, §15.6.3, §15.6.5; RFC 6585 §6; RFC 9209 §2.3. */
START_TEST(with_credentials)
{
    static const struct {
        const char *authority;
        int code;
        const char *field, *value;
    } cases[] = {
        {"fine.test", 200, "Via", "1.1 "},
        {"FINE.TEST:80", 200, "Via", "1.1 "},
        {"altered.test", 203, "Via", "1.1 "},
        {"garbled.test", 502, "Proxy-Status", "statusd; error=http_protocol_error"},
        {"refusing.test:8080", 502, "Proxy-Status", "statusd; error=connection_refused"},
        {"hanging.test", 504, "Proxy-Status", "statusd; error=http_response_timeout"},
        {"captive.test", 511, "Via", "1.1 "},
        {"no-such-host.test", 502, "Proxy-Status", "statusd; error=dns_error"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = ask_for(cases[i].authority, MEMBER);
        expect_code(message, cases[i].code);
        expect_field(message, cases[i].field, cases[i].value);
    }
}

/* RFC 9112 §3.2.3, RFC 9110 §9.3.6. A tunnel to nobody ends at once. */
START_TEST(connect)
{
    client_print(client, "CONNECT fine.test:443 HTTP/1.1\r\nHost: fine.test:443\r\n\r\n");
    struct message *refused = client_read(client, "CONNECT");
    expect_code(refused, 407);
    expect_field(refused, "Proxy-Authenticate", "Basic realm=");
    reconnect();
    client_print(client, "CONNECT fine.test:443 HTTP/1.1\r\nHost: fine.test:443\r\n" MEMBER "\r\n");
    struct message *made = client_read(client, "CONNECT");
    expect_code(made, 200);
    expect_no_field(made, "Content-Length");
    expect_no_field(made, "Transfer-Encoding");
    expect_closed(client);
    reconnect();
    client_print(client, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n" MEMBER "\r\n");
    expect_code(client_read(client, "CONNECT"), 502);
}

/* RFC 9112 §3.2.3, RFC 9110 §9.3.6: a host and a port, and no more. */
START_TEST(connect_to_what_is_none)
{
    static const char *const targets[] = {"fine.test",    "fine.test:",    "fine.test:0",     "fine.test:99999",
                                          "fine.test:-1", "fine.test:1/x", "fine.test:443?x", "*",
                                          "[fine.test",   ":443",          "u@fine.test:443", "http://fine.test:443"};
    for (int i = 0; i < COUNT(targets); i++) {
        reconnect();
        client_print(client, "CONNECT %s HTTP/1.1\r\nHost: fine.test\r\n" MEMBER "\r\n", targets[i]);
        expect_code(client_read(client, "CONNECT"), 400);
    }
}

/* Only hosts below .test are simulated: a client may be told that statusd is its proxy, and asks for all else here. */
START_TEST(other_hosts_are_ours)
{
    static const char *const authorities[] = {"localhost", "example.org", "test.example", "contest", "127.0.0.1:80"};
    for (int i = 0; i < COUNT(authorities); i++) {
        client_print(client, "GET http://%s/status/418 HTTP/1.1\r\nHost: x\r\n\r\n", authorities[i]);
        expect_code(client_read(client, "GET"), 418);
    }
    expect_code(client_get(client, "/status/418", ""), 418);
    client_print(client, "GET /status/418 HTTP/1.1\r\nHost: fine.test\r\n\r\n"); /* in origin-form: no proxy */
    expect_code(client_read(client, "GET"), 418);
}

static struct message *ask_with_host(const char *host)
{
    client_print(client, "GET /status/204 HTTP/1.1\r\nHost: %s\r\n\r\n", host);
    return client_read(client, "GET");
}

/* RFC 6761 §6.4: nobody can have found this server by a name below .invalid. */
START_TEST(impossible_hosts)
{
    expect_problem(ask_with_host("elsewhere.invalid"), 421);
    expect_problem(ask_with_host("INVALID:80"), 421);
    expect_code(ask_with_host("invalid.example"), 204);
    expect_code(ask_with_host("notinvalid"), 204);
    expect_code(ask_with_host(""), 204);
    client_print(client, "GET http://elsewhere.invalid/status/204 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect_problem(client_read(client, "GET"), 421);
}

static void start_with_hosts(void)
{
    static const char *const arguments[] = {"--hosts", "localhost, Own.example,[::1],listed.test", NULL};
    wire_start(arguments);
}

/* RFC 9110 §7.4, §15.5.20: where the own names are told, every other is another's. */
START_TEST(own_hosts)
{
    static const struct {
        const char *host;
        int code;
    } cases[] = {{"localhost", 204}, {"localhost:8080", 204},     {"own.EXAMPLE", 204},  {"[::1]:80", 204},
                 {"other", 421},     {"sub.own.example:80", 421}, {"127.0.0.1:80", 421}, {"[::2]", 421}};
    for (int i = 0; i < COUNT(cases); i++) {
        expect_code(ask_with_host(cases[i].host), cases[i].code);
    }
    expect_problem(ask_with_host("other"), 421);
    expect_code(ask_for("fine.test", MEMBER), 200); /* a proxy is asked for others' hosts */
    expect_code(ask_for("listed.test", ""), 200);
}

/* RFC 9110 §9.1, §15.6.2, §15.5.6: methods are told apart by case. What is known but not taken here is 405. */
START_TEST(unknown_methods)
{
    static const struct {
        const char *method;
        int code;
    } cases[] = {{"FROBNICATE", 501}, {"get", 501}, {"GETS", 501}, {"POST", 405}, {"PROPFIND", 405}, {"QUERY", 405}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_ask(client, cases[i].method, "/catalog", "");
        expect_problem(message, cases[i].code);
        expect_member(message, "Allow", "GET");
    }
    expect_code(client_ask(client, "FROBNICATE", "/status/200", ""), 200);
}

SUITE("what is another's on the wire")
{
    TCase *tcase = wire_case(suite, "proxy");
    tcase_add_test(tcase, without_credentials);
    tcase_add_test(tcase, with_credentials);
    tcase_add_test(tcase, connect);
    tcase_add_test(tcase, connect_to_what_is_none);
    tcase_add_test(tcase, other_hosts_are_ours);
    tcase_add_test(tcase, impossible_hosts);
    tcase_add_test(tcase, unknown_methods);
    tcase = wire_case_with(suite, "own hosts", start_with_hosts);
    tcase_add_test(tcase, own_hosts);
}
