/* statusd: reads its options, starts, says that it is ready, and stops when it is told to. */
#include "base/arena.h"
#include "base/buffer.h"
#include "options.h"
#include "port_file.h"
#include "server/server.h"
#include "site/site.h"

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef STATUSD_VERSION
#define STATUSD_VERSION "unknown"
#endif

enum { EXIT_USAGE = 2, LARGE_MEMORY = 128 * 1024 };

/* A large piece of memory goes back to the system as soon as it is free. What malloc does by itself, to keep pieces as
 * large as the largest that was freed once, would leave what a thousand uploads took with us for ever. */
static void keep_little_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_MEMORY);
}

/* Where standard input, output or error is closed /dev/null takes its place: else a socket would get that number, and
 * a client what we say. */
static bool open_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) {
            return false;
        }
    }
    return true;
}

/* Unblocks the signals first: to write to stderr may take for ever, and SIGTERM has to end us then all the same. */
static int fail(int code, const char *why)
{
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    fprintf(stderr, "statusd: %s\n", why);
    return code;
}

/* One line of JSON, for whoever started us. The caller frees. */
static char *ready_line(const struct server *server)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct buffer line = buffer_in(&arena);
    buffer_add(&line, TEXT("{\"statusd\":\"ready\",\"listen\":["));
    for (int i = 0; server_url(server, i)[0] != '\0'; i++) {
        buffer_print(&line, "%s\"%s\"", i > 0 ? "," : "", server_url(server, i));
    }
    buffer_print(&line, "],\"version\":\"" STATUSD_VERSION "\",\"library\":\"%s\"", server_library());
    if (server_caveat(server)[0] != '\0') {
        buffer_print(&line, ",\"caveat\":\"%s\"", server_caveat(server));
    }
    buffer_add(&line, TEXT("}\n"));
    struct text text = buffer_text(&line);
    char *copy = memcpy(memory_new(text.length + 1), text.at, text.length);
    arena_release(&arena);
    return copy;
}

/* In one piece, as it is shorter than PIPE_BUF. */
static void *say(void *line)
{
    ssize_t said = write(STDOUT_FILENO, line, strlen(line));
    (void)said; /* if nobody wants it, neither do we */
    free(line);
    return NULL;
}

/* In a thread of its own: standard output may take its time, or for ever, and signals are to be obeyed meanwhile. What
 * still waits when we end goes with the process. */
static bool say_ready(const struct server *server)
{
    pthread_t thread;
    char *line = ready_line(server);
    if (pthread_create(&thread, NULL, say, line) != 0) {
        free(line);
        return false;
    }
    pthread_detach(thread);
    return true;
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
    if (!port_file_write(&port_file, options->port_file, server_port(server, 0), error, sizeof error, &usage)) {
        code = fail(usage ? EXIT_USAGE : EXIT_FAILURE, error);
    } else if (!say_ready(server)) {
        code = fail(EXIT_FAILURE, "no thread could be started");
    } else {
        sigwait(&stop, &signal_number);
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
    keep_little_memory();
    if (!open_streams()) {
        return fail(EXIT_FAILURE, "standard input, output and error are not all open, and there is no /dev/null");
    }
    if (!options_read(&options, argc, argv, getenv, error, sizeof error)) {
        return fail(EXIT_USAGE, error);
    }
    if (options.help != NULL) {
        return options_help(stdout, options.help, error, sizeof error) ? EXIT_SUCCESS : fail(EXIT_USAGE, error);
    }
    if (options.version) {
        printf("statusd " STATUSD_VERSION " (%s)\n", server_library());
        return EXIT_SUCCESS;
    }
    return serve(&options);
}
