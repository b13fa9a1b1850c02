#include "server/server.h"

#include "base/arena.h"
#include "server/exchange.h"
#include "server/listen.h"
#include "server/phrase.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    OTHER_FILES = 64, /* what we need file descriptors for besides connections */
    FEW_FILES = 1024,
};

struct listener {
    struct exchange_listener exchanges;
    struct listening listening;
    struct MHD_Daemon *daemon;
};

struct server {
    struct exchange_server exchanges;
    struct listener listeners[LISTENERS_MAX];
    int count;
};

/* As many connections as the system lets us have. */
static unsigned connection_limit(void)
{
    struct rlimit files = {FEW_FILES, FEW_FILES};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    rlim_t most = files.rlim_cur < 1000 * 1000 ? files.rlim_cur : 1000 * 1000;
    return most > 2 * OTHER_FILES ? (unsigned)most - OTHER_FILES : OTHER_FILES;
}

static bool start_daemon(struct server *server, struct listener *listener)
{
    unsigned threads = server->exchanges.config.threads;
    listener->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, exchange_handle, &listener->exchanges,
        MHD_OPTION_LISTEN_SOCKET, listener->listening.fd, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
        MHD_OPTION_CONNECTION_LIMIT, connection_limit(), MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, &listener->exchanges, MHD_OPTION_CONNECTION_TIMEOUT,
        server->exchanges.config.idle, MHD_OPTION_NOTIFY_COMPLETED, exchange_end, &listener->exchanges,
        MHD_OPTION_NOTIFY_CONNECTION, exchange_connection, &listener->exchanges, MHD_OPTION_END);
    return listener->daemon != NULL;
}

static bool start_listener(struct server *server, const char *url, char *error, size_t error_size, bool *usage)
{
    struct listener *listener = &server->listeners[server->count];
    if (!listen_open(url, &listener->listening, error, error_size, usage)) {
        return false;
    }
    listener->exchanges = (struct exchange_listener){&server->exchanges, listener->listening.from_outside};
    if (!start_daemon(server, listener)) {
        close(listener->listening.fd);
        snprintf(error, error_size, "--listen %s: libmicrohttpd could not be started", url);
        return false;
    }
    server->count++;
    return true;
}

struct server *server_start(const struct server_config *config, const struct service *service, char *error,
                            size_t error_size, bool *usage)
{
    struct server *server = memory_new(sizeof *server);
    server->exchanges.config = *config;
    server->exchanges.service = *service;
    server->exchanges.phrases_honoured = phrase_prepare();
    server->exchanges.loop = loop_start();
    server->exchanges.halfclose = halfclose_start();
    *usage = false;
    if (server->exchanges.loop == NULL || server->exchanges.halfclose == NULL) {
        snprintf(error, error_size, "no thread could be started");
        server_stop(server);
        return NULL;
    }
    for (int i = 0; i < config->listen_count; i++) {
        if (!start_listener(server, config->listen[i], error, error_size, usage)) {
            server_stop(server);
            return NULL;
        }
    }
    return server;
}

const char *server_url(const struct server *server, int nth)
{
    return nth < server->count ? server->listeners[nth].listening.url : "";
}

int server_port(const struct server *server, int nth)
{
    return nth < server->count ? server->listeners[nth].listening.port : 0;
}

/* The order counts: libmicrohttpd aborts the process if it is stopped while a connection is suspended. Once the loop
 * has stopped, whatever waited has been woken, and what would wait is woken at once. */
void server_stop(struct server *server)
{
    for (int i = 0; i < server->count; i++) {
        MHD_quiesce_daemon(server->listeners[i].daemon);
    }
    atomic_store(&server->exchanges.stopping, true);
    if (server->exchanges.loop != NULL) {
        loop_stop(server->exchanges.loop);
    }
    for (int i = 0; i < server->count; i++) {
        MHD_stop_daemon(server->listeners[i].daemon);
        close(server->listeners[i].listening.fd);
    }
    halfclose_stop(server->exchanges.halfclose);
    loop_free(server->exchanges.loop);
    free(server);
}
