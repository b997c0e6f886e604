"""What changes in single persons, through what, and at what cost."""

from django.utils.translation import gettext_lazy as _

from tejido.impact.catalogue.nouns import NONE, OPTIONAL, PERSON, REQUIRED, TWO_GROUPS, Method, Option

SEED = Option("seed", "whole", default=1, least=0, most=2**32 - 1)

METHODS = (
    Method(
        name="reliable_change",
        family="persons",
        title=_("Cuántas personas cambian más que el error del cuestionario"),
        textbook=_("Cambio fiable de Jacobson y Truax: personas recuperadas, mejoradas, sin cambio y deterioradas."),
        limits=_("La fiabilidad y la desviación típica son del cuestionario, no de esta muestra. No dice por qué cambian."),
        source="Jacobson & Truax 1991, J. Consult. Clin. Psychol. 59:12; Wilson 1927, J. Am. Stat. Assoc. 22:209",
        shapes=("before_after",),
        rows=(PERSON,),
        exposure=OPTIONAL,
        options=(
            Option("sd", "number", least=1e-9, required=True),
            Option("reliability", "number", least=0, most=0.999999, required=True),
            Option("cut_off", "number", required=True),
        ),
        checks=("missing",),
        uses=("reliable_change.reliable_change",),
        fits=False,
        scales=("proportion",),
    ),
    Method(
        name="mediation",
        family="persons",
        title=_("Qué parte de la diferencia pasa por algo intermedio"),
        textbook=_("Mediación lineal por producto de coeficientes, con intervalo de Monte Carlo y sensibilidad a causas no medidas."),
        limits=_(
            "Solo en planes registrados: nada en los datos distingue un eslabón de una consecuencia. Ni siquiera un sorteo lo asegura."
        ),
        source="Baron & Kenny 1986; MacKinnon, Lockwood & Williams 2004, Multivar. Behav. Res. 39:99; Imai, Keele & Yamamoto 2010, Stat. Sci. 25:51",
        shapes=("number",),
        rows=(PERSON,),
        exposure=REQUIRED,
        covariates=OPTIONAL,
        options=(Option("mediator", "column", required=True), SEED),
        checks=("missing", "multiplicity"),
        uses=("mediation.mediation", "mediation.mediation_sensitivity"),
        registered_only=True,
        scales=("difference",),
    ),
    Method(
        name="cost_per_outcome",
        family="persons",
        title=_("Cuánto cuesta cada buen resultado de más"),
        textbook=_("Coste por resultado adicional frente a lo que habría pasado, con intervalo de Fieller y beneficio neto."),
        limits=_("Si la ganancia puede ser nula no hay intervalo. No es un retorno social: eso pide supuestos que los datos no dan."),
        source="Fieller 1954, J. R. Stat. Soc. B 16:175; Willan & O'Brien 1996, Health Econ. 5:297; Stinnett & Mullahy 1998, Med. Decis. Making 18:S68",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=TWO_GROUPS,
        covariates=NONE,
        options=(Option("cost", "column", required=True), Option("willing", "numbers"), SEED),
        checks=("missing",),
        uses=("cost_effectiveness.cost_effectiveness", "cost_effectiveness.net_benefit"),
        scales=("cost", "difference", "risk_difference"),
    ),
    Method(
        name="social_return",
        family="persons",
        title=_("Cuánto vale lo conseguido por cada unidad de dinero, según lo que se suponga"),
        textbook=_(
            "Retorno social solo como intervalo: el efecto con su incertidumbre y un libro de supuestos con su origen. "
            "Valor: Σ personas·efecto·value·attribution·Σₜ((1 − drop_off)/(1 + discount))ᵗ, con t de 0 a years − 1, entre la inversión."
        ),
        limits=_(
            "Nunca una sola cifra: cada supuesto entra con su mínimo, su máximo y su fuente, y se dice cuánto mueve el resultado cada uno."
        ),
        source="Nicholls et al. 2012, A Guide to Social Return on Investment; Fujiwara 2015, The Seven Principle Problems of SROI",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=TWO_GROUPS,
        covariates=OPTIONAL,
        options=(
            *(Option(name, "assumption", required=True) for name in ("investment", "value", "attribution", "drop_off", "discount")),
            Option("years", "whole", default=1, least=1, most=30),
        ),
        checks=("missing",),
        uses=("sroi.social_return",),
        scales=("money_ratio",),
    ),
)
