"""The difference between a local limit and a national one, in plain words for a practice lead.

It says what the two texts say and who may decide; never that anything is unlawful.
"""

from __future__ import annotations

from alignment.lengths import Relation
from alignment.meaning import Asked
from alignment.national import Rule, not_compared
from practice.events import Event
from practice.limits import Counting
from practice.modality import Modality

_MORE = {
    Counting.BEFORE: "Your text asks for {little}less notice.",
    Counting.FOR: "Your text keeps it for {little}less time.",
    Counting.EVERY: "Your text leaves {little}more time between one and the next.",
    Counting.EACH: "Your text leaves {little}more time between one and the next.",
}
_DIFFERENCES = {
    Relation.WEAKER: "",
    Relation.SLIGHTLY_WEAKER: "",
    Relation.NEAR: "The two are close, but can end on different days where there are weekends or bank holidays.",
    Relation.WEEKENDS: "On weekdays your text is at least as strict; over a weekend or a bank holiday the two differ, "
    "and your text does not say what holds then.",
}
_CONSIDER = {
    Relation.UNIT_MISSING: "Say which days are meant, and from when they are counted.",
    Relation.NEAR: "Use the unit of the national text, so that nobody has to work out which of the two ends first.",
    Relation.WEEKENDS: "Check what is done out of hours, and say it in the text.",
}
_IN_LINE = "Bring your limit into line, or record why it differs and who agreed it."
_OTHER_START = (
    " The limit is as long, but your clock starts at another moment, so what is due may come after the national limit."
)
_FORCES = {
    Modality.NONE: "stated without must or should",
    Modality.LOCAL: "will",
}


def weaker(asked: Asked, rule: Rule, event: Event, relation: Relation) -> str:
    """What differs in a limit that is weaker, or not clear."""
    if relation is Relation.UNIT_MISSING:
        return f"{_both(asked, rule, event)} {_unit_missing(asked, rule)}{_known(rule)}"
    little = "a little " if relation is Relation.SLIGHTLY_WEAKER else ""
    said = _DIFFERENCES[relation] or _MORE.get(rule.limit.counting, "Your text allows {little}more time.").format(
        little=little
    )
    return f"{_both(asked, rule, event)} {said}{_figure(asked, event)}{_known(rule)}"


def other_start(asked: Asked, rule: Rule, event: Event, relation: Relation) -> str:
    """That the limit is counted from something else, and whether its length differs too."""
    also = (
        _OTHER_START
        if relation is Relation.SAME
        else f" The limits differ too: yours is “{asked.words}”, theirs {rule.told(rule.limit_words)}."
    )
    return (
        f"For {event.name} your text counts from “{asked.trigger}”; {_by(rule)} counts from "
        f"{rule.told(rule.trigger)} ({_modality(rule)}).{also}{_known(rule)}"
    )


def replaced(asked: Asked, rule: Rule, event: Event) -> str:
    """That the process no longer has the step."""
    return (
        f"Your text has {event.name} (“{asked.words}”). Separate initial and core assessments ended in 2013: "
        f"{_by(rule)} has one assessment, {rule.told(rule.limit_words)} ({_modality(rule)}), counted from "
        f"{rule.told(rule.trigger)}."
        f"{_known(rule)}"
    )


def stricter(asked: Asked, rule: Rule, event: Event) -> str:
    """That the local limit is the tighter one."""
    return f"{_both(asked, rule, event)} Your text is stricter, which a local standard may be.{_known(rule)}"


def same(asked: Asked, rule: Rule, event: Event, is_near: bool) -> str:
    """That the limits agree, and whether they are counted from nearly the same."""
    near = (
        f" Your text counts from “{asked.trigger}”, the national one from {rule.told(rule.trigger)}: nearly "
        "always the same."
        if is_near
        else ""
    )
    return f"{_both(asked, rule, event)} The limits agree.{near}{_known(rule)}"


def local_only(asked: Asked, event: Event) -> str:
    """That no national limit exists."""
    words = asked.words
    return (
        f"“{words}” for {event.name} is a local standard: Waymark's table of national timescales has no number for it."
    )


def own(asked: Asked) -> str:
    """That the text itself calls the limit its own, and that none like it is known."""
    return (
        f"Your text itself calls “{asked.words}” its own limit; Waymark knows of no national one for it and found "
        "none in the documents compared."
    )


def consider(relation: Relation) -> str:
    """What to do next."""
    return _CONSIDER.get(relation, _IN_LINE)


def _both(asked: Asked, rule: Rule, event: Event) -> str:
    said = f"For {event.name} your text says “{asked.words}”"
    if rule.fact is not None:
        return (
            f"{said}. Waymark's table gives {rule.limit_words.removeprefix('within ')}, {_as(rule)}, for {rule.named}."
        )
    return f"{said}; {rule.named} says “{rule.limit_words}” ({_modality(rule)})."


def _by(rule: Rule) -> str:
    return f"by Waymark's table, {rule.named}" if rule.fact else rule.named


def _unit_missing(asked: Asked, rule: Rule) -> str:
    local, national = asked.stated.limit.number, rule.limit.number
    as_working = "the same" if local == national else "weaker"
    as_calendar = "less notice" if rule.limit.counting is Counting.BEFORE else "stricter"
    start = "" if asked.stated.trigger else " It does not say what they are counted from either."
    return (
        "Your text does not say whether these are working days. Read as calendar days it is "
        f"{as_calendar}, read as working days it is {as_working}.{start}"
    )


def _figure(asked: Asked, event: Event) -> str:
    limit = asked.stated.limit
    remark = event.remarks.get(f"{limit.number} {limit.unit}")
    return f" {remark}" if remark else ""


def _known(rule: Rule) -> str:
    return not_compared(rule.fact) if rule.fact else ""


def _modality(rule: Rule) -> str:
    return _FORCES.get(rule.modality, str(rule.modality))


def _as(rule: Rule) -> str:
    is_one_word = rule.modality in (Modality.MUST, Modality.SHOULD, Modality.MAY)
    return f"as a {rule.modality}" if is_one_word else _modality(rule)
