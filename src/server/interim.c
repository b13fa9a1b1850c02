#include "server/interim.h"

#include "base/buffer.h"
#include "server/head.h"

#include <errno.h>
#include <sys/socket.h>

enum interim_result interim_send(struct exchange *x, const struct interim *interim)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (x->head.length == 0) {
        struct buffer head = buffer_in(&x->arena);
        head_add_interim(&head, interim);
        x->head = buffer_text(&head);
    }
    ssize_t sent = send(info->connect_fd, x->head.at, x->head.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        return errno == EAGAIN || errno == EINTR ? INTERIM_BLOCKED : INTERIM_FAILED;
    }
    x->head = text_from(x->head, (size_t)sent);
    return x->head.length == 0 ? INTERIM_SENT : INTERIM_BLOCKED;
}
