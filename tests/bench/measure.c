#include "tests/bench/measure.h"

#include "base/arena.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_PER_ADDRESS = 20000, ADDRESSES = 100, SPARE_DESCRIPTORS = 256 };

void fail(const char *what)
{
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(errno));
    exit(1);
}

void give_up(const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s: ", program_invocation_short_name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    exit(1);
}

void allow_descriptors(long count)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)count + SPARE_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        fail("RLIMIT_NOFILE");
    }
    if (limit.rlim_cur < wanted) {
        /* Only a privileged process can raise the hard limit. */
        limit.rlim_cur = wanted;
        limit.rlim_max = limit.rlim_max < wanted ? wanted : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
            fail("cannot raise RLIMIT_NOFILE as far as needed");
        }
    }
}

/* A socket bound to the index's address; IP_BIND_ADDRESS_NO_PORT leaves the port to connect(), which can share it among
 * different servers. */
static int bound_socket(long index, int flags)
{
    in_addr_t address = INADDR_LOOPBACK + (in_addr_t)(index / CONNECTIONS_PER_ADDRESS % ADDRESSES);
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
        bind(fd, (struct sockaddr *)&source, sizeof source) != 0) {
        fail("socket");
    }
    return fd;
}

static int connect_to(int fd, int port)
{
    struct sockaddr_in server = {
        .sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return connect(fd, (struct sockaddr *)&server, sizeof server);
}

int dial(int port, long index)
{
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    int fd = bound_socket(index, 0);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 || connect_to(fd, port) != 0) {
        fail("connect");
    }
    return fd;
}

int dial_at_once(int port, long index, int receive_buffer)
{
    int fd = bound_socket(index, SOCK_NONBLOCK);
    if (receive_buffer > 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    if (connect_to(fd, port) != 0 && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

void pause_for(int64_t nanoseconds)
{
    nanosleep(&(struct timespec){.tv_sec = nanoseconds / SECOND, .tv_nsec = nanoseconds % SECOND}, NULL);
}

void samples_add(struct samples *samples, int64_t nanoseconds)
{
    if (samples->count == samples->room) {
        samples->room = samples->room * 2 + 256;
        samples->at = memory_grow(samples->at, samples->room * sizeof *samples->at);
    }
    samples->at[samples->count++] = nanoseconds;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

double samples_milliseconds(struct samples *samples, double share)
{
    if (samples->count == 0) {
        return 0;
    }
    qsort(samples->at, samples->count, sizeof *samples->at, by_size);
    return (double)samples->at[(size_t)(share * (double)(samples->count - 1) + 0.5)] / (double)MILLISECOND;
}

void samples_free(struct samples *samples)
{
    free(samples->at);
    *samples = (struct samples){NULL, 0, 0};
}
