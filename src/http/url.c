#include "http/url.h"

#include "base/number.h"

bool url_read(struct text text, struct url *url)
{
    uint64_t port;
    bool secure = text_skip(&text, TEXT("https://"));
    if (!secure && !text_skip(&text, TEXT("http://"))) {
        return false;
    }
    bool literal = text_skip(&text, TEXT("["));
    if (text.length > 0 && text.at[text.length - 1] == '/') {
        text.length--;
    }
    size_t end = text_find(text, literal ? ']' : ':');
    if (end == 0 || (literal && end == text.length) || text_find(text, '/') < text.length) {
        return false;
    }
    *url = (struct url){secure, {text.at, end}, TEXT("")};
    text = text_from(text, literal ? end + 1 : end);
    if (text.length == 0) {
        return true;
    }
    url->port = text_from(text, 1);
    return text.at[0] == ':' && number_parse(url->port, 65535, &port);
}
