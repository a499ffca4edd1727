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
    absolutes=word_class("""
        toujours jamais tous toutes personne aucun prouve prouvent prouvé garantit garantissent guérit guérissent
        élimine éliminent certainement totalement complètement parfaitement sûr sûre inoffensif dangereux cause causent
        impossible essentiel
    """),
    connectives=phrases("""
        cependant, toutefois, néanmoins, pourtant, par conséquent, donc, ainsi, de plus, en outre, par ailleurs, enfin,
        finalement, en conclusion, pour conclure, en résumé, en bref, bref, en somme, au final, d'abord, tout d'abord,
        premièrement, deuxièmement, ensuite, puis, par exemple, en effet, en fait, bien sûr, autrement dit, en d'autres
        termes, d'autre part, en revanche, au contraire, de même, cela dit, et, mais, or, ou
    """),
    joiners=word_class("et mais or ou"),
    pointing=phrases("""
        cela, ceci, ça, ce, c'est, c'était, cet, cette, ces, celui-ci, celle-ci, ceux-ci, il, elle, ils, elles, son, sa,
        ses, leur, leurs, lui, tel, telle, tels, telles, ici, là, cependant, toutefois, néanmoins, pourtant, donc,
        ainsi, alors, aussi, de plus, en outre, ensuite, puis, par exemple, en revanche, au contraire, de même, un
        autre, une autre, les autres, d'autres, l'autre, le premier, la première, le second, la seconde, le même, la
        même, les mêmes, les deux, dans ce, dans cette, dans ces, de ce, de cette, de ces, pour cela, pour ce, à ce, à
        cette, et, mais, or, ou, car, oui, non, en, y, celui, celle, ceux, celles
    """),
    existing=phrases("il y a, il n'y a, il existe, il n'existe"),
    pronouns=word_class("""
        il elle ils elles lui
    """),
    demonstratives=word_class("""
        cela ceci ça ce cet cette ces tel telle tels telles
    """),
    articles=word_class("""
        le la les
    """),
    presumed=word_class("""
        groupe groupes étude études essai auteurs chercheurs participants volontaires autres résultat résultats
    """),
    counting=word_class("""
        moitié certains certaines beaucoup tous toutes deux trois quatre cinq six sept huit neuf dix
    """),
    places=word_class("""
        en à dans sur sous avec de par pour sans après avant pendant chez depuis selon
    """),
    pointers=phrases("""
        figure, fig, tableau, encadré, voir ci-dessus, ci-dessus, ci-dessous, plus haut, plus bas, suivant, suivante,
        suivants, suivantes, cliquez, cet article, cette section, ce chapitre, infolettre, newsletter, abonnez-vous,
        commentaires, voici
    """),
    side_notes=phrases("""
        qui, dont, comme, tel que, telle que, tels que, telles que, par exemple, y compris, ou, c'est-à-dire
    """),
    alternatives=word_class("ou"),
    auxiliaries=word_class("""
        est sont était étaient fut a ont avait avaient peut peuvent pourrait pourraient doit doivent semble semblent
        joue jouent reste restent n'est n'a
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
        donné reçu pris bu mangé comparé suivi réuni inclus réparti rassemblé testé interrogé donnait recevait
    """),
    studies=word_class("""
        essai essais étude études méta-analyse revue groupe groupes chercheurs chercheuses équipe placebo
        participants participantes volontaires
    """),
    outcomes=word_class("""
        trouvé montré montre montrent baissé augmenté réduit diminué amélioré aggravé aidé marché mieux pire
        moins plus différence différences effet bénéfice pas aucun aucune personne jamais rien mais
        cependant pourtant toutefois tandis significative significatif suggère suggèrent conclu égal semblable
        risque seulement seul presque probable
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
    teller=word_class("je j j'ai mon ma mes me moi"),
    addressed=word_class("tu te toi ton ta tes vous votre vos"),
    others=word_class("il elle lui"),
    referring=word_class("cela ceci ça ce celui celle"),
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
