#include "site/draw.h"

#include "site/parameters.h"
#include "site/problem.h"

int draw_read(struct context *context, struct text text, struct codes *codes, const char *example)
{
    struct text wrong;
    const char *reason;
    if (codes_parse(context->arena, text, codes, &wrong, &reason)) {
        return 0;
    }
    return problem(context, 400, arena_printf(context->arena, "\"%.*s\": %s", (int)wrong.length, wrong.at, reason),
                   text_of(example));
}

int draw_from_step(struct context *context, const struct step *step, bool tell, int *code)
{
    int refused = step->parameters.length > 0 ? parameters_read(context, step->parameters) : 0;
    if (refused != 0) {
        return refused;
    }
    *code = step->first < step->last ? step_draw(step, context_random(context)) : step->first;
    if (tell) {
        reply_add(context->reply, "X-Draw", arena_printf(context->arena, "%d", *code));
    }
    return 0;
}

int draw_code(struct context *context, struct text text, int *code)
{
    struct codes codes;
    int refused = draw_read(context, text, &codes, "/status/404, /status/500-504, /status/200:9,503:1 or /status/5xx");
    if (refused != 0) {
        return refused;
    }
    const struct step *step = codes.count > 1 ? codes_draw(&codes, context_random(context)) : codes.steps;
    return draw_from_step(context, step, codes_have_choice(&codes), code);
}
