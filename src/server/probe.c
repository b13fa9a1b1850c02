#include "server/probe.h"

#include "base/text.h"
#include "http/status.h"
#include "server/queue.h"
#include "server/unreadable.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CODE = 599, TURNS = 16 }; /* no version of the library has a phrase of its own for 599 */

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **context)
{
    (void)cls, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    if (*context == NULL) {
        *context = connection;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = queue_response(connection, CODE, response);
    MHD_destroy_response(response);
    return queued;
}

/* The beginning of the daemon's answer to request, written to into; "" where there is none. */
static struct text ask(struct MHD_Daemon *daemon, struct text request, char *into, size_t room)
{
    struct sockaddr_in nobody = {.sin_family = AF_INET};
    ssize_t length = -1;
    int pair[2]; /* [0] is the daemon's, which closes it */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return TEXT("");
    }
    bool sent = send(pair[1], request.at, request.length, MSG_NOSIGNAL) > 0;
    if (MHD_add_connection(daemon, pair[0], (struct sockaddr *)&nobody, sizeof nobody) == MHD_YES && sent) {
        for (int turn = 0; turn < TURNS && length <= 0; turn++) {
            MHD_run(daemon);
            length = recv(pair[1], into, room, MSG_DONTWAIT);
        }
    }
    close(pair[1]);
    return (struct text){into, length > 0 ? (size_t)length : 0};
}

struct probed probe_library(void)
{
    char bytes[64];
    struct probed probed = {false, false};
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, answer, NULL, MHD_OPTION_END);
    if (daemon != NULL) {
        struct text line = ask(daemon, TEXT("GET / HTTP/1.0\r\n\r\n"), bytes, sizeof bytes);
        probed.phrases = text_skip(&line, TEXT("HTTP/1.1 599 ")) && text_begins(line, text_of(status_phrase(CODE)));
        ask(daemon, TEXT("GET / HTTP/9.9\r\n\r\n"), bytes, sizeof bytes);
        probed.errors = unreadable_was_called();
        MHD_stop_daemon(daemon);
    }
    return probed;
}
