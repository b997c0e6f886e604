"""What frames a page: heading with its actions, panels, tabs, steps, messages, buttons."""

from tejido.ui.components import Component, Example

COMPONENTS = [
    Component(
        "cabecera",
        "Cabecera de página",
        "Una frase clara cuyos números son enlaces, no tarjetas de cifras. Como mucho una acción principal.",
        (
            Example(
                '<div class="cab">\n  <div class="pila">\n    <h3 class="m3">Buenos días, Marta</h3>\n'
                '    <p class="relato">Este año, <a href="#">3405 personas</a> participaron en <a href="#">14 organizaciones</a>.</p>\n  </div>\n'
                '  <div class="fila">{% include "ui/components/print.html" %}<a class="b b-1" href="#">{% icon "file-text" %}Preparar informe</a></div>\n</div>'
            ),
            Example(
                '{% include "ui/components/page_head.html" with title="Programas" eyebrow="Acompañar" lead="Tres programas están abiertos." %}',
                title="Sin botones basta la pieza (lleva un h1: una por página)",
            ),
        ),
    ),
    Component(
        "hoja",
        "Hoja, rejilla y puntada",
        "El panel de todas las páginas. La rejilla reparte doce columnas y se apila sola; la puntada es el único separador.",
        (
            Example(
                '<div class="rejilla">\n  <section class="hoja c-7" aria-labelledby="g-hoja">\n'
                '    <header><h3 id="g-hoja">Para esta semana</h3><a href="#">Ver todo</a><p>Lo que conviene mirar antes del viernes.</p></header>\n'
                '    <ul class="puntada"><li>Una cosa</li><li>Otra cosa</li></ul>\n  </section>\n'
                '  <section class="hoja c-5" aria-labelledby="g-hoja-2"><header><h3 id="g-hoja-2">Próximos encuentros</h3></header><p '
                'class="sec">Texto secundario.</p></section>\n</div>'
            ),
        ),
    ),
    Component(
        "botones",
        "Botones",
        "Un verbo por botón. El principal, uno por página; el discreto, para cancelar o quitar.",
        (
            Example(
                '<p class="fila"><button class="b b-1" type="button">Guardar</button> <a class="b" href="#">Ver la lista</a> '
                '<a class="b b-t" href="#">Cancelar</a> <a class="b b-wa" href="#">{% icon "message-circle" %}Compartir por WhatsApp</a> {% '
                'include "ui/components/print.html" %}</p>'
            ),
        ),
    ),
    Component(
        "anclas",
        "Pestañas",
        "Cada pestaña es una dirección: funciona sin script, se puede guardar y compartir.",
        (
            Example(
                '{% include "ui/components/tabs.html" with label="Secciones de la persona" tabs=tabs %}',
                {
                    "tabs": [
                        {"name": "Ficha", "url": "#", "current": True},
                        {"name": "Programas", "url": "#"},
                        {"name": "Cómo va", "url": "#"},
                        {"name": "Permisos", "url": "#"},
                    ]
                },
            ),
        ),
    ),
    Component(
        "etapas",
        "Pasos",
        "Dónde está quien trae un archivo o prepara un informe. Los hechos llevan marca, no solo color.",
        (
            Example(
                '{% include "ui/components/steps.html" with steps=steps current=3 %}',
                {"steps": ["Archivo", "Columnas", "Revisión", "Traer", "Resultado"]},
            ),
        ),
    ),
    Component(
        "aviso",
        "Aviso",
        "Acompaña y dice qué hacer. Azul informa, jade confirma, maíz pide cuidado, grana pide atención; siempre con icono y palabras.",
        (
            Example('{% include "ui/components/notice.html" with text="Lupita ve esta página igual que usted." icon="eye" %}'),
            Example('{% include "ui/components/notice.html" with kind="j" title="Guardado." text="El cambio queda en la historia." %}'),
            Example('{% include "ui/components/notice.html" with kind="m" text="Faltan 159 entrevistas. La respuesta lo dice." %}'),
            Example('{% include "ui/components/notice.html" with kind="g" text="Otra persona guardó antes. Revise los dos textos." %}'),
        ),
    ),
    Component(
        "paginacion",
        "Páginas",
        "Cincuenta por página; dice cuáles se ven y cuántas hay.",
        (
            Example(
                '<nav class="paginas fila fila-e" aria-label="Páginas de muestra"><a class="b" rel="prev" href="#">{% icon "arrow-left" %}Anteriores</a>'
                '<p class="sec">Del 51 al 100 de 214</p><a class="b" rel="next" href="#">Siguientes{% icon "arrow-right" %}</a></nav>',
                title='En una página: {% include "ui/components/pagination.html" with page=page %}; el parámetro es «pagina»',
            ),
        ),
    ),
    Component(
        "vacio",
        "Todavía vacío",
        "Qué es esto, por qué está vacío y un solo botón. Nunca reprocha.",
        (
            Example(
                '{% include "ui/components/empty.html" with icon="users" title="Todavía no hay personas" '
                'text="Aquí verá a quienes acompaña su organización. Puede anotar a una persona o traer una lista." url="#" action="Traer una lista" %}'
            ),
        ),
    ),
    Component(
        "trabajo",
        "Trabajo largo",
        "Con palabras y barra. Sin script, un enlace pregunta otra vez.",
        (
            Example(
                '{% include "ui/components/progress.html" with text="Van 214 de 380 filas. Puede cerrar esta página." done=214 total=380 note="3 '
                'filas necesitan revisión al terminar." %}'
            ),
        ),
    ),
]
