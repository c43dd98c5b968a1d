"""Roots and proofs against the definitions of RFC 9162, over sizes that Hypothesis picks."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tlog.tests.logs import EMPTY_SHA, entries, root_by_the_book
from tlog.tree import (
    Frontier,
    HashAt,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    tree_root,
)

SIZES = some.integers(1, 70)


def hashes_of(count: int) -> HashAt:
    """The hash of every complete subtree, straight from the entries."""
    leaves = [leaf_hash(entry) for entry in entries(count)]

    def at(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return node_hash(at(level - 1, 2 * index), at(level - 1, 2 * index + 1))

    return at


def test_the_first_vectors_of_rfc_6962() -> None:
    assert root_of([]) == EMPTY_SHA
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    known = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    root = root_of([leaf_hash(bytes.fromhex(text)) for text in known])
    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(some.integers(0, 70))
def test_a_root_is_the_one_of_the_book(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in entries(size)]
    assert root_of(leaves) == root_by_the_book(entries(size)) == tree_root(size, hashes_of(size))


@given(SIZES, some.data())
def test_an_inclusion_proof_holds_for_its_entry_and_no_other(size: int, data: some.DataObject) -> None:
    index = data.draw(some.integers(0, size - 1))
    root = root_by_the_book(entries(size))
    leaf = leaf_hash(entries(size)[index])
    proof = inclusion_proof(index, size, hashes_of(size))
    check_inclusion(leaf, index, size, proof, root)
    for wrong in (
        (leaf_hash(b"another"), index, size, proof, root),
        (leaf, index, size, [*proof, root], root),
        (leaf, index, size, proof[:-1], root if proof else b""),
        (leaf, size, size, proof, root),
    ):
        with pytest.raises(ProofError):
            check_inclusion(*wrong)


@given(SIZES, some.data())
def test_a_consistency_proof_holds_for_a_beginning_and_no_other_log(size: int, data: some.DataObject) -> None:
    old = data.draw(some.integers(1, size))
    old_root, root = root_by_the_book(entries(old)), root_by_the_book(entries(size))
    proof = consistency_proof(old, size, hashes_of(size))
    check_consistency(old, size, proof, old_root, root)
    forged = root_by_the_book([b"forged", *entries(old)[1:]])
    for wrong in (
        (old, size, proof, forged, root),
        (old, size, [*proof, root], old_root, root),
        (old, size, proof, old_root, forged),
        (size + 1, size, proof, old_root, root),
    ):
        with pytest.raises(ProofError):
            check_consistency(*wrong)


def test_a_frontier_knows_how_many_subtrees_a_size_has() -> None:
    with pytest.raises(ValueError, match="falls into 2"):
        Frontier(3, [leaf_hash(b"")])
    with pytest.raises(ValueError, match="none at 3"):
        inclusion_proof(3, 3, hashes_of(3))
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(0, 3, hashes_of(3))
