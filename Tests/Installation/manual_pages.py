"""Compares the manual pages with what they are about: the headers, the programs' options, the configuration's keys.

Each command prints what a page lacks, or has too much, and ends with status 1 if there is anything."""
import json
import pathlib
import re
import subprocess
import sys

HEADERS = ["zircon/syscalls.h", "zircon/process.h", "zircon/status.h", "zirq/zirq.h"]


def words(text):
    """Without what only a formatter or a programmer chooses: white space, and the side of a `*`."""
    return re.sub(r"\s*\*\s*", "* ", " ".join(text.split())).replace("( ", "(").replace("* )", "*)")


def synopsis(page):
    """The calls of a page's SYNOPSIS as C declares them, and the names of its NAME section."""
    source = page.read_text()
    calls = {}
    for result, name, arguments in re.findall(r'^\.Ft "?(.*?)"?\n\.Fo (\w+)\n((?:\.Fa .*\n)*)\.Fc$', source, re.M):
        arguments = re.findall(r'^\.Fa "?(.*?)"?$', arguments, re.M)
        calls[name] = words(f"{result} {name}({', '.join(arguments)})")
    return calls, re.findall(r"^\.Nm (\S+)", source.split("\n.Nd")[0], re.M)


def declarations(include):
    """The public calls of the headers: their declarations, and the errors that the comment before each names."""
    calls = {}
    for header in HEADERS:
        text = (include / header).read_text()
        previous = 0
        for match in re.finditer(r"__EXPORT\s+([^;]*?\b(z(?:x|irq)_\w+)\s*\([^;]*\));", text):
            comment = text[previous:match.start()].rpartition("/*")[2]
            errors = re.findall(r"(?:ZX_ERR_|\b)([A-Z]{2,}(?:_[A-Z]+)*)\b", comment)
            calls[match[2]] = words(match[1]), errors
            previous = match.end()
    return calls


def known_errors(include):
    return set(re.findall(r"define ZX_ERR_(\w+)", (include / "zircon/errors.h").read_text()))


def check_calls(include, pages):
    """Every call is in libzirq(3) and has a page, with its declaration and each error that its header names."""
    listed = (pages / "libzirq.3").read_text()
    pages_of = {}
    for page in sorted(pages.glob("*.3")):
        calls, names = synopsis(page)
        if calls and set(calls) != set(names):
            yield f"{page.name}: NAME and SYNOPSIS differ: {sorted(set(calls) ^ set(names))}"
        for name, declaration in calls.items():
            pages_of[name] = page, declaration
    declared = declarations(include)
    errors = known_errors(include)
    for name, (declaration, mentioned) in declared.items():
        if name not in pages_of:
            yield f"{name}: no manual page"
            continue
        if f"\n.Xr {name} 3" not in listed:
            yield f"libzirq.3: does not list {name}"
        page, written = pages_of[name]
        if written != declaration:
            yield f"{page.name}: declares {written}, not {declaration}"
        for error in sorted(errors.intersection(mentioned)):
            if not re.search(rf"\bZX_ERR_{error}\b", page.read_text()):
                yield f"{page.name}: {name}() may answer ZX_ERR_{error}"
    for name in sorted(set(pages_of) - set(declared)):
        yield f"{pages_of[name][0].name}: no header declares {name}"


def rendered(page):
    """The lines of a page, each tag and each paragraph on one; a short tag is followed by spaces and its text."""
    command = ["mandoc", "-T", "ascii", "-O", "width=1000", page]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.strip() for line in re.sub(".\b", "", text).splitlines()]


def names_of(argument):
    return [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names", [])]


def check_program(program, page):
    """Every option stands at the head of an item, and that of a verb at the head of the verb's."""
    described = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, text=True)
    command = json.loads(described.stdout)["command"]
    lines = rendered(page)
    common = {name for argument in command.get("arguments", []) for name in names_of(argument)}
    for name in sorted(common):
        if not any(re.match(rf"(-\S+, )?{name}(?![\w-])", line) for line in lines):
            yield f"{page.name}: no item for {name}"
    for verb in command.get("subcommands", []):
        if verb["commandName"] == "help":
            continue  # the argument parser's own, which a program without verbs has, too
        heads = [line for line in lines if re.match(rf"{verb['commandName']}(  .*| [\[a-z].*)?$", line)]
        if not heads:
            yield f"{page.name}: no item for the verb {verb['commandName']}"
            continue
        for argument in verb.get("arguments", []):
            for name in set(names_of(argument)) - common:
                if not any(re.search(rf"(?<!\S)\[?{name}(?![\w-])", head) for head in heads):
                    yield f"{page.name}: {verb['commandName']} has {name}"
            if argument["kind"] == "positional" and argument.get("shouldDisplay", True):
                if not any(" " in head.split("  ")[0] for head in heads):
                    yield f"{page.name}: {verb['commandName']} takes {argument['valueName']}"


def check_keys(example, page):
    """The page has the keys of the commented file, with the same values, in the same sections."""

    def keys(pattern, section_pattern, text):
        section = ""
        for line in text.splitlines():
            if match := re.match(section_pattern, line):
                section = re.sub(r"^(Device|Line) .*", r"\1 PATTERN", match[1])
            elif match := re.match(pattern, line):
                yield section, match[1]

    commented = set(keys(r"#?([A-Z]\w*=.*)$", r"#?\[(.*)\]$", example.read_text()))
    documented = set(keys(r"\.It Ic (\w+=.*)$", r"\.Ss \[(.*)\] section$", page.read_text()))
    if len(commented) < 20:
        yield f"{example}: only {len(commented)} keys found"
    for section, key in sorted(commented - documented):
        yield f"{page.name}: [{section}] lacks {key}"
    for section, key in sorted(documented - commented):
        yield f"{page.name}: [{section}] has {key}, {example} has not"


def check_references(pages):
    """A page that is referred to is there, if it is one of ours."""
    ours = {f"{name} {page.suffix[1:]}" for page in pages.iterdir() for name in synopsis(page)[1]}
    for page in sorted(pages.iterdir()):
        for reference in re.findall(r"^\.Xr (z(?:x|irq)\S* \d|libzirq\S* \d)", page.read_text(), re.M):
            if reference not in ours:
                yield f"{page.name}: there is no {reference}"


CHECKS = {"calls": check_calls, "program": check_program, "keys": check_keys, "references": check_references}

problems = list(CHECKS[sys.argv[1]](*map(pathlib.Path, sys.argv[2:])))
for problem in problems:
    print(problem)
sys.exit(bool(problems))
