#include "site/explorer_files.h"

#include "site/asset.h"
#include "site/page.h"

/* The statusd that the page asks unless it is told of another: where one listens without options. */
#define HOST "127.0.0.1:8080"

static struct text page_bytes(struct site *site, struct arena *arena, const char *source)
{
    (void)site, (void)source;
    struct page_place place = {.origin = TEXT("http://" HOST), .assets = "", .data = ".json"};
    return page_write(arena, &place);
}

static struct text asset_bytes(struct site *site, struct arena *arena, const char *source)
{
    (void)site, (void)arena;
    struct asset asset = {.bytes = TEXT("")};
    asset_find(text_of(source), &asset);
    return asset.bytes;
}

/* What the site answers to a GET of source. */
static struct text answer_bytes(struct site *site, struct arena *arena, const char *source)
{
    struct request request = {.method = TEXT("GET"), .minor = 1, .client_address = "127.0.0.1"};
    struct reply reply = {.arena = arena};
    request_set_target(&request, arena, text_of(source));
    fields_add(arena, &request.fields, TEXT("Host"), TEXT(HOST));
    site_answer(site, &request, &reply);
    return reply.content.unit;
}

static const struct {
    const char *name, *source;
    struct text (*bytes)(struct site *site, struct arena *arena, const char *source);
} files[] = {
    {"index.html", NULL, page_bytes},
    {"style.css", "style.css", asset_bytes},
    {"explorer.js", "explorer.js", asset_bytes},
    {"catalog.json", "/catalog", answer_bytes},
    {"faults.json", "/faults", answer_bytes},
    {"modifiers.json", "/modifiers", answer_bytes},
};

bool explorer_file(struct site *site, struct arena *arena, int nth, struct explorer_file *file)
{
    bool found = nth < (int)(sizeof files / sizeof files[0]);
    if (found) {
        *file = (struct explorer_file){files[nth].name, files[nth].bytes(site, arena, files[nth].source)};
    }
    return found;
}
