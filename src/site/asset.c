#include "site/asset.h"

#include <stddef.h>

/* Copies a file into the program, between the symbols …_begin and …_end. path is relative to the top of the project. */
#define EMBED(symbol, path)                                                                                            \
    __asm__(".pushsection .rodata\n"                                                                                   \
            ".global " #symbol "_begin, " #symbol "_end\n" #symbol "_begin: .incbin \"" path "\"\n" #symbol            \
            "_end: .byte 0\n"                                                                                          \
            ".popsection\n");                                                                                          \
    extern const char symbol##_begin[], symbol##_end[]

EMBED(asset_index_html, "static/index.html");
EMBED(asset_style_css, "static/style.css");

static const struct {
    const char *name, *type, *begin, *end;
} files[] = {
    {"index.html", "text/html; charset=utf-8", asset_index_html_begin, asset_index_html_end},
    {"style.css", "text/css; charset=utf-8", asset_style_css_begin, asset_style_css_end},
};

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
