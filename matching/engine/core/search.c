/* The search for links that lower the costs, and the functions that the caller sees. */
#include <stdlib.h>
#include <string.h>

#include "kern.h"

#define KERN_VERSION 2
/* Students that are looked at between two looks at the rows. */
#define BLOCK 4096

static inline int less(Cost x, Cost y) { return x.a < y.a || (x.a == y.a && x.b < y.b); }

static inline Cost minus(Cost x, Cost y) { return (Cost){x.a - y.a, x.b - y.b}; }

static inline Cost price_of(const Kern *k, int32_t row) { return (Cost){k->price_a[row], k->row[row].price_b}; }

/* Cost of an option of a student, with what its head costs from there on. */
static inline Cost option_cost(const Kern *k, int32_t s, int64_t arc) {
    Cost own = own_cost(k, s, arc), price = price_of(k, row_of(k, arc));
    return (Cost){own.a + price.a, own.b + price.b};
}

/* Whether a student has a better option than the present one; then `in` is the best of them. */
static int improve_student(const Kern *k, int32_t s, Entering *in) {
    const Cost now = option_cost(k, s, k->now[s]);
    Cost best = option_cost(k, s, STAYS);
    int64_t best_arc = STAYS;
    if (!less(best, now)) best = now, best_arc = NONE;
    for (int64_t arc = k->first[s], end = k->first[s + 1]; arc < end; arc++) {
        /* The first half decides nearly always; the rest of a row is only fetched when it may matter. */
        if (k->arc_a[arc] + k->price_a[k->leaf[arc]] > best.a) continue;
        Cost cost = option_cost(k, s, arc);
        if (less(cost, best)) best = cost, best_arc = arc;
    }
    if (best_arc == NONE) return 0;
    *in = (Entering){row_of(k, k->now[s]), row_of(k, best_arc), SWAP, s, best_arc, minus(best, now)};
    return 1;
}

/* Whether a head that passes on from a row, or comes back into it, would lower the costs. */
static int improve_row(const Kern *k, int32_t at, Entering *in) {
    const Row *row = &k->row[at];
    Cost here = price_of(k, at), there = price_of(k, row->around);
    if (row->heads < row->room && less(there, here)) {
        *in = (Entering){at, row->around, UP, -1, NONE, minus(there, here)};
        return 1;
    }
    if (row->heads > 0 && less(here, there)) {
        *in = (Entering){row->around, at, DOWN, -1, NONE, minus(here, there)};
        return 1;
    }
    return 0;
}

static int improve_rows(Kern *k) {
    Entering in;
    int found = 0;
    for (int32_t at = 0; at < k->rows; at++)
        if (improve_row(k, at, &in)) {
            pivot(k, &in);
            found = 1;
        }
    return found;
}

int32_t kern_version(void) { return KERN_VERSION; }

void kern_free(Kern *k) {
    if (!k) return;
    free(k->now);
    free(k->spare);
    free(k->row);
    free(k->price_a);
    free(k);
}

/* A solver on the caller's arrays, or NULL when there is no memory. */
Kern *kern_new(int32_t students, int32_t rows, const int64_t *first, const int32_t *leaf, const WideIn *arc_a,
               const WideIn *arc_b, const WideIn *stay_a, const WideIn *stay_b, const int32_t *around,
               const int32_t *room) {
    Kern *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    k->students = students, k->rows = rows, k->first = first, k->leaf = leaf;
    k->arc_a = arc_a, k->arc_b = arc_b, k->stay_a = stay_a, k->stay_b = stay_b;
    k->now = calloc((size_t)students + 1, sizeof *k->now);
    k->spare = calloc((size_t)students + 1, sizeof *k->spare);
    k->row = calloc((size_t)rows + 1, sizeof *k->row);
    k->price_a = calloc((size_t)rows + 1, sizeof *k->price_a);
    if (!k->now || !k->spare || !k->row || !k->price_a) {
        kern_free(k);
        return NULL;
    }
    tree_start(k, around, room);
    return k;
}

/* Search on for about so many pivots: 1 when there is nothing left to win, 0 when the slice is over. */
int32_t kern_run(Kern *k, int64_t pivots) {
    int64_t stop = k->pivots + pivots;
    Entering in;
    while (k->pivots < stop) {
        if (k->at % BLOCK == 0 && improve_rows(k)) k->quiet = 0;
        if (k->quiet > k->students || !k->students) return 1;
        k->quiet++;
        /* One step per visit: a student who goes on at once often pushes away who has not been looked at yet. */
        if (improve_student(k, k->at, &in)) {
            pivot(k, &in);
            k->quiet = 0;
        }
        k->at = k->at + 1 < k->students ? k->at + 1 : 0;
    }
    return 0;
}

/* Go on from the present flow after the caller has changed costs in its arrays. */
void kern_again(Kern *k) {
    tree_reprice(k);
    k->quiet = k->at = 0;
}

/* The arc per student (-1: unplaced), and the prices as limbs: four per row, most important first. */
void kern_answer(const Kern *k, int64_t *now, int64_t *prices, int64_t *counts) {
    memcpy(now, k->now, (size_t)k->students * sizeof *now);
    for (int32_t at = 0; at < k->rows; at++) {
        const Wide halves[2] = {k->price_a[at], k->row[at].price_b};
        for (int half = 0; half < 2; half++) {
            int64_t low = (int64_t)halves[half];
            prices[4 * at + 2 * half] = (int64_t)((halves[half] - low) >> 64);
            prices[4 * at + 2 * half + 1] = low;
        }
    }
    counts[0] = k->pivots;
    counts[1] = k->moved;
}
