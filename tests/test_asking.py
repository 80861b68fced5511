"""What people ask for in their own words: Finnish, Swedish, English; carefully and carelessly."""

import pytest

from heijastus_records.exchange import asking

A, R, E = "access", "rectification", "erasure"
L, O, P, W = "restriction", "objection", "portability", "consent-withdrawal"  # noqa: E741

FINNISH: dict[str, tuple[str, ...]] = {
    "Haluan tarkastaa minua koskevat tiedot.": (A,),
    "Pyydän saada nähtäväkseni kaikki tiedot, joita teillä on minusta.": (A,),
    "Moi! Mitä tietoja teillä on musta?": (A,),
    "Saisinko kopion kaikista tiedoistani?": (A,),
    "Lähettäkää minulle rekisterissänne olevat tietoni.": (A,),
    "Tarkastuspyyntö": (A,),
    "hei, haluaisin nähdä omat tietoni": (A,),
    "Voisitteko kertoa, mitä minusta on tallennettu?": (A,),
    "mita tietoja teilla on minusta": (A,),
    "Pyydän tarkastusoikeuden nojalla itseäni koskevat tiedot": (A,),
    "Puhelinnumeroni on vaihtunut, uusi on 050 765 4321.": (R,),
    "Osoitteeni on väärin, voitteko korjata sen?": (R,),
    "Pyydän oikaisemaan virheelliset tietoni.": (R,),
    "Nimeni on kirjoitettu väärin rekisteriinne.": (R,),
    "voisitteko paivittaa sahkopostiosoitteeni": (R,),
    "Sukunimeni on muuttunut, se on nyt Mallila.": (R,),
    "Poistakaa tietoni.": (E,),
    "poistakaa mun tiedot": (E,),
    "tietojen poistaminen": (E,),
    "Haluan tulla unohdetuksi.": (E,),
    "Pyydän, että hävitätte minua koskevat tiedot rekisteristänne.": (E,),
    "Poistattehan minut asiakasrekisteristänne.": (E,),
    "Haluan saada kaikki tietoni poistetuiksi.": (E,),
    "Tietojen poistopyyntö": (E,),
    "voisitko deletoida kaikki mun tiedot kiitos": (E,),
    "Lähettäkää ensin kaikki tietoni ja poistakaa ne sitten rekisteristä.": (A, E),
    "Poistakaa tietoni. Sitä ennen haluan nähdä tietoni.": (A, E),
    "Pyydän rajoittamaan tietojeni käsittelyä.": (L,),
    "Vaadin, että tietojeni käyttöä rajoitetaan, kunnes asia on selvitetty.": (L,),
    "Vastustan henkilötietojeni käsittelyä.": (O,),
    "En halua enää mitään suoramarkkinointia.": (O,),
    "Älkää lähettäkö minulle mainoksia.": (O,),
    "alkaa lahettako minulle enaa mainoksia": (O,),
    "Siirtäkää tietoni toiseen järjestelmään.": (P,),
    "Haluan saada tietoni koneellisesti luettavassa muodossa.": (P,),
    "Peruutan suostumukseni.": (W,),
    "haluan perua antamani markkinointiluvan": (W,),
    "Vedän suostumukseni takaisin.": (W,),
    "Peruutan suostumukseni ja pyydän poistamaan tietoni.": (W, E),
    "Tietojani ei tarvitse poistaa, mutta puhelinnumeroni pitää korjata.": (R,),
    "En halua, että poistatte tietojani.": (),
    "Älkää poistako tietojani.": (),
    "Haluan tarkastaa tietoni, mutta älkää poistako mitään rekisteristä.": (A,),
}

SWEDISH: dict[str, tuple[str, ...]] = {
    "Jag vill veta vilka uppgifter ni har om mig.": (A,),
    "Vad har ni för information om mig?": (A,),
    "Vänligen skicka mig en kopia av mina personuppgifter.": (A,),
    "Begäran om registerutdrag": (A,),
    "Jag skulle vilja ta del av mina uppgifter.": (A,),
    "kan jag få se mina uppgifter?": (A,),
    "Hej, jag vill granska allt som ni har sparat om mig": (A,),
    "Jag vill använda min rätt till tillgång.": (A,),
    "Rättelse av uppgifter": (R,),
    "Min adress är fel, kan ni rätta den?": (R,),
    "Jag har bytt telefonnummer, det nya är 050 765 4321.": (R,),
    "Kan ni ändra min e-postadress?": (R,),
    "Mitt namn är felstavat i registret.": (R,),
    "Radera mina uppgifter.": (E,),
    "Jag vill att ni tar bort mina uppgifter ur registret.": (E,),
    "radera allt ni har om mig, mina uppgifter och allt annat": (E,),
    "Jag vill bli bortglömd.": (E,),
    "Ta bort mig ur ert kundregister, tack.": (E,),
    "Begäran om radering av personuppgifter": (E,),
    "Skicka mig mina uppgifter och radera dem sedan.": (A, E),
    "Jag begär att behandlingen av mina uppgifter begränsas.": (L,),
    "Jag invänder mot behandlingen av mina uppgifter.": (O,),
    "Jag vill inte ha någon direktmarknadsföring.": (O,),
    "Sluta skicka reklam till mig.": (O,),
    "Jag vill flytta mina uppgifter till ett annat system.": (P,),
    "Jag vill ha uppgifterna i ett maskinläsbart format.": (P,),
    "Jag återkallar mitt samtycke.": (W,),
    "Jag tar tillbaka mitt samtycke till marknadsföring": (W,),
    "Radera inte mina uppgifter.": (),
    "Ni behöver inte radera mina uppgifter.": (),
    "Ta inte bort mina uppgifter, men rätta mitt telefonnummer.": (R,),
}

ENGLISH: dict[str, tuple[str, ...]] = {
    "What data do you have about me?": (A,),
    "Please send me a copy of my personal data.": (A,),
    "I would like to see everything you hold on me.": (A,),
    "Subject access request": (A,),
    "I want to know what information you keep about me.": (A,),
    "could i get my data pls": (A,),
    "I would like access to my records.": (A,),
    "My phone number has changed, please update it.": (R,),
    "Please correct my address.": (R,),
    "The information about me in your register is wrong.": (R,),
    "my name is misspelled, can you fix it": (R,),
    "Please rectify my personal data.": (R,),
    "Please delete my data.": (E,),
    "Erase all information you have about me.": (E,),
    "I want to be forgotten: please remove me from your records.": (E,),
    "I am using my right to be forgotten.": (E,),
    "delete everything you have on me": (E,),
    "Could you get my data deleted?": (E,),
    "Delete my data, but send me a copy of my data first.": (A, E),
    "Please restrict the processing of my data.": (L,),
    "I object to the processing of my personal data.": (O,),
    "Please stop sending me marketing.": (O,),
    "Don't use my data for marketing.": (O,),
    "Please transfer my data to another provider.": (P,),
    "I want my data in a machine-readable format.": (P,),
    "I withdraw my consent.": (W,),
    "I hereby revoke the permission that I gave you.": (W,),
    "I withdraw my consent. Please delete my data.": (W, E),
    "Do not delete my data.": (),
    "There is no need to delete my data, just correct my phone number.": (R,),
    "Please don’t delete my records.": (),
}

MORE: dict[str, tuple[str, ...]] = {
    "Hei, pyytäisin nähdä kaikki minusta keräämänne tiedot. GDPR art. 15.": (A,),
    "Haluaisin tietää mitä tietoja minusta on rekisterissänne ja mihin niitä käytetään": (A,),
    "Hei Mari! Olisiko mahdollista saada itselleni kopio niistä tiedoista jotka sulla on musta?": (
        A,
    ),
    "Pyydän tiedot itsestäni.": (A,),
    "Lähetä mulle mun tiedot": (A,),
    "Onko teillä minusta mitään tietoja?": (A,),
    "Onko minusta tietoja rekisterissänne?": (A,),
    "Tietosuojapyyntö: pyydän jäljennöksen henkilötiedoistani": (A,),
    "Uusi sähköpostiosoitteeni on aino@posti.example, vanhan voi poistaa.": (R,),
    "Muutin, uusi osoite Katu 1, 00100 Helsinki": (R,),
    "Olen vaihtanut sukunimeä, päivittäkää se": (R,),
    "Puhelinnumero on muuttunut": (R,),
    "Voitko poistaa mut sun rekisteristä": (E,),
    "Pyydän poistamaan minut asiakasrekisteristä.": (E,),
    "Haluan että kaikki tietoni tuhotaan": (E,),
    "Pyydän tietojeni poistoa": (E,),
    "Poistakaa kaikki mitä teillä on minusta.": (E,),
    "Kiellän tietojeni käytön suoramarkkinointiin": (O,),
    "Lopettakaa markkinointi": (O,),
    "En anna enää lupaa markkinointiin": (O,),
    "Perun luvan käyttää tietojani markkinointiin": (W,),
    "Siirtäkää mun tiedot uudelle työnohjaajalle": (P,),
    "Jag vill ha ut alla uppgifter ni har om mig": (A,),
    "Finns jag i ert register?": (A,),
    "Skicka mig allt ni har om mig": (A,),
    "Begär utdrag ur registret": (A,),
    "Hej! Mitt nya telefonnummer är 050 1234567, kan du uppdatera?": (R,),
    "Jag har flyttat, ny adress är Gatan 1": (R,),
    "Kan ni radera mig?": (E,),
    "Snälla ta bort all information om mig": (E,),
    "Jag önskar att mina personuppgifter raderas": (E,),
    "Jag motsätter mig att mina uppgifter används": (O,),
    "Jag drar tillbaka mitt samtycke": (W,),
    "Under GDPR I request a copy of all personal data you process about me": (A,),
    "Please provide all the personal data you hold concerning me": (A,),
    "Do you have any data on me?": (A,),
    "Am I in your register?": (A,),
    "I moved. My new address is 1 Street.": (R,),
    "Kindly remove all of my personal information from your systems": (E,),
    "Please erase me from your database": (E,),
    "please delete my account and all data": (E,),
    "Please stop processing my data": (O,),
    "I no longer consent to marketing": (W,),
    "Hei. Pyydän teiltä selvityksen siitä, mitä henkilötietoja minusta käsittelette.": (A,),
    "Kuinka paljon tietoa teillä on minusta?": (A,),
    "Haluan katsoa mitä minusta on kirjattu": (A,),
    "Saanko nähdä mitä minusta on merkitty asiakasrekisteriin?": (A,),
    "Voisitko laittaa sähköpostilla kaikki minun tietoni": (A,),
    "Ilmoittakaa, mistä olette saaneet tietoni": (A,),
    "Kenelle tietojani on luovutettu?": (A,),
    "Tietopyyntö": (A,),
    "Hei, numeroni on nykyään 050 1112223": (R,),
    "Yhteystiedoissani on virhe, oikea osoite on Kuja 3": (R,),
    "Laittaisitko uuden osoitteen: Kuja 3, 00100 Helsinki": (R,),
    "Sähköpostini on muuttunut, korjaatteko?": (R,),
    "Ottakaa minut pois rekisteristänne": (E,),
    "En halua olla enää rekisterissänne": (E,),
    "Valmennus loppui, joten tietoni voi poistaa": (E,),
    "Hävittäkää paperitkin, joissa on nimeni. Poistakaa tietoni.": (E,),
    "Asiakkuuteni on päättynyt, pyydän hävittämään tietoni": (E,),
    "Poistetaanko tietoni automaattisesti?": (E,),
    "Keskeyttäkää tietojeni käsittely siksi aikaa": (L,),
    "Minulle ei saa lähettää markkinointia": (O,),
    "Kiitos ei enää mainoksia": (O,),
    "Antamani suostumus peruutetaan": (W,),
    "Toimittakaa tietoni suoraan uudelle palveluntarjoajalle koneluettavassa muodossa": (P,),
    "Hej, jag vill veta vad ni har lagrat om mig": (A,),
    "Kan du mejla mig mina uppgifter?": (A,),
    "Vilka personuppgifter behandlar ni om mig och varifrån har ni fått dem?": (A,),
    "Telefonnumret ni har är fel. Rätt nummer är 050 1112223": (R,),
    "Min mejladress har ändrats": (R,),
    "Jag har gift mig och heter nu Sjöberg i efternamn, vänligen uppdatera": (R,),
    "Jag ber er att förstöra alla mina uppgifter": (E,),
    "Jag vill inte finnas kvar i ert register": (E,),
    "Plocka bort mig ur registret": (E,),
    "Snälla radera min information": (E,),
    "Skicka ingen reklam till mig": (O,),
    "Pausa behandlingen av mina uppgifter": (L,),
    "Mitt samtycke gäller inte längre": (W,),
    "Hi, could you tell me what you have on file about me?": (A,),
    "I'd like a copy of my file please": (A,),
    "Who have you shared my data with?": (A,),
    "Can you show me the personal information you've stored on me?": (A,),
    "My e-mail is now aino@posti.example, please update": (R,),
    "You have my surname wrong": (R,),
    "I've changed my name to Mallila": (R,),
    "I want all my personal data gone": (E,),
    "Please get rid of my information": (E,),
    "I don't want to be in your register any more": (E,),
    "Stop using my details for ads": (O,),
    "I take back my consent": (W,),
    "Please pause the processing of my data": (L,),
    "Send my data directly to my new coach in a portable format": (P,),
}
"""Said in passing, sideways or in haste."""

OTHERS = [
    "Please take me off your list",
    "Voisitko lähettää minulle laskun sähköpostilla?",
    "Sähköpostiosoitteeni laskua varten on aino@posti.example",
    "Kiitos tiedosta, nähdään torstaina!",
    "Tiedot tapaamisesta: ke klo 9. Nähdään siellä!",
    "Muistutus: päivitä yhteystietosi Omassa tilissä",
    "Saisinko lisätietoja ryhmätyönohjauksesta?",
    "Can you send me the information about the course?",
    "Could you send the details of my invoice?",
    "Kan du skicka information om kursen till mig?",
    "Skicka mig information om era tjänster",
    "Vilka tider har ni för mig?",
    "What do you think about me joining the group?",
    "Please change my appointment to Monday",
    "Voitko vaihtaa numeron laskuun?",
    "Poistitko vanhan laskun?",
    "Voitko lähettää tarjouksen työnohjauksesta?",
    "Laitan tietoni alle: Aino, 050 1112223",
    "Pyydän vahvistamaan torstain ajan",
    "Poistuin etuajassa, anteeksi!",
    "Kadotin muistiinpanoni, saisinko ne uudelleen?",
    "Lasku tuli väärään osoitteeseen? Ei, kaikki hyvin.",
    "Peruutan osallistumiseni, en pääse torstaina",
    "Haluan muuttaa varaustani",
    "Onko sinulla vapaita aikoja?",
    "Tack för informationen! Vi ses på torsdag.",
    "Jag vill ändra min bokning",
    "Jag måste avboka torsdagen",
    "Hur mycket kostar det?",
    "Thanks for the information, see you on Thursday!",
    "I want to change my booking",
    "Please cancel my appointment",
    "Your records of the meeting were great",
    "I will send you my details for the invoice tomorrow",
    "Please send the invoice to my new employer",
    "What a lovely session, it was all about me!",
    "Lasku 2026-014\n\nHei,\n\nohessa lasku. Korjatkaa laskun viite, kiitos.",
    "Kiitos!\n\nKiitos eilisestä ryhmästä, se oli hyvä. Lisää tietoa palveluistanne?",
    "Ajan siirto\n\nVoidaanko siirtää torstain tapaaminen ensi viikolle? Perun keskiviikon ajan.",
    "Uutiskirje 11/2026\n\nJos et halua enää uutiskirjettä, poista itsesi listalta tästä.",
    "Poista minut listalta\n\nPoista minut postituslistalta, kiitos.",
    "Tarjous\n\nPäivitä tietosi ja voita! Tietosuojaselosteemme on muuttunut.",
    "Tiedoksi\n\nTiedoksi, että toimisto on suljettu perjantaina. Tiedotteet löytyvät sivuilta.",
    "Osallistujat\n\nLähetän tietoni ilmoittautumista varten: Aino Esimerkki, 040 123 4567.",
    "Tietokone\n\nTietokoneeni on rikki, poistin kaikki tiedostot.",
    "Palaute\n\nOlen tyytyväinen, eikä tietojani tarvitse muuttaa eikä poistaa.",
    "Faktura 2026-014\n\nBifogat finns fakturan. Vänligen rätta fakturans referens.",
    "Tack\n\nTack för i går, det var en bra träff. Andra frågor tar vi nästa gång.",
    "Möte\n\nKan vi flytta mötet till torsdag? Jag måste ta bort onsdagen.",
    "Nyhetsbrev\n\nVill du inte ha vårt nyhetsbrev? Ta bort mig från listan."
    " Uppdatera dina uppgifter.",
    "Reklamation\n\nVi har fått er reklamation och svarar inom kort.",
    "Invoice 2026-014\n\nPlease find attached the invoice. Please correct the reference.",
    "Thanks\n\nThank you for yesterday. I will send my notes next week.",
    "Meeting\n\nCan we move the meeting to Thursday? I have to cancel Wednesday.",
    "Newsletter\n\nYou no longer want our newsletter? Unsubscribe or remove me from this list. We"
    " delete your data at once. Update your details here.",
    "Offer\n\nBuy now! Our privacy policy has changed. To stop marketing emails, click here.",
    "Question\n\nDo you have a time in May?\n\n-- \nThis e-mail is meant for its recipient. Delete"
    " my data if you are not the one.",
    "Hello\n\nSee you!\n\nIf you have received this in error, please delete all information on me.",
    "Re: Tietojeni poistaminen\n\nKiitos, asia on selvä.",
    "Vs: vastaus\n\nKiitos!\n\n5.11.2026 klo 9.12 Mari kirjoitti:\n> Pyydän poistamaan tietoni.\n>"
    " Terveisin Aino",
    "Sv: svar\n\nTack!\n\n-----Ursprungligt meddelande-----\nRadera mina uppgifter.",
    "Kiitos\n\nSopii.\n\nLähettäjä: Aino Esimerkki\nLähetetty: 5.11.2026\n\nPoistakaa tietoni.",
]


@pytest.mark.parametrize("text", [*FINNISH, *SWEDISH, *ENGLISH, *MORE])
def test_what_people_ask_for_is_recognised_in_their_own_words(text: str) -> None:
    expected = {**FINNISH, **SWEDISH, **ENGLISH, **MORE}[text]
    assert asking.recognise("", text).duties == expected
    assert asking.recognise(text, "").duties == expected


@pytest.mark.parametrize("text", OTHERS, ids=lambda text: text.partition("\n")[0])
def test_other_mails_ask_for_nothing(text: str) -> None:
    subject, gap, body = text.partition("\n\n")
    assert asking.recognise(subject, body).duties == ()
    assert asking.recognise("", body if gap else text).duties == ()


@pytest.mark.parametrize(("language", "texts"), [("fi", FINNISH), ("sv", SWEDISH), ("en", ENGLISH)])
def test_the_language_is_known_or_left_open_but_never_wrong(
    language: str, texts: dict[str, tuple[str, ...]]
) -> None:
    found = [asking.recognise("", text).language for text in texts]
    assert set(found) <= {language, ""}
    assert found.count("") <= len(found) / 5


def test_a_mail_in_no_language_has_none() -> None:
    assert asking.recognise("", "").language == ""
    assert asking.recognise("", "12345 +++").language == ""
    assert asking.recognise("", "ok").language == ""


FOR_ANOTHER = [
    "Pyydän äitini puolesta häntä koskevat tiedot.",
    "Haluan nähdä isäni tiedot.",
    "Toimin asiakkaan asiamiehenä, valtakirja liitteenä. Pyydän hänen tietonsa.",
    "Olen Ainon edunvalvoja ja pyydän poistamaan hänen tietonsa.",
    "Huoltajana pyydän lapseni tiedot.",
    "Mitä tietoja teillä on puolisostani? Puolisoni on asiakkaanne ja haluan tietää kaikki tiedot.",
    "Jag skriver för min mammas räkning och vill ha hennes uppgifter.",
    "Jag är god man för Aino. Fullmakt bifogas.",
    "Jag vill se min dotters uppgifter.",
    "I write on behalf of my client.",
    "Please send me my mother's data.",
    "Please delete the records of my husband.",
    "I hold a power of attorney.",
    "As his guardian I ask for a copy of the data.",
]
FOR_ONESELF = [
    *(
        "Omasta puolestani kiitos.",
        "Poistakaa tietoni.",
        "För egen räkning vill jag se uppgifterna.",
    ),
    *("Radera mina uppgifter.", "Please send me my data.", "My mother says hello."),
    "Äitini lähettää terveisiä. Haluan nähdä tietoni.",
    "Kiitos.\n\n> Pyydän äitini puolesta tiedot.",
]


@pytest.mark.parametrize("text", FOR_ANOTHER)
def test_who_writes_for_somebody_else_is_noticed(text: str) -> None:
    assert asking.recognise("", text).is_for_another


@pytest.mark.parametrize("text", FOR_ONESELF)
def test_who_writes_for_oneself_is_not_taken_for_another(text: str) -> None:
    assert not asking.recognise("", text).is_for_another


def test_own_words_around_quoted_ones_count() -> None:
    text = "> Mari kirjoitti jotain\n\nPoistakaa tietoni.\n\n> ja vielä: haluan nähdä tietoni"
    assert asking.recognise("Re: hei", text).duties == (E,)


def test_lines_that_are_broken_anywhere_are_one_sentence() -> None:
    text = "Hei,\n\nvalmennus on ohi. Pyydän poistamaan\nkaikki minua\nkoskevat tiedot\n\nAino"
    assert asking.recognise("", text).duties == (E,)


def test_signs_that_cannot_be_seen_do_not_hide_a_wish() -> None:
    assert asking.recognise("", "pois\u00adta\u200bkaa tieto\u2060ni").duties == (E,)
    assert asking.recognise("", "RA\u0308TTELSE av uppgifter").duties == (R,)


@pytest.mark.parametrize(
    "sign",
    ["a", " ", "\n", ".", "a. ", "\n ", "> ", "ei ", "not ", "my ", "wrote ", ": ", "tieto ", "- "],
    ids=ascii,
)
def test_any_text_of_full_length_is_looked_through(sign: str) -> None:
    """The work is bounded by sentences; without that some of these would not end."""
    assert asking.recognise(sign * 100, sign * 20_000).duties == ()
