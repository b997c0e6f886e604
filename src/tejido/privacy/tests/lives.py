"""Somebody of whom everything is kept: for tests of copy and erasure. `CANARY` marks what is hers, `THIRD` what names somebody else."""

import datetime as dt

DAY = dt.date(2025, 3, 1)
CANARY, THIRD = "CANARIO", "TERCERA"


def a_life(cast):
    from tejido.core.models import OutgoingMail
    from tejido.interop.models import Import, ImportRow
    from tejido.outcomes import actions as outcomes
    from tejido.people import actions as people
    from tejido.people.models import ConsentText
    from tejido.programmes import actions as programmes

    person, by = cast.person, cast.ana
    people.correct_identity(person, by=by, given_name=f"{CANARY}-Elena", family_name=f"{CANARY}-Portillo", email="elena.canario@example.org", phone="+503 7000 0001",
                            address=f"{CANARY}-calle", preferred_name=f"{CANARY}-Lena")
    person.register_code = f"{CANARY}-REG"
    person.save()
    text = ConsentText.objects.filter(purpose="impact", language="es").first()
    people.record_consent(person, by=by, text=text, is_given=True, given_on=DAY, channel="paper", explained_by=f"{THIRD}-profesional")
    programme = programmes.open_programme(cast.a, by=by, name="Clases", kind="classes")
    cohort = programmes.open_cohort(programme, by=by, name="Grupo 1", starts_on=DAY, places=20)
    enrolment = programmes.enrol_person(person, cohort, by=by, starts_on=DAY)
    programmes.close_enrolment(enrolment, by=by, ends_on=dt.date(2025, 9, 1), exit_reason="other", exit_note=f"{CANARY}-salida")
    outcomes.record_goal(person, by=by, words=f"{CANARY}-meta", starts_on=DAY)
    measure = outcomes.define_measure(cast.a, by=by, label="Ingresos", kind="number", unit="USD")
    outcomes.record_measurement(person, measure, by=by, measured_on=DAY, value=1234.5)
    outcomes.open_spell(person, by=by, kind="job", type="open_market", starts_on=DAY, ends_on=dt.date(2025, 6, 1))
    outcomes.record_assessment(person, by=by, instrument="phq-8", answers={f"q{n}": 1 for n in range(1, 9)}, taken_on=DAY, language="es", mode="proxy", informant=f"{THIRD}-madre")
    brought = Import.objects.create(organisation=cast.a, brought_by=by, filename="registro.csv", file_hash="0" * 64, status="done",
                                    mapping={"columns": {"id": "person.register_code"}}, reading={"header": ["id", "nombre"]})
    ImportRow.objects.create(brought=brought, number=2, cells={"id": person.register_code, "nombre": f"{CANARY}-fila"}, problems={})
    ImportRow.objects.create(brought=brought, number=3, cells={"id": "A-999", "nombre": f"{THIRD}-fila"}, problems={})
    OutgoingMail.objects.create(recipient=cast.elena.email, subject="Su cuenta", body=f"{CANARY}-mensaje")
    person.refresh_from_db()
    return cast
