"""Divides students over supervisors, and proves that it can't be better (R7.3). Plain Python: no Django.

Goals, in this order; a lower goal never costs anything of a higher one:

1. as many students as possible have a supervisor;
2. as many as possible keep the one they have (or had in the former proposal);
3. as many as possible have one who knows their sector;
4. the least travel: a visit to a location is shared by its students, so locations stay together;
5. as few addresses as possible: of all divisions that are best in 1-4, the one with the fewest pairs of supervisor and
   location.

Rules that are never broken: minutes per week, niveau the same or higher, the longest distance, and who can't do it now.
OR-Tools does the sums, in a process of its own (`python -m begeleiding.toewijzer`): it can't be in one with HiGHS.
"""

from .model import Begeleider, Doelen, Opgave, Student, Uitkomst

__all__ = ["Begeleider", "Doelen", "Opgave", "Student", "Uitkomst"]
