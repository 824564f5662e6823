"""Checksums of Australian business and company numbers.

Sources: Australian Business Register, "Format of the ABN"; ASIC, "Australian Company Number digit check".
"""

ABN = r"^[0-9]{11}$"
ACN = r"^[0-9]{9}$"
_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
_ACN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1)


def is_abn(digits: str) -> bool:
    """Tell whether 11 digits are an ABN: one less than the first digit, weighted, is a multiple of 89."""
    first, *rest = (int(digit) for digit in digits)
    numbers = (first - 1, *rest)
    return sum(weight * number for weight, number in zip(_ABN_WEIGHTS, numbers, strict=True)) % 89 == 0


def is_acn(digits: str) -> bool:
    """Tell whether 9 digits are an ACN: the last is what the weighted others lack to a multiple of 10."""
    *numbers, check = (int(digit) for digit in digits)
    return -sum(weight * number for weight, number in zip(_ACN_WEIGHTS, numbers, strict=True)) % 10 == check
