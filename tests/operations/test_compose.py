"""docker-compose.yml and the Dockerfile cannot be run everywhere; what they promise can be read."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from cns_portal.demo import running

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
ONCE = {"migrate", "seed"}
COMMANDS = {
    "web": running.WEB,
    "worker": running.WORKER,
    "beat": running.BEAT,
    "identity-provider": running.IDENTITY_PROVIDER,
}


def test_the_services_are_those_of_a_portal():
    assert set(SERVICES) == {
        *("web", "worker", "beat", "migrate", "seed", "identity-provider"),
        *("db", "redis", "mailpit", "clamav"),
    }


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_the_same_in_docker_make_and_make_run(name):
    planned = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "--old-file", ".venv/installed", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    made = planned.strip().splitlines()[-1].removeprefix("exec .venv/bin/")
    composed = SERVICES[name]["command"].removesuffix(" --host 0.0.0.0")
    assert composed == made == COMMANDS[name]


def test_the_image_serves_what_the_web_service_serves():
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert yaml.safe_load(command) == shlex.split(SERVICES["web"]["command"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_a_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_others_wait_until_what_they_need_is_well(name):
    needed = SERVICES[name].get("depends_on", {})
    for other, how in needed.items():
        expected = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert how["condition"] == expected
    if name in {"web", "worker", "beat"}:
        assert set(needed) == {"migrate", "db", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_may_do_little(name):
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_image_does_not_run_as_root():
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}
    assert "HEALTHCHECK" in DOCKERFILE


def test_every_image_has_a_version():
    images = [service["image"] for service in SERVICES.values()]
    images += re.findall(r"^FROM (\S+:\S+)", DOCKERFILE, re.MULTILINE)
    for image in images:
        assert re.fullmatch(r"[\w./-]+:v?\d[\w.-]+", image), image


def test_ports_are_open_on_this_machine_only():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_secrets_come_from_the_environment():
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|KEYS", key):
                assert re.fullmatch(r"\$\{\w+(:\?[^}]*|:-)\}", value), (name, key)
            for password in re.findall(r"://[^:/]*:([^@]*)@", str(value)):
                assert password.startswith("${"), (name, key)


def test_redis_keeps_what_it_was_given():
    command = SERVICES["redis"]["command"]
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_data_is_in_named_volumes():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert used == set(COMPOSE["volumes"])


def test_every_variable_is_explained():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^# (\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked <= explained
