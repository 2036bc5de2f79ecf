"""What a look at an installation found, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. mend: one line that says what to do; empty when it is good."""

    what: str
    found: str
    mend: str = ""


@dataclass(frozen=True)
class Report:
    """All findings. It prints as lines, and is true when nothing has to be mended."""

    findings: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return not any(finding.mend for finding in self.findings)

    def __repr__(self) -> str:
        lines = []
        for finding in self.findings:
            lines.append(f"{'✗' if finding.mend else '✓'} {finding.what}: {finding.found}")
            if finding.mend:
                lines.append(f"    to mend it: {finding.mend}")
        count = sum(bool(finding.mend) for finding in self.findings)
        lines.append("All is well." if not count else f"{count} to mend; then restart the kernel.")
        return "\n".join(lines)
