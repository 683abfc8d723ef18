/* The basis tree: its start, and hanging a subtree elsewhere with another row on top. */
#include "kern.h"

static void detach(Row *rows, int32_t at) {
    const Row *row = &rows[at];
    if (row->before < 0)
        rows[row->next].child = row->after;
    else
        rows[row->before].after = row->after;
    if (row->after >= 0) rows[row->after].before = row->before;
}

static void attach(Row *rows, int32_t at, int32_t under) {
    Row *row = &rows[at];
    row->next = under;
    row->before = -1;
    row->after = rows[under].child;
    if (row->after >= 0) rows[row->after].before = at;
    rows[under].child = at;
}

/* Everybody unplaced, every row linked to the row around it. */
void tree_start(Kern *k, const int32_t *around, const int32_t *room) {
    Row *rows = k->row;
    int32_t sink = k->rows;
    for (int32_t at = 0; at <= sink; at++) rows[at].child = rows[at].depth = -1;
    rows[sink].depth = 0;
    for (int32_t at = sink - 1; at >= 0; at--) {
        rows[at].kind = UP;
        rows[at].room = room[at];
        rows[at].around = around[at] < 0 ? sink : around[at];
        attach(rows, at, rows[at].around);
    }
    for (int32_t start = 0; start < sink; start++) {
        int32_t at = start, depth = 0;
        for (; rows[at].depth < 0; at = rows[at].next) depth++;
        depth += rows[at].depth;
        for (at = start; rows[at].depth < 0; at = rows[at].next) rows[at].depth = depth--;
    }
    for (int32_t s = 0; s < k->students; s++) {
        k->now[s] = STAYS;
        k->spare[s] = NONE;
    }
}

/* New depth and price for every row of the subtree under `top`, parents first. */
static int32_t refresh(Kern *k, int32_t top, Cost shift) {
    Row *rows = k->row;
    int32_t at = top, moved = 0;
    for (;;) {
        Row *row = &rows[at];
        row->depth = rows[row->next].depth + 1;
        row->price_b += shift.b;
        k->price_a[at] += shift.a;
        moved++;
        if (row->child >= 0) {
            at = row->child;
            continue;
        }
        while (at != top && rows[at].after < 0) at = rows[at].next;
        if (at == top) return moved;
        at = rows[at].after;
    }
}

/* Cut the subtree of `end` loose, turn its links so that `top` comes on top, and hang it under `under`. */
void tree_hang(Kern *k, int32_t top, int32_t end, int32_t under, uint8_t kind, int32_t swap, Cost shift) {
    for (int32_t at = top;;) {
        Row *row = &k->row[at];
        const Row old = *row;
        detach(k->row, at);
        attach(k->row, at, under);
        row->kind = kind;
        row->swap = swap;
        if (at == end) break;
        under = at;
        kind = turned(old.kind);
        swap = old.swap;
        at = old.next;
    }
    k->moved += refresh(k, top, shift);
}

/* All prices anew from the costs of the links, parents first. */
void tree_reprice(Kern *k) {
    Row *rows = k->row;
    int32_t sink = k->rows, at = rows[sink].child;
    while (at >= 0) {
        Row *row = &rows[at];
        Cost price = {k->price_a[row->next], rows[row->next].price_b};
        if (row->kind == SWAP) {
            Cost spare = own_cost(k, row->swap, k->spare[row->swap]), now = own_cost(k, row->swap, k->now[row->swap]);
            price = (Cost){price.a + spare.a - now.a, price.b + spare.b - now.b};
        }
        k->price_a[at] = price.a;
        row->price_b = price.b;
        if (row->child >= 0) {
            at = row->child;
            continue;
        }
        while (at != sink && rows[at].after < 0) at = rows[at].next;
        if (at == sink) return;
        at = rows[at].after;
    }
}
