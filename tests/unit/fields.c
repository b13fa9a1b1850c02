/* Fields, without a socket. */
#include "http/fields.h"

#include "tests/kit/suite.h"

#include <string.h>

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
}

static void teardown(void)
{
    arena_release(&arena);
}

/* All lines, as "name=value;…". */
static const char *all(const struct fields *fields)
{
    static char text[512];
    text[0] = '\0';
    for (size_t i = 0; i < fields->count; i++) {
        strncat(text, fields->at[i].name.at, fields->at[i].name.length);
        strcat(text, "=");
        strncat(text, fields->at[i].value.at, fields->at[i].value.length);
        strcat(text, ";");
    }
    return text;
}

static struct fields three(void)
{
    struct fields fields = {0};
    fields_add(&arena, &fields, TEXT("A"), TEXT("1"));
    fields_add(&arena, &fields, TEXT("B"), TEXT("2"));
    fields_add(&arena, &fields, TEXT("a"), TEXT("3"));
    return fields;
}

START_TEST(names_have_no_case)
{
    struct fields fields = three();
    ck_assert_str_eq(all(&fields), "A=1;B=2;a=3;");
    ck_assert_uint_eq(fields_count(&fields, TEXT("a")), 2);
    ck_assert_uint_eq(fields_count(&fields, TEXT("c")), 0);
    ck_assert(text_equal(*fields_find(&fields, TEXT("a")), TEXT("1")));
    ck_assert_ptr_null(fields_find(&fields, TEXT("AA")));
    ck_assert(text_equal(fields_join(&arena, &fields, TEXT("a")), TEXT("1, 3")));
    ck_assert(text_equal(fields_join(&arena, &fields, TEXT("b")), TEXT("2")));
    ck_assert_uint_eq(fields_join(&arena, &fields, TEXT("c")).length, 0);
}

START_TEST(setting_replaces_all)
{
    struct fields fields = three();
    fields_set(&arena, &fields, TEXT("A"), TEXT("4"));
    ck_assert_str_eq(all(&fields), "B=2;A=4;");
    fields_set(&arena, &fields, TEXT("a"), TEXT(""));
    ck_assert_str_eq(all(&fields), "B=2;");
    fields_remove(&fields, TEXT("C"));
    ck_assert_str_eq(all(&fields), "B=2;");
    fields_remove(&fields, TEXT("b"));
    ck_assert_str_eq(all(&fields), "");
    ck_assert_ptr_null(fields_find(&fields, TEXT("B")));
}

START_TEST(many_lines)
{
    struct fields fields = {0};
    for (int i = 0; i < 100; i++) {
        fields_add(&arena, &fields, arena_printf(&arena, "X-%d", i), TEXT("v"));
    }
    ck_assert_uint_eq(fields.count, 100);
    for (int i = 0; i < 100; i++) {
        ck_assert_ptr_nonnull(fields_find(&fields, arena_printf(&arena, "x-%d", i)));
    }
}

/* RFC 9110 §5.5: VCHAR, obs-text, SP and HTAB. */
START_TEST(values)
{
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        ck_assert_msg(field_value_is_valid((struct text){&byte, 1}) == (c == '\t' || (c >= 0x20 && c != 0x7F)),
                      "byte %d", c);
    }
    ck_assert(field_value_is_valid(TEXT("")));
    ck_assert(!field_value_is_valid(TEXT("a\r\nX: b")));
}

SUITE("fields")
{
    TCase *tcase = tcase_create("fields");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, names_have_no_case);
    tcase_add_test(tcase, setting_replaces_all);
    tcase_add_test(tcase, many_lines);
    tcase_add_test(tcase, values);
    suite_add_tcase(suite, tcase);
}
