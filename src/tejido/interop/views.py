"""Registers in, five steps: file, columns, preview, import, result. The state of the import says which step is next."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tejido.core.ingest import MOST_BYTES
from tejido.core.limits import takes_files
from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.interop import actions, downloads
from tejido.interop.forms import ColumnsForm, ReadingForm, UploadForm
from tejido.interop.matching import MappingUnfit
from tejido.interop.models import Import
from tejido.interop.nouns import in_words
from tejido.interop.permissions import imports_visible_to, organisations_to_import_into_visible_to
from tejido.interop.queries import can_be_undone, first_rows, first_values, rows_to_fix
from tejido.interop.screens import cell_name, cells_table, long_job, rows_table, troubled_first, used_columns

PAGE = 50
FIX_PAGE = 10


def steps():
    return [_("Archivo"), _("Columnas"), _("Vista previa"), _("Importar"), _("Resultado")]


def brought_of(request, code):
    return get_object_or_404(imports_visible_to(request.user), code=code)


def show(request, template, step, **context):
    return render(request, f"interop/{template}.html", {"steps": steps(), "step": step, **context})


@open_to("imports.run")
def list(request):
    """Every register that was brought, newest first."""
    page = Paginator(imports_visible_to(request.user), PAGE).get_page(request.GET.get("pagina"))
    several = organisations_to_import_into_visible_to(request.user).count() > 1
    rows = [(brought, in_words(brought.made)) for brought in page]
    return render(request, "interop/list.html", {"page": page, "rows": rows, "several": several})


@takes_files(MOST_BYTES + 1_000_000)
@open_to("imports.run")
def new(request):
    """Step 1: choose the file."""
    form = UploadForm(request.user, request.POST or None, request.FILES or None)
    if not form["organisation"].initial and form.fields["organisation"].queryset.count() == 1:
        form.initial["organisation"] = form.fields["organisation"].queryset.first()
    if form.is_valid():
        said = form.cleaned_data
        try:
            brought = actions.start_import(said["organisation"], said["file"], said["file"].name, by=request.user, mapping=said["mapping"])
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("interop:columns", brought.code)
    return show(request, "new", 1, form=form, template_columns=downloads.TEMPLATE)


@open_to("imports.run")
def template(request):
    """An empty register with the columns that need no matching."""
    response = StreamingHttpResponse(downloads.as_csv([downloads.TEMPLATE]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tejido-registro.csv"'
    return response


@open_to("imports.run")
def columns(request, code):
    """Step 2: how the file is read, and what each column means."""
    brought = brought_of(request, code)
    if brought.status not in {Import.Status.MATCHING, Import.Status.PREVIEW} or not brought.file:
        return redirect("interop:detail", code)
    reading_form = ReadingForm(brought.reading, request.POST if "read" in request.POST else None)
    if "read" in request.POST:
        if reading_form.is_valid() and read_again(request, brought, reading_form):
            return redirect("interop:columns", code)
        return show_columns(request, brought, reading_form, ColumnsForm(brought))
    form = ColumnsForm(brought, request.POST or None)
    if form.is_valid() and not form.waits_for_words():
        try:
            actions.match_columns(brought, form.mapping(), by=request.user)
        except MappingUnfit as unfit:
            form.add_error(None, unfit.problems)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("interop:detail", code)
    elif form.is_bound and form.waits_for_words():
        messages.info(request, _("Diga ahora qué significa cada palabra de esas columnas, abajo en «Palabras del registro»."))
    return show_columns(request, brought, reading_form, form)


def read_again(request, brought, form):
    try:
        actions.read_again(brought, form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def show_columns(request, brought, reading_form, form):
    values, seen = first_values(brought)
    actions.look_at_rows(brought, seen, by=request.user)
    rows = [(name, values.get(name, []), to, wave) for name, to, wave in form.columns()]
    return show(request, "columns", 2, brought=brought, form=form, reading_form=reading_form, columns=rows)


@open_to("imports.run")
def preview(request, code):
    """Step 3: what would happen, cell by cell."""
    brought = brought_of(request, code)
    if brought.status != Import.Status.PREVIEW or not brought.file:
        return redirect("interop:detail", code)
    bad, first = [*rows_to_fix(brought)[:20]], first_rows(brought)
    actions.look_at_rows(brought, [*bad, *first], by=request.user)
    columns, bad_columns = used_columns(brought), troubled_first(brought, bad)
    context = {
        "brought": brought,
        "columns": columns,
        "bad_columns": bad_columns,
        "bad": cells_table(brought, bad, bad_columns),
        "first": rows_table(first, brought, columns),
        "would": in_words(brought.made),
        "unchanged": brought.made.get("unchanged", 0),
    }
    return show(request, "preview", 3, **context)


@open_to("imports.run")
@require_POST
def run(request, code):
    """Step 4: the good rows go in."""
    brought = brought_of(request, code)
    try:
        actions.run_import(brought, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("interop:detail", code)


@open_to("imports.run")
def detail(request, code):
    """Wherever the import is: the step that is next, how it goes, or what came of it."""
    brought = brought_of(request, code)
    if brought.status == Import.Status.MATCHING and brought.file:
        if brought.problem:
            messages.error(request, brought.problem)
        return redirect("interop:columns", code)
    if brought.status == Import.Status.PREVIEW and brought.file:
        return redirect("interop:preview", code)
    if brought.status in {Import.Status.CHECKING, Import.Status.RUNNING}:
        return show(request, "progress", 3 if brought.status == Import.Status.CHECKING else 4, brought=brought, **long_job(brought))
    left = rows_to_fix(brought).count()
    context = {
        "brought": brought,
        "left": left,
        "made": in_words(brought.made),
        "gone": in_words(brought.made.get("gone", {})),
        "unchanged": brought.made.get("unchanged", 0),
        "undoable": can_be_undone(brought),
    }
    return show(request, "detail", 5, **context)


@open_to("imports.run")
def progress(request, code):
    """How far a long job is: asked again every few seconds. When it is over, the browser goes to what came of it."""
    brought = brought_of(request, code)
    if brought.status in {Import.Status.CHECKING, Import.Status.RUNNING}:
        return render(request, "ui/components/progress.html", long_job(brought))
    response = HttpResponse()
    response["HX-Redirect"] = reverse("interop:detail", args=[code])
    return response


@open_to("imports.run")
def fix(request, code):
    """Correct the bad rows in place, ten to a page."""
    brought = brought_of(request, code)
    page = Paginator(rows_to_fix(brought).select_related("brought__organisation"), FIX_PAGE).get_page(request.GET.get("pagina"))
    if request.method == "POST":
        return save_fixes(request, brought, page)
    actions.look_at_rows(brought, page.object_list, by=request.user)
    columns = troubled_first(brought, page.object_list)
    rows = cells_table(brought, page.object_list, columns, editable=True)
    return show(request, "fix", 5, brought=brought, page=page, columns=columns, rows=rows)


def save_fixes(request, brought, page):
    """Only rows in which something was changed are checked again."""
    fixed = 0
    try:
        for row in page:
            header = brought.reading["header"]
            cells = {name: request.POST.get(cell_name(row, at), row.cells.get(name, "")) for at, name in enumerate(header)}
            if any(row.cells.get(name, "") != text for name, text in cells.items()):
                fixed += actions.correct_row(row, cells, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    left = rows_to_fix(brought).count()
    if fixed:
        said = ngettext("%(n)s fila corregida ya está en el registro.", "%(n)s filas corregidas ya están en el registro.", fixed)
        messages.success(request, said % {"n": number_format(fixed)})
    if not left:
        return redirect("interop:detail", brought.code)
    messages.info(request, ngettext("Queda %(n)s fila por revisar.", "Quedan %(n)s filas por revisar.", left) % {"n": number_format(left)})
    return redirect("interop:fix", brought.code)


@open_to("imports.run")
@require_POST
def undo(request, code):
    """Take the whole import back."""
    try:
        actions.undo_import(brought_of(request, code), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Importación deshecha."))
    return redirect("interop:detail", code)


def taken_along(request, code):
    brought = brought_of(request, code)
    return actions.look_at_rows(brought, rows_to_fix(brought).iterator(), by=request.user, taken=True)


@open_to("imports.run")
def problems_csv(request, code):
    """The rows to correct, with what is wrong in words."""
    brought = taken_along(request, code)
    response = StreamingHttpResponse(downloads.as_csv(downloads.problem_lines(brought)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{brought.code}-por-revisar.csv"'
    return response


@open_to("imports.run")
def problems_xlsx(request, code):
    """The same as a sheet."""
    brought = taken_along(request, code)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(downloads.as_xlsx(downloads.problem_lines(brought)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{brought.code}-por-revisar.xlsx"'
    return response


@open_to("imports.run")
def mapping_yaml(request, code):
    """The matched columns as a file, for the next time and for the console."""
    brought = brought_of(request, code)
    response = HttpResponse(downloads.mapping_text(brought), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{brought.code}-columnas.yaml"'
    return response
