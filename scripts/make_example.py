"""How the example register was made: run once, on 2026-11-22, and never again.

    python scripts/make_example.py      in an environment where the project is installed

It seals seven invented clients into `records/` with the first version of the format. The files are
kept as they are, so that every later version still opens them; a later format gets an example of
its own. Nobody in it exists: business ids begin with 99, addresses end in `.example`, and the phone
numbers are from 070-174 06 05 to 070-174 06 99, which the Swedish Post and Telecom Authority has
set aside for invented people (Finland has no such range).

The identity beside it, `example-identity.txt`, is public and protects nothing: the program takes
it for this register only.
"""

import sys
from datetime import date
from pathlib import Path

from heijastus_records.errors import RecordsError
from heijastus_records.law.notice import Notice
from heijastus_records.register import document, layout, lint, private, schema, vault
from heijastus_records.register.register import read_notice

PROJECT = Path(__file__).resolve().parent.parent
IDENTITY = "example-identity.txt"
DAY = date(2026, 11, 22)

DAYCARE = "c-4ab5zro2ijsis"
MUNICIPALITY = "c-qd4n2k3im5h7q"
AINO = "c-qie67n4l43ntm"
SARKA = "c-yklw6i4ty36a6"
PAIVI = "c-6aw24yqxhgupy"
OLE = "c-mnldknx65laz6"
AKE = "c-jomc7y5unvuey"

CLIENTS = {
    DAYCARE: """\
# Työnohjausta koko tiimille syksystä 2023
kind: organisation
roles: [orderer]
name: Kuvitteellinen Päiväkoti Oy
business_id: 9900001-8
emails: [toimisto@kuvitteellinen.example]
relationship: {started: 2023-08-15}

contracts:
  - number: S-2023-07
    service: ryhmätyönohjaus
    signed: 2023-08-01
    starts: 2023-08-15
    schedule: joka toinen tiistai 9–11
    place: Kokoushuone Ääni, Esimerkkikatu 1 A 2, 00100 Helsinki
    paper: kaappi 1, kansio 3

billing:
  method: e-invoice
  address: {street: Esimerkkikatu 1 A 2, postal_code: 00100, city: Helsinki}
  einvoice_address: 003799000018
  operator_id: 003721291126
  buyer_reference: KP-4410     # muistettava joka laskulla
  terms: 14 pv netto
invoices:
  - {number: 2023-031, date: 2023-09-30, amount: 1488.00, currency: EUR, status: paid}
  - {number: 2024-017, date: 2024-05-31, amount: 1488.00, currency: EUR, status: paid}
  - {number: 2026-022, date: 2026-10-30, amount: 1550.00, currency: EUR, status: sent}
sources:
  - {fields: [name, business_id, emails, billing], from: orderer, day: 2023-08-01}
""",
    MUNICIPALITY: """\
kind: organisation
name: Mallikylän kunta, sivistystoimi
business_id: 9900002-6
roles: [orderer]
language: fi
emails: [sivistystoimi@mallikyla.example]
relationship:
  started: 2019-02-01
contracts:
# puitesopimus, jatkettu kahdesti
- number: S-2019-02
  service: työnohjaus
  signed: 2019-01-14
  starts: 2019-02-01
  schedule: kuukauden 1. torstai 13–15
  place: tilaajan tiloissa
billing:
  method: email
  email: laskut@mallikyla.example
  address:
    street: Kunnantie 3
    postal_code: 12345
    city: Mallikylä
invoices:
- {number: 2019-004, date: 2019-03-29, amount: 240.00, currency: EUR, status: paid}
- {number: 2025-011, date: 2025-04-30, amount: 260.00, currency: EUR, status: paid}
sources:
- {fields: [name, business_id, billing], from: orderer}
- {fields: [emails], from: orderer-website, day: 2019-01-10}
""",
    AINO: f"""\
# Tuli tilaajan kautta
kind: person
name: {{given: Aino, family: Esimerkki}}
roles: [supervisee]
emails:
  - aino.esimerkki@kuvitteellinen.example   # kirjoittaa mieluummin kuin soittaa
phones: ["+46701740605"]
language: fi
organisations:
  - {{id: {DAYCARE}, role: supervisee, from: 2023-08-15}}
relationship: {{started: 2023-08-15}}
contracts:
  - service: ryhmätyönohjaus
    starts: 2023-08-15
    schedule: joka toinen tiistai 9–11
consents:
  - purpose: marketing
    version: 2023-07-25
    given: 2023-08-15
    how: lomake
    evidence: kaappi 1, kansio 4
informed:
  - {{day: 2023-08-15, notice: 2023-07-25, how: paperilla ensimmäisellä kerralla}}
sources:
  - fields: [kind, name, roles, emails, organisations, relationship, contracts]
    from: orderer
    day: 2023-08-01
  - {{fields: [phones, language, consents], from: consent, day: 2023-08-15}}
""",
    SARKA: """\
# Private client: paid for her coaching herself
kind: person
roles: [coachee]
name:
  given: Šárka
  family: Žižková
emails: [sarka.zizkova@posti.example]
language: en
relationship: {started: 2014-09-01, ended: 2020-06-12}
contracts:
  - number: V-2014-03
    service: valmennus
    signed: 2014-08-25
    starts: 2014-09-01
    ends: 2020-06-12
    schedule: kerran kuussa, ke 8.30–10
    place: Heijastuksen tila
    paper: kaappi 1, kansio 1
billing:
  method: email
  address: {street: Keksitty kuja 7 B 12, postal_code: 33100, city: Tampere}
  terms: 14 days net
invoices:
  - {number: 2014-033, date: 2014-09-30, amount: 80.00, currency: EUR, status: paid}
  - {number: 2015-018, date: 2015-05-29, amount: 80.00, currency: EUR, status: paid}
  - {number: 2016-027, date: 2016-10-31, amount: 80.00, currency: EUR, status: paid}
  - {number: 2017-012, date: 2017-03-31, amount: 95.00, currency: EUR, status: paid}
  - {number: 2018-020, date: 2018-06-15, amount: 95.00, currency: EUR, status: paid}
  - {number: 2019-041, date: 2019-12-20, amount: 95.00, currency: EUR, status: paid}
  - {number: 2020-013, date: 2020-06-12, amount: 95.00, currency: EUR, status: paid}
sources:
  - fields: [kind, name, roles, emails, language, relationship, contracts, billing, invoices]
    from: subject
    day: 2014-08-25
""",
    PAIVI: f"""\
kind: person
name: {{given: Päivi, family: Näkkäläjärvi}}
roles: [contact]
emails: [paivi.nakkalajarvi@mallikyla.example]
organisations:
  - {{id: {MUNICIPALITY}, role: contact, from: 2021-01-01}}
relationship:
  started: 2021-01-01
informed:
  - {{day: 2021-01-08, notice: 2020-05-25, how: sähköpostilla}}
  - {{day: 2023-08-07, notice: 2023-07-25, how: sähköpostilla}}
# nimi ja osoite ovat kunnan verkkosivuilla
sources:
  - fields: [kind, name, emails, roles, organisations, relationship]
    from: orderer-website
    day: 2021-01-04
""",
    OLE: f"""\
# Ole on töissä Mallikylässä; sopimuksen tekee kunta.
# Ø ja å kirjoitetaan niin kuin hän itse kirjoittaa.
kind: person
name:
  given: Ole      # ei Olli
  family: "Ødegård"
roles:
  - supervisee
emails:
  - ole.odegard@mallikyla.example
phones:
  - "+46701740612"   # tekstiviesti riittää
organisations:
  - id: {MUNICIPALITY}
    role: supervisee
    from: 2019-02-01
    to: 2025-12-31
relationship: {{started: 2019-02-01}}
consents:
  # peruutti käydessään; lomake jäi kaappiin
  - purpose: marketing
    version: 2023-07-25
    given: 2023-09-07
    how: lomake
    evidence: kaappi 1, kansio 4
    withdrawn: 2025-01-31
sources:
  - {{fields: [name, emails, organisations], from: orderer, day: 2019-01-14}}
  - {{fields: [phones, consents], from: subject}}
paper:
  - {{kind: muistiinpanot, place: "kaappi 1, kansio 5"}}
# tarkistettava vuoden lopussa, jatkuuko ohjaus
""",
    AKE: f"""\
# På svenska, tack
kind: person
name: {{given: Åke, family: Söderlund-Mäkelä}}
roles: [coachee, contact]
emails: [ake.soderlund-makela@kuvitteellinen.example, ake@soderlund.example]
phones: ["+46701740633"]
language: sv
organisations:
  - {{id: {DAYCARE}, role: contact, from: 2023-08-01}}
relationship: {{started: 2023-08-01}}
contracts:
  - number: V-2025-01
    service: valmennus
    signed: 2025-01-07
    starts: 2025-01-15
    ends: 2026-12-16
    schedule: >-
      ungefär var tredje vecka,
      fredagar 10–11.30
    place: på distans
consents:
  - {{purpose: marketing, version: 2023-07-25, given: 2025-01-15, how: e-post}}
sources:
  - {{fields: [name, emails], from: orderer-website}}
  - {{fields: [phones, language, consents, contracts], from: subject, day: 2025-01-15}}
""",
}
"""What she typed about each client, by the ids that were drawn for them once."""

CUSTODY = f"""\
# The identity of this register is public: it protects nothing.
copies:
  - {{place: "{IDENTITY}, beside the register", epoch: 1, day: {DAY}}}
"""


def main() -> None:
    """Write the files. Refuses where they are there already."""
    files = [PROJECT / IDENTITY, PROJECT / layout.EPOCH]
    if any(file.exists() for file in files):
        sys.exit("the example register is there; it is never made anew")
    notice = read_notice(PROJECT)
    if notice.register != private.EXAMPLE_REGISTER:
        sys.exit("register.yaml is not that of the example")
    texts = {layout.CUSTODY: CUSTODY, **CLIENTS}
    for record, text in texts.items():
        demand_valid(record, text, notice)
    epoch = vault.Epoch(notice.register, 1, vault.Key.generate(), example=True)
    for record, text in texts.items():
        seal(epoch, record, text)
    write(layout.EPOCH, f'epoch: "{epoch.number}"\nday: "{DAY}"\n'.encode())
    write(IDENTITY, vault.write_epoch(epoch, None))
    print(f"sealed {len(texts)} records; keep them as they are")


def demand_valid(record: str, text: str, notice: Notice) -> None:
    """Leave with the problems of a text, warnings included, if it has any."""
    try:
        kind = schema.kind_of(record)
        problems = lint.check(kind, document.load(text), text, notice, set(CLIENTS))
    except RecordsError as error:
        sys.exit(f"{record}: {error}")
    if problems:
        sys.exit(f"{record}: {problems}")


def seal(epoch: vault.Epoch, record: str, text: str) -> None:
    """Write the two files of a record."""
    key = vault.Key.generate()
    binding = vault.Binding(record, epoch.register, 1, ())
    write(layout.record_path(record), vault.seal_text(key, binding, document.tidy(text)))
    write(layout.key_path(record), vault.seal_keys(epoch, record, (key,)))


def write(path: str, content: bytes) -> None:
    """Write a file of the example, by its path from the project's top."""
    target = PROJECT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


if __name__ == "__main__":
    main()
