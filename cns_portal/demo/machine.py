"""What pip cannot install: `python -m cns_portal.demo.machine` says whether it is there."""

import os
import platform
import shutil
import subprocess
import sys

DEBIAN = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
INSTALL = {
    "apt-get": f"apt-get install --yes {' '.join(DEBIAN)}",
    "dnf": "dnf install --assumeyes pango dejavu-sans-fonts",
    "zypper": "zypper install --no-confirm libpango-1_0-0 dejavu-fonts",
    "pacman": "pacman -S --noconfirm pango ttf-dejavu",
    "apk": "apk add pango font-dejavu",
    "brew": "brew install pango",
}


def why_no_printer() -> str | None:
    """None when WeasyPrint finds Pango; otherwise what the system says.

    In a process of its own, so that an installation between two questions counts.
    """
    answer = subprocess.run(
        [sys.executable, "-c", "import weasyprint.text.ffi"], capture_output=True, text=True
    )
    if answer.returncode == 0:
        return None
    lines = answer.stderr.strip().splitlines() or ["it gave no reason"]
    return lines[-1]


def install_command() -> str | None:
    """What to type on this machine, or None where nobody knows."""
    manager = next((name for name in INSTALL if shutil.which(name)), None)
    if manager is None:
        return None
    needs_root = manager != "brew" and os.geteuid() != 0
    return ("sudo " if needs_root else "") + INSTALL[manager]


def _install_where_it_may() -> None:
    """On a build machine (CI=true), as root, with apt-get: nobody is there to read advice."""
    if os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run([*INSTALL["apt-get"].split(), "--no-install-recommends"], check=False)


def main() -> None:
    if why_no_printer() is None:
        return
    _install_where_it_may()
    reason = why_no_printer()
    if reason is None:
        return
    sentences = [
        "The portal prints PDF files with Pango, which this machine does not have "
        f"or does not show ({reason}).",
    ]
    if command := install_command():
        sentences.append(f"Install it with:\n\n    {command}\n")
    else:
        sentences.append("Install the package of your system that is called pango.")
    if platform.system() == "Darwin":
        sentences.append(
            "If it is installed: export DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib"
        )
    raise SystemExit("\n".join(sentences))


if __name__ == "__main__":
    main()
