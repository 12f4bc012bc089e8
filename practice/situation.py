"""What a described situation is about, whom it concerns, what step of the process it is at, and what is asked.

    situation = read_situation("15f missing 2 nights, 3rd time, home w new phone. RHI by when?")
    situation.concerns      missing from home or care, child sexual exploitation, repeat referrals and cumulative harm
    situation.ages          15 years
    situation.asked         by when
    situation.parts         the text's own words, cut into what can be searched for by itself

Every sign keeps the words that gave it and can be left out. Signs are prompts to look further: none of them decides
whether anything has happened or a threshold is met. Nothing of the text is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.records import Span
from practice.ages import Age, read_ages
from practice.parts import Part, parts_of
from practice.rules import FILE, Rule, Rules, SignKind, read_rules
from practice.signals import Signals, overlap
from practice.tables import PerLibrary


@dataclass(frozen=True, slots=True)
class Words:
    """Words as typed, from `start` to `end` in the text, in characters."""

    text: str
    start: int
    end: int


OWN_QUESTIONS = frozenset({"consent", "who-to-tell"})
"""The ids of what is asked that are this field's own: three and ten times as frequent in the queries that teach the
encoder as in those of other fields (`evaluations/training/`)."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that a situation says. Key: id.

    `given_by` are the words that gave it, in order, at least one. `guidance` are guidance's words for it, to search
    for; of an age there are none. `age` is there of an age only. `is_immediate` says that somebody must be spoken to
    now.
    """

    kind: SignKind
    id: str
    name: str
    given_by: tuple[Words, ...]
    guidance: tuple[str, ...] = ()
    is_immediate: bool = False
    age: Age | None = None

    @property
    def in_words(self) -> str:
        """For a reader: "missing from home or care (“missing”, “gone again”)"."""
        return f"{self.name} ({', '.join(f'“{words.text}”' for words in self.given_by)})"


@dataclass(frozen=True, slots=True)
class Situation:
    """A description, its signs by kind and then in its own order, and the parts it is searched by, at least one."""

    text: str
    signs: tuple[Sign, ...]
    parts: tuple[Part, ...]

    def of(self, kind: SignKind) -> tuple[Sign, ...]:
        """The signs of one kind."""
        return tuple(sign for sign in self.signs if sign.kind is kind)

    @property
    def concerns(self) -> tuple[Sign, ...]:
        """What it is about."""
        return self.of(SignKind.CONCERN)

    @property
    def children(self) -> tuple[Sign, ...]:
        """Whom it is about, but for ages: unborn, looked after, disabled."""
        return self.of(SignKind.CHILD)

    @property
    def ages(self) -> tuple[Sign, ...]:
        """How old they are."""
        return self.of(SignKind.AGE)

    @property
    def steps(self) -> tuple[Sign, ...]:
        """What step of the process it is at, or names."""
        return self.of(SignKind.STEP)

    @property
    def asked(self) -> tuple[Sign, ...]:
        """What is asked."""
        return self.of(SignKind.ASKED)

    def is_read(self, part: Part | None = None) -> bool:
        """Whether a concern, a step of the process or a question of this field was read in it, or in a part of it."""
        signs = self.signs if part is None else self.within(part)
        return any(sign.kind in (SignKind.CONCERN, SignKind.STEP) or sign.id in OWN_QUESTIONS for sign in signs)

    @property
    def is_immediate(self) -> bool:
        """Whether somebody must be spoken to now, before anything is read."""
        return any(sign.is_immediate for sign in self.signs)

    def without(self, ids: Collection[str]) -> Situation:
        """The same but for the signs whose id is one of `ids`; the parts stay."""
        return replace(self, signs=tuple(sign for sign in self.signs if sign.id not in ids))

    def within(self, part: Part) -> tuple[Sign, ...]:
        """The signs that words of `part` gave."""
        span = (part.start, part.end)
        return tuple(
            sign for sign in self.signs if any(overlap(span, (words.start, words.end)) for words in sign.given_by)
        )


def words_to_search(situation: Situation, sign: Sign) -> str:
    """What to search for beside the text, for `sign`: those of guidance's words that were not typed; "" for none."""
    typed = situation.text.casefold()
    return "; ".join(words for words in sign.guidance if words.casefold() not in typed)


class SituationReader:
    """Applies rules to texts. Several threads may ask at once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules.rules
        phrases = {rule.id: rule.signals for rule in rules.rules}
        self._signals = Signals(phrases, rules.words, unless={rule.id: rule.unless for rule in rules.rules})

    def read(self, text: str, *, without: Collection[str] = ()) -> Situation:
        """What `text` says, but for the signs whose id is one of `without`; the parts are the same with and without."""
        found = self._signals.find(text)
        ages = read_ages(text)
        signs = [
            *(sign for rule in self._rules if (sign := _sign(rule, text, found, ages))),
            *_age_signs(text, ages),
        ]
        order = list(SignKind)
        signs.sort(key=lambda sign: (order.index(sign.kind), sign.given_by[0].start))
        own = [
            (words.start, words.end)
            for sign in signs
            if sign.kind in (SignKind.CONCERN, SignKind.STEP, SignKind.ASKED)
            for words in sign.given_by
        ]
        return Situation(text, tuple(signs), parts_of(text, own)).without(without)


def _sign(rule: Rule, text: str, found: dict[str, list[Span]], ages: Sequence[Age]) -> Sign | None:
    """The sign that a rule gives of a text, or None."""
    spans = [*found.get(rule.id, ())]
    if rule.months:
        least, below = rule.months
        of_age = [age for age in ages if least <= age.months[0] and age.months[1] <= below]
        spans += [(age.start, age.end) for age in of_age if not any(overlap((age.start, age.end), s) for s in spans)]
    if not spans:
        return None
    given_by = tuple(Words(text[start:end], start, end) for start, end in sorted(spans))
    return Sign(rule.kind, rule.id, rule.name, given_by, rule.guidance, rule.immediate)


def _age_signs(text: str, ages: Sequence[Age]) -> Iterator[Sign]:
    """A sign for each age, with all the words that gave it."""
    for named in dict.fromkeys(age.in_words for age in ages):
        same = [age for age in ages if age.in_words == named]
        given_by = tuple(Words(text[age.start : age.end], age.start, age.end) for age in same)
        yield Sign(SignKind.AGE, f"age {named}", f"aged {named}", given_by, age=same[0])


def read_situation(text: str, *, without: Collection[str] = (), library: Path | None = None) -> Situation:
    """What `text` says by the rules that ship and those in the folder `library`, but for the signs of `without`, by id.

    Raises `TermsError` where the library's rules have mistakes.
    """
    return reader_of(library).read(text, without=without)


def reader_of(library: Path | None = None) -> SituationReader:
    """The reader by the rules that ship and the `concerns.toml` of the folder `library`, made anew when that changes.

    Raises `TermsError` where the file has mistakes.
    """
    return _READERS.of(library)


_READERS = PerLibrary(FILE, lambda library: SituationReader(read_rules(library)))
