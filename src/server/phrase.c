#include "server/phrase.h"

#include "base/text.h"
#include "http/status.h"
#include "server/library.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Written once, before the first listener starts, and only read from then on. */
static struct text phrases[STATUS_MAX + 1];

static struct text phrase_of(unsigned int code)
{
    return code <= STATUS_MAX ? phrases[code] : (struct text){NULL, 0};
}

const char *MHD_get_reason_phrase_for(unsigned int code)
{
    return phrase_of(code).at;
}

size_t MHD_get_reason_phrase_len_for(unsigned int code)
{
    return phrase_of(code).length;
}

enum { PROBE_CODE = 599 }; /* no version of the library has a phrase of its own for it */

static enum MHD_Result probe_answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                    const char *version, const char *upload, size_t *upload_size, void **context)
{
    (void)cls, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    if (*context == NULL) {
        *context = connection;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = library_queue(connection, PROBE_CODE, response);
    MHD_destroy_response(response);
    return queued;
}

/* The first bytes of the library's answer to a request that comes in by hand[1]. */
static ssize_t probe(struct MHD_Daemon *daemon, const int *hand, char *answer, size_t room)
{
    static const char request[] = "GET / HTTP/1.0\r\n\r\n";
    struct sockaddr_in nobody = {.sin_family = AF_INET};
    ssize_t length = -1;
    if (MHD_add_connection(daemon, hand[0], (struct sockaddr *)&nobody, sizeof nobody) != MHD_YES ||
        write(hand[1], request, sizeof request - 1) < 0) {
        return -1;
    }
    for (int turn = 0; turn < 16 && length <= 0; turn++) {
        MHD_run(daemon);
        length = recv(hand[1], answer, room, MSG_DONTWAIT);
    }
    return length;
}

static bool library_asks_us(void)
{
    char answer[64];
    ssize_t length = -1;
    int hand[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, hand) != 0) {
        return false;
    }
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, probe_answer, NULL, MHD_OPTION_END);
    if (daemon != NULL) {
        length = probe(daemon, hand, answer, sizeof answer);
        MHD_stop_daemon(daemon); /* closes hand[0] */
    }
    close(hand[1]);
    struct text line = {answer, length > 0 ? (size_t)length : 0};
    struct text phrase = phrases[PROBE_CODE];
    return text_skip(&line, TEXT("HTTP/1.1 599 ")) && text_begins(line, phrase);
}

bool phrase_prepare(void)
{
    for (int code = STATUS_MIN; code <= STATUS_MAX; code++) {
        phrases[code] = text_of(status_phrase(code));
    }
    return library_asks_us();
}

bool phrase_is_foreign(int code)
{
    const char *(*theirs)(unsigned int);
    *(void **)&theirs = dlsym(RTLD_NEXT, "MHD_get_reason_phrase_for");
    return theirs == NULL || !text_equal(text_of(theirs((unsigned int)code)), phrases[code]);
}
