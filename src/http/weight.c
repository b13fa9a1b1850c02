#include "http/weight.h"

#include "base/number.h"

double weight_cut(struct text *member)
{
    size_t semicolon = text_find(*member, ';');
    struct text parameters = text_from(*member, semicolon + 1), parameter;
    *member = text_trim((struct text){member->at, semicolon});
    while (text_cut(&parameters, ';', &parameter)) {
        parameter = text_trim(parameter);
        if (text_skip(&parameter, TEXT("q=")) || text_skip(&parameter, TEXT("Q="))) {
            double q;
            return number_parse_decimal(parameter, &q) && q <= 1 ? q : 0;
        }
    }
    return 1;
}

double weight_listed(struct text list, struct text name)
{
    struct text member;
    while (text_list(&list, &member)) {
        double weight = weight_cut(&member);
        if (text_same(member, name)) {
            return weight;
        }
    }
    return 0;
}
