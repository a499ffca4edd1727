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
    remarks=word_class("porque aunque pues mientras quien quienes cual cuales cuyo cuya"),
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
        sus, ambos, ambas, tales, dicho, dicha, dichos, dichas, allí, aquí, además, también, sin embargo, no obstante,
        por lo tanto, por tanto, por eso, por ello, así, entonces, luego, en cambio, por ejemplo, por el contrario,
        otro, otra, otros, otras, los demás, en este, en esta, en estos, en estas, de este, de esta, con esto, con este,
        y, pero, o, pues, lo mismo, sí, asimismo, tal, tampoco, todo esto, todo eso, todo ello, nada de esto, nada de
        eso, por todo, de ahí, desde entonces, hasta entonces, por entonces, más tarde, es más, al contrario, a ellos, a
        ellas, de ellos, de ellas, con ellos, con ellas, uno de ellos, una de ellas, algunos de ellos, algunas de ellas,
        la mayoría de ellos, la mayoría de ellas, ninguno de ellos, ninguna de ellas, un segundo, una segunda, un
        tercer, una tercera, un tercero, en ese, en esa, en esos, en esas, de ese, de esa, a este, a esta, a ese, a esa,
        a eso, con esta, con ese, con esa, con eso, para eso, para ello, tras eso, después de eso, después de esto, por
        esto, lo, no lo, no la, no los, no las, se lo, se la, se los, se las, me lo, ya lo, yo lo, si lo, quien lo,
        cuando lo, como dije, como decía, como he dicho, como ya, como vimos, como se ha, como digo, el de, la de, los
        de, las de, las que, la que, los que tomaron, los que tomaban, los que recibieron, los que bebieron, los que
        comieron, los que usaron, los que hicieron, los que siguieron, quienes tomaron, quienes tomaban, quienes
        recibieron, quienes bebieron, quienes comieron, quienes usaron, quienes siguieron, no había grupo, no había
        placebo, no había comparación, no hubo grupo, no hubo placebo, es un, es una, es el, es la, son un, son una, son
        los, son las, no es un, no es una, no es el, no es la, no son, era, eran, no era, no eran, estaba, estaban, no
        estaba, no estaban, fueron, tenía, tenían, había sido, habían, dieron, comieron, tomaron, bebieron, recibieron,
        hicieron, siguieron, repartieron, asignaron, compararon, midieron, encontraron, hallaron, vieron, usaron,
        dijeron, probaron, durmieron, dejaron, notaron, concluyeron, tomó, comió, bebió, dijo, acabó, siguió, notó,
        encontró, halló, midió, concluyó, funcionan, se trata de, se llama, se llaman, le pasa, les pasa, los dos, las
        dos, los tres, las tres, la mayoría de los que, la mayoría de las que, uno de los que, una de las que, en uno de
        los, en una de las, hay también, hay además, existe también, lástima, que si, hay quien dice, hay quien cree,
        hay quien piensa, se dice que, dicen que, habrá oído, habrás oído, habrá leído, habrás leído, seguro que ha
        oído, seguro que has oído, quizá haya oído, quizá hayas oído, ya sabe, ya sabes
    """),
    presenting=phrases("existe, existen, hay, había, hubo"),
    existing=phrases("""
        tal vez, tal vez lo mejor, tal vez lo más, quizá lo mejor, quizá lo más, dicho de otro modo, dicho de otra
        manera, su médico, su médica, su farmacéutico, su farmacéutica, su matrona, su pediatra, su dentista, lo que
        ayuda, lo que funciona, lo que cuenta, lo que importa, lo que más, lo que mejor, lo que come, lo que comes, lo
        que comemos, lo que bebe, lo que bebes, lo que bebemos, lo que conviene, lo que sabemos, lo que se come, lo que
        se sabe, lo que de verdad, si lo que, cuando lo que, lo mejor, lo peor, lo más, lo único, lo primero, lo
        importante, lo esencial, lo cierto, lo ideal, lo normal, lo habitual, lo prudente, lo sensato, lo recomendable,
        es un error, es un mito, es una buena idea, es una mala idea, es una pena
    """),
    pronouns=word_class("""
        él ella ellos ellas ello tomarlo tomarla tomarlos tomarlas usarlo usarla usarlos usarlas comerlo comerla
        comerlos comerlas beberlo beberla dejarlo dejarla evitarlo evitarla evitarlos evitarlas separarlo separarla
        probarlo probarla comprarlo comprarla mezclarlo mezclarla hacerlo tómelo tómela tómalo tómala pruébelo pruébela
        pruébalo pruébala úselo úsela úsalo úsala evítelo evítela evítalo evítala
    """),
    demonstratives=word_class("esto esta este estos estas eso esa ese esos esas tales dicho dicha dichos dichas"),
    articles=word_class("el la los las del ambos ambas"),
    presumed=word_class("""
        grupo grupos estudio estudios ensayo ensayos experimento encuesta revisión autor autora autores autoras
        revisores investigador investigadora investigadores investigadoras científicos equipo participantes voluntarios
        voluntarias demás resto otro otra otros otras mismo misma mismos mismas resultado resultados hallazgo hallazgos
        conclusión efecto diferencia ventaja mejoría mejora bajada descenso subida alivio respuesta razón motivo motivos
        explicación pregunta duda problema inconveniente pega trampa truco matiz dato datos cifra cifras mitad ratas
        ratones primero primera segundo segunda tercero tercera
    """),
    presuming=word_class("""
        otro otra otros otras mismo misma mismos mismas propio propia propios propias primer primera primeros primeras
        segundo segunda tercer tercera dos tres cuatro gran único única pequeño pequeña mejor peor mayor principal
        último última últimos últimas nuevo nueva nuevos nuevas siguiente verdadero verdadera más
    """),
    earliest=word_class("primer primera primeros primeras"),
    counting=word_class("""
        algunos algunas muchos muchas todos todas ambos ambas dos tres cuatro cinco seis siete ocho nueve diez uno una
        ninguno ninguna varios varias pocos pocas
    """),
    indefinite=word_class("un una unos unas"),
    relatives=word_class("quien quienes cuyo cuya cuyos cuyas"),
    defining=word_class("""
        que quien quienes cuyo cuya cuyos cuyas donde clínico clínicos clínica disponible disponibles existentes
        publicado publicada publicados publicadas observacionales aleatorizados realizados actuales secundario
        secundarios
    """),
    familiar=word_class("""
        sol piel intestino intestinos cuerpo hígado corazón cerebro cara vientre tripa colon estómago riñón riñones
        pulmones sangre hueso huesos músculo músculos boca diente dientes encías ojos manos pies rodilla rodillas
        espalda cabeza evidencia mundo vida salud enfermedad dolor sueño cansancio hambre sed fiebre embarazo lactancia
        infancia vejez edad médico médica médicos farmacéutico farmacia mujeres hombres niños niñas bebés adultos
        personas mayores ancianos embarazadas padres pacientes gente agua aire calor frío sal azúcar leche pan aceite
        café té fruta frutas verdura verduras legumbres carne pescado huevo huevos fibra grasa grasas proteína proteínas
        alcohol tabaco vitamina vitaminas calcio hierro magnesio ejercicio peso memoria defensas bacterias virus
        fármacos medicamentos antibióticos suplementos alimentos comida dieta noche mañana tarde día cama ratones
        invierno verano
    """),
    comparing=word_class("otro otra otros otras posterior posteriores"),
    answering=phrases("""
        un ensayo más, un estudio más, una revisión más, un trabajo más, una encuesta más, un ensayo posterior, un
        estudio posterior, un análisis posterior, una revisión posterior, la misma conclusión, el mismo resultado, las
        mismas conclusiones, los mismos resultados, hizo lo mismo, hicieron lo mismo, encontró lo mismo, encontraron lo
        mismo, vio lo mismo, vieron lo mismo, pasó lo mismo, ocurre lo mismo, ocurrió lo mismo, un estudio así, un
        ensayo así, un resultado así, una diferencia así, un efecto así
    """),
    past=word_class("""
        era eran fue fueron había habían hubo tuvo tuvieron tenía tenían hizo dijo dio vio estaba estaban estuvo redujo
        pudo puso quiso vino supo produjo trajo
    """),
    past_endings=("ó", "aron", "ieron", "jeron"),
    participles=("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"),
    likening=word_class("como que"),
    stand_ins=word_class("sí no"),
    those=word_class("aquel aquella aquellos aquellas aquello"),
    arms=word_class("grupo grupos mitad controles demás resto otros otras"),
    cohorts=word_class("""
        persona adulto mujer hombre niño niña niñas bebé gente paciente participante embarazadas ancianos ancianas
        jubilados jubiladas adolescentes jóvenes fumadores bebedores corredores deportistas atletas soldados enfermeras
        enfermeros enfermos estudiantes alumnos escolares trabajadores empleados oficinistas conductores vecinos
        clientes usuarios familias padres madres gemelos encuesta encuestas cohorte cohortes registro registros
        seguimiento experimento prueba laboratorio
    """),
    spans=word_class("horas días semanas meses minutos hora día semana mes minuto cabo final"),
    substitutes=word_class("uno una otro otra"),
    places=word_class("""
        en a con de por para sin sobre tras desde durante entre bajo según al del ante hacia hasta contra mediante
        después antes dentro fuera pese
    """),
    pointers=phrases("""
        figura, fig, tabla, véase, ver arriba, más arriba, más abajo, a continuación, haz clic, haga clic, este
        artículo, esta sección, este apartado, boletín, suscríbete, suscríbase, comentarios, lo siguiente, el siguiente,
        la siguiente, los siguientes, las siguientes, en el cuadro
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
        dio dieron recibió recibieron tomó tomaron bebió bebieron comió comieron comparó compararon siguió siguieron
        reunió reunieron incluyó incluyeron asignó asignaron repartió repartieron probó probaron preguntó preguntaron
        pidió pidieron reclutó reclutaron analizó analizaron revisó revisaron añadió añadieron recogió recogieron
        estudió estudiaron midió midieron contó contaron agrupó agruparon usó usaron hizo hicieron caminaron entrenaron
        durmieron masticaron invitó puso pusieron aplicó aplicaron administró administraron repartido repartidos
        asignado asignados aleatorizó sorteó tomaban bebían comían tomado recibido
    """),
    studies=word_class("""
        ensayo ensayos estudio estudios metaanálisis revisión revisiones investigador investigadora investigadores
        investigadoras científicos equipo placebo participantes voluntarios voluntarias autores autoras
    """),
    outcomes=word_class("""
        % encontró encontraron halló hallaron mostró mostraron vio vieron observó observaron bajó bajaron bajado subió
        subieron subido redujo redujeron reducido reduce reducen aumentó aumentaron aumentado aumenta aumentan disminuyó
        disminuyeron mejoró mejoraron mejoraba mejorado mejora mejoran empeoró empeoraron alivió aliviaron aliviado
        ayudó ayudaron ayuda funcionó funcionaron funciona curó curaron desapareció desaparecieron desaparecido cambió
        cambiaron cambiado perdió perdieron ganó ganaron murió murieron morían sufrió sufrieron sufrían enfermaron
        recordaban recordaron superó superaron logró lograron previno previnieron protegió protegieron dañó dañaron
        adelgazó adelgazaron engordó engordaron duplicó duplicaron coincidieron evitó evitaron notó notaron resultó
        resultaron respondieron quejó quejaron sugiere sugieren sugirió concluyó concluyeron demostró demostraron asoció
        asociaron asocia asociado asociada diferencia diferencias efecto efectos beneficio beneficios ventaja riesgo
        evidencia mejoría significativa significativo contradicen iguales
    """),
    graded=word_class("""
        mejor peor mejores peores más mayor menor igual similar similares parecido parecidos parecida idéntico bien mal
        pequeño pequeña bajo baja alto alta
    """),
    degrees=word_class("""
        mucho mucha muchos muchas algo bastante ligeramente claramente apenas incluso tuvieron tuvo tenían sufrieron
        sufrían presentaron sentían dormían durmieron hubo encontraban igual poco todavía
    """),
    margins=word_class("frente contra"),
    ratios=phrases("""
        de cada cien, de cada diez, de cada nueve, de cada ocho, de cada siete, de cada seis, de cada cinco, de cada
        cuatro, de cada tres, de cada dos, de cada 100, de cada 10, veces más, veces mayor, tuvieron menos, tenían
        menos, tuvo menos, sufrieron menos, sufrían menos, murieron menos, morían menos, hubo menos, había menos,
        presentaron menos, sentían menos, notaron menos, dormían menos, durmieron menos, tardaron menos, pesaban menos,
        tosían menos, enfermaron menos, caían menos, cayeron menos, quejaron menos, % menos, ciento menos, tercio menos,
        cuarto menos, mitad menos, días menos, horas menos, minutos menos, puntos menos, kilos menos, veces menos, mucho
        menos, algo menos, bastante menos, ligeramente menos, menos que, menos dolor, menos dolores, menos casos, menos
        veces, menos días, menos riesgo, menos infecciones, menos caries, menos infartos, menos caídas, menos fracturas,
        menos muertes, menos síntomas, menos molestias, menos resfriados, menos frecuencia, veces menor, el doble de, el
        triple de, un tercio más, la mitad de riesgo, por igual
    """),
    retracting=phrases("""
        sin grupo de control, sin grupo control, sin grupo de comparación, no había grupo, no hubo grupo, no tenía
        grupo, no tuvo grupo, ningún grupo de control, ningún grupo de comparación, sin placebo, no había placebo, no
        hubo placebo, no había comparación, no había con quién comparar, no había nadie con quien comparar, nada con que
        comparar, nada con qué comparar, cosa del azar, fruto del azar, obra del azar, debido al azar, deberse al azar,
        por azar, por puro azar, ser azar, el azar, pura casualidad, ser casualidad, una casualidad, ¿casualidad, pura
        suerte, cuestión de suerte, no fue significativa, no fue significativo, no fueron significativas, no fueron
        significativos, no era significativa, no era significativo, no eran significativas, no resultó significativa, no
        resultó significativo, dejó de ser significativo, dejó de ser significativa, no alcanzó la significación, sin
        significación estadística, no estaba cegado, no estaban cegados, no era ciego, no fue ciego, no era a ciegas, no
        fue a ciegas, sabían muy bien, sabían perfectamente, sabían de sobra, todos sabían, no aleatorizado, no fue
        aleatorizado, no era aleatorizado, no se repartió al azar, no se sorteó, sin publicar, no se ha publicado, nunca
        se publicó, no está publicado, pagado por, pagada por, pagó el fabricante, lo pagó, lo pagaba, pagó la empresa,
        fabricante pagó, empresa pagó, financiado por, financiada por, financió el fabricante, lo financió, la financió,
        lo encargó, la encargó, patrocinado por, patrocinada por, lo patrocinó, trabajaba para la, trabajaban para la, a
        sueldo de, en nómina, conflicto de intereses, conflictos de intereses, no se ha repetido, no lo ha repetido,
        nadie ha repetido, no han repetido, no se ha confirmado, no lo ha confirmado, nadie ha confirmado, no se ha
        replicado, no lo ha replicado, nadie ha conseguido repetir, nadie lo ha medido, nadie lo ha estudiado, nadie lo
        ha comprobado, certeza baja, certeza muy baja, certeza de baja, certeza es baja, certeza como baja, certeza de
        la evidencia es baja, certeza de la evidencia es muy baja, certeza de la evidencia era baja, certeza de las
        pruebas es baja, certeza era baja, calidad baja, baja calidad, calidad muy baja, no demuestra, no demuestran, no
        lo demuestra, no puede demostrar, no pueden demostrar, no prueba que, no prueba nada, no prueban, no permite
        saber, no permiten saber, no permite decir, no significa que, no quiere decir que, no es verdad, no es cierto,
        no era verdad, no era cierto, es falso, no es del todo cierto, no es exacto, no es lo mismo que, otros ensayos
        no, otros estudios no, otros trabajos no, otras revisiones no, nada parecido, ningún efecto parecido, es
        observacional, era observacional, son observacionales, eran observacionales, estudio observacional, no una
        prueba, no una causa, no la causa, qué fue primero, ensayo era pequeño, estudio era pequeño, muestra era
        pequeña, era muy pequeño, eran muy pocos, eran muy pocas, eran pocos, abandonaron el estudio, abandonaron el
        ensayo, dejaron el estudio, dejaron el ensayo, abandonaron antes, ventaja desapareció, ventaja había
        desaparecido, diferencia desapareció, diferencia había desaparecido, efecto desapareció, efecto había
        desaparecido, se esfumó, no lo recomiendo, no lo recomiendan, no me fío, no me fiaría, cobraba del, cobraban
        del, cobraba de la, cobraban de la, nadie ha conseguido, nadie ha podido, nadie ha vuelto a, no fue
        estadísticamente, no era estadísticamente, no resultó estadísticamente, no es estadísticamente, no encontraron
        nada, no encontró nada, no hallaron nada, no vieron nada, abandonó antes, abandonaron a mitad, con pinzas, con
        cautela, faltaba un grupo, faltaba el grupo, estudios era baja, estudios es baja, evidencia es baja, evidencia
        era baja, calidad es baja, calidad era baja, calidad era mala, muestra es pequeña, muestra era muy pequeña,
        muestra es muy pequeña, muestra fue pequeña, no es causalidad, no implica causa, no implica causalidad, no
        implica que, sin embargo, no obstante, por desgracia
    """),
    afterthoughts=word_class("embargo obstante"),
    turning=phrases("""
        pero, sin embargo, no obstante, ahora bien, eso sí, y eso que, aun así, así y todo, pese a todo, a pesar de
        ello, a pesar de todo, claro que, solo que, por desgracia, desgraciadamente, lamentablemente, es una lástima,
        lástima que, la pega, el problema es, el inconveniente, la trampa, el matiz, el pero, ¿el pero, ¿la pega, ¿el
        problema, ¿el inconveniente, hay un pero, hay una pega, hay un problema, hay un matiz, hay un inconveniente, la
        letra pequeña, lo malo, lo malo es, ojo, suena, impresiona, impresionante, parece una, parece un, espectacular,
        nadie lo ha, nadie ha repetido, nadie ha confirmado, lo que no, otra cosa es, dicho esto, no tan deprisa, no tan
        rápido, antes de que corra, antes de correr, antes de salir corriendo, antes de lanzarse, ¿y en personas, ¿y en
        humanos, ¿en personas, yo sería prudente, hasta ahí
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
    teller=word_class("""
        yo mi mis me mí conmigo mío mía míos mías soy estoy tengo he creo pienso digo sé llevo recomiendo conozco leí vi
        fui hice probé tomé empecé noté entré guardé busqué encontré compré comí bebí dormí bajé salí conté llamé pensé
        creí decidí escribí dejé aprendí pregunté contesté pasé volví voy cuento escribo leo oigo veo puedo quiero debo
        hago pongo bebo duermo prefiero confieso propongo
    """),
    addressed=word_class("""
        tú ti tu tus te contigo os vosotros vosotras vuestro vuestra vuestros vuestras usted ustedes tienes puedes debes
        quieres necesitas sabes estás eres haces comes bebes vas sientes duermes crees prefieres buscas consulte
        pregunte acuda llame pida vaya pruebe recuerde imagine fíjese beba salga evite espere deje compre apunte avise
        olvide levántese siéntese guárdese acérquese busque elija mire procure respire
    """),
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
    level=word_class("igual iguales mismo misma similar similares poco apenas mismos mismas"),
    instead=phrases("en vez de, en lugar de"),
    ending=word_class("para en con por durante después antes porque que quien y pero o si cuando aunque"),
    repeating=word_class("ni tampoco"),
    numbers=counted("""
        cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14
        quince=15 veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100
        ciento=100 mil=1000 millón=1000000 millones=1000000 docena=12
    """),
)
