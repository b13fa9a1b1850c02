/* Hands the fuzz targets their corpora: the inputs on which one failed once, and those from which they start. */
#include "tests/kit/suite.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The targets are compiled in here, each with a name of its own in place of the one that all have. */
#define LLVMFuzzerTestOneInput replay_codes
#include "tests/fuzz/codes.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_ranges
#include "tests/fuzz/ranges.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_media
#include "tests/fuzz/media.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_language
#include "tests/fuzz/language.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_guard
#include "tests/fuzz/guard.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_form
#include "tests/fuzz/form.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_site
#include "tests/fuzz/site.c"
#undef LLVMFuzzerTestOneInput

#define LLVMFuzzerTestOneInput replay_credentials
#include "tests/fuzz/credentials.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_preconditions
#include "tests/fuzz/preconditions.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_websocket
#include "tests/fuzz/websocket.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_xml
#include "tests/fuzz/xml.c"
#undef LLVMFuzzerTestOneInput

#define LLVMFuzzerTestOneInput replay_if_field
#include "tests/fuzz/if_field.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput replay_dav
#include "tests/fuzz/dav.c"
#undef LLVMFuzzerTestOneInput

static const struct {
    const char *folder;
    int (*replay)(const uint8_t *data, size_t size);
} targets[] = {
    {"tests/corpus/codes", replay_codes},
    {"tests/corpus/ranges", replay_ranges},
    {"tests/corpus/media", replay_media},
    {"tests/corpus/language", replay_language},
    {"tests/corpus/guard", replay_guard},
    {"tests/corpus/form", replay_form},
    {"tests/corpus/site", replay_site},
    {"tests/corpus/credentials", replay_credentials},
    {"tests/corpus/preconditions", replay_preconditions},
    {"tests/corpus/websocket", replay_websocket},
    {"tests/corpus/if_field", replay_if_field},
    {"tests/corpus/xml", replay_xml},
    {"tests/corpus/dav", replay_dav},
};

/* The bytes stand in memory of exactly their size, so that a sanitizer notices when one byte more is read. */
static void replay_file(const char *folder, const char *name, int (*replay)(const uint8_t *data, size_t size))
{
    char path[512];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL && fstat(fileno(file), &about) == 0, "cannot read %s", path);
    size_t size = (size_t)about.st_size;
    uint8_t *data = malloc(size > 0 ? size : 1);
    ck_assert_msg(data != NULL && fread(data, 1, size, file) == size, "cannot read %s", path);
    fclose(file);
    replay(data, size);
    free(data);
}

START_TEST(corpus)
{
    DIR *folder = opendir(targets[_i].folder);
    int count = 0;
    ck_assert_msg(folder != NULL, "no %s; the tests run from the top of the project", targets[_i].folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            replay_file(targets[_i].folder, entry->d_name, targets[_i].replay);
            count++;
        }
    }
    closedir(folder);
    ck_assert_int_gt(count, 0);
}

SUITE("replay")
{
    TCase *tcase = tcase_create("replay");
    tcase_add_loop_test(tcase, corpus, 0, COUNT(targets));
    suite_add_tcase(suite, tcase);
}
