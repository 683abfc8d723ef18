"""How the portal draws forms: one field group for all forms, from our own templates.

Set `FORM_RENDERER = "basis.forms.StagebureauRenderer"` and list `django.forms` in INSTALLED_APPS.
"""

from django.forms.renderers import TemplatesSetting


class StagebureauRenderer(TemplatesSetting):
    """Draws label, hint, error and control in that order; `{{ form }}` also starts with an error summary."""

    form_template_name = "forms/formulier.html"
    formset_template_name = "forms/formulierset.html"
    field_template_name = "forms/veld.html"
