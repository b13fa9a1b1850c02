/* Requests made of seeds and of what else there is to say. */
#ifndef STATUSD_TESTS_ABUSE_COMPOSE_H
#define STATUSD_TESTS_ABUSE_COMPOSE_H

#include "base/buffer.h"
#include "base/random.h"
#include "tests/abuse/seeds.h"

/* last: nothing follows on this connection, so that most ask for its end. wild: what HTTP does not allow may be in it.
 */
struct text compose(struct arena *arena, struct random *random, const struct seeds *seeds, bool last, bool wild);

#endif
