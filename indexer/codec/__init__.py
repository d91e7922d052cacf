"""A Whoosh codec whose segments are memory-mapped arrays, and the index, writer and table of contents around it.

Call `indexer.codec.index.register` once, and `whoosh.index.create_in` and `open_dir` give indexes of arrays; importing `indexer` has done
so. Everything is read without a pickle: numbers are arrays, the rest is JSON or MessagePack.

A segment is two files, each a container as told in `indexer.codec.container`: little-endian, aligned to 64 bytes, with a version and a
checksum for each array. Documents are numbered from 0 in both.

`SEGMENT.terms`, the inverted half (`postings`). Its meta: `documents`, their number, and `fields`: name to `terms`, the numbers of its
first term and of the one behind its last; `kind`, what a posting holds (0 nothing, 1 a frequency, 2 positions, 3 bytes of a format of
Whoosh's); `boost`, what a frequency of one weighs; `weighted`; `facet`.

    text            uint8     every term, field after field, sorted within each
    text_starts     int32     where each term begins, and their length at the end
    df              int32     the document frequency of each term
    first_block     int32     the first block of each term, and the number of blocks at the end
    last            int32     the last document of each block
    bits            uint8     for each block the bits of a gap between documents, of a frequency, of a gap between positions
    extremes        uint8     for each block its highest frequency, at most 255, and the least length code of its documents
    word_starts     int32     where each block begins in `words`
    position_starts int32     where it begins in `position_words`
    words           uint32    for each block the gaps between documents less one, then the frequencies less one
    position_words  uint32    for each block the gaps between the positions of each posting, one posting after the other

A term's postings are cut into blocks of 128; only its last may be shorter. How the values of a block are packed is told in
`indexer.codec.kernels`. The first gap of a term's first block is its document plus one, less one; the document of a block with a single
posting is its last, and nothing is packed of it. Then for some fields:

    weights.NAME            float64   the weight of each posting, where it is not the frequency times the boost
    values.NAME             uint8     the bytes of each posting of kind 3
    value_starts.NAME       int64     where they begin, and their length at the end
    ordinals.NAME           int32     for keywords, each document's terms, counted from the field's first: one for each document (facet
                                      "one", -1 for none), or all of them one after the other (facet "many")
    ordinal_starts.NAME     int32     for "many", where each document's begin, and their number at the end

`SEGMENT.docs`, the per-document half (`documents`). Its meta: `documents`; `runs`, from which document on which dictionary was used;
`lengths`, the fields that have any, in the order of the rows; `totals`, the sum of each field's lengths; `columns`; `vectors`.

    stored                  uint8     the stored fields of each document, see `indexer.codec.stored`; each frame has its own checksum
    stored_starts           int64     where each begins, and their length at the end
    dictionary.N            uint8     what a run of documents was compressed with
    lengths                 uint8     fields × documents, Whoosh's length codes
    column.NAME             uint8     a numeric column as an array of its type, any other as Whoosh writes it
    vector_starts.NAME      int64     where each document's term vector begins, and their number of terms at the end
    vector_weights.NAME     float64   the weight of each term of each vector
    vector_terms.NAME, vector_values.NAME, and for each of them vector_…_starts.NAME: the terms, and the bytes of their format

The table of contents (`toc`) is JSON and names the segments with the documents deleted from each.
"""
