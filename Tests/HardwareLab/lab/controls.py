"""Negative controls: what must be reported as failed, each for its own reason.

A lab that cannot fail proves nothing.
"""

import contextlib
import io
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import machine, machines, verdict


@dataclass(frozen=True)
class Control:
    name: str
    task: str
    expected: str
    timeout: int = 120


GUESTS = [
    # 128 doubled does not fit into an exit status: without the clamp it would come out as success.
    Control("a guest that ends with status 240 is a failure", "control-status-240", "the guest ended with status 62"),
    Control("a kernel panic is a failure", "control-panic", "kernel panic: sysrq triggered crash"),
    Control("a machine that goes off without a verdict is a failure", "control-power-off",
            "the machine went off without a verdict"),
    Control("a guest that never ends is a failure", "control-endless", "the machine was still running after 3 s", 3),
]


def run(control, boot):
    """The control's name and, if the lab mistook the guest's end, what it saw instead."""
    outcome = boot(control.task, machines.PLAIN, "lab", control.timeout)
    seen = "" if outcome.failure == control.expected else outcome.failure or "success"
    return control.name, seen


def check_runner(program):
    expected = [
        "plan 4",
        "ok control: passes",
        "not ok control: fails: as it should",
        "not ok control: crashes: crashed: Segmentation fault",
        "not ok control: hangs: still not done after 1 s",
    ]
    done = subprocess.run([program], stdout=subprocess.PIPE, text=True)
    right = done.returncode == 1 and done.stdout.splitlines() == expected
    return "checks that fail, crash or hang are reported", "" if right else done.stdout.replace("\n", "; ")


def account():
    """Outcomes that look well and are not: a failed check, a check that never ran, no check at all."""
    outcomes = [["plan 1", "not ok a: b: c"], ["plan 2", "ok a: b"], ["plan 0"], []]
    accepted = []
    for results in outcomes:
        report = verdict.Report()
        with contextlib.redirect_stdout(io.StringIO()):
            report.guest("control", machine.Outcome("", results, Path(os.devnull)))
            if report.finish() == 0:
                accepted.append(str(results))
    return "failed and missing checks fail the lab", "success for " + ", ".join(accepted) if accepted else ""
