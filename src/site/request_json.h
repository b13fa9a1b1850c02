/* A request as JSON. Private to src/site.
 *
 * The caller deletes what is returned. All of it is what the client sent: a reply with it is to be distrusted
 * (browser.h).
 */
#ifndef STATUSD_SITE_REQUEST_JSON_H
#define STATUSD_SITE_REQUEST_JSON_H

#include "site/context.h"

#include <cjson/cJSON.h>

/* The whole request. httpbin's members are args, data, files, form, headers, json, method, origin and url. Beside them
 * stands what these leave out: target, path and version; query, the parameters in order; fields, in the order and case
 * in which they came; content, its bytes whatever their media type; client, the same as origin. */
cJSON *request_json(struct context *context);

/* What httpbin shows of a request without content: args, headers, origin and url. */
cJSON *request_json_head(struct context *context);

/* Adds headers to object: a member for each name, spelled "X-Name", with its values joined by "," as werkzeug, on
 * which httpbin is built, does both. */
void request_json_add_headers(struct context *context, cJSON *object);

#endif
