"""Questions of the demonstration, asked of its own data by the same verbs as real ones.

In each part of the network one answer is published and another waits for a second person; two of the Spanish network are answered and
nobody has prepared them yet (organisations beside each other, moves between situations); a member's own plan waits to be asked, and so
does one of the network that counts months (`empleo-protegido`).
"""

from pathlib import Path

from tejido.accounts.models import User
from tejido.impact.actions import approve_release, ask_plan, prepare_release, register_plan, send_to_review, write_plan
from tejido.impact.models import Answer, Release
from tejido.impact.spec import load_plan, localised
from tejido.network.models import Network, Organisation

PLANS = Path(__file__).resolve().parent.parent / "plans"
LANGUAGES = ("es", "en", "hu")
LEADS = {
    "familia-ansiedad": {
        "es": "Comparamos a las familias que empezaron las clases con las que todavía esperaban su turno, tres meses después.",
        "en": "We compare families who began the classes with those who were still waiting for a place, three months later.",
        "hu": "Az órákat megkezdő családokat hasonlítjuk össze azokkal, akik három hónap múlva még vártak a helyükre.",
    },
    "arte-animo": {
        "es": "Preguntamos por el ánimo antes del taller y tres meses después, también a quienes esperaban.",
        "en": "We asked about mood before the workshop and three months later, and asked those who waited as well.",
        "hu": "A műhely előtt és három hónappal később is megkérdeztük a hangulatot, a várakozóktól is.",
    },
    "empleo-plazo": {
        "es": "Contamos los días hasta el primer trabajo ordinario o con apoyo. El empleo protegido no entra en esta cuenta.",
        "en": "We count the days to the first open or supported job. Sheltered employment is not part of this count.",
        "hu": "Az első nyílt vagy támogatott munkáig eltelt napokat számoljuk. A védett munkahely nem számít bele.",
    },
    "vivienda-recuperacion": {
        "es": "Un año después de entrar en un piso, y a la vez para quienes siguen esperando, cómo ve cada persona su propio camino.",
        "en": "A year after moving into a flat, and at the same time for those still waiting: how each person sees their own way.",
        "hu": "Egy évvel a lakásba költözés után, és ugyanakkor a várakozóknál is: ki hogyan látja a saját útját.",
    },
}


def answer_demo_plans(networks: dict[str, Network], organisations: dict[str, Organisation], users: dict[str, User]) -> None:
    """Two questions in each part of the network, two more of the Spanish one, and one of a member."""
    for place, researcher, coordinator, published, waiting in (
        ("demo-centroamerica", "investigacion", "coordinacion", "familia-ansiedad", "arte-animo"),
        ("demo-espana", "investigacion.es", "coordinacion.es", "empleo-plazo", "vivienda-recuperacion"),
    ):
        release = answered(networks[place], published, users[researcher])
        approve_release(release, by=users[coordinator])
        answered(networks[place], waiting, users[researcher])
    for name in ("mujeres-entidad", "vivienda-caminos"):
        asked(networks["demo-espana"], name, users["investigacion.es"])
    text = (PLANS / "arte-animo.yaml").read_text(encoding="utf-8").replace("demo-arte-animo", "demo-arte-animo-propio")
    months = (PLANS / "empleo-protegido.yaml").read_text(encoding="utf-8")
    register_plan(write_plan(networks["demo-espana"], by=users["investigacion.es"], text=months), by=users["investigacion.es"])
    register_plan(write_plan(organisations["hilos-de-vida"], by=users["programas"], text=text), by=users["programas"])


def answered(network: Network, name: str, by: User) -> Release:
    """Ask, prepare, send to review."""
    answer = asked(network, name, by)
    spec = load_plan(answer.plan.text)
    release = prepare_release(
        answer,
        by=by,
        slug=f"demostracion-{name}",
        title={language: localised(spec.title, language) for language in LANGUAGES},
        lead=LEADS[name],
        easy={},  # the page makes its easy reading from the figures
    )
    return send_to_review(release, by=by)


def asked(network: Network, name: str, by: User) -> Answer:
    """Write, register, ask."""
    text = (PLANS / f"{name}.yaml").read_text(encoding="utf-8")
    return ask_plan(register_plan(write_plan(network, by=by, text=text), by=by), by=by)
