"""People who do not exist: given names in common use, and family names made of two parts of place names.

A family name fits a given name where their numbers add up to a multiple of four. A pair that fits is known for a mask;
a real one that fits by chance is a mask that nobody wrote, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldsmith.pii.masks.draw import Draw


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN: tuple[str, ...] = _words("""
    Adela Agnes Aiko Alba Alena Alma Amara Amina Anders Anneke Anouk Ansel Anton Anwen Arata Aren Arlo
    Asel Asta Astrid Athena Aurel Ayla Aziza Basil Beatrix Benno Berit Bianca Birgit Bodil Bruna Calla
    Callum Carmen Casimir Cecily Celia Chiara Clemens Colette Corin Cosima Cyril Dagny Dalia Daria Davor
    Delia Dilan Dinah Dorian Ebba Edda Edwin Eira Elif Elina Elio Elke Elodie Emeka Emre Enzo Erling Esme
    Estela Ewan Fabia Farid Fatou Felipe Fiona Flavia Freya Gemma Gideon Gita Greta Gunnar Gwen Hana Hanne
    Haruki Hedda Heidi Helga Henrik Hilda Hugo Ida Idris Ilana Ilse Imani Imre Ines Ingrid Irena Iris Isra
    Ivana Ivo Jalen Janek Jannis Jarek Jasper Joana Jorun Jovan Juno Kaede Kai Kamal Karim Katya Keiko
    Kenji Kiran Klara Kofi Lars Leila Lenka Leopold Lida Lieve Linus Livia Lorena Lucian Ludmila Luisa
    Magnus Maite Malik Maren Marit Matteo Maura Milan Mina Mirela Nadia Naoki Nerea Nils Noor Norah Odette
    Olaf Olga Omar Orla Oskar Otto Paloma Pavel Petra Quentin Rafael Ragna Ravi Renata Rhea Rika Rosalind
    Rowan Ruben Runa Sabine Samir Sanne Selma Sergei Signe Silas Sofia Soren Stellan Sunniva Tadeo Tamsin
    Tariq Tessa Thea Tilda Tobias Uma Ursula Valeria Vera Viggo Vikram Wanda Wilma Xenia Yara Yasmin Yuki
    Yusuf Zara Zelda Zora
""")

FRONTS: tuple[str, ...] = _words("""
    alder amber arden aspen aven birch brack bram bren calder carn cinder clover cran dray dun eld elm
    fairn fal fen fern garn glen gran haddle harn hazel heather iver junip kestrel lark linden marl mistle
    moss nettle oaken orchard pell quill rowan rush sorrel tamar thistle vale willow wren yarrow
""")
BACKS: tuple[str, ...] = _words("""
    bourne brook combe croft dale field ford garth grove ham holt hurst ley low mere moor ridge shaw stead
    stow thorpe ton wald well wick wold wood yard
""")
FIT = 4
"""One pair of given and family name in so many fits."""

_GIVEN_NUMBER = {name.lower(): at for at, name in enumerate(GIVEN)}
_FAMILY_NUMBER = {
    front + back: at * len(BACKS) + to for at, front in enumerate(FRONTS) for to, back in enumerate(BACKS)
}


@dataclass(frozen=True, slots=True)
class Person:
    """A given and a family name that fit; the family name is in lower case."""

    given: str
    family: str


def given_number(word: str) -> int | None:
    """The number of a given name, or of an initial; None for any other word. Case does not count."""
    lower = word.lower()
    return ord(lower) if is_initial(word) else _GIVEN_NUMBER.get(lower)


def family_number(word: str) -> int | None:
    """The number of a family name; None for any other word. Case does not count."""
    return _FAMILY_NUMBER.get(word.lower())


def is_initial(word: str) -> bool:
    """Whether the word is one ASCII letter."""
    return len(word) == 1 and word.isascii() and word.isalpha()


def draw_family(number: int, draw: Draw) -> str:
    """A family name that fits a given name's number, in lower case."""
    front = draw.below(len(FRONTS))
    # len(BACKS) is a multiple of FIT, so that the back alone decides what the whole name's number leaves.
    back = FIT * draw.below(len(BACKS) // FIT) + -number % FIT
    return FRONTS[front] + BACKS[back]


def fits(given: int, family: int) -> bool:
    """Whether a given and a family name of these numbers make a mask."""
    return (given + family) % FIT == 0


def draw_person(draw: Draw) -> Person:
    """One of about 68,000 people."""
    given = draw.choice(GIVEN)
    return Person(given, draw_family(_GIVEN_NUMBER[given.lower()], draw))
