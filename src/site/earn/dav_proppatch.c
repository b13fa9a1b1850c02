/* PROPPATCH (RFC 4918 §9.2). */
#include "site/earn/dav_methods.h"
#include "site/earn/dav_update.h"
#include "site/problem.h"

int dav_proppatch(struct dav *dav)
{
    const struct xml *root;
    struct dav_node *resource = dav->at.resource;
    int refused = dav_content(dav, "propertyupdate", &root);
    refused = refused != 0 ? refused : dav_check_lock(dav, resource);
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    struct dav_update *update = root != NULL ? dav_update_read(dav, root, resource, false) : NULL;
    if (update == NULL || update->count == 0) {
        return problem(dav->context, 422, TEXT("no property is to be set or removed"),
                       TEXT("<propertyupdate xmlns=\"DAV:\"><set><prop><a xmlns=\"urn:a\">1</a></prop></set>"
                            "</propertyupdate>"));
    }
    if (update->failed == 0) {
        dav_update_make(dav, update, resource);
    }
    struct buffer document = dav_document(dav);
    buffer_print(&document, "<D:multistatus xmlns:D=\"DAV:\">\n<D:response><D:href>%s</D:href>\n",
                 dav_href_of_path(dav, dav->at.path, resource).at);
    dav_update_add(&document, update);
    buffer_add(&document, TEXT("</D:response>\n</D:multistatus>\n"));
    return dav_answer_document(dav, 207, &document);
}
