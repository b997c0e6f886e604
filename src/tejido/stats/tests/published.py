"""Small published data sets, as printed, with the columns that tests of the counted models need."""

import numpy as np

# Bliss 1935 (Ann. Appl. Biol. 22:134): beetles killed by carbon disulphide.
DOSE = np.array([1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839])
BEETLES = np.array([59.0, 60, 62, 56, 63, 59, 62, 60])
KILLED = np.array([6.0, 13, 18, 28, 52, 53, 61, 60])

# Tippett 1950, Technological Applications of Statistics: breaks of warp per loom. Wool A then B, tension L, M, H, nine looms each.
BREAKS = np.array(
    [26, 30, 54, 25, 70, 52, 51, 26, 67, 18, 21, 29, 17, 12, 18, 35, 30, 36, 36, 21, 24, 18, 10, 43, 28, 15, 26]
    + [27, 14, 29, 19, 29, 31, 41, 20, 44, 42, 26, 19, 16, 39, 28, 21, 39, 29, 20, 21, 24, 17, 13, 15, 15, 16, 28],
    float,
)
WOOL = np.repeat([0.0, 1.0], 27)
TENSION = np.tile(np.repeat([0, 1, 2], 9), 2)

# Quine, in Aitkin 1978 (J. R. Stat. Soc. A 141:195): days away from school in rural New South Wales.
# CHILDREN: origin N, male, age group 0–3, slow learner, and how many children like that follow each other.
DAYS = np.array(
    [2, 11, 14, 5, 5, 13, 20, 22, 6, 6, 15, 7, 14, 6, 32, 53, 57, 14, 16, 16, 17, 40, 43, 46, 8, 23, 23, 28, 34, 36, 38, 3, 5, 11, 24, 45]
    + [5, 6, 6, 9, 13, 23, 25, 32, 53, 54, 5, 5, 11, 17, 19, 8, 13, 14, 20, 47, 48, 60, 81, 2, 0, 2, 3, 5, 10, 14, 21, 36, 40, 6, 17, 67]
    + [0, 0, 2, 7, 11, 12, 0, 0, 5, 5, 5, 11, 17, 3, 4, 22, 30, 36, 8, 0, 1, 5, 7, 16, 27, 0, 30, 10, 14, 27, 41, 69, 25, 10, 11, 20, 33]
    + [5, 7, 0, 1, 5, 5, 5, 5, 7, 11, 15, 5, 14, 6, 6, 7, 28, 0, 5, 14, 2, 2, 3, 8, 10, 12, 1, 1, 9, 22, 3, 3, 5, 15, 18, 22, 37],
    float,
)
CHILDREN = (
    "0101x3 0100x5 0111x3 0110x2 0121x4 0120x7 0130x7 0001x1 0000x4 0011x10 0010x5 0021x8 0020x1 0030x9 1101x3 1100x6 1111x7 "
    "1110x2 1121x3 1120x7 1130x7 1001x1 1000x4 1011x11 1010x6 1021x9 1020x1 1030x10"
).split()
CHILD = np.array([[int(digit) for digit in kind.split("x")[0]] for kind in CHILDREN for _ in range(int(kind.split("x")[1]))], float)

# Capaldi, Crosby & Stoolmiller 1996; Singer & Willett 2003, table 11.1 (data of the R package alda, CC0):
# school grade, parental transition before, boys at risk, first intercourse.
FIRST_SEX = np.array(
    [
        (7, 0, 72, 2), (7, 1, 108, 13), (8, 0, 70, 2), (8, 1, 95, 5), (9, 0, 68, 8), (9, 1, 90, 16),
        (10, 0, 60, 8), (10, 1, 74, 21), (11, 0, 52, 10), (11, 1, 53, 15), (12, 0, 42, 8), (12, 1, 38, 18),
    ],
    float,
)  # fmt: skip

# Singer 1993; Singer & Willett 2003, table 10.1 (alda, CC0): special educators who left in, or were last seen in, each year.
TEACHERS_LEFT = np.array([456, 384, 359, 295, 218, 184, 123, 79, 53, 35, 16, 5], float)
TEACHERS_CENSORED = np.array([0, 0, 0, 0, 0, 0, 280, 307, 255, 265, 241, 386], float)

# Hurlburt, Wood & Hough 1996: San Diego homeless project. Housing certificate, month from, state then and at the next interview
# (0 street, 1 community, 2 independent), persons.
HOUSING = np.array(
    [
        (0, 0, 0, 0, 23), (0, 0, 0, 1, 45), (0, 0, 0, 2, 21), (0, 0, 1, 0, 6), (0, 0, 1, 1, 40), (0, 0, 1, 2, 10), (0, 0, 2, 0, 1),
        (0, 0, 2, 1, 8), (0, 0, 2, 2, 7), (0, 6, 0, 0, 8), (0, 6, 0, 1, 12), (0, 6, 0, 2, 5), (0, 6, 1, 0, 5), (0, 6, 1, 1, 60),
        (0, 6, 1, 2, 18), (0, 6, 2, 1, 8), (0, 6, 2, 2, 25), (0, 12, 0, 0, 8), (0, 12, 0, 1, 1), (0, 12, 0, 2, 2), (0, 12, 1, 0, 8),
        (0, 12, 1, 1, 50), (0, 12, 1, 2, 22), (0, 12, 2, 1, 9), (0, 12, 2, 2, 34), (1, 0, 0, 0, 11), (1, 0, 0, 1, 28), (1, 0, 0, 2, 37),
        (1, 0, 1, 0, 3), (1, 0, 1, 1, 13), (1, 0, 1, 2, 45), (1, 0, 2, 0, 1), (1, 0, 2, 1, 4), (1, 0, 2, 2, 19), (1, 6, 0, 0, 9),
        (1, 6, 0, 2, 4), (1, 6, 1, 0, 7), (1, 6, 1, 1, 12), (1, 6, 1, 2, 20), (1, 6, 2, 0, 3), (1, 6, 2, 1, 9), (1, 6, 2, 2, 85),
        (1, 12, 0, 0, 11), (1, 12, 0, 1, 5), (1, 12, 0, 2, 2), (1, 12, 1, 1, 16), (1, 12, 1, 2, 4), (1, 12, 2, 0, 4), (1, 12, 2, 1, 13),
        (1, 12, 2, 2, 94),
    ],
    float,
)  # fmt: skip


def dummies(values: np.ndarray, *, reference: bool = True) -> np.ndarray:
    """One column per level, without the first where it is the reference."""
    levels = np.unique(values)[1 if reference else 0 :]
    return (values[:, None] == levels).astype(float)
