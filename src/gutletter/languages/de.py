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
        einige einiger einigen manche mancher manchen viele vieler vielen wenige weniger wenigen mehrere mehrerer
        meisten meist meistens alle aller allen jeder jede jedes jeden nur oft häufig gelegentlich selten manchmal immer
        gewöhnlich üblicherweise typischerweise vor allem besonders insbesondere hauptsächlich überwiegend vorwiegend
        hälfte mehrheit minderheit mindestens höchstens mehr fast nahezu beide etwas durchschnittlich
    """),
    conditions=word_class("""
        wenn falls sofern solange obwohl obgleich aber jedoch sondern während außer ausser bis bevor nachdem sobald
        allerdings trotz ob zumindest hingegen dagegen gegenüber verglichen nur weil
    """),
    remarks=word_class("denn weil da obwohl obgleich während aber sondern jedoch allerdings hingegen dagegen"),
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
        dies, diese, dieser, dieses, diesem, diesen, es, sie, er, ihr, ihre, ihren, ihrem, sein, seine, seinen, solche,
        solcher, solches, beide, dort, hier, dabei, dazu, davon, daran, darauf, dadurch, deshalb, deswegen, daher,
        jedoch, allerdings, dennoch, trotzdem, außerdem, zudem, stattdessen, ebenso, ähnlich, andererseits, im gegensatz
        dazu, zum beispiel, beispielsweise, auch, dann, so, ersteres, letzteres, die anderen, andere, ein weiterer, eine
        weitere, ein anderer, eine andere, in diesem, in dieser, in diesen, bei diesem, bei dieser, bei diesen, mit
        diesem, mit dieser, aus diesem, aus diesen, deren, dessen, und, aber, oder, denn, doch, also, nein, ja, das ist,
        das sind, das war, das waren, das hat, das haben, das hatte, das hatten, das wird, das werden, das wurde, das
        wurden, das kann, das können, das könnte, das konnte, das muss, das müssen, das soll, das sollte, das sollten,
        das darf, das dürfte, das mag, das gilt, das heißt, das hieß, das bedeutet, das zeigt, das zeigte, das liegt,
        das lag, das klingt, das klang, das macht, das machte, das reicht, das stimmt, das hilft, das half, das geht,
        das ging, das kommt, das kam, das bringt, das tut, das passt, das nennt, das lässt, das ließ, das hängt, das
        steht, das betrifft, das spricht, das sagt, das erklärt, das erleichtert, das beweist, das belegt, das
        entspricht, das wäre, das würde, das gelingt, das dauert, das kostet, das schadet, das alles, das allein, die
        ist, die sind, die war, die waren, die hat, die haben, die hatte, die hatten, die wird, die werden, die wurde,
        die wurden, die kann, die können, die könnte, die konnte, die muss, die müssen, die soll, die sollte, die
        sollten, die darf, die dürfte, die mag, die gilt, die heißt, die hieß, die bekommt, die bekamen, die bekam, die
        nahmen, die tranken, die aßen, die erhielten, der ist, der sind, der war, der hat, der hatte, der wird, der
        wurde, der kann, der könnte, der konnte, der muss, der soll, der sollte, der darf, der dürfte, der mag, der
        gilt, der heißt, der hieß, die einen, die eine, der eine, das eine, der andere, die andere, das andere, die
        hälfte davon, die meisten davon, ein teil davon, viele davon, einige davon, alle davon, keiner davon, keine
        davon, einer davon, eine davon, eines davon, zwei davon, drei davon, einer von ihnen, eine von ihnen, zwei von
        ihnen, drei von ihnen, einige von ihnen, viele von ihnen, alle von ihnen, keiner von ihnen, die meisten von
        ihnen, die hälfte von ihnen, ein teil von ihnen, die hälfte bekam, die hälfte erhielt, die hälfte nahm, die
        hälfte trank, die hälfte aß, bei ihnen, für sie, mit ihnen, unter ihnen, von ihnen, bei ihm, für ihn, mit ihm,
        nach ihm, damit ist, damit sind, damit war, damit hat, damit lässt, damit kann, damit können, damit sollte,
        damit sollten, damit wird, damit wurde, damit gehören, damit steht, damit bleibt, damit gilt, dafür, dagegen,
        danach, daraus, darin, darum, darunter, darüber, daneben, dahinter, dazwischen, davor, demnach, demgegenüber,
        hierfür, hierzu, hierbei, da ist, da sind, da war, da waren, da hat, da hilft, da kann, da wird, seitdem,
        seither, damals, anschließend, hinterher, kurz darauf, zwei jahre später, ein jahr später, vielmehr, hingegen,
        ebenfalls, erst dann, nämlich, die übrigen, der rest, anderen, ein weiteres, ein anderes, ein zweiter, eine
        zweite, ein zweites, ein dritter, eine dritte, ein drittes, zwei weitere, drei weitere, zwei andere, drei
        andere, weitere studien, dasselbe, derselbe, dieselbe, dieselben, das gleiche, das selbe, der gleiche, die
        gleiche, die gleichen, gleiches gilt, ähnliches gilt, anders ist, genau das, genau dies, genau diese, genau
        dieser, genau diesen, all das, all dies, alles das, trotz dieser, nach diesem, nach dieser, in jenem, in jener,
        liebe leserin, liebe leser, lieber leser, liebe leserinnen, liebe patientin, liebe patienten, liebe
        patientinnen, na ja, nun ja, jetzt aber, und zwar, leider, freilich, indes, nur leider, schade, ob das, ob dies,
        ob der unterschied, ob der effekt, ob der vorsprung, ist sie, hat sie, wird sie, war sie, muss sie, soll sie,
        kann sie, darf sie, hinzu kommt, hinzu kam
    """),
    presenting=phrases("es gibt, es gab"),
    existing=phrases("""
        es lohnt sich, es lohnt, es reicht, es genügt, es empfiehlt sich, es ist wichtig, es ist besser, es ist
        sinnvoll, es ist ratsam, es ist möglich, es ist bekannt, es ist nicht bekannt, es ist unklar, es ist nicht
        belegt, es ist kein, es ist keine, es kommt darauf an, es dauert, es kann helfen, es stimmt, es besteht, es
        bestehen, es fehlt, es fehlen, es braucht, es schadet nicht, es spricht, es heißt, es geht um
    """),
    pronouns=word_class("""
        es er ihm ihn dann dadurch daraus danach dagegen deshalb deswegen trotzdem stattdessen allerdings jedoch
        hingegen freilich nämlich
    """),
    demonstratives=word_class("""
        dies diese dieser dieses diesem diesen solche solcher solchen solches solchem solch derlei derartige derartiger
        derartigen dieselbe dieselben denselben demselben
    """),
    articles=word_class("""
        der die das den dem des beide beiden
    """),
    presumed=word_class("""
        gruppe gruppen kontrollgruppe kontrollgruppen vergleichsgruppe placebogruppe scheingruppe trainingsgruppe
        übungsgruppe behandlungsgruppe interventionsgruppe studie studien versuch versuche versuchs experiment
        untersuchung untersuchungen auswertung umfrage befragung übersicht metaanalyse autoren autorinnen forscher
        forschern forscherinnen forschenden wissenschaftler wissenschaftlerinnen team teilnehmer teilnehmern
        teilnehmerinnen teilnehmenden probanden probandinnen freiwilligen testpersonen versuchspersonen übrigen anderen
        restlichen rest ergebnis ergebnisse befund befunde placebo scheinmedikament scheinpräparat grund antwort frage
        haken problem unterschied effekt vorsprung folge fazit mäuse ratten tiere
    """),
    presuming=word_class("""
        andere anderen zweite zweiten dritte dritten erste ersten beiden ganze ganzen große großen größere größeren
        größte größten kleine kleinen kleinere kleineren neue neuen neuere neueren alte alten damalige damaligen jüngste
        jüngsten spätere späteren frühere früheren gleiche gleichen übrigen einzige einzigen
    """),
    earliest=word_class("erste ersten erster erstes"),
    counting=word_class("""
        hälfte einige viele manche alle beide zwei drei vier fünf sechs sieben acht neun zehn
    """),
    indefinite=word_class("ein eine einer einem einen eines"),
    relatives=word_class("deren dessen denen"),
    defining=word_class("der die das den dem des deren dessen denen welche welcher welches welchen was wo"),
    comparing=word_class("""
        größere größerer größeres größeren weitere weiterer weiteres weiteren spätere späteren frühere früheren ähnliche
        ähnlicher ähnliches ähnlichen andere anderer anderes anderen
    """),
    than=word_class("als"),
    agreeing=word_class("bestätigte bestätigten"),
    answering=phrases("""
        zu einem anderen ergebnis, zu demselben ergebnis, zum selben ergebnis, zum gleichen ergebnis, zu ähnlichen
        ergebnissen, gilt dasselbe, gilt das gleiche, gilt das auch, gilt das nicht, ist das anders, ist das nicht, ist
        es anders, sieht das anders aus, sieht es anders aus, tut das auch, tun das auch, das ebenfalls
    """),
    past=word_class("""
        war waren hatte hatten wurde wurden kam kamen ging konnte konnten fand fanden zeigte zeigten sank sanken stieg
        stiegen fiel fielen senkte senkten verringerte verringerten reduzierte reduzierten minderte minderten linderte
        linderten milderte milderten besserte besserten verbesserte verbesserten verschlechterte verschlechterten
        verkürzte verkürzten verlängerte verlängerten halbierte halbierten verdoppelte verdoppelten verdreifachte
        verdreifachten erhöhte erhöhten steigerte steigerten beschleunigte beschleunigten verlangsamte verlangsamten
        verhinderte verhinderten schützte schützten half halfen wirkte wirkten nützte nützten brachte brachten heilte
        heilten schrumpfte schrumpften wuchs wuchsen verschwand verschwanden erkrankte erkrankten starb starben
        überlebte überlebten genas genasen erholte erholten litt litten klagte klagten berichtete berichteten blieb
        blieben schnitt schnitten ergab ergaben führte führten verursachte verursachten verlor verloren profitierte
        profitierten reagierte reagierten gaben bekam bekamen erhielt erhielten nahm nahmen trank tranken aß aßen
        schluckte schluckten verglich verglichen wertete werteten fasste fassten untersuchte untersuchten begleitete
        begleiteten beobachtete beobachteten schloss schlossen teilte teilten verteilte verteilten loste losten befragte
        befragten testete testeten prüfte prüften probierte probierten ließ ließen setzte setzten gingen trug trugen maß
        maßen verfolgte verfolgten übte übten trainierte trainierten machten schickte schickten lud luden gab
    """),
    likening=word_class("wie"),
    that=word_class("jene jener jenes jenem jenen dass"),
    possessives=word_class("seine seiner seinem seinen"),
    those=word_class("diejenigen derjenigen denjenigen derjenige diejenige jene"),
    arms=word_class("""
        gruppe gruppen kontrollgruppe vergleichsgruppe placebogruppe scheingruppe trainingsgruppe übungsgruppe
        behandlungsgruppe interventionsgruppe anderen übrigen placebo scheinmedikament scheinpräparat
    """),
    cohorts=word_class("""
        raucher raucherinnen rentner rentnerinnen pflegekräfte pflegekräften krankenschwestern studierende studierenden
        studenten studentinnen läufer läufern läuferinnen sportler sportlern sportlerinnen radfahrer radfahrern
        angestellte angestellten beschäftigte beschäftigten versicherte versicherten mitglieder mütter müttern väter
        mädchen familien paare nutzer betroffene betroffenen umfrage befragung kohorte register experiment labor
        fragebogen angehörige angehörigen
    """),
    spans=word_class("wochen woche monate monaten monat jahre jahren jahr ende"),
    places=word_class("""
        in im an am auf bei mit von nach vor für unter während aus zu zur zum ohne trotz wegen beim vom ins seit binnen
        innerhalb durch gegen über zwischen laut gegenüber bis
    """),
    pointers=phrases("""
        abbildung, abb, tabelle, tab, siehe oben, siehe unten, wie folgt, folgende, klicken, dieser artikel, diesem
        artikel, dieser beitrag, diesem beitrag, in diesem abschnitt, newsletter, abonnieren, hier sind, hier ist,
        kommentar, kommentare, wie oben, weiter oben, weiter unten, oben genannt, oben genannten, oben erwähnt, oben
        beschrieben, die folgenden, folgender, folgendes, mit folgenden, aus folgenden
    """),
    side_notes=phrases("etwa, zum beispiel, beispielsweise, z b, also, wie"),
    alternatives=word_class("oder"),
    auxiliaries=word_class("""
        ist sind war waren hat haben hatte hatten kann können konnte konnten soll sollen sollte sollten muss müssen darf
        dürfen wird werden wurde wurden würde würden mag bleibt bleiben spielt spielen scheint scheinen gilt gelten
    """),
    advice=word_class("""
        essen trinken fragen sprechen achten vermeiden meiden wählen probieren beginnen nehmen lassen sollten sollte
        empfehlen empfohlen geben halten suchen prüfen verzichten beginne beginn geh gehen iss trink nimm lass frag
        frage such suche achte vermeide meide wähle probiere probier halt halte prüfe verzichte leg lege legen steh
        stehe stehen steigern steigere bewahren setzen schlafen spülen wechseln bewegen bewege rühren kaufen kochen
        messen holen rufen ersetzen tragen waschen atmen steigen stellen fang fangen
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
        gaben bekam bekamen erhielt erhielten nahm nahmen trank tranken aß aßen schluckte schluckten verglich verglichen
        wertete werteten fasste fassten untersuchte untersuchten begleitete begleiteten beobachtete beobachteten schloss
        schlossen teilte teilten verteilte verteilten loste losten befragte befragten testete testeten prüfte prüften
        probierte probierten ließen setzte setzten gingen trug trugen maß maßen verfolgte verfolgten übte übten
        trainierte trainierten machten schickte schickten lud luden untersucht getestet befragt begleitet ausgewertet
        zusammengefasst eingeschlossen beobachtet zugelost ausgelost zugeteilt eingeteilt aufgeteilt randomisiert
        ausprobiert teilnahmen rekrutierte rekrutierten gab
    """),
    studies=word_class("""
        studie studien metaanalyse übersichtsarbeit untersuchung gruppe gruppen forscher forscherinnen forschende team
        placebo scheinmedikament teilnehmer teilnehmerinnen teilnehmende freiwillige probanden untersuchungen versuch
        versuche versuchen metaanalysen übersichtsarbeiten übersicht auswertung auswertungen experiment pilotstudie
        pilotstudien beobachtungsstudie beobachtungsstudien langzeitstudie wissenschaftler wissenschaftlerinnen
        forschern forschenden kontrollgruppe vergleichsgruppe placebogruppe scheingruppe scheinpräparat testpersonen
        versuchspersonen probandinnen teilnehmern teilnehmenden freiwilligen crossover
    """),
    outcomes=word_class("""
        fand fanden zeigte zeigten sank sanken stieg stiegen fiel fielen senkte senkten verringerte verringerten
        reduzierte reduzierten minderte minderten linderte linderten milderte milderten besserte besserten verbesserte
        verbesserten verschlechterte verschlechterten verkürzte verkürzten verlängerte verlängerten halbierte halbierten
        verdoppelte verdoppelten verdreifachte verdreifachten erhöhte erhöhten steigerte steigerten beschleunigte
        beschleunigten verlangsamte verlangsamten verhinderte verhinderten schützte schützten half halfen wirkte wirkten
        nützte nützten brachte brachten heilte heilten schrumpfte schrumpften wuchs wuchsen verschwand verschwanden
        erkrankte erkrankten starb starben überlebte überlebten genas genasen erholte erholten litt litten klagte
        klagten berichtete berichteten blieb blieben schnitt schnitten ergab ergaben führte führten verursachte
        verursachten verlor verloren profitierte profitierten reagierte reagierten gefunden zeigt zeigen gezeigt sinkt
        sinken gesunken steigt steigen gestiegen gefallen senkt senken gesenkt verringert reduziert gelindert lindert
        bessert gebessert verbessert verschlechtert verkürzt verlängert halbiert verdoppelt verfünffacht erhöht hilft
        helfen geholfen wirkt wirken gewirkt nützt geheilt verschwunden nachgelassen nachließ nachließen ab zurück
        abnahmen abgenommen zugenommen gestorben erkrankt unterschied unterschiede unterschieden wirkung effekt effekte
        nutzen vorteil rückgang besserung verbesserung risiko nebenwirkungen deutet nahe besser schlechter seltener
        häufiger schneller langsamer stärker schwächer wirksam wirksamer unwirksam signifikant unverändert
        wahrscheinlich unwahrscheinlich überlegen gleichauf beschwerdefrei schmerzfrei
    """),
    graded=word_class("""
        mehr weniger höher niedriger geringer länger kürzer früher später größer kleiner milder dicker dünner feuchter
        trockener gleich ähnlich klein gering gut schlecht groß
    """),
    degrees=word_class("""
        deutlich etwas leicht viel wesentlich erheblich merklich spürbar sogar um noch ebenso genauso fast nahezu etwa
        mittel schnitt durchschnitt schliefen schlief fühlten fühlte ging tage stunden minuten prozent punkte kilo gramm
    """),
    margins=word_class("um gegen gegenüber statt"),
    shares=word_class("von"),
    ratios=phrases("""
        mal so, mal häufiger, mal seltener, mal höher, mal mehr, doppelt so, dreimal so, viermal so, halb so, so häufig
        wie, so oft wie, jeder zweite, jeder dritte, jeder vierte, jeder fünfte, jeder zehnte, jede zweite, jede dritte,
        jede vierte, jede fünfte, jede zehnte
    """),
    retracting=phrases("""
        keine kontrollgruppe, kontrollgruppe gab es nicht, kontrollgruppe gab es keine, kontrollgruppe fehlte, ohne
        kontrollgruppe, keine vergleichsgruppe, vergleichsgruppe gab es nicht, vergleichsgruppe fehlte, ohne
        vergleichsgruppe, keine placebogruppe, kein placebo, kein scheinmedikament, keinen vergleich, kein vergleich,
        ohne vergleich, nie verglichen, nicht verglichen, niemand zum vergleich, nicht verblindet, unverblindet, nicht
        verblinden, wussten alle, alle wussten, wusste jeder, jeder wusste, wussten natürlich, nicht randomisiert, nicht
        ausgelost, war zufall, auch zufall, reiner zufall, bloßer zufall, purer zufall, zufall sein, zufall gewesen,
        zufall war, zufall handeln, auf zufall, dem zufall geschuldet, nur zufall, glück gewesen, nicht signifikant,
        nicht mehr signifikant, nicht statistisch signifikant, statistisch nicht, nicht veröffentlicht,
        unveröffentlicht, beweist nichts, beweist das nicht, beweist nicht, beweist noch nichts, beweist noch nicht,
        nicht beweisen, nichts beweisen, beweisen lässt sich, kein beweis, stimmt so nicht, stimmt leider nicht, nicht
        wahr ist, ist nicht wahr, hersteller bezahlt, hersteller finanziert, hersteller gesponsert, hersteller hat,
        hersteller hatte, bezahlt hat die studie, bezahlt hat sie, bezahlt wurde sie, finanziert wurde, gesponsert,
        studie bezahlt, studie finanziert, vorzeitig ab, vorzeitig auf, vorzeitig aus, brach vorzeitig, nicht
        bestätigen, nicht bestätigt, nicht wiederholt, nie wiederholt, nicht wiederholen, andere studien fanden keinen,
        andere studien fanden keine, andere studie fand keinen, andere studie fand keine, fand keinen solchen, fand
        keine solche, fanden keinen solchen, fanden keine solche, fand das nicht, nicht klären, nicht ablesen, wurde
        nicht geprüft, hat niemand geprüft, hat keiner geprüft, wurde nicht untersucht, niemand untersucht, nicht
        erwiesen, umgekehrt ist, oder umgekehrt, ursache und wirkung, kein ursächlicher, keinen ursächlichen, nur ein
        zusammenhang, nur einen zusammenhang, ist eine beobachtungsstudie, war eine beobachtungsstudie, sind
        beobachtungsstudien, nur beobachtet, bloß beobachtet, qualität der studien, qualität der belege, qualität der
        daten, geringer qualität, schlechter qualität, folgt daraus nichts, folgt daraus nicht, daraus folgt nichts,
        daraus folgt nicht, daraus nichts, effekt verschwunden, vorteil verschwunden, unterschied verschwunden,
        vorsprung verschwunden, wirkung verpufft, effekt verpufft, rate davon ab, raten davon ab, empfehle ich nicht,
        empfehle es nicht, hängt freilich, wurde aber, wurden aber, war aber, waren aber, hatte aber, hatten aber, war
        allerdings, waren allerdings, ist allerdings, sind allerdings, hatte allerdings, hatten allerdings, wurde
        allerdings, wurden allerdings, war jedoch, waren jedoch, ist jedoch, sind jedoch, hatte jedoch, hatten jedoch,
        wurde jedoch, wurden jedoch, war freilich, waren freilich, ist freilich, sind freilich, hatte freilich, hatten
        freilich, wurde freilich, wurden freilich, das stimmt nicht, es stimmt nicht, stimmt aber nicht, das ist falsch,
        gar keinen effekt, keinerlei effekt, gar keine wirkung, keinerlei wirkung, gar keinen unterschied, ein
        einzelfall, nichts über die ursache, nichts über ursache, geld vom hersteller, kam vom hersteller, oder
        andersherum
    """),
    afterthoughts=word_class("allerdings jedoch freilich indes aber"),
    turning=phrases("""
        aber, jedoch, allerdings, doch, leider, bedauerlicherweise, freilich, indes, nur leider, nur dass, nur war, nur
        waren, nur gab, nur hatte, nur ist, nur fehlte, der haken, einen haken, ein haken, einziger haken, der
        pferdefuß, die krux, das problem, das tückische, das dumme, das ärgerliche, der nachteil, schade, klingt, klang,
        das klingt, das klang, beeindruckend, moment, zu früh gefreut, bevor jemand, zu schön, so schön, wermutstropfen,
        ein wermutstropfen, einschränkend, die einschränkung, eine einschränkung, dagegen spricht, niemand hat, später
        zeigte sich, ganz so, so einfach ist, das muss nicht, daran muss nicht, das könnte auch, das kann auch, das
        könnte an, das mag auch, das mag an, das heißt nicht, das heißt aber nicht, ob es, ob das, ob dies, ob der
        unterschied, ob der vorsprung, ob der effekt, ob die wirkung, ob der nutzen, ob daraus, ob daran, mehr nicht,
        eine andere studie, eine größere studie, eine spätere studie, spätere studien, größere studien, ein größerer
        versuch, ein späterer versuch, in einer größeren studie, in einer späteren studie, bevor sie jetzt, bevor sie
        nun, bevor du jetzt, bevor du nun, bevor jetzt, bevor nun
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
        mäuse männern erwachsener jugendliche jugendlichen kleinkinder kleinkindern babys senioren seniorinnen
        schwangere schwangeren teilnehmer teilnehmern teilnehmerinnen teilnehmenden freiwillige freiwilligen
        probandinnen mäusen säuglingen
    """),
    teller=word_class("ich mich mir mein meine meinem meinen meiner meines"),
    addressed=word_class("du dich dir dein deine sie ihnen deinem deinen deiner deines euch euer eure eurem euren"),
    others=word_class("""
        herr nachbar nachbarin schwiegermutter schwiegervater schwägerin schwager schwester bruder tante onkel oma opa
    """),
    referring=word_class("es sie dies diese dieser dieses"),
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
