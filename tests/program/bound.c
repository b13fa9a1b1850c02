/* A libmicrohttpd that is bound to its own symbols, as some distributions link it: it calls none of our definitions. A
 * copy of this machine's library, with the flag set that asks the loader for that, stands in for it. */
#include "tests/kit/client.h"
#include "tests/kit/expect.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/statusd-bound-XXXXXX", copy[PATH_MAX];
static struct statusd *statusd;

/* The dynamic section of the library in memory of size bytes at image. */
static ElfW(Dyn) * dynamic_section(char *image)
{
    ElfW(Ehdr) *header = (ElfW(Ehdr) *)image;
    ElfW(Phdr) *segments = (ElfW(Phdr) *)(image + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (segments[i].p_type == PT_DYNAMIC) {
            return (ElfW(Dyn) *)(image + segments[i].p_offset);
        }
    }
    ck_abort_msg("the library has no dynamic section");
}

/* Sets DF_SYMBOLIC among the flags, or in the place of an entry that is there for debuggers only. */
static void bind_to_itself(char *image)
{
    for (ElfW(Dyn) *entry = dynamic_section(image);; entry++) {
        if (entry->d_tag == DT_FLAGS) {
            entry->d_un.d_val |= DF_SYMBOLIC;
            return;
        }
        if (entry->d_tag == DT_NULL) { /* the linker leaves several of these */
            ck_assert_int_eq(entry[1].d_tag, DT_NULL);
            *entry = (ElfW(Dyn)){.d_tag = DT_SYMBOLIC};
            return;
        }
    }
}

static void copy_library(void)
{
    Dl_info library;
    struct stat about;
    const char *(*version)(void) = MHD_get_version;
    void *address;
    memcpy(&address, &version, sizeof address);
    ck_assert(dladdr(address, &library) != 0 && mkdtemp(folder) != NULL);
    snprintf(copy, sizeof copy, "%s/libmicrohttpd.so.12", folder);
    int from = open(library.dli_fname, O_RDONLY), to = open(copy, O_RDWR | O_CREAT | O_EXCL, 0755);
    ck_assert(from >= 0 && to >= 0 && fstat(from, &about) == 0);
    size_t size = (size_t)about.st_size;
    char *old = mmap(NULL, size, PROT_READ, MAP_PRIVATE, from, 0);
    ck_assert(old != MAP_FAILED && write(to, old, size) == about.st_size);
    char *image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, to, 0);
    ck_assert(image != MAP_FAILED);
    bind_to_itself(image);
    munmap(image, size);
    munmap(old, size);
    close(from);
    close(to);
}

static void start(void)
{
    static const char *const nothing[] = {NULL};
    copy_library();
    setenv("LD_LIBRARY_PATH", folder, 1);
    statusd = statusd_start(nothing);
    unsetenv("LD_LIBRARY_PATH");
}

static void stop(void)
{
    statusd_stop(statusd);
    unlink(copy);
    rmdir(folder);
}

/* A probe finds out, and the ready line tells. */
START_TEST(ready_line_tells)
{
    ck_assert_msg(strstr(statusd->ready, "\"caveat\":\"libmicrohttpd is bound to its own symbols") != NULL, "%s",
                  statusd->ready);
}

/* statusd itself writes the head where the library does not know the phrase, and the connection ends with that answer.
 * With other phrases it goes on. */
START_TEST(phrases)
{
    static const struct {
        const char *target, *phrase;
        bool closes;
    } cases[] = {{"/status/404", "Not Found", false}, {"/status/599", "Network Connect Timeout Error", true}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct client *client = client_open(statusd->ports[0]);
        struct message *message = client_get(client, cases[i].target, "");
        ck_assert_str_eq(message->phrase, cases[i].phrase);
        EXPECT(message, (message_field(message, "Connection") != NULL) == cases[i].closes, "Connection is wrong");
        client_close(client);
    }
}

/* The refusal of the library is not replaced by ours here, but there is one. */
START_TEST(unreadable)
{
    struct client *client = client_open(statusd->ports[0]);
    client_print(client, "GET /status/200 HTTP/3.0\r\nHost: localhost\r\n\r\n");
    expect_code(client_read(client, "GET"), 505);
    client_close(client);
}

SUITE("a library bound to its own symbols")
{
    TCase *tcase = tcase_create("bound");
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_test(tcase, ready_line_tells);
    tcase_add_test(tcase, phrases);
    tcase_add_test(tcase, unreadable);
    suite_add_tcase(suite, tcase);
}
