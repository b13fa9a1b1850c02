#include "site/xml.h"

#include <expat.h>
#include <stdlib.h>

/* Stands between namespace and name in what Expat tells. No name has it, though a namespace may. */
#define BETWEEN '\n'

struct reading {
    XML_Parser parser;
    struct arena *arena;
    struct xml *root, *open; /* the document's element, and the one that is not ended yet */
    int elements, depth;
    const char *wrong;
};

static void stop(struct reading *reading, const char *wrong)
{
    reading->wrong = wrong;
    XML_StopParser(reading->parser, XML_FALSE);
}

static void split(struct arena *arena, const char *full, struct text *space, struct text *name)
{
    struct text copy = arena_copy(arena, text_of(full));
    size_t at = copy.length;
    while (at > 0 && copy.at[at - 1] != BETWEEN) {
        at--;
    }
    *space = (struct text){copy.at, at > 0 ? at - 1 : 0};
    *name = (struct text){copy.at + at, copy.length - at};
}

static struct xml *append(struct reading *reading)
{
    struct xml *xml = arena_alloc(reading->arena, sizeof *xml), *parent = reading->open;
    xml->parent = parent;
    if (parent == NULL) {
        reading->root = xml;
    } else {
        *(parent->last != NULL ? &parent->last->next : &parent->first) = xml;
        parent->last = xml;
    }
    return xml;
}

static void begin_element(void *user, const XML_Char *full, const XML_Char **attributes)
{
    struct reading *reading = user;
    bool long_name = text_of(full).length > XML_NAME;
    for (const XML_Char **at = attributes; *at != NULL; at += 2) {
        long_name = long_name || text_of(*at).length > XML_NAME;
    }
    if (long_name || ++reading->elements > XML_ELEMENTS || ++reading->depth > XML_DEPTH) {
        stop(reading, "more than 64 elements, 16 levels, or 100 bytes in a name with its namespace");
        return;
    }
    struct xml *xml = append(reading);
    split(reading->arena, full, &xml->space, &xml->name);
    for (struct xml_attribute **place = &xml->attributes; *attributes != NULL;
         attributes += 2, place = &(*place)->next) {
        *place = arena_alloc(reading->arena, sizeof **place);
        split(reading->arena, attributes[0], &(*place)->space, &(*place)->name);
        (*place)->value = arena_copy(reading->arena, text_of(attributes[1]));
    }
    reading->open = xml;
}

/* Expat still tells the end of an empty element at which it was stopped. */
static void end_element(void *user, const XML_Char *full)
{
    struct reading *reading = user;
    (void)full;
    if (reading->wrong == NULL) {
        reading->open = reading->open->parent;
        reading->depth--;
    }
}

static void add_text(void *user, const XML_Char *at, int length)
{
    struct reading *reading = user;
    append(reading)->text = arena_copy(reading->arena, (struct text){at, (size_t)length});
}

static void refuse_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                           int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    stop(user, "a document type declaration is not taken");
}

const struct xml *xml_read(struct arena *arena, struct text bytes, const char **wrong)
{
    static const XML_Memory_Handling_Suite memory = {memory_new, memory_grow, free};
    static const char between[] = {BETWEEN, '\0'};
    if (bytes.length > XML_BYTES) {
        *wrong = "more than 8192 bytes";
        return NULL;
    }
    struct reading reading = {.parser = XML_ParserCreate_MM(NULL, &memory, between), .arena = arena};
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(reading.parser, add_text);
    XML_SetStartDoctypeDeclHandler(reading.parser, refuse_doctype);
    bool read = XML_Parse(reading.parser, bytes.at, (int)bytes.length, XML_TRUE) == XML_STATUS_OK;
    if (!read && reading.wrong == NULL) {
        reading.wrong = XML_ErrorString(XML_GetErrorCode(reading.parser));
    }
    XML_ParserFree(reading.parser);
    *wrong = reading.wrong;
    return read ? reading.root : NULL;
}

bool xml_is_dav(const struct xml *xml, const char *name)
{
    return text_equal(xml->space, TEXT("DAV:")) && text_equal(xml->name, text_of(name));
}

const struct xml *xml_next(const struct xml *xml, const struct xml *at)
{
    const struct xml *next = at != NULL ? at->next : xml->first;
    while (next != NULL && next->name.length == 0) {
        next = next->next;
    }
    return next;
}

const struct xml *xml_child(const struct xml *xml, const char *name)
{
    const struct xml *child = xml_next(xml, NULL);
    while (child != NULL && !xml_is_dav(child, name)) {
        child = xml_next(xml, child);
    }
    return child;
}

/* The namespace of the prefix xml, which is never declared (Namespaces in XML §3). */
static bool is_reserved(struct text space)
{
    return text_equal(space, TEXT("http://www.w3.org/XML/1998/namespace"));
}

static bool is_language(const struct xml_attribute *attribute)
{
    return is_reserved(attribute->space) && text_equal(attribute->name, TEXT("lang"));
}

/* Adds text with references in place of the characters of which a reader would make others: CR becomes LF anywhere (XML
 * 1.0 §2.11), tabs and line ends become spaces in a value (§3.3.3). */
static void add_escaped(struct buffer *buffer, struct text text, struct text references)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text_find(references, text.at[i]) < references.length) {
            buffer_print(buffer, "&#%d;", text.at[i]);
        } else {
            buffer_add_html(buffer, (struct text){text.at + i, 1});
        }
    }
}

static void add_value(struct buffer *buffer, struct text value)
{
    buffer_add(buffer, TEXT("=\""));
    add_escaped(buffer, value, TEXT("\t\n\r"));
    buffer_add(buffer, TEXT("\""));
}

static void add_attribute(struct buffer *buffer, const struct xml_attribute *attribute, int nth)
{
    if (is_reserved(attribute->space)) {
        buffer_add(buffer, TEXT(" xml:"));
    } else if (attribute->space.length > 0) {
        buffer_print(buffer, " xmlns:n%d", nth);
        add_value(buffer, attribute->space);
        buffer_print(buffer, " n%d:", nth);
    } else {
        buffer_add(buffer, TEXT(" "));
    }
    buffer_add(buffer, attribute->name);
    add_value(buffer, attribute->value);
}

/* The xml:lang of xml, its own or that of what it stands in; NULL where there is none. */
static const struct xml_attribute *language_of(const struct xml *xml)
{
    for (; xml != NULL; xml = xml->parent) {
        for (const struct xml_attribute *attribute = xml->attributes; attribute != NULL; attribute = attribute->next) {
            if (is_language(attribute)) {
                return attribute;
            }
        }
    }
    return NULL;
}

static void add_name(struct buffer *buffer, const struct xml *xml)
{
    buffer_add(buffer, is_reserved(xml->space) ? TEXT("xml:") : TEXT(""));
    buffer_add(buffer, xml->name);
}

/* Adds the element's tag, open at its end. Its language, unless NULL, stands in place of its own. */
static void add_tag(struct buffer *buffer, const struct xml *xml, const struct xml_attribute *language)
{
    int nth = 0;
    buffer_add(buffer, TEXT("<"));
    add_name(buffer, xml);
    if (!is_reserved(xml->space)) {
        buffer_add(buffer, TEXT(" xmlns"));
        add_value(buffer, xml->space);
    }
    for (const struct xml_attribute *attribute = xml->attributes; attribute != NULL; attribute = attribute->next) {
        if (language == NULL || !is_language(attribute)) {
            add_attribute(buffer, attribute, nth++);
        }
    }
    if (language != NULL) {
        add_attribute(buffer, language, nth);
    }
}

/* It goes no deeper than XML_DEPTH. */
static void add_element(struct buffer *buffer, const struct xml *xml, const struct xml_attribute *language)
{
    if (xml->name.length == 0) {
        add_escaped(buffer, xml->text, TEXT("\r"));
        return;
    }
    add_tag(buffer, xml, language);
    buffer_add(buffer, TEXT(">"));
    for (const struct xml *child = xml->first; child != NULL; child = child->next) {
        add_element(buffer, child, NULL);
    }
    buffer_add(buffer, TEXT("</"));
    add_name(buffer, xml);
    buffer_add(buffer, TEXT(">"));
}

void xml_add(struct buffer *buffer, const struct xml *xml)
{
    add_element(buffer, xml, language_of(xml));
}

void xml_add_empty(struct buffer *buffer, struct text space, struct text name)
{
    add_tag(buffer, &(struct xml){.space = space, .name = name}, NULL);
    buffer_add(buffer, TEXT("/>"));
}
