/* /earn/job: work that takes longer than a request. A POST begins it and is told 202; who asks for it while it goes on
 * is kept with 102 and told 202; then 303 leads to /earn/job/result. It is done once it has been asked for. */
#include "site/earn/earn.h"
#include "site/problem.h"
#include "site/status_reply.h"

/* The job of a key. */
struct job {
    bool begun;
    int asked; /* how often since it began */
};

const struct state_kind job_kind = {.size = sizeof(struct job)};

enum { ASKED_TILL_DONE = 1 };

static int answer_unknown(struct context *context)
{
    return problem(context, 404, TEXT("no job was begun with this key"), TEXT("POST /earn/job"));
}

/* A target of this job: one with a key in its query keeps it. */
static struct text with_key(struct context *context, const char *path)
{
    struct text query = context->request->query;
    return query.length > 0 ? arena_printf(context->arena, "%s?%.*s", path, (int)query.length, query.at)
                            : text_of(path);
}

static int begin(struct context *context, struct job *job)
{
    *job = (struct job){.begun = true};
    reply_add(context->reply, "Location", with_key(context, "/earn/job"));
    reply_add(context->reply, "Retry-After", TEXT("1"));
    return status_reply(context, 202);
}

static int ask(struct context *context, struct job *job)
{
    if (!job->begun) {
        return answer_unknown(context);
    }
    if (job->asked++ < ASKED_TILL_DONE) {
        if (context->request->minor > 0) { /* RFC 9110 §15.2 */
            reply_add_interim(context->reply, 102, context->request);
        }
        reply_add(context->reply, "Location", with_key(context, "/earn/job"));
        return status_reply(context, 202);
    }
    reply_add(context->reply, "Location", with_key(context, "/earn/job/result"));
    return status_reply(context, 303);
}

static int answer_job(struct context *context)
{
    int code;
    struct job *job = state_enter(context, JOBS, &code);
    if (job != NULL) {
        code = (text_equal(context->request->method, TEXT("POST")) ? begin : ask)(context, job);
        state_leave(context, JOBS);
    }
    return code;
}

static int answer_result(struct context *context)
{
    int code;
    struct job *job = state_enter(context, JOBS, &code);
    if (job != NULL) {
        code = job->asked > ASKED_TILL_DONE ? status_reply(context, 200) : answer_unknown(context);
        state_leave(context, JOBS);
    }
    return code;
}

const struct route job_routes[] = {
    {"/earn/job", EXACTLY, "GET, POST", answer_job, "key", "/earn/job",
     "a POST gets 202; the first GET after it 102 and 202, the next 303 to the result"},
    {"/earn/job/result", EXACTLY, "GET", answer_result, "key", NULL, NULL},
    {.path = NULL},
};
