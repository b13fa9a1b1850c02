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
    const char *port_file; /* where the first listener's port is written, or NULL */
    const char *help;      /* the topic that --help was asked for, "" for none; NULL: not asked */
    bool version;
};

/* Reads options from the command line and, for what is not given there, from the environment (environment is getenv
 * or stands in for it). False, and one line in error, where something is wrong. The strings are kept. */
bool options_read(struct options *options, int argc, char *const argv[], char *(*environment)(const char *name),
                  char *error, size_t error_size);

/* Prints what --help says of a topic; "" is the options. False, and one line in error, where there is no such topic. */
bool options_help(FILE *out, const char *topic, char *error, size_t error_size);

#endif
