/* One pivot: push heads around the cycle of an entering link, and replace the link that blocks it. */
#include "kern.h"

/* Heads that can still follow the link of a row. */
static inline int32_t room_along(const Kern *k, int32_t row) {
    switch (k->kind[row]) {
    case UP: return k->room[row] - k->heads[row];
    case DOWN: return k->heads[k->next[row]];
    default: return 1;
    }
}

/* Heads that can follow the link of a row backwards; the spare arc of a student is never in use. */
static inline int32_t room_against(const Kern *k, int32_t row) {
    switch (k->kind[row]) {
    case UP: return k->heads[row];
    case DOWN: return k->room[k->next[row]] - k->heads[k->next[row]];
    default: return 0;
    }
}

static void push(Kern *k, int32_t row, int32_t apex, int32_t heads) {
    for (; row != apex; row = k->next[row]) {
        if (k->kind[row] == UP) {
            k->heads[row] += heads;
        } else if (k->kind[row] == DOWN) {
            k->heads[k->next[row]] -= heads;
        } else {
            int32_t s = k->swap[row];
            int64_t arc = k->now[s];
            k->now[s] = k->spare[s];
            k->spare[s] = arc;
        }
    }
}

static inline void forget_link(Kern *k, int32_t row) {
    if (k->kind[row] == SWAP) k->spare[k->swap[row]] = NONE;
}

static inline Cost minus(Cost x) { return (Cost){-x.a, -x.b}; }

void pivot(Kern *k, const Entering *in) {
    int32_t u = in->from, v = in->to, s = in->student;
    int32_t i = u, j = v, out_u = -1, out_v = -1;
    int32_t least_u = INT32_MAX, least_v = INT32_MAX;
    /* Of the links that block, the last one on the cycle as seen from its apex leaves: that keeps room on all links. */
    while (i != j) {
        if (k->depth[i] >= k->depth[j]) {
            int32_t room = room_against(k, i);
            if (room < least_u) least_u = room, out_u = i;
            i = k->next[i];
        } else {
            int32_t room = room_along(k, j);
            if (room <= least_v) least_v = room, out_v = j;
            j = k->next[j];
        }
    }
    int32_t own = in->kind == SWAP ? 1 : in->kind == UP ? k->room[u] - k->heads[u] : k->heads[v];
    int32_t heads = own < least_u ? own : least_u;
    if (least_v < heads) heads = least_v;
    k->pivots++;

    if (in->kind == SWAP && k->spare[s] != NONE && i == u) {
        /* The student is itself the apex: the head goes round below, and the spare arc stays. */
        int32_t under = k->next[u];
        push(k, v, u, 1);
        k->now[s] = in->arc;
        tree_hang(k, v, u, under, SWAP, s, minus(in->gain));
        return;
    }
    int64_t old = in->kind == SWAP ? k->now[s] : NONE;
    if (heads > 0) {
        push(k, u, i, -heads);
        push(k, v, i, heads);
        if (in->kind == UP)
            k->heads[u] += heads;
        else if (in->kind == DOWN)
            k->heads[v] -= heads;
        else
            k->now[s] = in->arc;
    }
    if (least_v == heads) {
        forget_link(k, out_v);
        if (in->kind == SWAP) k->spare[s] = old;
        tree_hang(k, v, out_v, u, in->kind == UP ? DOWN : in->kind == DOWN ? UP : SWAP, s, minus(in->gain));
    } else if (own > heads) {
        forget_link(k, out_u);
        if (in->kind == SWAP) k->spare[s] = in->arc;
        tree_hang(k, u, out_u, v, in->kind, s, in->gain);
    }
}
