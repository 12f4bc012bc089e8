"""What a record states, in words; None where it is silent, which a reader is shown as "not stated".

    ages(service)      # "2½ to 17", "from 16", "up to 5", or None
    cost(service)      # "free", "Session £3.50; siblings free", or None: a record without a cost is not free

Nothing is added to what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.markup import words_of
from services.records import CostOption, Location, Service

_HALVES = {0.25: "¼", 0.5: "½", 0.75: "¾"}
_POUND = "GBP"


def ages(service: Service) -> str | None:
    """For whom in years."""
    least, most = service.minimum_age, service.maximum_age
    if least is not None and most is not None:
        return f"{_years(least)} to {_years(most)}"
    if least is not None:
        return f"from {_years(least)}"
    return f"up to {_years(most)}" if most is not None else None


def cost(service: Service) -> str | None:
    """What it costs: each option in the record's words and its price; "free" alone where every price is 0.

    An option of which neither price nor words are stated is told beside the others: what is free is not all.
    """
    options = service.cost_options
    if options and all(option.amount == 0 for option in options):
        return "free"
    told = list(map(_option, options))
    if any(told):
        return "; ".join(dict.fromkeys(one or "another price: not stated" for one in told))
    return words_of(service.fees_description or service.fees) or None


def contacts(service: Service) -> tuple[str, ...]:
    """How to reach it: its numbers, its e-mail addresses, its page."""
    numbers = (phone.number for phone in service.own_phones if phone.number)
    return tuple(dict.fromkeys((*numbers, *service.own_emails, *((service.url,) if service.url else ()))))


def languages(service: Service) -> tuple[str, ...]:
    """The languages that are spoken there, by name, or by code where there is no name."""
    held = [*service.languages, *(one for location in service.locations for one in location.languages)]
    return tuple(dict.fromkeys(name for one in held if (name := one.name or one.code)))


def accessibility(locations: Iterable[Location]) -> tuple[str, ...]:
    """What is said of how places can be reached and used."""
    rows = (row for location in locations for row in location.accessibility)
    texts = (row.description or row.accessibility or row.details for row in rows)
    return tuple(dict.fromkeys(text for text in texts if text))


def _years(age: float) -> str:
    """An age as people write it.

    >>> _years(2.5), _years(0.5), _years(16.0), _years(0.3)
    ('2½', '½', '16', '0.3')
    """
    whole, part = int(age), age - int(age)
    if part == 0:
        return str(whole)
    return f"{whole or ''}{_HALVES[part]}" if part in _HALVES else f"{age:g}"


def _option(option: CostOption) -> str:
    price = None
    if option.amount == 0:
        price = "free"
    elif option.amount is not None:
        money = f"{option.amount:.2f}".removesuffix(".00")
        price = f"£{money}" if option.currency in (None, _POUND) else f"{money} {option.currency}"
    named = " ".join(part for part in (option.option, price) if part)
    said = option.amount_description if option.amount != 0 else None
    if option.option and option.amount is None and not said:
        said = "price not stated"
    return f"{named} ({said})" if named and said else named or said or ""
