/* The search for links that lower the costs, and the functions that the caller sees. */
#include <stdlib.h>
#include <string.h>

#include "kern.h"

#define KERN_VERSION 1
/* Students that are looked at between two looks at the rows. */
#define BLOCK 4096

static inline int less(Cost x, Cost y) { return x.a < y.a || (x.a == y.a && x.b < y.b); }

/* Cost of an option of a student, with what its head costs from there on. */
static inline Cost option_cost(const Kern *k, int32_t s, int64_t arc) {
    if (arc == STAYS) return (Cost){k->stay_a[s], k->stay_b ? k->stay_b[s] : 0};
    int32_t row = row_of(k, arc);
    return (Cost){k->arc_a[arc] + k->price_a[row], (k->arc_b ? k->arc_b[arc] : 0) + k->price_b[row]};
}

/* Whether a student has a better option than the present one; then `in` is the best of them. */
static int improve_student(const Kern *k, int32_t s, Entering *in) {
    Cost now = option_cost(k, s, k->now[s]);
    Cost best = now;
    int64_t best_arc = NONE;
    int64_t end = k->first[s + 1];
    for (int64_t arc = k->first[s]; arc < end; arc++) {
        int32_t row = row_of(k, arc);
        Wide a = k->arc_a[arc] + k->price_a[row];
        if (a > best.a) continue;
        Cost cost = {a, (k->arc_b ? k->arc_b[arc] : 0) + k->price_b[row]};
        if (less(cost, best)) {
            best = cost;
            best_arc = arc;
        }
    }
    Cost stay = option_cost(k, s, STAYS);
    if (less(stay, best)) {
        best = stay;
        best_arc = STAYS;
    }
    if (best_arc == NONE) return 0;
    *in = (Entering){row_of(k, k->now[s]), row_of(k, best_arc), SWAP, s, best_arc, {best.a - now.a, best.b - now.b}};
    return 1;
}

/* Whether a head that passes a row, or leaves it, would lower the costs. */
static int improve_row(const Kern *k, int32_t row, Entering *in) {
    int32_t up = k->around[row] < 0 ? k->rows : k->around[row];
    Cost here = {k->price_a[row], k->price_b[row]}, there = {k->price_a[up], k->price_b[up]};
    if (k->heads[row] < k->room[row] && less(there, here)) {
        *in = (Entering){row, up, UP, -1, NONE, {there.a - here.a, there.b - here.b}};
        return 1;
    }
    if (k->heads[row] > 0 && less(here, there)) {
        *in = (Entering){up, row, DOWN, -1, NONE, {here.a - there.a, here.b - there.b}};
        return 1;
    }
    return 0;
}

static int improve_rows(Kern *k) {
    Entering in;
    int found = 0;
    for (int32_t row = 0; row < k->rows; row++)
        if (improve_row(k, row, &in)) {
            pivot(k, &in);
            found = 1;
        }
    return found;
}

int32_t kern_version(void) { return KERN_VERSION; }

void kern_free(Kern *k) {
    if (!k) return;
    free(k->heads), free(k->now), free(k->spare), free(k->next), free(k->depth), free(k->child), free(k->after);
    free(k->before), free(k->swap), free(k->kind), free(k->price_a), free(k->price_b), free(k);
}

/* A solver on the caller's arrays, or NULL when there is no memory. */
Kern *kern_new(int32_t students, int32_t rows, const int64_t *first, const int32_t *leaf, const WideIn *arc_a,
               const WideIn *arc_b, const WideIn *stay_a, const WideIn *stay_b, const int32_t *around,
               const int32_t *room, const int32_t *order) {
    Kern *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    size_t r = (size_t)rows + 1, n = (size_t)students + 1;
    k->students = students, k->rows = rows, k->first = first, k->leaf = leaf;
    k->arc_a = arc_a, k->arc_b = arc_b, k->stay_a = stay_a, k->stay_b = stay_b;
    k->around = around, k->room = room, k->order = order;
    k->heads = calloc(r, sizeof *k->heads), k->now = calloc(n, sizeof *k->now), k->spare = calloc(n, sizeof *k->spare);
    k->next = calloc(r, sizeof *k->next), k->depth = calloc(r, sizeof *k->depth);
    k->child = calloc(r, sizeof *k->child), k->after = calloc(r, sizeof *k->after);
    k->before = calloc(r, sizeof *k->before), k->swap = calloc(r, sizeof *k->swap);
    k->kind = calloc(r, sizeof *k->kind);
    k->price_a = calloc(r, sizeof *k->price_a), k->price_b = calloc(r, sizeof *k->price_b);
    if (!k->heads || !k->now || !k->spare || !k->next || !k->depth || !k->child || !k->after || !k->before ||
        !k->swap || !k->kind || !k->price_a || !k->price_b) {
        kern_free(k);
        return NULL;
    }
    tree_start(k);
    return k;
}

/* Search on for about so many pivots: 1 when there is nothing left to win, 0 when the slice is over. */
int32_t kern_run(Kern *k, int64_t pivots) {
    int64_t stop = k->pivots + pivots;
    Entering in;
    while (k->pivots < stop) {
        if (k->at % BLOCK == 0 && improve_rows(k)) k->quiet = 0;
        if (k->quiet > k->students) return 1;
        if (k->at < k->students) {
            int32_t s = k->order[k->at];
            while (improve_student(k, s, &in)) {
                pivot(k, &in);
                k->quiet = 0;
            }
            k->quiet++;
        }
        k->at = k->at + 1 < k->students ? k->at + 1 : 0;
    }
    return 0;
}

/* The arc per student (-1: unplaced), and the prices as limbs: four per row, most important first. */
void kern_answer(const Kern *k, int64_t *now, int64_t *prices, int64_t *counts) {
    memcpy(now, k->now, (size_t)k->students * sizeof *now);
    for (int32_t row = 0; row < k->rows; row++) {
        const Wide halves[2] = {k->price_a[row], k->price_b[row]};
        for (int half = 0; half < 2; half++) {
            int64_t low = (int64_t)halves[half];
            prices[4 * row + 2 * half] = (int64_t)((halves[half] - low) >> 64);
            prices[4 * row + 2 * half + 1] = low;
        }
    }
    counts[0] = k->pivots, counts[1] = k->moved;
}
