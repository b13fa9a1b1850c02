/* A request as a command for a shell. Private to src/site. */
#ifndef STATUSD_SITE_COMMAND_H
#define STATUSD_SITE_COMMAND_H

#include "base/arena.h"
#include "base/text.h"
#include "http/status.h"

/* The command that sends the request to the server at origin ("http://127.0.0.1:8080"), in arena: curl, or printf with
 * nc, or with openssl for https, where curl cannot say it. method and target are those of the request, or the defaults
 * for what it leaves open. */
struct text command_for(struct arena *arena, const struct status_request *asked, const char *method, const char *target,
                        struct text origin);

#endif
