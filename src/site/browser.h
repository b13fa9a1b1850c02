/* What an answer tells a browser. Private to src/site. */
#ifndef STATUSD_SITE_BROWSER_H
#define STATUSD_SITE_BROWSER_H

#include "http/reply.h"

/* Lets the scripts of any page read the reply to code: there is nothing secret here (CORS, of the Fetch standard). */
void browser_let_read(struct reply *reply, int code);

/* Keeps what a client supplied from running as a script in our origin (Content Security Policy, "sandbox"). */
void browser_distrust(struct reply *reply);

/* Whether the request is a CORS preflight: a browser asks whether a page may send what no form could. */
bool browser_is_preflight(const struct request *request);

/* Answers a preflight that anything may be sent. Returns the code. */
int browser_answer_preflight(struct reply *reply, const struct request *request);

#endif
