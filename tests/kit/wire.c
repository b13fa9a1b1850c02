#include "tests/kit/wire.h"

struct client *client;
struct statusd *server;

int wire_port(void)
{
    return server->ports[0];
}

const char *wire_url(const char *behind)
{
    return arena_printf(&client->arena, "http%s://%s", statusd_over(wire_port()) == OVER_TLS ? "s" : "", behind).at;
}

void wire_start(const char *const arguments[])
{
    server = statusd_start(arguments);
}

static void start_without_options(void)
{
    static const char *const nothing[] = {NULL};
    wire_start(nothing);
}

static void stop(void)
{
    statusd_stop(server);
    server = NULL;
}

static void connect_client(void)
{
    client = client_open(wire_port());
}

static void close_client(void)
{
    client_close(client);
    client = NULL;
}

void reconnect(void)
{
    close_client();
    connect_client();
}

TCase *wire_case_with(Suite *suite, const char *name, void (*start)(void))
{
    TCase *tcase = tcase_create(name);
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_checked_fixture(tcase, connect_client, close_client);
    suite_add_tcase(suite, tcase);
    return tcase;
}

TCase *wire_case(Suite *suite, const char *name)
{
    return wire_case_with(suite, name, start_without_options);
}
