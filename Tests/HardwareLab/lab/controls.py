"""Negative controls: guests that must be reported as failed, each for its own reason. A lab that cannot fail proves nothing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    name: str
    task: str
    expected: str
    timeout: int = 120


ALL = [
    Control("a guest that ends with status 1 is a failure", "control-status-1", "the guest ended with status 1"),
    # 128 doubled does not fit into an exit status: without the clamp it would come out as success.
    Control("a guest that ends with status 240 is a failure", "control-status-240", "the guest ended with status 62"),
    Control("a kernel panic is a failure", "control-panic", "kernel panic: sysrq triggered crash"),
    Control("a machine that goes off without a verdict is a failure", "control-power-off",
            "the machine went off without a verdict"),
    Control("a guest that never ends is a failure", "control-endless", "the machine was still running after 3 s", 3),
]


def run(control, boot):
    """The control and, if the lab mistook the guest's end, what it saw instead."""
    outcome = boot(control.task, "lab", control.timeout)
    seen = "" if outcome.failure == control.expected else outcome.failure or "success"
    return control, seen
