#!/usr/bin/env python3
"""Opens workbook reports with openpyxl and with LibreOffice, and tells what is not as it was written.

    pip install openpyxl; apt-get install libreoffice-calc
    cargo build && python3 tests/workbook_opens.py [REPORT.xlsx]...

Without arguments it makes the reports of the samples. LibreOffice takes what it can of a damaged workbook and says
nothing, so its copy is compared with the original: every cell, every link, every table. (A copy made without a window has no
frozen rows; openpyxl reads those of the original.)
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ["samples/contoso", "samples/fabrikam.xlsx", "samples/healthy/hybrid"]


def written(folder):
    """The reports of the samples."""
    for number, sample in enumerate(SAMPLES):
        report = folder / f"{number}.xlsx"
        command = [ROOT / "target/debug/mailgap", "check", sample, "--all", "--quiet", "--output", report]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert run.returncode < 2 and not run.stderr, run.stderr
        yield report


def saved_by_libreoffice(report, folder):
    target = folder / "saved"
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", target, report], check=True, capture_output=True)
    return target / report.name


def faults_of(book):
    """What is wrong in a workbook of ours as openpyxl reads it."""
    if book.sheetnames[0] != "Summary" or "People" not in book.sheetnames:
        yield f"it has the sheets {book.sheetnames}"
    for sheet in book:
        if sheet.title != "Summary":
            if not sheet.freeze_panes:
                yield f"{sheet.title} has no frozen header"
            header = int(re.sub("[A-Z]", "", sheet.freeze_panes or "A2")) - 1
            rows = sheet.max_row - header
            ranges = [table.ref for table in sheet.tables.values()]
            whole = f"A{header}:{openpyxl.utils.get_column_letter(sheet.max_column)}{sheet.max_row}"
            if ranges != ([whole] if rows else []):
                yield f"{sheet.title} has the tables {ranges}, and {rows} rows below row {header}"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate} is a formula"
                if cell.hyperlink and cell.hyperlink.location:
                    name, place = cell.hyperlink.location.rsplit("!", 1)
                    if book[name.strip("'")][place].value is None:
                        yield f"{sheet.title}!{cell.coordinate} leads to {cell.hyperlink.location}, which is empty"


def places(cell):
    """Where a link leads, in one spelling."""
    link = cell.hyperlink
    if link is None:
        return None
    return (link.location or link.target or "").lstrip("#").replace("'", "").replace("$", "").rstrip("/")


def differences(own, saved):
    """What the copy of LibreOffice has otherwise."""
    if own.sheetnames != saved.sheetnames:
        yield f"sheets {own.sheetnames} became {saved.sheetnames}"
        return
    for sheet in own:
        copy = saved[sheet.title]
        if len(sheet.tables) != len(copy.tables):
            yield f"{sheet.title}: {len(sheet.tables)} tables became {len(copy.tables)}"
        for row in sheet.iter_rows():
            for cell in row:
                other = copy[cell.coordinate]
                if cell.value != other.value:
                    yield f"{sheet.title}!{cell.coordinate}: {cell.value!r} became {other.value!r}"
                if places(cell) != places(other):
                    yield f"{sheet.title}!{cell.coordinate}: the link {places(cell)} became {places(other)}"


def main():
    found = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for report in [Path(path) for path in sys.argv[1:]] or written(folder):
            own = openpyxl.load_workbook(report)
            saved = openpyxl.load_workbook(saved_by_libreoffice(report, folder))
            faults = [*faults_of(own), *differences(own, saved)]
            cells = sum(1 for sheet in own for row in sheet.iter_rows() for cell in row if cell.value is not None)
            links = sum(1 for sheet in own for row in sheet.iter_rows() for cell in row if cell.hyperlink)
            tables = sum(len(sheet.tables) for sheet in own)
            print(f"{report.name}: {len(own.sheetnames)} sheets, {tables} tables, {cells} cells, {links} links, "
                  f"{len(faults)} faults")
            for fault in faults[:20]:
                print(f"  {fault}")
            found += len(faults)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
