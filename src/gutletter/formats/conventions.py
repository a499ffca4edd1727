"""How publications mark what is not the article itself: their words for headings, bylines, notices and boxes.

English, German, Spanish and French. Only short passages are judged, so that an article about newsletters is not lost.
"""

from __future__ import annotations

import re

from gutletter.model import SectionRole

_FLAGS = re.IGNORECASE | re.VERBOSE

_TAKEAWAYS = re.compile(
    r"""(?:the\s|our\s|my\s|[\w-]+\s)?(?:
      (?:key|main|core|quick|big|top|three|four|five)\s(?:\w+\s)?(?:take-?\s?aways?|points?|messages?|facts|concepts
        |findings|learnings|lessons)
    | take-?\s?aways? | tl;?\s?dr | at\sa\sglance | in\sshort | in\sbrief | in\sa\snutshell | highlights
    | (?:chapter\s)?summary | chapter\sreview | what\syou(?:[’']ll|\swill)\slearn | what\swe(?:[’']ve)?\slearned
    | lessons\slearned | if\syou\sonly\s(?:read|take|remember) | the\sshort\sversion | the\sgist | what\sto\sremember
    | (?:what\sto|things\sto)\stake\s(?:away|home) | to\sremember | in\sa\sword
    | das\swichtigste | auf\seinen\sblick | kernpunkte | kernaussagen | kurz\sgesagt | zusammenfassung
    | puntos\sclave | ideas\sclave | en\s(?:breve|resumen|pocas\spalabras) | lo\s(?:más\simportante|esencial) | resumen
    | en\sbref | l[’']essentiel | (?:les\s)?points\s(?:clés?|essentiels) | à\sretenir | ce\squ[’']il\sfaut\sretenir
    )\b""",
    _FLAGS,
)
_BOTTOM_LINE = re.compile(
    r"""(?:the\s|my\s|our\s|a\s)?(?:
      bottom[\s-]line | (?:in\s)?conclusions? | in\ssummary | to\s(?:sum\sup|conclude) | summing\sup
    | final\s(?:thoughts?|words?|verdict) | closing\s(?:thoughts?|words?) | wrapping\sup | wrap-up | take-?away\smessage
    | verdict | what\s(?:this|it|that)\s(?:all\s)?means
    | (?:so,?\s)?where\s(?:does\s)?(?:this|that|it)\s(?:all\s)?leaves?
    | so,?\s(?:(?:what|which|who)\s)?(?:should|can|could|would|do)\s(?:you|i|we)\b
    | so\swhat\W*$ | take-?home(?:\smessage)? | (?:the\s)?upshot | (?:the\s)?last\sword
    | (?:putting|pulling|bringing)\s(?:it|this|everything)\s(?:all\s)?together
    | what\si(?:[’']d|\swould|\snow)?\s(?:tell|say|recommend|advise)\b
    | fazit | unterm\sstrich | schlussfolgerung(?:en)? | schlusswort | zum\sschluss | was\s(?:das|heißt\sdas)\sfür
    | (?:en\s)?conclusi[oó]n(?:es)? | para\s(?:terminar|concluir) | en\sdefinitiva
    | (?:en\s)?conclusions? | pour\s(?:conclure|finir) | en\srésumé | le\smot\sde\sla\sfin
    )\b""",
    _FLAGS,
)
_REFERENCES = re.compile(
    r"""(?:(?:selected\s)?references? | sources?(?:\sand\snotes)? | bibliography | citations | works\scited
    | (?:foot-?|end-?)?notes | literature(?:\scited)? | further\sreading
    | quellen(?:angaben|verzeichnis)? | literatur(?:verzeichnis)? | einzelnachweise | fußnoten | belege
    | referencias | fuentes | bibliograf[ií]a | notas | références | bibliographie)""",
    _FLAGS,
)
_RELATED = re.compile(
    r"""(?:related(?:\s(?:articles?|posts?|reading|stories|pieces|content))? | (?:read|see)\s(?:next|also|more)
    | you\s(?:might|may)\s(?:also\s)?(?:like|love|enjoy)(?:\sto\sread)? | more\s(?:from|on|like)\b.{0,40}
    | next\s(?:on|in|up)\b.{0,20} | up\snext | keep\sreading | recommended(?:\s(?:reading|for\syou))?
    | (?:also|popular)\s(?:on|in)\s.{0,30} | further\sarticles | don[’']t\smiss
    | mehr\s(?:zum\sthema|dazu|lesen) | lesen\ssie\s(?:auch|weiter) | weiterlesen | passend\sdazu
    | das\skönnte\s(?:sie|dich)\s(?:auch\s)?interessieren | ähnliche\s(?:artikel|beiträge)
    | (?:artículos\s)?relacionad[oa]s | lee\stambién | también\ste\spuede\s(?:interesar|gustar) | sigue\sleyendo
    | à\slire\s(?:aussi|ensuite) | lire\saussi | articles?\s(?:liés|similaires) | sur\sle\smême\ssujet)""",
    _FLAGS,
)
_WHOLE_ASIDE = re.compile(
    r"""\W*(?:advertisement|anzeige|publicidad|publicité|sponsored|print|share(?:\sthis.{0,60})?|pin\sit|loading.*
    | (?:jump\sto|print|pin)\s(?:the\s)?recipe.* | click\sto\stweet | leave\sa\s(?:reply|comment) | skip\sto\scontent
    | tag(?:ged|s):?\s.* | filed\sunder.* | \[?(?:image|photo|picture|video|gallery|caption)\b[^\]]*\] | back\sto\stop
    | sponsored\s(?:content|post) | (?:table\sof\s)?contents | werbung | gesponsert | inhalt(?:sverzeichnis)? | índice
    | tabla\sde\scontenidos? | sommaire | table\sdes\smatières
    | (?:schlagw[oö]rt(?:er)? | stichw[oö]rt(?:er)? | etiquetas? | mots-clés | étiquettes?)\s?:\s.*
    | (?:share(?:\son)? | teilen(?:\sauf)? | compartir(?:\sen)? | partager(?:\ssur)?)\b\W+
        (?:facebook|twitter|x|whatsapp)\b.*
    | (?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s)?\d{1,2}(?:st|nd|rd|th|\.|er)?\s(?:de\s|of\s)?[^\W\d]{3,10}\.?,?\s
        (?:de\s)?(?:19|20)\d\d
    | (?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s)?[^\W\d]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,\s(?:19|20)\d\d
    | (?:.{0,60}\s)?comments\sare\s(?:open|closed|moderated).* | sharing\sis\scaring.*)\W*""",
    _FLAGS,
)
_ASIDE_OPENING = re.compile(
    r"""\W*(?:
      (?:(?:medically|clinically|scientifically|expert)\s)?(?:fact-?checked|reviewed|edited)\sby\s(?-i:[A-ZÀ-Ý])
    | (?:(?:written|words|text|story|photos?|illustrations?)\s)?by\s(?-i:[A-ZÀ-Ý])[^.!?]*(?:[|·•].*)?$
    | by\sthe\s[^.!?]{2,40}\s[|·•] | (?:von|por|par)\s(?-i:[A-ZÀ-Ý])[^.!?]{2,60}$
    | (?:(?:written|posted|published|geschrieben|escrito|écrit|publié|publicado)\s(?:on|by|von|por|par|le|el)
        |(?:last\s)?updated(?:\son|:)|veröffentlicht\sam|aktualisiert\sam)\b[^.!?]*
        (?:\.?$|\.\s(?:medically\s)?reviewed)
    | (?:published|posted|(?:last\s)?updated)(?:\son)?:?\s[^.!?]{0,30}(?:19|20)\d\d\W*$
    | (?:zuletzt\s)?(?:aktualisiert|veröffentlicht|erschienen)(?:\sam)?:?\s\d.{0,30}$
    | (?:(?:última\s)?actualiza(?:do|ción)|publicado)(?:\sel)?:?\s\d.{0,30}$
    | (?:mis(?:e)?\sà\sjour|publiée?)(?:\sle)?\s?:?\s\d.{0,30}$
    | written\sby\s(?-i:[A-ZÀ-Ý]).{0,120}\breviewed\sby\s
    | (?:(?:medizinisch|fachlich|wissenschaftlich)\s)?(?:über)?geprüft\s(?:von|durch)\s(?-i:[A-ZÀ-Ý])
    | revisad[oa]\s(?:\w+\s)?por\s(?:la\s|el\s)?(?-i:[A-ZÀ-Ý])
    | (?:relue?|révisée?|vérifiée?|validée?)\s(?:\w+\s)?par\s(?:la\s|le\s)?(?-i:[A-ZÀ-Ý])
    | (?:texto? | texte | autor(?:in|a)? | auteure? | bild(?:er)? | grafik | fotografía
        | crédits?(?:\s(?:photos?|images?))?)\s?:\s
        (?-i:[A-ZÀ-Ý])[^.!?]{1,60}$
    | (?:figure|fig\.|table|abb\.|abbildung|tabelle|figura|tabla|tableau)\s\d+\s*[.:–—]
    | (?:photo|foto|image|picture|caption|illustration|bildnachweis)s?(?:\scredits?)?\s*:
    | (?:correction|editor[’']?s?[’']?\snote|update|disclosure|disclaimer|korrektur|transparenzhinweis)\s*
        (?:\([^)]*\)\s*)?:
    )""",
    _FLAGS,
)
_READING_TIME = re.compile(
    r"""\b\d+\s*-?\s*min(?:ute[ns]?|utos|s)?\.?\s*-?\s*(?:read\b|reading|lesezeit|de\slect) | \breading\stime\b
    | \blectura\sde\s\d+\smin | \blesezeit\b | \btemps\sde\slecture\b | \btiempo\sde\slectura\b""",
    _FLAGS,
)
_NOTICE_OPENING = re.compile(
    r"""\W*(?:about\s(?:the\sauthor|me|us)\b | über\s(?:die\sautorin|den\sautor|mich)\b
    | (?:sobre|acerca\sde)\s(?:el\s|la\s)?(?:autora?|mí)\b | à\spropos\sde\sl[’']aut | ©)""",
    _FLAGS,
)
_NOTICE = re.compile(  # one \b for all: where no word begins, none of them is tried
    r"""\b(?:affiliate\b.{0,120}\b(?:links?|commissions?|program) | affiliate-?links?\b
    | earn\s(?:a\s)?(?:small\s)?commission
    | (?:subscribe|sign\sup|join)\b.{0,80}\b(?:newsletter|inbox|e-?mails?|mailing\slist|readers|free|weekly)\b
    | newsletter\b.{0,80}\b(?:abonnier|anmeld|suscr[ií]b|inscri|abonnez)
    | (?:abonnier|suscr[ií]b|inscri|abonnez).{0,80}\bnewsletter\b
    | enjoy(?:ing|ed)\sthis\b | get\sone\se-?mail\b | like\sthis\?\si\ssend\b
    | share\s(?:it|this)\s(?:with|on)\b | leave\sa\scomment\b | follow\sus\son\b
    | for\s(?:general\s)?(?:information|informational|educational)(?:\spurposes)?\sonly\b
    | not\s(?:intended\s(?:as|to\sbe)\s)?(?:a\s)?substitute\sfor\s(?:professional|medical)\b
    | (?:does|do)\snot\s(?:constitute|replace|provide)\s(?:\w+\s){0,3}(?:medical\s)?advice\b
    | not\smedical\sadvice\b | not\sadvice\sabout\s(?:you|your)\b
    | ersetz(?:t|en)\s(?:keine|nicht)\b.{0,60}(?:ärzt|beratung|arzt)
    | no\ssustituye\b.{0,60}(?:médic|profesional)
    | ne\s(?:remplace|se\ssubstitue)\w*\spas\b.{0,60}(?:médec|médical|avis)
    | (?:get|receive)\b.{0,60}\byour\sinbox\b | let\s(?:us|me)\sknow\sin\sthe\scomments\b
    | seek\sthe\sadvice\sof\syour\s(?:physician|doctor)\b.{0,40}\bwith\sany\squestions\b
    | (?:werbe|partner|provisions)-?links?\b | erh(?:alten|alte)\s(?:wir|ich)\s(?:\w+\s){0,3}provision\b
    | melden?\b.{0,60}\bnewsletter\b | teil(?:e|t|en\ssie)\sdiesen\s(?:artikel|beitrag)\b
    | (?:schreib|hinterlass)\w*\b.{0,20}\bkommentar\b | folg(?:e|t|en\ssie)\s(?:uns|mir)\s(?:auf|bei)\b
    | alle\srechte\svorbehalten\b | verwende[tn]\scookies\b
    | enlaces?\sde\safiliad | (?:recibimos|recibo|ganamos)\s(?:una\s)?(?:pequeña\s)?comisión\b
    | (?:suscr[ií]b|apúnta)\w*.{0,60}\b(?:boletín|correo)\b | no\sreemplaza\b.{0,60}(?:médic|profesional|sanitari)
    | comparte\seste\s(?:artículo|post)\b | deja\s(?:un|tu)\scomentario\b | sígue(?:nos|me)\sen\b
    | todos\slos\sderechos\sreservados\b | (?:usamos|utilizamos)\scookies\b
    | liens?\s(?:affiliés?|d[’']affiliation|sponsorisés?)\b | touch(?:ons|e)\sune\s(?:petite\s)?commission\b
    | (?:inscri|abonn)\w+-vous\b.{0,60}\b(?:infolettre|lettre)\b | partage[zr]?\scet\sarticle\b
    | laisse[zr]?\s(?:un|votre)\scommentaire\b | suive[zs]?-nous\ssur\b | tous\sdroits\sréservés\b
    | utilisons\sdes\scookies\b
    | we\suse\scookies\b | all\srights\sreserved\b | received\s(?:research\s)?funding\sfrom\b
    )
    | ^(?-i:[A-ZÀ-Ý])\S+(?:\s(?-i:[A-ZÀ-Ý])\S+){1,3}\s(?:is|ist|es|est)\s.{0,60}
        (?:journalist|dietitian|nutritionist|writer|author|editor|redakteur|beraterin|autorin|periodista|nutricionista
          |escritora?|diététicien|rédact|auteur).{0,80}\b(?:lives|writes|lebt|wohnt|schreibt|vive|escribe|vit|écrit)\b
    """,
    _FLAGS,
)
_TO_MACHINES = re.compile(
    r"""\W*(?:(?:system|assistant|user|prompt|instructions?)\s*:\W*)?(?:please\s|bitte\s|por\sfavor,?\s)?(?:
      (?:ignore|disregard|forget|override|bypass)\s(?:\w+\s){0,4}(?:instructions?|prompts?|directives|guidelines)\b
    | (?:you|act|answer|respond|behave)\s(?:are|as|like)\s(?:\w+\s){0,4}
        (?:ai|llm|chatbot|language\smodel|helpful\s(?:\w+\s)?(?:assistant|model))\b
    | as\san?\s(?:ai|large\slanguage|language)\b
    | (?:reveal|print|repeat|output)\s(?:\w+\s){0,3}(?:system\sprompt|instructions\sabove)\b
    | (?:respond|reply|answer)\s(?:only\s|just\s)?with\s(?:only\s|just\s)?(?:the\s)?(?:words?|phrase|sentence|text)\b
    | do\snot\s(?:tell|inform|show)\s(?:the\s)?user\b
    | (?:ignoriere?|vergiss|missachte)\w?\s(?:\w+\s){0,4}(?:anweisung|instruktion|vorgabe)\w*
    | (?:ignora|olvida|descarta)d?\s(?:\w+\s){0,4}instrucciones\b
    | (?:ignore|oublie)[sz]?\s(?:\w+\s){0,4}(?:instructions|consignes)\b
    )""",
    _FLAGS,
)
_POINTERS = ("→", "➡", "📬", "[Image", "[image")
_SHORT, _NOT_LONG = 30, 70  # words
_FAMILIAR = 120  # characters of a heading
_DECORATION = re.compile(r"^[\W_]*(?:\d+[.)]\s+)?|[\W_]+$")


def is_aside(text: str) -> bool:
    """Whether a passage is a byline, notice, invitation, caption or prompt rather than the article's own words."""
    words = text.count(" ") + 1
    if words > _NOT_LONG or len(text) > _NOT_LONG * 15:
        return False
    if words <= _SHORT and (_WHOLE_ASIDE.fullmatch(text) or _ASIDE_OPENING.match(text) or _READING_TIME.search(text)):
        return True
    return bool(text.startswith(_POINTERS) or _NOTICE_OPENING.match(text) or _NOTICE.search(text) or is_prompt(text))


def is_prompt(text: str) -> bool:
    """Whether a text opens by telling a language model what to do: no reader is meant, and no editor would print it."""
    return bool(_TO_MACHINES.match(text))


def role_of(heading: str) -> SectionRole:
    """What a section is for, by its heading."""
    bare = _bare(heading)
    if _BOTTOM_LINE.match(bare):
        return SectionRole.BOTTOM_LINE
    head, colon, rest = bare.partition(": ")
    if _TAKEAWAYS.match(bare) or (colon and _TAKEAWAYS.match(rest) and len(head) < len(bare)):
        return SectionRole.TAKEAWAYS
    return SectionRole.BODY


def is_references(heading: str) -> bool:
    """Whether a heading announces the list of sources."""
    return bool(_REFERENCES.fullmatch(_bare(heading)))


def is_related(heading: str) -> bool:
    """Whether a heading announces other pieces."""
    return bool(_RELATED.fullmatch(_bare(heading)))


def lead_in(text: str) -> tuple[str, str]:
    """A passage such as "Read next: One piece" in its two halves; both empty without an early colon."""
    head, colon, rest = text[:_FAMILIAR].partition(":")
    return (head, rest.strip() + text[_FAMILIAR:]) if colon and len(head) <= 50 else ("", "")


def _bare(heading: str) -> str:
    """A heading without numbers, emoji and stops around it; empty when it is too long to be a familiar one."""
    return _DECORATION.sub("", heading) if len(heading) <= _FAMILIAR else ""
