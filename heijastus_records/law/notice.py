"""The privacy notice as the law of the house: what `register.yaml` says, section by section."""

from dataclasses import dataclass
from datetime import date
from typing import Any

Texts = dict[str, str]


@dataclass(frozen=True)
class Notice:
    """The data of `register.yaml`, already checked against its schema."""

    data: dict[str, Any]

    @property
    def register(self) -> str:
        """Id of the register."""
        return str(self.data["id"])

    @property
    def language(self) -> str:
        """Language of a person whose record does not say."""
        return str(self.data["language"])

    @property
    def is_signed(self) -> bool:
        """Tell whether every change of the register is to be signed."""
        return str(self.data["signing"]) == "required"

    @property
    def owner(self) -> str:
        """The contact person as Git names an author."""
        contact = self.data["contact"]
        return f"{contact['name']} <{contact['email']}>"

    @property
    def mail_servers(self) -> tuple[str, ...]:
        """The owner's own mail servers, which may vouch for the domain of a mail's sender."""
        return tuple(map(str, self.data["requests"].get("servers", ())))

    @property
    def sender(self) -> dict[str, str]:
        """Who answers people, and by which notice."""
        contact, controller = self.data["contact"], self.data["controller"]
        return {
            "name": controller["name"],
            "business_id": controller["business_id"],
            "contact": contact["name"],
            "email": contact["email"],
            "notice": self.data["notice"]["version"],
        }

    @property
    def version(self) -> str:
        """Version of the published text."""
        return str(self.data["notice"]["version"])

    @property
    def updated(self) -> date:
        """Day of the published text."""
        return date.fromisoformat(self.data["notice"]["updated"])

    def purposes_of(self, client: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the purposes that concern a client: by role, and by what is held."""
        roles = set(client.get("roles", ()))
        return [
            purpose
            for purpose in self.data["purposes"]
            if not (roles and purpose.get("roles")) or roles & set(purpose["roles"])
            if "fields" not in purpose or set(purpose["fields"]) & client.keys()
        ]

    def category(self, name: str) -> Texts:
        """Return the text of a group of data: section 6, or a duty of the law."""
        found: Texts | None = self.data["categories"].get(name)
        return found or DUTIES[name]


def _article(number: str, fi: str, sv: str, en: str) -> Texts:
    return {
        "fi": f"{fi} (yleinen tietosuoja-asetus, {number} artikla)",
        "sv": f"{sv} (allmänna dataskyddsförordningen, artikel {number})",
        "en": f"{en} (GDPR, Article {number})",
    }


DUTIES: dict[str, Texts] = {
    "duty:7": _article("7", "Suostumukset", "Samtycken", "Consents"),
    "duty:12": _article("12", "Pyynnöt", "Begäranden", "Requests"),
    "duty:13": _article("13–14", "Informointi", "Information som getts", "Information given"),
    "duty:14": _article("14", "Tietolähteet", "Källor", "Sources"),
    "duty:17": _article(
        "17", "Poisto ja säilytys", "Radering och bevarande", "Erasure and keeping"
    ),
    "duty:18": _article("18", "Käsittelyn rajoitus", "Begränsning", "Restriction"),
    "duty:19": _article("19", "Luovutukset", "Utlämnanden", "Disclosures"),
    "duty:21": _article("21", "Vastustaminen", "Invändning", "Objection"),
    "duty:32": _article("32", "Käsittelyn turvallisuus", "Säkerhet", "Security"),
    "duty:33": _article(
        "33", "Tietoturvaloukkaukset", "Personuppgiftsincidenter", "Personal data breaches"
    ),
    "duty:paper": {
        "fi": "Manuaalinen aineisto (seloste, kohta 12 a)",
        "sv": "Manuellt material (beskrivningen, punkt 12 a)",
        "en": "Paper material (notice, section 12 a)",
    },
}
"""Data that the law itself makes the controller hold, beside the notice's section 6."""
