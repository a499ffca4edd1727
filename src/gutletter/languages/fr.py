"""French."""

from __future__ import annotations

from gutletter.languages.lexicon import Lexicon, counted, groups, pairs, phrases, word_class

FRENCH = Lexicon(
    language="fr",
    stop=word_class("""
        le la les l un une des du de d au aux à en dans sur sous par pour avec sans entre vers chez depuis jusque et ou
        mais donc or ni car que qu qui quoi dont où quand comme si ne n pas plus moins très déjà aussi tant est sont
        était étaient être sera seront soit fut ont a avait avaient avoir ai as avons avez il elle ils elles on nous
        vous je j tu me m te t se s lui leur leurs y ce c cet cette ces cela ça celui celle ceux celles mon ma mes ton
        ta tes son sa ses notre nos votre vos tout toute tous toutes autre autres même mêmes peut peuvent pourrait
        pourraient doit doivent fait font faire parce ainsi alors chaque quelque quelques plusieurs beaucoup peu seul
        seule seulement pendant lorsque tandis afin c'est n'est qu'il qu'elle qu'on d'un d'une l'on n'a n'ont s'il j'ai
        aujourd'hui encore bien
    """),
    negations=word_class("""
        ne n pas jamais rien personne aucun aucune sans ni nul nulle guère manque manquent n'est n'a n'ont n'y n'en
        n'était n'étaient
    """),
    hedges=word_class("""
        peut peuvent pourrait pourraient peut-être probablement sans doute possiblement apparemment semble semblent
        semblait suggère suggèrent suggérait indique indiquent associé associée associés associées association lié liée
        liés liées lien environ approximativement presque près préliminaire préliminaires possible possibles probable
        probables incertain incertaine devrait devraient tend tendent potentiel potentielle potentiellement estime
        estiment estimé estimée plutôt limité limitée serait seraient aurait auraient
    """),
    quantifiers=word_class("""
        certains certaines certain certaine plusieurs beaucoup peu tous toutes tout toute chaque seul seule seulement
        uniquement plupart majorité minorité moitié plus moins souvent parfois rarement habituellement généralement
        toujours surtout notamment principalement particulièrement au moins presque quelques fréquemment deux
    """),
    conditions=word_class("""
        si mais quoique sauf excepté quand lorsque jusqu sinon cependant pourtant tandis alors malgré bien avant après
        comparé parce puisque selon
    """),
    remarks=word_class("puisque puisqu car parce qui dont"),
    absolutes=word_class("""
        toujours jamais tous toutes personne aucun prouve prouvent prouvé garantit garantissent guérit guérissent
        élimine éliminent certainement totalement complètement parfaitement sûr sûre inoffensif dangereux cause causent
        impossible essentiel
    """),
    connectives=phrases("""
        cependant, toutefois, néanmoins, pourtant, par conséquent, donc, ainsi, de plus, en outre, par ailleurs, enfin,
        finalement, en conclusion, pour conclure, en résumé, en bref, bref, en somme, au final, d'abord, tout d'abord,
        premièrement, deuxièmement, ensuite, puis, par exemple, en effet, en fait, bien sûr, autrement dit, en d'autres
        termes, d'autre part, en revanche, au contraire, de même, cela dit, d'ailleurs, du reste, de fait, bien entendu,
        encore une fois, et, mais, or, ou
    """),
    joiners=word_class("et mais or ou"),
    pointing=phrases("""
        cela, ceci, ça, ce, c'est, c'était, ce n'est, cet, cette, ces, celui-ci, celle-ci, ceux-ci, celles-ci, celui-là,
        celle-là, ceux-là, celles-là, il, elle, ils, elles, son, sa, ses, leur, leurs, lui, eux, tel, telle, tels,
        telles, ici, là, cependant, toutefois, néanmoins, pourtant, donc, ainsi, alors, aussi, de plus, en outre,
        ensuite, puis, par exemple, en revanche, à l'inverse, inversement, au contraire, de même, un autre, une autre,
        les autres, d'autres, l'autre, l'un, l'une, les uns, les unes, le premier, la première, le second, la seconde,
        le deuxième, la deuxième, le troisième, la troisième, dans le groupe, dans les groupes, le groupe, les groupes,
        dans le premier, dans la première, dans le second, dans la seconde, le même, la même, les mêmes, même résultat,
        même constat, même chose, les deux, les participants, les participantes, les volontaires, les auteurs, les
        chercheurs, les chercheuses, tous deux, toutes deux, chacun, chacune, aucun des deux, aucune des deux, certains
        d'entre, certaines d'entre, beaucoup d'entre, dans ce, dans cet, dans cette, dans ces, de ce, de cet, de cette,
        de ces, pour cela, pour ce, pour cet, pour cette, pour ces, à ce, à cet, à cette, à ces, avec ce, avec cet, avec
        cette, avec ces, chez ces, après ce, après cet, après cette, malgré ce, malgré cet, malgré cette, malgré ces,
        sans cela, et, mais, or, ou, car, oui, non, celui, celle, ceux, celles, le hic, l'ennui c'est, l'ennui est, le
        bémol, un bémol, seul bémol, petit bémol, résultat, verdict, pareil, idem, pire, mieux encore, rien de tel, pas
        de groupe témoin, aucun groupe témoin, là encore, là aussi, d'où, voilà, de là, depuis lors, dès lors, reste,
        sauf que, sauf qu'il, sauf qu'elle, sauf qu'ils, sauf qu'elles, sauf qu'on, sauf qu'un, sauf qu'une, sauf qu'en,
        seulement voilà, sinon, quoi qu'il en soit, encore faut-il, autant dire, pour le reste, pour tout le reste, pour
        les autres, chez les autres, malheureusement, hélas, heureusement, fort heureusement, impressionnant, commençons
        par, passons à, passons aux, revenons à, revenons aux, parlons de, venons-en, un mot, à la fin, au total, un
        mois plus tard, trois mois plus tard, six mois plus tard, un an plus tard, deux ans plus tard, trois ans plus
        tard, cinq ans plus tard, dix ans plus tard, plus tard, plus récemment, le lendemain, on ne peut donc, on peut
        donc, on ne sait donc, on sait donc, aucun effet donc, on lui, on leur, on la, on l'a, vous avez peut-être, vous
        avez sans doute, vous avez sûrement, vous avez probablement, cher lecteur, chers lecteurs, chère lectrice,
        chères lectrices, merci, d'accord, exactement, l'étude a, l'étude n'a, l'étude avait, l'étude était, l'étude
        n'était, l'étude portait, l'essai a, l'essai n'a, l'essai avait, l'essai était, l'essai n'était, l'essai
        portait, l'enquête a, l'enquête n'a, l'enquête était, l'enquête reposait, l'enquête portait, l'équipe a,
        l'équipe n'a, l'analyse a, l'analyse n'a, l'écart a, l'écart n'a, l'écart était, l'écart n'était, l'écart
        pouvait, l'effet était, l'effet n'était, l'effet a, l'effet n'a, l'effet avait, l'explication est, l'explication
        tient, l'avantage a, l'avantage avait
    """),
    presenting=phrases("il y a, il n'y a, il y avait, il existe, il n'existe"),
    existing=phrases("""
        il faut, il ne faut, il faudrait, il vaut mieux, il suffit, il est inutile de, il est possible de, il est
        conseillé, il est préférable, il est recommandé, il est déconseillé, il est important, il est utile de, il est
        prudent, il est rare, il est fréquent
    """),
    pronouns=word_class("il elle ils elles lui eux"),
    impersonal=word_class(
        "faut faudra faudrait fallait vaut vaudrait suffit suffirait existe s'agit convient y arrive"
    ),
    demonstratives=word_class("""
        cela ceci ça ce cet cette ces tel telle tels telles
    """),
    articles=word_class("le la les l'autre"),
    presumed=word_class("""
        groupe groupes étude essai essais auteurs autrices chercheurs chercheuses équipe participants participantes
        volontaires autres résultat résultats différence comparaison placebo réponse raison question hic souci problème
        bémol reste même mêmes second seconde deuxième troisième revue méta-analyse plupart majorité moitié constat
        bénéfice gain chiffre chiffres enquête
    """),
    presuming=word_class("""
        autre autres même mêmes premier première premiers premières second seconde deuxième troisième deux trois grand
        grande petit petite dernier dernière derniers dernières seul seule vrai vraie bon bonne principal principale
        gros nouvel nouvelle meilleur meilleure
    """),
    earliest=word_class("premier première premiers premières"),
    counting=word_class("""
        certains certaines plusieurs beaucoup tous toutes aucun aucune chacun chacune deux trois quatre cinq six sept
        huit neuf dix onze douze
    """),
    indefinite=word_class("un une"),
    relatives=word_class("qui dont"),
    defining=word_class("""
        qui dont que où auquel auxquels laquelle lequel lesquels lesquelles duquel desquels qu'on qu'il qu'elle qu'ils
        qu'elles qu'un qu'une
    """),
    familiar=word_class("""
        même meilleur meilleure seul seule plupart soleil lumière monde peau corps cœur foie cerveau sang ventre tête
        dos bouche nez gorge yeux mains pieds jambes reins poumons muscles os poids santé sommeil nuit matin soir
        journée semaine hiver été vie médecin médecins grossesse hommes femmes enfants bébés nourrissons adolescents
        adultes personnes parents patients diabétiques asthmatiques fumeurs fumeuses sportifs malades médicaments
        antibiotiques vaccins vitamines protéines fibres sucres graisses légumes fruits aliments repas écrans selles
        urines dents ongles cheveux symptômes maladies
    """),
    comparing=word_class("autre autres d'autres second seconde deuxième troisième"),
    answering=phrases("""
        du même ordre, dans le même sens, le même résultat, la même conclusion, une autre histoire, une autre affaire,
        encore autre chose, cette liste, de ce côté-là, du premier groupe, du second groupe, du deuxième groupe, dans
        chaque groupe, étude ultérieure, analyse ultérieure, essai ultérieur, études ultérieures, essais ultérieurs,
        étude plus récente, essai plus récent, étude plus grande, essai plus grand, étude plus vaste, essai plus vaste,
        ni l'un ni l'autre, l'un à l'autre, % d'entre eux, % d'entre elles, cent d'entre eux, cent d'entre elles, a payé
        l'étude, a financé l'étude, a payé l'essai, a financé l'essai, ont payé l'étude, ont financé l'étude, doit en
        recevoir, doivent en recevoir, doit en prendre, doivent en prendre, pas en prendre, pas en donner, peut en
        prendre, peuvent en prendre, peut en manger, peuvent en manger, peuvent en boire, en reçoivent, en contiennent,
        en apportent
    """),
    past=word_class("""
        avait était fut eut baissé augmenté diminué reculé chuté perdu gagné repris disparu guéri survenu survenue
        amélioré aggravé doublé montré trouvé montait baissait diminuait
    """),
    past_endings=("aient",),
    participles=("é", "ée", "és", "ées", "ant"),
    likening=word_class("que qu'un qu'une qu'avec qu'en qu'au comme"),
    possessives=word_class("son sa ses leur leurs"),
    those=word_class("celui celle ceux celles"),
    arms=word_class("groupe groupes moitié autres uns témoins placebo reste second deux"),
    cohorts=word_class("""
        patientes gens retraités retraitées pensionnaires résidents résidentes élèves écoliers collégiens lycéens
        étudiants étudiantes adolescents adolescentes infirmières infirmiers soignants employés salariés ouvriers
        fumeurs fumeuses buveurs coureurs coureuses cyclistes nageurs athlètes sportifs sportives utilisateurs
        consommateurs diabétiques asthmatiques malades mères pères filles garçons couples famille familles jumeaux
        enquête enquêtes sondage cohorte cohortes registre registres laboratoire
    """),
    spans=word_class("heure heures jour jours semaine semaines mois an année années minutes minute fin"),
    substitutes=word_class("l'un l'une l'autre"),
    places=word_class("""
        en à au aux dans sur sous avec de du des par pour sans après avant pendant chez depuis selon parmi entre d'entre
        d'un d'une contre malgré durant grâce dès vers
    """),
    pointers=phrases("""
        sur la figure, figure ci-dessous, voir figure, fig, tableau ci-dessous, tableau suivant, les questions
        suivantes, la figure, dans le tableau, encadré, voir ci-dessus, ci-dessus, ci-dessous, plus haut, plus bas, la
        liste suivante, comme suit, cliquez, cet article, cette section, ce chapitre, ce billet, cette chronique, ce
        blog, infolettre, newsletter, abonnez-vous, commentaires, voici
    """),
    side_notes=phrases("""
        qui, dont, comme, tel que, telle que, tels que, telles que, par exemple, y compris, ou, c'est-à-dire
    """),
    alternatives=word_class("ou"),
    auxiliaries=word_class("""
        est sont était étaient fut a ont avait avaient peut peuvent pourrait pourraient doit doivent semble semblent
        joue jouent reste restent n'est n'a n'ont n'était n'étaient n'avait n'avaient
    """),
    advice=word_class("""
        mangez manger buvez boire évitez éviter choisissez choisir demandez consultez consulter parlez essayez commencez
        prenez utilisez cherchez gardez préférez limitez conseille recommande mieux
    """),
    findings=word_class("""
        étude études essai essais revue méta-analyse analyse preuves placebo randomisé randomisés participants patients
        volontaires trouvé montré montre montrent observé rapporté amélioré améliore améliorent réduit réduisent diminué
        diminue baissé augmenté augmente augmentent aidé aide aident comparé associé associée associés différence effet
        effets bénéfice bénéfices moyenne significatif significative prouvé prévient cause causent testé risque
    """),
    trying=word_class("""
        donné donnée données donnés reçu reçue reçus reçues pris bu mangé avalé comparé comparée comparés comparées
        suivi suivie suivis suivies réuni réunis rassemblé regroupé inclus recruté recrutés analysé réparti répartie
        répartis réparties rassemblés testé testée testés interrogé interrogés examiné tenté épluché proposé demandé
        tiré tirés tirées donnait donnaient recevait recevaient prenait prenaient buvaient mangeaient compare inclut
        mené
    """),
    studies=word_class("""
        essai essais étude études méta-analyse méta-analyses méta analyse analyses revue groupe groupes chercheur
        chercheurs chercheuse chercheuses scientifiques équipe équipes placebo factice participant participants
        participantes volontaires
    """),
    outcomes=word_class("""
        trouvé trouvent trouve trouvait trouvaient montré montre montrent constaté baissé baisse baissait baissaient
        augmenté augmente augmentait augmentent réduit réduite réduits réduisait réduisent diminué diminue diminuait
        diminuaient diminuent amélioré améliorée améliore améliorait amélioraient améliorent aggravé aggrave aggraver
        reculé recule reculait chuté progressé disparu guéri guérison soulagé soulage soulageait soulagent raccourci
        doublé montait perdu gagné maigri grossi protégé protège protégeait évité empêché aidé aide aidait marché changé
        modifié survenu survenue survenus développé morts mouraient restée restés resté devenus devenu devenues conclu
        conclut concluent suggère suggèrent suggérait confirmé confirme affirmait mieux pire meilleur meilleure
        meilleurs meilleures davantage autant différence différences écart effet effets bénéfice bénéfices avantage lien
        associé associée associés associées significative significatif significatives identique identiques égal
        semblable semblables équivalent comparable risque fréquent fréquente fréquents fréquentes %
    """),
    graded=word_class("""
        inférieur inférieure inférieurs inférieures supérieur supérieure supérieurs supérieures faible faibles rare
        rares limité limitée modeste
    """),
    degrees=word_class("peu nettement légèrement bien beaucoup très assez aussi encore"),
    margins=word_class("contre versus"),
    shares=word_class("sur"),
    ratios=phrases("""
        fois plus, fois moins, fois mieux, fois le risque, plus souvent, moins souvent, plus rarement, plus vite, moins
        vite, plus rapidement, plus lentement, plus longtemps, moins longtemps, plus tôt, un peu plus, un peu moins,
        beaucoup plus, beaucoup moins, nettement plus, nettement moins, bien plus, bien moins, pas plus, pas moins, plus
        que, moins que, plus qu'avec, moins qu'avec, de plus que, de moins que, de plus qu'avec, de moins qu'avec, plus
        haut, moins haut, plus bas, plus élevé, plus élevée, plus élevés, moins élevé, moins élevée, plus forte, moins
        forte, plus fort, moins fort, plus mal, moins mal
    """),
    retracting=phrases("""
        pas de groupe témoin, sans groupe témoin, aucun groupe témoin, ni groupe témoin, pas de groupe de comparaison,
        sans groupe de comparaison, pas de placebo, sans placebo, aucun placebo, ni placebo, personne à qui comparer,
        rien à quoi comparer, rien à comparer, dû au hasard, due au hasard, exclure le hasard, écarter le hasard, simple
        hasard, pur hasard, est un hasard, était un hasard, être un hasard, fruit du hasard, effet du hasard, relever du
        hasard, coup de chance, simple coïncidence, pas significative, pas significatif, pas significatives, pas
        significatifs, pas statistiquement, non significative, non significatif, pas en aveugle, pas à l'aveugle, pas
        été menée en aveugle, pas été mené en aveugle, sans aveugle, savait qui, savaient ce qu'ils, savaient ce
        qu'elles, savaient qu'ils, savaient qu'elles, savaient très bien, pas tiré au sort, pas tirés au sort, pas été
        tirés au sort, pas été tirées au sort, n'a tiré au sort, pas randomisé, pas randomisée, pas été randomisé, pas
        publié, pas publiée, pas été publié, pas été publiée, pas encore publié, pas encore publiée, pas encore été
        publié, jamais été publié, jamais été publiée, pas été reproduit, pas été reproduite, pas encore été reproduit,
        pas encore été reproduite, jamais été reproduit, jamais été reproduite, pas été confirmé, jamais été confirmé,
        n'a pas confirmé, n'ont pas confirmé, pas confirmé l'effet, n'ont pas retrouvé, n'a pas retrouvé, n'ont rien
        trouvé, n'a rien trouvé, n'a rien retrouvé, n'ont rien retrouvé, ne trouve plus rien, ne trouvent plus rien, ne
        trouvent rien, financé par, financée par, financés par, financées par, payé par, payée par, payés par, payées
        par, sponsorisé par, sponsorisée par, rémunéré par, rémunérés par, menée par le fabricant, mené par le
        fabricant, le fabricant a payé, fabricant a financé, fabricants ont financé, a financé l'essai, a financé
        l'étude, a payé l'essai, a payé l'étude, ont payé l'étude, ne prouve pas, ne prouvent pas, ne prouve rien, ne
        prouvent rien, ne prouve donc pas, ne démontre rien, ne démontre pas, ne peut pas prouver, on ne peut pas
        savoir, on ne peut donc pas savoir, on ne sait pas si, on ne sait pas ce qui, on ne sait pas pourquoi, on ignore
        ce qui, on ignore pourquoi, on ne sait donc pas, impossible de savoir, on ignore si, on ignore qui, ne dit pas
        pourquoi, ne dit rien, ne disent rien, rien ne dit que, rien ne dit non plus, pas la même chose, pas tout à fait
        vrai, n'est pas vrai, c'est faux, est faux, certitude faible, certitude très faible, certitude est faible,
        certitude est très faible, preuves très faible, preuves faible, preuves est faible, faible niveau de preuve,
        niveau de preuve faible, niveau de preuve est faible, simple corrélation, que d'observations, que d'une
        observation, qu'une observation, qu'une association, étude d'observation, est observationnelle, abandonné en
        route, abandonné en cours, abandonné avant la fin, ne la conseille pas, ne le conseille pas, ne le recommande
        pas, ne la recommande pas, n'ont pas vérifié, n'a pas vérifié, c'est très peu, c'est peu, très petit essai,
        toute petite étude
    """),
    afterthoughts=word_class("cependant toutefois pourtant néanmoins hélas malheureusement"),
    turning=phrases("""
        mais, or, cependant, toutefois, néanmoins, pourtant, seulement voilà, sauf que, sauf qu'il, sauf qu'elle, sauf
        qu'ils, sauf qu'elles, sauf qu'on, sauf qu'un, sauf qu'une, sauf qu'en, le hic, le problème c'est, le problème
        est, le souci c'est, le souci est, l'ennui c'est, l'ennui est, la difficulté est, le bémol, un bémol, seul
        bémol, petit bémol, gros bémol, seul hic, malheureusement, hélas, cela dit, ceci dit, à ceci près, à un détail
        près, il n'empêche, n'empêche, reste que, reste à savoir, je n'en suis pas sûr, je n'en suis pas sûre, je n'y
        crois pas, je n'en crois rien, rien n'est moins sûr, c'est faux, ce n'est pas vrai, encore faut-il,
        impressionnant, pas si vite, ne nous emballons pas, je reste prudent, je reste prudente, je resterais prudent,
        je resterais prudente, je me méfie, sur le papier, cela paraît, ça paraît, cela semble beaucoup, personne n'a,
        attention toutefois, attention cependant, dommage
    """),
    verdicts=word_class("""
        aucun aucune pas jamais rien peu mieux pire même moins seulement faible faibles limité limitée limitées
        petit petite modeste mince incertain incertaine contradictoire contradictoires mitigés convaincant
        convaincante convaincantes
    """),
    cautions=word_class("""
        évitez éviter enceinte enceintes grossesse allaitement médecin médecins pharmacien pharmacienne
        sage-femme médicament médicaments comprimés prescrit prescrits ordonnance dose doses insuline
        anticoagulant anticoagulants immunitaire immunodéprimées affaibli rein reins foie cœur allergie
        allergies allergique interaction interactions danger dangereux dangereuse nocif nocive sûr sûre sécurité
        prudence prudent grave graves sévère mortel urgent urgence saignement saignements toxique surdosage
        intoxication infection infections secondaires avertissement arrêtez jamais demandez conseil diagnostic
        symptômes enfants bébés nourrissons maladie diabète cancer chirurgie
    """),
    urging=word_class("""
        doit doivent devrait devraient faut besoin important importante recommande recommandent recommandé
        recommandation recommandations conseil clé vaut essentiel essentielle crucial
    """),
    being=word_class("est sont c'est n'est"),
    people=word_class("""
        personnes adultes femmes hommes enfants patients bébés participants volontaires souris
    """),
    teller=word_class("je j j'ai j'avais j'aurais j'en m m'a m'ont mon ma mes me moi mien mienne"),
    addressed=word_class("tu te toi ton ta tes vous votre vos"),
    others=word_class("""
        lui madame monsieur patiente voisin voisine ami amie copain copine collègue mari épouse frère sœur cousin
        cousine oncle tante mamie papi
    """),
    referring=word_class("cela ceci ça ce celui celle c'est c'était"),
    opening=word_class("introduction contexte résumé pourquoi quoi bases"),
    closing=word_class("""
        conclusion conclusions résumé bilan bref retenir final recommandations pratique
    """),
    opposites=pairs("""
        augmente/diminue augmentent/diminuent augmenté/diminué augmente/réduit augmentent/réduisent augmenter/diminuer
        augmenter/réduire augmentation/diminution augmentation/réduction élevé/faible élevée/faible élevés/faibles
        plus/moins mieux/pire améliore/aggrave améliorent/aggravent améliorer/aggraver avant/après sûr/dangereux
        aigu/chronique aiguë/chronique sain/malsain positif/négatif positive/négative bénéfique/nocif bénéfiques/nocifs
        fort/faible tôt/tard grand/petit grande/petite long/court hommes/femmes enfants/adultes jeune/vieux
        fréquent/rare souvent/rarement probable/improbable possible/impossible soluble/insoluble avec/sans
        toujours/jamais tous/aucun beaucoup/peu rapide/lent favorise/inhibe favorisent/inhibent actif/inactif
        interne/externe chaud/froid sec/humide efficace/inefficace cause/prévient
    """),
    synonyms=groups("""
        montrer=démontrer=trouver=révéler aider=favoriser utiliser=employer commencer=débuter grand=important
        personnes=individus=gens médecin=docteur maladie=trouble=affection étude=essai=recherche
        réduire=diminuer=baisser augmenter=accroître=élever améliorer=favoriser nombreux=plusieurs=divers
        intestin=ventre=intestinal bactéries=microbes flore=microbiote=microbiome environ=approximativement
    """),
    adding=word_class("et"),
    roughly=word_class("environ près presque quelque approximativement"),
    nearly=word_class("presque quasiment"),
    at_least=phrases("au moins, au minimum, plus de, plus d, pas moins de"),
    at_most=phrases("au plus, au maximum, jusqu'à, moins de, moins d, pas plus de"),
    or_more=phrases("ou plus"),
    or_less=phrases("ou moins"),
    periods=groups("""
        seconde=secondes minute=minutes heure=heures jour=jours=quotidien=quotidienne=nuit=nuits
        semaine=semaines=hebdomadaire mois=mensuel an=ans=année=années=annuel
    """),
    animals=word_class("souris rat rats animal animaux chien chiens lapin lapins porc porcs"),
    half_negations=word_class("ne n"),
    limiting=word_class("sauf"),
    limited=word_class("si sans sauf hormis excepté seulement que moins quand"),
    naming_negations=word_class("sans jamais personne rien aucun aucune guère"),
    linking=word_class("""
        enquête registre cohorte suivi association associé associée associés associées lié liée liés liées lien
        observationnelle
    """),
    causing=word_class("""
        réduit réduisent augmente augmentent provoque provoquent cause causent prévient protège protègent évite évitent
    """),
    chance=word_class("hasard chance"),
    groups=groups("""
        femmes=femme=mères=enceintes hommes=homme enfants=enfant nourrissons=nourrisson=bébés=bébé
        adolescents=adolescentes=adolescent souris rats=rat=animaux
    """),
    settled=word_class("""
        sait connu clair montré démontré prouvé établi confirmé différence différences effet bénéfice preuve preuves
    """),
    level=word_class("même mêmes égal égale semblable semblables peu guère"),
    instead=phrases("plutôt que, plutôt qu, au lieu de, au lieu d"),
    ending=word_class("pour dans en sur avec par pendant après avant parce qui et mais ou si quand quoique"),
    repeating=word_class("ni"),
    numbers=counted("""
        zéro=0 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14
        quinze=15 seize=16 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 cent=100 mille=1000 million=1000000
        millions=1000000 milliard=1000000000 milliards=1000000000 douzaine=12
    """),
)
