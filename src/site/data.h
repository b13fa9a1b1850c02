/* What statusd knows, as JSON: what the catalog of statuses and the list of faults have in common. Private to src/site.
 */
#ifndef STATUSD_SITE_DATA_H
#define STATUSD_SITE_DATA_H

#include "http/status.h"
#include "site/context.h"
#include "site/json.h"

/* asked and the command that sends it, without the code that answers it. target is what it asks for where its own is
 * NULL. The caller deletes it. */
cJSON *data_request(struct context *context, const struct status_request *asked, const char *target);

/* Answers with json, pretty if the query says so, or with what the preconditions of the request make of it
 * (conditional.h). Deletes json. Returns the code. */
int data_reply(struct context *context, cJSON *json);

#endif
