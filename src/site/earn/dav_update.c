#include "site/earn/dav_update.h"

#include "site/earn/dav_property.h"

#include <string.h>

static bool is_resourcetype(const struct xml *property)
{
    return xml_is_dav(property, "resourcetype");
}

static bool is_plain_collection(const struct xml *property)
{
    const struct xml *type = xml_next(property, NULL);
    return type != NULL && xml_is_dav(type, "collection") && xml_next(property, type) == NULL;
}

/* Whether a change before the nth is of the same property. */
static bool is_repeated(const struct dav_update *update, int nth)
{
    const struct xml *property = update->changes[nth].property;
    for (int i = 0; i < nth; i++) {
        const struct xml *other = update->changes[i].property;
        if (text_equal(other->space, property->space) && text_equal(other->name, property->name)) {
            return true;
        }
    }
    return false;
}

/* Adds to room what the nth change takes away: the property's old value. */
static void make_room(struct dav *dav, const struct dav_update *update, int nth, const struct dav_node *node,
                      struct dav_load *room)
{
    const struct xml *property = update->changes[nth].property;
    const struct dav_property *old = dav_find_property(dav->tree, node, property->space, property->name);
    if (old != NULL && !is_repeated(update, nth)) {
        room->bytes += strlen(old->xml);
        room->properties++;
    }
}

/* What would become of a change, if all others went well. */
static void judge(struct dav_change *change, bool makes_collection, struct dav_load *room)
{
    const struct xml *property = change->property;
    if (makes_collection && is_resourcetype(property)) {
        bool right = is_plain_collection(property);
        change->code = right ? 200 : 403;
        change->condition = right ? NULL : "valid-resourcetype"; /* RFC 5689 §3.3 */
    } else if (dav_is_live(property->space, property->name)) {
        change->code = 403;
        change->condition = "cannot-modify-protected-property";
    } else if (!dav_fits((struct dav_load){change->xml.length, 0, change->xml.length > 0}, *room)) {
        change->code = 507; /* RFC 4918 §9.2.1 */
        change->condition = "quota-not-exceeded";
    } else {
        room->bytes -= change->xml.length;
        room->properties -= change->xml.length > 0;
    }
}

static void read_instruction(struct dav *dav, struct dav_update *update, const struct xml *instruction, bool sets)
{
    const struct xml *named = xml_child(instruction, "prop"), *property = NULL;
    while (named != NULL && (property = xml_next(named, property)) != NULL) {
        struct dav_change *change = &update->changes[update->count++]; /* there is one for each element */
        *change = (struct dav_change){.property = property, .code = 200};
        if (sets) {
            struct buffer element = buffer_in(dav->context->arena);
            xml_add(&element, property);
            change->xml = buffer_text(&element);
        }
    }
}

/* Fails the others because one failed, which is what they depend on (RFC 4918 §9.2.1). */
static void fail_dependents(struct dav_update *update)
{
    for (int i = 0; i < update->count; i++) {
        update->failed =
            update->failed == 0 && update->changes[i].condition != NULL ? update->changes[i].code : update->failed;
    }
    for (int i = 0; i < update->count && update->failed != 0; i++) {
        update->changes[i].code = update->changes[i].condition != NULL ? update->changes[i].code : 424;
    }
}

struct dav_update *dav_update_read(struct dav *dav, const struct xml *root, const struct dav_node *near,
                                   bool makes_collection)
{
    struct dav_update *update = arena_alloc(dav->context->arena, sizeof *update);
    struct dav_load room = dav_room(dav->tree, near, NULL, NULL);
    for (const struct xml *at = xml_next(root, NULL); at != NULL; at = xml_next(root, at)) {
        bool sets = xml_is_dav(at, "set"), removes = !makes_collection && xml_is_dav(at, "remove");
        if (sets || removes) {
            read_instruction(dav, update, at, sets);
        }
    }
    for (int i = 0; i < update->count; i++) {
        if (!makes_collection) {
            make_room(dav, update, i, near, &room);
        }
        judge(&update->changes[i], makes_collection, &room);
    }
    fail_dependents(update);
    return update;
}

void dav_update_make(struct dav *dav, const struct dav_update *update, struct dav_node *resource)
{
    for (int i = 0; i < update->count; i++) { /* in the order of the document (RFC 4918 §9.2) */
        const struct xml *property = update->changes[i].property;
        if (!is_resourcetype(property)) { /* which a new collection has already */
            dav_set_property(dav->tree, resource, property->space, property->name, update->changes[i].xml);
        }
    }
}

void dav_update_add(struct buffer *document, const struct dav_update *update)
{
    for (int i = 0; i < update->count; i++) {
        const struct dav_change *change = &update->changes[i];
        struct buffer name = buffer_in(document->arena);
        xml_add_empty(&name, change->property->space, change->property->name);
        dav_add_propstat(document, &name, change->code, change->condition);
    }
}
