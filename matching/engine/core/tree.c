/* The basis tree: start, and hanging a subtree elsewhere with another row as its top. */
#include "kern.h"

static void detach(Kern *k, int32_t row) {
    int32_t before = k->before[row], after = k->after[row];
    if (before < 0)
        k->child[k->next[row]] = after;
    else
        k->after[before] = after;
    if (after >= 0) k->before[after] = before;
}

static void attach(Kern *k, int32_t row, int32_t under) {
    int32_t head = k->child[under];
    k->next[row] = under;
    k->before[row] = -1;
    k->after[row] = head;
    if (head >= 0) k->before[head] = row;
    k->child[under] = row;
}

/* Everybody unplaced, every row linked to the row around it. */
void tree_start(Kern *k) {
    int32_t rows = k->rows;
    for (int32_t row = 0; row <= rows; row++) {
        k->child[row] = -1;
        k->depth[row] = -1;
        k->price_a[row] = k->price_b[row] = 0;
    }
    k->depth[rows] = 0;
    for (int32_t row = rows - 1; row >= 0; row--) {
        k->kind[row] = UP;
        k->heads[row] = 0;
        attach(k, row, k->around[row] < 0 ? rows : k->around[row]);
    }
    for (int32_t row = 0; row < rows; row++) {
        int32_t known = row, steps = 0;
        for (; k->depth[known] < 0; known = k->next[known]) steps++;
        int32_t depth = k->depth[known] + steps;
        for (known = row; k->depth[known] < 0; known = k->next[known]) k->depth[known] = depth--;
    }
    for (int32_t s = 0; s < k->students; s++) {
        k->now[s] = STAYS;
        k->spare[s] = NONE;
    }
}

/* The same arc seen from its other end. */
static inline uint8_t turned(uint8_t kind) { return kind == UP ? DOWN : kind == DOWN ? UP : SWAP; }

/* New depth and price for every row of the subtree under `top`. */
static void refresh(Kern *k, int32_t top, Cost shift) {
    int32_t row = top;
    for (;;) {
        k->depth[row] = k->depth[k->next[row]] + 1;
        k->price_a[row] += shift.a;
        k->price_b[row] += shift.b;
        k->moved++;
        if (k->child[row] >= 0) {
            row = k->child[row];
            continue;
        }
        while (row != top && k->after[row] < 0) row = k->next[row];
        if (row == top) return;
        row = k->after[row];
    }
}

/* Cut the subtree of `end` loose, turn its links so that `top` comes on top, and hang it under `under`. */
void tree_hang(Kern *k, int32_t top, int32_t end, int32_t under, uint8_t kind, int32_t swap, Cost shift) {
    int32_t row = top;
    for (;;) {
        int32_t old_next = k->next[row], old_swap = k->swap[row];
        uint8_t old_kind = k->kind[row];
        detach(k, row);
        attach(k, row, under);
        k->kind[row] = kind;
        k->swap[row] = swap;
        if (row == end) break;
        under = row;
        kind = turned(old_kind);
        swap = old_swap;
        row = old_next;
    }
    refresh(k, top, shift);
}
