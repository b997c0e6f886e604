"""One look for every form."""

from django.forms.renderers import TemplatesSetting


class TejidoFormRenderer(TemplatesSetting):
    """Forms and fields are rendered by the templates of `ui`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
