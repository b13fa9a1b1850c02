/* The table of statuses: all that statusd knows about a status code is in its row here.
 *
 * To change what a status sends or says, change its row; to add a status, add a row, sorted by code.
 * Members that a row leaves out have the usual value: the status is registered, its content is the
 * explanation, the connection stays open. The program adds Date, Content-Type, Content-Length and Vary.
 */
#include "http/status_table.h"

#include <stddef.h>

#define RFC(number, at) .definition = {"RFC " number, at, "https://www.rfc-editor.org/rfc/rfc" number "#section-" at}

/* What caches may do with most of the statuses. */
#define BY_HEURISTIC .caching = CACHED_BY_HEURISTIC, .caching_note = "RFC 9110 §15.1"
#define IF_TOLD .caching = CACHED_IF_TOLD, .caching_note = "RFC 9111 §3"

/* 1xx: a response without content that is never stored. */
#define INTERIM .content_rule = CONTENT_NONE, .caching = NOT_CACHED, .caching_note = "RFC 9111 §3"

/* The shortest time that is still a wait: a client that does as it is told must not hold up its test. */
#define RETRY_SOON(requirement)                                                                                        \
    {                                                                                                                  \
        "Retry-After", "1", requirement, ALWAYS                                                                        \
    }

/* What is said of many rows. */
#define FINAL_FOLLOWS "A final response to the same request follows. Never sent to an HTTP/1.0 client."
#define DESCRIBES_ERROR "Should describe the error, and say whether it is temporary or permanent."
#define LINKS_TARGET "Should be a short note that links the new URI."
#define AS_400 " A client that does not know the code treats it as 400."
#define AS_500 " A client that does not know the code treats it as 500."

#define VARIANTS                                                                                                       \
    {                                                                                                                  \
        {"/anything/choice/en", "text/html", "en"}, {"/anything/choice/fr", "text/html", "fr"},                        \
            {"/anything/choice/en.json", "application/json", "en"},                                                    \
    }

#define AWS_LINK                                                                                                       \
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
#define CLOUDFLARE_LINK                                                                                                \
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/"
#define MS_WDV_LINK                                                                                                    \
    "https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-wdv/1c1f4d5b-4fed-48ef-9bb6-893c2b25b74d"
#define NGINX_SOURCE_LINK "https://github.com/nginx/nginx/blob/master/src/http/ngx_http_request.h"
#define NGINX_SSL_LINK "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors"
#define SHOPIFY_LINK "https://shopify.dev/docs/api/usage/response-codes"

const struct status status_rows[] = {
    {
        .code = 100,
        .phrase = "Continue",
        RFC("9110", "15.2.1"),
        .summary = "The head of the request is acceptable, so the client is to go on and send the content.",
        INTERIM,
        .content_note = "None; the message ends at the empty line.",
        .connection_note = FINAL_FOLLOWS,
        .client_should = "Send the content it was holding back, throw this response away and keep reading for the "
                         "final one. Do not wait for ever if no 100 comes.",
        .earned_by = "A request with \"Expect: 100-continue\" and an announced length, whose content is withheld "
                     "until the 100 arrives.",
        .example =
            {
                .method = "POST",
                .fields = {"Expect: 100-continue", "Content-Type: text/plain"},
                .content = "hello",
            },
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json", "Expect: 100-continue"},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 101,
        .phrase = "Switching Protocols",
        RFC("9110", "15.2.2"),
        .summary = "The server accepts the offer to upgrade and changes protocol on this connection.",
        .fields =
            {
                {"Connection", "Upgrade", MUST, ALWAYS},
                {"Upgrade", "websocket", MUST, ALWAYS},
            },
        INTERIM,
        .content_kind = HANDSHAKE,
        .content_note = "None; what follows the empty line belongs to the new protocol.",
        .closes = true,
        .connection_note = "HTTP/1.1 stops at the empty line. The request is still owed an answer, in the new "
                           "protocol. HTTP/2 and HTTP/3 have no 101.",
        .client_should = "Check Upgrade, and for WebSocket also Sec-WebSocket-Accept, against what it asked for, then "
                         "speak the new protocol. Abort on a mismatch.",
        .earned_by = "A GET that offers an Upgrade to WebSocket, with a version and a key (RFC 6455 §4.1).",
        .wire_note = "After a good WebSocket handshake every message is echoed; curl prints the 101 and then waits for "
                     "the end. Another protocol that was offered is named, and the connection is closed. Where none "
                     "was offered the 101 names websocket all the same, against RFC 9110 §7.8, as it was asked for. A "
                     "WebSocket version other than 13 gets 426.",
        .example =
            {
                .fields =
                    {
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    },
            },
        .earn = {{.target = "/earn/chat",
                  .fields = {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}}},
    },
    {
        .code = 102,
        .phrase = "Processing",
        RFC("2518", "10.1"),
        .summary = "The whole request has arrived, and the server is still working on it.",
        INTERIM,
        .content_note = "None; the message ends at the empty line.",
        .connection_note = FINAL_FOLLOWS,
        .client_should = "Keep waiting and start the read timeout anew; otherwise ignore it.",
        .earned_by = "A WebDAV COPY or PROPFIND with \"Depth: infinity\" that takes longer than about 20 seconds.",
        .wire_note = "RFC 4918 dropped the definition for want of use, but the code is still registered.",
        .earn = {{.target = "/earn/work"}},
    },
    {
        .code = 103,
        .phrase = "Early Hints",
        RFC("8297", "2"),
        .summary = "A preview of fields that the final response will probably carry.",
        .fields =
            {
                {"Link", "</static/style.css>; rel=preload; as=style", SHOULD, ALWAYS},
            },
        INTERIM,
        .content_note = "None; the message ends at the empty line.",
        .connection_note = FINAL_FOLLOWS,
        .client_should = "Start fetching what the links name, if it likes. Nothing in the 103 may change how the "
                         "final response is handled.",
        .earned_by = "A GET for a page that takes time to make: the hints go out at once, the page with the same Link "
                     "follows.",
        .wire_note = "Many servers send it to browsers only, as HTTP/1.1 clients exist that take any 1xx for the "
                     "final response.",
        .earn = {{.target = "/earn/hints"}},
    },
    {
        .code = 104,
        .phrase = "Upload Resumption Supported",
        .registration = TEMPORARY,
        .until = "2026-11-13",
        .definition = {"draft-ietf-httpbis-resumable-upload-05", NULL,
                       "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-resumable-upload-05"},
        .summary = "This upload can be resumed after a break, at the URI in Location.",
        .fields =
            {
                {"Location", "/anything/uploads/17", MUST, ALWAYS},
                {"Upload-Draft-Interop-Version", "8", MUST, ALWAYS},
                {"Upload-Limit", "max-size=1234567890", MUST, ALWAYS},
            },
        INTERIM,
        .content_note = "None; the message ends at the empty line.",
        .connection_note = FINAL_FOLLOWS,
        .client_should = "Keep the Location. After a break, ask it with HEAD for Upload-Offset and send the rest with "
                         "PATCH. Ignore a 104 whose interop version is another.",
        .earned_by = "A POST with Upload-Complete, Upload-Length and the Upload-Draft-Interop-Version that the server "
                     "speaks.",
        .wire_note = "A draft: Upload-Draft-Interop-Version goes away with the final RFC, and Upload-Limit is needed "
                     "only where there is a limit. A server that was not asked for this "
                     "version must not send a 104.",
        .example =
            {
                .method = "POST",
                .fields =
                    {
                        "Upload-Complete: ?1",
                        "Upload-Length: 5",
                        "Upload-Draft-Interop-Version: 8",
                        "Content-Type: application/octet-stream",
                    },
                .content = "hello",
            },
        .earn = {{.method = "DELETE", .target = "/earn?key=upload", .expect = 204},
                 {.method = "POST",
                  .target = "/earn/upload?key=upload",
                  .fields = {"Upload-Complete: ?1", "Upload-Length: 5", "Upload-Draft-Interop-Version: 8",
                             "Content-Type: application/octet-stream"},
                  .content = "hello"}},
    },
    {
        .code = 200,
        .phrase = "OK",
        RFC("9110", "15.3.1"),
        .summary = "The request succeeded; what the content means depends on its method.",
        .content_note = "Expected, though it may have no length. None in an answer to HEAD or CONNECT.",
        BY_HEURISTIC,
        .client_should = "Use the content.",
        .earned_by = "A GET for something that is there.",
        .earn = {{.method = "DELETE", .target = "/earn?key=earn", .expect = 204},
                 {.target = "/earn/documents/first?key=earn"}},
    },
    {
        .code = 201,
        .phrase = "Created",
        RFC("9110", "15.3.2"),
        .summary = "The request made one or more new resources, and Location names the main one.",
        .fields =
            {
                {"Location", "/anything/things/42", SHOULD, ALWAYS},
            },
        .content_note = "Should describe and link what was created.",
        IF_TOLD,
        .client_should = "Take Location, or the URI of the request where there is none, as the address of the new "
                         "resource.",
        .earned_by = "A POST to a collection, or a PUT to a URI that has nothing yet.",
        .example = {.method = "POST", .fields = {"Content-Type: application/json"}, .content = "{\"name\":\"thing\"}"},
        .earn = {{.method = "DELETE", .target = "/earn?key=earn", .expect = 204},
                 {.method = "PUT",
                  .target = "/earn/documents/mine?key=earn",
                  .fields = {"Content-Type: application/json"},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 202,
        .phrase = "Accepted",
        RFC("9110", "15.3.3"),
        .summary = "The work is accepted but not finished, and may still be refused.",
        .fields =
            {
                {"Location", "/anything/jobs/7", CUSTOMARY, ALWAYS},
                RETRY_SOON(CUSTOMARY),
            },
        .content_note = "Should describe the progress so far, and lead to a monitor of the job.",
        IF_TOLD,
        .client_should = "Not treat the work as done; ask the monitor that Location or the content points to.",
        .earned_by = "A POST of a long job, best with \"Prefer: respond-async\" (RFC 7240 §4.1).",
        .example =
            {
                .method = "POST",
                .fields = {"Prefer: respond-async", "Content-Type: application/json"},
                .content = "{\"job\":\"sample\"}",
            },
        .earn = {{.method = "POST", .target = "/earn/job?key=earn"}},
    },
    {
        .code = 203,
        .phrase = "Non-Authoritative Information",
        RFC("9110", "15.3.4"),
        .summary = "A 200 whose content was altered by a proxy on the way.",
        .fields =
            {
                {"Via", "1.1 proxy.example", MUST, ALWAYS},
            },
        .content_note = "The altered representation.",
        BY_HEURISTIC,
        .client_should = "Use it like a 200, knowing that content and validators may hold only along this path.",
        .earned_by = "A GET through a proxy that transforms content, for example one that shrinks images.",
        .wire_note = "Via is compulsory for any proxy that forwards a message (RFC 9110 §7.6.3).",
        .earn = {{.target = "http://altered.test/", .fields = {"Proxy-Authorization: Basic bWVtYmVyOnNlY3JldA=="}}},
    },
    {
        .code = 204,
        .phrase = "No Content",
        RFC("9110", "15.3.5"),
        .summary = "Success with nothing to send back, so the client keeps its present view.",
        .content_rule = CONTENT_NONE,
        .content_note = "None, and no Content-Length either, not even 0 (RFC 9110 §8.6).",
        BY_HEURISTIC,
        .client_should = "Stay on the current view, and apply the metadata that came along.",
        .earned_by = "A PUT over something that exists, or a DELETE.",
        .example = {.method = "DELETE"},
        .earn = {{.method = "DELETE", .target = "/earn?key=earn", .expect = 204},
                 {.method = "DELETE", .target = "/earn/documents/first?key=earn"}},
    },
    {
        .code = 205,
        .phrase = "Reset Content",
        RFC("9110", "15.3.6"),
        .summary = "Success, and the client is to reset the form or view that it sent from.",
        .content_rule = CONTENT_EMPTY,
        .content_note = "Must have no length, and be framed so, as HTTP/1.1 does not know that a 205 is empty.",
        IF_TOLD,
        .connection_note = "May stay open, as the length is announced as zero.",
        .client_should = "Clear the form or view that sent the request.",
        .earned_by = "A POST of a form that is to be blank for the next entry.",
        .example =
            {
                .method = "POST",
                .fields = {"Content-Type: application/x-www-form-urlencoded"},
                .content = "name=value",
            },
        .earn = {{.method = "POST",
                  .target = "/earn/form",
                  .fields = {"Content-Type: application/x-www-form-urlencoded"},
                  .content = "a=1"}},
    },
    {
        .code = 206,
        .phrase = "Partial Content",
        RFC("9110", "15.3.7"),
        .summary = "The part or parts of the resource that the Range field asked for.",
        .fields =
            {
                {"Content-Range", "bytes 0-99/1234", MUST, ALWAYS},
                {"ETag", "\"sample-1\"", MUST, ALWAYS},
                {"Cache-Control", "max-age=60", MUST, ALWAYS},
                {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT", MUST, ALWAYS},
                {"Accept-Ranges", "bytes", MAY, ALWAYS},
            },
        .content_kind = SAMPLE_PART,
        .content_note = "One part: exactly that range. Several: multipart/byteranges, with Content-Range in every "
                        "part.",
        BY_HEURISTIC,
        .client_should = "Read Content-Range, or each part, to see what came. Join pieces only where they share one "
                         "strong validator.",
        .earned_by = "A GET with Range, on a resource that supports ranges.",
        .wire_note = "The fields are those that the 200 would have had. Without Range in the request no 206 is due; "
                     "statusd then sends the first 100 bytes.",
        .example = {.fields = {"Range: bytes=0-99"}},
        .earn = {{.target = "/earn/documents/first?key=read", .fields = {"Range: bytes=0-9"}}},
    },
    {
        .code = 207,
        .phrase = "Multi-Status",
        RFC("4918", "11.1"),
        .summary = "A WebDAV report that holds a status for each of several resources.",
        .content_kind = DOCUMENT,
        .document = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<D:multistatus xmlns:D=\"DAV:\">\n"
                    "  <D:response>\n"
                    "    <D:href>/anything/dir/open.txt</D:href>\n"
                    "    <D:propstat>\n"
                    "      <D:prop><D:getcontentlength>1234</D:getcontentlength></D:prop>\n"
                    "      <D:status>HTTP/1.1 200 OK</D:status>\n"
                    "    </D:propstat>\n"
                    "  </D:response>\n"
                    "  <D:response>\n"
                    "    <D:href>/anything/dir/locked.txt</D:href>\n"
                    "    <D:status>HTTP/1.1 423 Locked</D:status>\n"
                    "    <D:error>\n"
                    "      <D:lock-token-submitted><D:href>/anything/dir/locked.txt</D:href></D:lock-token-submitted>\n"
                    "    </D:error>\n"
                    "  </D:response>\n"
                    "</D:multistatus>\n",
        .document_type = "application/xml; charset=\"utf-8\"",
        .content_note = "XML with the root DAV:multistatus; every DAV:response has a DAV:href and a status.",
        IF_TOLD,
        .client_should = "Read the content: every member has an outcome of its own, and the whole may be success, "
                         "part success or failure.",
        .earned_by = "A PROPFIND of a collection, or a DELETE of one whose members cannot all be removed.",
        .example = {.method = "PROPFIND", .fields = {"Depth: 1"}},
        .earn = {{.method = "DELETE", .target = "/earn?key=dav", .expect = 204},
                 {.method = "PROPFIND", .target = "/earn/dav/folder/?key=dav", .fields = {"Depth: 1"}}},
    },
    {
        .code = 208,
        .phrase = "Already Reported",
        RFC("5842", "7.1"),
        .summary = "Inside a 207: this collection was listed before, so its members are left out.",
        .content_note = "Defined only as a DAV:status inside a 207; no members are listed beneath it.",
        IF_TOLD,
        .client_should = "Take the members from the earlier entry with the same DAV:resource-id. Seen as a status "
                         "line, treat it as 200.",
        .earned_by = "A PROPFIND with \"Depth: infinity\" and \"DAV: bind\" on a collection that contains itself: the "
                     "answer is a 207 with a 208 inside.",
        .wire_note = "No document gives it a meaning as a status line; statusd sends it because it was asked to.",
        .unearned = "It is no status of a message: it stands inside of a 207 (RFC 5842 §7.1), as that to a PROPFIND of "
                    "/earn/dav/loop/ with \"Depth: infinity\" and \"DAV: bind\".",
    },
    {
        .code = 226,
        .phrase = "IM Used",
        RFC("3229", "10.4.1"),
        .summary = "The answer to a GET is a delta against a copy that the client holds.",
        .fields =
            {
                {"IM", "diffe", MUST, ALWAYS},
                {"ETag", "\"v2\"", MUST, ALWAYS},
                {"Delta-Base", "\"v1\"", SHOULD, ALWAYS},
            },
        .content_kind = DOCUMENT,
        .document = "2c\n"
                    "The second line, as it is now.\n"
                    ".\n",
        .document_type = "text/plain; charset=utf-8",
        .content_note = "The delta, in the coding that IM names: here what \"diff -e\" prints.",
        .caching = CACHING_CONTESTED,
        .caching_note = "RFC 3229 §10.4.1 lets a cache store it by default, RFC 9110 §15.1 does not list it",
        .client_should = "Apply the delta to its stored copy of Delta-Base, and store the result under the new ETag.",
        .earned_by = "A GET with A-IM naming a delta coding and If-None-Match naming the copy held.",
        .wire_note = "Only a request with A-IM may be answered so. Delta-Base is compulsory where the request listed "
                     "several tags.",
        .example = {.fields = {"A-IM: diffe", "If-None-Match: \"v1\""}},
        .earn = {{.target = "/earn/changing", .fields = {"A-IM: diffe", "If-None-Match: \"v1\""}}},
    },
    {
        .code = 300,
        .phrase = "Multiple Choices",
        RFC("9110", "15.4.1"),
        .summary = "Several variants exist, each with its own URI, and the client is to choose.",
        .fields =
            {
                {"Location", "/anything/choice/en", SHOULD, ALWAYS},
            },
        .choices = VARIANTS,
        .content_note = "Should list the variants with their URIs; the form is not fixed.",
        BY_HEURISTIC,
        .client_should = "Pick from the list, or follow Location, the variant that the server prefers.",
        .earned_by = "A GET for something with several variants, where the server leaves the choice to the client.",
        .earn = {{.target = "/earn/choice", .fields = {"Accept: */*"}}},
    },
    {
        .code = 301,
        .phrase = "Moved Permanently",
        RFC("9110", "15.4.2"),
        .summary = "The resource has a new permanent URI; a POST may become a GET on the way.",
        .fields =
            {
                {"Location", "/anything", SHOULD, ALWAYS},
            },
        .content_note = LINKS_TARGET,
        BY_HEURISTIC,
        .client_should = "Follow Location, and update its links. It may turn POST into GET, and keeps every other "
                         "method; the old fragment is inherited.",
        .earned_by = "A GET for a URI that was moved for good.",
        .earn = {{.target = "/earn/moved"}},
    },
    {
        .code = 302,
        .phrase = "Found",
        RFC("9110", "15.4.3"),
        .summary = "The resource is at another URI for now; a POST may become a GET on the way.",
        .fields =
            {
                {"Location", "/anything", SHOULD, ALWAYS},
            },
        .content_note = LINKS_TARGET,
        IF_TOLD,
        .client_should = "Follow Location, but use the old URI the next time. It may turn POST into GET, and keeps "
                         "every other method.",
        .earned_by = "A GET for something that lives elsewhere for the moment.",
        .earn = {{.target = "/earn/found"}},
    },
    {
        .code = 303,
        .phrase = "See Other",
        RFC("9110", "15.4.4"),
        .summary = "The answer is at another URI, to be fetched with GET.",
        .fields =
            {
                {"Location", "/anything", SHOULD, ALWAYS},
            },
        .content_note = "Should be a short note that links the same URI as Location.",
        IF_TOLD,
        .client_should = "GET the Location (or HEAD it), whatever the first method was. The new URI does not stand in "
                         "for the old one.",
        .earned_by = "A POST of a form whose result has a page of its own.",
        .wire_note = "No sentence of the RFC demands Location here, but the status means nothing without it.",
        .example =
            {
                .method = "POST",
                .fields = {"Content-Type: application/x-www-form-urlencoded"},
                .content = "name=value",
            },
        .earn = {{.method = "POST",
                  .target = "/earn/order",
                  .fields = {"Content-Type: application/x-www-form-urlencoded"},
                  .content = "a=1"}},
    },
    {
        .code = 304,
        .phrase = "Not Modified",
        RFC("9110", "15.4.5"),
        .summary = "The copy that the client holds is still good, so no content is sent.",
        .fields =
            {
                {"ETag", "\"sample-1\"", MUST, ALWAYS},
                {"Cache-Control", "max-age=60", MUST, ALWAYS},
            },
        .content_rule = CONTENT_NONE,
        .content_kind = SAMPLE,
        .content_note = "None, whatever the fields say. Content-Length, if there, is that of the 200.",
        .caching = CACHED_IF_TOLD,
        .caching_note = "It freshens a stored response: RFC 9111 §4.3.4",
        .client_should = "Use its stored copy, and merge in the fields sent here.",
        .earned_by = "A GET or HEAD with If-None-Match naming the current tag, or If-Modified-Since at or after "
                     "Last-Modified.",
        .wire_note = "ETag, Cache-Control, Content-Location, Expires and Vary are compulsory where the 200 would have "
                     "had them. Other metadata should be left out.",
        .example = {.fields = {"If-None-Match: \"sample-1\""}},
        .earn = {{.target = "/earn/documents/first?key=read",
                  .fields = {"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"}}},
    },
    {
        .code = 305,
        .phrase = "Use Proxy",
        .registration = DEPRECATED,
        RFC("9110", "15.4.6"),
        .summary = "Deprecated: the request was to be repeated through the proxy in Location.",
        .fields =
            {
                {"Location", "/anything", MAY, ALWAYS},
            },
        .content_note = "No rule of its own is left.",
        IF_TOLD,
        .client_should = "Not set up a proxy because of it, for security; treat it as 300 at most.",
        .earned_by = "Nothing today. Once, a GET for what could be had only through a named proxy.",
        .wire_note = "In RFC 2616 §10.3.6 Location named the proxy. Here it leads to a resource of this server, so "
                     "that no client is sent to a proxy.",
        .unearned = "Deprecated, and unsafe: no server may send a client to a proxy any more (RFC 9110 §15.4.6).",
    },
    {
        .code = 306,
        .phrase = "(Unused)",
        .registration = UNUSED,
        RFC("9110", "15.4.7"),
        .summary = "A reserved number, left over from an abandoned idea for switching proxies.",
        .content_note = "No rule.",
        IF_TOLD,
        .client_should = "Treat it as 300.",
        .earned_by = "Nothing: the number is reserved.",
        .wire_note = "An Internet-Draft that never became an RFC called it Switch Proxy.",
        .unearned = "Reserved, and unused: nothing defines what would earn it (RFC 9110 §15.4.7).",
    },
    {
        .code = 307,
        .phrase = "Temporary Redirect",
        RFC("9110", "15.4.8"),
        .summary = "The resource is at another URI for now; the request is to be repeated with the same method.",
        .fields =
            {
                {"Location", "/anything", SHOULD, ALWAYS},
            },
        .content_note = LINKS_TARGET,
        IF_TOLD,
        .client_should = "Follow Location with the same method and content, but use the old URI the next time.",
        .earned_by = "A POST to a service that lives elsewhere for the moment.",
        .example = {.method = "POST", .fields = {"Content-Type: application/json"}, .content = "{\"name\":\"thing\"}"},
        .earn = {{.target = "/earn/temporary"}},
    },
    {
        .code = 308,
        .phrase = "Permanent Redirect",
        RFC("9110", "15.4.9"),
        .summary = "The resource has a new permanent URI; the request is to be repeated with the same method.",
        .fields =
            {
                {"Location", "/anything", SHOULD, ALWAYS},
            },
        .content_note = LINKS_TARGET,
        BY_HEURISTIC,
        .client_should = "Follow Location with the same method and content, and update its links. A client that does "
                         "not know 308 treats it as 300.",
        .earned_by = "A POST to a service that was moved for good.",
        .example = {.method = "POST", .fields = {"Content-Type: application/json"}, .content = "{\"name\":\"thing\"}"},
        .earn = {{.target = "/earn/permanent"}},
    },
    {
        .code = 400,
        .phrase = "Bad Request",
        RFC("9110", "15.5.1"),
        .summary = "The request looks broken or deceptive, so the server turns it away.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "Must close after an invalid Content-Length, or a Transfer-Encoding that does not end in "
                           "chunked (RFC 9112 §6.3).",
        .client_should = "Not repeat the request unchanged.",
        .earned_by = "A request without Host or with two, with a space before the colon of a field, or with "
                     "\"Content-Length: abc\".",
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json"},
                  .content = "{\"title\":"}},
    },
    {
        .code = 401,
        .phrase = "Unauthorized",
        RFC("9110", "15.5.2"),
        .summary = "Valid credentials are missing, and WWW-Authenticate says how to send them.",
        .fields =
            {
                {"WWW-Authenticate", "Basic realm=\"statusd\", charset=\"UTF-8\"", MUST, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat the request with new Authorization. If the same challenge comes again, show the "
                         "content to the user instead of looping.",
        .earned_by = "A GET for something protected, with no Authorization or a wrong one.",
        .example = {.fields = {"Authorization: Basic dXNlcjp3cm9uZw=="}},
        .earn = {{.target = "/earn/private"}},
    },
    {
        .code = 402,
        .phrase = "Payment Required",
        RFC("9110", "15.5.3"),
        .summary = "Reserved for future use; some services send it when payment is due.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Treat it as 400; how to pay is private to the service.",
        .earned_by = "Nothing by the standard. Services use it for an account that has not been paid.",
        .earn = {{.target = "/earn/bill"}},
    },
    {
        .code = 403,
        .phrase = "Forbidden",
        RFC("9110", "15.5.4"),
        .summary = "The request was understood and is refused; other credentials might or might not help.",
        .content_note = "May give the reason, if it is public.",
        IF_TOLD,
        .client_should = "Not repeat the request by itself with the same credentials; it may try others.",
        .earned_by = "A GET with valid credentials that lack the right.",
        .earn = {{.target = "/earn/bearer", .fields = {"Authorization: Bearer guest"}}},
    },
    {
        .code = 404,
        .phrase = "Not Found",
        RFC("9110", "15.5.5"),
        .summary = "There is no current representation, or the server will not admit that there is one.",
        .content_note = DESCRIBES_ERROR,
        BY_HEURISTIC,
        .client_should = "Treat it as missing for now; nothing says whether it will come back.",
        .earned_by = "A GET for something that is not there.",
        .earn = {{.target = "/earn/documents/none?key=earn"}},
    },
    {
        .code = 405,
        .phrase = "Method Not Allowed",
        RFC("9110", "15.5.6"),
        .summary = "The server knows the method, but this resource does not offer it; see Allow.",
        .fields =
            {
                {"Allow", "GET, HEAD", MUST, ON_WRITE},
                {"Allow", "POST, PUT", MUST, ON_READ},
            },
        .content_note = DESCRIBES_ERROR,
        BY_HEURISTIC,
        .client_should = "Use one of the methods in Allow.",
        .earned_by = "A DELETE of something that can only be read. A method that the server does not know earns 501.",
        .example = {.method = "DELETE"},
        .earn = {{.method = "POST",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json"},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 406,
        .phrase = "Not Acceptable",
        RFC("9110", "15.5.7"),
        .summary = "Nothing on offer suits the Accept fields, and the server does not send a default.",
        .choices = VARIANTS,
        .content_note = "Should list the variants and their URIs.",
        IF_TOLD,
        .client_should = "Pick a variant from the list, or relax its Accept fields.",
        .earned_by = "A GET whose Accept names only types that the resource does not have. A server may also send 200 "
                     "regardless.",
        .earn = {{.target = "/earn/documents/first?key=read", .fields = {"Accept: text/html"}}},
    },
    {
        .code = 407,
        .phrase = "Proxy Authentication Required",
        RFC("9110", "15.5.8"),
        .summary = "The proxy wants credentials for itself before it passes the request on.",
        .fields =
            {
                {"Proxy-Authenticate", "Basic realm=\"statusd\", charset=\"UTF-8\"", MUST, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat the request through the same proxy with Proxy-Authorization.",
        .earned_by = "A request through a proxy, with an absolute URI or CONNECT, without Proxy-Authorization.",
        .earn = {{.target = "http://fine.test/"}},
    },
    {
        .code = 408,
        .phrase = "Request Timeout",
        RFC("9110", "15.5.9"),
        .summary = "The complete request did not arrive in the time that the server would wait.",
        .fields =
            {
                {"Connection", "close", SHOULD, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .closes = true,
        .connection_note = "Closes, as it is unclear where the next request would begin (RFC 9112 §9.6).",
        .client_should = "Repeat a request under way on a new connection. On an idle connection it just means that "
                         "the connection was closed.",
        .earned_by = "A connection on which half a head is sent, and then nothing more.",
        .earn = {{.method = "POST",
                  .target = "/earn/form",
                  .fields = {"Content-Type: application/x-www-form-urlencoded", "Content-Length: 9"},
                  .content = "a=1"}},
    },
    {
        .code = 409,
        .phrase = "Conflict",
        RFC("9110", "15.5.10"),
        .summary = "The request clashes with the present state of the resource.",
        .content_note = "Should say enough for the user to see where the conflict comes from.",
        IF_TOLD,
        .client_should = "Fetch the current state, resolve the conflict and send the request again.",
        .earned_by = "A PUT of an edit that is based on an older version, or a MKCOL whose parent is missing.",
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/none%2Fmine?key=earn",
                  .fields = {"Content-Type: application/json"},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 410,
        .phrase = "Gone",
        RFC("9110", "15.5.11"),
        .summary = "Withdrawn on purpose, and most likely for good.",
        .content_note = DESCRIBES_ERROR,
        BY_HEURISTIC,
        .client_should = "Drop its links to the URI, and stop asking.",
        .earned_by = "A GET for a page that was withdrawn.",
        .earn = {{.method = "DELETE", .target = "/earn?key=earn", .expect = 204},
                 {.method = "DELETE", .target = "/earn/documents/first?key=earn", .expect = 204},
                 {.target = "/earn/documents/first?key=earn"}},
    },
    {
        .code = 411,
        .phrase = "Length Required",
        RFC("9110", "15.5.12"),
        .summary = "The server insists on a Content-Length before it takes the request.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "May stay open only if the rest of the request is read.",
        .client_should = "Repeat the request with a valid Content-Length.",
        .earned_by = "A POST with chunked content, to a server that wants to know the length beforehand.",
        .example = {.method = "POST", .fields = {"Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json"},
                  .content = "{\"title\":\"Mine\"}",
                  .chunked = true}},
    },
    {
        .code = 412,
        .phrase = "Precondition Failed",
        RFC("9110", "15.5.13"),
        .summary = "A condition that the client set in its fields was false, so nothing was done.",
        .fields =
            {
                {"ETag", "\"v2\"", MAY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Fetch the current state and decide again.",
        .earned_by = "A PUT with If-Match naming a tag that is no longer current, or with \"If-None-Match: *\" on "
                     "something that exists.",
        .example = {.method = "PUT", .fields = {"If-Match: \"v1\"", "Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json", "If-Match: \"of old\""},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 413,
        .phrase = "Content Too Large",
        .alias = "payload-too-large", /* RFC 7231 §6.5.11 */
        RFC("9110", "15.5.14"),
        .summary = "The content of the request is larger than the server will process.",
        .fields =
            {
                RETRY_SOON(SHOULD),
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "The server may close, so as not to read the rest.",
        .client_should = "Send less. Where there is Retry-After the condition is temporary, and the same may be sent "
                         "again later.",
        .earned_by = "A PUT that announces more content than the server takes.",
        .wire_note = "Retry-After belongs here only where the condition is temporary, as it is said to be here.",
        .example = {.method = "POST", .fields = {"Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json", "Content-Length: 9999999999999"},
                  .content = "{}"}},
    },
    {
        .code = 414,
        .phrase = "URI Too Long",
        RFC("9110", "15.5.15"),
        .summary = "The target of the request is longer than this server will take in.",
        .content_note = DESCRIBES_ERROR,
        BY_HEURISTIC,
        .connection_note = "Usually closes, as the rest of the line is not read.",
        .client_should = "Shorten the URI, or move the query into the content of a POST or QUERY.",
        .earned_by = "A GET whose target is far longer than the 8000 octets that everyone ought to support.",
        .earn = {{.target = "/earn/documents/", .zeroes = 9000}},
    },
    {
        .code = 415,
        .phrase = "Unsupported Media Type",
        RFC("9110", "15.5.16"),
        .summary = "The content of the request is in a type or coding that is not taken here.",
        .fields =
            {
                {"Accept", "application/json", MAY, ALWAYS},
                {"Accept-Post", "application/json", MAY, ON_POST},
                {"Accept-Patch", "application/merge-patch+json", SHOULD, ON_PATCH},
                {"Accept-Query", "\"application/json\"", MAY, ON_QUERY},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Send the content again, in a type or coding that is listed.",
        .earned_by = "A POST with a Content-Type that the resource does not take.",
        .wire_note = "Accept-Patch is from RFC 5789 §2.2, Accept-Query from RFC 10008, Accept-Post from W3C LDP 1.0. "
                     "Were the coding at fault, Accept-Encoding would say so.",
        .example = {.method = "POST", .fields = {"Content-Type: text/x-unknown"}, .content = "hello"},
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: text/plain"},
                  .content = "hello"}},
    },
    {
        .code = 416,
        .phrase = "Range Not Satisfiable",
        RFC("9110", "15.5.17"),
        .summary = "None of the ranges asked for overlaps the resource, or there are abusively many.",
        .fields =
            {
                {"Content-Range", "bytes */1234", SHOULD, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Use the length after the slash to ask again, or leave Range out.",
        .earned_by = "A GET with a Range that begins past the end.",
        .example = {.fields = {"Range: bytes=9999-"}},
        .earn = {{.target = "/earn/documents/first?key=read", .fields = {"Range: bytes=9000-"}}},
    },
    {
        .code = 417,
        .phrase = "Expectation Failed",
        RFC("9110", "15.5.18"),
        .summary = "A demand in the Expect field cannot be met.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "May stay open if content that still comes is read.",
        .client_should = "Leave out the expectation. If it was 100-continue, repeat the request without Expect.",
        .earned_by = "A PUT with an expectation other than 100-continue.",
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json", "Expect: a-miracle"},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 418,
        .phrase = "I'm a teapot",
        .alias = "teapot",
        .registration = UNUSED,
        RFC("9110", "15.5.19"),
        .summary = "Reserved because of a joke of 1998: the teapot that will not brew coffee.",
        .content_note = "No rule; RFC 2324 §2.3.2 lets it be short and stout.",
        IF_TOLD,
        .client_should = "Treat it as 400.",
        .earned_by = "A BREW sent to a teapot (RFC 2324 §2.1.1).",
        .wire_note = "IANA lists it as (Unused). The phrase is that of RFC 2324, which everybody sends.",
        .example = {.method = "BREW", .fields = {"Content-Type: application/coffee-pot-command"}, .content = "start"},
        .earn = {{.method = "BREW", .target = "/earn/teapot"}},
    },
    {
        .code = 419,
        .phrase = "Page Expired",
        .registration = UNREGISTERED,
        .vendor = "Laravel",
        .definition = {"Laravel: the middleware against forged requests", NULL, NULL},
        .summary = "Laravel: the token of the form is missing or stale.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Load the form again for a fresh token, then send it again." AS_400,
        .earned_by = "A POST of a Laravel form without a valid CSRF token; by the other meaning, a prefetch.",
        .other_meaning = "Purpose Declined (draft-ietf-httpbis-pre-denied-01, not registered yet): the server declines "
                         "a request for the purpose that it declares, such as \"Sec-Purpose: prefetch\". Early drafts "
                         "of WebDAV had the number as Insufficient Space on Resource.",
        .earn = {{.target = "/earn/speculation", .fields = {"Sec-Purpose: prefetch"}}},
    },
    {
        .code = 420,
        .phrase = "Enhance Your Calm",
        .registration = UNREGISTERED,
        .vendor = "Twitter",
        .definition = {"Twitter Search API, version 1", NULL, NULL},
        .summary = "The old Twitter API: slow down, there were too many requests.",
        .fields =
            {
                RETRY_SOON(CUSTOMARY),
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Back off as for 429." AS_400,
        .earned_by = "Too many calls of the old Twitter Search API.",
        .other_meaning = "Spring had the number as Method Failure.",
        .wire_note = "Replaced by 429 in version 1.1 of the API.",
    },
    {
        .code = 421,
        .phrase = "Misdirected Request",
        RFC("9110", "15.5.20"),
        .summary = "This server, or this connection, cannot answer for the origin in the target URI.",
        .content_note = DESCRIBES_ERROR,
        .caching = CACHED_IF_TOLD,
        .caching_note = "RFC 9110 appendix B.3 withdrew what RFC 7540 allowed",
        .connection_note = "May stay open, but not for that origin.",
        .client_should = "Repeat the request, whatever its method, on a connection made for that origin.",
        .earned_by = "A request with a Host that this server does not serve, often on a shared HTTP/2 connection.",
        .earn = {{.target = "/", .fields = {"Host: elsewhere.invalid"}}},
    },
    {
        .code = 422,
        .phrase = "Unprocessable Content",
        .alias = "unprocessable-entity", /* RFC 4918 §11.2 */
        RFC("9110", "15.5.21"),
        .summary = "Type and syntax are fine, but what the content asks for cannot be done.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Correct the content before sending it again.",
        .earned_by = "A POST of well-formed JSON that breaks a rule.",
        .example = {.method = "POST", .fields = {"Content-Type: application/json"}, .content = "{\"age\":-1}"},
        .earn = {{.method = "PUT",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/json"},
                  .content = "{\"name\":\"Mine\"}"}},
    },
    {
        .code = 423,
        .phrase = "Locked",
        RFC("4918", "11.3"),
        .summary = "A lock on the resource, or on the destination, stops this method.",
        .content_kind = DOCUMENT,
        .document = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<D:error xmlns:D=\"DAV:\">\n"
                    "  <D:lock-token-submitted><D:href>/status/423</D:href></D:lock-token-submitted>\n"
                    "</D:error>\n",
        .document_type = "application/xml; charset=\"utf-8\"",
        .content_note = "Should be DAV:error with the lock that is in the way (RFC 4918 §16).",
        IF_TOLD,
        .client_should = "Obtain the lock token and submit it in the If field, or wait for the lock to go.",
        .earned_by = "A PUT to something locked, without its lock token in If.",
        .example = {.method = "PUT", .fields = {"Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "DELETE", .target = "/earn?key=dav", .expect = 204},
                 {.method = "LOCK",
                  .target = "/earn/dav/readme.txt?key=dav",
                  .fields = {"Content-Type: application/xml", "Depth: 0", "Timeout: Second-60"},
                  .content = "<lockinfo xmlns=\"DAV:\"><lockscope><exclusive/></lockscope><locktype><write/></locktype>"
                             "</lockinfo>",
                  .expect = 200},
                 {.method = "PUT",
                  .target = "/earn/dav/readme.txt?key=dav",
                  .fields = {"Content-Type: text/plain"},
                  .content = "hello"}},
    },
    {
        .code = 424,
        .phrase = "Failed Dependency",
        RFC("4918", "11.4"),
        .summary = "Not done, because another action that it depended on failed.",
        .content_kind = DOCUMENT,
        .document = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<D:error xmlns:D=\"DAV:\">\n"
                    "  <D:cannot-modify-protected-property/>\n"
                    "</D:error>\n",
        .document_type = "application/xml; charset=\"utf-8\"",
        .content_note = "No rule of its own: it mostly stands inside a 207. Here DAV:error names the condition that "
                        "failed first.",
        IF_TOLD,
        .client_should = "Mend the action that failed first, then redo this one.",
        .earned_by = "A PROPPATCH that sets two properties, one of them protected: the other gets the 424. "
                     "A MKCOL that also sets a protected property (RFC 5689): the collection is not made.",
        .wire_note = "WebDAV servers mostly send it as a DAV:status inside a 207.",
        .example =
            {
                .method = "PROPPATCH",
                .fields = {"Content-Type: application/xml"},
                .content = "<propertyupdate xmlns=\"DAV:\"><remove><prop><getetag/></prop></remove></propertyupdate>",
            },
        .earn = {{.method = "DELETE", .target = "/earn?key=dav", .expect = 204},
                 {.method = "MKCOL",
                  .target = "/earn/dav/new/?key=dav",
                  .fields = {"Content-Type: application/xml"},
                  .content = "<mkcol xmlns=\"DAV:\"><set><prop><resourcetype><collection/></resourcetype>"
                             "<getetag>\"mine\"</getetag></prop></set></mkcol>"}},
    },
    {
        .code = 425,
        .phrase = "Too Early",
        RFC("8470", "5.2"),
        .summary = "The server will not act on a request that might be a replay of TLS early data.",
        .content_note = DESCRIBES_ERROR,
        .caching = CACHED_IF_TOLD,
        .caching_note = "RFC 8470 §5.2",
        .client_should = "Repeat the request by itself, but not in early data.",
        .earned_by = "A request in TLS 1.3 early data, or marked with \"Early-Data: 1\", that is not safe to repeat.",
        .example = {.method = "POST", .fields = {"Early-Data: 1", "Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "POST",
                  .target = "/earn/transfer",
                  .fields = {"Early-Data: 1", "Content-Type: application/x-www-form-urlencoded"},
                  .content = "a=1"}},
    },
    {
        .code = 426,
        .phrase = "Upgrade Required",
        RFC("9110", "15.5.22"),
        .summary = "Refused over this protocol; Upgrade lists those that would do.",
        .fields =
            {
                {"Connection", "Upgrade", MUST, ALWAYS},
                {"Upgrade", "websocket", MUST, ALWAYS},
                {"Sec-WebSocket-Version", "13", MAY, ALWAYS},
            },
        .content_note = "Should say which protocol is wanted.",
        IF_TOLD,
        .connection_note = "May stay open, so that the client can upgrade on it. HTTP/2 and HTTP/3 forbid both fields.",
        .client_should = "Repeat the request with Connection: Upgrade and a protocol that Upgrade lists.",
        .earned_by = "A GET for a WebSocket without Upgrade, or with a Sec-WebSocket-Version that the server does not "
                     "speak.",
        .wire_note = "Sec-WebSocket-Version is compulsory where the version was refused (RFC 6455 §4.4).",
        .earn = {{.target = "/earn/chat"}},
    },
    {
        .code = 428,
        .phrase = "Precondition Required",
        RFC("6585", "3"),
        .summary = "The server takes this change only as a conditional request.",
        .fields =
            {
                {"Cache-Control", "no-store", MAY, ALWAYS},
            },
        .content_note = "Should explain how to send it again, for example with If-Match.",
        .caching = NEVER_STORED,
        .caching_note = "RFC 6585 §3",
        .client_should = "GET the resource, then send the change again with If-Match and its ETag.",
        .earned_by = "A PUT with neither If-Match nor If-Unmodified-Since.",
        .example = {.method = "PUT", .fields = {"Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "DELETE", .target = "/earn?key=earn", .expect = 204},
                 {.method = "PATCH",
                  .target = "/earn/documents/first?key=earn",
                  .fields = {"Content-Type: application/merge-patch+json"},
                  .content = "{\"title\":\"Mine\"}"}},
    },
    {
        .code = 429,
        .phrase = "Too Many Requests",
        RFC("6585", "4"),
        .summary = "The client sent too many requests in too short a time.",
        .fields =
            {
                RETRY_SOON(MAY),
                {"Cache-Control", "no-store", MAY, ALWAYS},
            },
        .content_note = "Should give details of the limit.",
        .caching = NEVER_STORED,
        .caching_note = "RFC 6585 §4",
        .client_should = "Wait as long as Retry-After says, or back off with a growing delay, then try again.",
        .earned_by = "Many requests within a second.",
        .earn = {{.method = "DELETE", .target = "/earn?key=earn", .expect = 204},
                 {.target = "/earn/limited?key=earn", .expect = 200},
                 {.target = "/earn/limited?key=earn", .expect = 200},
                 {.target = "/earn/limited?key=earn"}},
    },
    {
        .code = 430,
        .phrase = "Shopify Security Rejection",
        .registration = UNREGISTERED,
        .vendor = "Shopify",
        .definition = {"Shopify API: response status and error codes", NULL, SHOPIFY_LINK},
        .summary = "Shopify: refused because the request looked malicious.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Stop and look at what it sends; back off before it tries again." AS_400,
        .earned_by = "A request that Shopify's protection takes for an attack.",
    },
    {
        .code = 431,
        .phrase = "Request Header Fields Too Large",
        RFC("6585", "5"),
        .summary = "One field, or all of them together, is larger than the server will process.",
        .fields =
            {
                {"Cache-Control", "no-store", MAY, ALWAYS},
            },
        .content_note = "Should name the field, if only one is at fault.",
        .caching = NEVER_STORED,
        .caching_note = "RFC 6585 §5",
        .connection_note = "Usually closes, as the rest of the head is not read.",
        .client_should = "Send the request again with smaller fields: fewer cookies, a shorter Referer.",
        .earned_by = "A GET with a field of 100 kB.",
        .earn = {{.target = "/earn/documents/first", .fields = {"X-Long: "}, .zeroes = 9000}},
    },
    {
        .code = 440,
        .phrase = "Login Time-out",
        .registration = UNREGISTERED,
        .vendor = "Microsoft",
        .definition = {"Exchange: Outlook on the web", NULL, NULL},
        .summary = "Microsoft: the session has run out, so log in again.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Log in again, then repeat the request." AS_400,
        .earned_by = "A request to Outlook on the web after its session has run out.",
    },
    {
        .code = 444,
        .phrase = "No Response",
        .registration = UNREGISTERED,
        .vendor = "nginx",
        .definition = {"ngx_http_rewrite_module: return", NULL,
                       "https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return"},
        .summary = "nginx: close the connection without sending a single byte.",
        .content_note = "nginx sends none.",
        .caching = NOT_CACHED,
        .caching_note = "Its owner never sends it",
        .connection_note = "nginx closes without an answer.",
        .client_should = "Treat it as a connection that broke, and repeat only idempotent requests." AS_400,
        .earned_by = "A request with a Host that runs into \"return 444\" in the configuration of nginx.",
        .wire_note = "nginx never sends it: it closes. statusd sends it because it was asked for; the fault close at "
                     "start does what nginx does.",
    },
    {
        .code = 449,
        .phrase = "Retry With",
        .registration = UNREGISTERED,
        .vendor = "Microsoft",
        .definition = {"[MS-WDV]", "3.2.5.6", MS_WDV_LINK},
        .summary = "Microsoft: more information is needed, so repeat the request with Ms-Echo-Reply.",
        .fields =
            {
                {"Ms-Echo-Request", "c3RhdHVzZC1zYW1wbGU=", MUST, ALWAYS},
            },
        .content_note = "Processed as usual, but not shown to the user.",
        IF_TOLD,
        .client_should = "Repeat the request with Ms-Echo-Reply added." AS_400,
        .earned_by = "A request to a Microsoft DAV server that lacks data it needs.",
        .wire_note = "It must not be the answer to a request that carries Ms-Echo-Reply.",
    },
    {
        .code = 450,
        .phrase = "Blocked by Windows Parental Controls",
        .registration = UNREGISTERED,
        .vendor = "Microsoft",
        .definition = {"Windows Parental Controls", NULL, NULL},
        .summary = "Microsoft: parental controls block this page.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Show the page, and ask the guardian of the account." AS_400,
        .earned_by = "A GET of a blocked site from a child's account.",
    },
    {
        .code = 451,
        .phrase = "Unavailable For Legal Reasons",
        RFC("7725", "3"),
        .summary = "Access is denied because of a legal demand.",
        .fields =
            {
                {"Link", "<https://isp.example/legal>; rel=\"blocked-by\"", SHOULD, ALWAYS},
            },
        .content_note = "Should explain the demand: who made it, under which law, and what and whom it covers.",
        .caching = CACHED_BY_HEURISTIC,
        .caching_note = "RFC 7725 §3",
        .client_should = "Show the explanation, and not try again on the same path.",
        .earned_by = "A GET for something that a court has banned.",
        .wire_note = "Link names who carries out the block, not who ordered it (RFC 7725 §4).",
        .earn = {{.target = "/earn/censored"}},
    },
    {
        .code = 460,
        .phrase = "",
        .registration = UNREGISTERED,
        .vendor = "AWS Application Load Balancer",
        .definition = {"Troubleshoot your Application Load Balancers", NULL, AWS_LINK},
        .summary = "AWS ALB: the client closed the connection before the idle timeout ran out.",
        .content_note = "None reaches the client, which has gone.",
        .caching = NOT_CACHED,
        .caching_note = "Its owner never sends it",
        .connection_note = "The client has closed already.",
        .client_should = "Wait longer than the idle timeout of the load balancer." AS_400,
        .earned_by = "A client that hangs up before the load balancer has answered.",
        .wire_note = "Stands in logs and metrics only, as the client has gone. It has no phrase of its own; that of "
                     "its class goes out.",
    },
    {
        .code = 463,
        .phrase = "",
        .registration = UNREGISTERED,
        .vendor = "AWS Application Load Balancer",
        .definition = {"Troubleshoot your Application Load Balancers", NULL, AWS_LINK},
        .summary = "AWS ALB: X-Forwarded-For lists more than 30 addresses.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Send fewer addresses in X-Forwarded-For." AS_400,
        .earned_by = "A GET with more than 30 addresses in X-Forwarded-For.",
        .wire_note = "It has no phrase of its own; that of its class goes out.",
    },
    {
        .code = 464,
        .phrase = "",
        .registration = UNREGISTERED,
        .vendor = "AWS Application Load Balancer",
        .definition = {"Troubleshoot your Application Load Balancers", NULL, AWS_LINK},
        .summary = "AWS ALB: the protocol of the request does not fit that of the target group.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Use the protocol version that the target group is set to." AS_400,
        .earned_by = "A request over HTTP/1.1 where the target group speaks gRPC or HTTP/2.",
        .wire_note = "It has no phrase of its own; that of its class goes out.",
    },
    {
        .code = 494,
        .phrase = "Request Header Too Large",
        .registration = UNREGISTERED,
        .vendor = "nginx",
        .definition = {"nginx: ngx_http_request.h", NULL, NGINX_SOURCE_LINK},
        .summary = "nginx: a field or a cookie is too large.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "nginx closes after it.",
        .client_should = "Send smaller fields or fewer cookies." AS_400,
        .earned_by = "A GET with a field longer than large_client_header_buffers allows.",
        .wire_note = "nginx sends 400 instead; 494 is for its logs and error_page. statusd sends it because it was "
                     "asked for.",
    },
    {
        .code = 495,
        .phrase = "SSL Certificate Error",
        .registration = UNREGISTERED,
        .vendor = "nginx",
        .definition = {"ngx_http_ssl_module: error processing", NULL, NGINX_SSL_LINK},
        .summary = "nginx: the certificate of the client did not verify.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "nginx closes after it.",
        .client_should = "Present a certificate that verifies." AS_400,
        .earned_by = "A TLS client whose certificate does not verify.",
        .wire_note = "nginx sends 400 instead; 495 is for its logs and error_page. statusd sends it because it was "
                     "asked for.",
    },
    {
        .code = 496,
        .phrase = "SSL Certificate Required",
        .registration = UNREGISTERED,
        .vendor = "nginx",
        .definition = {"ngx_http_ssl_module: error processing", NULL, NGINX_SSL_LINK},
        .summary = "nginx: a certificate of the client is required, but none came.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "nginx closes after it.",
        .client_should = "Present a certificate." AS_400,
        .earned_by = "A TLS client without a certificate, where one is required.",
        .wire_note = "nginx sends 400 instead; 496 is for its logs and error_page. statusd sends it because it was "
                     "asked for.",
    },
    {
        .code = 497,
        .phrase = "HTTP Request Sent to HTTPS Port",
        .registration = UNREGISTERED,
        .vendor = "nginx",
        .definition = {"ngx_http_ssl_module: error processing", NULL, NGINX_SSL_LINK},
        .summary = "nginx: a plain HTTP request reached a port for TLS.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .connection_note = "nginx closes after it.",
        .client_should = "Use https." AS_400,
        .earned_by = "A plain \"GET / HTTP/1.1\" to a port that speaks TLS.",
        .wire_note = "nginx sends 400 instead; 497 is for its logs and error_page. statusd sends it because it was "
                     "asked for.",
    },
    {
        .code = 498,
        .phrase = "Invalid Token",
        .registration = UNREGISTERED,
        .vendor = "Esri",
        .definition = {"ArcGIS REST API", NULL, NULL},
        .summary = "Esri ArcGIS: the token has expired or is invalid.",
        .content_kind = DOCUMENT,
        .document = "{\"error\":{\"code\":498,\"message\":\"Invalid Token\"}}\n",
        .document_type = "application/json",
        .content_note = "JSON with the code and a message.",
        IF_TOLD,
        .client_should = "Get a new token, then repeat the request." AS_400,
        .earned_by = "A request to ArcGIS with a token that has expired.",
        .wire_note = "ArcGIS mostly sends 200, with this code in the content. In nginx 498 is a cancelled number.",
    },
    {
        .code = 499,
        .phrase = "Client Closed Request",
        .registration = UNREGISTERED,
        .vendor = "nginx",
        .definition = {"nginx: ngx_http_request.h", NULL, NGINX_SOURCE_LINK},
        .summary = "nginx: the client hung up before there was an answer.",
        .content_note = "None: nobody is listening any more.",
        .caching = NOT_CACHED,
        .caching_note = "Its owner never sends it",
        .connection_note = "The client has closed already.",
        .client_should = "Nothing: nginx never sends it to anyone." AS_400,
        .earned_by = "A client that disconnects while nginx waits for its upstream.",
        .wire_note = "Stands only in the logs of nginx. statusd sends it because it was asked for. At Esri it means "
                     "Token Required.",
    },
    {
        .code = 500,
        .phrase = "Internal Server Error",
        RFC("9110", "15.6.1"),
        .summary = "Something unexpected in the server kept it from fulfilling the request.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "It may repeat an idempotent request, sparingly.",
        .earned_by = "A request that runs into a bug.",
        .earn = {{.target = "/earn/bug"}},
    },
    {
        .code = 501,
        .phrase = "Not Implemented",
        RFC("9110", "15.6.2"),
        .summary = "The server lacks what the request needs, such as the method itself.",
        .content_note = DESCRIBES_ERROR,
        BY_HEURISTIC,
        .connection_note = "Must close where an unknown transfer coding hides the end of the request.",
        .client_should = "Use another method or feature.",
        .earned_by = "A method that the server does not know, or a Transfer-Encoding that it does not know.",
        .earn = {{.method = "FROBNICATE", .target = "/earn/documents/first?key=earn"}},
    },
    {
        .code = 502,
        .phrase = "Bad Gateway",
        RFC("9110", "15.6.3"),
        .summary = "A gateway or proxy got an invalid answer from the server behind it.",
        .fields =
            {
                {"Proxy-Status", "statusd; error=http_protocol_error", MAY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "It may repeat an idempotent request later.",
        .earned_by = "A GET through a gateway whose upstream answers with garbage.",
        .wire_note = "Proxy-Status (RFC 9209) is optional, and says what went wrong.",
        .earn = {{.target = "http://garbled.test/", .fields = {"Proxy-Authorization: Basic bWVtYmVyOnNlY3JldA=="}}},
    },
    {
        .code = 503,
        .phrase = "Service Unavailable",
        RFC("9110", "15.6.4"),
        .summary = "Overloaded or down for maintenance, and expected back later.",
        .fields =
            {
                RETRY_SOON(MAY),
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Wait as long as Retry-After says, or back off, then try again.",
        .earned_by = "A request during maintenance or overload.",
        .earn = {{.target = "/earn/busy"}},
    },
    {
        .code = 504,
        .phrase = "Gateway Timeout",
        RFC("9110", "15.6.5"),
        .summary = "A gateway or proxy waited too long for the server behind it.",
        .fields =
            {
                {"Proxy-Status", "statusd; error=http_response_timeout", MAY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "It may repeat an idempotent request later. After only-if-cached, ask again without it.",
        .earned_by = "A GET through a gateway whose upstream hangs, or with only-if-cached to a cache that holds "
                     "nothing.",
        .wire_note = "Proxy-Status (RFC 9209) is optional, and says what went wrong.",
        .earn = {{.target = "http://hanging.test/", .fields = {"Proxy-Authorization: Basic bWVtYmVyOnNlY3JldA=="}}},
    },
    {
        .code = 505,
        .phrase = "HTTP Version Not Supported",
        RFC("9110", "15.6.6"),
        .summary = "The major HTTP version of the request is one that the server will not use.",
        .content_note = "Should say why the version is refused and which protocols are spoken.",
        IF_TOLD,
        .connection_note = "Usually closes, as the framing of an unknown major version cannot be trusted.",
        .client_should = "Repeat the request in a major version that is supported.",
        .earned_by = "A request line that ends in HTTP/9.9. A higher minor version such as HTTP/1.9 is served as "
                     "HTTP/1.1.",
        .earn = {{.target = "/", .version = "HTTP/9.9"}},
    },
    {
        .code = 506,
        .phrase = "Variant Also Negotiates",
        RFC("2295", "8.1"),
        .summary = "Negotiation is misconfigured: the chosen variant would negotiate again.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Not try again; report the misconfiguration.",
        .earned_by = "A GET with \"Negotiate: 1.0\" where the variant chosen is itself negotiable.",
        .earn = {{.target = "/earn/nested", .fields = {"Negotiate: 1.0", "Accept-Language: de"}}},
    },
    {
        .code = 507,
        .phrase = "Insufficient Storage",
        RFC("4918", "11.5"),
        .summary = "There is no room to store what is needed to finish the request.",
        .content_kind = DOCUMENT,
        .document = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<D:error xmlns:D=\"DAV:\">\n"
                    "  <D:quota-not-exceeded/>\n"
                    "</D:error>\n",
        .document_type = "application/xml; charset=\"utf-8\"",
        .content_note = "DAV:error with what is exhausted: a quota, or the disk (RFC 4331 §6).",
        IF_TOLD,
        .client_should = "Treat it as temporary, and not repeat what a user did until the user asks for it again.",
        .earned_by = "A PUT or COPY that exceeds the space or the quota.",
        .example = {.method = "PUT", .fields = {"Content-Type: text/plain"}, .content = "hello"},
        .earn = {{.method = "DELETE", .target = "/earn?key=dav", .expect = 204},
                 {.method = "PUT",
                  .target = "/earn/dav/full/more.txt?key=dav",
                  .fields = {"Content-Type: text/plain"},
                  .content = "hello"}},
    },
    {
        .code = 508,
        .phrase = "Loop Detected",
        RFC("5842", "7.2"),
        .summary = "An endless loop turned up under \"Depth: infinity\", so the whole operation failed.",
        .content_note = "No rule of its own; should describe the error.",
        IF_TOLD,
        .client_should = "Ask with a finite Depth, or send \"DAV: bind\" to get 208 entries instead.",
        .earned_by = "A PROPFIND with \"Depth: infinity\" and no \"DAV: bind\" on a collection that contains itself.",
        .example = {.method = "PROPFIND", .fields = {"Depth: infinity"}},
        .earn = {{.method = "DELETE", .target = "/earn?key=dav", .expect = 204},
                 {.method = "PROPFIND", .target = "/earn/dav/loop/?key=dav", .fields = {"Depth: infinity"}}},
    },
    {
        .code = 509,
        .phrase = "Bandwidth Limit Exceeded",
        .registration = UNREGISTERED,
        .vendor = "cPanel",
        .definition = {"cPanel: mod_bwlimited for Apache httpd", NULL, NULL},
        .summary = "cPanel: the site has used up its allowance of traffic.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Try much later, as such limits often last a month." AS_500,
        .earned_by = "A GET on a shared host that is over its allowance.",
    },
    {
        .code = 510,
        .phrase = "Not Extended",
        .registration = OBSOLETED,
        RFC("2774", "7"),
        .summary = "Obsolete: the request must carry an extension, in the manner of RFC 2774, to be served.",
        .content_note = "Should say all that the client needs to extend its request; the form is left open.",
        IF_TOLD,
        .client_should = "Repeat the request with the extension added, or else show the content.",
        .earned_by = "A method such as M-GET with a Man field naming an extension that the server does not support.",
        .earn = {{.method = "M-GET",
                  .target = "/earn/extended",
                  .fields = {"Man: \"http://example.org/unknown\"; ns=16"}}},
        .wire_note = "RFC 2774 is historic, and hardly anything ever implemented it.",
    },
    {
        .code = 511,
        .phrase = "Network Authentication Required",
        RFC("6585", "6"),
        .summary = "The client must log in to the network itself before it can use it.",
        .fields =
            {
                {"Cache-Control", "no-store", MAY, ALWAYS},
            },
        .content_kind = PAGE,
        .document = "<!DOCTYPE html>\n"
                    "<html lang=\"en\">\n"
                    "<head>\n"
                    "<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"refresh\" content=\"5; url=/anything/login\">\n"
                    "<title>Network Authentication Required</title>\n"
                    "</head>\n"
                    "<body>\n"
                    "<h1>511 Network Authentication Required</h1>\n"
                    "<p>You need to <a href=\"/anything/login\">log in to this network</a> before you can use it.</p>\n"
                    "</body>\n"
                    "</html>\n",
        .document_type = "text/html; charset=utf-8",
        .content_note = "Should link the login page, and neither hold the login form itself nor a challenge.",
        .caching = NEVER_STORED,
        .caching_note = "RFC 6585 §6",
        .connection_note = "Often closes: it comes from a proxy that intercepts, not from the origin.",
        .client_should = "Open the login page that is linked, then repeat the request.",
        .earned_by = "Any request over plain HTTP in a network that wants a login first.",
        .wire_note = "Origin servers should not send it; statusd does because it was asked for.",
        .earn = {{.target = "http://captive.test/", .fields = {"Proxy-Authorization: Basic bWVtYmVyOnNlY3JldA=="}}},
    },
    {
        .code = 520,
        .phrase = "Web Server Returned an Unknown Error",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: the answer of the origin was empty, unknown or odd.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "520", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin that answers with nothing, with garbage, or with a head over 128 KB.",
    },
    {
        .code = 521,
        .phrase = "Web Server Is Down",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: the origin refused the connection.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "521", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin that refuses the TCP connection.",
    },
    {
        .code = 522,
        .phrase = "Connection Timed Out",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: connecting to the origin took too long.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "522", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin that sends no SYN-ACK within 19 seconds, or no ACK within 90.",
    },
    {
        .code = 523,
        .phrase = "Origin Is Unreachable",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: there is no route to the origin.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "523", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin whose address no route leads to.",
    },
    {
        .code = 524,
        .phrase = "A Timeout Occurred",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: the origin took the connection, but too long to answer.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "524", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin that does not answer within 120 seconds.",
    },
    {
        .code = 525,
        .phrase = "SSL Handshake Failed",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: the TLS handshake with the origin failed.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "525", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin with which no TLS handshake succeeds, in the mode Full or Full (strict).",
    },
    {
        .code = 526,
        .phrase = "Invalid SSL Certificate",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: the certificate of the origin did not verify.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "526", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "An origin whose certificate does not verify, in the mode Full (strict).",
        .wire_note = "Cloud Foundry sends the number too, in the same sense.",
    },
    {
        .code = 527,
        .phrase = "Railgun Error",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: Railgun", NULL, NULL},
        .summary = "Cloudflare: the Railgun link to the origin failed.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "527", CUSTOMARY, ALWAYS},
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Repeat an idempotent request later; the fault lies between Cloudflare and the origin." AS_500,
        .earned_by = "A broken link to the Railgun listener.",
        .wire_note = "Railgun was withdrawn, and the code is no longer documented.",
    },
    {
        .code = 529,
        .phrase = "Site Is Overloaded",
        .registration = UNREGISTERED,
        .vendor = "Qualys",
        .definition = {"SSL Labs API documentation", NULL,
                       "https://github.com/ssllabs/ssllabs-scan/blob/master/ssllabs-api-docs-v3.md"},
        .summary = "The service as a whole is overloaded, unlike 429, which limits one client.",
        .fields =
            {
                RETRY_SOON(CUSTOMARY),
            },
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Back off by a time drawn at random, and no less than Retry-After says." AS_500,
        .earned_by = "A request while the whole service is overloaded.",
        .wire_note = "The SSL Labs API introduced it; the Anthropic API sends it too.",
    },
    {
        .code = 530,
        .phrase = "Origin Unavailable",
        .registration = UNREGISTERED,
        .vendor = "Cloudflare",
        .definition = {"Cloudflare: 5xx errors", NULL, CLOUDFLARE_LINK},
        .summary = "Cloudflare: the origin is not available; the content holds an error of the series 1xxx.",
        .fields =
            {
                {"cf-ray", "8a1b2c3d4e5f6789-AMS", CUSTOMARY, ALWAYS},
                {"cf-error-type", "1016", CUSTOMARY, ALWAYS},
            },
        .content_note = "Should hold the 1xxx error, in HTML.",
        IF_TOLD,
        .client_should = "Read the 1xxx code in the content." AS_500,
        .earned_by = "A request for a name whose origin does not resolve (1016).",
        .other_meaning = "Pantheon has the number as Site is frozen, Shopify as Origin DNS Error.",
    },
    {
        .code = 540,
        .phrase = "Temporarily Disabled",
        .registration = UNREGISTERED,
        .vendor = "Shopify",
        .definition = {"Shopify API: response status and error codes", NULL, SHOPIFY_LINK},
        .summary = "Shopify: this endpoint is switched off for the moment.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Try again later." AS_500,
        .earned_by = "A call of a Shopify endpoint that is switched off for the moment.",
    },
    {
        .code = 561,
        .phrase = "Unauthorized",
        .registration = UNREGISTERED,
        .vendor = "AWS Application Load Balancer",
        .definition = {"Troubleshoot your Application Load Balancers", NULL, AWS_LINK},
        .summary = "AWS ALB: the identity provider returned an error during the login.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Have the set-up of the identity provider checked." AS_500,
        .earned_by = "A listener rule that authenticates, while the identity provider returns an error.",
    },
    {
        .code = 598,
        .phrase = "Network Read Timeout Error",
        .registration = UNREGISTERED,
        .vendor = "none (informal)",
        .definition = {"A convention of some proxies", NULL, NULL},
        .summary = "Informal: a proxy waited too long to read from the network behind it.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Do as for 504." AS_500,
        .earned_by = "A proxy that gives up reading from its upstream.",
    },
    {
        .code = 599,
        .phrase = "Network Connect Timeout Error",
        .registration = UNREGISTERED,
        .vendor = "none (informal)",
        .definition = {"A convention of some proxies", NULL, NULL},
        .summary = "Informal: a proxy could not connect to the network behind it in time.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Do as for 504." AS_500,
        .earned_by = "A proxy that cannot connect to its upstream in time.",
        .wire_note = "Some client libraries report it themselves, without any server having sent it.",
    },
    {
        .code = 783,
        .phrase = "Unexpected Token",
        .registration = UNREGISTERED,
        .vendor = "Shopify",
        .definition = {"Shopify API: response status and error codes", NULL, SHOPIFY_LINK},
        .summary = "Shopify: the request holds JSON that cannot be parsed.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Correct the JSON. The number is invalid, and is to be handled like a 5xx (RFC 9110 §15).",
        .earned_by = "A POST of broken JSON to the Shopify API.",
        .wire_note = "A server that conforms to RFC 9110 cannot send it: the number lies outside of 100 to 599.",
    },
    {
        .code = 999,
        .phrase = "Request Denied",
        .registration = UNREGISTERED,
        .vendor = "LinkedIn",
        .definition = {"LinkedIn: its protection against bots", NULL, NULL},
        .summary = "LinkedIn: access denied to a client that is not welcome.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Stop asking. The number is invalid, and is to be handled like a 5xx (RFC 9110 §15).",
        .earned_by = "A GET of a LinkedIn page by a bot.",
        .wire_note = "A server that conforms to RFC 9110 cannot send it: the number lies outside of 100 to 599.",
    },
};

const int status_row_count = sizeof status_rows / sizeof *status_rows;

/* What holds for a code without a row. All numbers from 600 on share the last. */
const struct status status_classes[] = {
    {
        .code = 100,
        .phrase = "Informational",
        .registration = UNASSIGNED,
        RFC("9110", "15.2"),
        .summary = "An interim response without a definition of its own.",
        INTERIM,
        .content_note = "None; the message ends at the empty line.",
        .connection_note = FINAL_FOLLOWS,
        .client_should = "Treat it as 100: ignore it and keep reading for the final response.",
        .earned_by = "Nothing that is defined: the code is not assigned.",
    },
    {
        .code = 200,
        .phrase = "Successful",
        .registration = UNASSIGNED,
        RFC("9110", "15.3"),
        .summary = "A success without a definition of its own.",
        .content_note = "No rule of its own.",
        IF_TOLD,
        .client_should = "Treat it as 200.",
        .earned_by = "Nothing that is defined: the code is not assigned.",
    },
    {
        .code = 300,
        .phrase = "Redirection",
        .registration = UNASSIGNED,
        RFC("9110", "15.4"),
        .summary = "A redirection without a definition of its own.",
        .content_note = "No rule of its own.",
        IF_TOLD,
        .client_should = "Treat it as 300.",
        .earned_by = "Nothing that is defined: the code is not assigned.",
    },
    {
        .code = 400,
        .phrase = "Client Error",
        .registration = UNASSIGNED,
        RFC("9110", "15.5"),
        .summary = "An error of the client without a definition of its own.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Treat it as 400.",
        .earned_by = "Nothing that is defined: the code is not assigned.",
    },
    {
        .code = 500,
        .phrase = "Server Error",
        .registration = UNASSIGNED,
        RFC("9110", "15.6"),
        .summary = "An error of the server without a definition of its own.",
        .content_note = DESCRIBES_ERROR,
        IF_TOLD,
        .client_should = "Treat it as 500.",
        .earned_by = "Nothing that is defined: the code is not assigned.",
    },
    {
        .code = 600,
        .phrase = "Invalid Status",
        .registration = UNASSIGNED,
        RFC("9110", "15"),
        .summary = "A number outside of 100 to 599, which is not a valid status code.",
        .content_note = "No rule of its own.",
        IF_TOLD,
        .client_should = "Handle it like a 5xx.",
        .earned_by = "Nothing that is defined: the code is not assigned.",
        .wire_note = "A server that conforms to RFC 9110 cannot send it.",
    },
};
