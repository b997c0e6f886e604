"""The effect of a programme where nobody drew lots."""

from django.utils.translation import gettext_lazy as _

from tejido.impact.catalogue.nouns import OPTIONAL, PERSON, REQUIRED, TWO_GROUPS, Method, Option

ESTIMAND = Option("estimand", "choice", default="ATE", allowed=("ATE", "ATT"))
CAUSAL = ("missing", "unmeasured", "multiplicity")

METHODS = (
    Method(
        name="inverse_probability_weighting",
        family="effects",
        title=_("Diferencia si los dos grupos hubieran sido iguales al empezar"),
        textbook=_("Ponderación por el inverso de la probabilidad de participar, con el solapamiento y el equilibrio que consigue."),
        limits=_("Solo iguala lo que se midió antes de empezar. Se niega si hay quien no podía estar en los dos grupos."),
        source="Rosenbaum & Rubin 1983, Biometrika 70:41; Robins, Hernán & Brumback 2000, Epidemiology 11:550; Lunceford & Davidian 2004, Stat. Med. 23:2937",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=TWO_GROUPS,
        covariates=REQUIRED,
        cluster=OPTIONAL,
        options=(
            Option("estimand", "choice", default="ATE", allowed=("ATE", "ATT", "ATO")),
            Option("stabilised", "yes_no", default=False),
            Option("keep", "number", default=1.0, least=0.51, most=1.0),
        ),
        checks=("overlap", "balance", *CAUSAL),
        uses=("weighting.weighted_difference", "propensity.propensity", "propensity.balancing_weights", "overlap.overlap", "balance.balance"),
        scales=("difference", "risk_difference", "mean", "proportion"),
    ),
    Method(
        name="standardisation",
        family="effects",
        title=_("Qué pasaría si participaran todas las personas, y si no participara ninguna"),
        textbook=_("Estandarización (fórmula g) con una regresión del resultado."),
        limits=_("Descansa en que la regresión sea la correcta, y solo iguala lo que está en el plan."),
        source="Robins 1986, Math. Modelling 7:1393; Snowden, Rose & Mortimer 2011, Am. J. Epidemiol. 173:731",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=TWO_GROUPS,
        covariates=REQUIRED,
        cluster=OPTIONAL,
        options=(ESTIMAND,),
        checks=CAUSAL,
        uses=("g_formula.g_formula", "outcome_model.outcome_model"),
        scales=("difference", "risk_difference", "mean", "proportion"),
    ),
    Method(
        name="doubly_robust",
        family="effects",
        title=_("Diferencia con doble seguro: por quién participa y por lo que se espera de cada persona"),
        textbook=_("Estimador doblemente robusto: ponderación aumentada con una regresión del resultado."),
        limits=_("Basta con que acierte uno de los dos modelos, pero si fallan los dos no avisa. Se niega si los grupos no se solapan."),
        source="Robins, Rotnitzky & Zhao 1994, J. Am. Stat. Assoc. 89:846; Lunceford & Davidian 2004, Stat. Med. 23:2937",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=TWO_GROUPS,
        covariates=REQUIRED,
        cluster=OPTIONAL,
        checks=("overlap", *CAUSAL),
        uses=("doubly_robust.doubly_robust",),
        scales=("difference", "risk_difference", "mean", "proportion"),
    ),
)
