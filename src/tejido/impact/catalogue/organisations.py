"""Organisations side by side; never a ranking."""

from django.utils.translation import gettext_lazy as _

from tejido.impact.catalogue.nouns import OPTIONAL, ORGANISATIONS, PERSON, REQUIRED, Method, Option

METHODS = (
    Method(
        name="meta_analysis",
        family="organisations",
        title=_("La diferencia en el conjunto de las entidades, y cuánto cambia de una a otra"),
        textbook=_("Metaanálisis de efectos aleatorios de las diferencias de cada entidad, con intervalo de predicción."),
        limits=_("No ordena entidades. Con menos de cinco, apenas se sabe cuánto se diferencian."),
        source="DerSimonian & Laird 1986, Control. Clin. Trials 7:177; Viechtbauer 2005, J. Educ. Behav. Stat. 30:261; Hartung & Knapp 2001, Stat. Med. 20:3875",
        shapes=("number", "yes_no", "effects"),
        rows=(PERSON, ORGANISATIONS),
        exposure=REQUIRED,
        covariates=OPTIONAL,
        cluster=REQUIRED,
        options=(
            Option("between", "choice", default="REML", allowed=("REML", "DL", "PM", "fixed")),
            Option("interval", "choice", default="hartung_knapp", allowed=("hartung_knapp", "hartung_knapp_at_least_wald", "wald")),
        ),
        checks=("organisations", "multiplicity"),
        uses=("meta_analysis.meta_analysis", "heterogeneity.between_variance", "heterogeneity.q_profile"),
        fits=False,
        scales=("difference",),
    ),
    Method(
        name="shrinkage",
        family="organisations",
        title=_("La cifra de cada entidad, acercada al conjunto según lo que explica el azar"),
        textbook=_("Estimaciones de Bayes empírico por entidad (normal, o beta-binomial para sí o no)."),
        limits=_("No ordena entidades, y con menos de cuatro no se calcula. Solo nombra a las que tienen 30 personas y 10 sucesos."),
        source="Morris 1983, J. Am. Stat. Assoc. 78:47; Efron & Morris 1975, J. Am. Stat. Assoc. 70:311; Griffiths 1973, Biometrics 29:637",
        shapes=("number", "yes_no", "effects"),
        rows=(PERSON, ORGANISATIONS),
        exposure=OPTIONAL,
        cluster=REQUIRED,
        checks=("organisations",),
        uses=("shrinkage.empirical_bayes", "shrinkage.shrunken_proportions"),
        scales=("proportion", "mean", "difference"),
    ),
    Method(
        name="funnel",
        family="organisations",
        title=_("Qué entidades se apartan del conjunto más de lo que explica el azar"),
        textbook=_("Gráfico de embudo con límites del 95 y del 99,8 %, ensanchados si hay sobredispersión."),
        limits=_(
            "Apartarse no es ser mejor ni peor: puede atender a otras personas. Solo nombra a las que tienen 30 personas y 10 sucesos."
        ),
        source="Spiegelhalter 2005, Stat. Med. 24:1185",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure="none",
        cluster=REQUIRED,
        options=(Option("target", "number"),),
        checks=("organisations",),
        uses=("funnel.funnel_of_proportions", "funnel.funnel_of_means"),
        fits=False,
        scales=("proportion", "mean"),
    ),
)
