"""Every loop that runs once a posting, a token or a hit. There is no kernel outside this file.

Each is there twice. Until `compile_all` is called the names are array expressions; from then on they are loops that numba has compiled,
which let go of the interpreter lock and are kept on disk between runs: several times as fast, but numba takes a second to load, which a
small index is not worth. Where there is no numba, or after `stay_plain`, the array expressions stay. Both give the same answers;
`tests/test_kernels.py` holds both against a few lines of plain Python each. Call kernels as `kernels.NAME`, for the names change hands.

Types are fixed, so that every kernel is compiled once: numbers of documents, frequencies and positions are int32, offsets int64 where they
count postings and int32 where they count words of a segment, packed words uint32, bits of a set uint64, scores float64. Nothing here
checks bounds: what it is given was written by this package and has passed its checksums. The walk over the bits of a set stands in every
loop that needs it: a call for every bit takes longer than what is done with it.

A block holds up to 128 postings. The values of a full one stand in 32 rows of 4 lanes, so that a row is one vector of the processor: value
`4 * row + lane` begins at bit `row * bits` of its lane (SIMD-BP128 of Lemire and Boytsov 2015, https://doi.org/10.1002/spe.2203). Those of
a shorter block stand one after the other.
"""

import importlib.util
import threading
from collections.abc import Callable
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np

WORTHWHILE = 2_000
"""An index or a batch of fewer documents than this is done with before numba is loaded."""

COMPILED = False
"""Whether the kernels are compiled."""
BLOCK = 128
"""Postings of a full block."""
LANES = 4
"""Lanes of a full block."""

CONSTANT, LINEAR, SATURATED = 0, 1, 2
"""What a posting scores, times the weight of its term: 1, its frequency f, or f / (f + norm[length])."""


_loops: dict[str, Callable[..., Any]] = {}
"""What is compiled: parts of kernels first, by name."""
_inlined: set[str] = set()
"""Parts that are copied to where they are called."""
_compiling = threading.Lock()
_plain = False
_few = False


def compile_all(documents: int = WORTHWHILE) -> bool:
    """Put the compiled loops in place of the array expressions, if that is worthwhile for so many documents; whether they are in place.

    Processes that are forked from this one have them, too.
    """
    global COMPILED  # noqa: PLW0603 — the one thing here that changes, and only once
    if COMPILED or documents < WORTHWHILE or _plain or _few or not importlib.util.find_spec("numba"):
        return COMPILED
    with _compiling:
        if not COMPILED:
            import numba  # noqa: PLC0415 — see above

            for name, function in _loops.items():
                globals()[name] = numba.njit(nogil=True, cache=True, error_model="numpy", inline="always" if name in _inlined else "never")(
                    function
                )
            COMPILED = True
    return COMPILED


def stay_plain() -> None:
    """Never load numba in this process, for a command that ends before it could pay, or because somebody said so."""
    global _plain  # noqa: PLW0603 — as above
    _plain = True


def expect_few(*, few: bool) -> None:
    """Say whether only a few documents will be looked at or written, so that to open a large index is no reason yet to load numba."""
    global _few  # noqa: PLW0603 — as above
    _few = few


def _inner(function: Callable[..., Any]) -> Callable[..., Any]:
    """A part of kernels, compiled into those that call it; or a kernel that is only called once it is compiled."""
    _loops[function.__name__] = function
    return function


def _copied(function: Callable[..., Any]) -> Callable[..., Any]:
    """A part that is copied to where it is called: for every array that a call is given numba counts two holders, each time with a lock."""
    _inlined.add(function.__name__)
    return _inner(function)


def _kernel(plain: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A kernel: the function once it is compiled, `plain` until then."""

    def choose(function: Callable[..., Any]) -> Callable[..., Any]:
        _loops[function.__name__] = function
        return plain

    return choose


# --- Values of a few bits ------------------------------------------------------------------------------------------------------------


@_inner
def _width(value):
    """How many bits a number that is not negative takes."""
    bits = 0
    while value:
        bits += 1
        value >>= 1
    return bits


@_copied
def _room(count, bits):
    """How many words `count` values of one block take."""
    return LANES * bits if count == BLOCK else (count * bits + 31) >> 5


@_inner
def _pack(values, count, bits, words, at):
    """Write a block's values, uint32, into words that are still zero."""
    for i in range(count):
        if count == BLOCK:
            bit = (i // LANES) * bits
            k, step = at + (bit >> 5) * LANES + i % LANES, LANES
        else:
            bit = i * bits
            k, step = at + (bit >> 5), 1
        shift = bit & 31
        words[k] |= values[i] << np.uint32(shift)
        if shift + bits > 32:
            words[k + step] |= values[i] >> np.uint32(32 - shift)


@_copied
def _unpack(words, at, bits, count, values):
    """Read a block's values into the first `count` of `values`, uint32."""
    if bits == 0:
        for i in range(count):
            values[i] = 0
        return
    mask = np.uint32(0xFFFFFFFF) >> np.uint32(32 - bits)
    if count == BLOCK:
        # Unsigned throughout: a place that might be negative is looked at before each use, and four lanes do not become one vector.
        k, i, four = np.uint64(at), np.uint64(0), np.uint64(LANES)
        shift, width, whole = np.uint32(0), np.uint32(bits), np.uint32(32)
        for _ in range(BLOCK // LANES):
            if shift + width <= whole:
                for lane in range(four):
                    values[i + np.uint64(lane)] = (words[k + np.uint64(lane)] >> shift) & mask
            else:
                for lane in range(four):
                    low, high = words[k + np.uint64(lane)], words[k + four + np.uint64(lane)]
                    values[i + np.uint64(lane)] = ((low >> shift) | (high << (whole - shift))) & mask
            i += four
            shift += width
            if shift >= whole:
                shift -= whole
                k += four
    else:
        for i in range(count):
            bit = i * bits
            k, shift = at + (bit >> 5), bit & 31
            value = words[k] >> np.uint32(shift)
            if shift + bits > 32:
                value |= words[k + 1] << np.uint32(32 - shift)
            values[i] = value & mask


def _places(counts, bits, at):
    """For numpy: the value's block, word, step to the next word and shift of every value of blocks with these counts, widths and words."""
    block = np.repeat(np.arange(len(counts)), counts)
    i = np.arange(len(block)) - np.repeat(np.cumsum(counts) - counts, counts)
    full = counts[block] == BLOCK
    width = bits[block].astype(np.int64)
    bit = np.where(full, i // LANES, i) * width
    word = at[block] + np.where(full, (bit >> 5) * LANES + i % LANES, bit >> 5)
    return block, word, np.where(full, LANES, 1), bit & 31, width


def _pack_blocks(values, counts, bits, words, at):
    """For numpy: `_pack` of many blocks."""
    _, word, step, shift, width = _places(counts, bits, at)
    wide = values.astype(np.uint64) << shift.astype(np.uint64)
    some = width > 0
    np.bitwise_or.at(words, word[some], (wide & np.uint64(0xFFFFFFFF)).astype(np.uint32)[some])
    over = shift + width > 32
    np.bitwise_or.at(words, (word + step)[over], (wide >> np.uint64(32)).astype(np.uint32)[over])


def _unpack_blocks(words, counts, bits, at):
    """For numpy: `_unpack` of many blocks, one after the other, as uint32."""
    if not len(words):
        return np.zeros(int(counts.sum()), np.uint32)
    _, word, step, shift, width = _places(counts, bits, at)
    over = shift + width > 32
    wide = words[np.minimum(word, len(words) - 1)].astype(np.uint64)
    wide[over] |= words[(word + step)[over]].astype(np.uint64) << np.uint64(32)
    return ((wide >> shift.astype(np.uint64)) & ((np.uint64(1) << width.astype(np.uint64)) - np.uint64(1))).astype(np.uint32)


def _ragged(starts, lengths):
    """For numpy: every number of every run `start, start + 1, …` of the given lengths."""
    return np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))


# --- From texts to chunks --------------------------------------------------------------------------------------------------------------


@_inner
def cut(buffer, ends, table, known, out, places, counts, new_begins, new_ends):
    """Cut texts at ASCII white space outside numbers such as `10 000`, and number the chunks by their hashes.

    Where it is not compiled it is not called: a dictionary does its work. Chunks are told apart by 64 bits (FNV-1a, Fowler, Noll and Vo,
    with the finisher of MurmurHash3), so that two among a million are taken for one with a chance of 3 in 100 million.

    Args:
        buffer: uint8, UTF-8, the texts one after the other.
        ends: int64, where each ends.
        table: uint64, a power of two of pairs, a hash and a number each; a hash of 0 is none; added to.
        known: how many chunks have a number.
        out: int32, long enough for half the bytes and one; filled with the numbers of the chunks.
        places: int32, as long; filled with the character of its text at which each begins.
        counts: int32, filled with how many each text has; -1, and none in `out`, for a text that has to be cut in another way: it holds
            characters that may be digits beyond ASCII, or the table is full.
        new_begins, new_ends: int64, as long as `out`; filled with where each chunk stands that had no number.

    Returns:
        How many chunks have a number now.
    """
    pairs = len(table) >> 1
    mask, one = np.uint64(pairs - 1), np.uint64(1)
    room = pairs - pairs // 4
    first = known
    longest = np.int64(0)
    for t in range(len(ends)):
        longest = max(longest, ends[t] - (ends[t - 1] if t else 0))
    hashes = np.empty(longest // 2 + 1, np.uint64)
    starts, stops = np.empty(longest // 2 + 1, np.int64), np.empty(longest // 2 + 1, np.int64)
    n, i = np.uint64(0), np.uint64(0)
    for t in range(len(ends)):
        end = np.uint64(ends[t])
        # What follows the first byte of a character is not counted.
        character = np.int32(0)
        # By itself, for this loop looks at many bytes at once.
        odd = False
        for j in range(i, end):
            odd |= (buffer[j] >= 0xD8) & (buffer[j] != 0xE2)
        m = np.uint64(0)
        while i < end and not odd:
            c = buffer[i]
            if c <= 32 and _blank(c):
                i += one
                character += 1
                continue
            start = i
            places[n + m] = character
            h = np.uint64(14695981039346656037)
            while i < end:
                c = buffer[i]
                if c <= 32 and _blank(c) and not (c == 32 and i > start and _grouped(buffer, i, end)):
                    break
                character += (c & 0xC0) != 0x80
                h = (h ^ np.uint64(c)) * np.uint64(1099511628211)
                i += one
            h ^= h >> np.uint64(33)
            h *= np.uint64(0xFF51AFD7ED558CCD)
            h ^= h >> np.uint64(33)
            hashes[m], starts[m], stops[m] = max(h, one), start, i
            m += one
        # Looked up all together, so that the processor need not wait for one place in memory before it asks for the next.
        for j in range(m):
            h = hashes[j]
            k = h & mask
            while table[k + k] != h and table[k + k] != 0:
                k = (k + one) & mask
            if table[k + k] == 0:
                if known >= room:
                    odd = True
                    break
                table[k + k] = h
                table[k + k + one] = known
                new_begins[known - first] = starts[j]
                new_ends[known - first] = stops[j]
                known += 1
            out[n + j] = table[k + k + one]
        if odd:
            counts[t] = -1
        else:
            counts[t] = m
            n += m
        i = end
    return known


@_inner
def _four(letters, i):
    """Four letters, uint16, as one word, the first of them lowest."""
    two = np.uint64(letters[i]) | np.uint64(letters[i + np.uint64(1)]) << np.uint64(16)
    return two | np.uint64(letters[i + np.uint64(2)]) << np.uint64(32) | np.uint64(letters[i + np.uint64(3)]) << np.uint64(48)


@_inner
def _space_bit(word):
    """The highest bit of the first of four letters that is no greater than a space; 0 where all are greater."""
    low = (word - np.uint64(0x0021002100210021)) & ~word & np.uint64(0x8000800080008000)
    return low & (~low + np.uint64(1))


NUMBER_BITS = 19
"""Bits of the number of a chunk in the table of `chop`."""


@_inner
def _slot(table, h, mask, numbers):
    """Where a hash stands in the table of `chop`, or where it could."""
    k = h & mask
    while table[k] and (table[k] ^ h) & ~numbers:
        k = (k + np.uint64(1)) & mask
    return k


@_inner
def chop(letters, starts, of, table, known_hashes, known, out, places, counts, new_begins, new_ends):
    """The same as `cut` of texts in UTF-16, in two thirds of the time: eight letters are looked at and hashed at once.

    Where it is not compiled it is not called: a dictionary does its work. Its hashes are not those of `cut`, and each shares one word with
    its number, for much of the time goes by in waiting for the table. What tells two chunks apart are 44 bits and the place in the table,
    so that two among 100,000 are taken for one with a chance of 1 in 100 million.

    Args:
        letters: uint16, a letter each, the texts one after the other, and at least eight more behind them.
        starts: int64, where each begins, and their length at the end.
        of: int64, which of the texts are cut, ascending.
        table: uint64, a power of two of words, each a hash of which the lowest `NUMBER_BITS` are a number; 0 is none; added to.
        known_hashes: uint64, filled with the hash of every chunk that has a number; the table is full when this is.
        known: how many chunks have a number.
        out: int32, long enough for half of the letters of these texts and one for each text; filled with the numbers of the chunks.
        places: int32, as long; filled with the letter of its text at which each begins.
        counts: int32, as long as `of`; filled with how many each text has, as in `cut`.
        new_begins, new_ends: int64, as long as `out`; filled with the letters where each chunk begins and ends that had no number.

    Returns:
        How many chunks have a number now.
    """
    mask, one, four, eight = np.uint64(len(table) - 1), np.uint64(1), np.uint64(4), np.uint64(8)
    numbers = (one << np.uint64(NUMBER_BITS)) - one
    first = known
    longest = np.int64(0)
    for t in of:
        longest = max(longest, starts[t + 1] - starts[t])
    hashes = np.empty(longest // 2 + 1, np.uint64)
    stops = np.empty(longest // 2 + 1, np.int64)
    n = np.uint64(0)
    for at in range(len(of)):
        begin, end = np.uint64(starts[of[at]]), np.uint64(starts[of[at] + 1])
        # By itself, for this loop looks at many letters at once.
        odd = False
        for j in range(begin, end):
            odd |= (letters[j] >= 0x0600) & ((letters[j] < 0x2000) | (letters[j] >= 0x3000))
        m, i = np.uint64(0), begin
        while i < end and not odd:
            if letters[i] <= 32 and _blank(letters[i]):
                i += one
                continue
            start = i
            h = np.uint64(14695981039346656037)
            while True:
                word, others = _four(letters, i), _four(letters, i + four)
                bit, other_bit = _space_bit(word), _space_bit(others)
                size = np.uint64(_width(bit - one)) >> four
                # All of the others or none, without asking: a processor loses more by guessing where a word ends.
                every = np.uint64(0) - (size >> np.uint64(2))
                size += every & (np.uint64(_width(other_bit - one)) >> four)
                word &= (bit >> np.uint64(15)) - one
                others &= ((other_bit >> np.uint64(15)) - one) & every
                if size > end - i:
                    size = end - i
                    if size < four:
                        word &= (one << (size << four)) - one
                        others = np.uint64(0)
                    else:
                        others &= (one << ((size - four) << four)) - one
                h = (h ^ word) * np.uint64(0xFF51AFD7ED558CCD)
                h ^= h >> np.uint64(32)
                h = (h ^ others) * np.uint64(0xC4CEB9FE1A85EC53)
                h ^= h >> np.uint64(32)
                i += size
                if size == eight:
                    continue
                if i == end or (_blank(letters[i]) and not (letters[i] == 32 and i > start and _grouped(letters, i, end))):
                    break
                h = (h ^ (np.uint64(letters[i]) | one << np.uint64(32))) * np.uint64(0xFF51AFD7ED558CCD)
                h ^= h >> np.uint64(32)
                i += one
            h *= np.uint64(0xC4CEB9FE1A85EC53)
            h ^= h >> np.uint64(33)
            places[n + m] = start - begin
            # So that no word of the table is 0.
            hashes[m], stops[m] = h | one << np.uint64(63), i
            m += one
        # Looked up all together, so that the processor need not wait for one place in memory before it asks for the next.
        for j in range(m):
            h = hashes[j]
            k = _slot(table, h, mask, numbers)
            if table[k] == 0:
                if known == len(known_hashes):
                    odd = True
                    break
                known_hashes[known] = h
                table[k] = (h & ~numbers) | np.uint64(known)
                new_begins[known - first] = begin + np.uint64(places[n + j])
                new_ends[known - first] = stops[j]
                known += 1
            out[n + j] = table[k] & numbers
        if odd:
            counts[at] = -1
        else:
            counts[at] = m
            n += m
    return known


@_inner
def replaced(hashes, table):
    """Put hashes, whose numbers are their places, into an empty table of `chop`."""
    mask, numbers = np.uint64(len(table) - 1), (np.uint64(1) << np.uint64(NUMBER_BITS)) - np.uint64(1)
    for n in range(len(hashes)):
        table[_slot(table, hashes[n], mask, numbers)] = (hashes[n] & ~numbers) | np.uint64(n)


@_inner
def split(buffer, hashes, begins, ends):
    """Cut texts at white space, as `str.split` does, and hash the pieces as `cut` does.

    Where it is not compiled it is not called: `str.split` does its work.

    Args:
        buffer: uint8, UTF-8, the texts one after the other, with white space between them.
        hashes: uint64, long enough for half the bytes and one; filled with the hash of each piece, which is not 0.
        begins, ends: int64, as long; filled with where each stands.

    Returns:
        How many pieces there are.
    """
    size, i, one = np.uint64(len(buffer)), np.uint64(0), np.uint64(1)
    n = 0
    while i < size:
        c = buffer[i]
        if _blank(c):
            i += one
            continue
        if c >= 0xC2 and _wide(buffer, i, size):
            i += np.uint64(2 if c == 0xC2 else 3)
            continue
        begins[n] = i
        h = np.uint64(14695981039346656037)
        while i < size:
            c = buffer[i]
            if (c <= 32 and _blank(c)) or (c >= 0xC2 and _wide(buffer, i, size)):
                break
            h = (h ^ np.uint64(c)) * np.uint64(1099511628211)
            i += one
        h ^= h >> np.uint64(33)
        h *= np.uint64(0xFF51AFD7ED558CCD)
        h ^= h >> np.uint64(33)
        hashes[n], ends[n] = max(h, one), i
        n += 1
    return n


@_inner
def _wide(buffer, i, size):
    """Whether white space beyond ASCII stands at `i`, where a character of more than one byte begins."""
    c = buffer[i]
    if c == 0xC2:
        return i + np.uint64(1) < size and (buffer[i + np.uint64(1)] == 0x85 or buffer[i + np.uint64(1)] == 0xA0)
    if c < 0xE1 or c > 0xE3 or i + np.uint64(2) >= size:
        return False
    d, e = buffer[i + np.uint64(1)], buffer[i + np.uint64(2)]
    if c == 0xE2:
        return (d == 0x80 and (e <= 0x8A or e == 0xA8 or e == 0xA9 or e == 0xAF)) or (d == 0x81 and e == 0x9F)
    return e == 0x80 and d == (0x9A if c == 0xE1 else 0x80)


@_inner
def numbered(hashes, table, known, out):
    """Give every hash a number, those that have none the next ones in their order.

    Where it is not compiled it is not called: a dictionary does its work.

    Args:
        hashes: uint64, none is 0.
        table: as in `cut`, with room for as many more as there are hashes; added to.
        known: how many have a number.
        out: int32, as long as `hashes`; filled with their numbers.

    Returns:
        How many have a number now.
    """
    mask, one = np.uint64((len(table) >> 1) - 1), np.uint64(1)
    for j in range(len(hashes)):
        h = hashes[j]
        k = h & mask
        while table[k + k] != h and table[k + k] != 0:
            k = (k + one) & mask
        if table[k + k] == 0:
            table[k + k] = h
            table[k + k + one] = known
            known += 1
        out[j] = table[k + k + one]
    return known


def _sift_numpy(numbers, starts, begins, wanted, out):
    places = np.flatnonzero((wanted[numbers >> 3] >> (numbers & 7)) & 1)
    out[: len(places)] = np.stack([np.searchsorted(starts, places, side="right") - 1, places, numbers[places], begins[places]], axis=1)
    return len(places)


@_kernel(_sift_numpy)
def sift(numbers, starts, begins, wanted, out):
    """Of the chunks of some texts, those that are wanted, in order.

    Args:
        numbers: int32, the numbers of all chunks, text after text.
        starts: int64, where those of each text begin, and how many there are at the end.
        begins: int32, the character of its text at which each begins.
        wanted: uint8, a bit for each number, the lowest first, set where it is.
        out: int32, chunks × 4, filled for each that is wanted with its text, its place among all chunks, its number and where it begins.

    Returns:
        How many there are.
    """
    n = 0
    for t in range(len(starts) - 1):
        for i in range(starts[t], starts[t + 1]):
            if _has_bit(wanted, numbers[i]):
                out[n, 0], out[n, 1], out[n, 2], out[n, 3] = t, i, numbers[i], begins[i]
                n += 1
    return n


@_inner
def _has_bit(bits, number):
    """Whether the bit of a number is set. Few bytes are looked at, for they may have to come from far."""
    at = np.uint64(number)
    return bits[at >> np.uint64(3)] >> np.uint8(at & np.uint64(7)) & 1 != 0


@_inner
def spans(numbers, begins, counts, of, bears, slots, starts, told, most, full, out, firsts, lasts, unread):
    """What is marked in some texts, from what is marked in their chunks. Where it is not compiled it is not called.

    Args:
        numbers: int32, the numbers of all chunks, text after text.
        begins: int32, the letter of its text at which each begins.
        counts: int32, how many chunks each text has; -1 for a text that is left out.
        of: int64, the number of each text.
        bears: uint8, a bit for each number of a chunk, the lowest first, set where something is marked in it.
        slots: int32, for each number of such a chunk n where it is told in the nth place what is, 0 where that is still to be told; such a
            one becomes -1.
        starts: int64, where each place begins in `told`, and where the last one ends.
        told: int32, marks × 3: the letters of the chunk from which to which each goes, and what it answers.
        most: marks of a text; one that has more is left out.
        full: how many marks there are in `out` already.
        out: int32, 3 × marks; filled with the letters of their text from which to which marks go, and what they answer, as far as there
            is room.
        firsts, lasts: int64, filled for each of these texts with where its marks begin and end in `out`; -1 for one that is left out.
        unread: int32, one or more; filled with the numbers of chunks of which it is still to be told, each once, as far as there is room.

    Returns:
        How many marks there are now, and how many chunks `unread` holds. Where it holds any, or there are more marks than `out` has room
        for, what was filled is of no use.
    """
    i, waiting = np.uint64(0), 0
    for at in range(len(of)):
        first, fits = full, counts[at] >= 0
        for _ in range(counts[at]):
            number, begin = numbers[i], begins[i]
            i += np.uint64(1)
            if not _has_bit(bears, number):
                continue
            slot = slots[number]
            if slot == 0 and waiting < len(unread):
                slots[number] = -1
                unread[waiting] = number
                waiting += 1
            elif slot > 0 and fits:
                for j in range(starts[slot - 1], starts[slot]):
                    if full - first == most:
                        full, fits = first, False
                        break
                    if full < out.shape[1]:
                        out[0, full], out[1, full], out[2, full] = begin + told[j, 0], begin + told[j, 1], told[j, 2]
                    full += 1
        firsts[of[at]], lasts[of[at]] = (first, full) if fits else (-1, -1)
    return full, waiting


@_inner
def _blank(byte):
    """Whether a byte is ASCII white space."""
    return byte == 32 or 9 <= byte <= 13 or 28 <= byte <= 31


@_inner
def _grouped(buffer, i, end):
    """Whether the space at `i` stands inside a number: behind a digit, and before three and no more."""
    one, four = np.uint64(1), np.uint64(4)
    if i + np.uint64(3) >= end or not (_digit(buffer[i - one]) and _digit(buffer[i + one])):
        return False
    if not (_digit(buffer[i + np.uint64(2)]) and _digit(buffer[i + np.uint64(3)])):
        return False
    return i + four == end or not _digit(buffer[i + four])


@_inner
def _digit(byte):
    return 48 <= byte <= 57


@_inner
def grown(table, larger):
    """Move a table of hashes and numbers into a larger, empty one."""
    mask = np.uint64((len(larger) >> 1) - 1)
    for i in range(0, len(table), 2):
        h = table[i]
        if h:
            k = h & mask
            while larger[k + k] != 0:
                k = (k + np.uint64(1)) & mask
            larger[k + k] = h
            larger[k + k + np.uint64(1)] = table[i + 1]


@_inner
def bare(buffer, begins, ends, table, known, numbers, letters, new_ends):
    """Take the signs around some chunks off and the capitals out, and number what is left by its hash.

    Where it is not compiled it is not called. It does what `Chunks` does with one chunk, for letters of ASCII and Latin-1, œ, and the
    signs that news has; a chunk with anything else in it is left to that.

    Args:
        buffer: uint8, UTF-8.
        begins, ends: int64, where each chunk stands in it; none is empty.
        table: as in `cut`, with room for as many hashes more as there are chunks; added to.
        known: how many cores have a number.
        numbers: int32, as long as `begins`; filled with the number of the core of each, -1 where it was left.
        letters: uint8, long enough for all chunks and one more for each; filled with the cores that had no number, and a newline behind
            each.
        new_ends: int64, as long as `begins`; filled with where each of these cores ends.

    Returns:
        How many cores have a number now.
    """
    mask, one = np.uint64((len(table) >> 1) - 1), np.uint64(1)
    first = known
    size = np.int64(0)
    for n in range(len(begins)):
        begin, end = begins[n], ends[n]
        begin, end = _stripped(buffer, begin, end, False)
        inner_begin, inner_end = _stripped(buffer, begin, end, True)
        stops = False
        for i in range(inner_begin, inner_end):
            stops |= buffer[i] == 46
        if not stops:
            begin, end = inner_begin, inner_end
        start = size
        left = False
        i = begin
        while i < end and not left:
            c = np.int64(buffer[i])
            if c < 0x80:
                letters[size] = c | 0x20 if 65 <= c <= 90 else c
                size += 1
                i += 1
                continue
            d, width = np.int64(buffer[i + 1]) if i + 1 < end else 0, 2
            if c == 0xC3 and d != 0x97 and d != 0xB7:
                d += 0x20 if d <= 0x9E else 0
            elif c == 0xC5 and 0x92 <= d <= 0x93:
                d = 0x93
            elif c == 0xE2 and d == 0x80 and i + 2 < end and buffer[i + 2] == 0x99:
                width = 3
                letters[size + 2] = 0x99
            else:
                left = True
            letters[size], letters[size + 1] = c, d
            size += width
            i += width
        if left:
            numbers[n] = -1
            size = start
            continue
        h = np.uint64(14695981039346656037)
        for j in range(start, size):
            h = (h ^ np.uint64(letters[j])) * np.uint64(1099511628211)
        h ^= h >> np.uint64(33)
        h *= np.uint64(0xFF51AFD7ED558CCD)
        h ^= h >> np.uint64(33)
        h = max(h, one)
        k = h & mask
        while table[k + k] != h and table[k + k] != 0:
            k = (k + one) & mask
        numbers[n] = table[k + k + one] if table[k + k] else known
        if table[k + k]:
            size = start
            continue
        table[k + k] = h
        table[k + k + one] = known
        new_ends[known - first] = size
        letters[size] = 10
        size += 1
        known += 1
    return known


@_inner
def _stripped(buffer, begin, end, stops):
    """From where to where a chunk goes without the signs around it, and without full stops among these if they are to go, too."""
    while begin < end:
        width = 1 if stops and buffer[begin] == 46 else _sign(buffer, begin, end)
        if not width:
            break
        begin += width
    while begin < end:
        # The last byte but one tells how long a sign is that ends here.
        back = 1 if buffer[end - 1] < 0x80 else 2 if end - 2 >= begin and buffer[end - 2] == 0xC2 else 3
        if stops and buffer[end - 1] == 46:
            end -= 1
        elif end - back >= begin and _sign(buffer, end - back, end) == back:
            end -= back
        else:
            break
    return begin, end


@_inner
def _sign(buffer, begin, end):
    """How many bytes a sign has that no word begins or ends with, if one stands at `begin`; 0 where there is none."""
    c = buffer[begin]
    if c < 0x80:
        for sign in b",;:!?()\"$%*/[]-'":
            if c == sign:
                return 1
        return 0
    if c == 0xC2 and begin + 1 < end:
        return 2 if buffer[begin + 1] == 0xA0 or buffer[begin + 1] == 0xAB or buffer[begin + 1] == 0xBB else 0
    if c == 0xE2 and begin + 2 < end and buffer[begin + 1] == 0x80:
        d = buffer[begin + 2]
        return 3 if 0x93 <= d <= 0x94 or 0x98 <= d <= 0x99 or 0x9C <= d <= 0x9D or d == 0xA6 or d == 0xAF else 0
    return 0


# --- From chunks to tokens -------------------------------------------------------------------------------------------------------------


def _expand_numpy(chunks, begins, ends, starts, terms, offsets, advances, ranks, out_terms, out_positions, counts):
    lengths = ends - begins
    chunk = chunks[_ragged(begins, lengths)]
    held = (starts[chunk + 1] - starts[chunk]).astype(np.int64)
    advance = advances[chunk].astype(np.int64)
    before = np.cumsum(advance) - advance
    entry = np.repeat(np.arange(len(begins)), lengths)
    some = lengths > 0
    first = np.zeros(len(begins), np.int64)
    first[some] = before[(np.cumsum(lengths) - lengths)[some]]
    place = _ragged(starts[chunk].astype(np.int64), held)
    out_terms[: len(place)] = ranks[terms[place]]
    out_positions[: len(place)] = np.repeat(before - first[entry], held) + offsets[place]
    counts[:] = np.bincount(entry, weights=held, minlength=len(begins))
    return len(place)


@_kernel(_expand_numpy)
def expand(chunks, begins, ends, starts, terms, offsets, advances, ranks, out_terms, out_positions, counts):
    """Turn the chunks of some texts into tokens.

    Args:
        chunks: int32 numbers of chunks.
        begins, ends: int64, which of them each text is made of.
        starts: int32, where each chunk's tokens begin in `terms` and `offsets`.
        terms: int32, the term of each of a chunk's tokens.
        offsets: int32, its position, counted from that of the chunk.
        advances: int32, how many positions each chunk takes.
        ranks: int32, what each term is called in the tokens.
        out_terms, out_positions: int32, long enough; filled with the tokens of all texts.
        counts: int32, filled with how many each text has.

    Returns:
        How many there are.
    """
    n = 0
    for entry in range(len(begins)):
        position = 0
        first = n
        for at in range(begins[entry], ends[entry]):
            chunk = chunks[at]
            for k in range(starts[chunk], starts[chunk + 1]):
                out_terms[n] = ranks[terms[k]]
                out_positions[n] = position + offsets[k]
                n += 1
            position += advances[chunk]
        counts[entry] = n - first
    return n


def _survey_numpy(chunks, begins, ends, starts, terms, used, counts):
    lengths = ends - begins
    chunk = chunks[_ragged(begins, lengths)]
    held = (starts[chunk + 1] - starts[chunk]).astype(np.int64)
    used[terms[_ragged(starts[chunk].astype(np.int64), held)]] = True
    counts[:] = np.bincount(np.repeat(np.arange(len(begins)), lengths), weights=held, minlength=len(begins))
    return int(held.sum())


@_kernel(_survey_numpy)
def survey(chunks, begins, ends, starts, terms, used, counts):
    """Find out what `expand` would make.

    Args:
        chunks, begins, ends, starts, terms: as in `expand`.
        used: bool, one for each term; those that a text has are marked.
        counts: int32, filled with how many tokens each text has.

    Returns:
        How many there are.
    """
    total = np.int64(0)
    for entry in range(len(begins)):
        size = np.int64(0)
        for at in range(begins[entry], ends[entry]):
            begin, end = starts[chunks[at]], starts[chunks[at] + 1]
            for k in range(begin, end):
                used[terms[k]] = True
            size += end - begin
        counts[entry] = size
        total += size
    return total


def _interleave_numpy(text, starts, one, other, out):
    written = text.tobytes()
    out[:] = sorted((*one.tolist(), *other.tolist()), key=lambda number: written[starts[number] : starts[number + 1]])


@_kernel(_interleave_numpy)
def interleave(text, starts, one, other, out):
    """Make one order of two.

    Args:
        text: uint8, terms one after the other.
        starts: int64, where each begins, and their length at the end.
        one, other: int32, numbers of some terms, sorted as bytes.
        out: int32, as long as both; filled with all of them, sorted.
    """
    i, j = 0, 0
    for n in range(len(out)):
        first = j == len(other)
        if i < len(one) and j < len(other):
            a, b = starts[one[i]], starts[other[j]]
            shorter = min(starts[one[i] + 1] - a, starts[other[j] + 1] - b)
            k = np.int64(0)
            while k < shorter and text[a + k] == text[b + k]:
                k += 1
            first = text[a + k] < text[b + k] if k < shorter else starts[one[i] + 1] - a <= starts[other[j] + 1] - b
        if first:
            out[n] = one[i]
            i += 1
        else:
            out[n] = other[j]
            j += 1


# --- From tokens to postings ---------------------------------------------------------------------------------------------------------


def _invert_numpy(terms, positions, documents, counts, starts, out_documents, out_frequencies, out_positions):
    document = np.repeat(documents, counts)
    order = np.argsort(terms, kind="stable")
    terms, document = terms[order], document[order]
    out_positions[:] = positions[order]
    if not len(terms):
        starts[:] = 0
        return 0
    fresh = np.ones(len(terms), np.bool_)
    fresh[1:] = (terms[1:] != terms[:-1]) | (document[1:] != document[:-1])
    first = np.flatnonzero(fresh)
    starts[:] = np.searchsorted(terms[first], np.arange(len(starts)))
    out_documents[: len(first)] = document[first]
    out_frequencies[: len(first)] = np.diff(np.append(first, len(terms)))
    return len(first)


@_kernel(_invert_numpy)
def invert(terms, positions, documents, counts, starts, out_documents, out_frequencies, out_positions):
    """Sort the tokens of some documents by term.

    Args:
        terms: int32, the term of every token, documents one after the other.
        positions: int32, the position of every token in its document, ascending.
        documents: int32, the documents, ascending.
        counts: int32, how many tokens each of them has.
        starts: int64, one more than there are terms; filled with where each term's postings begin.
        out_documents: int32, as many as there are tokens; its beginning is filled with the postings' documents.
        out_frequencies: int32, the same with their frequencies.
        out_positions: int32, as many as there are tokens; filled with the positions in the order of the postings.

    Returns:
        How many postings there are.
    """
    size = len(starts) - 1
    last = np.full(size, -1, np.int32)
    tokens = np.zeros(size, np.int64)
    starts[:] = 0
    at = 0
    for n in range(len(documents)):
        for _ in range(counts[n]):
            term = terms[at]
            at += 1
            tokens[term] += 1
            if last[term] != n:
                last[term] = n
                starts[term + 1] += 1
    place = np.zeros(size, np.int64)
    total = 0
    for term in range(size):
        starts[term + 1] += starts[term]
        place[term] = total
        total += tokens[term]
        last[term] = -1
    fill = starts[:-1].copy()
    at = 0
    for n in range(len(documents)):
        for _ in range(counts[n]):
            term = terms[at]
            if last[term] != n:
                last[term] = n
                out_documents[fill[term]] = documents[n]
                out_frequencies[fill[term]] = 0
                fill[term] += 1
            out_frequencies[fill[term] - 1] += 1
            out_positions[place[term]] = positions[at]
            place[term] += 1
            at += 1
    return starts[size]


def _union_numpy(text, starts, _, ranks):
    written = text.tobytes()
    terms = [written[begin:end] for begin, end in pairwise(starts.tolist())]
    union = {term: rank for rank, term in enumerate(sorted(set(terms)))}
    ranks[:] = [union[term] for term in terms]
    return len(union)


@_kernel(_union_numpy)
def union(text, starts, runs, ranks):
    """Number the terms of several runs, each of which is sorted, in the order of all of them.

    Args:
        text: uint8, the terms of all runs one after the other.
        starts: int64, where each begins, and their length at the end.
        runs: int64, which is the first term of each run, and how many there are at the end.
        ranks: int32, filled with the number of each term.

    Returns:
        How many different ones there are.
    """
    many = len(runs) - 1
    heads = runs[:-1].copy()
    waiting = np.empty(many, np.int64)
    size = 0
    # The runs whose next terms are waiting, the least last.
    for run in range(many):
        size = _wait(text, starts, runs, heads, waiting, size, run)
    rank = -1
    last = np.int64(-1)
    while size:
        run = waiting[size - 1]
        term = heads[run]
        if last < 0 or _earlier(text, starts, last, term):
            rank += 1
            last = term
        ranks[term] = rank
        heads[run] += 1
        size = _wait(text, starts, runs, heads, waiting, size - 1, run)
    return rank + 1


@_inner
def _wait(text, starts, runs, heads, waiting, size, run):
    """Put a run among those that are waiting, if it has a term left; how many are waiting then."""
    if heads[run] == runs[run + 1]:
        return size
    at = size
    while at > 0 and _earlier(text, starts, heads[waiting[at - 1]], heads[run]):
        waiting[at] = waiting[at - 1]
        at -= 1
    waiting[at] = run
    return size + 1


@_inner
def _earlier(text, starts, one, other):
    """Whether a term comes before another."""
    a, b = starts[one], starts[other]
    one_end, other_end = starts[one + 1], starts[other + 1]
    while a < one_end and b < other_end:
        if text[a] != text[b]:
            return text[a] < text[b]
        a += 1
        b += 1
    return a == one_end and b < other_end


def _regroup_numpy(ranks, starts, frequencies, out_starts, order, positions, out_positions):
    terms = np.repeat(ranks, np.diff(starts))
    out_starts[0] = 0
    np.cumsum(np.bincount(terms, minlength=len(out_starts) - 1), out=out_starts[1:])
    order[:] = np.argsort(terms, kind="stable")
    if len(positions):
        begins = np.cumsum(frequencies, dtype=np.int64) - frequencies
        out_positions[:] = positions[_ragged(begins[order], frequencies[order].astype(np.int64))]


@_kernel(_regroup_numpy)
def regroup(ranks, starts, frequencies, out_starts, order, positions, out_positions):
    """Bring the postings of several runs in the order of their terms, and those of a term in the order of the runs.

    Args:
        ranks: int32, the number of each run's terms among those of all.
        starts: int64, where the postings of each begin, and how many there are at the end.
        frequencies: int32, those of the postings.
        out_starts: int64, one more than there are terms in all; filled with where the postings of each begin in the new order.
        order: int64, filled with the postings in the new order.
        positions: int32, those of every posting one after the other; empty where there are none.
        out_positions: int32, as long; filled with those in the new order.
    """
    size = len(out_starts) - 1
    # How many tokens each term has, then where those of the next posting go.
    place = np.zeros(size + 1, np.int64)
    out_starts[:] = 0
    for n in range(len(ranks)):
        term = ranks[n]
        out_starts[term + 1] += starts[n + 1] - starts[n]
        if len(positions):
            for p in range(starts[n], starts[n + 1]):
                place[term + 1] += frequencies[p]
    for term in range(size):
        out_starts[term + 1] += out_starts[term]
        place[term + 1] += place[term]
    fill = out_starts[:-1].copy()
    token = np.int64(0)
    for n in range(len(ranks)):
        term = ranks[n]
        to = place[term]
        for p in range(starts[n], starts[n + 1]):
            order[fill[term]] = p
            fill[term] += 1
            if len(positions):
                for _ in range(frequencies[p]):
                    out_positions[to] = positions[token]
                    to += 1
                    token += 1
        place[term] = to


def _measure_numpy(starts, documents, frequencies, codes, positions, last, bits, extremes, words):
    counts = np.diff(starts)
    blocks = -(-counts // BLOCK)
    term = np.repeat(np.arange(len(counts)), blocks)
    number = np.arange(len(term)) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    begin = starts[term] + number * BLOCK
    size = np.minimum(BLOCK, starts[term + 1] - begin)
    if not len(term):
        return
    gaps = _gaps(starts, documents)
    last[:] = documents[begin + size - 1]
    bits[:, 0] = np.where(size == 1, 0, _widths(np.maximum.reduceat(gaps, begin)))
    bits[:, 1] = _widths(np.maximum.reduceat(frequencies - 1, begin))
    words[:, 0] = _rooms(size, bits[:, 0]) + _rooms(size, bits[:, 1])
    extremes[:, 0] = np.minimum(255, np.maximum.reduceat(frequencies, begin))
    extremes[:, 1] = np.minimum.reduceat(codes[documents], begin) if len(codes) else 0
    bits[:, 2] = 0
    words[:, 1] = 0
    if len(positions):
        tokens = np.cumsum(frequencies) - frequencies
        bits[:, 2] = _widths(np.maximum.reduceat(_position_gaps(frequencies, positions), tokens[begin]))
        words[:, 1] = (np.add.reduceat(frequencies.astype(np.int64), begin) * bits[:, 2] + 31) >> 5


def _gaps(starts, documents):
    """For numpy: how far each posting's document is from the one before it, less one."""
    gaps = np.diff(documents, prepend=np.int32(-1)) - 1
    heads = starts[:-1][np.diff(starts) > 0]
    gaps[heads] = documents[heads]
    return gaps


def _position_gaps(frequencies, positions):
    """For numpy: how far each position is from the one before it in its posting."""
    gaps = np.diff(positions, prepend=np.int32(0))
    heads = np.cumsum(frequencies) - frequencies
    gaps[heads] = positions[heads]
    return gaps


def _widths(values):
    return np.ceil(np.log2(values.astype(np.float64) + 1)).astype(np.uint8)


def _rooms(counts, bits):
    return np.where(counts == BLOCK, LANES * bits.astype(np.int64), (counts * bits.astype(np.int64) + 31) >> 5)


@_kernel(_measure_numpy)
def measure(starts, documents, frequencies, codes, positions, last, bits, extremes, words):
    """Find out how postings are packed.

    Args:
        starts: int64, where each term's postings begin, and their number at the end.
        documents: int32, ascending within a term.
        frequencies: int32, 1 or more.
        codes: uint8, the length code of every document in this field; empty where lengths do not matter.
        positions: int32, those of every posting one after the other; empty where there are none.
        last: int32, filled with the last document of every block. A term's postings are cut into blocks from its first on.
        bits: uint8, blocks × 3, filled with the bits of gaps between documents, of frequencies less one, of gaps between positions.
        extremes: uint8, blocks × 2, filled with the highest frequency (255 and more are 255) and the least length code.
        words: int64, blocks × 2, filled with the words that documents and frequencies take, and those that positions take.
    """
    b = 0
    token = 0
    for term in range(len(starts) - 1):
        before = np.int64(-1)
        begin = starts[term]
        while begin < starts[term + 1]:
            end = min(begin + BLOCK, starts[term + 1])
            gap, high, low, apart, tokens = np.int64(0), np.int64(0), np.int64(255), np.int64(0), np.int64(0)
            for p in range(begin, end):
                gap |= documents[p] - before - 1
                before = np.int64(documents[p])
                high = max(high, np.int64(frequencies[p]))
                if len(codes):
                    low = min(low, np.int64(codes[documents[p]]))
                tokens += frequencies[p]
                if len(positions):
                    at = np.int64(0)
                    for _ in range(frequencies[p]):
                        apart |= positions[token] - at
                        at = np.int64(positions[token])
                        token += 1
            count = end - begin
            last[b] = documents[end - 1]
            bits[b, 0] = 0 if count == 1 else _width(gap)
            bits[b, 1] = _width(high - 1)
            bits[b, 2] = _width(apart)
            extremes[b, 0] = min(high, 255)
            extremes[b, 1] = low if len(codes) else 0
            words[b, 0] = _room(count, np.int64(bits[b, 0])) + _room(count, np.int64(bits[b, 1]))
            words[b, 1] = (tokens * np.int64(bits[b, 2]) + 31) >> 5
            begin = end
            b += 1


def _fill_numpy(starts, documents, frequencies, positions, bits, word_starts, position_starts, words, position_words):
    counts = np.diff(starts)
    blocks = -(-counts // BLOCK)
    term = np.repeat(np.arange(len(counts)), blocks)
    number = np.arange(len(term)) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    size = np.minimum(BLOCK, counts[term] - number * BLOCK)
    if not len(term):
        return
    at = word_starts[: len(term)].astype(np.int64)
    gaps = _gaps(starts, documents)
    gaps[np.repeat(size == 1, size)] = 0
    _pack_blocks(gaps, size, bits[:, 0], words, at)
    _pack_blocks(frequencies - 1, size, bits[:, 1], words, at + _rooms(size, bits[:, 0]))
    if len(positions):
        tokens = np.add.reduceat(frequencies.astype(np.int64), np.cumsum(size) - size)
        bit = np.arange(len(positions)) - np.repeat(np.cumsum(tokens) - tokens, tokens)
        width = np.repeat(bits[:, 2].astype(np.int64), tokens)
        bit *= width
        word, shift = np.repeat(position_starts[: len(term)].astype(np.int64), tokens) + (bit >> 5), bit & 31
        wide = _position_gaps(frequencies, positions).astype(np.uint64) << shift.astype(np.uint64)
        some = width > 0
        np.bitwise_or.at(position_words, word[some], (wide & np.uint64(0xFFFFFFFF)).astype(np.uint32)[some])
        over = shift + width > 32
        np.bitwise_or.at(position_words, word[over] + 1, (wide >> np.uint64(32)).astype(np.uint32)[over])


@_kernel(_fill_numpy)
def fill(starts, documents, frequencies, positions, bits, word_starts, position_starts, words, position_words):
    """Pack postings that `measure` has measured.

    Args:
        starts, documents, frequencies, positions, bits: as in `measure`.
        word_starts: int32, where the words of every block begin.
        position_starts: int32, where those of its positions begin.
        words: uint32 zeros, filled with documents and then frequencies, block after block.
        position_words: uint32 zeros, filled with positions.
    """
    values = np.empty(BLOCK, np.uint32)
    b = 0
    token = 0
    for term in range(len(starts) - 1):
        before = np.int64(-1)
        begin = starts[term]
        while begin < starts[term + 1]:
            end = min(begin + BLOCK, starts[term + 1])
            count = end - begin
            at = np.int64(word_starts[b])
            width = np.int64(bits[b, 0])
            for p in range(begin, end):
                values[p - begin] = np.uint32(documents[p] - before - 1)
                before = np.int64(documents[p])
            if width:
                _pack(values, count, width, words, at)
            at += _room(count, width)
            width = np.int64(bits[b, 1])
            if width:
                for p in range(begin, end):
                    values[p - begin] = np.uint32(frequencies[p] - 1)
                _pack(values, count, width, words, at)
            width = np.int64(bits[b, 2])
            bit = np.int64(position_starts[b]) << 5
            if len(positions):
                for p in range(begin, end):
                    place = np.int64(0)
                    for _ in range(frequencies[p]):
                        value = np.uint32(positions[token] - place)
                        place = np.int64(positions[token])
                        token += 1
                        if width:
                            shift = bit & 31
                            position_words[bit >> 5] |= value << np.uint32(shift)
                            if shift + width > 32:
                                position_words[(bit >> 5) + 1] |= value >> np.uint32(32 - shift)
                            bit += width
            begin = end
            b += 1


# --- From blocks back to postings ------------------------------------------------------------------------------------------------------


@_inner
def _documents(words, at, bits, count, before, last, gaps, documents):
    """Read the documents of a block, int64; `before` is the last document of the block before it, or -1."""
    if count == 1:
        documents[0] = last
        return
    _unpack(words, at, bits, count, gaps)
    for i in range(count):
        before += 1 + np.int64(gaps[i])
        documents[i] = before


def _blocks_of(df, first_block, terms):
    """For numpy: the blocks of some terms, how many postings each holds, and which are the first of their term."""
    blocks = (first_block[terms + 1] - first_block[terms]).astype(np.int64)
    block = _ragged(first_block[terms].astype(np.int64), blocks)
    number = np.arange(len(block)) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    return block, np.minimum(BLOCK, np.repeat(df[terms].astype(np.int64), blocks) - number * BLOCK), number == 0


def _decode_numpy(terms, df, first_block, last, word_starts, bits, words, documents, frequencies):
    block, size, head = _blocks_of(df, first_block, terms)
    if not len(block):
        return
    at = word_starts[block].astype(np.int64)
    gaps = _unpack_blocks(words, size, bits[block, 0], at).astype(np.int64) + 1
    begin = np.cumsum(size) - size
    before = np.where(head, -1, last[np.maximum(block - 1, 0)])
    total = np.cumsum(gaps)
    documents[:] = total - np.repeat(total[begin] - gaps[begin] - before, size)
    single = size == 1
    documents[begin[single]] = last[block[single]]
    frequencies[:] = _unpack_blocks(words, size, bits[block, 1], at + _rooms(size, bits[block, 0])) + 1


@_kernel(_decode_numpy)
def decode(terms, df, first_block, last, word_starts, bits, words, documents, frequencies):
    """Read all postings of some terms.

    Args:
        terms: int64 numbers of terms.
        df, first_block, last, word_starts, bits, words: as in a segment, see `indexer.codec`.
        documents: int32, filled with the documents of all postings, term after term.
        frequencies: int32, filled with their frequencies.
    """
    gaps = np.empty(BLOCK, np.uint32)
    found = np.empty(BLOCK, np.int64)
    out = 0
    for t in terms:
        left = np.int64(df[t])
        before = np.int64(-1)
        b = np.int64(first_block[t])
        while left > 0:
            count = min(left, BLOCK)
            at = np.int64(word_starts[b])
            width = np.int64(bits[b, 0])
            _documents(words, at, width, count, before, np.int64(last[b]), gaps, found)
            for i in range(count):
                documents[out + i] = found[i]
            _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, gaps)
            for i in range(count):
                frequencies[out + i] = np.int32(gaps[i]) + 1
            before = np.int64(last[b])
            out += count
            left -= count
            b += 1


def _decode_positions_numpy(terms, df, first_block, position_starts, bits, position_words, frequencies, positions):
    block, size, _ = _blocks_of(df, first_block, terms)
    if not len(block):
        return
    tokens = np.add.reduceat(frequencies.astype(np.int64), np.cumsum(size) - size)
    bit = np.arange(len(positions)) - np.repeat(np.cumsum(tokens) - tokens, tokens)
    width = np.repeat(bits[block, 2].astype(np.int64), tokens)
    bit *= width
    word, shift = np.repeat(position_starts[block].astype(np.int64), tokens) + (bit >> 5), bit & 31
    wide = np.zeros(len(positions), np.uint64)
    some = width > 0
    wide[some] = position_words[word[some]]
    over = shift + width > 32
    wide[over] |= position_words[word[over] + 1].astype(np.uint64) << np.uint64(32)
    gaps = ((wide >> shift.astype(np.uint64)) & ((np.uint64(1) << width.astype(np.uint64)) - np.uint64(1))).astype(np.int64)
    total = np.cumsum(gaps)
    head = np.cumsum(frequencies) - frequencies
    positions[:] = total - np.repeat(total[head] - gaps[head], frequencies)


@_kernel(_decode_positions_numpy)
def decode_positions(terms, df, first_block, position_starts, bits, position_words, frequencies, positions):
    """Read all positions of some terms.

    Args:
        terms, df, first_block, position_starts, bits, position_words: as in `decode`.
        frequencies: int32, those of all postings of the terms, as `decode` gives them.
        positions: int32, as many as the frequencies add up to; filled, posting after posting.
    """
    posting = 0
    out = 0
    for t in terms:
        left = np.int64(df[t])
        b = np.int64(first_block[t])
        while left > 0:
            count = min(left, BLOCK)
            width = np.int64(bits[b, 2])
            mask = (np.int64(1) << width) - 1
            bit = np.int64(position_starts[b]) << 5
            for _ in range(count):
                place = np.int64(0)
                for _ in range(frequencies[posting]):
                    if width:
                        shift = bit & 31
                        value = np.int64(position_words[bit >> 5]) >> shift
                        if shift + width > 32:
                            value |= np.int64(position_words[(bit >> 5) + 1]) << (32 - shift)
                        place += value & mask
                        bit += width
                    positions[out] = place
                    out += 1
                posting += 1
            left -= count
            b += 1


# --- Looking things up -----------------------------------------------------------------------------------------------------------------


def _find_numpy(text, text_starts, begin, end, key):
    wanted = key.tobytes()
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if text[text_starts[middle] : text_starts[middle + 1]].tobytes() < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@_kernel(_find_numpy)
def find(text, text_starts, begin, end, key):
    """The first of the sorted terms `begin` to `end` that is not less than a key.

    Args:
        text: uint8, all terms one after the other.
        text_starts: int32, where each begins.
        begin, end: int64 numbers of terms.
        key: uint8.
    """
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        a, z = np.int64(text_starts[middle]), np.int64(text_starts[middle + 1])
        less = z - a < len(key)
        for i in range(min(z - a, len(key))):
            if text[a + i] != key[i]:
                less = text[a + i] < key[i]
                break
        if less:
            low = middle + 1
        else:
            high = middle
    return low


@_inner
def alike(text, text_starts, begin, end, skipped, word, most, out):
    """The terms that differ from a word in few letters: left out, put in or exchanged (Levenshtein 1966).

    Where it is not compiled it is not called: Whoosh has a way of its own.

    Args:
        text, text_starts, begin, end: as in `find`.
        skipped: how many bytes of every term are not looked at, for they are known to be the same.
        word: int32, code points, without what is skipped.
        most: how many letters may differ.
        out: int64, as long as there are terms; filled with the numbers of those that are alike.

    Returns:
        How many there are.
    """
    n = len(word)
    letters = np.empty(n + most, np.int32)
    costs = np.empty(n + 1, np.int64)
    found = 0
    for term in range(begin, end):
        at, stop = np.int64(text_starts[term]) + skipped, np.int64(text_starts[term + 1])
        if stop - at > 4 * (n + most) or stop - at < n - most:
            continue
        m = 0
        while at < stop and m <= n + most:
            byte = np.int32(text[at])
            more = 0 if byte < 0x80 else 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
            letter = byte if more == 0 else byte & (0x3F >> more)
            for k in range(1, more + 1):
                letter = letter << 6 | np.int32(text[at + k]) & 0x3F
            at += more + 1
            if m < n + most:
                letters[m] = letter
            m += 1
        if m > n + most or m < n - most:
            continue
        # What both begin and end with decides nothing.
        head = 0
        while head < m and head < n and letters[head] == word[head]:
            head += 1
        tail = 0
        while tail < m - head and tail < n - head and letters[m - 1 - tail] == word[n - 1 - tail]:
            tail += 1
        width = n - head - tail
        for j in range(width + 1):
            costs[j] = j
        for i in range(head, m - tail):
            before, costs[0] = costs[0], costs[0] + 1
            least = costs[0]
            for j in range(1, width + 1):
                same = before + (letters[i] != word[head + j - 1])
                before = costs[j]
                costs[j] = min(same, min(before, costs[j - 1]) + 1)
                least = min(least, costs[j])
            if least > most:
                costs[width] = least
                break
        if costs[width] <= most:
            out[found] = term
            found += 1
    return found


# --- Sets of documents with scores: bits, and a score for every document, 0 where the bit is not set ------------------------------------


def _set_numpy(bits, documents):
    """For numpy: set some bits."""
    numbers = documents.astype(np.int64)
    np.bitwise_or.at(bits, numbers >> 6, np.uint64(1) << (numbers & 63).astype(np.uint64))


def _numbers_numpy(bits):
    """For numpy: which bits are set."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little"))


def _score_numpy(
    terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, forms, weights, within, restricted, out, scores
):
    for n, term in enumerate(terms):
        one = np.array([term], np.int64)
        documents, frequencies = np.empty(df[term], np.int32), np.empty(df[term], np.int32)
        _decode_numpy(one, df, first_block, last, word_starts, bits, words, documents, frequencies)
        if restricted:
            keep = (within[documents >> 6] >> (documents & 63).astype(np.uint64)) & np.uint64(1) > 0
            documents, frequencies = documents[keep], frequencies[keep]
        tf = frequencies.astype(np.float64)
        if forms[n] == SATURATED:
            tf = tf / (tf + norms[n][lengths[rows[n]][documents]])
        elif forms[n] == CONSTANT:
            tf = np.ones(len(documents))
        scores[documents] += weights[n] * tf
        _set_numpy(out, documents)


@_kernel(_score_numpy)
def score(terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, forms, weights, within, restricted, out, scores):
    """Add what some terms score to every document that has them.

    Args:
        terms: int64 numbers of terms, of any fields.
        df, first_block, last, word_starts, bits, words: as in a segment, see `indexer.codec`.
        lengths: uint8, rows × documents, length codes.
        rows: int64, the row of `lengths` for every term.
        norms: float64, terms × 256, by length code; see `forms`.
        forms: int64, CONSTANT, LINEAR or SATURATED for every term.
        weights: float64, one a term.
        within: uint64, the bits of the documents to look at, where `restricted`; blocks without any are passed over.
        restricted: whether only the documents of `within` count.
        out: uint64, the bits of documents found are set.
        scores: float64, one a document; added to.
    """
    gaps = np.empty(BLOCK, np.uint32)
    many = np.empty(BLOCK, np.uint32)
    found = np.empty(BLOCK, np.int64)
    one, low = np.uint64(1), np.uint64(63)
    six = np.uint64(6)
    for n in range(len(terms)):
        term = terms[n]
        left = np.int64(df[term])
        before = np.int64(-1)
        b = np.int64(first_block[term])
        form, weight = forms[n], weights[n]
        length, norm = lengths[rows[n]], norms[n]
        while left > 0:
            count = min(left, BLOCK)
            final = np.int64(last[b])
            skip = False
            if restricted:
                a, z = (before + 1) >> 6, final >> 6
                skip = True
                for k in range(a, z + 1):
                    if within[k]:
                        skip = False
                        break
            if not skip:
                at = np.int64(word_starts[b])
                width = np.int64(bits[b, 0])
                _documents(words, at, width, count, before, final, gaps, found)
                if form == CONSTANT:
                    for i in range(count):
                        d = np.uint64(found[i])
                        if not restricted or (within[d >> six] >> (d & low)) & one:
                            scores[d] += weight
                            out[d >> six] |= one << (d & low)
                else:
                    _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, many)
                    if form == LINEAR:
                        for i in range(count):
                            d = np.uint64(found[i])
                            if not restricted or (within[d >> six] >> (d & low)) & one:
                                scores[d] += weight * (np.float64(many[i]) + 1.0)
                                out[d >> six] |= one << (d & low)
                    elif restricted:
                        for i in range(count):
                            d = np.uint64(found[i])
                            if (within[d >> six] >> (d & low)) & one:
                                tf = np.float64(many[i]) + 1.0
                                scores[d] += weight * (tf / (tf + norm[np.uint64(length[d])]))
                                out[d >> six] |= one << (d & low)
                    else:
                        for i in range(count):
                            d = np.uint64(found[i])
                            tf = np.float64(many[i]) + 1.0
                            scores[d] += weight * (tf / (tf + norm[np.uint64(length[d])]))
                        for i in range(count):
                            d = np.uint64(found[i])
                            out[d >> six] |= one << (d & low)
            before = final
            left -= count
            b += 1


SUM, MAX, BOTH, MAYBE, REQUIRE, WITHOUT = range(6)
"""How `combine` puts a second set into a first: documents of either, scores added or the higher one taken; documents of both, scores added;
documents of the first, scores of the second added where it has them; documents of both, or of the first alone, with the scores of the
first."""


def _combine_numpy(how, bits, scores, other_bits, other_scores):
    second = _numbers_numpy(other_bits)
    if how in (SUM, BOTH, MAYBE):
        chosen = second
        if how == MAYBE:
            chosen = second[(bits[second >> 6] >> (second & 63).astype(np.uint64)) & np.uint64(1) > 0]
        scores[chosen] += other_scores[chosen]
    elif how == MAX:
        old = (bits[second >> 6] >> (second & 63).astype(np.uint64)) & np.uint64(1) > 0
        scores[second] = np.where(old, np.maximum(scores[second], other_scores[second]), other_scores[second])
    first = _numbers_numpy(bits)
    if how in (SUM, MAX):
        bits |= other_bits
    elif how in (BOTH, REQUIRE):
        bits &= other_bits
    elif how == WITHOUT:
        bits &= ~other_bits
    if how in (BOTH, REQUIRE, WITHOUT):
        either = np.union1d(first, second) if how == BOTH else first
        gone = either[(bits[either >> 6] >> (either & 63).astype(np.uint64)) & np.uint64(1) == 0]
        scores[gone] = 0.0
    other_scores[second] = 0.0
    other_bits[:] = 0


@_kernel(_combine_numpy)
def combine(how, bits, scores, other_bits, other_scores):
    """Put a second set into a first, and leave the second empty. Negative scores are possible, so a bit alone tells who is in a set.

    Args:
        how: SUM, MAX, BOTH, MAYBE, REQUIRE or WITHOUT.
        bits, other_bits: uint64.
        scores, other_scores: float64, one a document.
    """
    one = np.uint64(1)
    for k in range(len(bits)):
        first, second = bits[k], other_bits[k]
        if not first and not second:
            continue
        base = k << 6
        if how == SUM or how == MAX:
            result = first | second
            visit = second
        elif how == BOTH or how == REQUIRE:
            result = first & second
            visit = first | second
        elif how == WITHOUT:
            result = first & ~second
            visit = first | second
        else:
            result = first
            visit = second
        while visit:
            lowest = visit & (~visit + one)
            d = np.uint64(base) + np.uint64(_trailing(lowest))
            visit ^= lowest
            in_first = first & lowest
            in_second = second & lowest
            if how == SUM:
                scores[d] += other_scores[d]
            elif how == MAX:
                if not in_first or other_scores[d] > scores[d]:
                    scores[d] = other_scores[d]
            elif how == BOTH:
                if in_first and in_second:
                    scores[d] += other_scores[d]
                else:
                    scores[d] = 0.0
            elif how == MAYBE:
                if in_first:
                    scores[d] += other_scores[d]
            elif how == REQUIRE:
                if not in_second:
                    scores[d] = 0.0
            elif in_second:
                scores[d] = 0.0
            if in_second:
                other_scores[d] = 0.0
        bits[k] = result
        other_bits[k] = 0


@_copied
def _trailing(lowest):
    """Which bit of a word is set, of a word with one bit set (the de Bruijn sequence of Leiserson, Prokop and Randall 1998)."""
    return _DEBRUIJN_PLACES[(lowest * np.uint64(0x03F79D71B4CB0A89)) >> np.uint64(58)]


_DEBRUIJN_PLACES = np.empty(64, np.int64)
for _place in range(64):
    _DEBRUIJN_PLACES[(0x03F79D71B4CB0A89 << _place) % 2**64 >> 58] = _place
_DEBRUIJN_PLACES.setflags(write=False)


def _drain_numpy(bits, scores, live, some_dead, documents, found):
    numbers = _numbers_numpy(bits)
    values = scores[numbers]
    scores[numbers] = 0.0
    bits[:] = 0
    if some_dead:
        keep = (live[numbers >> 6] >> (numbers & 63).astype(np.uint64)) & np.uint64(1) > 0
        numbers, values = numbers[keep], values[keep]
    documents[: len(numbers)] = numbers
    found[: len(numbers)] = values
    return len(numbers)


@_kernel(_drain_numpy)
def drain(bits, scores, live, some_dead, documents, found):
    """Take every document out of a set, ascending, and leave it empty.

    Args:
        bits, scores: the set, uint64 and float64.
        live: uint64, the bits of the documents that are not deleted, where `some_dead`.
        some_dead: whether any are.
        documents: int32, long enough; filled with the documents.
        found: float64, as long; filled with their scores.

    Returns:
        How many there are.
    """
    one = np.uint64(1)
    n = 0
    for k in range(len(bits)):
        rest = bits[k]
        bits[k] = 0
        base = k << 6
        while rest:
            lowest = rest & (~rest + one)
            rest ^= lowest
            d = base + _trailing(lowest)
            if not some_dead or live[k] & lowest:
                documents[n] = d
                found[n] = scores[np.uint64(d)]
                n += 1
            scores[np.uint64(d)] = 0.0
    return n


def _every_numpy(bits, scores, value):
    numbers = _numbers_numpy(bits)
    scores[numbers] = value


@_kernel(_every_numpy)
def level(bits, scores, value):
    """Give every document of a set the same score."""
    one = np.uint64(1)
    for k in range(len(bits)):
        rest = bits[k]
        while rest:
            lowest = rest & (~rest + one)
            rest ^= lowest
            scores[np.uint64((k << 6) + _trailing(lowest))] = value


# --- Phrases -----------------------------------------------------------------------------------------------------------------------------


def _phrase_numpy(terms, df, first_block, last, word_starts, bits, words, position_starts, position_words, slop, within, out):
    ends = None
    for term in terms:
        one = np.array([term], np.int64)
        documents, frequencies = np.empty(df[term], np.int32), np.empty(df[term], np.int32)
        _decode_numpy(one, df, first_block, last, word_starts, bits, words, documents, frequencies)
        positions = np.empty(int(frequencies.sum()), np.int32)
        _decode_positions_numpy(one, df, first_block, position_starts, bits, position_words, frequencies, positions)
        places = (np.repeat(documents.astype(np.int64), frequencies) << 32) + positions
        if ends is None:
            ends = places
        elif len(ends):
            # The nearest end before each place.
            before = np.searchsorted(ends, places) - 1
            near = (before >= 0) & (places - ends[np.maximum(before, 0)] <= slop)
            ends = places[near]
    documents = np.unique(ends >> 32)
    _set_numpy(out, documents[(within[documents >> 6] >> (documents & 63).astype(np.uint64)) & np.uint64(1) > 0])


@_kernel(_phrase_numpy)
def phrase(terms, df, first_block, last, word_starts, bits, words, position_starts, position_words, slop, within, out):
    """Find the documents in which some terms stand in order, each 1 to `slop` positions after the one before it.

    Args:
        terms: int64 numbers of two or more terms of one field, in order.
        df, first_block, last, word_starts, bits, words, position_starts, position_words: as in a segment, see `indexer.codec`.
        slop: positions.
        within: uint64, the bits of documents that have all the terms.
        out: uint64, the bits of documents found are set.
    """
    m = len(terms)
    gaps = np.empty(BLOCK, np.uint32)
    documents = np.empty((m, BLOCK), np.int64)
    tokens = np.zeros((m, BLOCK + 1), np.int64)
    block = np.empty(m, np.int64)
    count = np.zeros(m, np.int64)
    place = np.zeros(m, np.int64)
    size = 64
    ends = np.empty(size, np.int64)
    fresh = np.empty(size, np.int64)
    one = np.uint64(1)
    for i in range(m):
        block[i] = first_block[terms[i]] - 1
    for k in range(len(within)):
        rest = within[k]
        while rest:
            lowest = rest & (~rest + one)
            rest ^= lowest
            d = (np.int64(k) << 6) + _trailing(lowest)
            held = 0
            for i in range(m):
                # Go on to the block that holds the document, then to its place there.
                term = terms[i]
                begin = np.int64(first_block[term])
                if block[i] < begin or last[block[i]] < d:
                    b = max(block[i], begin)
                    while last[b] < d:
                        b += 1
                    block[i] = b
                    count[i] = min(np.int64(df[term]) - (b - begin) * BLOCK, BLOCK)
                    before = np.int64(last[b - 1]) if b > begin else np.int64(-1)
                    at = np.int64(word_starts[b])
                    width = np.int64(bits[b, 0])
                    _documents(words, at, width, count[i], before, np.int64(last[b]), gaps, documents[i])
                    _unpack(words, at + _room(count[i], width), np.int64(bits[b, 1]), count[i], gaps)
                    for p in range(count[i]):
                        tokens[i, p + 1] = tokens[i, p] + np.int64(gaps[p]) + 1
                    place[i] = 0
                while documents[i, place[i]] < d:
                    place[i] += 1
                frequency = tokens[i, place[i] + 1] - tokens[i, place[i]]
                if frequency > size:
                    size = frequency
                    grown = np.empty(size, np.int64)
                    for j in range(held):
                        grown[j] = ends[j]
                    ends = grown
                    fresh = np.empty(size, np.int64)
                b = block[i]
                width = np.int64(bits[b, 2])
                mask = (np.int64(1) << width) - 1
                bit = (np.int64(position_starts[b]) << 5) + tokens[i, place[i]] * width
                position = np.int64(0)
                kept = 0
                e = 0
                for _ in range(frequency):
                    if width:
                        shift = bit & 31
                        value = np.int64(position_words[bit >> 5]) >> shift
                        if shift + width > 32:
                            value |= np.int64(position_words[(bit >> 5) + 1]) << (32 - shift)
                        position += value & mask
                        bit += width
                    if i == 0:
                        fresh[kept] = position
                        kept += 1
                    else:
                        while e < held and ends[e] < position:
                            e += 1
                        if e > 0 and position - ends[e - 1] <= slop:
                            fresh[kept] = position
                            kept += 1
                ends, fresh = fresh, ends
                held = kept
                if held == 0:
                    break
            if held:
                out[k] |= lowest


# --- Facets, dates and the best -----------------------------------------------------------------------------------------------------------


def _count_numpy(starts, ordinals, single, documents, counts):
    if single:
        chosen = ordinals[documents]
        chosen = chosen[chosen >= 0]
    else:
        chosen = ordinals[_ragged(starts[documents].astype(np.int64), (starts[documents + 1] - starts[documents]).astype(np.int64))]
    counts += np.bincount(chosen, minlength=len(counts)).astype(counts.dtype)


@_kernel(_count_numpy)
def count(starts, ordinals, single, documents, counts):
    """Count how many of some documents have each value of a facet.

    Args:
        starts: int32, where each document's values begin in `ordinals`; of no meaning where `single`.
        ordinals: int32, the values; where `single`, one a document, and -1 for none.
        single: whether no document has more than one value.
        documents: int32.
        counts: int32, one a value; added to.
    """
    if single:
        for i in range(len(documents)):
            value = ordinals[np.uint64(documents[i])]
            if value >= 0:
                counts[np.uint64(value)] += 1
    else:
        for i in range(len(documents)):
            d = np.uint64(documents[i])
            for k in range(np.uint64(starts[d]), np.uint64(starts[d + np.uint64(1)])):
                counts[np.uint64(ordinals[k])] += 1


CELLS = 8
"""Values of a row: a quarter of a cache line. Of seven facets, of which three have one value, few articles have more."""
TOGETHER = 64
"""Documents whose further rows are counted from one number."""
_AHEAD = 128
"""Rows that are asked of memory before the first of them is counted: while the caches hold other things, 39 % of the time of one by one."""


def _chains(cells, bases, more, documents):
    """For numpy: every row of some documents, and for each the place of its document."""
    table = cells.reshape(-1, CELLS)
    rows, owners = documents.astype(np.int64), np.arange(len(documents))
    chains = [(rows, owners)]
    last = table[rows, -1].astype(np.int64)
    goes_on = last >= more
    following = bases[rows // TOGETHER] + last - more
    while goes_on.any():
        rows, owners = following[goes_on], owners[goes_on]
        chains.append((rows, owners))
        goes_on = table[rows, -1] >= more
        following = rows + 1
    return np.concatenate([rows for rows, _ in chains]), np.concatenate([owners for _, owners in chains])


def _tally_numpy(cells, bases, more, documents, counts):
    rows, _ = _chains(cells, bases, more, documents)
    counts += np.bincount(cells.reshape(-1, CELLS)[rows].ravel(), minlength=len(counts)).astype(counts.dtype)


@_kernel(_tally_numpy)
def tally(cells, bases, more, documents, counts):
    """Count how many of some documents have each value of any facet.

    Most rows are read without a question asked, for a processor loses more by guessing wrong where a row ends than by counting nothing.

    Args:
        cells: uint16, CELLS for each row, the values; numbers from `size` up to `more` in cells that hold none. Row d is document d's. If
            its last cell is `more` plus n, it goes on in row `bases[d // TOGETHER] + n`; if the last of that is `more`, in the next one.
        bases: int32, one for each TOGETHER documents, so that what is seldom read lies close together.
        more: the least number of a last cell that says that there is another row.
        documents: int32.
        counts: int32, one for each number that a cell may hold; added to.
    """
    long = np.empty(_AHEAD, np.uint64)
    begin, one, last, least = 0, np.uint64(1), np.uint64(CELLS - 1), np.uint64(more)
    while begin < len(documents):
        end = min(begin + _AHEAD, len(documents))
        # One cell of each row: rows are far apart, and so many of them are on their way from memory at once.
        some = np.uint64(0)
        for i in range(np.uint64(begin), np.uint64(end)):
            d = np.uint64(documents[i])
            long[some] = d
            some += one if np.uint64(cells[d * np.uint64(CELLS) + last]) >= least else np.uint64(0)
        for i in range(np.uint64(begin), np.uint64(end)):
            at = np.uint64(documents[i]) * np.uint64(CELLS)
            for k in range(np.uint64(CELLS)):
                counts[np.uint64(cells[at + k])] += 1
        for i in range(some):
            d = long[i]
            row = np.uint64(bases[d // np.uint64(TOGETHER)]) + np.uint64(cells[d * np.uint64(CELLS) + last]) - least
            while True:
                at = row * np.uint64(CELLS)
                for k in range(np.uint64(CELLS)):
                    counts[np.uint64(cells[at + k])] += 1
                if np.uint64(cells[at + last]) < least:
                    break
                row += one
        begin = end


def _within_numpy(values, least, most, documents, passed):
    some = values[documents]
    passed &= (some >= least) & (some <= most)


@_kernel(_within_numpy)
def within(values, least, most, documents, passed):
    """Turn away those of some documents whose value is not within bounds.

    Args:
        values: int32, one for each document.
        least, most: int64, the bounds, both of them within.
        documents: int32.
        passed: bool, as many; made false where a value is out of bounds.
    """
    for i in range(len(documents)):
        value = np.int64(values[np.uint64(documents[i])])
        passed[i] &= (value >= least) & (value <= most)


def _siblings_numpy(stories, documents, most, places, groups):
    own = stories[documents]
    inside = np.flatnonzero(own >= 0)
    inside = inside[np.bincount(own[inside], minlength=most)[own[inside]] > 1]
    _, first, story = np.unique(own[inside], return_index=True, return_inverse=True)
    first = first[story]
    order = np.argsort(first, kind="stable")
    places[: len(order)] = inside[order]
    groups[: len(order)] = np.cumsum(np.diff(first[order], prepend=first[order[:1]]) > 0)
    return len(order)


@_kernel(_siblings_numpy)
def siblings(stories, documents, most, places, groups):
    """Find those of some documents that share their story with another of them.

    Args:
        stories: int32, one a document: the number of its story, -1 for none.
        documents: int32.
        most: how many stories there are.
        places: int32, as long as `documents`; its beginning is filled with the places of those documents, story by story, the story that
            comes first in `documents` first, and ascending within a story.
        groups: int32, as long as `documents`; its beginning is filled with a number for each of these, the same for those of one story,
            from 0 on.

    Returns:
        How many there are.
    """
    heads = np.zeros(most, np.int32)
    nexts, told = np.empty(len(documents), np.int32), np.empty(len(documents), np.int32)
    inside = 0
    for i in range(len(documents) - 1, -1, -1):
        story = stories[np.uint64(documents[i])]
        if story >= 0:
            nexts[i] = heads[np.uint64(story)] - 1
            heads[np.uint64(story)] = i + 1
            told[inside] = i
            inside += 1
    size, group = 0, 0
    for t in range(inside - 1, -1, -1):
        k = told[t]
        if heads[np.uint64(stories[np.uint64(documents[k])])] == k + 1 and nexts[k] >= 0:
            while k >= 0:
                places[size] = k
                groups[size] = group
                size += 1
                k = nexts[k]
            group += 1
    return size


def _foremost_numpy(first, second, places, groups, stays):
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    best = np.ones(len(groups), np.bool_)
    for key in (first, second):
        values = np.where(best, key[places], -np.inf)
        best &= values == np.maximum.reduceat(values, begins)[groups]
    best = np.flatnonzero(best)
    stays[places] = False
    stays[places[best[np.flatnonzero(np.diff(groups[best], prepend=-1))]]] = True


@_kernel(_foremost_numpy)
def foremost(first, second, places, groups, stays):
    """Keep of each group the one that comes first: with the highest first key, of these the highest second one, of these the first.

    Args:
        first, second: float64, the keys of all there are, finite.
        places, groups: int32, one or more of them, as `siblings` gives them.
        stays: bool, all true, as long as the keys; made false for those that are not kept.
    """
    best = np.int64(places[0])
    for i in range(1, len(places)):
        k = np.int64(places[i])
        if groups[i] != groups[i - 1]:
            best = k
        elif first[k] > first[best] or (first[k] == first[best] and second[k] > second[best]):
            stays[best] = False
            best = k
        else:
            stays[k] = False


def _uncount_numpy(starts, ordinals, single, documents, groups, counts):
    if single:
        values = ordinals[documents]
        groups, values = groups[values >= 0], values[values >= 0]
    else:
        sizes = (starts[documents + 1] - starts[documents]).astype(np.int64)
        values, groups = ordinals[_ragged(starts[documents].astype(np.int64), sizes)], np.repeat(groups, sizes)
    _take_back_numpy(groups, values, counts)


def _take_back_numpy(groups, values, counts):
    once = np.unique(groups.astype(np.int64) * len(counts) + values) % len(counts)
    counts += (np.bincount(once, minlength=len(counts)) - np.bincount(values, minlength=len(counts))).astype(counts.dtype)


@_kernel(_uncount_numpy)
def uncount(starts, ordinals, single, documents, groups, counts):
    """Take back what a group of documents has added to the count of a facet's value more than once.

    Args:
        starts, ordinals, single: as in `count`.
        documents: int32, those of a group side by side; all have been counted.
        groups: int32, the number of each document's group, from 0 on.
        counts: int32, one a value; taken from.
    """
    seen = np.zeros(len(counts), np.int32)
    for i in range(len(documents)):
        d, group = np.uint64(documents[i]), groups[i] + 1
        if single:
            if ordinals[d] >= 0:
                value = np.uint64(ordinals[d])
                if seen[value] == group:
                    counts[value] -= 1
                seen[value] = group
        else:
            for k in range(np.uint64(starts[d]), np.uint64(starts[d + np.uint64(1)])):
                value = np.uint64(ordinals[k])
                if seen[value] == group:
                    counts[value] -= 1
                seen[value] = group


def _untally_numpy(cells, bases, more, documents, groups, counts):
    rows, owners = _chains(cells, bases, more, documents)
    _take_back_numpy(np.repeat(groups[owners], CELLS), cells.reshape(-1, CELLS)[rows].ravel(), counts)


@_kernel(_untally_numpy)
def untally(cells, bases, more, documents, groups, counts):
    """Take back what a group of documents has added to the count of any facet's value more than once.

    Args:
        cells, bases, more: as in `tally`.
        documents, groups: as in `uncount`.
        counts: int32, one for each number that a cell may hold; taken from.
    """
    seen = np.zeros(len(counts), np.int32)
    least, last = np.uint64(more), np.uint64(CELLS - 1)
    for i in range(len(documents)):
        row, group, first = np.uint64(documents[i]), groups[i] + 1, True
        while True:
            at = row * np.uint64(CELLS)
            for k in range(np.uint64(CELLS)):
                value = np.uint64(cells[at + k])
                counts[value] -= seen[value] == group
                seen[value] = group
            final = np.uint64(cells[at + last])
            if final < least:
                break
            row = np.uint64(bases[row // np.uint64(TOGETHER)]) + final - least if first else row + np.uint64(1)
            first = False


def _highest_numpy(counts, rank, out):
    if rank < len(counts):
        least = max(1, np.partition(counts, len(counts) - rank)[len(counts) - rank])
    else:
        least = 1
    places = np.flatnonzero(counts >= least)
    out[: len(places)] = places
    return len(places)


@_inner
def _highest(counts, rank, out):
    """The places of the highest counts, ascending: of as many as `rank`, and all that are as high as the last of these. None of nought.

    Args:
        counts: int32.
        rank: 1 or more.
        out: int32, as long as `counts`; filled with the places.

    Returns:
        How many there are.
    """
    # The highest so far, descending. Whoever is lower than the last of them is looked at once; few of many are not.
    held = np.zeros(rank, np.int32)
    least = np.int32(1)
    size = 0
    seen = 0
    for i in range(len(counts)):
        value = counts[i]
        if value < least:
            continue
        out[seen] = i
        seen += 1
        if size == rank and value == least:
            continue
        k = size if size < rank else rank - 1
        size = min(size + 1, rank)
        while k > 0 and held[k - 1] < value:
            held[k] = held[k - 1]
            k -= 1
        held[k] = value
        if size == rank:
            least = held[rank - 1]
    n = 0
    for i in range(seen):
        if counts[out[i]] >= least:
            out[n] = out[i]
            n += 1
    return n


def _leading_numpy(counts, rank, full, out):
    size = _highest_numpy(counts, rank, out[0, full:])
    out[1, full : full + size] = counts[out[0, full : full + size]]
    return full + size


@_kernel(_leading_numpy)
def leading(counts, rank, full, out):
    """The places of the highest counts, ascending, and these counts themselves: see `_highest`.

    Args:
        counts: int32.
        rank: 1 or more.
        full: how much of `out` is filled.
        out: int32, 2 × at least as many more as there are counts; the places are added to its first row, the counts to its second.

    Returns:
        How much of `out` is filled now.
    """
    first = full
    if rank < len(counts):
        full += _highest(counts, rank, out[0, full:])
    else:
        for i in range(len(counts)):
            if counts[i]:
                out[0, full] = i
                full += 1
    for i in range(first, full):
        out[1, i] = counts[out[0, i]]
    return full


def _best_numpy(scores, size, first, last_score, last_document, documents, out):
    candidates = np.arange(len(scores))
    if not first:
        candidates = np.flatnonzero((scores < last_score) | ((scores == last_score) & (documents > last_document)))
    if len(candidates) > size:
        edge = np.partition(-scores[candidates], size - 1)[size - 1]
        candidates = candidates[-scores[candidates] <= edge]
    order = candidates[np.lexsort((documents[candidates], -scores[candidates]))][:size]
    out[: len(order)] = order
    return len(order)


@_kernel(_best_numpy)
def best(scores, size, first, last_score, last_document, documents, out):
    """The places of the highest scores, the highest first; of equals, the one with the lower document.

    Args:
        scores: float64.
        size: how many; 1 or more.
        first: whether to begin with the very best. Otherwise only what comes after (`last_score`, `last_document`) counts.
        last_score, last_document: float64 and int64.
        documents: int32, as many as scores.
        out: int64, `size` long; filled with places.

    Returns:
        How many there are.
    """
    n = 0
    for i in range(len(scores)):
        value = scores[i]
        # Most are turned away by this alone.
        if n == size and value < scores[out[0]]:
            continue
        document = documents[i]
        if not first and (value > last_score or (value == last_score and document <= last_document)):
            continue
        if n == size:
            # A heap with the worst at its root.
            root = out[0]
            if value == scores[root] and document > documents[root]:
                continue
            k = 0
            while True:
                child = 2 * k + 1
                if child >= n:
                    break
                if child + 1 < n and _worse(scores, documents, out[child + 1], out[child]):
                    child += 1
                if not _worse(scores, documents, out[child], i):
                    break
                out[k] = out[child]
                k = child
            out[k] = i
        else:
            k = n
            n += 1
            while k > 0 and _worse(scores, documents, i, out[(k - 1) >> 1]):
                out[k] = out[(k - 1) >> 1]
                k = (k - 1) >> 1
            out[k] = i
    # Take the worst to the end, one by one.
    m = n
    while m > 1:
        m -= 1
        worst = out[0]
        moved = out[m]
        k = 0
        while True:
            child = 2 * k + 1
            if child >= m:
                break
            if child + 1 < m and _worse(scores, documents, out[child + 1], out[child]):
                child += 1
            if not _worse(scores, documents, out[child], moved):
                break
            out[k] = out[child]
            k = child
        out[k] = moved
        out[m] = worst
    return n


@_inner
def _worse(scores, documents, a, b):
    """Whether the hit at `a` stands after that at `b`."""
    return scores[a] < scores[b] or (scores[a] == scores[b] and documents[a] > documents[b])


# --- Sets without scores, many terms at once, words close together -------------------------------------------------------------------


def _mark_numpy(terms, df, first_block, last, word_starts, bits, words, within, restricted, out):
    size = int(df[terms].sum())
    documents, frequencies = np.empty(size, np.int32), np.empty(size, np.int32)
    _decode_numpy(terms, df, first_block, last, word_starts, bits, words, documents, frequencies)
    _set_numpy(out, documents[_inside_numpy(within, documents)] if restricted else documents)


def _inside_numpy(bits, documents):
    """For numpy: which of some documents are in a set."""
    return (bits[documents >> 6] >> (documents & 63).astype(np.uint64)) & np.uint64(1) > 0


@_kernel(_mark_numpy)
def mark(terms, df, first_block, last, word_starts, bits, words, within, restricted, out):
    """Set the bits of every document that has any of some terms.

    Args:
        terms: int64 numbers of terms, of any fields.
        df, first_block, last, word_starts, bits, words: as in `score`.
        within, restricted: as in `score`.
        out: uint64, the bits of documents found are set.
    """
    gaps = np.empty(BLOCK, np.uint32)
    found = np.empty(BLOCK, np.int64)
    one, low, six = np.uint64(1), np.uint64(63), np.uint64(6)
    for term in terms:
        left = np.int64(df[term])
        before = np.int64(-1)
        b = np.int64(first_block[term])
        while left > 0:
            count = min(left, BLOCK)
            final = np.int64(last[b])
            skip = restricted
            if restricted:
                for k in range((before + 1) >> 6, (final >> 6) + 1):
                    if within[k]:
                        skip = False
                        break
            if not skip:
                _documents(words, np.int64(word_starts[b]), np.int64(bits[b, 0]), count, before, final, gaps, found)
                for i in range(count):
                    d = np.uint64(found[i])
                    if not restricted or (within[d >> six] >> (d & low)) & one:
                        out[d >> six] |= one << (d & low)
            before = final
            left -= count
            b += 1


def _find_each_numpy(text, text_starts, begin, end, keys, key_starts, out):
    for n in range(len(out)):
        key = keys[key_starts[n] : key_starts[n + 1]]
        at = _find_numpy(text, text_starts, begin, end, key)
        out[n] = at if at < end and text[text_starts[at] : text_starts[at + 1]].tobytes() == key.tobytes() else -1


@_kernel(_find_each_numpy)
def find_each(text, text_starts, begin, end, keys, key_starts, out):
    """Look many terms up among the sorted terms `begin` to `end`.

    Args:
        text, text_starts, begin, end: as in `find`.
        keys: uint8, the terms one after the other.
        key_starts: int64, where each begins, and their length at the end.
        out: int64, one a term; filled with its number, or -1 where it is not there.
    """
    for n in range(len(out)):
        first, size = key_starts[n], key_starts[n + 1] - key_starts[n]
        low, high = begin, end
        while low < high:
            middle = (low + high) // 2
            a, z = np.int64(text_starts[middle]), np.int64(text_starts[middle + 1])
            less = z - a < size
            for i in range(min(z - a, size)):
                if text[a + i] != keys[first + i]:
                    less = text[a + i] < keys[first + i]
                    break
            if less:
                low = middle + 1
            else:
                high = middle
        same = low < end and text_starts[low + 1] - text_starts[low] == size
        if same:
            a = np.int64(text_starts[low])
            for i in range(size):
                if text[a + i] != keys[first + i]:
                    same = False
                    break
        out[n] = low if same else -1


@_inner
def _hash(letters, begin, end):
    """FNV-1a of some bytes (http://www.isthe.com/chongo/tech/comp/fnv/), its upper half folded into the lower one."""
    value = np.uint64(0xCBF29CE484222325)
    for i in range(begin, end):
        value = (value ^ np.uint64(letters[i])) * np.uint64(0x100000001B3)
    return value ^ (value >> np.uint64(32))


def _find_most_numpy(text, text_starts, begin, end, keys, key_starts, out):
    terms, looked_up = text[text_starts[begin] : text_starts[end]].tobytes(), keys.tobytes()
    ends = (text_starts[begin : end + 1] - text_starts[begin]).tolist()
    numbers = {terms[a:z]: begin + n for n, (a, z) in enumerate(pairwise(ends))}
    out[:] = [numbers.get(looked_up[a:z], -1) for a, z in pairwise(key_starts.tolist())]


@_kernel(_find_most_numpy)
def find_most(text, text_starts, begin, end, keys, key_starts, out):
    """Do what `find_each` does, faster where about as many terms are looked up as there are: every term of the field is read once.

    Args:
        text, text_starts, begin, end, keys, key_starts, out: as in `find_each`.
    """
    room = 4
    while room < 2 * (end - begin):
        room *= 2
    table = np.zeros(room, np.int32)
    mask = np.uint64(room - 1)
    for term in range(begin, end):
        slot = _hash(text, text_starts[term], text_starts[term + 1]) & mask
        while table[slot]:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = term - begin + 1
    for n in range(len(out)):
        first, size = key_starts[n], key_starts[n + 1] - key_starts[n]
        out[n] = -1
        slot = _hash(keys, first, first + size) & mask
        while table[slot] and out[n] < 0:
            term = begin + table[slot] - 1
            a = np.int64(text_starts[term])
            same = text_starts[term + 1] - a == size
            for i in range(size if same else 0):
                if text[a + i] != keys[first + i]:
                    same = False
                    break
            if same:
                out[n] = term
            slot = (slot + np.uint64(1)) & mask


def _near_numpy(terms, needed, df, first_block, last, word_starts, bits, words, position_starts, position_words, spread, within, out):
    places = []
    for term in terms:
        one = np.array([term], np.int64)
        documents, frequencies = np.empty(df[term], np.int32), np.empty(df[term], np.int32)
        _decode_numpy(one, df, first_block, last, word_starts, bits, words, documents, frequencies)
        positions = np.empty(int(frequencies.sum()), np.int32)
        _decode_positions_numpy(one, df, first_block, position_starts, bits, position_words, frequencies, positions)
        places.append((np.repeat(documents.astype(np.int64), frequencies) << 32) + positions)
    # For every place as the end of a stretch: where the stretch begins that holds as many of each word as are needed.
    ends = np.unique(np.concatenate(places))
    begins = ends
    held = np.ones(len(ends), np.bool_)
    for place, count in zip(places, needed, strict=True):
        at = np.searchsorted(place, ends, side="right") - count
        held &= at >= 0
        begins = np.minimum(begins, place[np.maximum(at, 0)])
    documents = np.unique(ends[held & (begins >> 32 == ends >> 32) & (ends - begins <= spread)] >> 32)
    _set_numpy(out, documents[_inside_numpy(within, documents)])


@_kernel(_near_numpy)
def near(terms, needed, df, first_block, last, word_starts, bits, words, position_starts, position_words, spread, within, out):
    """Find the documents in which some terms stand close together, in any order.

    Args:
        terms: int64 numbers of different terms of one field, one or more.
        needed: int64, how often each is needed.
        df, first_block, last, word_starts, bits, words, position_starts, position_words: as in `phrase`.
        spread: positions, from the first to the last of the terms.
        within: uint64, the bits of documents that have all the terms.
        out: uint64, the bits of documents found are set.
    """
    m = len(terms)
    gaps = np.empty(BLOCK, np.uint32)
    documents = np.empty((m, BLOCK), np.int64)
    tokens = np.zeros((m, BLOCK + 1), np.int64)
    block = np.empty(m, np.int64)
    count = np.zeros(m, np.int64)
    place = np.zeros(m, np.int64)
    starts = np.zeros(m + 1, np.int64)
    next_one = np.empty(m, np.int64)
    held = np.empty(m, np.int64)
    size = 64
    positions = np.empty(size, np.int64)
    window = np.empty((2, size), np.int64)
    one = np.uint64(1)
    for i in range(m):
        block[i] = first_block[terms[i]] - 1
    for k in range(len(within)):
        rest = within[k]
        while rest:
            lowest = rest & (~rest + one)
            rest ^= lowest
            d = (np.int64(k) << 6) + _trailing(lowest)
            for i in range(m):
                term = terms[i]
                begin = np.int64(first_block[term])
                if block[i] < begin or last[block[i]] < d:
                    b = max(block[i], begin)
                    while last[b] < d:
                        b += 1
                    block[i] = b
                    count[i] = min(np.int64(df[term]) - (b - begin) * BLOCK, BLOCK)
                    before = np.int64(last[b - 1]) if b > begin else np.int64(-1)
                    at = np.int64(word_starts[b])
                    width = np.int64(bits[b, 0])
                    _documents(words, at, width, count[i], before, np.int64(last[b]), gaps, documents[i])
                    _unpack(words, at + _room(count[i], width), np.int64(bits[b, 1]), count[i], gaps)
                    for p in range(count[i]):
                        tokens[i, p + 1] = tokens[i, p] + np.int64(gaps[p]) + 1
                    place[i] = 0
                while documents[i, place[i]] < d:
                    place[i] += 1
                frequency = tokens[i, place[i] + 1] - tokens[i, place[i]]
                starts[i + 1] = starts[i] + frequency
                if starts[i + 1] > size:
                    size = 2 * starts[i + 1]
                    grown = np.empty(size, np.int64)
                    for j in range(starts[i]):
                        grown[j] = positions[j]
                    positions = grown
                    window = np.empty((2, size), np.int64)
                b = block[i]
                width = np.int64(bits[b, 2])
                mask = (np.int64(1) << width) - 1
                bit = (np.int64(position_starts[b]) << 5) + tokens[i, place[i]] * width
                position = np.int64(0)
                for j in range(frequency):
                    if width:
                        shift = bit & 31
                        value = np.int64(position_words[bit >> 5]) >> shift
                        if shift + width > 32:
                            value |= np.int64(position_words[(bit >> 5) + 1]) << (32 - shift)
                        position += value & mask
                        bit += width
                    positions[starts[i] + j] = position
                next_one[i] = starts[i]
                held[i] = 0
            # A window over all places in order; what it holds more often than needed is let go at its beginning.
            head = 0
            tail = 0
            while True:
                least = -1
                for i in range(m):
                    if next_one[i] < starts[i + 1] and (least < 0 or positions[next_one[i]] < positions[next_one[least]]):
                        least = i
                if least < 0:
                    break
                window[0, tail] = positions[next_one[least]]
                window[1, tail] = least
                next_one[least] += 1
                held[least] += 1
                tail += 1
                while held[window[1, head]] > needed[window[1, head]]:
                    held[window[1, head]] -= 1
                    head += 1
                whole = True
                for i in range(m):
                    if held[i] < needed[i]:
                        whole = False
                        break
                if whole:
                    if window[0, tail - 1] - window[0, head] <= spread:
                        out[k] |= lowest
                        break
                    held[window[1, head]] -= 1
                    head += 1


# --- Several terms that stand for one word -------------------------------------------------------------------------------------------


def _blend_numpy(terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, weights, within, restricted, out, scores):
    for n, term in enumerate(terms):
        one = np.array([term], np.int64)
        documents, frequencies = np.empty(df[term], np.int32), np.empty(df[term], np.int32)
        _decode_numpy(one, df, first_block, last, word_starts, bits, words, documents, frequencies)
        if restricted:
            keep = _inside_numpy(within, documents)
            documents, frequencies = documents[keep], frequencies[keep]
        scores[documents] += weights[n] * frequencies / norms[n][lengths[rows[n]][documents]]
        _set_numpy(out, documents)


@_kernel(_blend_numpy)
def blend(terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, weights, within, restricted, out, scores):
    """Add the frequencies of some terms in every document that has them, each times its weight and divided by its norm.

    `saturate` makes scores of the sums.

    Args:
        terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, weights, within, restricted: as in `score`.
        out: uint64, the bits of documents found are set.
        scores: float64, one a document; added to.
    """
    gaps = np.empty(BLOCK, np.uint32)
    found = np.empty(BLOCK, np.int64)
    one, low, six = np.uint64(1), np.uint64(63), np.uint64(6)
    for n in range(len(terms)):
        term = terms[n]
        left = np.int64(df[term])
        before = np.int64(-1)
        b = np.int64(first_block[term])
        weight, length, norm = weights[n], lengths[rows[n]], norms[n]
        while left > 0:
            count = min(left, BLOCK)
            final = np.int64(last[b])
            at = np.int64(word_starts[b])
            width = np.int64(bits[b, 0])
            _documents(words, at, width, count, before, final, gaps, found)
            _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, gaps)
            for i in range(count):
                d = np.uint64(found[i])
                if not restricted or (within[d >> six] >> (d & low)) & one:
                    scores[d] += weight * (np.float64(gaps[i]) + 1.0) / norm[np.uint64(length[d])]
                    out[d >> six] |= one << (d & low)
            before = final
            left -= count
            b += 1


def _saturate_numpy(bits, scores, weight):
    numbers = _numbers_numpy(bits)
    scores[numbers] = weight * (scores[numbers] / (1.0 + scores[numbers]))


@_kernel(_saturate_numpy)
def saturate(bits, scores, weight):
    """Make a score of every sum x that `blend` left in a set: weight · x / (1 + x)."""
    one = np.uint64(1)
    for k in range(len(bits)):
        rest = bits[k]
        while rest:
            lowest = rest & (~rest + one)
            rest ^= lowest
            d = np.uint64((k << 6) + _trailing(lowest))
            scores[d] = weight * (scores[d] / (1.0 + scores[d]))


# --- Some documents' postings ---------------------------------------------------------------------------------------------------------


def _pick_numpy(terms, df, first_block, last, word_starts, bits, words, documents, out):
    for n, term in enumerate(terms):
        found, often = np.empty(df[term], np.int32), np.empty(df[term], np.int32)
        _decode_numpy(np.array([term], np.int64), df, first_block, last, word_starts, bits, words, found, often)
        at = np.minimum(np.searchsorted(found, documents), len(found) - 1)
        out[n] = np.where(found[at] == documents, often[at], 0)


@_kernel(_pick_numpy)
def pick(terms, df, first_block, last, word_starts, bits, words, documents, out):
    """How often each of some documents has each of some terms; blocks that hold none of them are not read.

    Args:
        terms, df, first_block, last, word_starts, bits, words: as in `score`.
        documents: int32, ascending.
        out: int32, terms × documents; filled.
    """
    gaps = np.empty(BLOCK, np.uint32)
    often = np.empty(BLOCK, np.uint32)
    found = np.empty(BLOCK, np.int64)
    for n in range(len(terms)):
        term = terms[n]
        head, stop = np.int64(first_block[term]), np.int64(first_block[term + 1])
        b, held, count, i = head, np.int64(-1), np.int64(0), np.int64(0)
        for k in range(len(documents)):
            wanted = np.int64(documents[k])
            while b < stop and last[b] < wanted:
                b += 1
            if b == stop:
                out[n, k:] = 0
                break
            if held != b:
                count = min(np.int64(df[term]) - (b - head) * BLOCK, BLOCK)
                before = np.int64(last[b - 1]) if b > head else np.int64(-1)
                at, width = np.int64(word_starts[b]), np.int64(bits[b, 0])
                _documents(words, at, width, count, before, np.int64(last[b]), gaps, found)
                _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, often)
                held, i = b, 0
            while found[i] < wanted:
                i += 1
            out[n, k] = np.int32(often[i]) + np.int32(1) if found[i] == wanted else 0


# --- The best few, without looking at the rest ---------------------------------------------------------------------------------------

_WINDOW = 2048
"""Documents that `top` looks at together; their scores fit into the first cache of a core."""


def _peaks_numpy(term, df, first_block, last, word_starts, bits, words, length, norm, form, out):
    one = np.array([term], np.int64)
    documents, frequencies = np.empty(df[term], np.int32), np.empty(df[term], np.int32)
    _decode_numpy(one, df, first_block, last, word_starts, bits, words, documents, frequencies)
    tf = np.ones(len(documents)) if form == CONSTANT else frequencies.astype(np.float64)
    if form == SATURATED:
        tf = tf / (tf + norm[length[documents]])
    out[:] = np.maximum.reduceat(tf, np.arange(0, len(tf), BLOCK))


@_kernel(_peaks_numpy)
def peaks(term, df, first_block, last, word_starts, bits, words, length, norm, form, out):
    """The most that a posting of every block of a term scores, if the term weighs one.

    Args:
        term: the number of a term.
        df, first_block, last, word_starts, bits, words: as in `score`.
        length: uint8, the length code of every document in the term's field.
        norm, form: as one of `norms` and of `forms` in `score`.
        out: float64, one a block; filled.
    """
    gaps = np.empty(BLOCK, np.uint32)
    found = np.empty(BLOCK, np.int64)
    left = np.int64(df[term])
    before = np.int64(-1)
    b = np.int64(first_block[term])
    for n in range(len(out)):
        count = min(left, BLOCK)
        final = np.int64(last[b])
        at = np.int64(word_starts[b])
        width = np.int64(bits[b, 0])
        _documents(words, at, width, count, before, final, gaps, found)
        _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, gaps)
        most = 0.0
        for i in range(count):
            f = np.float64(gaps[i]) + 1.0
            if form == CONSTANT:
                f = 1.0
            elif form == SATURATED:
                f = f / (f + norm[np.uint64(length[np.uint64(found[i])])])
            most = max(most, f)
        out[n] = most
        before = final
        left -= count
        b += 1


def _top_numpy(
    terms, df, first_block, last, word_starts, bits, words, _heights, _starts, lengths, rows, norms, forms, weights, live, some_dead, floor,
    documents, found,
):  # fmt: skip
    scores, some = np.zeros(lengths.shape[1]), np.zeros(len(live), np.uint64)
    _score_numpy(terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, forms, weights, some, False, some, scores)
    numbers = _numbers_numpy(some & live if some_dead else some).astype(np.int32)
    numbers = numbers[scores[numbers] >= floor]
    order = np.empty(len(found), np.int64)
    size = _best_numpy(scores[numbers], len(found), True, 0.0, 0, numbers, order)
    documents[:size] = numbers[order[:size]]
    found[:size] = scores[documents[:size]]
    return size


@_kernel(_top_numpy)
def top(
    terms, df, first_block, last, word_starts, bits, words, heights, starts, lengths, rows, norms, forms, weights, live, some_dead, floor,
    documents, found,
):  # fmt: skip
    """The documents that score highest for some terms, the highest first; of equals, the one with the lower number.

    Documents are looked at window by window. The peaks of the terms' blocks there say whether a window can hold one of the best, and which
    terms cannot make one of the best by themselves: these are read only at documents that the others bring close (MaxScore of Turtle and
    Flood 1995, over the blocks of Ding and Suel 2011, https://doi.org/10.1145/2009916.2010048). Scores are those of `score`, to the bit.

    Args:
        terms, df, first_block, last, word_starts, bits, words, lengths, rows, norms, forms: as in `score`.
        heights: float64, the `peaks` of every term, one after the other.
        starts: int64, where those of each term begin.
        weights: float64, one a term; none is negative.
        live: uint64, the bits of the documents that are not deleted.
        some_dead: whether any are.
        floor: only scores as high as this count.
        documents: int32, as many as are wanted; filled with the documents.
        found: float64, as many; filled with their scores.

    Returns:
        How many there are.
    """
    m, wanted, everything = len(terms), len(found), lengths.shape[1]
    gaps = np.empty(BLOCK, np.uint32)
    read = np.empty(m, np.int64)
    many = np.empty((m, BLOCK), np.uint32)
    numbers = np.empty((m, BLOCK), np.int64)
    block = np.empty(m, np.int64)
    highest = np.zeros(m, np.float64)
    below = np.zeros(m + 1, np.float64)
    order = np.empty(m, np.int64)
    scores = np.zeros(_WINDOW, np.float64)
    some = np.zeros(_WINDOW >> 6, np.uint64)
    one, low, six = np.uint64(1), np.uint64(63), np.uint64(6)
    # By as much sums in another order may differ.
    slack = 1.0 + (m - 1) * 1e-13
    held = 0
    for n in range(m):
        block[n] = first_block[terms[n]]
        read[n] = -1
        order[n] = n
    begin = np.int64(0)
    while begin < everything:
        end = min(begin + _WINDOW, everything)
        nearest = everything
        total = 0.0
        for n in range(m):
            head, stop = np.int64(first_block[terms[n]]), np.int64(first_block[terms[n] + 1])
            b = block[n]
            while b < stop and last[b] < begin:
                b += 1
            block[n] = b
            most = 0.0
            if b < stop:
                nearest = min(nearest, begin if b == head else max(begin, np.int64(last[b - 1]) + 1))
            while b < stop and (b == head or last[b - 1] + 1 < end):
                most = max(most, heights[starts[n] + b - head])
                b += 1
            highest[n] = most * weights[n]
            total += highest[n]
        if nearest >= end:
            begin = max(end, nearest & ~np.int64(63))
            continue
        full = held == wanted
        limit = found[0] if full else floor
        if total * slack <= limit if full else total * slack < limit:
            begin = end
            continue
        # The terms that cannot make one of the best, all of them together, come first.
        for i in range(1, m):
            n = order[i]
            k = i
            while k > 0 and highest[order[k - 1]] > highest[n]:
                order[k] = order[k - 1]
                k -= 1
            order[k] = n
        light = 0
        while light < m:
            below[light + 1] = below[light] + highest[order[light]]
            if below[light + 1] * slack <= limit if full else below[light + 1] * slack < limit:
                light += 1
            else:
                break
        # The others, in the order of the terms where they are all of them, so that sums come out as they do in `score`.
        for i in range(light, m):
            n = i if light == 0 else order[i]
            _accumulate(
                n, terms[n], block[n], begin, end, df, first_block, last, word_starts, bits, words, heights[starts[n] :],
                limit / slack - (total * slack - highest[n]), lengths[rows[n]], norms[n], forms[n], weights[n], some, False, scores,
                read, numbers, many, gaps,
            )  # fmt: skip
        if light:
            # The light ones, the heaviest of them first; whom the rest cannot bring among the best is forgotten.
            close = _keep(some, scores, below[light], slack, limit, full)
            for i in range(light - 1, -1, -1):
                if not close:
                    break
                n = order[i]
                _accumulate(
                    n, terms[n], block[n], begin, end, df, first_block, last, word_starts, bits, words, heights[starts[n] :],
                    limit / slack - (total * slack - highest[n]), lengths[rows[n]], norms[n], forms[n], weights[n], some, True, scores,
                    read, numbers, many, gaps,
                )  # fmt: skip
                close = _keep(some, scores, below[i], slack, limit, full)
            if not close:
                begin = end
                continue
            # Whoever is left is scored anew, in the order of the terms.
            for k in range(len(some)):
                left = some[k]
                while left:
                    lowest = left & (~left + one)
                    left ^= lowest
                    scores[np.uint64((k << 6) + _trailing(lowest))] = 0.0
            for n in range(m):
                _accumulate(
                    n, terms[n], block[n], begin, end, df, first_block, last, word_starts, bits, words, heights[starts[n] :], -np.inf,
                    lengths[rows[n]], norms[n], forms[n], weights[n], some, True, scores, read, numbers, many, gaps,
                )  # fmt: skip
        for k in range(len(some)):
            left = some[k]
            some[k] = 0
            while left:
                lowest = left & (~left + one)
                left ^= lowest
                at = np.uint64((k << 6) + _trailing(lowest))
                d = begin + np.int64(at)
                value = scores[at]
                scores[at] = 0.0
                if value < floor or (some_dead and not (live[np.uint64(d) >> six] >> (np.uint64(d) & low)) & one):
                    continue
                if held < wanted or value > found[0]:
                    held = _offer(found, documents, held, value, d)
        begin = end
    _order(found, documents, held)
    return held


@_inner
def _keep(some, scores, rest, slack, limit, full):
    """Forget the documents that `rest` cannot bring over the limit; whether any are left."""
    one = np.uint64(1)
    close = False
    for k in range(len(some)):
        left = some[k]
        while left:
            lowest = left & (~left + one)
            left ^= lowest
            at = np.uint64((k << 6) + _trailing(lowest))
            most = (scores[at] + rest) * slack
            if most <= limit if full else most < limit:
                some[k] ^= lowest
                scores[at] = 0.0
            else:
                close = True
    return close


@_inner
def _accumulate(
    n, term, b, begin, end, df, first_block, last, word_starts, bits, words, heights, most, length, norm, form, weight, some, restricted,
    scores, held, numbers, many, gaps,
):  # fmt: skip
    """Add what a term scores in a window of documents, from `begin` to `end`, to all of them, or only to `some`.

    Blocks whose peak is less than `most` are passed over. The block that was read last stays in row `n` of `numbers` and `many`.
    """
    one, low, six = np.uint64(1), np.uint64(63), np.uint64(6)
    lowest, wide = np.uint64(begin), np.uint64(end - begin)
    head, stop = np.int64(first_block[term]), np.int64(first_block[term + 1])
    while b < stop:
        before = np.int64(last[b - 1]) if b > head else np.int64(-1)
        if before + 1 >= end:
            break
        final = np.int64(last[b])
        skip = heights[b - head] * weight < most
        if restricted and not skip:
            skip = True
            for k in range((max(before + 1, begin) - begin) >> 6, ((min(final, end - 1) - begin) >> 6) + 1):
                if some[k]:
                    skip = False
                    break
        if not skip:
            count = min(np.int64(df[term]) - (b - head) * BLOCK, BLOCK)
            found, often = numbers[n], many[n]
            if held[n] != b:
                held[n] = b
                at = np.int64(word_starts[b])
                width = np.int64(bits[b, 0])
                _documents(words, at, width, count, before, final, gaps, found)
                if form != CONSTANT:
                    _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, often)
            first, beyond = np.int64(0), np.int64(count)
            if before + 1 < begin:
                while first < beyond:
                    middle = (first + beyond) >> 1
                    if found[middle] < begin:
                        first = middle + 1
                    else:
                        beyond = middle
            for i in range(np.uint64(first), np.uint64(count)):
                d = np.uint64(found[i])
                place = d - lowest
                if place >= wide:
                    break
                if restricted and not (some[place >> six] >> (place & low)) & one:
                    continue
                some[place >> six] |= one << (place & low)
                if form == CONSTANT:
                    scores[place] += weight
                else:
                    f = np.float64(often[i]) + 1.0
                    scores[place] += weight * f if form == LINEAR else weight * (f / (f + norm[np.uint64(length[d])]))
        b += 1


@_inner
def _after(value, document, other, than):
    """Whether a hit stands after another."""
    return value < other or (value == other and document > than)


@_inner
def _offer(found, documents, size, value, document):
    """Take in a hit if it is among the best; how many there are now. The last of them is at the root of a heap."""
    if size == len(found):
        # Of equals, whoever came first, and hits come by number.
        if value > found[0]:
            _sink(found, documents, size, value, document)
        return size
    i = size
    while i > 0 and _after(value, document, found[(i - 1) >> 1], documents[(i - 1) >> 1]):
        found[i], documents[i] = found[(i - 1) >> 1], documents[(i - 1) >> 1]
        i = (i - 1) >> 1
    found[i], documents[i] = value, document
    return size + 1


@_inner
def _order(found, documents, size):
    """Make a heap of hits a list of them, the best first."""
    while size > 1:
        size -= 1
        value, document = found[0], documents[0]
        _sink(found, documents, size, found[size], documents[size])
        found[size], documents[size] = value, document


@_inner
def _sink(found, documents, size, value, document):
    """Put a hit in the place of the last one, which is at the root of a heap."""
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and _after(found[child + 1], documents[child + 1], found[child], documents[child]):
            child += 1
        if not _after(found[child], documents[child], value, document):
            break
        found[i], documents[i] = found[child], documents[child]
        i = child
    found[i], documents[i] = value, document


# --- Terms, and all that is asked of them, in one go --------------------------------------------------------------------------------------

SPAN = 32_768
"""Documents that `gather` looks at together: fewer are entered more often, of more the scores lie further away."""
_FOUND, _GROUP, _CLAUSE, _PART, _BLEND = range(5)
"""Rooms of `gather`: of what any group finds, and another group, a second clause, a part of several blends, a blend of several terms."""
ROOMS = 5
"""How many rooms that are."""


def _gather_numpy(
    terms, blends, parts, clauses, groups, df, first_block, last, word_starts, bits, words, lengths, rows, norms, curves, forms, weights,
    live, some_dead, few, sums, sets, documents, found,  # noqa: ARG001 — rooms are for windows, and here is none
):  # fmt: skip
    best, some = np.zeros(lengths.shape[1]), np.zeros(lengths.shape[1], np.bool_)
    nowhere = np.zeros(len(live), np.uint64)
    for g in range(len(groups) - 1):
        sums, inside = np.zeros_like(best), np.ones_like(some)
        for c in range(groups[g], groups[g + 1]):
            scores, have = np.zeros_like(best), np.zeros_like(nowhere)
            for p in range(clauses[c], clauses[c + 1]):
                part = np.zeros_like(best)
                for e in range(parts[p], parts[p + 1]):
                    some_of, own = slice(blends[e], blends[e + 1]), np.zeros_like(best)
                    blended = blends[e + 1] > blends[e] + 1
                    given = (
                        terms[some_of],
                        df,
                        first_block,
                        last,
                        word_starts,
                        bits,
                        words,
                        lengths,
                        rows[some_of],
                        norms[curves[some_of]],
                    )
                    if blended:
                        _blend_numpy(*given, np.ones(len(given[0])), nowhere, False, have, own)
                        own = weights[blends[e]] * (own / (1.0 + own))
                    else:
                        _score_numpy(*given, forms[some_of], weights[some_of], nowhere, False, have, own)
                    part = np.maximum(part, own) if parts[p + 1] > parts[p] + 1 else own
                scores += part
            sums += scores
            inside &= np.unpackbits(have.view(np.uint8), bitorder="little")[: len(inside)].astype(np.bool_)
        best = np.where(inside & ~some, sums, np.where(inside, np.maximum(best, sums), best))
        some |= inside
    if some_dead:
        some &= np.unpackbits(live.view(np.uint8), bitorder="little")[: len(some)].astype(np.bool_)
    numbers = np.flatnonzero(some)
    if few:
        order = np.empty(len(found), np.int64)
        numbers = numbers[order[: _best_numpy(best[numbers], len(found), True, 0.0, 0, numbers, order)]]
    documents[: len(numbers)] = numbers
    found[: len(numbers)] = best[numbers]
    return len(numbers)


@_kernel(_gather_numpy)
def gather(
    terms, blends, parts, clauses, groups, df, first_block, last, word_starts, bits, words, lengths, rows, norms, curves, forms, weights,
    live, some_dead, few, sums, sets, documents, found,
):  # fmt: skip
    """What a query of terms finds: in a clause any term will do, in a group every clause must be met, one group is enough.

    A part of a clause scores what the best of its blends scores, a clause the sum of its parts, a group the sum of its clauses, a document
    what its best group scores; sums are made in that order. Several terms in a blend are one word in several fields: their frequencies,
    each divided by its norm, are added up to x, and the word scores weight · x / (1 + x), as in `blend` and `saturate`.

    Args:
        terms, df, first_block, last, word_starts, bits, words, lengths, rows, forms, weights: as in `score`.
        norms: float64, curves × 256, the norm of every length code under every curve; `curves`, int64, says which is each term's.
        blends: int64, where each blend's terms begin, and their number at the end; where there are several, all saturate and weigh alike.
        parts: int64, where each part's blends begin, and their number at the end; where there are several, none takes away from a score.
        clauses: int64, where each clause's parts begin, and their number at the end.
        groups: int64, where each group's clauses begin, and their number at the end; no group is empty.
        live: uint64, the bits of the documents that are not deleted.
        some_dead: whether any are.
        few: whether only those are wanted that score highest, the highest first; of equals, the one with the lower number.
        sums: float64, ROOMS × (SPAN or more), all nought, and left so.
        sets: uint64, ROOMS × (SPAN / 64 or more), all nought, and left so.
        documents: int32, as many as are wanted of few, else long enough for all; filled with the documents, else ascending.
        found: float64, as long; filled with their scores.

    Returns:
        How many there are.
    """
    m, everything = len(terms), np.int64(lengths.shape[1])
    # The block of each term that was read last, and room for a part of one.
    many = np.empty((m + 1, BLOCK), np.uint32)
    numbers = np.empty((m + 1, BLOCK), np.int64)
    # Of each term: the block that was read last, how many postings it has, and the first of them that is still to come.
    block = np.full(m, -1, np.int64)
    counts = np.zeros(m, np.int64)
    heads = np.zeros(m, np.int64)
    gaps = np.empty(BLOCK, np.uint32)
    one = np.uint64(1)
    size, held, wanted = np.uint64(0), np.int64(0), len(found)
    stretch = np.uint64(SPAN >> 6)
    begin = np.int64(0)
    while begin < everything:
        end = min(begin + SPAN, everything)
        for g in range(len(groups) - 1):
            into = np.uint64(_GROUP if g else _FOUND)
            for c in range(groups[g], groups[g + 1]):
                narrowing = c > groups[g]
                have = np.uint64(_CLAUSE) if narrowing else into
                for p in range(clauses[c], clauses[c + 1]):
                    several = parts[p + 1] > parts[p] + 1
                    part = np.uint64(_PART) if several else have
                    for e in range(parts[p], parts[p + 1]):
                        blended = blends[e + 1] > blends[e] + 1
                        shared = False
                        for n in range(blends[e], blends[e + 1]):
                            final = n == blends[e + 1] - 1
                            poured = _pour(
                                n, terms[n], begin, end, df, first_block, last, word_starts, bits, words, lengths, rows[n], norms,
                                curves[n], forms[n], weights[n], into, narrowing, several, blended, final,
                                part if final else np.uint64(_BLEND), sums, sets, block, counts, heads, numbers, many, gaps,
                            )  # fmt: skip
                            shared |= poured and not final
                        if shared:
                            # The documents that do not have the last term.
                            weight = weights[blends[e]]
                            for k in range(stretch):
                                left = sets[_BLEND, k]
                                sets[_BLEND, k] = 0
                                while left:
                                    lowest = left & (~left + one)
                                    left ^= lowest
                                    at = (k << np.uint64(6)) + np.uint64(_trailing(lowest))
                                    x = sums[_BLEND, at]
                                    if x > 0.0:
                                        score = weight * (x / (1.0 + x))
                                        sums[part, at] = max(sums[part, at], score) if several else sums[part, at] + score
                                        sums[_BLEND, at] = 0.0
                                        sets[part, k] |= lowest
                    if several:
                        for k in range(stretch):
                            left = sets[_PART, k]
                            sets[have, k] |= left
                            sets[_PART, k] = 0
                            while left:
                                lowest = left & (~left + one)
                                left ^= lowest
                                at = (k << np.uint64(6)) + np.uint64(_trailing(lowest))
                                sums[have, at] += sums[_PART, at]
                                sums[_PART, at] = 0.0
                if narrowing:
                    for k in range(stretch):
                        left, both = sets[into, k], sets[into, k] & sets[_CLAUSE, k]
                        sets[into, k], sets[_CLAUSE, k] = both, 0
                        while left:
                            lowest = left & (~left + one)
                            left ^= lowest
                            at = (k << np.uint64(6)) + np.uint64(_trailing(lowest))
                            sums[into, at] = sums[into, at] + sums[_CLAUSE, at] if both & lowest else 0.0
                            sums[_CLAUSE, at] = 0.0
            if g:
                for k in range(stretch):
                    left = sets[_GROUP, k]
                    sets[_GROUP, k] = 0
                    while left:
                        lowest = left & (~left + one)
                        left ^= lowest
                        at = (k << np.uint64(6)) + np.uint64(_trailing(lowest))
                        if not sets[_FOUND, k] & lowest or sums[_GROUP, at] > sums[_FOUND, at]:
                            sums[_FOUND, at] = sums[_GROUP, at]
                        sums[_GROUP, at] = 0.0
                        sets[_FOUND, k] |= lowest
        for k in range(stretch):
            left = sets[_FOUND, k]
            sets[_FOUND, k] = 0
            while left:
                lowest = left & (~left + one)
                left ^= lowest
                at = (k << np.uint64(6)) + np.uint64(_trailing(lowest))
                d = begin + np.int64(at)
                score = sums[_FOUND, at]
                if not some_dead or live[np.uint64(d) >> np.uint64(6)] & lowest:
                    if few:
                        # Most are turned away here, for a call takes longer.
                        if held < wanted or score > found[0]:
                            held = _offer(found, documents, held, score, d)
                    else:
                        documents[size] = d
                        found[size] = score
                        size += one
                sums[_FOUND, at] = 0.0
        begin = end
    if few:
        _order(found, documents, held)
        return held
    return np.int64(size)


@_copied
def _pour(
    n, term, begin, end, df, first_block, last, word_starts, bits, words, lengths, length, norms, curve, form, weight, within, restricted,
    highest, blended, final, into, sums, sets, block, counts, heads, numbers, many, gaps,
):  # fmt: skip
    """Add what a term scores in the window of documents from `begin` to `end`, to all of them or, where `restricted`, to those `within`.

    Where the `highest` counts, a score that is higher takes the place of the one before it instead. Of what is `blended`, frequencies
    divided by their norms are added in the room of blends, and no scores before the `final` term, which leaves nought there. Rooms are
    told by number, for an array that is picked is one more to count; see `_copied`.

    Returns:
        Whether there may be anything in the window.
    """
    one, low, six, first = np.uint64(1), np.uint64(63), np.uint64(6), np.uint64(begin)
    blend = np.uint64(_BLEND)
    length, curve = np.uint64(length), np.uint64(curve)
    head, stop = np.int64(first_block[term]), np.int64(first_block[term + 1])
    b, count, i = block[n], counts[n], heads[n]
    poured = False
    if b < 0:
        b = head - 1
    if restricted:
        any_within = False
        for k in range(SPAN >> 6):
            if sets[within, k]:
                any_within = True
                break
        if not any_within:
            return False
    while True:
        if i >= count:
            b += 1
            # After a window that nothing was read of there may be blocks that lie before this one.
            while b < stop and last[b] < begin:
                b += 1
            if b >= stop or (b > head and last[b - 1] + 1 >= end):
                # Not read yet: the next window begins with it.
                b -= 1
                break
            before = np.int64(last[b - 1]) if b > head else np.int64(-1)
            count, i = min(np.int64(df[term]) - (b - head) * BLOCK, BLOCK), np.int64(0)
            at, width = np.int64(word_starts[b]), np.int64(bits[b, 0])
            # As `_documents`, into rows of tables: a view of each would be an array more, see `_copied`.
            own = np.uint64(n)
            if count == 1:
                numbers[own, 0] = last[b]
            else:
                _unpack(words, at, width, count, gaps)
                for j in range(np.uint64(count)):
                    before += 1 + np.int64(gaps[j])
                    numbers[own, j] = before
            if form != CONSTANT:
                _unpack(words, at + _room(count, width), np.int64(bits[b, 1]), count, gaps)
                for j in range(np.uint64(count)):
                    many[own, j] = gaps[j]
        while i < count and numbers[n, i] < begin:
            i += 1
        beyond = i
        if numbers[n, count - 1] < end:
            beyond = count
        else:
            while beyond < count and numbers[n, beyond] < end:
                beyond += 1
        # Unsigned, as in `_unpack`.
        row, begins, ends = np.uint64(n), np.uint64(i), np.uint64(beyond)
        poured |= beyond > i
        if restricted:
            # Those that count are copied, and none asked about on the way: a processor loses more by guessing wrong.
            row, size = np.uint64(len(numbers) - 1), np.uint64(0)
            for j in range(begins, ends):
                place = np.uint64(numbers[n, j]) - first
                numbers[row, size], many[row, size] = numbers[n, j], many[n, j]
                size += (sets[within, place >> six] >> (place & low)) & one
            begins, ends = np.uint64(0), size
        # The usual case first, in a loop that asks nothing on the way.
        if blended and final and not highest:
            for j in range(begins, ends):
                d = np.uint64(numbers[row, j])
                place = d - first
                # The norm below and above the line saves a division.
                by = norms[curve, np.uint64(lengths[length, d])]
                f = np.float64(many[row, j]) + 1.0 + sums[blend, place] * by
                sums[blend, place] = 0.0
                sums[into, place] += weight * (f / (f + by))
                sets[into, place >> six] |= one << (place & low)
        elif blended and final:
            for j in range(begins, ends):
                d = np.uint64(numbers[row, j])
                place = d - first
                by = norms[curve, np.uint64(lengths[length, d])]
                f = np.float64(many[row, j]) + 1.0 + sums[blend, place] * by
                sums[blend, place] = 0.0
                sums[into, place] = max(sums[into, place], weight * (f / (f + by)))
                sets[into, place >> six] |= one << (place & low)
        elif blended:
            for j in range(begins, ends):
                d = np.uint64(numbers[row, j])
                place = d - first
                sums[blend, place] += (np.float64(many[row, j]) + 1.0) / norms[curve, np.uint64(lengths[length, d])]
                sets[blend, place >> six] |= one << (place & low)
        elif form == SATURATED and not highest:
            for j in range(begins, ends):
                d = np.uint64(numbers[row, j])
                place = d - first
                f = np.float64(many[row, j]) + 1.0
                sums[into, place] += weight * (f / (f + norms[curve, np.uint64(lengths[length, d])]))
                sets[into, place >> six] |= one << (place & low)
        else:
            for j in range(begins, ends):
                d = np.uint64(numbers[row, j])
                place = d - first
                f = 1.0 if form == CONSTANT else np.float64(many[row, j]) + 1.0
                if form == SATURATED:
                    f = f / (f + norms[curve, np.uint64(lengths[length, d])])
                sums[into, place] = max(sums[into, place], weight * f) if highest else sums[into, place] + weight * f
                sets[into, place >> six] |= one << (place & low)
        i = beyond
        if i < count:
            break
    block[n], counts[n], heads[n] = b, count, i
    return poured


# --- Excerpts ----------------------------------------------------------------------------------------------------------------------------

SPACE, LETTER, STOP, CLOSES, OPENS, CAPITAL, GAP = 1, 2, 4, 8, 16, 32, 64
BEFORE, BEHIND, AFTER, BEGINS, LINE = 128, 256, 512, 1024, 2048
"""What a character may be where texts are cut, as bits; see `service.search.excerpts`, which says what is what."""
EXCERPTS = 2
"""Excerpts of a text."""


@_inner
def _sentence_end(letters, begin, stop, start, kinds, abbreviations, longest, short):
    """Where the sentence ends that begins at `start`; see `service.search.sentences`."""
    i = start
    while True:
        # Unsigned, as in `_unpack`.
        place, edge = np.uint64(i), np.uint64(stop)
        while place < edge and not kinds[letters[place]] & (STOP | LINE):
            place += np.uint64(1)
        i = np.int64(place)
        if i >= stop or letters[i] == 10:
            break
        k = i + 1
        while k < stop and kinds[letters[k]] & CLOSES:
            k += 1
        behind = k
        while k < stop and letters[k] != 10 and kinds[letters[k]] & SPACE:
            k += 1
        if k > behind and k - start >= short:
            q = k
            if q < stop and kinds[letters[q]] & OPENS:
                q += 1
            if q < stop and kinds[letters[q]] & GAP:
                q += 1
            if q < stop and kinds[letters[q]] & CAPITAL and not _abbreviated(letters, begin, i, kinds, abbreviations, longest):
                return k
        i += 1
    while i < stop and kinds[letters[i]] & SPACE:
        i += 1
    return i


@_inner
def _abbreviated(letters, begin, at, kinds, abbreviations, longest):
    """Whether the full stop at a place belongs to the word before it."""
    if letters[at] != 46:
        return False
    size, word = 0, np.uint64(0)
    while size <= longest and at - 1 - size >= begin and kinds[letters[at - 1 - size]] & LETTER:
        word |= np.uint64(letters[at - 1 - size]) << np.uint64(16 * (size & 3))
        size += 1
    if size == 1:
        return True
    if size == 0 or size > longest:
        return False
    known = False
    for each in abbreviations:
        known |= each == word
    return known


@_inner
def _ones(bits):
    """How many bits are set."""
    count = 0
    while bits:
        bits &= bits - np.uint64(1)
        count += 1
    return count


_OPENED, _CLOSED = (np.frombuffer(tag, np.uint8) for tag in (b"<mark>", b"</mark>"))
_ESCAPED = np.zeros((64, 8), np.uint8)
"""What HTML has in place of a character, one a row; nothing for the character itself."""
for _character in "&<>\"'":
    _ESCAPED[ord(_character), : len(escape(_character))] = list(escape(_character).encode())


@_inner
def excerpts(letters, starts, firsts, lasts, marks, whole, kinds, abbreviations, longest, short, room, enough, stops):
    """The sentences of some texts that say most about a query, at most two of each, or pieces of them, as HTML with the marks in them.

    Where it is not compiled it is not called: `service.search.excerpts` has the same in Python, and is held against it.

    Args:
        letters: uint16, the characters of all texts, one text after the other; perhaps more.
        starts: int64, where each text begins, and their length at the end.
        firsts, lasts: int64, where the marks of each text begin and end.
        marks: int32, 3 × marks: the characters of its text where each begins and ends, in order and without overlap, and which part of
            the query it answers, less than 64.
        whole: of so many texts, the first, everything is shown.
        kinds: uint16, what each character may be.
        abbreviations: uint64, words after which a full stop is no end, each of up to four characters of 16 bits, the last one lowest.
        longest: characters of the longest of them.
        short: characters of a sentence that goes on to the end of the next.
        room: characters of an excerpt, at most.
        enough: characters of an excerpt that may end at a comma.
        stops: int32, texts × EXCERPTS, filled with where each excerpt ends in what is returned; it begins where the one before ends, and
            one that is empty is none.

    Returns:
        uint16, the characters of all excerpts, one after the other.
    """
    places, ends, answers = marks[0], marks[1], marks[2]
    pieces = np.empty((len(stops), EXCERPTS, 4), np.int64)
    _choose(letters, starts, places, ends, answers, firsts, lasts, whole, kinds, abbreviations, longest, short, room, enough, pieces)
    size = 0
    for t in range(len(stops)):
        for n in range(EXCERPTS):
            piece = pieces[t, n]
            size += _ESCAPED.shape[1] * (piece[1] - piece[0]) + (len(_OPENED) + len(_CLOSED)) * (piece[3] - piece[2])
    page = np.empty(size, np.uint16)
    full = 0
    for t in range(len(stops)):
        for n in range(EXCERPTS):
            begin, end = pieces[t, n, 0], pieces[t, n, 1]
            at = begin
            for i in range(pieces[t, n, 2], pieces[t, n, 3]):
                left, right = starts[t] + places[i], starts[t] + ends[i]
                if begin <= left and right <= end:
                    full = _escape(letters, at, left, page, full)
                    full = _put(_OPENED, page, full)
                    full = _escape(letters, left, right, page, full)
                    full = _put(_CLOSED, page, full)
                    at = right
            full = _escape(letters, at, end, page, full)
            stops[t, n] = full
    return page[:full]


@_inner
def _escape(letters, begin, end, page, full):
    """Put characters on a page that is full so far, as HTML has them; how far it is then."""
    for i in range(begin, end):
        letter = letters[i]
        if letter < len(_ESCAPED) and _ESCAPED[letter, 0]:
            full = _put(_ESCAPED[letter], page, full)
        else:
            page[full] = letter
            full += 1
    return full


@_inner
def _put(signs, page, full):
    """Put signs on a page; nought is none."""
    for sign in signs:
        if sign:
            page[full] = sign
            full += 1
    return full


@_inner
def _choose(letters, starts, places, ends, answers, firsts, lasts, whole, kinds, abbreviations, longest, short, room, enough, out):
    """Choose the pieces of each text that are shown; see `excerpts`.

    `out` is int64, texts × EXCERPTS × 4, filled for each piece with the characters of all texts where it begins and ends, and with the
    marks of all from which to which its sentence has; all of them 0 for none.
    """
    most = 1
    for t in range(len(firsts)):
        most = max(most, lasts[t] - firsts[t])
    begins, stops = np.empty(most, np.int64), np.empty(most, np.int64)
    first, last = np.empty(most, np.int64), np.empty(most, np.int64)
    new, hashes = np.empty(most, np.uint64), np.empty(most, np.uint64)
    taken = np.empty(most, np.bool_)
    one = np.uint64(1)
    out[:] = 0
    for t in range(len(firsts)):
        begin, stop = starts[t], starts[t + 1]
        if begin == stop:
            continue
        if t < whole:
            out[t, 0, 0], out[t, 0, 1], out[t, 0, 2], out[t, 0, 3] = begin, stop, firsts[t], lasts[t]
            continue
        # The sentences that have marks; of a text that has none, the first.
        m = 0
        start = end = begin
        for i in range(firsts[t], max(lasts[t], firsts[t] + 1)):
            marked = i < lasts[t]
            place = begin + places[i] if marked else begin
            if place >= end:
                behind = np.uint64(place)
                while behind > np.uint64(end) and letters[behind - np.uint64(1)] != 10:
                    behind -= np.uint64(1)
                if behind > np.uint64(end):
                    end = np.int64(behind)
                    while end < stop and kinds[letters[end]] & SPACE:
                        end += 1
                while place >= end:
                    start, end = end, _sentence_end(letters, begin, stop, end, kinds, abbreviations, longest, short)
            if m == 0 or begins[m - 1] != start:
                begins[m], stops[m], first[m], last[m], new[m], taken[m] = start, end, i, i, np.uint64(0), False
                m += 1
            if marked:
                last[m - 1] = i + 1
                new[m - 1] |= one << np.uint64(answers[i])
        # Without the space around them; one that the text repeats is weighed once.
        for s in range(m):
            while begins[s] < stops[s] and kinds[letters[begins[s]]] & SPACE:
                begins[s] += 1
            while stops[s] > begins[s] and kinds[letters[stops[s] - 1]] & SPACE:
                stops[s] -= 1
            h, here, beyond = np.uint64(14695981039346656037), np.uint64(begins[s]), np.uint64(stops[s])
            while here + np.uint64(4) <= beyond:
                h = (h ^ _four(letters, here)) * np.uint64(0xFF51AFD7ED558CCD)
                h ^= h >> np.uint64(32)
                here += np.uint64(4)
            while here < beyond:
                h = (h ^ np.uint64(letters[here])) * np.uint64(0xFF51AFD7ED558CCD)
                here += np.uint64(1)
            hashes[s] = h
            for other in range(s):
                if hashes[other] == h and stops[other] - begins[other] == stops[s] - begins[s]:
                    taken[s] = True
                    break
        chosen, another = -1, -1
        for turn in range(EXCERPTS):
            best, worth = -1, -1
            for s in range(m):
                value = 10 * _ones(new[s]) + min(last[s] - first[s], 5)
                if not taken[s] and value > worth:
                    best, worth = s, value
            if best < 0 or (turn and not new[best] and last[best] - first[best] < 2):
                break
            taken[best] = True
            seen = new[best]
            for s in range(m):
                new[s] &= ~seen
            if turn:
                another = best
            else:
                chosen = best
        if 0 <= another < chosen:
            chosen, another = another, chosen
        for n in range(EXCERPTS):
            s = another if n else chosen
            if s < 0:
                break
            a, z = begins[s], stops[s]
            if z - a > room:
                a, z = _piece(letters, begin, stop, a, z, places, ends, answers, first[s], last[s], kinds, room, enough)
            out[t, n, 0], out[t, n, 1], out[t, n, 2], out[t, n, 3] = a, z, first[s], last[s]


@_inner
def _piece(letters, begin, stop, start, end, places, ends, answers, first, last, kinds, room, enough):
    """From where to where a piece of a long sentence goes, that holds marks which answer most of the query."""
    left, right = start, start
    if last > first:
        left, right = begin + places[first], begin + ends[first]
        if begin + ends[last - 1] <= start + room:
            right = begin + ends[last - 1]
        elif last - first > 1:
            most = 0
            for number in range(last - first + 1):
                origin = begin + places[first + number - 1] if number else start
                low = first + max(0, number - 1)
                high, bits = low, np.uint64(0)
                while high < last and begin + ends[high] <= origin + room:
                    bits |= np.uint64(1) << np.uint64(answers[high])
                    high += 1
                # What is answered counts most, then whether the sentence's beginning is in it, then how many marks are.
                worth = _ones(bits) * 1_000_000 + (origin == start) * 100_000 + high - low
                if high > low and worth > most:
                    most = worth
                    left, right = begin + places[low], begin + ends[high - 1]
    a = max(start, right - room)
    if a > start:
        a = _clause_start(letters, begin, a, left, kinds)
    a = min(left, a)
    z = max(right, min(end, a + room))
    if z < end:
        z = max(right, _clause_end(letters, stop, a, max(right, a + enough), z, kinds))
    return a, z


@_inner
def _clause_start(letters, begin, earliest, latest, kinds):
    """The first beginning of a clause between two places, or else of a word; the later place where there is none."""
    for x in range(earliest, latest + 1):
        here = kinds[letters[x]]
        if here & SPACE:
            continue
        spaced = x == begin or (kinds[letters[x - 1]] & SPACE) != 0
        if spaced and (here & BEGINS or (x - 2 >= begin and kinds[letters[x - 2]] & AFTER)):
            return x
    for x in range(earliest, latest + 1):
        if not kinds[letters[x]] & SPACE and (x == begin or kinds[letters[x - 1]] & SPACE):
            return x
    return latest


@_inner
def _clause_end(letters, stop, begin, earliest, latest, kinds):
    """The last end of a clause between two places, or else of a word behind `begin`; the later place where there is none."""
    for x in range(latest, earliest - 2, -1):
        if x < 0 or x >= stop:
            continue
        here = kinds[letters[x]]
        spaced = x + 1 < stop and (kinds[letters[x + 1]] & SPACE) != 0
        if here & BEFORE and spaced and x >= earliest:
            return x
        if here & BEHIND and (spaced or x + 1 == stop) and earliest <= x + 1 <= latest:
            return x + 1
    for x in range(latest, begin, -1):
        if not kinds[letters[x - 1]] & SPACE and (x >= stop or kinds[letters[x]] & SPACE):
            return x
    return latest


# --- A page far down -----------------------------------------------------------------------------------------------------------------

_BINS = 4096


def _narrow_numpy(values, begin, end, out):
    top, bottom = values.max(), values.min()
    if not top > bottom:
        out[:] = np.arange(len(values))
        return len(values), 0
    with np.errstate(over="ignore"):
        scale = (_BINS - 1) / (top - bottom)
    if not np.isfinite(scale):
        bins = (values < top).astype(np.int64)
    else:
        bins = ((top - values) * scale).astype(np.int64)
    ends = np.cumsum(np.bincount(bins, minlength=_BINS))
    first, final = np.searchsorted(ends, [begin, end - 1], side="right")
    chosen = np.flatnonzero((bins >= first) & (bins <= final))
    out[: len(chosen)] = chosen
    return len(chosen), int(ends[first - 1]) if first else 0


@_kernel(_narrow_numpy)
def narrow(values, begin, end, out):
    """Find out among which values those stand that are `begin`th to `end`th, the highest first, without sorting the others.

    Args:
        values: float64, all finite.
        begin, end: ranks, from 0; at least one of them is asked for, and `end` is at most the number of values.
        out: int64, as long as values; its beginning is filled with the places of those that may be asked for, ascending.

    Returns:
        How many these are, all of them only if all values are the same, and how many values stand before the first of them.
    """
    top, bottom = values[0], values[0]
    for value in values:
        top = max(top, value)
        bottom = min(bottom, value)
    if not top > bottom:
        for i in range(len(values)):
            out[i] = i
        return len(values), 0
    scale = (_BINS - 1) / (top - bottom)
    apart = np.isfinite(scale)
    counts = np.zeros(_BINS, np.int64)
    for value in values:
        counts[np.uint64((top - value) * scale) if apart else np.uint64(value < top)] += 1
    first = 0
    before = 0
    while before + counts[first] <= begin:
        before += counts[first]
        first += 1
    final = first
    reached = before + counts[first]
    while reached < end:
        final += 1
        reached += counts[final]
    n = 0
    for i in range(len(values)):
        k = np.int64((top - values[i]) * scale) if apart else np.int64(values[i] < top)
        if first <= k <= final:
            out[n] = i
            n += 1
    return n, before


# --- Articles that may be copies -----------------------------------------------------------------------------------------------------


@_inner
def crowd(hashes, ends, counts, least, parts, begin, heads, following, owners, shared, met):
    """Go through rows of hashes until one shares so many with rows before it that somebody has to look; the others stay as they are.

    A row that nobody has to look at is put down under each of its hashes, as `join` does it. Where it is not compiled it is the same loop.

    Args:
        hashes: int32, the hashes of each row, numbered from 0, each once.
        ends: int64, where those of each row end.
        counts: int64, how many each row had before the rarest and the commonest were left out.
        least, parts: two rows are looked at if they share `least` of `parts` of what either of them had.
        begin: the row to begin with.
        heads: int32, for each hash the latest place of `owners` where it stands, -1 where there is none.
        following: int32, as long as `hashes`; for each such place the one before it that has the same hash.
        owners: int32, as long; the row that stands there. Its hash is the one at this place.
        shared: int32, one a row, all 0 before and after, but for the rows that are met.
        met: int32, one a row, filled with the rows that have to be looked at.

    Returns:
        The row, and how many rows stand in `met`; how much it shares with each stands in `shared`, to be set back to 0. The number of rows
        and 0 if nothing is left.
    """
    for row in range(begin, len(ends)):
        first = ends[row - 1] if row else 0
        n = 0
        for place in range(first, ends[row]):
            at = heads[hashes[place]]
            while at >= 0:
                other = owners[at]
                if shared[other] == 0:
                    met[n] = other
                    n += 1
                shared[other] += 1
                at = following[at]
        alike = 0
        for i in range(n):
            other = met[i]
            if shared[other] * parts >= least * min(counts[row], counts[other]):
                met[alike] = other
                alike += 1
            else:
                shared[other] = 0
        if alike:
            return row, alike
        join(hashes, first, ends[row], row, heads, following, owners)
    return len(ends), 0


@_inner
def join(hashes, first, end, row, heads, following, owners):
    """Put a row down under each of its hashes, which stand from `first` to `end`; the rest as in `crowd`."""
    for place in range(first, end):
        owners[place] = row
        following[place] = heads[hashes[place]]
        heads[hashes[place]] = place
