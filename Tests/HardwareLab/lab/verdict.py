"""The lab's account: every check by name, and the last line that says how many passed."""

import re

TAIL = 60


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def control(self, result):
        name, seen = result
        self._line(f"lab: {name}", f"the lab saw: {seen}" if seen else "")

    def guest(self, task, outcome):
        """Print the guest's own lines, and judge the guest: it must have ended well and have run all it planned."""
        failed = self.failed
        checks = [line for line in outcome.results if re.match(r"(not )?ok ", line)]
        planned = sum(int(count) for count in re.findall(r"^plan (\d+)$", "\n".join(outcome.results), re.MULTILINE))
        for line in checks:
            print(line, flush=True)
            if line.startswith("ok "):
                self.passed += 1
            else:
                self.failed += 1
        ended = outcome.failure
        if not ended and (planned == 0 or planned != len(checks)):
            ended = f"{len(checks)} checks ran of {planned} planned"
        self._line(f"lab: {task} ends by itself, every check done", ended)
        if self.failed > failed:
            tail = outcome.console.read_text(errors="replace").replace("\r", "").splitlines()[-TAIL:]
            print(f"# {outcome.console} ends with:", *(f"# {line}" for line in tail), sep="\n", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 0 if self.failed == 0 and self.passed > 0 else 1

    def _line(self, name, reason):
        if reason:
            self.failed += 1
            print(f"not ok {name}: {reason}", flush=True)
        else:
            self.passed += 1
            print(f"ok {name}", flush=True)
