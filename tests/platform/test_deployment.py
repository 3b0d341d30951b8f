# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that describe a deployment say what the code needs."""
import json
import re
import tomllib

import pytest
import yaml

from api_adapter import cli
from api_adapter.settings import Settings
from tests.cluster import ROOT

RANDOM_VALUE = "q9Zk3V7mC0yTn5XbR8dLw2HsGf6JpE1uAaQo4IiKtNM="  # as Render makes them


@pytest.fixture(scope="module")
def blueprint() -> dict:
    return yaml.safe_load((ROOT / "render.yaml").read_text())


def environment(service: dict) -> dict[str, dict]:
    return {variable["key"]: variable for variable in service["envVars"]}


def test_one_web_service_and_one_database(blueprint):
    service, = blueprint["services"]
    database, = blueprint["databases"]
    assert service["type"] == "web"
    assert service["healthCheckPath"] == "/api/health/ready"
    assert int(database["postgresMajorVersion"]) >= 15
    variables = environment(service)
    assert variables["DATABASE_URL"]["fromDatabase"]["name"] == database["name"]
    assert variables["SECRET_KEY"]["generateValue"] is True
    assert not any("secret" in str(variable.get("value", "")).lower()
        for variable in service["envVars"])


def test_its_environment_is_accepted(blueprint):
    service, = blueprint["services"]
    values = {key: variable.get("value", "") for key, variable in environment(service).items()}
    settings = Settings.load({
        **{key: str(value) for key, value in values.items()},
        "DATABASE_URL": "postgres://u:p@db/clinic", "SECRET_KEY": RANDOM_VALUE,
        "RENDER_EXTERNAL_URL": "https://clinica.onrender.com", "PORT": "10000"})
    assert settings.host == "0.0.0.0"
    assert settings.num_proxies >= 1
    assert not settings.demo


@pytest.mark.parametrize("name", ["render.yaml", "Dockerfile"])
def test_only_commands_that_exist_are_called(name):
    text = (ROOT / name).read_text()
    commands = set(re.findall(r"\bclinica ([a-z]+)", text))
    commands |= set(re.findall(r'"clinica", "([a-z]+)"', text))
    assert commands
    for command in commands:
        assert cli._parser().parse_args([command]).command == command


def test_the_migration_comes_before_the_start(blueprint):
    service, = blueprint["services"]
    assert "clinica upgrade" in service["preDeployCommand"]


def test_the_lock_holds_versions_only():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", pin) for pin in pins)
    names = {_normal(pin.partition("==")[0]) for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    needed = {_normal(re.match(r"[A-Za-z0-9._-]+", each).group()) for each in wanted}
    assert needed <= names


@pytest.mark.parametrize("folder", ["frontend", "frontend/tryton"])
def test_npm_locks_are_complete_and_name_no_registry(folder):
    """npm leaves out the packages of other systems when it writes a lock beside node_modules."""
    text = (ROOT / folder / "package-lock.json").read_text()
    assert '"resolved": "http' not in text
    packages = json.loads(text)["packages"]
    optional = {name for package in packages.values()
        for name in package.get("optionalDependencies", {})}
    locked = {path.rpartition("node_modules/")[2] for path in packages}
    assert optional <= locked


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
