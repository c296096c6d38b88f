import json
import sys


class Module:
    def fail_json(self, msg, **more):
        print(json.dumps({"failed": True, "msg": msg}))
        sys.exit(1)

    def run(self, command):
        try:
            return command()
        except OSError as problem:
            self.fail_json(rc=problem.errno, stdout="", msg="The command cannot be run.")
