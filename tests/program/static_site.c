/* --static-site: the explorer as files, for any host of files. */
#include "tests/facts/facts.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN(...) statusd_run((const char *const[]){__VA_ARGS__, NULL})

enum { FILE_MAX = 512 * 1024 };

static const char *const names[] = {"index.html",   "style.css",   "explorer.js",
                                    "catalog.json", "faults.json", "modifiers.json"};

static char folder[32], site[64], path[128], text[FILE_MAX];

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/statusd-site-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(site, sizeof site, "%s/site", folder);
}

static const char *in_site(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", site, name);
    return path;
}

/* Nothing but the site, and in it nothing but its files and "mine", is ever left in the folder. */
static void teardown(void)
{
    for (int i = 0; i < COUNT(names); i++) {
        unlink(in_site(names[i]));
    }
    unlink(in_site("mine"));
    rmdir(site);
    ck_assert_int_eq(rmdir(folder), 0);
}

static const char *read_file(const char *name)
{
    FILE *file = fopen(in_site(name), "r");
    ck_assert_msg(file != NULL, "no %s", name);
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

static void expect_written(const struct statusd_end *end)
{
    ck_assert_msg(end->status == 0, "%d: %s", end->status, end->errors);
    ck_assert_str_eq(end->errors, "");
    ck_assert_str_eq(end->out, "");
}

/* One line on standard error, with what, and that exit status. */
static void expect_complaint(const struct statusd_end *end, int status, const char *what)
{
    ck_assert_int_eq(end->status, status);
    ck_assert_msg(strstr(end->errors, what) != NULL, "no %s: %s", what, end->errors);
    ck_assert_ptr_eq(strchr(end->errors, '\n'), end->errors + strlen(end->errors) - 1);
}

static int entries(void)
{
    int count = 0;
    DIR *directory = opendir(site);
    ck_assert_ptr_nonnull(directory);
    while (readdir(directory) != NULL) {
        count++;
    }
    closedir(directory);
    return count - 2; /* without . and .. */
}

START_TEST(writes_it)
{
    struct stat there;
    mode_t mask = umask(022);
    struct statusd_end end = RUN("--static-site", site);
    umask(mask);
    expect_written(&end);
    ck_assert_int_eq(entries(), COUNT(names));
    ck_assert_int_eq(stat(site, &there), 0);
    ck_assert_int_eq(there.st_mode & 0777, 0755);
    ck_assert_int_eq(stat(in_site("index.html"), &there), 0);
    ck_assert_int_eq(there.st_mode & 0777, 0644);
}

/* The page finds all it needs beside it. */
START_TEST(page_and_its_files)
{
    struct statusd_end end = RUN("--static-site", site);
    expect_written(&end);
    const char *page = read_file("index.html");
    for (int i = 1; i < COUNT(names) - 3; i++) {
        char link[64];
        snprintf(link, sizeof link, "=\"%s\"", names[i]);
        ck_assert_msg(strstr(page, link) != NULL, "no link to %s", names[i]);
    }
    ck_assert_ptr_nonnull(strstr(page, "data-data=\".json\""));
    ck_assert_ptr_nonnull(strstr(page, "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5"));
    ck_assert_ptr_null(strpbrk(page, "{}"));
    ck_assert_ptr_nonnull(strstr(read_file("style.css"), "prefers-color-scheme"));
    ck_assert_ptr_nonnull(strstr(read_file("explorer.js"), "hashchange"));
}

START_TEST(lists_are_whole)
{
    static const char *const lists[][2] = {
        {"catalog.json", "statuses"}, {"faults.json", "faults"}, {"modifiers.json", "modifiers"}};
    struct statusd_end end = RUN("--static-site", site);
    int facts;
    facts_all(&facts);
    expect_written(&end);
    for (int i = 0; i < COUNT(lists); i++) {
        cJSON *json = cJSON_Parse(read_file(lists[i][0]));
        int count = cJSON_GetArraySize(cJSON_GetObjectItem(json, lists[i][1]));
        ck_assert_int_eq(count, cJSON_GetObjectItem(json, "count")->valueint);
        ck_assert_int_gt(count, i == 0 ? facts - 1 : 0);
        cJSON_Delete(json);
    }
    ck_assert_ptr_nonnull(strstr(read_file("catalog.json"), "curl -i 'http://127.0.0.1:8080/status/404'"));
}

START_TEST(empty_directory_and_slash)
{
    char slashed[80];
    snprintf(slashed, sizeof slashed, "%s//", site);
    ck_assert_int_eq(mkdir(site, 0755), 0);
    struct statusd_end end = RUN("--static-site", slashed);
    expect_written(&end);
    ck_assert_int_eq(entries(), COUNT(names));
}

/* What is there already stays as it is, and nothing is left beside it (teardown). */
START_TEST(full_directory)
{
    ck_assert_int_eq(mkdir(site, 0755), 0);
    FILE *mine = fopen(in_site("mine"), "w");
    ck_assert_ptr_nonnull(mine);
    fclose(mine);
    struct statusd_end end = RUN("--static-site", site);
    expect_complaint(&end, 1, "wanted is a new directory");
    ck_assert_int_eq(entries(), 1);
}

START_TEST(file_in_its_place)
{
    FILE *file = fopen(site, "w");
    ck_assert_ptr_nonnull(file);
    fclose(file);
    struct statusd_end end = RUN("--static-site", site);
    unlink(site);
    expect_complaint(&end, 1, site);
}

START_TEST(no_such_place)
{
    struct statusd_end end = RUN("--static-site", "/no/such/directory/site");
    expect_complaint(&end, 1, "/no/such/directory/site");
}

START_TEST(no_name)
{
    struct statusd_end end = RUN("--static-site");
    expect_complaint(&end, 2, "--static-site needs a value: a directory");
}

/* Where a write fails nothing is left. A limit on the size of files stands for a full disk. */
START_TEST(no_room)
{
    char command[256];
    snprintf(command, sizeof command, "trap '' XFSZ; ulimit -f 8; '%s' --static-site '%s' 2> /dev/null",
             getenv("STATUSD"), site);
    ck_assert_int_ne(system(command), 0);
    ck_assert_int_ne(access(site, F_OK), 0);
}

SUITE("static site")
{
    TCase *tcase = tcase_create("static site");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, writes_it);
    tcase_add_test(tcase, page_and_its_files);
    tcase_add_test(tcase, lists_are_whole);
    tcase_add_test(tcase, empty_directory_and_slash);
    tcase_add_test(tcase, full_directory);
    tcase_add_test(tcase, file_in_its_place);
    tcase_add_test(tcase, no_such_place);
    tcase_add_test(tcase, no_name);
    tcase_add_test(tcase, no_room);
    suite_add_tcase(suite, tcase);
}
