"""English."""

from __future__ import annotations

from gutletter.languages.lexicon import Lexicon, counted, groups, pairs, phrases, word_class

ENGLISH = Lexicon(
    language="en",
    stop=word_class("""
        a an the and or but if then than that this these those of in on at by for with from to into over under as is are
        was were be been being it its it's they them their theirs he she his her hers him we our ours us you your yours
        i my me mine not no nor so such can could may might will would shall should must do does did done has have had
        having there here which who whom whose what when where why how all any each both more most other some also only
        own same too very just about after before between during out up down off again further once because while until
        against above below s t don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't haven't
        hasn't hadn't i'm i've i'd i'll you're you've you'll you'd we're we've they're they've that's there's what's
        let's many much every even still yet though although however like get gets got go goes going make makes made
        take takes taken use used using one ones thing things way ways lot bit say says said really quite well
    """),
    negations=word_class("""
        no not never none nobody nothing neither nor without cannot can't don't doesn't didn't isn't aren't wasn't
        weren't won't wouldn't couldn't shouldn't haven't hasn't hadn't mustn't needn't ain't lack lacks lacked lacking
        fail fails failed failing hardly barely scarcely nowhere absent absence
    """),
    hedges=word_class("""
        may might could can perhaps maybe possibly probably likely unlikely apparently presumably seemingly potentially
        arguably reportedly supposedly suggest suggests suggested suggesting suggestive indicate indicates indicated
        appear appears appeared appearing seem seems seemed seeming tend tends tended associated association
        associations linked link links correlated correlation correlate correlates believe believed believes think
        thought thinks hypothesize hypothesized hypothesised assume assumed assumes estimate estimated estimates
        expected expect should would roughly approximately about around nearly almost preliminary early promising
        potential possible plausible uncertain unclear unproven emerging hint hints hinted claim claims claimed somewhat
        partly supposed presumed observational limited modest theory theories hypothesis guess hunch suspect suspects
        suspected
    """),
    quantifiers=word_class("""
        some most many few fewer several all every each any only often usually sometimes rarely seldom occasionally
        frequently typically generally commonly mostly mainly largely primarily particularly especially always half
        majority minority both either certain least less more much little partially exclusively up roughly nearly almost
        average median total per
    """),
    conditions=word_class("""
        if unless but although though whereas while except only when until provided however despite yet than whether
        besides apart regardless still compared versus assuming otherwise once before after during because since among
        depending
    """),
    remarks=word_class("since because although though which"),
    absolutes=word_class("""
        always never all every everyone everybody nobody none most only must proves prove proven proved guarantee
        guarantees guaranteed cure cures cured eliminate eliminates eradicates eradicate definitely certainly
        undoubtedly completely entirely invariably perfect perfectly safe harmless dangerous deadly will causes cause
        caused miracle impossible essential vital
    """),
    connectives=phrases("""
        however, therefore, thus, hence, moreover, furthermore, additionally, in addition, consequently, as a result,
        accordingly, nevertheless, nonetheless, in conclusion, to conclude, in summary, to summarise, to summarize, to
        sum up, in short, in brief, in essence, all in all, in the end, ultimately, finally, lastly, first, firstly,
        second, secondly, third, thirdly, next, then, also, in fact, indeed, of course, in other words, put simply,
        simply put, that said, having said that, even so, still, yet, again, meanwhile, importantly, interestingly,
        notably, note that, remember, remember that, clearly, besides, on the other hand, on the one hand, by contrast,
        in contrast, conversely, similarly, likewise, for example, for instance, to be clear, to be fair, for the
        record, well, so, and, but, or, now, plus, what's more, more importantly, most importantly, and yet, but then,
        and then, in any case, at any rate, after all, at the same time, incidentally, by the way, to be sure, as
        always, as ever, the good news, as you can see, as we know, more to the point, in plain numbers, in plain terms
    """),
    joiners=word_class("and but so yet"),
    pointing=phrases("""
        no control group, no comparison group, no untreated group, there was no control, there was no comparison, there
        was no untreated, there was no dummy, there was no placebo, however, in addition to, there's, apart from this,
        besides this, this, these, those, that, it, it's, its, they, they're, they've, them, their, he, he's, she,
        she's, his, her, him, such, both, neither, either, the former, the latter, here, here's, there, another, others,
        other, it'll, the same, the other, the others, one of these, one of them, some of these, some of them, many of
        these, most of these, most of them, none of these, none of them, each of these, all of these, all of this, all
        this, all that, that's, the first, the second, the third, the reviewers, the authors, the researchers, the
        result, the results, the difference, the reason, the question, the answer, the rest, the latter, the two, the
        three, the catch, the trouble, the problem, the upshot, the point, not so, so far, same, two of them, three of
        them, half of them, what about, like this, like that, in this, in these, in those, in that, at this, at that,
        for this, for these, for that, from this, by this, with this, to this, on this, of these, of those, under this,
        during this, during these, through this, after this, after that, because of this, due to this, based on this,
        based on these, despite this, despite these, except, as such, in such, as mentioned, as noted, as discussed, as
        shown, as seen, as described, as you can see, we also, our study, our findings, our results, our own, my own,
        more recently, since then, until then, by then, back then, nor, none, unlike this, unlike these, instead,
        otherwise, rather, a second, a third, a fourth, a similar, a related, an additional, again, meanwhile,
        similarly, likewise, conversely, the above, the following, part of this, part of that, much of this, dear, yes,
        sure, right, okay, sorry, maybe, exactly, hence, thus, therefore, accordingly, consequently, moreover,
        furthermore, additionally, also, for example, for instance, in contrast, on the other hand, then, and, or, but,
        you probably saw, you may have seen, you've probably seen, you may have heard, you've probably heard, you will
        have read, you may have read, you'll have read, you've heard, which, you know, before you rush, against that,
        over that, compare that, so does, so do, so did, so is, so are, a different group, a different team, two other,
        three other, four other, several other, some other, not much, lovely, your daughter, your son, your mother, your
        father, your sister, your brother, your nephew, your niece, your husband, your wife, your friend
    """),
    presenting=phrases("there is, there are, there's, there was, there were, there have been, there've been"),
    existing=phrases("a third of, a third to"),
    pronouns=word_class("""
        it it's it'll they they're they've they'd he he's she she's them him her
    """),
    demonstratives=word_class("""
        this these such
    """),
    articles=word_class("""
        the both either each
    """),
    presumed=word_class("""
        group groups trial trials study studies reviewers authors team volunteers participants researchers experiment
        comparison placebo others rest same former latter result results finding findings scheme newcomers drug strain
        answer reason question catch trouble problem point upshot difference first second third two three other review
        paper survey effect gap charity newcomer mice rats
    """),
    presuming=word_class("""
        other same first second third two three placebo control treatment diet intervention comparison large largest
        small smaller larger better early later original whole fibre fiber sweetener probiotic likeliest main only real
        poor good fermented exercise supplement leaflet drug daily plain previous latest obvious honest short long new
        newer older best biggest earliest
    """),
    earliest=word_class("first"),
    counting=word_class("""
        half some many most few several all none two three four five six seven eight nine ten
    """),
    indefinite=word_class("a an"),
    relatives=word_class("who who's who'd who've which whose"),
    defining=word_class("who who's who'd who've which whose that"),
    familiar=word_class("""
        same best most only world sun skin gut body liver heart brain face bowel bowels colon stomach kidneys lungs
        blood evidence uk us eu nhs
    """),
    comparing=word_class("""
        bigger larger smaller longer shorter later earlier wider further higher lower similar another
    """),
    than=word_class("than"),
    agreeing=word_class("agreed"),
    answering=phrases("""
        of those is, of those are, of those was, of those were, of those has, of those had, whether that, found much the
        same, the same total, the same answer, the same spot, the same report, the same direction, do similarly, does
        similarly, did similarly, did find, did favor, did favour, did go, a different matter, on that question, that
        list, set that, this way, is nearer, was nearer, again found
    """),
    past=word_class("fell rose had was were came went did beat got lost won"),
    past_endings=("ed",),
    participles=("ing", "ed"),
    likening=word_class("as"),
    that=word_class("that"),
    possessives=word_class("its their"),
    stand_ins=word_class("do does did"),
    those=word_class("those"),
    things=word_class("it it's it'll it'd"),
    arms=word_class("""
        group groups arm arms half side sides lot controls others rest dummy placebo drug condition people kids
        two
    """),
    cohorts=word_class("""
        patients persons guys folks kids teenagers boys girls mothers smokers drinkers runners workers families pairs
        users wearers nurses students staff athletes villagers survey surveys cohort cohorts paper papers experiment
        comparison pooling report laboratory lab register registers registry pooled test
    """),
    spans=word_class("hours days weeks months years minutes hour day week month year end"),
    substitutes=word_class("one ones"),
    places=word_class("""
        in at on for with by from to of during after before under over among within without because instead unlike
        despite through
    """),
    subjects=word_class("i you we they he she"),
    verbs=word_class("""
        help affect show suggest indicate cause make take give have contain include produce form lead increase decrease
        reduce lower raise improve need require use work play keep let mean become remain begin start stop come go get
        find feel think know say tell ask want try seem appear depend vary differ allow prevent protect support provide
        occur happen exist consist involve result act serve carry move turn hold bring call eat drink sleep live grow
        fall rise break burn heal react respond bind enter leave release absorb digest ferment feed pass reach change
        tend matter count look taste smell hurt itch flare switch run put set cut cost pay buy sell win lose beat drive
        draw add lack fail deserve recommend advise agree disagree contribute develop perform receive represent connect
        separate surround cover extend attach originate secrete stimulate inhibit regulate control maintain transport
        convert divide undergo stay encourage ensure enable create define describe explain report believe argue claim
        conclude estimate measure test compare treat diagnose experience suffer loosen travel dissolve kill survive
        spread multiply attack invade infect fight avoid offer share store send lie fill belong specialize complement
        follow follows made took gave had found felt thought knew said told came went got began fell rose broke ate
        drank slept grew kept held brought led left sent built wrote saw ran won lost beat drove drew point arrive weigh
        hint pull push absorb last open close target exceed remove add hide name bind drop jump climb double halve boil
        wash rub apply swallow spend wait wear die died range flow project rest diffuse consider aim touch boost account
        relay alter limit decline permit combine continue constitute modify fuse meet roll glide obtain drain pump
        attract contract bond merge rely refer include branch arise assist span align empty impact eliminate determine
        deploy correspond float promote address emerge border block rotate constrict evolve facilitate circulate process
        signal link teach taught jam freeze present expect sit visit gain double triple shrink swell peak track average
        answer benefit earn slip sting tingle itch soak dry warm cool stretch lift walk train age fade vanish persist
        linger wane worsen ease soothe calm shield coat saw sat swore regard employ pose progress disseminate construct
        incorporate coincide function moisten dissolve evaporate adhere stick bleed differentiate derive mark shorten
        mature generate collect analyze analyse relax
        bought wore threw stood shrank sank sang swam spoke chose forgot forgave froze swore tore woke bit hid rode
        fought sought overcame withdrew arose dealt meant crept bent lent dug clung flew blew hung understood undertook
        write paid laid speed forgive forbid remember mention interfere interact bother settle insist assign adjust
        enlarge degenerate convey enhance recover strive catalyze catalyse dissociate destroy replace
    """),
    pointers=phrases("""
        already mentioned, mentioned already, see above, see below, as above, the above, mentioned above, described
        above, noted above, discussed above, shown above, listed above, shown below, listed below, described below,
        discussed below, given below, table below, figure below, chart below, list below, links below, link below, the
        following, as follows, click, jump to, scroll down, this post, this article, this section, this chapter, this
        paper, this page, this module, this blog, this lesson, this episode, this guide, this newsletter, this book,
        this figure, this table, previous section, next section, previous chapter, next chapter, next week, last week's,
        in this series, shown here, pictured, subscribe, sign up, our website, learning objective, learning objectives,
        supplementary, supporting information, here are, here is, here's, in figure, in table, the figure, the table,
        the table gives, you might also like, earlier in this, later in this, next post, previous post, will discuss, we
        discuss, we describe, will be discussed, discussed earlier, discussed later, described earlier, mentioned
        earlier, remember that, recall that, let's
    """),
    side_notes=phrases("""
        which, who, whose, whom, such as, including, e g, for example, for instance, known as, also known as, called,
        also called, or, like, namely, that is, especially in
    """),
    alternatives=word_class("or"),
    auxiliaries=word_class("""
        is are was were be been has have had do does did can could may might must shall should will would isn't aren't
        wasn't weren't can't cannot doesn't don't didn't won't remains remain plays play seems seem appears appear
        became becomes become helps help affects affect
    """),
    advice=word_class("""
        ask avoid eat drink choose check look see talk speak keep start stop begin give take add aim try use wear limit
        cut pick go read wash apply store seek stick swap test don't never do get call tell let consult wait buy skip
        introduce bring treat remember expect feed rinse cook soak mix build increase reduce replace protect allow put
        leave follow watch measure discuss mention note consider make rest sleep move walk schedule plan
    """),
    findings=word_class("""
        trial trials study studies review reviews meta-analysis analysis evidence placebo randomised randomized
        participants patients volunteers found find finds shown show shows showed reported report reports improved
        improve improves improving reduced reduce reduces lower lowered lowers lowering fell rise rose raised increased
        increase increases cut halved doubled helped helps help worked works compared associated linked difference
        effect effects benefit benefits average pooled suggest suggests suggested significant significantly proven
        unproven prevents prevent causes caused concluded tested risk
    """),
    trying=word_class("""
        gave given took taken wore randomised randomized assigned allotted split divided drank ate gathered
        collected pooled followed enrolled recruited compared tested underwent received sent put brought asked
        taught swapped tried ran run had got getting slept handed watched pitted set photographed used assembled
        visited looked hunted found stood told did
    """),
    studies=word_class("""
        trial trials study studies review reviews meta-analysis analysis crossover group groups researchers
        scientists volunteers participants placebo dummy sham team
    """),
    outcomes=word_class("""
        found find finds fell fall rose rise drop drops dropped improve improves improved improvement reduce reduces
        reduced lower lowers lowered lowering raise raises raised increase increases increased halve halved halving
        double doubled doubling trebled quadrupled cut cuts beat beats cleared healed helped helps lost losing gained
        gain gains worked works recovered relapsed responded response prevented prevents concluded concludes suggest
        suggests suggested showed shows shown show reported reports report said associated linked link survived died
        developed disappeared vanished averaged ranged dipped shrank shortened lengthened slowed sped eased relieved
        cured prove proved proven unproven likely unlikely likelier chance odds conflict disagree disagreed faded fades
        agreed preferred prefer favoured favored missed won failed levelled hospitalised caused causes cause harm harmed
        harms exceed exceeded came went made thinned thickened grew stayed remained moved shifted changed change
        changes turned kept needed brought stopped quit unchanged differ differed differs outperformed matched rid
        noticed difference differences effect effects benefit benefits evidence advantage risk gap accurately safely
        easily edge equal significant significantly
    """),
    graded=word_class("""
        better worse fewer less more higher lower similar same faster slower sooner longer shorter rarer bigger smaller
        alike well thicker thinner warmer good poor weak drier sore closer identical small limited
    """),
    degrees=word_class("""
        felt got slightly even far any somewhat nearly about as feel feels feeling
    """),
    margins=word_class("by against versus"),
    shares=word_class("in"),
    ratios=phrases("times the rate, times the risk, times the odds, times as, times more, times less, times higher"),
    retracting=phrases("""
        no control group, no comparison group, no untreated group, no placebo, no dummy, no controls, wasn't a
        comparison group, was no comparison, had no comparison, had no control, had no untreated, without a control
        group, without a comparison group, without a placebo, been chance, be chance, down to chance, by chance, not
        statistically significant, wasn't statistically significant, not significant, wasn't significant, weren't
        blinded, wasn't blinded, not blinded, unblinded, not randomized, not randomised, not published, unpublished, be
        luck, just luck, plain luck, can't stand behind, cannot stand behind, doesn't prove, does not prove, cannot
        prove, can't prove, not quite true, isn't true, not true, paid for by, funded by, run by the company, run by the
        firm, the sponsor, the maker paid, the makers paid, the company paid, sponsored by, on its payroll, nobody to
        compare, no one to compare, nothing to compare, isn't the same as, is not the same as, certainty as low,
        certainty as very low, evidence as low, evidence as very low, evidence low in quality, dropped out, no one has
        quite, nobody has repeated, not been repeated, been questioned, were questioned, no such link, no such effect,
        no such difference, saw no such, found no such, other studies found no, other trials found no, others found no,
        others found none, it's observational, is observational, are observational, don't recommend it, do not recommend
        it
    """),
    afterthoughts=word_class("though mind however"),
    turning=phrases("""
        the catch, the trouble is, the difficulty is, the snag, the problem is, but hold on, hold on, before you,
        impressive, sounds, which sounds, that sounds, i would be careful, i'd be careful, unfortunately, sadly,
        alas, much later, nobody has, a later one, but, however, yet, though, mind you, against that
    """),
    verdicts=word_class("""
        no not none never little better worse same fewer less only unproven weak limited small modest thin
        uncertain unclear conflict conflicting mixed inconclusive convincing
    """),
    cautions=word_class("""
        avoid avoids avoided avoiding pregnant pregnancy breastfeeding doctor doctors gp physician pharmacist
        midwife nurse dietitian medicine medicines medication medications drug drugs tablets prescribed
        prescription dose doses insulin warfarin thinner thinners antidepressants immune immunocompromised
        weakened kidney kidneys liver heart allergy allergic allergies interact interacts interaction
        interactions interfere danger dangerous harm harms harmful unsafe safe safety caution careful serious
        severe fatal urgent emergency bleeding toxic overdose poisoning infection infections side warning
        warnings warned stop never ask advice check diagnosis diagnosed symptoms children babies infants elderly
        disease diabetes cancer surgery
    """),
    urging=word_class("""
        should must need needs needed important importance recommend recommends recommended recommendation
        recommendations advice key best worth matter matters essential crucial critical
    """),
    being=word_class("is are"),
    people=word_class("""
        people adults women men children patients babies infants participants volunteers anyone mice
    """),
    teller=word_class("i i'm i've i'd i'll my me mine"),
    addressed=word_class("you you're you've you'd you'll your yours"),
    others=word_class("he she his her him hers"),
    referring=word_class("it they them this that these"),
    opening=word_class("""
        introduction background overview abstract objective summary why what basics
    """),
    closing=word_class("""
        conclusion conclusions summary discussion takeaway takeaways bottom line verdict final closing outlook
        implications end practice do recommendations advice next steps
    """),
    opposites=pairs("""
        same/different increase/decrease increases/decreases increased/decreased increasing/decreasing increase/reduce
        increases/reduces increased/reduced increasing/reducing raise/lower raises/lowers raised/lowered higher/lower
        high/low more/less more/fewer most/least better/worse best/worst improve/worsen improves/worsens
        improved/worsened before/after cause/prevent causes/prevents caused/prevented safe/unsafe safe/dangerous
        acute/chronic healthy/unhealthy positive/negative benefit/harm benefits/harms beneficial/harmful strong/weak
        stronger/weaker strengthen/weaken strengthens/weakens early/late earlier/later first/last large/small
        larger/smaller largest/smallest big/small bigger/smaller long/short longer/shorter longest/shortest start/stop
        started/stopped rise/fall rises/falls rose/fell rising/falling gain/loss gains/losses gained/lost male/female
        man/woman men/women mother/father boys/girls child/adult children/adults young/old younger/older
        soluble/insoluble aerobic/anaerobic active/inactive activate/inhibit activates/inhibits activated/inhibited
        stimulate/inhibit stimulates/inhibits promote/prevent promotes/prevents promote/inhibit promotes/inhibits
        allow/prevent allows/prevents allowed/prevented inside/outside internal/external interior/exterior inner/outer
        upper/lower left/right top/bottom front/back anterior/posterior above/below common/rare commonly/rarely
        often/rarely usually/rarely frequent/infrequent likely/unlikely possible/impossible necessary/unnecessary
        include/exclude includes/excludes included/excluded accept/reject accepts/rejects accepted/rejected
        agree/disagree agreed/disagreed support/oppose supports/opposes supported/opposed succeed/fail success/failure
        easy/difficult easier/harder simple/complex hot/cold warm/cool warmer/cooler wet/dry moist/dry thick/thin
        thicker/thinner full/empty open/closed with/without always/never everyone/nobody all/none all/some many/few
        new/old fast/slow faster/slower quickly/slowly rapid/slow maximum/minimum major/minor above/under over/under
        expand/contract expands/contracts expensive/cheap win/lose won/lost public/private local/global
        simple/complicated natural/synthetic natural/artificial raw/cooked present/absent presence/absence known/unknown
        useful/useless effective/ineffective sufficient/insufficient adequate/inadequate tolerance/intolerance
        dependent/independent directly/indirectly direct/indirect primary/secondary excess/deficiency
        excessive/insufficient rich/poor heavy/light deep/shallow superficial/deep proximal/distal medial/lateral
        dorsal/ventral superior/inferior afferent/efferent sensory/motor voluntary/involuntary
        sympathetic/parasympathetic gram-positive/gram-negative innate/adaptive benign/malignant sensitive/resistant
        infectious/noninfectious systolic/diastolic hyper/hypo add/remove adds/removes added/removed attract/repel
        absorb/secrete input/output push/pull bind/release enter/leave enters/leaves entering/leaving approve/refuse
        approved/refused prevent/trigger worse/better advantage/disadvantage advantages/disadvantages pros/cons
        interest/disinterest interested/uninterested interested/disinterested satisfied/dissatisfied
        successful/unsuccessful encourage/discourage encouraged/discouraged encourages/discourages
        convenient/inconvenient expensive/inexpensive expensive/affordable buy/sell bought/sold seller/buyer
        accept/decline accepts/declines accepted/declined approves/declines day/night morning/evening summer/winter
        north/south east/west northern/southern eastern/western regular/irregular normal/abnormal minimal/maximal
        broad/narrow wide/narrow tight/loose familiar/unfamiliar certain/uncertain clear/unclear
        comfortable/uncomfortable aware/unaware related/unrelated relevant/irrelevant reliable/unreliable
        available/unavailable formal/informal optional/mandatory voluntary/mandatory required/optional static/dynamic
        supervised/unsupervised flexible/rigid flexible/inflexible customizable/standard customized/standard
        personalized/generic unique/common novel/traditional modern/traditional old/modern past/future hard/soft
        smooth/rough
    """),
    synonyms=groups("""
        show=find=demonstrate=reveal=indicate=report help=assist=aid use=utilize=utilise=employ=usage
        begin=start=commence end=finish=stop big=large=great small=little=tiny people=individuals=persons=humans
        person=individual=human doctor=physician=clinician kids=children=child baby=infant=babies=infants buy=purchase
        get=obtain=receive=gain=acquire need=require=necessary
        lower=reduce=decrease=cut=lessen=diminish=drop=decline=fall higher=raise=increase=boost=rise=grow=elevate
        improve=enhance=better=boost important=crucial=key=essential=vital=significant=critical
        many=numerous=several=multiple=various=lots=different illness=disease=condition=disorder=sickness
        medicine=drug=medication=tablet=pill study=trial=research=experiment=investigation=studies
        also=additionally=too=moreover=furthermore however=but=yet=though=although because=since=as=due might=may=could
        connected=linked=associated=related=tied=correlated link=association=connection=relationship
        about=around=approximately=roughly=nearly=some contain=include=hold=comprise=have
        cause=lead=trigger=produce=result avoid=prevent harmful=damaging=bad=dangerous hazard=danger
        matter=important=count culprit=blame helpful=beneficial=useful=good often=frequently=commonly=usually=regularly
        rarely=seldom=infrequently fast=quick=rapid=quickly=rapidly=swiftly
        change=alter=modify=shift=affect=influence=impact=effect make=create=produce=build=form
        give=provide=offer=supply keep=maintain=retain=preserve
        stomach=belly=tummy=gut=bowel=intestine=abdomen=intestinal=gastrointestinal=digestive
        cream=ointment=lotion=moisturiser=moisturizer=emollient bacteria=microbes=microbe=microorganisms=flora=germs
        microbiome=microbiota=flora food=diet=foods=nutrition=eating amount=quantity=level=number
        main=primary=chief=major=principal type=kind=sort=form=variety part=portion=component=piece place=location=site
        area=region happen=occur=arise method=approach=technique=way goal=aim=objective=purpose
        problem=issue=difficulty=challenge=trouble answer=response=reply job=work=task=role work=function=operate
        choose=select=pick ask=request=enquire=inquire tell=inform=advise
        say=state=mention=note=explain=describe=discuss think=believe=consider whole=entire=complete=full total=overall
        usual=normal=typical=common=ordinary maybe=perhaps=possibly
        especially=particularly=notably=mainly=mostly=primarily=chiefly roughly=approximately women=woman men=man
        two=pair=both twice=double half=halve=halved strong=powerful=potent=robust strengthen=reinforce=support=help
        speed=accelerate slow=delay guard=protect=shield=protection show=display=exhibit skin=dermal=cutaneous
        drop=reduction ensure=guarantee=assure likely=probable=probably try=attempt suppose=assume
        enough=sufficient=adequate nearly=almost talk=speak=consult=discuss see=consult ask=talk danish=denmark
        dutch=netherlands=holland french=france welsh=wales finnish=finland irish=ireland spanish=spain polish=poland
        turkish=turkey greek=greece swedish=sweden british=britain=uk=english=england scottish=scotland chinese=china
        swiss=switzerland japanese=japan portuguese=portugal american=us=america=usa german=germany italian=italy
        norwegian=norway
    """),
    adding=word_class("and"),
    roughly=word_class("about around roughly approximately nearly almost some circa just"),
    nearly=word_class("nearly almost practically virtually"),
    at_least=phrases("""
        at least, more than, over, above, no less than, no fewer than, not less than, not fewer than, exceeding, upwards
        of, longer than, older than, greater than, higher than
    """),
    at_most=phrases("""
        at most, up to, less than, fewer than, under, below, no more than, not more than, no longer than, none longer
        than, no older than, no higher than, at or under, at or below, shorter than, younger than, lower than, a maximum
        of
    """),
    lasting=word_class("over"),
    or_more=phrases("or more, or over, or higher, or longer, or older, or above, and over, and above, and older, plus"),
    or_less=phrases("or less, or fewer, or under, or lower, or younger, or below, or shorter, at most, at the most"),
    periods=groups("""
        second=seconds minute=minutes hour=hours=hourly
        day=days=daily=night=nights=nightly=overnight=today=evening=morning week=weeks=weekly=fortnight=fortnightly
        month=months=monthly year=years=yearly=annual=annually decade=decades
    """),
    animals=word_class("""
        mouse mice rat rats rodent rodents animal animals rabbit rabbits dog dogs pig pigs monkey monkeys hamster
        hamsters
    """),
    groups=groups("""
        women=woman=mothers=female=girls=wives=pregnant=pregnancy=postmenopausal=menopause
        men=man=male=boys=fathers=husbands
        children=child=kids=boys=girls=pupils=schoolchildren=youngsters=babies=infants=teenagers=toddlers
        babies=infants=baby=infant=newborns teenagers=teenager=adolescents=adolescent=teens=teenage mice=mouse
        rats=rat=rodents=animals=animal athletes=athlete nurses=nurse smokers=smoker students=student runners=runner
        pensioners
    """),
    as_absolute=groups("""
        every=all=each=both=daily=always=any=nightly=weekly=yearly all=every=whole=both=each=any=everybody=everyone
        always=every=all=ever everyone=everybody=all=every
        never=no=not=nobody=none=nothing=ever=don't=isn't=aren't=doesn't=cannot=can't must=has=have=need
        nobody=no=none=not=nothing=nor=neither none=no=nobody=not=neither=nor=zero only=just=but=no=nothing=merely
        will=won't=shall=going=they'll=it'll=you'll=we'll=i'll=that'll
        most=majority=mostly=mainly
    """),
    only=word_class("only"),
    universal=word_class("all every each both either any always especially particularly"),
    provisional=word_class("early limited modest promising potential"),
    mostly=word_class("most"),
    before_most=word_class("the at"),
    limiting=word_class("unless provided"),
    limited=word_class("if except only without but when"),
    able=word_class("can could would"),
    linking=word_class("""
        associated association associations linked link links correlated correlation correlations observational cohort
        cohorts survey surveys questionnaire followed register registers registry records
    """),
    causing=word_class("""
        lowers reduces cuts raises increases doubles halves prevents protects causes boosts triggers reduce raise
        increase prevent protect cause boost trigger
    """),
    settled=word_class("""
        known clear shown show shows proven proved established certain demonstrated understood confirmed difference
        differ effect benefit evidence proof sign change improvement advantage link relation
    """),
    chance=word_class("chance luck fluke coincidence"),
    drawing=word_class("by"),
    as_much=phrases("""
        about as, just as, as much, as well as, as good as, as often, as many, the same, equally, equal, alike, no
        difference, not differ, didn't differ, did not differ, came out even, no better, no more
    """),
    level=word_class("same similar equal equally alike little hardly unchanged identical neither"),
    naming_negations=word_class("never nobody none nothing without lack lacks lacking absence hardly"),
    repeating=word_class("nor neither"),
    instead=phrases("rather than, instead of"),
    ending=word_class("for in at on with by during after before because which who and but or unless if when although"),
    numbers=counted("""
        zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13
        fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50
        sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 thousand=1000 million=1000000 billion=1000000000 dozen=12
        twice=2 double=2 triple=3 once=1 fortnight=2
    """),
)
