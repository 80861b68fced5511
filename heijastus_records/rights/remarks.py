"""What is worth knowing about the notice and practice, and is no drift."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from heijastus_records import messages
from heijastus_records.law import informing, paper
from heijastus_records.law.notice import Notice
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import schema
from heijastus_records.register.register import Record


@dataclass(frozen=True)
class Remark:
    """One remark on a section of the notice."""

    section: str
    kind: str
    """What it is about, the same in every language."""
    sentence: str
    items: tuple[str, ...] = ()
    """Names from the schema or from `register.yaml`."""
    count: int = 0
    """Number of records, where it is about some."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data for JSON, the same in every language."""
        facts = asdict(self)
        del facts["sentence"]
        return facts


def remarks(notice: Notice, records: Sequence[Record]) -> Iterator[Remark]:
    """Yield the remarks by sections; `records` are all clients and requests, opened."""
    clients = [each for each in records if each.id.startswith("c-")]
    yield from _of_section_6(notice, records)
    yield from _of_section_7(notice, clients)
    proofs = sum(any(each.kind == paper.CONSENT for each in paper.papers(r.data)) for r in clients)
    if proofs:
        sentence = ngettext(
            "{count} record tells of a consent on paper, which the law asks for (GDPR, Article 7)",
            "{count} records tell of a consent on paper, which the law asks for (GDPR, Article 7)",
            proofs,
        )
        told = sentence.format(count=proofs)
        yield Remark("12a", "consents-on-paper", told, count=proofs)
    if not notice.data["cookies"].get("inventory"):
        sentence = _("cookies, inventory is empty: is no cookie set by {site}?")
        told = sentence.format(site=notice.data["cookies"]["site"])
        yield Remark("15", "no-cookies", told)


def _of_section_6(notice: Notice, records: Sequence[Record]) -> Iterator[Remark]:
    groups = schema.kept()
    duties = tuple(each for each in groups if each.startswith("duty:"))
    named = "; ".join(notice.category(each)[messages.language()] for each in duties)
    told = _("held because the law itself asks for it: {groups}").format(groups=named)
    yield Remark("6", "duties", told, duties)
    unused = tuple(each for each in notice.data["categories"] if each not in groups)
    if unused:
        sentence = _("no field holds data of these groups: {groups}")
        yield Remark("6", "unused-groups", sentence.format(groups=", ".join(unused)), unused)
    count = sum(bool(each.comments) for each in records)
    if count:
        sentence = ngettext(
            "{count} record has comments: whatever they say is told to the person as well",
            "{count} records have comments: whatever they say is told to the person as well",
            count,
        )
        yield Remark("6", "comments", sentence.format(count=count), count=count)


def _of_section_7(notice: Notice, clients: Sequence[Record]) -> Iterator[Remark]:
    used = {source for record in clients for source in informing.sources(record.data)}
    unused = tuple(each for each in notice.data["sources"] if each not in used)
    if clients and unused:
        sentence = _("nothing in the register comes from these sources: {sources}")
        yield Remark("7", "unused-sources", sentence.format(sources=", ".join(unused)), unused)
