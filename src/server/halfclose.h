/* Clients that close their half of a connection as soon as they have asked (RFC 9112 §9.6). Private to src/server.
 *
 * libmicrohttpd waits for edges, and where the FIN comes along with the request it never learns of it: the connection
 * would stay for ever, and the client, which reads until we close, with it. So these are watched for on a thread
 * of their own, which makes the kernel tell the library again.
 */
#ifndef STATUSD_SERVER_HALFCLOSE_H
#define STATUSD_SERVER_HALFCLOSE_H

struct halfclose;

/* Starts the thread; NULL where the system has none left. */
struct halfclose *halfclose_start(void);

/* Ends the thread and frees it; NULL is fine. */
void halfclose_stop(struct halfclose *halfclose);

/* Watches a connection's socket, from its opening to just before it is closed. */
void halfclose_opened(struct halfclose *halfclose, int fd);
void halfclose_closing(struct halfclose *halfclose, int fd);

#endif
