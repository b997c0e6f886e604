from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    name = "tejido.network"
    label = "network"

    def ready(self) -> None:
        from tejido.network.regions import load_regions

        register(routes_are_classified, deploy=False)
        post_migrate.connect(load_regions, sender=self)


def routes_are_classified(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Runs at every start (`tejido serve` and each command): an unclassified URL is an Error."""
    from tejido.core.routes import PUBLIC, SIGNED_IN, SIGNING_IN, check_routes
    from tejido.network.roles import CAPABILITIES, roles_with

    problems = check_routes(frozenset({PUBLIC, SIGNED_IN, SIGNING_IN}) | frozenset(CAPABILITIES))
    problems += [Error(f"No role grants {capability!r}.", id="tejido.E003") for capability in CAPABILITIES if not roles_with(capability)]
    return problems
