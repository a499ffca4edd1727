"""German."""

from __future__ import annotations

from gutletter.languages.lexicon import Lexicon, counted, groups, pairs, phrases, word_class

GERMAN = Lexicon(
    language="de",
    stop=word_class("""
        der die das den dem des ein eine einer einem einen eines und oder aber denn doch als wie wenn dass daß ob weil
        da zu zum zur in im ins an am ans auf aus bei beim mit nach seit von vom vor für über unter um durch gegen ohne
        bis ist sind war waren sei sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren er sie es wir uns unser
        unsere ich mich mir mein meine du dich dir dein deine man sich selbst nicht kein keine keinen keiner keinem nie
        nur auch noch schon so sehr mehr viel viele hat haben hatte hatten habe wird werden wurde wurden worden kann
        können konnte könnte soll sollte muss müssen mag darf dürfen will wollen dies diese dieser dieses diesem diesen
        jene jeder jede jedes alle alles was wer wo hier dort dann dabei dazu damit davon daran darauf also etwa rund
        bereits immer zwischen sowie sowohl beide hin her etwas einige manche andere anderen anderer
    """),
    negations=word_class("""
        nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne weder noch kaum nirgends fehlt
        fehlen fehlte fehlten
    """),
    hedges=word_class("""
        kann können könnte könnten dürfte dürften mag mögen möglicherweise vielleicht vermutlich wahrscheinlich
        womöglich wohl eventuell scheint scheinen schien offenbar anscheinend deutet deuten hinweise hinweis legt nahe
        legen assoziiert zusammenhang zusammenhängen verbunden tendenziell unklar umstritten vorläufig etwa rund
        ungefähr circa ca schätzungsweise soll sollen sollte sollten angeblich teilweise möglich potenziell potentiell
        würde würden unsicher vermutet vermuten vermutlich eher geschätzt
    """),
    quantifiers=word_class("""
        einige einiger einigen manche mancher manchen viele vieler vielen wenige weniger wenigen mehrere mehrerer die
        meisten meist meistens alle aller allen jeder jede jedes jeden nur oft häufig gelegentlich selten manchmal immer
        gewöhnlich üblicherweise typischerweise vor allem besonders insbesondere hauptsächlich überwiegend vorwiegend
        hälfte mehrheit minderheit mindestens höchstens mehr fast nahezu beide etwas durchschnittlich
    """),
    conditions=word_class("""
        wenn falls sofern solange obwohl obgleich aber jedoch sondern während außer ausser bis bevor nachdem sobald
        allerdings trotz ob zumindest hingegen dagegen gegenüber verglichen nur weil
    """),
    absolutes=word_class("""
        immer nie niemals alle jeder jede niemand beweist bewiesen beweisen garantiert heilt heilen geheilt sicher
        gewiss zweifellos völlig vollständig unbedingt muss müssen verursacht verursachen perfekt ungefährlich
        gefährlich unmöglich
    """),
    connectives=phrases("""
        allerdings, jedoch, dennoch, trotzdem, außerdem, zudem, darüber hinaus, ferner, daher, deshalb, deswegen, somit,
        folglich, also, zusammenfassend, kurz gesagt, kurzum, letztlich, schließlich, zunächst, erstens,
        zweitens, drittens, zum beispiel, beispielsweise, tatsächlich, natürlich, übrigens, ebenso, ähnlich, im
        gegensatz dazu, mit anderen worten, alles in allem, unterm strich, und, aber, doch, oder, denn
    """),
    joiners=word_class("und aber oder denn"),
    pointing=phrases("""
        dies, diese, dieser, dieses, diesem, diesen, das, es, sie, er, ihr, ihre, ihren, ihrem, sein, seine, seinen,
        solche, solcher, solches, beide, dort, hier, dabei, dazu, damit, davon, daran, darauf, dadurch, deshalb,
        deswegen, daher, jedoch, allerdings, dennoch, trotzdem, außerdem, zudem, stattdessen, ebenso, ähnlich,
        andererseits, im gegensatz dazu, zum beispiel, beispielsweise, auch, dann, so, ersteres, letzteres, der erste,
        die erste, die anderen, andere, ein weiterer, eine weitere, ein anderer, eine andere, in diesem, in dieser, in
        diesen, bei diesem, bei dieser, bei diesen, mit diesem, mit dieser, aus diesem, aus diesen, deren, dessen, und,
        aber, oder, denn, doch, also, nein, ja, wer
    """),
    existing=phrases("es gibt, es gab"),
    pronouns=word_class("""
        es sie er ihnen ihm
    """),
    demonstratives=word_class("""
        dies diese dieser dieses diesem diesen solche solcher solchen solches
    """),
    articles=word_class("""
        der die das den dem des beide beiden
    """),
    presumed=word_class("""
        gruppe gruppen studie studien autoren forscher forschenden teilnehmer probanden übrigen anderen ergebnis
        ergebnisse versuch
    """),
    counting=word_class("""
        hälfte einige viele manche alle beide zwei drei vier fünf sechs sieben acht neun zehn
    """),
    places=word_class("""
        in im an am auf bei mit von nach vor für unter während aus zu zur zum ohne trotz wegen
    """),
    pointers=phrases("""
        abbildung, abb, tabelle, tab, siehe oben, siehe unten, oben, unten, wie folgt, folgende, folgenden, klicken,
        dieser artikel, diesem artikel, dieser beitrag, diesem beitrag, in diesem abschnitt, newsletter, abonnieren,
        hier sind, hier ist, kommentar, kommentare
    """),
    side_notes=phrases("""
        der, die, das, welche, welcher, welches, etwa, zum beispiel, beispielsweise, z b, also, wie
    """),
    alternatives=word_class("oder"),
    auxiliaries=word_class("""
        ist sind war waren hat haben hatte hatten kann können konnte konnten soll sollen sollte sollten muss müssen darf
        dürfen wird werden wurde wurden würde würden mag bleibt bleiben spielt spielen scheint scheinen gilt gelten
    """),
    advice=word_class("""
        essen trinken fragen sprechen achten vermeiden meiden wählen probieren beginnen nehmen lassen sollten sollte
        empfehlen empfohlen geben halten suchen prüfen verzichten
    """),
    findings=word_class("""
        studie studien übersicht übersichtsarbeit metaanalyse analyse belege placebo randomisiert randomisierte
        teilnehmer teilnehmende patienten probanden fand fanden zeigt zeigen zeigte zeigten ergab ergaben berichtet
        berichteten verbessert verbesserte verbessern senkt senkte senken verringert verringerte verringern sank sanken
        stieg stiegen steigt erhöht erhöhte erhöhen halbiert verdoppelt hilft helfen half wirkt wirken verglichen
        assoziiert unterschied wirkung effekt nutzen durchschnitt signifikant belegt bewiesen verhindert verursacht
        getestet risiko
    """),
    trying=word_class("""
        gaben gab bekam bekamen erhielt erhielten nahmen trank tranken aß aßen verglich verglichen wertete
        werteten fasste fassten untersuchte untersuchten begleitete begleiteten beobachtete beobachteten schloss
        schlossen teilte teilten befragte befragten testete testeten
    """),
    studies=word_class("""
        studie studien metaanalyse übersichtsarbeit untersuchung gruppe gruppen forscher forscherinnen
        forschende team placebo scheinmedikament teilnehmer teilnehmerinnen teilnehmende freiwillige probanden
    """),
    outcomes=word_class("""
        fand fanden zeigte zeigten zeigt zeigen sank sanken stieg stiegen senkte senkten verringerte
        verringerten besserte besserten verbesserte verbesserten ab half halfen hilft wirkte wirkten
        besser schlechter weniger seltener häufiger mehr höher niedriger geringer stärker schwächer länger
        kürzer unterschied unterschiede wirkung effekt nutzen kein keine keinen keiner nicht nie niemand nichts
        weder als aber jedoch doch sondern während signifikant nahe deutet ergab ergaben
        gleich ähnlich unverändert risiko nur kaum fast wahrscheinlich
    """),
    verdicts=word_class("""
        kein keine keinen keinem keiner nicht nie niemals kaum wenig weniger besser schlechter gleich nur
        unbewiesen unbelegt schwach schwache begrenzt klein kleine gering geringe bescheiden unsicher unklar
        widersprüchlich widersprechen uneinheitlich überzeugend überzeugende
    """),
    cautions=word_class("""
        vermeiden meiden vermieden schwanger schwangere schwangerschaft stillzeit stillen arzt ärztin ärzte
        apotheker apothekerin hebamme medikament medikamente arznei arzneimittel mittel tabletten verordnet
        verschrieben rezept dosis dosen insulin blutverdünner immunschwäche immunsystem geschwächt geschwächtem
        niere nieren leber herz allergie allergisch allergien wechselwirkung wechselwirkungen gefahr gefährlich
        schaden schädlich unsicher sicher sicherheit vorsicht vorsichtig ernst schwer schwere schweren tödlich
        notfall blutung blutungen giftig überdosis vergiftung infektion infektionen nebenwirkung nebenwirkungen
        warnung warnt warnen absetzen niemals fragen rat diagnose symptome kinder säuglinge krankheit diabetes
        krebs operation
    """),
    urging=word_class("""
        soll sollen sollte sollten muss müssen braucht brauchen wichtig empfehlen empfiehlt empfohlen empfehlung
        empfehlungen rat entscheidend wesentlich lohnt
    """),
    being=word_class("ist sind"),
    people=word_class("""
        menschen personen erwachsene erwachsenen frauen männer kinder kindern patienten patientinnen säuglinge probanden
        mäuse
    """),
    teller=word_class("ich mich mir mein meine meinem meinen meiner"),
    addressed=word_class("du dich dir dein deine sie ihnen"),
    others=word_class("er sein seine seiner seinem seinen"),
    referring=word_class("es sie dies diese dieser dieses das"),
    opening=word_class("""
        einleitung einführung hintergrund überblick worum warum was grundlagen
    """),
    closing=word_class("""
        fazit schluss schlussfolgerung schlussfolgerungen zusammenfassung ausblick ergebnis empfehlung kurz
    """),
    opposites=pairs("""
        steigt/sinkt steigen/sinken stieg/sank erhöht/gesenkt erhöht/senkt erhöhen/senken erhöht/verringert
        erhöhen/verringern erhöht/reduziert zunahme/abnahme zunehmen/abnehmen höher/niedriger hoch/niedrig hohe/niedrige
        mehr/weniger besser/schlechter verbessert/verschlechtert verbessern/verschlechtern vor/nach sicher/unsicher
        sicher/gefährlich akut/chronisch akute/chronische gesund/ungesund positiv/negativ nutzen/schaden
        nützlich/schädlich stark/schwach stärker/schwächer stärkt/schwächt früh/spät früher/später groß/klein
        größer/kleiner lang/kurz länger/kürzer männer/frauen kinder/erwachsene jung/alt häufig/selten
        wahrscheinlich/unwahrscheinlich möglich/unmöglich löslich/unlöslich mit/ohne immer/nie alle/keine viele/wenige
        schnell/langsam fördert/hemmt fördern/hemmen aktiv/inaktiv innen/außen warm/kalt trocken/feucht
        wirksam/unwirksam verträglich/unverträglich
    """),
    synonyms=groups("""
        zeigen=belegen=ergeben=finden helfen=unterstützen nutzen=verwenden beginnen=anfangen groß=erheblich=deutlich
        menschen=personen=leute arzt=ärztin=mediziner krankheit=erkrankung=leiden studie=untersuchung=arbeit
        senken=verringern=reduzieren=mindern erhöhen=steigern verbessern=fördern wichtig=entscheidend=wesentlich
        viele=zahlreiche=mehrere darm=verdauungstrakt bakterien=mikroben=keime darmflora=mikrobiom=mikrobiota
        kann=könnte=mag etwa=rund=ungefähr häufig=oft selten=kaum
    """),
    adding=word_class("und"),
    roughly=word_class("etwa rund ungefähr circa ca knapp fast beinahe nahezu annähernd"),
    nearly=word_class("fast beinahe nahezu"),
    at_least=phrases("mindestens, wenigstens, mehr als, über, nicht weniger als"),
    at_most=phrases("höchstens, bis zu, weniger als, unter, nicht mehr als, maximal"),
    lasting=word_class("über"),
    or_more=phrases("oder mehr, oder länger, oder älter, und mehr"),
    or_less=phrases("oder weniger, oder kürzer, oder jünger"),
    periods=groups("""
        sekunde=sekunden minute=minuten stunde=stunden tag=tage=tagen=täglich=nacht=nächte=heute
        woche=wochen=wöchentlich monat=monate=monaten=monatlich jahr=jahre=jahren=jährlich
    """),
    animals=word_class("""
        maus mäuse mäusen ratte ratten tier tiere tieren tierversuch tierversuche kaninchen hund hunde hunden schweine
        schweinen
    """),
    limiting=word_class("außer sofern"),
    limited=word_class("wenn ohne nur außer sofern falls solange ausgenommen"),
    naming_negations=word_class("ohne nie niemals niemand nichts kaum"),
    linking=word_class("""
        umfrage befragung beobachtung beobachtungsstudie beobachtungsstudien register kohorte zusammenhang zusammenhänge
        verbunden assoziiert
    """),
    causing=word_class("""
        senkt senken erhöht erhöhen steigert verringert mindert verhindert verhindern schützt schützen verursacht löst
        auslöst halbiert verdoppelt
    """),
    chance=word_class("zufall glück"),
    groups=groups("""
        frauen=frau=mütter=schwangere=schwangeren männer=mann=männern kinder=kind=kindern
        säuglinge=babys=säuglingen jugendliche=jugendlichen mäuse=maus=mäusen ratten=ratte=tiere=tieren
    """),
    settled=word_class("""
        belegt bekannt klar gezeigt bewiesen erwiesen nachgewiesen gesichert unterschied unterschiede wirkung nutzen
        beleg belege hinweis hinweise effekt vorteil
    """),
    level=word_class("gleich gleichen ähnlich ebenso kaum wenig unverändert"),
    instead=phrases("statt, anstatt"),
    ending=word_class("für in an auf mit bei durch während nach vor weil die der das und aber oder wenn obwohl"),
    repeating=word_class("noch"),
    numbers=counted("""
        null=0 eins=1 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13
        vierzehn=14 fünfzehn=15 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90
        hundert=100 tausend=1000 million=1000000 millionen=1000000 milliarde=1000000000 milliarden=1000000000 dutzend=12
    """),
)
