#include "site/earn/dav_lock.h"

#include "base/number.h"

#include <inttypes.h>

void dav_locks_begin(struct dav_tree *tree, int64_t now)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        tree->locks[i].submitted = false;
        if (tree->locks[i].root != NULL && tree->locks[i].ends <= now) {
            tree->locks[i] = (struct dav_lock){.root = NULL};
        }
    }
}

bool dav_lock_covers(const struct dav_lock *lock, const struct dav_node *node)
{
    return lock->root != NULL && (lock->infinite ? dav_within(node, lock->root) : node == lock->root);
}

struct dav_lock *dav_lock_find(struct dav_tree *tree, struct arena *arena, struct text token)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        if (tree->locks[i].root != NULL && text_equal(dav_urn(arena, tree->locks[i].id), token)) {
            return &tree->locks[i];
        }
    }
    return NULL;
}

/* One token is enough: a lock that is not shared has no other beside it, and of shared ones each lets its owner write
 * (RFC 4918 §6.2). */
const struct dav_lock *dav_lock_blocks(const struct dav_tree *tree, const struct dav_node *node)
{
    const struct dav_lock *covering = NULL;
    for (int i = 0; i < DAV_LOCKS; i++) {
        if (dav_lock_covers(&tree->locks[i], node)) {
            if (tree->locks[i].submitted) {
                return NULL;
            }
            covering = &tree->locks[i];
        }
    }
    return covering;
}

struct dav_lock *dav_lock_submitted(struct dav_tree *tree, const struct dav_node *node)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        if (tree->locks[i].submitted && dav_lock_covers(&tree->locks[i], node)) {
            return &tree->locks[i];
        }
    }
    return NULL;
}

const struct dav_lock *dav_lock_conflicts(const struct dav_tree *tree, const struct dav_node *root, bool shared,
                                          bool infinite)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        const struct dav_lock *lock = &tree->locks[i];
        bool meets = dav_lock_covers(lock, root) || (infinite && dav_within(lock->root, root));
        if (meets && !(shared && lock->shared)) {
            return lock;
        }
    }
    return NULL;
}

bool dav_lock_is_room(const struct dav_tree *tree)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        if (tree->locks[i].root == NULL) {
            return true;
        }
    }
    return false;
}

struct dav_lock *dav_lock_add(struct dav_tree *tree, struct dav_node *root)
{
    struct dav_lock *lock = tree->locks;
    while (lock->root != NULL) {
        lock++;
    }
    *lock = (struct dav_lock){.root = root};
    dav_give_id(lock->id);
    return lock;
}

int64_t dav_lock_timeout(struct text field)
{
    struct text member;
    uint64_t seconds;
    while (text_list(&field, &member)) {
        if (text_same(member, TEXT("Infinite"))) {
            return DAV_LOCK_SECONDS;
        }
        if (text_skip(&member, TEXT("Second-")) && number_parse(member, UINT64_MAX, &seconds)) {
            return seconds < DAV_LOCK_SECONDS ? (int64_t)seconds : DAV_LOCK_SECONDS;
        }
    }
    return DAV_LOCK_SECONDS;
}

void dav_lock_extend(struct dav_lock *lock, int64_t seconds, int64_t now)
{
    lock->seconds = seconds;
    lock->ends = now + seconds * 1000;
}

void dav_lock_print(struct buffer *buffer, const struct dav_lock *lock, struct text href, int64_t now)
{
    buffer_print(buffer,
                 "<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope><D:%s/></D:lockscope>"
                 "<D:depth>%s</D:depth>%s<D:timeout>Second-%" PRId64 "</D:timeout>"
                 "<D:locktoken><D:href>%s</D:href></D:locktoken><D:lockroot><D:href>%s</D:href></D:lockroot>"
                 "</D:activelock>",
                 lock->shared ? "shared" : "exclusive", lock->infinite ? "infinity" : "0", lock->owner,
                 (lock->ends - now) / 1000, dav_urn(buffer->arena, lock->id).at, href.at);
}
