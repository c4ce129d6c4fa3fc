"""English as it is used in requests for code: what carries no task, what means the same, what excludes each other.

Lists of general words, not of any benchmark's. A word that is in none of them is compared as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources
from types import MappingProxyType


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a list beside this file, each as its words."""
    text = (resources.files("goldsmith.evaluation.dedup") / "lists" / f"{name}.txt").read_text("utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line and not line.startswith("#"))


SYNONYMS = groups("synonyms")
"""One meaning a line."""

OPPOSITES = groups("opposites")
"""One choice a line."""

NEGATIONS = word_set(
    "not no never without except excluding avoid avoiding dont doesnt didnt isnt arent cant cannot wont "
    "mustnt shouldnt neither nor nothing none instead rather forbidden prohibited disallow disallowed free "
    "unless lest"
)
"""They turn the words after them round."""

DEMANDS = word_set(
    "must should shall without only using use uses via limit limited within exactly handle handles handling "
    "support supports supporting ensure guarantee raise raises return returns print prints output accept "
    "accepts atleast atmost morethan lessthan preserve keep throw restrict restricted strictly allow allows "
    "include including avoid never"
)
"""In a clause that only one text has, these make it a demand and not small talk."""

WISHES = word_set("need needs want wants wanted prefer like expect require requires required insist")
"""What someone wants follows them."""

SPEAKERS = word_set("i im ive id ill me my mine myself we weve our ours us")
"""The writer speaks of themselves."""

PERSONAL = SPEAKERS | word_set(
    "you youre your yours yourself please thanks thank thx hi hello hey dear greetings kindly sorry "
    "appreciate appreciated grateful cheers folks everyone everybody mate buddy friend context background "
    "urgent asap deadline homework assignment stuck struggling curious regards"
)
"""Someone speaks of themselves or to the reader."""

ROLES = word_set(
    "engineer developer programmer coder student teacher professor tutor instructor analyst scientist "
    "researcher manager beginner newbie novice expert specialist professional assistant colleague coworker "
    "teammate boss team company client startup architect administrator admin consultant intern junior senior "
    "lead principal experienced seasoned veteran skilled talented helpful friendly knowledgeable world class "
    "thesis course school university college interview workshop bootcamp tutorial project work job office "
    "task problem exercise challenge question favour favor years year months weeks days hours minutes "
    "experience background learning studying practicing preparing"
)
"""People and occasions: in a clause that speaks of people they say nothing of the task."""

FILLERS = word_set(
    "a an the this that these those it its itself they them their theirs he she his her of in on at for to "
    "from into onto as is are be been being am was will would could can may might do does did done and or but "
    "so if whether then which who whom whose what how when where why there here with by about also just "
    "simply only really very quite rather such some any each every all both own same one ones other another "
    "up out down off over again too yet still already even ever now soon today tomorrow tonight etc eg ie vs "
    "per via else whatever like write create implement build make develop produce provide give show craft "
    "compose construct code design come generate need want require help let lets try get take have has had go "
    "see look love able wish hope wonder wondering know tell looking trying working going getting having "
    "making using use used uses following based function method routine procedure subroutine func program "
    "script snippet implementation solution piece bit given certain particular specific simple basic small "
    "short little quick quickly easy easily nice nicely good great best better proper properly appropriate "
    "suitable correctly clean clear clearly neat elegant concise robust well efficient efficiently "
    "effective idiomatic readable reliable complete full please kindly thanks thank hello hi hey advance "
    "appreciated way ways thing things stuff kind something someone somebody anyone anybody must should shall "
    "ought ensure sure task problem exercise goal aim purpose idea result resulting called named namely"
)
"""Words that say nothing of which task it is. Negations, numbers and names are never here."""

PHRASES: tuple[tuple[str, str], ...] = (
    (r"(?:unit\s+)?test\s+cases?", "tests"),
    (r"in\s+case(?:\s+of)?|in\s+the\s+case\s+of|for\s+the\s+case\s+of", "if"),
    (r"good\s+(?:morning|afternoon|evening|day)", "hello"),
    (r"a\s+(?:lot|bunch|great\s+deal)", "very"),
    (r"make\s+use\s+of", "use"),
    (r"carry\s+out|carries\s+out|carrying\s+out", "execute"),
    (r"comes?\s+up\s+with", "write"),
    (r"set(?:s|ting)?\s+up", "create"),
    (
        r"at\s+least|no\s+(?:fewer|less)\s+than|a\s+minimum\s+of|minimum\s+of|not\s+(?:fewer|less)\s+than",
        "atleast",
    ),
    (r"at\s+most|no\s+more\s+than|a\s+maximum\s+of|maximum\s+of|up\s+to|not\s+more\s+than", "atmost"),
    (r"more\s+than|greater\s+than|larger\s+than|bigger\s+than|higher\s+than|longer\s+than", "morethan"),
    (r"less\s+than|fewer\s+than|smaller\s+than|lower\s+than|shorter\s+than", "lessthan"),
    (r"hash\s?maps?|hash\s?tables?|associative\s+arrays?", "dictionary"),
    (r"linked\s+lists?", "linkedlist"),
    (r"get\s+rid\s+of|take\s+out|leave\s+out|filter\s+out", "remove"),
    (r"look(?:s|ing)?\s+up|look(?:s|ing)?\s+for|search(?:es|ing)?\s+for", "find"),
    (r"giv(?:e|es|ing)\s+back|hand(?:s|ing)?\s+back|spit(?:s|ting)?\s+out", "return"),
    (r"work(?:s|ing)?\s+out|figur(?:e|es|ing)\s+out", "compute"),
    (
        r"go(?:es|ing)?\s+(?:through|over)|loop(?:s|ing)?\s+(?:through|over)|walk(?:s|ing)?\s+(?:through|over)",
        "iterate",
    ),
    (r"put(?:s|ting)?\s+together", "combine"),
    (r"(?:the\s+)?number\s+of\s+times", "count"),
    (r"how\s+many|(?:the\s+)?number\s+of", "count"),
    (r"in\s+the\s+order\s+of|in\s+order\s+of", "sort"),
    (r"in\s+order\s+to|so\s+as\s+to", "to"),
    (r"make\s+sure(?:\s+that)?", "ensure"),
    (r"do\s+not|does\s+not|did\s+not", "not"),
    (r"can\s+not|cannot", "not"),
    (r"as\s+well\s+as|along\s+with|together\s+with", "and"),
    (r"for\s+example|for\s+instance|such\s+as", "like"),
)
"""Regular expressions over lower-case text and the one word each stands for."""

_NUMBERS = (
    "zero:0 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12 thirteen:13 "
    "fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30 forty:40 fifty:50 "
    "sixty:60 seventy:70 eighty:80 ninety:90 hundred:100 thousand:1000 million:1000000 billion:1000000000 twice:2 "
    "thrice:3 third:3 fourth:4 fifth:5 tenth:10"
)
NUMBER_WORDS: Mapping[str, str] = MappingProxyType(
    {word: value for word, _, value in (one.partition(":") for one in sorted(word_set(_NUMBERS)))}
)
"""Numbers in words; "one" is left out, because it mostly stands for a thing."""

BINDERS = word_set("to into from before after than over under by with atleast atmost morethan lessthan")
"""They give the next word its part: "from JSON to CSV" is not "from CSV to JSON"."""

QUANTITIES = word_set(
    "least most more less fewer greater larger bigger higher longer smaller lower shorter than minimum "
    "maximum many number"
)
"""Parts of phrases that must be read aright."""

SCOPE_ENDS = word_set(
    "how to that which what why when where if whether but because since while so then will would can"
)
"""A negation does not reach past these."""

STYLE = word_set(
    "explain explanation reasoning reason comment comments commented detail details detailed step steps think "
    "carefully answer reply respond response read readable understand understandable format formatted "
    "document documented beginner friendly production ready quality practice practices style brief short walk "
    "thoroughly"
)
"""How an answer should be written: in a clause of their own they do not make another task."""

TIME_UNITS = word_set("year month week day hour minute")


def all_words(*sets: Iterable[str]) -> frozenset[str]:
    """The union of lists."""
    return frozenset(word for words in sets for word in words)


JARGON = word_set(
    "parse parser parsing retry retries regex async await boolean bool tuple enum struct hashmap iterator "
    "middleware deduplicate dedupe timestamp timestamps stderr stdout stdin config refactor linter css "
    "substring palindrome anagram fibonacci factorial tokenize tokenizer serialize deserialize backend "
    "frontend dropdown checkbox debounce throttle memoize memoization mutex semaphore goroutine coroutine "
    "callback closure namespace inheritance polymorphism whitespace newline lowercase uppercase plaintext "
    "dataframe subquery foreign dataset histogram quantile percentile outlier normalize standardize matrix "
    "matrices adjacency bitwise endian checksum hostname localhost webhook endpoint payload cron daemon "
    "subprocess stacktrace traceback changelog microservice idempotent pagination caching cache"
)
"""Words of the trade that a general vocabulary lacks."""
