#!/usr/bin/env python3
"""Asks a program of Qualify over HTTP, with the full public sources, what the specification promises of them.

    vetting_wire.py PROGRAM [SHARED_DATA]

SHARED_DATA is the folder with `full/` (default: `../shared/data` beside the project); without it the script says so and ends.
A sandbox of its own is started with the sources, each customer is created and its request made as a partner would, and what
comes of it is read back: a made-up university stays in review, a real one is approved at once, thirteen schools below one
city's domain each get a decision of their own. Exit code 1 if one of them is otherwise. Standard library only.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

SOURCES = [
    {"id": "psl", "kind": "psl", "path": "public_suffix_list.dat"},
    {"id": "swot", "kind": "swot-tree", "path": "swot/lib/domains"},
    {"id": "hipo", "kind": "hipo-json", "path": "world_universities_and_domains.json"},
    {"id": "ror", "kind": "ror-json", "path": "ror.json"},
    {"id": "cisa", "kind": "cisa-current-full", "path": "current-full.csv", "complete": True},
]
CITY = "elodz.edu.pl"


def unpack(full, folder):
    """The sources as an operator would have them, with their manifest."""
    for source in ("public_suffix_list.dat", "world_universities_and_domains.json", "current-full.csv"):
        shutil.copy(full / source, folder / source)
    with tarfile.open(full / "swot-lib-domains.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    with gzip.open(full / "ror-v2-part.json.gz") as packed, open(folder / "ror.json", "wb") as plain:
        shutil.copyfileobj(packed, plain)
    sources = [{"licence": "see its publisher", **source} for source in SOURCES]
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "sources": sources}))


def schools(folder):
    """The schools below the city's domain: a host, and its first name."""
    tree = folder / "swot/lib/domains" / "/".join(reversed(CITY.split(".")))
    for file in sorted(tree.glob("*.txt")):
        lines = [line.strip() for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
        # The first line may be an abbreviation that says nothing.
        yield f"{file.stem}.{CITY}", max(lines[:2], key=len)


def ask(method, path, body=None, language=None):
    """One call; the answer's JSON, or the error's."""
    headers = {"Authorization": f"Bearer {os.environ['QUALIFY_TOKEN']}", "Content-Type": "application/json"}
    if language:
        headers["X-Locale"] = language
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(os.environ["QUALIFY_URL"] + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def create(number, name, host):
    address = {
        "firstName": "Ada", "lastName": "Lis", "addressLine1": "ul. Zielona 1", "city": "Warszawa",
        "postalCode": "00-001", "country": "PL", "phoneNumber": "221234567",
    }
    profile = {
        "culture": "pl-PL", "language": "pl", "email": f"sekretariat@{host}", "companyName": name, "defaultAddress": address,
    }
    company = {"domain": f"wire{number}.onmicrosoft.com", "organizationRegistrationNumber": "1234563218"}
    status, answer = ask("POST", "/v1/customers", {"companyProfile": company, "billingProfile": profile})
    if status != 201:
        raise SystemExit(f"POST /v1/customers for {name}: {status} {answer}")
    return answer["id"]


def outcome(customer):
    """What the request came to: the status, and what the preview says of it in two languages."""
    body = {"qualification": "Education"}
    path = f"/partner/v1/customers/{customer}/qualifications/preview"
    _, preview = ask("POST", path, body)
    _, polish = ask("POST", path, body, "pl-PL")
    status, answer = ask("POST", f"/v1/customers/{customer}/qualifications", body)
    if status != 201:
        raise SystemExit(f"POST qualifications: {status} {answer}")
    ask("POST", "/sandbox/settle")
    _, records = ask("GET", f"/v1/customers/{customer}/qualifications")
    records = records.get("items", records) if isinstance(records, dict) else records
    return records[0]["vettingStatus"], preview, polish


def inside(folder):
    """What is asked beside the running sandbox."""
    wanted = [
        ("Warsaw Pizza University", "pw.edu.pl", "InReview"),
        ("Politechnika Warszawska", "pw.edu.pl", "Approved"),
    ]
    wanted += [(name, host, None) for host, name in schools(folder)]
    failures, codes = [], []
    for number, (name, host, expected) in enumerate(wanted):
        state, preview, polish = outcome(create(number, name, host))
        code = preview.get("reasonCode")
        print(f"{name} | {host} | {state} {code}\n    {preview.get('explanation')}\n    {polish.get('explanation')}")
        if expected and state != expected:
            failures.append(f"{name} is {state}, not {expected}")
        if expected is None:
            codes.append((state, code))
        if polish.get("explanation") == preview.get("explanation"):
            failures.append(f"{name}: the Polish text is the English one")
    counts = {found: codes.count(found) for found in sorted(set(codes))}
    print(f"{len(codes)} schools below {CITY}: {counts}")
    if counts != {("Approved", "EDU_DATASET"): 13}:
        failures.append("the schools do not each get a decision of their own")
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


def main():
    if sys.argv[1:2] == ["--inside"]:
        return inside(Path(sys.argv[2]))
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    program = Path(sys.argv[1]).resolve()
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parents[2] / "shared/data"
    if not (data / "full").is_dir():
        print(f"There are no full sources at {data / 'full'}: nothing was asked.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        sources.mkdir()
        unpack(data / "full", sources)
        config = Path(folder) / "qualify.toml"
        config.write_text(f'[vetting]\npolicy = "rules"\ndatasets_dir = "{sources}"\n')
        command = [program, "exec", "--config", config, "--", sys.executable, Path(__file__).resolve(), "--inside", sources]
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
