from hypothesis import given
from hypothesis import strategies as st

from kabook.citations import cited_words, resolve_citations

YESTERDAY = {
    "doc05#7": "第七条 单笔超过五百万元的，由董事长批准。",
    "doc05#8": "第八条 其余由总经理批准。",
}
ANSWER = {
    "rows": {"luo": {"roles": ["decide"], "evidence": ["doc05#7", "doc05#8"]}},
    "added": [{"a": "doc05#7", "b": "doc05#8", "ruling": "newer"}],
}


def words():
    return cited_words(ANSWER, YESTERDAY)


def test_unchanged_documents_leave_the_answer_alone():
    assert resolve_citations(ANSWER, words(), YESTERDAY) is ANSWER


def test_a_paragraph_that_moved_is_found_by_its_words():
    today = {"doc05#8": YESTERDAY["doc05#7"], "doc05#9": YESTERDAY["doc05#8"]}
    found = resolve_citations(ANSWER, words(), today)
    assert found["rows"]["luo"]["evidence"] == ["doc05#8", "doc05#9"]
    assert found["added"] == [{"a": "doc05#8", "b": "doc05#9", "ruling": "newer"}]


def test_a_paragraph_that_went_is_dropped():
    today = {"doc05#7": "第七条 另一句话。", "doc05#8": YESTERDAY["doc05#8"]}
    found = resolve_citations(ANSWER, words(), today)
    assert found["rows"]["luo"]["evidence"] == ["doc05#8"]
    assert found["added"][0] == {"a": "", "b": "doc05#8", "ruling": "newer"}


def test_a_citation_nobody_had_the_words_of_is_dropped():
    assert resolve_citations({"evidence": ["doc99#1"]}, {}, YESTERDAY) == {"evidence": []}


def test_two_old_paragraphs_that_became_one_are_cited_once():
    both = {"doc05#7": "同一句话", "doc05#8": "同一句话"}
    answer = {"evidence": ["doc05#7", "doc05#8"]}
    found = resolve_citations(answer, cited_words(answer, both), {"doc05#3": "同一句话。"})
    assert found == {"evidence": ["doc05#3"]}


def test_only_the_first_sixty_characters_are_remembered():
    paragraphs = {"doc01#1": "字" * 200}
    assert cited_words({"evidence": ["doc01#1"]}, paragraphs) == {"doc01#1": "字" * 60}


plain = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
json_values = st.deferred(
    lambda: (
        plain
        | st.lists(json_values, max_size=3)
        | st.dictionaries(st.text(max_size=5), json_values, max_size=3)
    )
)


@given(json_values)
def test_an_answer_without_citations_is_never_touched(answer):
    assert resolve_citations(answer, cited_words(answer, YESTERDAY), YESTERDAY) == answer
