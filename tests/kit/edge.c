#include "tests/kit/edge.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Who reads what. */
static const char *reading;
static struct text read_now;

static struct sigaction before;

/* The length of the pages that hold so many bytes. */
static size_t pages(size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (length + page - 1) / page * page;
}

struct text edge_text(const char *bytes, size_t length)
{
    size_t room = pages(length), hole = pages(1);
    char *base = mmap(NULL, room + hole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(base, MAP_FAILED);
    struct text text = {base + room - length, length};
    memcpy(base + room - length, bytes, length);
    ck_assert_int_eq(mprotect(base, room, PROT_READ), 0);
    ck_assert_int_eq(mprotect(base + room, hole, PROT_NONE), 0);
    return text;
}

void edge_free(struct text text)
{
    size_t room = pages(text.length);
    munmap((char *)text.at + text.length - room, room + pages(1));
}

bool edge_holds(struct text whole, struct text part)
{
    return part.length == 0 || (part.at >= whole.at && part.at + part.length <= whole.at + whole.length);
}

const char *edge_about(void)
{
    static char about[512];
    snprintf(about, sizeof about, "%s, the %zu bytes \"%.*s\"", reading, read_now.length, (int)read_now.length,
             read_now.at);
    return about;
}

static void read_beginnings(const struct edge_reader *reader, struct text all, bool right)
{
    for (size_t length = 0; length <= all.length; length++) {
        read_now = edge_text(all.at, length);
        bool taken = reader->takes(read_now);
        if (length == all.length && taken != right) {
            ck_abort_msg("%s: %s", edge_about(), right ? "not taken" : "taken");
        }
        edge_free(read_now);
        read_now = (struct text){NULL, 0};
    }
}

void edge_read(const struct edge_reader *reader)
{
    reading = reader->name;
    for (int i = 0; i < EDGE_TEXTS && reader->right[i].at != NULL; i++) {
        read_beginnings(reader, reader->right[i], true);
    }
    for (int i = 0; i < EDGE_TEXTS && reader->wrong[i].at != NULL; i++) {
        read_beginnings(reader, reader->wrong[i], false);
    }
}

/* The disposition is the default one again by then: what faulted faults once more, and ends the test. */
static void say(int signal)
{
    (void)signal;
    dprintf(STDERR_FILENO, "edge: crashed: %s\n", edge_about());
}

void edge_watch(void)
{
    struct sigaction action = {.sa_handler = say, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGSEGV, &action, &before);
}

void edge_unwatch(void)
{
    sigaction(SIGSEGV, &before, NULL);
}
