"""What personal data are kept for and for how long, in words: the catalogue names them by key, the record of processing prints them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Purpose:
    """A processing activity. The legal basis is a proposal: whoever answers for the data confirms it with counsel."""

    title: Words
    why: Words
    proposed_basis: Words
    personal: bool = True


PURPOSES: dict[str, Purpose] = {
    "care": Purpose(
        _("Acompañar a las personas"), _("abrir una ficha, saber a quién se acompaña y cómo avisarle"),
        _("consentimiento de la persona, explícito para los datos de salud (RGPD, art. 6.1.a y 9.2.a)"),
    ),
    "consents": Purpose(
        _("Guardar lo que cada persona permite"), _("poder mostrar qué se preguntó, qué contestó la persona y cuándo lo retiró"),
        _("obligación legal de demostrar el consentimiento (RGPD, art. 7.1 y 6.1.c)"),
    ),
    "programmes": Purpose(
        _("Organizar programas y participaciones"), _("saber quién entra en cada grupo, cuándo sale y por qué"),
        _("consentimiento de la persona, explícito para los datos de salud (RGPD, art. 6.1.a y 9.2.a)"),
    ),
    "outcomes": Purpose(
        _("Anotar qué cambia en la vida de cada persona"), _("cuestionarios, metas, medidas, empleos y viviendas, para acompañar mejor"),
        _("consentimiento de la persona, explícito para los datos de salud (RGPD, art. 6.1.a y 9.2.a)"),
    ),
    "imports": Purpose(
        _("Traer registros que la entidad ya llevaba"), _("leer sus hojas de cálculo, corregirlas y poder deshacerlo"),
        _("la misma que la del registro de origen"),
    ),
    "evidence": Purpose(
        _("Saber qué ayuda y publicarlo"), _("contar, sin nombres y solo con permiso, y publicar cifras en las que no se reconoce a nadie"),
        _("consentimiento de la persona para esta finalidad (RGPD, art. 6.1.a y 9.2.a)"),
    ),
    "accounts": Purpose(
        _("Cuentas y entrada segura"), _("que solo entre quien debe, con dos pasos si trabaja con datos de otras personas"),
        _("ejecución de la relación de trabajo o voluntariado e interés legítimo en la seguridad (RGPD, art. 6.1.b y 6.1.f)"),
    ),
    "trail": Purpose(
        _("Rastro de quién hizo y quién miró qué"), _("que cada persona pueda leer quién abrió su ficha y que nada se cambie sin que conste"),
        _("obligación legal de seguridad y de rendir cuentas (RGPD, art. 5.2, 6.1.c y 32)"),
    ),
    "rights": Purpose(
        _("Atender los derechos de las personas"), _("recibir solicitudes, contestarlas a tiempo y poder mostrarlo"),
        _("obligación legal (RGPD, art. 6.1.c y 12 a 22)"),
    ),
    "network": Purpose(
        _("La vida de la red"), _("saber qué entidades y espacios hay y dónde están"),
        _("no trata datos de personas acompañadas"), personal=False,
    ),
    "system": Purpose(
        _("Funcionamiento del programa"), _("trabajos en espera y tablas internas"),
        _("no trata datos de personas acompañadas"), personal=False,
    ),
}  # fmt: skip

RETENTIONS: dict[str, Words] = {
    "record": _("mientras dura el acompañamiento y, después, el plazo que la ley de su país fije para estas fichas; antes, si la persona pide que se borren y la ley lo permite"),
    "consent": _("lo que dura la ficha: hace falta para mostrar qué se permitió"),
    "import": _("el archivo se borra siete días después de traerlo; las filas por corregir, cuando se corrigen o se deshace la importación"),
    "evidence": _("sin plazo: los planes y lo publicado no llevan nombres y deben poder comprobarse"),
    "account": _("mientras la persona tenga un papel y, después, el tiempo en que se le pueda pedir cuentas de lo que hizo"),
    "invitation": _("hasta que se acepta o se retira; si nadie contesta, diez días"),
    "session": _("la sesión termina sola a las doce horas; los enlaces de un solo uso, antes"),
    "trail": _("el plazo que la ley fije para rendir cuentas; sus líneas no llevan nombres de personas acompañadas ni lo que se escribió"),
    "request": _("el plazo en que se puede reclamar por la respuesta"),
    "mail": _("el texto se olvida cuando el mensaje llega; queda solo que se envió"),
    "task": _("hasta que el trabajo termina y se limpia la cola"),
    "while_used": _("mientras se use: no habla de ninguna persona acompañada"),
}


@dataclass(frozen=True)
class Copy:
    """A second place where records lie. `models`: the kinds of record that are copied."""

    title: Words
    models: tuple[str, ...]
    without: Words
    why: Words
    where: Words
    how_long: Words
    readers: Words


COPIES: dict[str, Copy] = {
    "lake": Copy(
        _("Hechos para contar (el lago)"),
        ("people.Person", "programmes.Enrolment", "outcomes.Score", "outcomes.Measurement", "outcomes.Spell", "outcomes.Goal"),
        _("solo de quien lo permite, y sin nombres, contactos, códigos, notas ni textos: cada persona es un número que sin la llave no lleva a nadie"),
        _("responder a planes sobre muchas personas sin leer cada vez todas las fichas; la misma finalidad y la misma base que «Saber qué ayuda y publicarlo»"),
        _("archivos en el servidor, en la carpeta «lake»; si el servidor reparte las cuentas, los leen también esas máquinas de la red"),
        _(
            "se hace de nuevo cada día: quien retira su permiso, o pide que su ficha se guarde sin usarse, ya no está en la siguiente; "
            "aquella cuya ficha se borra deja de estar en el momento. "
            "Lo intermedio de una pregunta se borra al contestarla"
        ),
        _("solo el programa, para contestar un plan, y siempre en cifras; ninguna página lo abre. Quien administra el servidor puede leerlo"),
    ),
}  # fmt: skip
