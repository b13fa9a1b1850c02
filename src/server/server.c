#include "server/server.h"

#include "base/arena.h"
#include "server/handler.h"
#include "server/identity.h"
#include "server/listen.h"
#include "server/phrase.h"
#include "server/queue.h"
#include "server/quirks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    THREAD_FILES = 2, /* descriptors that each thread of libmicrohttpd needs for itself */
    SPARE_FILES = 2,  /* descriptors left for files that are opened for a short time */
    MOST_FILES = 1000 * 1000,
};

struct listener {
    struct exchange_listener exchanges;
    struct listening listening;
    struct identity identity;  /* with TLS */
    struct MHD_Daemon *daemon; /* NULL: not started */
};

struct server {
    struct exchange_server exchanges;
    struct identities identities;
    struct listener listeners[LISTENERS_MAX];
    int count; /* of listeners that listen */
};

/* Raises the limit of descriptors as far as the system allows, up to MOST_FILES, and returns it. */
static long most_files(void)
{
    struct rlimit files = {0, 0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < MOST_FILES ? files.rlim_max : MOST_FILES;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    return files.rlim_cur < MOST_FILES ? (long)files.rlim_cur : MOST_FILES;
}

static long open_files(long most)
{
    long open = 0;
    for (int fd = 0; fd < most && fd < 4096; fd++) {
        open += fcntl(fd, F_GETFD) != -1;
    }
    return open;
}

/* How many connections each listener can have. libmicrohttpd stops accepting at that number, and goes on once there is
 * room. Were descriptors used up before that, it would try to accept all the time. */
static long connection_limit(const struct server *server)
{
    long most = most_files();
    long threads = THREAD_FILES * (long)server->exchanges.config.threads * server->count;
    return (most - open_files(most) - threads - SPARE_FILES) / server->count;
}

/* The URL of the next listener that has a host and nothing wrong with it; NULL where there is none. */
static const char *other_url(const struct server *server, const struct listener *listener)
{
    for (int i = 1; i < server->count; i++) {
        const struct listener *other = &server->listeners[(listener - server->listeners + i) % server->count];
        if (other->listening.path == NULL && server->exchanges.config.listen[other - server->listeners].fault == NULL) {
            return other->listening.url;
        }
    }
    return NULL;
}

/* What libmicrohttpd needs to speak TLS; nothing for a listener without. */
static void set_tls_options(const struct server *server, const struct listener *listener,
                            struct MHD_OptionItem *options)
{
    if (listener->listening.secure) {
        *options++ = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, listener->identity.certificate};
        *options++ = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, listener->identity.key};
        *options++ = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (char *)listener->identity.priorities};
    }
    if (listener->exchanges.asks_clients) {
        *options++ = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_TRUST, 0, server->identities.client_authority_pem};
    }
    *options = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

static bool start_daemon(struct server *server, struct listener *listener, long limit)
{
    unsigned threads = server->exchanges.config.threads;
    struct MHD_OptionItem tls[5];
    listener->exchanges = (struct exchange_listener){.server = &server->exchanges,
                                                     .url = listener->listening.url,
                                                     .from_outside = listener->listening.from_outside,
                                                     .secure = listener->listening.secure,
                                                     .asks_clients = listener->listening.secure &&
                                                                     server->identities.client_authority_pem != NULL,
                                                     .is_unix = listener->listening.path != NULL,
                                                     .other_origin = other_url(server, listener)};
    set_tls_options(server, listener, tls);
    listener->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (listener->listening.secure ? MHD_USE_TLS : 0), 0,
        NULL, NULL, handler_step, &listener->exchanges, MHD_OPTION_LISTEN_SOCKET, listener->listening.fd,
        MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0, MHD_OPTION_CONNECTION_LIMIT, (unsigned)limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, handler_begin,
        &listener->exchanges, MHD_OPTION_CONNECTION_TIMEOUT, server->exchanges.config.idle, MHD_OPTION_NOTIFY_COMPLETED,
        handler_end, &listener->exchanges, MHD_OPTION_NOTIFY_CONNECTION, handler_connection, &listener->exchanges,
        MHD_OPTION_ARRAY, quirk_options(), MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    return listener->daemon != NULL;
}

static bool open_listeners(struct server *server, char *error, size_t error_size, bool *usage)
{
    const struct server_config *config = &server->exchanges.config;
    for (int i = 0; i < config->listen_count; i++) {
        if (!listen_open(config->listen[i].url, &server->listeners[i].listening, error, error_size, usage)) {
            return false;
        }
        server->count++;
    }
    return true;
}

static bool make_identities(struct server *server, char *error, size_t error_size)
{
    const struct server_config *config = &server->exchanges.config;
    bool made = identities_read_clients(&server->identities, config, error, error_size);
    for (int i = 0; i < server->count && made; i++) {
        const struct tls_fault *fault = config->listen[i].fault != NULL ? config->listen[i].fault : &tls_right;
        made = !server->listeners[i].listening.secure ||
               identity_make(&server->listeners[i].identity, &server->identities, config, fault, error, error_size);
    }
    return made;
}

static bool start_daemons(struct server *server, char *error, size_t error_size)
{
    long limit = connection_limit(server);
    if (limit < 1) {
        snprintf(error, error_size,
                 "the limit of open files (ulimit -n) leaves none for a connection; at least %ld more are needed",
                 (1 - limit) * server->count);
        return false;
    }
    for (int i = 0; i < server->count; i++) {
        if (!start_daemon(server, &server->listeners[i], limit)) {
            bool lacks_tls =
                server->listeners[i].listening.secure && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES;
            snprintf(error, error_size, "--listen %s: libmicrohttpd %s", server->listeners[i].listening.url,
                     lacks_tls ? "was built without TLS" : "could not be started");
            return false;
        }
    }
    return true;
}

struct server *server_start(const struct server_config *config, const struct service *service, char *error,
                            size_t error_size, bool *usage)
{
    struct server *server = memory_new(sizeof *server);
    server->exchanges.config = *config;
    server->exchanges.service = *service;
    *usage = false;
    if (!queue_prepare()) {
        snprintf(error, error_size, "libmicrohttpd is linked statically; statusd needs it as a shared library");
        free(server);
        return NULL;
    }
    phrase_prepare();
    server->exchanges.probed = probe_library();
    server->exchanges.loop = loop_start();
    if (server->exchanges.loop == NULL) {
        snprintf(error, error_size, "the thread that waits for sockets and deadlines could not be started: %s",
                 strerror(errno));
    } else if (open_listeners(server, error, error_size, usage) && make_identities(server, error, error_size) &&
               start_daemons(server, error, error_size)) {
        return server;
    }
    server_stop(server);
    return NULL;
}

const char *server_caveat(const struct server *server)
{
    bool ours = server->exchanges.probed.phrases && server->exchanges.probed.errors;
    return ours
               ? ""
               : "libmicrohttpd is bound to its own symbols: what it cannot read it answers in its own words, and some "
                 "reason phrases cost their connection";
}

const char *server_url(const struct server *server, int nth)
{
    return nth < server->count ? server->listeners[nth].listening.url : "";
}

const struct tls_fault *server_tls_fault(const struct server *server, int nth)
{
    return server->exchanges.config.listen[nth].fault;
}

int server_port(const struct server *server)
{
    int port = 0;
    for (int i = 0; i < server->count && port == 0; i++) {
        port = server->listeners[i].listening.port;
    }
    return port;
}

const char *server_authority(const struct server *server)
{
    return server->identities.authority_pem;
}

/* Stops the loop before libmicrohttpd, which aborts the process if it is stopped while a connection is suspended. Once
 * the loop has stopped, every script has given its connection back, and new scripts end at once. MHD_stop_daemon closes
 * the listening sockets (MHD_quiesce_daemon could do so earlier, but races with libmicrohttpd's own threads up
 * to 1.0.1). */
void server_stop(struct server *server)
{
    atomic_store(&server->exchanges.stopping, true);
    if (server->exchanges.loop != NULL) {
        loop_stop(server->exchanges.loop);
    }
    for (int i = 0; i < server->count; i++) {
        listen_remove(&server->listeners[i].listening);
        if (server->listeners[i].daemon != NULL) {
            MHD_stop_daemon(server->listeners[i].daemon);
        }
    }
    for (int i = 0; i < server->count; i++) {
        identity_free(&server->listeners[i].identity);
    }
    identities_free(&server->identities);
    loop_free(server->exchanges.loop);
    free(server);
}

const char *server_library(void)
{
    static char name[64];
    if (name[0] == '\0') {
        snprintf(name, sizeof name, "libmicrohttpd %s", MHD_get_version());
    }
    return name;
}
