"""Extraction -> Profiles: what one article tells of each of its chains, in the form that judging identity needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from kg.model import Chain, Extraction, Mention, Relation, Span
from kg.ontology import Ontology
from kg.resolve.geography import bare, codes_of, located
from kg.resolve.names import Name, normal_form, read_name, singular
from kg.resolve.profiles import Phrase, Profile, key_of
from kg.resolve.rules import Rules
from kg.resolve.stories import labels, phrase, signals
from kg.resolve.topics import telling_words

# "Berg, 34, said", "He was 91.", "who died on Monday aged 88", "the 17-year-old"
_AGE_AFTER = re.compile(
    r"(?:,| is| was| turned|[^.;]{0,120}\b(?:aged|age|at the age of|died at|dies at|dead at)) "
    r"(\d{1,3})(?=[,.;]|$| years old)"
)
# "Anna Dahl, née Berg", "Anna Dahl, formerly known as Anna Berg"
_OTHER_NAME = re.compile(
    r",? (?:\(|who was |also )?(?:née|nee|born|formerly|previously|"
    r"(?:formerly |better |once )?known (?:to [\w ]{1,30} )?as) "
    r"((?:[A-Z][\w'’-]+ ?){1,3})"
)
_YEARS_OLD = re.compile(r"\b(\d{1,3})-year-old\b")
_BEFORE = 40  # characters before a name in which "17-year-old" counts for it
_OLDEST = 115
_METROPOLIS = 1_000_000  # inhabitants
_HEAD_END = re.compile(r"\s(?:of|in|for|from|at|with|who|that|which|on|to|and)\s|,")
_WORD = re.compile(r"[^\W\d_]+$")


@dataclass(frozen=True, slots=True)
class _Article:
    """What all chains of an article are read with."""

    extraction: Extraction
    best: Mapping[str, Name]  # chain -> its best name
    context: Mapping[str, str]  # chain -> the form in which it is context for others
    names: frozenset[str]  # all that is context
    codes: Mapping[str, str]  # chain of a place or people -> where it is
    places: frozenset[str]  # all these codes, with the countries that they are in
    bearers: Mapping[str, Name]  # chain that is a name which somebody else of the article once had -> that one's name
    relations: Mapping[str, Sequence[Relation]]  # by subject
    mentions: Mapping[str, Sequence[Mention]]  # by chain
    phrases: Mapping[str, Sequence[Phrase]]  # chain -> what it is called where it is not named
    labels: Mapping[str, str]  # chain that is never named -> the first one that it may continue
    words: tuple[str, ...]  # what it is about, the most telling first
    days: frozenset[int]
    signals: frozenset[str]
    rules: Rules


def profiles(extraction: Extraction, rules: Rules) -> Iterator[Profile]:
    """A Profile for each chain of an article that is not a value; one that is never named has no names."""
    chains = [chain for chain in extraction.chains if not is_value(chain, rules.ontology)]
    read = {chain.id: read_name(chain.name, chain.type, rules.lexicon) for chain in chains if chain.named}
    best = {chain: name for chain, name in read.items() if name.normal}
    codes = _codes([chain for chain in chains if chain.id in best], _within(extraction), rules)
    mentions = _by(extraction.mentions, lambda mention: mention.chain)
    context = {chain.id: _context_key(chain, best[chain.id], codes, rules) for chain in chains if chain.id in best}
    phrases = _phrases(chains, mentions, extraction.article.text, rules)
    days = frozenset(_days(extraction))
    words = telling_words(extraction.article.text, rules.lexicon.common)
    article = _Article(
        extraction=extraction,
        best=best,
        context=context,
        names=frozenset(context.values()),
        codes=codes,
        places=codes_of(codes),
        relations=_by(extraction.relations, lambda relation: relation.subject),
        bearers=_bearers(extraction, best, mentions),
        mentions=mentions,
        phrases=phrases,
        labels=labels({chain: found for chain, found in phrases.items() if chain not in best}, rules),
        words=words,
        days=days,
        signals=signals(_by_weight(context, mentions), words, dated=bool(days)),
        rules=rules,
    )
    for chain in chains:
        yield _with_phrases(_profile(chain, article), chain, article)


def is_value(chain: Chain, ontology: Ontology) -> bool:
    """Whether a chain is a value (a role title, a time, an amount), which is no entity."""
    return ontology.is_a(chain.type, "Value")


def _profile(chain: Chain, article: _Article) -> Profile:
    key = key_of(article.extraction.article.id, chain.id)
    names = frozenset({article.best[chain.id]} if chain.id in article.best else ())
    texts = (chain.name, *chain.aliases, *_other_names(chain, article)) if names else ()
    read = (read_name(text, chain.type, article.rules.lexicon) for text in texts)
    forms = frozenset(form for form in read if form.normal)
    relations = [relation for relation in article.relations.get(chain.id, ()) if relation.polarity == "positive"]
    person = chain.type == "Person"
    return Profile(
        key=key,
        members=(key,),
        type=chain.type,
        names=names,
        forms=forms,
        articles={article.extraction.article.id: frozenset([_told_as(chain, article)])},
        genders=frozenset({chain.gender} - {"unknown"}),
        nationalities=_nationalities(names, relations, article),
        occupations=frozenset().union(*(article.rules.occupations.get(name, frozenset()) for name in chain.types)),
        roles=frozenset(_roles(forms, relations, former=False)),
        careers=frozenset(_roles((), relations, former=True)),
        descriptions=frozenset(_descriptions(chain, article)),
        births=frozenset(_births(chain, article)) if person else frozenset(),
        places=_places(chain, article),
        setting=_setting(chain, article),
        context=article.names - {article.context.get(chain.id, "")},
        topic=frozenset(article.words),
        years=frozenset(_years(article.extraction)),
        links=frozenset(link.iri for link in chain.links),
        chains=(replace(chain, mentions=()),),
    )


def _told_as(chain: Chain, article: _Article) -> str:
    """What tells a chain from the others of its article: its name, or that of the bearer for a name once borne."""
    name = article.bearers.get(chain.id) or article.best.get(chain.id)
    return name.normal if name else f"#{article.labels.get(chain.id, chain.id)}"


def _by_weight(context: Mapping[str, str], mentions: Mapping[str, Sequence[Mention]]) -> list[str]:
    """What the chains of an article count as for others, that of the chain with most mentions first."""
    ordered = sorted(context, key=lambda chain: (-len(mentions.get(chain, ())), context[chain]))
    return list(dict.fromkeys(context[chain] for chain in ordered))


# Phrases


def _with_phrases(profile: Profile, chain: Chain, article: _Article) -> Profile:
    """The profile with the nouns that stand for it, and what its article's story is looked for by."""
    phrases = article.phrases[chain.id]
    if profile.names and not phrases:
        return profile
    return replace(
        profile,
        heads=frozenset(each.head for each in phrases),
        modifiers=frozenset().union(*(each.modifiers for each in phrases)),
        openings=frozenset(each.opening for each in phrases),
        signals=article.signals if phrases else frozenset(),
        days=article.days,
    )


def _phrases(
    chains: Iterable[Chain], mentions: Mapping[str, Sequence[Mention]], text: str, rules: Rules
) -> dict[str, list[Phrase]]:
    """What chains are called where they are not named, in the order in which the article brings them up."""
    nominal = {
        chain.id: [mention for mention in mentions.get(chain.id, ()) if mention.kind == "nominal"] for chain in chains
    }
    ordered = sorted(nominal, key=lambda chain: min((mention.start for mention in nominal[chain]), default=0))
    read = {chain: [phrase(mention, text, rules) for mention in nominal[chain]] for chain in ordered}
    return {chain: [found for found in phrases if found] for chain, phrases in read.items()}


def _days(extraction: Extraction) -> Iterator[int]:
    try:
        yield date.fromisoformat((extraction.article.published or "")[:10]).toordinal()
    except ValueError:  # a year alone
        return


def _by[Item](items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


# Where


def _within(extraction: Extraction) -> dict[str, str]:
    """Chains named right before a comma or bracket and another name -> the chain of that: "Windsor, Ontario"."""
    named = sorted((one for one in extraction.mentions if one.kind == "name"), key=lambda mention: mention.start)
    text = extraction.article.text
    return {
        one.chain: other.chain for one, other in pairwise(named) if text[one.end : other.start] in (", ", ",", " (")
    }


def _codes(named: Sequence[Chain], within: Mapping[str, str], rules: Rules) -> dict[str, str]:
    """Chains of places, peoples, and bodies named after places, -> where they are, as far as the article tells."""
    peoples = {chain.id: code for chain in named if (code := rules.lexicon.peoples.get(singular(chain.name)))}
    return {**peoples, **located([chain for chain in named if _is_mapped(chain, rules)], rules.gazetteer, within)}


def _is_mapped(chain: Chain, rules: Rules) -> bool:
    return rules.ontology.is_a(chain.type, "Location") or rules.ontology.is_a(chain.type, "Organization")


def _places(chain: Chain, article: _Article) -> frozenset[str]:
    """Where the place is; a team that is called like its city is not that city."""
    is_place = article.rules.ontology.is_a(chain.type, "Location") and chain.id in article.codes
    return frozenset({article.codes[chain.id]} if is_place else ())


def _setting(chain: Chain, article: _Article) -> frozenset[str]:
    """Countries and American states that the article names or has places of, the chain's own aside."""
    if chain.id not in article.codes:
        return article.places
    return codes_of({other: code for other, code in article.codes.items() if other != chain.id})


def _nationalities(names: frozenset[Name], relations: Iterable[Relation], article: _Article) -> frozenset[str]:
    """Countries that relations say; of a body that many countries have, the only country of its article."""
    predicates = article.rules.cues["nationality"]["predicates"]
    ends = [relation.object for relation in relations if relation.predicate in predicates and not relation.former]
    found = {article.codes[end].partition("-")[0] for end in ends if end in article.codes}
    if names and not found and all(name.generic for name in names):
        found = {code for code in article.places if "-" not in code}
        return frozenset(found) if len(found) == 1 else frozenset()
    return frozenset(found)


def _context_key(chain: Chain, name: Name, codes: Mapping[str, str], rules: Rules) -> str:
    """A person counts by surname, however named; a place without the country or state that follows its name."""
    if chain.type == "Person":
        return f"person {name.surname}"
    if chain.type == "Country":
        return name.normal
    if chain.id not in codes:
        return singular(name.normal)
    if not _is_mapped(chain, rules):
        return f"country {codes[chain.id].lower()}"
    place = bare(chain.name, rules.gazetteer)
    return f"{'metropolis' if _is_metropolis(place, codes[chain.id], rules) else 'place'} {normal_form(place)}"


def _is_metropolis(name: str, code: str, rules: Rules) -> bool:
    """Whether a name is that of a city so large that those who are mentioned along with it have little in common."""
    return any(
        place.kind == "city" and place.population >= _METROPOLIS and place.country == code.partition("-")[0]
        for place in rules.gazetteer.named(name)
    )


# Who


def _roles(forms: Iterable[Name], relations: Iterable[Relation], *, former: bool) -> Iterator[str]:
    """Titles and offices, with what follows "of" and without."""
    for form in forms:
        yield from form.titles
    for relation in relations:
        if relation.role and relation.former is former:
            worded = relation.role.casefold()
            yield from (worded, worded.partition(" of ")[0])


def _descriptions(chain: Chain, article: _Article) -> Iterator[str]:
    """The nouns of phrases that stand for it, those aside that stand for anybody."""
    general = article.rules.cues["descriptions"]["general"]
    text = article.extraction.article.text
    for mention in article.mentions.get(chain.id, ()):
        if mention.kind == "nominal":
            words = _HEAD_END.split(text[mention.start : mention.end], maxsplit=1)[0]
            head = _WORD.search(words)
            if head and head[0].casefold() not in general:
                yield head[0].casefold()


def _other_names(chain: Chain, article: _Article) -> Iterator[str]:
    """Names that a person had or has besides; a bare surname goes with the given name."""
    text = article.extraction.article.text
    for start, end in _once_named(chain, article.mentions, text):
        words = text[start:end].split()
        yield " ".join(words if len(words) > 1 else (chain.name.split()[0], *words))


def _bearers(
    extraction: Extraction, best: Mapping[str, Name], mentions: Mapping[str, Sequence[Mention]]
) -> dict[str, Name]:
    """Chains all of whose mentions are other names of one person -> the name of that person."""
    found: dict[str, Name] = {}
    for chain in extraction.chains:
        for start, end in _once_named(chain, mentions, extraction.article.text) if chain.id in best else ():
            inside = {one.chain for one in extraction.mentions if start <= one.start and one.end <= end}
            found |= {other: best[chain.id] for other in inside - {chain.id} if len(mentions[other]) == 1}
    return found


def _once_named(chain: Chain, mentions: Mapping[str, Sequence[Mention]], text: str) -> Iterator[Span]:
    """Where an article gives another name of a person."""
    for mention in mentions.get(chain.id, ()) if chain.type == "Person" else ():
        other = _OTHER_NAME.match(text, mention.end) if mention.kind == "name" else None
        if other:
            yield other.start(1), other.start(1) + len(other[1].rstrip())


def _births(chain: Chain, article: _Article) -> Iterator[int]:
    """The years of birth that ages tell of, when the article is dated."""
    text = article.extraction.article.text
    for year in _years(article.extraction):
        for mention in article.mentions.get(chain.id, ()):
            around = text[max(0, mention.start - _BEFORE) : mention.start].rpartition(". ")[2]
            words = around + text[mention.start : mention.end] if mention.kind != "pronoun" else ""
            found = [_AGE_AFTER.match(text, mention.end), _YEARS_OLD.search(words)]
            yield from (year - int(age[1]) for age in found if age and int(age[1]) <= _OLDEST)


def _years(extraction: Extraction) -> Iterator[int]:
    published = extraction.article.published
    if published and published[:4].isdigit():
        yield int(published[:4])
