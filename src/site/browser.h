/* The fields that tell a browser what a page may do with an answer. Private to src/site. */
#ifndef STATUSD_SITE_BROWSER_H
#define STATUSD_SITE_BROWSER_H

#include "http/reply.h"

/* Lets the scripts of any page read the reply, whose status is code (CORS, in the Fetch standard): nothing that
 * statusd sends is secret. */
void browser_let_read(struct reply *reply, int code);

/* For a page of ours: it loads what it needs from here, runs nothing that stands in the page itself, and is shown in no
 * frame (Content Security Policy Level 3). */
void browser_confine(struct reply *reply);

/* For a reply that contains what the client sent: a browser then runs no script in it (Content Security Policy). */
void browser_distrust(struct reply *reply);

/* Whether the request is a CORS preflight: a browser's question whether a page may send a certain request. */
bool browser_is_preflight(const struct request *request);

/* Answers a preflight: every request may be sent. Returns the code. */
int browser_answer_preflight(struct reply *reply, const struct request *request);

#endif
