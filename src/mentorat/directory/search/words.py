"""The words of a search: which count, and what each may be written as instead."""

from typing import Any, NamedTuple

from mentorat.text.folding import JOINED_MAX, RUN_MAX, Word, words

WORDS_MAX = 4  # that are looked for one by one
SWAPPED = range(3, 16)  # letters of a word in which two may be swapped
SIMILAR_MIN = 3  # letters: shorter ones are close to too much


def _set(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


# They stand in every text or before any name («langage C»), and say nothing of what is looked for.
SMALL = _set(
    "a au aux avec ce ces cet cette dans de des du elle elles en et il ils je la le les leur leurs"
    " ma me mes mon nos notre nous on ou par pour que qui quoi sa sans se sur ta te tes ton tu un"
    " une vos votre vous an am and any are at be by do for from he her his i in is it my of or our"
    " she some that the their these they this those to we who with without you your"
    " langage language"
)
# What a reader wants from anybody here: whoever has all the other words is who was meant.
GENERAL = _set(
    "accompagnement aide aider apprendre apprends apprentissage besoin cherche chercher coach cour"
    " cours debutant debutante debutants enseignant enseignante expert experte formateur formatrice"
    " formation initiation lecon lecons maitre mentor mentorat mentore mentors niveau particulier"
    " particuliers prof profs professeur professeure professeurs quelqu recherche seance seances"
    " soutien specialiste tuteur tutrice urgent"
    " beginner beginners class classes course courses help improve learn learning lesson lessons"
    " looking need online private session sessions someone study teach teacher teachers teaching"
    " tuition tutor tutoring tutors want"
)
_VOWELS = frozenset("aeiouyh")
_PARTED_ELISIONS = frozenset(("d", "l", "j", "qu"))


class WordQuery(NamedTuple):
    """A search by words. `each` are those that somebody may lack, the longest first; `others` are
    all the rest, asked for only together with them; `others_written` adds what they may be joined
    to."""

    each: tuple["Term", ...]
    others: str
    others_written: str

    def places(self) -> dict[str, Any]:
        """The values of the statement's places."""
        values: dict[str, Any] = {"others": self.others, "others_written": self.others_written}
        values["lost"] = 3 if self.others else 0
        for number, term in enumerate(self.each):
            values |= {
                f"terms_{number}": term.terms,
                f"written_{number}": term.written,
                f"swaps_{number}": term.swaps,
                f"word_{number}": term.word,
            }
        return values


class Term(NamedTuple):
    """One word: itself, to be stemmed; itself or joined with its neighbours, as written (stems of
    joined words are other words: «langage R» is no «langager»); with two letters swapped, all three
    a tsquery's text; and as it is compared with words spelt nearly like it."""

    terms: str
    written: str
    swaps: str
    word: str


def wanted_words(text: str) -> WordQuery:
    """The words of a query. A text without any finds nobody."""
    found = words(text)
    places = _that_count(found)
    plain = [at for at in places if found[at].text not in GENERAL] or places
    each = sorted(plain, key=lambda at: _weight(found[at].text), reverse=True)[:WORDS_MAX]
    rest = [at for at in places if at not in each]
    return WordQuery(
        tuple(_term(found, at) for at in each) or (Term("", "", "", ""),),
        " & ".join(_either([found[at].text]) for at in rest),
        " & ".join(_either(_written(found, at)) for at in rest),
    )


def _weight(word: str) -> int:
    # A letter that is no small word is a name, as C and R are.
    return JOINED_MAX if len(word) == 1 else len(word)


def _that_count(found: list[Word]) -> list[int]:
    """The places of the words without small ones, each word once; of all words if all are small."""
    first = {word.text: at for at, word in reversed(list(enumerate(found)))}
    places = sorted(first.values())
    big = [at for at in places if found[at].text not in SMALL and not _is_elision(found, at)]
    return big or places


def _is_elision(found: list[Word], at: int) -> bool:
    """The «d» of «d’Anjou», also when the apostrophe was left out."""
    if found[at].is_elided:
        return True
    after = found[at + 1].text[0] if at + 1 < len(found) else ""
    return found[at].text in _PARTED_ELISIONS and after in _VOWELS


def _written(found: list[Word], at: int) -> list[str]:
    """A word alone, and as part of what its neighbours make when they are written as one."""
    runs = [found[at].text]
    for length in range(2, RUN_MAX + 1):
        for start in range(max(0, at - length + 1), min(at, len(found) - length) + 1):
            run = "".join(word.text for word in found[start : start + length])
            if len(run) <= JOINED_MAX:
                runs.append(run)
    return runs


def _term(found: list[Word], at: int) -> Term:
    word = found[at].text
    swaps = [
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
        if word[place] != word[place + 1]
    ]
    is_close = len(word) >= SIMILAR_MIN
    return Term(
        _either([word]),
        _either(_written(found, at)),
        _either(swaps) if len(word) in SWAPPED else "",
        word if is_close else "",
    )


def _either(alternatives: list[str]) -> str:
    # Words are letters and digits of any script: no sign in them could end the quotes.
    quoted = " | ".join(f"'{one}'" for one in dict.fromkeys(alternatives))
    return f"({quoted})" if quoted else ""
