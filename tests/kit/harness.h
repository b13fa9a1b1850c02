/* Starts and stops the real program, on a free port. */
#ifndef STATUSD_TESTS_HARNESS_H
#define STATUSD_TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { STATUSD_PORTS = 8, STATUSD_OUTPUT = 16 * 1024 };

/* What the bytes go over. statusd_start listens over what the environment says in OVER: "tls" or nothing. */
enum over { OVER_TCP, OVER_TLS, OVER_UNIX };

/* What a port of a server that was started is for. For a unix socket a number stands for the port. */
enum over statusd_over(int port);

/* A URL for --listen that no other test uses, of a unix socket in /tmp, into a buffer of size bytes. */
void statusd_unix_url(char *url, size_t size);

/* The unix socket that a number stands for, into a buffer of size bytes. */
void statusd_socket(char *path, size_t size, int number);

/* A statusd that has said that it is ready. */
struct statusd {
    pid_t pid;
    int out;                  /* its standard output */
    int errors;               /* a file without a name: its standard error */
    int ports[STATUSD_PORTS]; /* of its listeners, in order */
    char ready[1024];         /* the line that it said */
};

/* How a statusd ended. */
struct statusd_end {
    int status; /* its exit status; 1000 and the signal where one killed it */
    char out[STATUSD_OUTPUT], errors[STATUSD_OUTPUT];
};

/* Starts the program that the environment names in STATUSD, with the arguments (the last is NULL), and waits until
 * it is ready. statusd_start puts --listen on a free port of 127.0.0.1 before them, over what the tests run over. */
struct statusd *statusd_start(const char *const arguments[]);
struct statusd *statusd_start_bare(const char *const arguments[]);

/* Starts it without waiting. prepare, unless it is NULL, is called in its process just before it takes over: it finds
 * the descriptors and the limits that prepare leaves. */
struct statusd *statusd_launch(const char *const arguments[], void (*prepare)(void));

/* Sends the signal, waits for the end, and frees. */
struct statusd_end statusd_end(struct statusd *statusd, int with_signal);

/* Ends it by SIGTERM; a status other than 0, or a word on its standard error, is counted as a failure. */
void statusd_stop(struct statusd *statusd);
int statusd_failures(void);

/* Runs the program to its end. */
struct statusd_end statusd_run(const char *const arguments[]);

/* Whether the program's libmicrohttpd is that version, as "1.0.1". For what it answers before the program is asked: the
 * test then says what this version does, and asks the full of every other. */
bool library_is(const char *version);

#endif
