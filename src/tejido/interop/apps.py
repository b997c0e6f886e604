from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteropConfig(AppConfig):
    name = "tejido.interop"
    label = "interop"
    daily = ("tejido.interop.daily.forget_files",)
    rows_seen = ("interop.rows_viewed", "interop.rows_downloaded")
    trail_words = {
        "interop.import_started": _("cargó un archivo"),
        "interop.columns_matched": _("unió las columnas de un archivo"),
        "interop.import_read_again": _("volvió a leer un archivo"),
        "interop.import_run": _("importó un archivo"),
        "interop.import_finished": _("terminó de importar un archivo"),
        "interop.import_failed": _("no pudo terminar de importar un archivo"),
        "interop.import_undone": _("deshizo una importación"),
        "interop.rows_viewed": _("vio filas de un archivo"),
        "interop.rows_downloaded": _("descargó las filas por corregir de un archivo"),
        "interop.row_corrected": _("corrigió una fila de un archivo"),
        "interop.import_cells_erased": _("borró filas y archivos que nombraban a la persona"),
        "interop.files_forgotten": _("borró archivos ya importados"),
        "people.persons_brought": _("trajo personas de un registro"),
        "people.identities_brought": _("trajo nombres y contactos de un registro"),
        "people.consents_brought": _("trajo permisos de un registro"),
        "people.persons_taken_back": _("deshizo personas traídas"),
        "people.consents_taken_back": _("deshizo permisos traídos"),
        "programmes.programme_brought": _("trajo un programa de un registro"),
        "programmes.cohort_brought": _("trajo un grupo de un registro"),
        "programmes.enrolments_brought": _("trajo participaciones de un registro"),
        "programmes.enrolments_taken_back": _("deshizo participaciones traídas"),
        "programmes.cohorts_taken_back": _("deshizo grupos traídos"),
        "outcomes.assessments_brought": _("trajo cuestionarios de un registro"),
        "outcomes.measure_brought": _("trajo una medida de un registro"),
        "outcomes.measurements_brought": _("trajo valores de un registro"),
        "outcomes.spells_brought": _("trajo etapas de un registro"),
        "outcomes.outcomes_taken_back": _("deshizo resultados traídos"),
    }
