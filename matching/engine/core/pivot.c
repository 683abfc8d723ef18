/* One pivot: push heads around the cycle of an entering link, and replace the link that blocks it. */
#include "kern.h"

/* Heads that can still follow the link of a row. */
static inline int32_t room_along(const Row *rows, const Row *row) {
    if (row->kind == UP) return row->room - row->heads;
    return row->kind == DOWN ? rows[row->next].heads : 1;
}

/* Heads that can follow the link of a row backwards; the spare arc of a student is never in use. */
static inline int32_t room_against(const Row *rows, const Row *row) {
    if (row->kind == UP) return row->heads;
    return row->kind == DOWN ? rows[row->next].room - rows[row->next].heads : 0;
}

/* Heads move along the links from a row up to the apex; a student who moves gets the old arc as spare one. */
static void push(Kern *k, int32_t at, int32_t apex, int32_t heads) {
    for (; at != apex; at = k->row[at].next) {
        Row *row = &k->row[at];
        if (row->kind == UP) {
            row->heads += heads;
        } else if (row->kind == DOWN) {
            k->row[row->next].heads -= heads;
        } else {
            int64_t arc = k->now[row->swap];
            k->now[row->swap] = k->spare[row->swap];
            k->spare[row->swap] = arc;
        }
    }
}

/* The cycle of an entering link u -> v: where it closes, and the tightest link on either side of that apex. */
typedef struct {
    int32_t apex;
    int32_t out_u, least_u;
    int32_t out_v, least_v;
} Cycle;

/* Of equally tight links it takes the last one on the cycle, seen from the apex: that keeps room on all links. */
static Cycle cycle_of(const Kern *k, int32_t u, int32_t v) {
    const Row *rows = k->row;
    Cycle c = {-1, -1, INT32_MAX, -1, INT32_MAX};
    while (u != v) {
        if (rows[u].depth >= rows[v].depth) {
            int32_t room = room_against(rows, &rows[u]);
            if (room < c.least_u) c.least_u = room, c.out_u = u;
            u = rows[u].next;
        } else {
            int32_t room = room_along(rows, &rows[v]);
            if (room <= c.least_v) c.least_v = room, c.out_v = v;
            v = rows[v].next;
        }
    }
    c.apex = u;
    return c;
}

static inline void forget_link(Kern *k, int32_t at) {
    if (k->row[at].kind == SWAP) k->spare[k->row[at].swap] = NONE;
}

static inline Cost minus(Cost x) { return (Cost){-x.a, -x.b}; }

static void move_heads(Kern *k, const Entering *in, int32_t apex, int32_t heads) {
    push(k, in->from, apex, -heads);
    push(k, in->to, apex, heads);
    if (in->kind == UP)
        k->row[in->from].heads += heads;
    else if (in->kind == DOWN)
        k->row[in->to].heads -= heads;
    else
        k->now[in->student] = in->arc;
}

void pivot(Kern *k, const Entering *in) {
    int32_t u = in->from, v = in->to, s = in->student;
    const Cycle c = cycle_of(k, u, v);
    k->pivots++;
    if (in->kind == SWAP && k->spare[s] != NONE && c.apex == u) {
        /* The student is itself the apex: the head goes round below, and the spare arc stays. */
        int32_t under = k->row[u].next;
        push(k, v, u, 1);
        k->now[s] = in->arc;
        tree_hang(k, v, u, under, SWAP, s, minus(in->gain));
        return;
    }
    int32_t own = 1;
    if (in->kind == UP) own = k->row[u].room - k->row[u].heads;
    if (in->kind == DOWN) own = k->row[v].heads;
    int32_t heads = own < c.least_u ? own : c.least_u;
    if (c.least_v < heads) heads = c.least_v;
    int64_t before = in->kind == SWAP ? k->now[s] : NONE;
    if (heads > 0) move_heads(k, in, c.apex, heads);
    if (c.least_v == heads) {
        forget_link(k, c.out_v);
        if (in->kind == SWAP) k->spare[s] = before;
        tree_hang(k, v, c.out_v, u, turned(in->kind), s, minus(in->gain));
    } else if (own > heads) {
        forget_link(k, c.out_u);
        if (in->kind == SWAP) k->spare[s] = in->arc;
        tree_hang(k, u, c.out_u, v, in->kind, s, in->gain);
    }
}
