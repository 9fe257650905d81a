"""Contacts: one cell or four, one person or several; numbers as they are dialled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from briefing.projects.vocabulary import ContactWords

_AREA = r"(?:10|2\d|[3-9]\d{2})"
#: A number of 7 or 8 digits, in one or two groups.
_SHORT = r"[1-9]\d{2,3}[ -]?\d{4}"
_EXTENSION = r"(?:\s*(?:转|分机号?|-|\#|ext\.?|extension|x)\s*:?\s*(?P<ext>\d{1,5}))?"
_NUMBER = re.compile(
    rf"""(?<![\d-])(?:
      (?:(?:\+|00)?86[\s-]*)?(?P<mobile>1[3-9]\d[\s-]?\d{{4}}[\s-]?\d{{4}})
    | (?:(?:\+|00)86[\s-]*|86[\s-]+)\(?0?(?P<intl>{_AREA})\)?[\s-]*(?P<intlno>{_SHORT}){_EXTENSION}
    | \(?(?P<area>0{_AREA})\)?[\s-]*(?P<no>{_SHORT}){_EXTENSION.replace("ext>", "ext2>")}
    | (?P<service>[48]00[\s-]?\d{{3,4}}[\s-]?\d{{3,4}}){_EXTENSION.replace("ext>", "ext4>")}
    | (?P<foreign>\+(?!86)\d{{1,3}}(?:[\s-]*\(?\d+\)?){{2,6}})
    | (?P<local>[2-9]\d{{6,7}}){_EXTENSION.replace("ext>", "ext3>")}
    )(?![\d])""",
    re.VERBOSE | re.IGNORECASE,
)
#: The short number of a public line (12345, 95598), where nothing else is in its cell.
_LINE = re.compile(r"\s*(1[0-2]\d{3}|9[56]\d{3})\s*\Z")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_CHUNKS = re.compile(r"[\n;；]+")
_MARKS = re.compile(r"[\s:：,，;；、/|()（）\[\]]+")
_BETWEEN = re.compile(r"[\n;；、，,/]+")
_POST = re.compile(r"([^()]+)\(([^()\d]+)\)")
_HAN_NAME = re.compile(r"[一-鿿]{2,4}\Z")
_LONG_NAME = re.compile(r"[一-鿿]+(?:·[一-鿿]+)+\Z")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－﹣−", "-"))
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z.'-]*\Z")
_LATIN_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}\Z")
_TRAILING = re.compile(r"[0-9①-⑳]+\Z")


#: A label right before what it labels.
_AHEAD = r"(?:WORDS)[\s:：号]*\Z"
#: A label in brackets right behind what it labels: 023-70000001（传真）.
_BEHIND = r"\s*\(\s*(?:WORDS)\s*\)"
#: A remark with the name somebody has in a messenger: 微信:chen_138.
_ONLINE = r"(?:WORDS)\s*[:：]\s*[A-Za-z][A-Za-z0-9_-]{5,19}(?![@\w])"

#: A part of a cell, its kind before it: ``number``, ``mail``, ``name`` or ``office`` (words that are neither).
Token = tuple[str, str]


@dataclass(slots=True)
class FoundContact:
    """A person or an office, as content has them; what is not known is empty."""

    name: str = ""
    office: str = ""
    telephone: list[str] = field(default_factory=list)
    email: str = ""

    def fields(self) -> dict[str, object]:
        """Return the fields of the record that are known."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(slots=True)
class ContactReader:
    """Reads the contacts of one project. ``guesses`` says what was not certain, ``fax`` that a fax number was left out."""

    words: ContactWords
    guesses: list[str] = field(default_factory=list)
    fax: bool = False

    def read(self, combined: str, names: str, offices: str, telephones: str, emails: str) -> list[FoundContact]:
        """Return the contacts, from one cell for all or from a cell each."""
        if combined and not (names or telephones):
            made = self._combined(combined)
            mail = next(iter(_EMAIL.findall(_tidy(emails))), "")
            if made:
                made[0].email = made[0].email or mail
            return made
        if combined and names and not telephones:
            return self._columns(names, offices, combined, emails or combined)
        made = self._columns(names, offices, telephones, emails)
        if combined:
            known = {c.name for c in made}
            made += [c for c in self._combined(combined) if c.name not in known]
        return made

    def _columns(self, names: str, offices: str, telephones: str, emails: str) -> list[FoundContact]:
        if _NUMBER.search(_tidy(names)):
            return self._combined("\n".join(filter(None, (offices, names, telephones, emails))))
        named = [self._with_post(p) for part in _BETWEEN.split(_tidy(names)) for p in self._people(part)]
        people = [name for name, _ in named]
        tokens = list(self._tokens(_tidy(telephones)))
        numbers = _of("number", tokens) or _LINE.findall(_tidy(telephones))
        posts = [p.strip() for p in _BETWEEN.split(_tidy(offices)) if p.strip()]
        mails = _EMAIL.findall(_tidy(emails)) or _of("mail", tokens)
        if set(_of("name", tokens)) - set(people):
            return self._combined("\n".join(filter(None, (names, telephones, emails))))
        if left := "、".join(_of("office", tokens)):
            self.guesses.append(f"“{left}” beside the telephone was left out")
        if not people:
            one = FoundContact("", "、".join(posts), numbers, "".join(mails[:1]))
            return [one] if one.fields() else []
        made: list[FoundContact] = []
        for place, (person, post) in enumerate(named):
            office = posts if len(posts) == 1 else _own(posts, place, people)
            mail = "".join(_own(mails, place, people)[:1])
            made.append(
                FoundContact(person, "、".join(filter(None, (*office, post))), _own(numbers, place, people), mail)
            )
        if len(people) > 1 and numbers and len(numbers) != len(people):
            self._shared(people, f"{len(numbers)} telephone number(s): all were given to the first")
        if len(mails) > 1 and len(mails) != len(people):
            self._shared(people, f"{len(mails)} addresses: the first has the first, the others were left out")
        return made

    def _shared(self, people: Sequence[str], what: str) -> None:
        self.guesses.append(f"{len(people)} people share {what}")

    def _people(self, part: str) -> list[str]:
        """The people of a text without marks: names set apart by spaces (李四 王五), or one name spaced out (张 三)."""
        words = [w for w in (_TRAILING.sub("", word) for word in _without(part, self.words.labels).split()) if w]
        if len(words) == 2 and all(len(w) == 1 and "一" <= w <= "鿿" for w in words):
            return ["".join(words)]
        if len(words) > 1 and not all(w.isascii() for w in words) and all(self._is_name(w) for w in words):
            return words
        return [" ".join(words)] if words else []

    def _with_post(self, person: str) -> tuple[str, str]:
        """A name and the post in brackets or after a space behind it (赵强（科长）), or the office before it (招商局 赵强)."""
        if match := _POST.fullmatch(person):
            return match[1].strip(), match[2].strip()
        name, _, post = person.partition(" ")
        if post and self._is_name(name) and post.endswith(self.words.posts):
            return name, post
        office, _, name = person.rpartition(" ")
        if office.endswith(self.words.offices) and not self._is_name(office) and self._is_name(name):
            return name, office
        return person, ""

    def _combined(self, text: str) -> list[FoundContact]:
        made: list[FoundContact] = []
        office: list[str] = []
        for chunk in _CHUNKS.split(_tidy(text)):
            tokens = list(self._tokens(chunk))
            names, numbers = _of("name", tokens), _of("number", tokens)
            order = "".join(kind[1] for kind, _ in tokens if kind in ("name", "number"))
            if not names and numbers and len(made) == len(numbers) > 1 and not any(c.telephone for c in made):
                for contact, number in zip(made, numbers, strict=True):
                    contact.telephone = [number]
            elif len(names) > 1 and len(numbers) == len(names) and order == "a" * len(names) + "u" * len(numbers):
                shared = " ".join(_of("office", tokens))
                made += [FoundContact(n, shared, [p]) for n, p in zip(names, numbers, strict=True)]
            else:
                if len(names) == 1 and order.startswith("u") and order.endswith("a"):
                    kinds = ("office", "name"), ("number", "mail")
                    tokens = [token for wanted in kinds for token in tokens if token[0] in wanted]
                if len(names) > 1 and numbers and len(numbers) != len(names) and order.startswith("aa"):
                    self._shared(names, f"{len(numbers)} telephone number(s): {names[-1]} has them")
                office = self._follow(tokens, made, office)
        if office:
            made.append(FoundContact("", " ".join(office)))
        return made

    def _follow(self, tokens: Sequence[Token], made: list[FoundContact], office: list[str]) -> list[str]:
        """Add contacts in the order of the tokens: a name begins one, numbers and addresses belong to the last, words before a
        name or right after it are its office. Returns the words still waiting for their person."""
        for kind, text in tokens:
            last = made[-1] if made else None
            if kind != "office":
                if last is None or office or (kind == "name" and last.name) or (kind == "mail" and last.email):
                    last = FoundContact(office=" ".join(office))
                    made.append(last)
                    office = []
                if kind == "name":
                    last.name = text
                elif kind == "number":
                    last.telephone.append(text)
                else:
                    last.email = text
            elif last is not None and last.name and not last.telephone and not office:
                last.office = f"{last.office} {text}".strip()
            else:
                office = [*office, text]
        return office

    def _tokens(self, plain: str) -> Iterator[Token]:
        """The parts of a text in their order."""
        plain = _labels(self.words.remarks, _ONLINE).sub(" ", plain)
        at = 0
        area = ""
        found = sorted([*_NUMBER.finditer(plain), *_EMAIL.finditer(plain)], key=lambda m: m.start())
        fax, remarks = _labels(self.words.fax, _AHEAD), _labels(self.words.remarks, _AHEAD)
        for match in found:
            if match.start() < at:
                continue
            before = plain[at : match.start()]
            yield from self._words(before)
            at = match.end()
            if "@" in match[0] and match.re is _EMAIL:
                yield "mail", match[0]
                continue
            number, code = dialled(match)
            if match["local"] and area and re.fullmatch(r"\s*[/、,，]\s*", before):
                number = f"{area}-{number}"
            area = code or (area if match["local"] else "")
            label = before.rstrip(" :：(（")
            if remarks.search(label) and not match["mobile"]:
                continue
            both = re.search(r"(?:电话|tel)[/、和及(（\s]*\Z", fax.sub("", label), re.IGNORECASE)
            if _labels(self.words.fax, _BEHIND).match(plain, at) or (fax.search(label) and not both):
                self.fax = True
            else:
                yield "number", number
        yield from self._words(plain[at:])

    def _words(self, text: str) -> Iterator[Token]:
        plain = _without(_without(_without(text, self.words.remarks), self.words.fax), self.words.labels)
        if odd := re.findall(r"\d{5,}", plain):
            self.guesses.append(f"“{'、'.join(odd)}” is not a telephone number and was left out")
        pending: list[str] = []
        words = [w for w in (_TRAILING.sub("", word) for word in _MARKS.split(plain)) if w and w.strip("-.。·~&")]
        words = _joined_names(words)
        for word in words:
            if self._is_name(word) or self._is_called(word):
                if pending:
                    yield "office", " ".join(pending)
                    pending = []
                yield "name", word
            else:
                pending.append(word)
        if pending:
            yield "office", " ".join(pending)

    def _is_name(self, word: str) -> bool:
        if _LONG_NAME.match(word):
            return True
        if word.isascii():
            ends = tuple(w.casefold() for w in (*self.words.posts, *self.words.offices) if w.isascii())
            return bool(_LATIN_NAME.match(word)) and not word.casefold().rstrip(".").endswith(ends)
        return bool(_HAN_NAME.match(word)) and not word.endswith((*self.words.posts, *self.words.offices))

    def _is_called(self, word: str) -> bool:
        """Whether a word is a surname and a post: 王主任."""
        if word in self.words.posts or not _HAN_NAME.match(word):
            return False
        return any(len(word) - len(post) in (1, 2) and word.endswith(post) for post in self.words.called)


def dialled(match: re.Match[str]) -> tuple[str, str]:
    """Return a number as it is dialled within the country, its groups joined (``023-70000001-8012``), and its area code."""
    digits = {k: re.sub(r"[\s-]", "", v) for k, v in match.groupdict().items() if v}
    extension = digits.get("ext") or digits.get("ext2") or digits.get("ext3") or digits.get("ext4") or ""
    tail = f"转{extension}" if extension and "转" in match[0] else f"-{extension}" if extension else ""
    if mobile := digits.get("mobile"):
        return mobile, ""
    if service := digits.get("service"):
        return f"{service[:3]}-{service[3:6]}-{service[6:]}{tail}", ""
    if foreign := match["foreign"]:
        return " ".join(foreign.split()), ""
    area = digits.get("area") or (f"0{digits['intl']}" if "intl" in digits else "")
    number = digits.get("no") or digits.get("intlno") or digits.get("local") or ""
    return (f"{area}-{number}{tail}" if area else number + tail), area


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\u3000", " ").translate(_DASHES)
    return re.sub(r"(?<=\d)至(?=\d)", "-", plain)


def _of(kind: str, tokens: Iterable[Token]) -> list[str]:
    return [text for own, text in tokens if own == kind]


def _own(values: list[str], place: int, people: Sequence[str]) -> list[str]:
    """What one of several people has: his own where there are as many as people, else the first has all."""
    return [values[place]] if len(values) == len(people) else values if place == 0 else []


@lru_cache(maxsize=32)
def _labels(words: tuple[str, ...], pattern: str) -> re.Pattern[str]:
    """A pattern in which ``WORDS`` is any of some words."""
    return re.compile(pattern.replace("WORDS", "|".join(map(re.escape, words))), re.IGNORECASE)


@lru_cache(maxsize=8)
def _label(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    made = [rf"\b{re.escape(w)}\b" if w.isascii() and w.isalnum() else re.escape(w) for w in longest]
    return re.compile("|".join(made), re.IGNORECASE)


def _without(text: str, words: tuple[str, ...]) -> str:
    return _label(words).sub(" ", text)


def _joined_names(words: list[str]) -> list[str]:
    """Names written in several words as one: 王 强, Wang Wei, Mr Jia."""
    made: list[str] = []
    for word in words:
        last = made[-1] if made else ""
        han = len(word) == 1 and len(last) == 1 and _is_han(word) and _is_han(last)
        latin = bool(_LATIN_WORD.match(word)) and bool(last) and last.isascii()
        if han or latin:
            made[-1] += (" " if latin else "") + word
        else:
            made.append(word)
    return made


def _is_han(character: str) -> bool:
    return "一" <= character <= "鿿"
