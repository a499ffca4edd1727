"""Every verb there is, in the order of the help page; the module of a verb is loaded when it is typed.

The whole house takes a second to load on a small machine, and most verbs need only a part of it. A list of all verbs,
as on the help page or where a shell completes a word, needs none: it shows their help as it is written.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import get_data
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

SETTINGS: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"]}


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb is written: a function, or a Typer with verbs of its own; and what stands below its help."""

    module: str
    name: str
    example: str = ""

    def command(self, typed: str, panel: str) -> Any:
        """The click command of that verb, under the name that is typed."""
        written = getattr(import_module(f"gutletter.cli.{self.module}"), self.name)
        app = typer.Typer(rich_markup_mode="rich", context_settings=SETTINGS)
        if isinstance(written, typer.Typer):
            app.add_typer(written, name=typed, rich_help_panel=panel)
        else:
            app.command(typed, rich_help_panel=panel, epilog=self.example)(written)
        app.callback()(lambda: None)  # a group, even of one
        group = typer.main.get_group(app)
        return group.commands[typed]

    def listed(self, typed: str, panel: str) -> TyperCommand:
        """As it stands in a list of verbs; its module is read for that, and not run."""
        return TyperCommand(typed, help=self._help(), rich_help_panel=panel)

    def _help(self) -> str:
        for statement in _written(self.module).body:
            match statement:
                case ast.FunctionDef(name=self.name):
                    return ast.get_docstring(statement) or ""
                case ast.Assign(targets=[ast.Name(id=self.name)], value=ast.Call(keywords=said)):
                    return str(next(ast.literal_eval(one.value) for one in said if one.arg == "help"))
        raise LookupError(f"gutletter.cli.{self.module} has no {self.name}")


@cache
def _written(module: str) -> ast.Module:
    """The module as it is written."""
    return ast.parse(get_data("gutletter.cli", f"{module}.py") or b"")


PANELS: Final[dict[str, dict[str, Verb]]] = {
    "Begin": {
        "init": Verb("publication", "init", "Example: gutletter init my-letter"),
        "demo": Verb("publication", "demo", "Example: gutletter demo"),
    },
    "Write and queue": {
        "new": Verb("editors", "new", 'Example: gutletter new "Fibre, quietly at work"'),
        "check": Verb(
            "checking",
            "check",
            "Examples: gutletter check · gutletter check fibre --reach; it ends with 1 when there is an error",
        ),
        "preview": Verb("previewing", "preview", "Examples: gutletter preview fibre · … preview fibre --png DIR"),
        "explain": Verb("editors", "explain", "Examples: gutletter explain fibre · … explain fibre --html FILE"),
        "approve": Verb("approving", "approve", "Example: gutletter approve fibre --by Ana"),
        "queue": Verb("editors", "queue"),
    },
    "Send and account": {
        "rehearse": Verb(
            "rehearsal",
            "rehearse_issue",
            "Examples: gutletter rehearse · gutletter rehearse fibre --readers 1000 --faults hostile",
        ),
        "send": Verb("sending", "send", "Examples: gutletter send --yes · gutletter send --test me@example.org"),
        "roundup": Verb("roundups", "send_roundup", "Example: gutletter roundup --month 2026-10 --dry-run"),
        "status": Verb("operators", "status", "Example: gutletter status 2026-fibre --json"),
        "resolve": Verb(
            "operators", "resolve", "Example: gutletter resolve fibre --as sent --because 'seen in the log'"
        ),
        "pause": Verb("operators", "pause", "Example: gutletter pause fibre"),
        "resume": Verb("operators", "resume", "Example: gutletter resume fibre"),
        "report": Verb("reporting", "report", "Examples: gutletter report fibre · gutletter report --since 2026-11-01"),
        "events": Verb("feedback", "events", "Example: gutletter events"),
        "bounces": Verb("feedback", "bounces", "Example: gutletter bounces"),
        "cancel": Verb("operators", "cancel", "Example: gutletter cancel fibre"),
        "doctor": Verb("examining", "doctor", "Example: gutletter doctor --reach"),
        "plan": Verb("scheduling", "plan", "Examples: gutletter plan --next 10 · gutletter plan --reopen"),
        "run": Verb("scheduling", "run", "Example: gutletter run"),
        "web": Verb("previewing", "web", "Example: gutletter web --port 8000"),
    },
    "Readers": {
        "subscribers": Verb("readers", "readers"),
        "suppressions": Verb("suppressions", "suppressions"),
    },
}
PANEL_OF: Final = {name: panel for panel, verbs in PANELS.items() for name in verbs}


class Verbs(TyperGroup):
    """The group of all verbs, of which the one that is typed is loaded."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, as the help page has them."""
        return list(PANEL_OF)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The verb of this name as it stands in a list; where there is none, all are there to name the likeliest."""
        for name in [cmd_name] if cmd_name in PANEL_OF else PANEL_OF:
            if name not in self.commands:
                self.commands[name] = PANELS[PANEL_OF[name]][name].listed(name, PANEL_OF[name])
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that was typed, and what was typed behind it."""
        name, *rest = args
        if name not in PANEL_OF:
            return super().resolve_command(ctx, args)
        return name, PANELS[PANEL_OF[name]][name].command(name, PANEL_OF[name]), rest
