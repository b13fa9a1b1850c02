/* The weights of members of Accept fields (RFC 9110 §12.4.2). */
#ifndef STATUSD_HTTP_WEIGHT_H
#define STATUSD_HTTP_WEIGHT_H

#include "base/text.h"

/* Cuts the parameters off *member, and returns the weight (q=) among them: 1 if there is none, 0 if it does not parse.
 */
double weight_cut(struct text *member);

/* The weight of name in list, whose members are names with weights, as in A-IM (RFC 3229 §10.5.3); 0 if it is not
 * listed. */
double weight_listed(struct text list, struct text name);

#endif
