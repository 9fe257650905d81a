"""Contacts: one cell or four, one person or several."""

from __future__ import annotations

import re
import unicodedata

_PHONE = re.compile(
    r"(?<!\d)(?:\+?86-?)?"
    r"(?:0\d{2,3}[-–—]?\d{7,8}(?:[-转]\d{1,5})?|1[3-9]\d{9}|400-?\d{3}-?\d{4}|[2-8]\d{6,7})(?!\d)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LABELS = re.compile(
    r"(?:项目)?联系人(?:及电话)?|(?:联系|办公|手机|固定)?电话|手机(?:号码?)?|座机|(?:电子)?邮箱|e-?mail|tel",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s:：,，;；、/|()（）\[\]]+")
_BETWEEN = re.compile(r"[\n;；、，,/]+")
_ROLES = re.compile(
    r"(主任|科长|处长|局长|部长|经理|总监|主管|专员|秘书|书记"
    r"|委员会|公司|集团|中心|办公室|局|委|部|处|科|院|园区|管委会)$"
)
_POST = re.compile(r"([^()]+)\(([^()\d]+)\)")
_HAN_NAME = re.compile(r"[一-鿿]{2,4}\Z")
_DIGIT_GAP = re.compile(r"(?<=\d) (?=\d)")

Contact = dict[str, object]


def read_contacts(combined: str, names: str, offices: str, telephones: str, emails: str) -> tuple[list[Contact], str]:
    """The contacts of a project as content records, and what had to be guessed (empty when nothing)."""
    if combined and not (names or telephones):
        return _combined(combined)
    made, guess = _columns(names, offices, telephones, emails)
    if combined:
        more, _ = _combined(combined)
        made += [c for c in more if c not in made]
    return made, guess


def _tidy(text: str) -> str:
    return _DIGIT_GAP.sub("", unicodedata.normalize("NFKC", text).replace("\u3000", " "))


def _columns(names: str, offices: str, telephones: str, emails: str) -> tuple[list[Contact], str]:
    named = [_with_post(p) for part in _BETWEEN.split(_tidy(names)) for p in _people(part)]
    people = [name for name, _ in named]
    numbers = [m[0] for m in _PHONE.finditer(_tidy(telephones))]
    rest = _MARKS.sub("", _LABELS.sub("", _PHONE.sub("", _tidy(telephones))))
    posts = [p.strip() for p in _BETWEEN.split(_tidy(offices)) if p.strip()]
    mails = _EMAIL.findall(_tidy(emails))
    guess = f"“{rest}” beside the telephone was left out" if rest else ""
    if not people:
        one: Contact = _contact("", "、".join(posts), numbers, mails[0] if mails else "")
        return ([one] if one else []), guess
    made: list[Contact] = []
    for place, person in enumerate(people):
        own = [numbers[place]] if len(numbers) == len(people) else numbers if place == 0 else []
        post = (
            posts[place]
            if len(posts) == len(people)
            else posts[0]
            if len(posts) == 1
            else "、".join(posts) * (place == 0)
        )
        mail = mails[place] if len(mails) == len(people) else mails[0] if mails and place == 0 else ""
        made.append(_contact(person, "、".join(p for p in (post, named[place][1]) if p), own, mail))
    if len(people) > 1 and numbers and len(numbers) != len(people):
        guess = f"{len(people)} people share {len(numbers)} telephone number(s): all were given to the first"
    if len(mails) > 1 and len(mails) != len(people):
        guess = f"{len(people)} people share {len(mails)} addresses: the first person has the first, the others were left out"
    return made, guess


def _people(part: str) -> list[str]:
    """The people of a text without marks: names set apart by spaces (李四 王五), or one name spaced out (张 三)."""
    words = part.split()
    if len(words) > 1 and all(_HAN_NAME.match(w) and not _ROLES.search(w) for w in words):
        return words
    if len(words) == 2 and all(len(w) == 1 and "一" <= w <= "鿿" for w in words):
        return ["".join(words)]
    return [" ".join(words)] if words else []


def _with_post(person: str) -> tuple[str, str]:
    """A name and the post in brackets after it: 赵强（科长）."""
    match = _POST.fullmatch(person)
    return (match[1].strip(), match[2].strip()) if match else (person, "")


def _combined(text: str) -> tuple[list[Contact], str]:
    plain = _tidy(text)
    made: list[Contact] = []
    at = 0
    for match in sorted([*_PHONE.finditer(plain), *_EMAIL.finditer(plain)], key=lambda m: m.start()):
        if match.start() < at:
            continue
        name, office = _who(plain[at : match.start()])
        at = match.end()
        is_mail = "@" in match[0]
        if name or office or not made:
            made.append(_contact(name, office, [] if is_mail else [match[0]], match[0] if is_mail else ""))
        elif is_mail:
            made[-1]["email"] = match[0]
        else:
            made[-1]["telephone"] = [*_listed(made[-1].get("telephone")), match[0]]
    name, office = _who(plain[at:])
    if (name or office) and made and not made[-1].get("name") and name:
        made[-1]["name"] = name
    elif name or office:
        made.append(_contact(name, office, [], ""))
    bad = re.findall(r"\d{5,}", _EMAIL.sub("", _PHONE.sub("", plain)))
    guess = f"“{'、'.join(bad)}” is not a telephone number and was left out" if bad else ""
    return made, guess


def _listed(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def _who(text: str) -> tuple[str, str]:
    words = [w for w in _MARKS.split(_LABELS.sub(" ", text)) if w and not w.isdigit() and w not in "-–—"]
    names = [w for w in words if _HAN_NAME.match(w) and not _ROLES.search(w)]
    called = [w for w in words if re.fullmatch(r"[一-鿿](?:主任|科长|处长|局长|部长|经理|女士|先生|老师|总)", w)]
    name = (names or called or [""])[0]
    return name, " ".join(w for w in words if w != name and not w.isdigit())


def _contact(name: str, office: str, telephones: list[str], email: str) -> Contact:
    made: Contact = {}
    if name:
        made["name"] = name
    if office:
        made["office"] = office
    if telephones:
        made["telephone"] = telephones
    if email:
        made["email"] = email
    return made
