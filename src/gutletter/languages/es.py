"""Spanish."""

from __future__ import annotations

from gutletter.languages.lexicon import Lexicon, counted, groups, pairs, phrases, word_class

SPANISH = Lexicon(
    language="es",
    stop=word_class("""
        el la los las un una unos unas lo al del de a en con por para sin sobre entre hasta desde hacia según y e o u ni
        pero sino aunque que quien quienes cual cuales cuyo cuya donde cuando como si no más menos muy ya también tan
        tanto es son era eran fue fueron ser sea sean está están estaba estar ha han había haber hay he se me te le les
        nos os mi mis tu tus su sus nuestro nuestra nuestros nuestras yo él ella ellos ellas usted ustedes esto esta
        este estos estas eso esa ese esos esas aquel aquella aquello todo toda todos todas otro otra otros otras mismo
        misma puede pueden podría podrían debe deben tiene tienen tener hace hacen hacer porque pues así cada algo
        algunos algunas alguno alguna mucho mucha muchos muchas poco poca pocos pocas solo sólo ambos ambas durante
        mientras
    """),
    negations=word_class("""
        no ni nunca jamás nada nadie ningún ninguno ninguna sin tampoco apenas falta faltan carece carecen
    """),
    hedges=word_class("""
        puede pueden podría podrían pudiera quizá quizás tal vez probablemente posiblemente aparentemente parece parecen
        parecía sugiere sugieren sugirió indica indican asociado asociada asociados asociadas asociación relacionado
        relacionada relacionados relacionadas vinculado vinculada aproximadamente alrededor unos unas cerca casi
        preliminar preliminares posible posibles probable probables incierto incierta debería deberían suele suelen
        potencial estima estiman estimado presuntamente supuestamente tiende tienden limitada limitado
    """),
    quantifiers=word_class("""
        algunos algunas algún alguna muchos muchas pocos pocas varios varias todos todas todo toda cada solo sólo
        solamente únicamente mayoría minoría mitad más menos menudo frecuentemente veces raramente normalmente
        generalmente siempre habitualmente sobre todo especialmente principalmente al menos casi ambos ambas cualquier
    """),
    conditions=word_class("""
        si pero aunque salvo excepto cuando hasta mientras sino embargo menos siempre antes después comparado frente
        porque según
    """),
    absolutes=word_class("""
        siempre nunca jamás todos todas nadie ningún demuestra demuestran demostrado garantiza garantizan cura curan
        elimina eliminan definitivamente completamente totalmente perfecto perfectamente seguro segura inofensivo
        peligroso causa causan imposible esencial
    """),
    connectives=phrases("""
        sin embargo, no obstante, por lo tanto, por tanto, además, asimismo, así pues, en conclusión, en resumen, en
        definitiva, en suma, finalmente, por último, primero, segundo, tercero, en primer lugar, en segundo
        lugar, por ejemplo, de hecho, por supuesto, en otras palabras, es decir, por otro lado, por otra parte, en
        cambio, por el contrario, del mismo modo, igualmente, ahora bien, dicho esto, a fin de cuentas, y, pero, o, pues
    """),
    joiners=word_class("y pero o pues"),
    pointing=phrases("""
        esto, esta, este, estos, estas, eso, esa, ese, esos, esas, aquello, aquel, ello, ellos, ellas, él, ella, su,
        sus, ambos, ambas, tal, tales, dicho, dicha, dichos, dichas, allí, aquí, además, también, sin embargo, no
        obstante, por lo tanto, por tanto, por eso, por ello, así, entonces, luego, en cambio, por ejemplo, por el
        contrario, otro, otra, otros, otras, los demás, el primero, la primera, el segundo, la segunda, el otro, la
        otra, en este, en esta, en estos, en estas, de este, de esta, con esto, con este, y, pero, o, pues, lo mismo,
        sí, asimismo
    """),
    existing=phrases("existe, existen"),
    pronouns=word_class("""
        él ella ellos ellas ello lo
    """),
    demonstratives=word_class("""
        esto esta este estos estas eso esa ese esos esas tal tales dicho dicha dichos dichas
    """),
    articles=word_class("""
        el la los las ambos ambas
    """),
    presumed=word_class("""
        grupo grupos estudio estudios ensayo autores investigadores participantes voluntarios demás otros otras
        resultado resultados
    """),
    counting=word_class("""
        mitad algunos algunas muchos muchas todos todas ambos ambas dos tres cuatro cinco seis siete ocho nueve diez
    """),
    places=word_class("""
        en a con de por para sin sobre tras desde durante entre bajo según
    """),
    pointers=phrases("""
        figura, fig, tabla, cuadro, véase, ver arriba, más arriba, más abajo, a continuación, siguiente, siguientes, haz
        clic, haga clic, este artículo, esta sección, este apartado, boletín, suscríbete, suscríbase, comentarios
    """),
    side_notes=phrases("""
        que, quien, quienes, cuyo, cuya, como, por ejemplo, incluido, incluida, incluidos, es decir, o
    """),
    alternatives=word_class("o u"),
    auxiliaries=word_class("""
        es son era eran fue fueron ha han había habían está están puede pueden podría podrían debe deben tiene tienen
        parece parecen suele suelen hace hacen
    """),
    advice=word_class("""
        come coma comer bebe beba beber evita evite evitar elige elija elegir consulta consulte consultar pregunta
        pregunte prueba pruebe empieza empiece toma tome usa use busca busque mantén mantenga conviene recomienda
    """),
    findings=word_class("""
        estudio estudios ensayo ensayos revisión metaanálisis análisis evidencia placebo aleatorizado aleatorizados
        participantes pacientes voluntarios encontró encontraron mostró mostraron muestra muestran observó reportó
        mejoró mejora mejoran redujo reduce reducen disminuyó disminuye bajó aumentó aumenta aumentan ayudó ayuda ayudan
        comparado asociado asociada asociados diferencia efecto efectos beneficio beneficios promedio significativo
        significativa demostrado previene causa causan probado riesgo
    """),
    trying=word_class("""
        dio dieron recibió recibieron tomó tomaron bebió bebieron comió comieron comparó compararon siguió
        siguieron reunió reunieron incluyó incluyeron asignó asignaron repartió repartieron probó probaron
        preguntó preguntaron
    """),
    studies=word_class("""
        ensayo ensayos estudio estudios metaanálisis revisión grupo grupos investigadores investigadoras equipo
        placebo participantes voluntarios voluntarias
    """),
    outcomes=word_class("""
        encontró encontraron halló hallaron mostró mostraron bajó bajaron subió subieron redujo redujeron
        aumentó aumentaron mejoró mejoraron empeoró ayudó ayudaron funcionó mejor peor menos más mayor menor
        diferencia diferencias efecto beneficio no ningún ninguna nadie nunca nada pero embargo aunque
        mientras significativa significativo sugiere sugieren concluyó concluyeron igual similar riesgo solo
        sólo apenas casi probable
    """),
    verdicts=word_class("""
        no ningún ninguna ninguno nada nunca poco poca pocos mejor peor mismo misma menos solo sólo débil
        débiles limitada limitado limitadas pequeño pequeña modesto modesta escasa incierto incierta
        contradictorio contradictorios inconcluso convincente convincentes
    """),
    cautions=word_class("""
        evita evite evitar embarazada embarazadas embarazo lactancia médico médica médicos farmacéutico
        farmacéutica matrona medicamento medicamentos fármaco fármacos pastillas receta recetado dosis insulina
        anticoagulante anticoagulantes inmunitario inmunodeprimidos riñón riñones hígado corazón alergia
        alergias alérgico interacción interacciones peligro peligroso peligrosa daño daños dañino segura seguro
        seguridad precaución cuidado grave graves mortal urgente urgencia sangrado tóxico sobredosis
        intoxicación infección infecciones secundarios advertencia advierte nunca consulte consulta consejo
        diagnóstico síntomas niños bebés enfermedad diabetes cáncer cirugía
    """),
    urging=word_class("""
        debe deben debería deberían hay necesita necesitan importante recomienda recomiendan recomendado
        recomendación recomendaciones consejo clave conviene esencial crucial
    """),
    being=word_class("es son está están"),
    people=word_class("""
        personas adultos mujeres hombres niños pacientes bebés participantes voluntarios ratones
    """),
    teller=word_class("yo mi mis me mí"),
    addressed=word_class("tú tu tus te usted su sus"),
    others=word_class("él ella"),
    referring=word_class("esto eso ello este esta"),
    opening=word_class("introducción antecedentes resumen qué por fundamentos"),
    closing=word_class("""
        conclusión conclusiones resumen final recomendaciones práctica definitiva
    """),
    opposites=pairs("""
        aumenta/disminuye aumentan/disminuyen aumentó/disminuyó aumenta/reduce aumentan/reducen aumentó/redujo
        aumentar/disminuir aumentar/reducir aumento/disminución aumento/reducción mayor/menor mayores/menores alto/bajo
        alta/baja altos/bajos altas/bajas más/menos mejor/peor mejora/empeora mejoran/empeoran mejorar/empeorar
        antes/después seguro/peligroso segura/peligrosa agudo/crónico aguda/crónica sano/enfermo positivo/negativo
        positiva/negativa beneficio/daño beneficioso/perjudicial fuerte/débil temprano/tarde grande/pequeño largo/corto
        hombres/mujeres niños/adultos joven/viejo frecuente/raro probable/improbable posible/imposible soluble/insoluble
        con/sin siempre/nunca todos/ninguno muchos/pocos muchas/pocas rápido/lento favorece/inhibe activo/inactivo
        interno/externo caliente/frío seco/húmedo eficaz/ineficaz causa/previene
    """),
    synonyms=groups("""
        mostrar=demostrar=encontrar=revelar ayudar=favorecer usar=utilizar=emplear empezar=comenzar grande=importante
        personas=individuos=gente médico=doctor enfermedad=trastorno=afección estudio=ensayo=investigación
        reducir=disminuir=bajar aumentar=elevar=subir mejorar=favorecer muchos=numerosos=varios
        intestino=tripa=intestinal bacterias=microbios flora=microbiota=microbioma aproximadamente=alrededor=cerca
    """),
    roughly=word_class("unos unas alrededor cerca casi aproximadamente"),
    nearly=word_class("casi prácticamente"),
    at_least=phrases("al menos, por lo menos, como mínimo, más de, no menos de"),
    at_most=phrases("como máximo, a lo sumo, hasta, menos de, no más de"),
    or_more=phrases("o más"),
    or_less=phrases("o menos"),
    periods=groups("""
        segundo=segundos minuto=minutos hora=horas día=días=diario=diaria=diarios=diarias=diariamente=noche=noches
        semana=semanas=semanal mes=meses=mensual año=años=anual
    """),
    animals=word_class("ratón ratones rata ratas animal animales perro perros conejo conejos"),
    limiting=word_class("salvo"),
    limited=word_class("si sin salvo excepto solo sólo menos cuando siempre"),
    naming_negations=word_class("sin nunca jamás nadie nada apenas"),
    linking=word_class("""
        encuesta seguimiento cohorte registro asociado asociada asociados asociadas asociación relacionado relacionada
        vinculado vinculada observacional
    """),
    causing=word_class("""
        reduce reducen baja bajan aumenta aumentan provoca provocan causa causan previene previenen protege protegen
        evita evitan
    """),
    chance=word_class("azar casualidad suerte"),
    groups=groups("""
        mujeres=mujer=embarazadas=madres hombres=hombre=varones niños=niño=niñas=niña bebés=bebé=lactantes
        adolescentes=adolescente ratones=ratón ratas=rata=animales
    """),
    settled=word_class("""
        sabe conoce conocido claro demostrado probado confirmado diferencia diferencias efecto beneficio prueba pruebas
        evidencia
    """),
    level=word_class("igual iguales mismo misma similar similares poco apenas"),
    instead=phrases("en vez de, en lugar de"),
    ending=word_class("para en con por durante después antes porque que quien y pero o si cuando aunque"),
    repeating=word_class("ni tampoco"),
    numbers=counted("""
        cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14
        quince=15 veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100
        ciento=100 mil=1000 millón=1000000 millones=1000000 docena=12
    """),
)
