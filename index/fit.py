"""Whether a library answers a question at all: a confidence, the reason for a doubt, and where to go instead.

    confidence = 1 / (1 + exp(-(bias + near·cosine + away·cosine + told·themes + field·score
                                + signs·read)))

`near` is the greatest cosine of the question with a passage, `away` with an example of what is outside
(`practice.outside`), `told` whether words of the question tell such a theme by themselves, `field` how like the
questions of the field it sounds: its score along one direction of the encoder's space, `read` whether it was read as
about a concern, a step of the process or a question of this field (`practice.situation`). The weights, one set for an
encoder, are fitted by `python -m evaluations.confidence fit` and lie in `fit.toml`, the directions in
`fit.safetensors`. A theme that the library itself has a heading for is not outside. With an encoder that has no weights
only told themes decide, and there is no confidence.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from core.records import Hit
from index.model import Encoder, ModelCard
from practice.outside import Outside, Theme, Told

WEIGHTS = Path(__file__).with_name("fit.toml")
DIRECTIONS = Path(__file__).with_name("fit.safetensors")
NEAREST = 3
"""Headings that an answer which does not fit still names."""

LIKE = 0.45
"""The least cosine with an example at which a question is said to look like its theme."""

WHERE = (
    "Your manager: whether and how to go on.",
    "The legal team: what the law says.",
    "The local authority designated officer (LADO): a concern about an adult who works with children.",
    "The emergency duty team: outside office hours. Where a child is in danger now, 999.",
)
"""Where to go with what a library of guidance does not answer."""

UNTOLD = "Nothing in this library is near enough to the question."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the search knows of a question: two cosines (-1 to 1) and the themes that its words tell.

    `field` is above 0 where it sounds more like the field's questions than like others, `signs` is whether a concern, a
    step of the process or a question of the field was read in it. `likest` is the theme of the
    nearest example, None where no theme has one; `is_immediate` says that somebody must be spoken to now, and then
    nothing is held back.
    """

    near: float
    away: float
    told: tuple[Told, ...] = ()
    likest: Theme | None = None
    is_immediate: bool = False
    field: float = 0.0
    signs: bool = False

    @property
    def values(self) -> tuple[float, float, float, float, float]:
        """What is weighed, in the order of the weights."""
        return self.near, self.away, float(bool(self.told)), self.field, float(self.signs)


@dataclass(frozen=True, slots=True)
class Weights:
    """The regression's weights for one encoder, and the least confidence that fits."""

    bias: float
    near: float
    away: float
    told: float
    threshold: float
    field: float = 0.0
    signs: float = 0.0

    def confidence(self, evidence: Evidence) -> float:
        """The probability that the library answers; at least the threshold where nothing is to be held back."""
        values = zip((self.near, self.away, self.told, self.field, self.signs), evidence.values, strict=True)
        found = 1 / (1 + math.exp(-(self.bias + sum(weight * value for weight, value in values))))
        return max(found, self.threshold) if evidence.is_immediate else found


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a library answers a question. `reason` and `go` are sentences, "" and none where it fits.

    `confidence` is from 0 to 1, None for an encoder without weights. `nearest` are the nearest passages' titles and
    headings, outermost first, best first.
    """

    confidence: float | None
    fits: bool
    reason: str = ""
    theme: str | None = None
    words: tuple[str, ...] = ()
    nearest: tuple[tuple[str, ...], ...] = ()
    go: tuple[str, ...] = ()

    @property
    def reason_alone(self) -> str:
        """The reason without the words that were typed: for what is saved or printed."""
        return self.reason.replace(_quoted(self.words), "") if self.words else self.reason


class Fitting:
    """Judges how questions fit what one encoder has embedded. The examples are encoded when first asked."""

    def __init__(self, vectors: NDArray[np.float32], encoder: Encoder) -> None:
        self._vectors = vectors
        self._encoder = encoder
        self._direction = direction_of(encoder.card)
        self._examples: tuple[Outside | None, tuple[Theme, ...], NDArray[np.float32]] = (None, (), vectors[:0])

    def evidence(
        self,
        query: str,
        hits: Sequence[Hit],
        outside: Outside,
        *,
        asked: NDArray[np.float32],
        allowed: NDArray[np.bool_],
        is_immediate: bool,
        signs: bool = False,
    ) -> Evidence:
        """What is known of `query`, whose vector is `asked`, among the `allowed` rows (at least one)."""
        told = outside.told(query)
        held = {one.theme.id for one in told if _has_heading(one.words, hits)}
        themes, rows = self._of(outside)
        cosines = rows @ asked
        passages = np.einsum("ij,j->i", self._vectors, asked)  # BLAS would wake threads that cost more than they bring
        away = [place for place, theme in enumerate(themes) if theme.id not in held]
        likest = max(away, key=lambda place: cosines[place], default=None)
        return Evidence(
            near=float(passages[allowed].max()),
            away=0.0 if likest is None else float(cosines[likest]),
            told=tuple(one for one in told if one.theme.id not in held),
            likest=None if likest is None else themes[likest],
            is_immediate=is_immediate,
            field=sounds(asked, self._direction),
            signs=signs,
        )

    def fit(self, evidence: Evidence, hits: Sequence[Hit]) -> Fit:
        """What `evidence` comes to."""
        weights = weights_of(self._encoder.card)
        confidence = weights.confidence(evidence) if weights else None
        fits = confidence >= weights.threshold if weights and confidence is not None else not evidence.told
        nearest = tuple(dict.fromkeys(map(_path, hits)))[:NEAREST]
        if fits or evidence.is_immediate:
            return Fit(confidence, True, nearest=nearest)
        told = evidence.told[0] if evidence.told else None
        theme = told.theme if told else evidence.likest if evidence.away >= max(LIKE, evidence.near) else None
        return Fit(
            confidence=confidence,
            fits=False,
            reason=_reason(theme, told),
            theme=theme.id if theme else None,
            words=told.words if told else (),
            nearest=nearest,
            go=(*([theme.go] if theme else []), *WHERE),
        )

    def _of(self, outside: Outside) -> tuple[tuple[Theme, ...], NDArray[np.float32]]:
        """Each example's theme and its row, encoded anew when the themes change."""
        known, themes, rows = self._examples
        if known is not outside:
            examples = [(theme, example) for theme in outside.themes for example in theme.examples]
            themes = tuple(theme for theme, _ in examples)
            rows = self._encoder.encode([example for _, example in examples])
            self._examples = (outside, themes, rows)
        return themes, rows


def _path(hit: Hit) -> tuple[str, ...]:
    """The title and the headings under it; a first heading that only repeats the title is left out."""
    title, headings = hit.document.title, hit.passage.headings
    return (title, *(headings[1:] if headings[:1] == (title,) else headings))


def _has_heading(words: Sequence[str], hits: Sequence[Hit]) -> bool:
    """Whether a title or heading of the hits has words of a theme: "Annual leave" for "annual leave"."""
    headings = "\n".join("\n".join((hit.document.title, *hit.passage.headings)) for hit in hits).casefold()
    return any(one.casefold() in headings for one in words)


def _reason(theme: Theme | None, told: Told | None) -> str:
    if theme is None:
        return UNTOLD
    quoted = _quoted(told.words) if told else ""
    return f"It looks like a question about {theme.name}{quoted}, which is outside this library."


def _quoted(words: Sequence[str]) -> str:
    return f" (“{'”, “'.join(words)}”)"


def weights_of(card: ModelCard, path: Path = WEIGHTS) -> Weights | None:
    """The weights that were fitted for this encoder, None where none were."""
    return _weights(path).get(card.fingerprint)


def direction_of(card: ModelCard, path: Path = DIRECTIONS) -> NDArray[np.float32] | None:
    """What tells the field's questions from others for this encoder: a number a dimension and the bias; or None."""
    return load_file(path).get(card.fingerprint) if path.exists() else None


def sounds(asked: NDArray[np.float32], direction: NDArray[np.float32] | None) -> float:
    """The score of a question's vector along a direction, between -1 and 1; 0 without one."""
    return 0.0 if direction is None else math.tanh(float(asked @ direction[:-1] + direction[-1]))


@lru_cache(maxsize=2)
def _weights(path: Path) -> dict[str, Weights]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["encoder"]
    return {row.pop("fingerprint"): Weights(**{key: row[key] for key in Weights.__slots__}) for row in tables}
