"""The service of compose.yaml as plain processes: machines with a home each, one PostgreSQL, Caddy in front."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.repository import ROOT

PATIENCE = 90
CADDYFILE = ROOT / "deploy" / "Caddyfile"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Topology:
    """``folder``: everything lies under it. ``url``: of the database, which alone is shared."""

    folder: Path
    url: str
    proxy_port: int = field(default_factory=free_port)
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where people come."""
        return f"https://localhost:{self.proxy_port}"

    def environment(self, machine: str) -> dict[str, str]:
        """As compose.yaml sets it, with a home of the machine's own."""
        settings = {
            "HOME": str(self.folder / machine), "DATABASE_URL": self.url, "BASE_URL": self.address,
            "PROXY": "127.0.0.1", "LOG_FORMAT": "json", "LOG_LEVEL": "info",
            "MASTER_KEY": base64.urlsafe_b64encode(b"m" * 32).decode(),
            "SIGNING_KEY": base64.urlsafe_b64encode(b"s" * 32).decode(),
        }  # fmt: skip
        named = {f"RETURNONCE_{name}": value for name, value in settings.items()}
        return {**os.environ, "PYTHONPATH": str(ROOT), **named}

    def run(self, machine: str, *verb: str) -> Any:
        """One command on a machine; its answer."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *verb, "--json"], env=self.environment(machine), cwd=self.folder,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    def start(self, machine: str, *verb: str) -> None:
        """One process that stays."""
        with (self.folder / f"{machine}-{verb[0]}.log").open("ab") as log:
            self.processes[f"{machine} {verb[0]}"] = subprocess.Popen(
                [sys.executable, "-m", "cli", *verb], env=self.environment(machine), cwd=self.folder, stdout=log,
                stderr=log,
            )  # fmt: skip

    def serve(self, machine: str) -> None:
        """``serve``, at a port of its own."""
        self.ports.setdefault(machine, free_port())
        self.start(machine, "serve", "--port", str(self.ports[machine]))

    def start_proxy(self) -> None:
        """Caddy, by the file that ships, with certificates of its own making that no machine is asked to trust."""
        config = self.folder / "Caddyfile"
        # Ports for http are left alone: another test may be at them.
        options = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n"
        config.write_text(f"{options}import {CADDYFILE}\n", encoding="utf-8")
        named = {
            "PUBLIC_NAME": f"localhost:{self.proxy_port}", "XDG_DATA_HOME": str(self.folder / "caddy"),
            "XDG_CONFIG_HOME": str(self.folder / "caddy"), "HOME": str(self.folder),
            "UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in self.ports.values()),
        }  # fmt: skip
        with (self.folder / "caddy.log").open("wb") as log:
            self.processes["proxy"] = subprocess.Popen(
                [str(shutil.which("caddy")), "run", "--config", str(config), "--adapter", "caddyfile"],
                env={**os.environ, **named}, stdout=log, stderr=log,
            )  # fmt: skip

    def client(self) -> httpx2.Client:
        """Whoever comes through the proxy, by TLS, and trusts its authority."""
        root = self.folder / "caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        wait_for(root.exists, "the proxy's certificate")
        return httpx2.Client(base_url=self.address, verify=ssl.create_default_context(cafile=str(root)), timeout=30)

    def direct(self, machine: str) -> httpx2.Client:
        """Whoever is on the machine itself."""
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.ports[machine]}", timeout=30)

    def kill(self, name: str) -> None:
        """As a machine that loses its power."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self) -> dict[str, float]:
        """Ask all processes to end; the seconds that each took. Whatever is left then is killed."""
        for process in self.processes.values():
            process.terminate()
        began, seconds = time.monotonic(), {}
        for name, process in self.processes.items():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            seconds[name] = time.monotonic() - began
        self.processes.clear()
        return seconds


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; a connection that is refused does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if holds():
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(what)
