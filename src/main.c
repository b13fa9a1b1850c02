/* statusd: reads its options, starts, says that it is ready, and stops when it is told to. */
#include "options.h"
#include "port_file.h"
#include "server/server.h"
#include "site/site.h"

#include <signal.h>
#include <stdlib.h>

#ifndef STATUSD_VERSION
#define STATUSD_VERSION "unknown"
#endif

enum { EXIT_USAGE = 2 };

static int fail(int code, const char *why)
{
    fprintf(stderr, "statusd: %s\n", why);
    return code;
}

/* One line of JSON on stdout, for whoever started us. */
static void say_ready(const struct server *server)
{
    printf("{\"statusd\":\"ready\",\"listen\":[");
    for (int i = 0; server_url(server, i)[0] != '\0'; i++) {
        printf("%s\"%s\"", i > 0 ? "," : "", server_url(server, i));
    }
    printf("],\"version\":\"" STATUSD_VERSION "\",\"library\":\"%s\"}\n", server_library());
    fflush(stdout);
}

/* Blocked in all threads that are started from here on, so that sigwait alone receives them. */
static void block_signals(sigset_t *stop)
{
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(stop);
    sigaddset(stop, SIGTERM);
    sigaddset(stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, stop, NULL);
}

static int serve(const struct options *options)
{
    char error[512];
    bool usage;
    int signal_number, code = EXIT_SUCCESS;
    sigset_t stop;
    struct port_file port_file;
    block_signals(&stop);
    struct site *site = site_new(&options->site);
    struct service service = {site, site_answer, site_refuse};
    struct server *server = server_start(&options->server, &service, error, sizeof error, &usage);
    if (server == NULL) {
        site_free(site);
        return fail(usage ? EXIT_USAGE : EXIT_FAILURE, error);
    }
    if (port_file_write(&port_file, options->port_file, server_port(server, 0), error, sizeof error, &usage)) {
        say_ready(server);
        sigwait(&stop, &signal_number);
    } else {
        code = fail(usage ? EXIT_USAGE : EXIT_FAILURE, error);
    }
    port_file_remove(&port_file);
    server_stop(server);
    site_free(site);
    return code;
}

int main(int argc, char *argv[])
{
    struct options options;
    char error[512];
    if (!options_read(&options, argc, argv, getenv, error, sizeof error)) {
        return fail(EXIT_USAGE, error);
    }
    if (options.help != NULL) {
        return options_help(stdout, options.help) ? EXIT_SUCCESS
                                                  : fail(EXIT_USAGE, "--help has one topic: --help modifiers");
    }
    if (options.version) {
        printf("statusd " STATUSD_VERSION " (%s)\n", server_library());
        return EXIT_SUCCESS;
    }
    return serve(&options);
}
