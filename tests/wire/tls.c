/* TLS: whom clients can trust, what is broken on purpose, deadlines, and what speaks another protocol than the port.
 * That everything else is over TLS as it is over TCP, make check-tls shows: it runs the suites on the wire over TLS. */
#include "server/certificate.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char authority[64];

/* The beginning of a client's first record (RFC 8446 §5.1, §4.1.2). */
static const char hello[] = "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03 thirty-two random bytes follow ";

/* The listeners, as the arguments have them; --tls-fault listens behind the others. */
enum { SECURE, PLAIN, EXPIRED, WRONG_HOST, SELF_SIGNED, UNTRUSTED, OLD_VERSION };

static void start(void)
{
    snprintf(authority, sizeof authority, "/tmp/statusd-check-ca-%d.pem", (int)getpid());
    const char *const arguments[] = {"--listen",
                                     "https://127.0.0.1:0",
                                     "--listen",
                                     "http://127.0.0.1:0",
                                     "--tls-fault",
                                     "expired",
                                     "--tls-fault",
                                     "wrong-host",
                                     "--tls-fault",
                                     "self-signed",
                                     "--tls-fault",
                                     "untrusted",
                                     "--tls-fault",
                                     "old-version",
                                     "--ca-file",
                                     authority,
                                     "--tls-name",
                                     "a.test, 10.0.0.7",
                                     "--tls-name",
                                     "b.test",
                                     "--head-time",
                                     "300ms",
                                     "--content-time",
                                     "300ms",
                                     NULL};
    server = statusd_start_bare(arguments);
}

/* Shakes hands with a port as GnuTLS does that trusts the throw-away CA alone. Returns its error, or 0: faults is then
 * what it says of the certificate for the name. */
static int shake(int port, const char *name, const char *priorities, unsigned *faults)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t session;
    struct client *plain = client_open_plain(port);
    gnutls_certificate_allocate_credentials(&credentials);
    ck_assert_int_eq(gnutls_certificate_set_x509_trust_file(credentials, authority, GNUTLS_X509_FMT_PEM), 1);
    gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
    ck_assert_int_eq(gnutls_priority_set_direct(session, priorities, NULL), 0);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(session, plain->fd);
    int result = gnutls_handshake(session);
    result = result == 0 ? gnutls_certificate_verify_peers3(session, name, faults) : result;
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    client_close(plain);
    return result;
}

static unsigned judged(int port, const char *name, const char *priorities)
{
    unsigned faults = 0;
    int result = shake(port, name, priorities, &faults);
    ck_assert_msg(result == 0, "%s", gnutls_strerror(result));
    return faults;
}

START_TEST(right_certificate)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "::1", "a.test", "10.0.0.7", "b.test"};
    for (int i = 0; i < COUNT(names); i++) {
        ck_assert_msg(judged(server->ports[SECURE], names[i], "NORMAL") == 0, "%s", names[i]);
    }
    ck_assert_uint_ne(judged(server->ports[SECURE], "c.test", "NORMAL") & GNUTLS_CERT_UNEXPECTED_OWNER, 0);
}

static const struct {
    int listener;
    unsigned fault;
} broken[] = {
    {EXPIRED, GNUTLS_CERT_EXPIRED},
    {WRONG_HOST, GNUTLS_CERT_UNEXPECTED_OWNER},
    {SELF_SIGNED, GNUTLS_CERT_SIGNER_NOT_FOUND},
    {UNTRUSTED, GNUTLS_CERT_SIGNER_NOT_FOUND},
};

/* Each certificate has its own fault, and no other one. */
START_TEST(broken_certificates)
{
    unsigned faults = judged(server->ports[broken[_i].listener], "127.0.0.1", "NORMAL");
    ck_assert_msg((faults & ~(unsigned)GNUTLS_CERT_INVALID) == broken[_i].fault, "%x", faults);
}

/* RFC 8996: TLS 1.0 and 1.1 must not be spoken. */
START_TEST(old_versions)
{
    static const char *const old[] = {"NORMAL:-VERS-ALL:+VERS-TLS1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.0"};
    for (int i = 0; i < COUNT(old); i++) {
        ck_assert_uint_eq(judged(server->ports[OLD_VERSION], "127.0.0.1", old[i]), 0);
    }
    unsigned faults;
    ck_assert_int_ne(shake(server->ports[OLD_VERSION], "127.0.0.1", "NORMAL:-VERS-TLS1.1:-VERS-TLS1.0", &faults), 0);
}

/* nginx's 497 is a 400 on the wire. */
START_TEST(plain_on_a_tls_port)
{
    static const char *const requests[] = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "P",
                                           "brew /pot HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"};
    for (int i = 0; i < COUNT(requests); i++) {
        struct client *plain = client_open_plain(server->ports[SECURE]);
        client_print(plain, "%s", requests[i]);
        struct message *message = client_read(plain, "GET");
        expect_problem(message, 400);
        EXPECT(message,
               strstr(message->content, "TLS") != NULL && strstr(message->content, "https://127.0.0.1:") != NULL, "%s",
               message->content);
        expect_field(message, "Connection", "close");
        ck_assert_int_ne(client_wait_for_end(plain), OPEN);
        client_close(plain);
    }
}

/* What is no TLS either is left to GnuTLS, which ends it, perhaps with an alert. */
START_TEST(nonsense_on_a_tls_port)
{
    static const char *const bytes[] = {"\x01\x02\x03\x04\x05\x06\x07", "\x80\x2e\x01\x03\x01", "\x16\x03\x01\xff\xff!",
                                        "\n\n\n\n\n"};
    for (int i = 0; i < COUNT(bytes); i++) {
        struct client *plain = client_open_plain(server->ports[SECURE]);
        client_print(plain, "%s", bytes[i]);
        while (client_receive(plain)) {
        }
        ck_assert(plain->length == 0 || plain->unread[0] == '\x15');
        client_close(plain);
    }
    expect_serving(server->ports[SECURE]);
}

/* At once, and not when the time for a head is over. */
START_TEST(tls_on_a_plain_port)
{
    struct client *plain = client_open_plain(server->ports[PLAIN]);
    client_send(plain, hello, sizeof hello);
    ck_assert_int_ne(client_wait_for_end(plain), OPEN);
    client_close(plain);
    expect_serving(server->ports[PLAIN]);
}

/* 408 once the request line is in, also to a client that goes on sending too slowly; with TLS's closure alert. */
START_TEST(too_slow)
{
    static const char *const beginnings[] = {
        "GET /status/200 HTTP/1.1\r\n", "GET /status/200 HTTP/1.1\r\nHost: local",
        "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
        "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhell"};
    struct client *slow = client_open(server->ports[SECURE]);
    client_print(slow, "%s", beginnings[_i]);
    struct message *message = client_read(slow, "GET");
    expect_problem(message, 408);
    expect_field(message, "Connection", "close");
    client_push(slow, "GET", 3);
    ck_assert_int_eq(client_wait_for_end(slow), CLOSED);
    client_close(slow);
}

START_TEST(too_slow_for_its_second_request)
{
    struct client *slow = client_open(server->ports[SECURE]);
    expect_code(client_get(slow, "/status/200", ""), 200);
    usleep(200 * 1000); /* what comes at once counts as part of the first (connection.c) */
    client_print(slow, "GET /status/200 HTTP/1.1\r\nHost: loc");
    expect_problem(client_read(slow, "GET"), 408);
    ck_assert_int_eq(client_wait_for_end(slow), CLOSED);
    client_close(slow);
}

/* Before the request line is in there is nobody to tell. */
START_TEST(too_slow_to_be_told)
{
    static const char *const beginnings[] = {"", "G", "GET /status/200 HT"};
    struct client *slow = client_open(server->ports[SECURE]);
    client_print(slow, "%s", beginnings[_i]);
    ck_assert_int_ne(client_wait_for_end(slow), OPEN);
    client_close(slow);
}

/* Milliseconds of processor time that the server has used. */
static long processor_time(void)
{
    clockid_t clock;
    struct timespec used;
    ck_assert_int_eq(clock_getcpuclockid(server->pid, &clock), 0);
    ck_assert_int_eq(clock_gettime(clock, &used), 0);
    return used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

/* Nor in the middle of a handshake. The server sleeps meanwhile: one that asks all the time whether more has come uses
 * all of --head-time. */
START_TEST(too_slow_a_handshake)
{
    static const size_t lengths[] = {1, 5, sizeof hello};
    struct client *plain = client_open_plain(server->ports[SECURE]);
    long before = processor_time();
    client_send(plain, hello, lengths[_i]);
    ck_assert_int_ne(client_wait_for_end(plain), OPEN);
    ck_assert_int_lt(processor_time() - before, 150);
    client_close(plain);
}

/* RFC 9112 §9.8: a connection that is closed without the closure alert may have been cut by anybody. */
START_TEST(closure_alerts)
{
    static const struct {
        const char *target;
        enum ending ending;
    } cases[] = {
        {"/status/200?close=1", CLOSED},          {"/status/200?fault=until-close", CLOSED},
        {"/status/200?fault=close&at=body", CUT}, {"/status/200?fault=close", CUT},
        {"/status/200?reason=X", CLOSED},         {"/status/200?linger=50ms", CLOSED},
        {"/status/200?fault=reset", RESET},
    };
    struct client *secure = client_open(server->ports[SECURE]);
    struct raw raw = raw_get(secure, cases[_i].target);
    ck_assert_msg(raw.ending == cases[_i].ending, "%s: %d", raw.about, (int)raw.ending);
    client_close(secure);
}

static char client_authority[64];
static struct certificate trusted, stranger;

/* Made by each process for itself, as the server only knows the file. */
static void start_asking(void)
{
    struct certificate_claims claims = {.subject = "clients", .is_authority = true, .from = -1, .to = 1};
    ck_assert(certificate_make(&trusted, &claims) && certificate_make(&stranger, &claims));
    snprintf(client_authority, sizeof client_authority, "/tmp/statusd-check-clients-%d.pem", (int)getpid());
    FILE *file = fopen(client_authority, "w");
    char *pem = certificate_pem(&trusted);
    fputs(pem, file);
    fclose(file);
    free(pem);
    const char *const arguments[] = {"--listen",        "https://127.0.0.1:0", "--listen", "http://127.0.0.1:0",
                                     "--tls-client-ca", client_authority,      NULL};
    server = statusd_start_bare(arguments);
    unlink(client_authority);
}

enum { NO_CERTIFICATE, RIGHT, OF_A_STRANGER, TOO_OLD };

static const struct {
    int who, code;
} shown[] = {{NO_CERTIFICATE, 496}, {RIGHT, 200}, {OF_A_STRANGER, 495}, {TOO_OLD, 495}};

static gnutls_certificate_credentials_t credentials_of(int who)
{
    gnutls_certificate_credentials_t credentials;
    struct certificate made;
    struct certificate_claims claims = {.subject = "client",
                                        .issuer = who == OF_A_STRANGER ? &stranger : &trusted,
                                        .from = -2,
                                        .to = who == TOO_OLD ? -1 : 1};
    gnutls_certificate_allocate_credentials(&credentials);
    if (who != NO_CERTIFICATE) {
        ck_assert(certificate_make(&made, &claims));
        ck_assert_int_eq(gnutls_certificate_set_x509_key(credentials, &made.x509, 1, made.key), 0);
        certificate_free(&made);
    }
    return credentials;
}

/* What nginx has 495 and 496 for. They are earned by every request of the connection, which goes on. */
START_TEST(certificates_of_clients)
{
    gnutls_certificate_credentials_t credentials = credentials_of(shown[_i].who);
    struct client *secure = client_open_tls(server->ports[0], credentials);
    for (int i = 0; i < 3; i++) {
        struct message *message = client_get(secure, i == 1 ? "/status/200?close=0" : "/status/200", "");
        expect_code(message, shown[_i].code);
        EXPECT(message, message->code == 200 || strstr(message->content, "certificate") != NULL, "%s",
               message->content);
    }
    client_close(secure);
    gnutls_certificate_free_credentials(credentials);
}

START_TEST(plain_listeners_do_not_ask)
{
    struct client *plain = client_open(server->ports[1]);
    expect_code(client_get(plain, "/status/200", ""), 200);
    client_close(plain);
}

static void stop_asking(void)
{
    certificate_free(&trusted);
    certificate_free(&stranger);
}

SUITE("TLS on the wire")
{
    TCase *tcase = wire_case_with(suite, "TLS", start);
    tcase_add_test(tcase, right_certificate);
    tcase_add_loop_test(tcase, broken_certificates, 0, COUNT(broken));
    tcase_add_test(tcase, old_versions);
    tcase_add_test(tcase, plain_on_a_tls_port);
    tcase_add_test(tcase, nonsense_on_a_tls_port);
    tcase_add_test(tcase, tls_on_a_plain_port);
    tcase_add_loop_test(tcase, too_slow, 0, 4);
    tcase_add_test(tcase, too_slow_for_its_second_request);
    tcase_add_loop_test(tcase, too_slow_to_be_told, 0, 3);
    tcase_add_loop_test(tcase, too_slow_a_handshake, 0, 3);
    tcase_add_loop_test(tcase, closure_alerts, 0, 7);
    TCase *asking = wire_case_with(suite, "certificates of clients", start_asking);
    tcase_add_unchecked_fixture(asking, NULL, stop_asking);
    tcase_add_loop_test(asking, certificates_of_clients, 0, COUNT(shown));
    tcase_add_test(asking, plain_listeners_do_not_ask);
}
