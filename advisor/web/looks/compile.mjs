// Starts the advisor as a browser does, and compiles every module that was loaded on the way.
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "./pyodide.mjs";

const python = await loadPyodide({ env: { PYTHONDONTWRITEBYTECODE: "1", PYDANTIC_DISABLE_PLUGINS: "1", HOME: "/" } });
python.runPython("import site; place = site.getsitepackages()[0]");
python.unpackArchive(new Uint8Array(readFileSync("packages.zip")), "zip", { extractDir: python.globals.get("place") });
python.runPython(`
import json, sys
from advisor.web.host import begun

host, kept = begun(), None
for method, path in (("GET", ""), ("POST", "begin"), ("POST", "finish"), ("GET", "result"), ("GET", "report.html")):
    asked = {"method": method, "path": path, "within": "#/0/", "kept": kept, "form": {"way": "full", "checked": ""}}
    kept = json.loads(host.answer(json.dumps(asked)))["kept"]
loaded = sorted({module.__file__ for module in [*sys.modules.values()] if getattr(module, "__file__", None)})

import io, zipfile, zipimport
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash


def compiled(base, read):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for path in loaded:
            if path.startswith(base) and path.endswith(".py"):
                source = read(path)
                code = compile(source, path, "exec", dont_inherit=True)
                # By no time and no check of the source, so that the same source is the same file.
                made.writestr(path.removeprefix(base), bytes(_code_to_hash_pyc(code, source_hash(source), False)))
    return held.getvalue()


library = next(each for each in sys.path if each.endswith(".zip"))
packages = compiled(place + "/", lambda path: open(path, "rb").read())
library = compiled(library + "/", zipimport.zipimporter(library).get_data)
`);
for (const name of ["packages", "library"]) {
  writeFileSync(`${name}.out`, python.globals.get(name).toJs());
}
