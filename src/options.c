#include "options.h"

#include "base/nearest.h"
#include "base/number.h"

#include <ctype.h>
#include <string.h>

/* An option: to add one, add a row. The environment variable is STATUSD_ and the name in capitals. */
struct option {
    const char *name, *value; /* value: what --help calls it; NULL: the option is a switch */
    const char *standard;     /* the default; NULL: none */
    const char *help;
    const char *wanted; /* what a value looks like, for the message about a wrong one */
    bool (*set)(struct options *options, const char *value);
};

/* A command: something to do in place of serving, asked for like an option, but not in the environment. */
struct command {
    const char *name;
    int words; /* that may follow it, at most; set is called once with "", then for each of them */
    const char *help;
    bool (*set)(struct options *options, const char *word); /* false: the word is one too many */
};

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
    return add_listener(&options->server, (struct listen_at){value, NULL});
}

/* NAME or NAME=URL. */
static bool set_tls_fault(struct options *options, const char *value)
{
    struct text name = text_of(value);
    size_t equals = text_find(name, '=');
    const char *url = equals < name.length ? value + equals + 1 : "https://127.0.0.1:0";
    name.length = equals;
    const struct tls_fault *fault = tls_fault_find(name);
    return fault != NULL && text_begins(text_of(url), TEXT("https://")) &&
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

/* A list of domain names and addresses. */
static bool set_tls_name(struct options *options, const char *value)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*:, ";
    if (options->server.tls_name_count == TLS_NAMES_MAX || value[0] == '\0' || value[strspn(value, allowed)] != '\0') {
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

static bool set_help(struct options *options, const char *topic)
{
    options->help = topic;
    return true;
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
    options->self_test = json ? options->self_test : word;
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
    return true;
}

static const struct option table[] = {
    {"listen", "URL", "http://127.0.0.1:8080",
     "listen here, at http://, https:// or unix:PATH; may be repeated; port 0 takes a free one",
     "a URL such as http://127.0.0.1:8080, at most 16 of them", set_listen},
    {"tls-cert", "FILE", NULL, "the certificate of https listeners, in PEM, with those that lead to its CA behind it",
     "a file name", set_tls_certificate},
    {"tls-key", "FILE", NULL, "its private key, in PEM", "a file name", set_tls_key},
    {"tls-name", "LIST", NULL,
     "further names and addresses for the certificate that is made where none is given; may be repeated",
     "names without a port, such as api.example.test,10.0.0.7", set_tls_name},
    {"ca-file", "FILE", NULL, "write the CA of the certificates that are made to this file while it listens",
     "a file name", set_authority_file},
    {"tls-client-ca", "FILE", NULL,
     "ask clients of https listeners for a certificate of a CA in this file: without one 496, with a wrong one 495",
     "a file name", set_tls_client_authority},
    {"tls-fault", "NAME", NULL,
     "listen with broken TLS too, on a free port of 127.0.0.1, or at NAME=https://HOST:PORT: expired, wrong-host, "
     "self-signed, untrusted or old-version; may be repeated",
     "expired, wrong-host, self-signed, untrusted or old-version, perhaps with a URL, such as "
     "expired=https://127.0.0.1:8444",
     set_tls_fault},
    {"port-file", "FILE", NULL, "write the first listener's port to this file while it listens", "a file name",
     set_port_file},
    {"threads", "N", "2", "threads that answer, for each listener", "a number from 1 to 256", set_threads},
    {"idle", "TIME", "75s", "close a connection on which nothing happens for so long, in whole seconds; 0: never",
     "a time in whole seconds, such as 30s", set_idle},
    {"head-time", "TIME", "10s",
     "answer 408 where a head takes longer; a new connection that sends nothing is closed; 0: never",
     "a time such as 500ms or 30s", set_head_time},
    {"content-time", "TIME", "30s", "answer 408 where no byte of content comes for so long; 0: never",
     "a time such as 500ms or 30s", set_content_time},
    {"max-memory", "SIZE", "256M",
     "memory for the content of all requests, for large answers made from it and for WebSocket echoes; beyond it 503, "
     "or 413 where it can never fit",
     "a size such as 64M", set_max_memory},
    {"max-content", "SIZE", "1M", "largest content of a request", "a size such as 64k or 1M", set_max_content},
    {"max-size", "SIZE", "100M", "largest generated content of an answer", "a size such as 64k or 1M", set_max_size},
    {"max-delay", "TIME", "300s", "longest that an answer may be made to wait", "a time such as 500ms or 30s",
     set_max_delay},
    {"max-hang", "TIME", "60s",
     "longest that fault=hang hangs, endless faults go on, and a connection is kept or lingers",
     "a time such as 500ms or 30s", set_max_hang},
    {"max-keys", "N", "10000", "sequences that are remembered; when full, the least recently used goes",
     "a number from 1 to 10000000", set_max_keys},
    {"key-ttl", "TIME", "3600s", "how long a sequence is remembered after its last use", "a time such as 500ms or 30s",
     set_key_ttl},
    {"ttl", "TIME", "0", "end after so long, at most a day, so that none is left behind; 0: never",
     "a time such as 500ms or 600s", set_ttl},
    {"max-requests", "N", "0", "end after so many requests; 0: never", "a number", set_max_requests},
    {"hosts", "LIST", NULL, "the hosts that requests may be for; others get 421 (any but those below .invalid)",
     "names without a port, such as localhost,example.test", set_hosts},
    {"no-faults", NULL, NULL, "answer 403 where a fault is asked for", NULL, set_no_faults},
    {"allow-foreign", NULL, NULL, "let redirects lead to other hosts, also from a listener that is not on loopback",
     NULL, set_allow_foreign},
};

static const struct command commands[] = {
    {"self-test", 2,
     "ask a server of its own on a free port, or the statusd at the URL that follows, for every status, and say what "
     "is not as the "
     "catalog has it; exits with 1 where something is not; --self-test=json for machines",
     set_self_test},
    {"health", 1,
     "ask the statusd at the URL that follows, or at the first listen, whether it is well, and say its answer; exits "
     "with 1 where that is no success",
     set_health},
    {"static-site", 1,
     "write the explorer, the page at /, as files into the new directory that follows, for any host of files",
     set_static_site},
    {"help", 1, "say this; --help routes, earn, modifiers, faults or statuses tells what is there to ask for",
     set_help},
    {"version", 0, "say the version", set_version},
};

enum { OPTIONS = sizeof table / sizeof table[0], COMMANDS = sizeof commands / sizeof commands[0] };

static const struct option *find_option(struct text name)
{
    for (int i = 0; i < OPTIONS; i++) {
        if (text_equal(name, text_of(table[i].name))) {
            return &table[i];
        }
    }
    return NULL;
}

static const struct command *find_command(struct text name)
{
    for (int i = 0; i < COMMANDS; i++) {
        if (text_equal(name, text_of(commands[i].name))) {
            return &commands[i];
        }
    }
    return NULL;
}

/* The name that was probably meant by name; empty where none is like it. */
static struct text meant_by(struct text name)
{
    struct nearest nearest = nearest_to(name);
    struct text meant = TEXT("");
    for (int i = 0; i < OPTIONS; i++) {
        meant = nearest_is(&nearest, text_of(table[i].name)) ? text_of(table[i].name) : meant;
    }
    for (int i = 0; i < COMMANDS; i++) {
        meant = nearest_is(&nearest, text_of(commands[i].name)) ? text_of(commands[i].name) : meant;
    }
    return meant;
}

/* Sets the value of an option. label stands before the value in a message: "--name " or "NAME=". */
static bool set(const struct option *option, struct options *options, const char *value, const char *label, char *error,
                size_t error_size)
{
    if (option->set(options, value)) {
        return true;
    }
    snprintf(error, error_size, "%s%s: wanted is %s", label, value, option->wanted);
    return false;
}

/* Reads the value of an option: what stands behind its equals sign, or else the next argument, to which *at then moves.
 */
static bool read_option(struct options *options, const struct option *option, const char *value, char *const argv[],
                        int *at, char *error, size_t error_size)
{
    char label[64];
    if (option->value == NULL && value != NULL) {
        snprintf(error, error_size, "--%s takes no value", option->name);
        return false;
    }
    if (option->value != NULL && value == NULL) {
        value = argv[++*at];
    }
    if (option->value != NULL && value == NULL) {
        snprintf(error, error_size, "--%s needs a value: %s", option->name, option->wanted);
        return false;
    }
    snprintf(label, sizeof label, "--%s ", option->name);
    return set(option, options, value, label, error, error_size);
}

/* Reads the words of a command: what stands behind its equals sign, and what follows without a dash. */
static bool read_command(struct options *options, const struct command *command, const char *value, char *const argv[],
                         int *at, char *error, size_t error_size)
{
    int words = value != NULL;
    if (words > command->words) {
        snprintf(error, error_size, "--%s takes no value", command->name);
        return false;
    }
    bool right = command->set(options, "") && (value == NULL || command->set(options, value));
    while (right && words < command->words && argv[*at + 1] != NULL && argv[*at + 1][0] != '-') {
        right = command->set(options, argv[++*at]);
        words++;
    }
    if (!right) {
        snprintf(error, error_size, "--%s %s: one word too many; see --help", command->name, argv[*at]);
    }
    return right;
}

/* Reads the argument at *at, and those that belong to it: *at is then the index of the last of them. Notes in given
 * that the option was given. */
static bool read_argument(struct options *options, char *const argv[], int *at, bool *given, char *error,
                          size_t error_size)
{
    struct text name = text_of(strcmp(argv[*at], "-h") == 0 ? "--help" : argv[*at]);
    if (!text_skip(&name, TEXT("--"))) {
        snprintf(error, error_size, "%s: not an option; see --help", argv[*at]);
        return false;
    }
    size_t equals = text_find(name, '=');
    const char *value = equals < name.length ? name.at + equals + 1 : NULL;
    name.length = equals;
    const struct option *option = find_option(name);
    const struct command *command = find_command(name);
    if (option != NULL) {
        given[option - table] = true;
        return read_option(options, option, value, argv, at, error, error_size);
    }
    if (command != NULL) {
        return read_command(options, command, value, argv, at, error, error_size);
    }
    struct text meant = meant_by(name);
    snprintf(error, error_size, "%s: unknown option; %s%.*s", argv[*at],
             meant.length > 0 ? "did you mean --" : "see --help", (int)meant.length, meant.length > 0 ? meant.at : "");
    return false;
}

/* Reads the value of a switch in the environment; false where it is not one. */
static bool read_switch(const char *value, bool *on)
{
    *on = text_lists(TEXT("1, true, yes, on"), text_of(value));
    return *on || text_lists(TEXT("0, false, no, off"), text_of(value));
}

/* Sets an option that is not on the command line: from the environment, or to its default. */
static bool read_elsewhere(struct options *options, const struct option *option, char *(*environment)(const char *name),
                           char *error, size_t error_size)
{
    char name[64] = "STATUSD_"; /* an equals sign is added after it for messages */
    size_t length = strlen(name);
    for (const char *c = option->name; *c != '\0' && length < sizeof name - 2; c++) {
        name[length++] = (char)(*c == '-' ? '_' : toupper((unsigned char)*c));
    }
    const char *value = environment(name);
    bool on, given = value != NULL && value[0] != '\0';
    name[length] = '=';
    if (given && option->value == NULL && !read_switch(value, &on)) {
        snprintf(error, error_size, "%s%s: wanted is 1 or 0", name, value);
        return false;
    }
    if (given && option->value == NULL) {
        return !on || option->set(options, NULL);
    }
    if (given) {
        return set(option, options, value, name, error, error_size);
    }
    return option->standard == NULL || set(option, options, option->standard, "", error, error_size);
}

static bool has_https(const struct server_config *server)
{
    bool has = false;
    for (int i = 0; i < server->listen_count; i++) {
        has = has || text_begins(text_of(server->listen[i].url), TEXT("https://"));
    }
    return has;
}

/* What options that are right by themselves lack together; NULL: nothing. */
static const char *lacking(const struct server_config *server)
{
    if ((server->tls_certificate == NULL) != (server->tls_key == NULL)) {
        return "--tls-cert and --tls-key go together: a certificate and its key";
    }
    if ((server->tls_certificate != NULL || server->tls_client_authority != NULL) && !has_https(server)) {
        return "--tls-cert and --tls-client-ca are for https listeners, and there is none: --listen "
               "https://127.0.0.1:8443";
    }
    return NULL;
}

bool options_read(struct options *options, int argc, char *const argv[], char *(*environment)(const char *name),
                  char *error, size_t error_size)
{
    bool given[OPTIONS] = {false};
    *options = (struct options){.server.limits = {.target = 8000, .head = 8192}};
    for (int i = 1; i < argc; i++) {
        if (!read_argument(options, argv, &i, given, error, error_size)) {
            return false;
        }
    }
    for (int i = 0; i < OPTIONS; i++) {
        if (!given[i] && !read_elsewhere(options, &table[i], environment, error, error_size)) {
            return false;
        }
    }
    const char *lacks = lacking(&options->server);
    snprintf(error, error_size, "%s", lacks != NULL ? lacks : "");
    return lacks == NULL;
}

static void help_options(FILE *out)
{
    fputs("statusd answers with any HTTP status, each one exactly as its definition says.\n\n"
          "  statusd                                 listens on http://127.0.0.1:8080\n"
          "  curl -i http://127.0.0.1:8080/status/404\n\n"
          "Options, each also as an environment variable (STATUSD_PORT_FILE=FILE, STATUSD_NO_FAULTS=1):\n\n",
          out);
    for (int i = 0; i < OPTIONS; i++) {
        char left[40];
        snprintf(left, sizeof left, "--%s%s%s", table[i].name, table[i].value != NULL ? " " : "",
                 table[i].value != NULL ? table[i].value : "");
        fprintf(out, "  %-20s %s", left, table[i].help);
        fprintf(out, table[i].standard != NULL ? " (%s)\n" : "\n", table[i].standard);
    }
    fputs("\nIn place of serving:\n\n", out);
    for (int i = 0; i < COMMANDS; i++) {
        fprintf(out, "  --%-18s %s\n", commands[i].name, commands[i].help);
    }
}

/* The topics of --help: to add one, add a row. */
static const struct {
    const char *name;
    void (*print)(FILE *out);
} topics[] = {
    {"", help_options},           {"routes", site_help_routes},
    {"earn", site_help_earn},     {"modifiers", site_help_modifiers},
    {"faults", site_help_faults}, {"statuses", site_help_statuses},
};

enum { TOPICS = sizeof topics / sizeof topics[0] };

bool options_help(FILE *out, const char *topic, char *error, size_t error_size)
{
    for (int i = 0; i < TOPICS; i++) {
        if (strcmp(topic, topics[i].name) == 0) {
            topics[i].print(out);
            return true;
        }
    }
    int length = snprintf(error, error_size, "--help %s: the topics are", topic);
    for (int i = 1; i < TOPICS && length > 0 && (size_t)length < error_size; i++) {
        length += snprintf(error + length, error_size - (size_t)length, i > 1 ? ", %s" : " %s", topics[i].name);
    }
    return false;
}
