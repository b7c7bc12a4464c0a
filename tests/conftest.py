"""What all tests share: nothing of this machine's settings, and a data folder of their own."""

import os
import tempfile
from pathlib import Path

# Before anything of the store is imported: settings are read once, at import.
_data = Path(tempfile.mkdtemp(prefix="store-tests-"))
for _name in [name for name in os.environ if name.startswith("STRIPE_")] + ["PORT", "PUBLIC_URL", "DATABASE_URL"]:
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = str(_data)
