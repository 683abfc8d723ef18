/* Minimum-cost flow on a tree of limits, for students who each take one option.
 *
 * A row is a limit on heads; it passes its heads on to the row around it and in the end to the sink (number `rows`).
 * A student takes one arc, into a row or straight to the sink, or stays unplaced. Costs are vectors of four int64
 * limbs that are compared one after the other; the caller proves that no sum in any limb can leave 62 bits.
 *
 * The method is the network simplex with a strongly feasible basis. In such a basis a student has one basic arc, or
 * two: then one leads down to the row where the student stands and the other, unused, leads towards the sink. So
 * students never have to be nodes: the basis is a tree over the rows alone, in which every row has one link towards
 * the sink along which a head could move. Because each link has room, no basis returns and the search ends.
 */
#ifndef STAGEBUREAU_KERN_H
#define STAGEBUREAU_KERN_H

#include <stdint.h>

/* Two limbs in one number: high * 2^64 + low, with a signed low limb. Callers' arrays need no wide alignment. */
typedef __int128 Wide;
typedef __int128 WideIn __attribute__((aligned(8)));

typedef struct {
    Wide a, b;
} Cost;

enum Kind { UP, DOWN, SWAP };
enum { STAYS = -1, NONE = -2 };

/* A row with its place in the basis tree, in one cache line; its link leads to `next`. */
typedef struct {
    Wide price_b;
    int32_t next, child, after, before, depth;
    int32_t swap;          /* the student of a SWAP link */
    int32_t heads, room;   /* heads it holds, and may hold (at least 1) */
    int32_t around;        /* the row around it; the sink for the outermost ones */
    uint8_t kind;
} Row;

typedef struct {
    /* The problem; arrays of the caller that live as long as the solver. */
    int32_t students, rows;
    const int64_t *first;        /* arcs of student s: first[s] .. first[s + 1] */
    const int32_t *leaf;         /* row of an arc; the sink when no row limits it */
    const WideIn *arc_a, *arc_b; /* arc_b may be NULL, with stay_b: the last two limbs are zero */
    const WideIn *stay_a, *stay_b;

    int64_t *now, *spare; /* per student the arc in use (or STAYS), and the spare basic arc (or NONE) */
    Row *row;
    Wide *price_a; /* with price_b: what one more head in a row costs on its way to the sink */

    int32_t at, quiet; /* position of the search, and how many students in a row had nothing to win */
    int64_t pivots, moved;
} Kern;

/* A link from row u to row v that lowers the costs by -gain: a row's own arc, or student s taking arc `arc`. */
typedef struct {
    int32_t from, to;
    uint8_t kind;
    int32_t student;
    int64_t arc;
    Cost gain;
} Entering;

static inline int32_t row_of(const Kern *k, int64_t arc) {
    return arc == STAYS ? k->rows : k->leaf[arc];
}

/* What an option of a student costs, apart from what its head pays from there on. */
static inline Cost own_cost(const Kern *k, int32_t s, int64_t arc) {
    if (arc == STAYS) return (Cost){k->stay_a[s], k->stay_b ? k->stay_b[s] : 0};
    return (Cost){k->arc_a[arc], k->arc_b ? k->arc_b[arc] : 0};
}

/* The same arc seen from its other end. */
static inline uint8_t turned(uint8_t kind) { return kind == UP ? DOWN : kind == DOWN ? UP : SWAP; }

void tree_start(Kern *k, const int32_t *around, const int32_t *room);
void tree_reprice(Kern *k);
void tree_hang(Kern *k, int32_t top, int32_t end, int32_t under, uint8_t kind, int32_t swap, Cost shift);
void pivot(Kern *k, const Entering *in);

#endif
