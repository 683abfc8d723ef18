"""A compiled minimum-cost flow of our own; optional: without it the engine solves the same problem with a library.

`search.c`, `pivot.c` and `tree.c` are the solver, `building` makes the library, `compiled` calls it, `limbs` packs the
goals and proves every answer in whole numbers.
"""
