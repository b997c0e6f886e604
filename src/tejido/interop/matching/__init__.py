"""Which column of a register means what in Tejido: one shape for the browser, the YAML file and the memory of an organisation."""

from tejido.interop.matching.load import MappingUnfit, load_mapping, read_mapping_file
from tejido.interop.matching.mapping import Column, Mapping, Target
from tejido.interop.matching.suggest import suggest_mapping

__all__ = ["Column", "Mapping", "MappingUnfit", "Target", "load_mapping", "read_mapping_file", "suggest_mapping"]
