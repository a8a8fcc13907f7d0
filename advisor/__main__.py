"""``python -m advisor`` is the command ``iot-advisor``."""

from advisor.commands import main

if __name__ == "__main__":
    main()
