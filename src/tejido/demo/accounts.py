"""The accounts of the demonstration: one for each role, plus two of the Spanish network. Their sign-in is public by design.

They take the same path as everybody: password, then a one-time code made from a secret. Only the secret is known here, so that
the sign-in page can show the code of the moment; there is no other door.
"""

import base64
import hashlib
from dataclasses import dataclass

PASSWORD = "cuatro hilos de colores"  # noqa: S105  (shown on the sign-in page of the demonstration)
DOMAIN = "demo.invalid"


@dataclass(frozen=True)
class Account:
    key: str
    name: str
    role: str
    place: str

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


CENTRE, SPAIN, MEMBER, SPANISH_MEMBER = "demo-centroamerica", "demo-espana", "hilos-de-vida", "orilla-clara"

ACCOUNTS = (
    Account("coordinacion", "Marta Solano", "network_coordinator", CENTRE),
    Account("direccion", "Ernesto Villalta", "director", MEMBER),
    Account("programas", "Delmy Portillo", "programme_coordinator", MEMBER),
    Account("profesional", "Rosa Menjívar", "professional", MEMBER),
    Account("empleo", "Julio Amaya", "employment_specialist", MEMBER),
    Account("facilitadora", "Carmen Ayala", "facilitator", MEMBER),
    Account("apoyo", "Saúl Rivas", "peer_worker", MEMBER),
    Account("persona", "Guadalupe Chávez", "person_served", MEMBER),
    Account("familiar", "Ana Chávez", "family_member", MEMBER),
    Account("administracion", "Olga Trejo", "finance", MEMBER),
    Account("investigacion", "Diego Luna", "researcher", CENTRE),
    Account("edicion", "Vera Castro", "editor", CENTRE),
    Account("derechos", "Irene Paredes", "rights_officer", CENTRE),
    Account("auditoria", "Bernardo Vidal", "auditor", CENTRE),
    Account("proteccion", "Nieves Crespo", "data_protection_officer", MEMBER),
    Account("coordinacion.es", "Pilar Lozano", "network_coordinator", SPAIN),
    Account("investigacion.es", "Andrés Velasco", "researcher", SPAIN),
    Account("programas.es", "Belén Garrido", "programme_coordinator", SPANISH_MEMBER),
)


def secret_of(email: str) -> str:
    """The fixed secret of an account's one-time codes."""
    return base64.b32encode(hashlib.sha256(f"tejido demo {email}".encode()).digest()[:20]).decode()


def code_of(email: str) -> str:
    """The one-time code of this moment."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret_of(email), counters[len(counters) // 2])))
