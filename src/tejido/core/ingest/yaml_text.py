"""YAML from outside: plain data only, no aliases (a few lines of them unfold into gigabytes), few levels, limited length."""

from typing import Any

import yaml

LONGEST = 200_000
DEEPEST = 20


class _Plain(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not used here", self.peek_event().start_mark)
        self.depth += 1
        if self.depth > DEEPEST:
            raise yaml.composer.ComposerError(None, None, "too many levels", self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A key written twice is an error, since YAML would keep the last one without a word."""
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is no word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is written twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """A day that no month has, or a number that is none, is an error of the text like any other."""
        try:
            return super().construct_object(node, deep=deep)
        except (TypeError, ValueError) as error:
            raise yaml.constructor.ConstructorError(None, None, f"no such value: {error}", node.start_mark) from error


def read_yaml(text: str) -> Any:
    """The data of a text; `yaml.YAMLError` says where it is wrong. Longer than LONGEST is the caller's to refuse in its own words."""
    if len(text) > LONGEST:
        raise yaml.YAMLError("too long")
    return yaml.load(text, Loader=_Plain)  # noqa: S506  a SafeLoader that refuses more
