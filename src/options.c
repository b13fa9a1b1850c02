#include "options.h"

#include "base/number.h"
#include "command_line/arguments.h"
#include "command_line/completion.h"
#include "command_line/usage.h"
#include "http/url.h"

#include <arpa/inet.h>
#include <string.h>

/* Those with a fault come last, so that the first listener is one to work with. */
static bool add_listener(struct server_config *server, struct listen_at added)
{
    int at = server->listen_count;
    if (at == LISTENERS_MAX) {
        return false;
    }
    for (; at > 0 && added.fault == NULL && server->listen[at - 1].fault != NULL; at--) {
        server->listen[at] = server->listen[at - 1];
    }
    server->listen[at] = added;
    server->listen_count++;
    return true;
}

static bool set_listen(struct options *options, const char *value)
{
    struct url url;
    bool right = text_begins(text_of(value), TEXT("unix:")) || (url_read(text_of(value), &url) && url.port.length > 0);
    return right && add_listener(&options->server, (struct listen_at){value, NULL});
}

/* NAME or NAME=URL. */
static bool set_tls_fault(struct options *options, const char *value)
{
    struct text name = text_of(value);
    size_t equals = text_find(name, '=');
    const char *url = equals < name.length ? value + equals + 1 : "https://127.0.0.1:0";
    name.length = equals;
    const struct tls_fault *fault = tls_fault_find(name);
    struct url parts;
    bool again = false;
    for (int i = 0; i < options->server.listen_count; i++) {
        again = again || (fault != NULL && options->server.listen[i].fault == fault);
    }
    return fault != NULL && !again && url_read(text_of(url), &parts) && parts.secure && parts.port.length > 0 &&
           add_listener(&options->server, (struct listen_at){url, fault});
}

static bool set_tls_certificate(struct options *options, const char *value)
{
    options->server.tls_certificate = value;
    return value[0] != '\0';
}

static bool set_tls_key(struct options *options, const char *value)
{
    options->server.tls_key = value;
    return value[0] != '\0';
}

static bool set_tls_client_authority(struct options *options, const char *value)
{
    options->server.tls_client_authority = value;
    return value[0] != '\0';
}

/* Whether it is a domain name, perhaps with a wildcard, or an address. */
static bool is_host(struct text name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*";
    char terminated[256];
    struct in6_addr address;
    snprintf(terminated, sizeof terminated, "%.*s", (int)name.length, name.at);
    return name.length < sizeof terminated &&
           (terminated[strspn(terminated, allowed)] == '\0' || inet_pton(AF_INET6, terminated, &address) == 1);
}

/* A list of domain names and addresses. */
static bool set_tls_name(struct options *options, const char *value)
{
    struct text list = text_of(value), name;
    bool right = options->server.tls_name_count < TLS_NAMES_MAX && value[0] != '\0';
    while (right && text_list(&list, &name)) {
        right = is_host(name);
    }
    if (!right) {
        return false;
    }
    options->server.tls_names[options->server.tls_name_count++] = value;
    return true;
}

static bool set_authority_file(struct options *options, const char *value)
{
    options->authority_file = value;
    return value[0] != '\0';
}

static bool set_port_file(struct options *options, const char *value)
{
    options->port_file = value;
    return value[0] != '\0';
}

static bool set_threads(struct options *options, const char *value)
{
    uint64_t number;
    if (!number_parse(text_of(value), 256, &number) || number == 0) {
        return false;
    }
    options->server.threads = (unsigned)number;
    return true;
}

static bool set_idle(struct options *options, const char *value)
{
    int64_t milliseconds;
    if (!number_parse_duration(text_of(value), &milliseconds) || milliseconds % 1000 != 0) {
        return false;
    }
    options->server.idle = (unsigned)(milliseconds / 1000);
    return true;
}

static bool set_max_content(struct options *options, const char *value)
{
    return number_parse_size(text_of(value), &options->server.limits.content);
}

static bool set_max_size(struct options *options, const char *value)
{
    return number_parse_size(text_of(value), &options->site.max_size);
}

static bool set_max_delay(struct options *options, const char *value)
{
    return number_parse_duration(text_of(value), &options->site.max_delay);
}

static bool set_max_hang(struct options *options, const char *value)
{
    bool right = number_parse_duration(text_of(value), &options->site.max_hang);
    options->server.hang = options->site.max_hang;
    return right;
}

/* A time where 0 means never. A value that only rounds to 0, such as 0.1ms, is refused. */
static bool read_deadline(const char *value, int64_t *milliseconds)
{
    return number_parse_duration(text_of(value), milliseconds) &&
           (*milliseconds > 0 || strpbrk(value, "123456789") == NULL);
}

static bool set_head_time(struct options *options, const char *value)
{
    return read_deadline(value, &options->server.head_time);
}

static bool set_content_time(struct options *options, const char *value)
{
    return read_deadline(value, &options->server.content_time);
}

static bool set_ttl(struct options *options, const char *value)
{
    return read_deadline(value, &options->ttl);
}

static bool set_max_requests(struct options *options, const char *value)
{
    return number_parse(text_of(value), UINT64_MAX, &options->server.max_requests);
}

static bool set_max_memory(struct options *options, const char *value)
{
    return number_parse_size(text_of(value), &options->server.max_memory) && options->server.max_memory > 0;
}

static bool set_max_keys(struct options *options, const char *value)
{
    return number_parse(text_of(value), 10 * 1000 * 1000, &options->site.max_keys) && options->site.max_keys > 0;
}

static bool set_key_ttl(struct options *options, const char *value)
{
    return number_parse_duration(text_of(value), &options->site.key_ttl);
}

static bool set_hosts(struct options *options, const char *value)
{
    options->site.hosts = value;
    return value[0] != '\0';
}

static bool set_no_faults(struct options *options, const char *value)
{
    (void)value;
    options->site.no_faults = true;
    return true;
}

static bool set_allow_foreign(struct options *options, const char *value)
{
    (void)value;
    options->site.allow_foreign = true;
    return true;
}

static void print_help(FILE *out);
static void print_options(FILE *out);
static void print_bash(FILE *out);
static void print_zsh(FILE *out);

/* What can be asked for by a word behind a command. */
struct printer {
    const char *word;
    void (*print)(FILE *out);
};

static void print_faults(FILE *out)
{
    const struct tls_fault *fault;
    site_help_faults(out);
    fputs("\n| fault of TLS | what the client gets |\n| --- | --- |\n", out);
    for (int nth = 0; (fault = tls_fault_nth(nth)) != NULL; nth++) {
        fprintf(out, "| `%s` | %s |\n", fault->name, fault->what);
    }
}

/* To add a topic, add a row, and its name here. */
#define TOPICS "routes|earn|modifiers|faults|statuses|options"
static const struct printer topics[] = {
    {"", print_help},           {"routes", site_help_routes},
    {"earn", site_help_earn},   {"modifiers", site_help_modifiers},
    {"faults", print_faults},   {"statuses", site_help_statuses},
    {"options", print_options}, {0},
};

static const struct printer shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {0}};

static bool set_print(struct options *options, const struct printer *printers, const char *word)
{
    while (printers->word != NULL && strcmp(printers->word, word) != 0) {
        printers++;
    }
    options->print = printers->print;
    return printers->word != NULL;
}

static bool set_help(struct options *options, const char *topic)
{
    return set_print(options, topics, topic);
}

static bool set_completion(struct options *options, const char *shell)
{
    return set_print(options, shells, shell);
}

static bool set_version(struct options *options, const char *nothing)
{
    (void)nothing;
    options->version = true;
    return true;
}

static bool set_self_test(struct options *options, const char *word)
{
    bool json = strcmp(word, "json") == 0, again = options->self_test != NULL && options->self_test[0] != '\0';
    options->self_test_json = options->self_test_json || json;
    options->self_test = !json ? word : again ? options->self_test : "";
    return json || !again;
}

static bool set_health(struct options *options, const char *url)
{
    options->health = url;
    return true;
}

static bool set_static_site(struct options *options, const char *directory)
{
    options->static_site = directory;
    return directory[0] != '\0';
}

/* What number_parse_duration and number_parse_size read. */
#define A_TIME "a time such as 500ms or 30s, at most a day"
#define A_SIZE "a size such as 64k or 1M, at most 1048576M"

/* To add an option, add a row; one without a name is the heading of a group. */
static const struct option table[] = {
    {.help = "Where it listens"},
    {"listen", "URL...", "http://127.0.0.1:8080",
     "listen here, at http://HOST:PORT, https://HOST:PORT or unix:PATH; port 0 takes a free one",
     "a URL such as http://127.0.0.1:8080, https://127.0.0.1:8443 or unix:/tmp/statusd.sock, with a port up to 65535; "
     "at "
     "most 16 of them",
     set_listen},
    {"port-file", "FILE", NULL, "write the port of the first listener that has one to this file while it listens",
     "a file name", set_port_file},
    {"threads", "N", "2", "threads that answer, for each listener", "a number from 1 to 256", set_threads},
    {.help = "TLS, for https listeners"},
    {"tls-cert", "FILE", NULL,
     "the certificate, in PEM, and behind it those that lead to its CA; without --tls-cert one is made at start",
     "a file name", set_tls_certificate},
    {"tls-key", "FILE", NULL, "the private key of --tls-cert, in PEM", "a file name", set_tls_key},
    {"tls-name", "LIST...", NULL,
     "names and addresses for the certificate that is made, besides localhost, 127.0.0.1 and ::1",
     "names without a port, such as api.example.test,10.0.0.7; at most 16 times", set_tls_name},
    {"ca-file", "FILE", NULL,
     "write the CA of the certificates that are made to this file while it listens, for clients to trust it",
     "a file name", set_authority_file},
    {"tls-client-ca", "FILE", NULL,
     "ask clients for a certificate of a CA in this file: 496 without one (--health has none), 495 with a wrong one",
     "a file name", set_tls_client_authority},
    {"tls-fault", "NAME[=URL]...", NULL,
     "listen with broken TLS too, at the URL or on a free port of 127.0.0.1: expired, wrong-host, self-signed, "
     "untrusted or old-version",
     "expired, wrong-host, self-signed, untrusted or old-version, each once, perhaps with a URL, such as "
     "expired=https://127.0.0.1:8444",
     set_tls_fault},
    {.help = "Deadlines"},
    {"idle", "TIME", "75s", "close a connection on which nothing happens for so long, in whole seconds; 0: never",
     "a time in whole seconds, such as 30s, at most a day", set_idle},
    {"head-time", "TIME", "10s",
     "answer 408 where a head takes longer; a new connection that sends nothing is closed; 0: never", A_TIME,
     set_head_time},
    {"content-time", "TIME", "30s", "answer 408 where no byte of content comes for so long; 0: never", A_TIME,
     set_content_time},
    {.help = "Limits"},
    {"max-memory", "SIZE", "256M",
     "memory for the content of all requests, for large answers made from it and for WebSocket echoes; beyond it 503, "
     "or 413 where it can never fit",
     "a size such as 64M, from 1 to 1048576M", set_max_memory},
    {"max-content", "SIZE", "1M", "largest content of a request", A_SIZE, set_max_content},
    {"max-size", "SIZE", "100M", "largest generated content of an answer", A_SIZE, set_max_size},
    {"max-delay", "TIME", "300s", "longest that an answer may be made to wait", A_TIME, set_max_delay},
    {"max-hang", "TIME", "60s",
     "longest that fault=hang hangs, endless faults go on, and a connection is kept or lingers", A_TIME, set_max_hang},
    {"max-keys", "N", "10000", "sequences that are remembered; when full, the least recently used goes",
     "a number from 1 to 10000000", set_max_keys},
    {"key-ttl", "TIME", "3600s", "how long a sequence is remembered after its last use", A_TIME, set_key_ttl},
    {.help = "When it ends by itself"},
    {"ttl", "TIME", "0", "end after so long, at most a day, so that none is left behind; 0: never", A_TIME, set_ttl},
    {"max-requests", "N", "0", "end after so many requests; 0: never", "a number up to 18446744073709551615",
     set_max_requests},
    {.help = "What may be asked for"},
    {"hosts", "LIST", NULL, "the hosts that requests may be for; others get 421 (any but those below .invalid)",
     "names without a port, such as localhost,example.test", set_hosts},
    {"no-faults", NULL, NULL, "answer 403 where a fault is asked for", NULL, set_no_faults},
    {"allow-foreign", NULL, NULL, "let redirects lead to other hosts, also from a listener that is not on loopback",
     NULL, set_allow_foreign},
    {0},
};

/* What can be done in place of serving. */
static const struct option commands[] = {
    {.help = "In place of serving"},
    {"self-test", "[json] [URL]", NULL,
     "ask a server of its own on a free port, or the statusd at the URL, for every status, and say what is not as the "
     "catalog has it; exits with 1 where something is not; json is for machines",
     NULL, set_self_test},
    {"health", "[URL]", NULL,
     "ask the statusd at the URL, or at the first listen, whether it is well, and say its answer; exits with 1 where "
     "that is no success",
     NULL, set_health},
    {"static-site", "DIRECTORY", NULL,
     "write the explorer, the page at /, as files into the new directory, for any host of files",
     "a directory: a new one, such as site", set_static_site},
    {"help", "[" TOPICS "]", NULL, "print this help, or what there is to ask for", NULL, set_help},
    {"completion", "bash|zsh", NULL,
     "print what has a shell complete options, their words and files; make install puts it where the shell looks for "
     "it",
     NULL, set_completion},
    {"version", NULL, NULL, "say the version", NULL, set_version},
    {0},
};

static const struct command_line command_line = {table, commands};

_Static_assert(sizeof table / sizeof table[0] <= OPTION_ROWS, "OPTION_ROWS is to be raised");

static void print_help(FILE *out)
{
    fputs("statusd answers with any HTTP status, each one exactly as its definition says.\n\n"
          "  statusd                                   listens on http://127.0.0.1:8080\n"
          "  curl -i http://127.0.0.1:8080/status/404\n\n"
          "More: statusd --help " TOPICS "\n\n"
          "An option wins over its environment variable, which stands beside it: 1 or 0 for\n"
          "a switch, spaces between several values. TIME is 500ms or 30s, SIZE 64k or 1M.\n",
          out);
    usage_print(out, &command_line);
}

static void print_options(FILE *out)
{
    usage_table(out, &command_line);
}

static void print_bash(FILE *out)
{
    completion_bash(out, &command_line);
}

static void print_zsh(FILE *out)
{
    completion_zsh(out, &command_line);
}

/* Whether there is an https listener, perhaps only one with a fault. */
static bool has_https(const struct server_config *server, bool any_fault)
{
    bool has = false;
    for (int i = 0; i < server->listen_count; i++) {
        has = has || ((any_fault || server->listen[i].fault == NULL) &&
                      text_begins(text_of(server->listen[i].url), TEXT("https://")));
    }
    return has;
}

/* What options that are right by themselves lack together; NULL: nothing. */
static const char *lacking(const struct server_config *server)
{
    if ((server->tls_certificate == NULL) != (server->tls_key == NULL)) {
        return "--tls-cert and --tls-key go together: a certificate and its key";
    }
    bool for_all = server->tls_client_authority != NULL || server->tls_name_count > 0;
    return (server->tls_certificate != NULL && !has_https(server, false)) || (for_all && !has_https(server, true))
               ? "--tls-cert, --tls-client-ca and --tls-name are for https listeners, and there is none: --listen "
                 "https://127.0.0.1:8443"
               : NULL;
}

bool options_read(struct options *options, int argc, char *const argv[], char *(*environment)(const char *name),
                  char *error, size_t error_size)
{
    *options = (struct options){.server.limits = {.target = 8000, .head = 8192}};
    if (!arguments_read(&command_line, options, argc, argv, environment, error, error_size)) {
        return false;
    }
    const char *lacks = lacking(&options->server);
    snprintf(error, error_size, "%s", lacks != NULL ? lacks : "");
    return lacks == NULL;
}

bool options_misspelt(const char *variable, char *hint, size_t hint_size)
{
    return arguments_misspelt(&command_line, variable, hint, hint_size);
}
