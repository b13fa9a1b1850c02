/* The command line and the environment. */
#ifndef STATUSD_OPTIONS_H
#define STATUSD_OPTIONS_H

#include "server/server.h"
#include "site/site.h"

#include <stdbool.h>
#include <stdio.h>

struct options {
    struct server_config server;
    struct site_config site;
    const char *port_file;      /* where the first listener's port is written, or NULL */
    const char *authority_file; /* where the throw-away CA is written, or NULL */
    void (*print)(FILE *out);   /* prints what --help or --completion is asked for; NULL: neither */
    bool version;
    const char *self_test; /* the URL given to --self-test, "" where none was; NULL: no --self-test */
    bool self_test_json;
    int64_t ttl;             /* milliseconds after which statusd ends by itself; 0: never */
    const char *health;      /* the URL given to --health, "" where none was; NULL: no --health */
    const char *static_site; /* the directory given to --static-site, "" where none was; NULL: no --static-site */
};

/* Reads the options from the command line, those not given there from the environment (environment is getenv, or takes
 * its place in a test), and those given in neither from their default. False, with one line in error, where one is
 * wrong. The strings of argv and environment are not copied; those that
 * are taken apart live until the next call. */
bool options_read(struct options *options, int argc, char *const argv[], char *(*environment)(const char *name),
                  char *error, size_t error_size);

/* Whether a variable, "NAME=value" as the environment has it, is no option's, but nearly so. hint is then one line
 * about it, without the value. */
bool options_misspelt(const char *variable, char *hint, size_t hint_size);

#endif
