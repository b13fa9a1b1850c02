/* /static/: the files of static/, which the pages need. */
#include "site/asset.h"
#include "site/conditional.h"
#include "site/problem.h"
#include "site/routes/routes.h"

static int answer(struct context *context)
{
    struct asset asset;
    return asset_find(context->rest, &asset)
               ? conditional_content(context, asset.type, asset.bytes)
               : problem(context, 404, TEXT("there is no such file"), TEXT("/static/style.css"));
}

const struct route static_routes[] = {
    {"/static/", BELOW, "GET", answer, NULL, NULL, NULL},
    {.path = NULL},
};
