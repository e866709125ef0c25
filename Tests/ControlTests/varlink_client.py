"""Asks zirqd's control socket through a Varlink client that nobody here wrote (the PyPI package "varlink").

    varlink_client.py unix:/run/zirq/control.sock

Every reply is held against the interface's own description: no field but the declared ones, none of them missing, all
of the declared type. Prints one line for each thing found true and ends with status 0, or with the first that is not.
"""

import json
import sys

import varlink
from varlink import scanner

CONTROL = "io.zirq.Control"


def conform(interface, declared, value, where):
    """Fails unless value has exactly the declared Varlink type."""
    if isinstance(declared, scanner._Maybe):
        if value is not None:
            conform(interface, declared.element_type, value, where)
    elif isinstance(declared, scanner._CustomType):
        conform(interface, interface.members[declared.name].type, value, where)
    elif isinstance(declared, scanner._Array):
        assert isinstance(value, list), f"{where}: {value!r} is no array"
        for index, element in enumerate(value):
            conform(interface, declared.element_type, element, f"{where}[{index}]")
    elif isinstance(declared, scanner._Enum):
        assert value in declared.fields, f"{where}: {value!r} is none of {list(declared.fields)}"
    elif isinstance(declared, scanner._Struct):
        assert isinstance(value, dict), f"{where}: {value!r} is no object"
        unknown = value.keys() - declared.fields.keys()
        assert not unknown, f"{where}: fields that the interface does not declare: {unknown}"
        for name, type_ in declared.fields.items():
            conform(interface, type_, value.get(name), f"{where}.{name}")
    else:
        assert type(value) is type(declared), f"{where}: {value!r} is no {type(declared).__name__}"


class Recorder(varlink.SimpleClientInterfaceHandler):
    """Keeps each reply as it came, before the library drops what it does not know."""

    def _next_message(self):
        for message in super()._next_message():
            self.last = json.loads(message)
            yield message


class Client(varlink.Client):
    handler = Recorder


def refused(name, call):
    """The parameters of the error that the call must end with."""
    try:
        call()
    except varlink.VarlinkError as error:
        assert error.error() == name, f"{error.error()} instead of {name}"
        print(f"refused: {name} {error.parameters()}")
        return error.parameters()
    raise AssertionError(f"no {name}")


def main(address):
    client = Client(address)
    with client.open("org.varlink.service") as service:
        info = service.GetInfo()
        assert info["interfaces"] == ["org.varlink.service", CONTROL], info
        print(f"service: {info['product']} {info['version']}")
        for name in info["interfaces"]:
            text = service.GetInterfaceDescription(name)["description"]
            parsed = scanner.Interface(text)
            assert parsed.name == name
            print(f"interface: {name}, {len(parsed.members)} members")
        refused(
            "org.varlink.service.InterfaceNotFound",
            lambda: service.GetInterfaceDescription("io.zirq.Absent"),
        )

    with client.open(CONTROL) as control:
        interface = control._interface

        def ask(method, **parameters):
            reply = getattr(control, method)(**parameters)
            conform(interface, interface.members[method].out_type, control.last.get("parameters", {}), method)
            print(f"conforms: {method}")
            return reply

        def refuse(error, method, **parameters):
            refused(f"{CONTROL}.{error}", lambda: getattr(control, method)(**parameters))
            declared = interface.members[error].type
            conform(interface, declared, control.last["parameters"], error)

        status = ask("GetStatus")
        devices = ask("ListDevices")["devices"]
        assert status["devices"] == len(devices)
        for device in devices:
            same = ask("GetDevice", name=device["name"])["device"]
            assert same["name"] == device["name"]
            for alias in device["aliases"]:
                print(f"alias: {alias} of {device['name']}")
            diagnosis = ask("Diagnose", device=device["name"])
            assert diagnosis["device"] == device["name"]
        ask("ListClients")
        ask("GetConfiguration")
        ask("Reload")
        refuse("NoSuchDevice", "GetDevice", name="uio:absent")
        refuse("InvalidArgument", "Trigger", device="sim:absent", count=0)
        ask("SetLogLevel", level=status["log_level"])
        ask("Monitor")
        ask("Release", device="uio:edu", vector=0)
        refuse("InvalidArgument", "Release", device="uio:edu", vector=-1)
        refuse("InvalidArgument", "SelfTest", device="uio:edu")
        for device in devices:
            if device["kind"] == "vfio":
                assert ask("SelfTest", device=device["name"])["tests"]

        simulated = [device["name"] for device in devices if device["kind"] == "simulated"]
        for name in simulated:
            ask("Trigger", device=name, vector=0, count=1)

    with client.open(CONTROL) as control:
        first = next(control.Monitor(_more=True))
        assert first["event"]["kind"] == "ready", first
        assert control.last["continues"] is True
        print("streams: Monitor")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
