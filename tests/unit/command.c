/* Requests as commands for a shell. */
#include "site/command.h"
#include "tests/kit/suite.h"

#include <string.h>

/* The expected commands follow from the manuals of sh, curl, printf and nc. */
static const struct {
    struct status_request asked;
    const char *origin, *expected;
} cases[] = {
    {{.target = "/a"}, "http://localhost:80", "curl -i 'http://localhost:80/a'"},
    {{.method = "HEAD", .target = "/a"}, "http://h", "curl -i -I 'http://h/a'"},
    {{.method = "PUT", .target = "/a?b=c&d", .fields = {"A: it's"}, .content = "'\"$x\""},
     "http://h",
     "curl -i -X PUT -H 'A: it'\\''s' --data-binary ''\\''\"$x\"' 'http://h/a?b=c&d'"},
    {{.target = "/", .version = "HTTP/1.0"}, "http://h", "curl -i --http1.0 'http://h/'"},
    {{.target = "/a/../b"}, "http://h", "curl -i --path-as-is 'http://h/a/../b'"},
    {{.target = "http://x.test/", .fields = {"A: b"}},
     "http://h:1",
     "curl -i -H 'A: b' -x 'http://h:1' 'http://x.test/'"},
    {{.target = "/a", .zeroes = 9}, "http://h", "curl -i 'http://h/a'\"$(printf %09d 0)\""},
    {{.target = "/a", .fields = {"A: b", "C: "}, .zeroes = 9},
     "http://h",
     "curl -i -H 'A: b' -H 'C: '\"$(printf %09d 0)\" 'http://h/a'"},
    {{.target = "/%41", .version = "HTTP/9.9", .fields = {"A: \\n'"}},
     "http://h:81",
     "printf 'GET /%%41 HTTP/9.9\\r\\nHost: h:81\\r\\nA: \\\\n'\\''\\r\\n\\r\\n' | nc 'h' 81"},
    {{.method = "CONNECT", .target = "x.test:443"},
     "http://[::1]:81",
     "printf 'CONNECT x.test:443 HTTP/1.1\\r\\nHost: [::1]:81\\r\\n\\r\\n' | nc '::1' 81"},
    {{.method = "CONNECT", .target = "x.test:443"},
     "http://[::1]",
     "printf 'CONNECT x.test:443 HTTP/1.1\\r\\nHost: [::1]\\r\\n\\r\\n' | nc '::1' 80"},
    {{.method = "CONNECT", .target = "x.test:443"},
     "http://h2",
     "printf 'CONNECT x.test:443 HTTP/1.1\\r\\nHost: h2\\r\\n\\r\\n' | nc 'h2' 80"},
    {{.target = "/a"}, "https://h", "curl -i 'https://h/a'"},
    {{.method = "CONNECT", .target = "x.test:443"},
     "https://[::1]:81",
     "printf 'CONNECT x.test:443 HTTP/1.1\\r\\nHost: [::1]:81\\r\\n\\r\\n' | openssl s_client -quiet -connect "
     "'[::1]:81'"},
    {{.method = "CONNECT", .target = "x.test:443"},
     "https://h2",
     "printf 'CONNECT x.test:443 HTTP/1.1\\r\\nHost: h2\\r\\n\\r\\n' | openssl s_client -quiet -connect 'h2:443'"},
};

START_TEST(as_the_shell_takes_them)
{
    struct arena arena;
    const struct status_request *asked = &cases[_i].asked;
    arena_init(&arena, NULL, 0);
    struct text command = command_for(&arena, asked, asked->method != NULL ? asked->method : "GET", asked->target,
                                      text_of(cases[_i].origin));
    ck_assert_msg(text_equal(command, text_of(cases[_i].expected)), "%.*s", (int)command.length, command.at);
    arena_release(&arena);
}

SUITE("command")
{
    TCase *tcase = tcase_create("command");
    suite_add_tcase(suite, tcase);
    tcase_add_loop_test(tcase, as_the_shell_takes_them, 0, COUNT(cases));
}
