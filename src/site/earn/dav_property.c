#include "site/earn/dav_property.h"

#include "http/date.h"
#include "http/status.h"
#include "site/conditional.h"

static void add_resourcetype(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    (void)dav;
    buffer_add(buffer, resource->kind == DAV_COLLECTION ? TEXT("<D:collection/>") : TEXT(""));
}

static void add_length(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    (void)dav;
    buffer_print(buffer, "%zu", resource->length);
}

static void add_type(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    (void)dav;
    buffer_add_html(buffer, text_of(resource->type));
}

static void add_tag(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    struct text bytes = {resource->bytes, resource->length};
    buffer_add_html(buffer, conditional_tag(dav->context->arena, bytes));
}

static void add_modified(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    buffer_add(buffer, date_format(dav->context->arena, resource->modified));
}

static void add_locks(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        const struct dav_lock *lock = &dav->tree->locks[i];
        if (dav_lock_covers(lock, resource)) {
            dav_lock_print(buffer, lock, dav_href(dav, lock->root), dav->now);
        }
    }
}

static void add_lock_kinds(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    static const char *const scopes[] = {"exclusive", "shared"};
    (void)dav, (void)resource;
    for (int i = 0; i < 2; i++) {
        buffer_print(buffer,
                     "<D:lockentry><D:lockscope><D:%s/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>",
                     scopes[i]);
    }
}

static void add_id(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    buffer_print(buffer, "<D:href>%s</D:href>", dav_urn(dav->context->arena, resource->id).at);
}

static void add_quota_left(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    buffer_print(buffer, "%zu", dav_room(dav->tree, resource, NULL, NULL).bytes);
}

static void add_quota_used(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    buffer_print(buffer, "%zu", dav_load(dav->tree, resource, true).bytes);
}

/* To add a live property, add its row here. */
static const struct live {
    const char *name;
    void (*add)(struct dav *dav, struct buffer *buffer, const struct dav_node *resource);
    bool of_members, of_collections; /* which resources have it */
    bool unasked;                    /* DAV:allprop includes it; DAV:propname names all */
} live[] = {
    {"resourcetype", add_resourcetype, true, true, true},
    {"getcontentlength", add_length, true, false, true},
    {"getcontenttype", add_type, true, false, true},
    {"getetag", add_tag, true, false, true},
    {"getlastmodified", add_modified, true, true, true},
    {"lockdiscovery", add_locks, true, true, true},
    {"supportedlock", add_lock_kinds, true, true, true},
    {"resource-id", add_id, true, true, false},
    {"quota-available-bytes", add_quota_left, false, true, false},
    {"quota-used-bytes", add_quota_used, false, true, false},
};

enum { LIVE = sizeof live / sizeof live[0] };

static const struct live *find(struct text space, struct text name)
{
    for (int i = 0; i < LIVE; i++) {
        if (text_equal(space, TEXT("DAV:")) && text_equal(name, text_of(live[i].name))) {
            return &live[i];
        }
    }
    return NULL;
}

static bool has(const struct dav_node *resource, const struct live *row)
{
    return resource->kind == DAV_COLLECTION ? row->of_collections : row->of_members;
}

static void add_live(struct dav *dav, struct buffer *buffer, const struct dav_node *resource, const struct live *row)
{
    buffer_print(buffer, "<D:%s>", row->name);
    row->add(dav, buffer, resource);
    buffer_print(buffer, "</D:%s>", row->name);
}

bool dav_is_live(struct text space, struct text name)
{
    return find(space, name) != NULL;
}

bool dav_add_property(struct dav *dav, struct buffer *buffer, const struct dav_node *resource, struct text space,
                      struct text name)
{
    const struct live *row = find(space, name);
    if (row != NULL && has(resource, row)) {
        add_live(dav, buffer, resource, row);
        return true;
    }
    const struct dav_property *dead = dav_find_property(dav->tree, resource, space, name);
    buffer_add(buffer, dead != NULL ? text_of(dead->xml) : TEXT(""));
    return dead != NULL;
}

void dav_add_properties(struct dav *dav, struct buffer *buffer, const struct dav_node *resource, bool names_only)
{
    for (int i = 0; i < LIVE; i++) {
        if ((names_only || live[i].unasked) && has(resource, &live[i])) {
            if (names_only) {
                buffer_print(buffer, "<D:%s/>", live[i].name);
            } else {
                add_live(dav, buffer, resource, &live[i]);
            }
        }
    }
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        const struct dav_property *dead = &dav->tree->properties[i];
        if (dead->node == resource && names_only) {
            xml_add_empty(buffer, text_of(dead->space), text_of(dead->name));
        } else if (dead->node == resource) {
            buffer_add(buffer, text_of(dead->xml));
        }
    }
}

void dav_add_lockdiscovery(struct dav *dav, struct buffer *buffer, const struct dav_node *resource)
{
    add_live(dav, buffer, resource, find(TEXT("DAV:"), TEXT("lockdiscovery")));
}

void dav_add_propstat(struct buffer *document, const struct buffer *properties, int code, const char *condition)
{
    if (properties->length == 0) {
        return;
    }
    buffer_add(document, TEXT("<D:propstat><D:prop>"));
    buffer_add(document, buffer_text(properties));
    buffer_print(document, "</D:prop><D:status>HTTP/1.1 %d %s</D:status>", code, status_phrase(code));
    if (condition != NULL) {
        buffer_print(document, "<D:error><D:%s/></D:error>", condition);
    }
    buffer_add(document, TEXT("</D:propstat>\n"));
}
