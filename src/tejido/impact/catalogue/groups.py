"""Two groups compared: means, shares, repeated scores, counts."""

from django.utils.translation import gettext_lazy as _

from tejido.impact.catalogue.nouns import OPTIONAL, PERIODS, PERSON, REQUIRED, TWO_GROUPS, WAVES, Method, Option

LINEAR = ("HC3", "classical", "HC0", "HC1", "HC2", "CR1", "CR2")
BOOTSTRAP = Option("wild_bootstrap", "whole", default=0, least=0, most=99_999)
SEED = Option("seed", "whole", default=1, least=0, most=2**32 - 1)
DISPERSION = Option("dispersion", "choice", default="poisson", allowed=("poisson", "quasi", "negative_binomial"))

METHODS = (
    Method(
        name="difference",
        family="groups",
        title=_("Diferencia entre los dos grupos"),
        textbook=_(
            "Diferencia de medias de dos grupos, con errores clásicos, robustos a la heterocedasticidad (HC) o por entidad (CR); "
            "la media de cada grupo tiene el suyo, salvo con pesos, con los que no se da."
        ),
        limits=_("No tiene en cuenta en qué se diferenciaban ya los grupos: sin sorteo, la diferencia no es el efecto del programa."),
        source="White 1980, Econometrica 48:817; MacKinnon & White 1985, J. Econometrics 29:305; "
        "Bell & McCaffrey 2002, Surv. Methodol. 28:169; Imbens & Kolesár 2016, Rev. Econ. Stat. 98:701",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=TWO_GROUPS,
        cluster=OPTIONAL,
        weights=True,
        errors=LINEAR,
        options=(BOOTSTRAP, SEED),
        checks=("clusters", "missing", "unmeasured", "multiplicity"),
        uses=("moments.ols", "mean.mean", "cluster_sums.linear_cluster_sums", "clusters.cluster_robust"),
        scales=("difference", "mean"),
    ),
    Method(
        name="ancova",
        family="groups",
        title=_("Diferencia a igualdad de otras características"),
        textbook=_("Análisis de la covarianza por mínimos cuadrados."),
        limits=_("Solo iguala lo que está en el plan, y supone que cada característica suma lo mismo en los dos grupos."),
        source="Fisher 1932; White 1980, Econometrica 48:817; Cameron, Gelbach & Miller 2008, Rev. Econ. Stat. 90:414",
        shapes=("number", "yes_no"),
        rows=(PERSON,),
        exposure=REQUIRED,
        covariates=OPTIONAL,
        cluster=OPTIONAL,
        weights=True,
        errors=LINEAR,
        options=(BOOTSTRAP, SEED),
        checks=("clusters", "missing", "unmeasured", "multiplicity"),
        uses=("moments.ols", "cluster_sums.linear_cluster_sums", "clusters.cluster_robust", "wild_bootstrap.wild_cluster_bootstrap"),
        scales=("difference",),
    ),
    Method(
        name="logistic",
        family="groups",
        title=_("Posibilidad de que ocurra"),
        textbook=_("Regresión logística, con diferencia de riesgos estandarizada; con «cluster», errores por entidad (CR2)."),
        limits=_("Las ventajas no son personas: lea las personas de cada cien. No sirve con menos de cinco sucesos por columna."),
        source="McCullagh & Nelder 1989, ch. 4; Localio, Margolis & Berlin 2007, J. Clin. Epidemiol. 60:874; Peduzzi et al. 1996, "
        "J. Clin. Epidemiol. 49:1373; Kauermann & Carroll 2001, J. Am. Stat. Assoc. 96:1387; Imbens & Kolesár 2016, Rev. Econ. Stat. 98:701",
        shapes=("yes_no",),
        rows=(PERSON,),
        exposure=REQUIRED,
        covariates=OPTIONAL,
        cluster=OPTIONAL,
        checks=("separation", "events_per_column", "clusters", "missing", "unmeasured", "multiplicity"),
        uses=(
            "logistic.logistic",
            "clusters.cluster_robust",
            "standardisation.standardised_risk",
            "standardisation.standardised_risk_difference",
            "standardisation.standardised_risk_ratio",
            "standardisation.number_needed",
        ),
        scales=("log_odds", "risk_difference", "log_risk", "people", "proportion"),
    ),
    Method(
        name="proportions_by_wave",
        family="groups",
        title=_("Cuántas personas en cada entrevista"),
        textbook=_("Proporciones por entrevista y grupo, con intervalos de Wilson."),
        limits=_("Cada entrevista se compara por separado, y quien no fue entrevistado no cuenta como sí ni como no."),
        source="Wilson 1927, J. Am. Stat. Assoc. 22:209; Newcombe 1998, Stat. Med. 17:873",
        shapes=("yes_no",),
        rows=(WAVES,),
        exposure=TWO_GROUPS,
        checks=("missing", "multiplicity"),
        uses=("proportion.wilson", "proportion.difference_of_proportions"),
        fits=False,
        scales=("proportion", "risk_difference"),
    ),
    Method(
        name="mixed_model",
        family="groups",
        title=_("Cambio de las mismas personas en el tiempo"),
        textbook=_(
            "Modelo lineal mixto por máxima verosimilitud (ML o REML), con un nivel propio de cada persona e intervalos t de Satterthwaite."
        ),
        limits=_(
            "Las entrevistas que faltan se dan por explicadas por lo que sí se sabe de cada persona; si faltan por otra causa, la cifra se desvía. Con pocas personas pida REML."
        ),
        source="Laird & Ware 1982, Biometrics 38:963; Bates et al. 2015, J. Stat. Softw. 67:1; Kuznetsova et al. 2017, J. Stat. Softw. 82:13",
        shapes=("number",),
        rows=(WAVES,),
        exposure=OPTIONAL,
        covariates=OPTIONAL,
        settings=("random", "ml"),
        options=(Option("likelihood", "choice", default="ML", allowed=("ML", "REML")),),
        checks=("random_effects", "missing", "unmeasured", "multiplicity"),
        uses=("mixed_model.mixed_model",),
        scales=("difference",),
    ),
    Method(
        name="counts",
        family="groups",
        title=_("Cuántas veces ocurre en el mismo tiempo"),
        textbook=_(
            "Regresión de Poisson de sucesos por tiempo de seguimiento, con dispersión estimada o binomial negativa si el plan lo pide."
        ),
        limits=_(
            "Supone que el ritmo es el mismo durante todo el seguimiento; si unas personas repiten mucho más que otras, pida «quasi» o «negative_binomial»."
        ),
        source="McCullagh & Nelder 1989, ch. 6; Cameron & Trivedi 2013, Regression Analysis of Count Data, 2nd ed.",
        shapes=("counts",),
        rows=(PERSON, PERIODS),
        exposure=REQUIRED,
        covariates=OPTIONAL,
        cluster=OPTIONAL,
        options=(DISPERSION,),
        checks=("separation", "events_per_column", "immortal_time", "dispersion", "clusters", "missing", "unmeasured", "multiplicity"),
        uses=("counts.quasi_poisson", "counts.poisson_rates", "negative_binomial.negative_binomial"),
        scales=("log_rate", "rate"),
    ),
)
