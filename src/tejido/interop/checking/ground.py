"""What the check stands on, looked up once: cohorts, measures, instruments and texts that the mapping speaks of."""

import datetime as dt
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from tejido.interop.matching import Mapping, MappingUnfit
from tejido.interop.matching.mapping import NewMeasure
from tejido.interop.reading import Reading
from tejido.interop.reading.values import Problem
from tejido.network.models import Organisation
from tejido.outcomes.models import Measure
from tejido.outcomes.packs import Pack, packs
from tejido.people.models import ConsentText
from tejido.programmes.models import Cohort, Programme

KIND_OF_COLUMN = {"number": "number", "yes_no": "yes_no"}


@dataclass(frozen=True)
class CohortRef:
    """A cohort of the organisation, or one that the import will open. `pk` is None until then."""

    programme: str
    slug: str
    pk: int | None = None


class Ground:
    """Reads the register, writes nothing: the same for a preview and for the import itself."""

    def __init__(self, organisation: Organisation, mapping: Mapping, reading: Reading) -> None:
        self.organisation, self.mapping, self.reading = organisation, mapping, reading
        self.problems: list[str] = []
        self.cohorts = self._cohorts()
        self.measures = self._measures()
        self.packs = self._packs()
        self.texts = self._texts()
        self.constants = {key: self._constant(key, value) for key, value in mapping.constants.items()}
        if self.problems:
            raise MappingUnfit(self.problems)

    def _cohorts(self) -> dict[str, CohortRef]:
        """Every word by which a cell may call a cohort: its slug, programme/slug, or its name."""
        refs: dict[str, CohortRef] = {}
        rows = Cohort.objects.filter(organisation=self.organisation).values_list("programme__slug", "slug", "name", "pk")
        existing = {(programme, slug): CohortRef(programme, slug, pk) for programme, slug, _name, pk in rows}
        for programme, slug, name, _pk in rows:
            for word in (name.casefold(), slug.casefold(), f"{programme}/{slug}".casefold()):
                refs[word] = existing[programme, slug]
        programmes = {new.slug for new in self.mapping.programmes}
        programmes |= set(Programme.objects.filter(organisation=self.organisation).values_list("slug", flat=True))
        for new in self.mapping.cohorts:
            if new.programme not in programmes:
                said = {"slug": new.slug, "programme": new.programme}
                self.problems.append(_("El grupo «%(slug)s» es del programa «%(programme)s», que no existe: añádalo en «programmes».") % said)
            ref = existing.get((new.programme, new.slug), CohortRef(new.programme, new.slug))
            for word in (new.name, new.slug, f"{new.programme}/{new.slug}"):
                refs[word.casefold()] = ref
        return refs

    def read_cohort(self, text: str) -> CohortRef | Problem:
        found = self.cohorts.get(text.strip().casefold())
        if found:
            return found
        near = get_close_matches(text.strip().casefold(), self.cohorts, 1)
        hint = _(" ¿Será «%(near)s»?") % {"near": near[0]} if near else ""
        return Problem(_("No hay un grupo «%(text)s».%(hint)s Diga cuál es en el paso de las columnas.") % {"text": text[:40], "hint": hint})

    def _measures(self) -> dict[str, NewMeasure]:
        """The codebook of each measure that a column is matched with: the organisation's own first, then what the mapping declares."""
        named = {column.to.name: column for column in self.mapping.used() if column.to.noun == "measure"}
        own = {
            row.slug: NewMeasure(row.slug, row.label, row.kind, row.unit, row.direction, tuple(row.levels), row.lowest, row.highest)
            for row in Measure.objects.filter(organisation=self.organisation, slug__in=named)
        }
        declared = {new.slug: new for new in self.mapping.measures}
        kinds = dict(zip(self.reading.header, self.reading.kinds, strict=False))
        return {
            slug: own.get(slug) or declared.get(slug) or NewMeasure(slug, column.name, KIND_OF_COLUMN.get(kinds.get(column.name, ""), "category"))
            for slug, column in named.items()
        }

    def _packs(self) -> dict[str, Pack]:
        found: dict[str, Pack] = {}
        for column in self.mapping.used():
            if column.to.noun not in {"assessment", "score"}:
                continue
            instrument, _dot, part = column.to.name.partition(".")
            pack = packs().get(instrument)
            if pack is None:
                self.problems.append(_("No hay un instrumento «%(slug)s». Los que hay: %(known)s.") % {"slug": instrument, "known": ", ".join(packs())})
                continue
            offered = [item.id for item in pack.items] if column.to.noun == "assessment" else [scale.id for scale in pack.scales]
            if part not in offered and not (pack.own_words and column.to.noun == "assessment"):
                self.problems.append(_("%(name)s no tiene «%(part)s». Tiene: %(offered)s.") % {"name": pack.name, "part": part, "offered": ", ".join(offered)})
            found[instrument] = pack
        return found

    def _texts(self) -> dict[str, int]:
        """Purpose → text that was answered. Declared by the mapping; a column of answers uses the same declaration."""
        declared = self.mapping.consent
        purposes = {column.to.name for column in self.mapping.used() if column.to.noun == "consent"}
        if declared is None:
            if purposes:
                self.problems.append(_("Para traer permisos diga en «consent» la fecha y la versión del texto que se leyó."))
            return {}
        wanted = purposes | set(declared.purposes)
        texts = ConsentText.objects.filter(purpose__in=wanted, text_version=declared.text_version)
        found: dict[str, int] = {}
        for text in sorted(texts, key=lambda text: text.language == declared.language):
            found[text.purpose] = text.pk
        for purpose in sorted(wanted - found.keys()):
            known = ConsentText.objects.filter(purpose=purpose).order_by("text_version").values_list("text_version", flat=True).distinct()
            self.problems.append(
                _("No hay un texto de permiso «%(purpose)s» con la versión «%(version)s». Hay: %(known)s.")
                % {"purpose": purpose, "version": declared.text_version, "known": ", ".join(known) or _("ninguna")}
            )
        return found

    def _constant(self, key: str, value: Any) -> Any:
        if isinstance(value, dt.date) or value is None:
            return value
        from tejido.interop.checking.cells import reader_of
        from tejido.interop.matching import Column, Target

        target = Target.parse(key)
        assert target is not None  # load_mapping has refused the others
        said = reader_of(Column(key, target), self)(str(value))
        if isinstance(said, Problem):
            self.problems.append(_("«constants.%(key)s»: %(problem)s") % {"key": key, "problem": said})
        return said
