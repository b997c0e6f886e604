"""Registers that came in from spreadsheets: what was in the file, what became of each row, and how to undo it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tejido.core.belongs import Belongs
from tejido.core.models import Record
from tejido.core.sealed_files import SealedFiles
from tejido.core.sealed_text import SealedJSON


class RememberedMapping(Record):
    """How an organisation's columns were matched the last time, found again by the header row."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="mappings")
    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "header_hash"], name="one_mapping_per_header")]

    def __str__(self) -> str:
        return self.header_hash[:12]


class Import(Record):
    """One file on its way in."""

    class Status(models.TextChoices):
        MATCHING = "matching", _("columnas por unir")
        CHECKING = "checking", _("revisando las celdas")
        PREVIEW = "preview", _("vista previa")
        RUNNING = "running", _("importando")
        DONE = "done", _("importado")
        FAILED = "failed", _("no se pudo importar")
        UNDONE = "undone", _("deshecho")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="imports", verbose_name=_("entidad"))
    brought_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="imports")
    filename = models.CharField(_("archivo"), max_length=200, help_text="removed with the file: people call files by names of people")
    file_hash = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to="imports/", storage=SealedFiles(), blank=True, help_text="removed seven days after the import")
    reading = models.JSONField(default=dict, help_text="encoding, separator, sheet, date order, header, number of rows")
    mapping = models.JSONField(default=dict)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.MATCHING)
    rows = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    made = models.JSONField(default=dict, help_text="what was created: noun → number")
    problem = models.TextField(blank=True)
    progress_at = models.DateTimeField(null=True, blank=True, help_text="last sign of life of a long check or import")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("importación")

    def __str__(self) -> str:
        return self.filename or self.code


class ImportRow(models.Model):
    """A row that could not go in yet, with a problem for each cell concerned; corrected in place or downloaded."""

    brought = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="bad_rows")
    organisation = Belongs(by="brought")
    number = models.PositiveIntegerField(help_text="row in the file, the header being 1")
    cells = SealedJSON(help_text="column → text as it stood in the file")
    problems = SealedJSON(help_text="column → message")
    is_fixed = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["brought", "number"], name="one_entry_per_row")]

    def __str__(self) -> str:
        return f"{self.brought} · {self.number}"
