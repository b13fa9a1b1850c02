/* XML, read by Expat into a tree (with namespaces), and written. Private to src/site. */
#ifndef STATUSD_SITE_XML_H
#define STATUSD_SITE_XML_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdbool.h>

/* Bounds of a document that is read. A name's bytes are counted with those of its namespace, which a short prefix
 * stands for: what repeats a name must not become much longer than what was sent. */
enum { XML_BYTES = 8192, XML_ELEMENTS = 64, XML_DEPTH = 16, XML_NAME = 100 };

struct xml_attribute {
    struct text space, name, value;
    struct xml_attribute *next;
};

/* An element; or, without a name, text between elements. */
struct xml {
    struct text space, name; /* the namespace, empty for none, and the local name */
    struct text text;
    struct xml_attribute *attributes;
    struct xml *parent, *first, *last, *next;
};

/* The root of the document in bytes, in arena; NULL, and why in *wrong, where it is not well-formed, has a document
 * type declaration (so that no entity is ever expanded), or exceeds a bound. */
const struct xml *xml_read(struct arena *arena, struct text bytes, const char **wrong);

/* Whether it is the element of that name in the namespace "DAV:". */
bool xml_is_dav(const struct xml *xml, const char *name);

/* The first element of that name in "DAV:" among the children of xml, or NULL. */
const struct xml *xml_child(const struct xml *xml, const char *name);

/* The next element after at (NULL: the first) among the children of xml; NULL where none is left. */
const struct xml *xml_next(const struct xml *xml, const struct xml *at);

/* Adds the element with all that is in it. It means the same wherever it stands: it declares each namespace itself, and
 * has the xml:lang that held where it stood (RFC 4918 §4.3). */
void xml_add(struct buffer *buffer, const struct xml *xml);

/* Adds an empty element of that name. */
void xml_add_empty(struct buffer *buffer, struct text space, struct text name);

#endif
