"""`python -m tools.lite [--pyodide FOLDER]`: see build.py."""

import argparse

from tools.lite import build

parser = argparse.ArgumentParser(prog="make lite", description=build.__doc__.splitlines()[0])
parser.add_argument("--pyodide", metavar="FOLDER", help="Pyodide's full distribution, unpacked")
build.main(parser.parse_args().pyodide)
