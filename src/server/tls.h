/* What statusd adds to libmicrohttpd's TLS. Private to src/server. */
#ifndef STATUSD_SERVER_TLS_H
#define STATUSD_SERVER_TLS_H

#include "server/connection.h"

/* Puts a pull function between the socket and GnuTLS: plain HTTP is answered with a plain
 * 400, and a deadline that has passed with 408. Called when libmicrohttpd has accepted the connection. */
void tls_attach(struct connection *connection, struct MHD_Connection *mhd);

/* Refuses a connection without TLS that begins as a TLS client does (RFC 8446 §5.1): shuts it down. Called as above. */
void tls_refuse_hello(struct connection *connection);

/* Where the listener asks for a client's certificate: the refusal, static, of a client that sent none, or one that does
 * not verify. NULL: the client is welcome, or the listener does not ask. Called by libmicrohttpd's thread once the
 * handshake is over. */
const struct refusal *tls_judge_client(struct connection *connection);

#endif
