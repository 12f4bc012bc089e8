"""How well local services are found: nDCG@10 and Success@3 beside the baselines, and whether the hard filters hold.

    results = run_services(model="waymark-minilm", split_name="dev")
    results[0].mean("product", "nDCG@10")

The filters are held against the raw records by rules of their own, `misfits`, that share no code with the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

import ir_measures
from ir_measures import RR, Success, nDCG
from rich.console import RenderableType
from rich.table import Table

from core.errors import EvaluationError
from evaluations.judgements import Split
from evaluations.measures import PairedTest, compare
from evaluations.services.judged import SAMPLE, Judged, feed_of, read_situations
from evaluations.services.systems import PRODUCT, TODAY, bench
from services.records import Entry

MEASURES = (nDCG @ 10, Success @ 3, RR @ 10)
BASELINES = ("keyword", "dense")
TIMES_BETTER, LEAST_SUCCESS = 1.3, 0.9
_OLD_DAYS = 3 * 366
_WORST = 8

Values = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class ServicesResult:
    """How each system did on one split of one source.

    `values` is {system: {measure: {query_id: value}}}; `shown` counts the matches that were held against the records,
    `misfits` says what did not fit.
    """

    source: str
    split: Split
    values: Mapping[str, Values]
    shown: int
    misfits: tuple[str, ...]

    def mean(self, system: str, measure: str) -> float:
        """A system's mean on a measure."""
        return fmean(self.values[system][measure].values())

    @property
    def better(self) -> str:
        """The better baseline by nDCG@10, of those with the product's filters."""
        return max(BASELINES, key=lambda name: self.mean(name, "nDCG@10"))

    @property
    def test(self) -> PairedTest:
        """The product against the better baseline on nDCG@10."""
        ours, theirs = self.values[PRODUCT]["nDCG@10"], self.values[self.better]["nDCG@10"]
        return compare(ours, theirs, name="nDCG@10")


def run_services(*, model: str, split_name: str | None = None, source: str | None = None) -> list[ServicesResult]:
    """A result for each source that is judged and whose services are here, and each split, dev first.

    Raises `EvaluationError` where there is none.
    """
    situations = read_situations()
    results: list[ServicesResult] = []
    for name in dict.fromkeys(one.source for one in situations):
        if (source not in (None, name)) or not feed_of(name).is_file():
            continue
        own = [one for one in situations if one.source == name]
        results += _of_source(name, own, model=model, split_name=split_name)
    if not results:
        raise EvaluationError(f"No judged situation is of {source or 'a source that is here'}; {SAMPLE} ships.")
    return results


def _of_source(
    source: str, situations: Sequence[Judged], *, model: str, split_name: str | None
) -> Iterator[ServicesResult]:
    with bench(source, model=model) as made:
        for split in Split:
            own = [one for one in situations if one.split is split]
            if not own or split_name not in (None, split):
                continue
            values = {
                name: measured({one.query_id: answer(one) for one in own}, own) for name, answer in made.systems.items()
            }
            found = [(one, match.entry) for one in own for match in made.shown(one)]
            wrong = (
                f"{one.query_id}: {entry.service.name}: {why}" for one, entry in found for why in misfits(entry, one)
            )
            yield ServicesResult(source, split, values, len(found), tuple(wrong))


def measured(answers: Mapping[str, Sequence[str]], situations: Sequence[Judged]) -> Values:
    """Each measure's value for each situation: {measure: {query_id: value}}; 0 where a system gave nothing."""
    qrels = [
        ir_measures.Qrel(one.query_id, service_id, relevance)
        for one in situations
        for service_id, relevance in one.relevance.items()
    ]
    run = [
        ir_measures.ScoredDoc(query_id, service_id, float(len(answer) - rank))
        for query_id, answer in answers.items()
        for rank, service_id in enumerate(answer)
    ]
    values = {str(name): {one.query_id: 0.0 for one in situations} for name in MEASURES}
    for value in ir_measures.iter_calc(MEASURES, qrels, run):
        values[str(value.measure)][value.query_id] = value.value
    return values


def misfits(entry: Entry, asked: Judged) -> Iterator[str]:
    """What a raw record of Open Referral UK states that does not fit what was asked; nothing that it leaves out."""
    raw: dict[str, Any] = entry.raw
    if raw.get("status", "active") != "active":
        yield f"status {raw['status']}"
    assured = raw.get("assured_date")
    if assured and (TODAY.date() - date.fromisoformat(assured[:10])).days > _OLD_DAYS:
        yield f"assured {assured}"
    stated = [area.get("name") or area.get("service_area") or "" for area in raw.get("service_areas") or ()]
    if asked.area and stated and not any(_serves(name, asked.area) for name in stated):
        yield f"serves {'; '.join(stated)}, asked {asked.area}"
    ages = [None if raw.get(field) == -1 else raw.get(field) for field in ("minimum_age", "maximum_age")]
    if asked.age is not None and ages != [None, None] and not _is_of_age(raw, ages[0] or 0, ages[1], asked.age):
        yield f"for {ages[0]} to {ages[1]}, asked {asked.age:g}"


_DISTRICTS = {"Aldergate": "Marlbrook", "Northmarl": "Marlbrook", "Tarn Vale": "Marlbrook"}


def _serves(name: str, area: str) -> bool:
    """Whether an area of the sample's directory takes in the area asked for, or a part of it."""
    if re.search(r"\bEngland\b|nationwide", name):
        return True
    first = re.split(r"[,(]", name)[0]
    above = _DISTRICTS.get(area)
    if area in first or (above and above in first):
        return True
    return any(whole == area and part in first for part, whole in _DISTRICTS.items())


def _is_of_age(raw: Mapping[str, Any], least: float, most: float | None, age: float) -> bool:
    if age < 0:
        return least == 0 and "regnan" in str(
            [raw.get("description"), raw.get("eligibility_description"), raw.get("schedules")]
        )
    born = age + 1 if age == int(age) else age
    return least <= born and (most is None or age < (most + 1 if most == int(most) else most + 0.01))


def render(results: Sequence[ServicesResult]) -> list[RenderableType]:
    """The results as tables for a terminal."""
    return [part for result in results for part in (_means(result), _verdict(result), _worst(result))]


def _means(result: ServicesResult) -> Table:
    names = [str(name) for name in MEASURES]
    count = len(result.values[PRODUCT][names[0]])
    table = Table("System", *names, title=f"{result.source}, {result.split}: means over {count} situations")
    for system in result.values:
        table.add_row(system, *(f"{result.mean(system, name):.3f}" for name in names))
    return table


def _verdict(result: ServicesResult) -> str:
    test, ratio = result.test, result.mean(PRODUCT, "nDCG@10") / max(result.mean(result.better, "nDCG@10"), 1e-9)
    low, high = test.interval
    said = (
        f"nDCG@10 is {ratio:.2f} times that of {result.better} (difference {test.difference:+.3f}, 95 % {low:+.3f} to "
        f"{high:+.3f}, p {test.permutation_p:.4f}); of {result.shown} matches shown {len(result.misfits)} state "
        "something that does not fit"
    )
    return "\n".join([said, *(f"  {one}" for one in result.misfits)])


def _worst(result: ServicesResult) -> str:
    values = result.values[PRODUCT]["nDCG@10"]
    if result.split is not Split.DEV:
        return ""
    worst = sorted(values, key=lambda query_id: values[query_id])[:_WORST]
    return "worst: " + ", ".join(f"{query_id} {values[query_id]:.2f}" for query_id in worst) + "\n"


def services_rows(results: Sequence[ServicesResult]) -> list[dict[str, Any]]:
    """The results as JSON."""
    names = [str(name) for name in MEASURES]
    return [
        {
            "source": result.source,
            "split": str(result.split),
            "situations": len(result.values[PRODUCT][names[0]]),
            "means": {system: {name: result.mean(system, name) for name in names} for system in result.values},
            "better_baseline": result.better,
            "shown": result.shown,
            "misfits": list(result.misfits),
        }
        for result in results
    ]
