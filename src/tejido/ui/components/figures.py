"""x"""

from tejido.ui.components import Component

COMPONENTS: list[Component] = []
