"""How publications mark what is not the article itself: their words for headings, bylines, notices and boxes.

English, German, Spanish and French. Only short passages are judged, so that an article about newsletters is not lost.
"""

from __future__ import annotations

import re

from gutletter.model import SectionRole

_FLAGS = re.IGNORECASE | re.VERBOSE
_DECORATION = re.compile(r"^[\W_]+|[\W_]+$|^\d+[.)]\s+")

_TAKEAWAYS = re.compile(
    r"""^(?:the\s+|our\s+|my\s+|\w+\s+)?(?:
      (?:key|main|core|quick|big|top)\s*(?:take-?\s?aways?|points?|messages?|facts|concepts|findings|learnings) | take-?\s?aways?
    | tl;?\s?dr | at\ a\ glance | in\ short | highlights | (?:chapter\ )?summary | in\ a\ nutshell | in\ brief
    | what\ you(?:'|’)?ll\ learn | what\ we(?:'ve|’ve)?\ learned | lessons\ learned | chapter\ review | if\ you\ only\ (?:read|take|remember)
    | das\ wichtigste | auf\ einen\ blick | kernpunkte | kurz\ gesagt | zusammenfassung | kernaussagen
    | puntos\ clave | en\ (?:breve|resumen|pocas\ palabras) | lo\ (?:más\ importante|esencial) | resumen | ideas\ clave
    | en\ bref | (?:l[’'])?essentiel | (?:les\ )?points\ (?:clés?|essentiels) | à\ retenir | résumé | ce\ qu[’'](?:il|on)
    )\b""",
    _FLAGS,
)
_BOTTOM_LINE = re.compile(
    r"""^(?:the\s+|my\s+|our\s+)?(?:
      bottom[\s-]line | (?:in\s+)?conclusions? | in\ summary | to\ (?:sum\ up|conclude) | summing\ up | final\ (?:thoughts?|words?)
    | wrapping\ up | wrap-up | takeaway | the\ verdict | what\ (?:this|it|that)\ (?:all\ )?means(?:\ for\ you)? | closing\ thoughts
    | so\ where\ does\ (?:this|that)\ leave
    | fazit | unterm\ strich | schlussfolgerung(?:en)? | schlusswort | zum\ schluss | was\ (?:das|heißt\ das)\ für\ (?:sie|dich|uns)
    | conclusi[oó]n(?:es)? | en\ conclusi[oó]n | para\ (?:terminar|concluir) | en\ definitiva
    | conclusions? | en\ conclusion | pour\ (?:conclure|finir) | en\ résumé | le\ mot\ de\ la\ fin
    )\b""",
    _FLAGS,
)
_REFERENCES = re.compile(
    r"""^(?:(?:selected\ )?references?|sources?(?:\ and\ notes)?|bibliography|citations|works\ cited|foot-?notes|end-?notes|notes
      |literature\ cited|further\ reading|quellen(?:angaben)?|literatur(?:verzeichnis)?|einzelnachweise|fußnoten|belege
      |referencias|fuentes|bibliograf[ií]a|notas|références|bibliographie)$""",
    _FLAGS,
)
_RELATED = re.compile(
    r"""^(?:related(?:\ (?:articles?|posts?|reading|stories|pieces|content))? | (?:read|see)\ (?:next|also|more)
      | you\ (?:might|may)\ (?:also\ )?(?:like|love|enjoy)(?:\ to\ read)? | more\ (?:from|on|like)\b.{0,40} | next\ (?:on|in|up)\b.{0,20}
      | keep\ reading | recommended(?:\ (?:reading|for\ you))? | also\ (?:on|in)\ .{0,30} | up\ next | further\ articles | don[’']t\ miss
      | mehr\ (?:zum\ thema|dazu|lesen) | lesen\ sie\ (?:auch|weiter) | das\ könnte\ (?:sie|dich)\ (?:auch\ )?interessieren
      | weiterlesen | passend\ dazu | ähnliche\ (?:artikel|beiträge)
      | (?:artículos\ )?relacionad[oa]s | lee\ también | también\ te\ puede\ (?:interesar|gustar) | sigue\ leyendo
      | à\ lire\ (?:aussi|ensuite) | articles?\ (?:liés|similaires) | lire\ aussi | sur\ le\ même\ sujet)$""",
    _FLAGS,
)
_ASIDE_ALWAYS = re.compile(
    r"""^\W*(?:advertisement|anzeige|publicidad|publicité|sponsored|jump\ to\ recipe|print|share|share\ this.{0,60}|pin\ it|
      click\ to\ tweet|leave\ a\ reply|skip\ to\ content|tagged:?.*|tags:.*|filed\ under.*|\[?(?:image|photo|picture|video|gallery)\b[^\]]*\]
      |back\ to\ top|loading.*|comments\ are\ (?:open|closed).*|sharing\ is\ caring.*)\W*$""",
    _FLAGS,
)
_SHORT_ASIDES = re.compile(
    r"""
      \b\d+\s*(?:-\s*)?(?:min(?:ute)?s?\.?|minuten|minutos)\s*-?\s*(?:read\b|read(?:ing)?\ time|lesezeit|de\ lecture|de\ lectura)
    | \breading\ time\b | \blesezeit\b | \btemps\ de\ lecture\b | \btiempo\ de\ lectura\b
    | ^\W*(?:medically|clinically|scientifically)?\s*(?:fact-?checked|reviewed|edited|medically\ reviewed)\ by\ [A-Z]
    | ^\W*(?:written\ |words\ |text\ |story\ |photos?\ |illustrations?\ )?by\ (?-i:[A-ZÀ-Ý])[^.!?]*(?:\||·|•|$)
    | ^\W*by\ the\ [^.!?]{2,40}\ ·
    | ^\W*(?:von|por|par)\ (?-i:[A-ZÀ-Ý])[^.!?]*$
    | ^\W*(?:written\ by|posted\ (?:on|by)|published\ (?:on|by)|(?:last\ )?updated(?:\ on|:)|geschrieben\ von|escrito\ por|écrit\ par|publié\ le|publicado\ el|veröffentlicht\ am|aktualisiert\ am)\b[^.!?]*(?:\.\s*medically.*)?\.?$
    | ^\W*(?:figure|fig\.|abb\.|abbildung|photo|foto|image|picture|credit|caption|illustration|bildnachweis)s?\s*\d*\s*[.:]
    | ^\W*(?:correction|editor[’']?s?\ note|update|disclosure|disclaimer|note\ from\ the\ editor|korrektur|transparenzhinweis|hinweis\ der\ redaktion)\s*(?:\([^)]*\)\s*)?:
    """,
    _FLAGS,
)
_ASIDES = re.compile(
    r"""
      \baffiliate\b.{0,120}\b(?:links?|commissions?|program)\b | \bearn\ (?:a\ )?(?:small\ )?commission | \baffiliate-links?\b
    | \b(?:subscribe|sign\ up|join)\b.{0,80}\b(?:newsletter|inbox|e-?mails?|mailing\ list|readers|free|fortnightly|weekly)\b
    | \bnewsletter\b.{0,80}\b(?:abonnier|anmeld|suscr[ií]b|inscri|abonnez) | \b(?:abonnier|suscr[ií]b|inscri|abonnez).{0,80}\bnewsletter\b
    | \benjoy(?:ing|ed)\ this\b | \bget\ one\ e-?mail\b | \blike\ this\?\ I\ send\b
    | \bshare\ (?:it|this)\ (?:with|on)\b | \bleave\ a\ comment\b | \bfollow\ us\ on\b | \bcomments\ are\ (?:open|moderated)
    | ^\W*about\ (?:the\ author|me|us)\b | ^\W*über\ (?:die\ autorin|den\ autor|mich) | ^\W*(?:sobre|acerca\ d)el?\ (?:la\ )?autora? | ^\W*à\ propos\ de\ l[’']aut
    | \bfor\ (?:general\ )?(?:information|informational|educational)(?:\ purposes)?\ only\b
    | \b(?:is\ |are\ )?not\ (?:intended\ (?:as|to\ be)\ )?(?:a\ )?substitute\ for\ (?:professional|medical)\b
    | \b(?:does|do)\ not\ (?:constitute|replace|provide)\ (?:\w+\ ){0,3}(?:medical\ )?advice\b | \bnot\ medical\ advice\b
    | \bersetz(?:t|en)\ (?:keine|nicht)\b.{0,60}\b(?:ärzt|beratung|arzt) | \bno\ sustituye\b.{0,60}\b(?:médic|profesional)
    | \bne\ (?:remplace|se\ substitue)\w*\ pas\b.{0,60}\b(?:médec|médical|avis)
    | \bwe\ use\ cookies\b | \ball\ rights\ reserved\b | ^\W*©
    | \bresearch\ funding\ from\b | \bhas\ no\ (?:conflicts?|competing)
    """,
    _FLAGS,
)
_SHORT_WORDS, _WORDS = 30, 70


def is_aside(text: str) -> bool:
    """Whether a passage is a byline, notice, invitation or caption rather than the article's own words."""
    words = text.count(" ") + 1
    return (
        (words <= _SHORT_WORDS and bool(_ASIDE_ALWAYS.match(text) or _SHORT_ASIDES.search(text)))
        or (words <= _WORDS and bool(_ASIDES.search(text)))
        or text.startswith(("→", "➡", "📬", "[Image", "[image"))
    )


def role_of(heading: str) -> SectionRole:
    """What a section is for, by its heading."""
    bare = _bare(heading)
    if _BOTTOM_LINE.match(bare):
        return SectionRole.BOTTOM_LINE
    return SectionRole.TAKEAWAYS if _TAKEAWAYS.match(bare) else SectionRole.BODY


def is_references(heading: str) -> bool:
    """Whether a heading announces the list of sources."""
    return bool(_REFERENCES.match(_bare(heading)))


def is_related(heading: str) -> bool:
    """Whether a heading announces other pieces."""
    return bool(_RELATED.match(_bare(heading)))


def lead_in(text: str) -> tuple[str, str]:
    """A passage such as "Read next: One piece" in its two halves; both empty when it has no colon near its beginning."""
    head, colon, rest = text.partition(":")
    return (head, rest.strip()) if colon and len(head) <= 50 else ("", "")


def _bare(heading: str) -> str:
    return _DECORATION.sub("", heading)
