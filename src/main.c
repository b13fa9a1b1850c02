/* statusd: reads its options, starts, says that it is ready, and stops when it is told to. */
#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "options.h"
#include "run_file.h"
#include "self_test/health.h"
#include "self_test/self_test.h"
#include "server/server.h"
#include "site/site.h"
#include "static_site.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef STATUSD_VERSION
#define STATUSD_VERSION "unknown"
#endif

enum { EXIT_USAGE = 2, LARGE_MEMORY = 128 * 1024 };

/* Has malloc give a large piece back to the system as soon as it is freed. By itself malloc would raise this threshold
 * to the largest piece that was freed so far, and then keep the memory of a thousand uploads for ever. */
static void return_freed_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_MEMORY);
}

/* Opens /dev/null in place of a standard stream that is closed. Else a socket would get its descriptor, and a client
 * what is printed. */
static bool open_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) {
            return false;
        }
    }
    return true;
}

/* Prints why to stderr and returns code. Unblocks the signals first, so that SIGTERM ends the process even where stderr
 * blocks. */
static int fail(int code, const char *why)
{
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    fprintf(stderr, "statusd: %s\n", why);
    return code;
}

/* Has what was printed leave the process. Returns the exit status, of failure where not all of it could. */
static int finish_printing(void)
{
    char error[128];
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return EXIT_SUCCESS;
    }
    snprintf(error, sizeof error, "standard output: %s", strerror(errno));
    return fail(EXIT_FAILURE, error);
}

/* Where which fault of TLS listens, if one does. */
static void add_tls_faults(struct buffer *line, const struct server *server)
{
    const char *before = ",\"tls_faults\":{";
    for (int i = 0; server_url(server, i)[0] != '\0'; i++) {
        const struct tls_fault *fault = server_tls_fault(server, i);
        if (fault != NULL) {
            buffer_print(line, "%s\"%s\":\"%s\"", before, fault->name, server_url(server, i));
            before = ",";
        }
    }
    buffer_add(line, before[1] == '\0' ? TEXT("}") : TEXT(""));
}

/* The line of JSON that is printed once the server listens. The caller frees it. */
static char *ready_line(const struct server *server)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct buffer line = buffer_in(&arena);
    buffer_add(&line, TEXT("{\"statusd\":\"ready\",\"listen\":["));
    for (int i = 0; server_url(server, i)[0] != '\0'; i++) {
        buffer_print(&line, "%s\"%s\"", i > 0 ? "," : "", server_url(server, i));
    }
    buffer_add(&line, TEXT("]"));
    add_tls_faults(&line, server);
    buffer_print(&line, ",\"version\":\"" STATUSD_VERSION "\",\"library\":\"%s\"", server_library());
    if (server_caveat(server)[0] != '\0') {
        buffer_print(&line, ",\"caveat\":\"%s\"", server_caveat(server));
    }
    buffer_add(&line, TEXT("}\n"));
    struct text text = buffer_text(&line);
    char *copy = memcpy(memory_new(text.length + 1), text.at, text.length);
    arena_release(&arena);
    return copy;
}

/* A thread that prints line and frees it. A pipe takes the line in one piece, as it is shorter than PIPE_BUF. */
static void *say(void *line)
{
    ssize_t said = write(STDOUT_FILENO, line, strlen(line));
    (void)said; /* statusd runs on even where nobody reads its output */
    free(line);
    return NULL;
}

/* Prints the ready line in a thread of its own, so that signals are obeyed even where standard output blocks. The
 * thread ends with the process. False where it cannot be started. */
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

/* Blocks SIGTERM and SIGINT in this thread and in all that it starts, so that only sigwait receives them. Puts them
 * into stop. */
static void block_signals(sigset_t *stop)
{
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(stop);
    sigaddset(stop, SIGTERM);
    sigaddset(stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, stop, NULL);
}

/* Ends the process as a signal from outside would: only the first thread stops the server. */
static void end_by_signal(void)
{
    kill(getpid(), SIGTERM);
}

/* Waits for one of the signals, or until so many milliseconds have passed; 0: no matter how long it takes. */
static void wait_for_end(const sigset_t *stop, int64_t milliseconds)
{
    int64_t due = clock_milliseconds() + milliseconds, left = milliseconds;
    int signal_number;
    if (milliseconds == 0) {
        sigwait(stop, &signal_number);
        return;
    }
    for (; left > 0; left = due - clock_milliseconds()) {
        struct timespec time = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * MILLISECOND};
        if (sigtimedwait(stop, NULL, &time) > 0) {
            return;
        }
    }
}

/* Says that the server listens, and waits for the end. Returns the exit status. */
static int wait_ready(const struct options *options, const struct server *server, const sigset_t *stop)
{
    if (!say_ready(server)) {
        return fail(EXIT_FAILURE, "no thread could be started");
    }
    wait_for_end(stop, options->ttl);
    return EXIT_SUCCESS;
}

/* Which file that was asked for would be empty, and why; NULL: none. */
static const char *lacks_content(const struct options *options, const struct server *server)
{
    if (options->authority_file != NULL && server_authority(server) == NULL) {
        return "--ca-file: no listener has a certificate that was made; --listen https://127.0.0.1:8443 without "
               "--tls-cert has one";
    }
    return options->port_file != NULL && server_port(server) == 0
               ? "--port-file: no listener has a port; --listen http://127.0.0.1:0 has one"
               : NULL;
}

/* Serves: writes the files that were asked for, that with the port last, as scripts wait for it. Returns the exit
 * status.
 */
static int serve(const struct options *options, const struct server *server, const sigset_t *stop)
{
    char error[512], port[16];
    bool usage = false;
    struct run_file authority_file = {NULL, -1}, port_file = {NULL, -1};
    if (lacks_content(options, server) != NULL) {
        return fail(EXIT_USAGE, lacks_content(options, server));
    }
    snprintf(port, sizeof port, "%d\n", server_port(server));
    bool written = run_file_write(&authority_file, "ca-file", options->authority_file, server_authority(server), error,
                                  sizeof error, &usage) &&
                   run_file_write(&port_file, "port-file", options->port_file, port, error, sizeof error, &usage);
    int code = written ? wait_ready(options, server, stop) : fail(usage ? EXIT_USAGE : EXIT_FAILURE, error);
    run_file_remove(&port_file);
    run_file_remove(&authority_file);
    return code;
}

/* Tests the server at url. Returns the exit status. */
static int test(const char *url, bool json)
{
    char error[512];
    enum self_test_result result = self_test(url, json, stdout, error, sizeof error);
    if (result == SELF_TEST_FAILED) {
        return fail(EXIT_FAILURE, error);
    }
    int printed = finish_printing();
    return result == SELF_TEST_PASSED ? printed : EXIT_FAILURE;
}

/* Asks the server at the URL that was given, or else one that was started with the same options. Returns the exit
 * status. */
static int ask_health(const struct options *options)
{
    char says[512];
    bool here = options->health[0] == '\0';
    if (!health(here ? options->server.listen[0].url : options->health, here ? options->site.hosts : NULL, says,
                sizeof says)) {
        return fail(EXIT_FAILURE, says);
    }
    puts(says);
    return EXIT_SUCCESS;
}

/* Starts a server, has it serve or be tested, and stops it. Returns the exit status. */
static int run(const struct options *options)
{
    char error[512];
    bool usage;
    sigset_t stop;
    block_signals(&stop);
    struct site *site = site_new(&options->site);
    struct service service = {site, site_answer, site_refuse};
    struct server_config config = options->server;
    config.limit_reached = end_by_signal;
    struct server *server = server_start(&config, &service, error, sizeof error, &usage);
    if (server == NULL) {
        site_free(site);
        return fail(usage ? EXIT_USAGE : EXIT_FAILURE, error);
    }
    int code = options->self_test != NULL ? test(server_url(server, 0), options->self_test_json)
                                          : serve(options, server, &stop);
    server_stop(server);
    site_free(site);
    return code;
}

/* Tests a server of its own, on a free port, which does not wait long for content: a 408 is earned by waiting. */
static int test_own(struct options *options)
{
    options->server.listen[0] = (struct listen_at){"http://127.0.0.1:0", NULL};
    options->server.listen_count = 1;
    options->server.content_time = 500;
    return run(options);
}

/* Writes the explorer into the directory. Returns the exit status. */
static int write_static_site(const struct options *options)
{
    char error[PATH_MAX + 128];
    struct site *site = site_new(&options->site);
    bool written = static_site_write(site, options->static_site, error, sizeof error);
    site_free(site);
    return written ? EXIT_SUCCESS : fail(EXIT_FAILURE, error);
}

/* Only what looks like a typing error is pointed out, and nothing is refused: others have variables that begin as ours,
 * such as Kubernetes for a Service called statusd. */
static void point_out_misspelt_variables(void)
{
    char hint[256];
    for (char **variable = environ; *variable != NULL; variable++) {
        if (options_misspelt(*variable, hint, sizeof hint)) {
            fprintf(stderr, "statusd: %s\n", hint);
        }
    }
}

int main(int argc, char *argv[])
{
    struct options options;
    char error[512];
    return_freed_memory();
    if (!open_streams()) {
        return fail(EXIT_FAILURE, "standard input, output and error are not all open, and there is no /dev/null");
    }
    if (!options_read(&options, argc, argv, getenv, error, sizeof error)) {
        return fail(EXIT_USAGE, error);
    }
    if (options.print != NULL) {
        options.print(stdout);
        return finish_printing();
    }
    if (options.version) {
        printf("statusd " STATUSD_VERSION " (%s)\n", server_library());
        return finish_printing();
    }
    if (options.health != NULL) {
        return ask_health(&options);
    }
    if (options.static_site != NULL) {
        return write_static_site(&options);
    }
    if (options.self_test != NULL) {
        return options.self_test[0] != '\0' ? test(options.self_test, options.self_test_json) : test_own(&options);
    }
    point_out_misspelt_variables();
    return run(&options);
}
