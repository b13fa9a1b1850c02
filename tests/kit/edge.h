/* Texts that end where memory ends, for those who read what comes from outside: one who looks at a byte behind the text
 * that he was given crashes at once. AddressSanitizer sees that only behind memory of the heap's, and a terminated
 * string hides it.
 */
#ifndef STATUSD_TESTS_EDGE_H
#define STATUSD_TESTS_EDGE_H

#include "base/text.h"

#include <check.h>

/* A copy of the bytes that can only be read, and behind whose last nothing can be. The caller gives it back. */
struct text edge_text(const char *bytes, size_t length);
void edge_free(struct text text);

/* Whether part lies inside of whole. */
bool edge_holds(struct text whole, struct text part);

enum { EDGE_TEXTS = 16 };

/* A reader of texts from outside. */
struct edge_reader {
    const char *name;
    bool (*takes)(struct text input);                 /* calls it with input, and tells whether it takes that */
    struct text right[EDGE_TEXTS], wrong[EDGE_TEXTS]; /* what it takes, and what not; NULL ends either */
};

/* Has the reader read every beginning of its texts, from no byte to all, each at the edge. */
void edge_read(const struct edge_reader *reader);

/* For takes: what holds whatever the input is. A failure says which it was. */
#define PROMISE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            ck_abort_msg("%s: %s", edge_about(), #condition);                                                          \
        }                                                                                                              \
    } while (0)

/* The reader and its input, for people. */
const char *edge_about(void);

/* While a test runs, a crash says who has read past the end of what. For a checked fixture. */
void edge_watch(void);
void edge_unwatch(void);

#endif
