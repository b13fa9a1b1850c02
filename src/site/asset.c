#include "site/asset.h"

#include <stddef.h>

/* The files of static/: to add one, add its row. */
#define FILES(ROW)                                                                                                     \
    ROW(index_html, "index.html", "text/html; charset=utf-8")                                                          \
    ROW(style_css, "style.css", "text/css; charset=utf-8")                                                             \
    ROW(explorer_js, "explorer.js", "text/javascript; charset=utf-8")

/* Copies a file into the program, between the symbols …_begin and …_end. */
#define EMBED(symbol, name, type)                                                                                      \
    __asm__(".pushsection .rodata\n"                                                                                   \
            ".global asset_" #symbol "_begin, asset_" #symbol "_end\n"                                                 \
            "asset_" #symbol "_begin: .incbin \"static/" name "\"\n"                                                   \
            "asset_" #symbol "_end: .byte 0\n"                                                                         \
            ".popsection\n");                                                                                          \
    extern const char asset_##symbol##_begin[], asset_##symbol##_end[];

#define ROW(symbol, name, type) {name, type, asset_##symbol##_begin, asset_##symbol##_end},

FILES(EMBED)

static const struct {
    const char *name, *type, *begin, *end;
} files[] = {FILES(ROW)};

bool asset_find(struct text name, struct asset *asset)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (text_equal(name, text_of(files[i].name))) {
            *asset = (struct asset){text_of(files[i].type), {files[i].begin, (size_t)(files[i].end - files[i].begin)}};
            return true;
        }
    }
    return false;
}
