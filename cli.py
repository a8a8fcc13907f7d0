"""The command ``iot-advisor`` from a checkout: ``python cli.py assess examples/wastewater.yaml``."""

from advisor.commands import main

if __name__ == "__main__":
    main()
